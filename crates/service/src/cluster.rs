//! Kafka as the service sees it: the only module that names `rafid_kafka`.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rafid_contract::Topic;
use rafid_kafka::{Admin, Connection, GroupProtocol, KafkaBroker, LaneClients};
use rafid_lane::{BrokerError, ErrorKind};
use rafid_ops::config::{self, Config};
use rafid_ops::{ConfigError, Stop};

use crate::error::Error;
use crate::topology::Topology;

/// The longest that one try to reach a broker takes while starting: how soon a stop is noticed.
const TRY: Duration = Duration::from_secs(2);

/// The cluster that a service works on.
pub(crate) struct Cluster {
    config: Config,
    connection: Connection,
}

/// The clients of one lane.
pub(crate) type LaneBroker = KafkaBroker;

impl Cluster {
    /// From the configuration; connects to nothing yet.
    pub(crate) fn new(config: &Config) -> Self {
        Self { config: config.clone(), connection: connection(config) }
    }

    /// Checks the topics, the input first; waits for a cluster that does not answer yet until the start's time is over
    /// or somebody asks to stop.
    pub(crate) fn topology(&self, topics: &[Topic], stop: &Stop) -> Result<Topology, Error> {
        let limit = Duration::from_millis(self.config.service.start_timeout_ms.into());
        let started = Instant::now();
        let admin = loop {
            let mut error = match Admin::connect(&self.connection, TRY) {
                Ok(admin) => break admin,
                Err(error) => error,
            };
            if stop.is_requested() {
                return Err(Error::StoppedEarly);
            }
            let is_over = started.elapsed() >= limit;
            if is_over {
                let seconds = started.elapsed().as_secs();
                error.message = format!("{} (tried for {seconds} s)", error.message);
            }
            if is_over || error.kind != ErrorKind::Unreachable {
                return Err(self.connect_error(&error));
            }
            tracing::warn!(%error, "waiting for Kafka");
        };
        let named: Vec<(Topic, String)> =
            topics.iter().map(|topic| (*topic, self.config.topics.name(*topic).to_owned())).collect();
        let checked = admin.check(&named).map_err(|error| topic_error(&error))?;
        let input = named.first().map_or("", |(_, name)| name.as_str());
        let partitions = admin.partition_count(input).map_err(|error| topic_error(&error))?;
        Ok(Topology { topics: checked, input_partitions: partitions.unwrap_or(1) })
    }

    fn connect_error(&self, error: &BrokerError) -> Error {
        let line = error.message.clone();
        match error.kind {
            ErrorKind::Unreachable if self.config.kafka.security_protocol.has_ssl() => {
                Error::Unreachable(line, "kafka.brokers, kafka.ssl_ca_file")
            }
            ErrorKind::Unreachable => Error::Unreachable(line, "kafka.brokers"),
            ErrorKind::Unauthorized => Error::Refused(line),
            // A property that librdkafka does not take.
            _ => Error::Config(ConfigError::new(line)),
        }
    }

    /// The clients of a lane.
    pub(crate) fn lane_broker(&self, input: Topic, lane: usize, transactional_id: &str) -> LaneBroker {
        KafkaBroker::new(self.lane_clients(input, lane, transactional_id))
    }

    fn lane_clients(&self, input: Topic, lane: usize, transactional_id: &str) -> LaneClients {
        let kafka = &self.config.kafka;
        let input = self.config.topics.name(input);
        let mut clients = LaneClients::new(self.connection.clone(), input, &kafka.group, transactional_id);
        clients.group_instance_id =
            kafka.static_membership.then(|| format!("{}-{lane}", self.config.service.instance));
        clients.group_protocol = match kafka.group_protocol {
            config::GroupProtocol::Classic => GroupProtocol::Classic,
            config::GroupProtocol::Consumer => GroupProtocol::Consumer,
        };
        clients.session_timeout_ms = kafka.session_timeout_ms;
        clients.max_poll_interval_ms = kafka.max_poll_interval_ms;
        clients.transaction_timeout_ms = kafka.transaction_timeout_ms;
        clients.message_timeout_ms = kafka.message_timeout_ms;
        clients.socket_timeout_ms = kafka.socket_timeout_ms;
        clients.fetch_min_bytes = kafka.fetch_min_bytes;
        clients.fetch_wait_max_ms = kafka.fetch_wait_max_ms;
        clients.prefetch_kib = kafka.prefetch_kib;
        clients.linger_ms = kafka.linger_ms;
        clients.batch_size_bytes = kafka.batch_size_bytes;
        kafka.compression.as_str().clone_into(&mut clients.compression);
        clients
    }
}

/// Whether the client takes what a configuration tells it, files of certificates too. Waits for no broker.
pub fn check_clients(config: &Config) -> Result<(), ConfigError> {
    let mut config = config.clone();
    if config.kafka.group.is_empty() {
        // Each service fills in its own.
        config.kafka.group.clone_from(&config.service.application);
    }
    let clients = Cluster::new(&config).lane_clients(Topic::Raw, 0, &config.service.application);
    clients.check().map_err(|error| ConfigError::new(error.message))
}

/// What a question about topics that failed means for a service that starts. The connection stands by then.
fn topic_error(error: &BrokerError) -> Error {
    let line = error.message.clone();
    match error.kind {
        ErrorKind::Unreachable | ErrorKind::Retriable | ErrorKind::Ambiguous => {
            Error::Unreachable(line, "the brokers")
        }
        ErrorKind::Unauthorized => Error::Unauthorized(line),
        _ => Error::Topics(line),
    }
}

/// How to reach the cluster that a configuration names.
pub fn connection(config: &Config) -> Connection {
    let kafka = &config.kafka;
    let mut connection = Connection::new(&kafka.brokers);
    connection.client_id = format!("{}-{}", kafka.group, config.service.instance);
    connection.extra = kafka.extra.clone();
    let mut security = BTreeMap::from([("security.protocol", kafka.security_protocol.as_str())]);
    if kafka.security_protocol.has_sasl() {
        security.insert("sasl.mechanism", kafka.sasl_mechanism.as_str());
        security.insert("sasl.username", &kafka.sasl_username);
        security.insert("sasl.password", kafka.sasl_password.reveal());
    }
    security.extend([
        ("ssl.ca.location", kafka.ssl_ca_file.as_str()),
        ("ssl.certificate.location", &kafka.ssl_certificate_file),
        ("ssl.key.location", &kafka.ssl_key_file),
        ("ssl.key.password", kafka.ssl_key_password.reveal()),
    ]);
    security.retain(|_, value| !value.is_empty());
    connection.security =
        security.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    connection
}
