//! From the parts of a text to a reading: the time of day, the zone, the day of the week, and the pieces of dates.

use super::names::{
    AM, FILLER, FIRST, FOREIGN, GREGORIAN_YEAR, Meaning, PM, PUBLISHED, RANGE, UPDATED, UTC, VAGUE, ZONE,
};
use super::scan::{Part, What};
use super::{Context, civil};

/// A piece of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// A number, and the sign before it.
    Number { value: u32, digits: u8, mark: char },
    /// A month by name.
    Month(Meaning),
    /// A word such as "to" between two dates.
    Range,
    /// What follows is the date of an update.
    Update,
    /// What follows is the date of publication again.
    Publication,
}

/// A time of day on the clock.
#[derive(Debug, Default)]
pub(super) struct Clock {
    pub hour: u32,
    pub minute: u32,
    pub second: Option<u32>,
}

/// What a text says.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub clock: Option<Clock>,
    pub offset: Option<String>,
    /// The zone as written.
    pub zone: Option<String>,
    pub weekdays: u8,
    pub weak_weekdays: u8,
    pub seasons: u8,
    pub words: u32,
    /// The era that years are counted in.
    pub era: Option<usize>,
    pub is_thai: bool,
    pub has_words: bool,
    pub pieces: Vec<Piece>,
    clocks: usize,
    /// Whether what is read is the date of an update that follows another date.
    is_update: bool,
    half: Option<u32>,
}

fn number(part: Option<&Part<'_>>, most_digits: u8) -> Option<(u32, u8)> {
    match part?.what {
        What::Number { value, digits } if digits <= most_digits => Some((value, digits)),
        _ => None,
    }
}

