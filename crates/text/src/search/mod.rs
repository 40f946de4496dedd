//! The search key: a folded form for matching, never for display.
//!
//! Letters and digits are folded, every run of other characters becomes one space, none at the ends:
//!
//! - case folded (Turkish and Azerbaijani: dotted and dotless i kept apart), full-width forms to ASCII, digits of any
//!   script to ASCII;
//! - Arabic script: hamza forms to their carrier, teh marbuta to heh, alef maksura and Farsi yeh to yeh, keheh to kaf;
//!   harakat, superscript alef and tatweel dropped;
//! - Malayalam consonants with virama and ZWJ to the one letter that stands for both (chillu);
//! - zero-width and bidirectional controls dropped.
//!
//! The folding of Arabic is that of the usual Arabic search analysers (Lucene's `ArabicNormalizer`, Larkey et al. 2002),
//! with hamza on waw and yeh added.

mod fast;

pub(crate) use fast::ByteKey;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Folding that depends on the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Folding {
    /// Everything but Turkic.
    #[default]
    General,
    /// I folds to ı and İ to i (Turkish, Azerbaijani).
    Turkic,
}

impl Folding {
    /// The folding for a BCP 47 tag.
    pub fn of_language(tag: Option<&str>) -> Self {
        let primary = tag.and_then(|tag| tag.split(['-', '_']).next()).unwrap_or("");
        if primary.eq_ignore_ascii_case("tr") || primary.eq_ignore_ascii_case("az") {
            Folding::Turkic
        } else {
            Folding::General
        }
    }
}

/// What becomes of one character.
enum Fold {
    Keep(char),
    Drop,
    Break,
    Expand,
}

/// Arabic block U+0600–06FF: 0 breaks the word, 1 drops the character, anything else replaces it.
static ARABIC: [u16; 256] = arabic_table();

const fn arabic_table() -> [u16; 256] {
    let mut table = [0_u16; 256];
    let mut index = 0x20;
    while index <= 0x4a {
        table[index] = 0x600 + index as u16;
        index += 1;
    }
    index = 0x71;
    while index <= 0xd3 {
        table[index] = 0x600 + index as u16;
        index += 1;
    }
    index = 0xfa;
    while index <= 0xff {
        table[index] = 0x600 + index as u16;
        index += 1;
    }
    index = 0x4b;
    while index <= 0x5f {
        table[index] = 1;
        index += 1;
    }
    index = 0;
    while index < 10 {
        table[0x60 + index] = 0x30 + index as u16;
        table[0xf0 + index] = 0x30 + index as u16;
        index += 1;
    }
    // Quranic marks are dropped like harakat
    index = 0x10;
    while index <= 0x1a {
        table[index] = 1;
        index += 1;
    }
    index = 0xd6;
    while index <= 0xed {
        table[index] = 1;
        index += 1;
    }
    table[0x1c] = 1; // Arabic letter mark
    table[0x40] = 1; // tatweel
    table[0x70] = 1; // superscript alef
    table[0x22] = 0x627;
    table[0x23] = 0x627;
    table[0x25] = 0x627;
    table[0x71] = 0x627;
    table[0x72] = 0x627;
    table[0x73] = 0x627;
    table[0x24] = 0x648;
    table[0x26] = 0x64a;
    table[0x29] = 0x647;
    table[0x49] = 0x64a;
    table[0xcc] = 0x64a;
    table[0xa9] = 0x643;
    table[0xc0] = 0x647; // heh with yeh above
    table[0xc1] = 0x647;
    table[0xc2] = 0x647;
    table[0xd5] = 0x6d5;
    table[0xd4] = 0;
    table[0xdd] = 0;
    table[0xde] = 0;
    table[0xe9] = 0;
    table
}

fn fold_char(ch: char, folding: Folding) -> Fold {
    let code = ch as u32;
    if code < 0x80 {
        return match ch {
            'I' if folding == Folding::Turkic => Fold::Keep('ı'),
            'A'..='Z' => Fold::Keep(ch.to_ascii_lowercase()),
            'a'..='z' | '0'..='9' | '_' => Fold::Keep(ch),
            _ => Fold::Break,
        };
    }
    if (0x600..0x700).contains(&code) {
        return match ARABIC[(code - 0x600) as usize] {
            0 => Fold::Break,
            1 => Fold::Drop,
            other => char::from_u32(u32::from(other)).map_or(Fold::Break, Fold::Keep),
        };
    }
    fold_other(ch, code, folding)
}

