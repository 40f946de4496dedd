//! What must come out: the same stages, called without Kafka.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, ensure};
use rafid_contract::Topic;
use rafid_contract::header::{Header, Headers};
use rafid_stage::{Message, Outcome, Pipeline, Record, Stage as _};
use rafid_testkit::ReadRecord;
use rafid_testkit::verify::Fate;

use crate::program::binary;

fn process(raw: &ReadRecord) -> Outcome {
    static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
    let headers = raw.headers.iter().map(|(name, value)| Header { name: name.clone(), value: value.clone() });
    let headers = Headers(headers.collect());
    let record = Record { key: raw.key.as_deref(), value: raw.value.as_deref(), headers: &headers };
    PIPELINE.get_or_init(Pipeline::embedded).process(&record)
}

/// What must become of each position of a raw record.
pub fn fates(raw: &ReadRecord) -> Vec<Fate> {
    match process(raw) {
        Outcome::Reject(reject) => vec![Fate::DeadLetter(reject.code.as_str().to_owned())],
        Outcome::Emit(messages) => {
            let mut articles: Vec<Message> =
                messages.into_iter().filter(|message| message.topic == Topic::Enriched).collect();
            articles.sort_by_key(|message| message.position);
            articles.into_iter().map(|message| Fate::Output(message.value)).collect()
        }
    }
}

/// The mentions that a raw record must give, by their `ce_id`.
pub fn mentions(raw: &ReadRecord) -> BTreeMap<String, Vec<u8>> {
    let Outcome::Emit(messages) = process(raw) else { return BTreeMap::new() };
    let mentions = messages.into_iter().filter_map(|message| {
        let id = format!("{}/{}/{}", raw.place(), message.position, message.ordinal?);
        Some((id, message.value?))
    });
    mentions.collect()
}

/// Runs `rafid run` on a file of JSON lines; returns the lines of `enriched.jsonl`.
pub fn run_embedded(lines: &Path, output: &Path) -> Result<Vec<Vec<u8>>> {
    let mut command = Command::new(binary("rafid")?);
    command.arg("run").arg(lines).arg("-o").arg(output).arg("--quiet");
    let result = command.output().context("cannot run rafid")?;
    ensure!(result.status.success(), "rafid run failed: {}", String::from_utf8_lossy(&result.stderr));
    let text = std::fs::read(output.join("enriched.jsonl"))?;
    Ok(text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect())
}
