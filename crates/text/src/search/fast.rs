//! The same folding over bytes, for whole bodies: one table for all characters below U+2000, straight copies for East
//! Asian letters, and the general way for the rest. A test holds it to the general way.

use super::{Fold, Folder, Folding, VIRAMA_ZWJ, chillu_at, fold_char};
use crate::fingerprint::is_unspaced;
use std::sync::LazyLock;

/// Characters below this are in the table.
const TABLE_END: u32 = 0x2000;
const BREAK: u16 = 0;
const DROP: u16 = 1;
const SLOW: u16 = 2;

static TABLE: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let entry = |code: u32| {
        let Some(ch) = char::from_u32(code) else { return SLOW };
        match fold_char(ch, Folding::General) {
            Fold::Keep(folded) if (folded as u32) < TABLE_END => folded as u16,
            Fold::Break => BREAK,
            Fold::Drop => DROP,
            Fold::Keep(_) | Fold::Expand => SLOW,
        }
    };
    (0..TABLE_END).map(entry).collect()
});

/// ASCII letters and digits folded, 0 for what breaks a word.
static ASCII: [u8; 256] = ascii_table();

const fn ascii_table() -> [u8; 256] {
    let mut table = [0_u8; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_' {
            table[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    table
}

fn fold_ascii(byte: u8) -> u8 {
    ASCII.get(usize::from(byte)).copied().unwrap_or(0)
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Eight bytes of ASCII.
struct Eight {
    /// In lower case, with a space for each break.
    folded: u64,
    /// The high bit of each byte that breaks words.
    breaks: u64,
    /// The high bit of each byte that is no ASCII, or a Turkic I.
    foreign: u64,
}

impl Eight {
    fn of(word: u64, is_turkic: bool) -> Self {
        let low = word & !HIGH;
        // the high bit of each byte that is at least `first`: no sum of seven bits carries into the next byte
        let from = |first: u8| low + ONES * u64::from(0x80 - first);
        let within = |first: u8, last: u8| from(first) & !from(last + 1);
        let upper = within(b'A', b'Z') & HIGH;
        let kept = within(b'0', b'9') | upper | within(b'_', b'_') | within(b'a', b'z');
        let dotless = if is_turkic { within(b'I', b'I') } else { 0 };
        let breaks = !kept & HIGH;
        let filled = (breaks >> 7) * 0xff;
        Eight {
            folded: (word | upper >> 2) & !filled | filled & (ONES * u64::from(b' ')),
            breaks,
            foreign: (word | dotless) & HIGH,
        }
    }
}

/// Bytes of a block.
const BLOCK: usize = 32;

/// Runs of ASCII after a block that held something else.
const BLOCK_PAUSE: usize = 6;

/// The first byte of the letters U+00C0–U+00FF; of the second bytes, a0–bf are small letters, but for the division sign.
const LATIN_LEAD: u8 = 0xc3;

#[allow(clippy::needless_bitwise_bool)] // no branches
fn is_small_trail(byte: u8) -> bool {
    (0xa0..=0xbf).contains(&byte) & (byte != 0xb7)
}

#[allow(clippy::needless_bitwise_bool)] // no branches
fn is_break(byte: u8) -> bool {
    !byte.is_ascii_alphanumeric() & (byte != b'_') & (byte < 0x80)
}

/// A block between the byte before and the byte after it: folded, with a space for each break, and a 1 for each break
/// after a break; `None` if it holds a byte of something else. Without branches, which compiles to vector code.
#[allow(clippy::needless_bitwise_bool)] // no branches
fn fold_block(around: &[u8; BLOCK + 2], is_turkic: bool) -> Option<([u8; BLOCK], [u8; BLOCK])> {
    let before = around.first_chunk::<BLOCK>()?;
    let block = around.get(1..)?.first_chunk::<BLOCK>()?;
    let after = around.last_chunk::<BLOCK>()?;
    let (mut folded, mut repeated, mut other) = ([0; BLOCK], [0; BLOCK], 0_u8);
    let dotless = if is_turkic { b'I' } else { 0x80 };
    let bytes = before.iter().zip(block).zip(after);
    for (((before, byte), after), (slot, mark)) in bytes.zip(folded.iter_mut().zip(&mut repeated)) {
        let is_latin =
            (*byte == LATIN_LEAD) & is_small_trail(*after) | (*before == LATIN_LEAD) & is_small_trail(*byte);
        let breaks = is_break(*byte);
        other |= u8::from((*byte >= 0x80) & !is_latin | (*byte == dotless));
        let lower = *byte | u8::from(byte.is_ascii_uppercase()) << 5;
        *slot = if breaks { b' ' } else { lower };
        *mark = u8::from(breaks & is_break(*before));
    }
    (other == 0).then_some((folded, repeated))
}

/// A key under construction, as UTF-8.
pub(crate) struct ByteKey {
    /// The key so far.
    pub bytes: Vec<u8>,
    /// Whether it holds letters of scripts without word spaces.
    pub has_unspaced: bool,
    folding: Folding,
    pending_break: bool,
    /// How many runs of ASCII are read without trying whole blocks.
    block_pause: usize,
}

impl ByteKey {
    pub fn with_capacity(capacity: usize, folding: Folding) -> Self {
        ByteKey {
            bytes: Vec::with_capacity(capacity),
            has_unspaced: false,
            folding,
            pending_break: false,
            block_pause: 0,
        }
    }

    /// Appends the key of a text, as a new word.
    pub fn add(&mut self, text: &str) {
        self.pending_break = true;
        let table: &[u16] = &TABLE;
        let bytes = text.as_bytes();
        let is_turkic = self.folding == Folding::Turkic;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if byte < 0x80 && !(is_turkic && byte == b'I') {
                if fold_ascii(byte) == 0 {
                    self.pending_break = true;
                    at += 1;
                    continue;
                }
                let length = self.ascii(bytes.get(at..).unwrap_or_default(), is_turkic);
                if length == 0 {
                    self.put(u32::from(fold_ascii(byte)));
                }
                at += length.max(1);
                continue;
            }
            let (code, length) = match byte {
                0..=0x7f => (u32::from(byte), 1),
                0x80..=0xdf => (u32::from(byte & 0x1f) << 6 | continuation(bytes, at + 1), 2),
                0xe0..=0xef => {
                    let middle = continuation(bytes, at + 1) << 6 | continuation(bytes, at + 2);
                    (u32::from(byte & 0x0f) << 12 | middle, 3)
                }
                _ => (u32::MAX, 4),
            };
            let entry = table.get(code as usize).copied().unwrap_or(SLOW);
            match entry {
                BREAK => self.pending_break = true,
                DROP => {}
                SLOW => self.slow(text, at, code, length),
                _ if self.folding == Folding::Turkic && code == u32::from(b'I') => {
                    self.slow(text, at, code, length);
                }
                folded => self.put(u32::from(folded)),
            }
            at += length;
        }
    }

    /// ASCII that begins with a letter or digit, eight bytes at a time, so that the loop has no branch that depends on
    /// the length of words; returns how many bytes were dealt with. The last few bytes of a text are left to the caller.
    fn ascii(&mut self, text: &[u8], is_turkic: bool) -> usize {
        self.open_word();
        let mut at = self.blocks(text, is_turkic);
        // the high bit of the lowest byte: the byte before was a break
        let mut after_break = if at > 0 && self.bytes.last() == Some(&b' ') { 0x80 } else { 0_u64 };
        for chunk in text.get(at..).unwrap_or_default().as_chunks::<8>().0 {
            let Eight { folded, breaks, foreign } = Eight::of(u64::from_le_bytes(*chunk), is_turkic);
            let repeated = breaks & (breaks << 8 | after_break);
            if repeated | foreign == 0 {
                self.bytes.extend_from_slice(&folded.to_le_bytes());
                after_break = breaks >> 56;
                at += 8;
                continue;
            }
            let own = (foreign.trailing_zeros() / 8) as usize;
            self.bytes.extend_from_slice(&folded.to_le_bytes());
            let start = self.bytes.len() - 8;
            let mut written = start;
            for index in 0..own {
                if let Some(slot) = self.bytes.get_mut(written) {
                    *slot = (folded >> (index * 8)) as u8;
                }
                written += usize::from((repeated >> (index * 8)) & 0x80 == 0);
            }
            self.bytes.truncate(written);
            at += own;
            if own < 8 {
                break;
            }
            after_break = breaks >> 56;
        }
        if at > 0 && self.bytes.last() == Some(&b' ') {
            self.bytes.pop();
            self.pending_break = true;
        }
        at
    }

    /// ASCII and small letters of Latin-1, a block at a time, up to a block that holds anything else; returns how many
    /// bytes were dealt with.
    fn blocks(&mut self, text: &[u8], is_turkic: bool) -> usize {
        if self.block_pause > 0 {
            self.block_pause -= 1;
            return 0;
        }
        let Some(first) = text.first().filter(|_| text.len() > BLOCK + 1) else { return 0 };
        self.bytes.push(fold_ascii(*first));
        let mut at = 1;
        while let Some(around) = text.get(at - 1..at + BLOCK + 1) {
            let Some((folded, repeated)) =
                around.first_chunk().and_then(|around| fold_block(around, is_turkic))
            else {
                // where other letters are many, blocks of none are few
                self.block_pause = BLOCK_PAUSE;
                break;
            };
            at += BLOCK;
            self.put_block(&folded, &repeated);
        }
        // a letter is not cut in two
        if text.get(at - 1) == Some(&LATIN_LEAD) {
            at -= 1;
            self.bytes.pop();
        }
        at
    }

    /// Appends a block without the bytes that are marked with 1.
    fn put_block(&mut self, folded: &[u8; BLOCK], repeated: &[u8; BLOCK]) {
        let mut from = 0;
        for (index, marks) in repeated.as_chunks::<8>().0.iter().enumerate() {
            let mut marks = u64::from_le_bytes(*marks);
            while marks != 0 {
                let dropped = index * 8 + (marks.trailing_zeros() / 8) as usize;
                self.bytes.extend_from_slice(folded.get(from..dropped).unwrap_or_default());
                from = dropped + 1;
                marks &= marks - 1;
            }
        }
        if from == 0 {
            self.bytes.extend_from_slice(folded);
        } else {
            self.bytes.extend_from_slice(folded.get(from..).unwrap_or_default());
        }
    }

    /// The key as text.
    pub fn into_string(self) -> String {
        // Only whole characters were written; a test feeds it every one there is.
        String::from_utf8(self.bytes).unwrap_or_default()
    }

    fn open_word(&mut self) {
        if self.pending_break && !self.bytes.is_empty() {
            self.bytes.push(b' ');
        }
        self.pending_break = false;
    }

    fn put(&mut self, code: u32) {
        self.open_word();
        if code < 0x80 {
            self.bytes.push(code as u8);
        } else if code < 0x800 {
            self.bytes.extend_from_slice(&[0xc0 | (code >> 6) as u8, 0x80 | (code & 0x3f) as u8]);
        } else {
            let (first, second) = (0xe0 | (code >> 12) as u8, 0x80 | (code >> 6 & 0x3f) as u8);
            self.bytes.extend_from_slice(&[first, second, 0x80 | (code & 0x3f) as u8]);
            self.has_unspaced |= code < TABLE_END && char::from_u32(code).is_some_and(is_unspaced);
        }
    }

    /// Puts one letter in the place of a consonant and a virama, if the text read so far ends in both and ZWJ.
    fn chillu(&mut self, read: &str) {
        let Some(rest) = read.strip_suffix(VIRAMA_ZWJ) else { return };
        let Some(chillu) = rest.chars().next_back().and_then(|ch| chillu_at(ch, VIRAMA_ZWJ)) else { return };
        // both are in the key as they are, three bytes each
        self.bytes.truncate(self.bytes.len().saturating_sub(6));
        self.put(chillu as u32);
    }

    fn slow(&mut self, text: &str, at: usize, code: u32, length: usize) {
        match code {
            0x2010..=0x2027 | 0x2030..=0x205e | 0x3001..=0x3003 | 0x3008..=0x3020 => {
                return self.pending_break = true;
            }
            0x3041..=0x3096 | 0x30a1..=0x30fa | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7a3 => {
                self.open_word();
                self.bytes.extend_from_slice(text.as_bytes().get(at..at + length).unwrap_or_default());
                self.has_unspaced |= code < 0xac00;
                return;
            }
            0x200d => return self.chillu(text.get(..at + length).unwrap_or("")),
            _ => {}
        }
        let Some(ch) = text.get(at..).and_then(|rest| rest.chars().next()) else { return };
        let mut parts = Vec::new();
        let mut folder = Folder {
            folding: self.folding,
            started: !self.bytes.is_empty(),
            pending_break: self.pending_break,
            emit: |folded: char, _| parts.push(folded),
        };
        folder.feed(ch, 0);
        self.pending_break = folder.pending_break;
        let mut buffer = [0_u8; 4];
        for part in parts {
            self.has_unspaced |= is_unspaced(part);
            self.bytes.extend_from_slice(part.encode_utf8(&mut buffer).as_bytes());
        }
    }
}

fn continuation(bytes: &[u8], at: usize) -> u32 {
    u32::from(bytes.get(at).copied().unwrap_or(0) & 0x3f)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::mapped_key;

    #[test]
    fn agrees_with_the_general_way() {
        let every: String =
            (0..0x3_0000_u32).filter_map(char::from_u32).flat_map(|ch| ['a', ch, 'B', ' ']).collect();
        for folding in [Folding::General, Folding::Turkic] {
            let mut fast = ByteKey::with_capacity(0, folding);
            fast.add(&every);
            assert!(
                String::from_utf8(fast.bytes).unwrap() == mapped_key(&every, folding).text,
                "{folding:?}"
            );
        }
        let prose =
            "Öl, dann — «Über» die Brücke... lief (é) ÷ I, Ihr: café crème; naïve, \u{c3}\u{a9}! Ünïted_x É.";
        for start in 0..prose.len() {
            let Some(text) = prose.get(start..).map(|rest| format!("{rest} {prose} {prose}")) else {
                continue;
            };
            for folding in [Folding::General, Folding::Turkic] {
                let mut fast = ByteKey::with_capacity(0, folding);
                fast.add(&text);
                assert_eq!(fast.into_string(), mapped_key(&text, folding).text, "{text}");
            }
        }
        for text in [
            "അവന്\u{200d} പറഞ്ഞു",
            "\u{200d}ന്\u{200d}\u{200d}ല്\u{200d}",
            "ന\u{200c}്\u{200d} ക്ഷ\u{200d} വ്\u{200d}",
        ] {
            let mut fast = ByteKey::with_capacity(0, Folding::General);
            fast.add(text);
            assert_eq!(fast.into_string(), mapped_key(text, Folding::General).text, "{text}");
        }
        let mut fast = ByteKey::with_capacity(0, Folding::General);
        for text in ["(One)", "", "TWO three"] {
            fast.add(text);
        }
        assert_eq!(fast.bytes, b"one two three");
    }
}
