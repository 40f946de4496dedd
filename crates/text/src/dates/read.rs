//! Dates in words and in numbers, of all languages and calendars.

use super::civil::{self, Day};
use super::names::{AM, FILLER, GREGORIAN_YEAR, HIJRI_YEAR, Meaning, PM, RELATIVE, SOLAR_YEAR, UTC, ZONE};
use super::scan::{Part, What, scan};
use super::{Calendar, Constraints, Context, Method, Precision, Published};

/// Languages in whose countries the day stands before the month, in numbers.
const DAY_FIRST: [&str; 20] = [
    "de", "fr", "it", "pt", "es", "vi", "ru", "uk", "pl", "nl", "cs", "sk", "hr", "sr", "bg", "el", "tr",
    "ro", "da", "fi",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Number { value: u32, digits: u8, mark: char },
    Month(Meaning),
}

#[derive(Debug, Default)]
struct Clock {
    hour: u32,
    minute: u32,
    second: Option<u32>,
}

/// A day in one reading, or a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Day { number: i64, calendar: Option<Calendar> },
    Month { year: u32, month: u32 },
    Partial(Constraints),
}

struct Reading {
    clock: Option<Clock>,
    has_many_clocks: bool,
    offset: Option<String>,
    zone: Option<String>,
    weekdays: u8,
    words: u16,
    is_thai: bool,
    has_words: bool,
    pieces: Vec<Piece>,
}

pub(super) fn parse(text: &str, context: &Context<'_>) -> Option<Published> {
    let parts = scan(text, context.language)?;
    let reading = gather(&parts, text)?;
    let found = dates(&reading, context)?;
    Some(settle(&reading, &found))
}

fn number(part: Option<&Part<'_>>, most_digits: u8) -> Option<(u32, u8)> {
    match part?.what {
        What::Number { value, digits } if digits <= most_digits => Some((value, digits)),
        _ => None,
    }
}

