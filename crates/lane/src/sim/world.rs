//! The simulated cluster: logs, group and transaction coordinator, and requests that are still under way.

use std::collections::{BTreeMap, BTreeSet};

use super::group::Group;
use super::log::{Log, ProducerId};
use super::random::Random;

/// A topic and its partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The output topic.
    Output(usize),
    /// The dead letters.
    DeadLetters,
}

/// Why the coordinator or a leader refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The epoch is over.
    Fenced,
    /// The transaction is not in a state for this.
    InvalidState,
}

#[derive(Debug, Default)]
struct Transaction {
    epoch: u32,
    ongoing: bool,
    since_ms: u64,
    places: BTreeSet<Place>,
    last_end: Option<bool>,
}

/// A request to end a transaction that hangs in the network.
#[derive(Clone, Copy, Debug)]
struct LateEnd {
    due_ms: u64,
    producer: ProducerId,
    commit: bool,
}

/// How long a group waits for a member, in milliseconds.
pub const SESSION_MS: u64 = 500;
/// How long a transaction may stay open, in milliseconds.
pub const TRANSACTION_MS: u64 = 800;
/// Partitions of the input topic.
pub const INPUT_PARTITIONS: i32 = 4;
const OUTPUT_PARTITIONS: u64 = 2;

/// Everything outside the lanes.
#[derive(Debug)]
pub struct World {
    /// Now, in milliseconds.
    pub now_ms: u64,
    /// Where all chance comes from.
    pub random: Random,
    /// Whether failures happen.
    pub chaos: bool,
    /// The input topic.
    pub input: Vec<Log>,
    /// The output topics.
    pub outputs: BTreeMap<Place, Log>,
    /// The group.
    pub group: Group,
    transactions: BTreeMap<u32, Transaction>,
    late: Vec<LateEnd>,
}

impl World {
    /// An empty cluster.
    pub fn new(seed: u64) -> Self {
        let places = (0..OUTPUT_PARTITIONS as usize).map(Place::Output).chain([Place::DeadLetters]);
        Self {
            now_ms: 0,
            random: Random::new(seed),
            chaos: true,
            input: (0..INPUT_PARTITIONS).map(|_| Log::default()).collect(),
            outputs: places.map(|place| (place, Log::default())).collect(),
            group: Group::new(INPUT_PARTITIONS),
            transactions: BTreeMap::new(),
            late: Vec::new(),
        }
    }

    /// Where a key goes.
    pub fn place_of(key: u64) -> Place {
        Place::Output((key % OUTPUT_PARTITIONS) as usize)
    }

    /// True once in `times` while failures happen.
    pub fn mishap(&mut self, times: u64) -> bool {
        self.chaos && self.random.once_in(times)
    }

    /// What the cluster does by itself as time passes.
    pub fn tick(&mut self) {
        let now = self.now_ms;
        self.group.expire(now, SESSION_MS);
        let (due, late): (Vec<LateEnd>, _) = self.late.iter().partition(|end| end.due_ms <= now);
        self.late = late;
        for end in due {
            // Nobody waits for the answer.
            let _ = self.end(end.producer, end.commit);
        }
        let expired = |t: &Transaction| t.ongoing && now.saturating_sub(t.since_ms) > TRANSACTION_MS;
        let expired: Vec<u32> =
            self.transactions.iter().filter(|(_, t)| expired(t)).map(|(&id, _)| id).collect();
        for id in expired {
            self.fence(id);
        }
    }

    /// Whether no transaction is open and nothing is under way.
    pub fn is_settled(&self) -> bool {
        self.late.is_empty() && self.transactions.values().all(|transaction| !transaction.ongoing)
    }

    /// Aborts what is open and begins a new epoch.
    pub fn fence(&mut self, id: u32) -> ProducerId {
        self.finish(id, false);
        let transaction = self.transactions.entry(id).or_default();
        transaction.epoch += 1;
        transaction.last_end = None;
        ProducerId { id, epoch: transaction.epoch }
    }

    /// Adds a partition to a producer's transaction.
    pub fn add(&mut self, producer: ProducerId, place: Option<Place>) -> Result<(), Refusal> {
        let now = self.now_ms;
        let transaction = self.transactions.entry(producer.id).or_default();
        if transaction.epoch != producer.epoch {
            return Err(Refusal::Fenced);
        }
        if !transaction.ongoing {
            transaction.ongoing = true;
            transaction.since_ms = now;
        }
        transaction.places.extend(place);
        Ok(())
    }

    /// Appends a record for a producer.
    pub fn produce(
        &mut self,
        producer: ProducerId,
        place: Place,
        key: u64,
        value: u64,
    ) -> Result<(), Refusal> {
        if self.transactions.get(&producer.id).map(|t| t.epoch) != Some(producer.epoch) {
            return Err(Refusal::Fenced);
        }
        self.outputs.entry(place).or_default().append(Some(producer), key, value);
        Ok(())
    }

    /// A request to end a transaction, as version 1 and below of `EndTxn` treat it: any request of the right epoch
    /// ends whatever is open.
    pub fn end(&mut self, producer: ProducerId, commit: bool) -> Result<(), Refusal> {
        let transaction = self.transactions.entry(producer.id).or_default();
        if transaction.epoch != producer.epoch {
            return Err(Refusal::Fenced);
        }
        if transaction.ongoing {
            self.finish(producer.id, commit);
            return Ok(());
        }
        if transaction.last_end == Some(commit) { Ok(()) } else { Err(Refusal::InvalidState) }
    }

    fn finish(&mut self, id: u32, commit: bool) {
        let transaction = self.transactions.entry(id).or_default();
        if !transaction.ongoing {
            return;
        }
        transaction.ongoing = false;
        transaction.last_end = Some(commit);
        for place in std::mem::take(&mut transaction.places) {
            self.outputs.entry(place).or_default().mark(id, commit);
        }
        self.group.end(id, commit);
    }

    /// Leaves a copy of a request hanging in the network.
    pub fn delay_end(&mut self, producer: ProducerId, commit: bool) {
        let due_ms = self.now_ms + self.random.below(400);
        self.late.push(LateEnd { due_ms, producer, commit });
    }
}
