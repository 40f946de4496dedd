//! `rafid send`: files to the raw topic.

use std::path::PathBuf;

use clap::Args;
use rafid_contract::{Headers, Topic};
use rafid_kafka::{Admin, Writer};
use rafid_local::{Input, RawRecord, Value};
use rafid_stage::Record;

use super::{ClusterOptions, TIMEOUT, print};
use crate::error::{self, Error};

/// What `rafid send` takes.
#[derive(Debug, Args)]
pub struct SendOptions {
    #[command(flatten)]
    cluster: ClusterOptions,
    /// Files, directories or - for standard input, as `rafid run` takes them.
    #[arg(required_unless_present = "retract")]
    inputs: Vec<PathBuf>,
    /// Retract the article with this id: send a null value. May be given several times.
    #[arg(long, value_name = "ID")]
    retract: Vec<String>,
}

/// Sends raw articles.
pub fn send(options: &SendOptions) -> Result<(), Error> {
    let cluster = options.cluster.cluster()?;
    let input = Input::open(&options.inputs).map_err(|error| Error::Input(error.to_string()))?;
    let topic = cluster.config.topics.name(Topic::Raw);
    // One clear line now, if the cluster or the topic is not there.
    Admin::connect(&cluster.connection, TIMEOUT)?.check(&[(Topic::Raw, topic.to_owned())])?;
    let writer = Writer::open(&cluster.connection, TIMEOUT * 4)?;
    let (mut sent, mut skipped, mut unreadable) = (0_u64, 0_u64, 0_u64);
    for record in input {
        let record = match record {
            Ok(record) => record,
            // The other inputs are still sent, as `rafid run` still reads them.
            Err(error) => {
                error::say(&error.to_string());
                unreadable += 1;
                continue;
            }
        };
        let Value::Bytes(value) = &record.value else {
            error::say(&format!("{} is larger than a raw message may be: not sent", record.name));
            skipped += 1;
            continue;
        };
        writer.send(topic, key(&record, value).as_deref(), Some(value), &record.headers)?;
        sent += 1;
    }
    for id in &options.retract {
        writer.send(topic, Some(id.as_bytes()), None, &Headers::default())?;
        sent += 1;
    }
    writer.flush()?;
    print(&format!("sent {sent} messages to {topic}\n"))?;
    let mut faults = Vec::new();
    if unreadable > 0 {
        faults.push(format!("{unreadable} inputs could not be read to their end, see above"));
    }
    if skipped > 0 {
        faults.push(format!("{skipped} records were too large and not sent"));
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Input(faults.join("; "))) }
}

/// The article's own id, else its URL, so that its versions keep their order. What does not unpack is sent without a
/// key: the service says what is wrong with it.
fn key(record: &RawRecord, value: &[u8]) -> Option<Vec<u8>> {
    let raw = Record { key: None, value: Some(value), headers: &record.headers };
    let document = rafid_stage::raw::unpack(&raw, value).ok()?;
    let key = document.id.or(document.url)?;
    Some(key.as_bytes().to_vec())
}
