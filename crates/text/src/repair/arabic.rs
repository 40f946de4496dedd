//! UTF-8 read as windows-1256, the charset of Arabic Windows: "ط§ظ„" for "ال".

use super::table::ARABIC;
use super::{replace, sequence_at};
use crate::units::Unit;

/// Of the letters in sequences and the Arabic letters outside them, the share that must be in sequences.
const COVERAGE: f64 = 0.9;
/// Fewest letters that must come out.
const LETTERS: usize = 3;

/// Whether one of the lines is damaged.
pub(crate) fn is_damaged(lines: &[&str]) -> bool {
    lines.iter().any(|line| is_line_damaged(&line.chars().collect::<Vec<char>>()))
}

/// In good Arabic a letter follows a letter, so next to nothing is a sequence; in damaged text next to all is.
fn is_line_damaged(chars: &[char]) -> bool {
    let (mut outside, mut letters) = (0_usize, 0_usize);
    let mut at = 0;
    while let Some(ch) = chars.get(at) {
        let sequence = if ch.is_ascii() { None } else { sequence_at(chars, at, &ARABIC) };
        let Some(sequence) = sequence else {
            outside += usize::from(matches!(ch, '\u{620}'..='\u{64a}'));
            at += 1;
            continue;
        };
        letters += usize::from(sequence.ch.is_alphabetic());
        at += sequence.len;
    }
    letters >= LETTERS && letters as f64 >= (letters + outside) as f64 * COVERAGE
}

pub(crate) fn repair(units: &mut Vec<Unit>, chars: &[char]) -> bool {
    is_line_damaged(chars) && replace(units, chars, &ARABIC, |_, sequence| !sequence.ch.is_control())
}
