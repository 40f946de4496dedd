//! A lane's producer on librdkafka.

use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rafid_lane::broker::{HeaderSink, Outgoing, Producer};
use rafid_lane::{BrokerError, ErrorKind};
use rdkafka::consumer::ConsumerGroupMetadata;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};
use rdkafka::{Offset, TopicPartitionList};

use crate::context::LaneProducerContext;
use crate::error::{classify, undelivered};
use crate::offsets::{Client, OffsetSender};

/// How long the lane sleeps between two looks at the queue. It does not wait inside rdkafka's `poll`: that one never
/// returns early, and spins through the last millisecond of its timeout.
const TICK: Duration = Duration::from_millis(1);

/// How many headers an output has: room for them at once saves librdkafka from growing its list.
const EXPECTED_HEADERS: usize = rafid_contract::header::OWN.len();

/// How long one slice of an abort blocks.
const ABORT_SLICE: Duration = Duration::from_millis(100);

/// Headers in librdkafka's own form: one allocation a header, made by librdkafka.
#[derive(Debug, Default)]
pub struct KafkaHeaders {
    headers: Option<OwnedHeaders>,
    bytes: usize,
}

impl KafkaHeaders {
    pub(crate) fn into_inner(self) -> Option<OwnedHeaders> {
        self.headers
    }
}

impl HeaderSink for KafkaHeaders {
    fn push(&mut self, name: &str, value: Option<&[u8]>) {
        self.bytes += name.len() + value.map_or(0, <[u8]>::len);
        let headers =
            self.headers.take().unwrap_or_else(|| OwnedHeaders::new_with_capacity(EXPECTED_HEADERS));
        self.headers = Some(headers.insert(Header { key: name, value }));
    }

    fn bytes(&self) -> usize {
        self.bytes
    }
}

/// A transactional producer of one lane.
pub struct KafkaProducer {
    client: Client,
    offsets: OffsetSender,
    /// Whether a call did not come back: the client must be left to itself.
    hangs: Cell<bool>,
    input: String,
}

impl KafkaProducer {
    pub(crate) fn new(client: BaseProducer<LaneProducerContext>, input: String) -> Result<Self, BrokerError> {
        let client = Arc::new(client);
        let offsets = OffsetSender::start(Arc::clone(&client))?;
        Ok(Self { client, offsets, hangs: Cell::new(false), input })
    }

    /// Serves the queue until it is empty.
    fn serve(&self) {
        let context = self.client.context();
        loop {
            let before = context.events();
            self.client.poll(Duration::ZERO);
            if context.events() == before {
                return;
            }
        }
    }
}

impl Producer for KafkaProducer {
    type Headers = KafkaHeaders;
    type Group = Arc<ConsumerGroupMetadata>;

    fn init(&self, timeout: Duration) -> Result<(), BrokerError> {
        let result = self.client.init_transactions(timeout);
        self.serve();
        result.map_err(|error| classify(&error))
    }

    fn begin(&self) -> Result<(), BrokerError> {
        self.serve();
        self.client.context().clear();
        self.client.begin_transaction().map_err(|error| classify(&error))
    }

    fn headers(&self, capacity: usize) -> KafkaHeaders {
        KafkaHeaders { headers: Some(OwnedHeaders::new_with_capacity(capacity)), bytes: 0 }
    }

    fn send(&self, message: Outgoing<'_, KafkaHeaders>, timeout: Duration) -> Result<(), BrokerError> {
        let mut record = BaseRecord::<[u8], [u8]>::to(message.topic);
        record.key = message.key;
        record.payload = message.value;
        record.headers = message.headers.into_inner();
        let mut full_since = None;
        loop {
            let error = match self.client.send(record) {
                Ok(()) => return Ok(()),
                Err((error, again)) => {
                    record = again;
                    error
                }
            };
            if !matches!(error, KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull)) {
                return Err(send_error(&error, message.topic));
            }
            let since: Instant = *full_since.get_or_insert_with(Instant::now);
            if since.elapsed() >= timeout {
                let text = format!("the producer's queue stayed full for {} s", timeout.as_secs());
                return Err(BrokerError::new(ErrorKind::Abortable, text));
            }
            std::thread::sleep(TICK);
            self.serve();
        }
    }

    fn drain(&self, timeout: Duration) -> Result<(), BrokerError> {
        let begun = Instant::now();
        // `flush` and `commit_transaction` of rdkafka sleep 100 ms at a time while messages are in flight.
        while self.client.in_flight_count() > 0 {
            if begun.elapsed() >= timeout {
                return Err(BrokerError::new(ErrorKind::Retriable, "messages are still in flight"));
            }
            std::thread::sleep(TICK);
            self.serve();
        }
        self.serve();
        // Where the client emptied its queue the transaction has failed before: the next call says why, and no commit
        // comes before it.
        let is_cause = |code| !matches!(code, RDKafkaErrorCode::PurgeQueue | RDKafkaErrorCode::PurgeInflight);
        match self.client.context().undelivered() {
            Some((code, topic)) if is_cause(code) => Err(undelivered(code, &topic)),
            _ => Ok(()),
        }
    }

    fn send_offsets(
        &self,
        offsets: &[(i32, i64)],
        group: &Arc<ConsumerGroupMetadata>,
        timeout: Duration,
    ) -> Result<(), BrokerError> {
        let mut list = TopicPartitionList::with_capacity(offsets.len());
        for &(partition, offset) in offsets {
            list.add_partition_offset(&self.input, partition, Offset::Offset(offset))
                .map_err(|error| classify(&error))?;
        }
        let result = self.offsets.send(list, Arc::clone(group), timeout);
        let unresponsive = result.as_ref().is_err_and(|error| error.kind == ErrorKind::Unresponsive);
        self.hangs.set(self.hangs.get() || unresponsive);
        let context = self.client.context();
        if let Err(mut error) = result {
            if let Some(line) = context.refused_partition().filter(|_| error.kind == ErrorKind::Unauthorized)
            {
                error.message = line;
            }
            return Err(error);
        }
        // A lost message must never be followed by a commit, whatever the client thinks of the transaction.
        context.undelivered().map_or(Ok(()), |(code, topic)| Err(undelivered(code, &topic)))
    }

    fn commit(&self, timeout: Duration) -> Result<(), BrokerError> {
        self.client.commit_transaction(timeout).map_err(|error| classify(&error))
    }

    fn abort(&self, timeout: Duration) -> Result<(), BrokerError> {
        let begun = Instant::now();
        // librdkafka drops what is queued and waits until its failed deliveries are served, which is for this thread
        // to do: so the call is made in slices, and resumed.
        loop {
            let Err(error) = self.client.abort_transaction(ABORT_SLICE.min(timeout)) else { return Ok(()) };
            self.serve();
            let error = classify(&error);
            if error.kind != ErrorKind::Retriable || begun.elapsed() >= timeout {
                return Err(error);
            }
            std::thread::sleep(TICK);
        }
    }

    fn suspicious(&self) -> bool {
        self.serve();
        self.client.context().is_suspicious()
    }

    fn close(self) {
        self.offsets.end(self.hangs.get());
        // Dropping purges what is queued and in flight; a client that hangs goes when its call comes back.
        drop(self.client);
    }
}

fn send_error(error: &KafkaError, topic: &str) -> BrokerError {
    match error {
        KafkaError::MessageProduction(code) if *code != RDKafkaErrorCode::State => undelivered(*code, topic),
        // The transaction is no longer open, for a reason that the next call tells.
        KafkaError::MessageProduction(_) => BrokerError::new(ErrorKind::Abortable, error.to_string()),
        _ => classify(error),
    }
}
