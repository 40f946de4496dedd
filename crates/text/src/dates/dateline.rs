//! Lines that are about the date of publication, told from sentences, captions and labels of other things.

use super::names::{PUBLISHED, UPDATED};
use super::scan::{self, Part, What, is_ideograph};
use super::{Context, Precision, date};
use crate::lexicon;

/// Most names beside a date.
const NAMES: usize = 4;

/// Letters of the longest word that joins names ("by", "von", "par") and may begin with a small letter.
const JOINING: usize = 3;

/// Signs that part the fields of a line.
const PARTING: [char; 10] = ['|', '•', '·', '\n', ';', '»', '(', ')', '–', '—'];

/// Signs that end a sentence and no date.
const ENDS: [char; 13] = ['?', '!', '؟', '？', '！', '。', '…', '۔', '।', '։', '།', '።', '။'];

/// What speaks for a line beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Nothing.
    None,
    /// The date is in an element of its own.
    Element,
    /// The line begins with a word for "by", which is not part of it.
    Byline,
}

/// What a line says of the date after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    /// It is the date of publication.
    Published,
    /// It is the date of a change.
    Updated,
}

/// What the last word that says so says of the date after it.
pub(super) fn label(words: &str, context: &Context<'_>) -> Option<Label> {
    let parts = scan::scan(words, context)?;
    parts.iter().rev().find_map(|part| match part.what {
        What::Word(word) if word.has(UPDATED) => Some(Label::Updated),
        What::Word(word) if word.has(PUBLISHED) => Some(Label::Published),
        _ => None,
    })
}

/// The words that belong to no date. Characters of a script without spaces that stand together are one.
pub(super) fn strangers<'p, 't>(parts: &'p [Part<'t>]) -> impl Iterator<Item = &'p Part<'t>> {
    let befores = std::iter::once(None).chain(parts.iter().map(Some));
    parts.iter().zip(befores).filter_map(|(part, before)| {
        let is_joined = |before: &Part<'_>| {
            before.what == What::Unknown
                && part.gap.is_empty()
                && [part.text, before.text].iter().all(|text| text.starts_with(is_ideograph))
        };
        (part.what == What::Unknown && !before.is_some_and(is_joined)).then_some(part)
    })
}

/// Whether a word may be a name, or join names.
fn is_name(part: &Part<'_>) -> bool {
    part.text.starts_with(char::is_uppercase)
        || (part.text.starts_with(char::is_lowercase) && part.text.chars().count() <= JOINING)
}

/// Whether a line ends as a sentence. A full stop may be a date's own, as in "10:15 p.m." or "12. 3. 2024.": then all
/// other words are names.
pub(super) fn is_sentence(text: &str, parts: &[Part<'_>]) -> bool {
    let text = text.trim_end_matches(|ch: char| ch.is_whitespace() || matches!(ch, '"' | '”' | '»' | ')'));
    if text.ends_with(ENDS) {
        return true;
    }
    let is_numeric =
        parts.last().is_some_and(|part| matches!(part.what, What::Number { .. }) && part.gap.trim() == ".");
    text.ends_with('.') && !is_numeric && strangers(parts).any(|part| !is_name(part))
}

/// See [`super::is_dateline`].
pub(super) fn is_dateline(line: &str, mark: Mark, context: &Context<'_>) -> bool {
    let line = line.trim();
    if date::parse(line, context).precision.is_some_and(|precision| precision >= Precision::Day) {
        return mark != Mark::Byline;
    }
    if line.len() > date::LONGEST {
        return false;
    }
    let Some(parts) = scan::scan(line, context) else { return false };
    if is_sentence(line, &parts) || strangers(&parts).count() > NAMES {
        return false;
    }
    fields(&parts)
        .into_iter()
        .filter(|field| holds_day(field, line, context))
        .all(|field| is_plain(field, mark, line))
}

/// The parts between parting signs.
fn fields<'p, 't>(parts: &'p [Part<'t>]) -> Vec<&'p [Part<'t>]> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, part) in parts.iter().enumerate() {
        if at > start && part.gap.contains(PARTING) {
            out.extend(parts.get(start..at));
            start = at;
        }
    }
    out.extend(parts.get(start..));
    out
}

