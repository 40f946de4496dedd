//! The stage of the simulation: numbers in, numbers out.

use rafid_contract::{Reject, RejectCode, Topic};
use rafid_stage::{Message, Outcome, Record, Stage};

/// Emits no message, one or two, or rejects, by the last digit.
pub struct SimStage;

/// The values that a value becomes; `None` for a reject.
pub fn outputs_of(value: u64) -> Option<Vec<u64>> {
    match value % 10 {
        3 => None,
        5 => Some(vec![value * 4, value * 4 + 1]),
        7 => Some(Vec::new()),
        _ => Some(vec![value * 4]),
    }
}

impl Stage for SimStage {
    fn name(&self) -> &'static str {
        "sim"
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
        let bytes = record.value.and_then(|bytes| bytes.try_into().ok());
        let Some(outputs) = bytes.map(u64::from_be_bytes).and_then(outputs_of) else {
            return Outcome::Reject(Reject::new(RejectCode::ContractViolated, "the last digit is 3"));
        };
        let message = |(position, value): (u32, u64)| Message {
            topic: Topic::Normalized,
            key: record.key.unwrap_or_default().to_vec(),
            value: Some(value.to_be_bytes().to_vec()),
            position,
            ordinal: None,
        };
        Outcome::Emit((0..).zip(outputs).map(message).collect())
    }
}
