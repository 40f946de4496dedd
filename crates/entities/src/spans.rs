//! Deciding the mentions of one field: names of the knowledge base and spans of the recogniser,
//! each the other's evidence.

use std::collections::BTreeMap;

use crate::analyse::{Decided, FieldText, is_crowded, is_title_case, longest};
use crate::context::Context;
use crate::decide;
use crate::fold::Script;
use crate::kb::format::NameClass;
use crate::kb::{EntityIndex, Kb};
use crate::link::{self, Sight, Situation};
use crate::matcher::{Hit, Span};
use crate::recognise;
use crate::surroundings::Look;
use crate::token::Case;
use crate::transliterate;
use crate::types::{Decision, FoundBy, Kind};

/// Score from which a span of the recogniser that holds a name of the knowledge base and more is
/// taken for a name of its own ("Ivanka Trump", not "Trump").
const OWN_NAME: f32 = 0.7;

/// Score from which a person's name holds what is a part of it ("Michael Jordan" is no country).
const PERSON_NAME: f32 = 0.35;

/// Score from which a span that the knowledge base does not know is a mention.
const MENTION: f32 = 0.5;

/// The mentions of a field, without overlap, in reading order.
pub fn decide_field(
    kb: &Kb,
    index: usize,
    field: &FieldText<'_>,
    context: &Context,
    language: &str,
    senses: &Senses,
) -> Vec<Decided> {
    let title_case = is_title_case(&field.tokens);
    let look = Look::new(kb, field, language);
    let mut found: Vec<Decided> = Vec::new();
    let mut doubted: Vec<Span> = Vec::new();
    for hit in &field.hits {
        let overlapping = overlapping(field, hit.span);
        // "US$ 150" is money.
        if field.text.get(hit.span.byte_end as usize..).is_some_and(|rest| rest.starts_with('$')) {
            continue;
        }
        if overlapping.is_some_and(|span| overrules(span, hit, kb)) {
            continue;
        }
        let same = overlapping.filter(|span| is_same(span, hit.span));
        let situation = Situation {
            recognised: same.map(|span| span.kind),
            capitals: field.tokens.get(hit.first).is_some_and(|token| token.case == Case::Upper),
            sure: same.is_some_and(|span| span.score >= MENTION),
            caseless: field.tokens.get(hit.first).is_none_or(|token| !token.script.is_cased()),
            crowded: same.is_none() && !title_case && is_crowded(&field.tokens, hit),
            around: look.around(hit),
            sense: senses.get(hit.span.text(field.text)),
            sight: sight(field, hit, overlapping),
        };
        let candidates = link::candidates(kb, hit, context, &situation, language);
        let (entity, decision) = decide::decide(kb, hit, &candidates, &situation);
        let Some(kind) = entity.and_then(|entity| kb.entity(entity)).map(|row| row.kind) else {
            if situation.recognised.is_some() && !candidates.is_empty() {
                doubted.push(hit.span);
            }
            continue;
        };
        found.push(Decided {
            field: index,
            span: hit.span,
            tokens: (hit.first, hit.end),
            kind,
            entity,
            found_by: if same.is_some() { FoundBy::Both } else { FoundBy::KnowledgeBase },
            decision,
            candidates,
            refers_to: None,
            recognised: situation.recognised,
            country: 0,
        });
    }
    // What is not sure of a whole name is not sure of a part of it either.
    found.retain(|mention| !doubted.iter().any(|name| is_part(mention.span, *name)));
    let mut decided = longest(found);
    let new: Vec<Decided> = field
        .spans
        .iter()
        .filter(|span| span.score >= MENTION)
        .filter_map(|span| unknown(kb, index, field, span))
        .filter(|mention| !decided.iter().any(|other| other.span.overlaps(&mention.span)))
        .collect();
    decided.extend(new);
    decided.sort_by_key(|mention| mention.span);
    decided
}

fn sight(field: &FieldText<'_>, hit: &Hit, overlapping: Option<&recognise::Span>) -> Sight {
    match overlapping {
        Some(_) => Sight::Name,
        None if is_after_with(field, hit) => Sight::Adverb,
        None => Sight::Nothing,
    }
}

