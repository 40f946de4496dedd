//! The display form: what is published.
//!
//! - line ends of every kind (LF, CR, CRLF, VT, FF, U+2028, U+2029) end a line; other spaces (Unicode `Zs`) become U+0020;
//! - C0 controls but tab, byte order marks, zero-width spaces, soft hyphens and noncharacters are dropped;
//! - C1 controls become the characters that windows-1252 has there, or are dropped;
//! - Arabic presentation forms become base letters by NFKC of those characters only; ﷺ, ﷻ, ﷼ and ﷽ stay;
//! - ZWNJ and ZWJ stay where they join or part letters (and in emoji), ZWJ also after a virama, and are dropped elsewhere;
//! - bidirectional embeddings, overrides and isolates without their partner are dropped;
//! - UTF-8 read as another charset is repaired ([`crate::repair`]), HTML left in text is removed (the module `markup`);
//! - the result is in NFC.
//!
//! Harakat, hamza, tatweel, quotes, dashes and ligatures like "…" or "ﬁ" stay as they are.
//! A line that needs none of this, which is nearly every line, is found out by one pass over its bytes and not copied;
//! one that needs only characters dropped or exchanged is mended between copies (the module `patch`).

mod clean;
mod markup;
mod nfc;
mod patch;
mod scan;
mod settle;

use crate::flags::{Flag, FlagSet};
use crate::repair::{self, Damage};
use crate::units::{Map, MapRun, Mapped, units_of};
use scan::{Condition, ScannedLine};
use std::borrow::Cow;

/// Lines of a source field in display form, trimmed, blank ones left in as empty texts.
pub(crate) struct Lines<'a> {
    pub all: Vec<Mapped<'a>>,
    pub flags: FlagSet,
    /// The rest of the source after the limit of lines; empty if it was not reached.
    pub is_cut: bool,
}

/// Splits a source field into lines in display form; HTML left in it is removed.
pub(crate) fn lines_of(source: &str, max_lines: usize) -> Lines<'_> {
    match markup::strip(source) {
        Some(stripped) => settle::lines_of(stripped, source, max_lines, true),
        None => fast_lines(source, max_lines, true),
    }
}

/// Splits text of a page into lines in display form; `<` and `&` are text, but for references that were escaped twice.
pub(crate) fn plain_lines_of(source: &str, max_lines: usize) -> Lines<'_> {
    match markup::undouble(source) {
        Some(decoded) => {
            let mut lines = settle::lines_of(decoded, source, max_lines, false);
            lines.flags.insert(Flag::MarkupInText);
            if source.contains('\u{fffd}') {
                lines.flags.insert(Flag::ReplacementCharacters);
            }
            lines
        }
        None => fast_lines(source, max_lines, false),
    }
}

/// One look at each line; those in display form, which is nearly all, are not copied.
fn fast_lines(source: &str, max_lines: usize, strips_markup: bool) -> Lines<'_> {
    let mut flags = FlagSet::default();
    let scanned: Vec<ScannedLine> = scan::Scanner::new(source).take(max_lines + 1).collect();
    let damage = damage_of(source, &scanned);
    let mut all = Vec::with_capacity(scanned.len());
    for line in scanned.iter().take(max_lines) {
        let display = display_line(source, *line, damage, &mut flags);
        if matches!(display.text, Cow::Owned(_)) && may_need_more(&display.text, strips_markup) {
            // what was dropped or repaired may have brought new damage or markup together
            return settle::lines_of(units_of(source, 0), source, max_lines, strips_markup);
        }
        all.push(display.trimmed());
    }
    Lines { all, flags, is_cut: scanned.len() > max_lines }
}

fn may_need_more(line: &str, strips_markup: bool) -> bool {
    strips_markup && memchr::memchr2(b'<', b'&', line.as_bytes()).is_some()
        || scan::Scanner::new(line).any(|line| line.is_suspect)
}

