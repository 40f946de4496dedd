//! Between messages and records: the only place where a stage reads or writes JSON.

use rafid_contract::{Article, Reject, RejectCode, Topic};

use crate::{Message, Record};

/// What a record of an inner topic holds.
pub(crate) enum Incoming {
    /// An article.
    Article(Box<Article>),
    /// A retraction of the article with this key.
    Tombstone(Vec<u8>),
}

/// The article, or the retraction, in a record of the normalized or tagged topic.
pub(crate) fn read(record: &Record<'_>) -> Result<Incoming, Reject> {
    let Some(value) = record.value else { return tombstone_key(record).map(Incoming::Tombstone) };
    let article: Article = serde_json::from_slice(value).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let code = if error.is_data() { RejectCode::ContractViolated } else { RejectCode::JsonInvalid };
        Reject::new(code, format!("the value is no article at {place}"))
    })?;
    if article.id.is_empty() {
        return Err(Reject::new(RejectCode::ContractViolated, "the article has no id"));
    }
    Ok(Incoming::Article(Box::new(article)))
}

/// The key of a null value, which must not be empty: it names what is retracted.
pub(crate) fn tombstone_key(record: &Record<'_>) -> Result<Vec<u8>, Reject> {
    match record.key {
        Some(key) if !key.is_empty() => Ok(key.to_vec()),
        _ => Err(Reject::new(RejectCode::TombstoneWithoutKey, "a null value needs a key that it retracts")),
    }
}

/// A retraction on its way.
pub(crate) fn tombstone(topic: Topic, key: Vec<u8>) -> Message {
    Message { topic, key, value: None, position: 0, ordinal: None }
}

/// An article on its way.
pub(crate) fn article(topic: Topic, article: &Article, writer: &mut Writer) -> Result<Message, Reject> {
    Ok(Message {
        topic,
        key: article.id.as_bytes().to_vec(),
        value: Some(writer.write(article)?),
        position: article.position,
        ordinal: None,
    })
}

/// Writes records of ours in JSON. Messages wait in memory for their batch, so each gets no more of it than it needs.
pub(crate) struct Writer {
    scratch: Vec<u8>,
}

impl Writer {
    pub(crate) fn new() -> Self {
        Self { scratch: Vec::with_capacity(16 * 1024) }
    }

    /// Writes a record. It can fail only by a defect, which must not take its neighbours down.
    pub(crate) fn write<T: serde::Serialize>(&mut self, record: &T) -> Result<Vec<u8>, Reject> {
        self.scratch.clear();
        serde_json::to_writer(&mut self.scratch, record).map_err(|error| {
            Reject::new(RejectCode::ContractViolated, format!("the record cannot be written: {error}"))
        })?;
        Ok(self.scratch.as_slice().to_vec())
    }
}

/// Three decimals, so that a number has the same digits wherever it is computed.
pub(crate) fn round3(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
