//! Topics: create, describe, and check before a service starts.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::{Duration, Instant};

use rafid_contract::{Topic, TopicSpec};
use rafid_lane::{BrokerError, ErrorKind, TopicMap, TopicTarget};
use rdkafka::admin::{
    AdminClient, AdminOptions, ConfigResource, NewTopic, OwnedResourceSpecifier, ResourceSpecifier,
    TopicReplication,
};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use crate::context::PlainContext;
use crate::error::{classify, kind_of};
use crate::settings::Connection;

/// A connection for administration.
pub struct Admin {
    probe: BaseConsumer<PlainContext>,
    client: AdminClient<DefaultClientContext>,
    brokers: String,
    timeout: Duration,
    broker_count: usize,
}

/// A topic as it stands on the cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicDetails {
    /// Its name.
    pub name: String,
    /// Partitions.
    pub partitions: usize,
    /// Replicas of each partition.
    pub replication: usize,
    /// `min.insync.replicas`.
    pub min_insync: Option<u32>,
    /// `max.message.bytes`.
    pub max_message_bytes: Option<u32>,
    /// `retention.ms`; -1 keeps for ever.
    pub retention_ms: Option<i64>,
    /// `cleanup.policy`.
    pub cleanup: Option<String>,
}

/// What became of a topic that was to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Created {
    /// It is new.
    New,
    /// It was there before; nothing was changed.
    Existed,
    /// It could not be created.
    Failed(String),
}

impl Admin {
    /// Connects; fails with one clear line if no broker answers within the timeout.
    pub fn connect(connection: &Connection, timeout: Duration) -> Result<Self, BrokerError> {
        let config = connection.base()?;
        let creation = |error: KafkaError| BrokerError::new(ErrorKind::Fatal, error.to_string());
        let probe: BaseConsumer<PlainContext> =
            config.create_with_context(PlainContext::default()).map_err(creation)?;
        let client: AdminClient<DefaultClientContext> = config.create().map_err(creation)?;
        let begun = Instant::now();
        // Short waits, and the error queue served between them, so that a wrong password ends the wait at once.
        let broker_count = loop {
            let error = match probe.fetch_metadata(None, Duration::from_secs(1).min(timeout)) {
                Ok(metadata) => break metadata.brokers().len(),
                Err(error) => error,
            };
            drop(probe.poll(Duration::from_millis(1)));
            let context = probe.context();
            let cause = context.last_error().unwrap_or_else(|| error.to_string());
            let kind = error.rdkafka_error_code().map_or(ErrorKind::Fatal, kind_of);
            let refusal =
                context.refusal().or_else(|| (kind == ErrorKind::Unauthorized).then(|| cause.clone()));
            if let Some(refusal) = refusal {
                return Err(refused(connection, &refusal));
            }
            if begun.elapsed() >= timeout {
                let (brokers, seconds) = (&connection.brokers, timeout.as_secs());
                let text = format!("no broker answers at {brokers} within {seconds} s: {cause}");
                return Err(BrokerError::new(ErrorKind::Unreachable, text));
            }
        };
        Ok(Self { probe, client, brokers: connection.brokers.clone(), timeout, broker_count })
    }

    /// How many brokers the cluster has.
    pub fn broker_count(&self) -> usize {
        self.broker_count
    }

    /// How many partitions a topic has; `None` if it does not exist.
    pub fn partition_count(&self, topic: &str) -> Result<Option<usize>, BrokerError> {
        Ok(self.shape(topic)?.map(|(partitions, _)| partitions))
    }

    /// Partitions and replication of a topic.
    fn shape(&self, topic: &str) -> Result<Option<(usize, usize)>, BrokerError> {
        let metadata =
            self.probe.fetch_metadata(Some(topic), self.timeout).map_err(|error| classify(&error))?;
        let Some(found) = metadata.topics().iter().find(|found| found.name() == topic) else {
            return Ok(None);
        };
        match found.error().map(RDKafkaErrorCode::from) {
            None => {}
            Some(RDKafkaErrorCode::UnknownTopicOrPartition | RDKafkaErrorCode::UnknownTopic) => {
                return Ok(None);
            }
            Some(code) => {
                let text =
                    format!("topic {topic}: {code}: the principal needs the permission Describe on it");
                return Err(BrokerError::new(kind_of(code), text));
            }
        }
        let replication = found.partitions().first().map_or(0, |partition| partition.replicas().len());
        Ok(Some((found.partitions().len(), replication)))
    }

