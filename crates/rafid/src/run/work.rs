//! One record through the pipeline, and its output in the shape that is asked for.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use base64::Engine as _;
use rafid_contract::{Article, Reject, RejectCode, Topic, limits};
use rafid_local::{RawRecord, Value};
use rafid_stage::{Enriched, Pipeline, Record};

use crate::paint;

/// The shape of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Lines of JSON for three files.
    Files,
    /// Lines of JSON for standard output.
    Json,
    /// For people.
    Readable {
        /// With terminal colours.
        colours: bool,
    },
}

/// What became of one record.
#[derive(Debug, Default)]
pub struct Done {
    /// Enriched articles, in the shape that was asked for.
    pub enriched: Vec<u8>,
    /// Lines of the mentions topic.
    pub mentions: Vec<u8>,
    /// A line for the dead letters.
    pub dead: Vec<u8>,
    /// The reject, and the record's name.
    pub reject: Option<(String, Reject)>,
    /// Articles.
    pub articles: u64,
    /// Mentions.
    pub mention_count: u64,
    /// Bytes of the raw value.
    pub bytes: u64,
    /// Articles by language.
    pub languages: BTreeMap<String, u64>,
    /// Mentions by linked entity: id, canonical name.
    pub entities: BTreeMap<(String, String), u64>,
}

/// Runs one record through the pipeline.
pub fn work(pipeline: &Pipeline, record: RawRecord, shape: Shape) -> Done {
    let mut done = Done::default();
    let RawRecord { name, value, headers } = record;
    let value = match value {
        Value::Bytes(value) => value,
        Value::TooLarge(length) => {
            done.bytes = length;
            let allowed = limits::RAW_VALUE_BYTES;
            let detail = format!("value has {length} bytes or more, {allowed} are allowed");
            done.dead_letter(name, Reject::new(RejectCode::ValueTooLarge, detail), None);
            return done;
        }
    };
    done.bytes = value.len() as u64;
    let raw = Record { key: None, value: Some(&value), headers: &headers };
    // A panic is a defect of ours; it must cost one record and not the run.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        pipeline.enriched(&raw).and_then(|enriched| done.fill(enriched, shape))
    }));
    let outcome = outcome.unwrap_or_else(|_| {
        Err(Reject::new(RejectCode::StagePanicked, "a stage panicked: please report the record"))
    });
    if let Err(reject) = outcome {
        done = Done { bytes: done.bytes, ..Done::default() };
        done.dead_letter(name, reject, Some(&value));
    }
    done
}

impl Done {
    fn fill(&mut self, enriched: Enriched, shape: Shape) -> Result<(), Reject> {
        if let Enriched::Articles(articles) = &enriched {
            for article in articles {
                self.count(article);
                if let Shape::Readable { colours } = shape {
                    self.enriched.extend_from_slice(paint::article(article, colours).as_bytes());
                }
            }
        }
        if matches!(shape, Shape::Readable { .. }) {
            return Ok(());
        }
        for message in Pipeline::messages(enriched)? {
            let lines = match message.topic {
                Topic::Mentions => &mut self.mentions,
                _ => &mut self.enriched,
            };
            if let Some(value) = message.value {
                lines.extend_from_slice(&value);
                lines.push(b'\n');
            }
        }
        Ok(())
    }

    fn count(&mut self, article: &Article) {
        self.articles += 1;
        let tag = article.language.as_ref().map_or("und", |language| language.tag.as_str());
        *self.languages.entry(tag.to_owned()).or_default() += 1;
        for entity in article.entities.as_deref().unwrap_or_default() {
            let mentions = entity.mentions.len() as u64;
            self.mention_count += mentions;
            if entity.linked {
                *self.entities.entry((entity.id.clone(), entity.name.clone())).or_default() += mentions;
            }
        }
    }

    /// A line of `dead.jsonl`: where the record stood, why it was rejected, and its bytes.
    fn dead_letter(&mut self, name: String, reject: Reject, value: Option<&[u8]>) {
        let line = serde_json::json!({
            "record": name,
            "code": reject.code.as_str(),
            "message": reject.detail,
            "value_bytes": self.bytes,
            "value_base64": value.map(|value| base64::engine::general_purpose::STANDARD.encode(value)),
        });
        self.dead = format!("{line}\n").into_bytes();
        self.reject = Some((name, reject));
    }
}
