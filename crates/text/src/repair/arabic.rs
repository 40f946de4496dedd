//! UTF-8 read as windows-1256, the charset of Arabic Windows: "ط§ظ„" for "ال".

use super::table::ARABIC;
use super::{is_all_sequences, replace};
use crate::units::Unit;

/// Whether one of the lines is damaged. In good Arabic a letter follows a letter, so next to nothing is a sequence; in
/// damaged text next to all is.
pub(crate) fn is_damaged(lines: &[&str]) -> bool {
    lines.iter().any(|line| is_line_damaged(&line.chars().collect::<Vec<char>>()))
}

fn is_line_damaged(chars: &[char]) -> bool {
    is_all_sequences(chars, &ARABIC, |ch| matches!(ch, '\u{620}'..='\u{64a}'))
}

pub(crate) fn repair(units: &mut Vec<Unit>, chars: &[char]) -> bool {
    is_line_damaged(chars) && replace(units, chars, &ARABIC, |_, sequence| !sequence.ch.is_control())
}
