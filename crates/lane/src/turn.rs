//! One turn: from a batch to the end of its transaction.

use crate::broker::{Broker, Consumer, InputRecord, Outgoing, Producer};
use crate::error::LaneError;
use crate::lane::{InputBatch, Running};
use crate::mutant::Mutant;
use crate::observe::{BatchReport, Event, RecoveryReason};
use crate::output::{Body, Output, Processed, Processor};
use crate::transaction::{Calls, Failure, Ready, Transaction, Unsettled};

type Headers<B> = <<B as Broker>::Producer as Producer>::Headers;
type Group<B> = <<B as Broker>::Consumer as Consumer>::Group;

/// How a turn left the producer.
pub(crate) enum Turn<P: Producer> {
    /// Good for the next turn.
    Ready(Ready<P>),
    /// In need of recovery.
    Unsettled(Unsettled),
}

/// How a transaction ended.
enum Ended<P: Producer> {
    Committed(Ready<P>),
    /// Committed, as the client says; but a request may still be under way, so the producer must be replaced.
    CommittedUnderSuspicion(Unsettled),
    Aborted(Ready<P>),
    Unsettled(Unsettled),
}

/// What goes into one transaction.
struct Contents<'t, 'a, B: Broker + 'a> {
    batch: &'t InputBatch<'a, B>,
    outputs: &'t mut [Output<Headers<B>>],
    offsets: &'t [(i32, i64)],
    group: &'t Group<B>,
}

impl<'a, B: Broker> Running<'a, B> {
    /// Processes and commits one batch. Whatever happens, the batch is gone afterwards.
    pub(crate) fn turn(
        &mut self,
        ready: Ready<B::Producer>,
        mut batch: InputBatch<'a, B>,
    ) -> Result<Turn<B::Producer>, LaneError> {
        self.drop_stale(&mut batch);
        let offsets = self.assignments.uncommitted();
        if batch.is_empty() && offsets.is_empty() {
            return Ok(Turn::Ready(ready));
        }
        // Taken now, while the batch is known to be current: a generation that ends from here on is refused by the
        // group coordinator.
        let Some(group) = self.consumer.group() else {
            self.lane.observer.observe(&Event::Stale(batch.len() as u64));
            self.assignments.rewind();
            return Ok(Turn::Ready(ready));
        };
        let collected = self.now();
        let Some(processed) = self.process(&ready, &batch) else { return Ok(Turn::Ready(ready)) };
        let Processed { mut outputs, mut report } = processed;
        report.collect = collected.saturating_sub(batch.first_at().unwrap_or(collected));
        report.process = self.now().saturating_sub(collected);
        let contents = Contents { batch: &batch, outputs: &mut outputs, offsets: &offsets, group: &group };
        match self.publish(ready, contents) {
            Ended::Committed(ready) => {
                report.commit = self.now().saturating_sub(collected).saturating_sub(report.process);
                self.committed(&offsets, &outputs, &report)?;
                Ok(Turn::Ready(ready))
            }
            Ended::CommittedUnderSuspicion(unsettled) => {
                report.commit = self.now().saturating_sub(collected).saturating_sub(report.process);
                self.committed(&offsets, &outputs, &report)?;
                Ok(Turn::Unsettled(unsettled))
            }
            Ended::Aborted(ready) => {
                self.assignments.rewind();
                self.bound_failing()?;
                Ok(Turn::Ready(ready))
            }
            Ended::Unsettled(unsettled)
                if self.lane.config.has(Mutant::RetriedFromMemory)
                    && unsettled.reason == RecoveryReason::Ambiguous =>
            {
                let Some(ready) = self.initialise(&unsettled)? else { return Ok(Turn::Unsettled(unsettled)) };
                self.turn(ready, batch)
            }
            Ended::Unsettled(unsettled) => {
                self.bound_failing()?;
                Ok(Turn::Unsettled(unsettled))
            }
        }
    }

    fn drop_stale(&self, batch: &mut InputBatch<'a, B>) {
        if self.lane.config.has(Mutant::StaleAssignmentKept) {
            return;
        }
        let stale = batch.keep_current_assignments(&self.assignments);
        if stale > 0 {
            self.lane.observer.observe(&Event::Stale(stale));
        }
    }

    /// Runs the stage; `None` if the grace period of a stop ends meanwhile.
    fn process(
        &self,
        ready: &Ready<B::Producer>,
        batch: &InputBatch<'a, B>,
    ) -> Option<Processed<Headers<B>>> {
        let processor = Processor { config: &self.lane.config, stage: self.lane.stage.as_ref() };
        let new_headers = |capacity| ready.headers(capacity);
        let first_stop = std::cell::Cell::new(self.stop_deadline());
        let expired = || {
            if !self.lane.control.is_stopping() {
                return false;
            }
            let deadline = first_stop.get().or_else(|| self.stop_deadline());
            first_stop.set(deadline);
            deadline.is_some_and(|deadline| self.now() >= deadline)
        };
        let mut processed = processor.process(batch, &new_headers, &expired)?;
        processed.report.records_in = batch.len() as u64;
        processed.report.bytes_in = batch.bytes() as u64;
        Some(processed)
    }

