//! One pass over the bytes of a field: where lines end and which need more than a look.

/// What a line needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Condition {
    /// It is in display form.
    Clean,
    /// It is, if it is in NFC.
    CheckNfc,
    /// It is not, or it has characters that depend on their neighbours.
    Dirty,
}

/// A line of the source, without its line end.
#[derive(Debug, Clone, Copy)]
pub(super) struct ScannedLine {
    pub start: usize,
    pub end: usize,
    pub condition: Condition,
    /// Holds letters followed by what UTF-8 in a wrong charset looks like.
    pub is_suspect: bool,
    /// Holds U+FFFD.
    pub has_replacement: bool,
}

pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a str) -> Self {
        Scanner { text, at: 0 }
    }
}

/// What the character before was, as far as the next one cares.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Other,
    /// U+00C2–U+00F4: a lead byte read as Latin-1.
    LatinLead,
    /// The same after another.
    LatinRow,
    /// Р: the lead byte of Cyrillic read as windows-1251.
    CyrillicLead,
    /// ط ظ ع غ: the lead bytes of Arabic read as windows-1256.
    ArabicLead,
    /// Any other Arabic letter.
    Arabic,
}

impl Iterator for Scanner<'_> {
    type Item = ScannedLine;

    fn next(&mut self) -> Option<ScannedLine> {
        let bytes = self.text.as_bytes();
        if self.at >= bytes.len() {
            return None;
        }
        let mut line = ScannedLine {
            start: self.at,
            end: bytes.len(),
            condition: Condition::Clean,
            is_suspect: false,
            has_replacement: false,
        };
        let mut before = Before::Other;
        let mut mark_class = 0_u8;
        let mut at = self.at;
        let mut next_line = bytes.len();
        while let Some(&byte) = bytes.get(at) {
            if byte < 0x80 {
                let plain = plain_ascii(bytes.get(at..).unwrap_or_default());
                if plain > 0 {
                    before = Before::Other;
                    mark_class = 0;
                    at += plain;
                    continue;
                }
                if byte >= 0x20 && byte != 0x7f || byte == b'\t' {
                    before = Before::Other;
                    mark_class = 0;
                    at += 1;
                    continue;
                }
                if let 0x0a..=0x0d = byte {
                    line.end = at;
                    let is_pair = byte == 0x0d && bytes.get(at + 1) == Some(&0x0a);
                    next_line = at + 1 + usize::from(is_pair);
                    break;
                }
                line.condition = Condition::Dirty;
                before = Before::Other;
                at += 1;
                continue;
            }
            let second = bytes.get(at + 1).copied().unwrap_or(0);
            if byte < 0xe0 {
                let code = u32::from(byte & 0x1f) << 6 | u32::from(second & 0x3f);
                let (need, next) = two_bytes(code, before, &mut mark_class, &mut line.is_suspect);
                line.condition = line.condition.max(need);
                before = next;
                at += 2;
                continue;
            }
            let third = bytes.get(at + 2).copied().unwrap_or(0);
            if byte < 0xf0 {
                let code =
                    u32::from(byte & 0x0f) << 12 | u32::from(second & 0x3f) << 6 | u32::from(third & 0x3f);
                if let 0x2028 | 0x2029 = code {
                    line.end = at;
                    next_line = at + 3;
                    break;
                }
                line.is_suspect |= is_continuation_like(code) && before.is_latin_lead()
                    || matches!(code, 0x2020..=0x2022 | 0x2030 | 0x20ac | 0x201e | 0x2026 | 0x201a)
                        && before == Before::ArabicLead;
                line.has_replacement |= code == 0xfffd;
                let need = if code == 0x200c && before >= Before::ArabicLead {
                    joiner_need(bytes.get(at + 3).copied())
                } else {
                    three_bytes(code)
                };
                line.condition = line.condition.max(need);
                before = Before::Other;
                mark_class = 0;
                at += 3;
                continue;
            }
            let is_emoji = byte == 0xf0 && second == 0x9f;
            line.condition =
                line.condition.max(if is_emoji { Condition::Clean } else { four_bytes(byte, second) });
            before = Before::Other;
            mark_class = 0;
            at += 4;
        }
        self.at = next_line;
        Some(line)
    }
}

