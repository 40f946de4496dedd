//! Datelines: "(CNN)-- ", "CAIRO (Reuters) —", "الرياض – واس:", "يمانيون../", "【東京=共同】", "新华社北京1月12日电".
//!
//! The head of the first paragraph up to a closing dash, colon or bracket is a dateline if each of its parts is an
//! agency, a place or a date, and one of them is an agency (or, with a dash, a known place).

use crate::dates;
use crate::lexicon;
use crate::page::{Lexicon, word_count};

/// A dateline found at the start of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Bytes of the text up to the first word after it.
    pub end: usize,
    /// Bytes of the dateline itself, without the space after it.
    pub raw_end: usize,
    /// Published name of the agency.
    pub agency: Option<String>,
    /// The place, as written.
    pub place: Option<String>,
    /// The outlet whose name ended in "../".
    pub outlet: Option<String>,
}

/// How far into a paragraph a dateline may reach, in characters.
const REACH_CHARS: usize = 90;

/// How far in the character for "wire" may stand: after a name of at most eight characters.
const WIRE_CHARS: usize = 8 + 24;

/// Most characters of a place.
const PLACE_CHARS: usize = 32;

/// The dateline at the start of a paragraph.
pub fn find(text: &str, names: &dyn Lexicon, context: &dates::Context<'_>) -> Option<Found> {
    outlet_pause(text).or_else(|| wire_style(text)).or_else(|| by_parts(text, names, context))
}

/// Whether the whole line is a dateline, or signs like one: "و م ع", "الرياض - واس".
pub fn is_whole_line(line: &str, names: &dyn Lexicon, context: &dates::Context<'_>) -> Option<Found> {
    if line.len() > 240 || line.chars().count() > 60 {
        return None;
    }
    let parts = parts_of(line.trim_end_matches(is_closer));
    let (agency, place) = judge(&parts, names, context, true)?;
    agency.as_ref()?;
    Some(Found { end: line.len(), raw_end: line.len(), agency, place, outlet: None })
}

/// "name../" at the start: the outlet's own signature.
fn outlet_pause(text: &str) -> Option<Found> {
    let head_end = text.char_indices().take(REACH_CHARS / 2).map(|(at, ch)| at + ch.len_utf8()).last()?;
    let head = text.get(..head_end)?;
    let at = head.find("../").or_else(|| head.find("..\\"))?;
    let name = head.get(..at)?.trim();
    if name.is_empty() || word_count(name) > 4 || name.contains(['.', ':', '،', ',']) {
        return None;
    }
    let raw_end = at + 3;
    let end = raw_end + leading_space(text.get(raw_end..)?);
    let agency = lexicon::agency(name).map(str::to_owned);
    Some(Found { end, raw_end, agency, place: None, outlet: Some(name.to_owned()) })
}

/// "新华社北京1月12日电 …": agency, place, date, and the character for "wire".
fn wire_style(text: &str) -> Option<Found> {
    let is_wire = |ch: char| matches!(ch, '电' | '電' | '讯' | '訊');
    if !text.chars().take(WIRE_CHARS).any(is_wire) {
        return None;
    }
    let (agency, name_end) = lexicon::agency_prefix(text)?;
    let rest = text.get(name_end..)?;
    let (at, ch) = rest.char_indices().take(24).find(|(_, ch)| is_wire(*ch))?;
    let between = rest.get(..at)?;
    if !between.chars().any(|ch| ch.is_ascii_digit() || matches!(ch, '日' | '月')) {
        return None;
    }
    let place_end = between.find(|ch: char| ch.is_numeric()).unwrap_or(between.len());
    let place = between.get(..place_end).map(str::trim).filter(|place| !place.is_empty()).map(str::to_owned);
    let raw_end = name_end + at + ch.len_utf8();
    let end = raw_end + leading_space(text.get(raw_end..)?);
    Some(Found { end, raw_end, agency: Some(agency.to_owned()), place, outlet: None })
}

