//! Which reading a date gets.

use super::{Context, Method, Precision, Published, gather, iso, names, pieces, relative, scan, settle};
use crate::search::{Folding, key};
use scan::Part;

/// Longest text read, in bytes.
pub(super) const LONGEST: usize = 300;

pub(super) fn parse(raw: &str, context: &Context<'_>) -> Published {
    let text = raw.trim();
    if text.is_empty() || text.len() > LONGEST {
        return Published::default();
    }
    let found = iso::parse(text, context).or_else(|| in_words(text, context)).unwrap_or_default();
    Published { raw: Some(text.to_owned()).filter(|_| found.is_date()), ..found }
}

fn in_words(text: &str, context: &Context<'_>) -> Option<Published> {
    if let Some(found) = with_named_zone(text, context) {
        return Some(found);
    }
    let parts = scan::scan(text, context)?;
    let found = relative::parse(&parts, text, context).or_else(|| of_parts(&parts, text, context))?;
    let is_rfc = found.method == Method::Words && is_rfc_2822(text);
    Some(if is_rfc { Published { method: Method::Rfc2822, ..found } } else { found })
}

/// `Mon Aug 05 2024 10:15:00 GMT+0300 (Arabian Standard Time)`: after an offset, brackets hold the zone's name.
fn with_named_zone(text: &str, context: &Context<'_>) -> Option<Published> {
    let (date, name) = text.strip_suffix(')')?.rsplit_once('(')?;
    if !name.chars().all(|ch| ch.is_alphabetic() || ch.is_whitespace()) || date.contains('(') {
        return None;
    }
    let has_offset = date.trim_end().rsplit_once(['+', '-']).is_some_and(|(_, hours)| {
        hours.len() >= 4 && hours.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
    });
    let found = in_words(date.trim_end(), context).filter(|_| has_offset)?;
    (found.precision >= Some(Precision::Minute)).then_some(found)
}

/// Reads parts of a text that are nothing but a date.
pub(super) fn of_parts(parts: &[Part<'_>], text: &str, context: &Context<'_>) -> Option<Published> {
    let reading = gather::gather(parts, text, context)?;
    let found = pieces::dates(&reading, context)?;
    Some(settle::settle(&reading, &found, context))
}

/// `Fri, 19 Jan 2024 08:30:00 +0300`, the day of the week being optional.
fn is_rfc_2822(text: &str) -> bool {
    let mut fields = text.split_ascii_whitespace().peekable();
    let is_digits = |field: &str, most: usize| {
        (1..=most).contains(&field.len()) && field.bytes().all(|byte| byte.is_ascii_digit())
    };
    if fields.peek().is_some_and(|field| field.len() == 4 && field.ends_with(',')) {
        fields.next();
    }
    let mut is_next = |check: &dyn Fn(&str) -> bool| fields.next().is_some_and(check);
    is_next(&|day| is_digits(day, 2))
        && is_next(&|month| month.len() == 3 && month.is_ascii())
        && is_next(&|year| is_digits(year, 4) && year.len() == 4)
        && is_next(&|clock| {
            clock.split(':').count() >= 2 && clock.split(':').all(|field| is_digits(field, 2))
        })
        && is_next(&|zone| zone.is_ascii())
}

pub(super) fn is_day_and_month(text: &str) -> bool {
    let folded = key(text, Folding::General);
    let tokens: Vec<&str> = folded.split(' ').collect();
    let is_day = |token: &str| token.parse::<u32>().is_ok_and(|day| (1..=31).contains(&day));
    let is_month = |words: &[&str]| {
        let meaning = names::meaning(&words.join(" "), None);
        words.len() <= 3 && meaning.is_some_and(|meaning| meaning.months.is_power_of_two())
    };
    match tokens.as_slice() {
        [first, rest @ ..] if is_day(first) => is_month(rest),
        [rest @ .., last] if is_day(last) => is_month(rest),
        _ => false,
    }
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
        check("Fri, 19 Jan 2024 08:30:00 +0300", Some("2024-01-19T08:30:00+03:00"));
        check("19th, January 2024 GMT", Some("2024-01-19"));
        check("7 أكتوبر/ تشرين الأول 2023", Some("2023-10-07"));
        check("١٩ يناير ٢٠٢٤", Some("2024-01-19"));
        check("10/21/2025 20:43", Some("2025-10-21T20:43"));
        check("05/04/2024", None);
        check("", None);
        assert_eq!(parse("Fri, 19 Jan 2024 08:30:00 GMT", &Context::default()).method, Method::Rfc2822);
    }

    #[test]
    fn knows_days_of_months() {
        for text in ["Jan 5", "12 янв", "12 فبراير", "5 كانون الثاني"] {
            assert!(is_day_and_month(text), "{text}");
        }
        for text in ["Jan", "32 Jan", "5 words", ""] {
            assert!(!is_day_and_month(text), "{text}");
        }
    }
}