    /// One transaction, from `begin` to its end.
    fn publish(&self, ready: Ready<B::Producer>, mut contents: Contents<'_, 'a, B>) -> Ended<B::Producer> {
        let calls = self.calls();
        let mut transaction = match ready.begin(&calls) {
            Ok(transaction) => transaction,
            Err(unsettled) => return Ended::Unsettled(unsettled),
        };
        let error = match self.fill(&mut transaction, &mut contents, &calls) {
            Ok(()) => match self.commit(transaction, &contents, &calls) {
                Ok(ready) => return Ended::Committed(ready),
                Err(unsettled) if unsettled.error.is_none() => {
                    return Ended::CommittedUnderSuspicion(unsettled);
                }
                Err(unsettled) => return Ended::Unsettled(unsettled),
            },
            Err(Failure::Beyond(error)) => return Ended::Unsettled(transaction.give_up(error)),
            Err(Failure::Abort(error)) => error,
        };
        self.lane.observer.observe(&Event::Aborted(&error));
        match transaction.abort(&calls) {
            Ok(ready) => Ended::Aborted(ready),
            Err(unsettled) => Ended::Unsettled(unsettled),
        }
    }

    fn fill(
        &self,
        transaction: &mut Transaction<B::Producer>,
        contents: &mut Contents<'_, 'a, B>,
        calls: &Calls<'_>,
    ) -> Result<(), Failure> {
        for output in contents.outputs.iter_mut() {
            let Some(headers) = output.headers.take() else { continue };
            let (key, value) = match &output.body {
                Body::Emitted(message) => (Some(message.key.as_slice()), message.value.as_deref()),
                Body::DeadLetter { record, with_key, with_value } => {
                    let record = contents.batch.get(*record);
                    let key = record.filter(|_| *with_key).and_then(InputRecord::key);
                    (key, record.filter(|_| *with_value).and_then(InputRecord::value))
                }
            };
            let topic = self.lane.config.topics.name(output.topic);
            transaction.send(Outgoing { topic, key, value, headers }, calls)?;
        }
        if !self.lane.config.has(Mutant::CommitBeforeDrain) {
            transaction.drain(calls)?;
        }
        if !self.lane.config.has(Mutant::OffsetsNotSent) && !self.lane.config.has(Mutant::AtLeastOnce) {
            transaction.send_offsets(contents.offsets, contents.group, calls)?;
        }
        Ok(())
    }

    /// Commits; the at-least-once mutant commits its offsets in a second transaction.
    fn commit(
        &self,
        transaction: Transaction<B::Producer>,
        contents: &Contents<'_, 'a, B>,
        calls: &Calls<'_>,
    ) -> Result<Ready<B::Producer>, Unsettled> {
        let guarded = !self.lane.config.has(Mutant::NoGuard);
        let ready = transaction.commit(calls, guarded)?;
        if !self.lane.config.has(Mutant::AtLeastOnce) {
            return Ok(ready);
        }
        let mut second = ready.begin(calls)?;
        match second.send_offsets(contents.offsets, contents.group, calls) {
            Ok(()) => second.commit(calls, guarded),
            Err(Failure::Abort(error) | Failure::Beyond(error)) => Err(second.give_up(error)),
        }
    }

    fn committed(
        &mut self,
        offsets: &[(i32, i64)],
        outputs: &[Output<Headers<B>>],
        report: &BatchReport,
    ) -> Result<(), LaneError> {
        self.failing_since = None;
        self.assignments.committed(offsets);
        let observer = self.lane.observer.as_ref();
        if report.records_in == 0 {
            observer.observe(&Event::OffsetsCommitted);
            return Ok(());
        }
        if observer.wants_messages() {
            for output in outputs {
                if let Body::Emitted(message) = &output.body {
                    observer.message(message);
                }
            }
        }
        observer.observe(&Event::Committed(report));
        self.count_rejects(report.records_in, report.rejects.values().sum())
    }

    /// Ends the lane if no batch could be committed for too long.
    fn bound_failing(&mut self) -> Result<(), LaneError> {
        let now = self.now();
        let since = *self.failing_since.get_or_insert(now);
        let failing = now.saturating_sub(since);
        if failing <= self.lane.config.retry_budget {
            return Ok(());
        }
        let message = "every transaction since was aborted or unsettled".to_owned();
        Err(LaneError::Unavailable { call: "commit a batch", seconds: failing.as_secs(), message })
    }
}
