//! Document consistency: a full name licenses its bare surname.

use std::collections::BTreeMap;

use crate::analyse::{self, Decided, FieldText, Referent};
use crate::fold::{Script, fold_word};
use crate::kb::format::{NameClass, Subtype};
use crate::kb::{EntityIndex, Kb};
use crate::skeleton::skeleton;
use crate::spans::SETTLES;
use crate::token::{Case, Gap, Token};
use crate::types::{Decision, Kind};

/// A surname and whom it stands for in this document.
struct Licence {
    entity: Option<EntityIndex>,
    full: String,
    /// The surname as the full name writes it.
    surface: String,
    ambiguous: bool,
}

/// Fewest letters of a surname.
const LEAST: u32 = 3;

/// Words before a surname that belong to it: the bare surname is not used without them.
const PARTICLES: &[&str] = &[
    "بن", "ابن", "ابو", "ابي", "عبد", "ال", "بنت", "bin", "ibn", "abu", "al", "el", "von", "van", "der",
    "den", "de", "di", "da", "dos", "le", "la", "ter", "ben", "bar", "בן", "אבו", "abd",
];

/// Given names that many people bear as their last name too; alone they name nobody.
const GIVEN: &[&str] = &[
    "محمد",
    "احمد",
    "علي",
    "حسن",
    "حسين",
    "خالد",
    "سعيد",
    "ابراهيم",
    "يوسف",
    "عمر",
    "عثمان",
    "صالح",
    "سالم",
    "الله",
    "سعد",
    "مصطفي",
    "محمود",
    "اسماعيل",
    "موسي",
    "عيسي",
    "ناصر",
    "جمال",
    "كريم",
    "امين",
    "ali",
    "mohammed",
    "mohamed",
    "ahmed",
    "hassan",
    "jr",
    "sr",
    "ii",
    "iii",
];

/// Adds mentions of bare surnames of people who are named in full. Mentions are in order, and stay so.
pub fn refer_back(kb: &Kb, fields: &[FieldText<'_>], decided: &mut Vec<Decided>) {
    let licences = licences(kb, fields, decided);
    if licences.is_empty() {
        return;
    }
    for mention in decided.iter_mut().filter(|mention| mention.tokens.1 - mention.tokens.0 == 1) {
        bind_bare(kb, fields, &licences, mention);
    }
    let mut added = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        for (position, token) in field.tokens.iter().enumerate() {
            if token.case == Case::Lower {
                continue;
            }
            let Some(licence) = licences.get(&token.hash).filter(|licence| !licence.ambiguous) else {
                continue;
            };
            if is_written(licence, token.text(field.text), token)
                && !is_before_area(kb, field, position)
                && analyse::overlapping(decided, index, &token.span()).is_none()
            {
                let person = Referent { kind: Kind::Person, entity: licence.entity, full: &licence.full };
                added.push(person.mention(index, position, token));
            }
        }
    }
    decided.extend(added);
    decided.sort_by_key(|mention| (mention.field, mention.span));
}

/// A bare surname that the recogniser found by itself, or that is a place's name too and was not
/// recognised as one, is the person named in full.
fn bind_bare(kb: &Kb, fields: &[FieldText<'_>], licences: &BTreeMap<u64, Licence>, mention: &mut Decided) {
    let person = match mention.recognised {
        Some(Kind::Person) => true,
        Some(Kind::Organisation) => false,
        None => mention.kind == Kind::Location,
        Some(Kind::Location) => is_doubtful_place(kb, mention),
    };
    if !person || is_said_to_lie(mention) {
        return;
    }
    let token = fields.get(mention.field).and_then(|field| field.tokens.get(mention.tokens.0));
    let Some(licence) =
        token.and_then(|token| licences.get(&token.hash)).filter(|licence| !licence.ambiguous)
    else {
        return;
    };
    if let Some(entity) = mention.entity.filter(|_| mention.kind == Kind::Person)
        && (licence.entity.is_some_and(|other| other == entity) || has_given_name(kb, entity, &licence.full))
    {
        return;
    }
    mention.kind = Kind::Person;
    mention.entity = licence.entity;
    mention.decision = Decision::Document;
    mention.refers_to = Some(licence.full.clone());
}

/// Whether the name in full may be that of a person by its first word, in any script: else the bare surname is that of
/// a relative or namesake who is named in the document ("Saadi Gaddafi", "Gaddafi").
fn has_given_name(kb: &Kb, entity: EntityIndex, full: &str) -> bool {
    let given = skeleton(full).into_iter().next();
    given.is_none_or(|given| kb.names(entity).any(|(_, name)| skeleton(name).contains(&given)))
}

/// Whether a comma and the name of a division or country follow a token: "Jackson, Mississippi" is no person.
fn is_before_area(kb: &Kb, field: &FieldText<'_>, position: usize) -> bool {
    let next = position + 1;
    if field.tokens.get(next).is_none_or(|token| token.gap != Gap::Comma) {
        return false;
    }
    let is_area = |entity| kb.entity(entity).is_some_and(|row| row.subtype.is_area());
    let from = field.hits.partition_point(|hit| hit.first < next);
    let mut following = field.hits.iter().skip(from).take_while(|hit| hit.first == next);
    following.any(|hit| {
        hit.names.first().is_some_and(|name| name.class == NameClass::Label && is_area(name.entity))
    })
}

/// "Jackson, Mississippi": the words around a place say where it is.
fn is_said_to_lie(mention: &Decided) -> bool {
    mention.entity.is_some() && mention.candidates.first().is_some_and(|best| best.place >= SETTLES)
}

/// A small town, or a place whose country the document does not name, is rather the person whose surname it is.
fn is_doubtful_place(kb: &Kb, mention: &Decided) -> bool {
    let row = mention.entity.and_then(|entity| kb.entity(entity));
    let small = row.is_some_and(|row| row.subtype == Subtype::City && row.prior < 55);
    small || !mention.candidates.first().is_some_and(|best| best.supported)
}

/// In Arabic the folded letters tell names from words ("علي" and "على"), so the surname must be
/// written the same way.
fn is_written(licence: &Licence, surface: &str, token: &Token) -> bool {
    token.script != Script::Arabic || surface == licence.surface
}

fn licences(kb: &Kb, fields: &[FieldText<'_>], decided: &[Decided]) -> BTreeMap<u64, Licence> {
    let mut licences: BTreeMap<u64, Licence> = BTreeMap::new();
    for mention in decided.iter().filter(|m| m.kind == Kind::Person && m.tokens.1 - m.tokens.0 >= 2) {
        let Some(field) = fields.get(mention.field) else { continue };
        let Some(last) =
            field.tokens.get(mention.tokens.1 - 1).filter(|token| is_surname(field, token, mention))
        else {
            continue;
        };
        let full =
            mention.entity.map_or_else(|| mention.span.text(field.text), |entity| kb.name(entity)).to_owned();
        let known = licences.entry(last.hash).or_insert_with(|| Licence {
            entity: mention.entity,
            full: full.clone(),
            surface: last.text(field.text).to_owned(),
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

/// Whether the last token of a full name may stand for the person alone.
fn is_surname(field: &FieldText<'_>, token: &Token, mention: &Decided) -> bool {
    if token.len() < LEAST || token.script.is_unspaced() {
        return false;
    }
    let folded = fold_word(token.text(field.text));
    let before = field.tokens.get(mention.tokens.1.saturating_sub(2));
    let particle =
        before.is_some_and(|before| PARTICLES.contains(&fold_word(before.text(field.text)).as_str()));
    !particle && !GIVEN.contains(&folded.as_str())
}
