//! The simulated logs: records, transaction markers, the last stable offset.

use std::collections::{BTreeMap, BTreeSet};

/// A producer's identity: the `transactional.id` in short, and its epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProducerId {
    /// Which `transactional.id`.
    pub id: u32,
    /// Which initialisation of it.
    pub epoch: u32,
}

/// One entry of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A record; of a transaction if it names a producer.
    Record {
        /// The producer.
        producer: Option<ProducerId>,
        /// The key.
        key: u64,
        /// The value.
        value: u64,
    },
    /// The end of a transaction.
    Marker {
        /// Whose transaction: every epoch of this id.
        id: u32,
        /// Whether it was committed.
        commit: bool,
    },
}

/// One partition.
#[derive(Clone, Debug, Default)]
pub struct Log {
    entries: Vec<Entry>,
    /// First offset of each open transaction.
    open: BTreeMap<u32, i64>,
    /// Offsets of records of aborted transactions.
    aborted: BTreeSet<i64>,
    low: i64,
}

impl Log {
    /// Appends a record.
    pub fn append(&mut self, producer: Option<ProducerId>, key: u64, value: u64) {
        let offset = self.end();
        if let Some(producer) = producer {
            self.open.entry(producer.id).or_insert(offset);
        }
        self.entries.push(Entry::Record { producer, key, value });
    }

    /// Ends a producer's transaction here, if it has one.
    pub fn mark(&mut self, id: u32, commit: bool) {
        let Some(first) = self.open.remove(&id) else { return };
        if !commit {
            let tail = self.entries.iter().zip(0i64..).skip(usize::try_from(first).unwrap_or(0));
            for (entry, offset) in tail {
                if matches!(entry, Entry::Record { producer: Some(producer), .. } if producer.id == id) {
                    self.aborted.insert(offset);
                }
            }
        }
        self.entries.push(Entry::Marker { id, commit });
    }

    /// Loses the records before an offset, as retention does.
    #[cfg(test)]
    pub fn delete_before(&mut self, offset: i64) {
        self.low = offset;
    }

    /// The first offset that is there.
    pub fn low(&self) -> i64 {
        self.low
    }

    /// The next offset.
    pub fn end(&self) -> i64 {
        i64::try_from(self.entries.len()).unwrap_or(i64::MAX)
    }

    /// The first offset that an open transaction holds back.
    pub fn last_stable(&self) -> i64 {
        self.open.values().copied().min().unwrap_or_else(|| self.end())
    }

    /// The next record at or after `offset` that a `read_committed` reader sees, with the offset where it stands;
    /// else where the reader stands after skipping what it does not see.
    pub fn next(&self, mut offset: i64) -> Result<(i64, u64, u64), i64> {
        let stable = self.last_stable();
        while offset < stable {
            let entry = usize::try_from(offset).ok().and_then(|index| self.entries.get(index));
            if let Some(Entry::Record { key, value, .. }) = entry
                && !self.aborted.contains(&offset)
            {
                return Ok((offset, *key, *value));
            }
            offset += 1;
        }
        Err(offset)
    }

    /// Everything that a `read_committed` reader sees.
    pub fn committed(&self) -> Vec<(u64, u64)> {
        let mut seen = Vec::new();
        let mut offset = self.low;
        while let Ok((at, key, value)) = self.next(offset) {
            seen.push((key, value));
            offset = at + 1;
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_stop_at_open_transactions_and_skip_aborted_ones() {
        let mut log = Log::default();
        let one = ProducerId { id: 1, epoch: 0 };
        let two = ProducerId { id: 2, epoch: 0 };
        log.append(Some(one), 1, 10);
        log.append(Some(two), 2, 20);
        assert_eq!(log.next(0), Err(0));
        log.mark(2, true);
        assert_eq!(log.next(0), Err(0));
        log.mark(1, false);
        assert_eq!(log.next(0), Ok((1, 2, 20)));
        assert_eq!(log.next(2), Err(4));
        assert_eq!(log.committed(), [(2, 20)]);
    }
}
