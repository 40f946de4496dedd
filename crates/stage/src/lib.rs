//! The pure stages of Rafid: normalise, tag, enrich.
//!
//! A [`Stage`] is a total function from one record to an [`Outcome`]: messages to emit, or a reject. It has no clock,
//! no randomness, no I/O and no logging, and never panics on any input. The Kafka services, the embedded runner, the
//! tests, the fuzzers and the benchmarks are different drivers of the same functions, so the same input bytes give
//! the same output bytes everywhere.

mod enrich;
mod explain;
mod normalize;
mod pipeline;
pub mod raw;
mod tag;
mod vocabulary;
mod wire;

pub use enrich::Enricher;
pub use explain::{Explained, Explanation};
pub use normalize::Normalizer;
pub use pipeline::{Enriched, Pipeline};
pub use tag::Tagger;

use rafid_contract::{Headers, Reject, Topic};

/// One record as a stage sees it: no offsets and no times, for they differ from run to run.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// The key; `None` where the record has none.
    pub key: Option<&'a [u8]>,
    /// The value; `None` for a tombstone.
    pub value: Option<&'a [u8]>,
    /// The headers.
    pub headers: &'a Headers,
}

/// One message to publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Where to: one of the stage's [`Stage::outputs`].
    pub topic: Topic,
    /// The key: the article's id.
    pub key: Vec<u8>,
    /// The value; `None` for a tombstone.
    pub value: Option<Vec<u8>>,
    /// Place in the page: 0 is the main article.
    pub position: u32,
    /// Place among the mentions of an article, for a record of the mentions topic.
    pub ordinal: Option<u32>,
}

/// What became of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Publish these, in this order.
    Emit(Vec<Message>),
    /// Publish the record to the dead letters.
    Reject(Reject),
}

/// One step of the pipeline.
pub trait Stage: Send + Sync {
    /// The service's name: `normalizer`. Also names its consumer group and its metrics.
    fn name(&self) -> &'static str;

    /// The topic that it reads.
    fn input(&self) -> Topic;

    /// The topics that it writes.
    fn outputs(&self) -> &'static [Topic];

    /// Where its rejects go.
    fn dead_letters(&self) -> Topic;

    /// What becomes of a record.
    fn process(&self, record: &Record<'_>) -> Outcome;

    /// The steps that [`Self::process_in_steps`] tells of: for most stages one, the stage itself.
    fn steps(&self) -> Vec<&'static str> {
        vec![self.name()]
    }

    /// As [`Self::process`], and calls `begin` with the name of each step when it begins. A stage has no clock: whoever
    /// wants to know how long its steps take brings one.
    fn process_in_steps(&self, record: &Record<'_>, begin: &mut dyn FnMut(&'static str)) -> Outcome {
        begin(self.name());
        self.process(record)
    }

    /// Whether it stands at the head of the chain: then the record that it reads is the raw one, whatever the
    /// record's headers claim.
    fn is_first(&self) -> bool {
        self.input() == Topic::Raw
    }

    /// The versions of its models, by name, for the build-info metric.
    fn versions(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}
