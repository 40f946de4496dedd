//! Small tables by the hashes of words, which most words of a text are not in.

/// Values by the hashes of words.
#[derive(Debug)]
pub struct WordTable<T> {
    /// Sorted by hash.
    rows: Vec<(u64, T)>,
    /// One bit for each value of the low bits of the hashes: most words are told apart by it.
    seen: Vec<u64>,
}

/// Low bits of a hash that choose the bit of `seen`.
const SEEN_BITS: u32 = 14;

impl<T> WordTable<T> {
    /// A table without words.
    pub const EMPTY: Self = Self { rows: Vec::new(), seen: Vec::new() };

    /// A table of words; of several values of one word, the first stays.
    pub fn new(rows: impl IntoIterator<Item = (u64, T)>) -> Self {
        let mut rows: Vec<(u64, T)> = rows.into_iter().collect();
        rows.sort_by_key(|(hash, _)| *hash);
        rows.dedup_by_key(|(hash, _)| *hash);
        let mut seen = vec![0; 1 << (SEEN_BITS - 6)];
        for (hash, _) in &rows {
            let (word, bit) = place(*hash);
            if let Some(word) = seen.get_mut(word) {
                *word |= 1 << bit;
            }
        }
        Self { rows, seen }
    }

    /// Whether it has no words.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The value of a word.
    pub fn get(&self, hash: u64) -> Option<&T> {
        let (word, bit) = place(hash);
        self.seen.get(word).filter(|word| *word >> bit & 1 == 1)?;
        let at = self.rows.binary_search_by_key(&hash, |(hash, _)| *hash).ok()?;
        self.rows.get(at).map(|(_, value)| value)
    }
}

impl<T> Default for WordTable<T> {
    fn default() -> Self {
        Self::EMPTY
    }
}

const fn place(hash: u64) -> (usize, u32) {
    let bit = hash & ((1 << SEEN_BITS) - 1);
    ((bit >> 6) as usize, (bit & 63) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::token_hash;

    #[test]
    fn words_are_found_and_others_are_not() {
        let words = ["one", "two", "three", "two"].map(token_hash);
        let table = WordTable::new(words.into_iter().zip(1..));
        let get = |word: &str| table.get(token_hash(word)).copied();
        assert_eq!(["one", "two", "three", "four"].map(get), [Some(1), Some(2), Some(3), None]);
        let near = token_hash("one") ^ 1 << 40;
        assert_eq!((table.get(near), WordTable::<u8>::EMPTY.get(near)), (None, None));
        assert!(!table.is_empty() && WordTable::<u8>::EMPTY.is_empty());
    }
}
