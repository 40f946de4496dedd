//! A stage made of a function, for tests and benchmarks of lanes.

use rafid_contract::Topic;
use rafid_stage::{Message, Outcome, Record, Stage};

/// Reads the raw topic and writes the normalized one; what becomes of a record is what a function says.
#[derive(Clone, Copy, Debug)]
pub struct FunctionStage<F> {
    name: &'static str,
    process: F,
}

impl FunctionStage<fn(&Record<'_>) -> Outcome> {
    /// The stage that changes nothing: what a lane costs by itself.
    pub fn identity() -> Self {
        Self { name: "identity", process: copy }
    }
}

impl<F: Fn(&Record<'_>) -> Outcome + Send + Sync> FunctionStage<F> {
    /// A stage of this name.
    pub fn new(name: &'static str, process: F) -> Self {
        Self { name, process }
    }
}

impl<F: Fn(&Record<'_>) -> Outcome + Send + Sync> Stage for FunctionStage<F> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn input(&self) -> Topic {
        Topic::Raw
    }

    fn outputs(&self) -> &'static [Topic] {
        &[Topic::Normalized]
    }

    fn dead_letters(&self) -> Topic {
        Topic::NormalizerDeadLetters
    }

    fn process(&self, record: &Record<'_>) -> Outcome {
        (self.process)(record)
    }
}

/// Emits the record as it is, under its key.
pub fn copy(record: &Record<'_>) -> Outcome {
    Outcome::Emit(vec![output(record, record.value.map(<[u8]>::to_vec), 0)])
}

/// A message for the normalized topic under the record's key.
pub(crate) fn output(record: &Record<'_>, value: Option<Vec<u8>>, position: u32) -> Message {
    let key = record.key.unwrap_or_default().to_vec();
    Message { topic: Topic::Normalized, key, value, position, ordinal: None }
}
