//! Which delivery a record speaks of, by its headers.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use super::names;
use crate::ReadRecord;

/// A position of a raw record: what must come out exactly once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Delivery {
    /// The raw topic.
    pub topic: String,
    /// The raw partition.
    pub partition: i32,
    /// The raw offset.
    pub offset: i64,
    /// The place in the page.
    pub position: usize,
}

impl Delivery {
    pub(super) fn of(raw: &ReadRecord, position: usize) -> Self {
        Self { topic: raw.topic.clone(), partition: raw.partition, offset: raw.offset, position }
    }
}

impl fmt::Display for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}/{}", self.topic, self.partition, self.offset, self.position)
    }
}

/// The delivery of an output: its `ce_id`, with which the `rafid-raw-*` headers must agree.
pub(super) fn output_delivery(record: &ReadRecord) -> Result<Delivery, String> {
    let id = text(record, names::CE_ID)?;
    let mut parts = id.rsplitn(4, '/');
    let malformed = || format!("{} is malformed: {id}", names::CE_ID);
    let position = parts.next().and_then(|part| part.parse().ok()).ok_or_else(malformed)?;
    let offset = parts.next().and_then(|part| part.parse().ok()).ok_or_else(malformed)?;
    let partition = parts.next().and_then(|part| part.parse().ok()).ok_or_else(malformed)?;
    let topic = parts.next().ok_or_else(malformed)?.to_owned();
    let delivery = Delivery { topic, partition, offset, position };

    let agrees = text(record, names::RAW_TOPIC)? == delivery.topic
        && number::<i32>(record, names::RAW_PARTITION)? == delivery.partition
        && number::<i64>(record, names::RAW_OFFSET)? == delivery.offset;
    if !agrees {
        return Err(format!("{} {id} and the rafid-raw headers disagree", names::CE_ID));
    }
    // Every hop says what it read, whoever it was.
    text(record, names::INPUT_TOPIC)?;
    number::<i32>(record, names::INPUT_PARTITION)?;
    number::<i64>(record, names::INPUT_OFFSET)?;
    Ok(delivery)
}

/// A record that a dead letter may come from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) record: &'a ReadRecord,
    /// Whether it is a raw record: the head of the chain.
    pub(super) is_raw: bool,
}

/// The delivery of a dead letter, after checking that the record it names is there and is the same.
pub(super) fn dead_letter_origin(
    dead: &ReadRecord,
    sources: &HashMap<String, Source<'_>>,
) -> Result<Delivery, String> {
    let topic = text(dead, names::DLQ_TOPIC)?;
    let partition: i32 = number(dead, names::DLQ_PARTITION)?;
    let offset: i64 = number(dead, names::DLQ_OFFSET)?;
    for name in [names::DLQ_CODE, names::DLQ_SERVICE, names::DLQ_VERSION] {
        text(dead, name)?;
    }
    let place = format!("{topic}/{partition}/{offset}");
    let source = sources.get(&place).ok_or_else(|| format!("its origin {place} is no record"))?;
    let origin = source.record;
    if number::<i64>(dead, names::DLQ_TIMESTAMP)? != origin.timestamp_ms {
        return Err(format!("its timestamp is not that of {place}"));
    }
    if dead.key != origin.key {
        return Err(format!("its key is not that of {place}"));
    }
    let omitted = dead.header(names::DLQ_VALUE_OMITTED).is_some();
    if !omitted && dead.value != origin.value {
        return Err(format!("its value is not that of {place}"));
    }
    let own = |name: &str| name.starts_with("rafid-dlq-");
    let carried = dead.headers.iter().filter(|(name, _)| !own(name));
    if !carried.eq(origin.headers.iter().filter(|(name, _)| !own(name))) {
        return Err(format!("its headers are not those of {place}"));
    }
    // A raw record is its own origin, whatever headers its sender gave it; behind the first hop the headers say.
    if source.is_raw { Ok(Delivery::of(origin, 0)) } else { output_delivery(origin) }
}

fn text<'a>(record: &'a ReadRecord, name: &str) -> Result<&'a str, String> {
    record.header(name).ok_or_else(|| format!("no {name}"))
}

fn number<T: FromStr>(record: &ReadRecord, name: &str) -> Result<T, String> {
    let value = text(record, name)?;
    value.parse().map_err(|_| format!("{name} is no number: {value}"))
}

/// The partition that Kafka's Java producer chooses for a key.
pub(super) fn java_partition(key: &[u8], partitions: i32) -> i32 {
    (murmur2(key).cast_signed() & 0x7fff_ffff) % partitions.max(1)
}

/// Murmur2 as in `org.apache.kafka.common.utils.Utils`.
fn murmur2(bytes: &[u8]) -> u32 {
    const MIX: u32 = 0x5bd1_e995;
    let mut hash = 0x9747_b28c ^ bytes.len() as u32;
    let (words, rest) = bytes.as_chunks::<4>();
    for word in words {
        let mut k = u32::from_le_bytes(*word).wrapping_mul(MIX);
        k ^= k >> 24;
        hash = hash.wrapping_mul(MIX) ^ k.wrapping_mul(MIX);
    }
    if !rest.is_empty() {
        let tail = rest.iter().rev().fold(0_u32, |tail, byte| (tail << 8) | u32::from(*byte));
        hash = (hash ^ tail).wrapping_mul(MIX);
    }
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(MIX);
    hash ^ (hash >> 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn murmur2_agrees_with_kafkas_own_test_vectors() {
        // org.apache.kafka.common.utils.UtilsTest.testMurmur2
        let cases: [(&str, i32); 7] = [
            ("21", -973_932_308),
            ("foobar", -790_332_482),
            ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
            ("abc", 479_470_107),
            ("", 275_646_681),
        ];
        for (text, expected) in cases {
            assert_eq!(murmur2(text.as_bytes()).cast_signed(), expected, "{text}");
        }
    }
}
