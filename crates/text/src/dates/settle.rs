//! One value, if all that is said agrees on one; else what is known.

use super::gather::Reading;
use super::names::{RELATIVE, UTC};
use super::pieces::{Dated, Found};
use super::{Calendar, Constraints, Context, Method, Precision, Published, civil, iso, zones};

/// Most dates that are listed as candidates.
const CANDIDATES: usize = 6;

pub(super) fn settle(reading: &Reading, all: &[Dated], context: &Context<'_>) -> Published {
    let chosen = chosen(all);
    if chosen.is_empty() {
        let updated = all.iter().flat_map(|dated| &dated.found).filter_map(day_of).max();
        let not_after = updated.map(|number| civil::iso(civil::day(number)));
        return Published::undetermined(Constraints { not_after, ..Constraints::default() });
    }
    if let Some(less) = chosen.iter().find_map(|dated| less_than_a_day(dated, reading)) {
        return less;
    }
    let sets: Vec<Vec<&Found>> = chosen.iter().map(|dated| fitting(dated, reading, context)).collect();
    let Some((first, others)) = sets.split_first() else { return Published::default() };
    let common: Vec<&&Found> = first
        .iter()
        .filter(|found| others.iter().all(|other| other.iter().any(|one| day_of(one) == day_of(found))))
        .collect();
    if let [Found::Day { number, calendar }] = common.as_slice() {
        return determined(*number, *calendar, reading, context);
    }
    Published::undetermined(undetermined(reading, &chosen, &sets))
}

fn day_of(found: &Found) -> Option<i64> {
    match found {
        Found::Day { number, .. } => Some(*number),
        _ => None,
    }
}

/// Calendars that stand beside a civil date, and do not settle it.
const IS_BESIDE: [Calendar; 4] =
    [Calendar::Hijri, Calendar::SolarHijri, Calendar::Bengali, Calendar::BikramSambat];

/// The dates that count: not those of updates; where one is civil, not those of other calendars beside it.
fn chosen(all: &[Dated]) -> Vec<&Dated> {
    let is_civil = |dated: &&Dated| {
        dated
            .found
            .iter()
            .any(|found| matches!(found, Found::Day { calendar, .. } if !IS_BESIDE.contains(calendar)))
    };
    let published: Vec<&Dated> = all.iter().filter(|dated| !dated.is_update).collect();
    if published.iter().any(is_civil) { published.into_iter().filter(is_civil).collect() } else { published }
}

/// A month, a year, or what is known of a date that is not whole.
fn less_than_a_day(dated: &Dated, reading: &Reading) -> Option<Published> {
    let calendar = Some(Calendar::Gregorian);
    let method = if reading.has_words { Method::Words } else { Method::Numeric };
    let of = |value, precision| {
        let zone = reading.zone.clone();
        let whole = Published { method, zone, calendar, is_whole: true, ..Published::default() };
        Some(Published { value: Some(value), precision: Some(precision), ..whole })
    };
    match dated.found.as_slice() {
        [Found::Month { year, month }] if reading.words & RELATIVE != 0 => {
            let (year, month) = (Some(*year as u16), Some(*month as u8));
            Some(Published::undetermined(Constraints { month, year, ..Constraints::default() }))
        }
        [Found::Month { year, month }] => of(format!("{year:04}-{month:02}"), Precision::Month),
        [Found::Year(year)] => of(format!("{year:04}"), Precision::Year),
        [Found::Partial(constraints)] => {
            let weekday = weekday(reading);
            Some(Published::undetermined(Constraints { weekday, ..constraints.clone() }))
        }
        _ => None,
    }
}

fn weekday(reading: &Reading) -> Option<u8> {
    reading.weekdays.is_power_of_two().then(|| reading.weekdays.trailing_zeros() as u8 + 1)
}

fn is_on(weekdays: u8, number: i64) -> bool {
    weekdays == 0 || weekdays >> (civil::weekday(number) - 1) & 1 == 1
}

