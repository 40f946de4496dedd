//! Ministries and departments by their form: "وزارة الخارجية الروسية", "French foreign ministry", "МИД России".
//!
//! News names them all the time and no list holds them, but their names are made of few words (`institutions.tsv`): a
//! head ("ministry"), what it is for, and the country as adjective or name.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::analyse::FieldText;
use crate::fold::fold_word;
use crate::hash::token_hash;
use crate::kb::Kb;
use crate::kb::format::{NameClass, Subtype};
use crate::language;
use crate::recognise;
use crate::table::WordTable;
use crate::token::{Case, Gap, Token};
use crate::types::Kind;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Begins a name: "ministry of".
    Head,
    /// Ends a name: "foreign ministry".
    Last,
    /// What the ministry is for.
    Portfolio,
    /// A portfolio that stands for its ministry before an adjective: "الخارجية الروسية".
    Core,
    /// Before a portfolio: a minister, not a ministry.
    Minister,
    /// Joins portfolios.
    Link,
    /// A name by itself: "МИД".
    Whole,
}

type Roles = WordTable<Vec<Role>>;

static TABLE: LazyLock<BTreeMap<&'static str, Roles>> = LazyLock::new(|| {
    let mut table: BTreeMap<&'static str, BTreeMap<u64, Vec<Role>>> = BTreeMap::new();
    for line in include_str!("institutions.tsv").lines().skip(1) {
        let mut columns = line.split('\t');
        let (Some(language), Some(role), Some(words)) = (columns.next(), columns.next(), columns.next())
        else {
            continue;
        };
        let Some(role) = role_of(role) else { continue };
        for word in words.split('|') {
            let key = token_hash(&fold_word(word));
            table.entry(language).or_default().entry(key).or_default().push(role);
        }
    }
    table.into_iter().map(|(language, roles)| (language, Roles::new(roles))).collect()
});

fn role_of(name: &str) -> Option<Role> {
    Some(match name {
        "head" => Role::Head,
        "last" => Role::Last,
        "portfolio" => Role::Portfolio,
        "core" => Role::Core,
        "minister" => Role::Minister,
        "link" => Role::Link,
        "whole" => Role::Whole,
        _ => return None,
    })
}

/// Most tokens of a name.
const LONGEST: usize = 10;

/// How sure such a name is, as the recogniser says it: it prevails over names within it.
const SCORE: f32 = 0.75;

/// The names of ministries in a field, in order: as spans of the recogniser, so that they are treated alike.
pub fn find(kb: &Kb, field: &FieldText<'_>, language: &str) -> Vec<recognise::Span> {
    let primary = language::primary(language);
    let Some(roles) = TABLE.get(primary) else { return Vec::new() };
    let finder = Finder { kb, field, roles, is_turkish: primary == "tr" };
    let mut spans: Vec<recognise::Span> = Vec::new();
    for (index, token) in field.tokens.iter().enumerate() {
        let Some((roles, skip)) = finder.roles_of(index, token) else { continue };
        let found = match () {
            () if roles.contains(&Role::Head) => finder.head_first(index).or_else(|| finder.head_last(index)),
            () if roles.contains(&Role::Last) => finder.head_last(index),
            () if roles.contains(&Role::Whole) => finder.whole(index, token),
            () if roles.contains(&Role::Core) => finder.core(index),
            () => None,
        };
        let Some((first, end)) = found else { continue };
        let (Some(start), Some(last)) = (field.tokens.get(first), field.tokens.get(end - 1)) else {
            continue;
        };
        let word_start = start.byte_start as usize;
        let skip = if first == index { skip } else { 0 };
        let span = recognise::Span {
            start: word_start + skip,
            end: last.byte_end as usize,
            word_start,
            word_end: last.byte_end as usize,
            kind: Kind::Organisation,
            score: SCORE,
        };
        if spans.last().is_none_or(|before| before.end <= span.start) {
            spans.push(span);
        }
    }
    spans
}

/// Puts names into the spans of the recogniser, in place of what they overlap. Both are in order and without overlap, and
/// so is what comes of them.
pub fn merge(spans: &mut Vec<recognise::Span>, found: Vec<recognise::Span>) {
    if found.is_empty() {
        return;
    }
    let mut merged = Vec::with_capacity(spans.len() + found.len());
    let mut known = std::mem::take(spans).into_iter().peekable();
    for mut span in found {
        while let Some(before) = known.next_if(|other| other.end <= span.start) {
            merged.push(before);
        }
        while let Some(other) = known.next_if(|other| other.start < span.end) {
            if other.start <= span.start && span.end <= other.end && other.kind == Kind::Organisation {
                let score = other.score.max(SCORE);
                span = recognise::Span { score, ..other };
            }
        }
        // Two names may lie in one span.
        if merged.last().is_none_or(|before: &recognise::Span| before.end <= span.start) {
            merged.push(span);
        }
    }
    merged.extend(known);
    *spans = merged;
}

struct Finder<'a> {
    kb: &'a Kb,
    field: &'a FieldText<'a>,
    roles: &'a Roles,
    is_turkish: bool,
}

