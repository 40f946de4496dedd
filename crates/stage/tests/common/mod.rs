//! What the tests of the stages share.
#![allow(dead_code, reason = "each test uses a part")]
#![expect(clippy::print_stderr, reason = "a skipped test says so aloud")]

use std::path::{Path, PathBuf};

use rafid_contract::{Article, Headers, RejectCode};
use rafid_stage::{Enriched, Message, Outcome, Pipeline, Record, Stage};

/// The folder of samples.
pub fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples")
}

/// The folder of development data; `None`, said aloud, where it is absent.
pub fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let found = std::env::var_os("RAFID_SHARED").map_or(beside, PathBuf::from).join("data");
    if found.is_dir() {
        return Some(found);
    }
    eprintln!("SKIPPED: no development data at {}", found.display());
    None
}

/// The samples' records that are no giants: value and headers.
pub fn sample_records() -> Vec<(String, Vec<u8>, Headers)> {
    let input = rafid_local::Input::open(&[samples()]).expect("the samples are there");
    input
        .map(|record| record.expect("the samples are readable"))
        .filter_map(|record| match record.value {
            rafid_local::Value::Bytes(value) => Some((record.name, value, record.headers)),
            rafid_local::Value::TooLarge(_) => None,
        })
        .collect()
}

/// The articles of a raw value, or the code of its reject.
pub fn enriched(value: &[u8], headers: &Headers) -> Result<Vec<Article>, RejectCode> {
    let record = Record { key: None, value: Some(value), headers };
    match Pipeline::embedded().enriched(&record) {
        Ok(Enriched::Articles(articles)) => Ok(articles),
        Ok(Enriched::Tombstone(_)) => panic!("a value is no tombstone"),
        Err(reject) => Err(reject.code),
    }
}

/// What a stage makes of a message.
pub fn through(stage: &dyn Stage, message: &Message) -> Vec<Message> {
    let headers = Headers::default();
    let record = Record { key: Some(&message.key), value: message.value.as_deref(), headers: &headers };
    match stage.process(&record) {
        Outcome::Emit(messages) => messages,
        Outcome::Reject(reject) => panic!("{} rejects what its predecessor wrote: {reject}", stage.name()),
    }
}
