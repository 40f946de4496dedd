//! From settings to librdkafka's properties.

use std::collections::BTreeMap;

use rafid_contract::limits;
use rafid_lane::{BrokerError, ErrorKind};
use rdkafka::ClientConfig;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::BaseConsumer;
use rdkafka::error::KafkaError;
use rdkafka::producer::BaseProducer;

/// How to reach a cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connection {
    /// Bootstrap brokers, `host:port`, separated by commas.
    pub brokers: String,
    /// The name by which brokers know the client.
    pub client_id: String,
    /// Properties of librdkafka for security: `security.protocol`, `sasl.mechanism`, `ssl.ca.location`…
    pub security: BTreeMap<String, String>,
    /// Other properties of librdkafka. Those that the guarantee rests on are refused.
    pub extra: BTreeMap<String, String>,
}

impl Connection {
    /// A connection without security.
    pub fn new(brokers: impl Into<String>) -> Self {
        Self { brokers: brokers.into(), client_id: "rafid".to_owned(), ..Self::default() }
    }

    /// What every client needs. Fails on a property that must not be set from outside.
    pub(crate) fn base(&self) -> Result<ClientConfig, BrokerError> {
        let mut config = ClientConfig::new();
        for (name, value) in &self.extra {
            if is_guarded(name) {
                let message = format!("{name} may not be set: exactly-once delivery rests on it");
                return Err(BrokerError::new(ErrorKind::Fatal, message));
            }
            config.set(name, value);
        }
        for (name, value) in &self.security {
            config.set(name, value);
        }
        config
            .set("bootstrap.servers", &self.brokers)
            .set("client.id", &self.client_id)
            .set("message.max.bytes", limits::CLIENT_MESSAGE_BYTES.to_string())
            .set_log_level(RDKafkaLogLevel::Info);
        Ok(config)
    }
}

/// Properties that may not be passed through: the guarantee rests on them, or on what reads them.
const GUARDED: [&str; 28] = [
    "acks",
    "auto.commit.enable",
    "auto.commit.interval.ms",
    "auto.offset.reset",
    "auto.offset.store",
    "bootstrap.servers",
    "check.crcs",
    "delivery.report.only.error",
    "enable.auto.commit",
    "enable.auto.offset.store",
    "enable.gapless.guarantee",
    "enable.idempotence",
    "enable.partition.eof",
    "group.id",
    "group.instance.id",
    "isolation.level",
    "log.queue",
    "max.in.flight",
    "max.in.flight.requests.per.connection",
    "message.max.bytes",
    "message.send.max.retries",
    "metadata.broker.list",
    "partition.assignment.strategy",
    "partitioner",
    "request.required.acks",
    "retries",
    "transaction.timeout.ms",
    "transactional.id",
];

/// Whether a property may not be passed through.
pub fn is_guarded(name: &str) -> bool {
    GUARDED.contains(&name)
}

/// Rebalance protocol of the group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GroupProtocol {
    /// The clients agree among themselves, by `cooperative-sticky`.
    #[default]
    Classic,
    /// The brokers decide (KIP-848, brokers from 4.0 on).
    Consumer,
}

/// What the clients of one lane are told. The defaults are the starting values of `docs/delivery.md`.
#[derive(Clone, Debug)]
pub struct LaneClients {
    /// How to reach the cluster.
    pub connection: Connection,
    /// The input topic's name.
    pub input: String,
    /// The consumer group.
    pub group: String,
    /// The lane's `transactional.id`, stable over restarts.
    pub transactional_id: String,
    /// The member's fixed name, for static membership.
    pub group_instance_id: Option<String>,
    /// Rebalance protocol.
    pub group_protocol: GroupProtocol,
    /// `session.timeout.ms`.
    pub session_timeout_ms: u32,
    /// `max.poll.interval.ms`.
    pub max_poll_interval_ms: u32,
    /// `transaction.timeout.ms`.
    pub transaction_timeout_ms: u32,
    /// `message.timeout.ms`.
    pub message_timeout_ms: u32,
    /// `socket.timeout.ms`.
    pub socket_timeout_ms: u32,
    /// `fetch.min.bytes`.
    pub fetch_min_bytes: u32,
    /// `fetch.wait.max.ms`.
    pub fetch_wait_max_ms: u32,
    /// `queued.max.messages.kbytes`: what the consumer holds ready.
    pub prefetch_kib: u32,
    /// `linger.ms`.
    pub linger_ms: u32,
    /// `batch.size`, in bytes.
    pub batch_size_bytes: u32,
    /// `compression.type`.
    pub compression: String,
    /// `statistics.interval.ms`.
    pub statistics_interval_ms: u32,
}

