//! The simulated group coordinator: members, generations, cooperative rebalances, committed offsets.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::broker::Rebalance;

#[derive(Debug, Default)]
struct Member {
    owned: BTreeSet<i32>,
    /// Taken away, but the member has not heard of it yet.
    revoking: BTreeSet<i32>,
    events: VecDeque<Rebalance>,
    seen_ms: u64,
    /// The generation as of the member's last poll.
    generation: u64,
}

/// A consumer group.
#[derive(Debug, Default)]
pub struct Group {
    partitions: i32,
    generation: u64,
    next_member: u64,
    members: BTreeMap<u64, Member>,
    committed: BTreeMap<i32, i64>,
    /// Offsets in open transactions, by transactional id.
    pending: BTreeMap<u32, BTreeMap<i32, i64>>,
}

impl Group {
    /// For a topic of so many partitions.
    pub fn new(partitions: i32) -> Self {
        Self { partitions, ..Self::default() }
    }

    /// A new member.
    pub fn join(&mut self, now_ms: u64) -> u64 {
        self.next_member += 1;
        self.members.insert(self.next_member, Member { seen_ms: now_ms, ..Member::default() });
        self.rebalance();
        self.next_member
    }

    /// A member goes, or is given up.
    pub fn leave(&mut self, member: u64) {
        if self.members.remove(&member).is_some() {
            self.rebalance();
        }
    }

    /// A heartbeat.
    pub fn beat(&mut self, member: u64, now_ms: u64) {
        if let Some(member) = self.members.get_mut(&member) {
            member.seen_ms = now_ms;
        }
    }

    /// Gives up the members that were not heard of for so long.
    pub fn expire(&mut self, now_ms: u64, session_ms: u64) {
        let silent = |member: &Member| now_ms.saturating_sub(member.seen_ms) > session_ms;
        let gone: Vec<u64> =
            self.members.iter().filter(|(_, member)| silent(member)).map(|(&id, _)| id).collect();
        for member in gone {
            self.leave(member);
        }
    }

    /// Whether the coordinator knows the member.
    pub fn knows(&self, member: u64) -> bool {
        self.members.contains_key(&member)
    }

    /// The next event for a polling member.
    pub fn poll(&mut self, id: u64) -> Option<Rebalance> {
        let generation = self.generation;
        let member = self.members.get_mut(&id)?;
        member.generation = generation;
        let event = member.events.pop_front()?;
        if let Rebalance::Revoked(partitions) = &event {
            for partition in partitions {
                member.revoking.remove(partition);
            }
            self.rebalance();
        }
        Some(event)
    }

    /// The generation as the member knows it.
    pub fn generation_of(&self, id: u64) -> Option<u64> {
        self.members.get(&id).map(|member| member.generation)
    }

    /// Partitions go from member to member in two steps: taken away first, given once the old owner has heard.
    fn rebalance(&mut self) {
        self.generation += 1;
        let ids: Vec<u64> = self.members.keys().copied().collect();
        let targets: BTreeMap<i32, u64> = (0..self.partitions).zip(ids.iter().copied().cycle()).collect();
        for (id, member) in &mut self.members {
            let leaving: Vec<i32> =
                member.owned.iter().copied().filter(|partition| targets.get(partition) != Some(id)).collect();
            for &partition in &leaving {
                member.owned.remove(&partition);
                member.revoking.insert(partition);
            }
            if !leaving.is_empty() {
                member.events.push_back(Rebalance::Revoked(leaving));
            }
        }
        for (partition, id) in targets {
            let mut holders = self.members.values();
            let taken = holders.any(|m| m.owned.contains(&partition) || m.revoking.contains(&partition));
            if let (false, Some(member)) = (taken, self.members.get_mut(&id)) {
                member.owned.insert(partition);
                member.events.push_back(Rebalance::Assigned(vec![partition]));
            }
        }
    }

    /// Offsets of a transaction; refused for a member or generation that is over.
    pub fn add_offsets(&mut self, id: u32, member: u64, generation: u64, offsets: &[(i32, i64)]) -> bool {
        if generation != self.generation || !self.knows(member) {
            return false;
        }
        self.pending.entry(id).or_default().extend(offsets.iter().copied());
        true
    }

    /// The end of a transaction.
    pub fn end(&mut self, id: u32, commit: bool) {
        let offsets = self.pending.remove(&id).unwrap_or_default();
        if commit {
            self.committed.extend(offsets);
        }
    }

    /// The committed offset of a partition; `Err` while a transaction over it is open.
    pub fn stable(&self, partition: i32) -> Result<Option<i64>, ()> {
        if self.pending.values().any(|offsets| offsets.contains_key(&partition)) {
            return Err(());
        }
        Ok(self.committed.get(&partition).copied())
    }
}
