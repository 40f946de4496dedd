//! Viterbi decoding over scores of labels.

use super::label::{self, LABELS, LANES, OUTSIDE};

/// Scores of the labels of one token.
pub type Scores = [i32; LANES];

/// Score of what may not be.
pub const NEVER: i32 = i32::MIN / 4;

/// Transitions with forbidden moves at [`NEVER`], by next label, then previous.
#[derive(Clone, Debug)]
pub struct Moves([[i32; LANES]; LABELS]);

impl Moves {
    /// From weights by (previous, next); forbidden moves are never looked up.
    pub fn new(weight: impl Fn(usize, usize) -> i32) -> Self {
        let mut moves = [[NEVER; LANES]; LABELS];
        for (next, row) in moves.iter_mut().enumerate() {
            for (previous, slot) in row.iter_mut().enumerate().take(LABELS) {
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
    back: Vec<[u8; LANES]>,
}

impl Decoder {
    /// The best labelling of a segment that begins and ends outside names; replaces `path`.
    pub fn best(&mut self, scores: &[Scores], moves: &Moves, path: &mut Vec<u8>) {
        self.back.clear();
        let mut here = [NEVER; LANES];
        here[OUTSIDE as usize] = 0;
        for token in scores {
            let mut next = [NEVER; LANES];
            let mut back = [0_u8; LANES];
            for (to, row) in moves.0.iter().enumerate() {
                let (mut best, mut from) = (NEVER, 0_u8);
                for (previous, (&score, &step)) in here.iter().zip(row).enumerate() {
                    let total = score.saturating_add(step);
                    if total > best {
                        best = total;
                        from = previous as u8;
                    }
                }
                if let (Some(slot), Some(pointer), Some(&own)) =
                    (next.get_mut(to), back.get_mut(to), token.get(to))
                {
                    *slot = best.saturating_add(own).max(NEVER);
                    *pointer = from;
                }
            }
            here = next;
            self.back.push(back);
        }
        let mut last = OUTSIDE;
        let mut best = NEVER;
        for (label, &score) in here.iter().enumerate().take(LABELS) {
            if label::final_label(label as u8) && score > best {
                best = score;
                last = label as u8;
            }
        }
        path.clear();
        path.resize(scores.len(), OUTSIDE);
        for (slot, back) in path.iter_mut().zip(&self.back).rev() {
            *slot = last;
            last = back.get(last as usize).copied().unwrap_or(OUTSIDE);
        }
    }
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
}
