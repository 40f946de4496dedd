//! The dependency rules of ARCHITECTURE.md, held against `cargo metadata`.

#![expect(clippy::expect_used, reason = "a test says what it expects")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Crates that nothing in `pure` may reach, directly or not.
const KAFKA: &[&str] = &["rdkafka", "rdkafka-sys", "rafid-kafka"];
const ASYNC: &[&str] = &["tokio", "hyper", "axum", "async-std"];
const WIRE: &[&str] = &["rafid-contract"];
/// Crates that derive nothing for the wire. They may read JSON as a value: JSON-LD of pages, dumps of registries.
const WITHOUT_DERIVES: &[&str] =
    &["rafid-text", "rafid-language", "rafid-entities", "rafid-lane", "rafid-local"];
const STAGES: &[&str] = &["rafid-stage", "rafid-text", "rafid-language", "rafid-entities"];

/// The right-hand column of the table: what a crate may not depend on, directly or not.
const FORBIDDEN: &[(&str, &[&[&str]])] = &[
    ("rafid-contract", &[KAFKA, ASYNC, STAGES]),
    ("rafid-text", &[KAFKA, ASYNC, WIRE]),
    ("rafid-language", &[KAFKA, ASYNC, WIRE]),
    ("rafid-entities", &[KAFKA, ASYNC, WIRE]),
    ("rafid-stage", &[KAFKA, ASYNC]),
    ("rafid-local", &[KAFKA, ASYNC]),
    ("rafid-lane", &[&["rdkafka", "rdkafka-sys", "rafid-kafka"], ASYNC]),
    ("rafid-ops", &[KAFKA, STAGES]),
];

/// The order of the table: a crate may depend only on crates above it.
const ORDER: &[&str] = &[
    "rafid-contract",
    "rafid-text",
    "rafid-language",
    "rafid-entities",
    "rafid-stage",
    "rafid-local",
    "rafid-lane",
    "rafid-kafka",
    "rafid-ops",
    "rafid-service",
    "rafid-normalizer",
    "rafid-tagger",
    "rafid-enricher",
    "rafid-pipeline",
    "rafid",
];

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON")
}

/// Normal and build dependencies by package name, of the resolved graph with default features.
fn graph(metadata: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let names: BTreeMap<String, String> = list(&metadata["packages"])
        .iter()
        .map(|package| {
            let text = |key: &str| package[key].as_str().expect("a string").to_owned();
            (text("id"), text("name"))
        })
        .collect();
    list(&metadata["resolve"]["nodes"])
        .iter()
        .map(|node| {
            let of_id = |value: &Value| names[value.as_str().expect("an id")].clone();
            let direct = list(&node["deps"])
                .iter()
                .filter(|dep| list(&dep["dep_kinds"]).iter().any(|kind| kind["kind"] != "dev"))
                .map(|dep| of_id(&dep["pkg"]))
                .collect();
            (of_id(&node["id"]), direct)
        })
        .collect()
}

fn reachable(graph: &BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![from.to_owned()];
    while let Some(name) = waiting.pop() {
        for dep in graph.get(&name).into_iter().flatten() {
            if seen.insert(dep.clone()) {
                waiting.push(dep.clone());
            }
        }
    }
    seen
}

#[test]
fn crates_depend_only_on_what_they_may() {
    let graph = graph(&metadata());
    for (name, forbidden) in FORBIDDEN {
        assert!(graph.contains_key(*name), "{name} is a crate of the workspace");
        let reached = reachable(&graph, name);
        for crate_name in forbidden.iter().flat_map(|group| group.iter()) {
            assert!(!reached.contains(*crate_name), "{name} must not depend on {crate_name}");
        }
    }
}

#[test]
fn derives_for_the_wire_live_in_the_contract() {
    let graph = graph(&metadata());
    for name in WITHOUT_DERIVES {
        let direct = graph.get(*name).unwrap_or_else(|| panic!("{name} is a crate of the workspace"));
        assert!(
            !direct.contains("serde") && !direct.contains("schemars"),
            "{name} must not derive for the wire"
        );
    }
}

#[test]
fn arrows_point_upwards() {
    let graph = graph(&metadata());
    for (place, name) in ORDER.iter().enumerate() {
        let direct = graph.get(*name).unwrap_or_else(|| panic!("{name} is a crate of the workspace"));
        for below in ORDER.get(place..).into_iter().flatten() {
            assert!(!direct.contains(*below), "{name} must not depend on {below}");
        }
    }
}

#[test]
fn only_one_crate_names_rdkafka() {
    let graph = graph(&metadata());
    let naming: Vec<&String> = graph
        .iter()
        .filter(|(name, direct)| direct.contains("rdkafka") && ORDER.contains(&name.as_str()))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(naming, ["rafid-kafka"]);
}