fn leading_space(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

fn is_dash(ch: char) -> bool {
    matches!(ch, '-' | '–' | '—' | '―' | '=' | '‐' | '‑' | '−' | 'ـ')
}

fn is_closer(ch: char) -> bool {
    is_dash(ch) || matches!(ch, ':' | '：' | '.' | '/' | ' ')
}

/// Tries each closing dash, colon or bracket; the longest head that is all agency, place and date wins.
fn by_parts(text: &str, names: &dyn Lexicon, context: &dates::Context<'_>) -> Option<Found> {
    let mut best = None;
    let mut chars = text.char_indices().take(REACH_CHARS).peekable();
    let mut closers = 0;
    while let Some((at, ch)) = chars.next() {
        let is_bracket = matches!(ch, ')' | '）' | '】' | ']' | '］');
        let is_stop = ch == '.' && text.get(at + 1..).is_some_and(|rest| rest.starts_with(' '));
        if !(is_dash(ch) || matches!(ch, ':' | '：' | '/') || is_bracket || is_stop) {
            continue;
        }
        // a run of closing marks closes once
        let mut end = at + ch.len_utf8();
        let mut has_dash = is_dash(ch);
        while let Some((next, other)) = chars.peek().copied() {
            if !is_closer(other) {
                break;
            }
            has_dash |= is_dash(other);
            end = next + other.len_utf8();
            chars.next();
        }
        closers += 1;
        if closers > 6 {
            break;
        }
        let spaced = text.get(end..).is_some_and(|rest| !rest.is_empty());
        let glued = !text.get(at..end).is_some_and(|run| run.contains(' ') || run.chars().count() > 1);
        if !spaced || has_dash && glued && !is_bracket && ch != '=' {
            continue;
        }
        let head = text.get(..if is_bracket { at + ch.len_utf8() } else { at }).unwrap_or("");
        let parts = parts_of(head);
        let only_colon = !has_dash && !is_bracket;
        let is_strong = has_dash || text.starts_with(['(', '【', '［', '[']);
        if let Some((agency, place)) = judge(&parts, names, context, is_strong) {
            let ends_in_agency = parts.last().is_some_and(|part| lexicon::agency(part.text).is_some());
            let is_signed = agency.is_some()
                && (is_strong || place.is_some())
                && (!is_stop || has_dash || ends_in_agency && parts.len() > 1);
            let is_placed = agency.is_none() && place.is_some() && has_dash;
            if (is_signed || is_placed) && !(only_colon && parts.len() < 2) {
                let raw_end = at + text.get(at..end).map_or(0, |run| run.trim_end().len());
                best = Some(Found { end, raw_end, agency, place, outlet: None });
            }
        }
    }
    best
}

/// A part of a dateline's head.
#[derive(Debug)]
struct Part<'a> {
    text: &'a str,
    /// Whether it stood in brackets.
    is_bracketed: bool,
    /// Whether a comma or slash, not a dash, parted it from the one before.
    is_listed: bool,
}

fn parts_of(head: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut depth = 0_u32;
    let mut is_listed = false;
    let mut chars = head.char_indices().peekable();
    while let Some((at, ch)) = chars.next() {
        let opens = matches!(ch, '(' | '（' | '[' | '［' | '【' | '«' | '"' | '“');
        let closes = matches!(ch, ')' | '）' | ']' | '］' | '】' | '»' | '”');
        let next_is_space = chars.peek().is_none_or(|(_, next)| *next == ' ');
        let dash = is_dash(ch)
            && (ch == '=' || next_is_space || head.get(..at).is_some_and(|before| before.ends_with(' ')));
        if !(opens || closes || dash || matches!(ch, '/' | ',' | '،' | ':' | '：' | '、' | '|')) {
            continue;
        }
        push_part(&mut parts, head.get(start..at), depth > 0, is_listed);
        is_listed = matches!(ch, '/' | ',' | '،' | '、' | '|');
        start = at + ch.len_utf8();
        depth = if opens { depth + 1 } else { depth.saturating_sub(u32::from(closes)) };
    }
    push_part(&mut parts, head.get(start..), depth > 0, is_listed);
    parts
}

fn push_part<'a>(parts: &mut Vec<Part<'a>>, text: Option<&'a str>, is_bracketed: bool, is_listed: bool) {
    let text = text.unwrap_or("").trim().trim_matches('.').trim();
    if !text.is_empty() {
        parts.push(Part { text, is_bracketed, is_listed });
    }
}

type Signature = (Option<String>, Option<String>);

