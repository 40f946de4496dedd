//! The one recovery path: start-up, ambiguity, suspicion and fencing share it.
//!
//! The batch is gone already. A new producer under the same `transactional.id` settles or fences what is in flight;
//! the partitions go back to the group's committed, stable offsets; and the lane goes on from there.

use std::time::Duration;

use crate::broker::{Broker, Consumer, Producer, Start};
use crate::config::OutOfRange;
use crate::error::{BrokerError, ErrorKind, LaneError};
use crate::lane::Running;
use crate::observe::{Event, RecoveryReason};
use crate::transaction::{Ready, Unsettled};

/// Fenced twice within this time: another process uses the id.
const FENCE_WINDOW: Duration = Duration::from_secs(60);
/// How long one attempt to move partitions may block. What is not done is tried again in the next turn.
const PLACE_TIMEOUT: Duration = Duration::from_secs(2);

impl<B: Broker> Running<'_, B> {
    /// Back to a producer that is ready; `None` if a stop was asked for meanwhile.
    pub(crate) fn recover(&mut self, unsettled: &Unsettled) -> Result<Option<Ready<B::Producer>>, LaneError> {
        let begun = self.now();
        let ready = self.initialise(unsettled)?;
        self.assignments.rewind();
        if ready.is_some() {
            self.place_partitions()?;
            let took = self.now().saturating_sub(begun);
            self.lane.observer.observe(&Event::Recovered(unsettled.reason, took));
        }
        Ok(ready)
    }

    /// A new producer under the same id.
    pub(crate) fn initialise(
        &mut self,
        unsettled: &Unsettled,
    ) -> Result<Option<Ready<B::Producer>>, LaneError> {
        self.lane.control.set_producer_ready(false);
        if let Some(error) = unsettled.error.as_ref().filter(|_| unsettled.is_hopeless()) {
            return Err(self.fatal("transaction", error));
        }
        if unsettled.reason == RecoveryReason::Fenced {
            self.note_fenced()?;
        }
        let begun = self.now();
        let calls = self.calls();
        loop {
            if self.is_stopping() {
                return Ok(None);
            }
            let producer =
                self.lane.broker.producer().map_err(|error| self.fatal("create producer", &error))?;
            let error = match calls.retry("init transactions", |timeout| producer.init(timeout)) {
                Ok(()) => {
                    self.lane.control.set_producer_ready(true);
                    return Ok(Some(Ready::initialised(producer)));
                }
                Err(error) => error,
            };
            producer.close();
            match error.kind {
                ErrorKind::Fenced => self.note_fenced()?,
                ErrorKind::Retriable | ErrorKind::Abortable | ErrorKind::Ambiguous => {}
                _ => return Err(self.fatal("init transactions", &error)),
            }
            if calls.is_over() && !self.is_stopping() {
                let seconds = self.now().saturating_sub(begun).as_secs();
                return Err(LaneError::Unavailable {
                    call: "init transactions",
                    seconds,
                    message: error.message,
                });
            }
        }
    }

    fn note_fenced(&mut self) -> Result<(), LaneError> {
        let now = self.now();
        let again = self.fenced_at.is_some_and(|before| now.saturating_sub(before) < FENCE_WINDOW);
        self.fenced_at = Some(now);
        if !again {
            return Ok(());
        }
        Err(LaneError::TransactionalIdInUse { transactional_id: self.lane.config.transactional_id.clone() })
    }

    /// Moves partitions to their committed offsets where that is still to be done. What cannot be done now, because
    /// the partition is about to be taken away or another instance's transaction is still open, waits for the next
    /// turn; its records are not taken until then.
    pub(crate) fn place_partitions(&mut self) -> Result<(), LaneError> {
        let result = self.place_unpositioned().and_then(|()| self.resolve_reset());
        let error = match result {
            Ok(()) => {
                self.stuck_since = None;
                return Ok(());
            }
            Err(Stuck::Lane(error)) => return Err(error),
            Err(Stuck::Broker(error)) => error,
        };
        match error.kind {
            ErrorKind::Unauthorized
            | ErrorKind::FencedInstance
            | ErrorKind::TopicMissing
            | ErrorKind::Fatal => {
                return Err(self.fatal("read committed offsets", &error));
            }
            _ => {}
        }
        self.lane.observer.observe(&Event::Retrying { call: "move partitions", error: &error });
        let now = self.now();
        let stuck = now.saturating_sub(*self.stuck_since.get_or_insert(now));
        if stuck > self.lane.config.retry_budget {
            let seconds = stuck.as_secs();
            return Err(LaneError::Unavailable { call: "move partitions", seconds, message: error.message });
        }
        Ok(())
    }

    fn place_unpositioned(&mut self) -> Result<(), Stuck> {
        let waiting = self.assignments.unpositioned();
        if waiting.is_empty() {
            return Ok(());
        }
        let committed = self.consumer.committed(&waiting, PLACE_TIMEOUT)?;
        let starts: Vec<(i32, Start)> =
            committed.iter().map(|&(partition, offset)| (partition, start_at(offset))).collect();
        self.consumer.seek(&starts, PLACE_TIMEOUT)?;
        for &(partition, offset) in &committed {
            self.assignments.positioned(partition, offset);
        }
        Ok(())
    }

    /// Tells partitions that the client gave up on where to start: at the first record if nothing was ever
    /// committed. If something was, its records are gone, and that is for a person to decide.
    fn resolve_reset(&mut self) -> Result<(), Stuck> {
        if !self.reset_pending {
            return Ok(());
        }
        let owned = self.assignments.partitions();
        let committed = self.consumer.committed(&owned, PLACE_TIMEOUT)?;
        let mut starts = Vec::new();
        for (partition, offset) in committed {
            let Some(position) = self.assignments.position(partition).or(offset) else {
                starts.push((partition, Start::Earliest));
                continue;
            };
            let ends = self.consumer.watermarks(partition, PLACE_TIMEOUT)?;
            if position >= ends.low && position <= ends.high {
                continue;
            }
            if self.lane.config.out_of_range == OutOfRange::Stop {
                let (low, high) = (ends.low, ends.high);
                return Err(Stuck::Lane(LaneError::OffsetOutOfRange { partition, position, low, high }));
            }
            starts.push((partition, Start::Earliest));
        }
        if !starts.is_empty() {
            self.consumer.seek(&starts, PLACE_TIMEOUT)?;
        }
        self.reset_pending = false;
        Ok(())
    }
}

/// Why partitions could not be moved.
enum Stuck {
    Broker(BrokerError),
    Lane(LaneError),
}

impl From<BrokerError> for Stuck {
    fn from(error: BrokerError) -> Self {
        Self::Broker(error)
    }
}

fn start_at(committed: Option<i64>) -> Start {
    committed.map_or(Start::Earliest, Start::Offset)
}
