//! UTF-8 read as windows-1256, the charset of Arabic Windows: "ط§ظ„" for "ال".

use super::table::ARABIC;
use super::{replace, sequence_at};
use crate::units::Unit;

/// Share of the characters outside ASCII that must belong to sequences.
const COVERAGE: f64 = 0.9;
/// Fewest letters that must come out.
const LETTERS: usize = 3;

/// Whether one of the lines is damaged.
pub(crate) fn is_damaged(lines: &[&str]) -> bool {
    lines.iter().any(|line| is_line_damaged(&line.chars().collect::<Vec<char>>()))
}

/// In good Arabic a letter follows a letter, so next to nothing is a sequence; in damaged text next to all is.
fn is_line_damaged(chars: &[char]) -> bool {
    let (mut outside_ascii, mut covered, mut letters) = (0_usize, 0_usize, 0_usize);
    let mut at = 0;
    while let Some(ch) = chars.get(at) {
        if ch.is_ascii() {
            at += 1;
            continue;
        }
        let length = match sequence_at(chars, at, &ARABIC) {
            Some(sequence) => {
                covered += sequence.len;
                letters += usize::from(sequence.ch.is_alphabetic());
                sequence.len
            }
            None => 1,
        };
        outside_ascii += length;
        at += length;
    }
    letters >= LETTERS && covered as f64 >= outside_ascii as f64 * COVERAGE
}

pub(crate) fn repair(units: &mut Vec<Unit>, chars: &[char]) -> bool {
    is_line_damaged(chars) && replace(units, chars, &ARABIC, |_, sequence| !sequence.ch.is_control())
}
