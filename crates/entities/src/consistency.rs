//! Document consistency: a full name licenses its bare surname.

use std::collections::BTreeMap;

use crate::analyse::{Decided, FieldText};
use crate::kb::{EntityIndex, Kb};
use crate::matcher::Span;
use crate::token::Case;
use crate::types::{Decision, FoundBy, Kind};

/// A surname and whom it stands for in this document.
struct Licence {
    entity: Option<EntityIndex>,
    full: String,
    ambiguous: bool,
}

/// Fewest letters of a surname.
const LEAST: u32 = 3;

/// Adds mentions of bare surnames of people who are named in full.
pub fn refer_back(kb: &Kb, fields: &[FieldText<'_>], decided: &mut Vec<Decided>) {
    let licences = licences(kb, fields, decided);
    if licences.is_empty() {
        return;
    }
    let mut added = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        let taken: Vec<Span> = decided.iter().filter(|m| m.field == index).map(|m| m.span).collect();
        for (position, token) in field.tokens.iter().enumerate() {
            if token.case == Case::Lower {
                continue;
            }
            let Some(licence) = licences.get(&token.hash).filter(|licence| !licence.ambiguous) else {
                continue;
            };
            let span = Span {
                start: token.start,
                end: token.end,
                byte_start: token.byte_start,
                byte_end: token.byte_end,
            };
            if taken.iter().any(|other| other.overlaps(&span)) {
                continue;
            }
            added.push(Decided {
                field: index,
                span,
                tokens: (position, position + 1),
                kind: Kind::Person,
                entity: licence.entity,
                found_by: FoundBy::Document,
                decision: Decision::Document,
                candidates: Vec::new(),
                refers_to: Some(licence.full.clone()),
            });
        }
    }
    decided.extend(added);
}

fn licences(kb: &Kb, fields: &[FieldText<'_>], decided: &[Decided]) -> BTreeMap<u64, Licence> {
    let mut licences: BTreeMap<u64, Licence> = BTreeMap::new();
    for mention in decided.iter().filter(|m| m.kind == Kind::Person && m.tokens.1 - m.tokens.0 >= 2) {
        let Some(field) = fields.get(mention.field) else { continue };
        let Some(last) = field.tokens.get(mention.tokens.1 - 1).filter(|token| token.len() >= LEAST) else {
            continue;
        };
        if last.script.is_unspaced() {
            continue;
        }
        let full =
            mention.entity.map_or_else(|| mention.span.text(field.text), |entity| kb.name(entity)).to_owned();
        let known = licences.entry(last.hash).or_insert_with(|| Licence {
            entity: mention.entity,
            full: full.clone(),
            ambiguous: false,
        });
        let same = match (known.entity, mention.entity) {
            (Some(one), Some(other)) => one == other,
            _ => known.full == full,
        };
        known.ambiguous |= !same;
    }
    licences
}
