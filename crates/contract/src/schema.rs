//! JSON Schemas of the messages, generated from the types and checked in under `schemas/`.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use crate::{Article, Holds, MentionRecord};

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
        let mut property = match field.holds() {
            Holds::Text => json!({ "type": ["string", "null"] }),
            Holds::Scalar => json!({ "type": ["string", "number", "null"] }),
            Holds::Named => json!({ "type": ["string", "object", "null"] }),
            Holds::List => json!({ "type": ["string", "object", "array", "null"] }),
        };
        let named = json!({ "name": { "type": "string" } });
        // Each word speaks of one kind of value only: of objects these, of arrays those.
        if matches!(field.holds(), Holds::Named | Holds::List) {
            property["properties"] = named.clone();
            property["required"] = json!(["name"]);
        }
        if field.holds() == Holds::List {
            property["items"] =
                json!({ "type": ["string", "object", "null"], "properties": named, "required": ["name"] });
        }
        property["description"] = Value::from(format!("means `{}`", field.name()));
        properties.insert(name.to_owned(), property);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A JSON message of the raw topic",
        "type": "object",
        "properties": properties,
    })
}
