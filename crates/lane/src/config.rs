//! What a lane is told.

use std::collections::BTreeMap;
use std::time::Duration;

use rafid_contract::{Topic, limits};

use crate::mutant::Mutant;

/// A topic as it really is on the cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicTarget {
    /// Its name.
    pub name: String,
    /// Its `max.message.bytes`.
    pub max_message_bytes: u32,
}

/// The topics that a lane reads and writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TopicMap(BTreeMap<Topic, TopicTarget>);

impl TopicMap {
    /// The names and limits of the topic table.
    pub fn from_table() -> Self {
        let targets = Topic::ALL.into_iter().map(|topic| {
            let spec = topic.spec();
            (topic, TopicTarget { name: spec.name.to_owned(), max_message_bytes: spec.max_message_bytes })
        });
        Self(targets.collect())
    }

    /// Sets the name and the actual limit of a topic.
    pub fn set(&mut self, topic: Topic, target: TopicTarget) {
        self.0.insert(topic, target);
    }

    /// A topic's name: that of the table unless set otherwise.
    pub fn name(&self, topic: Topic) -> &str {
        self.0.get(&topic).map_or_else(|| topic.name(), |target| target.name.as_str())
    }

    /// The largest record that a topic and the client take, in bytes.
    pub fn max_message_bytes(&self, topic: Topic) -> usize {
        let topic_limit =
            self.0.get(&topic).map_or(topic.spec().max_message_bytes, |target| target.max_message_bytes);
        topic_limit.min(limits::CLIENT_MESSAGE_BYTES) as usize
    }
}

/// When a batch is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchBudget {
    /// The most records.
    pub max_records: usize,
    /// The most bytes of keys and values. The record that crosses it is the last.
    pub max_bytes: usize,
    /// The longest wait after the first record.
    pub max_wait: Duration,
}

impl Default for BatchBudget {
    fn default() -> Self {
        Self { max_records: 5_000, max_bytes: 8 * 1024 * 1024, max_wait: Duration::from_millis(250) }
    }
}

/// When the breaker opens: more than `max_reject_percent` of at least `min_records` records are rejects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakerConfig {
    /// Records that are looked at together.
    pub min_records: u64,
    /// The highest share of rejects that is let pass, in percent.
    pub max_reject_percent: u64,
}

impl Default for BreakerConfig {
    fn default() -> Self {
        Self { min_records: 1_000, max_reject_percent: 50 }
    }
}

/// What to do when the records at a committed offset are gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OutOfRange {
    /// Stop and say so.
    #[default]
    Stop,
    /// Go on at the first record that is there.
    Earliest,
}

/// What a lane is told. The defaults are the starting values of `docs/delivery.md`.
#[derive(Clone, Debug)]
pub struct LaneConfig {
    /// The service's version, for headers.
    pub version: String,
    /// The lane's `transactional.id`, for messages to a person.
    pub transactional_id: String,
    /// The topics.
    pub topics: TopicMap,
    /// When a batch is full.
    pub batch: BatchBudget,
    /// How long all retries of one step may take together: less than half of `max.poll.interval.ms`.
    pub retry_budget: Duration,
    /// `socket.timeout.ms`: a transaction call that takes longer is suspicious.
    pub socket_timeout: Duration,
    /// How long a lane may take to finish after a stop.
    pub grace: Duration,
    /// When the breaker opens.
    pub breaker: BreakerConfig,
    /// What to do about lost records.
    pub out_of_range: OutOfRange,
    /// A deliberate defect, for the test of the verifier.
    #[cfg(any(test, feature = "sim"))]
    pub mutant: Option<Mutant>,
}

impl LaneConfig {
    /// The starting values, under a `transactional.id`.
    pub fn new(version: impl Into<String>, transactional_id: impl Into<String>) -> Self {
        Self {
            version: version.into(),
            transactional_id: transactional_id.into(),
            topics: TopicMap::from_table(),
            batch: BatchBudget::default(),
            retry_budget: Duration::from_secs(120),
            socket_timeout: Duration::from_secs(10),
            grace: Duration::from_secs(10),
            breaker: BreakerConfig::default(),
            out_of_range: OutOfRange::default(),
            #[cfg(any(test, feature = "sim"))]
            mutant: None,
        }
    }

    /// Whether a deliberate defect is switched on: never outside tests.
    #[cfg(any(test, feature = "sim"))]
    pub(crate) fn has(&self, mutant: Mutant) -> bool {
        self.mutant == Some(mutant)
    }

    /// Whether a deliberate defect is switched on: never outside tests.
    #[cfg(not(any(test, feature = "sim")))]
    #[allow(clippy::unused_self)] // the same signature as in tests
    pub(crate) fn has(&self, _mutant: Mutant) -> bool {
        false
    }
}
