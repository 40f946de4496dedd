//! A lane's consumer on librdkafka.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rafid_contract::{Header, Headers};
use rafid_lane::broker::{Consumer, InputRecord, PartitionEnd, Polled, Start, Watermarks};
use rafid_lane::{BrokerError, ErrorKind};
use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerGroupMetadata, RebalanceProtocol};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{BorrowedHeaders, BorrowedMessage, Headers as _, Message as _};
use rdkafka::{Offset, TopicPartitionList};

use crate::context::LaneConsumerContext;
use crate::error::{classify, kind_of};

/// A record as it lies in librdkafka's fetch buffer.
pub struct KafkaRecord<'a>(BorrowedMessage<'a>);

impl InputRecord for KafkaRecord<'_> {
    fn partition(&self) -> i32 {
        self.0.partition()
    }

    fn offset(&self) -> i64 {
        self.0.offset()
    }

    fn timestamp_ms(&self) -> Option<i64> {
        self.0.timestamp().to_millis()
    }

    fn key(&self) -> Option<&[u8]> {
        self.0.key()
    }

    fn value(&self) -> Option<&[u8]> {
        self.0.payload()
    }

    fn headers(&self) -> Headers {
        self.0.headers().map(read_headers).unwrap_or_default()
    }
}

/// The headers of a message. rdkafka panics on a name that is no UTF-8; such a header keeps its place only.
pub(crate) fn read_headers(borrowed: &BorrowedHeaders) -> Headers {
    let read = |index| {
        let header = catch_unwind(AssertUnwindSafe(|| {
            let header = borrowed.try_get(index)?;
            Some(Header { name: header.key.to_owned(), value: header.value.map(<[u8]>::to_vec) })
        }));
        header.unwrap_or_else(|_| Some(Header { name: "rafid-unreadable-header".to_owned(), value: None }))
    };
    Headers((0..borrowed.count()).filter_map(read).collect())
}

/// The consumer of one lane.
pub struct KafkaConsumer {
    client: BaseConsumer<LaneConsumerContext>,
    topic: String,
}

impl KafkaConsumer {
    pub(crate) fn new(client: BaseConsumer<LaneConsumerContext>, topic: String) -> Self {
        Self { client, topic }
    }

    fn list(&self, partitions: &[i32]) -> TopicPartitionList {
        let mut list = TopicPartitionList::with_capacity(partitions.len());
        for &partition in partitions {
            list.add_partition(&self.topic, partition);
        }
        list
    }

    fn list_at(&self, starts: &[(i32, Start)]) -> Result<TopicPartitionList, BrokerError> {
        let mut list = TopicPartitionList::with_capacity(starts.len());
        for &(partition, start) in starts {
            let offset = match start {
                Start::Earliest => Offset::Beginning,
                Start::Offset(offset) => Offset::Offset(offset),
            };
            list.add_partition_offset(&self.topic, partition, offset).map_err(|error| classify(&error))?;
        }
        Ok(list)
    }

    /// Where the client stands in a partition, markers included.
    fn position(&self, partition: i32) -> Option<i64> {
        let positions = self.client.position().ok()?;
        match positions.find_partition(&self.topic, partition)?.offset() {
            Offset::Offset(offset) => Some(offset),
            _ => None,
        }
    }

    /// Takes partitions out of the client's assignment and puts them in again at their starts. A partition that
    /// stands still, because it had no offset to start at, cannot be moved in any other way.
    fn reassign(&self, starts: &[(i32, Start)]) -> Result<(), BrokerError> {
        let list = self.list_at(starts)?;
        let result = match self.client.rebalance_protocol() {
            RebalanceProtocol::Cooperative => {
                self.client.incremental_unassign(&list).and_then(|()| self.client.incremental_assign(&list))
            }
            _ => self.assign_among_others(&list),
        };
        // Whether the partition is about to be taken away, or the client is busy: try again in a moment.
        result.map_err(|error| BrokerError::new(ErrorKind::Retriable, error.to_string()))
    }

    fn assign_among_others(&self, moved: &TopicPartitionList) -> Result<(), KafkaError> {
        let mut all = self.client.position()?;
        for partition in crate::context::partitions(&all) {
            let moved_to = moved.find_partition(&self.topic, partition).map(|found| found.offset());
            let stays_at = all.find_partition(&self.topic, partition).map(|found| found.offset());
            let offset = moved_to.or(stays_at).filter(|offset| *offset != Offset::Invalid);
            all.set_partition_offset(&self.topic, partition, offset.unwrap_or(Offset::Stored))?;
        }
        self.client.assign(&all)
    }
}

impl Consumer for KafkaConsumer {
    type Record<'a> = KafkaRecord<'a>;
    type Group = Arc<ConsumerGroupMetadata>;

