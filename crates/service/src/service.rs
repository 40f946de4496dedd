//! A service from its options to its end.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use rafid_lane::{BatchBudget, BreakerConfig, Clock, Lane, LaneConfig, OutOfRange, SystemClock};
use rafid_ops::config::Config;
use rafid_ops::http::Endpoints;
use rafid_ops::logs::{self, Throttle};
use rafid_ops::{ConfigError, Health, Metrics, Stop};
use rafid_stage::Stage;

use crate::background;
use crate::cluster::{Cluster, LaneBroker};
use crate::error::Error;
use crate::lanes::Lanes;
use crate::observe::{LaneObserver, show_known_labels};
use crate::options::Options;
use crate::panics;
use crate::timed::Timed;
use crate::topology::{self, Topology};

/// What closing the clients may take beyond the grace periods of batch and close.
const CLOSE_RESERVE: Duration = Duration::from_secs(5);

/// A service that has not started yet.
pub struct Service {
    program: &'static str,
    version: &'static str,
    config: Config,
    stage: Arc<dyn Stage>,
    metrics: Metrics,
    health: Health,
    stop: Stop,
    throttle: Throttle,
}

/// A service that runs.
pub struct Handle {
    lanes: Lanes,
    stop: Stop,
    patience: Duration,
}

impl Service {
    /// Sets up logs and metrics. Connects to nothing yet.
    pub fn new(options: Options, stage: impl Stage + 'static) -> Result<Self, Error> {
        let Options { program, version, mut config } = options;
        let throttle = logs::start(&config.log)?;
        panics::log_places_only();
        if config.service.instance.is_empty() {
            config.service.instance = host_name()?;
        }
        if config.kafka.group.is_empty() {
            config.kafka.group = format!("{}-{}", config.service.application, stage.name());
        }
        let metrics = Metrics::new(stage.name()).map_err(|error| Error::Stage(error.to_string()))?;
        metrics.build_info.with_label_values(&[version]).set(1);
        for (model, version) in stage.versions() {
            metrics.model_info.with_label_values(&[model, version.as_str()]).set(1);
        }
        show_known_labels(&metrics, &stage, &config.topics);
        let stall_limit = Duration::from_millis(config.service.stall_limit_ms.into());
        Ok(Self {
            program,
            version,
            config,
            stage: Arc::new(Timed::new(stage, &metrics)),
            metrics,
            health: Health::starting(stall_limit),
            stop: Stop::new(),
            throttle,
        })
    }

    /// Serves health and metrics, checks the topics, starts the lanes.
    pub fn start(self) -> Result<Handle, Error> {
        let (input, instance) = (self.config.topics.name(self.stage.input()), &self.config.service.instance);
        tracing::info!(program = self.program, version = self.version, instance, input, "starting");
        let endpoints = Endpoints {
            metrics: self.metrics.clone(),
            health: self.health.clone(),
            version: self.version_page(),
        };
        background::start(&self.config, endpoints, self.throttle.clone(), &self.stop)?;
        let cluster = Cluster::new(&self.config);
        let topology = cluster.topology(&topology::needed(self.stage.as_ref()), &self.stop)?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
        let count = topology::lanes(self.config.service.lanes, topology.input_partitions);
        let lanes = (0..count).map(|number| self.lane(&cluster, &topology, number, &clock));
        let lanes = Lanes::start(lanes.collect(), &clock)?;
        self.health.started(lanes.views.clone());
        tracing::info!(lanes = count, group = self.config.kafka.group, "running");
        let grace = Duration::from_millis(self.config.service.shutdown_grace_ms.into());
        Ok(Handle { lanes, stop: self.stop, patience: 2 * grace + CLOSE_RESERVE })
    }

    fn lane(
        &self,
        cluster: &Cluster,
        topology: &Topology,
        number: usize,
        clock: &Arc<dyn Clock>,
    ) -> Lane<LaneBroker> {
        let config = &self.config;
        let transactional_id = transactional_id(config, self.stage.name(), number);
        let lane = number.to_string();
        self.metrics
            .transactional_id_info
            .with_label_values(&[lane.as_str(), transactional_id.as_str()])
            .set(1);
        let observer = LaneObserver::new(
            &self.metrics,
            number,
            self.stage.input(),
            &config.topics,
            &config.service.watch_sources,
        );
        let broker = cluster.lane_broker(self.stage.input(), number, &transactional_id);
        let lane_config = lane_config(config, self.version, transactional_id, topology);
        Lane::new(lane_config, Arc::clone(&self.stage), broker, Arc::new(observer), Arc::clone(clock))
    }

    fn version_page(&self) -> String {
        let models: serde_json::Map<_, _> = self
            .stage
            .versions()
            .into_iter()
            .map(|(model, version)| (model.to_owned(), version.into()))
            .collect();
        serde_json::json!({
            "program": self.program, "version": self.version, "stage": self.stage.name(), "models": models,
        })
        .to_string()
    }
}

impl Handle {
    /// The token that stops the service, for whoever runs it inside something else.
    pub fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// Waits until a signal asks to stop or a lane fails; then finishes the batches and ends.
    pub fn wait(self) -> Result<(), Error> {
        let result = self.lanes.wait(&self.stop, self.patience);
        if result.is_ok() {
            tracing::info!("stopped");
        }
        result
    }
}

/// The name under which the brokers know a lane's transactions. Whatever the group is called, it names the service: two
/// services of one host in one group must not fence each other.
fn transactional_id(config: &Config, service: &str, lane: usize) -> String {
    format!("{}-{service}-{}-{lane}", config.service.application, config.service.instance)
}

fn lane_config(config: &Config, version: &str, transactional_id: String, topology: &Topology) -> LaneConfig {
    let milliseconds = |value: u32| Duration::from_millis(value.into());
    let mut lane = LaneConfig::new(version, transactional_id);
    lane.topics = topology.topics.clone();
    lane.batch = BatchBudget {
        max_records: config.batch.max_records as usize,
        max_bytes: config.batch.max_bytes as usize,
        max_wait: milliseconds(config.batch.max_wait_ms),
    };
    lane.retry_budget = milliseconds(config.kafka.retry_budget_ms);
    lane.socket_timeout = milliseconds(config.kafka.socket_timeout_ms);
    lane.grace = milliseconds(config.service.shutdown_grace_ms);
    lane.breaker = BreakerConfig {
        min_records: config.breaker.min_records.into(),
        max_reject_percent: config.breaker.max_reject_percent.into(),
    };
    lane.out_of_range = if config.kafka.resume_after_loss { OutOfRange::Earliest } else { OutOfRange::Stop };
    lane
}

/// The host's name: stable over restarts where the orchestrator keeps it.
fn host_name() -> Result<String, ConfigError> {
    let from_system = fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let name = from_system.or_else(|| std::env::var("HOSTNAME").ok()).unwrap_or_default();
    let name: String = name
        .trim()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '-' })
        .take(100)
        .collect();
    if name.is_empty() {
        return Err(ConfigError::new(
            "this host has no name; set service.instance to a name of this process's own",
        ));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_of_one_group_have_transactional_ids_of_their_own() {
        let mut config = Config::default();
        config.service.instance = "host".into();
        let check = |group: &str, service: &str, expected: &str| {
            let mut config = config.clone();
            config.kafka.group = group.into();
            assert_eq!(transactional_id(&config, service, 3), expected);
        };
        check("", "tagger", "rafid-tagger-host-3");
        check("shared", "tagger", "rafid-tagger-host-3");
        check("shared", "enricher", "rafid-enricher-host-3");
    }
}
