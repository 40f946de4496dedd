//! The simulated clients: what librdkafka would be.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::log::{Log, ProducerId};
use super::schedule::{LaneId, Stepper};
use super::world::{Place, Refusal, World};
use crate::broker::{
    Broker, Consumer, HeaderSink, InputRecord, Outgoing, Polled, Producer, Rebalance, Start, Watermarks,
};
use crate::error::{BrokerError, ErrorKind};
use rafid_contract::{Headers, Topic};

/// The clients of one simulated lane.
pub struct SimBroker {
    /// Lets time pass and others run.
    pub stepper: Arc<Stepper>,
    /// Which lane it is.
    pub lane: LaneId,
    /// Its `transactional.id`.
    pub transactional_id: u32,
}

fn error<T>(kind: ErrorKind) -> Result<T, BrokerError> {
    Err(BrokerError::new(kind, kind.as_str()))
}

fn refused<T>(refusal: Refusal) -> Result<T, BrokerError> {
    match refusal {
        Refusal::Fenced => error(ErrorKind::Fenced),
        Refusal::InvalidState => error(ErrorKind::Fatal),
    }
}

impl Broker for SimBroker {
    type Consumer = SimConsumer;
    type Producer = SimProducer;

    fn consumer(&self) -> Result<SimConsumer, BrokerError> {
        let member = self.stepper.step(self.lane, |world| world.group.join(world.now_ms));
        self.stepper.set_member(self.lane, member);
        Ok(SimConsumer {
            stepper: self.stepper.clone(),
            lane: self.lane,
            member: Cell::new(member),
            owned: RefCell::default(),
        })
    }

    fn producer(&self) -> Result<SimProducer, BrokerError> {
        Ok(SimProducer {
            stepper: self.stepper.clone(),
            lane: self.lane,
            id: self.transactional_id,
            state: RefCell::default(),
        })
    }
}

/// A record of the simulated input topic.
#[derive(Debug)]
pub struct SimRecord {
    partition: i32,
    offset: i64,
    key: [u8; 8],
    value: [u8; 8],
}

impl InputRecord for SimRecord {
    fn partition(&self) -> i32 {
        self.partition
    }
    fn offset(&self) -> i64 {
        self.offset
    }
    fn timestamp_ms(&self) -> Option<i64> {
        None
    }
    fn key(&self) -> Option<&[u8]> {
        Some(&self.key)
    }
    fn value(&self) -> Option<&[u8]> {
        Some(&self.value)
    }
    fn headers(&self) -> Headers {
        Headers::default()
    }
}

/// Where the client stands in a partition.
#[derive(Debug, Default)]
struct Standing {
    /// The next offset to fetch; `None` until the committed offset is known.
    fetch: Option<i64>,
    /// After the last record or marker that was polled.
    app: Option<i64>,
    eof_at: Option<i64>,
    reset_told: bool,
    paused: bool,
}

/// A simulated consumer.
pub struct SimConsumer {
    stepper: Arc<Stepper>,
    lane: LaneId,
    member: Cell<u64>,
    owned: RefCell<BTreeMap<i32, Standing>>,
}

impl SimConsumer {
    fn poll_now(&self, world: &mut World) -> Option<Polled<SimRecord>> {
        let mut owned = self.owned.borrow_mut();
        if !world.group.knows(self.member.get()) {
            let lost: Vec<i32> = std::mem::take(&mut *owned).into_keys().collect();
            self.member.set(world.group.join(world.now_ms));
            return Some(Polled::Rebalance(vec![Rebalance::Revoked(lost)]));
        }
        if let Some(event) = world.group.poll(self.member.get()) {
            match &event {
                Rebalance::Assigned(partitions) => {
                    owned.extend(partitions.iter().map(|&partition| (partition, Standing::default())));
                }
                Rebalance::Revoked(partitions) => {
                    owned.retain(|partition, _| !partitions.contains(partition));
                }
            }
            return Some(Polled::Rebalance(vec![event]));
        }
        let first = world.random.below(owned.len() as u64) as usize;
        let order: Vec<i32> = owned.keys().copied().cycle().skip(first).take(owned.len()).collect();
        order.into_iter().find_map(|partition| {
            let standing = owned.get_mut(&partition)?;
            fetch(world, partition, standing)
        })
    }
}

fn fetch(world: &mut World, partition: i32, standing: &mut Standing) -> Option<Polled<SimRecord>> {
    if standing.paused {
        return None;
    }
    let Some(from) = standing.fetch else {
        return match world.group.stable(partition) {
            Ok(Some(offset)) => {
                standing.fetch = Some(offset);
                None
            }
            Ok(None) if !standing.reset_told => {
                standing.reset_told = true;
                Some(Polled::OffsetReset)
            }
            _ => None,
        };
    };
    let log = world.input.get(usize::try_from(partition).ok()?)?;
    if from < log.low() {
        let told = std::mem::replace(&mut standing.reset_told, true);
        return (!told).then_some(Polled::OffsetReset);
    }
    match log.next(from) {
        Ok((offset, key, value)) => {
            standing.fetch = Some(offset + 1);
            standing.app = Some(offset + 1);
            let (key, value) = (key.to_be_bytes(), value.to_be_bytes());
            Some(Polled::Record(SimRecord { partition, offset, key, value }))
        }
        Err(end) => {
            standing.fetch = Some(end);
            if end > from {
                standing.app = Some(end);
            }
            if standing.eof_at == Some(end) {
                return None;
            }
            standing.eof_at = Some(end);
            Some(Polled::EndOfPartition { partition, position: standing.app })
        }
    }
}

