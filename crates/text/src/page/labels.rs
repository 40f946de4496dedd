//! Labelled lines: "المصدر: CNN Arabic", "Published 3 May 2024", "By Jane Doe", "© 2024".
//!
//! A phrase of the lexicon is a label only if it fills the line up to a colon (or the whole line) *and* what follows is
//! the kind of value it announces: "بوتين: محادثات…" is a headline, "Source: the minister said that …" a sentence.

use crate::dates;
use crate::lexicon::{self, Kind, Kinds};
use crate::page::word_count;
use std::ops::Range;

/// A labelled line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// What it announces.
    pub kind: Kind,
    /// Bytes of the line that hold the value; empty if there is none on this line.
    pub value: Range<usize>,
}

/// The most characters a label's phrase has.
const LABEL_CHARS: usize = 40;

/// Finds the label of a line; `None` if it has none, or not with the right kind of value.
pub fn label_of(line: &str, context: &dates::Context<'_>) -> Option<Label> {
    if let Some(label) = rights_sign(line) {
        return Some(label);
    }
    if let Some((head, value)) = split_at_colon(line) {
        let kinds = lexicon::label(head);
        return if kinds.is_empty() { None } else { with_value(kinds, line, value, context) };
    }
    if line.len() > 400 {
        return None;
    }
    let is_short = line.chars().count() <= LABEL_CHARS * 2;
    if !is_short {
        return None;
    }
    let kinds = lexicon::label(line);
    if !kinds.is_empty() {
        return alone(kinds, line);
    }
    without_colon(line, context)
}

fn split_at_colon(line: &str) -> Option<(&str, Range<usize>)> {
    let (at, colon) =
        line.char_indices().take(LABEL_CHARS).find(|(_, ch)| matches!(ch, ':' | '：' | '﹕' | '∶'))?;
    let head = line.get(..at)?;
    let after = at + colon.len_utf8();
    let value = line.get(after..)?;
    let start = after + (value.len() - value.trim_start().len());
    Some((head, start..line.len()))
}

/// A label with something after its colon.
fn with_value(kinds: Kinds, line: &str, value: Range<usize>, context: &dates::Context<'_>) -> Option<Label> {
    let text = line.get(value.clone())?;
    if text.is_empty() {
        return alone(kinds, line);
    }
    let is_wanted = |kind: Kind| -> bool {
        kinds.has(kind)
            && match kind {
                Kind::Published => is_date(text, context),
                Kind::Source => is_source(text),
                Kind::Author | Kind::Byline => is_author(text),
                Kind::Credit => word_count(text) <= 8 && text.chars().count() <= 80,
                Kind::Keywords => is_keywords(text),
                Kind::Related => is_headline(text),
                Kind::Share | Kind::Furniture => word_count(text) <= 6,
                Kind::Rights => word_count(text) <= 30,
            }
    };
    ORDER.into_iter().find(|kind| is_wanted(*kind)).map(|kind| Label { kind, value })
}

const ORDER: [Kind; 10] = [
    Kind::Published,
    Kind::Source,
    Kind::Author,
    Kind::Byline,
    Kind::Credit,
    Kind::Keywords,
    Kind::Related,
    Kind::Share,
    Kind::Rights,
    Kind::Furniture,
];

/// A label that fills its line: a button or a marker; a label that wants a value has it on the next line, which the
/// caller may look at.
fn alone(kinds: Kinds, line: &str) -> Option<Label> {
    let kind = [Kind::Related, Kind::Share, Kind::Rights, Kind::Furniture]
        .into_iter()
        .find(|kind| kinds.has(*kind))?;
    Some(Label { kind, value: line.len()..line.len() })
}

/// Dates and bylines also come without a colon.
fn without_colon(line: &str, context: &dates::Context<'_>) -> Option<Label> {
    let spaces = line.char_indices().filter(|(_, ch)| ch.is_whitespace()).map(|(at, _)| at).take(4);
    for at in spaces {
        let kinds = lexicon::label(line.get(..at)?);
        let value = at..line.len();
        let text = line.get(value.clone())?.trim_start();
        let value = line.len() - text.len()..value.end;
        if kinds.has(Kind::Published) && is_date(text, context) {
            return Some(Label { kind: Kind::Published, value });
        }
        if kinds.has(Kind::Byline) && is_capitalised_name(text) {
            return Some(Label { kind: Kind::Author, value });
        }
        if kinds.has(Kind::Rights) && word_count(text) <= 12 {
            return Some(Label { kind: Kind::Rights, value });
        }
    }
    None
}