    /// Topics as they are; `None` for one that does not exist.
    pub fn describe(&self, names: &[&str]) -> Result<Vec<(String, Option<TopicDetails>)>, BrokerError> {
        let mut shapes = Vec::with_capacity(names.len());
        for &name in names {
            shapes.push((name, self.shape(name)?));
        }
        let present: Vec<ResourceSpecifier<'_>> = shapes
            .iter()
            .filter(|(_, shape)| shape.is_some())
            .map(|(name, _)| ResourceSpecifier::Topic(name))
            .collect();
        let configs = if present.is_empty() { Vec::new() } else { self.configs(&present)? };
        let described = shapes.into_iter().map(|(name, shape)| {
            let config = configs.iter().find(
                |config| matches!(&config.specifier, OwnedResourceSpecifier::Topic(topic) if topic == name),
            );
            let value = |key: &str| config.and_then(|config| config.get(key)?.value.clone());
            let details = shape.map(|(partitions, replication)| TopicDetails {
                name: name.to_owned(),
                partitions,
                replication,
                min_insync: value("min.insync.replicas").and_then(|text| text.parse().ok()),
                max_message_bytes: value("max.message.bytes").and_then(|text| text.parse().ok()),
                retention_ms: value("retention.ms").and_then(|text| text.parse().ok()),
                cleanup: value("cleanup.policy"),
            });
            (name.to_owned(), details)
        });
        Ok(described.collect())
    }

