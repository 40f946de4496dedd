//! Recognition of names: a hashed linear sequence tagger for all languages.
//!
//! ```
//! use rafid_entities::recognise::{Kind, Recogniser};
//! let text = "Angela Merkel visited Oslo.";
//! let spans = Recogniser::embedded().recognise(text, "en", &[]);
//! assert_eq!(&text[spans[0].start..spans[0].end], "Angela Merkel");
//! assert_eq!(spans[0].kind, Kind::Person);
//! ```

pub mod decode;
pub mod features;
pub mod fold;
pub mod label;
pub mod language;
pub mod model;
pub mod prepare;
pub mod suffix;
pub mod tables;
pub mod tokens;

mod clitic;
mod consistency;
pub(crate) mod han;
mod initials;
mod memory;
mod pack;
mod score;
#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, OnceLock};

use consistency::{Vote, Votes};
use decode::{Decoder, Moves, Scores};
use features::Features;
use label::Place;
use memory::Memory;
pub use model::{Model, ModelError};
use prepare::Prepared;
use score::{Sum, Weights};
use tables::Rows;

pub use crate::types::Kind;

/// The bit of `kind` in [`GazetteerHit::kinds`].
pub const fn bit(kind: Kind) -> u8 {
    match kind {
        Kind::Person => 1,
        Kind::Organisation => 2,
        Kind::Location => 4,
    }
}

/// A name of a knowledge base found in the text: evidence, not a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GazetteerHit {
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte in the text.
    pub end: usize,
    /// Bit set of the kinds that it can name, see [`bit`].
    pub kinds: u8,
    /// 0 (weak alias) to 3 (strong, unambiguous name).
    pub strength: u8,
}

impl From<&crate::NameHit> for GazetteerHit {
    fn from(hit: &crate::NameHit) -> Self {
        let [person, organisation, location] = hit.kinds;
        let kinds = u8::from(person) | u8::from(organisation) << 1 | u8::from(location) << 2;
        Self { start: hit.start, end: hit.end, kinds, strength: hit.strength }
    }
}

/// A recognised name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// First byte of the name in the text.
    pub start: usize,
    /// One past the last byte in the text.
    pub end: usize,
    /// First byte of the word that the name starts in: before `start` where conjunctions or prepositions are
    /// glued to the name (Arabic و ف ب ل ك).
    pub word_start: usize,
    /// One past the last byte of the word that the name ends in: after `end` where endings are written after a mark
    /// (Turkish Ankara'da, Finnish NATO:n).
    pub word_end: usize,
    /// Kind of the named thing.
    pub kind: Kind,
    /// How sure the tagger is, 0 to 1: a sigmoid of the smallest margin between the label of a token of
    /// the name and the best other label.
    pub score: f32,
}

impl Span {
    fn moved(self, by: usize) -> Self {
        let (start, end) = (self.start + by, self.end + by);
        Self { start, end, word_start: self.word_start + by, word_end: self.word_end + by, ..self }
    }
}

/// Bytes of text that are read at once. Each token costs some hundred bytes of memory while it is scored, so that a
/// paragraph of megabytes would need a gigabyte; no paragraph of prose is so long.
const LONGEST_PIECE: usize = 1 << 18;

/// A long text in pieces that end with a line, else with a word, else anywhere.
fn pieces(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let most = (0..=rest.len().min(LONGEST_PIECE)).rev().find(|at| rest.is_char_boundary(*at))?;
        let head = rest.get(..most).unwrap_or(rest);
        let cut = if most == rest.len() {
            most
        } else {
            let after = |found: Option<usize>| found.map(|at| at + 1).filter(|length| *length > most / 2);
            after(head.rfind('\n')).or_else(|| after(head.rfind(' '))).unwrap_or(most)
        };
        let piece = start..start + cut;
        start = piece.end;
        Some(piece)
    })
}

/// A language group with weights of its own.
#[derive(Clone, Debug)]
struct Group {
    /// Its number, from one on.
    number: u8,
    moves: Moves,
    /// Shared and own weights together; made when the first text of the group is met.
    weights: OnceLock<Rows>,
}

/// The recogniser: weights, ready to run.
#[derive(Clone, Debug)]
pub struct Recogniser {
    /// Tells recognisers apart in what threads remember.
    id: u64,
    model: Model,
    groups: Vec<Group>,
    shared: Moves,
    consistency: bool,
    settled: i16,
}

static NEXT_ID: AtomicU64 = AtomicU64::new(1);

static EMBEDDED: LazyLock<Recogniser> = LazyLock::new(|| {
    // The file is part of the program, and a test reads it: an unreadable one names nothing rather than panics.
    Recogniser::from_bytes(include_bytes!("../../../../models/entities.bin"))
        .unwrap_or_else(|_| Recogniser::empty())
});

