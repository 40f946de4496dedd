//! One lane: the loop from collect to commit.

use std::sync::Arc;
use std::time::Duration;

use rafid_stage::Stage;

use crate::assignment::Assignments;
use crate::batch::Batch;
use crate::breaker::Breaker;
use crate::broker::{Broker, Consumer, InputRecord, Polled, Rebalance};
use crate::clock::Clock;
use crate::config::LaneConfig;
use crate::control::Control;
use crate::error::{BrokerError, ErrorKind, LaneError};
use crate::observe::{Event, Observer, Progress, RecoveryReason};
use crate::transaction::{Calls, Ready, Unsettled};
use crate::turn::Turn;

/// The longest that one poll blocks: how soon a stop is noticed.
const POLL_SLICE: Duration = Duration::from_millis(100);
/// How often progress is reported at most.
const PROGRESS_INTERVAL: Duration = Duration::from_secs(1);

/// One lane. Runs on the thread that calls [`Lane::run`].
pub struct Lane<B: Broker> {
    pub(crate) config: LaneConfig,
    pub(crate) stage: Arc<dyn Stage>,
    pub(crate) broker: B,
    pub(crate) observer: Arc<dyn Observer>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) control: Control,
}

impl<B: Broker> Lane<B> {
    /// A lane that has not started yet.
    pub fn new(
        config: LaneConfig,
        stage: Arc<dyn Stage>,
        broker: B,
        observer: Arc<dyn Observer>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { config, stage, broker, observer, clock, control: Control::default() }
    }

    /// The handle by which other threads watch and steer it.
    pub fn control(&self) -> Control {
        self.control.clone()
    }

    /// Runs until it is stopped or cannot go on.
    pub fn run(self) -> Result<(), LaneError> {
        let result = self.run_to_end();
        self.control.set_producer_ready(false);
        self.control.set_ended();
        self.observer.observe(&Event::Ended(result.as_ref().err()));
        result
    }

    fn run_to_end(&self) -> Result<(), LaneError> {
        let consumer = self.broker.consumer().map_err(|error| {
            LaneError::from_broker("create consumer", &error, &self.config.transactional_id)
        })?;
        let result = Running::new(self, &consumer).run();
        consumer.close(self.config.grace);
        result
    }
}

/// A lane at work.
pub(crate) struct Running<'a, B: Broker> {
    pub(crate) lane: &'a Lane<B>,
    pub(crate) consumer: &'a B::Consumer,
    pub(crate) assignments: Assignments,
    pub(crate) breaker: Breaker,
    /// Whether some partition waits to be told where to start.
    pub(crate) reset_pending: bool,
    /// Since when partitions could not be moved.
    pub(crate) stuck_since: Option<Duration>,
    /// When the producer was fenced last.
    pub(crate) fenced_at: Option<Duration>,
    /// Since when no batch could be committed though there was one.
    pub(crate) failing_since: Option<Duration>,
    /// When a stop was noticed, plus the grace period.
    stop_deadline: Option<Duration>,
    progress_at: Duration,
}

/// The records of a lane's consumer.
pub(crate) type InputBatch<'a, B> = Batch<<<B as Broker>::Consumer as Consumer>::Record<'a>>;

impl<'a, B: Broker> Running<'a, B> {
    fn new(lane: &'a Lane<B>, consumer: &'a B::Consumer) -> Self {
        Self {
            lane,
            consumer,
            assignments: Assignments::default(),
            breaker: Breaker::new(lane.config.breaker),
            reset_pending: false,
            stuck_since: None,
            fenced_at: None,
            failing_since: None,
            stop_deadline: None,
            progress_at: Duration::ZERO,
        }
    }

    fn run(&mut self) -> Result<(), LaneError> {
        let mut unsettled = Unsettled { reason: RecoveryReason::Start, error: None };
        while let Some(mut ready) = self.recover(&unsettled)? {
            unsettled = loop {
                self.lane.control.set_turn(self.now());
                if self.is_stopping() {
                    ready.close();
                    return Ok(());
                }
                self.tend_breaker()?;
                self.place_partitions()?;
                let batch = self.collect(&ready)?;
                match self.turn(ready, batch)? {
                    Turn::Ready(again) => ready = again,
                    Turn::Unsettled(unsettled) => break unsettled,
                }
                self.report_progress();
            };
        }
        Ok(())
    }

