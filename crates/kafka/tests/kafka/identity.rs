//! A lane that copies, and what a test needs to run it.

use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use rafid_contract::{Reject, RejectCode, Topic};
use rafid_kafka::{Connection, KafkaBroker, LaneClients};
use rafid_lane::{
    Control, Event, FunctionStage, Lane, LaneConfig, LaneError, Observer, RecoveryReason, SystemClock,
    TopicMap, TopicTarget, copy,
};
use rafid_stage::{Outcome, Record};

/// Copies; rejects a value that begins with `bad`, panics on one that begins with `panic`.
fn copy_unless_asked(record: &Record<'_>) -> Outcome {
    let value = record.value.unwrap_or_default();
    assert!(!value.starts_with(b"panic"), "asked to");
    if value.starts_with(b"bad") {
        return Outcome::Reject(Reject::new(RejectCode::TextEmpty, "asked to"));
    }
    copy(record)
}

/// What a lane told.
#[derive(Default)]
pub struct Log(Mutex<Vec<String>>);

impl Log {
    /// How often the lane recovered for a reason.
    pub fn recoveries(&self, reason: RecoveryReason) -> usize {
        let wanted = format!("recovered {}", reason.as_str());
        self.lines().iter().filter(|line| **line == wanted).count()
    }

    /// Everything, as lines.
    pub fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl Observer for Log {
    fn observe(&self, event: &Event<'_>) {
        let line = match event {
            Event::Committed(report) => format!("committed {}", report.records_in),
            Event::Recovered(reason, _) => format!("recovered {}", reason.as_str()),
            Event::Aborted(error) => format!("aborted: {error}"),
            Event::Retrying { call, error } => format!("retrying {call}: {error}"),
            Event::ClientError(error) => format!("client: {error}"),
            Event::Assigned(partitions) => format!("assigned {partitions:?}"),
            other => format!("{other:?}"),
        };
        self.0.lock().unwrap().push(line);
    }
}

/// The topics and names of one test.
#[derive(Clone)]
pub struct Names {
    pub input: String,
    pub output: String,
    pub dead: String,
    pub group: String,
}

impl Names {
    pub fn new(test: &str) -> Self {
        let name = |part: &str| format!("{test}-{part}");
        Self { input: name("in"), output: name("out"), dead: name("dead"), group: name("group") }
    }
}

/// A lane on its thread.
pub struct Running {
    pub control: Control,
    pub log: Arc<Log>,
    thread: JoinHandle<Result<(), LaneError>>,
}

impl Running {
    pub fn stop(self) -> Result<(), LaneError> {
        self.control.stop();
        self.join()
    }

    pub fn join(self) -> Result<(), LaneError> {
        self.thread.join().expect("the lane does not panic")
    }
}

/// Starts a lane.
pub fn start(bootstrap: &str, names: &Names, lane: &str, change: impl FnOnce(&mut LaneConfig)) -> Running {
    start_with(Connection::new(bootstrap), names, lane, change)
}

/// Starts a lane over a connection.
pub fn start_with(
    connection: Connection,
    names: &Names,
    lane: &str,
    change: impl FnOnce(&mut LaneConfig),
) -> Running {
    let id = format!("{}-{lane}", names.group);
    let mut clients = LaneClients::new(connection, &names.input, &names.group, &id);
    clients.session_timeout_ms = 6_000;
    clients.socket_timeout_ms = 5_000;
    clients.message_timeout_ms = 3_000;
    let mut config = LaneConfig::new("0.0.0", id);
    config.socket_timeout = Duration::from_secs(5);
    config.batch.max_wait = Duration::from_millis(50);
    let mut topics = TopicMap::from_table();
    let targets = [
        (Topic::Raw, &names.input),
        (Topic::Normalized, &names.output),
        (Topic::NormalizerDeadLetters, &names.dead),
    ];
    for (topic, name) in targets {
        topics.set(topic, TopicTarget { name: name.clone(), max_message_bytes: 1_048_588 });
    }
    config.topics = topics;
    change(&mut config);
    let log = Arc::new(Log::default());
    let clock = Arc::new(SystemClock::new());
    let lane = Lane::new(
        config,
        Arc::new(FunctionStage::new("identity", copy_unless_asked)),
        KafkaBroker::new(clients),
        log.clone(),
        clock,
    );
    let control = lane.control();
    Running { control, log, thread: std::thread::spawn(move || lane.run()) }
}