/// Agency and place, if every part is one of agency, place and date.
fn judge(
    parts: &[Part<'_>],
    names: &dyn Lexicon,
    context: &dates::Context<'_>,
    is_strong: bool,
) -> Option<Signature> {
    if parts.is_empty() || parts.len() > 5 {
        return None;
    }
    let mut agencies = [None; 5];
    for (part, slot) in parts.iter().zip(&mut agencies) {
        *slot = lexicon::agency(part.text);
        if slot.is_none() && part.text.chars().nth(PLACE_CHARS).is_some() {
            // neither an agency nor a place, and too long for a date
            return None;
        }
    }
    let agency_at =
        parts.iter().zip(agencies).position(|(part, name)| name.is_some() && signs(part, is_strong));
    let mut agency = None;
    let mut place = None;
    for (at, (part, name)) in parts.iter().zip(agencies).enumerate() {
        if Some(at) == agency_at {
            agency = name.map(str::to_owned);
        } else if name.is_some() {
            // a second agency
        } else if is_short_date(part.text, context) {
            // the date of the wire, not of the publication
        } else if place.is_none() && is_place(part.text, names, is_beside(parts, at, agency_at)) {
            place = Some(part.text.to_owned());
        } else {
            return None;
        }
    }
    (agency.is_some() || place.is_some()).then_some((agency, place))
}

/// Whether a part stands beside the agency as a place does: "Mehmet Candan, BBC" and "DHA/Mehmet Candan" are people.
fn is_beside(parts: &[Part<'_>], at: usize, agency_at: Option<usize>) -> bool {
    let Some(agency_at) = agency_at else { return false };
    let between = parts.get(at.max(agency_at).min(at.min(agency_at) + 1));
    let has_case = parts.get(at).is_some_and(|part| part.text.chars().any(char::is_lowercase));
    !has_case || !between.is_some_and(|part| part.is_listed)
}

/// An agency's written form may also be a word ("Fars", "SANA"): it signs in brackets, in capitals, or in a script
/// without capitals.
fn signs(part: &Part<'_>, is_strong: bool) -> bool {
    let has_case = part.text.chars().any(|ch| ch.is_lowercase() || ch.is_uppercase());
    part.is_bracketed || !has_case || is_strong || part.text.chars().any(char::is_uppercase)
}

fn is_short_date(text: &str, context: &dates::Context<'_>) -> bool {
    if !text.chars().any(char::is_numeric) || text.chars().count() > 24 {
        return false;
    }
    text.chars().all(|ch| ch.is_numeric() || ch == ' ') && text.chars().count() <= 4
        || dates::parse(text, context).is_date()
        || dates::is_day_and_month(text)
}

/// A place is a known name, words in capitals, or, beside an agency, a few words.
fn is_place(text: &str, names: &dyn Lexicon, beside_agency: bool) -> bool {
    let words = word_count(text);
    if words == 0 || words > 4 || text.chars().count() > PLACE_CHARS || text.chars().any(char::is_numeric) {
        return false;
    }
    let has_case = text.chars().any(char::is_lowercase) || text.chars().any(char::is_uppercase);
    let is_capitals = has_case && !text.chars().any(char::is_lowercase) && text.chars().count() >= 3;
    if names.is_name(text) || is_capitals && beside_agency {
        return true;
    }
    let has_latin = text.chars().any(|ch| ch.is_ascii_alphabetic());
    let has_caseless = text.chars().any(|ch| ch.is_alphabetic() && !ch.is_lowercase() && !ch.is_uppercase());
    if has_latin && has_caseless {
        return false;
    }
    let starts_capital = text.chars().next().is_some_and(char::is_uppercase);
    beside_agency && words <= 3 && (!has_case || starts_capital) && !super::ends_sentence(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Places;

    impl Lexicon for Places {
        fn is_name(&self, phrase: &str) -> bool {
            ["Wien", "القاهرة", "Madrid"].contains(&phrase)
        }
    }

    #[test]
    fn finds_datelines() {
        let check = |text: &str, want: Option<(&str, Option<&str>, Option<&str>)>| {
            let found = find(text, &Places, &dates::Context::default());
            let found = found
                .as_ref()
                .map(|found| (&text[found.end..], found.agency.as_deref(), found.place.as_deref()));
            assert_eq!(found, want, "{text}");
        };
        check("(CNN)-- قام وفد", Some(("قام وفد", Some("CNN"), None)));
        check("CAIRO (Reuters) — Talks began", Some(("Talks began", Some("Reuters"), Some("CAIRO"))));
        check("LONDON, Jan 5 (Reuters) - Talks", Some(("Talks", Some("Reuters"), Some("LONDON"))));
        check("الرياض – واس: أعلنت الوزارة", Some(("أعلنت الوزارة", Some("SPA"), Some("الرياض"))));
        check("الرياض (واس) - أعلنت", Some(("أعلنت", Some("SPA"), Some("الرياض"))));
        check("Wien – Die Gewerkschaft", Some(("Die Gewerkschaft", None, Some("Wien"))));
        check("МОСКВА, 12 янв — РИА Новости. Глава", Some(("Глава", Some("RIA Novosti"), Some("МОСКВА"))));
        check("新华社北京1月12日电 国务院", Some(("国务院", Some("Xinhua"), Some("北京"))));
        check("(서울=연합뉴스) 서울시는", Some(("서울시는", Some("Yonhap"), Some("서울"))));
        check("【東京=共同】政府は", Some(("政府は", Some("Kyodo"), Some("東京"))));
        check("The AP - a small agency - said", None);
        check("Reuters: sources say", None);
        check("He said (on Friday) - and left", None);
        check("Well-known people came", None);
        check("Jane Doe, BBC. The bridge", None);
        check("Next بريدة – واس: أعلنت", None);
    }
}
