//! Reading a topic from the command line: no group, nothing committed, `read_committed`.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use rafid_contract::Headers;
use rafid_contract::header::Place;
use rafid_lane::{BrokerError, ErrorKind};
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::message::{BorrowedMessage, Message as _};
use rdkafka::{Offset, TopicPartitionList};

use crate::admin::refused;
use crate::consumer::read_headers;
use crate::context::PlainContext;
use crate::error::classify;
use crate::settings::Connection;

/// A record as it stands in a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRecord {
    /// Where it stands.
    pub place: Place,
    /// Its key.
    pub key: Option<Vec<u8>>,
    /// Its value; `None` for a tombstone.
    pub value: Option<Vec<u8>>,
    /// Its headers.
    pub headers: Headers,
}

impl StoredRecord {
    fn copy(message: &BorrowedMessage<'_>) -> Self {
        Self {
            place: Place {
                topic: message.topic().to_owned(),
                partition: message.partition(),
                offset: message.offset(),
                timestamp_ms: message.timestamp().to_millis(),
            },
            key: message.key().map(<[u8]>::to_vec),
            value: message.payload().map(<[u8]>::to_vec),
            headers: message.headers().map(read_headers).unwrap_or_default(),
        }
    }
}

/// Where a reader begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadFrom {
    /// At the first record of every partition.
    Beginning,
    /// After the last record of every partition: only what comes.
    End,
    /// At one offset of one partition, and nowhere else.
    Offset(i32, i64),
}

/// Reads one topic, partition by partition in order.
pub struct Reader {
    client: BaseConsumer<PlainContext>,
    /// Partitions whose end was not reached yet.
    unfinished: BTreeSet<i32>,
}

impl Reader {
    /// Opens a topic; fails if it does not exist.
    pub fn open(
        connection: &Connection,
        topic: &str,
        from: ReadFrom,
        timeout: Duration,
    ) -> Result<Self, BrokerError> {
        let mut config = connection.base()?;
        config
            // Assigning needs a group's name; nothing joins it and nothing is committed to it.
            .set("group.id", "rafid-reader")
            .set("isolation.level", "read_committed")
            .set("enable.auto.commit", "false")
            .set("enable.partition.eof", "true")
            .set("auto.offset.reset", "earliest");
        let client: BaseConsumer<PlainContext> = config
            .create_with_context(PlainContext::default())
            .map_err(|error| BrokerError::new(ErrorKind::Fatal, error.to_string()))?;
        let metadata = client.fetch_metadata(Some(topic), timeout).map_err(|error| {
            drop(client.poll(Duration::from_millis(1)));
            if let Some(refusal) = client.context().refusal() {
                return refused(connection, &refusal);
            }
            let cause = client.context().last_error().unwrap_or_else(|| error.to_string());
            BrokerError::new(
                ErrorKind::Unreachable,
                format!("no broker answers at {}: {cause}", connection.brokers),
            )
        })?;
        let found = metadata.topics().iter().find(|found| found.name() == topic);
        let all: Vec<i32> = found
            .map(|found| found.partitions().iter().map(rdkafka::metadata::MetadataPartition::id).collect())
            .unwrap_or_default();
        if all.is_empty() {
            let text = format!("topic {topic} does not exist: create it with `rafid topics create`");
            return Err(BrokerError::new(ErrorKind::TopicMissing, text));
        }
        let (chosen, offset) = match from {
            ReadFrom::Beginning => (all, Offset::Beginning),
            ReadFrom::End => (all, Offset::End),
            ReadFrom::Offset(partition, offset) => (vec![partition], Offset::Offset(offset)),
        };
        let mut list = TopicPartitionList::with_capacity(chosen.len());
        for &partition in &chosen {
            list.add_partition_offset(topic, partition, offset).map_err(|error| classify(&error))?;
        }
        client.assign(&list).map_err(|error| BrokerError::new(ErrorKind::Fatal, error.to_string()))?;
        Ok(Self { client, unfinished: chosen.into_iter().collect() })
    }

    /// The next record, or `None` if none comes within the timeout or the end of all partitions is reached; ask
    /// [`Reader::is_at_end`] which.
    pub fn next(&mut self, timeout: Duration) -> Result<Option<StoredRecord>, BrokerError> {
        let deadline = Instant::now() + timeout;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.client.poll(left.max(Duration::from_millis(1))) {
                Some(Ok(message)) => {
                    let record = StoredRecord::copy(&message);
                    self.unfinished.insert(record.place.partition);
                    return Ok(Some(record));
                }
                Some(Err(KafkaError::PartitionEOF(partition))) => {
                    self.unfinished.remove(&partition);
                    if self.unfinished.is_empty() {
                        return Ok(None);
                    }
                }
                Some(Err(error)) => {
                    let error = classify(&error);
                    if matches!(error.kind, ErrorKind::Unauthorized | ErrorKind::TopicMissing) {
                        return Err(error);
                    }
                    tracing::debug!(%error, "the reader goes on");
                }
                None if left.is_zero() => return Ok(None),
                None => {}
            }
        }
    }

    /// Whether every partition was read to its end.
    pub fn is_at_end(&self) -> bool {
        self.unfinished.is_empty()
    }
}

/// One record by its place; `None` if it is not there (any more).
pub fn read_one(
    connection: &Connection,
    topic: &str,
    partition: i32,
    offset: i64,
    timeout: Duration,
) -> Result<Option<StoredRecord>, BrokerError> {
    let mut reader = Reader::open(connection, topic, ReadFrom::Offset(partition, offset), timeout)?;
    let record = reader.next(timeout)?;
    Ok(record.filter(|record| record.place.offset == offset))
}
