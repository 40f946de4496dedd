//! Whether a repair made text that people write. Bytes of GBK, EUC-KR or Mac Roman that were read as Latin-1 hold some
//! pairs that look like damaged UTF-8, amid others that do not.

/// One word in so many may stay odd: characters get lost in damaged text.
const WORDS_PER_ODD: usize = 5;

/// Whether the words of lines are of one script each and hold no rows of accented letters, and no character is private.
pub(super) fn is_sound(lines: &[Vec<char>]) -> bool {
    let (mut words, mut odd) = (0_usize, 0_usize);
    for line in lines {
        if line.iter().any(|ch| is_private(*ch)) {
            return false;
        }
        for word in line.split(|ch| !ch.is_alphabetic()).filter(|word| !word.iter().all(char::is_ascii)) {
            words += 1;
            odd += usize::from(is_odd(word));
        }
    }
    odd * WORDS_PER_ODD <= words
}

fn is_private(ch: char) -> bool {
    matches!(ch as u32, 0xe000..=0xf8ff | 0xf_0000..=0x10_ffff)
}

/// Accented letters of a row in no good word.
const ROW: usize = 3;

fn is_odd(word: &[char]) -> bool {
    let is_accented = |ch: &char| matches!(ch, '\u{c0}'..='\u{ff}');
    let row = word.windows(ROW).any(|row| row.iter().all(is_accented));
    let mut scripts = word.iter().filter_map(|ch| script_of(*ch));
    let first = scripts.next();
    row || scripts.any(|script| Some(script) != first)
}

/// Script classes; none for ASCII beside East Asian, which needs no space between.
fn script_of(ch: char) -> Option<u8> {
    Some(match ch as u32 {
        0..=0x24f | 0x1e00..=0x1eff => 1,
        0x370..=0x3ff | 0x1f00..=0x1fff => 2,
        0x400..=0x52f => 3,
        0x530..=0x58f => 4,
        0x590..=0x5ff => 5,
        0x600..=0x8ff | 0xfb50..=0xfeff => 6,
        0x1100..=0x11ff | 0x2e80..=0xd7af | 0xf900..=0xfaff | 0xff00..=0xffef | 0x2_0000..=0x3_ffff => {
            return None;
        }
        code => 10 + u8::try_from(code >> 7 & 0x7f).unwrap_or(0),
    })
}
