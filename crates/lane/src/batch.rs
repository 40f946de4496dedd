//! A batch of records, each with the number of the assignment under which it was polled.

use std::time::Duration;

use crate::assignment::{AssignmentNumber, Assignments};
use crate::broker::InputRecord;
use crate::config::BatchBudget;

/// Records in the order in which they were polled.
pub(crate) struct Batch<R> {
    records: Vec<(AssignmentNumber, R)>,
    bytes: usize,
    first_at: Option<Duration>,
}

impl<R: InputRecord> Batch<R> {
    pub(crate) fn new() -> Self {
        Self { records: Vec::new(), bytes: 0, first_at: None }
    }

    pub(crate) fn push(&mut self, number: AssignmentNumber, record: R, now: impl FnOnce() -> Duration) {
        if self.first_at.is_none() {
            self.first_at = Some(now());
        }
        self.bytes += record.key().map_or(0, <[u8]>::len) + record.value().map_or(0, <[u8]>::len);
        self.records.push((number, record));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// When its first record was polled.
    pub(crate) fn first_at(&self) -> Option<Duration> {
        self.first_at
    }

    pub(crate) fn is_full(&self, budget: &BatchBudget) -> bool {
        self.records.len() >= budget.max_records || self.bytes >= budget.max_bytes
    }

    /// Drops the records of partitions that were taken away since; says how many.
    pub(crate) fn keep_current_assignments(&mut self, assignments: &Assignments) -> u64 {
        let before = self.records.len();
        self.records.retain(|(number, record)| assignments.is_current(record.partition(), *number));
        (before - self.records.len()) as u64
    }

    /// The records.
    pub(crate) fn records(&self) -> impl Iterator<Item = &R> {
        self.records.iter().map(|(_, record)| record)
    }

    pub(crate) fn get(&self, index: usize) -> Option<&R> {
        self.records.get(index).map(|(_, record)| record)
    }
}
