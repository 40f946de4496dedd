//! Calendars of single countries, converted to Julian day numbers.
//!
//! - Ethiopic: years of 365 days, 366 before each year divisible by four (Dershowitz and Reingold, Calendrical
//!   Calculations).
//! - Bikram Sambat of Nepal: the months are as long as the official calendar says; lengths from the package
//!   nepali-datetime 1.0.8, kept where the package bikram 2.1 agrees (all years but 2082, where the package nepali 1.2
//!   sides with the first).
//! - Bengali: the rule of Bangladesh since 1426 (2019). In India the calendar is sidereal, and up to two days later or
//!   one earlier.

use super::civil::{self, Day};

/// Julian day number of 1 Meskerem of year 1.
const ETHIOPIC_START: i64 = 1_724_221;

/// Julian day number of a day of the Ethiopic calendar; the thirteenth month has five or six days.
pub(super) fn ethiopic((year, month, day): Day) -> Option<i64> {
    let last = match month {
        1..=12 => 30,
        13 if year % 4 == 3 => 6,
        13 => 5,
        _ => return None,
    };
    if !(1800..=2090).contains(&year) || !(1..=last).contains(&day) {
        return None;
    }
    let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
    Some(ETHIOPIC_START + 365 * (year - 1) + year / 4 + 30 * (month - 1) + day - 1)
}

/// The day of an Ethiopic month that falls in a Gregorian year.
pub(super) fn ethiopic_in(gregorian: u32, month: u32, day: u32) -> Option<i64> {
    let years = [8, 7].into_iter().filter_map(|behind| gregorian.checked_sub(behind));
    years.filter_map(|year| ethiopic((year, month, day))).find(|number| civil::day(*number).0 == gregorian)
}

/// First year of [`SAMBAT`].
const SAMBAT_FIRST: u32 = 2000;

/// Julian day number of its first day, 14 April 1943.
const SAMBAT_START: i64 = 2_430_829;

/// For each year from 2000 on the lengths of its months, two bits each from the lowest: 29 to 32 days.
#[allow(clippy::unreadable_literal)] // sets of bits
static SAMBAT: [u32; 87] = [
    0x8456ed, 0x511aba, 0x5116fa, 0x9056ee, 0x8456ed, 0x511aba, 0x5116fa, 0x9056ee, 0x814aea, 0x511aba,
    0x5116fa, 0x9056ee, 0x514aea, 0x511aba, 0x5116fa, 0x9056ee, 0x514aea, 0x511aba, 0x5116ee, 0x8456ee,
    0x511aea, 0x511aba, 0x5056ee, 0x8456ee, 0x511aea, 0x511aba, 0x9056ee, 0x8456ed, 0x511aba, 0x5117ba,
    0x9056ee, 0x8456ed, 0x511aba, 0x5116fa, 0x9056ee, 0x814aed, 0x511aba, 0x5116fa, 0x9056ee, 0x514aea,
    0x511aba, 0x5116fa, 0x9056ee, 0x514aea, 0x511aba, 0x5116ee, 0x9056ee, 0x511aea, 0x511aba, 0x5056ee,
    0x8456ee, 0x511aea, 0x511aba, 0x5056ee, 0x8456ee, 0x511aba, 0x5117ba, 0x9056ee, 0x8456ed, 0x511aba,
    0x5116fa, 0x9056ee, 0x844aea, 0x511aba, 0x5116fa, 0x9056ee, 0x814aea, 0x511aba, 0x5116fa, 0x9056ee,
    0x514aea, 0x511aba, 0x5116ee, 0x9056ee, 0x511aea, 0x511aba, 0x5056ee, 0x8456ee, 0x511aea, 0x511aba,
    0x5056ee, 0x8456ee, 0x511aba, 0x511aba, 0x5456ba, 0x5459ee, 0x5456ed,
];