impl Consumer for SimConsumer {
    type Record<'a> = SimRecord;
    type Group = (u64, u64);

    fn poll(&self, timeout: Duration) -> Polled<SimRecord> {
        let deadline = self.stepper.now_ms() + u64::try_from(timeout.as_millis()).unwrap_or(1).max(1);
        loop {
            let member = self.member.get();
            let polled = self.stepper.often(self.lane, |world| self.poll_now(world));
            if self.member.get() != member {
                self.stepper.set_member(self.lane, self.member.get());
            }
            if let Some(polled) = polled {
                return polled;
            }
            if self.stepper.now_ms() >= deadline {
                return Polled::Idle;
            }
            self.stepper.wait(self.lane, 10);
        }
    }

    fn committed(
        &self,
        partitions: &[i32],
        _timeout: Duration,
    ) -> Result<Vec<(i32, Option<i64>)>, BrokerError> {
        self.stepper.step(self.lane, |world| {
            if world.mishap(20) {
                return error(ErrorKind::Retriable);
            }
            let stable = partitions.iter().map(|&p| world.group.stable(p).map(|offset| (p, offset)));
            stable.collect::<Result<_, ()>>().or_else(|()| error(ErrorKind::Retriable))
        })
    }

    fn watermarks(&self, partition: i32, _timeout: Duration) -> Result<Watermarks, BrokerError> {
        self.stepper.step(self.lane, |world| {
            let log = usize::try_from(partition).ok().and_then(|index| world.input.get(index));
            log.map_or_else(
                || error(ErrorKind::TopicMissing),
                |log| Ok(Watermarks { low: log.low(), high: log.last_stable() }),
            )
        })
    }

    fn seek(&self, starts: &[(i32, Start)], _timeout: Duration) -> Result<(), BrokerError> {
        let lows: Vec<i64> = self.stepper.step(self.lane, |world| world.input.iter().map(Log::low).collect());
        let mut owned = self.owned.borrow_mut();
        for (partition, start) in starts {
            let Some(standing) = owned.get_mut(partition) else { return error(ErrorKind::Retriable) };
            let low = usize::try_from(*partition).ok().and_then(|index| lows.get(index)).copied();
            let offset = match start {
                Start::Earliest => low.unwrap_or(0),
                Start::Offset(offset) => *offset,
            };
            *standing = Standing { fetch: Some(offset), paused: standing.paused, ..Standing::default() };
        }
        Ok(())
    }

    fn pause(&self, partitions: &[i32]) -> Result<(), BrokerError> {
        self.set_paused(partitions, true);
        Ok(())
    }

    fn resume(&self, partitions: &[i32]) -> Result<(), BrokerError> {
        self.set_paused(partitions, false);
        Ok(())
    }

    fn group(&self) -> Option<(u64, u64)> {
        let member = self.member.get();
        self.stepper.step(self.lane, |world| {
            // A member that was given up may or may not have heard of it.
            match world.group.generation_of(member) {
                Some(generation) => Some((member, generation)),
                None => world.random.once_in(2).then_some((member, 0)),
            }
        })
    }

    fn close(self, _timeout: Duration) {
        let member = self.member.get();
        self.stepper.step(self.lane, |world| world.group.leave(member));
    }
}

impl SimConsumer {
    fn set_paused(&self, partitions: &[i32], paused: bool) {
        let mut owned = self.owned.borrow_mut();
        for partition in partitions {
            if let Some(standing) = owned.get_mut(partition) {
                standing.paused = paused;
            }
        }
    }
}

/// Headers that are only counted.
#[derive(Debug, Default)]
pub struct SimHeaders(usize);

impl HeaderSink for SimHeaders {
    fn push(&mut self, name: &str, value: Option<&[u8]>) {
        self.0 += name.len() + value.map_or(0, <[u8]>::len);
    }
    fn bytes(&self) -> usize {
        self.0
    }
}

#[derive(Debug, Default)]
struct ProducerState {
    producer: Option<ProducerId>,
    added: Vec<Place>,
    /// Whether the coordinator has heard of the transaction.
    registered: bool,
    queue: Vec<(Place, u64, u64)>,
    suspicious: bool,
}

/// A simulated transactional producer.
pub struct SimProducer {
    stepper: Arc<Stepper>,
    lane: LaneId,
    id: u32,
    state: RefCell<ProducerState>,
}

fn number(bytes: Option<&[u8]>) -> u64 {
    bytes.and_then(|bytes| bytes.try_into().ok()).map_or(u64::MAX, u64::from_be_bytes)
}