fn fold_other(ch: char, code: u32, folding: Folding) -> Fold {
    match code {
        0xad | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x2069 | 0xfeff => Fold::Drop,
        0x130 if folding == Folding::Turkic => Fold::Keep('i'),
        // ordinal indicators, superscripts, ligatures, letterlike, Roman numerals, enclosed, compatibility, full-width
        0xaa
        | 0xb2
        | 0xb3
        | 0xb9
        | 0xba
        | 0x130
        | 0x1e9e
        | 0xdf
        | 0x2070..=0x218f
        | 0x2460..=0x24ff
        | 0x3200..=0x33ff
        | 0xf900..=0xfaff
        | 0xfb00..=0xfdff
        | 0xfe70..=0xffef => Fold::Expand,
        0x900..=0xdff => fold_indic(ch, code),
        _ if ch.is_alphanumeric() => {
            if ch.is_numeric() {
                return Fold::Expand;
            }
            let mut lower = ch.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(single), None) => Fold::Keep(single),
                _ => Fold::Expand,
            }
        }
        _ if is_combining_mark(ch) => Fold::Keep(ch),
        _ => Fold::Break,
    }
}

/// The Indic blocks: their vowel signs and viramas belong to the word; their digits sit at x66–x6F of each 128.
fn fold_indic(ch: char, code: u32) -> Fold {
    let within = code & 0x7f;
    if (0x66..=0x6f).contains(&within) && ch.is_numeric() {
        return char::from_u32(0x30 + within - 0x66).map_or(Fold::Break, Fold::Keep);
    }
    if ch.is_alphanumeric() || is_combining_mark(ch) { Fold::Keep(ch) } else { Fold::Break }
}

/// Malayalam virama and ZWJ: what older text writes after a consonant where Unicode has had one letter since 5.1.
const VIRAMA_ZWJ: &str = "\u{d4d}\u{200d}";

/// The letter of a Malayalam consonant without a vowel (chillu), if virama and ZWJ follow: both writings are one word.
/// Without the ZWJ it is another word.
fn chillu_at(ch: char, rest: &str) -> Option<char> {
    let chillu = match ch {
        'ണ' => 'ൺ',
        'ന' => 'ൻ',
        'ര' | 'റ' => 'ർ',
        'ല' => 'ൽ',
        'ള' => 'ൾ',
        'ക' => 'ൿ',
        _ => return None,
    };
    rest.starts_with(VIRAMA_ZWJ).then_some(chillu)
}

/// Digits outside ASCII whose value is their place in a block of ten.
fn digit_value(ch: char) -> Option<char> {
    const ZEROS: [u32; 22] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0,
        0xf20, 0x1040, 0x17e0, 0x1810, 0x1946, 0x19d0, 0xff10, 0x1d7ce,
    ];
    let code = ch as u32;
    let zero = ZEROS.iter().rev().find(|zero| **zero <= code)?;
    (code - zero < 10).then(|| char::from_u32(0x30 + code - zero)).flatten()
}

/// Folds text character by character and hands out words; shared by the key and the map.
struct Folder<F: FnMut(char, usize)> {
    folding: Folding,
    started: bool,
    pending_break: bool,
    emit: F,
}

impl<F: FnMut(char, usize)> Folder<F> {
    fn put(&mut self, ch: char, at: usize) {
        if self.pending_break && self.started {
            (self.emit)(' ', at);
        }
        self.pending_break = false;
        self.started = true;
        (self.emit)(ch, at);
    }

    fn feed(&mut self, ch: char, at: usize) {
        match fold_char(ch, self.folding) {
            Fold::Keep(folded) => self.put(folded, at),
            Fold::Drop => {}
            Fold::Break => self.pending_break = true,
            Fold::Expand => self.expand(ch, at),
        }
    }

