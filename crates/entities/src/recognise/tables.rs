//! Hash tables of the recogniser: rows of weights by feature, codes by word. Built once, then only read.

use super::label::LANES;

/// An open-addressed map from 32-bit hashes to small values. Key zero stands for an empty slot, so a hash
/// of zero is stored as one.
#[derive(Clone, Debug)]
pub struct HashTable<V> {
    /// One bit for each of many hashes: most lookups are of what is absent, and end here, in fast memory.
    filter: Vec<u64>,
    filter_shift: u32,
    keys: Vec<u32>,
    values: Vec<V>,
    shift: u32,
    len: usize,
}

/// A row of quantised weights, one lane for each label; the last lane is not zero where languages have copies of
/// the feature with weights of their own.
pub type Row = [i8; LANES];

impl<V: Copy + Default> HashTable<V> {
    /// An empty table with room for `entries` at a load of at most seven tenths.
    pub fn with_capacity(entries: usize) -> Self {
        let slots = (entries.saturating_mul(10) / 7 + 2).next_power_of_two().max(64);
        let filter_bits = slots.saturating_mul(8).min(1 << 31);
        Self {
            filter: vec![0; filter_bits / 64],
            filter_shift: 32 - filter_bits.trailing_zeros(),
            keys: vec![0; slots],
            values: vec![V::default(); slots],
            shift: 32 - slots.trailing_zeros(),
            len: 0,
        }
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Sets the value of `hash`; false, and no change, when the table is full.
    pub fn insert(&mut self, hash: u32, value: V) -> bool {
        let key = hash.max(1);
        let mask = self.keys.len() - 1;
        let mut slot = self.home(key);
        for _ in 0..self.keys.len() {
            let Some(stored) = self.keys.get_mut(slot) else { return false };
            if *stored == 0 || *stored == key {
                self.len += usize::from(*stored == 0);
                *stored = key;
                let (word, bit) = self.filter_place(key);
                if let Some(bits) = self.filter.get_mut(word) {
                    *bits |= bit;
                }
                if let Some(old) = self.values.get_mut(slot) {
                    *old = value;
                }
                return true;
            }
            slot = (slot + 1) & mask;
        }
        false
    }

    /// The value of `hash`.
    #[inline]
    pub fn get(&self, hash: u32) -> Option<&V> {
        let key = hash.max(1);
        let (word, bit) = self.filter_place(key);
        if self.filter.get(word)? & bit == 0 {
            return None;
        }
        let mask = self.keys.len() - 1;
        let mut slot = self.home(key);
        loop {
            let stored = *self.keys.get(slot)?;
            if stored == key {
                return self.values.get(slot);
            }
            if stored == 0 {
                return None;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// All entries, in order of their slots.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &V)> {
        self.keys.iter().copied().zip(&self.values).filter(|(key, _)| *key != 0)
    }

    #[inline]
    fn filter_place(&self, key: u32) -> (usize, u64) {
        let bit = key.wrapping_mul(0x85eb_ca6b) >> self.filter_shift;
        ((bit >> 6) as usize, 1 << (bit & 63))
    }

    fn home(&self, key: u32) -> usize {
        // Keys of the weights are well mixed in their high bits; those of words are mixed again.
        (key.wrapping_mul(0x9e37_79b1) >> self.shift) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_put_in() {
        let mut table = HashTable::<u8>::with_capacity(100);
        for n in 0..100_u32 {
            assert!(table.insert(n.wrapping_mul(0x0100_0001), n as u8));
        }
        for n in 2..100_u32 {
            assert_eq!(table.get(n.wrapping_mul(0x0100_0001)), Some(&(n as u8)));
        }
        assert_eq!(table.get(77), None);
        assert_eq!(table.iter().count(), table.len());
    }
}
