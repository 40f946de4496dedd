//! From the characters a single-byte decoder makes back to the bytes.

use encoding_rs::{Encoding, WINDOWS_1251, WINDOWS_1252, WINDOWS_1256};
use std::sync::LazyLock;

/// Reverse table of a single-byte charset; ASCII is left out.
#[derive(Debug)]
pub(crate) struct Table {
    /// Sorted by character.
    pairs: Vec<(char, u8)>,
    /// Whether U+0080–U+00FF stand for their own bytes where the charset has nothing else (Latin-1 readers).
    is_latin: bool,
}

impl Table {
    fn new(encoding: &'static Encoding, is_latin: bool) -> Self {
        let mut pairs: Vec<(char, u8)> = (0x80..=0xff_u8)
            .filter_map(|byte| {
                let bytes = [byte];
                let (text, _) = encoding.decode_without_bom_handling(&bytes);
                text.chars().next().map(|ch| (ch, byte))
            })
            .filter(|(ch, _)| *ch != '\u{fffd}')
            .collect();
        pairs.sort_unstable();
        Table { pairs, is_latin }
    }

    /// The byte that this charset's decoder turns into `ch`; `None` for ASCII and characters it never makes.
    pub fn byte_of(&self, ch: char) -> Option<u8> {
        let code = ch as u32;
        if code < 0x80 {
            return None;
        }
        if let Ok(index) = self.pairs.binary_search_by_key(&ch, |pair| pair.0) {
            return self.pairs.get(index).map(|pair| pair.1);
        }
        u8::try_from(code).ok().filter(|_| self.is_latin)
    }
}

pub(crate) static LATIN: LazyLock<Table> = LazyLock::new(|| Table::new(WINDOWS_1252, true));
pub(crate) static ARABIC: LazyLock<Table> = LazyLock::new(|| Table::new(WINDOWS_1256, false));
pub(crate) static CYRILLIC: LazyLock<Table> = LazyLock::new(|| Table::new(WINDOWS_1251, false));
