//! `rafid tail`: enriched articles as they come, from committed transactions only.

use std::io::{self, IsTerminal as _};
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::Args;
use rafid_contract::{Article, Topic};
use rafid_kafka::{ReadFrom, Reader, StoredRecord};

use super::{ClusterOptions, TIMEOUT, print};
use crate::cli::Format;
use crate::error::{self, Error};
use crate::paint;

/// How long one wait for a record lasts, so that Ctrl-C is seen.
const WAIT: Duration = Duration::from_millis(200);

/// What `rafid tail` takes.
#[derive(Debug, Args)]
pub struct TailOptions {
    #[command(flatten)]
    cluster: ClusterOptions,
    /// The topic to read [default: the enriched one].
    #[arg(short, long, value_name = "NAME")]
    topic: Option<String>,
    /// Begin with what is there already.
    #[arg(long)]
    from_beginning: bool,
    /// Stop at the end of the topic rather than waiting for more.
    #[arg(long)]
    exit_at_end: bool,
    /// Stop after so many records.
    #[arg(short = 'n', long, value_name = "N")]
    max: Option<u64>,
    /// How to print articles [default: readable on a terminal, else json].
    #[arg(short, long)]
    format: Option<Format>,
}

/// Prints articles as they come.
pub fn tail(options: &TailOptions) -> Result<(), Error> {
    let cluster = options.cluster.cluster()?;
    let topic = options.topic.as_deref().unwrap_or_else(|| cluster.config.topics.name(Topic::Enriched));
    let from = if options.from_beginning { ReadFrom::Beginning } else { ReadFrom::End };
    let mut reader = Reader::open(&cluster.connection, topic, from, TIMEOUT)?;
    let stop = crate::run::stop_on_interrupt()?;
    let on_terminal = io::stdout().is_terminal();
    let by_default = if on_terminal { Format::Readable } else { Format::Json };
    let format = options.format.unwrap_or(by_default);
    let mut seen = 0;
    while options.max.is_none_or(|max| seen < max) {
        if stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        match reader.next(WAIT)? {
            Some(record) => {
                seen += 1;
                print(&shown(&record, format, on_terminal))?;
            }
            None if options.exit_at_end && reader.is_at_end() => return Ok(()),
            None => {}
        }
    }
    Ok(())
}

fn shown(record: &StoredRecord, format: Format, colours: bool) -> String {
    let Some(value) = &record.value else {
        let key = record.key.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
        return match format {
            Format::Readable => format!("retracted: {key}\n\n"),
            // A tombstone has no value, and a line of JSON that says so would be no article.
            Format::Json => String::new(),
        };
    };
    if format == Format::Readable {
        match serde_json::from_slice::<Article>(value) {
            Ok(article) if !article.id.is_empty() => return paint::article(&article, colours),
            _ => {
                let place = &record.place;
                let (topic, partition, offset) = (&place.topic, place.partition, place.offset);
                error::say(&format!("{topic}/{partition}/{offset} is no article; shown as it is"));
            }
        }
    }
    let mut line = String::from_utf8_lossy(value).into_owned();
    line.push('\n');
    line
}
