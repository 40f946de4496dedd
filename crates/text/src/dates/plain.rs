//! ISO 8601, and what an article says of its own date.

use super::{Calendar, Constraints, Context, Method, Precision, Published, civil, names, read, scan};
use crate::search::{Folding, key};

fn month_of(words: &[&str]) -> Option<(u8, usize)> {
    let month = |name: &str| {
        let months = names::meaning(name, None)?.months;
        (months.is_power_of_two()).then(|| months.trailing_zeros() as u8 + 1)
    };
    let two = words.get(..2).and_then(|pair| month(&pair.join(" ")));
    two.map(|month| (month, 2)).or_else(|| month(words.first()?).map(|month| (month, 1)))
}

fn weekday_of(word: &str) -> Option<u8> {
    let days = names::meaning(word, None)?.weekdays;
    (days.is_power_of_two()).then(|| days.trailing_zeros() as u8 + 1)
}

/// Longest text read, in bytes.
const LONGEST: usize = 300;

pub(super) fn parse(raw: &str, context: &Context<'_>) -> Published {
    let text = raw.trim();
    if text.is_empty() || text.len() > LONGEST || !text.chars().any(|ch| scan::digit(ch).is_some()) {
        return Published::default();
    }
    let found = iso(text).or_else(|| read::parse(text, context)).unwrap_or_default();
    Published { raw: Some(text.to_owned()).filter(|_| found.is_date()), ..found }
}

fn published(
    value: String,
    precision: Precision,
    zone: Option<String>,
    method: Method,
    is_whole: bool,
) -> Published {
    Published {
        value: Some(value),
        precision: Some(precision),
        zone,
        calendar: Some(Calendar::Gregorian),
        method,
        is_whole,
        ..Published::default()
    }
}

