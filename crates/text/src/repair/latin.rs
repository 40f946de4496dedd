//! UTF-8 read as windows-1252 or Latin-1.

use super::table::LATIN;
use super::{Sequence, replace, sequence_at};
use crate::units::Unit;

/// Whether the lines hold a sequence that good text does not hold.
pub(crate) fn is_damaged(lines: &[&str]) -> bool {
    lines.iter().any(|line| {
        line.char_indices().filter(|(_, ch)| !ch.is_ascii() && LATIN.byte_of(*ch).is_some()).any(|(at, _)| {
            let before = line.get(..at).and_then(|head| head.chars().next_back());
            let after = line.get(at..).unwrap_or("").chars();
            let (mut around, mut found) = (['\0'; AROUND], 0);
            for (slot, ch) in around.iter_mut().zip(before.into_iter().chain(after)) {
                *slot = ch;
                found += 1;
            }
            is_proof(around.get(..found).unwrap_or_default(), usize::from(before.is_some()))
        })
    })
}

/// Characters that proof depends on: one before, and two sequences of four.
const AROUND: usize = 9;

/// Proof is a sequence whose continuation characters do not follow letters in good text, and that means a character
/// that makes sense there: a letter of Latin script, typographic punctuation, or a neighbour of another such sequence.
fn is_proof(chars: &[char], at: usize) -> bool {
    let Some(sequence) = sequence_at(chars, at, &LATIN) else { return false };
    if sequence.is_weak {
        return false;
    }
    match sequence.ch as u32 {
        0xc0..=0x17f | 0x1e00..=0x1eff | 0x2010..=0x2122 => true,
        // "Â°" is "°": the lead of these is a letter that ends no word, unless it is part of a word in capitals
        0xa1..=0xbf => {
            !at.checked_sub(1).and_then(|before| chars.get(before)).is_some_and(|ch| ch.is_alphabetic())
        }
        _ => has_kin_after(chars, at + sequence.len, &sequence),
    }
}

/// Whether another strong sequence for a character near this one (the same script, roughly) follows at once.
fn has_kin_after(chars: &[char], at: usize, sequence: &Sequence) -> bool {
    let Some(next) = sequence_at(chars, at, &LATIN) else { return false };
    let reach = if sequence.ch >= '\u{2e80}' { 0x8000 } else { 0x100 };
    (sequence.ch as u32).abs_diff(next.ch as u32) < reach
        && sequence.ch.is_alphabetic()
        && next.ch.is_alphabetic()
}

/// Whether more accented letters stand beside signs or in rows outside sequences than there are sequences: bytes of
/// another charset, of which some pairs look like UTF-8 by chance.
pub(crate) fn is_chance(lines: &[&str]) -> bool {
    let (mut sequences, mut strays) = (0_usize, 0_usize);
    for line in lines {
        let chars: Vec<char> = line.chars().collect();
        let mut at = 0;
        while let Some(ch) = chars.get(at) {
            let sequence = if ch.is_ascii() { None } else { sequence_at(&chars, at, &LATIN) };
            sequences += usize::from(sequence.is_some());
            strays += usize::from(sequence.is_none() && is_stray(&chars, at));
            at += sequence.map_or(1, |sequence| sequence.len);
        }
    }
    strays > sequences
}

fn is_stray(chars: &[char], at: usize) -> bool {
    let is_accented = |ch: char| matches!(ch, '\u{c0}'..='\u{ff}');
    let is_sign =
        |ch: char| matches!(ch, '\u{80}'..='\u{9f}' | '\u{a1}'..='\u{bf}') && !"«»·ªº°".contains(ch);
    let around =
        [at.checked_sub(1), Some(at + 1)].map(|at| at.and_then(|at| chars.get(at)).copied().unwrap_or(' '));
    chars.get(at).is_some_and(|ch| is_accented(*ch))
        && (around.into_iter().any(is_sign) || around.into_iter().all(is_accented))
}

/// C1 controls may come out: text that was damaged twice has them in between.
pub(crate) fn repair(units: &mut Vec<Unit>, chars: &[char]) -> bool {
    replace(units, chars, &LATIN, |_, _| true)
}
