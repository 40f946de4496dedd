//! windows-1251, the charset of Cyrillic Windows: UTF-8 read as it ("Рґ" for "д"), and text in it read as Latin-1
//! ("Ïîðò" for "Порт").

use super::table::CYRILLIC;
use super::{is_all_sequences, replace};
use crate::units::Unit;
use encoding_rs::WINDOWS_1251;

/// Whether one of the lines is UTF-8 that was read as windows-1251.
pub(crate) fn is_damaged(lines: &[&str]) -> bool {
    let may_be = |line: &&&str| has_quarter_of(line, &[0xd0, 0xd1]);
    lines.iter().filter(may_be).any(|line| is_line_damaged(&line.chars().collect::<Vec<char>>()))
}

fn is_line_damaged(chars: &[char]) -> bool {
    is_all_sequences(chars, &CYRILLIC, |ch| matches!(ch, '\u{400}'..='\u{4ff}'))
}

pub(crate) fn repair(units: &mut Vec<Unit>, chars: &[char]) -> bool {
    is_line_damaged(chars) && replace(units, chars, &CYRILLIC, |_, sequence| !sequence.ch.is_control())
}

/// A quick look before the slow one: next to half the bytes of damaged lines are those that begin its letters.
fn has_quarter_of(line: &str, leads: &[u8]) -> bool {
    line.bytes().filter(|byte| leads.contains(byte)).count() * 4 >= line.len()
}

/// Fewest letters from which the charset can be told.
const LETTERS: usize = 8;

/// Whether one of the lines is windows-1251 that was read as Latin-1.
pub(crate) fn is_misread(lines: &[&str]) -> bool {
    lines.iter().filter(|line| has_quarter_of(line, &[0xc3])).any(|line| is_line_misread(line.chars()))
}

/// Nine of ten letters are accented and most stand in rows; a quarter of these are where windows-1251 has а, е, и and о,
/// which are a third of any Cyrillic text and a tenth of what other charsets leave there; capitals begin words.
fn is_line_misread(chars: impl Iterator<Item = char>) -> bool {
    let (mut letters, mut accented, mut rows, mut vowels, mut odd) =
        (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
    let mut previous = ' ';
    for ch in chars {
        // ×, ÷ are letters there
        let is_accented = matches!(ch, '\u{c0}'..='\u{ff}');
        letters += usize::from(is_accented || ch.is_alphabetic());
        accented += usize::from(is_accented);
        rows += usize::from(is_accented && matches!(previous, '\u{c0}'..='\u{ff}'));
        vowels += usize::from(matches!(ch, 'à' | 'å' | 'è' | 'î' | 'À' | 'Å' | 'È' | 'Î'));
        odd += usize::from(previous.is_lowercase() && ch.is_uppercase());
        previous = ch;
    }
    accented >= LETTERS
        && accented * 10 >= letters * 9
        && rows * 2 >= accented
        && vowels * 4 >= accented
        && odd * 20 <= accented
}

/// Reads the bytes that Latin-1 was made of as windows-1251.
pub(crate) fn reread(units: &mut [Unit]) -> bool {
    if !is_line_misread(units.iter().map(|unit| unit.ch)) {
        return false;
    }
    for unit in units.iter_mut().filter(|unit| matches!(unit.ch, '\u{a1}'..='\u{ff}')) {
        let bytes = [u8::try_from(unit.ch as u32).unwrap_or(b' ')];
        let (text, _) = WINDOWS_1251.decode_without_bom_handling(&bytes);
        unit.ch = text.chars().next().unwrap_or(unit.ch);
    }
    true
}
