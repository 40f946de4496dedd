//! Mojibake: UTF-8 that was decoded as windows-1252, Latin-1, windows-1256 or windows-1251, and stored; and windows-1251
//! that was decoded as Latin-1.
//!
//! "cafÃ©" is "café", "ط§ظ„ظٹظ…ظ†" is "اليمن". A character that such a decoder made of a byte is turned into that byte
//! again; where a lead byte is followed by its continuation bytes, they are one character of UTF-8. Whether a text *is*
//! damaged is decided over the whole field before anything is touched, because "É®" or "فقط،" are good text:
//!
//! - windows-1252 needs at least one sequence that good text never holds ([`latin`]);
//! - windows-1256 and windows-1251 need nearly all of their letters in a line in such sequences ([`arabic`],
//!   [`cyrillic`]);
//! - windows-1251 as Latin-1 needs a line of accented letters, of which as many stand for vowels as in Cyrillic text.
//!
//! And what comes out must be text that people write: words of one script, no private characters (the module `sound`).
//!
//! The idea of undoing the decoder is that of ftfy (Speer 2019); windows-1256 and the decisions are ours.

pub mod arabic;
pub mod cyrillic;
pub mod latin;
mod sound;
mod table;

use crate::units::Unit;
use table::Table;

/// Which decoder damaged a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Damage {
    /// windows-1252 or Latin-1.
    Latin,
    /// windows-1256.
    Arabic,
    /// windows-1251.
    Cyrillic,
    /// windows-1251 read as Latin-1.
    Misread,
}

/// One character of UTF-8 found in damaged text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sequence {
    /// The character that was meant.
    pub ch: char,
    /// Number of damaged characters it was written with, 2–4.
    pub len: usize,
    /// All continuation characters are quotes, dashes and the like, which also follow letters in good text.
    pub is_weak: bool,
}

/// The sequence that starts at `at`, if there is one.
pub(crate) fn sequence_at(chars: &[char], at: usize, table: &Table) -> Option<Sequence> {
    let lead = table.byte_of(*chars.get(at)?)?;
    let (len, mut code, lowest) = match lead {
        0xc2..=0xdf => (2, u32::from(lead & 0x1f), 0x80),
        0xe0..=0xef => (3, u32::from(lead & 0x0f), 0x800),
        0xf0..=0xf4 => (4, u32::from(lead & 0x07), 0x1_0000),
        _ => return None,
    };
    let mut is_weak = true;
    for offset in 1..len {
        let ch = *chars.get(at + offset)?;
        let byte = table.byte_of(ch).filter(|byte| (0x80..=0xbf).contains(byte))?;
        is_weak &= is_common_after_letters(ch);
        code = code << 6 | u32::from(byte & 0x3f);
    }
    let ch = char::from_u32(code).filter(|_| code >= lowest)?;
    Some(Sequence { ch, len, is_weak })
}

fn is_common_after_letters(ch: char) -> bool {
    matches!(
        ch,
        '»' | '«'
            | '›'
            | '‹'
            | '”'
            | '“'
            | '„'
            | '’'
            | '‘'
            | '‚'
            | '…'
            | '–'
            | '—'
            | '™'
            | '®'
            | '\u{a0}'
            | '،'
            | '؛'
            | '؟'
            | '\u{200c}'
            | '\u{200d}'
    )
}

/// Of the letters in sequences and the letters of the script outside them, the share that must be in sequences.
const COVERAGE: f64 = 0.9;
/// Fewest letters that must come out.
const LETTERS: usize = 3;

/// Whether next to all letters of a line, of the script or otherwise of the charset, are in sequences.
fn is_all_sequences(chars: &[char], table: &Table, is_letter: impl Fn(char) -> bool) -> bool {
    let (mut outside, mut letters) = (0_usize, 0_usize);
    let mut at = 0;
    while let Some(ch) = chars.get(at) {
        let sequence = if ch.is_ascii() { None } else { sequence_at(chars, at, table) };
        let Some(sequence) = sequence else {
            outside += usize::from(is_letter(*ch) || ch.is_alphabetic() && table.byte_of(*ch).is_some());
            at += 1;
            continue;
        };
        letters += usize::from(sequence.ch.is_alphabetic());
        at += sequence.len;
    }
    letters >= LETTERS && letters as f64 >= (letters + outside) as f64 * COVERAGE
}

