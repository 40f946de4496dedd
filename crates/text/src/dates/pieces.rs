//! From pieces to every date that they may mean.

use super::civil::{self, Day};
use super::gather::{Piece, Reading};
use super::names::{ETHIOPIC_YEAR, GREGORIAN_YEAR, HIJRI_YEAR, Meaning, SOLAR_YEAR};
use super::orders::{self, Order};
use super::regional;
use super::{Calendar, Constraints, Context, Season};

/// A day in one reading, or less than a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    Day { number: i64, calendar: Calendar },
    Month { year: u32, month: u32 },
    Year(u32),
    Partial(Constraints),
}

/// One date of a text in all its readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dated {
    pub found: Vec<Found>,
    pub is_update: bool,
}

/// Every date in the pieces; none if a piece belongs to none.
pub(super) fn dates(reading: &Reading, context: &Context<'_>) -> Option<Vec<Dated>> {
    let pieces = merged(&reading.pieces)?;
    let mut rest = pieces.as_slice();
    let mut all = Vec::new();
    let mut is_update = false;
    while let Some(first) = rest.first() {
        if matches!(first, Piece::Update | Piece::Publication | Piece::Range) {
            is_update = (is_update || *first == Piece::Update) && *first != Piece::Publication;
            rest = rest.get(1..)?;
            continue;
        }
        let reader = Reader { reading, context };
        let (taken, found) =
            reader.span(rest).or_else(|| reader.day(rest)).or_else(|| reader.less(rest, all.is_empty()))?;
        if found.is_empty() {
            return None;
        }
        all.push(Dated { found, is_update });
        rest = rest.get(taken..)?;
    }
    if all.is_empty() {
        all.push(Dated { found: vec![Found::Partial(without_numbers(reading)?)], is_update: false });
    }
    Some(all)
}

/// What words alone say: a season, a day of the week.
fn without_numbers(reading: &Reading) -> Option<Constraints> {
    let season = season(reading);
    let has_day = reading.weekdays.is_power_of_two();
    (season.is_some() || has_day).then(|| Constraints { season, ..Constraints::default() })
}

fn season(reading: &Reading) -> Option<Season> {
    let seasons = [Season::Spring, Season::Summer, Season::Autumn, Season::Winter];
    let is_one = reading.seasons.is_power_of_two();
    is_one.then(|| seasons.get(reading.seasons.trailing_zeros() as usize).copied()).flatten()
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
                ethiopic: known.ethiopic & month.ethiopic,
                sambat: known.sambat & month.sambat,
                bengali: known.bengali & month.bengali,
                ..*known
            };
            if !both.is_month() {
                return None;
            }
            *known = both;
        } else {
            out.push(*piece);
        }
    }
    Some(out)
}

fn months_of(mask: u16) -> impl Iterator<Item = u32> {
    (1..=13).filter(move |month| mask >> (month - 1) & 1 == 1)
}

/// The month of a mask of one month, in the Gregorian calendar alone.
fn one_month(month: &Meaning) -> Option<u32> {
    (month.months.is_power_of_two() && month.other_months() == 0).then(|| month.months.trailing_zeros() + 1)
}

fn is_dash(mark: char) -> bool {
    matches!(mark, '-' | '–' | '—' | '‐' | '‑' | '−' | '~' | '〜' | '～' | '/')
}

struct Reader<'r> {
    reading: &'r Reading,
    context: &'r Context<'r>,
}

