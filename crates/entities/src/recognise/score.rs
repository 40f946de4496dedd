//! Scores of the labels of tokens.
//!
//! Most features come of one word alone; only tokens that their sums leave open are looked at in their context.

use super::Model;
use super::features::{self, Features, Info, Place, Spelling};
use super::label::{LABELS, LANES};
use super::prepare::Prepared;
use super::tables::{Row, Rows};

/// Sums of weights, by label.
pub type Sum = [i16; LANES];

/// By how much "outside" must be ahead, by words alone, for a token to be left at that; in quantised units.
pub const SETTLED: i16 = 40;
/// Tokens so far apart that could be in a name are taken for ends of one, which may hold all between them.
const WIDEST: usize = 4;

/// What the features of one word alone add to the scores of tokens around it. Sums over a neighbour are of few features, and
/// no trained model's come near the ends of a byte.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alone {
    pub(super) far: Row,
    pub(super) before: Row,
    pub(super) after: Row,
    pub(super) next: Row,
    /// The token itself: within a sentence, and at its start.
    pub(super) here: [Sum; 2],
}

/// Weights as one language uses them.
#[derive(Clone, Copy)]
pub struct Weights<'a> {
    /// The model.
    pub model: &'a Model,
    /// Weights of the features that its group has own ones of, shared weights included; none if it has no own ones.
    pub own: Option<&'a Rows>,
    /// Number of its group, from one to [`features::MOST_GROUPS`]; zero if it has no own weights.
    pub group: u8,
    /// Seed of its words of unlabelled text.
    pub words: u32,
}

impl Weights<'_> {
    /// Calls `each` with the number of every one of `features` that has weights, and these.
    ///
    /// Most features have none, and what is asked for is far away in memory: the answers to a step's questions are on their
    /// way at once, since no branch waits for them.
    pub fn rows(&self, features: &[u32], mut each: impl FnMut(usize, &Row)) {
        let shared = &self.model.weights;
        let get = |number: u8| features.get(usize::from(number)).copied().unwrap_or_default();
        let mut all = Numbers::default();
        for (number, &feature) in (0..).zip(features) {
            all.push_if(shared.may_have(feature), number);
        }
        let (mut own, mut others) = (Numbers::default(), Numbers::default());
        for &number in all.as_slice() {
            let may_have = self.own.is_some_and(|rows| rows.may_have(get(number)));
            own.push_if(may_have, number);
            others.push_if(!may_have, number);
        }
        let mut found = [None; features::MOST];
        if let Some(rows) = self.own {
            for (slot, &number) in found.iter_mut().zip(own.as_slice()) {
                *slot = rows.find(get(number));
                others.push_if(slot.is_none(), number);
            }
            for (position, &number) in found.iter().zip(own.as_slice()) {
                if let Some(position) = position {
                    each(usize::from(number), &rows.row(*position));
                }
            }
        }
        for (slot, &number) in found.iter_mut().zip(others.as_slice()) {
            *slot = shared.find(get(number));
        }
        for (position, &number) in found.iter().zip(others.as_slice()) {
            if let Some(position) = position {
                each(usize::from(number), &shared.row(*position));
            }
        }
    }

    /// What the features of one word alone add to scores.
    pub fn alone(&self, info: &Info, spelling: &Spelling) -> Alone {
        // Sums: of the places, then of both starts. Features up to `ends` of a sum are its own.
        let mut features = Features::default();
        let mut ends = [0; 7];
        let (places, starts) = ends.split_at_mut(Place::ALL.len());
        for (place, end) in Place::ALL.into_iter().zip(places) {
            features::alone(info, spelling, place, &mut features);
            *end = features.as_slice().len();
        }
        for (first, end) in [false, true].into_iter().zip(starts) {
            features::start(&Info { first, ..*info }, &mut features);
            *end = features.as_slice().len();
        }
        let mut sums = [Sum::default(); 7];
        self.rows(features.as_slice(), |number, row| {
            let sum = ends.iter().position(|end| number < *end).and_then(|at| sums.get_mut(at));
            if let Some(sum) = sum {
                add(sum, row);
            }
        });
        let [far, before, here, after, next, mut within, mut start] = sums;
        for (total, here) in within.iter_mut().chain(&mut start).zip(here.iter().cycle()) {
            *total += here;
        }
        let [far, before, after, next] = [far, before, after, next].map(|sum| narrow(&sum));
        Alone { far, before, after, next, here: [within, start] }
    }
}

/// Adds a row to a sum.
pub fn add(sum: &mut Sum, row: &Row) {
    for (total, weight) in sum.iter_mut().zip(row) {
        *total += i16::from(*weight);
    }
}

fn narrow(sum: &Sum) -> Row {
    sum.map(|weight| weight.clamp(-127, 127) as i8)
}

/// Numbers of features in a fixed buffer, filled without branches.
struct Numbers {
    numbers: [u8; features::MOST],
    len: usize,
}

impl Default for Numbers {
    fn default() -> Self {
        Self { numbers: [0; features::MOST], len: 0 }
    }
}

impl Numbers {
    #[inline]
    fn push_if(&mut self, wanted: bool, number: u8) {
        if let Some(slot) = self.numbers.get_mut(self.len) {
            *slot = number;
        }
        self.len += usize::from(wanted);
    }

    fn as_slice(&self) -> &[u8] {
        self.numbers.get(..self.len).unwrap_or_default()
    }
}

/// A text made ready, and what the words of its tokens add to scores.
pub struct Scored {
    /// The text; tokens that are surely outside are no longer to be scored.
    pub prepared: Prepared,
    pub(super) alone: Vec<Alone>,
    pub(super) edge: Alone,
}

impl Scored {
    /// The scores of token `at` by its word and those around it, without what they say together.
    pub fn by_words(&self, at: usize) -> Sum {
        let [far, before, here, after, next] =
            self.prepared.neighbours(at).map(|n| self.alone.get(n).unwrap_or(&self.edge));
        let starts = self.prepared.infos.get(at).is_none_or(|info| info.first);
        let [within, start] = &here.here;
        let mut sum = *if starts { start } else { within };
        let others = far.far.iter().zip(&before.before).zip(after.after.iter().zip(&next.next));
        for (total, ((far, before), (after, next))) in sum.iter_mut().zip(others) {
            *total += i16::from(*far) + i16::from(*before) + i16::from(*after) + i16::from(*next);
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
}

/// How far "outside" is ahead of the best other label.
fn lead(sum: &Sum) -> i16 {
    let [outside, others @ ..] = sum;
    others.iter().take(LABELS - 1).fold(i16::MAX, |lead, other| lead.min(outside.saturating_sub(*other)))
}