/// Decides over the suspect lines of a field which damage there is: one whose repair makes them sound.
pub(crate) fn damage_of(lines: &[&str]) -> Option<Damage> {
    let all = [Damage::Latin, Damage::Misread, Damage::Cyrillic, Damage::Arabic];
    all.into_iter().find(|damage| is_damaged(lines, *damage) && is_mended(lines, *damage))
}

fn is_damaged(lines: &[&str], damage: Damage) -> bool {
    match damage {
        Damage::Latin => latin::is_damaged(lines),
        Damage::Arabic => arabic::is_damaged(lines),
        Damage::Cyrillic => cyrillic::is_damaged(lines),
        Damage::Misread => cyrillic::is_misread(lines),
    }
}

fn is_mended(lines: &[&str], damage: Damage) -> bool {
    if damage == Damage::Latin && latin::is_chance(lines) {
        return false;
    }
    let repaired = |line: &&str| {
        let mut units = crate::units::units_of(line, 0);
        repair(&mut units, damage).then(|| units.iter().map(|unit| unit.ch).collect::<Vec<char>>())
    };
    sound::is_sound(&lines.iter().filter_map(repaired).collect::<Vec<_>>())
}

/// Repairs one line in place; `true` if anything changed. Text that was damaged several times over is repaired as often.
pub(crate) fn repair(units: &mut Vec<Unit>, damage: Damage) -> bool {
    let mut changed = false;
    for _ in 0..3 {
        let chars: Vec<char> = units.iter().map(|unit| unit.ch).collect();
        let pass = match damage {
            Damage::Latin => latin::repair(units, &chars),
            Damage::Arabic => arabic::repair(units, &chars),
            Damage::Cyrillic => cyrillic::repair(units, &chars),
            Damage::Misread => cyrillic::reread(units),
        };
        changed |= pass;
        if !pass {
            break;
        }
    }
    changed
}

/// Repairs a text without a map.
///
/// ```
/// assert_eq!(rafid_text::repair::repaired("cafÃ© â€œbonâ€\u{9d}").as_deref(), Some("café “bon”"));
/// assert_eq!(rafid_text::repair::repaired("ط§ظ„ظٹظ…ظ†").as_deref(), Some("اليمن"));
/// assert_eq!(rafid_text::repair::repaired("РџРѕСЂС‚ Р·Р°РєСЂС‹С‚").as_deref(), Some("Порт закрыт"));
/// assert_eq!(rafid_text::repair::repaired("Óïðàâëåíèå ïîðòà").as_deref(), Some("Управление порта"));
/// assert_eq!(rafid_text::repair::repaired("فقط، CAFÉ®"), None);
/// ```
pub fn repaired(text: &str) -> Option<String> {
    let damage = damage_of(&[text])?;
    let mut units = crate::units::units_of(text, 0);
    repair(&mut units, damage).then(|| units.iter().map(|unit| unit.ch).collect())
}

/// Replaces the sequences that `accept` agrees to.
fn replace(
    units: &mut Vec<Unit>,
    chars: &[char],
    table: &Table,
    accept: impl Fn(usize, &Sequence) -> bool,
) -> bool {
    let mut repaired: Vec<Unit> = Vec::with_capacity(units.len());
    let mut changed = false;
    let mut at = 0;
    while let Some(unit) = units.get(at) {
        let sequence = if unit.ch.is_ascii() { None } else { sequence_at(chars, at, table) };
        if let Some(sequence) = sequence.filter(|sequence| accept(at, sequence)) {
            let end = units.get(at + sequence.len - 1).map_or(unit.end, |last| last.end);
            repaired.push(Unit { ch: sequence.ch, start: unit.start, end });
            changed = true;
            at += sequence.len;
        } else {
            repaired.push(*unit);
            at += 1;
        }
    }
    *units = repaired;
    changed
}
