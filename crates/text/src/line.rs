//! Text with a map back to its source.
//!
//! # What a map means
//!
//! A map is a list of *runs* `[text_start, source_start, source_end]`. A run covers the text from the code point
//! `text_start` up to the next run's `text_start` (the last one: up to the end of the text) and stands for the bytes
//! `source_start..source_end` of the decoded source field (UTF-8, before any repair).
//!
//! - If the two slices are equal, the run is a **copy** and the mapping advances character by character.
//! - Otherwise it is a **replacement**: the whole slice of text stands for the whole slice of source (a composed letter
//!   for a base and its mark, a space for a no-break space, "é" for "Ã©").
//!
//! Runs are monotone: `text_start` grows, and each `source_start` is at or after the `source_end` before it. Source
//! between two runs was dropped (a byte order mark, a soft hyphen). A non-empty text with an empty map has no source
//! (it came out of an HTML tree).

/// `[text_start, source_start, source_end]`: code points of the text, bytes of the source.
pub type Run = [u32; 3];

/// A title or a paragraph in display form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Display form: NFC, clean, without leading or trailing space.
    pub text: String,
    /// The map to the source; empty for text out of an HTML tree. See the module documentation.
    pub raw: Vec<Run>,
}

impl Line {
    /// A line without a map.
    pub fn unmapped(text: String) -> Self {
        Line { text, raw: Vec::new() }
    }

    /// Each run as a pair of slices, text and source; `None` if the map does not fit the text or the source.
    pub fn slices<'a>(&'a self, source: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
        let mut slices = Vec::with_capacity(self.raw.len());
        let mut offsets = CodePoints::new(&self.text);
        let mut text_at = 0;
        let mut source_at = 0;
        for (position, run) in self.raw.iter().enumerate() {
            let start = offsets.byte_of(run[0])?;
            if start != text_at || run[1] < source_at || run[2] < run[1] {
                return None;
            }
            let end = match self.raw.get(position + 1) {
                Some(next) => offsets.byte_of(next[0])?,
                None => self.text.len(),
            };
            let source_slice = source.get(run[1] as usize..run[2] as usize)?;
            slices.push((self.text.get(start..end).filter(|text| !text.is_empty())?, source_slice));
            text_at = end;
            source_at = run[2];
        }
        (text_at == self.text.len() || self.raw.is_empty()).then_some(slices)
    }

    /// Whether the map is sound for this source: monotone, within bounds, on character boundaries, covering the whole
    /// text, and each run a copy or a replacement whose own display form is the text it stands for.
    pub fn check(&self, source: &str) -> bool {
        self.slices(source)
            .is_some_and(|slices| slices.iter().all(|(text, source)| text == source || !source.is_empty()))
    }

    /// The bytes of the source that a range of code points of the text stands for; `None` without a map or outside
    /// the text. A range that cuts a replacement takes all of it in.
    pub fn source_range(&self, source: &str, start: u32, end: u32) -> Option<[u32; 2]> {
        if start >= end {
            return None;
        }
        let first = self.source_of(source, start)?;
        let last = self.source_of(source, end - 1)?;
        Some([first[0], last[1]])
    }

    /// The source bytes of one code point of the text.
    fn source_of(&self, source: &str, at: u32) -> Option<[u32; 2]> {
        let index = self.raw.partition_point(|run| run[0] <= at).checked_sub(1)?;
        let run = self.raw.get(index)?;
        let source_slice = source.get(run[1] as usize..run[2] as usize)?;
        let mut offsets = CodePoints::new(&self.text);
        let start = offsets.byte_of(run[0])?;
        let here = offsets.byte_of(at)?;
        let after = offsets.byte_of(at + 1)?;
        let end = match self.raw.get(index + 1) {
            Some(next) => offsets.byte_of(next[0])?,
            None => self.text.len(),
        };
        if self.text.get(start..end)? == source_slice {
            return Some([run[1] + (here - start) as u32, run[1] + (after - start) as u32]);
        }
        Some([run[1], run[2]])
    }
}

/// Walks a text once and turns growing code point offsets into byte offsets.
struct CodePoints<'a> {
    text: &'a str,
    chars: u32,
    bytes: usize,
}

impl<'a> CodePoints<'a> {
    fn new(text: &'a str) -> Self {
        CodePoints { text, chars: 0, bytes: 0 }
    }

    /// The byte offset of a code point; `None` beyond the end or before an offset asked for already.
    fn byte_of(&mut self, at: u32) -> Option<usize> {
        let mut rest = self.text.get(self.bytes..)?.chars();
        while self.chars < at {
            self.bytes += rest.next()?.len_utf8();
            self.chars += 1;
        }
        (self.chars == at).then_some(self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_ranges_through_copies_and_replacements() {
        let source = "\u{feff}a cafe\u{301} b";
        let line = Line { text: "a café b".into(), raw: vec![[0, 3, 8], [5, 8, 11], [6, 11, 13]] };
        assert!(line.check(source));
        assert_eq!(line.source_range(source, 0, 1), Some([3, 4]));
        assert_eq!(line.source_range(source, 2, 6), Some([5, 11]));
        assert_eq!(line.source_range(source, 7, 8), Some([12, 13]));
        assert_eq!(line.source_range(source, 7, 9), None);
    }

    #[test]
    fn refuses_unsound_maps() {
        let check = |raw: Vec<Run>| Line { text: "abc".into(), raw }.check("abc abc");
        assert!(check(vec![[0, 4, 7]]));
        assert!(!check(vec![[0, 4, 9]]));
        assert!(!check(vec![[1, 0, 3]]));
        assert!(!check(vec![[0, 4, 5], [1, 1, 3]]));
        assert!(!check(vec![[0, 0, 3], [4, 3, 4]]));
    }
}
