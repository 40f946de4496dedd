//! Publication dates, never guessed.
//!
//! [`parse`] reads a date as a page or a field gives it. It never invents a time of day, a zone or a year: what the text
//! does not say is absent, and where it does not determine the date, `value` is `None` and the constraints say what is
//! known. [`constrain`] gathers such constraints from the body of an article that has no date.

mod body;
mod civil;
mod date;
mod dateline;
mod find;
mod gather;
mod iso;
mod names;
mod orders;
mod pieces;
mod regional;
mod relative;
mod scan;
mod settle;
mod types;
mod zones;

pub(crate) use dateline::{Label, Mark};
pub(crate) use scan::digit;
pub use types::{Calendar, Constraints, Context, Method, Precision, Published, Season};

/// Reads a date.
///
/// ```
/// use rafid_text::dates::{parse, Context, Precision};
/// let date = parse("19th, January 2024 GMT", &Context::default());
/// assert_eq!(date.value.as_deref(), Some("2024-01-19"));
/// assert_eq!(date.precision, Some(Precision::Day));
/// assert_eq!(date.zone.as_deref(), Some("GMT"));
///
/// let either = parse("03/04/2024", &Context::default());
/// assert_eq!(either.value, None);
/// assert_eq!(either.constraints.candidates, ["2024-03-04", "2024-04-03"]);
/// ```
pub fn parse(raw: &str, context: &Context<'_>) -> Published {
    date::parse(raw, context)
}

/// Reads the one day that a short line names among other words ("Lübeck, 31. März 2003", "dpa | 25.01.2022, 10:15"). The
/// day of an update is passed over.
///
/// ```
/// use rafid_text::dates::{find, Context};
/// let date = find("Posted on 19 January 2024 by Jane Doe", &Context::default());
/// assert_eq!(date.and_then(|date| date.value).as_deref(), Some("2024-01-19"));
/// assert_eq!(find("Updated: 19 January 2024", &Context::default()), None);
/// ```
pub fn find(line: &str, context: &Context<'_>) -> Option<Published> {
    find::find(line, context)
}

/// Whether a short line that nothing else speaks for is a date of publication, alone or beside a name: no sentence, no
/// caption, no label of something else.
pub(crate) fn is_dateline(line: &str, mark: Mark, context: &Context<'_>) -> bool {
    dateline::is_dateline(line, mark, context)
}

/// What the words of a line say of the date after them.
pub(crate) fn label(words: &str, context: &Context<'_>) -> Option<Label> {
    dateline::label(words, context)
}

/// Gathers constraints on the publication date from what an article says of its own day: "today, Wednesday", "on the
/// 12th of this month".
pub fn constrain<'a>(paragraphs: impl Iterator<Item = &'a str>, context: &Context<'_>) -> Constraints {
    body::constrain(paragraphs, context)
}

/// Whether a text is a day and a month without a year ("Jan 5", "12 янв", "12 فبراير").
pub fn is_day_and_month(text: &str) -> bool {
    date::is_day_and_month(text)
}