impl Recogniser {
    /// The recogniser with the weights that come with the program; they are unpacked at the first call.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Reads a weights file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        Model::from_bytes(bytes).map(Self::new)
    }

    /// A recogniser that runs `model`.
    pub fn new(model: Model) -> Self {
        let base = |p: usize, n: usize| model.transitions.get(p).and_then(|r| r.get(n)).copied().unwrap_or(0);
        let shared = Moves::new(base);
        let groups = model.languages.iter().zip(1..=features::MOST_GROUPS).map(|(language, number)| {
            let own =
                |p: usize, n: usize| language.transitions.get(p).and_then(|r| r.get(n)).copied().unwrap_or(0);
            Group {
                number,
                moves: Moves::new(|p, n| base(p, n).saturating_add(own(p, n))),
                weights: OnceLock::new(),
            }
        });
        let groups = groups.collect();
        Self {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            model,
            groups,
            shared,
            consistency: true,
            settled: score::SETTLED,
        }
    }

    fn empty() -> Self {
        Self::new(Model {
            version: String::new(),
            transitions: Default::default(),
            languages: Vec::new(),
            weights: Rows::with_capacity(0),
            words: prepare::WordTables::default(),
        })
    }

    /// Version of the weights.
    pub fn model_version(&self) -> &str {
        &self.model.version
    }

    /// The names in `text`, in order, without overlap. `language` is a BCP 47 tag; unknown ones use what
    /// all languages share. A line feed ends a sentence. `hits` are in any order.
    pub fn recognise(&self, text: &str, language: &str, hits: &[GazetteerHit]) -> Vec<Span> {
        if text.len() <= LONGEST_PIECE {
            return self.recognise_piece(text, language, hits);
        }
        let mut spans = Vec::new();
        for piece in pieces(text) {
            let within = |hit: &&GazetteerHit| piece.start <= hit.start && hit.end <= piece.end;
            let shifted = |hit: &GazetteerHit| GazetteerHit {
                start: hit.start - piece.start,
                end: hit.end - piece.start,
                ..*hit
            };
            let hits: Vec<GazetteerHit> = hits.iter().filter(within).map(shifted).collect();
            let found = self.recognise_piece(text.get(piece.clone()).unwrap_or(""), language, &hits);
            spans.extend(found.into_iter().map(|span| span.moved(piece.start)));
        }
        spans
    }

    fn recognise_piece(&self, text: &str, language: &str, hits: &[GazetteerHit]) -> Vec<Span> {
        let arabic = language::group(language) == "ar";
        let weights = self.weights(language);
        let moves = self.group(language).map_or(&self.shared, |(group, _)| &group.moves);
        let (prepared, mut segments) = Memory::with(self.id, |memory| {
            let mut scored = memory.score(text, hits, &weights);
            let sums = scored.settle(self.settled);
            let mut features = Features::default();
            let add = |at: usize, sum: &mut Sum| {
                memory.add_context(&scored, at, &weights, &mut features, sum);
            };
            let segments = score_segments(&scored.prepared, &sums, add);
            (memory.finish(scored), segments)
        });
        let mut decoder = Decoder::default();
        for segment in &mut segments {
            decoder.best(&segment.scores, moves, &mut segment.path);
        }
        self.agree(&prepared, &mut segments, moves, &mut decoder);
        let mut spans = Vec::new();
        for segment in &segments {
            let marks = suffix::marks(language);
            let found = Found { text, language, prepared: &prepared, segment, marks };
            let glued = |word: &str| {
                if arabic { clitic::proclitic(word, &self.model.words.lexicon) } else { 0 }
            };
            found.spans(glued, &mut spans);
        }
        spans
    }

    fn group(&self, language: &str) -> Option<(&Group, &model::Language)> {
        let code = language::group(language);
        self.groups.iter().zip(&self.model.languages).find(|(_, language)| language.code == code)
    }

    fn weights(&self, language: &str) -> Weights<'_> {
        let group = self.group(language);
        Weights {
            model: &self.model,
            own: group.map(|(group, language)| group.weights.get_or_init(|| self.model.together(language))),
            group: group.map_or(0, |(group, _)| group.number),
            words: language::seed(language::primary(language)),
        }
    }

    /// Turns consistency within a text off or on (it is on), to measure what it gives.
    pub fn set_consistency(&mut self, on: bool) {
        self.consistency = on;
    }

    /// Sets by how much "outside" must be ahead, by words alone, for a token to be left at that, to measure what it costs.
    pub fn set_settled(&mut self, lead: i16) {
        self.settled = lead;
    }

    /// Decodes again where a word of a sure name stands elsewhere.
    fn agree(&self, prepared: &Prepared, segments: &mut [Segment], moves: &Moves, decoder: &mut Decoder) {
        if !self.consistency {
            return;
        }
        let mut votes = Vec::new();
        for segment in segments.iter() {
            segment.vote(prepared, &mut votes);
        }
        let votes = Votes::new(votes);
        if votes.is_empty() {
            return;
        }
        for segment in segments {
            let mut changed = false;
            for (n, scores) in segment.scores.iter_mut().enumerate() {
                let info = prepared.infos.get(segment.first + n);
                changed |= info.is_some_and(|info| !info.character && votes.apply(info.word, scores));
            }
            if changed {
                decoder.best(&segment.scores, moves, &mut segment.path);
            }
        }
    }
}