fn number(text: &str, range: std::ops::Range<usize>) -> Option<u32> {
    let digits = text.get(range)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

/// `2024-01-19`, `2024-01-19T08:30:00.123+03:00`, with a space for the T.
fn iso(text: &str) -> Option<Published> {
    let (year, month, day) = (number(text, 0..4)?, number(text, 5..7)?, number(text, 8..10)?);
    let separator = text.get(4..5)?;
    if text.get(7..8)? != separator
        || !["-", "/"].contains(&separator)
        || !civil::is_valid((year, month, day))
    {
        return None;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    let rest = text.get(10..)?;
    if rest.is_empty() {
        return Some(published(date, Precision::Day, None, Method::Iso8601, true));
    }
    let clock = rest.strip_prefix(['T', 't', ' '])?.trim_start();
    let (hour, minute) = (number(clock, 0..2)?, number(clock, 3..5)?);
    if hour > 23 || minute > 59 || clock.get(2..3)? != ":" {
        return None;
    }
    let has_second = clock.get(5..6) == Some(":");
    let second = if has_second { number(clock, 6..8)? } else { 0 };
    let mut tail = clock.get(if has_second { 8 } else { 5 }..)?;
    if let Some(fraction) = tail.strip_prefix(['.', ',']) {
        tail = fraction.trim_start_matches(|ch: char| ch.is_ascii_digit());
    }
    let (offset, zone) = zone_of(tail.trim())?;
    let clock = if has_second {
        format!("{hour:02}:{minute:02}:{second:02}")
    } else {
        format!("{hour:02}:{minute:02}")
    };
    let precision = if has_second { Precision::Second } else { Precision::Minute };
    Some(published(format!("{date}T{clock}{offset}"), precision, zone, Method::Iso8601, true))
}

/// The offset to write after a time of day, and the zone as written.
fn zone_of(text: &str) -> Option<(String, Option<String>)> {
    if text.is_empty() {
        return Some((String::new(), None));
    }
    if ["Z", "z", "UTC", "GMT"].contains(&text) {
        return Some(("Z".into(), Some(text.to_owned())));
    }
    let sign = text.get(0..1).filter(|sign| ["+", "-"].contains(sign))?;
    let hours = number(text, 1..3)?;
    let minutes = number(text, 4..6).or_else(|| number(text, 3..5)).unwrap_or(0);
    (hours <= 14 && minutes < 60).then(|| (format!("{sign}{hours:02}:{minutes:02}"), Some(text.to_owned())))
}

pub(super) fn is_day_and_month(text: &str) -> bool {
    let folded = key(text, Folding::General);
    let tokens: Vec<&str> = folded.split(' ').collect();
    let is_day = |token: &str| token.parse::<u32>().is_ok_and(|day| (1..=31).contains(&day));
    match tokens.as_slice() {
        [first, rest @ ..] if is_day(first) => month_of(rest).is_some_and(|(_, length)| length == rest.len()),
        [rest @ .., last] if is_day(last) => month_of(rest).is_some_and(|(_, length)| length == rest.len()),
        _ => false,
    }
}

/// "اليوم الأربعاء", "today, Wednesday" and "12 فبراير الجاري": the article speaks of its own day and month.
pub(super) fn constrain<'a>(paragraphs: impl Iterator<Item = &'a str>) -> Constraints {
    let mut constraints = Constraints::default();
    for paragraph in paragraphs.take(40) {
        if !paragraph.contains("اليوم") && !paragraph.contains("الجار") {
            continue;
        }
        let folded = key(paragraph, Folding::General);
        let tokens: Vec<&str> = folded.split(' ').collect();
        for (at, token) in tokens.iter().enumerate() {
            if *token == "اليوم" {
                let weekday = tokens.get(at + 1).and_then(|next| weekday_of(next));
                constraints.weekday = constraints.weekday.or(weekday);
            }
            if let Ok(day) = token.parse::<u8>() {
                let rest = tokens.get(at + 1..).unwrap_or_default();
                let Some((month, length)) = month_of(rest).filter(|_| (1..=31).contains(&day)) else {
                    continue;
                };
                if rest.get(length).is_some_and(|next| *next == "الجاري") {
                    constraints.month = Some(month);
                    constraints.day_min = constraints.day_min.max(Some(day));
                }
            }
        }
    }
    constraints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_plain_dates() {
        let check = |raw: &str, want: Option<&str>| {
            assert_eq!(parse(raw, &Context::default()).value.as_deref(), want, "{raw}");
        };
        check("2024-01-19", Some("2024-01-19"));
        check("2024-01-19T08:30:00Z", Some("2024-01-19T08:30:00Z"));
        check("2024-01-19 08:30", Some("2024-01-19T08:30"));
        check("2024-01-19T08:30:00.123+0300", Some("2024-01-19T08:30:00+03:00"));
        check("Fri, 19 Jan 2024 08:30:00 GMT", Some("2024-01-19T08:30:00Z"));
        check("Fri, 19 Jan 2024 08:30:00 +0300", Some("2024-01-19T08:30:00+03:00"));
        check("19th, January 2024 GMT", Some("2024-01-19"));
        check("January 19, 2024", Some("2024-01-19"));
        check("19 يناير 2024", Some("2024-01-19"));
        check("7 أكتوبر/ تشرين الأول 2023", Some("2023-10-07"));
        check("١٩ يناير ٢٠٢٤", Some("2024-01-19"));
        check("19/01/2024", Some("2024-01-19"));
        check("10/21/2025 20:43", Some("2025-10-21T20:43"));
        check("05/04/2024", None);
        check("31 February 2024", None);
        check("yesterday", None);
        check("", None);
    }

    #[test]
    fn gathers_constraints() {
        let text = ["أعلن الوزير، اليوم الأربعاء، عن الخطة", "وكان قد وعد بها في 12 فبراير الجاري"];
        let want = Constraints { weekday: Some(3), month: Some(2), day_min: Some(12) };
        assert_eq!(constrain(text.into_iter()), want);
    }
}
