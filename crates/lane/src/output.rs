//! From records to messages: the stage, the headers, and every size checked before a transaction begins.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rafid_contract::dead_letter::{DeadLetter, omit_value};
use rafid_contract::header::{self, Hop, OutputPlace, Place};
use rafid_contract::{Headers, Reject, RejectCode, Topic, limits};
use rafid_stage::{Message, Outcome, Record, Stage};

use crate::batch::Batch;
use crate::broker::{HeaderSink, InputRecord};
use crate::config::LaneConfig;
use crate::observe::BatchReport;

/// Bytes that the length prefixes of one header take at most.
const HEADER_FRAME_BYTES: usize = 10;

/// What a message consists of.
pub(crate) enum Body {
    /// What the stage emitted.
    Emitted(Message),
    /// The record with this index in the batch, as it is.
    DeadLetter { record: usize, with_key: bool, with_value: bool },
}

/// A message that fits its topic.
pub(crate) struct Output<H> {
    pub(crate) topic: Topic,
    pub(crate) body: Body,
    /// Taken when it is sent.
    pub(crate) headers: Option<H>,
    pub(crate) bytes: usize,
}

/// All that a batch becomes.
pub(crate) struct Processed<H> {
    pub(crate) outputs: Vec<Output<H>>,
    pub(crate) report: BatchReport,
}

/// Turns records into messages.
pub(crate) struct Processor<'a> {
    pub(crate) config: &'a LaneConfig,
    pub(crate) stage: &'a dyn Stage,
}

impl Processor<'_> {
    /// Processes a batch; `None` if `expired` says so on the way.
    pub(crate) fn process<R: InputRecord, H: HeaderSink>(
        &self,
        batch: &Batch<R>,
        new_headers: &dyn Fn(usize) -> H,
        expired: &dyn Fn() -> bool,
    ) -> Option<Processed<H>> {
        let mut work = Work {
            processor: self,
            new_headers,
            scratch: String::new(),
            done: Processed {
                outputs: Vec::with_capacity(batch.len()),
                report: BatchReport {
                    raw_timestamps_ms: Vec::with_capacity(batch.len()),
                    ..BatchReport::default()
                },
            },
        };
        let mut input = Place {
            topic: self.config.topics.name(self.stage.input()).to_owned(),
            partition: 0,
            offset: 0,
            timestamp_ms: None,
        };
        for (index, record) in batch.records().enumerate() {
            if expired() {
                return None;
            }
            input.partition = record.partition();
            input.offset = record.offset();
            input.timestamp_ms = record.timestamp_ms();
            work.one(index, record, &input);
        }
        let mut done = work.done;
        for output in &done.outputs {
            let written = done.report.written.entry(output.topic).or_default();
            written.messages += 1;
            written.bytes += output.bytes as u64;
        }
        Some(done)
    }

    fn run_stage(&self, record: &Record<'_>) -> Outcome {
        // A stage holds no state that a panic could leave half changed: it is a pure function.
        catch_unwind(AssertUnwindSafe(|| self.stage.process(record))).unwrap_or_else(|_| {
            Outcome::Reject(Reject::new(RejectCode::StagePanicked, "the stage panicked on this record"))
        })
    }
}

struct Work<'a, H> {
    processor: &'a Processor<'a>,
    new_headers: &'a dyn Fn(usize) -> H,
    scratch: String,
    done: Processed<H>,
}

