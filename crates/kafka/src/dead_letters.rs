//! What `rafid dlq` does on Kafka.

use std::sync::Arc;
use std::time::Duration;

use rafid_contract::dead_letter::{DeadLetter, PREFIX, VALUE_OMITTED};
use rafid_contract::header::Place;
use rafid_contract::{Headers, Reject, RejectCode};
use rafid_lane::broker::{HeaderSink as _, Outgoing, Producer as _};
use rafid_lane::{BrokerError, ErrorKind};
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::{Offset, TopicPartitionList};

use crate::admin::Admin;
use crate::broker::KafkaBroker;
use crate::context::PlainContext;
use crate::error::classify;
use crate::reader::{StoredRecord, read_one};
use crate::settings::{Connection, LaneClients};
use crate::writer::Writer;
use rafid_lane::broker::Broker as _;

/// What a dead letter was before it was rejected: the headers that rejection added are taken off.
pub fn original(letter: &StoredRecord) -> Option<(DeadLetter, Headers)> {
    let parsed = DeadLetter::parse(&letter.headers)?;
    let kept = letter.headers.0.iter().filter(|header| !header.name.starts_with(PREFIX));
    Some((parsed, Headers(kept.cloned().collect())))
}

/// What became of a dead letter that was to be replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replayed {
    /// It was sent to the topic that it came from.
    Sent(Place),
    /// It is no dead letter.
    NotADeadLetter,
    /// Its value was left out, and the original record is no longer there.
    ValueGone(Place),
}

/// Sends a dead letter to the topic that it came from. At least once: call [`Writer::flush`] at the end.
pub fn replay(
    connection: &Connection,
    writer: &Writer,
    letter: &StoredRecord,
    timeout: Duration,
) -> Result<Replayed, BrokerError> {
    let Some((parsed, headers)) = original(letter) else { return Ok(Replayed::NotADeadLetter) };
    let place = parsed.place;
    if letter.headers.last(VALUE_OMITTED).is_none() {
        writer.send(&place.topic, letter.key.as_deref(), letter.value.as_deref(), &headers)?;
        return Ok(Replayed::Sent(place));
    }
    let Some(whole) = read_one(connection, &place.topic, place.partition, place.offset, timeout)? else {
        return Ok(Replayed::ValueGone(place));
    };
    writer.send(&place.topic, whole.key.as_deref(), whole.value.as_deref(), &whole.headers)?;
    Ok(Replayed::Sent(place))
}

/// A record to be moved aside.
#[derive(Clone, Debug)]
pub struct Quarantine {
    /// The service whose group is to skip it: `normalizer`.
    pub service: String,
    /// That service's consumer group.
    pub group: String,
    /// The topic that it stands in.
    pub topic: String,
    /// Its partition.
    pub partition: i32,
    /// Its offset.
    pub offset: i64,
    /// Where it goes.
    pub dead_letters: String,
    /// The version that the dead letter names.
    pub version: String,
}

/// Moves one record to the dead letters and the group past it, in one transaction. The service must be stopped, and
/// the record must be the next that its group would read.
pub fn quarantine(
    connection: &Connection,
    request: &Quarantine,
    timeout: Duration,
) -> Result<(), BrokerError> {
    let refuse = |text: String| Err(BrokerError::new(ErrorKind::Fatal, text));
    let members = Admin::connect(connection, timeout)?.group_members(&request.group)?;
    if members > 0 {
        return refuse(format!("group {} has {members} members: stop the service first", request.group));
    }
    let consumer = group_consumer(connection, &request.group)?;
    let place = format!("{}/{}/{}", request.topic, request.partition, request.offset);
    let next = next_offset(&consumer, request, timeout)?;
    if next > request.offset {
        return refuse(format!("group {} is past {place} already: it goes on at {next}", request.group));
    }
    let Some(record) = read_one(connection, &request.topic, request.partition, request.offset, timeout)?
    else {
        return refuse(format!("there is no record at {place}"));
    };
    if next < request.offset
        && let Some(earlier) = read_from(connection, request, next, timeout)?
        && earlier.place.offset < request.offset
    {
        return refuse(format!(
            "group {} would read offset {} first: let the service run with `batch.max_records` 1 up to {place}",
            request.group, earlier.place.offset
        ));
    }
    let id = format!("rafid-quarantine-{}", request.group);
    let clients = LaneClients::new(connection.clone(), &request.topic, &request.group, id);
    let producer = KafkaBroker::new(clients).producer()?;
    let reject = Reject::new(RejectCode::Quarantined, "moved aside by an operator");
    let letter = DeadLetter::new(&record.place, &request.service, &request.version, &reject);
    let mut headers = producer.headers(16);
    for header in &letter.headers(&record.headers).0 {
        headers.push(&header.name, header.value.as_deref());
    }
    let (key, value) = (record.key.as_deref(), record.value.as_deref());
    let metadata = consumer.group_metadata().map(Arc::new).ok_or_else(|| {
        BrokerError::new(ErrorKind::Fatal, format!("group {} has no metadata", request.group))
    })?;
    producer.init(timeout)?;
    producer.begin()?;
    let filled = producer
        .send(Outgoing { topic: &request.dead_letters, key, value, headers }, timeout)
        .and_then(|()| producer.drain(timeout))
        .and_then(|()| producer.send_offsets(&[(request.partition, request.offset + 1)], &metadata, timeout));
    match filled {
        Ok(()) => producer.commit(timeout),
        Err(error) => {
            producer.abort(timeout)?;
            Err(error)
        }
    }
}

/// A consumer that names the group and never joins it.
fn group_consumer(connection: &Connection, group: &str) -> Result<BaseConsumer<PlainContext>, BrokerError> {
    let mut config = connection.base()?;
    config.set("group.id", group).set("isolation.level", "read_committed").set("enable.auto.commit", "false");
    let created = config.create_with_context(PlainContext::default());
    created.map_err(|error| BrokerError::new(ErrorKind::Fatal, error.to_string()))
}

/// Where the group goes on in the partition.
fn next_offset(
    consumer: &BaseConsumer<PlainContext>,
    request: &Quarantine,
    timeout: Duration,
) -> Result<i64, BrokerError> {
    let mut list = TopicPartitionList::new();
    list.add_partition(&request.topic, request.partition);
    let committed = consumer.committed_offsets(list, timeout).map_err(|error| classify(&error))?;
    let found = committed.find_partition(&request.topic, request.partition).map(|found| found.offset());
    Ok(match found {
        Some(Offset::Offset(offset)) => offset,
        _ => 0,
    })
}

/// The first record at or after an offset.
fn read_from(
    connection: &Connection,
    request: &Quarantine,
    offset: i64,
    timeout: Duration,
) -> Result<Option<StoredRecord>, BrokerError> {
    use crate::reader::{ReadFrom, Reader};
    let from = ReadFrom::Offset(request.partition, offset);
    Reader::open(connection, &request.topic, from, timeout)?.next(timeout)
}
