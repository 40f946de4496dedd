//! Traditional Chinese characters folded to simplified ones, so that both ways of writing share features.
//!
//! The pairs are those of `OpenCC`'s `TSCharacters` (Apache-2.0), first choice each.

use std::sync::LazyLock;

const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9fff;

/// The simplified form of every character from U+3400 on; zero where it is itself.
static SIMPLIFIED: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut table = vec![0; (LAST - FIRST + 1) as usize];
    let mut pairs = include_str!("simplified.txt").chars().filter(|c| !c.is_whitespace());
    while let (Some(from), Some(to)) = (pairs.next(), pairs.next()) {
        if let Some(slot) = u32::from(from).checked_sub(FIRST).and_then(|at| table.get_mut(at as usize)) {
            *slot = u32::from(to) as u16;
        }
    }
    table
});

/// The simplified form of a character.
pub fn simplify(c: char) -> char {
    let at = u32::from(c).wrapping_sub(FIRST);
    match SIMPLIFIED.get(at as usize) {
        Some(&to) if to != 0 => char::from_u32(u32::from(to)).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simplifies() {
        for (from, to) in [('莫', '莫'), ('國', '国'), ('灣', '湾'), ('a', 'a'), ('あ', 'あ')] {
            assert_eq!(simplify(from), to);
        }
    }
}
