//! Deciding the mentions of one field: names of the knowledge base and spans of the recogniser,
//! each the other's evidence.

use std::collections::BTreeMap;

use crate::analyse::{Decided, FieldText, longest, overlapping as overlapping_mention};
use crate::context::Context;
use crate::decide;
use crate::fold::Script;
use crate::kb::format::{NameClass, NameRecord, Subtype};
use crate::kb::{EntityIndex, Kb};
use crate::link;
use crate::matcher::{Hit, Span};
use crate::recognise;
use crate::situation::{MENTION, Reader};
use crate::token::Gap;
use crate::transliterate;
use crate::types::{Decision, FoundBy, Kind};

/// Score from which a span of the recogniser that holds a name of the knowledge base and more is
/// taken for a name of its own ("Ivanka Trump", not "Trump").
const OWN_NAME: f32 = 0.7;

/// Score from which a person's name holds what is a part of it ("Michael Jordan" is no country).
const PERSON_NAME: f32 = 0.35;

/// Prior from which a city in the name of an organisation tells its country ("Juventus Turin").
const KNOWN_CITY: u8 = 55;

/// The mentions of a field, without overlap, in reading order.
pub fn decide_field(
    kb: &Kb,
    index: usize,
    field: &FieldText<'_>,
    context: &Context,
    language: &str,
    senses: &Senses,
) -> Vec<Decided> {
    let reader = Reader::new(kb, field, language);
    let mut found: Vec<Decided> = Vec::new();
    let mut doubted = Wholes::default();
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
        if is_known_surname(kb, field, hit) {
            continue;
        }
        let situation = reader.situation(hit, overlapping, same, senses.get(hit.span.text(field.text)));
        let candidates = link::candidates(kb, hit, context, &situation, language);
        let (entity, decision) = decide::decide(kb, hit, &candidates, &situation);
        let Some(kind) = entity.and_then(|entity| kb.entity(entity)).map(|row| row.kind) else {
            if situation.around.memorial || situation.recognised.is_some() && !candidates.is_empty() {
                doubted.0.push(hit.span);
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
    doubted.sort();
    found.retain(|mention| !doubted.have_part(mention.span));
    let mut decided = longest(found);
    let new: Vec<Decided> = field
        .spans
        .iter()
        .filter(|span| span.score >= MENTION)
        .filter_map(|span| unknown(kb, index, field, span))
        .filter(|mention| overlapping_mention(&decided, index, &mention.span).is_none())
        .collect();
    decided.extend(new);
    decided.sort_by_key(|mention| mention.span);
    decided
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

/// Names, to ask whether one of them holds another.
#[derive(Default)]
struct Wholes(Vec<Span>);

impl Wholes {
    /// Orders them by their start; the end of each becomes the furthest of those up to it.
    fn sort(&mut self) {
        self.0.sort_unstable();
        let mut furthest = 0;
        for name in &mut self.0 {
            furthest = furthest.max(name.byte_end);
            name.byte_end = furthest;
        }
    }

    /// Whether one of them reaches beyond a range at one end at least, and covers it.
    fn have_part(&self, part: Span) -> bool {
        let reach = |count: usize| {
            count.checked_sub(1).and_then(|last| self.0.get(last)).map_or(0, |name| name.byte_end)
        };
        let earlier = reach(self.0.partition_point(|name| name.byte_start < part.byte_start));
        let all = reach(self.0.partition_point(|name| name.byte_start <= part.byte_start));
        earlier >= part.byte_end || all > part.byte_end
    }
}

/// The span of the recogniser that overlaps a range, the longest if several.
fn overlapping<'a>(field: &'a FieldText<'_>, range: Span) -> Option<&'a recognise::Span> {
    let from = field.spans.partition_point(|span| span.end <= range.byte_start as usize);
    let overlaps = |span: &&recognise::Span| span.start < range.byte_end as usize;
    field.spans.iter().skip(from).take_while(overlaps).max_by_key(|span| span.end - span.start)
}

fn is_same(span: &recognise::Span, range: Span) -> bool {
    let starts = [span.start, span.word_start].contains(&(range.byte_start as usize));
    starts && span.end == range.byte_end as usize
}

fn is_beyond(span: &recognise::Span, hit: &Hit) -> bool {
    span.start < hit.span.byte_start as usize && span.word_start != hit.span.byte_start as usize
        || span.end > hit.span.byte_end as usize
}

/// Whether the name of a town and the word before it are, by their consonants, the name of a person who is known
/// ("چارلز داروین"). Only where no capital shows that the two belong together, and where names of places are written
/// with words before them all the same: in Arabic and Hebrew letters.
fn is_known_surname(kb: &Kb, field: &FieldText<'_>, hit: &Hit) -> bool {
    let is_town = |name: &NameRecord| {
        let row = kb.entity(name.entity);
        row.is_some_and(|row| row.kind == Kind::Location && row.subtype != Subtype::Country)
    };
    let Some(before) = hit.first.checked_sub(1).and_then(|index| field.tokens.get(index)) else {
        return false;
    };
    let Some(token) = field.tokens.get(hit.first) else { return false };
    let beside = hit.end - hit.first == 1
        && !hit.cut
        && token.gap == Gap::Space
        && before.end + 1 == token.start
        && matches!(token.script, Script::Arabic | Script::Hebrew)
        && before.script == token.script
        && before.len() >= 3;
    if !beside || !hit.names.first().is_some_and(is_town) {
        return false;
    }
    let name = field.text.get(before.byte_start as usize..token.byte_end as usize).unwrap_or("");
    transliterate::find(kb, name).is_some_and(|person| transliterate::may_be(name, kb.name(person)))
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
    let first = field.tokens.partition_point(|token| token.byte_end as usize <= span.start);
    let end = field.tokens.partition_point(|token| (token.byte_start as usize) < span.end);
    let (start, last) = (field.tokens.get(first)?, field.tokens.get(end.checked_sub(1)?)?);
    // The recogniser cuts finer: a name may begin or end inside a token, or with a mark that is in none ("J.H.").
    let range = Span {
        start: code_point(field.text, span.start, (start.byte_start, start.start))?,
        end: code_point(field.text, span.end, (last.byte_end, last.end))?,
        byte_start: span.start as u32,
        byte_end: span.end as u32,
    };
    let within = field.hits.partition_point(|hit| hit.first < first);
    let within = || field.hits.iter().skip(within).take_while(|hit| hit.first < end);
    let same = || within().filter(|hit| hit.span == range).flat_map(|hit| &hit.names);
    if range.end <= range.start || same().any(|name| is_demonym(kb, name)) {
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
        candidates: unchosen(kb, same(), entity),
        refers_to: None,
        recognised: Some(span.kind),
        country: match span.kind {
            Kind::Organisation => country_within(kb, field, range, first, within()),
            _ => 0,
        },
    })
}

/// Whether a name is a demonym: evidence for a country, no mention.
fn is_demonym(kb: &Kb, name: &NameRecord) -> bool {
    name.class == NameClass::Demonym && kb.entity(name.entity).is_some()
}

/// The country that a name or adjective within a range points at, 0 if none. `hits` and `first` are those at its start.
fn country_within<'a>(
    kb: &Kb,
    field: &FieldText<'_>,
    range: Span,
    first: usize,
    mut hits: impl Iterator<Item = &'a Hit>,
) -> u16 {
    let within = |start: u32, end: u32| range.start <= start && end <= range.end;
    let of_hit = |hit: &Hit| {
        let name = hit.names.first().filter(|name| !name.common)?;
        let row = kb.entity(name.entity)?;
        let telling = match row.subtype {
            Subtype::Country | Subtype::Division | Subtype::Capital => true,
            // A small town may be called as any word is ("Federal", "Union").
            Subtype::City => row.prior >= KNOWN_CITY,
            _ => false,
        };
        Some(row.country).filter(|country| telling && within(hit.span.start, hit.span.end) && *country != 0)
    };
    if let Some(country) = hits.find_map(of_hit) {
        return country;
    }
    let from = field.adjectives.partition_point(|(index, _)| *index < first);
    let adjectives = field.adjectives.iter().skip(from).filter_map(|(index, country)| {
        Some((field.tokens.get(*index)?, *country)).filter(|(_, country)| *country != 0)
    });
    let mut adjectives = adjectives.take_while(|(token, _)| token.start < range.end);
    adjectives.find(|(token, _)| within(token.start, token.end)).map_or(0, |(_, country)| country)
}

/// The candidates that did not win, for `explain`, and the one that transliteration found.
fn unchosen<'a>(
    kb: &Kb,
    names: impl Iterator<Item = &'a NameRecord>,
    found: Option<EntityIndex>,
) -> Vec<link::Candidate> {
    let names = names.filter(|name| name.class != NameClass::Demonym).map(|name| name.entity);
    names.chain(found).filter_map(|entity| link::Candidate::plain(kb, entity)).collect()
}

/// What names surely mean in a document: one sense per document, given by the mention whose
/// surroundings say most ("Paris, Texas").
#[derive(Debug, Default)]
pub struct Senses(BTreeMap<String, Option<EntityIndex>>);

/// Points for the surroundings from which a mention settles what its name means elsewhere.
pub const SETTLES: i32 = 25;

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
    fn wholes_hold_their_parts_and_not_themselves() {
        let range = |byte_start, byte_end| Span { start: byte_start, end: byte_end, byte_start, byte_end };
        let mut names = Wholes(vec![range(10, 20), range(0, 5), range(12, 14), range(30, 40)]);
        names.sort();
        let check = |start, end, part| assert_eq!(names.have_part(range(start, end)), part, "{start} {end}");
        check(0, 5, false);
        check(0, 4, true);
        check(1, 5, true);
        check(12, 14, true);
        check(10, 20, false);
        check(10, 19, true);
        check(15, 20, true);
        check(15, 21, false);
        check(30, 40, false);
        check(8, 9, false);
        check(50, 60, false);
        assert!(!Wholes::default().have_part(range(0, 1)));
    }

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
