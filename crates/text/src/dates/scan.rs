//! The parts of a date: numbers, words, and what stands between them.

use super::Context;
use super::names::{self, FILLER, Meaning};
use crate::search::{Folding, key};

/// Most words of a name.
const LONGEST_NAME: usize = 4;

/// Most parts read.
const MOST: usize = 40;

/// A number or a word.
#[derive(Debug, Clone)]
pub(super) struct Part<'a> {
    /// Characters between the part before and this one.
    pub gap: &'a str,
    /// As written.
    pub text: &'a str,
    /// Byte of the text where it starts.
    pub start: usize,
    pub what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Number {
        value: u32,
        digits: u8,
    },
    Word(Meaning),
    /// 年, 月, 日: the number before is a year, month, day; 時, 分, 秒 likewise.
    Unit(char),
    /// An era of years, as [`super::civil::era`] numbers it.
    Era(usize),
    Unknown,
}

/// The value of a decimal digit of any script that news is written in.
pub(crate) fn digit(ch: char) -> Option<u32> {
    const ZEROS: [u32; 20] = [
        0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
        0xe50, 0xed0, 0xf20, 0x1040, 0x17e0, 0xff10,
    ];
    let code = ch as u32;
    let zero = ZEROS.iter().rev().find(|zero| **zero <= code)?;
    (code - zero < 10).then_some(code - zero)
}

fn unit(ch: char) -> Option<char> {
    Some(match ch {
        '年' | '년' => 'y',
        '月' | '월' => 'm',
        '日' | '일' | '号' | '號' => 'd',
        '時' | '时' | '시' | '點' | '点' => 'H',
        '分' | '분' => 'M',
        '秒' | '초' => 'S',
        _ => return None,
    })
}

pub(super) fn is_ideograph(ch: char) -> bool {
    matches!(ch as u32, 0x3040..=0x30ff | 0x3400..=0x9fff | 0xac00..=0xd7af)
}

fn is_word(ch: char) -> bool {
    (ch.is_alphabetic()
        || unicode_normalization::char::is_combining_mark(ch)
        || matches!(ch, '\u{200c}' | '\u{200d}' | '׳' | '\''))
        && digit(ch).is_none()
}

/// Cuts a text into parts; none if there are too many.
pub(super) fn scan<'a>(text: &'a str, context: &Context<'_>) -> Option<Vec<Part<'a>>> {
    let language = context.primary();
    let mut parts: Vec<Part<'a>> = Vec::new();
    let (mut at, mut gap_start) = (0, 0);
    while let Some(ch) = text.get(at..)?.chars().next() {
        let rest = text.get(at..)?;
        let (length, what) = if digit(ch).is_some() {
            let digits = rest.chars().map_while(digit);
            let (mut count, mut value) = (0_u8, 0_u32);
            for digit in digits {
                count = count.saturating_add(1);
                value = value.saturating_mul(10).saturating_add(digit);
            }
            let length = rest.char_indices().find(|(_, ch)| digit(*ch).is_none()).map_or(rest.len(), |x| x.0);
            (length, What::Number { value, digits: count })
        } else if let Some((length, value, digits)) = han_number(rest, parts.last()) {
            (length, What::Number { value, digits })
        } else if is_ideograph(ch) {
            ideographs(rest, language, parts.last())
        } else if is_word(ch) && ch != '\'' {
            let run = run_of(rest);
            (run, What::Unknown)
        } else {
            at += ch.len_utf8();
            continue;
        };
        let gap = text.get(gap_start..at)?;
        parts.push(Part { gap, text: rest.get(..length)?, start: at, what });
        at += length;
        gap_start = at;
        if parts.len() > MOST {
            return None;
        }
    }
    name(&mut parts, text, language);
    letter_eras(&mut parts, language);
    Some(parts)
}

