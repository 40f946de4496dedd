//! Hashes of n-grams and words, collected to be looked up together.

use crate::scan::WORD;
use crate::script::Script;

const SEED: u64 = 0x9E37_79B9_7F4A_7C15;
const MIX: u64 = 0x517C_C1B7_2722_0A95;

/// Most keys of one word: n-grams of three lengths from every letter and boundary, the word, and the pair of words.
const OF_WORD: usize = 3 * (WORD + 2) + 2;
/// Keys that are collected.
const ROOM: usize = 2 * OF_WORD;

/// Keys of features of one script that were not handed over yet.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    found: [u32; ROOM],
    len: usize,
    script: Script,
}

impl Keys {
    pub(crate) const NONE: Keys = Keys { found: [0; ROOM], len: 0, script: Script::Common };

    /// Hands over what was collected.
    pub(crate) fn hand_over(&mut self, features: &mut impl FnMut(Script, &[u32])) {
        if self.len > 0 {
            features(self.script, self.found.get(..self.len).unwrap_or(&[]));
        }
        self.len = 0;
    }

    /// Makes room for the keys of a word.
    #[inline]
    pub(crate) fn make_room(&mut self, script: Script, features: &mut impl FnMut(Script, &[u32])) {
        if script != self.script || self.len + OF_WORD > ROOM {
            self.hand_over(features);
            self.script = script;
        }
    }

    /// Adds the upper half of a hash.
    #[inline]
    pub(crate) fn push(&mut self, hash: u64) {
        if let Some(key) = self.found.get_mut(self.len) {
            *key = (hash >> 32) as u32;
            self.len += 1;
        }
    }

    /// Adds every n-gram of the given orders.
    pub(crate) fn grams(&mut self, letters: &[u32], (shortest, longest): (usize, usize)) {
        for start in 0..letters.len() {
            let mut hash = SEED;
            let gram = letters.get(start..).unwrap_or(&[]).iter().take(longest);
            for (at, &letter) in gram.enumerate() {
                hash = step(hash, letter);
                if at + 1 >= shortest {
                    self.push(hash);
                }
            }
        }
    }

    /// Adds every n-gram of three and four letters, as [`grams`](Self::grams) does.
    pub(crate) fn three_and_four(&mut self, letters: &[u32]) {
        for gram in letters.windows(4) {
            let [a, b, c, d] = *gram else { continue };
            let three = hash(&[a, b, c]);
            let four = step(three, d);
            if let Some(keys) = self.found.get_mut(self.len..).and_then(|keys| keys.first_chunk_mut::<2>()) {
                *keys = [(three >> 32) as u32, (four >> 32) as u32];
                self.len += 2;
            }
        }
        if let Some(last) = letters.last_chunk::<3>() {
            self.push(hash(last));
        }
    }
}

/// Hash of a run of letters.
#[inline]
pub(crate) fn hash(letters: &[u32]) -> u64 {
    letters.iter().fold(SEED, |hash, &letter| step(hash, letter))
}

/// Hash of what was hashed before and a letter behind it.
#[inline]
pub(crate) const fn step(hash: u64, letter: u32) -> u64 {
    (hash.rotate_left(5) ^ letter as u64).wrapping_mul(MIX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::ORDERS;

    #[test]
    fn both_ways_give_the_same_keys() {
        let letters: Vec<u32> = (0..WORD as u32 + 2).map(|at| at * 7 % 30).collect();
        for len in 0..letters.len() {
            let (mut one, mut other) = (Keys::NONE, Keys::NONE);
            one.grams(&letters[..len], ORDERS);
            other.three_and_four(&letters[..len]);
            assert_eq!(one.found[..one.len], other.found[..other.len]);
        }
    }

    #[test]
    fn hands_over_every_key_once() {
        let letters = [1; WORD + 2];
        let (mut keys, mut taken) = (Keys::NONE, 0);
        for script in [Script::Latin, Script::Latin, Script::Latin, Script::Greek] {
            keys.make_room(script, &mut |_, some: &[u32]| taken += some.len());
            keys.grams(&letters, (2, 4));
        }
        keys.hand_over(&mut |_, some: &[u32]| taken += some.len());
        assert_eq!(taken, 4 * (49 + 48 + 47));
    }
}
