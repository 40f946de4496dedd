//! Topics and settings of one test.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Result, ensure};
use rafid_testkit::verify::{Fate, Observed, verify};
use rafid_testkit::{Cluster, Isolation, ReadRecord};

use crate::program::{PATIENCE, Program};

/// A raw record, and what must become of each of its positions.
pub type Judged = (ReadRecord, Vec<Fate>);

/// How the services of a test are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chain {
    /// Normalizer, tagger, enricher.
    Hops,
    /// The fused pipeline.
    Fused,
}

impl Chain {
    /// The services, with the topic that each reads.
    pub fn services(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Hops => &[("normalizer", "raw"), ("tagger", "normalized"), ("enricher", "tagged")],
            Self::Fused => &[("pipeline", "raw")],
        }
    }

    fn dead_letters(self) -> &'static [&'static str] {
        match self {
            Self::Hops => &["normalizer_dead_letters", "tagger_dead_letters", "enricher_dead_letters"],
            Self::Fused => &["pipeline_dead_letters"],
        }
    }

    fn between(self) -> &'static [&'static str] {
        match self {
            Self::Hops => &["normalized", "tagged"],
            Self::Fused => &[],
        }
    }
}

/// The settings' names of all topics.
const TOPICS: [&str; 9] = [
    "raw",
    "normalized",
    "tagged",
    "enriched",
    "mentions",
    "normalizer_dead_letters",
    "tagger_dead_letters",
    "enricher_dead_letters",
    "pipeline_dead_letters",
];

/// Topics and consumer groups of one test, on a cluster that it may share.
#[derive(Debug)]
pub struct World<'a> {
    cluster: &'a Cluster,
    name: String,
    partitions: u16,
    /// Settings of every service, by `section.key`.
    pub settings: BTreeMap<String, String>,
}

impl<'a> World<'a> {
    /// Makes the topics, with the limits of the contract. `name` must be the test's own.
    pub fn new(cluster: &'a Cluster, name: &str, partitions: u16) -> Result<Self> {
        let mut world = Self::without_topics(cluster, name, partitions);
        let specs: Vec<String> = TOPICS
            .iter()
            .map(|topic| {
                let bytes = if *topic == "raw" { 9 << 20 } else { 16 << 20 };
                let replication = cluster.replication();
                format!("{},{partitions},{replication},max.message.bytes={bytes}", world.topic(topic))
            })
            .collect();
        cluster.create_topics(&specs)?;
        world.settings.insert("service.lanes".to_owned(), "2".to_owned());
        Ok(world)
    }

    /// The same without making the topics.
    pub fn without_topics(cluster: &'a Cluster, name: &str, partitions: u16) -> Self {
        // On a cluster that outlives the test, another run must not meet these topics.
        let name = format!("{name}-{}", std::process::id());
        let mut world = Self { cluster, name: name.clone(), partitions, settings: BTreeMap::new() };
        let mut set = |key: &str, value: String| world.settings.insert(key.to_owned(), value);
        set("kafka.brokers", cluster.bootstrap().to_owned());
        set("service.application", name.clone());
        set("service.instance", "1".to_owned());
        // A killed instance is noticed soon, and what it left open is soon settled.
        set("kafka.session_timeout_ms", "6000".to_owned());
        set("kafka.transaction_timeout_ms", "10000".to_owned());
        set("kafka.message_timeout_ms", "8000".to_owned());
        set("kafka.socket_timeout_ms", "5000".to_owned());
        for topic in TOPICS {
            set(&format!("topics.{topic}"), format!("{name}.{topic}"));
        }
        world
    }

    /// The cluster.
    pub fn cluster(&self) -> &'a Cluster {
        self.cluster
    }

    /// The test's own name, which its topics begin with and which is `service.application`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of a topic by the name of its setting.
    pub fn topic(&self, setting: &str) -> String {
        format!("{}.{setting}", self.name)
    }

    /// Changes a setting of all services that start from now on.
    pub fn set(&mut self, key: &str, value: &str) {
        self.settings.insert(key.to_owned(), value.to_owned());
    }

    /// Starts an instance of a service and does not wait for it.
    pub fn start(&self, service: &str, instance: &str) -> Result<Program> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let log = self.cluster.directory().join(format!("{}-{service}-{instance}-{number}", self.name));
        let mut settings = self.settings.clone();
        settings.insert("service.instance".to_owned(), instance.to_owned());
        Program::start(service, &settings, &log)
    }

    /// Starts `instances` of each service of a chain, named `1`, `2`, …, and waits until all are ready.
    pub fn start_all(&self, chain: Chain, instances: usize) -> Result<Vec<Program>> {
        let mut programs = Vec::new();
        for (service, _) in chain.services() {
            for instance in 1..=instances {
                programs.push(self.start(service, &instance.to_string())?);
            }
        }
        for program in &mut programs {
            program.wait_ready()?;
        }
        Ok(programs)
    }

    /// Waits until Kafka's own command shows a lag of 0 on every partition of every service's input, hop by hop.
    pub fn wait_drained(&self, chain: Chain) -> Result<()> {
        for (service, _) in chain.services() {
            self.cluster.wait_drained(
                &format!("{}-{service}", self.name),
                usize::from(self.partitions),
                PATIENCE,
            )?;
        }
        Ok(())
    }

    /// What a `read_committed` reader sees of topics given by their settings' names.
    pub fn read(&self, topics: &[&str]) -> Result<Vec<ReadRecord>> {
        let names: Vec<String> = topics.iter().map(|topic| self.topic(topic)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.cluster.read(Isolation::ReadCommitted, &names)
    }

    /// Waits for the end of all work, reads everything and has it verified. An error names the first violations; else
    /// the raw records come back with their fates.
    pub fn check_exactly_once(&self, chain: Chain) -> Result<Vec<Judged>> {
        self.wait_drained(chain)?;
        let raw = self.read(&["raw"])?;
        let raw: Vec<_> =
            raw.into_iter().map(|record| (crate::fates(&record), record)).map(|(f, r)| (r, f)).collect();
        let between = if chain.between().is_empty() { Vec::new() } else { self.read(chain.between())? };
        let outputs = self.read(&["enriched"])?;
        let dead = self.read(chain.dead_letters())?;
        let observed = Observed {
            raw: raw.iter().map(|(record, fates)| (record, fates.as_slice())).collect(),
            between: &between,
            outputs: &outputs,
            output_partitions: i32::from(self.partitions),
            dead: &dead,
        };
        let violations = verify(&observed);
        let first: Vec<String> = violations.iter().take(20).map(ToString::to_string).collect();
        ensure!(first.is_empty(), "{} violations, the first:\n{}", violations.len(), first.join("\n"));
        Ok(raw)
    }
}