/// Whether the Arabic preposition "with" is glued to a hit.
fn is_after_with(field: &FieldText<'_>, hit: &Hit) -> bool {
    let token = field.tokens.get(hit.first).filter(|token| hit.cut && token.script == Script::Arabic);
    token.is_some_and(|token| {
        let glued = field.text.get(token.byte_start as usize..hit.span.byte_start as usize);
        glued.is_some_and(|glued| glued.ends_with('ب'))
    })
}

/// Whether the recogniser sees a name of a type just where a hit stands.
pub fn is_recognised(field: &FieldText<'_>, hit: &Hit, kind: Kind) -> bool {
    overlapping(field, hit.span).is_some_and(|span| span.kind == kind && is_same(span, hit.span))
}

/// Whether a hit is a part of a longer name of a person.
pub fn is_part_of_person(field: &FieldText<'_>, hit: &Hit) -> bool {
    overlapping(field, hit.span)
        .is_some_and(|span| span.kind == Kind::Person && is_beyond(span, hit) && span.score >= PERSON_NAME)
}

fn is_part(part: Span, whole: Span) -> bool {
    part != whole && whole.byte_start <= part.byte_start && part.byte_end <= whole.byte_end
}

/// The span of the recogniser that overlaps a range, the longest if several.
fn overlapping<'a>(field: &'a FieldText<'_>, range: Span) -> Option<&'a recognise::Span> {
    let overlaps = |span: &&recognise::Span| {
        (span.start as u64) < u64::from(range.byte_end) && u64::from(range.byte_start) < span.end as u64
    };
    field.spans.iter().filter(overlaps).max_by_key(|span| span.end - span.start)
}

fn is_same(span: &recognise::Span, range: Span) -> bool {
    let starts = [span.start, span.word_start].contains(&(range.byte_start as usize));
    starts && span.end == range.byte_end as usize
}

fn is_beyond(span: &recognise::Span, hit: &Hit) -> bool {
    span.start < hit.span.byte_start as usize && span.word_start != hit.span.byte_start as usize
        || span.end > hit.span.byte_end as usize
}

/// Whether a span that reaches beyond a hit is the name meant, and not the hit.
fn overrules(span: &recognise::Span, hit: &Hit, kb: &Kb) -> bool {
    let kind = hit.names.first().and_then(|name| kb.entity(name.entity)).map(|row| row.kind);
    let sure = match (span.kind, kind) {
        (Kind::Person, Some(Kind::Location | Kind::Organisation)) => PERSON_NAME,
        _ => OWN_NAME,
    };
    if !is_beyond(span, hit) || span.score < sure {
        return false;
    }
    // Part of a person's or organisation's name is no mention; of a place's name it may be the
    // better cut ("the city of Riyadh").
    span.kind != Kind::Location || kind != Some(Kind::Location)
}

/// The code point at a byte of a text, counted from a byte and its code point.
fn code_point(text: &str, byte: usize, (known_byte, known): (u32, u32)) -> Option<u32> {
    let known_byte = known_byte as usize;
    let between = text.get(byte.min(known_byte)..byte.max(known_byte))?.chars().count() as u32;
    if byte >= known_byte { Some(known + between) } else { known.checked_sub(between) }
}

/// A mention of what the knowledge base has no name for: linked by transliteration, or local.
fn unknown(kb: &Kb, index: usize, field: &FieldText<'_>, span: &recognise::Span) -> Option<Decided> {
    let first = field.tokens.iter().position(|token| token.byte_end as usize > span.start)?;
    let end = field.tokens.iter().rposition(|token| (token.byte_start as usize) < span.end)? + 1;
    let (start, last) = (field.tokens.get(first)?, field.tokens.get(end.checked_sub(1)?)?);
    // The recogniser cuts finer: a name may begin or end inside a token, or with a mark that is in none ("J.H.").
    let range = Span {
        start: code_point(field.text, span.start, (start.byte_start, start.start))?,
        end: code_point(field.text, span.end, (last.byte_end, last.end))?,
        byte_start: span.start as u32,
        byte_end: span.end as u32,
    };
    if range.end <= range.start || is_demonym(kb, field, range) {
        return None;
    }
    let surface = range.text(field.text);
    let entity = if span.kind == Kind::Person && start.script != Script::Latin {
        transliterate::find(kb, surface).filter(|entity| transliterate::may_be(surface, kb.name(*entity)))
    } else {
        None
    };
    Some(Decided {
        field: index,
        span: range,
        tokens: (first, end),
        kind: span.kind,
        entity,
        found_by: FoundBy::Recogniser,
        decision: if entity.is_some() { Decision::Only } else { Decision::Unlinked },
        candidates: candidates_within(kb, field, range, entity),
        refers_to: None,
        recognised: Some(span.kind),
        country: if span.kind == Kind::Organisation { country_within(kb, field, range) } else { 0 },
    })
}