impl Finder<'_> {
    /// The roles of a token and the bytes of letters glued before it.
    fn roles_of(&self, index: usize, token: &Token) -> Option<(&[Role], usize)> {
        let known =
            |hash: u64, skip: u32| self.roles.get(hash).map(|roles| (roles.as_slice(), skip as usize));
        let mut glued = self.field.proclitics.at(index).iter();
        known(token.hash, 0).or_else(|| glued.find_map(|reading| known(reading.hash, reading.skip_bytes)))
    }

    fn token(&self, index: usize) -> Option<&Token> {
        self.field.tokens.get(index)
    }

    fn has(&self, index: usize, role: Role) -> bool {
        self.token(index)
            .is_some_and(|token| self.roles.get(token.hash).is_some_and(|roles| roles.contains(&role)))
    }

    /// The token after an adjective or name of a country that starts here.
    fn country(&self, index: usize) -> Option<usize> {
        if self.field.adjectives.binary_search_by_key(&index, |(at, _)| *at).is_ok() {
            return Some(index + 1);
        }
        let from = self.field.hits.partition_point(|hit| hit.first < index);
        let here = self.field.hits.iter().skip(from).take_while(|hit| hit.first == index);
        let names_country = |hit: &&crate::matcher::Hit| {
            hit.names.first().is_some_and(|name| {
                name.class == NameClass::Demonym
                    || self.kb.entity(name.entity).is_some_and(|row| row.subtype == Subtype::Country)
            })
        };
        here.filter(|hit| !hit.cut).filter(names_country).map(|hit| hit.end).max()
    }

    fn head_first(&self, head: usize) -> Option<(usize, usize)> {
        let (mut at, mut end) = (head + 1, None);
        while at < head + LONGEST && self.token(at).is_some_and(|token| token.gap <= Gap::Space) {
            if self.has(at, Role::Portfolio) {
                at += 1;
                end = Some(at);
            } else if let Some(after) = self.country(at) {
                if end.is_some() {
                    return Some((head, after));
                }
                at = after;
            } else if self.has(at, Role::Link) {
                at += 1;
            } else {
                break;
            }
        }
        end.map(|end| (head, end))
    }

    fn head_last(&self, head: usize) -> Option<(usize, usize)> {
        let mut first = head;
        let mut portfolios = 0;
        while head - first < LONGEST
            && first > 0
            && self.token(first).is_some_and(|token| token.gap <= Gap::Space)
            && (self.has(first - 1, Role::Portfolio) || (portfolios > 0 && self.has(first - 1, Role::Link)))
        {
            first -= 1;
            portfolios += u32::from(self.has(first, Role::Portfolio));
        }
        while first < head && self.has(first, Role::Link) {
            first += 1;
        }
        let capital = self.token(first).is_some_and(|token| token.case == Case::Title)
            && self.token(head).is_some_and(|token| token.case == Case::Title);
        let country = self.token(first).filter(|token| token.gap <= Gap::Space).and_then(|_| {
            (1..=3).filter_map(|back| first.checked_sub(back)).find(|at| self.country(*at) == Some(first))
        });
        let named = portfolios > 0 && first < head && (country.is_some() || capital);
        (named && (!self.is_turkish || capital)).then(|| (country.unwrap_or(first), head + 1))
    }

    fn whole(&self, index: usize, token: &Token) -> Option<(usize, usize)> {
        if token.case == Case::Lower {
            return None;
        }
        let next = self.token(index + 1).is_some_and(|next| next.gap == Gap::Space);
        let country = if next { self.country(index + 1) } else { None };
        Some((index, country.unwrap_or(index + 1)))
    }

    fn core(&self, index: usize) -> Option<(usize, usize)> {
        if index.checked_sub(1).is_some_and(|before| self.has(before, Role::Minister)) {
            return None;
        }
        let next = self.token(index + 1).filter(|next| next.gap == Gap::Space)?;
        let feminine = next.text(self.field.text).ends_with('ة');
        let end = self.country(index + 1).filter(|_| feminine)?;
        Some((index, end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_understood() {
        for line in include_str!("institutions.tsv").lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [language, role, words] = cells.as_slice() else { panic!("{line}") };
            let role = role_of(role).unwrap_or_else(|| panic!("no such role: {line}"));
            for word in words.split('|') {
                let tokens = crate::token::tokenize(word);
                assert!(tokens.len() == 1, "not one word: {word}");
                let known = TABLE.get(language).and_then(|roles| roles.get(tokens[0].hash));
                assert!(known.is_some_and(|roles| roles.contains(&role)), "{language} {word}");
            }
        }
    }

    #[test]
    fn names_take_the_place_of_what_they_overlap() {
        let span = |start, end, kind, score| recognise::Span {
            start,
            end,
            word_start: start,
            word_end: end,
            kind,
            score,
        };
        let check = |known: &[(usize, usize, Kind)],
                     found: &[(usize, usize)],
                     expected: &[(usize, usize, Kind)]| {
            let mut spans = known.iter().map(|&(start, end, kind)| span(start, end, kind, 0.9)).collect();
            merge(&mut spans, found.iter().map(|&(s, e)| span(s, e, Kind::Organisation, SCORE)).collect());
            let merged: Vec<_> = spans.iter().map(|span| (span.start, span.end, span.kind)).collect();
            assert_eq!(merged, expected, "{known:?} {found:?}");
        };
        let (per, org, loc) = (Kind::Person, Kind::Organisation, Kind::Location);
        check(&[(0, 5, per), (20, 30, loc)], &[(8, 18)], &[(0, 5, per), (8, 18, org), (20, 30, loc)]);
        check(&[(0, 5, per), (6, 12, loc), (13, 16, loc)], &[(4, 14)], &[(4, 14, org)]);
        check(&[(0, 20, org)], &[(2, 8), (10, 12)], &[(0, 20, org)]);
        check(&[(0, 20, loc)], &[(2, 8), (10, 12)], &[(2, 8, org), (10, 12, org)]);
        check(&[], &[(2, 8)], &[(2, 8, org)]);
        check(&[(1, 3, per)], &[], &[(1, 3, per)]);
    }
}
