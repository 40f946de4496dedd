//! Scores of the labels of tokens.
//!
//! Most features come of one word alone, so their sums are remembered by word, for every place of a window; only tokens
//! that these sums leave open are looked at in their context. Sums are of integers, so remembering changes nothing.

use std::cell::RefCell;

use super::features::{self, Features, Info, Place};
use super::label::{LABELS, LANES};
use super::prepare::{self, Prepared};
use super::tables::Rows;
use super::tokens::{Class, Token};
use super::{GazetteerHit, Model};

/// Sums of weights, by label.
pub type Sum = [i16; LANES];

/// By how much "outside" must be ahead, by words alone, for a token to be left at that; in quantised units.
pub const SETTLED: i16 = 40;
/// Tokens so far apart that could be in a name are taken for ends of one, which may hold all between them.
const WIDEST: usize = 4;

/// Words that are remembered; a power of two.
const REMEMBERED: usize = 1 << 16;
/// Most languages whose edges are remembered.
const MOST_EDGES: usize = 64;
/// Longest remembered word, in bytes.
const LONGEST: usize = 28;

/// What the features of one word alone add to the scores of tokens around it.
#[derive(Clone, Copy, Debug, Default)]
struct Alone {
    far: Sum,
    before: Sum,
    /// The token itself: within a sentence, and at its start.
    here: [Sum; 2],
    after: Sum,
    next: Sum,
}

/// Weights as one language uses them.
#[derive(Clone, Copy)]
pub struct Weights<'a> {
    /// The model.
    pub model: &'a Model,
    /// Weights of the features that its group has copies of, shared weights included; none if it has no copies.
    pub own: Option<&'a Rows>,
    /// Seed of its group; none if it has no copies.
    pub group: Option<u32>,
    /// Seed of its words of unlabelled text.
    pub words: u32,
}

impl Weights<'_> {
    /// Adds the weights of `features`.
    fn add(&self, features: &[u32], sum: &mut Sum) {
        let shared = &self.model.weights;
        let Some(own) = self.own else { return Self::add_from(shared, features, sum, &mut Rest::default()) };
        let mut rest = Rest::default();
        Self::add_from(own, features, sum, &mut rest);
        Self::add_from(shared, rest.as_slice(), sum, &mut Rest::default());
    }

    /// Adds the weights that a table has, and keeps the features that it has none of.
    fn add_from(table: &Rows, features: &[u32], sum: &mut Sum, rest: &mut Rest) {
        // Without branches that depend on what is in the table; the second pass fetches what there may be.
        let mut found = Rest::default();
        for &feature in features {
            let may_have = table.may_have(feature);
            found.push_if(may_have, feature);
            rest.push_if(!may_have, feature);
        }
        for &feature in found.as_slice() {
            let has = table.add(feature, sum);
            rest.push_if(!has, feature);
        }
    }

    fn alone(&self, info: &Info) -> Alone {
        let mut features = Features::default();
        let mut sum = |place: Place, first: bool| {
            let mut sum = Sum::default();
            features.clear();
            features::alone(&Info { first, ..*info }, place, &mut features);
            self.add(features.as_slice(), &mut sum);
            sum
        };
        Alone {
            far: sum(Place::Far, false),
            before: sum(Place::Before, false),
            after: sum(Place::After, false),
            next: sum(Place::Next, false),
            here: {
                let alike = sum(Place::Here, false);
                let starts = |first: bool| {
                    let mut sum = alike;
                    let mut features = Features::default();
                    features::start(&Info { first, ..*info }, &mut features);
                    self.add(features.as_slice(), &mut sum);
                    sum
                };
                [starts(false), starts(true)]
            },
        }
    }
}

/// Features in a fixed buffer, filled without branches.
struct Rest {
    features: [u32; features::MOST],
    len: usize,
}

impl Default for Rest {
    fn default() -> Self {
        Self { features: [0; features::MOST], len: 0 }
    }
}

