//! Golden messages: what was published once is read and written back byte for byte, and keeps to the schemas.
#![expect(clippy::expect_used, reason = "a test says what it expects")]

use std::path::{Path, PathBuf};

use rafid_contract::{Article, MentionRecord};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn check<T: Serialize + DeserializeOwned>(file: &str, schema: &str) {
    let path = root().join("crates/contract/tests/golden").join(file);
    let lines = std::fs::read_to_string(&path).expect("the golden messages");
    let schema = std::fs::read_to_string(root().join("schemas").join(schema)).expect("the schema");
    let schema: Value = serde_json::from_str(&schema).expect("a schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let mut count = 0;
    for line in lines.lines() {
        let message: T = serde_json::from_str(line).expect("a message");
        assert_eq!(serde_json::to_string(&message).expect("JSON"), line, "{file}");
        let value: Value = serde_json::from_str(line).expect("JSON");
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{file}: {errors:?}");
        count += 1;
    }
    assert!(count > 0, "{file} holds messages");
}

#[test]
fn normalized() {
    check::<Article>("normalized.jsonl", "articles.normalized.v1.json");
}

#[test]
fn tagged() {
    check::<Article>("tagged.jsonl", "articles.tagged.v1.json");
}

#[test]
fn enriched() {
    check::<Article>("enriched.jsonl", "articles.enriched.v1.json");
}

#[test]
fn mentions() {
    check::<MentionRecord>("mentions.jsonl", "articles.mentions.v1.json");
}
