//! Dates for machines: ISO 8601 in its extended and basic forms, and seconds or milliseconds since 1970.

use super::civil::{self, Day};
use super::{Calendar, Context, Method, Precision, Published};

/// The day on which counting starts: midnight of it stands for no date.
pub(super) const UNSET: Day = (1970, 1, 1);

/// Reads one of these forms, if the text is one.
pub(super) fn parse(text: &str, context: &Context<'_>) -> Option<Published> {
    // parts of a second
    let whole = text.split_once('.').filter(|(_, part)| part.bytes().all(|byte| byte.is_ascii_digit()));
    let text = whole.map_or(text, |(seconds, _)| if seconds.len() == 10 { seconds } else { text });
    let found = if text.bytes().all(|byte| byte.is_ascii_digit()) {
        epoch(text, context).or_else(|| compact(text))
    } else {
        extended(text).or_else(|| basic(text)).or_else(|| month_or_week(text))
    };
    // years of Bikram Sambat
    let is_other = |found: &Published| {
        let year = found.value.as_deref().and_then(|value| number(value, 0..4));
        context.primary() == Some("ne") && year.is_some_and(|year| year > 2050)
    };
    found.filter(|found| !is_other(found))
}

fn published(value: String, precision: Precision, zone: Option<String>, method: Method) -> Published {
    Published {
        value: Some(value),
        precision: Some(precision),
        zone,
        calendar: Some(Calendar::Gregorian),
        method,
        is_whole: true,
        ..Published::default()
    }
}

