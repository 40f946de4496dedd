//! `rafid dlq`: dead letters.

use std::fmt::Write as _;
use std::time::Duration;

use clap::{Args, Subcommand};
use rafid_contract::dead_letter::{DeadLetter, VALUE_OMITTED};
use rafid_contract::{RejectCode, Topic};
use rafid_kafka::dead_letters::{Quarantine, Replayed, quarantine, replay};
use rafid_kafka::{ReadFrom, Reader, StoredRecord, Writer, read_one};

use super::{Cluster, ClusterOptions, TIMEOUT, print};
use crate::error::{self, Error};

/// How long one wait for a record lasts.
const WAIT: Duration = Duration::from_secs(5);
/// The most characters of a value that `show` prints, unless all is asked for.
const SHOWN: usize = 2_000;

/// What to do with dead letters.
#[derive(Debug, Subcommand)]
pub enum DlqCommand {
    /// List dead letters, one a line: where they lie, where they came from, why.
    Ls(Filter),
    /// Show one dead letter: headers and value.
    Show(ShowOptions),
    /// Send dead letters to the topic that they came from. They stay where they are, and go again if replayed twice.
    Replay(ReplayOptions),
    /// Move the record that a stopped service cannot get past to its dead letters, and its group past it.
    Quarantine(QuarantineOptions),
}

/// Which dead letters.
#[derive(Debug, Args)]
pub struct Filter {
    #[command(flatten)]
    cluster: ClusterOptions,
    /// Only those of this service.
    #[arg(short, long, value_parser = ["normalizer", "tagger", "enricher", "pipeline"])]
    service: Option<String>,
    /// Only those with this code.
    #[arg(long, value_parser = code)]
    code: Option<RejectCode>,
}

/// What `rafid dlq show` takes.
#[derive(Debug, Args)]
pub struct ShowOptions {
    #[command(flatten)]
    cluster: ClusterOptions,
    /// The dead-letter topic.
    topic: String,
    /// The partition.
    partition: i32,
    /// The offset.
    offset: i64,
    /// Print the whole value.
    #[arg(long)]
    all: bool,
}

/// What `rafid dlq replay` takes.
#[derive(Debug, Args)]
pub struct ReplayOptions {
    #[command(flatten)]
    filter: Filter,
    /// Replay all that match, rather than naming one by topic, partition and offset.
    #[arg(long, conflicts_with_all = ["topic", "partition", "offset"])]
    all: bool,
    /// The dead-letter topic.
    #[arg(required_unless_present = "all", conflicts_with_all = ["service", "code"])]
    topic: Option<String>,
    /// The partition.
    #[arg(required_unless_present = "all")]
    partition: Option<i32>,
    /// The offset.
    #[arg(required_unless_present = "all")]
    offset: Option<i64>,
}

/// What `rafid dlq quarantine` takes.
#[derive(Debug, Args)]
pub struct QuarantineOptions {
    #[command(flatten)]
    cluster: ClusterOptions,
    /// The input topic of the service.
    topic: String,
    /// The partition.
    partition: i32,
    /// The offset of the record that the group would read next.
    offset: i64,
    /// The service [default: the one that reads the topic; for the raw topic, the normalizer].
    #[arg(short, long, value_parser = ["normalizer", "tagger", "enricher", "pipeline"])]
    service: Option<String>,
}

fn code(name: &str) -> Result<RejectCode, String> {
    RejectCode::from_name(name).ok_or_else(|| {
        let known: Vec<&str> = RejectCode::ALL.iter().map(|code| code.as_str()).collect();
        format!("no such code; one of {}", known.join(", "))
    })
}

/// Runs a dead-letter command.
pub fn run(command: &DlqCommand) -> Result<(), Error> {
    match command {
        DlqCommand::Ls(filter) => list(filter),
        DlqCommand::Show(options) => show(options),
        DlqCommand::Replay(options) => replay_letters(options),
        DlqCommand::Quarantine(options) => set_aside(options),
    }
}

/// The services: name, input, dead letters.
const SERVICES: [(&str, Topic, Topic); 4] = [
    ("normalizer", Topic::Raw, Topic::NormalizerDeadLetters),
    ("tagger", Topic::Normalized, Topic::TaggerDeadLetters),
    ("enricher", Topic::Tagged, Topic::EnricherDeadLetters),
    ("pipeline", Topic::Raw, Topic::PipelineDeadLetters),
];

/// Calls a function with every dead letter that the filter lets through.
fn each(
    filter: &Filter,
    cluster: &Cluster,
    call: &mut dyn FnMut(&StoredRecord, &DeadLetter) -> Result<(), Error>,
) -> Result<(), Error> {
    let wanted = |name: &str| filter.service.as_deref().is_none_or(|service| service == name);
    for (_, _, topic) in SERVICES.iter().filter(|(name, ..)| wanted(name)) {
        let topic = cluster.config.topics.name(*topic);
        let mut reader = Reader::open(&cluster.connection, topic, ReadFrom::Beginning, TIMEOUT)?;
        while !reader.is_at_end() {
            let Some(record) = reader.next(WAIT)? else { continue };
            let Some(letter) = DeadLetter::parse(&record.headers) else {
                error::say(&format!("{} is no dead letter", place(&record)));
                continue;
            };
            if filter.code.is_none_or(|code| code == letter.code) {
                call(&record, &letter)?;
            }
        }
    }
    Ok(())
}

