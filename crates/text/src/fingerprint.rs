//! Fingerprints of an article's body: equal bodies have equal SHA-256, similar ones `SimHash` values that differ in few bits.
//!
//! Both are taken over the search key of the paragraphs, joined by one space. The `SimHash` (Charikar 2002) has one
//! feature per run of three words. A word's hash starts at 0x9e3779b97f4a7c15 and takes its UTF-8 in little-endian groups of
//! eight bytes, the last one filled with zeros: `h = (h ^ group) * 0xff51afd7ed558ccd; h ^= h >> 32`. The feature of the words
//! a, b, c is `x = (a * m + b) * m + c` with m = 0x9fb21c651e98df25, finished by `x ^= x >> 32; x *= 0xd6e8feb86659fd93;
//! x ^= x >> 32`; all arithmetic is modulo 2^64. Bodies of one or two words have one feature, of these. A letter of a script
//! without word spaces (Han, kana, Thai, Lao, Khmer, Burmese) is a word of its own.

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

const WORD_SEED: u64 = 0x9e37_79b9_7f4a_7c15;
const WORD_FACTOR: u64 = 0xff51_afd7_ed55_8ccd;
const RUN_FACTOR: u64 = 0x9fb2_1c65_1e98_df25;

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

/// The hashes of the last two words, and the counts.
#[derive(Default)]
struct SimHasher {
    last: [u64; 2],
    words: usize,
    counts: Counters,
}

/// The hash of a word that begins a text, and how many bytes the word has: up to a space or the end.
fn first_word(text: &[u8]) -> (u64, usize) {
    const SPACES: u64 = 0x2020_2020_2020_2020;
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (mut hash, mut at) = (WORD_SEED, 0);
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let group = rest.first_chunk::<8>().copied().unwrap_or_else(|| {
            let mut padded = [b' '; 8];
            padded.iter_mut().zip(rest).for_each(|(slot, byte)| *slot = *byte);
            padded
        });
        let group = u64::from_le_bytes(group);
        // the lowest high bit that is set marks the first space
        let marks = (group ^ SPACES).wrapping_sub(ONES) & !(group ^ SPACES) & HIGH;
        let length = marks.trailing_zeros() / 8;
        if length > 0 {
            let kept = if length == 8 { group } else { group & ((1 << (length * 8)) - 1) };
            hash = (hash ^ kept).wrapping_mul(WORD_FACTOR);
            hash ^= hash >> 32;
        }
        at += length as usize;
        if length < 8 {
            return (hash, at);
        }
    }
}

/// A bit for each byte that is a space, the first lowest.
fn spaces(block: &[u8; 64]) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    block.as_chunks::<8>().0.iter().rev().fold(0, |mask, group| {
        let other = u64::from_le_bytes(*group) ^ 0x2020_2020_2020_2020;
        let marks = !(((other & LOW) + LOW) | other | LOW) >> 7;
        mask << 8 | marks.wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
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

    /// The words of a key with single spaces. Where they end is found first, so that the hash of one word need not be
    /// waited for before the next is begun.
    fn spaced_words(&mut self, key: &[u8]) {
        let mut start = 0;
        for (index, block) in key.as_chunks::<64>().0.iter().enumerate() {
            let mut ends = spaces(block);
            while ends != 0 {
                let end = index * 64 + ends.trailing_zeros() as usize;
                self.word_at(key, start, end);
                start = end + 1;
                ends &= ends - 1;
            }
        }
        let mut rest = key.get(start..).unwrap_or_default();
        while !rest.is_empty() {
            let (hash, length) = first_word(rest);
            if length > 0 {
                self.add(hash);
            }
            rest = rest.get(length + 1..).unwrap_or_default();
        }
    }

    /// Adds the word between two places of a key.
    fn word_at(&mut self, key: &[u8], start: usize, end: usize) {
        let length = end - start;
        let groups = key.get(start..).and_then(|rest| rest.first_chunk::<16>());
        let Some(groups) = groups.filter(|_| (1..=16).contains(&length)) else {
            // long, or at the end of the key
            let (hash, length) = first_word(key.get(start..end).unwrap_or_default());
            if length > 0 {
                self.add(hash);
            }
            return;
        };
        // both groups always: whether there is a second one is not foreseen by the processor
        let groups = u128::from_le_bytes(*groups) & (u128::MAX >> (128 - length * 8));
        let round = |hash: u64, group: u64| {
            let hash = (hash ^ group).wrapping_mul(WORD_FACTOR);
            hash ^ hash >> 32
        };
        let first = round(WORD_SEED, groups as u64);
        let second = round(first, (groups >> 64) as u64);
        self.add(if length > 8 { second } else { first });
    }

    fn word(&mut self, word: &[u8]) {
        self.add(first_word(word).0);
    }

    fn add(&mut self, word: u64) {
        self.words += 1;
        let [first, second] = self.last;
        if self.words >= 3 {
            self.counts.add(finish(run(run(first, second), word)));
        }
        self.last = [second, word];
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
            // too short for a run of three: what there is, is the one feature
            1 => self.counts.add(finish(self.last[1])),
            2 => self.counts.add(finish(run(self.last[0], self.last[1]))),
            _ => {}
        }
        self.counts.majority()
    }
}

