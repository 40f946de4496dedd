//! One rung of the benchmark ladder in a process of its own, so that the kernel counts its processor time:
//!
//! `ladder RUNG BOOTSTRAP IN OUT COUNT WARMUP`
//!
//! - `consume`: read COUNT records and drop them;
//! - `copy`: read them and write them to OUT, at least once;
//! - `copy-tx`: the same in transactions with the consumed offsets, exactly once;
//! - `lane`: the same by a lane with the identity stage, headers and all.
//!
//! The copies are the shortest loops that do the work, written against rdkafka itself: what a lane may cost is measured
//! against them. Time and processor time run from record WARMUP to the end and are printed as one JSON object.
//! `cargo xtask bench-kafka` runs this.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a benchmark program: it prints, and ends at the first error"
)]

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rafid_contract::Topic;
use rafid_kafka::{Connection, KafkaBroker, LaneClients};
use rafid_lane::{
    BatchBudget, Control, Event, FunctionStage, Lane, LaneConfig, Observer, SystemClock, TopicTarget,
};
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::{BorrowedHeaders, BorrowedMessage, Message};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::{Offset, TopicPartitionList};

/// The budget of every batch: what is compared must commit equally often.
const BATCH_RECORDS: usize = 5_000;
const BATCH_BYTES: usize = 32 * 1024 * 1024;
const BATCH_TIME: Duration = Duration::from_millis(250);
const PATIENCE: Duration = Duration::from_secs(60);

/// The allocator of the services, librdkafka included.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct Rung {
    bootstrap: String,
    input: String,
    output: String,
    meter: Meter,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [rung, bootstrap, input, output, count, warmup] = &args[..] else {
        panic!("usage: ladder consume|copy|copy-tx|lane BOOTSTRAP IN OUT COUNT WARMUP");
    };
    let meter = Meter::new(count.parse().expect("COUNT"), warmup.parse().expect("WARMUP"));
    let rung_of = Rung { bootstrap: bootstrap.clone(), input: input.clone(), output: output.clone(), meter };
    let meter = match rung.as_str() {
        "consume" => rung_of.consume(),
        "copy" => rung_of.copy(false),
        "copy-tx" => rung_of.copy(true),
        "lane" => rung_of.lane(),
        other => panic!("no such rung: {other}"),
    };
    println!("{}", meter.report());
}

impl Rung {
    fn consumer(&self) -> BaseConsumer {
        let consumer: BaseConsumer = ClientConfig::new()
            .set("bootstrap.servers", &self.bootstrap)
            .set("group.id", format!("ladder-{}", self.output))
            .set("isolation.level", "read_committed")
            .set("enable.auto.commit", "false")
            .set("auto.offset.reset", "earliest")
            .set("fetch.min.bytes", "65536")
            .set("fetch.wait.max.ms", "50")
            .set("fetch.queue.backoff.ms", "20")
            .create()
            .expect("a consumer");
        consumer.subscribe(&[&self.input]).expect("subscribe");
        consumer
    }

    fn producer(&self, transactional: bool) -> BaseProducer {
        let mut config = ClientConfig::new();
        config
            .set("bootstrap.servers", &self.bootstrap)
            .set("compression.type", "lz4")
            .set("linger.ms", "2")
            .set("batch.size", "524288")
            .set("queue.buffering.max.messages", "200000")
            .set("partitioner", "murmur2_random")
            .set("enable.idempotence", "true");
        if transactional {
            config.set("transactional.id", format!("ladder-{}", self.output));
        }
        config.create().expect("a producer")
    }

    fn consume(mut self) -> Meter {
        let consumer = self.consumer();
        while !self.meter.is_done() {
            if next(&consumer, BATCH_TIME).is_some() {
                self.meter.count();
            }
        }
        self.meter.stop();
        self.meter
    }

    /// Counts whole batches, as they are committed.
    fn lane(self) -> Meter {
        let id = format!("ladder-{}", self.output);
        let clients = LaneClients::new(Connection::new(&self.bootstrap), &self.input, &id, &id);
        let mut config = LaneConfig::new("0", &id);
        config.batch =
            BatchBudget { max_records: BATCH_RECORDS, max_bytes: BATCH_BYTES, max_wait: BATCH_TIME };
        for (topic, name) in [(Topic::Raw, &self.input), (Topic::Normalized, &self.output)] {
            let max_message_bytes = topic.spec().max_message_bytes;
            config.topics.set(topic, TopicTarget { name: name.clone(), max_message_bytes });
        }
        let counter = Arc::new(Counter(Mutex::new((self.meter, None))));
        let clock = Arc::new(SystemClock::new());
        let lane = Lane::new(
            config,
            Arc::new(FunctionStage::identity()),
            KafkaBroker::new(clients),
            counter.clone(),
            clock,
        );
        counter.0.lock().expect("a meter").1 = Some(lane.control());
        lane.run().expect("a lane");
        Arc::into_inner(counter).expect("the lane has ended").0.into_inner().expect("a meter").0
    }

    fn copy(mut self, transactional: bool) -> Meter {
        let consumer = self.consumer();
        let producer = self.producer(transactional);
        if transactional {
            producer.init_transactions(PATIENCE).expect("init_transactions");
        }
        while !self.meter.is_done() {
            self.copy_batch(&consumer, &producer, transactional);
        }
        self.meter.stop();
        self.meter
    }