/// Takes a time of day that begins at a part: how many parts, and the time.
pub(super) fn clock_at(parts: &[Part<'_>], at: usize) -> Option<(usize, Clock)> {
    let (hour, _) = number(parts.get(at), 2)?;
    let next = parts.get(at + 1)?;
    let is_h = next.gap.trim().is_empty() && ["h", "H", "ч", "Ч"].contains(&next.text);
    if next.what == What::Unit('H') || is_h {
        let after = parts.get(at + 2);
        let minute = number(after, 2).filter(|_| after.is_some_and(|part| part.gap.trim().is_empty()));
        let has_unit = parts.get(at + 3).is_some_and(|part| part.what == What::Unit('M'));
        let Some((minute, _)) = minute.filter(|(_, digits)| has_unit || is_h && *digits == 2) else {
            // an hour alone is no time to the minute
            return Some((2, Clock { hour: 99, ..Clock::default() }));
        };
        let second = number(parts.get(at + 4), 2)
            .filter(|_| has_unit && parts.get(at + 5).is_some_and(|part| part.what == What::Unit('S')));
        let taken = if second.is_some() { 6 } else { 3 + usize::from(has_unit) };
        return Some((taken, Clock { hour, minute, second: second.map(|second| second.0) }));
    }
    let (minute, 2) = number(Some(next), 2)? else { return None };
    if matches!(next.gap.trim(), ":" | "：") {
        let third = parts.get(at + 2).filter(|part| matches!(part.gap, ":" | "："));
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

/// Reads the parts; none if one of them belongs to no date.
pub(super) fn gather(parts: &[Part<'_>], text: &str, context: &Context<'_>) -> Option<Reading> {
    let mut reading = Reading {
        is_thai: text.chars().any(|ch| matches!(ch as u32, 0xe00..=0xe7f)) || context.primary() == Some("th"),
        ..Reading::default()
    };
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        let after_utc = reading.words & UTC != 0;
        let may_be_offset = reading.offset.is_none() && (reading.clock.is_some() || after_utc);
        if let Some((taken, offset)) = offset_at(parts, at, after_utc).filter(|_| may_be_offset) {
            reading.offset = Some(offset);
            at += taken;
            continue;
        }
        if let Some((taken, clock)) = clock_at(parts, at) {
            reading.take_clock(clock);
            at += taken;
            continue;
        }
        at += match part.what {
            What::Number { value, digits } => {
                let mark = part.gap.trim().chars().next().unwrap_or(' ');
                reading.take_number(value, digits, mark, parts.get(at + 1).map(|part| part.what))?
            }
            What::Era(era) => {
                let (years, _) = number(parts.get(at + 1), 3)?;
                let year = civil::era(era)?.0 + years;
                reading.era = Some(era);
                reading.pieces.push(Piece::Number { value: year, digits: 4, mark: ' ' });
                2 + usize::from(parts.get(at + 2).is_some_and(|part| part.what == What::Unit('y')))
            }
            // "R6.3.12" is no date after a filler
            What::Word(word) if word.words & !FOREIGN == FILLER && is_glued(part, parts.get(at + 1)) => {
                return None;
            }
            What::Word(word) => {
                reading.take_word(word, parts, at);
                1
            }
            // "08:30:00Z", "2024-1-9T08:30"
            What::Unit(_) | What::Unknown
                if part.text.eq_ignore_ascii_case("z") && reading.clock.is_some() =>
            {
                reading.words |= UTC;
                reading.zone = Some("Z".to_owned());
                1
            }
            What::Unknown if part.text.eq_ignore_ascii_case("t") && part.gap.is_empty() => 1,
            What::Unit(_) | What::Unknown => return None,
        };
    }
    let half = reading.half;
    reading.clock = reading.clock.take().filter(|_| reading.clocks < 2).and_then(|clock| halve(clock, half));
    Some(reading)
}

/// Whether a Latin letter stands right before a number.
fn is_glued(part: &Part<'_>, next: Option<&Part<'_>>) -> bool {
    let is_number = |next: &Part<'_>| matches!(next.what, What::Number { .. }) && next.gap.is_empty();
    part.text.len() == 1 && next.is_some_and(is_number)
}

impl Reading {
    fn take_clock(&mut self, clock: Clock) {
        // the time of an update
        if self.is_update {
            return;
        }
        self.clocks += 1;
        self.clock = Some(clock);
    }

    /// How many parts a number takes; none if it belongs to no date.
    fn take_number(&mut self, value: u32, digits: u8, mark: char, next: Option<What>) -> Option<usize> {
        match next {
            Some(What::Unit('m')) if (1..=12).contains(&value) => {
                self.has_words = true;
                self.pieces.push(Piece::Month(Meaning { months: 1 << (value - 1), ..Meaning::default() }));
            }
            Some(What::Unit('m' | 'H' | 'M' | 'S')) => return None,
            _ => self.pieces.push(Piece::Number { value, digits, mark }),
        }
        Some(1 + usize::from(matches!(next, Some(What::Unit(_)))))
    }

    fn take_word(&mut self, word: Meaning, parts: &[Part<'_>], at: usize) {
        let is_day_name = word.weekdays | word.weak_weekdays != 0;
        let other_month = |other: &(usize, &Part<'_>)| {
            let what = other.1.what;
            let is_month = matches!(what, What::Word(word) if word.is_month());
            let is_only_month = is_month && matches!(what, What::Word(word) if word.weekdays == 0);
            other.0 != at && is_only_month || other.0 > at && is_month || what == What::Unit('m')
        };
        let has_month = parts.iter().enumerate().any(|other| other_month(&other));
        if word.has(UTC | ZONE) && self.clock.is_some() && self.zone.is_none() {
            self.zone = parts.get(at).map(|part| part.text.to_owned());
            self.words |= word.words & (UTC | ZONE);
            return;
        }
        if is_day_name && (!word.is_month() || has_month) {
            self.weekdays |= word.weekdays;
            self.weak_weekdays |= word.weak_weekdays;
            return;
        }
        let after_clock = parts.get(at.wrapping_sub(1)).is_some_and(|part| part.gap.contains([':', '：']));
        if word.is_month() {
            self.has_words = true;
            self.pieces.push(Piece::Month(word));
        } else if word.seasons != 0 {
            self.has_words = true;
            self.seasons |= word.seasons;
        } else if word.has(FIRST) {
            self.pieces.push(Piece::Number { value: 1, digits: 1, mark: ' ' });
        } else if word.has(UPDATED) {
            self.is_update |= self.pieces.iter().any(|piece| matches!(piece, Piece::Number { .. }));
            self.pieces.push(Piece::Update);
        } else if word.has(PUBLISHED) && self.pieces.contains(&Piece::Update) {
            self.leave_update();
        } else if word.has(RANGE) && !self.pieces.is_empty() && at + 1 < parts.len() {
            self.pieces.push(Piece::Range);
        } else if word.has(AM | PM | VAGUE) && !word.has(GREGORIAN_YEAR) {
            self.take_half(word, parts, at);
        } else if word.has(FOREIGN) && !self.is_update && beside_clock(parts, at) {
            self.half.get_or_insert(VAGUE);
        } else if word.has(GREGORIAN_YEAR) && self.clock.is_some() && after_clock {
            self.half = Some(PM);
        } else if word.has(UTC | ZONE) {
            self.zone = parts.get(at).map(|part| part.text.to_owned());
            self.words |= word.words;
        } else {
            self.words |= word.words & !(FILLER | PUBLISHED | FOREIGN);
        }
    }

    /// A word for a part of the day. It says which half is meant if it stands beside the time of day ("6:15 Uhr abends"),
    /// and is no filler in some language, nor either half, by the language. Elsewhere it may be a name ("Le Soir").
    fn take_half(&mut self, word: Meaning, parts: &[Part<'_>], at: usize) {
        let is_filler = |at: usize| {
            parts.get(at).is_some_and(|part| matches!(part.what, What::Word(word) if word.has(FILLER)))
        };
        let before = at.checked_sub(1).filter(|before| is_filler(*before));
        let after = Some(at + 1).filter(|after| is_filler(*after));
        let is_beside = [Some(at), before, after].into_iter().flatten().any(|at| beside_clock(parts, at));
        if self.is_update {
            return;
        }
        let half = word.words & (AM | PM | VAGUE);
        // "am" is a preposition in German, but not in "10:15 AM"
        let text = parts.get(at).map_or("", |part| part.text);
        let is_capital = text.len() > 1 && text.chars().all(|ch| !ch.is_lowercase());
        let is_last = parts.get(at + 1).is_none_or(|next| next.gap.contains([',', '|', '-', '·', '•']));
        let is_filler = word.has(FILLER) && !(is_capital || is_last);
        if !is_filler && half.is_power_of_two() && is_beside {
            self.half = Some(half);
        } else if !is_filler || is_beside {
            self.half.get_or_insert(VAGUE);
        }
    }

    /// After the date of an update, that of publication begins: the time of day read so far is the update's.
    fn leave_update(&mut self) {
        self.pieces.push(Piece::Publication);
        if self.pieces.first() == Some(&Piece::Update) {
            self.clock = None;
            self.offset = None;
            self.zone = None;
            self.half = None;
            self.clocks = 0;
        }
        self.is_update = false;
    }
}

/// Whether a time of day stands right before or after a word.
fn beside_clock(parts: &[Part<'_>], at: usize) -> bool {
    let ends = |taken: usize| {
        let start = at.checked_sub(taken);
        start.and_then(|start| clock_at(parts, start)).is_some_and(|(length, _)| length == taken)
    };
    clock_at(parts, at + 1).is_some() || (2..=6).any(ends)
}

/// A time on the 24-hour clock; none if it cannot be.
fn halve(mut clock: Clock, half: Option<u32>) -> Option<Clock> {
    match half {
        Some(PM) if clock.hour < 12 => clock.hour += 12,
        Some(AM) if clock.hour == 12 => clock.hour = 0,
        Some(AM) if clock.hour > 12 => return None,
        Some(VAGUE) if clock.hour <= 12 => return None,
        _ => {}
    }
    (clock.hour < 24 && clock.minute < 60 && clock.second.is_none_or(|second| second < 60)).then_some(clock)
}
