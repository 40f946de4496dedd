//! Viterbi decoding over scores of labels.

use super::label::{self, LABELS, LANES, OUTSIDE};

/// Scores of the labels of one token.
pub type Scores = [i16; LANES];

/// Score of what may not be: no labelling that may be comes so far behind the best one, as a few hundred units a token are
/// much, and any label can be reached within two tokens.
const NEVER: i16 = i16::MIN / 2;

/// Transitions by previous label, then next; those that may not be are far below all others.
#[derive(Clone, Debug)]
pub struct Moves([Scores; LABELS]);

impl Moves {
    /// From weights by (previous, next); forbidden moves are never looked up.
    pub fn new(weight: impl Fn(usize, usize) -> i16) -> Self {
        let mut moves = [[NEVER; LANES]; LABELS];
        for (previous, row) in moves.iter_mut().enumerate() {
            for (next, slot) in row.iter_mut().enumerate().take(LABELS) {
                if label::allowed(previous as u8, next as u8) {
                    *slot = weight(previous, next);
                }
            }
        }
        Self(moves)
    }
}

/// Working memory of the decoder, kept between calls.
#[derive(Default)]
pub struct Decoder {
    /// Best score of a labelling up to each token, by its label there, less that of the best of all.
    best: Vec<Scores>,
}

impl Decoder {
    /// The best labelling of a segment that begins and ends outside names; replaces `path`.
    ///
    /// Only the best scores are kept on the way forward, which needs no branches; the way back finds the labels again.
    pub fn best(&mut self, scores: &[Scores], moves: &Moves, path: &mut Vec<u8>) {
        self.best.clear();
        let mut here = [NEVER; LANES];
        here[OUTSIDE as usize] = 0;
        for own in scores {
            let mut next = [i16::MIN; LANES];
            for (&score, row) in here.iter().zip(&moves.0) {
                for (slot, &step) in next.iter_mut().zip(row) {
                    *slot = (*slot).max(score.saturating_add(step));
                }
            }
            for (slot, &own) in next.iter_mut().zip(own) {
                *slot = slot.saturating_add(own);
            }
            let most = next.iter().take(LABELS).fold(i16::MIN, |most, &score| most.max(score));
            here = next.map(|score| score.saturating_sub(most).max(NEVER));
            self.best.push(here);
        }
        let mut last = OUTSIDE;
        let mut most = i16::MIN;
        for (label, &score) in here.iter().enumerate().take(LABELS) {
            if label::final_label(label as u8) && score > most {
                most = score;
                last = label as u8;
            }
        }
        path.clear();
        path.resize(scores.len(), OUTSIDE);
        for (n, slot) in path.iter_mut().enumerate().rev() {
            *slot = last;
            if let Some(before) = n.checked_sub(1).and_then(|n| self.best.get(n)) {
                last = previous(before, last, moves);
            }
        }
    }
}

/// The label before `next` on the best labelling; the lowest of several.
fn previous(before: &Scores, next: u8, moves: &Moves) -> u8 {
    let (mut most, mut from) = (i16::MIN, OUTSIDE);
    for (label, (&score, row)) in before.iter().zip(&moves.0).enumerate() {
        let total = row.get(usize::from(next)).map_or(i16::MIN, |&step| score.saturating_add(step));
        if total > most {
            most = total;
            from = label as u8;
        }
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefers_whole_names() {
        let moves = Moves::new(|_, _| 0);
        let mut scores = [[0; LANES]; 3];
        scores[0][1] = 5; // begin of a person
        scores[1][0] = 3; // outside alone would win here
        scores[1][3] = 1; // end of a person
        let mut path = Vec::new();
        Decoder::default().best(&scores, &moves, &mut path);
        assert_eq!(path, [1, 3, 0]);
        Decoder::default().best(&[], &moves, &mut path);
        assert!(path.is_empty());
    }

    #[test]
    fn long_segments_pass_no_limit() {
        let moves = Moves::new(|_, _| -5);
        let mut scores = vec![[0; LANES]; 5_000];
        for own in &mut scores {
            own[4] = 900; // a person of one word
        }
        let mut path = Vec::new();
        Decoder::default().best(&scores, &moves, &mut path);
        assert!(path.iter().all(|label| *label == 4), "5,000 such scores are more than 16 bits hold");
    }
}
