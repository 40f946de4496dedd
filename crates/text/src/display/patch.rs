//! Lines whose only trouble is characters that are dropped or become one other character, whatever stands beside them:
//! no-break spaces, byte order marks, soft hyphens, controls. What lies between is copied in one go.

use super::clean::{Simple, simple};
use super::scan::{Condition, Scanner, plain_ascii};
use crate::flags::{Flag, FlagSet};
use crate::units::{Map, MapRun, Mapped};
use std::borrow::Cow;

/// The line in display form; `None` if it has other trouble too. `start` is its first byte in the source.
pub(super) fn patch<'a>(line: &str, start: usize, flags: &mut FlagSet) -> Option<Mapped<'a>> {
    let mut out = Patch { line, start, text: String::with_capacity(line.len()), runs: Vec::new(), chars: 0 };
    let mut has_controls = false;
    let bytes = line.as_bytes();
    let (mut copied, mut at) = (0, 0);
    while at < bytes.len() {
        at += plain_ascii(bytes.get(at..).unwrap_or_default());
        let Some(ch) = line.get(at..).and_then(|rest| rest.chars().next()) else { break };
        let after = at + ch.len_utf8();
        let found = simple(ch);
        if found != Simple::Stays {
            out.copy(copied, at);
            copied = after;
        }
        match found {
            Simple::Stays => {}
            Simple::Drops { is_control } => has_controls |= is_control,
            Simple::Becomes { ch, is_control } => {
                has_controls |= is_control;
                out.replace(at, after, ch);
            }
        }
        at = after;
    }
    out.copy(copied, bytes.len());
    let mut again = Scanner::new(&out.text);
    let is_done = match again.next() {
        None => true,
        Some(scanned) if scanned.end < out.text.len() => false,
        Some(scanned) => match scanned.condition {
            Condition::Clean => true,
            Condition::CheckNfc => super::nfc::is_nfc(&out.text),
            Condition::Dirty => false,
        },
    };
    if !is_done {
        return None;
    }
    if has_controls {
        flags.insert(Flag::ControlCharacters);
    }
    Some(Mapped { text: Cow::Owned(out.text), map: Map::Runs(out.runs) })
}

struct Patch<'l> {
    line: &'l str,
    start: usize,
    text: String,
    runs: Vec<MapRun>,
    /// Code points of `text`.
    chars: u32,
}

impl Patch<'_> {
    fn copy(&mut self, from: usize, to: usize) {
        let Some(part) = self.line.get(from..to).filter(|part| !part.is_empty()) else { return };
        self.push(from, to, true);
        self.text.push_str(part);
        self.chars += part.chars().count() as u32;
    }

    fn replace(&mut self, from: usize, to: usize, ch: char) {
        // replacements side by side are one, but for spaces
        let end = (self.start + from) as u32;
        let is_beside = ch != ' ' && !self.text.ends_with(' ');
        match self.runs.last_mut() {
            Some(last) if is_beside && !last.is_copy && last.run[2] == end => {
                last.run[2] = (self.start + to) as u32;
            }
            _ => self.push(from, to, false),
        }
        self.text.push(ch);
        self.chars += 1;
    }

    fn push(&mut self, from: usize, to: usize, is_copy: bool) {
        let run = [self.chars, (self.start + from) as u32, (self.start + to) as u32];
        self.runs.push(MapRun { run, is_copy });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display::clean::clean;
    use crate::units::units_of;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn gives_what_the_slow_way_gives(
            line in "([a-c ,.]|[\u{80}-\u{ff}]|\u{a0}|[\0-\u{8}]|\u{feff}|\u{200b}|\u{2003}|م|\u{200c}|\u{301}|\u{202a}|ﻻ|é|大|\u{fdd0}){0,24}",
            start in 0_usize..3,
        ) {
            let source = format!("{}{line}", "x".repeat(start));
            let mut flags = FlagSet::default();
            if let Some(patched) = patch(&line, start, &mut flags) {
                let mut units = units_of(&line, start);
                let mut slow_flags = FlagSet::default();
                clean(&mut units, &mut slow_flags);
                let slow = Mapped::of_units(&units, &source);
                prop_assert_eq!(&patched.text, &slow.text);
                prop_assert_eq!(patched.map, slow.map);
                prop_assert_eq!(flags.to_vec(), slow_flags.to_vec());
            }
        }
    }

    #[test]
    fn takes_what_is_simple() {
        let check = |line: &str, want: Option<&str>| {
            let found = patch(line, 0, &mut FlagSet::default());
            assert_eq!(found.as_ref().map(|found| found.text.as_ref()), want, "{line:?}");
        };
        check("\u{feff}one\u{a0}two", Some("one two"));
        check("\u{93}one\u{94}", Some("“one”"));
        check("soft\u{ad}ly e\u{301}", None);
        check("a\u{202a}b", None);
    }
}