/// Takes a time of day that begins at a part: how many parts, and the time.
fn clock_at(parts: &[Part<'_>], at: usize) -> Option<(usize, Clock)> {
    let (hour, _) = number(parts.get(at), 2)?;
    let next = parts.get(at + 1)?;
    let is_h = next.gap.is_empty() && ["h", "H", "ч", "Ч"].contains(&next.text);
    if next.what == What::Unit('H') || is_h {
        let after = parts.get(at + 2);
        let minute = number(after, 2).filter(|_| after.is_some_and(|part| part.gap.trim().is_empty()));
        let has_unit = parts.get(at + 3).is_some_and(|part| part.what == What::Unit('M'));
        let Some((minute, 2)) = minute.filter(|_| is_h || has_unit) else {
            // an hour alone is no time to the minute
            return Some((2, Clock { hour: 99, ..Clock::default() }));
        };
        let second = number(parts.get(at + 4), 2)
            .filter(|_| has_unit && parts.get(at + 5).is_some_and(|part| part.what == What::Unit('S')));
        let taken = if second.is_some() { 6 } else { 3 + usize::from(has_unit) };
        return Some((taken, Clock { hour, minute, second: second.map(|second| second.0) }));
    }
    let (minute, 2) = number(Some(next), 2)? else { return None };
    if next.gap.trim() == ":" {
        let third = parts.get(at + 2).filter(|part| part.gap == ":");
        let second = number(third, 2).map(|second| second.0);
        return Some((if second.is_some() { 3 } else { 2 }, Clock { hour, minute, second }));
    }
    let before_dot = parts
        .get(at)
        .is_some_and(|part| matches!(part.gap.trim_end(), "." | "/" | "-") && part.gap.len() == 1);
    let after_dot = parts.get(at + 2).is_some_and(|part| {
        matches!(part.what, What::Number { .. })
            && part.gap.starts_with(['.', '/', '-'])
            && part.gap.len() == 1
    });
    (next.gap == "." && !before_dot && !after_dot && at > 0)
        .then_some((2, Clock { hour, minute, second: None }))
}

/// `+0300`, `+03:00`, `GMT+3` after a time of day.
fn offset_at(parts: &[Part<'_>], at: usize, after_utc: bool) -> Option<(usize, String)> {
    let part = parts.get(at)?;
    let (value, digits) = number(Some(part), 4)?;
    let sign = part.gap.chars().last().filter(|sign| matches!(sign, '+' | '-' | '−'))?;
    let sign = if sign == '+' { '+' } else { '-' };
    let next = parts.get(at + 1).filter(|part| part.gap == ":");
    let (hours, minutes, taken) = match (digits, number(next, 2)) {
        (4, _) => (value / 100, value % 100, 1),
        (1 | 2, Some((minutes, 2))) => (value, minutes, 2),
        (1 | 2, None) if after_utc => (value, 0, 1),
        _ => return None,
    };
    let is_offset = hours <= 14 && minutes.is_multiple_of(15) && minutes < 60;
    is_offset.then(|| (taken, format!("{sign}{hours:02}:{minutes:02}")))
}

fn gather(parts: &[Part<'_>], text: &str) -> Option<Reading> {
    let mut reading = Reading {
        clock: None,
        has_many_clocks: false,
        offset: None,
        zone: None,
        weekdays: 0,
        words: 0,
        is_thai: text.chars().any(|ch| matches!(ch as u32, 0xe00..=0xe7f)),
        has_words: false,
        pieces: Vec::new(),
    };
    let mut at = 0;
    let mut half = None;
    let has_month = parts
        .iter()
        .any(|part| matches!(part.what, What::Word(word) if is_month(word) && word.weekdays == 0));
    while let Some(part) = parts.get(at) {
        let after_utc = reading.words & UTC != 0;
        let may_be_offset = reading.offset.is_none() && (reading.clock.is_some() || after_utc);
        if let Some((taken, offset)) = offset_at(parts, at, after_utc).filter(|_| may_be_offset) {
            reading.offset = Some(offset);
            at += taken;
            continue;
        }
        if let Some((taken, clock)) = clock_at(parts, at) {
            reading.has_many_clocks |= reading.clock.is_some();
            reading.clock = Some(clock);
            at += taken;
            continue;
        }
        match part.what {
            What::Number { value, digits } => {
                let mark = part.gap.trim().chars().next().unwrap_or(' ');
                let unit = parts.get(at + 1).map(|part| part.what);
                match unit {
                    Some(What::Unit('m')) if (1..=12).contains(&value) => {
                        reading.has_words = true;
                        reading
                            .pieces
                            .push(Piece::Month(Meaning { months: 1 << (value - 1), ..Meaning::default() }));
                    }
                    Some(What::Unit('m' | 'H' | 'M' | 'S')) => return None,
                    _ => reading.pieces.push(Piece::Number { value, digits, mark }),
                }
                at += usize::from(matches!(unit, Some(What::Unit(_))));
            }
            What::Word(word) => {
                let is_day = word.weekdays != 0
                    && (!is_month(word)
                        || has_month
                        || reading.pieces.is_empty()
                            && at == 0
                            && parts
                                .iter()
                                .filter(|other| matches!(other.what, What::Word(word) if is_month(word)))
                                .count()
                                > 1);
                if is_day {
                    reading.weekdays |= word.weekdays;
                } else if is_month(word) {
                    reading.has_words = true;
                    reading.pieces.push(Piece::Month(word));
                } else if word.words & (AM | PM) != 0 && word.words & GREGORIAN_YEAR == 0 {
                    half = Some(word.words & (AM | PM));
                } else if word.words & GREGORIAN_YEAR != 0
                    && reading.clock.is_some()
                    && part.gap.trim().is_empty()
                    && at > 1
                    && parts.get(at - 1).is_some_and(|part| part.gap.contains(':'))
                {
                    half = Some(PM);
                } else if word.words & (UTC | ZONE) != 0 {
                    reading.zone = Some(part.text.to_uppercase());
                    reading.words |= word.words;
                } else {
                    reading.words |= word.words & !FILLER;
                }
            }
            What::Unit(_) | What::Unknown => {
                // "19th", "2024年", "08:30:00Z"
                if part.text.eq_ignore_ascii_case("z") && reading.clock.is_some() {
                    reading.words |= UTC;
                    reading.zone = Some("Z".to_owned());
                } else if part.text.eq_ignore_ascii_case("t") && part.gap.is_empty() {
                } else {
                    return None;
                }
            }
        }
        at += 1;
    }
    reading.clock =
        reading.clock.take().filter(|_| !reading.has_many_clocks).and_then(|clock| halve(clock, half));
    Some(reading)
}

fn is_month(word: Meaning) -> bool {
    word.months | word.hijri | word.solar != 0
}

/// A time on the 24-hour clock; none if it cannot be.
fn halve(mut clock: Clock, half: Option<u16>) -> Option<Clock> {
    match half {
        Some(PM) if clock.hour < 12 => clock.hour += 12,
        Some(AM) if clock.hour == 12 => clock.hour = 0,
        Some(AM) if clock.hour > 12 => return None,
        _ => {}
    }
    (clock.hour < 24 && clock.minute < 60 && clock.second.is_none_or(|second| second < 60)).then_some(clock)
}

/// Every date in the pieces; none if a piece belongs to none.
fn dates(reading: &Reading, context: &Context<'_>) -> Option<Vec<Vec<Found>>> {
    let mut pieces = merged(&reading.pieces)?;
    let mut all = Vec::new();
    while !pieces.is_empty() {
        let rest = pieces.split_off(0);
        let (taken, found) = match rest.as_slice() {
            [
                Piece::Number { value: day, digits: 1 | 2, .. },
                Piece::Month(month),
                Piece::Number { value: year, digits: 4, .. },
                ..,
            ]
            | [
                Piece::Month(month),
                Piece::Number { value: day, digits: 1 | 2, .. },
                Piece::Number { value: year, digits: 4, .. },
                ..,
            ]
            | [
                Piece::Number { value: year, digits: 4, .. },
                Piece::Month(month),
                Piece::Number { value: day, digits: 1 | 2, .. },
                ..,
            ] => (3, by_month(*month, *day, *year, reading)),
            [
                Piece::Number { value: first, digits: one, .. },
                Piece::Number { value: second, digits: two, mark },
                Piece::Number { value: third, digits: three, mark: other },
                ..,
            ] if mark == other && matches!(mark, '/' | '.' | '-' | '−' | '‐') => {
                (3, by_numbers([(*first, *one), (*second, *two), (*third, *three)], reading, context)?)
            }
            [Piece::Month(month), Piece::Number { value: year, digits: 4, .. }, ..]
            | [Piece::Number { value: year, digits: 4, .. }, Piece::Month(month), ..]
                if month.months.is_power_of_two() =>
            {
                let year = gregorian_year(*year, reading)?;
                (2, vec![Found::Month { year, month: month.months.trailing_zeros() + 1 }])
            }
            [Piece::Number { value: day, digits: 1 | 2, .. }, Piece::Month(month), ..]
            | [Piece::Month(month), Piece::Number { value: day, digits: 1 | 2, .. }, ..]
                if (1..=31).contains(day) =>
            {
                let is_one = month.months.is_power_of_two() && month.hijri | month.solar == 0;
                let has_more = rest.len() > 2;
                let constraints = Constraints {
                    month: is_one.then(|| month.months.trailing_zeros() as u8 + 1),
                    day_min: (is_one && !has_more).then_some(*day as u8),
                    weekday: None,
                };
                (if has_more { 3 } else { 2 }, vec![Found::Partial(constraints)])
            }
            _ => return None,
        };
        if found.is_empty() {
            return None;
        }
        all.push(found);
        pieces = rest.into_iter().skip(taken).collect();
    }
    (!all.is_empty()).then_some(all)
}

/// Two names of one month ("أكتوبر / تشرين الأول") become one; none if they differ.
fn merged(pieces: &[Piece]) -> Option<Vec<Piece>> {
    let mut out: Vec<Piece> = Vec::new();
    for piece in pieces {
        if let (Some(Piece::Month(known)), Piece::Month(month)) = (out.last_mut(), piece) {
            let both = Meaning {
                months: known.months & month.months,
                hijri: known.hijri & month.hijri,
                solar: known.solar & month.solar,
                ..*known
            };
            if !is_month(both) {
                return None;
            }
            *known = both;
        } else {
            out.push(*piece);
        }
    }
    Some(out)
}

fn gregorian_year(year: u32, reading: &Reading) -> Option<u32> {
    let year = if reading.is_thai && year > 2400 { year - 543 } else { year };
    civil::YEARS.contains(&year).then_some(year)
}

fn gregorian(day: Day, reading: &Reading) -> Option<Found> {
    let is_buddhist = reading.is_thai && day.0 > 2400;
    let day = (gregorian_year(day.0, reading)?, day.1, day.2);
    let calendar = (!is_buddhist).then_some(Calendar::Gregorian);
    civil::is_valid(day).then(|| Found::Day { number: civil::number(day), calendar })
}

fn months_of(mask: u16) -> impl Iterator<Item = u32> {
    (1..=12).filter(move |month| mask >> (month - 1) & 1 == 1)
}

fn by_month(month: Meaning, day: u32, year: u32, reading: &Reading) -> Vec<Found> {
    let of =
        |number: Option<i64>, calendar| number.map(|number| Found::Day { number, calendar: Some(calendar) });
    let gregorian = months_of(month.months).filter_map(|month| gregorian((year, month, day), reading));
    let hijri =
        months_of(month.hijri).filter_map(|month| of(civil::hijri((year, month, day)), Calendar::Hijri));
    let solar =
        months_of(month.solar).filter_map(|month| of(civil::solar((year, month, day)), Calendar::SolarHijri));
    gregorian.chain(hijri).chain(solar).collect()
}

/// Three numbers: every reading that the conventions allow.
fn by_numbers(numbers: [(u32, u8); 3], reading: &Reading, context: &Context<'_>) -> Option<Vec<Found>> {
    let [(first, one), (second, _), (third, three)] = numbers;
    let year_first = one == 4;
    if !year_first && three != 4 {
        // two digits of a year do not determine it
        return (first <= 31 && second <= 31 && three <= 2)
            .then(|| vec![Found::Partial(Constraints::default())]);
    }
    let year = if year_first { first } else { third };
    let orders = if year_first { vec![(second, third)] } else { vec![(second, first), (first, second)] };
    let mut found = Vec::new();
    let hint = context.language.unwrap_or("");
    let primary = hint.split(['-', '_']).next().unwrap_or("");
    let is_day_first = DAY_FIRST.contains(&primary) && !hint.eq_ignore_ascii_case("fr-CA");
    for (month, day) in orders {
        if is_day_first && !found.is_empty() {
            break;
        }
        let old = (1300..=1500).contains(&year);
        if !old {
            found.extend(gregorian((year, month, day), reading));
            continue;
        }
        // either calendar's reading must fall in the years of the web: 1370–1414 can only be solar, from 1426 only Hijri
        let is_hijri = reading.words & HIJRI_YEAR != 0 || reading.words & SOLAR_YEAR == 0 && year >= 1415;
        let is_solar = reading.words & SOLAR_YEAR != 0
            || reading.words & HIJRI_YEAR == 0 && (1370..1426).contains(&year);
        let hijri = civil::hijri((year, month, day)).filter(|_| is_hijri);
        let solar = civil::solar((year, month, day)).filter(|_| is_solar);
        found.extend(hijri.map(|number| Found::Day { number, calendar: Some(Calendar::Hijri) }));
        found.extend(solar.map(|number| Found::Day { number, calendar: Some(Calendar::SolarHijri) }));
    }
    found.dedup();
    Some(found)
}

/// One value, if all that is said agrees on one.
fn settle(reading: &Reading, all: &[Vec<Found>]) -> Published {
    let fits = |found: &Found| match found {
        Found::Day { number, calendar } => {
            let near = reading.weekdays == 0 || reading.weekdays >> (civil::weekday(*number) - 1) & 1 == 1;
            // a Hijri date may be a day off
            near || *calendar == Some(Calendar::Hijri)
        }
        _ => true,
    };
    let is_civil = |found: &&Vec<Found>| {
        found
            .iter()
            .any(|found| matches!(found, Found::Day { calendar: None | Some(Calendar::Gregorian), .. }))
    };
    let chosen: Vec<&Vec<Found>> = if all.iter().any(|found| is_civil(&found)) {
        all.iter().filter(is_civil).collect()
    } else {
        all.iter().collect()
    };
    let readings: Vec<Vec<Found>> =
        chosen.iter().map(|found| found.iter().copied().filter(fits).collect()).collect();
    let method = if reading.has_words { Method::Words } else { Method::Numeric };
    let ambiguous = |mut constraints: Constraints| {
        if constraints.month.is_some() || all.iter().flatten().all(|found| matches!(found, Found::Partial(_)))
        {
            let is_one = reading.weekdays.is_power_of_two();
            constraints.weekday = is_one.then(|| reading.weekdays.trailing_zeros() as u8 + 1);
        }
        Published {
            method: Method::Ambiguous,
            calendar: Some(Calendar::Gregorian),
            constraints,
            is_whole: true,
            ..Published::default()
        }
    };
    let Some([one]) = readings.first().map(Vec::as_slice) else { return ambiguous(Constraints::default()) };
    if readings.iter().any(|other| other.as_slice() != [*one]) {
        return ambiguous(Constraints::default());
    }
    let (date, precision, calendar) = match *one {
        Found::Partial(constraints) => return ambiguous(constraints),
        Found::Month { year, month } => {
            (format!("{year:04}-{month:02}"), Precision::Month, Some(Calendar::Gregorian))
        }
        Found::Day { mut number, calendar } => {
            let is_day = |number: &i64| {
                reading.weekdays == 0 || reading.weekdays >> (civil::weekday(*number) - 1) & 1 == 1
            };
            let Some(day) = [number, number - 1, number + 1].into_iter().find(is_day) else {
                return ambiguous(Constraints::default());
            };
            number = day;
            let (year, month, day) = civil::day(number);
            (format!("{year:04}-{month:02}-{day:02}"), Precision::Day, calendar)
        }
    };
    if precision == Precision::Month && reading.words & RELATIVE != 0 {
        return ambiguous(Constraints::default());
    }
    let whole = Published { calendar, method, is_whole: true, ..Published::default() };
    let zone = reading.zone.clone();
    let Some(clock) = reading.clock.as_ref().filter(|_| precision == Precision::Day) else {
        return Published { value: Some(date), precision: Some(precision), zone, ..whole };
    };
    let offset = match &reading.offset {
        Some(offset) => offset.clone(),
        None if reading.words & UTC != 0 => "Z".to_owned(),
        None => String::new(),
    };
    let zone = reading.offset.clone().or(zone);
    let (hour, minute) = (clock.hour, clock.minute);
    let (value, precision) = match clock.second {
        Some(second) => (format!("{date}T{hour:02}:{minute:02}:{second:02}{offset}"), Precision::Second),
        None => (format!("{date}T{hour:02}:{minute:02}{offset}"), Precision::Minute),
    };
    Published { value: Some(value), precision: Some(precision), zone, ..whole }
}