/// Whether a field holds numbers enough for a day.
fn holds_day(field: &[Part<'_>], line: &str, context: &Context<'_>) -> bool {
    let known = field.split(|part| part.what == What::Unknown);
    known.filter(|run| !run.is_empty()).any(|run| {
        date::of_parts(run, line, context).is_some_and(|found| found.precision >= Some(Precision::Day))
    })
}

/// Whether the strange words of a date's own field are names, and stand apart from the date.
fn is_plain(field: &[Part<'_>], mark: Mark, line: &str) -> bool {
    let is_publication = |part: &Part<'_>| matches!(part.what, What::Word(word) if word.has(PUBLISHED));
    if field.first().is_some_and(is_publication) {
        return true;
    }
    let begins = |part: &Part<'_>| match part.what {
        What::Number { .. } | What::Era(_) => true,
        What::Word(word) => word.is_month() || word.weekdays != 0,
        _ => false,
    };
    let Some(first) = field.iter().position(begins) else { return false };
    let (before, after) = field.split_at_checked(first).unwrap_or((field, &[]));
    let has_capitals = line.chars().any(char::is_uppercase);
    // after the date a field of its own begins, and words of a sentence do not
    let follows = after.iter().filter(|part| part.what == What::Unknown).all(|part| {
        if has_capitals { is_name(part) } else { !part.gap.is_empty() || part.text.starts_with(is_ideograph) }
    });
    let glued = after.windows(2).any(|pair| match pair {
        [number, word] => {
            matches!(number.what, What::Number { .. } | What::Unit(_))
                && word.what == What::Unknown
                && word.gap.is_empty()
        }
        _ => false,
    });
    let Some(last) = before.iter().rposition(|part| part.what == What::Unknown) else {
        return follows && !glued && mark != Mark::Byline;
    };
    let names = before.get(..=last).unwrap_or_default();
    let between = || field.get(last + 1..=first).unwrap_or_default().iter().map(|part| part.gap);
    let is_parted = between().any(|gap| gap.contains([',', '،', '、', '，']) || gap.contains(" - "))
        || before.get(last + 1..).unwrap_or_default().iter().any(is_publication);
    let is_full_name = has_capitals && strangers(names).count() >= 2;
    let is_marked = match mark {
        Mark::None => false,
        Mark::Element => is_full_name && last + 1 == first,
        Mark::Byline => is_full_name,
    };
    let is_agency = match names {
        [only] => lexicon::agency(only.text).is_some(),
        _ => false,
    };
    let all_names =
        names.iter().filter(|part| part.what == What::Unknown).all(|part| !has_capitals || is_name(part));
    let is_short = has_capitals || strangers(names).count() <= 2;
    follows && !glued && (is_agency || ((is_parted || is_marked) && all_names && is_short))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_about_publication_are_told_from_others() {
        let check = |language: &str, line: &str, want: bool| {
            let context = Context { language: Some(language), ..Context::default() };
            assert_eq!(is_dateline(line, Mark::None, &context), want, "{line}");
        };
        check("en", "12 March 2024", true);
        check("en", "12 March 2024, 10:15 a.m.", true);
        check("en", "Published 12 March 2024 by Ada Stone", true);
        check("en", "Velmouth, 12 March 2024", true);
        check("en", "Ada Stone | 12 March 2024", true);
        check("de", "Lübeck, 31. März 2003", true);
        check("de", "dpa am 25.01.2022", true);
        check("de", "24. April 2020 | Pressemitteilungen", true);
        check("zh", "2024年03月12日10:15 来源：新华社", true);
        check("ar", "القاهرة، 12 مارس 2024", true);
        check("en", "The fire was on 5 June 2011.", false);
        check("en", "War began on 24 February 2022.", false);
        check("en", "Opening: 5 May 2030", false);
        check("en", "A ferry in Velmouth, 3 May 2019.", false);
        check("en", "A ferry in Velmouth, 3 May 2019", false);
        check("en", "Concert on 5 June 2025", false);
        check("en", "This article was amended on 14 March 2024.", false);
        check("en", "Reviewed on 14 March 2024", false);
        check("en", "Accessed 14 March 2024", false);
        check("ja", "2011年3月11日に地震", false);
        check("zh", "大火发生于2011年6月5日。", false);
        check("de", "Ada Stein publiziert am 25. September 2018", true);
    }

    #[test]
    fn what_speaks_for_a_line_lets_names_stand_beside_its_date() {
        let check = |mark: Mark, line: &str, want: bool| {
            let context = Context { language: Some("en"), ..Context::default() };
            assert_eq!(is_dateline(line, mark, &context), want, "{line}");
        };
        check(Mark::None, "Ada Stone 12 March 2024", false);
        check(Mark::Element, "Ada Stone 12 March 2024", true);
        check(Mark::Element, "Concert on 12 March 2024", false);
        check(Mark::Element, "The fire of 12 March 2024 destroyed two ships", false);
        check(Mark::Byline, "Ada Stone, Ben Wells on Tuesday, March 12th, 2024 at 11:08 a.m.", true);
        check(Mark::Byline, "Tuesday, 12 March 2024", false);
    }

    #[test]
    fn words_say_what_a_date_is_of() {
        let check = |language: &str, words: &str, want: Option<Label>| {
            let context = Context { language: Some(language), ..Context::default() };
            assert_eq!(label(words, &context), want, "{words}");
        };
        check("en", "Published", Some(Label::Published));
        check("en", "Updated:", Some(Label::Updated));
        check("en", "Published 12 March 2024, updated", Some(Label::Updated));
        check("de", "Stand:", Some(Label::Updated));
        check("fr", "Mis à jour le", Some(Label::Updated));
        check("ar", "آخر تحديث", Some(Label::Updated));
        check("ko", "입력", Some(Label::Published));
        check("ko", "수정", Some(Label::Updated));
        check("en", "By Ada Stone", None);
    }
}