fn number(text: &str, range: std::ops::Range<usize>) -> Option<u32> {
    let digits = text.get(range)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

/// `2024-01-19`, `2024-01-19T08:30:00.123+03:00`, with a space for the T.
fn extended(text: &str) -> Option<Published> {
    let day = (number(text, 0..4)?, number(text, 5..7)?, number(text, 8..10)?);
    let separator = text.get(4..5)?;
    if text.get(7..8)? != separator || !["-", "/"].contains(&separator) || !civil::is_valid(day) {
        return None;
    }
    let rest = text.get(10..)?;
    if rest.is_empty() {
        return Some(published(civil::iso(day), Precision::Day, None, Method::Iso8601));
    }
    let clock = rest.strip_prefix(['T', 't', ' '])?.trim_start();
    let has_second = clock.get(5..6) == Some(":");
    if clock.get(2..3)? != ":" {
        return None;
    }
    let (hour, minute) = (number(clock, 0..2)?, number(clock, 3..5)?);
    let second = if has_second { Some(number(clock, 6..8)?) } else { None };
    timed(day, (hour, minute, second), clock.get(if has_second { 8 } else { 5 }..)?)
}

/// `20240119T083000Z`.
fn basic(text: &str) -> Option<Published> {
    let day = (number(text, 0..4)?, number(text, 4..6)?, number(text, 6..8)?);
    let clock = text.get(8..)?.strip_prefix(['T', 't'])?;
    if !civil::is_valid(day) {
        return None;
    }
    let second = number(clock, 4..6);
    let tail = clock.get(if second.is_some() { 6 } else { 4 }..)?;
    timed(day, (number(clock, 0..2)?, number(clock, 2..4)?, second), tail)
}

/// A day with a time of day, and what follows it: parts of a second, an offset.
fn timed(day: Day, (hour, minute, second): (u32, u32, Option<u32>), mut tail: &str) -> Option<Published> {
    if hour > 23 || minute > 59 || second.is_some_and(|second| second > 60) {
        return None;
    }
    if second.is_some()
        && let Some(fraction) = tail.strip_prefix(['.', ','])
    {
        tail = fraction.trim_start_matches(|ch: char| ch.is_ascii_digit());
    }
    let (offset, zone) = zone_of(tail.trim())?;
    // a second that is put in before midnight is the last of its minute to everyone who reads dates
    let second = second.map(|second| second.min(59));
    if day == UNSET && hour + minute + second.unwrap_or(0) == 0 {
        return None;
    }
    let date = civil::iso(day);
    Some(match second {
        Some(second) => {
            let value = format!("{date}T{hour:02}:{minute:02}:{second:02}{offset}");
            published(value, Precision::Second, zone, Method::Iso8601)
        }
        None => published(
            format!("{date}T{hour:02}:{minute:02}{offset}"),
            Precision::Minute,
            zone,
            Method::Iso8601,
        ),
    })
}

/// The offset to write after a time of day, and the zone as written.
pub(super) fn zone_of(text: &str) -> Option<(String, Option<String>)> {
    if text.is_empty() {
        return Some((String::new(), None));
    }
    if ["Z", "z", "UTC", "GMT"].contains(&text) {
        return Some(("Z".into(), Some(text.to_owned())));
    }
    let sign = text.get(0..1).filter(|sign| ["+", "-"].contains(sign))?;
    let (hours, rest) = (number(text, 1..3)?, text.get(3..)?);
    let minutes = if rest.is_empty() { 0 } else { number(rest.strip_prefix(':').unwrap_or(rest), 0..2)? };
    let is_offset = hours <= 14 && minutes < 60 && rest.trim_start_matches(':').len() <= 2;
    is_offset.then(|| (format!("{sign}{hours:02}:{minutes:02}"), Some(text.to_owned())))
}

/// `2024-01`, `2024-W03`, `2024-W03-5`, `2024-019`.
fn month_or_week(text: &str) -> Option<Published> {
    let (year, rest) = (number(text, 0..4)?, text.get(4..)?.strip_prefix('-')?);
    if !civil::YEARS.contains(&year) {
        return None;
    }
    if let Some(week) = rest.strip_prefix('W') {
        let day = match week.get(2..) {
            Some(tail) if tail.len() == 2 => number(tail, 1..2).filter(|_| tail.starts_with('-'))?,
            _ => return None,
        };
        let day = civil::day_of_week(year, number(week, 0..2)?, day).filter(|day| civil::is_valid(*day))?;
        return Some(published(civil::iso(day), Precision::Day, None, Method::Iso8601));
    }
    match (rest.len(), number(rest, 0..rest.len())?) {
        (2, month @ 1..=12) => {
            Some(published(format!("{year:04}-{month:02}"), Precision::Month, None, Method::Iso8601))
        }
        (3, ordinal @ 1..=366) => {
            let day = civil::day(civil::number((year, 1, 1)) + i64::from(ordinal) - 1);
            (day.0 == year).then(|| published(civil::iso(day), Precision::Day, None, Method::Iso8601))
        }
        _ => None,
    }
}

/// `20240119`, `202401190830`, `20240119083000`.
fn compact(text: &str) -> Option<Published> {
    if text.len() == 4 {
        let year = number(text, 0..4).filter(|year| (1900..=2100).contains(year))?;
        return Some(published(format!("{year:04}"), Precision::Year, None, Method::Numeric));
    }
    let day = (number(text, 0..4)?, number(text, 4..6)?, number(text, 6..8)?);
    if !civil::is_valid(day) || day.0 < 1900 {
        return None;
    }
    let found = match text.len() {
        8 => published(civil::iso(day), Precision::Day, None, Method::Numeric),
        12 => timed(day, (number(text, 8..10)?, number(text, 10..12)?, None), "")?,
        14 => timed(day, (number(text, 8..10)?, number(text, 10..12)?, Some(number(text, 12..14)?)), "")?,
        _ => return None,
    };
    Some(Published { method: Method::Numeric, ..found })
}

/// Ten digits of seconds or thirteen of milliseconds: from September 2001 on. A time after the page was fetched is none.
fn epoch(text: &str, context: &Context<'_>) -> Option<Published> {
    let value: i64 = text.parse().ok()?;
    let seconds = match text.len() {
        10 => value,
        13 => value / 1000,
        _ => return None,
    };
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let day = civil::day(civil::number(UNSET) + days);
    let is_late = fetched(context).is_some_and(|(minutes, _)| seconds / 60 > minutes + 24 * 60);
    if !civil::is_valid(day) || seconds < 1_000_000_000 || is_late {
        return None;
    }
    let value = format!("{}T{:02}:{:02}:{:02}Z", civil::iso(day), rest / 3600, rest / 60 % 60, rest % 60);
    Some(published(value, Precision::Second, None, Method::Epoch))
}

/// When the page was fetched, in minutes since 1970, and the offset of its zone in minutes if known.
pub(super) fn fetched(context: &Context<'_>) -> Option<(i64, Option<i64>)> {
    let text = context.fetched_at?.trim();
    let found = parse(text, &Context::default())?;
    let value = found.value?;
    let day = (number(&value, 0..4)?, number(&value, 5..7)?, number(&value, 8..10)?);
    let days = civil::number(day) - civil::number(UNSET);
    let (hour, minute) = (number(&value, 11..13).unwrap_or(12), number(&value, 14..16).unwrap_or(0));
    let tail = value.get(19..).filter(|_| found.precision == Some(Precision::Second));
    let offset = offset_minutes(tail.or(value.get(16..)).unwrap_or(""));
    let local = days * 24 * 60 + i64::from(hour * 60 + minute);
    Some((local - offset.unwrap_or(0), offset))
}

/// The minutes of `Z` or `+03:00`.
pub(super) fn offset_minutes(offset: &str) -> Option<i64> {
    if offset == "Z" {
        return Some(0);
    }
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let minutes = i64::from(number(offset, 1..3)? * 60 + number(offset, 4..6)?);
    offset.starts_with(['+', '-']).then_some(sign * minutes)
}
