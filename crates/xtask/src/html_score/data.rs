//! The development sets: pages, and what a person took from them.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine as _;
use serde_json::Value;

/// A page.
pub struct Sample {
    pub id: String,
    pub url: String,
    pub html: String,
    /// The row as a crawler would send it.
    pub message: String,
}

/// What should be found in it.
#[derive(Debug, Default)]
pub struct Gold {
    pub country: Option<String>,
    pub title: Option<String>,
    pub authors: Vec<String>,
    pub date: Option<String>,
    pub body: Option<String>,
    pub keep: Vec<String>,
    pub drop: Vec<String>,
}

fn rows(path: &Path) -> Result<Vec<Value>> {
    let bytes = std::fs::read(path).with_context(|| format!("read {}", path.display()))?;
    let text = zstd::decode_all(bytes.as_slice())?;
    let lines = std::str::from_utf8(&text)?.lines().filter(|x| !x.trim().is_empty());
    lines.map(|x| serde_json::from_str(x).context("a line is not JSON")).collect()
}

fn text(row: &Value, key: &str) -> Option<String> {
    row.get(key).and_then(Value::as_str).filter(|x| !x.is_empty()).map(str::to_owned)
}

fn list(row: &Value, key: &str) -> Vec<String> {
    let list = row.get(key).and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The pages of a set, decoded.
pub fn pages(path: &Path) -> Result<Vec<Sample>> {
    rows(path)?
        .iter()
        .map(|row| {
            let html = match text(row, "html_base64") {
                Some(x) => decode(&base64::engine::general_purpose::STANDARD.decode(x)?),
                None => text(row, "html").unwrap_or_default(),
            };
            let id = text(row, "id").context("a page has no id")?;
            Ok(Sample { id, url: text(row, "url").unwrap_or_default(), html, message: row.to_string() })
        })
        .collect()
}

fn decode(bytes: &[u8]) -> String {
    let declared = rafid_text::html::declared_charset(bytes);
    let encoding = declared.and_then(|x| encoding_rs::Encoding::for_label(x.as_bytes()));
    encoding.unwrap_or(encoding_rs::WINDOWS_1252).decode(bytes).0.into_owned()
}

/// Which half a page belongs to, `a` or `b`; pages of one site go together.
pub fn half(sample: &Sample) -> char {
    let host = sample.url.split("://").nth(1).and_then(|x| x.split('/').next()).unwrap_or(&sample.id);
    // FNV-1a.
    let hash =
        host.bytes().fold(0xcbf2_9ce4_8422_2325u64, |h, x| (h ^ u64::from(x)).wrapping_mul(0x0100_0000_01b3));
    if (hash >> 17) & 1 == 0 { 'a' } else { 'b' }
}

/// The gold of a set by id.
pub fn gold(set: &str, path: &Path) -> Result<HashMap<String, Gold>> {
    Ok(rows(path)?.iter().filter_map(|row| Some((text(row, "id")?, one(set, row)))).collect())
}

fn one(set: &str, row: &Value) -> Gold {
    let day = |x: Option<String>| x.and_then(|x| x.get(..10).map(str::to_owned));
    let mut gold = Gold { title: text(row, "title"), country: text(row, "country"), ..Gold::default() };
    match set {
        "html_aeb" => gold.body = text(row, "articleBody"),
        "html_mozilla_readability" => {
            let meta = row.get("metadata").cloned().unwrap_or_default();
            gold.body = text(row, "expected_html").map(|x| plain(&x));
            gold.title = text(&meta, "title");
            gold.authors = text(&meta, "byline").into_iter().collect();
            gold.date = day(text(&meta, "publishedTime"));
        }
        "html_fundus" => {
            let mut parts = row.get("body").map(|x| list(x, "summary")).unwrap_or_default();
            for section in row.pointer("/body/sections").and_then(Value::as_array).into_iter().flatten() {
                parts.extend(list(section, "headline"));
                parts.extend(list(section, "paragraphs"));
            }
            gold.body = Some(parts.join("\n"));
            gold.authors = list(row, "authors");
            gold.date = day(text(row, "publishing_date"));
        }
        _ => {
            gold.authors = match text(row, "author") {
                Some(x) => x.split(';').map(|y| y.trim().to_owned()).collect(),
                None => list(row, "author"),
            };
            gold.date = day(text(row, "date"));
            gold.keep = list(row, "with");
            gold.drop = list(row, "without");
        }
    }
    gold
}

/// The text of markup, with a space for every tag.
fn plain(markup: &str) -> String {
    let mut out = String::new();
    for (at, part) in markup.split('<').enumerate() {
        let text = if at == 0 { part } else { part.split_once('>').map_or("", |x| x.1) };
        out.push(' ');
        out.push_str(text);
    }
    htmlize::unescape(&out).into_owned()
}
