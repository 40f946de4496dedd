//! Dates that are counted back from the moment they were shown: "3 hours ago", "منذ ساعتين", "yesterday at 8:15".
//!
//! Without the time of fetching only the span is known. With it the date is known where every zone that the page may be
//! written in gives the same day.

use super::civil;
use super::gather::{Clock, clock_at};
use super::names::{AGO, DAY_BEFORE, FILLER, ONE, RELATIVE, TODAY, UTC, YESTERDAY, ZONE};
use super::scan::{Part, What};
use super::{Calendar, Constraints, Context, Method, Precision, Published, iso, zones};

/// Minutes of a day, and the zones farthest west and east.
const DAY: i64 = 24 * 60;
const WEST: i64 = -12 * 60;
const EAST: i64 = 14 * 60;

/// Most days that are listed as candidates.
const CANDIDATES: usize = 4;

/// Units by their bit in a meaning: sign in ISO 8601, whether a part of a day, minutes (a month and a year at their
/// longest).
const UNITS: [(&str, bool, i64); 7] = [
    ("S", true, 1),
    ("M", true, 1),
    ("H", true, 60),
    ("D", false, DAY),
    ("W", false, 7 * DAY),
    ("M", false, 31 * DAY),
    ("Y", false, 366 * DAY),
];

/// What a text counts.
#[derive(Default)]
struct Count {
    number: Option<i64>,
    unit: Option<usize>,
    is_many: bool,
    words: u32,
    weekdays: u8,
    clock: Option<Clock>,
    zone: Option<String>,
}

/// Reads parts that are nothing but a span back from now.
pub(super) fn parse(parts: &[Part<'_>], text: &str, context: &Context<'_>) -> Option<Published> {
    let is_near = |part: &Part<'_>| matches!(part.what, What::Word(word) if word.has(AGO | TODAY | YESTERDAY | DAY_BEFORE));
    if !parts.iter().any(is_near) {
        return None;
    }
    let count = count(parts)?;
    let named = [TODAY, YESTERDAY, DAY_BEFORE].iter().position(|word| count.words & word != 0);
    let found = match (named, count.unit) {
        (Some(days), None) if count.number.is_none() && count.words & AGO == 0 => {
            by_name(days, &count, context)
        }
        (None, Some(unit)) if count.words & AGO != 0 && count.clock.is_none() => {
            let number = count.number.or((!count.is_many).then_some(1))?;
            by_span(number, unit, &count, context)?
        }
        _ => return None,
    };
    Some(Published { raw: Some(text.to_owned()), ..found })
}

fn count(parts: &[Part<'_>]) -> Option<Count> {
    let mut count = Count::default();
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        if let Some((taken, clock)) = clock_at(parts, at) {
            if count.clock.is_some() || clock.hour > 23 || clock.minute > 59 {
                return None;
            }
            count.clock = Some(clock);
            at += taken;
            continue;
        }
        match part.what {
            What::Number { value, digits: 1..=3 } if count.number.is_none() => {
                count.number = Some(value.into());
            }
            What::Word(word) => {
                let units = word.unit | word.units | word.two;
                let is_unit = units.is_power_of_two();
                if word.is_month() && !is_unit || word.has(RELATIVE) {
                    return None;
                }
                if is_unit {
                    if count.unit.is_some() {
                        return None;
                    }
                    count.unit = Some(units.trailing_zeros() as usize);
                    count.is_many |= word.unit | word.two == 0;
                    if word.two != 0 {
                        count.number = Some(2);
                    }
                }
                if word.has(ONE) && !word.has(FILLER) && count.number.is_none() {
                    count.number = Some(1);
                }
                if word.has(UTC | ZONE) {
                    count.zone = Some(part.text.to_owned());
                }
                count.weekdays |= word.weekdays;
                count.words |= word.words;
            }
            _ => return None,
        }
        at += 1;
    }
    Some(count)
}

/// "today", "yesterday": a day of the calendar where the page is written.
fn by_name(days: usize, count: &Count, context: &Context<'_>) -> Published {
    let ago = Some(format!("P{days}D"));
    let days = i64::try_from(days).unwrap_or(0);
    let weekday = count.weekdays.is_power_of_two().then(|| count.weekdays.trailing_zeros() as u8 + 1);
    let Some((minutes, slack)) = moment(context) else {
        return Published::undetermined(Constraints { weekday, ago, ..Constraints::default() });
    };
    let offset = |day| zones::offset(count.zone.as_deref()?, day, context);
    let near = civil::day(epoch_day(minutes));
    let (west, east) = match offset(near).as_deref().and_then(iso::offset_minutes) {
        Some(minutes) => (minutes, minutes),
        None => (WEST, EAST),
    };
    let from = epoch_day(minutes + west - slack) - days;
    let to = epoch_day(minutes + east + slack) - days;
    let is_on = |number: &i64| weekday.is_none_or(|weekday| civil::weekday(*number) == weekday);
    let all: Vec<i64> = (from..=to).filter(is_on).collect();
    if let [number] = all.as_slice() {
        return on_day(*number, count, context);
    }
    let candidates = all.iter().take(CANDIDATES).map(|number| civil::iso(civil::day(*number))).collect();
    Published::undetermined(Constraints { weekday, ago, candidates, ..Constraints::default() })
}

fn on_day(number: i64, count: &Count, context: &Context<'_>) -> Published {
    let day = civil::day(number);
    let (value, precision) = match &count.clock {
        Some(Clock { hour, minute, .. }) => {
            let offset = count.zone.as_deref().and_then(|zone| zones::offset(zone, day, context));
            let value = format!("{}T{hour:02}:{minute:02}{}", civil::iso(day), offset.unwrap_or_default());
            (value, Precision::Minute)
        }
        None => (civil::iso(day), Precision::Day),
    };
    Published {
        value: Some(value),
        precision: Some(precision),
        zone: count.zone.clone(),
        calendar: Some(Calendar::Gregorian),
        method: Method::Relative,
        is_whole: true,
        ..Published::default()
    }
}

/// "3 hours ago": from three up to four, or, rounded, from two and a half.
fn by_span(number: i64, unit: usize, count: &Count, context: &Context<'_>) -> Option<Published> {
    let (sign, is_short, length) = UNITS.get(unit).copied()?;
    let ago = Some(format!("P{}{number}{sign}", if is_short { "T" } else { "" }));
    let Some((minutes, slack)) = moment(context) else {
        return Some(Published::undetermined(Constraints { ago, ..Constraints::default() }));
    };
    let latest = minutes - (2 * number - 1).max(0) * length / 2;
    let earliest = minutes - (number + 1) * length;
    let (from, to) = (epoch_day(earliest + WEST - slack), epoch_day(latest + EAST + slack));
    if from == to {
        return Some(on_day(from, count, context));
    }
    let iso = |number: i64| Some(civil::iso(civil::day(number)));
    let constraints =
        Constraints { ago, not_before: iso(from), not_after: iso(to), ..Constraints::default() };
    Some(Published::undetermined(constraints))
}

/// The time of fetching in minutes since 1970, and how far it may be off because its zone is not known.
fn moment(context: &Context<'_>) -> Option<(i64, i64)> {
    iso::fetched(context).map(|(minutes, offset)| (minutes, if offset.is_some() { 0 } else { EAST }))
}

/// The Julian day number of a moment.
fn epoch_day(minutes: i64) -> i64 {
    civil::number((1970, 1, 1)) + minutes.div_euclid(DAY)
}
