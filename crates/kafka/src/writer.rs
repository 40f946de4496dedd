//! Writing from the command line: idempotent, at least once.

use std::time::{Duration, Instant};

use rafid_contract::Headers;
use rafid_lane::broker::HeaderSink as _;
use rafid_lane::{BrokerError, ErrorKind};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};

use crate::context::PlainContext;
use crate::error::undelivered;
use crate::producer::KafkaHeaders;
use crate::settings::Connection;

/// How long the writer sleeps between two looks at its queue; rdkafka's `poll` would spin.
const TICK: Duration = Duration::from_millis(1);

/// Sends messages.
pub struct Writer {
    client: BaseProducer<PlainContext>,
    timeout: Duration,
    brokers: String,
}

impl Writer {
    /// A writer; `timeout` bounds how long a message may take.
    pub fn open(connection: &Connection, timeout: Duration) -> Result<Self, BrokerError> {
        let mut config = connection.base()?;
        config
            .set("enable.idempotence", "true")
            .set("message.timeout.ms", timeout.as_millis().max(1_000).to_string())
            .set("linger.ms", "5")
            .set("compression.type", "lz4")
            .set("partitioner", "murmur2_random");
        let client: BaseProducer<PlainContext> = config
            .create_with_context(PlainContext::default())
            .map_err(|error| BrokerError::new(ErrorKind::Fatal, error.to_string()))?;
        Ok(Self { client, timeout, brokers: connection.brokers.clone() })
    }

    /// Queues a message; waits while the queue is full.
    pub fn send(
        &self,
        topic: &str,
        key: Option<&[u8]>,
        value: Option<&[u8]>,
        headers: &Headers,
    ) -> Result<(), BrokerError> {
        let mut sink = KafkaHeaders::default();
        for header in &headers.0 {
            sink.push(&header.name, header.value.as_deref());
        }
        let mut record = BaseRecord::<[u8], [u8]>::to(topic);
        record.key = key;
        record.payload = value;
        record.headers = sink.into_inner();
        let begun = Instant::now();
        loop {
            let error = match self.client.send(record) {
                Ok(()) => return Ok(()),
                Err((error, again)) => {
                    record = again;
                    error
                }
            };
            if !matches!(error, KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull)) {
                let code = error.rdkafka_error_code().unwrap_or(RDKafkaErrorCode::Unknown);
                return Err(undelivered(code, topic));
            }
            if begun.elapsed() > self.timeout {
                return Err(self.too_slow());
            }
            std::thread::sleep(TICK);
            self.client.poll(Duration::ZERO);
        }
    }

    /// Waits until every message is acknowledged; fails if one was not.
    pub fn flush(&self) -> Result<(), BrokerError> {
        let begun = Instant::now();
        while self.client.in_flight_count() > 0 {
            if begun.elapsed() > self.timeout + Duration::from_secs(1) {
                return Err(self.too_slow());
            }
            std::thread::sleep(TICK);
            self.client.poll(Duration::ZERO);
        }
        match self.client.context().undelivered() {
            None => Ok(()),
            Some(text) => Err(BrokerError::new(ErrorKind::Fatal, text)),
        }
    }

    fn too_slow(&self) -> BrokerError {
        let cause = self.client.context().last_error().unwrap_or_default();
        let text = format!("{} acknowledged nothing for {} s: {cause}", self.brokers, self.timeout.as_secs());
        BrokerError::new(ErrorKind::Unreachable, text)
    }
}
