//! Articles of the development data as inputs.

use anyhow::{Context, Result};
use rafid_text::article::{Body, Input};
use serde_json::Value;
use std::path::PathBuf;

/// One article of a corpus.
pub struct Row {
    row: Value,
}

/// The articles of a corpus with text.
pub fn rows(name: &str) -> Result<Vec<Row>> {
    let rows = messages(name)?.into_iter().map(|row| Row { row });
    Ok(rows.filter(|row| row.field("text").is_some()).collect())
}

/// The raw messages of a corpus: `../shared/data/articles/NAME.jsonl.zst`.
pub fn messages(name: &str) -> Result<Vec<Value>> {
    let shared = std::env::var_os("RAFID_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let path = shared.join(format!("data/articles/{name}.jsonl.zst"));
    let bytes = std::fs::read(&path).with_context(|| format!("read {}", path.display()))?;
    let text = String::from_utf8(zstd::decode_all(bytes.as_slice())?)?;
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

impl Row {
    fn field(&self, name: &str) -> Option<&str> {
        self.row.get(name).and_then(Value::as_str).filter(|value| !value.is_empty())
    }

    pub fn id(&self) -> &str {
        self.field("id").unwrap_or("")
    }

    pub fn text(&self) -> &str {
        self.field("text").unwrap_or("")
    }

    /// The article as the normalise stage would hand it over.
    pub fn input(&self) -> Input<'_> {
        Input {
            url: self.field("url"),
            title: self.field("title"),
            source: self.field("source"),
            published_at: self.field("published_at"),
            fetched_at: self.field("fetched_at"),
            language: self.field("language_hint"),
            authors: self.field("author").into_iter().collect(),
            ..Input::new(Body::Text(self.text().as_bytes()))
        }
    }
}