impl<H: HeaderSink> Work<'_, H> {
    fn one<R: InputRecord>(&mut self, index: usize, record: &R, input: &Place) {
        let stage = self.processor.stage;
        let headers = record.headers();
        let inherited = if stage.is_first() { None } else { header::raw_place(&headers) };
        let raw = inherited.as_ref().unwrap_or(input);
        let oldest = &mut self.done.report.oldest_timestamp_ms;
        *oldest = match (*oldest, input.timestamp_ms) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        self.done.report.raw_timestamps_ms.extend(raw.timestamp_ms);
        let view = Record { key: record.key(), value: record.value(), headers: &headers };
        let result = match self.processor.run_stage(&view) {
            Outcome::Emit(messages) => self.emit(messages, input, raw, &headers),
            Outcome::Reject(reject) => Err(reject),
        };
        if let Err(reject) = result {
            self.dead_letter(index, record, input, &headers, &reject);
        }
    }

    /// Takes all messages of a record, or none of them if one is too large.
    fn emit(
        &mut self,
        messages: Vec<Message>,
        input: &Place,
        raw: &Place,
        headers: &Headers,
    ) -> Result<(), Reject> {
        let before = self.done.outputs.len();
        let hop = Hop {
            service: self.processor.stage.name(),
            version: &self.processor.config.version,
            input,
            raw,
            traceparent: headers.last_str(header::TRACEPARENT),
        };
        for message in messages {
            match self.output(message, &hop) {
                Ok(output) => self.done.outputs.push(output),
                Err(reject) => {
                    self.done.outputs.truncate(before);
                    return Err(reject);
                }
            }
        }
        Ok(())
    }

    fn output(&mut self, message: Message, hop: &Hop<'_>) -> Result<Output<H>, Reject> {
        let topic = message.topic;
        let place = OutputPlace {
            event_type: topic.event_type(),
            position: message.position,
            ordinal: message.ordinal,
            tombstone: message.value.is_none(),
        };
        let mut headers = (self.new_headers)(header::OWN.len());
        hop.write_output_headers(place, &mut self.scratch, &mut |name, value| {
            headers.push(name, Some(value));
        });
        let bytes = message.key.len() + message.value.as_ref().map_or(0, Vec::len) + headers.bytes();
        let size = bytes + header::OWN.len() * HEADER_FRAME_BYTES + limits::RECORD_FRAME_BYTES as usize;
        let limit = self.processor.config.topics.max_message_bytes(topic);
        if size > limit {
            let name = self.processor.config.topics.name(topic);
            let detail = format!(
                "message {} of the record has {size} bytes with its headers, {name} takes {limit}",
                message.position
            );
            return Err(Reject::new(RejectCode::OutputTooLarge, detail));
        }
        Ok(Output { topic, body: Body::Emitted(message), headers: Some(headers), bytes })
    }

    fn dead_letter<R: InputRecord>(
        &mut self,
        index: usize,
        record: &R,
        input: &Place,
        original: &Headers,
        reject: &Reject,
    ) {
        let stage = self.processor.stage;
        let config = self.processor.config;
        *self.done.report.rejects.entry(reject.code).or_default() += 1;
        let topic = stage.dead_letters();
        let limit = config.topics.max_message_bytes(topic);
        let letter = DeadLetter::new(input, stage.name(), &config.version, reject);
        let shrunk = shrink(&letter, record, original, limit);
        let mut headers = (self.new_headers)(shrunk.headers.0.len());
        for header in &shrunk.headers.0 {
            headers.push(&header.name, header.value.as_deref());
        }
        let bytes = shrunk.bytes;
        let body =
            Body::DeadLetter { record: index, with_key: shrunk.with_key, with_value: shrunk.with_value };
        self.done.outputs.push(Output { topic, body, headers: Some(headers), bytes });
    }
}

struct Shrunk {
    headers: Headers,
    with_key: bool,
    with_value: bool,
    bytes: usize,
}

/// A dead letter that fits: whole if possible; else without its value; and if its key and original headers alone
/// are too large, without these too. Its origin and the value's checksum always stay.
fn shrink<R: InputRecord>(letter: &DeadLetter, record: &R, original: &Headers, limit: usize) -> Shrunk {
    let key = record.key().map_or(0, <[u8]>::len);
    let value = record.value().unwrap_or_default();
    let fits = |headers: &Headers, body: usize| {
        let framed = headers.bytes() + headers.0.len() * HEADER_FRAME_BYTES + body;
        framed + limits::RECORD_FRAME_BYTES as usize <= limit
    };
    let whole = letter.headers(original);
    if fits(&whole, key + value.len()) {
        let bytes = whole.bytes() + key + value.len();
        return Shrunk { headers: whole, with_key: true, with_value: true, bytes };
    }
    let mut light = whole;
    omit_value(&mut light, value);
    if fits(&light, key) {
        let bytes = light.bytes() + key;
        return Shrunk { headers: light, with_key: true, with_value: false, bytes };
    }
    let mut bare = letter.headers(&Headers::default());
    omit_value(&mut bare, value);
    let bytes = bare.bytes();
    Shrunk { headers: bare, with_key: false, with_value: false, bytes }
}

#[cfg(test)]
mod tests;