impl Reader<'_> {
    /// "12–14 March 2024", "March 12–14, 2024", "12 to 14 March 2024", "28 February – 3 March 2024".
    fn span(&self, pieces: &[Piece]) -> Option<(usize, Vec<Found>)> {
        use Piece::{Month, Number, Range};
        let (taken, first, last, year) = match pieces {
            [
                Number { value: one, digits: 1 | 2, .. },
                Number { value: two, digits: 1 | 2, mark },
                Month(month),
                Number { value: year, digits: 4, .. },
                ..,
            ]
            | [
                Month(month),
                Number { value: one, digits: 1 | 2, .. },
                Number { value: two, digits: 1 | 2, mark },
                Number { value: year, digits: 4, .. },
                ..,
            ] if is_dash(*mark) => (4, (*month, *one), (*month, *two), *year),
            [
                Number { value: one, digits: 1 | 2, .. },
                Range,
                Number { value: two, digits: 1 | 2, .. },
                Month(month),
                Number { value: year, digits: 4, .. },
                ..,
            ] => (5, (*month, *one), (*month, *two), *year),
            [
                Number { value: one, digits: 1 | 2, .. },
                Month(first),
                Range,
                Number { value: two, digits: 1 | 2, .. },
                Month(last),
                Number { value: year, digits: 4, .. },
                ..,
            ] => (6, (*first, *one), (*last, *two), *year),
            [
                Number { value: one, digits: 1 | 2, .. },
                Month(first),
                Number { value: two, digits: 1 | 2, mark },
                Month(last),
                Number { value: year, digits: 4, .. },
                ..,
            ] if is_dash(*mark) => (5, (*first, *one), (*last, *two), *year),
            _ => return None,
        };
        let day = |(month, day): (Meaning, u32)| match self.by_month(month, day, year).as_slice() {
            [Found::Day { number, .. }] => Some(*number),
            _ => None,
        };
        let (from, to) = (day(first)?, day(last)?);
        let (start, end) = (civil::day(from), civil::day(to));
        let constraints = Constraints {
            month: (start.1 == end.1).then_some(start.1 as u8),
            not_before: Some(civil::iso(start)),
            not_after: Some(civil::iso(end)),
            ..Constraints::default()
        };
        (from < to).then(|| (taken, vec![Found::Partial(constraints)]))
    }

    /// A day with its year.
    fn day(&self, pieces: &[Piece]) -> Option<(usize, Vec<Found>)> {
        use Piece::{Month, Number};
        Some(match pieces {
            [
                Number { value: day, digits: 1 | 2, .. },
                Month(month),
                Number { value: year, digits: 4, .. },
                ..,
            ]
            | [
                Month(month),
                Number { value: day, digits: 1 | 2, .. },
                Number { value: year, digits: 4, .. },
                ..,
            ]
            | [
                Number { value: year, digits: 4, .. },
                Month(month),
                Number { value: day, digits: 1 | 2, .. },
                ..,
            ] => (3, self.by_month(*month, *day, *year)),
            [
                Number { value: first, digits: one, .. },
                Number { value: second, digits: two, mark },
                Number { value: third, digits: three, mark: other },
                ..,
            ] if mark == other && matches!(mark, '/' | '.' | '-' | '−' | '‐' | '|' | '．' | '／') => {
                (3, self.by_numbers([(*first, *one), (*second, *two), (*third, *three)], *mark))
            }
            [
                Number { value: day, digits: 1 | 2, .. },
                Month(month),
                Number { value: year, digits: 2, .. },
                ..,
            ]
            | [
                Month(month),
                Number { value: day, digits: 1 | 2, .. },
                Number { value: year, digits: 2, .. },
                ..,
            ] if month.months != 0 => {
                let years = self.full_years(*year);
                (3, years.into_iter().flat_map(|year| self.by_month(*month, *day, year)).collect())
            }
            _ => return None,
        })
    }

    /// Less than a day with its year.
    fn less(&self, pieces: &[Piece], is_first: bool) -> Option<(usize, Vec<Found>)> {
        use Piece::{Month, Number};
        let is_last = |taken: usize| is_first && pieces.len() == taken;
        Some(match pieces {
            [Month(month), Number { value: year, digits: 4, .. }, ..]
            | [Number { value: year, digits: 4, .. }, Month(month), ..]
                if one_month(month).is_some() =>
            {
                let (year, month) = (self.gregorian_year(*year)?, one_month(month)?);
                (2, vec![Found::Month { year, month }])
            }
            [Number { value: day, digits: 1 | 2, .. }, Month(month)]
            | [Month(month), Number { value: day, digits: 1 | 2, .. }]
                if (1..=31).contains(day) =>
            {
                let one = one_month(month).map(|month| month as u8);
                let constraints =
                    Constraints { month: one, day: one.map(|_| *day as u8), ..Constraints::default() };
                (2, vec![Found::Partial(constraints)])
            }
            [Month(month)] if is_last(1) => {
                let month = Some(one_month(month)? as u8);
                (1, vec![Found::Partial(Constraints { month, ..Constraints::default() })])
            }
            [Number { value: year, digits: 4, .. }]
                if is_last(1) && self.reading.clock.is_none() && self.reading.words & ETHIOPIC_YEAR == 0 =>
            {
                let year = self.gregorian_year(*year).filter(|year| *year >= 1900)?;
                if self.reading.seasons == 0 && self.reading.weekdays == 0 {
                    return Some((1, vec![Found::Year(year)]));
                }
                let season = season(self.reading);
                let year = Some(year as u16);
                (1, vec![Found::Partial(Constraints { year, season, ..Constraints::default() })])
            }
            _ => return None,
        })
    }

    fn gregorian_year(&self, year: u32) -> Option<u32> {
        let year = if self.reading.is_thai && year > 2400 { year - 543 } else { year };
        (civil::YEARS.contains(&year) && !is_sambat(year, self.context)).then_some(year)
    }

    /// The years that two digits stand for: as POSIX has it, from 1970 to 2069; in Thai also of the Buddhist era.
    fn full_years(&self, year: u32) -> Vec<u32> {
        let common = if year < 70 { 2000 + year } else { 1900 + year };
        match (self.reading.is_thai, year) {
            (true, 50..) => vec![2500 + year],
            (true, _) => vec![2500 + year, common],
            (false, _) => vec![common],
        }
    }

    fn gregorian(&self, day: Day) -> Option<Found> {
        if is_sambat(day.0, self.context) {
            return regional::sambat(day)
                .map(|number| Found::Day { number, calendar: Calendar::BikramSambat });
        }
        let is_buddhist = self.reading.is_thai && day.0 > 2400;
        let day = (self.gregorian_year(day.0)?, day.1, day.2);
        if !civil::is_valid(day) {
            return None;
        }
        let number = civil::number(day);
        let calendar = match self.reading.era {
            Some(era) => {
                let (_, start, end) = civil::era(era)?;
                let is_in =
                    number >= civil::number(start) && end.is_none_or(|end| number <= civil::number(end));
                let calendar = if era == 5 { Calendar::Minguo } else { Calendar::Japanese };
                return is_in.then_some(Found::Day { number, calendar });
            }
            None if is_buddhist => Calendar::Buddhist,
            None => Calendar::Gregorian,
        };
        Some(Found::Day { number, calendar })
    }

    fn by_month(&self, month: Meaning, day: u32, year: u32) -> Vec<Found> {
        let of = |number: Option<i64>, calendar| number.map(|number| Found::Day { number, calendar });
        let gregorian = months_of(month.months).filter_map(|month| self.gregorian((year, month, day)));
        let hijri =
            months_of(month.hijri).filter_map(|month| of(civil::hijri((year, month, day)), Calendar::Hijri));
        let solar = months_of(month.solar)
            .filter_map(|month| of(civil::solar((year, month, day)), Calendar::SolarHijri));
        let sambat = months_of(month.sambat)
            .filter(|_| self.context.primary() == Some("ne"))
            .filter_map(|month| of(regional::sambat((year, month, day)), Calendar::BikramSambat));
        let ethiopic = months_of(month.ethiopic).flat_map(|month| self.ethiopic((year, month, day)));
        let bengali = months_of(month.bengali).flat_map(|month| self.bengali((year, month, day)));
        let regional = sambat.chain(ethiopic).chain(bengali);
        sorted(gregorian.chain(hijri).chain(solar).chain(regional).collect())
    }

    /// An Ethiopic month with a year of which it is not said how it is counted may also be the Gregorian month that
    /// begins in it, and with a Gregorian year still be Ethiopic.
    fn ethiopic(&self, (year, month, day): Day) -> Vec<Found> {
        let words = self.reading.words;
        let own = regional::ethiopic((year, month, day)).filter(|_| words & GREGORIAN_YEAR == 0);
        let mixed = regional::ethiopic_in(year, month, day).filter(|_| words & GREGORIAN_YEAR != 0);
        let ethiopic = own.or(mixed).map(|number| Found::Day { number, calendar: Calendar::Ethiopic });
        let is_own = words & ETHIOPIC_YEAR != 0 || month == 13;
        let gregorian = if is_own { None } else { self.gregorian((year, (month + 7) % 12 + 1, day)) };
        ethiopic.into_iter().chain(gregorian).collect()
    }

    /// Of one country the day is known; elsewhere it may be a day earlier or up to two later.
    fn bengali(&self, day: Day) -> Vec<Found> {
        if !matches!(self.context.primary(), None | Some("bn")) {
            return Vec::new();
        }
        let is_ruled = self.context.country().is_some_and(|country| country.eq_ignore_ascii_case("BD"))
            && day.0 >= regional::BENGALI_RULE;
        let offsets = if is_ruled { 0..=0 } else { -1..=2 };
        let days =
            regional::bengali(day).into_iter().flat_map(|number| offsets.clone().map(move |x| number + x));
        days.map(|number| Found::Day { number, calendar: Calendar::Bengali }).collect()
    }

    /// Three numbers: every reading that the conventions allow.
    fn by_numbers(&self, numbers: [(u32, u8); 3], sign: char) -> Vec<Found> {
        let [(first, one), (second, two), (third, three)] = numbers;
        if two > 2 {
            return Vec::new();
        }
        if one == 4 && three <= 2 {
            return self.of_year(first, &[(second, third)], true);
        }
        let order = orders::order(sign, self.context);
        let is_old = (1300..=1500).contains(&third);
        let mut readings = match order {
            // no calendar but the Gregorian is written with the month first
            _ if three == 4 && is_old => vec![(second, first)],
            Order::MonthFirst => vec![(first, second), (second, first)],
            _ => vec![(second, first), (first, second)],
        };
        if three == 4 && one <= 2 {
            let is_decided = order != Order::Unknown;
            return self.of_year(third, &readings, is_decided);
        }
        // a year of one digit is one of an era that is not named
        let is_of_era = one == 1 && orders::may_be_of_era(self.context);
        if one > 2 || three != 2 || is_of_era {
            return Vec::new();
        }
        let mut found = Vec::new();
        if order != Order::Unknown {
            readings.truncate(1);
        }
        for year in self.full_years(third) {
            found.extend(self.of_year(year, &readings, false));
        }
        if one == 2 && orders::may_start_with_short_year(self.context) {
            let years = self.full_years(first);
            found.extend(years.into_iter().flat_map(|year| self.of_year(year, &[(second, third)], true)));
        }
        sorted(found)
    }

    /// The readings of a month and a day in a year; the first that is a day, if the order is decided.
    fn of_year(&self, year: u32, readings: &[(u32, u32)], is_decided: bool) -> Vec<Found> {
        let mut found = Vec::new();
        for (month, day) in readings {
            if is_decided && !found.is_empty() {
                break;
            }
            if self.reading.words & ETHIOPIC_YEAR != 0 {
                let number = regional::ethiopic((year, *month, *day));
                found.extend(number.map(|number| Found::Day { number, calendar: Calendar::Ethiopic }));
                continue;
            }
            if !(1300..=1500).contains(&year) {
                found.extend(self.gregorian((year, *month, *day)));
                continue;
            }
            found.extend(self.old((year, *month, *day)));
        }
        sorted(found)
    }

    /// A day of the Hijri or the Solar Hijri calendar. Either calendar's reading must fall in the years of the web:
    /// 1370–1414 can only be solar, from 1426 only Hijri.
    fn old(&self, day: Day) -> Vec<Found> {
        const LANGUAGES: [&str; 12] =
            ["ar", "fa", "ps", "ur", "ckb", "ku", "prs", "az", "uz", "tg", "ms", "dv"];
        let words = self.reading.words;
        let is_known = self.context.primary().is_none_or(|primary| LANGUAGES.contains(&primary));
        if !is_known && words & (HIJRI_YEAR | SOLAR_YEAR) == 0 {
            return Vec::new();
        }
        let year = day.0;
        let is_hijri = words & HIJRI_YEAR != 0 || words & SOLAR_YEAR == 0 && year >= 1415;
        let is_solar = words & SOLAR_YEAR != 0 || words & HIJRI_YEAR == 0 && (1370..1426).contains(&year);
        let hijri = civil::hijri(day).filter(|_| is_hijri);
        let solar = civil::solar(day).filter(|_| is_solar);
        let hijri = hijri.map(|number| Found::Day { number, calendar: Calendar::Hijri });
        let solar = solar.map(|number| Found::Day { number, calendar: Calendar::SolarHijri });
        hijri.into_iter().chain(solar).collect()
    }
}

/// Whether a number is a year of Bikram Sambat: in Nepal, one that is still to come in the Gregorian calendar.
fn is_sambat(year: u32, context: &Context<'_>) -> bool {
    (2051..=2100).contains(&year) && context.primary() == Some("ne")
}

/// By day, none twice.
fn sorted(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|found| match found {
        Found::Day { number, .. } => *number,
        _ => 0,
    });
    found.dedup();
    found
}
