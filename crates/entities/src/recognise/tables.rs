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

/// A row of quantised weights, one lane for each label; the last lane is zero.
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
                let (word, bit) = filter_place(key, self.filter_shift);
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
        let (word, bit) = filter_place(key, self.filter_shift);
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

    fn home(&self, key: u32) -> usize {
        // Keys of the weights are well mixed in their high bits; those of words are mixed again.
        (key.wrapping_mul(0x9e37_79b1) >> self.shift) as usize
    }
}

/// Three rows in a line of the processor's cache.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Bucket {
    keys: [u32; 3],
    rows: [Row; 3],
}

/// Rows of weights by feature, as [`HashTable`] but key and row side by side: what is found costs one access to slow memory.
#[derive(Clone, Debug)]
pub struct Rows {
    filter: Vec<u64>,
    filter_shift: u32,
    buckets: Vec<Bucket>,
    len: usize,
}

/// Where a row stands in a table.
#[derive(Clone, Copy, Debug)]
pub struct Position(usize);

impl Rows {
    /// An empty table with room for `entries`.
    pub fn with_capacity(entries: usize) -> Self {
        let filter_bits = entries.saturating_mul(8).next_power_of_two().clamp(64, 1 << 31);
        Self {
            filter: vec![0; filter_bits / 64],
            filter_shift: 32 - filter_bits.trailing_zeros(),
            buckets: vec![Bucket::default(); entries / 2 + 2],
            len: 0,
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Sets the row of `feature`; false, and no change, when the table is full.
    pub fn insert(&mut self, feature: u32, row: Row) -> bool {
        let key = feature.max(1);
        let mut at = self.home(key);
        for _ in 0..self.buckets.len() {
            let Some(bucket) = self.buckets.get_mut(at) else { return false };
            for (stored, old) in bucket.keys.iter_mut().zip(&mut bucket.rows) {
                if *stored != 0 && *stored != key {
                    continue;
                }
                self.len += usize::from(*stored == 0);
                *stored = key;
                *old = row;
                let (word, bit) = filter_place(key, self.filter_shift);
                if let Some(bits) = self.filter.get_mut(word) {
                    *bits |= bit;
                }
                return true;
            }
            at = if at + 1 == self.buckets.len() { 0 } else { at + 1 };
        }
        false
    }

    /// Whether there may be a row of `feature`: false is sure.
    #[inline]
    pub fn may_have(&self, feature: u32) -> bool {
        let (word, bit) = filter_place(feature.max(1), self.filter_shift);
        self.filter.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// Where the row of `feature` stands, if there is one.
    ///
    /// No branch waits for what is in the table but one that is hardly ever taken, so that the processor can look for many
    /// rows at once.
    #[inline]
    pub fn find(&self, feature: u32) -> Option<Position> {
        let key = feature.max(1);
        let mut at = self.home(key);
        for _ in 0..self.buckets.len() {
            let [first, second, third] = self.buckets.get(at)?.keys;
            let [first, second, last] = [first, second, third].map(|stored| usize::from(stored == key));
            let found = first | second | last != 0;
            // It can stand further on only where a full bucket does not hold it.
            if usize::from(found) | usize::from(third == 0) != 0 {
                return found.then_some(Position(at * 3 + second + 2 * last));
            }
            at = if at + 1 == self.buckets.len() { 0 } else { at + 1 };
        }
        None
    }

    /// The row at a position of this table.
    #[inline]
    pub fn row(&self, Position(at): Position) -> Row {
        let rows = self.buckets.get(at / 3).map(|bucket| &bucket.rows);
        rows.and_then(|rows| rows.get(at % 3)).copied().unwrap_or_default()
    }

    /// The row of `feature`.
    pub fn get(&self, feature: u32) -> Option<Row> {
        self.find(feature).map(|position| self.row(position))
    }

    /// All rows, in order of their places.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Row)> {
        let entries = self.buckets.iter().flat_map(|b| b.keys.iter().copied().zip(&b.rows));
        entries.filter(|(key, _)| *key != 0)
    }

    fn home(&self, key: u32) -> usize {
        ((u64::from(key.wrapping_mul(0x9e37_79b1)) * self.buckets.len() as u64) >> 32) as usize
    }
}

#[inline]
fn filter_place(key: u32, shift: u32) -> (usize, u64) {
    let bit = key.wrapping_mul(0x85eb_ca6b) >> shift;
    ((bit >> 6) as usize, 1 << (bit & 63))
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

    #[test]
    fn finds_the_rows_that_were_put_in() {
        let mut rows = Rows::with_capacity(100);
        let key = |n: u32| (n + 1).wrapping_mul(0x0100_0040);
        for n in 0..100 {
            assert!(rows.insert(key(n), [n as i8; LANES]));
        }
        for n in 0..100 {
            assert_eq!(rows.get(key(n)), Some([n as i8; LANES]));
        }
        assert_eq!(rows.get(77), None);
        assert_eq!((rows.iter().count(), rows.len()), (100, 100));
    }
}