fn damage_of(source: &str, scanned: &[ScannedLine]) -> Option<Damage> {
    if !scanned.iter().any(|line| line.is_suspect) {
        return None;
    }
    let suspects: Vec<&str> = scanned
        .iter()
        .filter(|line| line.is_suspect)
        .filter_map(|line| source.get(line.start..line.end))
        .collect();
    repair::damage_of(&suspects)
}

fn display_line<'a>(
    source: &'a str,
    line: ScannedLine,
    damage: Option<Damage>,
    flags: &mut FlagSet,
) -> Mapped<'a> {
    let text = source.get(line.start..line.end).unwrap_or("");
    if line.has_replacement {
        flags.insert(Flag::ReplacementCharacters);
    }
    let damage = damage.filter(|_| line.is_suspect);
    let is_clean = match line.condition {
        Condition::Clean => true,
        Condition::CheckNfc => nfc::is_nfc(text),
        Condition::Dirty => false,
    };
    if is_clean && damage.is_none() {
        return Mapped::copy(text, line.start);
    }
    if damage.is_none()
        && line.condition == Condition::Dirty
        && let Some(patched) = patch::patch(text, line.start, flags)
    {
        return patched;
    }
    let mut units = units_of(text, line.start);
    if damage.is_some_and(|damage| repair::repair(&mut units, damage)) {
        flags.insert(Flag::MojibakeRepaired);
    }
    clean::clean(&mut units, flags);
    Mapped::of_units(&units, source)
}

/// One line of text in display form: line ends become spaces. For short fields (titles, names) and blocks of HTML.
pub(crate) fn line_of<'a>(source: &'a str, flags: &mut FlagSet) -> Mapped<'a> {
    let display = lines_of(source, usize::MAX - 1);
    flags.extend(display.flags);
    let mut filled = display.all.into_iter().filter(|line| !line.text.is_empty());
    let Some(first) = filled.next() else { return Mapped::copy("", 0) };
    let rest: Vec<Mapped<'a>> = filled.collect();
    if rest.is_empty() {
        return first;
    }
    join(&first, &rest, |_, _| true)
}

/// Lines joined by spaces that stand for what lies between them, or by nothing where none belongs.
pub(crate) fn join<'a>(
    first: &Mapped<'a>,
    rest: &[Mapped<'a>],
    is_spaced: impl Fn(&str, &str) -> bool,
) -> Mapped<'a> {
    let mut text = String::new();
    let mut runs: Vec<MapRun> = Vec::new();
    let mut at = 0;
    for part in std::iter::once(first).chain(rest) {
        let own = match &part.map {
            Map::None => Vec::new(),
            Map::Copy(start) => {
                vec![MapRun { run: [0, *start, *start + part.text.len() as u32], is_copy: true }]
            }
            Map::Runs(runs) => runs.clone(),
        };
        if let Some(before) = runs.last().map(|last| last.run[2]).filter(|_| is_spaced(&text, &part.text)) {
            let after = own.first().map_or(before, |next| next.run[1]);
            runs.push(MapRun { run: [at, before, after], is_copy: false });
            text.push(' ');
            at += 1;
        }
        let shift = |part: MapRun| MapRun { run: [part.run[0] + at, part.run[1], part.run[2]], ..part };
        runs.extend(own.into_iter().map(shift));
        text.push_str(&part.text);
        at += part.text.chars().count() as u32;
    }
    Mapped { text: Cow::Owned(text), map: Map::Runs(runs) }
}

/// The display form of a text, lines kept apart by line feeds, without a map. Idempotent.
///
/// ```
/// assert_eq!(rafid_text::display::display("e\u{301}te\u{301}\u{a0}!\r\n\u{feff}ﻻ "), "été !\nلا");
/// ```
pub fn display(text: &str) -> Cow<'_, str> {
    let Lines { all: lines, .. } = lines_of(text, usize::MAX - 1);
    if let [Mapped { text: Cow::Borrowed(only), .. }] = lines.as_slice() {
        return Cow::Borrowed(only);
    }
    let mut joined = String::with_capacity(text.len());
    for line in &lines {
        joined.push_str(&line.text);
        joined.push('\n');
    }
    Cow::Owned(joined.trim_matches('\n').to_owned())
}