/// Julian day number of a day of Bikram Sambat.
pub(super) fn sambat((year, month, day): Day) -> Option<i64> {
    let index = usize::try_from(year.checked_sub(SAMBAT_FIRST)?).ok()?;
    let months = SAMBAT.get(index)?;
    let length = |months: u32, month: u32| 29 + (months >> (2 * (month - 1)) & 3);
    if !(1..=12).contains(&month) || !(1..=length(*months, month)).contains(&day) {
        return None;
    }
    let years = SAMBAT.iter().take(index).flat_map(|months| (1..=12).map(|month| length(*months, month)));
    let before = (1..month).map(|month| length(*months, month));
    Some(SAMBAT_START + i64::from(years.chain(before).sum::<u32>()) + i64::from(day) - 1)
}

/// Julian day number of a day of the Bengali calendar of Bangladesh: six months of 31 days from 14 April on, then 30,
/// and 29 in Falgun, 30 before a 29 February.
pub(super) fn bengali((year, month, day): Day) -> Option<i64> {
    let gregorian = year.checked_add(593)?;
    let is_leap = civil::is_valid((gregorian + 1, 2, 29));
    let last = match month {
        1..=6 => 31,
        11 if !is_leap => 29,
        7..=12 => 30,
        _ => return None,
    };
    if !(1300..=1500).contains(&year) || !(1..=last).contains(&day) {
        return None;
    }
    let before = match month {
        1..=6 => 31 * (month - 1),
        7..=11 => 186 + 30 * (month - 7),
        _ => 335 + u32::from(is_leap),
    };
    Some(civil::number((gregorian, 4, 14)) + i64::from(before + day) - 1)
}

/// First year of that rule.
pub(super) const BENGALI_RULE: u32 = 1426;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(convert: impl Fn(Day) -> Option<i64>, cases: &[(Day, Option<Day>)]) {
        for (from, to) in cases {
            assert_eq!(convert(*from).map(civil::day), *to, "{from:?}");
        }
    }

    #[test]
    fn converts_ethiopic_days() {
        let cases = [
            ((2016, 1, 1), Some((2023, 9, 12))), // after a leap year
            ((2017, 1, 1), Some((2024, 9, 11))),
            ((2000, 1, 1), Some((2007, 9, 12))), // the Ethiopian millennium
            ((2016, 4, 28), Some((2024, 1, 7))), // Christmas before a leap year
            ((2017, 4, 29), Some((2025, 1, 7))),
            ((1888, 6, 23), Some((1896, 3, 1))), // Adwa
            ((2015, 13, 6), Some((2023, 9, 11))),
            ((2016, 13, 6), None),
            ((2016, 1, 31), None),
        ];
        check(ethiopic, &cases);
        let found = |year, month, day| ethiopic_in(year, month, day).map(civil::day);
        assert_eq!(found(2024, 7, 12), Some((2024, 3, 21)));
        assert_eq!(found(2023, 1, 12), Some((2023, 9, 23)));
        assert_eq!(found(2024, 4, 28), Some((2024, 1, 7)));
    }

    #[test]
    fn converts_bikram_sambat() {
        let cases = [
            ((2000, 1, 1), Some((1943, 4, 14))),
            ((2046, 7, 27), Some((1989, 11, 12))),
            ((2072, 1, 12), Some((2015, 4, 25))), // the Gorkha earthquake
            ((2072, 6, 3), Some((2015, 9, 20))),  // the constitution
            ((2080, 11, 29), Some((2024, 3, 12))),
            ((2081, 1, 1), Some((2024, 4, 13))),
            ((2086, 12, 30), Some((2030, 4, 13))),
            ((2087, 1, 1), None),
            ((2080, 1, 32), None),
        ];
        check(sambat, &cases);
    }

    #[test]
    fn converts_bengali_days_of_bangladesh() {
        let cases = [
            ((1431, 1, 1), Some((2024, 4, 14))),
            ((1426, 9, 1), Some((2019, 12, 16))), // Victory Day
            ((1430, 11, 8), Some((2024, 2, 21))), // Language Day
            ((1431, 11, 8), Some((2025, 2, 21))),
            ((1430, 12, 12), Some((2024, 3, 26))), // Independence Day
            ((1431, 12, 12), Some((2025, 3, 26))),
            ((1430, 11, 30), Some((2024, 3, 14))),
            ((1431, 11, 30), None),
            ((1430, 12, 30), Some((2024, 4, 13))),
        ];
        check(bengali, &cases);
    }
}
