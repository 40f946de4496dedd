//! The plain forms: ISO 8601, RFC 2822, English and Arabic words, unambiguous numbers.

use super::{Calendar, Constraints, Method, Precision, Published};
use crate::search::{Folding, key};

/// Month names by search key. Arabic: the four families (Levant, Egypt and Gulf, Maghreb, Libya-free).
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "يناير", "كانون الثاني", "جانفي", "янв", "января", "ינואר"],
    &["february", "feb", "فبراير", "شباط", "فيفري", "фев", "февраля"],
    &["march", "mar", "مارس", "اذار", "мар", "марта"],
    &["april", "apr", "ابريل", "نيسان", "افريل", "апр", "апреля"],
    &["may", "مايو", "ايار", "ماي", "мая"],
    &["june", "jun", "يونيو", "يونيه", "حزيران", "جوان", "июн", "июня"],
    &["july", "jul", "يوليو", "يوليه", "تموز", "جويليه", "يوليوز", "июл", "июля"],
    &["august", "aug", "اغسطس", "اب", "اوت", "غشت", "авг", "августа"],
    &["september", "sep", "sept", "سبتمبر", "ايلول", "شتنبر", "сен", "сентября"],
    &["october", "oct", "اكتوبر", "تشرين الاول", "окт", "октября"],
    &["november", "nov", "نوفمبر", "تشرين الثاني", "نونبر", "ноя", "ноября"],
    &["december", "dec", "ديسمبر", "كانون الاول", "دجنبر", "дек", "декабря"],
];

const WEEKDAYS: [&[&str]; 7] = [
    &["monday", "mon", "الاثنين", "الإثنين"],
    &["tuesday", "tue", "tues", "الثلاثاء"],
    &["wednesday", "wed", "الاربعاء"],
    &["thursday", "thu", "thurs", "الخميس"],
    &["friday", "fri", "الجمعه"],
    &["saturday", "sat", "السبت"],
    &["sunday", "sun", "الاحد"],
];

const ZONES: [&str; 12] =
    ["gmt", "utc", "z", "est", "edt", "pst", "pdt", "cet", "cest", "bst", "msk", "غرينتش"];

/// Words that may stand beside a date.
const FILLERS: [&str; 18] = [
    "the",
    "of",
    "at",
    "on",
    "am",
    "pm",
    "a",
    "p",
    "m",
    "st",
    "nd",
    "rd",
    "th",
    "يوم",
    "الساعه",
    "بتوقيت",
    "م",
    "الموافق",
];

fn month_of(words: &[&str]) -> Option<(u8, usize)> {
    let two = words.get(..2).map(|pair| pair.join(" "));
    for (index, names) in MONTHS.iter().enumerate() {
        if two.as_deref().is_some_and(|two| names.contains(&two)) {
            return Some((index as u8 + 1, 2));
        }
    }
    let one = words.first()?;
    MONTHS.iter().position(|names| names.contains(one)).map(|index| (index as u8 + 1, 1))
}

fn weekday_of(word: &str) -> Option<u8> {
    WEEKDAYS.iter().position(|names| names.contains(&word)).map(|index| index as u8 + 1)
}

fn is_valid(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day) && (1900..=2100).contains(&year)
}

