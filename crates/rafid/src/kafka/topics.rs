//! `rafid topics`: create the topics of the contract, and show how they are.

use std::fmt::Write as _;

use clap::{Args, Subcommand};
use rafid_contract::Topic;
use rafid_kafka::{Admin, Created, TopicDetails};

use super::{Cluster, ClusterOptions, TIMEOUT, print};
use crate::error::Error;

/// What to do with the topics.
#[derive(Debug, Subcommand)]
pub enum TopicsCommand {
    /// Create the topics that are not there yet; those that are stay as they are.
    Create(CreateOptions),
    /// Show the topics beside what the contract asks for.
    Describe(DescribeOptions),
}

/// What `rafid topics create` takes.
#[derive(Debug, Args)]
pub struct CreateOptions {
    #[command(flatten)]
    cluster: ClusterOptions,
    /// Partitions of each topic, instead of the contract's number.
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    partitions: Option<u32>,
}

/// What `rafid topics describe` takes.
#[derive(Debug, Args)]
pub struct DescribeOptions {
    #[command(flatten)]
    cluster: ClusterOptions,
}

/// Runs a topics command.
pub fn run(command: &TopicsCommand) -> Result<(), Error> {
    match command {
        TopicsCommand::Create(options) => create(options),
        TopicsCommand::Describe(options) => describe(&options.cluster.cluster()?),
    }
}

fn create(options: &CreateOptions) -> Result<(), Error> {
    let Cluster { config, connection } = options.cluster.cluster()?;
    let admin = Admin::connect(&connection, TIMEOUT)?;
    let name_of = |topic: Topic| config.topics.name(topic).to_owned();
    let mut failed = Vec::new();
    let mut out = String::new();
    for (name, created) in admin.create(&Topic::ALL, &name_of, options.partitions)? {
        let what = match created {
            Created::New => "created".to_owned(),
            Created::Existed => "is there already".to_owned(),
            Created::Failed(cause) => {
                failed.push(name.clone());
                format!("failed: {cause}")
            }
        };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{name} {what}");
    }
    print(&out)?;
    if failed.is_empty() {
        return Ok(());
    }
    Err(Error::Topics(format!("could not create {}", failed.join(", "))))
}

fn describe(cluster: &Cluster) -> Result<(), Error> {
    let admin = Admin::connect(&cluster.connection, TIMEOUT)?;
    let names: Vec<&str> = Topic::ALL.iter().map(|topic| cluster.config.topics.name(*topic)).collect();
    let (mut missing, mut small) = (Vec::new(), Vec::new());
    let mut out = String::new();
    let head = ["topic", "partitions", "replicas", "in sync", "retention", "max bytes", "cleanup"];
    let _ = writeln!(out, "{}", row(&head.map(str::to_owned)));
    for (topic, (name, details)) in Topic::ALL.iter().zip(admin.describe(&names)?) {
        let Some(details) = details else {
            missing.push(name.clone());
            let _ = writeln!(out, "{name:<30} is not there");
            continue;
        };
        let needed = topic.spec().max_message_bytes;
        let note = if details.max_message_bytes.is_some_and(|max| max < needed) {
            small.push(name);
            format!("  too small: {needed} are needed")
        } else {
            String::new()
        };
        let _ = writeln!(out, "{}{note}", row(&columns(&details)));
    }
    print(&out)?;
    let brokers = &cluster.connection.brokers;
    let mut faults = Vec::new();
    if !missing.is_empty() {
        let names = missing.join(", ");
        faults.push(format!("missing: {names}; create them with `rafid topics create --brokers {brokers}`"));
    }
    // Services refuse to start on these.
    if !small.is_empty() {
        let names = small.join(", ");
        faults.push(format!(
            "too small: {names}; raise max.message.bytes with `kafka-configs.sh --bootstrap-server {brokers} --alter`"
        ));
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Topics(faults.join("; "))) }
}

fn columns(details: &TopicDetails) -> [String; 7] {
    let number = |value: Option<u32>| value.map_or("-".to_owned(), |value| value.to_string());
    let retention = match details.retention_ms {
        None => "-".to_owned(),
        Some(-1) => "for ever".to_owned(),
        Some(ms) => format!("{} days", ms / 86_400_000),
    };
    [
        details.name.clone(),
        details.partitions.to_string(),
        details.replication.to_string(),
        number(details.min_insync),
        retention,
        number(details.max_message_bytes),
        details.cleanup.clone().unwrap_or_else(|| "-".to_owned()),
    ]
}

fn row(columns: &[String; 7]) -> String {
    let [topic, partitions, replicas, in_sync, retention, max, cleanup] = columns;
    format!("{topic:<30} {partitions:>10} {replicas:>8} {in_sync:>7} {retention:>9} {max:>10} {cleanup}")
}