/// Segments with their scores: `sums` of words, to which `add` adds what the context of a token says.
fn score_segments(prepared: &Prepared, sums: &[Sum], mut add: impl FnMut(usize, &mut Sum)) -> Vec<Segment> {
    let mut segments = Vec::new();
    for range in prepared.segments() {
        let mut scores = Vec::with_capacity(range.len());
        let first = range.start;
        for at in range {
            let mut sum = sums.get(at).copied().unwrap_or_default();
            add(at, &mut sum);
            scores.push(sum);
        }
        segments.push(Segment { first, scores, path: Vec::new() });
    }
    segments
}

/// Scored tokens in a row, with their labels.
struct Segment {
    first: usize,
    scores: Vec<Scores>,
    path: Vec<u8>,
}

impl Segment {
    /// Names of the labelling: first and last token within the segment, kind, margin.
    fn names(&self) -> impl Iterator<Item = (usize, usize, Kind, i32)> {
        let mut start = 0;
        let mut margin = i32::MAX;
        self.path.iter().zip(&self.scores).enumerate().filter_map(move |(n, (&label, own))| {
            let kind = label::kind(label)?;
            let place = label::place(label);
            if matches!(place, Place::Begin | Place::Single) {
                start = n;
                margin = i32::MAX;
            }
            margin = margin.min(margin_of(label, own));
            matches!(place, Place::End | Place::Single).then_some((start, n, kind, margin))
        })
    }

    fn vote(&self, prepared: &Prepared, votes: &mut Vec<Vote>) {
        for (from, to, kind, margin) in self.names() {
            if margin < consistency::LEAST_MARGIN || (kind != Kind::Person && from != to) {
                continue;
            }
            let ends = [from, to];
            for &at in ends.get(usize::from(from == to)..).unwrap_or_default() {
                if let Some(info) = prepared.infos.get(self.first + at)
                    && !info.character
                {
                    votes.push(Vote { word: info.word, kind, margin: margin.min(256) });
                }
            }
        }
    }
}

/// A labelled segment of a text.
struct Found<'a> {
    text: &'a str,
    language: &'a str,
    prepared: &'a Prepared,
    segment: &'a Segment,
    /// Marks that endings are written after.
    marks: &'static [char],
}

impl Found<'_> {
    /// Adds the spans of the labelling; `glued` gives the bytes at the start of a name's first word to leave out.
    fn spans(&self, glued: impl Fn(&str) -> usize, spans: &mut Vec<Span>) {
        let language = language::primary(self.language);
        for (from, to, kind, margin) in self.segment.names() {
            let (mut first, mut last) = (self.segment.first + from, self.segment.first + to);
            if kind == Kind::Person {
                last = self.before_colon(first, last);
                let free = spans.last().map_or(0, |span| span.word_end);
                first = initials::first(self.prepared, self.text, language, first, free);
            }
            let token = |n: usize| self.prepared.tokens.get(n);
            let (Some(from), Some(to)) = (token(first), token(last)) else { continue };
            let (word_start, end) = (from.start as usize, to.end as usize);
            let start = word_start + glued(self.text.get(from.range()).unwrap_or_default());
            let score = confidence(margin);
            let mut span = Span { start, end, word_start, word_end: end, kind, score };
            suffix::split(self.text, self.marks, &mut span);
            spans.push(span);
        }
    }

    /// The last token of a person's name that was found in tokens `first` to `last`: after a colon and a space comes what the
    /// person says or wrote.
    fn before_colon(&self, first: usize, last: usize) -> usize {
        let token = |n: usize| self.prepared.tokens.get(n);
        let colon = |n: &usize| {
            let text = token(*n).and_then(|colon| self.text.get(colon.range()));
            text == Some(":") && token(n + 1).is_some_and(|next| next.spaced)
        };
        (first + 1..last).find(colon).map_or(last, |n| n - 1)
    }
}

/// How far the label's kind is ahead of every other kind (or none) on the token itself.
fn margin_of(label: u8, scores: &Scores) -> i32 {
    let kind = label::kind(label);
    let (mut own, mut other) = (i32::MIN / 4, i32::MIN / 4);
    for (n, &score) in scores.iter().enumerate().take(label::LABELS) {
        let slot = if label::kind(n as u8) == kind { &mut own } else { &mut other };
        *slot = (*slot).max(score.into());
    }
    own.saturating_sub(other)
}

/// How sure a margin in quantised units is, 0 to 1, rounded to three decimals. A rational sigmoid: the exponential
/// differs between platforms in its last bits.
fn confidence(margin: i32) -> f32 {
    let scaled = f64::from(margin.clamp(-2000, 2000)) / 24.0;
    let p = 0.5 + 0.5 * scaled / (1.0 + scaled.abs());
    ((p * 1000.0).round() / 1000.0) as f32
}
