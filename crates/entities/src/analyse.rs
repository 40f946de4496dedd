//! The whole analysis of a document: match, score, choose spans, refer back, group.

use std::collections::BTreeMap;

use crate::acronyms;
use crate::adjectives::Adjectives;
use crate::clitic::{Proclitics, Words};
use crate::consistency;
use crate::context::Context;
use crate::evidence;
use crate::institutions;
use crate::kb::{EntityIndex, Kb};
use crate::link::Candidate;
use crate::local;
use crate::matcher::{self, Hit, Span};
use crate::recognise::{self, GazetteerHit, Recogniser};
use crate::spans::{self, Senses};
use crate::token::{Token, tokenize};
use crate::types::{Decision, Document, Field, FoundBy, Kind, Mention};
use crate::variants;

/// Most paragraphs of a document that are looked at; the rest has no mentions.
const MOST_PARAGRAPHS: usize = 4_000;
/// Most mentions of a document, in order of reading: what has more is a list, and each costs a record of its own.
const MOST_MENTIONS: usize = 20_000;

/// One field of a document, cut and matched.
#[derive(Debug)]
pub struct FieldText<'a> {
    /// Which field.
    pub field: Field,
    /// Its text.
    pub text: &'a str,
    /// Its tokens.
    pub tokens: Vec<Token>,
    /// Readings of them without what is glued to them.
    pub proclitics: Proclitics,
    /// Names of the knowledge base in it.
    pub hits: Vec<Hit>,
    /// Adjectives of countries in it: index of the token and of the country, in order.
    pub adjectives: Vec<(usize, u16)>,
    /// Names that the recogniser found in it.
    pub spans: Vec<recognise::Span>,
}

impl FieldText<'_> {
    /// Its words.
    pub fn words(&self) -> Words<'_> {
        Words { tokens: &self.tokens, proclitics: &self.proclitics }
    }
}

/// A mention that was decided.
#[derive(Debug, Clone)]
pub struct Decided {
    /// Index of the field text.
    pub field: usize,
    /// Range in it.
    pub span: Span,
    /// First token and token after the last.
    pub tokens: (usize, usize),
    /// The type.
    pub kind: Kind,
    /// Entity of the knowledge base, if linked.
    pub entity: Option<EntityIndex>,
    /// What found it.
    pub found_by: FoundBy,
    /// What decided.
    pub decision: Decision,
    /// Candidates, best first.
    pub candidates: Vec<Candidate>,
    /// The name in full of what an unlinked mention refers back to.
    pub refers_to: Option<String>,
    /// Type that the recogniser saw in this very span.
    pub recognised: Option<Kind>,
    /// Index of the country that an unlinked organisation names ("Russian Foreign Ministry").
    pub country: u16,
}

/// What a short form stands for in a document.
pub struct Referent<'a> {
    /// The type.
    pub kind: Kind,
    /// Entity of the knowledge base, if linked.
    pub entity: Option<EntityIndex>,
    /// The name in full.
    pub full: &'a str,
}

impl Referent<'_> {
    /// A mention of it by one token of a field.
    pub fn mention(&self, field: usize, position: usize, token: &Token) -> Decided {
        Decided {
            field,
            span: token.span(),
            tokens: (position, position + 1),
            kind: self.kind,
            entity: self.entity,
            found_by: FoundBy::Document,
            decision: Decision::Document,
            candidates: Vec::new(),
            refers_to: Some(self.full.to_owned()),
            recognised: None,
            country: 0,
        }
    }
}

/// The first of the mentions that overlaps a range of a field. They are in order and do not overlap each other.
pub fn overlapping<'a>(mentions: &'a [Decided], field: usize, range: &Span) -> Option<&'a Decided> {
    let at = mentions.partition_point(|mention| (mention.field, mention.span.end) <= (field, range.start));
    mentions.get(at).filter(|mention| mention.field == field && mention.span.overlaps(range))
}

/// Mentions that name the same entity.
#[derive(Debug)]
pub struct Group {
    /// The entity, if linked.
    pub entity: Option<EntityIndex>,
    /// Public id.
    pub id: String,
    /// The type.
    pub kind: Kind,
    /// Fullest surface form.
    pub surface: String,
    /// Index of the country of an unlinked organisation.
    pub country: u16,
    /// The mentions, in reading order.
    pub mentions: Vec<(Mention, Decided)>,
}

/// What an analysis found.
pub struct Analysis {
    /// Mentions by entity, in order of their ids.
    pub groups: Vec<Group>,
    /// Whether the document holds more than was looked at.
    pub limit_reached: bool,
}