    fn configs(&self, topics: &[ResourceSpecifier<'_>]) -> Result<Vec<ConfigResource>, BrokerError> {
        let options = AdminOptions::new().request_timeout(Some(self.timeout));
        let results =
            wait_for(self.client.describe_configs(topics, &options)).map_err(|error| admin_error(&error))?;
        let refusal = |cause: &str| {
            let text = format!(
                "cannot read the settings of topics: {cause}: the principal needs DescribeConfigs on it"
            );
            BrokerError::new(ErrorKind::Unauthorized, text)
        };
        let checked = results.into_iter().map(|result| match result {
            // rdkafka drops the error of a single topic, and every topic has settings.
            Ok(config) if config.entries.is_empty() => {
                Err(refusal(&format!("{} shows none", topic_of(&config))))
            }
            Ok(config) => Ok(config),
            Err(code) => Err(BrokerError::new(kind_of(code), refusal(&code.to_string()).message)),
        });
        checked.collect()
    }

    /// Creates topics as the table says, under the names that `name_of` gives them, with as many replicas as there
    /// are brokers for. `partitions` overrides the table's number.
    pub fn create(
        &self,
        topics: &[Topic],
        name_of: &dyn Fn(Topic) -> String,
        partitions: Option<u32>,
    ) -> Result<Vec<(String, Created)>, BrokerError> {
        let rows: Vec<NewRow> = topics
            .iter()
            .map(|topic| NewRow::of(topic.spec(), name_of(*topic), partitions, self.broker_count))
            .collect();
        let new: Vec<NewTopic<'_>> = rows.iter().map(NewRow::new_topic).collect();
        let options =
            AdminOptions::new().request_timeout(Some(self.timeout)).operation_timeout(Some(self.timeout));
        let results =
            wait_for(self.client.create_topics(&new, &options)).map_err(|error| admin_error(&error))?;
        let told = results.into_iter().map(|result| match result {
            Ok(name) => (name, Created::New),
            Err((name, RDKafkaErrorCode::TopicAlreadyExists)) => (name, Created::Existed),
            Err((name, code)) => (name, Created::Failed(code.to_string())),
        });
        Ok(told.collect())
    }

    /// Checks, before a service starts, that its topics exist and take what the contract allows. Their real names
    /// and limits, or one line that names the command that mends it.
    pub fn check(&self, topics: &[(Topic, String)]) -> Result<TopicMap, BrokerError> {
        let names: Vec<&str> = topics.iter().map(|(_, name)| name.as_str()).collect();
        let described = self.describe(&names)?;
        let mut map = TopicMap::from_table();
        for ((topic, name), (_, details)) in topics.iter().zip(described) {
            let Some(details) = details else {
                let text = format!(
                    "topic {name} does not exist on {}: create it with `rafid topics create --brokers {}`",
                    self.brokers, self.brokers
                );
                return Err(BrokerError::new(ErrorKind::TopicMissing, text));
            };
            let needed = topic.spec().max_message_bytes;
            let max_message_bytes = details.max_message_bytes.unwrap_or(needed);
            if max_message_bytes < needed {
                let text = format!(
                    "topic {name} takes messages of {max_message_bytes} bytes, {needed} are needed: mend it with \
                     `kafka-configs.sh --bootstrap-server {} --alter --entity-type topics --entity-name {name} \
                     --add-config max.message.bytes={needed}`",
                    self.brokers
                );
                return Err(BrokerError::new(ErrorKind::Fatal, text));
            }
            map.set(*topic, TopicTarget { name: name.clone(), max_message_bytes });
        }
        Ok(map)
    }

    /// How many members a consumer group has now.
    pub fn group_members(&self, group: &str) -> Result<usize, BrokerError> {
        let list =
            self.probe.fetch_group_list(Some(group), self.timeout).map_err(|error| classify(&error))?;
        let found = list.groups().iter().find(|found| found.name() == group);
        Ok(found.map_or(0, |found| found.members().len()))
    }
}

fn topic_of(config: &ConfigResource) -> &str {
    match &config.specifier {
        OwnedResourceSpecifier::Topic(name) => name,
        _ => "something else",
    }
}

/// A broker does not let this client in.
pub(crate) fn refused(connection: &Connection, cause: &str) -> BrokerError {
    let text = format!("{} refuses this client: {cause}", connection.brokers);
    BrokerError::new(ErrorKind::Unauthorized, text)
}

/// A topic to create, with its settings as text, which the request borrows.
struct NewRow {
    name: String,
    partitions: i32,
    replication: i32,
    settings: [(&'static str, String); 4],
}

impl NewRow {
    fn of(spec: &TopicSpec, name: String, partitions: Option<u32>, brokers: usize) -> Self {
        let brokers = u32::try_from(brokers).unwrap_or(u32::MAX).max(1);
        let replication = spec.replication.min(brokers);
        // One replica may be away, where there is more than one.
        let min_insync = spec.min_insync.min(replication.saturating_sub(1).max(1));
        let retention_ms = u64::from(spec.retention_days) * 86_400_000;
        Self {
            name,
            partitions: i32::try_from(partitions.unwrap_or(spec.partitions)).unwrap_or(i32::MAX),
            replication: i32::try_from(replication).unwrap_or(i32::MAX),
            settings: [
                ("min.insync.replicas", min_insync.to_string()),
                ("retention.ms", retention_ms.to_string()),
                ("cleanup.policy", spec.cleanup.as_str().to_owned()),
                ("max.message.bytes", spec.max_message_bytes.to_string()),
            ],
        }
    }

    fn new_topic(&self) -> NewTopic<'_> {
        let topic = NewTopic::new(&self.name, self.partitions, TopicReplication::Fixed(self.replication));
        self.settings.iter().fold(topic, |topic, (key, value)| topic.set(key, value))
    }
}

fn admin_error(error: &KafkaError) -> BrokerError {
    match error {
        KafkaError::AdminOp(code) => BrokerError::new(kind_of(*code), error.to_string()),
        _ => classify(error),
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits for an admin call on this thread: its answer comes from a thread of rdkafka's.
fn wait_for<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
        std::thread::park();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replicas_are_clamped_to_the_brokers() {
        let check = |brokers: usize, replication: i32, min_insync: &str| {
            let row = NewRow::of(Topic::Raw.spec(), "t".to_owned(), None, brokers);
            assert_eq!(row.replication, replication, "{brokers} brokers");
            assert_eq!(row.settings[0].1, min_insync, "{brokers} brokers");
        };
        check(1, 1, "1");
        check(2, 2, "1");
        check(3, 3, "2");
        check(9, 3, "2");
    }

    #[test]
    fn a_wrong_address_is_one_clear_line() {
        let connection = Connection::new("127.0.0.1:1");
        let Err(error) = Admin::connect(&connection, Duration::from_secs(2)) else {
            panic!("port 1 answers");
        };
        assert_eq!(error.kind, ErrorKind::Unreachable);
        assert!(error.message.contains("127.0.0.1:1"), "{error}");
        assert!(!error.message.contains('\n'), "{error}");
    }
}
