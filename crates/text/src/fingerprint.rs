//! Fingerprints of an article's body: equal bodies have equal SHA-256, similar ones `SimHash` values that differ in few bits.
//!
//! Both are taken over the search key of the paragraphs, joined by one space. The `SimHash` (Charikar 2002) has one
//! feature per run of three words; its feature hash is FNV-1a-64 over the three words with single spaces between them,
//! finished by `x ^= x >> 32; x *= 0xd6e8feb86659fd93; x ^= x >> 32`. A letter of a script without word spaces
//! (Han, kana, Thai, Lao, Khmer, Burmese) is a word of its own.

use crate::search::{ByteKey, Folding};
use sha2::{Digest, Sha256};

/// Fingerprints of one article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fingerprint {
    /// SHA-256 of the search key (UTF-8).
    pub sha256: [u8; 32],
    /// 64-bit `SimHash` over runs of three words; 0 for an empty key.
    pub simhash: u64,
}

impl Fingerprint {
    /// The fingerprint of paragraphs.
    pub fn of<'a>(paragraphs: impl Iterator<Item = &'a str> + Clone, folding: Folding) -> Self {
        let capacity = paragraphs.clone().map(|paragraph| paragraph.len() + 1).sum();
        let mut key = ByteKey::with_capacity(capacity, folding);
        paragraphs.for_each(|paragraph| key.add(paragraph));
        let mut hasher = SimHasher::default();
        if key.has_unspaced {
            hasher.words(std::str::from_utf8(&key.bytes).unwrap_or(""));
        } else {
            hasher.spaced_words(&key.bytes);
        }
        Fingerprint { sha256: Sha256::digest(&key.bytes).into(), simhash: hasher.finish() }
    }

    /// Number of bits in which two `SimHash` values differ, 0–64.
    pub fn distance(self, other: Fingerprint) -> u32 {
        (self.simhash ^ other.simhash).count_ones()
    }
}

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

/// The `SimHash` of a search key.
pub fn simhash(key: &str) -> u64 {
    let mut hasher = SimHasher::default();
    hasher.words(key);
    hasher.finish()
}

/// Letters of scripts that are written without spaces between words.
pub(crate) fn is_unspaced(ch: char) -> bool {
    matches!(ch as u32,
        0xe00..=0xeff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3400..=0x9fff | 0xf900..=0xfaff
        | 0x2_0000..=0x3_ffff)
}

/// Three hashes are under way at any time: of the run that started with this word, the one before, and two before.
struct SimHasher {
    open: [u64; 2],
    words: usize,
    counts: Counters,
}

impl Default for SimHasher {
    fn default() -> Self {
        SimHasher { open: [FNV_OFFSET; 2], words: 0, counts: Counters::default() }
    }
}

impl SimHasher {
    fn words(&mut self, key: &str) {
        for word in key.split(' ').filter(|word| !word.is_empty()) {
            if word.is_ascii() || !word.chars().any(is_unspaced) {
                self.word(word.as_bytes());
            } else {
                self.unspaced(word);
            }
        }
    }

    fn spaced_words(&mut self, key: &[u8]) {
        key.split(|byte| *byte == b' ').filter(|word| !word.is_empty()).for_each(|word| self.word(word));
    }

    fn word(&mut self, word: &[u8]) {
        let mut states = [self.open[0], self.open[1], FNV_OFFSET];
        for byte in word {
            for state in &mut states {
                *state = (*state ^ u64::from(*byte)).wrapping_mul(FNV_PRIME);
            }
        }
        self.words += 1;
        if self.words >= 3 {
            self.counts.add(finish(states[0]));
        }
        let space = |state: u64| (state ^ 0x20).wrapping_mul(FNV_PRIME);
        self.open = [space(states[1]), space(states[2])];
    }

    fn unspaced(&mut self, word: &str) {
        let mut start = 0;
        for (at, ch) in word.char_indices() {
            if !is_unspaced(ch) {
                continue;
            }
            let end = at + ch.len_utf8();
            [word.get(start..at), word.get(at..end)]
                .into_iter()
                .flatten()
                .filter(|part| !part.is_empty())
                .for_each(|part| self.word(part.as_bytes()));
            start = end;
        }
        if let Some(rest) = word.get(start..).filter(|rest| !rest.is_empty()) {
            self.word(rest.as_bytes());
        }
    }

    fn finish(mut self) -> u64 {
        match self.words {
            0 => return 0,
            // too short for a run of three: what there is, is the one feature (its closing space taken back is not
            // worth the code, so one and two words hash with it)
            1 => self.counts.add(finish(self.open[1])),
            2 => self.counts.add(finish(self.open[0])),
            _ => {}
        }
        self.counts.majority()
    }
}

fn finish(mut hash: u64) -> u64 {
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^ (hash >> 32)
}

/// How often each of 64 bits was set. Eight counters share a word, a byte each, and spill before they overflow.
#[derive(Default)]
struct Counters {
    lanes: [u64; 8],
    in_lanes: u32,
    totals: Vec<u32>,
    features: u32,
}

impl Counters {
    fn add(&mut self, hash: u64) {
        const LOW: u64 = 0x0101_0101_0101_0101;
        // lane b collects bits b, b + 8, … of the hash, one per byte
        for (bit, lane) in self.lanes.iter_mut().enumerate() {
            *lane += (hash >> bit) & LOW;
        }
        self.features += 1;
        self.in_lanes += 1;
        if self.in_lanes == 255 {
            self.spill();
        }
    }

    fn spill(&mut self) {
        self.totals.resize(64, 0);
        for (bit, lane) in self.lanes.iter_mut().enumerate() {
            for (byte, count) in lane.to_le_bytes().into_iter().enumerate() {
                if let Some(total) = self.totals.get_mut(byte * 8 + bit) {
                    *total += u32::from(count);
                }
            }
            *lane = 0;
        }
        self.in_lanes = 0;
    }

    fn majority(mut self) -> u64 {
        self.spill();
        let half = self.features;
        self.totals
            .iter()
            .enumerate()
            .fold(0, |hash, (bit, count)| hash | (u64::from(count * 2 > half) << bit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similar_bodies_are_near() {
        let base: Vec<String> = (0..200).map(|n| format!("word{n}")).collect();
        let mut edited = base.clone();
        edited[100] = "changed".into();
        let of = |words: &[String]| Fingerprint::of([words.join(" ").as_str()].into_iter(), Folding::General);
        let other: Vec<String> = (0..200).map(|n| format!("other{n}")).collect();
        assert_eq!(of(&base).distance(of(&base)), 0);
        assert!(of(&base).distance(of(&edited)) <= 8);
        assert!(of(&base).distance(of(&other)) >= 16);
        assert_ne!(of(&base).sha256, of(&edited).sha256);
    }

    #[test]
    fn splits_unspaced_scripts() {
        assert_eq!(simhash("北京市"), simhash("北 京 市"));
        assert_eq!(simhash(""), 0);
        assert_ne!(simhash("one"), simhash("two"));
    }
}
