//! What librdkafka calls back into. Callbacks only record: they never commit, block, or touch another client.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rafid_lane::broker::{PartitionEnd, Rebalance as Change};
use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, ConsumerContext, Rebalance};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::Message as _;
use rdkafka::producer::{DeliveryResult, NoCustomPartitioner, ProducerContext};
use rdkafka::statistics::Statistics;
use rdkafka::topic_partition_list::TopicPartitionList;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What the lock protects is replaced as a whole, so a panic elsewhere leaves nothing half changed.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Hands a line of librdkafka's log on.
fn log_line(level: RDKafkaLogLevel, facility: &str, message: &str) {
    use RDKafkaLogLevel as Level;
    match level {
        Level::Emerg | Level::Alert | Level::Critical | Level::Error | Level::Warning => {
            tracing::warn!(target: "librdkafka", facility, "{message}");
        }
        Level::Notice | Level::Info => tracing::debug!(target: "librdkafka", facility, "{message}"),
        Level::Debug => tracing::trace!(target: "librdkafka", facility, "{message}"),
    }
}

/// The context of admin clients, readers and writers: remembers the last transport error, for a clear message.
#[derive(Debug, Default)]
pub(crate) struct PlainContext {
    last_error: Mutex<Option<String>>,
    refusal: Mutex<Option<String>>,
    undelivered: Mutex<Option<String>>,
}

impl PlainContext {
    /// What a broker said that does not let this client in.
    pub(crate) fn refusal(&self) -> Option<String> {
        lock(&self.refusal).clone()
    }

    pub(crate) fn last_error(&self) -> Option<String> {
        lock(&self.last_error).clone()
    }

    pub(crate) fn undelivered(&self) -> Option<String> {
        lock(&self.undelivered).clone()
    }
}

impl ClientContext for PlainContext {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        log_line(level, facility, message);
    }

    fn stats(&self, _statistics: Statistics) {}

    fn error(&self, error: KafkaError, reason: &str) {
        let code = error.rdkafka_error_code();
        if matches!(code, Some(RDKafkaErrorCode::Authentication | RDKafkaErrorCode::SaslAuthenticationFailed))
        {
            lock(&self.refusal).get_or_insert_with(|| reason.to_owned());
        }
        if code != Some(RDKafkaErrorCode::PartitionEOF) {
            // The first says more than "all brokers are down", which follows.
            lock(&self.last_error).get_or_insert_with(|| reason.to_owned());
        }
    }
}

impl ConsumerContext for PlainContext {}

impl ProducerContext<NoCustomPartitioner> for PlainContext {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, _opaque: ()) {
        if let Err((error, message)) = result {
            let text = format!("a message for {} was not delivered: {error}", message.topic());
            lock(&self.undelivered).get_or_insert(text);
        }
    }
}

/// The consumer's context: records rebalances and the ends of partitions.
#[derive(Debug)]
pub(crate) struct LaneConsumerContext {
    topic: String,
    changes: Mutex<Vec<Change>>,
    ends: Mutex<Vec<PartitionEnd>>,
}

impl LaneConsumerContext {
    pub(crate) fn new(topic: String) -> Self {
        Self { topic, changes: Mutex::default(), ends: Mutex::default() }
    }

    pub(crate) fn take_changes(&self) -> Vec<Change> {
        std::mem::take(&mut lock(&self.changes))
    }

    pub(crate) fn ends(&self) -> Vec<PartitionEnd> {
        lock(&self.ends).clone()
    }
}

impl ClientContext for LaneConsumerContext {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        log_line(level, facility, message);
    }

    fn stats(&self, statistics: Statistics) {
        let Some(topic) = statistics.topics.get(&self.topic) else { return };
        let known = topic.partitions.iter().filter(|(_, partition)| partition.hi_offset >= 0);
        let mut ends: Vec<PartitionEnd> = known
            .map(|(&partition, numbers)| PartitionEnd {
                partition,
                last_stable: numbers.ls_offset,
                high_watermark: numbers.hi_offset,
            })
            .collect();
        ends.sort_by_key(|end| end.partition);
        *lock(&self.ends) = ends;
    }

    // Errors come out of `poll` as well; handling them twice would count them twice.
    fn error(&self, _error: KafkaError, _reason: &str) {}
}