impl SimProducer {
    fn flush(&self, world: &mut World, count: usize) -> Result<(), BrokerError> {
        let mut state = self.state.borrow_mut();
        let Some(producer) = state.producer else { return error(ErrorKind::Fatal) };
        let count = count.min(state.queue.len());
        let records: Vec<(Place, u64, u64)> = state.queue.drain(..count).collect();
        for (place, key, value) in records {
            if !state.added.contains(&place) {
                world.add(producer, Some(place)).or_else(refused)?;
                state.added.push(place);
                state.registered = true;
            }
            world.produce(producer, place, key, value).or_else(refused)?;
        }
        Ok(())
    }

    /// Asks the coordinator to end the transaction, over a network that loses requests and answers.
    fn end(&self, world: &mut World, commit: bool) -> Result<(), BrokerError> {
        let mut state = self.state.borrow_mut();
        let Some(producer) = state.producer else { return error(ErrorKind::Fatal) };
        if !state.registered {
            return Ok(());
        }
        if !world.mishap(8) {
            return world.end(producer, commit).or_else(refused);
        }
        state.suspicious = true;
        let request_arrives = world.random.once_in(2);
        if request_arrives {
            world.end(producer, commit).or_else(refused)?;
        } else if world.random.below(4) > 0 {
            world.delay_end(producer, commit);
        }
        match world.random.below(3) {
            // The client tries again by itself, and the second request gets through.
            0 => world.end(producer, commit).or_else(refused),
            1 => error(ErrorKind::Retriable),
            _ => error(ErrorKind::Ambiguous),
        }
    }
}

impl Producer for SimProducer {
    type Headers = SimHeaders;
    type Group = (u64, u64);

    fn init(&self, _timeout: Duration) -> Result<(), BrokerError> {
        self.stepper.step(self.lane, |world| {
            if world.mishap(10) {
                return error(ErrorKind::Retriable);
            }
            self.state.borrow_mut().producer = Some(world.fence(self.id));
            Ok(())
        })
    }

    fn begin(&self) -> Result<(), BrokerError> {
        let mut state = self.state.borrow_mut();
        let producer = state.producer;
        *state = ProducerState { producer, ..ProducerState::default() };
        Ok(())
    }

    fn headers(&self, _capacity: usize) -> SimHeaders {
        SimHeaders::default()
    }

    fn send(&self, message: Outgoing<'_, SimHeaders>, _timeout: Duration) -> Result<(), BrokerError> {
        let (key, value) = (number(message.key), number(message.value));
        let place =
            if message.topic == Topic::Normalized.name() { World::place_of(key) } else { Place::DeadLetters };
        self.state.borrow_mut().queue.push((place, key, value));
        self.stepper.often(self.lane, |world| {
            let flushed = if world.random.once_in(3) { world.random.below(4) as usize } else { 0 };
            self.flush(world, flushed)
        })
    }

    fn drain(&self, _timeout: Duration) -> Result<(), BrokerError> {
        self.stepper.step(self.lane, |world| {
            if world.mishap(40) {
                self.state.borrow_mut().suspicious = true;
                return error(ErrorKind::Abortable);
            }
            self.flush(world, usize::MAX)
        })
    }

    fn send_offsets(
        &self,
        offsets: &[(i32, i64)],
        group: &(u64, u64),
        _timeout: Duration,
    ) -> Result<(), BrokerError> {
        self.stepper.step(self.lane, |world| {
            if world.mishap(25) {
                self.state.borrow_mut().suspicious = true;
                return error(ErrorKind::Retriable);
            }
            let Some(producer) = self.state.borrow().producer else { return error(ErrorKind::Fatal) };
            // A call that does not come back has arrived or not.
            let hangs = world.mishap(60);
            if hangs && world.random.below(2) == 0 {
                return error(ErrorKind::Unresponsive);
            }
            world.add(producer, None).or_else(refused)?;
            self.state.borrow_mut().registered = true;
            let (member, generation) = *group;
            let added = world.group.add_offsets(producer.id, member, generation, offsets);
            if hangs {
                error(ErrorKind::Unresponsive)
            } else if added {
                Ok(())
            } else {
                error(ErrorKind::Rejoin)
            }
        })
    }

    fn commit(&self, _timeout: Duration) -> Result<(), BrokerError> {
        self.stepper.step(self.lane, |world| {
            // Who commits while messages are in flight loses some.
            let in_flight = self.state.borrow().queue.len() as u64;
            if in_flight > 0 {
                let arrive = world.random.below(in_flight + 1) as usize;
                self.flush(world, arrive)?;
            }
            self.state.borrow_mut().queue.clear();
            self.end(world, true)
        })
    }

    fn abort(&self, _timeout: Duration) -> Result<(), BrokerError> {
        self.state.borrow_mut().queue.clear();
        self.stepper.step(self.lane, |world| self.end(world, false))
    }

    fn suspicious(&self) -> bool {
        self.state.borrow().suspicious
    }

    fn close(self) {}
}