impl Rest {
    #[inline]
    fn push_if(&mut self, wanted: bool, feature: u32) {
        if let Some(slot) = self.features.get_mut(self.len) {
            *slot = feature;
        }
        self.len += usize::from(wanted);
    }

    fn as_slice(&self) -> &[u32] {
        self.features.get(..self.len).unwrap_or_default()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    word: [u8; LONGEST],
    len: u8,
    class: Class,
    group: Option<u32>,
    words: u32,
}

impl Key {
    /// The key of a word; none of long ones.
    fn new(word: &str, class: Class, weights: &Weights<'_>) -> Option<Self> {
        let mut bytes = [0; LONGEST];
        bytes.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
        Some(Self { word: bytes, len: word.len() as u8, class, group: weights.group, words: weights.words })
    }

    fn slot(&self) -> usize {
        let mut state = u64::from(self.words) ^ u64::from(self.len) << 32;
        let (chunks, _) = self.word.as_chunks::<4>();
        for chunk in chunks.iter().take(usize::from(self.len).div_ceil(4)) {
            state = (state ^ u64::from(u32::from_le_bytes(*chunk))).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            state ^= state >> 29;
        }
        (state.wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) as usize % REMEMBERED
    }
}

#[derive(Clone, Copy)]
struct Entry {
    key: Key,
    info: Info,
    alone: Alone,
}

/// Words seen lately by a thread, with what they add to scores.
#[derive(Default)]
struct Memory {
    /// Which recogniser they belong to.
    owner: u64,
    entries: Vec<Option<Entry>>,
    /// What lies beyond the ends of a sentence, by the seeds of a language.
    edges: Vec<(Option<u32>, u32, Alone)>,
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

impl Memory {
    fn serve(&mut self, owner: u64) {
        if self.owner != owner || self.entries.is_empty() {
            self.owner = owner;
            self.edges.clear();
            self.entries.clear();
            self.entries.resize(REMEMBERED, None);
        }
    }

    fn edge(&mut self, weights: &Weights<'_>) -> Alone {
        let known =
            self.edges.iter().find(|(group, words, _)| (*group, *words) == (weights.group, weights.words));
        if let Some((.., alone)) = known {
            return *alone;
        }
        let alone = weights.alone(&features::EDGE);
        self.edges.truncate(MOST_EDGES);
        self.edges.push((weights.group, weights.words, alone));
        alone
    }

    fn look(&mut self, token: &Token, word: &str, weights: &Weights<'_>) -> (Info, Alone) {
        let fresh = || {
            let info = prepare::look(token, word, &weights.model.words, weights.words);
            (info, weights.alone(&info))
        };
        let Some(key) = Key::new(word, token.class, weights) else { return fresh() };
        let Some(slot) = self.entries.get_mut(key.slot()) else { return fresh() };
        if let Some(entry) = slot
            && entry.key == key
        {
            return (entry.info, entry.alone);
        }
        let (info, alone) = fresh();
        *slot = Some(Entry { key, info, alone });
        (info, alone)
    }
}

/// A text made ready, and what the words of its tokens add to scores.
pub struct Scored {
    /// The text; tokens that are surely outside are no longer to be scored.
    pub prepared: Prepared,
    alone: Vec<Alone>,
    edge: Alone,
}

impl Scored {
    /// Prepares `text` for the recogniser with the number `owner`.
    pub fn new(owner: u64, text: &str, hits: &[GazetteerHit], weights: &Weights<'_>) -> Self {
        MEMORY.with_borrow_mut(|memory| {
            memory.serve(owner);
            let mut alone = Vec::with_capacity(text.len() / 4);
            let prepared = Prepared::with(text, hits, &weights.model.words, |token, word| {
                let (info, sums) = memory.look(token, word, weights);
                alone.push(sums);
                info
            });
            Self { prepared, alone, edge: memory.edge(weights) }
        })
    }

