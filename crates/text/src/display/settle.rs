//! The slow way to the display form: all rules, again and again until none applies.
//!
//! One rule can make work for another: a dropped control character may bring "&am" and "p;" together, a repaired
//! sequence may be markup. Texts where that may happen come here; others never do.

use super::{Lines, clean, markup, scan};
use crate::flags::{Flag, FlagSet};
use crate::repair;
use crate::units::{Mapped, Unit};

/// Rounds; each undoes one level of damage inside damage, of which real text has one or two.
const ROUNDS: usize = 8;

/// Lines of a field out of its characters.
pub(super) fn lines_of(units: Vec<Unit>, source: &str, max_lines: usize, strips_markup: bool) -> Lines<'_> {
    let mut flags = FlagSet::default();
    let mut lines = Vec::new();
    let mut units = units;
    for _ in 0..ROUNDS {
        if strips_markup && let Some(stripped) = markup::strip_units(&units) {
            units = stripped;
            flags.insert(Flag::MarkupInText);
        }
        lines = split(&units);
        round(&mut lines, &mut flags);
        let joined = join(&lines);
        let is_settled = joined.iter().map(|unit| unit.ch).eq(units.iter().map(|unit| unit.ch));
        units = joined;
        if is_settled {
            break;
        }
    }
    // what was taken out before this began is known by the source
    if strips_markup && units.iter().any(|unit| unit.ch == '\u{fffd}') {
        flags.insert(Flag::ReplacementCharacters);
    }
    let is_cut = lines.len() > max_lines;
    let all = lines.iter().take(max_lines).map(|line| Mapped::of_units(line, source).trimmed()).collect();
    Lines { all, flags, is_cut }
}

/// Repairs and cleans each line.
fn round(lines: &mut [Vec<Unit>], flags: &mut FlagSet) {
    let texts: Vec<String> = lines.iter().map(|line| line.iter().map(|unit| unit.ch).collect()).collect();
    // as in the fast way, only suspect lines speak and are repaired
    let is_suspect = |text: &String| scan::Scanner::new(text).any(|line| line.is_suspect);
    let suspects: Vec<bool> = texts.iter().map(is_suspect).collect();
    let heard = texts.iter().zip(&suspects).filter(|(_, is_suspect)| **is_suspect);
    let damage = repair::damage_of(&heard.map(|(text, _)| text.as_str()).collect::<Vec<&str>>());
    for (line, is_suspect) in lines.iter_mut().zip(suspects) {
        if damage.filter(|_| is_suspect).is_some_and(|damage| repair::repair(line, damage)) {
            flags.insert(Flag::MojibakeRepaired);
        }
        clean::clean(line, flags);
    }
}

/// Lines without their ends.
fn split(units: &[Unit]) -> Vec<Vec<Unit>> {
    let mut lines = vec![Vec::new()];
    let mut previous = ' ';
    for unit in units {
        let ends = matches!(unit.ch, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}');
        let is_second = unit.ch == '\n' && previous == '\r';
        previous = unit.ch;
        match lines.last_mut() {
            Some(line) if !ends => line.push(*unit),
            _ if !is_second => lines.push(Vec::new()),
            _ => {}
        }
    }
    lines
}

fn join(lines: &[Vec<Unit>]) -> Vec<Unit> {
    let mut joined = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            let after = joined.last().map_or(0, |unit: &Unit| unit.end);
            joined.push(Unit { ch: '\n', start: after, end: after });
        }
        joined.extend_from_slice(line);
    }
    joined
}
