//! The table of features: which ones the model knows, and what each adds.
//!
//! A feature's 32-bit key selects a bucket of four slots by its high bits and a slot by a 16-bit fingerprint, so that
//! features that training never saw add nothing. A slot holds one vector of [`DIM`] values of four bits.

use crate::model::{DIM, ROW, SLOTS, ZERO};

/// Features that are looked up at a time: enough for the processor to fetch many at once.
pub(crate) const AT_ONCE: usize = 64;
/// Most vectors of four bits a value whose sum fits bytes.
const IN_BYTES: usize = 16;

/// Fingerprints and vectors.
#[derive(Debug)]
pub(crate) struct Table {
    /// Four fingerprints a bucket, 0 = empty.
    fingerprints: &'static [[u8; 8]],
    /// By place in the bucket, then by bucket.
    vectors: Vec<[u8; ROW]>,
}

/// The sum of the vectors of one script's features.
#[derive(Clone, Debug)]
pub(crate) struct Sum {
    total: [u32; DIM],
    /// Features that the model knows.
    pub(crate) hits: u32,
    /// Features read.
    pub(crate) seen: u32,
}

impl Sum {
    pub(crate) const ZERO: Sum = Sum { total: [0; DIM], hits: 0, seen: 0 };

    pub(crate) fn merge(&mut self, other: &Sum) {
        self.total.iter_mut().zip(&other.total).for_each(|(total, more)| *total = total.wrapping_add(*more));
        self.hits = self.hits.wrapping_add(other.hits);
        self.seen = self.seen.wrapping_add(other.seen);
    }

    /// The sum of the values that the bits stand for: a value is less than eight, so no text is long enough for more
    /// than 31 bits.
    pub(crate) fn values(&self) -> [i32; DIM] {
        let zero = self.hits.wrapping_mul(u32::from(ZERO));
        self.total.map(|total| total.wrapping_sub(zero).cast_signed())
    }
}

impl Table {
    /// A table of the parts of a model file: eight bytes a bucket, [`ROW`] bytes a slot.
    ///
    /// The file has the vectors of a bucket together. Buckets are filled with the most telling features first, and those are
    /// the most frequent: put in order of their place, those of many buckets share the lines of the processor's
    /// caches, where each would stand beside three that hardly ever occur.
    pub(crate) fn new(fingerprints: &'static [u8], vectors: &[u8]) -> Table {
        let (fingerprints, _) = fingerprints.as_chunks::<8>();
        let (rows, _) = vectors.as_chunks::<ROW>();
        let place = |place: usize| rows.iter().skip(place).step_by(SLOTS).take(fingerprints.len()).copied();
        Table { fingerprints, vectors: (0..SLOTS).flat_map(place).collect() }
    }

    /// Adds the vectors of some features.
    ///
    /// First all buckets, then all slots, then all vectors: no loop has a branch that depends on the text, and those that
    /// wait for memory do little else, so that the processor fetches many at once.
    #[inline(never)]
    pub(crate) fn add(&self, sum: &mut Sum, keys: &[u32]) {
        for keys in keys.chunks(AT_ONCE) {
            self.add_some(sum, keys);
        }
    }

    fn add_some(&self, sum: &mut Sum, keys: &[u32]) {
        let buckets = buckets(self.fingerprints, keys);
        let (mut slots, mut hits) = ([0u32; AT_ONCE], 0);
        for (bucket, &key) in buckets.iter().zip(keys) {
            let (at, fingerprint) = place(key, self.fingerprints.len());
            let (place, known) = find(*bucket, fingerprint);
            // Written every time, kept only if known.
            if let Some(slot) = slots.get_mut(hits) {
                *slot = place * self.fingerprints.len() as u32 + at as u32;
            }
            hits += usize::from(known);
        }
        for slots in slots.get(..hits).unwrap_or(&[]).chunks(IN_BYTES) {
            self.add_vectors(&mut sum.total, slots);
        }
        sum.hits = sum.hits.wrapping_add(hits as u32);
        sum.seen = sum.seen.wrapping_add(keys.len() as u32);
    }