fn rights_sign(line: &str) -> Option<Label> {
    let is_notice = line.starts_with('©') || line.starts_with("(c) ") || line.starts_with("(C) ");
    (is_notice && word_count(line) <= 30).then_some(Label { kind: Kind::Rights, value: 0..line.len() })
}

/// Whether the whole value is a date (or as good as whole: a clock time and a zone belong to it).
fn is_date(text: &str, context: &dates::Context<'_>) -> bool {
    text.len() <= 120 && dates::parse(text, context).is_date()
}

/// A source is a name or a short list of names, no sentence.
fn is_source(text: &str) -> bool {
    word_count(text) <= 7
        && text.chars().count() <= 80
        && !super::ends_sentence(text)
        && !text.contains(['"', '«', '“', ':', '!', '?', '؟'])
}

/// Authors are a few words without digits or sentence marks.
fn is_author(text: &str) -> bool {
    let words = word_count(text);
    (1..=9).contains(&words)
        && text.chars().count() <= 90
        && !text.chars().any(char::is_numeric)
        && !text.contains(['"', '«', '“', ':', '!', '?', '؟', ';'])
        && !text.trim_end_matches('.').contains(". ")
        && (!super::ends_sentence(text) || words <= 4)
}

/// In scripts with capitals each word of a name has one, but for particles.
fn is_capitalised_name(text: &str) -> bool {
    const PARTICLES: [&str; 24] = [
        "and", "et", "und", "y", "e", "en", "och", "og", "de", "da", "do", "dos", "das", "del", "della",
        "di", "van", "von", "der", "den", "la", "le", "al", "bin",
    ];
    let mut capitals = 0;
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|ch: char| !ch.is_alphanumeric());
        if PARTICLES.contains(&bare) || bare.is_empty() {
            continue;
        }
        if !bare.chars().next().is_some_and(char::is_uppercase) {
            return false;
        }
        capitals += 1;
    }
    (2..=8).contains(&capitals) && is_author(text) && !text.ends_with('.')
}

/// Keywords are a list: short items, or few words.
fn is_keywords(text: &str) -> bool {
    if text.chars().count() > 600 {
        return false;
    }
    let items = text
        .split([',', '،', '、', ';', '؛', '|', '#', '/', '•', '·'])
        .filter(|item| !item.trim().is_empty());
    let longest = items.map(word_count).max().unwrap_or(0);
    longest <= 6 || word_count(text) <= 16 && !super::ends_sentence(text)
}

/// A headline after "read also:".
fn is_headline(text: &str) -> bool {
    let words = word_count(text);
    words <= 30
        && text.chars().count() <= 220
        && (words <= 12 || !text.trim_end().ends_with(['.', '।', '۔', '。']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_labels_from_headlines() {
        let check = |line: &str, want: Option<(Kind, &str)>| {
            let found = label_of(line, &dates::Context::default());
            let found = found.as_ref().map(|label| (label.kind, &line[label.value.clone()]));
            assert_eq!(found, want, "{line}");
        };
        check("المصدر: CNN Arabic", Some((Kind::Source, "CNN Arabic")));
        check("تاريخ النشر: 19th, January 2024 GMT", Some((Kind::Published, "19th, January 2024 GMT")));
        check("بوتين: محادثات الرياض خطوة لاستعادة الثقة", None);
        check("المصدر: إن الحكومة ستعلن قريبا عن خطة جديدة لدعم القطاع الزراعي في البلاد.", None);
        check("Source: the minister said that he would resign on Friday after the vote.", None);
        check("Published 3 May 2024", Some((Kind::Published, "3 May 2024")));
        check("Published a book about birds", None);
        check("By Jane Doe", Some((Kind::Author, "Jane Doe")));
        check("By Friday the bridge had been closed", None);
        check("إقرأ أيضاً:", Some((Kind::Related, "")));
        check("Read also: New bridge opens", Some((Kind::Related, "New bridge opens")));
        check("© 2024 The Harbour News", Some((Kind::Rights, "© 2024 The Harbour News")));
        check("Share this article", Some((Kind::Share, "")));
        check("Tags: bridge, harbour, traffic", Some((Kind::Keywords, "bridge, harbour, traffic")));
        check("Date: unknown", None);
        check("来源：新华社", Some((Kind::Source, "新华社")));
        check("Автор: Иван Петров", Some((Kind::Author, "Иван Петров")));
        check("AO VIVO: juiz fala aos senadores", None);
    }
}
