//! Plain text whose lines were broken at a column, as mail and wires break them: the lines of a paragraph are joined.

use crate::display;
use crate::units::Mapped;

/// The widest column at which texts are broken, and the narrowest that tells them from verse.
const WIDEST: usize = 100;
const NARROWEST: usize = 40;
/// Fewest line ends from which the column can be told.
const ENDS: usize = 3;

/// The line ends of a text that may have been broken.
#[derive(Default)]
struct Shape {
    /// Line ends inside blocks.
    ends: usize,
    /// Those where the next word had no room.
    full: usize,
    /// Those that end a sentence.
    sentences: usize,
}

/// Joins the lines of each paragraph if the text has blank lines, and nine of ten lines inside its blocks end where the
/// next word had no room; verse and lists end elsewhere, and other text ends its lines where sentences end.
pub(crate) fn unwrapped(lines: Vec<Mapped<'_>>) -> Vec<Mapped<'_>> {
    let Some(width) = width_of(&lines) else { return lines };
    let mut shape = Shape::default();
    for pair in lines.windows(2) {
        let [line, next] = pair else { continue };
        if line.text.is_empty() || next.text.is_empty() {
            continue;
        }
        shape.ends += 1;
        shape.full += usize::from(is_full(&line.text, &next.text, width));
        shape.sentences += usize::from(super::ends_sentence(&line.text));
    }
    if !shape.is_broken() {
        return lines;
    }
    let mut out: Vec<Mapped<'_>> = Vec::with_capacity(lines.len());
    let mut run: Vec<Mapped<'_>> = Vec::new();
    for line in lines {
        if run.last().is_some_and(|last| line.text.is_empty() || !is_full(&last.text, &line.text, width)) {
            out.extend(joined(&mut run));
        }
        if line.text.is_empty() { out.push(line) } else { run.push(line) }
    }
    out.extend(joined(&mut run));
    out
}

/// The lines of a run as one; scripts without spaces have none at line ends either.
fn joined<'a>(run: &mut Vec<Mapped<'a>>) -> Option<Mapped<'a>> {
    let mut rest = std::mem::take(run).into_iter();
    let first = rest.next()?;
    let rest: Vec<Mapped<'a>> = rest.collect();
    Some(if rest.is_empty() { first } else { display::join(&first, &rest, is_spaced) })
}

fn is_spaced(before: &str, after: &str) -> bool {
    let is_unspaced = |ch: Option<char>| ch.is_some_and(is_wide);
    !(is_unspaced(before.chars().next_back()) && is_unspaced(after.chars().next()))
}

impl Shape {
    fn is_broken(&self) -> bool {
        self.ends >= ENDS && self.full * 10 >= self.ends * 9 && self.sentences * 2 <= self.ends
    }
}

/// The width of the widest line, if the text may have been broken at a column and has blank lines between others.
fn width_of(lines: &[Mapped<'_>]) -> Option<usize> {
    let has_blocks = lines.windows(3).any(
        |three| matches!(three, [a, b, c] if !a.text.is_empty() && b.text.is_empty() && !c.text.is_empty()),
    );
    if !has_blocks {
        return None;
    }
    let mut width = 0;
    for line in lines {
        if line.text.len() > WIDEST * 4 {
            return None;
        }
        width = width.max(columns(&line.text));
        if width > WIDEST {
            return None;
        }
    }
    (width >= NARROWEST).then_some(width)
}

/// Whether what follows had no room in a line; a sign that may not begin a line takes one place more.
fn is_full(line: &str, next: &str, width: usize) -> bool {
    let needed = match next.chars().next() {
        Some(ch) if is_wide(ch) => 4,
        _ => 1 + columns(next.split(' ').next().unwrap_or("")),
    };
    columns(line) + needed > width
}

fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(|ch| 1 + usize::from(is_wide(ch))).sum() }
}

/// Whether a character is of a script without spaces, or a full-width sign.
fn is_wide(ch: char) -> bool {
    crate::fingerprint::is_unspaced(ch) || matches!(ch, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff60}')
}
