//! The character rules of the display form, on a line of units.

use crate::flags::{Flag, FlagSet};
use crate::units::Unit;
use encoding_rs::WINDOWS_1252;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Brings a line into display form.
pub(super) fn clean(units: &mut Vec<Unit>, flags: &mut FlagSet) {
    replace_characters(units, flags);
    drop_unpaired_bidi(units, flags);
    loop {
        if compose(units) {
            flags.insert(Flag::NotNfc);
        }
        let before = units.len();
        drop_idle_joiners(units);
        // a pair around nothing but joiners
        drop_unpaired_bidi(units, flags);
        // what stood on both sides of something dropped may compose now
        if units.len() == before {
            break;
        }
    }
}

/// What becomes of a character whatever stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Simple {
    Stays,
    Drops { is_control: bool },
    Becomes { ch: char, is_control: bool },
}

/// What [`clean`] does to the characters that need no look at their neighbours; the others stay.
pub(super) fn simple(ch: char) -> Simple {
    match ch {
        '\0'..='\u{8}' | '\u{a}'..='\u{1f}' | '\u{7f}' => Simple::Drops { is_control: true },
        '\u{80}'..='\u{9f}' => match windows_1252(ch) {
            Some(ch) => Simple::Becomes { ch, is_control: true },
            None => Simple::Drops { is_control: true },
        },
        '\u{a0}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200a}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{3000}' => Simple::Becomes { ch: ' ', is_control: false },
        '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => Simple::Drops { is_control: false },
        ch if is_noncharacter(ch) => Simple::Drops { is_control: true },
        _ => Simple::Stays,
    }
}

fn replace_characters(units: &mut Vec<Unit>, flags: &mut FlagSet) {
    let mut kept = Vec::with_capacity(units.len());
    for unit in units.iter() {
        let found = simple(unit.ch);
        if let Simple::Drops { is_control: true } | Simple::Becomes { is_control: true, .. } = found {
            flags.insert(Flag::ControlCharacters);
        }
        match found {
            Simple::Drops { .. } => continue,
            Simple::Becomes { ch, .. } => {
                kept.push(Unit { ch, ..*unit });
                continue;
            }
            Simple::Stays => {}
        }
        match unit.ch {
            '\u{206a}'..='\u{206f}' => flags.insert(Flag::BidiControls),
            '\u{fb50}'..='\u{fdf9}' | '\u{fe70}'..='\u{fefc}' => {
                let before = kept.len();
                decompose_compatible(unit.ch, |ch| kept.push(Unit { ch, ..*unit }));
                if kept.len() != before + 1 || kept.last().is_some_and(|last| last.ch != unit.ch) {
                    flags.insert(Flag::PresentationForms);
                }
            }
            _ => kept.push(*unit),
        }
    }
    *units = kept;
}

/// What windows-1252 has where Unicode has a C1 control.
fn windows_1252(ch: char) -> Option<char> {
    let bytes = [u8::try_from(ch as u32).ok()?];
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
    text.chars().next().filter(|mapped| !mapped.is_control())
}

fn is_noncharacter(ch: char) -> bool {
    let code = ch as u32;
    (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe
}

fn is_embedding(ch: char) -> bool {
    matches!(ch, '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}')
}

fn is_isolate(ch: char) -> bool {
    matches!(ch, '\u{2066}'..='\u{2068}')
}

/// Deepest nesting of directional formatting that is kept.
const BIDI_DEPTH: usize = 8;

/// Drops embeddings, overrides and isolates that are not closed in their line, and closers that close nothing.
fn drop_unpaired_bidi(units: &mut Vec<Unit>, flags: &mut FlagSet) {
    // dropping may leave a pair around nothing, so again until nothing is dropped; each turn peels one level
    while units.iter().any(|unit| is_bidi_control(unit.ch)) {
        let is_kept = paired_bidi(units);
        if !is_kept.contains(&false) {
            break;
        }
        flags.insert(Flag::BidiControls);
        let mut kept = is_kept.into_iter();
        units.retain(|_| kept.next().unwrap_or(true));
    }
}

fn is_bidi_control(ch: char) -> bool {
    is_embedding(ch) || is_isolate(ch) || matches!(ch, '\u{202c}' | '\u{2069}')
}

/// For each unit whether it stays: everything but directional formatting without a partner.
fn paired_bidi(units: &[Unit]) -> Vec<bool> {
    let mut open: Vec<usize> = Vec::new();
    let mut is_kept: Vec<bool> = units.iter().map(|unit| !is_bidi_control(unit.ch)).collect();
    for (at, unit) in units.iter().enumerate() {
        if is_embedding(unit.ch) || is_isolate(unit.ch) {
            if open.len() < BIDI_DEPTH {
                open.push(at);
            }
            continue;
        }
        if !is_bidi_control(unit.ch) {
            continue;
        }
        let closes_isolate = unit.ch == '\u{2069}';
        let opener = open.last().and_then(|start| units.get(*start).map(|opener| (*start, opener.ch)));
        if let Some((start, _)) = opener.filter(|(_, ch)| is_isolate(*ch) == closes_isolate) {
            open.pop();
            // a pair around nothing means nothing
            if at > start + 1 {
                mark(&mut is_kept, start);
                mark(&mut is_kept, at);
            }
        }
    }
    is_kept
}

fn mark(is_kept: &mut [bool], at: usize) {
    if let Some(slot) = is_kept.get_mut(at) {
        *slot = true;
    }
}

/// ZWNJ and ZWJ mean something between letters (Persian, Urdu, Kurdish, Indic) and inside emoji sequences. ZWJ after a
/// virama is part of the letter whatever follows: without it Malayalam "ന്‍" (n) is another sound (nŭ).
fn drop_idle_joiners(units: &mut Vec<Unit>) {
    if !units.iter().any(|unit| is_joiner(unit.ch)) {
        return;
    }
    let mut kept: Vec<Unit> = Vec::with_capacity(units.len());
    // the first joiner after a character that joins, and whether it stays whatever follows; else it stays if the next
    // character joins too
    let mut waiting: Option<(Unit, bool)> = None;
    for (at, unit) in units.iter().enumerate() {
        if is_joiner(unit.ch) {
            if waiting.is_none() && before(&kept).any(joins) {
                waiting = Some((*unit, unit.ch == ZWJ && before(&kept).any(is_virama)));
            }
            continue;
        }
        let joiner = waiting.take();
        let stays =
            joiner.filter(|(_, is_bound)| *is_bound || joins_after(units.get(at..).unwrap_or_default()));
        kept.extend(stays.map(|(joiner, _)| joiner));
        kept.push(*unit);
    }
    kept.extend(waiting.filter(|(_, is_bound)| *is_bound).map(|(joiner, _)| joiner));
    *units = kept;
}

/// Marks on one letter that are looked at beside a joiner; text of any language has fewer.
const MOST_MARKS: usize = 30;

/// The last letter and its marks: of several, which stand in the order of their classes, any may be the one that joins.
fn before(units: &[Unit]) -> impl Iterator<Item = char> + '_ {
    let is_mark = |unit: &&Unit| is_combining_mark(unit.ch);
    let marks = units.iter().rev().take(MOST_MARKS).take_while(is_mark).count();
    units.iter().rev().take(marks + 1).map(|unit| unit.ch)
}

