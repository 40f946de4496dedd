//! Calendar arithmetic on Julian day numbers. Gregorian: Fliegel and Van Flandern 1968. Solar Hijri: the 33-year cycle,
//! right for 1178–1633 and read up to 1478. Hijri: the Umm al-Qura calendar of 1365–1500 as tabulated by R. H. van Gent, by way of the package
//! hijridate.

/// Years that a publication date may have.
pub(super) const YEARS: std::ops::RangeInclusive<u32> = 1800..=2100;

/// Year, month, day.
pub(super) type Day = (u32, u32, u32);

/// Whether there is such a Gregorian day in the years read.
pub(super) fn is_valid((year, month, day): Day) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day) && YEARS.contains(&year)
}

/// `2024-01-19`.
pub(super) fn iso((year, month, day): Day) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

/// The day of an ISO 8601 week date, 1 being Monday.
pub(super) fn day_of_week(year: u32, week: u32, weekday: u32) -> Option<Day> {
    // 4 January is in the first week
    let fourth = number((year, 1, 4));
    let first = fourth - i64::from(self::weekday(fourth)) + 1;
    let found = first + i64::from(week.checked_sub(1)?) * 7 + i64::from(weekday.checked_sub(1)?);
    let next = number((year + 1, 1, 4));
    let end = next - i64::from(self::weekday(next)) + 1;
    (week >= 1 && (1..=7).contains(&weekday) && found < end).then(|| day(found))
}

/// First year and span of a Japanese era, or the era of the Republic of China: Gregorian year before its first, first day,
/// last day if it is over.
pub(super) fn era(index: usize) -> Option<(u32, Day, Option<Day>)> {
    const ERAS: [(u32, Day, Option<Day>); 6] = [
        (1867, (1868, 10, 23), Some((1912, 7, 29))),
        (1911, (1912, 7, 30), Some((1926, 12, 24))),
        (1925, (1926, 12, 25), Some((1989, 1, 7))),
        (1988, (1989, 1, 8), Some((2019, 4, 30))),
        (2018, (2019, 5, 1), None),
        (1911, (1912, 1, 1), None),
    ];
    ERAS.get(index).copied()
}

/// Whether summer time holds on a day in the European Union (from the last Sunday of March to that of October, 1996 on);
/// none on the days of change.
pub(super) fn is_european_summer(day: Day) -> Option<bool> {
    let last_sunday = |month: u32| {
        let end = number((day.0, month, 31));
        end - i64::from(weekday(end) % 7)
    };
    let (start, end, at) = (last_sunday(3), last_sunday(10), number(day));
    (day.0 >= 1996 && at != start && at != end).then_some((start..end).contains(&at))
}

/// Whether summer time holds on a day in most of the United States (from the second Sunday of March to the first of
/// November, 2007 on); none on the days of change.
pub(super) fn is_american_summer(day: Day) -> Option<bool> {
    let sunday = |month: u32, from: u32| {
        let first = number((day.0, month, from));
        first + (7 - i64::from(weekday(first))) % 7
    };
    let (start, end, at) = (sunday(3, 8), sunday(11, 1), number(day));
    (day.0 >= 2007 && at != start && at != end).then_some((start..end).contains(&at))
}

/// Julian day number.
pub(super) fn number((year, month, day): Day) -> i64 {
    let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
    let shift = (14 - month) / 12;
    let (y, m) = (year + 4800 - shift, month + 12 * shift - 3);
    day + (153 * m + 2) / 5 + 365 * y + y / 4 - y / 100 + y / 400 - 32045
}

/// The Gregorian day of a Julian day number.
pub(super) fn day(number: i64) -> Day {
    let since = number + 32044;
    let century = (4 * since + 3) / 146_097;
    let within = since - 146_097 * century / 4;
    let year = (4 * within + 3) / 1461;
    let rest = within - 1461 * year / 4;
    let month = (5 * rest + 2) / 153;
    let shift = month / 10;
    let day = rest - (153 * month + 2) / 5 + 1;
    ((100 * century + year - 4800 + shift) as u32, (month + 3 - 12 * shift) as u32, day as u32)
}

/// 1 (Monday) – 7 (Sunday).
pub(super) fn weekday(number: i64) -> u8 {
    (number.rem_euclid(7) + 1) as u8
}

fn solar_year(year: i64) -> i64 {
    1_948_319 + 365 * (year - 1) + (8 * year + 21) / 33 + 1
}

/// Julian day number of a Solar Hijri day.
pub(super) fn solar((year, month, day): Day) -> Option<i64> {
    // 1478 ends in 2100, the last of the years read.
    if !(1200..=1478).contains(&year) || !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    let start = solar_year(i64::from(year));
    let length = solar_year(i64::from(year) + 1) - start;
    let before = if month <= 7 { 31 * (month - 1) } else { 186 + 30 * (month - 7) };
    let days = match month {
        1..=6 => 31,
        12 if length == 365 => 29,
        _ => 30,
    };
    (day <= days).then(|| start + i64::from(before + day) - 1)
}