    fn poll(&self, timeout: Duration) -> Polled<KafkaRecord<'_>> {
        // Whole milliseconds: rdkafka spins through the fraction that is left of any other timeout.
        let whole = u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX).max(1);
        let error = match self.client.poll(Duration::from_millis(whole)) {
            Some(Ok(message)) => return Polled::Record(KafkaRecord(message)),
            Some(Err(error)) => error,
            None => {
                let changes = self.client.context().take_changes();
                return if changes.is_empty() { Polled::Idle } else { Polled::Rebalance(changes) };
            }
        };
        match error {
            KafkaError::PartitionEOF(partition) => {
                Polled::EndOfPartition { partition, position: self.position(partition) }
            }
            KafkaError::MessageConsumption(
                RDKafkaErrorCode::AutoOffsetReset
                | RDKafkaErrorCode::NoOffset
                | RDKafkaErrorCode::OffsetOutOfRange
                | RDKafkaErrorCode::LogTruncation,
            ) => Polled::OffsetReset,
            _ => Polled::Error(reported(&error, &self.topic)),
        }
    }

    fn committed(
        &self,
        partitions: &[i32],
        timeout: Duration,
    ) -> Result<Vec<(i32, Option<i64>)>, BrokerError> {
        if partitions.is_empty() {
            return Ok(Vec::new());
        }
        let list = self.client.committed_offsets(self.list(partitions), timeout).map_err(|e| classify(&e))?;
        let mut offsets = Vec::with_capacity(partitions.len());
        for element in list.elements() {
            element.error().map_err(|error| classify(&error))?;
            let offset = match element.offset() {
                Offset::Offset(offset) => Some(offset),
                _ => None,
            };
            offsets.push((element.partition(), offset));
        }
        Ok(offsets)
    }

    fn watermarks(&self, partition: i32, timeout: Duration) -> Result<Watermarks, BrokerError> {
        let ends = self.client.fetch_watermarks(&self.topic, partition, timeout);
        ends.map(|(low, high)| Watermarks { low, high }).map_err(|error| classify(&error))
    }

    fn seek(&self, starts: &[(i32, Start)], timeout: Duration) -> Result<(), BrokerError> {
        if starts.is_empty() {
            return Ok(());
        }
        let list = self.list_at(starts)?;
        let moved = self.client.seek_partitions(list, timeout).map_err(|error| classify_seek(&error))?;
        let failed = |partition: i32| {
            let element = moved.find_partition(&self.topic, partition);
            element.is_none_or(|element| element.error().is_err())
        };
        let still: Vec<(i32, Start)> =
            starts.iter().copied().filter(|&(partition, _)| failed(partition)).collect();
        if still.is_empty() { Ok(()) } else { self.reassign(&still) }
    }

    fn pause(&self, partitions: &[i32]) -> Result<(), BrokerError> {
        if partitions.is_empty() {
            return Ok(());
        }
        self.client.pause(&self.list(partitions)).map_err(|error| classify(&error))
    }

    fn resume(&self, partitions: &[i32]) -> Result<(), BrokerError> {
        if partitions.is_empty() {
            return Ok(());
        }
        self.client.resume(&self.list(partitions)).map_err(|error| classify(&error))
    }

    fn group(&self) -> Option<Arc<ConsumerGroupMetadata>> {
        // In this order: metadata that were taken before the assignment was lost are good, or refused by the
        // coordinator; those taken afterwards may be empty, and then nothing would be checked.
        let metadata = self.client.group_metadata()?;
        (!self.client.assignment_lost()).then(|| Arc::new(metadata))
    }

    fn ends(&self) -> Vec<PartitionEnd> {
        self.client.context().ends()
    }

    fn close(self, timeout: Duration) {
        let deadline = Instant::now() + timeout;
        if let Err(error) = self.client.close_queue() {
            tracing::warn!(%error, "the consumer could not begin to close");
        }
        while !self.client.closed() {
            if Instant::now() >= deadline {
                tracing::warn!("the consumer did not close in time; its session will time out");
                // Dropping it would poll until it is closed, however long that takes.
                std::mem::forget(self);
                return;
            }
            drop(self.client.poll(Duration::from_millis(50)));
        }
    }
}

/// An error that the client reports on the way. It handles what is not fatal by itself.
fn reported(error: &KafkaError, topic: &str) -> BrokerError {
    let mut reported = classify(error);
    if error.rdkafka_error_code() == Some(RDKafkaErrorCode::TopicAuthorizationFailed) {
        reported.message = format!("topic {topic}: {}", reported.message);
    }
    if reported.kind == ErrorKind::Fatal && !matches!(error, KafkaError::MessageConsumptionFatal(_)) {
        reported.kind = ErrorKind::Retriable;
    }
    reported
}

fn classify_seek(error: &KafkaError) -> BrokerError {
    let kind = error.rdkafka_error_code().map_or(ErrorKind::Retriable, kind_of);
    BrokerError::new(kind, error.to_string())
}
