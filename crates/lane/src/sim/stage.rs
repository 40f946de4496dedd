//! The stage of the simulation: numbers in, numbers out.

use rafid_contract::{Reject, RejectCode};
use rafid_stage::{Outcome, Record};

use crate::function::output;

/// The values that a value becomes; `None` for a reject.
pub fn outputs_of(value: u64) -> Option<Vec<u64>> {
    match value % 10 {
        3 => None,
        5 => Some(vec![value * 4, value * 4 + 1]),
        7 => Some(Vec::new()),
        _ => Some(vec![value * 4]),
    }
}

/// Emits no message, one or two, or rejects, by the last digit.
pub fn process(record: &Record<'_>) -> Outcome {
    let bytes = record.value.and_then(|bytes| bytes.try_into().ok());
    let Some(outputs) = bytes.map(u64::from_be_bytes).and_then(outputs_of) else {
        return Outcome::Reject(Reject::new(RejectCode::ContractViolated, "the last digit is 3"));
    };
    let outputs = (0..).zip(outputs);
    Outcome::Emit(
        outputs
            .map(|(position, value)| output(record, Some(value.to_be_bytes().to_vec()), position))
            .collect(),
    )
}
