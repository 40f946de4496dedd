//! The checked-in schemas are those of the types, and they only ever grow.

#![expect(clippy::expect_used, reason = "a test says what it expects")]

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas")
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()));
    serde_json::from_str(&text).expect("a schema is JSON")
}

#[test]
fn the_checked_in_schemas_are_those_of_the_types() {
    for (name, schema) in rafid_contract::schema::all() {
        let stored = read(&folder().join(name));
        assert!(
            stored == schema,
            "schemas/{name} is stale: run `cargo run -p rafid -- schema --output schemas`"
        );
    }
}

/// Every difference that would break a reader or a writer of the old schema.
fn breaks(old: &Value, new: &Value, path: &str, out: &mut Vec<String>) {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    // Nobody breaks when more is taken from senders.
    let is_wider = |word: &str| {
        let (old, new) = (list(&old[word]), list(&new[word]));
        path.starts_with("articles.raw.") && !old.is_empty() && old.iter().all(|kind| new.contains(kind))
    };
    for word in ["type", "$ref", "const", "format"] {
        if old.get(word).is_some() && old.get(word) != new.get(word) && !is_wider(word) {
            out.push(format!("{path}: {word} changed"));
        }
    }
    for word in ["enum", "oneOf", "anyOf"] {
        let now = list(&new[word]);
        for value in list(&old[word]) {
            let titled = |other: &&Value| other.get("const").is_some() && other["const"] == value["const"];
            if !now.contains(&value) && !now.iter().any(|other| titled(&other)) {
                out.push(format!("{path}: {value} is gone from {word}"));
            }
        }
    }
    for name in list(&old["required"]) {
        if !list(&new["required"]).contains(&name) {
            out.push(format!("{path}: {name} is no longer always there"));
        }
    }
    for word in ["properties", "$defs"] {
        for (name, value) in old[word].as_object().into_iter().flatten() {
            let inner = format!("{path}/{name}");
            match new[word].get(name) {
                None => out.push(format!("{inner}: is gone")),
                Some(now) => breaks(value, now, &inner, out),
            }
        }
    }
    if let Some(items) = old.get("items") {
        breaks(items, &new["items"], &format!("{path}[]"), out);
    }
}

#[test]
fn the_schemas_only_grow() {
    for (name, schema) in rafid_contract::schema::all() {
        let baseline = folder().join("baseline").join(name);
        let mut found = Vec::new();
        breaks(&read(&baseline), &schema, name, &mut found);
        assert!(found.is_empty(), "not additive, so it needs a new topic version:\n{}", found.join("\n"));
    }
}

#[test]
fn the_check_sees_what_breaks() {
    let check = |old: &str, new: &str, want: usize| {
        let parse = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
        let mut found = Vec::new();
        breaks(&parse(old), &parse(new), "articles.enriched.v1.json", &mut found);
        assert_eq!(found.len(), want, "{found:?}");
    };
    let old = r#"{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}"#;
    check(old, old, 0);
    check(
        old,
        r#"{"type": "object", "properties": {"a": {"type": "string"}, "b": {}}, "required": ["a"]}"#,
        0,
    );
    check(old, r#"{"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}"#, 1);
    check(old, r#"{"type": "object", "properties": {"b": {}}, "required": ["a"]}"#, 1);
    check(old, r#"{"type": "object", "properties": {"a": {"type": "string"}}}"#, 1);
    check(r#"{"enum": ["x", "y"]}"#, r#"{"enum": ["x", "y", "z"]}"#, 0);
    check(r#"{"enum": ["x", "y"]}"#, r#"{"enum": ["x"]}"#, 1);
    check(r#"{"items": {"type": "string"}}"#, r#"{"items": {"type": "object"}}"#, 1);
}

#[test]
fn what_is_taken_from_senders_may_grow() {
    let check = |old: Value, new: Value, want: usize| {
        let mut found = Vec::new();
        breaks(&old, &new, "articles.raw.v1.json", &mut found);
        assert_eq!(found.len(), want, "{found:?}");
    };
    let (narrow, wide) = (json!({"type": ["string", "null"]}), json!({"type": ["string", "object", "null"]}));
    check(narrow.clone(), wide.clone(), 0);
    check(wide, narrow, 1);
}

#[test]
fn the_raw_schema_takes_what_the_normalizer_takes() {
    let (_, schema) = rafid_contract::schema::all().swap_remove(0);
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let check = |message: Value, good: bool| assert_eq!(schema.is_valid(&message), good, "{message}");
    check(json!({"text": "a", "source": {"name": "Post", "url": "x"}, "author": {"name": "A"}}), true);
    check(json!({"text": "a", "authors": ["A", {"name": "B"}, null], "tags": null, "id": 7}), true);
    check(json!({"text": "a", "source": {"title": "Post"}}), false);
    check(json!({"text": "a", "authors": [["A"]]}), false);
    check(json!({"text": 5}), false);
}