/// "R6.3.12", "Ｈ３１年": the letters of Japanese eras before a number.
fn letter_eras(parts: &mut [Part<'_>], language: Option<&str>) {
    if !matches!(language, None | Some("ja")) {
        return;
    }
    for at in 0..parts.len() {
        let is_beside =
            |part: &Part<'_>| matches!(part.what, What::Number { digits: 1 | 2, .. }) && part.gap.is_empty();
        let goes_on = parts.get(at + 2).is_some_and(|part| {
            part.what == What::Unit('y') || matches!(part.gap, "." | "/" | "-" | "．" | "／")
        });
        if !(goes_on && parts.get(at + 1).is_some_and(is_beside)) {
            continue;
        }
        let Some(part) = parts.get_mut(at) else { continue };
        let era = match key(part.text, Folding::General).as_str() {
            "m" => 0,
            "t" => 1,
            "s" => 2,
            "h" => 3,
            "r" => 4,
            _ => continue,
        };
        // the T of ISO 8601 stands after a number
        let is_start = at == 0 || !part.gap.is_empty();
        if is_start {
            part.what = What::Era(era);
        }
    }
}

fn run_of(rest: &str) -> usize {
    rest.char_indices().find(|(_, ch)| !is_word(*ch) || is_ideograph(*ch)).map_or(rest.len(), |x| x.0)
}

/// The longest known name, else a unit, else one character.
fn ideographs(rest: &str, language: Option<&str>, before: Option<&Part<'_>>) -> (usize, What) {
    let after_number = before.is_some_and(|part| matches!(part.what, What::Number { .. }));
    let ends = rest.char_indices().skip(1).map(|x| x.0).chain([rest.len()]).take(4);
    for end in ends.collect::<Vec<_>>().into_iter().rev() {
        let Some(word) = rest.get(..end).filter(|word| word.chars().all(is_ideograph)) else { continue };
        if let Some(meaning) = names::meaning(word, language) {
            let era =
                meaning.eras.is_power_of_two().then(|| What::Era(meaning.eras.trailing_zeros() as usize));
            return (end, era.unwrap_or(What::Word(meaning)));
        }
    }
    let Some(first) = rest.chars().next() else { return (0, What::Unknown) };
    if first == '元' && before.is_some_and(|part| matches!(part.what, What::Era(_))) {
        return (first.len_utf8(), What::Number { value: 1, digits: 1 });
    }
    let weekday = ['月', '火', '水', '木', '金', '土', '日'].iter().position(|day| *day == first);
    let korean = ['월', '화', '수', '목', '금', '토', '일'].iter().position(|day| *day == first);
    match (unit(first).filter(|_| after_number), weekday.or(korean)) {
        (Some(unit), _) => (first.len_utf8(), What::Unit(unit)),
        (None, Some(day)) => {
            let meaning = Meaning { weekdays: 1 << day, ..Meaning::default() };
            (first.len_utf8(), What::Word(meaning))
        }
        _ => (first.len_utf8(), What::Unknown),
    }
}

/// A number in Chinese characters: a year digit by digit ("二〇二四年"), and what goes on after one of its units ("八月五日").
fn han_number(rest: &str, before: Option<&Part<'_>>) -> Option<(usize, u32, u8)> {
    const DIGITS: [char; 11] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
    let value_of = |ch: char| DIGITS.iter().position(|one| *one == ch).or((ch == '零').then_some(0));
    let values: Vec<u32> = rest.chars().take(5).map_while(value_of).map(|value| value as u32).collect();
    let next = rest.chars().nth(values.len()).and_then(unit)?;
    let length = rest.char_indices().nth(values.len())?.0;
    let goes_on = before.is_some_and(|part| matches!(part.what, What::Unit(_)));
    let value = match *values.as_slice() {
        [a, b, c, d] if next == 'y' && [a, b, c, d].iter().all(|digit| *digit < 10) => {
            return Some((length, a * 1000 + b * 100 + c * 10 + d, 4));
        }
        [one @ ..=10] => one,
        [10, ones @ 1..=9] => 10 + ones,
        [tens @ 2..=9, 10] => tens * 10,
        [tens @ 2..=9, 10, ones @ 1..=9] => tens * 10 + ones,
        _ => return None,
    };
    goes_on.then_some((length, value, if value < 10 { 1 } else { 2 }))
}

/// What words in a row mean. In one word an apostrophe may belong to it or part it.
fn meaning_of(run: &[Part<'_>], language: Option<&str>) -> Option<Meaning> {
    if let [only] = run
        && only.text.contains(['\'', '׳'])
    {
        let folded = key(&only.text.replace(['\'', '׳'], ""), Folding::General);
        if let Some(meaning) = names::meaning(&folded, language) {
            return Some(meaning);
        }
    }
    let mut joined = String::new();
    for part in run {
        joined.push_str(part.text);
        joined.push(' ');
    }
    names::meaning(&key(&joined, Folding::General), language)
}

/// Looks up words, the longest sequence first.
fn name<'a>(parts: &mut Vec<Part<'a>>, text: &'a str, language: Option<&str>) {
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        if part.what != What::Unknown {
            at += 1;
            continue;
        }
        let longest = if names::may_begin(&key(part.text, Folding::General)) { LONGEST_NAME } else { 1 };
        for length in (1..=longest).rev() {
            let Some(run) = parts.get(at..at + length) else { continue };
            let joins = |part: &Part<'_>| {
                part.gap.chars().all(|ch| matches!(ch, ' ' | '.' | '-' | '’' | '׳' | '״' | '"'))
            };
            if run.iter().any(|part| part.what != What::Unknown) || !run.iter().skip(1).all(joins) {
                continue;
            }
            let Some(meaning) = meaning_of(run, language) else { continue };
            let end = run.last().map_or(0, |part| part.start + part.text.len());
            if let Some(part) = parts.get_mut(at) {
                part.what = What::Word(meaning);
                part.text = text.get(part.start..end).unwrap_or(part.text);
            }
            parts.drain(at + 1..at + length);
            break;
        }
        at += 1;
    }
    // "tháng 3": a month by number
    for at in 0..parts.len().saturating_sub(1) {
        let number = parts.get(at + 1).map(|part| part.what);
        let is_month = || parts.get(at).is_some_and(|part| key(part.text, Folding::General) == "tháng");
        if let Some(What::Number { value: value @ 1..=12, .. }) = number
            && is_month()
        {
            let meaning = Meaning { months: 1 << (value - 1), ..Meaning::default() };
            if let Some(part) = parts.get_mut(at) {
                part.what = What::Word(Meaning { words: FILLER, ..Meaning::default() });
            }
            if let Some(part) = parts.get_mut(at + 1) {
                part.what = What::Word(meaning);
            }
        }
    }
}