impl LaneClients {
    /// The starting values.
    pub fn new(
        connection: Connection,
        input: impl Into<String>,
        group: impl Into<String>,
        transactional_id: impl Into<String>,
    ) -> Self {
        Self {
            connection,
            input: input.into(),
            group: group.into(),
            transactional_id: transactional_id.into(),
            group_instance_id: None,
            group_protocol: GroupProtocol::default(),
            session_timeout_ms: 45_000,
            max_poll_interval_ms: 300_000,
            transaction_timeout_ms: 15_000,
            message_timeout_ms: 10_000,
            socket_timeout_ms: 10_000,
            fetch_min_bytes: 64 * 1024,
            fetch_wait_max_ms: 50,
            prefetch_kib: 16 * 1024,
            linger_ms: 2,
            batch_size_bytes: 512 * 1024,
            compression: "lz4".to_owned(),
            statistics_interval_ms: 5_000,
        }
    }

    /// Whether librdkafka takes all of this, and the files that it names. Waits for no broker.
    pub fn check(&self) -> Result<(), BrokerError> {
        let refused = |error: KafkaError| BrokerError::new(ErrorKind::Fatal, error.to_string());
        let _: BaseProducer = self.producer()?.create().map_err(refused)?;
        let _: BaseConsumer = self.consumer()?.create().map_err(refused)?;
        Ok(())
    }

    /// The consumer's properties.
    pub(crate) fn consumer(&self) -> Result<ClientConfig, BrokerError> {
        let mut config = self.connection.base()?;
        config
            .set("group.id", &self.group)
            .set("isolation.level", "read_committed")
            .set("enable.auto.commit", "false")
            .set("enable.auto.offset.store", "false")
            .set("enable.partition.eof", "true")
            // A lane decides itself where a partition starts: nothing committed and records lost to retention look
            // alike to the client.
            .set("auto.offset.reset", "error")
            .set("max.poll.interval.ms", self.max_poll_interval_ms.to_string())
            .set("socket.timeout.ms", self.socket_timeout_ms.to_string())
            .set("fetch.min.bytes", self.fetch_min_bytes.to_string())
            .set("fetch.wait.max.ms", self.fetch_wait_max_ms.to_string())
            .set("fetch.queue.backoff.ms", "20")
            .set("fetch.message.max.bytes", (1024 * 1024).to_string())
            .set("queued.max.messages.kbytes", self.prefetch_kib.to_string())
            .set("receive.message.max.bytes", (100 * 1024 * 1024).to_string())
            .set("statistics.interval.ms", self.statistics_interval_ms.to_string());
        if let Some(instance) = &self.group_instance_id {
            config.set("group.instance.id", instance);
        }
        match self.group_protocol {
            GroupProtocol::Classic => config
                .set("partition.assignment.strategy", "cooperative-sticky")
                .set("session.timeout.ms", self.session_timeout_ms.to_string()),
            GroupProtocol::Consumer => config.set("group.protocol", "consumer"),
        };
        Ok(config)
    }

    /// The producer's properties.
    pub(crate) fn producer(&self) -> Result<ClientConfig, BrokerError> {
        let mut config = self.connection.base()?;
        config
            .set("transactional.id", &self.transactional_id)
            .set("transaction.timeout.ms", self.transaction_timeout_ms.to_string())
            .set("enable.idempotence", "true")
            .set("message.timeout.ms", self.message_timeout_ms.to_string())
            .set("socket.timeout.ms", self.socket_timeout_ms.to_string())
            .set("linger.ms", self.linger_ms.to_string())
            .set("batch.size", self.batch_size_bytes.to_string())
            .set("compression.type", &self.compression)
            .set("partitioner", "murmur2_random")
            .set("queue.buffering.max.messages", "500000")
            .set("delivery.report.only.error", "true");
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guarantee_cannot_be_switched_off() {
        let check = |name: &str, taken: bool| {
            let mut connection = Connection::new("localhost:9092");
            connection.extra.insert(name.to_owned(), "1".to_owned());
            let clients = LaneClients::new(connection, "in", "group", "id");
            assert_eq!(clients.consumer().is_ok(), taken, "{name}");
            assert_eq!(clients.producer().is_ok(), taken, "{name}");
        };
        check("socket.keepalive.enable", true);
        check("isolation.level", false);
        check("enable.auto.commit", false);
        check("transactional.id", false);
        check("partitioner", false);
    }

    #[test]
    fn librdkafka_knows_every_property() {
        let mut clients = LaneClients::new(Connection::new("localhost:9092"), "in", "group", "id");
        for protocol in [GroupProtocol::Classic, GroupProtocol::Consumer] {
            clients.group_protocol = protocol;
            for config in [clients.consumer(), clients.producer()] {
                config.expect("properties").create_native_config().expect("properties that librdkafka knows");
            }
        }
    }
}