    /// Polls until the batch is full. Needs no transaction to be open, and the type says so.
    fn collect(&mut self, _ready: &Ready<B::Producer>) -> Result<InputBatch<'a, B>, LaneError> {
        let budget = self.lane.config.batch;
        let mut batch = Batch::new();
        while !batch.is_full(&budget) && !self.is_stopping() {
            let waited = batch.first_at().map(|first| self.now().saturating_sub(first));
            let left = waited.map_or(POLL_SLICE, |waited| budget.max_wait.saturating_sub(waited));
            if left.is_zero() {
                break;
            }
            match self.consumer.poll(left.min(POLL_SLICE)) {
                Polled::Record(record) => self.take(&mut batch, record),
                Polled::EndOfPartition { partition, position } if !self.breaker.is_open() => {
                    self.assignments.reached_end(partition, position);
                }
                Polled::Rebalance(changes) => self.rebalance(&changes)?,
                Polled::OffsetReset => {
                    self.reset_pending = true;
                    break;
                }
                Polled::Error(error) => self.consumer_error(&error)?,
                Polled::Idle if batch.is_empty() => break,
                Polled::Idle | Polled::EndOfPartition { .. } => {}
            }
        }
        Ok(batch)
    }

    fn take(&mut self, batch: &mut InputBatch<'a, B>, record: <B::Consumer as Consumer>::Record<'a>) {
        if self.breaker.is_open() {
            return;
        }
        if let Some(number) = self.assignments.polled(record.partition(), record.offset()) {
            batch.push(number, record, || self.lane.clock.now());
        }
    }

    fn rebalance(&mut self, changes: &[Rebalance]) -> Result<(), LaneError> {
        for change in changes {
            self.assignments.rebalance(change);
        }
        let owned = self.assignments.partitions();
        self.lane.control.set_assigned(owned.len());
        self.lane.observer.observe(&Event::Assigned(&owned));
        if self.breaker.is_open() {
            self.consumer.pause(&owned).map_err(|error| self.fatal("pause", &error))?;
        }
        Ok(())
    }

    fn consumer_error(&self, error: &BrokerError) -> Result<(), LaneError> {
        match error.kind {
            ErrorKind::FencedInstance
            | ErrorKind::Unauthorized
            | ErrorKind::TopicMissing
            | ErrorKind::Fatal => Err(self.fatal("consume", error)),
            _ => {
                self.lane.observer.observe(&Event::ClientError(error));
                Ok(())
            }
        }
    }

    /// Opens no door for records while the breaker is open, and lets them flow again once a person closed it.
    fn tend_breaker(&mut self) -> Result<(), LaneError> {
        let asked = self.lane.control.take_close_breaker();
        if !asked || !self.breaker.is_open() {
            return Ok(());
        }
        self.breaker.close();
        self.lane.control.set_breaker_open(false);
        self.lane.observer.observe(&Event::Breaker { open: false, rejects: 0, records: 0 });
        // What the client held back while it was paused may have been dropped: start from what is committed.
        self.assignments.rewind();
        self.consumer.resume(&self.assignments.partitions()).map_err(|error| self.fatal("resume", &error))
    }

    /// Counts a committed batch; opens the breaker if it held too many rejects.
    pub(crate) fn count_rejects(&mut self, records: u64, rejects: u64) -> Result<(), LaneError> {
        let Some(seen) = self.breaker.count(records, rejects) else { return Ok(()) };
        self.lane.control.set_breaker_open(true);
        let event = Event::Breaker { open: true, rejects: seen.rejects, records: seen.records };
        self.lane.observer.observe(&event);
        self.consumer.pause(&self.assignments.partitions()).map_err(|error| self.fatal("pause", &error))
    }

    fn report_progress(&mut self) {
        let now = self.now();
        if now.saturating_sub(self.progress_at) < PROGRESS_INTERVAL {
            return;
        }
        self.progress_at = now;
        let ends = self.consumer.ends();
        let progress: Vec<Progress> = self
            .assignments
            .partitions()
            .into_iter()
            .map(|partition| {
                let end = ends.iter().find(|end| end.partition == partition);
                Progress {
                    partition,
                    position: self.assignments.position(partition),
                    last_stable: end.map(|end| end.last_stable),
                    high_watermark: end.map(|end| end.high_watermark),
                    drained: self.assignments.is_drained(partition),
                }
            })
            .collect();
        self.lane.observer.observe(&Event::Progress(&progress));
    }

    pub(crate) fn now(&self) -> Duration {
        self.lane.clock.now()
    }

    /// Whether a stop was asked for; starts the grace period when it sees that first.
    pub(crate) fn is_stopping(&mut self) -> bool {
        if self.stop_deadline.is_none() && self.lane.control.is_stopping() {
            self.stop_deadline = Some(self.now() + self.lane.config.grace);
        }
        self.stop_deadline.is_some()
    }

    /// When a stop must be over, if one was asked for.
    pub(crate) fn stop_deadline(&self) -> Option<Duration> {
        self.stop_deadline
            .or_else(|| self.lane.control.is_stopping().then(|| self.now() + self.lane.config.grace))
    }

    /// The bounds of the calls of one step.
    pub(crate) fn calls(&self) -> Calls<'a> {
        let deadline = self.now() + self.lane.config.retry_budget;
        Calls {
            clock: self.lane.clock.as_ref(),
            observer: self.lane.observer.as_ref(),
            control: &self.lane.control,
            socket_timeout: self.lane.config.socket_timeout,
            deadline: self.stop_deadline().map_or(deadline, |stop| stop.min(deadline)),
        }
    }

    pub(crate) fn fatal(&self, call: &'static str, error: &BrokerError) -> LaneError {
        LaneError::from_broker(call, error, &self.lane.config.transactional_id)
    }
}
