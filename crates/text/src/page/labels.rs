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

/// The words before a line's colon, if they may announce authors, or one who speaks: "Reporter: You left the town".
pub(super) fn speaker(line: &str) -> Option<&str> {
    let (head, value) = split_at_colon(line)?;
    let kinds = lexicon::label(head);
    (!value.is_empty() && (kinds.has(Kind::Author) || kinds.has(Kind::Byline))).then_some(head)
}

/// Whether the words before a line's colon say "by", which no headline does.
pub(super) fn is_byline(line: &str) -> bool {
    split_at_colon(line).is_some_and(|(head, _)| lexicon::label(head).has(Kind::Byline))
}

/// Whether the value of an author's label is as short as one person's name: two to four words with capitals, else two
/// words or four letters.
pub(super) fn is_one_name(text: &str) -> bool {
    if has_capitals(text) {
        return capitals(text).is_some_and(|count| (2..=4).contains(&count));
    }
    let letters = text.chars().filter(|ch| crate::fingerprint::is_unspaced(*ch)).count();
    letters <= 4 && text.split_whitespace().count() <= 2
}

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
        && (!has_capitals(text) || is_known_source(text) || !text.starts_with(char::is_lowercase))
}

/// An agency, or a domain name.
pub(super) fn is_known_source(text: &str) -> bool {
    let text = text.trim_end_matches(['.', '،', ',']);
    lexicon::agency(text).is_some() || super::structure::domain(text).is_some()
}

/// Whether all letters are of scripts with capitals.
pub(super) fn has_capitals(text: &str) -> bool {
    let mut letters = text.chars().filter(|ch| ch.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(|ch| ch.is_lowercase() || ch.is_uppercase())
}

/// Authors are an agency or names: in scripts with capitals words that have them, elsewhere a few words.
fn is_author(text: &str) -> bool {
    if !is_short_phrase(text) {
        return false;
    }
    if has_capitals(text) {
        lexicon::agency(text).is_some() || begins_with_name(text)
    } else {
        is_short_list(text)
    }
}

/// Whether a list begins with a name: who is named after it may be "agencies".
fn begins_with_name(text: &str) -> bool {
    let end = text.find([',', ';', '/', '|', '(', '–', '—', '&']).unwrap_or(text.len());
    let (first, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    match capitals(text) {
        Some(1) => rest.is_empty() && !super::ends_sentence(text),
        Some(2..) => true,
        _ => !rest.is_empty() && capitals(first).is_some_and(|count| count >= 2),
    }
}

/// Most words, and most letters of scripts without spaces, of one name in a list.
const ITEM_WORDS: usize = 5;
const ITEM_LETTERS: usize = 6;

/// Whether each item of a list is as short as a name.
fn is_short_list(text: &str) -> bool {
    text.split([',', '،', '、', ';', '؛', '，', '；', '/', '|', '·', '・', '-', '–']).all(|item| {
        let mut parts = item.split_whitespace();
        let is_short = |part: &str| {
            part.chars().filter(|ch| crate::fingerprint::is_unspaced(*ch)).count() <= ITEM_LETTERS
        };
        parts.clone().count() <= ITEM_WORDS && parts.all(is_short)
    })
}

/// A few words without digits or sentence marks.
fn is_short_phrase(text: &str) -> bool {
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
    capitals(text).is_some_and(|count| (2..=8).contains(&count))
        && is_short_phrase(text)
        && !text.ends_with('.')
}

/// How many words begin with a capital; `None` if another does not and is no particle.
fn capitals(text: &str) -> Option<usize> {
    const PARTICLES: [&str; 38] = [
        "and", "et", "und", "y", "e", "en", "och", "og", "ve", "и", "і", "та", "i", "dan", "và", "de", "da",
        "do", "dos", "das", "del", "della", "di", "du", "van", "von", "zu", "af", "av", "der", "den", "ter",
        "la", "le", "al", "el", "bin", "ibn",
    ];
    let mut count = 0;
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|ch: char| !ch.is_alphanumeric());
        if PARTICLES.contains(&bare) || bare.is_empty() {
            continue;
        }
        // "al-Sisi", "d'Arc"
        let mut parts = bare.split(['-', '\'', '’', '‐']).filter_map(|part| part.chars().next());
        if !parts.any(char::is_uppercase) {
            return None;
        }
        count += 1;
    }
    Some(count)
}

/// Keywords are a list: short items, or few words.
fn is_keywords(text: &str) -> bool {
    if text.chars().count() > 600 {
        return false;
    }
    let items = text
        .split([',', '،', '、', ';', '؛', '|', '#', '/', '•', '·', '，', '；'])
        .filter(|item| !item.trim().is_empty());
    let (longest, count) =
        items.map(word_count).fold((0, 0), |(most, count), words| (most.max(words), count + 1));
    if super::ends_sentence(text) {
        longest <= 3 && count >= 3
    } else {
        longest <= 6 || word_count(text) <= 16
    }
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
        check("Reporter: You left the town", None);
        check("Author: I never said that", None);
        check("Автор: вы уехали из города", None);
        check("记者：你离开了这座城市", None);
        check("Haber: Bakan istifa etti", None);
        check("Kaynak: bakan istifa etti", None);
        check("Topics: nobody wanted to talk about them.", None);
        check("Tags: you're it, said the boy.", None);
        check("Tags: bridge, harbour, ferry.", Some((Kind::Keywords, "bridge, harbour, ferry.")));
        check("Author: Ahmed al-Sisi and agencies", None);
        check("Author: Jane Doe, staff writer", Some((Kind::Author, "Jane Doe, staff writer")));
        check("Autor: dpa", Some((Kind::Author, "dpa")));
        check(
            "Author: Ahmed al-Sisi, Ludwig van der Meer",
            Some((Kind::Author, "Ahmed al-Sisi, Ludwig van der Meer")),
        );
        check("作者：王小明、李丽", Some((Kind::Author, "王小明、李丽")));
        check("Источник: пресс-служба", None);
        check("Source: example.org", Some((Kind::Source, "example.org")));
    }
}
