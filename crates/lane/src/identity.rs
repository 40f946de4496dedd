//! The stage that changes nothing: what a lane costs by itself.

use rafid_contract::Topic;
use rafid_stage::{Message, Outcome, Record, Stage};

/// Emits every record as it is, under its key. For benchmarks and tests of lanes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Identity;

impl Stage for Identity {
    fn name(&self) -> &'static str {
        "identity"
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
        Outcome::Emit(vec![Message {
            topic: Topic::Normalized,
            key: record.key.unwrap_or_default().to_vec(),
            value: record.value.map(<[u8]>::to_vec),
            position: 0,
            ordinal: None,
        }])
    }
}
