//! The verifier: was every delivery processed exactly once, in order, and to the right bytes?
//!
//! It shares no code with the services. It knows their contract from the documents only, and keeps its own copy of the
//! header names, so that a mistake in the services' code cannot hide in it.

mod names;
mod origin;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use crate::ReadRecord;
use origin::{Source, dead_letter_origin, output_delivery};

pub use origin::Delivery;

/// What the embedded runner made of one position of a raw record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// This payload; `None` is a tombstone.
    Output(Option<Vec<u8>>),
    /// A dead letter with this code. A raw record that is rejected as a whole has this one position.
    DeadLetter(String),
}

/// A way in which the outputs are not what they must be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Violation {
    /// A delivery is neither in the outputs nor in the dead letters.
    Lost(Delivery),
    /// A delivery is there more than once; all places where it is.
    Duplicated(Delivery, Vec<String>),
    /// A record whose delivery nobody sent.
    Unknown(String),
    /// An output's bytes differ from the embedded runner's.
    Altered(Delivery, String),
    /// An output where a dead letter is due, another code, or a dead letter where an output is due.
    Misrouted(Delivery, String),
    /// An output stands behind one of the same key that came later in the same raw partition.
    Reordered(Delivery, String),
    /// An output is in another partition than Kafka's Java clients would choose for its key.
    Misplaced(Delivery, String),
    /// A header is missing or malformed.
    BadHeader(String, String),
    /// A dead letter whose origin is no record, or another one.
    BadDeadLetter(String, String),
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost(delivery) => write!(f, "lost: {delivery}"),
            Self::Duplicated(delivery, places) => {
                write!(f, "duplicated: {delivery} at {}", places.join(", "))
            }
            Self::Unknown(place) => write!(f, "unknown delivery at {place}"),
            Self::Altered(delivery, place) => write!(f, "altered: {delivery} at {place}"),
            Self::Misrouted(delivery, what) => write!(f, "misrouted: {delivery}: {what}"),
            Self::Reordered(delivery, place) => write!(f, "reordered: {delivery} at {place}"),
            Self::Misplaced(delivery, place) => write!(f, "wrong partition: {delivery} at {place}"),
            Self::BadHeader(place, what) => write!(f, "header of {place}: {what}"),
            Self::BadDeadLetter(place, what) => write!(f, "dead letter {place}: {what}"),
        }
    }
}

/// What was read of the topics.
#[derive(Debug, Default)]
pub struct Observed<'a> {
    /// The raw topic, with what is expected of each position of each record.
    pub raw: Vec<(&'a ReadRecord, &'a [Fate])>,
    /// Other topics that a dead letter may come from: those between the services.
    pub between: &'a [ReadRecord],
    /// The last topic of the chain.
    pub outputs: &'a [ReadRecord],
    /// How many partitions that has.
    pub output_partitions: i32,
    /// All dead-letter topics.
    pub dead: &'a [ReadRecord],
}

/// All violations, sorted; an empty list is the proof. See [`Violation`] for what is checked.
pub fn verify(observed: &Observed<'_>) -> Vec<Violation> {
    let mut violations = Vec::new();
    let deliveries = collect(observed, &mut violations);
    check_presence(observed, &deliveries, &mut violations);
    check_order(observed, &mut violations);
    violations.sort();
    violations
}

/// Where each delivery was seen.
#[derive(Debug, Default)]
struct Seen<'a> {
    outputs: Vec<&'a ReadRecord>,
    dead: Vec<&'a ReadRecord>,
}

impl Seen<'_> {
    fn places(&self) -> Vec<String> {
        self.outputs.iter().chain(&self.dead).map(|record| record.place()).collect()
    }
}