/// Julian day number of 1 Muharram 1365.
const HIJRI_START: i64 = 2_431_795;

/// For each year from 1365 a bit for each month of 30 days, Muharram lowest.
static HIJRI: [u16; 136] = [
    0xd55, 0x555, 0x555, 0xd55, 0x6d5, 0x555, 0xea5, 0xd2a, 0xaaa, 0xcd5, 0x655, 0x572, 0xda9, 0x555, 0xaaa,
    0x555, 0x52d, 0xa6d, 0x55a, 0x555, 0x74d, 0xd53, 0xd54, 0x556, 0xd55, 0x2d5, 0xd55, 0xd54, 0xd45, 0x655,
    0x52d, 0xa5d, 0x55a, 0xad5, 0x6aa, 0xd4b, 0x52a, 0xa57, 0x4ae, 0x976, 0x56c, 0xb55, 0xaaa, 0xa55, 0x4ad,
    0x95d, 0x2da, 0x5d9, 0xdb2, 0xba4, 0xb4a, 0xa55, 0x2b5, 0x575, 0xb6a, 0xbd2, 0xbc4, 0xb89, 0xa95, 0x52d,
    0x5ad, 0xb6a, 0x6d4, 0xdc9, 0xd92, 0xaa6, 0x956, 0x2ae, 0x56d, 0x36a, 0xb55, 0xaaa, 0x94d, 0x49d, 0x95d,
    0x2ba, 0x5b5, 0x5aa, 0xd55, 0xa9a, 0x92e, 0x26e, 0x55d, 0xada, 0x6d4, 0x6a5, 0x54b, 0xa97, 0x54e, 0xaae,
    0x5ac, 0xba9, 0xd92, 0xb25, 0x64b, 0xcab, 0x55a, 0xb55, 0x6d2, 0xea5, 0xe4a, 0xa95, 0x52d, 0xaad, 0x36c,
    0x759, 0x6d2, 0x695, 0x52d, 0xa5b, 0x4ba, 0x9ba, 0x3b4, 0xb69, 0xb52, 0xaa6, 0x4b6, 0x96d, 0x2ec, 0x6d9,
    0xeb2, 0xd54, 0xd2a, 0xa56, 0x4ae, 0x96d, 0xd6a, 0xb54, 0xb29, 0xa93, 0x52b, 0xa57, 0x536, 0xab5, 0x6aa,
    0xe93,
];

/// Julian day number of a Hijri day (Umm al-Qura).
pub(super) fn hijri((year, month, day): Day) -> Option<i64> {
    let index = usize::try_from(year.checked_sub(1365)?).ok()?;
    let months = HIJRI.get(index)?;
    let length = |bits: u16, month: u32| 29 + i64::from(bits >> (month - 1) & 1);
    if !(1..=12).contains(&month) || day == 0 || i64::from(day) > length(*months, month) {
        return None;
    }
    let years = HIJRI.iter().take(index).map(|bits| 348 + i64::from((bits & 0xfff).count_ones()));
    let before = (1..month).map(|month| length(*months, month));
    Some(HIJRI_START + years.sum::<i64>() + before.sum::<i64>() + i64::from(day) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn converts_calendars() {
        assert_eq!(number((2000, 1, 1)), 2_451_545);
        assert_eq!(day(2_451_545), (2000, 1, 1));
        assert_eq!(weekday(number((2024, 3, 12))), 2);
        for (from, to) in [
            ((1402, 12, 22), (2024, 3, 12)),
            ((1403, 1, 1), (2024, 3, 20)),
            ((1399, 12, 30), (2021, 3, 20)),
            ((1404, 1, 1), (2025, 3, 21)),
            ((1357, 11, 22), (1979, 2, 11)),
        ] {
            assert_eq!(solar(from).map(day), Some(to), "{from:?}");
        }
        for (from, to) in [
            ((1445, 9, 1), (2024, 3, 11)),
            ((1445, 9, 12), (2024, 3, 22)),
            ((1446, 1, 1), (2024, 7, 7)),
            ((1400, 1, 1), (1979, 11, 20)),
        ] {
            assert_eq!(hijri(from).map(day), Some(to), "{from:?}");
        }
        assert_eq!(solar((1402, 12, 30)), None);
    }

    #[test]
    fn knows_weeks_and_summers() {
        assert_eq!(day_of_week(2024, 11, 2), Some((2024, 3, 12)));
        assert_eq!(day_of_week(2020, 53, 7), Some((2021, 1, 3)));
        assert_eq!(day_of_week(2024, 53, 1), None);
        assert_eq!(is_european_summer((2024, 3, 30)), Some(false));
        assert_eq!(is_european_summer((2024, 3, 31)), None);
        assert_eq!(is_european_summer((2024, 10, 26)), Some(true));
        assert_eq!(is_american_summer((2024, 3, 9)), Some(false));
        assert_eq!(is_american_summer((2024, 3, 10)), None);
        assert_eq!(is_american_summer((2024, 11, 2)), Some(true));
        assert_eq!(is_american_summer((2024, 11, 4)), Some(false));
    }
}