    /// Adds up to [`IN_BYTES`] vectors.
    #[inline]
    fn add_vectors(&self, total: &mut [u32; DIM], slots: &[u32]) {
        let (mut low, mut high) = ([0u8; ROW], [0u8; ROW]);
        for &slot in slots {
            let Some(vector) = self.vectors.get(slot as usize) else { continue };
            for ((low, high), &byte) in low.iter_mut().zip(&mut high).zip(vector) {
                *low = low.wrapping_add(byte & 15);
                *high = high.wrapping_add(byte >> 4);
            }
        }
        let (first, second) = total.split_at_mut(ROW);
        first.iter_mut().zip(low).for_each(|(total, part)| *total = total.wrapping_add(u32::from(part)));
        second.iter_mut().zip(high).for_each(|(total, part)| *total = total.wrapping_add(u32::from(part)));
    }
}

/// The buckets of some keys: reads and does nothing else.
#[inline]
pub(crate) fn buckets(fingerprints: &[[u8; 8]], keys: &[u32]) -> [u64; AT_ONCE] {
    let mut buckets = [0u64; AT_ONCE];
    for (bucket, &key) in buckets.iter_mut().zip(keys) {
        let (at, _) = place(key, fingerprints.len());
        *bucket = u64::from_le_bytes(fingerprints.get(at).copied().unwrap_or([0; 8]));
    }
    buckets
}

/// The bucket and the fingerprint (never 0) of a feature key.
#[inline]
pub fn place(key: u32, buckets: usize) -> (usize, u16) {
    let bucket = ((u64::from(key) * buckets as u64) >> 32) as usize;
    // The bucket is made of the high bits, so the low ones are free to tell its features apart.
    let fingerprint = (key as u16) ^ ((key >> 27) as u16);
    (bucket, fingerprint.max(1))
}

/// The place of a fingerprint among the four of a bucket, and whether it is there: compares all at once, without a
/// branch.
#[inline]
pub(crate) fn find(bucket: u64, fingerprint: u16) -> (u32, bool) {
    const ONES: u64 = 0x0001_0001_0001_0001;
    let difference = bucket ^ (u64::from(fingerprint) * ONES);
    let zero = difference.wrapping_sub(ONES) & !difference & (ONES << 15);
    (zero.trailing_zeros() / 16, zero != 0)
}

/// The slot that holds `key`, if any; the fingerprints are those of a model file.
pub fn slot_of(fingerprints: &[u8], buckets: usize, key: u32) -> Option<usize> {
    let (bucket, fingerprint) = place(key, buckets);
    let found = fingerprints.get(bucket * 8..).and_then(<[u8]>::first_chunk::<8>)?;
    let (at, known) = find(u64::from_le_bytes(*found), fingerprint);
    known.then_some(bucket * SLOTS + at as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_do_not_overflow() {
        // One bucket whose slots hold the fingerprint 1; the first of them is found.
        static FINGERPRINTS: [u8; 8] = [1, 0, 1, 0, 1, 0, 1, 0];
        let table = Table::new(&FINGERPRINTS, &[0xFF; ROW * SLOTS]);
        let mut sum = Sum::ZERO;
        table.add(&mut sum, &[1; 1000]);
        assert_eq!((sum.total, sum.hits, sum.seen), ([15_000; DIM], 1000, 1000));
        assert_eq!(sum.values(), [8_000; DIM]);
        sum.merge(&sum.clone());
        assert_eq!((sum.total, sum.hits, sum.seen), ([30_000; DIM], 2000, 2000));
        // Unknown features add nothing.
        table.add(&mut sum, &[2; 100]);
        assert_eq!((sum.total, sum.hits, sum.seen), ([30_000; DIM], 2000, 2100));
    }

    #[test]
    fn finds_every_slot() {
        let (buckets, slot) = (1 << 10, |place: u64| 7u64 << (16 * place));
        for at in 0..4 {
            assert_eq!(find(slot(at), 7), (at as u32, true));
            assert!(!find(slot(at), 8).1);
        }
        assert!(place(u32::MAX, buckets).0 < buckets && place(0, buckets) == (0, 1));
    }

    #[test]
    fn vectors_stand_by_place() {
        static FINGERPRINTS: [u8; 16] = [1; 16];
        let rows: Vec<u8> = (0..8u8).flat_map(|row| [row; ROW]).collect();
        let table = Table::new(&FINGERPRINTS, &rows);
        let order: Vec<u8> = table.vectors.iter().map(|vector| vector[0]).collect();
        assert_eq!(order, [0, 4, 1, 5, 2, 6, 3, 7]);
    }
}
