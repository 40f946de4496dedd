//! What a reader sees of a topic, through Kafka's own Java consumer.

use std::io::{BufRead, BufReader, Read as _};
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use crate::Cluster;

/// The isolation of a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Isolation {
    /// Sees what was committed, up to the last stable offset.
    ReadCommitted,
    /// Sees everything, aborted transactions too. The default of most clients.
    ReadUncommitted,
}

impl Isolation {
    /// Kafka's name for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadCommitted => "read_committed",
            Self::ReadUncommitted => "read_uncommitted",
        }
    }
}

/// One record as it stands in a topic.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadRecord {
    /// Its topic.
    pub topic: String,
    /// Its partition.
    pub partition: i32,
    /// Its offset.
    pub offset: i64,
    /// Its timestamp, milliseconds since 1970.
    pub timestamp_ms: i64,
    /// Its key.
    pub key: Option<Vec<u8>>,
    /// Its value; `None` is a tombstone.
    pub value: Option<Vec<u8>>,
    /// Its headers, in order; names may repeat.
    pub headers: Vec<(String, Option<Vec<u8>>)>,
}

impl ReadRecord {
    /// The last header of this name, if its value is UTF-8.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().rev().find(|(header, _)| header == name)?;
        std::str::from_utf8(value.as_deref()?).ok()
    }

    /// `topic/partition/offset`.
    pub fn place(&self) -> String {
        format!("{}/{}/{}", self.topic, self.partition, self.offset)
    }
}

impl Cluster {
    /// Everything in some topics from their beginning to the end they have now, partition by partition in offset order.
    pub fn read(&self, isolation: Isolation, topics: &[&str]) -> Result<Vec<ReadRecord>> {
        let mut records = Vec::new();
        self.read_each(isolation, topics, |record| records.push(record))?;
        records.sort_by(|a, b| (&a.topic, a.partition, a.offset).cmp(&(&b.topic, b.partition, b.offset)));
        Ok(records)
    }

    /// As [`Cluster::read`], without keeping the records; only those of one partition come in order.
    pub fn read_each(
        &self,
        isolation: Isolation,
        topics: &[&str],
        mut each: impl FnMut(ReadRecord),
    ) -> Result<()> {
        let args: Vec<&str> =
            [self.bootstrap(), isolation.as_str()].into_iter().chain(topics.iter().copied()).collect();
        let mut command = self.java().command("Dump", &args);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let stdout = child.stdout.take().context("no standard output")?;
        let mut stderr = child.stderr.take().context("no standard error")?;
        let errors = std::thread::spawn(move || {
            let mut text = String::new();
            let _ = stderr.read_to_string(&mut text);
            text
        });
        let mut lines = BufReader::with_capacity(1 << 20, stdout);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line)? > 0 {
            each(parse(&line).with_context(|| format!("no record: {}", String::from_utf8_lossy(&line)))?);
            line.clear();
        }
        let status = child.wait()?;
        let text = errors.join().unwrap_or_default();
        ensure!(status.success(), "reading {topics:?} failed ({status}): {}", text.trim());
        Ok(())
    }
}

fn parse(line: &[u8]) -> Option<ReadRecord> {
    let value: Value = serde_json::from_slice(line).ok()?;
    let headers = value.get("headers")?.as_array()?.iter();
    Some(ReadRecord {
        topic: value.get("topic")?.as_str()?.to_owned(),
        partition: i32::try_from(value.get("partition")?.as_i64()?).ok()?,
        offset: value.get("offset")?.as_i64()?,
        timestamp_ms: value.get("timestamp")?.as_i64()?,
        key: bytes(value.get("key")?)?,
        value: bytes(value.get("value")?)?,
        headers: headers.map(parse_header).collect::<Option<_>>()?,
    })
}

fn parse_header(pair: &Value) -> Option<(String, Option<Vec<u8>>)> {
    let name = STANDARD.decode(pair.get(0)?.as_str()?).ok()?;
    Some((String::from_utf8_lossy(&name).into_owned(), bytes(pair.get(1)?)?))
}

/// The outer option is a failure, the inner one a null.
#[allow(clippy::option_option, reason = "both are meant")]
fn bytes(value: &Value) -> Option<Option<Vec<u8>>> {
    match value {
        Value::Null => Some(None),
        Value::String(text) => STANDARD.decode(text).ok().map(Some),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_a_line_with_nulls_and_repeated_headers() {
        let line = br#"{"topic":"t","partition":1,"offset":7,"timestamp":9,"key":"YQ==","value":null,"headers":[["aA==","MQ=="],["aA==","Mg=="],["eA==",null]]}"#;
        let record = parse(line).unwrap();
        assert_eq!((record.key.as_deref(), record.value.as_deref()), (Some(&b"a"[..]), None));
        assert_eq!((record.header("h"), record.header("x"), record.header("y")), (Some("2"), None, None));
        assert_eq!(record.place(), "t/1/7");
        assert_eq!(parse(b"{}"), None);
    }
}
