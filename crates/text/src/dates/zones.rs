//! Zones of time by the words that name them.
//!
//! An offset is given only where the words and the day determine it: abbreviations of several zones ("IST", "CST",
//! "BST") have none unless the language or the country tells; names of standard times are often used in summer too, so
//! they have one in winter only.

use super::Context;
use super::civil::{self, Day};
use crate::search::{Folding, key};
use std::collections::HashMap;
use std::sync::LazyLock;

static ZONES_TSV: &str = include_str!("../../data/zones.tsv");

/// How the offset follows from the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// The same all year, from a year on.
    Fixed(u32),
    /// That of the European Union: the offset is that of winter.
    Europe,
    /// A name of standard time: in the European winter only.
    EuropeanWinter,
    /// A name of standard time: in the North American winter only.
    AmericanWinter,
    /// Not known.
    Unknown,
}

#[derive(Debug, Clone, Copy)]
struct Zone {
    minutes: i64,
    rule: Rule,
    /// Languages and countries that it is meant in; any if empty.
    places: &'static str,
}

static ZONES: LazyLock<HashMap<String, Vec<Zone>>> = LazyLock::new(|| {
    let mut zones: HashMap<String, Vec<Zone>> = HashMap::new();
    for line in lines() {
        let mut fields = line.split('\t');
        let mut next = || fields.next().unwrap_or("");
        let (names, minutes, rule, places) = (next(), next(), next(), next());
        let rule = match rule.split_once(' ').unwrap_or((rule, "1970")) {
            ("fixed", year) => Rule::Fixed(year.parse().unwrap_or(1970)),
            ("eu", _) => Rule::Europe,
            ("eu-winter", _) => Rule::EuropeanWinter,
            ("us-winter", _) => Rule::AmericanWinter,
            _ => Rule::Unknown,
        };
        let zone = Zone { minutes: minutes.parse().unwrap_or(0), rule, places };
        for name in names.split('|') {
            zones.entry(key(name, Folding::General)).or_default().push(zone);
        }
    }
    zones
});

fn lines() -> impl Iterator<Item = &'static str> {
    ZONES_TSV.lines().filter(|line| !line.starts_with('#'))
}

/// Every name of a zone, and whether it is that of Greenwich all year.
pub(super) fn names() -> impl Iterator<Item = (&'static str, bool)> {
    lines().flat_map(|line| {
        let mut fields = line.split('\t');
        let mut next = || fields.next().unwrap_or("");
        let (names, is_zero, is_fixed) = (next(), next() == "0", next().starts_with("fixed"));
        names.split('|').map(move |name| (name, is_zero && is_fixed))
    })
}

/// The offset to write for a zone on a day, if both determine it.
pub(super) fn offset(name: &str, day: Day, context: &Context<'_>) -> Option<String> {
    let zones = ZONES.get(&key(name, Folding::General))?;
    let own = zones.iter().find(|zone| !zone.places.is_empty() && is_in(zone.places, context));
    let zone = own.or_else(|| zones.iter().find(|zone| zone.places.is_empty()))?;
    let minutes = match zone.rule {
        Rule::Fixed(from) => (day.0 >= from).then_some(zone.minutes),
        Rule::Europe => {
            civil::is_european_summer(day).map(|is_summer| zone.minutes + 60 * i64::from(is_summer))
        }
        Rule::EuropeanWinter => civil::is_european_summer(day).filter(|summer| !summer).map(|_| zone.minutes),
        Rule::AmericanWinter => civil::is_american_summer(day).filter(|summer| !summer).map(|_| zone.minutes),
        Rule::Unknown => None,
    }?;
    Some(written(minutes))
}

fn is_in(places: &str, context: &Context<'_>) -> bool {
    let is_place = |place: Option<&str>| place.is_some_and(|place| places.split(' ').any(|one| one == place));
    is_place(context.primary()) || is_place(context.country())
}

/// `+03:00`, `Z` for none.
pub(super) fn written(minutes: i64) -> String {
    if minutes == 0 {
        return "Z".to_owned();
    }
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_offsets_where_they_are_determined() {
        let check = |name: &str, day: Day, language: &str, want: Option<&str>| {
            let context = Context { language: Some(language), ..Context::default() };
            assert_eq!(offset(name, day, &context).as_deref(), want, "{name} {day:?} {language}");
        };
        check("heure de Paris", (2024, 3, 12), "fr", Some("+01:00"));
        check("heure de Paris", (2024, 7, 12), "fr", Some("+02:00"));
        check("heure de Paris", (2024, 3, 31), "fr", None);
        check("CET", (2024, 1, 12), "en", Some("+01:00"));
        check("CET", (2024, 7, 12), "en", None);
        check("IST", (2024, 7, 12), "en", None);
        check("IST", (2024, 7, 12), "en-IN", Some("+05:30"));
        check("IST", (2024, 7, 12), "hi", Some("+05:30"));
        check("по московскому времени", (2024, 7, 12), "ru", Some("+03:00"));
        check("по московскому времени", (2012, 7, 12), "ru", None);
        check("EST", (2024, 7, 12), "en-US", None);
        check("nowhere", (2024, 7, 12), "en", None);
    }
}
