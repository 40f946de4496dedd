//! JSON Schemas of the messages, generated from the types and checked in under `schemas/`.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::{Article, MentionRecord, RawField};

/// Every schema: the file's name, and the schema.
pub fn all() -> Vec<(&'static str, Value)> {
    let article = titled::<Article>("An article of the normalized, tagged and enriched topics");
    let mention = titled::<MentionRecord>("A record of the mentions topic");
    vec![
        ("articles.raw.v1.json", raw()),
        ("articles.normalized.v1.json", article.clone()),
        ("articles.tagged.v1.json", article.clone()),
        ("articles.enriched.v1.json", article),
        ("articles.mentions.v1.json", mention),
    ]
}

fn titled<T: schemars::JsonSchema>(title: &str) -> Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<T>();
    schema.insert("title".to_owned(), Value::from(title));
    schema.to_value()
}

/// The raw message is what crawlers send, so its schema says only what each known name may hold.
fn raw() -> Value {
    let mut properties = serde_json::Map::new();
    for (name, field) in crate::RAW_SYNONYMS {
        let types: &[&str] = match field {
            RawField::Authors | RawField::Keywords => &["string", "array", "null"],
            RawField::Id | RawField::PublishedAt | RawField::FetchedAt => &["string", "number", "null"],
            _ => &["string", "null"],
        };
        let description = format!("means `{}`", field.name());
        properties.insert(name.to_owned(), serde_json::json!({ "type": types, "description": description }));
    }
    serde_json::json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A JSON message of the raw topic",
        "type": "object",
        "properties": properties,
    })
}