fn place(record: &StoredRecord) -> String {
    format!("{} {} {}", record.place.topic, record.place.partition, record.place.offset)
}

fn list(filter: &Filter) -> Result<(), Error> {
    let cluster = filter.cluster.cluster()?;
    let mut count = 0_u64;
    each(filter, &cluster, &mut |record, letter| {
        count += 1;
        let from = &letter.place;
        let (topic, partition, offset) = (&from.topic, from.partition, from.offset);
        let line = format!(
            "{}  {}  from {topic} {partition} {offset}  {}\n",
            place(record),
            letter.code,
            letter.message
        );
        print(&line)
    })?;
    error::say(&format!("{count} dead letters"));
    Ok(())
}

fn show(options: &ShowOptions) -> Result<(), Error> {
    let cluster = options.cluster.cluster()?;
    let record = find(&cluster, &options.topic, options.partition, options.offset)?;
    let mut out = String::new();
    // Writing to a String cannot fail.
    for header in &record.headers.0 {
        let value = header.value.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
        let _ = writeln!(out, "{}: {value}", header.name);
    }
    let key = record.key.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
    let _ = writeln!(out, "key: {key}\n");
    match &record.value {
        Some(value) => {
            let text = String::from_utf8_lossy(value);
            let shown: String = text.chars().take(if options.all { usize::MAX } else { SHOWN }).collect();
            let _ = writeln!(out, "{shown}");
            if shown.len() < text.len() {
                let _ = writeln!(out, "… {} bytes in all: --all prints them", value.len());
            }
        }
        None if record.headers.last(VALUE_OMITTED).is_some() => out.push_str("(the value did not fit)\n"),
        None => out.push_str("(no value)\n"),
    }
    print(&out)
}

fn find(cluster: &Cluster, topic: &str, partition: i32, offset: i64) -> Result<StoredRecord, Error> {
    read_one(&cluster.connection, topic, partition, offset, TIMEOUT)?
        .ok_or_else(|| Error::Input(format!("there is no record at {topic} {partition} {offset}")))
}

fn replay_letters(options: &ReplayOptions) -> Result<(), Error> {
    let cluster = options.filter.cluster.cluster()?;
    let writer = Writer::open(&cluster.connection, TIMEOUT * 4)?;
    let (mut sent, mut gone) = (0_u64, 0_u64);
    let mut send = |record: &StoredRecord| -> Result<(), Error> {
        match replay(&cluster.connection, &writer, record, TIMEOUT)? {
            Replayed::Sent(_) => sent += 1,
            Replayed::NotADeadLetter => error::say(&format!("{} is no dead letter", place(record))),
            Replayed::ValueGone(from) => {
                gone += 1;
                let (topic, partition, offset) = (from.topic, from.partition, from.offset);
                error::say(&format!("the value of {topic} {partition} {offset} is no longer there"));
            }
        }
        Ok(())
    };
    match (&options.topic, options.partition, options.offset) {
        (Some(topic), Some(partition), Some(offset)) => send(&find(&cluster, topic, partition, offset)?)?,
        _ => each(&options.filter, &cluster, &mut |record, _| send(record))?,
    }
    writer.flush()?;
    print(&format!("replayed {sent} dead letters\n"))?;
    if gone > 0 {
        return Err(Error::Input(format!(
            "{gone} dead letters could not be replayed: their values are gone"
        )));
    }
    Ok(())
}

fn set_aside(options: &QuarantineOptions) -> Result<(), Error> {
    let cluster = options.cluster.cluster()?;
    let topics = &cluster.config.topics;
    let is_it = |name: &str, input: Topic| match &options.service {
        Some(service) => service == name,
        None => topics.name(input) == options.topic,
    };
    let Some((service, _, dead_letters)) = SERVICES.iter().find(|(name, input, _)| is_it(name, *input))
    else {
        let text = format!("no service reads {}: name one with --service", options.topic);
        return Err(Error::Config(text));
    };
    let group = if cluster.config.kafka.group.is_empty() {
        format!("{}-{service}", cluster.config.service.application)
    } else {
        cluster.config.kafka.group.clone()
    };
    let request = Quarantine {
        service: (*service).to_owned(),
        group,
        topic: options.topic.clone(),
        partition: options.partition,
        offset: options.offset,
        dead_letters: topics.name(*dead_letters).to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    quarantine(&cluster.connection, &request, TIMEOUT)?;
    print(&format!("moved to {}; the group {} goes on behind it\n", request.dead_letters, request.group))
}