/// The sign that takes a consonant's vowel away, by its combining class.
fn is_virama(ch: char) -> bool {
    joins(ch) && canonical_combining_class(ch) == 9
}

const ZWJ: char = '\u{200d}';

/// Whether the next letter joins, or one of the marks that stand there without a letter.
fn joins_after(units: &[Unit]) -> bool {
    let marks = units.iter().take(MOST_MARKS).take_while(|unit| is_combining_mark(unit.ch)).count();
    units.iter().take(marks.max(1)).any(|unit| joins(unit.ch))
}

fn is_joiner(ch: char) -> bool {
    matches!(ch, '\u{200c}' | ZWJ)
}

/// Letters and marks of scripts that join, and emoji.
fn joins(ch: char) -> bool {
    match ch as u32 {
        0x600..=0x8ff | 0x900..=0xdff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x1800..=0x18af => {
            ch.is_alphabetic() || is_combining_mark(ch)
        }
        0x2190..=0x2bff | 0xfe0f | 0x1_f000..=0x1_faff => true,
        _ => false,
    }
}

/// Canonical composition, cluster by cluster so that the map survives. Returns whether anything changed.
fn compose(units: &mut Vec<Unit>) -> bool {
    let text: String = units.iter().map(|unit| unit.ch).collect();
    if super::nfc::is_nfc(&text) {
        return false;
    }
    let mut normal: Vec<char> = Vec::new();
    let mut composed: Vec<Unit> = Vec::with_capacity(units.len());
    let mut rest = units.as_slice();
    while !rest.is_empty() {
        let length = cluster_length(rest);
        let (cluster, tail) = rest.split_at(length.min(rest.len()));
        rest = tail;
        let chars = cluster.iter().map(|unit| unit.ch);
        if is_nfc_quick(chars.clone()) == IsNormalized::Yes {
            composed.extend_from_slice(cluster);
            continue;
        }
        normal.clear();
        normal.extend(chars.clone().nfc());
        if normal.iter().copied().eq(chars) {
            composed.extend_from_slice(cluster);
            continue;
        }
        let start = cluster.iter().map(|unit| unit.start).min().unwrap_or(0);
        let end = cluster.iter().map(|unit| unit.end).max().unwrap_or(start);
        composed.extend(normal.iter().map(|ch| Unit { ch: *ch, start, end }));
    }
    *units = composed;
    true
}

/// A starter and everything that may compose with it or be reordered after it.
fn cluster_length(units: &[Unit]) -> usize {
    let follows = |unit: &&Unit| {
        canonical_combining_class(unit.ch) != 0
            || is_combining_mark(unit.ch)
            || matches!(unit.ch as u32, 0x1161..=0x11ff)
    };
    1 + units.get(1..).unwrap_or_default().iter().take_while(follows).count()
}

#[cfg(test)]
mod tests {
    use crate::display::display;

    #[test]
    fn joiners_stay_where_they_mean_something() {
        let check = |text: &str, want: &str| assert_eq!(display(text), want, "{text:?}");
        for kept in [
            "അവന്\u{200d} പറഞ്ഞു",
            "അവന്\u{200d}",
            "അവന്\u{200d}, നല്\u{200d}കും",
            "ශ්\u{200d}රී",
            "র্\u{200d}য",
            "می\u{200c}شود",
            "👨\u{200d}👩",
        ] {
            check(kept, kept);
        }
        check("അവന്\u{200c}. ", "അവന്.");
        check("കാ\u{200d} می\u{200c} a\u{200d}b", "കാ می ab");
    }
}
