//! The slow path of the display form: a line as characters that each know their source, and text with its map.

use crate::line::{Line, Run};
use std::borrow::Cow;
use std::ops::Range;

/// One character of the text being cleaned and the bytes of the source it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unit {
    pub ch: char,
    pub start: u32,
    pub end: u32,
}

/// The characters of `text`, whose first byte is at `base` in the source.
pub(crate) fn units_of(text: &str, base: usize) -> Vec<Unit> {
    text.char_indices()
        .map(|(at, ch)| Unit { ch, start: (base + at) as u32, end: (base + at + ch.len_utf8()) as u32 })
        .collect()
}

/// How a text maps to its source; see [`crate::line`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Map {
    /// No source: the text came out of an HTML tree.
    None,
    /// One copy that starts at this byte of the source.
    Copy(u32),
    /// Runs, `text_start` in code points, and whether each is a copy.
    Runs(Vec<MapRun>),
}

/// A run of a map that knows its kind, so that it can be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MapRun {
    pub run: Run,
    pub is_copy: bool,
}

/// Text with its map, borrowed from the source where it is a copy.
#[derive(Debug, Clone)]
pub(crate) struct Mapped<'a> {
    pub text: Cow<'a, str>,
    pub map: Map,
}

impl<'a> Mapped<'a> {
    pub fn copy(text: &'a str, start: usize) -> Self {
        Mapped { text: Cow::Borrowed(text), map: Map::Copy(start as u32) }
    }

    pub fn unmapped(text: Cow<'a, str>) -> Self {
        Mapped { text, map: Map::None }
    }

    /// Text and runs out of units.
    pub fn of_units(units: &[Unit], source: &str) -> Self {
        let mut text = String::with_capacity(units.len() * 2);
        let mut runs: Vec<MapRun> = Vec::new();
        let mut previous: Option<(Unit, bool)> = None;
        for (at, unit) in units.iter().enumerate() {
            text.push(unit.ch);
            let is_copy = source
                .get(unit.start as usize..unit.end as usize)
                .is_some_and(|slice| is_char(slice, unit.ch));
            let joins = previous.is_some_and(|(before, was_copy)| {
                let same_source =
                    before.start == unit.start && before.end == unit.end || unit.start < before.end;
                let adjacent =
                    before.end == unit.start && is_copy == was_copy && (was_copy || before.ch != ' ');
                same_source || (adjacent && (is_copy || unit.ch != ' '))
            });
            match runs.last_mut() {
                Some(last) if joins => last.run[2] = last.run[2].max(unit.end),
                _ => runs.push(MapRun { run: [at as u32, unit.start, unit.end], is_copy }),
            }
            previous = Some((*unit, is_copy));
        }
        Mapped { text: Cow::Owned(text), map: Map::Runs(runs) }
    }

    /// The part of the text in a range of its bytes; the empty text if the range does not fit.
    pub fn slice(&self, range: Range<usize>) -> Mapped<'a> {
        let text: Cow<'a, str> = match &self.text {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(range.clone()).unwrap_or("")),
            Cow::Owned(text) => Cow::Owned(text.get(range.clone()).unwrap_or("").to_owned()),
        };
        let map = match &self.map {
            Map::None => Map::None,
            Map::Copy(start) => Map::Copy(start + range.start as u32),
            Map::Runs(runs) => Map::Runs(self.slice_runs(runs, &range, &text)),
        };
        Mapped { text, map }
    }

    fn slice_runs(&self, runs: &[MapRun], range: &Range<usize>, part: &str) -> Vec<MapRun> {
        let first = self.text.get(..range.start).map_or(0, |head| head.chars().count()) as u32;
        let last = first + part.chars().count() as u32;
        let total = self.text.chars().count() as u32;
        let mut sliced = Vec::new();
        for (index, MapRun { run, is_copy }) in runs.iter().copied().enumerate() {
            let end = runs.get(index + 1).map_or(total, |next| next.run[0]);
            if end <= first || run[0] >= last {
                continue;
            }
            let (from, to) = (run[0].max(first), end.min(last));
            let mut cut = [from - first, run[1], run[2]];
            if is_copy && (from, to) != (run[0], end) {
                cut[1] = run[1] + self.bytes_of(run[0]..from);
                cut[2] = cut[1] + self.bytes_of(from..to);
            }
            sliced.push(MapRun { run: cut, is_copy });
        }
        sliced
    }

    /// Bytes of a range of code points of the text.
    fn bytes_of(&self, chars: Range<u32>) -> u32 {
        let skipped = self.text.chars().skip(chars.start as usize);
        skipped.take((chars.end - chars.start) as usize).map(|ch| ch.len_utf8() as u32).sum()
    }

    /// Without white space at the ends.
    pub fn trimmed(self) -> Mapped<'a> {
        let start = self.text.len() - self.text.trim_start().len();
        let end = self.text.trim_end().len().max(start);
        if start == 0 && end == self.text.len() { self } else { self.slice(start..end) }
    }

    /// The bytes of the source from the first to the last character.
    pub fn source_range(&self) -> Option<[u32; 2]> {
        match &self.map {
            Map::None => None,
            Map::Copy(start) => Some([*start, start + self.text.len() as u32]),
            Map::Runs(runs) => Some([runs.first()?.run[1], runs.last()?.run[2]]),
        }
    }

    pub fn into_line(self) -> Line {
        let raw = match self.map {
            Map::None => Vec::new(),
            _ if self.text.is_empty() => Vec::new(),
            Map::Copy(start) => vec![[0, start, start + self.text.len() as u32]],
            Map::Runs(runs) => runs.into_iter().map(|run| run.run).collect(),
        };
        Line { text: self.text.into_owned(), raw }
    }
}

fn is_char(slice: &str, ch: char) -> bool {
    let mut chars = slice.chars();
    chars.next() == Some(ch) && chars.next().is_none()
}