pub(super) fn parse(raw: &str) -> Published {
    let text = raw.trim();
    if text.is_empty() || text.len() > 300 {
        return Published::default();
    }
    let found = iso(text).or_else(|| words(text)).or_else(|| numeric(text)).unwrap_or_default();
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
    if text.get(7..8)? != separator || !["-", "/"].contains(&separator) || !is_valid(year, month, day) {
        return None;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    let rest = text.get(10..)?;
    if rest.is_empty() {
        return Some(published(date, Precision::Day, None, Method::Iso8601, true));
    }
    let clock = rest.strip_prefix(['T', 't', ' '])?.trim_start();
    let (hour, minute) = (number(clock, 0..2)?, number(clock, 3..5)?);
    if hour > 24 || minute > 59 || clock.get(2..3)? != ":" {
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

/// A day, the name of a month, a year, in any order, with an optional time of day.
fn words(text: &str) -> Option<Published> {
    let folded = key(text, Folding::General);
    let tokens: Vec<&str> = folded.split(' ').collect();
    if tokens.len() > 16 {
        return None;
    }
    let (mut year, mut month, mut day, mut zone) = (None, None, None, None);
    let mut is_whole = true;
    let clock = clock_of(text);
    let mut clock_numbers = clock.as_ref().map_or(0, |clock| clock.numbers);
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let rest = tokens.get(at..).unwrap_or_default();
        at += 1;
        if let Some((found, length)) = month_of(rest) {
            if month.is_some_and(|known| known != found) {
                return None;
            }
            month = Some(found);
            at += length - 1;
            continue;
        }
        let digits = token.trim_end_matches(|ch: char| ch.is_alphabetic());
        let suffix = token.get(digits.len()..).unwrap_or("");
        if let (Ok(value), true) =
            (digits.parse::<u32>(), ["", "st", "nd", "rd", "th", "م", "am", "pm"].contains(&suffix))
        {
            if digits.len() == 4 && year.is_none() {
                year = Some(value);
            } else if day.is_none() && value <= 31 && digits.len() <= 2 {
                day = Some(value);
            } else if clock_numbers > 0 {
                clock_numbers -= 1;
            } else {
                return None;
            }
            continue;
        }
        if ZONES.contains(token) {
            zone = Some(token.to_ascii_uppercase());
        } else if weekday_of(token).is_none() && !FILLERS.contains(token) {
            is_whole = false;
        }
    }
    let (year, month, day) = (year?, u32::from(month?), day?);
    if !is_valid(year, month, day) || !is_whole {
        return None;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    let Some(clock) = clock else {
        return Some(published(date, Precision::Day, zone, Method::Words, is_whole));
    };
    let (offset, zone) = match clock.offset {
        Some(offset) => zone_of(&offset)?,
        None if zone.as_deref().is_some_and(|zone| ["GMT", "UTC", "Z"].contains(&zone)) => ("Z".into(), zone),
        None => (String::new(), zone),
    };
    let precision = if clock.has_second { Precision::Second } else { Precision::Minute };
    Some(published(format!("{date}T{}{offset}", clock.text), precision, zone, Method::Words, is_whole))
}

struct Clock {
    text: String,
    has_second: bool,
    offset: Option<String>,
    /// Numbers that belong to it.
    numbers: usize,
}

/// A time of day: `08:30`, `8:30 PM`, `08:30:00 +0300`.
fn clock_of(text: &str) -> Option<Clock> {
    let colon = text.char_indices().find(|(at, ch)| {
        *ch == ':'
            && text.get(..*at).is_some_and(|before| before.ends_with(|ch: char| ch.is_ascii_digit()))
            && text.get(at + 1..at + 3).is_some_and(|after| after.bytes().all(|byte| byte.is_ascii_digit()))
    })?;
    let before = text.get(..colon.0)?;
    let start = before.trim_end_matches(|ch: char| ch.is_ascii_digit()).len();
    let mut hour = number(text, start..colon.0)?;
    let minute = number(text, colon.0 + 1..colon.0 + 3)?;
    let mut tail = text.get(colon.0 + 3..)?;
    let second = tail.strip_prefix(':').and_then(|rest| number(rest, 0..2));
    if second.is_some() {
        tail = tail.get(3..)?;
    }
    let lower = tail.trim_start().to_ascii_lowercase();
    if (lower.starts_with("pm") || lower.starts_with("p.m")) && hour < 12 {
        hour += 12;
    } else if (lower.starts_with("am") || lower.starts_with("a.m")) && hour == 12 {
        hour = 0;
    }
    if hour > 23 || minute > 59 || second.is_some_and(|second| second > 59) {
        return None;
    }
    let offset_at = tail.find(['+', '-']).filter(|at| number(tail, at + 1..at + 3).is_some());
    let offset = offset_at.and_then(|at| tail.get(at..)).map(|rest| {
        rest.chars()
            .enumerate()
            .take_while(|(at, ch)| *at == 0 || ch.is_ascii_digit() || *ch == ':')
            .map(|(_, ch)| ch)
            .collect()
    });
    let clock = match second {
        Some(second) => format!("{hour:02}:{minute:02}:{second:02}"),
        None => format!("{hour:02}:{minute:02}"),
    };
    let numbers = 2 + usize::from(second.is_some()) + usize::from(offset_at.is_some());
    Some(Clock { text: clock, has_second: second.is_some(), offset, numbers })
}

/// `19/01/2024`, `19.01.2024`: only where day and month cannot be taken for each other.
fn numeric(text: &str) -> Option<Published> {
    let folded: String = text
        .chars()
        .map(|ch| match ch as u32 {
            code @ 0x660..=0x669 => (b'0' + (code - 0x660) as u8) as char,
            code @ 0x6f0..=0x6f9 => (b'0' + (code - 0x6f0) as u8) as char,
            _ => ch,
        })
        .collect();
    let date_end = folded
        .find(|ch: char| !ch.is_ascii_digit() && !matches!(ch, '/' | '.' | '-'))
        .unwrap_or(folded.len());
    let date = folded.get(..date_end)?;
    let parts: Vec<u32> = date.split(['/', '.', '-']).map(str::parse).collect::<Result<_, _>>().ok()?;
    let [first, second, year] = parts[..] else { return None };
    let rest = folded.get(date_end..)?.trim();
    let clock = clock_of(rest);
    if !rest.is_empty() && clock.is_none() {
        return None;
    }
    let (month, day) = match (first, second) {
        (first, second) if first > 12 && is_valid(year, second, first) => (second, first),
        (first, second) if second > 12 && is_valid(year, first, second) => (first, second),
        (first, second) if first == second && is_valid(year, first, second) => (first, second),
        (first, second) if is_valid(year, first, second) => {
            return Some(Published {
                method: Method::Ambiguous,
                calendar: Some(Calendar::Gregorian),
                is_whole: true,
                ..Published::default()
            });
        }
        _ => return None,
    };
    let date = format!("{year:04}-{month:02}-{day:02}");
    Some(match clock {
        Some(clock) => {
            let precision = if clock.has_second { Precision::Second } else { Precision::Minute };
            published(format!("{date}T{}", clock.text), precision, None, Method::Numeric, true)
        }
        None => published(date, Precision::Day, None, Method::Numeric, true),
    })
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
        let check = |raw: &str, want: Option<&str>| assert_eq!(parse(raw).value.as_deref(), want, "{raw}");
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