/// Whether a range is just a demonym: evidence for a country, no mention.
fn is_demonym(kb: &Kb, field: &FieldText<'_>, range: Span) -> bool {
    field.hits.iter().filter(|hit| hit.span == range).any(|hit| {
        hit.names.iter().any(|name| name.class == NameClass::Demonym && kb.entity(name.entity).is_some())
    })
}

/// The country that a demonym or name within a range points at, 0 if none.
fn country_within(kb: &Kb, field: &FieldText<'_>, range: Span) -> u16 {
    let within = field.hits.iter().filter(|hit| hit.span.start >= range.start && hit.span.end <= range.end);
    let rows = within.filter_map(|hit| hit.names.first()).filter_map(|name| kb.entity(name.entity));
    let named = rows.filter(|row| row.kind == Kind::Location).map(|row| row.country);
    let adjectives = field.adjectives.iter().filter(|(index, _)| {
        field.tokens.get(*index).is_some_and(|token| token.start >= range.start && token.end <= range.end)
    });
    named.chain(adjectives.map(|(_, country)| *country)).find(|country| *country != 0).unwrap_or(0)
}

/// The candidates that did not win, for `explain`, and the one that transliteration found.
fn candidates_within(
    kb: &Kb,
    field: &FieldText<'_>,
    range: Span,
    found: Option<EntityIndex>,
) -> Vec<link::Candidate> {
    let same = field.hits.iter().filter(|hit| hit.span == range).flat_map(|hit| &hit.names);
    let names = same.filter(|name| name.class != NameClass::Demonym).map(|name| name.entity);
    names.chain(found).filter_map(|entity| link::Candidate::plain(kb, entity)).collect()
}

/// What names surely mean in a document: one sense per document, given by the mention whose
/// surroundings say most ("Paris, Texas").
#[derive(Debug, Default)]
pub struct Senses(BTreeMap<String, Option<EntityIndex>>);

/// Points for the surroundings from which a mention settles what its name means elsewhere.
const SETTLES: i32 = 25;

impl Senses {
    /// The senses that the decided mentions settle.
    pub fn of(fields: &[FieldText<'_>], decided: &[Decided]) -> Self {
        let mut senses: BTreeMap<String, Option<EntityIndex>> = BTreeMap::new();
        for mention in decided {
            let settled = mention.candidates.first().is_some_and(|best| best.place >= SETTLES);
            let Some(field) = fields.get(mention.field).filter(|_| settled && mention.candidates.len() > 1)
            else {
                continue;
            };
            let sense = senses.entry(mention.span.text(field.text).to_owned()).or_insert(mention.entity);
            if *sense != mention.entity {
                *sense = None;
            }
        }
        Self(senses)
    }

    /// Whether nothing is settled.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn get(&self, name: &str) -> Option<EntityIndex> {
        self.0.get(name).copied().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_are_counted_both_ways() {
        let text = "é J.H. نعم";
        assert_eq!(code_point(text, 7, (6, 5)), Some(6));
        assert_eq!(code_point(text, 3, (6, 5)), Some(2));
        assert_eq!(code_point(text, 6, (6, 5)), Some(5));
        assert_eq!(code_point(text, 1, (6, 5)), None);
        assert_eq!(code_point(text, 99, (6, 5)), None);
    }
}
