//! Which partitions a lane owns, and under which assignment.

use std::collections::BTreeMap;

use crate::broker::Rebalance;

/// The number of one assignment of one partition; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AssignmentNumber(u64);

#[derive(Debug)]
struct Owned {
    number: AssignmentNumber,
    /// Whether the client stands where the group's committed offset says. If not, its records are not taken.
    positioned: bool,
    /// The next offset to process, where known.
    position: Option<i64>,
    /// What is committed, where known.
    committed: Option<i64>,
    /// Whether the end of the partition was reached at `position`.
    at_end: bool,
}

/// The partitions that a lane owns. Each assignment of a partition has a number, and records carry it: what was
/// polled before a partition was taken away, or before the lane was sent back, is stale for ever, even if the
/// partition came back a moment later.
#[derive(Debug, Default)]
pub(crate) struct Assignments {
    next_number: u64,
    owned: BTreeMap<i32, Owned>,
}

impl Assignments {
    /// Notes a change.
    pub(crate) fn rebalance(&mut self, change: &Rebalance) {
        match change {
            Rebalance::Assigned(partitions) => {
                for &partition in partitions {
                    let number = self.take_number();
                    let fresh =
                        Owned { number, positioned: true, position: None, committed: None, at_end: false };
                    self.owned.insert(partition, fresh);
                }
            }
            Rebalance::Revoked(partitions) => {
                for partition in partitions {
                    self.owned.remove(partition);
                }
            }
        }
    }

    fn take_number(&mut self) -> AssignmentNumber {
        self.next_number += 1;
        AssignmentNumber(self.next_number)
    }

    /// The partitions, in order.
    pub(crate) fn partitions(&self) -> Vec<i32> {
        self.owned.keys().copied().collect()
    }

    /// Notes that a record was polled. Its assignment, or `None` if it is not to be taken.
    pub(crate) fn polled(&mut self, partition: i32, offset: i64) -> Option<AssignmentNumber> {
        let owned = self.owned.get_mut(&partition).filter(|owned| owned.positioned)?;
        owned.position = Some(offset + 1);
        owned.at_end = false;
        Some(owned.number)
    }

    /// Notes the end of a partition.
    pub(crate) fn reached_end(&mut self, partition: i32, position: Option<i64>) {
        let Some(owned) = self.owned.get_mut(&partition).filter(|owned| owned.positioned) else { return };
        owned.at_end = true;
        if position > owned.position {
            owned.position = position;
        }
    }

    /// Whether records under this number may still be processed.
    pub(crate) fn is_current(&self, partition: i32, number: AssignmentNumber) -> bool {
        self.owned.get(&partition).is_some_and(|owned| owned.number == number)
    }

    /// Makes everything polled so far stale: the lane is going back to the committed offsets.
    pub(crate) fn rewind(&mut self) {
        for partition in self.partitions() {
            let number = self.take_number();
            if let Some(owned) = self.owned.get_mut(&partition) {
                owned.number = number;
                owned.positioned = false;
                owned.position = None;
                owned.at_end = false;
            }
        }
    }

    /// The partitions that have yet to be moved to their committed offsets.
    pub(crate) fn unpositioned(&self) -> Vec<i32> {
        self.owned.iter().filter(|(_, owned)| !owned.positioned).map(|(&partition, _)| partition).collect()
    }

    /// Notes that a partition was moved to where its committed offset says.
    pub(crate) fn positioned(&mut self, partition: i32, committed: Option<i64>) {
        let Some(owned) = self.owned.get_mut(&partition) else { return };
        owned.positioned = true;
        owned.position = committed;
        owned.committed = committed;
    }

    /// The next offset to process of a partition, where known.
    pub(crate) fn position(&self, partition: i32) -> Option<i64> {
        self.owned.get(&partition).and_then(|owned| owned.position)
    }

    /// Whether everything stable of the partition is processed and committed.
    pub(crate) fn is_drained(&self, partition: i32) -> bool {
        self.owned.get(&partition).is_some_and(|owned| {
            owned.at_end && (owned.position.is_none() || owned.position == owned.committed)
        })
    }

    /// The offsets that a transaction must commit so that nothing polled so far is read again: the positions that
    /// are ahead of what is committed. They include the markers before the end of a partition.
    pub(crate) fn uncommitted(&self) -> Vec<(i32, i64)> {
        let ahead = self.owned.iter().filter(|(_, owned)| owned.position > owned.committed);
        ahead.filter_map(|(&partition, owned)| Some((partition, owned.position?))).collect()
    }

    /// Notes what was committed.
    pub(crate) fn committed(&mut self, offsets: &[(i32, i64)]) {
        for &(partition, offset) in offsets {
            if let Some(owned) = self.owned.get_mut(&partition) {
                owned.committed = Some(offset);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partition_given_back_leaves_no_stale_records() {
        let mut assignments = Assignments::default();
        assignments.rebalance(&Rebalance::Assigned(vec![0, 1]));
        let before = assignments.polled(0, 10).expect("owned");
        let kept = assignments.polled(1, 20).expect("owned");
        assignments.rebalance(&Rebalance::Revoked(vec![0]));
        assert!(!assignments.is_current(0, before));
        assignments.rebalance(&Rebalance::Assigned(vec![0]));
        assert!(!assignments.is_current(0, before));
        assert!(assignments.is_current(1, kept));
        assert_eq!(assignments.uncommitted(), vec![(1, 21)]);
    }

    #[test]
    fn markers_at_the_end_are_committed_once() {
        let mut assignments = Assignments::default();
        assignments.rebalance(&Rebalance::Assigned(vec![0]));
        assignments.polled(0, 4);
        assignments.reached_end(0, Some(6));
        assert!(!assignments.is_drained(0));
        assert_eq!(assignments.uncommitted(), vec![(0, 6)]);
        assignments.committed(&[(0, 6)]);
        assert!(assignments.is_drained(0));
        assert!(assignments.uncommitted().is_empty());
    }

    #[test]
    fn a_rewind_makes_everything_stale_until_positioned() {
        let mut assignments = Assignments::default();
        assignments.rebalance(&Rebalance::Assigned(vec![0]));
        let before = assignments.polled(0, 4).expect("owned");
        assignments.rewind();
        assert!(!assignments.is_current(0, before));
        assert_eq!(assignments.polled(0, 5), None);
        assert_eq!(assignments.unpositioned(), vec![0]);
        assignments.positioned(0, Some(3));
        assert!(assignments.polled(0, 3).is_some());
        assert_eq!(assignments.uncommitted(), vec![(0, 4)]);
    }
}
