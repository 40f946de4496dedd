//! A date among other words.

use super::names::{PUBLISHED, UPDATED};
use super::scan::{self, Part, What};
use super::{Context, Method, Precision, Published, date, dateline};

/// Most words, beside the date, of a line that is about the article and no sentence.
const STRANGE: usize = 4;

/// The one day that a short line names, if it names one.
pub(super) fn find(text: &str, context: &Context<'_>) -> Option<Published> {
    let text = text.trim();
    let is_day = |date: &Published| date.precision.is_some_and(|precision| precision >= Precision::Day);
    let whole = date::parse(text, context);
    // a number of seconds is nothing that is shown
    if is_day(&whole) && whole.method != Method::Epoch {
        return Some(whole);
    }
    if text.len() > date::LONGEST {
        return None;
    }
    let parts = scan::scan(text, context)?;
    if dateline::strangers(&parts).count() > STRANGE || dateline::is_sentence(text, &parts) {
        return None;
    }
    [false, true].into_iter().find_map(|at_signs| {
        let mut found: Vec<Published> = Vec::new();
        for run in runs(&parts, at_signs) {
            let date = date::of_parts(run, text, context).filter(is_day);
            let date = date.map(|date| without_doubtful_time(date, run, &parts));
            found.extend(date.map(|date| Published { raw: Some(text.to_owned()), is_whole: false, ..date }));
        }
        let day =
            |date: &Published| date.value.as_deref().and_then(|value| value.get(..10)).map(str::to_owned);
        let first = found.first()?;
        found.iter().all(|date| day(date) == day(first)).then(|| first.clone())
    })
}

/// A date without its time of day if a strange word beside it may say which half of the day is meant. A capital begins
/// another field, a name mostly.
fn without_doubtful_time(date: Published, run: &[Part<'_>], parts: &[Part<'_>]) -> Published {
    let hour = date.value.as_deref().and_then(|value| value.get(11..13)?.parse::<u8>().ok());
    if hour.is_none_or(|hour| hour > 12) {
        return date;
    }
    let is_clock = |part: &Part<'_>| matches!(part.gap, ":" | "：" | ".");
    let after = run.last().filter(|last| is_clock(last)).and_then(|last| {
        let next = parts.iter().find(|part| part.start > last.start)?;
        // a label begins another field
        let mut word =
            parts.iter().skip_while(|part| part.start <= next.start).skip_while(|part| part.gap.is_empty());
        let is_label = word.next().is_some_and(|part| part.gap.trim_start().starts_with([':', '：']));
        (next.gap.chars().all(char::is_whitespace) && !is_label).then_some(next)
    });
    let first = run.first().filter(|_| run.get(1).is_some_and(is_clock));
    let before = first
        .filter(|first| first.gap.chars().all(char::is_whitespace))
        .and_then(|first| parts.iter().rev().find(|part| part.start < first.start));
    let may_say = |part: Option<&Part<'_>>| {
        part.is_some_and(|part| part.what == What::Unknown && !part.text.starts_with(char::is_uppercase))
    };
    if !(may_say(after) || may_say(before)) {
        return date;
    }
    let value = date.value.as_deref().and_then(|value| value.get(..10)).map(str::to_owned);
    Published { value, precision: Some(Precision::Day), zone: None, ..date }
}

/// The runs of parts between strange words, and between signs that part a line if wanted. What follows a word for
/// updates is left out, up to a word for publication.
fn runs<'p, 't>(parts: &'p [Part<'t>], at_signs: bool) -> Vec<&'p [Part<'t>]> {
    let mut out = Vec::new();
    let mut start = Some(0);
    for (at, part) in parts.iter().enumerate() {
        let is_update = matches!(part.what, What::Word(word) if word.has(UPDATED));
        let is_publication = matches!(part.what, What::Word(word) if word.has(PUBLISHED)) && !is_update;
        if is_publication && start.is_none() {
            start = Some(at);
            continue;
        }
        let is_parted = at_signs && part.gap.contains(['|', '•', '·', '\n', ';', '»', '(', ')']);
        if !(is_update || is_parted || part.what == What::Unknown) {
            continue;
        }
        out.extend(start.and_then(|start| parts.get(start..at)).filter(|run| !run.is_empty()));
        start = match part.what {
            _ if is_update => None,
            What::Unknown => start.map(|_| at + 1),
            _ => Some(at),
        };
    }
    out.extend(start.and_then(|start| parts.get(start..)).filter(|run| !run.is_empty()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_day_of_a_line() {
        let check = |line: &str, want: Option<&str>| {
            let found = find(line, &Context { language: Some("de"), ..Context::default() });
            assert_eq!(found.and_then(|date| date.value).as_deref(), want, "{line}");
        };
        check("Do 25.04.24 | 14:07 Uhr | Von Jane Doe", Some("2024-04-25T14:07"));
        check("Veröffentlicht am 13. Mai 2026 um 15:44", Some("2026-05-13T15:44"));
        check("Lübeck, 31. März 2003", Some("2003-03-31"));
        check("dpa am 25.01.2022", Some("2022-01-25"));
        check("26 | 01 | 2022", Some("2022-01-26"));
        check("24. April 2020 | Pressemitteilungen", Some("2020-04-24"));
        check("Jane Doe | 05.04.2025 - Aktualisiert: 06.04.2025", Some("2025-04-05"));
        check("21. Jan 2022 // Jane Doe", Some("2022-01-21"));
        check("Author: Bo2man am 29.12.2010, 13:36 Uhr", Some("2010-12-29T13:36"));
        check("August 19, 2019 • 319 Likes", Some("2019-08-19"));
        check("Aktualisiert am 17.01.2021", None);
        check("Welche neuen Umlagen gelten seit dem 1. Oktober 2022 für Gas?", None);
        check("Das Fest vom 1. Mai 2022 bis 3. Mai 2022", None);
        check("Herbst 2022", None);
    }
}
