//! Acronyms within a document: "the International Atomic Energy Agency (IAEA)" licenses "the IAEA", and either may give
//! the other its id.

use std::collections::BTreeMap;

use crate::analyse::{self, Decided, FieldText, Referent};
use crate::fold::fold_word;
use crate::kb::{EntityIndex, Kb};
use crate::token::{Case, Token};
use crate::types::{Decision, Kind};

/// Letters of an acronym.
const LETTERS: std::ops::RangeInclusive<u32> = 2..=8;

struct Licence {
    entity: Option<EntityIndex>,
    full: String,
    ambiguous: bool,
}

/// Links acronyms and their expansions, and adds mentions of the acronyms. Mentions are in order, and stay so.
pub fn refer_back(kb: &Kb, fields: &[FieldText<'_>], decided: &mut Vec<Decided>) {
    let mut licences: BTreeMap<u64, Licence> = BTreeMap::new();
    for index in 0..decided.len() {
        let Some(mention) = decided.get(index) else { break };
        let Some(field) = fields.get(mention.field) else { continue };
        let Some(at) = beside(field, mention) else { continue };
        let Some(token) = field.tokens.get(at) else { continue };
        let full = mention.span.text(field.text).to_owned();
        let acronym = token.text(field.text);
        let known = mention
            .entity
            .is_some_and(|entity| kb.names(entity).any(|(_, name)| is_acronym_of(acronym, name)));
        if !known && !is_acronym_of(acronym, &full) {
            continue;
        }
        let short = analyse::overlapping(decided, mention.field, &token.span());
        let short = short.filter(|short| short.span == token.span());
        let entity = mention.entity.or_else(|| {
            short.filter(|short| short.kind == Kind::Organisation).and_then(|short| short.entity)
        });
        let licence = licences.entry(token.hash).or_insert_with(|| Licence {
            entity,
            full: full.clone(),
            ambiguous: false,
        });
        licence.ambiguous |= licence.entity != entity || (entity.is_none() && licence.full != full);
        if let Some(mention) =
            decided.get_mut(index).filter(|mention| mention.entity.is_none() && entity.is_some())
        {
            mention.entity = entity;
            mention.decision = Decision::Document;
        }
    }
    licences.retain(|_, licence| !licence.ambiguous);
    if !licences.is_empty() {
        apply(fields, &licences, decided);
    }
}

fn apply(fields: &[FieldText<'_>], licences: &BTreeMap<u64, Licence>, decided: &mut Vec<Decided>) {
    for mention in decided.iter_mut().filter(|mention| mention.tokens.1 - mention.tokens.0 == 1) {
        let token = fields.get(mention.field).and_then(|field| field.tokens.get(mention.tokens.0));
        let licence = token.filter(|token| is_short(token)).and_then(|token| licences.get(&token.hash));
        let Some(licence) =
            licence.filter(|licence| licence.entity != mention.entity || licence.entity.is_none())
        else {
            continue;
        };
        mention.kind = Kind::Organisation;
        mention.entity = licence.entity;
        mention.decision = if licence.entity.is_some() { Decision::Document } else { Decision::Unlinked };
        mention.refers_to = Some(licence.full.clone());
    }
    let mut added = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        for (position, token) in field.tokens.iter().enumerate().filter(|(_, token)| is_short(token)) {
            let Some(licence) = licences.get(&token.hash) else { continue };
            if analyse::overlapping(decided, index, &token.span()).is_none() {
                let organisation =
                    Referent { kind: Kind::Organisation, entity: licence.entity, full: &licence.full };
                added.push(organisation.mention(index, position, token));
            }
        }
    }
    decided.extend(added);
    decided.sort_by_key(|mention| (mention.field, mention.span));
}

fn is_short(token: &Token) -> bool {
    token.case == Case::Upper && LETTERS.contains(&token.len())
}

/// The index of the acronym beside an organisation's name of several words: "Name (ABC)" or "ABC (Name)".
fn beside(field: &FieldText<'_>, mention: &Decided) -> Option<usize> {
    if mention.kind != Kind::Organisation || mention.tokens.1 - mention.tokens.0 < 2 {
        return None;
    }
    let between = |from: u32, to: u32| field.text.get(from as usize..to as usize).unwrap_or("").trim();
    let after = field.tokens.get(mention.tokens.1).filter(|token| {
        is_short(token)
            && matches!(between(mention.span.byte_end, token.byte_start), "(" | "،(" | "（")
            && field
                .text
                .get(token.byte_end as usize..)
                .is_some_and(|rest| rest.starts_with([')', '）', ',', ';']))
    });
    if after.is_some() {
        return Some(mention.tokens.1);
    }
    let before = mention.tokens.0.checked_sub(1)?;
    let token = field.tokens.get(before)?;
    (is_short(token) && matches!(between(token.byte_end, mention.span.byte_start), "(" | "（"))
        .then_some(before)
}

/// Whether letters are taken in order from the beginnings of a name's words ("IAEA"), or, if they are four or more,
/// from anywhere in it, the first from its beginning ("МАГАТЭ").
fn is_acronym_of(acronym: &str, name: &str) -> bool {
    let letters: Vec<char> = fold_word(acronym).chars().filter(|c| c.is_alphanumeric()).collect();
    let folded = fold_word(name);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.len() < 2 {
        return false;
    }
    let initials = words.iter().filter_map(|word| word.chars().next());
    if is_subsequence(&letters, initials) {
        return true;
    }
    letters.len() >= 4
        && words.first().and_then(|word| word.chars().next()) == letters.first().copied()
        && is_subsequence(&letters, words.iter().flat_map(|word| word.chars()))
}

fn is_subsequence(letters: &[char], mut of: impl Iterator<Item = char>) -> bool {
    letters.iter().all(|letter| of.any(|c| c == *letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_come_from_the_words() {
        let check = |acronym: &str, name: &str, expected: bool| {
            assert_eq!(is_acronym_of(acronym, name), expected, "{acronym} {name}");
        };
        check("IAEA", "International Atomic Energy Agency", true);
        check("WHO", "World Health Organization", true);
        check("МАГАТЭ", "Международное агентство по атомной энергии", true);
        check("AIEA", "Agence internationale de l'énergie atomique", true);
        check("GER", "Bayern Munich", false);
        check("D", "Nancy Pelosi", false);
        check("IAEA", "Agency", false);
    }
}
