//! Consistency within a text: a name recognised surely in one place makes the same word likelier in another.

use super::Kind;
use super::decode::Scores;
use super::label::{self, Place};

/// A word that stands in a recognised name, and how surely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Vote {
    /// Hash of the folded word.
    pub word: u32,
    /// Kind of the name.
    pub kind: Kind,
    /// Margin of the name, in quantised units.
    pub margin: i32,
}

/// Votes by word: sums of margins by kind, in order of the words.
#[derive(Debug, Default)]
pub struct Votes(Vec<(u32, [i32; 3])>);

/// Margin from which a name votes.
pub const LEAST_MARGIN: i32 = 16;
/// Largest bias that votes give, in quantised units.
const MOST: i32 = 32;

impl Votes {
    /// Sums votes for looking them up.
    pub fn new(mut votes: Vec<Vote>) -> Self {
        votes.sort_unstable();
        let mut sums: Vec<(u32, [i32; 3])> = Vec::new();
        for vote in votes {
            if sums.last().is_none_or(|(word, _)| *word != vote.word) {
                sums.push((vote.word, [0; 3]));
            }
            if let Some(sum) = sums.last_mut().and_then(|(_, sums)| sums.get_mut(vote.kind as usize)) {
                *sum = sum.saturating_add(vote.margin);
            }
        }
        Self(sums)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds the votes for `word` to the scores of a token; false if there are none.
    ///
    /// A person's name may stand alone or be either end of a longer one; other names that voted stood alone.
    pub fn apply(&self, word: u32, scores: &mut Scores) -> bool {
        let Ok(at) = self.0.binary_search_by_key(&word, |(word, _)| *word) else { return false };
        let Some((_, sums)) = self.0.get(at) else { return false };
        let all: i32 = sums.iter().fold(0, |all, sum| all.saturating_add(*sum));
        if all == 0 {
            return false;
        }
        for (kind, &sum) in Kind::ALL.iter().zip(sums) {
            let bias = (sum.saturating_sub(all.saturating_sub(sum)) / 3).clamp(0, MOST) as i16;
            let places: &[Place] = match kind {
                Kind::Person => &[Place::Single, Place::Begin, Place::End],
                _ => &[Place::Single],
            };
            for &place in places {
                if let Some(score) = scores.get_mut(usize::from(label::label(Some(*kind), place))) {
                    *score = score.saturating_add(bias);
                }
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::label::LANES;

    #[test]
    fn votes_raise_the_kind_that_was_seen() {
        let votes = Votes::new(vec![
            Vote { word: 7, kind: Kind::Person, margin: 90 },
            Vote { word: 9, kind: Kind::Location, margin: 60 },
        ]);
        let mut scores = [0; LANES];
        assert!(votes.apply(7, &mut scores));
        assert_eq!((scores[1], scores[4], scores[12]), (30, 30, 0));
        let mut scores = [0; LANES];
        assert!(votes.apply(9, &mut scores));
        assert_eq!((scores[4], scores[9], scores[12]), (0, 0, 20));
        assert!(!votes.apply(8, &mut scores));
    }
}