/// Sorts outputs and dead letters by the delivery they speak of, and checks each by itself.
fn collect<'a>(observed: &Observed<'a>, violations: &mut Vec<Violation>) -> BTreeMap<Delivery, Seen<'a>> {
    let mut deliveries: BTreeMap<Delivery, Seen<'_>> = BTreeMap::new();
    for record in observed.outputs {
        match output_delivery(record) {
            Ok(delivery) => deliveries.entry(delivery).or_default().outputs.push(record),
            Err(what) => violations.push(Violation::BadHeader(record.place(), what)),
        }
    }
    let raw = observed.raw.iter().map(|(record, _)| Source { record, is_raw: true });
    let between = observed.between.iter().map(|record| Source { record, is_raw: false });
    let sources: HashMap<_, _> = raw.chain(between).map(|source| (source.record.place(), source)).collect();
    for record in observed.dead {
        match dead_letter_origin(record, &sources) {
            Ok(delivery) => deliveries.entry(delivery).or_default().dead.push(record),
            Err(what) => violations.push(Violation::BadDeadLetter(record.place(), what)),
        }
    }
    deliveries
}

/// Every expected delivery exactly once, with the expected bytes, and nothing else.
fn check_presence(
    observed: &Observed<'_>,
    deliveries: &BTreeMap<Delivery, Seen<'_>>,
    violations: &mut Vec<Violation>,
) {
    let mut unknown: BTreeMap<&Delivery, &Seen<'_>> = deliveries.iter().collect();
    for (raw, fates) in &observed.raw {
        for (position, fate) in fates.iter().enumerate() {
            let delivery = Delivery::of(raw, position);
            unknown.remove(&delivery);
            match deliveries.get(&delivery) {
                None => violations.push(Violation::Lost(delivery)),
                Some(seen) => check_delivery(&delivery, seen, fate, violations),
            }
        }
    }
    violations.extend(unknown.values().flat_map(|seen| seen.places()).map(Violation::Unknown));
}

fn check_delivery(delivery: &Delivery, seen: &Seen<'_>, fate: &Fate, violations: &mut Vec<Violation>) {
    let places = seen.places();
    if places.len() > 1 {
        violations.push(Violation::Duplicated(delivery.clone(), places));
    }
    for output in &seen.outputs {
        match fate {
            Fate::Output(payload) if *payload == output.value => {}
            Fate::Output(_) => violations.push(Violation::Altered(delivery.clone(), output.place())),
            Fate::DeadLetter(code) => {
                let what = format!("output {} where a dead letter ({code}) is due", output.place());
                violations.push(Violation::Misrouted(delivery.clone(), what));
            }
        }
    }
    for dead in &seen.dead {
        let found = dead.header(names::DLQ_CODE).unwrap_or_default();
        let due = match fate {
            Fate::DeadLetter(code) if code == found => continue,
            Fate::DeadLetter(code) => format!("the code {code}"),
            Fate::Output(_) => "an output".to_owned(),
        };
        let what = format!("dead letter {} ({found}) where {due} is due", dead.place());
        violations.push(Violation::Misrouted(delivery.clone(), what));
    }
}

/// Outputs of one key and raw partition keep the order of the raw records, and a key keeps to its partition.
fn check_order(observed: &Observed<'_>, violations: &mut Vec<Violation>) {
    let mut outputs: Vec<(&ReadRecord, Delivery)> =
        observed.outputs.iter().filter_map(|record| Some((record, output_delivery(record).ok()?))).collect();
    outputs.sort_by_key(|(record, _)| (record.partition, record.offset));
    let mut newest: HashMap<(&[u8], i32), Delivery> = HashMap::new();
    for (record, delivery) in outputs {
        let Some(key) = record.key.as_deref() else {
            violations.push(Violation::BadHeader(record.place(), "the record has no key".to_owned()));
            continue;
        };
        if record.partition != origin::java_partition(key, observed.output_partitions) {
            violations.push(Violation::Misplaced(delivery.clone(), record.place()));
        }
        match newest.get_mut(&(key, delivery.partition)) {
            Some(newest) if *newest > delivery => {
                violations.push(Violation::Reordered(delivery, record.place()));
            }
            Some(newest) => *newest = delivery,
            None => {
                newest.insert((key, delivery.partition), delivery);
            }
        }
    }
}