/// Length of a run of printable ASCII.
pub(super) fn plain_ascii(bytes: &[u8]) -> usize {
    // compiles to vector code
    let is_printable = |block: &&[u8; 32]| {
        block.iter().fold(0, |other, byte| other | u8::from(byte.wrapping_sub(0x20) >= 0x5f)) == 0
    };
    let mut at = bytes.as_chunks::<32>().0.iter().take_while(is_printable).count() * 32;
    for chunk in bytes.get(at..).unwrap_or_default().as_chunks::<8>().0 {
        let others = other_than_plain(u64::from_le_bytes(*chunk));
        if others != 0 {
            return at + (others.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| byte.wrapping_sub(0x20) < 0x5f).count()
}

/// Marks bytes that are no printable ASCII; exact for the lowest, which may mark those above it falsely.
fn other_than_plain(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let below_space = word.wrapping_sub(ONES * 0x20) & !word;
    let delete = word ^ (ONES * 0x7f);
    let is_delete = delete.wrapping_sub(ONES) & !delete;
    (word | below_space | is_delete) & HIGH
}

impl PartialOrd for Before {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        (*self as u8).partial_cmp(&(*other as u8))
    }
}

/// Characters that windows-1252 has for bytes 80–BF, outside U+00A0–U+00BF.
fn is_continuation_like(code: u32) -> bool {
    matches!(
        code,
        0x2013
            ..=0x203a
                | 0x20ac
                | 0x2122
                | 0x152
                | 0x153
                | 0x160
                | 0x161
                | 0x178
                | 0x17d
                | 0x17e
                | 0x192
                | 0x2c6
                | 0x2dc
    )
}

/// A ZWNJ between two Arabic letters is in place.
fn joiner_need(next: Option<u8>) -> Condition {
    match next {
        Some(0xd8..=0xdb) => Condition::CheckNfc,
        _ => Condition::Dirty,
    }
}

fn two_bytes(code: u32, before: Before, mark_class: &mut u8, is_suspect: &mut bool) -> (Condition, Before) {
    if (0x600..0x700).contains(&code) {
        return arabic(code, before, mark_class, is_suspect);
    }
    *mark_class = 0;
    if code < 0x300 {
        if code < 0xc0 {
            *is_suspect |= before.is_latin_lead()
                || before == Before::ArabicLead && code != 0xbb
                || before == Before::CyrillicLead && matches!(code, 0xb0 | 0xb5);
            let need = if code <= 0xa0 || code == 0xad { Condition::Dirty } else { Condition::Clean };
            return (need, Before::Other);
        }
        *is_suspect |= before.is_latin_lead() && is_continuation_like(code);
        *is_suspect |= before == Before::ArabicLead && is_continuation_like(code);
        // three accented letters in a row stand in no good word
        *is_suspect |= before == Before::LatinRow && code <= 0xff;
        let next = match code {
            0xc2..=0xf4 if before.is_latin_lead() => Before::LatinRow,
            0xc2..=0xf4 => Before::LatinLead,
            _ => Before::Other,
        };
        return (Condition::Clean, next);
    }
    let need = match code {
        0x300..=0x37f | 0x387 | 0x480..=0x489 | 0x591..=0x5cf | 0x700..=0x7ff => Condition::CheckNfc,
        _ => Condition::Clean,
    };
    *is_suspect |= before == Before::ArabicLead && is_continuation_like(code);
    // "Рѕ", "Рё": о and и in UTF-8, with а and е ("Р°", "Рµ") the most frequent letters
    *is_suspect |= before == Before::CyrillicLead && matches!(code, 0x455 | 0x451);
    (need, if code == 0x420 { Before::CyrillicLead } else { Before::Other })
}

fn arabic(code: u32, before: Before, mark_class: &mut u8, is_suspect: &mut bool) -> (Condition, Before) {
    match code {
        // harakat: in NFC while their classes do not fall, and no letter composes with them
        0x64b..=0x652 => {
            let class = code as u8 - 0x4b + 27;
            let need = if class < *mark_class { Condition::Dirty } else { Condition::Clean };
            *mark_class = class;
            (need, before.max_arabic())
        }
        0x670 => {
            let need = if *mark_class > 35 { Condition::Dirty } else { Condition::Clean };
            *mark_class = 35;
            (need, before.max_arabic())
        }
        0x610..=0x61a | 0x653..=0x65f | 0x6d6..=0x6ed => {
            *mark_class = 230;
            (Condition::CheckNfc, before.max_arabic())
        }
        0x61c => (Condition::Dirty, Before::Other),
        0x637..=0x63a => {
            *mark_class = 0;
            (Condition::Clean, Before::ArabicLead)
        }
        0x620..=0x6d5 => {
            *mark_class = 0;
            *is_suspect |= before == Before::ArabicLead
                && matches!(code, 0x679 | 0x67e | 0x686 | 0x688 | 0x691 | 0x698 | 0x6af | 0x6ba);
            (Condition::Clean, Before::Arabic)
        }
        _ => {
            *mark_class = 0;
            (Condition::Clean, Before::Other)
        }
    }
}

impl Before {
    fn is_latin_lead(self) -> bool {
        matches!(self, Before::LatinLead | Before::LatinRow)
    }

    /// Marks keep what their letter was, but for the sequences of damaged text, which have none.
    fn max_arabic(self) -> Before {
        if self == Before::Other { Before::Other } else { Before::Arabic }
    }
}

fn three_bytes(code: u32) -> Condition {
    match code {
        0x2010..=0x2027
        | 0x2030..=0x205e
        | 0x2070..=0x20cf
        | 0x2100..=0x2125
        | 0x2127..=0x2129
        | 0x212c..=0x2328
        | 0x232b..=0x2adb
        | 0x2add..=0x2bff
        | 0x2e80..=0x2fff
        | 0x3001..=0x3029
        | 0x3030..=0x3098
        | 0x309b..=0x9fff
        | 0xac00..=0xd7a3
        | 0xe000..=0xf8ff
        | 0xfe10..=0xfe1f
        | 0xfe30..=0xfe6f
        | 0xff01..=0xffdc
        | 0xfffc..=0xfffd
        | 0x1e00..=0x1eff
        | 0x1200..=0x135a
        | 0x10a0..=0x10ff => Condition::Clean,
        0x2000..=0x200f
        | 0x2028..=0x202f
        | 0x205f..=0x206f
        | 0x3000
        | 0xfb50..=0xfdff
        | 0xfe00..=0xfe0f
        | 0xfe70..=0xfeff
        | 0xfff9..=0xffff
        | 0x1680
        | 0x180e => Condition::Dirty,
        _ => Condition::CheckNfc,
    }
}

/// Noncharacters sit at the end of each plane.
fn four_bytes(first: u8, second: u8) -> Condition {
    let may_end_plane = second & 0x0f == 0x0f;
    if may_end_plane || first > 0xf0 { Condition::Dirty } else { Condition::CheckNfc }
}