    /// The scores of token `at` by its word and those around it, without what they say together.
    fn by_words(&self, at: usize) -> Sum {
        let first = |at: usize| self.prepared.infos.get(at).is_none_or(|info| info.first);
        let get = |at: usize| self.alone.get(at).unwrap_or(&self.edge);
        let (mut far, mut before, mut after, mut next) = (&self.edge, &self.edge, &self.edge, &self.edge);
        let starts = first(at);
        if !starts && at > 0 {
            before = get(at - 1);
            if !first(at - 1) && at > 1 {
                far = get(at - 2);
            }
        }
        if !first(at + 1) {
            after = get(at + 1);
            if !first(at + 2) {
                next = get(at + 2);
            }
        }
        let [within, start] = &get(at).here;
        let here = if starts { start } else { within };
        let mut sum = *here;
        for other in [&far.far, &before.before, &after.after, &next.next] {
            for (total, weight) in sum.iter_mut().zip(other) {
                *total += weight;
            }
        }
        sum
    }

    /// Scores by words of all tokens that can be in a name; those that are outside by more than `settled` are taken off
    /// the list.
    pub fn settle(&mut self, settled: i16) -> Vec<Sum> {
        let mut sums = vec![Sum::default(); self.prepared.tokens.len()];
        let mut last: Option<usize> = None;
        for at in 0..sums.len() {
            if self.prepared.scored.get(at) != Some(&true) {
                continue;
            }
            let sum = self.by_words(at);
            if let Some(slot) = sums.get_mut(at) {
                *slot = sum;
            }
            let hit = self.prepared.infos.get(at).is_some_and(|info| info.gazetteer != 0);
            if !hit && lead(&sum) > settled {
                continue;
            }
            // What was taken off between two ends of a name comes back.
            let from = last.map_or(at, |last| if at - last <= WIDEST { last + 1 } else { at });
            last = Some(at);
            for between in from..at {
                if let Some(open) = self.prepared.open.get_mut(between) {
                    *open = self.prepared.scored.get(between) == Some(&true);
                }
            }
            if let Some(open) = self.prepared.open.get_mut(at) {
                *open = true;
            }
        }
        std::mem::swap(&mut self.prepared.open, &mut self.prepared.scored);
        sums
    }

    /// Adds to `sum` what the words around token `at`, and hits, say together.
    pub fn add_context(&self, at: usize, weights: &Weights<'_>, features: &mut Features, sum: &mut Sum) {
        features.clear();
        features::together(&self.prepared.window(at), features);
        weights.add(features.as_slice(), sum);
    }
}

/// How far "outside" is ahead of the best other label.
fn lead(sum: &Sum) -> i16 {
    let [outside, others @ ..] = sum;
    others.iter().take(LABELS - 1).fold(i16::MAX, |lead, other| lead.min(outside.saturating_sub(*other)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::Recogniser;

    #[test]
    fn remembered_sums_are_those_of_all_features() {
        let recogniser = Recogniser::embedded();
        let texts = [
            (
                "en",
                "Angela Merkel visited the Bank of England in London. \"It works\", she said.\nA new line",
            ),
            ("ar", "قال وزير الخارجية الأميركي ماركو روبيو في واشنطن إن الولايات المتحدة"),
            ("zh", "北京國安隊在2013年獲得席位。"),
            ("xx", "Ωmega x y"),
        ];
        for (tag, text) in texts.into_iter().cycle().take(8) {
            let weights = recogniser.weights(tag);
            let scored = Scored::new(recogniser.id, text, &[], &weights);
            let mut features = Features::default();
            for at in 0..scored.prepared.tokens.len() {
                let mut expected = Sum::default();
                features::extract(&scored.prepared.window(at), &mut features);
                weights.add(features.as_slice(), &mut expected);
                let mut sum = scored.by_words(at);
                scored.add_context(at, &weights, &mut features, &mut sum);
                assert_eq!(sum, expected, "{text} {at}");
            }
        }
    }
}