/// Analyses a document.
pub fn analyse(kb: &Kb, document: &Document<'_>) -> Analysis {
    let fields = fields(kb, document);
    let context = Context::gather(kb, document, &fields);
    let decide = |senses: &Senses| -> Vec<Decided> {
        let each = fields.iter().enumerate();
        each.flat_map(|(index, field)| {
            spans::decide_field(kb, index, field, &context, document.language, senses)
        })
        .collect()
    };
    let mut decided = decide(&Senses::default());
    let senses = Senses::of(&fields, &decided);
    if !senses.is_empty() {
        decided = decide(&senses);
    }
    acronyms::refer_back(kb, &fields, &mut decided);
    consistency::refer_back(kb, &fields, &mut decided);
    let limit_reached = document.paragraphs.len() > MOST_PARAGRAPHS
        || decided.len() > MOST_MENTIONS
        || fields.iter().any(|field| field.hits.len() > matcher::MOST_HITS);
    decided.truncate(MOST_MENTIONS);
    Analysis { groups: group(kb, &fields, decided), limit_reached }
}

/// Cuts and matches the fields of a document.
pub fn fields<'a>(kb: &Kb, document: &Document<'a>) -> Vec<FieldText<'a>> {
    let title = document.title.map(|text| (Field::Title, text));
    let paragraphs = document.paragraphs.iter().take(MOST_PARAGRAPHS).enumerate();
    let adjectives = Adjectives::of(document.language);
    let body = paragraphs.map(|(index, text)| (Field::Paragraph(index as u32), *text));
    title
        .into_iter()
        .chain(body)
        .map(|(field, text)| {
            let tokens = tokenize(text);
            let proclitics = Proclitics::of(&tokens, text, document.language);
            let words = Words { tokens: &tokens, proclitics: &proclitics };
            let hits = variants::scan(kb, document.language, text, words);
            let known: Vec<GazetteerHit> =
                hits.iter().filter_map(|hit| evidence::name_hit(kb, hit)).map(|hit| (&hit).into()).collect();
            let spans = Recogniser::embedded().recognise(text, document.language, &known);
            let adjectives = adjectives.find(&tokens).into_iter();
            let adjectives = adjectives.filter_map(|(index, code)| {
                Some((index, kb.country_index(std::str::from_utf8(&code).ok()?)?))
            });
            let adjectives = adjectives.collect();
            let mut field = FieldText { field, text, tokens, proclitics, hits, adjectives, spans };
            let found = institutions::find(kb, &field, document.language);
            institutions::merge(&mut field.spans, found);
            field
        })
        .collect()
}

/// Of overlapping mentions the longest stays, of equally long ones the better.
pub fn longest(mut found: Vec<Decided>) -> Vec<Decided> {
    found.sort_by_key(|mention| {
        let score = mention.candidates.first().map_or(0, |best| best.score);
        (std::cmp::Reverse(mention.span.end - mention.span.start), std::cmp::Reverse(score), mention.span)
    });
    let mut kept: Vec<Decided> = Vec::new();
    let mut taken: BTreeMap<u32, u32> = BTreeMap::new();
    for mention in found {
        let before = taken.range(..mention.span.end).next_back();
        if before.is_some_and(|(_, end)| *end > mention.span.start) {
            continue;
        }
        taken.insert(mention.span.start, mention.span.end);
        kept.push(mention);
    }
    kept.sort_by_key(|mention| mention.span);
    kept
}

fn group(kb: &Kb, fields: &[FieldText<'_>], decided: Vec<Decided>) -> Vec<Group> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for mention in decided {
        let Some(field) = fields.get(mention.field) else { continue };
        let surface = mention.refers_to.clone().unwrap_or_else(|| mention.span.text(field.text).to_owned());
        let linked = mention.entity.and_then(|entity| kb.id(entity));
        let id = linked.unwrap_or_else(|| local::id(mention.kind, &surface));
        let place = Mention {
            field: field.field,
            start: mention.span.start,
            end: mention.span.end,
            byte_start: mention.span.byte_start,
            byte_end: mention.span.byte_end,
        };
        let group = groups.entry(id.clone()).or_insert_with(|| Group {
            entity: mention.entity,
            id,
            kind: mention.kind,
            surface: surface.clone(),
            country: mention.country,
            mentions: Vec::new(),
        });
        if surface.chars().count() > group.surface.chars().count() {
            group.surface = surface;
        }
        if group.country == 0 {
            group.country = mention.country;
        }
        group.mentions.push((place, mention));
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    for group in &mut groups {
        group.mentions.sort_by_key(|(mention, _)| *mention);
    }
    groups
}