impl ConsumerContext for LaneConsumerContext {
    fn pre_rebalance(&self, _consumer: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        let change = match rebalance {
            Rebalance::Assign(list) => Change::Assigned(partitions(list)),
            Rebalance::Revoke(list) => Change::Revoked(partitions(list)),
            Rebalance::Error(error) => {
                tracing::warn!(%error, "rebalance failed");
                return;
            }
        };
        lock(&self.changes).push(change);
    }
}

/// The partitions of a list. `elements` panics on an empty one.
pub(crate) fn partitions(list: &TopicPartitionList) -> Vec<i32> {
    if list.count() == 0 {
        return Vec::new();
    }
    list.elements().iter().map(rdkafka::topic_partition_list::TopicPartitionListElem::partition).collect()
}

/// The producer's context: the suspicion latch, and the first message that was not delivered.
#[derive(Debug, Default)]
pub(crate) struct LaneProducerContext {
    suspicious: AtomicBool,
    events: AtomicU64,
    undelivered: Mutex<Option<(RDKafkaErrorCode, String)>>,
    refused: Mutex<Option<String>>,
}

impl LaneProducerContext {
    /// How many events were served: tells an empty queue from a full one.
    pub(crate) fn events(&self) -> u64 {
        self.events.load(Ordering::Relaxed)
    }

    pub(crate) fn is_suspicious(&self) -> bool {
        self.suspicious.load(Ordering::Relaxed)
    }

    /// For the next transaction.
    pub(crate) fn clear(&self) {
        self.suspicious.store(false, Ordering::Relaxed);
        *lock(&self.undelivered) = None;
        *lock(&self.refused) = None;
    }

    /// What the log says of the first partition that may not be part of the transaction. It names the topic; the error
    /// of the next call has the code.
    pub(crate) fn refused_partition(&self) -> Option<String> {
        lock(&self.refused).clone()
    }

    pub(crate) fn undelivered(&self) -> Option<(RDKafkaErrorCode, String)> {
        lock(&self.undelivered).clone()
    }

    fn suspect(&self) {
        self.suspicious.store(true, Ordering::Relaxed);
    }
}

/// Facilities of librdkafka's log whose lines mean that a request or a connection failed. A request that times out
/// is only logged; the error callback comes with the connection's end.
const SUSPICIOUS_FACILITIES: [&str; 5] = ["FAIL", "REQTMOUT", "TIMEOUT", "RETRY", "TXNERR"];

impl ClientContext for LaneProducerContext {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        self.events.fetch_add(1, Ordering::Relaxed);
        if SUSPICIOUS_FACILITIES.contains(&facility) {
            self.suspect();
        }
        // Partitions of the same request that would have been let in are "not attempted".
        if facility == "ADDPARTS" && !message.contains("not attempted") {
            let line = message.rsplit_once("]: ").map_or(message, |(_, line)| line);
            lock(&self.refused).get_or_insert_with(|| line.to_owned());
        }
        log_line(level, facility, message);
    }

    fn stats(&self, _statistics: Statistics) {
        self.events.fetch_add(1, Ordering::Relaxed);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.events.fetch_add(1, Ordering::Relaxed);
        self.suspect();
        tracing::debug!(target: "librdkafka", %error, "{reason}");
    }
}

impl ProducerContext<NoCustomPartitioner> for LaneProducerContext {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, _opaque: ()) {
        self.events.fetch_add(1, Ordering::Relaxed);
        let Err((error, message)) = result else { return };
        self.suspect();
        let code = error.rdkafka_error_code().unwrap_or(RDKafkaErrorCode::Unknown);
        lock(&self.undelivered).get_or_insert_with(|| (code, message.topic().to_owned()));
    }
}