    /// Compatibility decomposition, then folding of its parts.
    fn expand(&mut self, ch: char, at: usize) {
        if let Some(digit) = digit_value(ch) {
            return self.put(digit, at);
        }
        let mut parts = ['\0'; 20];
        let mut count = 0;
        let mut store = |part: char| {
            if let Some(slot) = parts.get_mut(count) {
                *slot = part;
                count += 1;
            }
        };
        match ch {
            'ß' | 'ẞ' => ['s', 's'].into_iter().for_each(&mut store),
            'İ' => store('i'),
            _ => decompose_compatible(ch, |part| part.to_lowercase().for_each(&mut store)),
        }
        for part in parts.into_iter().take(count) {
            match fold_char(part, self.folding) {
                Fold::Keep(folded) => self.put(folded, at),
                Fold::Drop => {}
                Fold::Expand if part.is_alphanumeric() => self.put(part, at),
                Fold::Break | Fold::Expand => self.pending_break = true,
            }
        }
    }
}

/// The search key of a text.
///
/// ```
/// use rafid_text::search::{key, Folding};
/// assert_eq!(key("«الأزمة» إلى: ٢٠٢٤!", Folding::General), "الازمه الي 2024");
/// assert_eq!(key("Crème-Brûlée", Folding::General), "crème brûlée");
/// ```
pub fn key(text: &str, folding: Folding) -> String {
    let mut key = ByteKey::with_capacity(text.len(), folding);
    key.add(text);
    key.into_string()
}

/// A search key with, for each of its code points, the code point of the text it came from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MappedKey {
    /// The key, as [`key`] gives it.
    pub text: String,
    /// One entry per code point of `text`: a code point offset in the display text, never falling.
    pub origins: Vec<u32>,
}

/// The search key with its map to the display text.
pub fn mapped_key(text: &str, folding: Folding) -> MappedKey {
    let mut mapped = MappedKey::default();
    let mut folder = Folder {
        folding,
        started: false,
        pending_break: true,
        emit: |ch, at: usize| {
            mapped.text.push(ch);
            mapped.origins.push(at as u32);
        },
    };
    let (mut rest, mut at) = (text.chars(), 0);
    while let Some(ch) = rest.next() {
        if let Some(chillu) = chillu_at(ch, rest.as_str()) {
            folder.feed(chillu, at);
            rest = rest.as_str().get(VIRAMA_ZWJ.len()..).unwrap_or("").chars();
            at += 3;
            continue;
        }
        folder.feed(ch, at);
        at += 1;
    }
    mapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_by_script_and_language() {
        let check = |text: &str, folding: Folding, want: &str| assert_eq!(key(text, folding), want, "{text}");
        check("  Hello,   World!", Folding::General, "hello world");
        check("IĞDIR İzmir", Folding::Turkic, "ığdır izmir");
        check("IĞDIR İzmir", Folding::General, "iğdir izmir");
        check("Straße", Folding::General, "strasse");
        check("شكراً", Folding::General, "شكرا");
        check("شكرًا", Folding::General, "شكرا");
        check("مـــدرسة مسؤول", Folding::General, "مدرسه موسول".replace("موسول", "مسوول").as_str());
        check("می‌شود", Folding::General, "ميشود");
        check("کتاب ۱۲", Folding::General, "كتاب 12");
        check("ＡＢＣ１２", Folding::General, "abc12");
        check("हिन्दी १२", Folding::General, "हिन्दी 12");
        check("അവന്\u{200d} നല്\u{200d}കും", Folding::General, "അവൻ നൽകും");
        check("അവന് അവൻ", Folding::General, "അവന് അവൻ");
        check("МОСКВА", Folding::General, "москва");
        check("بوتين.. وهذا", Folding::General, "بوتين وهذا");
        check("", Folding::General, "");
        check("؟!..", Folding::General, "");
    }

    #[test]
    fn maps_the_key_to_the_text() {
        let mapped = mapped_key("a — Bﬁ", Folding::General);
        assert_eq!(mapped.text, "a bfi");
        assert_eq!(mapped.origins, [0, 4, 4, 5, 5]);
        let mapped = mapped_key("(അവന്\u{200d} B)", Folding::General);
        assert_eq!(mapped.text, "അവൻ b");
        assert_eq!(mapped.origins, [1, 2, 3, 7, 7]);
    }
}