/// A run of words and one more.
fn run(before: u64, word: u64) -> u64 {
    before.wrapping_mul(RUN_FACTOR).wrapping_add(word)
}

fn finish(mut hash: u64) -> u64 {
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^ (hash >> 32)
}

/// How often each of 64 bits was set: 64 counters side by side, plane k holding their bits of weight 2^k, so that eight
/// hashes are counted in a few operations on whole words (Harley and Seal's carry-save adders).
#[derive(Default)]
struct Counters {
    waiting: [u64; 8],
    /// How many of `waiting` wait.
    length: usize,
    planes: [u64; 32],
    features: u32,
}

/// Three bits of equal weight as their sum's bit and the carry, 64 times.
fn add_three(a: u64, b: u64, c: u64) -> (u64, u64) {
    let either = a ^ b;
    (either ^ c, (a & b) | (either & c))
}

impl Counters {
    fn add(&mut self, hash: u64) {
        if let Some(slot) = self.waiting.get_mut(self.length) {
            *slot = hash;
        }
        self.length += 1;
        self.features += 1;
        if self.length == 8 {
            self.length = 0;
            self.count_eight();
        }
    }

    fn count_eight(&mut self) {
        let [ones, twos, fours, ..] = self.planes;
        let [h0, h1, h2, h3, h4, h5, h6, h7] = self.waiting;
        let (ones, twos_a) = add_three(ones, h0, h1);
        let (ones, twos_b) = add_three(ones, h2, h3);
        let (twos, fours_a) = add_three(twos, twos_a, twos_b);
        let (ones, twos_a) = add_three(ones, h4, h5);
        let (ones, twos_b) = add_three(ones, h6, h7);
        let (twos, fours_b) = add_three(twos, twos_a, twos_b);
        let (fours, eights) = add_three(fours, fours_a, fours_b);
        self.planes[..3].copy_from_slice(&[ones, twos, fours]);
        self.carry(3, eights);
    }

    /// Adds a bit of weight 2^`plane` to each counter whose bit is set in `carry`.
    fn carry(&mut self, plane: usize, mut carry: u64) {
        for sum in self.planes.iter_mut().skip(plane) {
            (*sum, carry) = (*sum ^ carry, *sum & carry);
            if carry == 0 {
                return;
            }
        }
    }

    /// The bits that were set in more than half of the features.
    fn majority(mut self) -> u64 {
        for hash in self.waiting.into_iter().take(self.length) {
            self.carry(0, hash);
        }
        let half = self.features / 2;
        let (mut more, mut equal) = (0_u64, u64::MAX);
        for (weight, plane) in self.planes.into_iter().enumerate().rev() {
            let of_half = if half >> weight & 1 == 1 { u64::MAX } else { 0 };
            more |= equal & plane & !of_half;
            equal &= !(plane ^ of_half);
        }
        more
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

    #[test]
    fn counts_as_counters_do() {
        let mut state = 1_u64;
        let mut next = || {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            finish(state) & finish(state.rotate_left(9))
        };
        for features in (0..40).chain([255, 256, 1000]) {
            let mut counters = Counters::default();
            let mut slowly = [0_u32; 64];
            for _ in 0..features {
                let hash = next() | next();
                counters.add(hash);
                for (bit, count) in slowly.iter_mut().enumerate() {
                    *count += (hash >> bit & 1) as u32;
                }
            }
            let majority =
                (0..64).filter(|bit| slowly[*bit] * 2 > features).fold(0_u64, |sum, bit| sum | 1 << bit);
            assert_eq!(counters.majority(), majority, "{features}");
        }
    }

    #[test]
    fn finds_words_wherever_they_stand() {
        let words =
            ["a", "sevenss", "eightsss", "ninesssss", "sixteen_sixteens", "seventeen_seventee", "كلمة", "é"];
        for turn in 0..words.len() {
            let key = words.iter().cycle().skip(turn).take(11).copied().collect::<Vec<_>>().join(" ");
            for end in (0..=key.len()).filter(|end| key.is_char_boundary(*end)) {
                let mut hasher = SimHasher::default();
                hasher.spaced_words(&key.as_bytes()[..end]);
                assert_eq!(hasher.finish(), simhash(&key[..end]), "{}", &key[..end]);
            }
        }
    }

    #[test]
    fn hashes_words_as_documented() {
        let slowly = |word: &str| {
            word.as_bytes().chunks(8).fold(WORD_SEED, |hash, chunk| {
                let group = chunk.iter().rev().fold(0_u64, |group, byte| group << 8 | u64::from(*byte));
                let hash = (hash ^ group).wrapping_mul(WORD_FACTOR);
                hash ^ (hash >> 32)
            })
        };
        for word in
            ["", "a", "sevenss", "eightsss", "nine nine", "ninesssss", "sixteen sixteens", "كلمةطويلةجدا"]
        {
            let first = word.split(' ').next().unwrap();
            assert_eq!(first_word(word.as_bytes()), (slowly(first), first.len()), "{word}");
        }
    }
}