/// The readings of a date that the day of the week allows and, where there are several, the time of fetching.
fn fitting<'d>(dated: &'d Dated, reading: &Reading, context: &Context<'_>) -> Vec<&'d Found> {
    let mut fitting: Vec<&Found> = dated
        .found
        .iter()
        .filter(|found| match found {
            // a Hijri date may be a day off
            Found::Day { number, calendar: Calendar::Hijri } => {
                [-1, 0, 1].iter().any(|off| is_on(reading.weekdays, number + off))
            }
            Found::Day { number, .. } => is_on(reading.weekdays, *number),
            _ => true,
        })
        .collect();
    let mut narrow = |keep: &dyn Fn(i64) -> bool| {
        if fitting.len() > 1 && fitting.iter().any(|found| day_of(found).is_some_and(keep)) {
            fitting.retain(|found| day_of(found).is_some_and(keep));
        }
    };
    narrow(&|number| is_on(reading.weak_weekdays, number));
    if let Some((minutes, _)) = iso::fetched(context) {
        let latest = civil::number((1970, 1, 1)) + minutes.div_euclid(24 * 60) + 1;
        narrow(&|number| number <= latest);
    }
    fitting
}

fn determined(mut number: i64, calendar: Calendar, reading: &Reading, context: &Context<'_>) -> Published {
    if calendar == Calendar::Hijri {
        let days = [number, number - 1, number + 1];
        number = days.into_iter().find(|day| is_on(reading.weekdays, *day)).unwrap_or(number);
    }
    let day = civil::day(number);
    let date = civil::iso(day);
    let method = if reading.has_words { Method::Words } else { Method::Numeric };
    let zone = reading.zone.clone();
    let whole = Published { zone, calendar: Some(calendar), method, is_whole: true, ..Published::default() };
    let is_unset = reading.clock.as_ref().is_some_and(|clock| clock.hour + clock.minute == 0);
    if day == iso::UNSET && is_unset {
        return Published::default();
    }
    let Some(clock) = &reading.clock else {
        return Published { value: Some(date), precision: Some(Precision::Day), ..whole };
    };
    let named = || zones::offset(reading.zone.as_deref()?, day, context);
    let offset = match &reading.offset {
        Some(offset) => offset.clone(),
        None if reading.words & UTC != 0 => "Z".to_owned(),
        None => named().unwrap_or_default(),
    };
    let zone = reading.offset.clone().or(reading.zone.clone());
    let (hour, minute) = (clock.hour, clock.minute);
    let (value, precision) = match clock.second {
        Some(second) => (format!("{date}T{hour:02}:{minute:02}:{second:02}{offset}"), Precision::Second),
        None => (format!("{date}T{hour:02}:{minute:02}{offset}"), Precision::Minute),
    };
    Published { value: Some(value), precision: Some(precision), zone, ..whole }
}

/// Several readings, several dates, or a day of the week that contradicts the date.
fn undetermined(reading: &Reading, chosen: &[&Dated], sets: &[Vec<&Found>]) -> Constraints {
    let mut days: Vec<i64> = sets.iter().flatten().filter_map(|found| day_of(found)).collect();
    days.sort_unstable();
    days.dedup();
    let iso = |number: i64| civil::iso(civil::day(number));
    if let (Some(first), Some(last), true) = (days.first(), days.last(), chosen.len() > 1) {
        return Constraints {
            not_before: Some(iso(*first)),
            not_after: Some(iso(*last)),
            ..Constraints::default()
        };
    }
    if !days.is_empty() {
        let is_few = days.len() <= CANDIDATES;
        let candidates = days.iter().filter(|_| is_few).map(|day| iso(*day)).collect();
        return Constraints { weekday: weekday(reading), candidates, ..Constraints::default() };
    }
    // either the day or its name is wrong; what all readings have in common stands
    let said: Vec<civil::Day> =
        chosen.iter().flat_map(|dated| &dated.found).filter_map(day_of).map(civil::day).collect();
    let Some(first) = said.first() else { return Constraints::default() };
    let year = said.iter().all(|day| day.0 == first.0).then_some(first.0 as u16);
    let month = said.iter().all(|day| day.1 == first.1).then_some(first.1 as u8);
    Constraints { month, year, ..Constraints::default() }
}
