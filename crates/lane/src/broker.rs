//! The narrow view of Kafka that a lane needs: one consumer, one transactional producer.
//!
//! A lane reads one topic, so partitions stand for themselves here and the topic's name appears nowhere.

use std::time::Duration;

use crate::error::BrokerError;

/// Makes the clients of one lane. `rafid-kafka` implements it on librdkafka, the simulation in memory.
pub trait Broker {
    /// The consumer of the input topic.
    type Consumer: Consumer;
    /// The transactional producer.
    type Producer: Producer<Group = <Self::Consumer as Consumer>::Group>;

    /// A consumer that has subscribed to the input topic.
    fn consumer(&self) -> Result<Self::Consumer, BrokerError>;

    /// A producer under the lane's `transactional.id`, always the same one. Not yet initialised.
    fn producer(&self) -> Result<Self::Producer, BrokerError>;
}

/// One record of the input topic, borrowed from the consumer where that saves a copy.
pub trait InputRecord {
    /// Its partition.
    fn partition(&self) -> i32;
    /// Its offset.
    fn offset(&self) -> i64;
    /// Its timestamp, milliseconds since 1970.
    fn timestamp_ms(&self) -> Option<i64>;
    /// Its key.
    fn key(&self) -> Option<&[u8]>;
    /// Its value; `None` for a tombstone.
    fn value(&self) -> Option<&[u8]>;
    /// Its headers.
    fn headers(&self) -> rafid_contract::Headers;
}

/// A change of the assignment. Partitions that are lost and partitions that are revoked look alike: a lane does
/// nothing on the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rebalance {
    /// These partitions were added.
    Assigned(Vec<i32>),
    /// These partitions were taken away.
    Revoked(Vec<i32>),
}

/// What a poll brought.
#[derive(Debug)]
pub enum Polled<R> {
    /// A record.
    Record(R),
    /// Every stable record of the partition before `position` has been polled. `position` counts the transaction
    /// markers too; `None` if nothing was polled since the assignment.
    EndOfPartition {
        /// The partition.
        partition: i32,
        /// The offset of the next record to come.
        position: Option<i64>,
    },
    /// Changes of the assignment, in their order among the records: what was polled before belongs to the
    /// assignment before.
    Rebalance(Vec<Rebalance>),
    /// Some partition has no committed offset, or one that is out of range, and stands still until it is told
    /// where to start.
    OffsetReset,
    /// The client reports an error.
    Error(BrokerError),
    /// Nothing within the timeout.
    Idle,
}

/// Where a partition starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// At its first record.
    Earliest,
    /// At this offset.
    Offset(i64),
}

/// The first and the next offset of a partition, as `read_committed` sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watermarks {
    /// The offset of the first record that is still there.
    pub low: i64,
    /// The offset of the next record.
    pub high: i64,
}

/// The ends of one partition, from the client's own statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartitionEnd {
    /// The partition.
    pub partition: i32,
    /// The last stable offset: the first that an open transaction holds back, else the high watermark.
    pub last_stable: i64,
    /// The high watermark.
    pub high_watermark: i64,
}

/// A consumer of one topic that reads `read_committed` and never commits by itself.
pub trait Consumer {
    /// A record as it lies in the client.
    type Record<'a>: InputRecord
    where
        Self: 'a;
    /// What a transaction needs to commit offsets for the group: member, generation, instance.
    type Group;

    /// Waits for the next event. The only call in which a rebalance can happen.
    fn poll(&self, timeout: Duration) -> Polled<Self::Record<'_>>;

    /// The group's committed, stable offsets; `None` where there is none.
    fn committed(
        &self,
        partitions: &[i32],
        timeout: Duration,
    ) -> Result<Vec<(i32, Option<i64>)>, BrokerError>;

    /// The ends of a partition.
    fn watermarks(&self, partition: i32, timeout: Duration) -> Result<Watermarks, BrokerError>;

    /// Moves owned partitions. Afterwards `poll` gives records from there on and none from before the call.
    fn seek(&self, starts: &[(i32, Start)], timeout: Duration) -> Result<(), BrokerError>;

    /// Stops the flow of records of these partitions.
    fn pause(&self, partitions: &[i32]) -> Result<(), BrokerError>;

    /// Lets the records of these partitions flow again.
    fn resume(&self, partitions: &[i32]) -> Result<(), BrokerError>;

    /// The group's metadata for a transaction; `None` if the client knows that the assignment is lost. Once lost,
    /// the metadata may name no member and no generation, and the group coordinator would check nothing.
    fn group(&self) -> Option<Self::Group>;

    /// The ends of the owned partitions, where the client has news of them.
    fn ends(&self) -> Vec<PartitionEnd> {
        Vec::new()
    }

    /// Leaves the group and closes, within the timeout.
    fn close(self, timeout: Duration);
}

/// Collects the headers of one message in whatever form the client sends them.
pub trait HeaderSink {
    /// Adds a header at the end.
    fn push(&mut self, name: &str, value: Option<&[u8]>);
    /// Bytes of all names and values so far.
    fn bytes(&self) -> usize;
}

/// A message to send. The client copies what it needs.
#[derive(Debug)]
pub struct Outgoing<'a, H> {
    /// The topic's real name.
    pub topic: &'a str,
    /// The key.
    pub key: Option<&'a [u8]>,
    /// The value; `None` for a tombstone.
    pub value: Option<&'a [u8]>,
    /// The headers.
    pub headers: H,
}

/// A transactional producer.
///
/// Timeouts bound how long a call blocks. A call that fails as [`crate::ErrorKind::Retriable`] may be called again
/// with the same arguments.
pub trait Producer {
    /// How it collects headers.
    type Headers: HeaderSink;
    /// See [`Consumer::Group`].
    type Group;

    /// Registers the `transactional.id`: settles or fences whatever a former producer left behind.
    fn init(&self, timeout: Duration) -> Result<(), BrokerError>;

    /// Opens a transaction and clears the suspicion latch.
    fn begin(&self) -> Result<(), BrokerError>;

    /// A fresh collector for about `capacity` headers.
    fn headers(&self, capacity: usize) -> Self::Headers;

    /// Queues a message; waits, at most for the timeout, while the client's queue is full.
    fn send(&self, message: Outgoing<'_, Self::Headers>, timeout: Duration) -> Result<(), BrokerError>;

    /// Waits until every queued message is acknowledged. Fails if one could not be delivered.
    fn drain(&self, timeout: Duration) -> Result<(), BrokerError>;

    /// Adds the group's offsets (of the next record to read) of the input topic to the transaction. After
    /// [`crate::ErrorKind::Unresponsive`] the only call that is left is [`Producer::close`].
    fn send_offsets(
        &self,
        offsets: &[(i32, i64)],
        group: &Self::Group,
        timeout: Duration,
    ) -> Result<(), BrokerError>;

    /// Commits.
    fn commit(&self, timeout: Duration) -> Result<(), BrokerError>;

    /// Aborts.
    fn abort(&self, timeout: Duration) -> Result<(), BrokerError>;

    /// The suspicion latch: whether, since `begin`, the client saw a transport error or a request time out. Serves
    /// the client's queue until it is empty and reads the latch then, for only the queue brings the news.
    fn suspicious(&self) -> bool;

    /// Closes without waiting for anything that is still in flight.
    fn close(self);
}