    fn copy_batch(&mut self, consumer: &BaseConsumer, producer: &BaseProducer, transactional: bool) {
        let batch = self.collect(consumer);
        if batch.is_empty() {
            return;
        }
        if transactional {
            producer.begin_transaction().expect("begin_transaction");
        }
        for message in &batch {
            send(producer, &self.output, message);
        }
        while producer.in_flight_count() > 0 {
            wait(producer);
        }
        let offsets = next_offsets(&batch);
        if transactional {
            let group = consumer.group_metadata().expect("group metadata");
            producer.send_offsets_to_transaction(&offsets, &group, PATIENCE).expect("send_offsets");
            producer.commit_transaction(PATIENCE).expect("commit_transaction");
        } else {
            consumer.commit(&offsets, rdkafka::consumer::CommitMode::Sync).expect("commit");
        }
    }

    fn collect<'a>(&mut self, consumer: &'a BaseConsumer) -> Vec<BorrowedMessage<'a>> {
        let start = Instant::now();
        let mut batch = Vec::with_capacity(BATCH_RECORDS);
        let mut bytes = 0;
        while batch.len() < BATCH_RECORDS && bytes < BATCH_BYTES && !self.meter.is_done() {
            let left = BATCH_TIME.saturating_sub(start.elapsed());
            if left.is_zero() {
                break;
            }
            if let Some(message) = next(consumer, left) {
                bytes += message.payload_len() + message.key_len();
                batch.push(message);
                self.meter.count();
            }
        }
        batch
    }
}

fn next(consumer: &BaseConsumer, wait: Duration) -> Option<BorrowedMessage<'_>> {
    Some(consumer.poll(wait)?.expect("a message"))
}

fn send(producer: &BaseProducer, topic: &str, message: &BorrowedMessage<'_>) {
    let mut record = BaseRecord::<[u8], [u8]>::to(topic);
    record.key = message.key();
    record.payload = message.payload();
    record.headers = message.headers().map(BorrowedHeaders::detach);
    while let Err((error, again)) = producer.send(record) {
        assert!(matches!(error, KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull)), "send: {error}");
        wait(producer);
        record = again;
    }
}

/// rdkafka's `poll` spins through the last millisecond of its timeout.
fn wait(producer: &BaseProducer) {
    std::thread::sleep(Duration::from_millis(1));
    producer.poll(Duration::ZERO);
}

fn next_offsets(batch: &[BorrowedMessage<'_>]) -> TopicPartitionList {
    let mut offsets = TopicPartitionList::new();
    // Later messages of a partition come later in the batch.
    for message in batch.iter().rev() {
        if offsets.find_partition(message.topic(), message.partition()).is_none() {
            let next = Offset::Offset(message.offset() + 1);
            offsets.add_partition_offset(message.topic(), message.partition(), next).expect("an offset");
        }
    }
    offsets
}

/// Counts what a lane commits, and stops it at the end.
struct Counter(Mutex<(Meter, Option<Control>)>);

impl Observer for Counter {
    fn observe(&self, event: &Event<'_>) {
        let Event::Committed(report) = event else { return };
        let mut guard = self.0.lock().expect("a meter");
        let (meter, control) = &mut *guard;
        if meter.is_done() {
            return;
        }
        meter.count_many(usize::try_from(report.records_in).expect("a count"));
        if meter.is_done() {
            meter.stop();
            control.as_ref().expect("a control").stop();
        }
    }
}

/// Counts records and measures from record `warmup` to record `count`.
struct Meter {
    seen: usize,
    count: usize,
    warmup: usize,
    /// When the clock started, and after how many records.
    start: Option<(Instant, u64)>,
    from: usize,
    wall_us: u128,
    cpu_us: u64,
}

impl Meter {
    fn new(count: usize, warmup: usize) -> Self {
        Self { seen: 0, count, warmup, start: None, from: 0, wall_us: 0, cpu_us: 0 }
    }

    fn count(&mut self) {
        self.count_many(1);
    }

    fn count_many(&mut self, records: usize) {
        self.seen += records;
        if self.start.is_none() && self.seen >= self.warmup {
            self.start = Some((Instant::now(), cpu_us()));
            self.from = self.seen;
        }
    }

    fn is_done(&self) -> bool {
        self.seen >= self.count
    }

    fn stop(&mut self) {
        let (wall, cpu) = self.start.expect("COUNT is larger than WARMUP");
        self.wall_us = wall.elapsed().as_micros();
        self.cpu_us = cpu_us() - cpu;
    }

    fn report(&self) -> String {
        let records = self.seen - self.from;
        let (wall, cpu, peak) = (self.wall_us, self.cpu_us, peak_kb());
        format!(r#"{{"records":{records},"wall_us":{wall},"cpu_us":{cpu},"peak_kb":{peak}}}"#)
    }
}

/// User and system time of this process, all threads, in microseconds.
fn cpu_us() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("/proc/self/stat");
    let (_, rest) = stat.rsplit_once(')').expect("a name in parentheses");
    // Fields 14 and 15 of the line, in ticks of 10 ms.
    rest.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().expect("ticks") * 10_000).sum()
}

fn peak_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("/proc/self/status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("VmHWM");
    line.split_whitespace().next().expect("a number").parse().expect("kilobytes")
}
