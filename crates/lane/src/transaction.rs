//! The three states that a producer can be in, as types.
//!
//! ```text
//!            begin                 commit, abort
//!   Ready ─────────▶ Transaction ───────────────▶ Ready
//!     ▲                   │
//!     │ recover           │ anything but a clean end
//!     └──── Unsettled ◀───┘
//! ```
//!
//! Polling the consumer takes a [`Ready`], and [`Ready::begin`] consumes it: so no transaction is ever open while a
//! rebalance callback can run. An [`Unsettled`] holds no producer at all: nothing can be produced from memory after
//! a commit whose end is unknown.

use std::time::Duration;

use crate::broker::{Outgoing, Producer};
use crate::clock::Clock;
use crate::control::Control;
use crate::error::{BrokerError, ErrorKind};
use crate::observe::{Event, Observer, RecoveryReason};

/// What all calls share: the clock, the bounds, and who is told about retries.
pub(crate) struct Calls<'a> {
    pub(crate) clock: &'a dyn Clock,
    pub(crate) observer: &'a dyn Observer,
    /// Retrying is a sign of life.
    pub(crate) control: &'a Control,
    /// `socket.timeout.ms`.
    pub(crate) socket_timeout: Duration,
    /// When all retries of this step must be over.
    pub(crate) deadline: Duration,
}

const FIRST_BACKOFF: Duration = Duration::from_millis(20);
const LONGEST_BACKOFF: Duration = Duration::from_secs(2);
/// The shortest timeout that a call is given, even at the deadline.
const SHORTEST_CALL: Duration = Duration::from_millis(50);

impl Calls<'_> {
    /// How long the next call may block: a while, and no longer than is left until the deadline. A call that times
    /// out is made again.
    pub(crate) fn timeout(&self) -> Duration {
        self.deadline
            .saturating_sub(self.clock.now())
            .clamp(SHORTEST_CALL, self.socket_timeout.max(SHORTEST_CALL))
    }

    /// Whether time is up.
    pub(crate) fn is_over(&self) -> bool {
        self.clock.now() >= self.deadline
    }

    /// Makes a call again while it fails as retriable and time is left.
    pub(crate) fn retry<T>(
        &self,
        call: &'static str,
        mut attempt: impl FnMut(Duration) -> Result<T, BrokerError>,
    ) -> Result<T, BrokerError> {
        let mut backoff = FIRST_BACKOFF;
        loop {
            let error = match attempt(self.timeout()) {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            if error.kind != ErrorKind::Retriable || self.is_over() {
                return Err(error);
            }
            self.control.set_turn(self.clock.now());
            self.observer.observe(&Event::Retrying { call, error: &error });
            self.clock.sleep(backoff);
            backoff = (backoff * 2).min(LONGEST_BACKOFF);
        }
    }
}

/// No transaction is open, and the producer is good for the next one.
pub(crate) struct Ready<P: Producer> {
    producer: P,
}

/// A transaction is open.
#[must_use = "a transaction must be committed or aborted"]
pub(crate) struct Transaction<P: Producer> {
    producer: P,
    /// Whether some call failed or was slow, though the end was good.
    suspicious: bool,
}

/// Nobody knows how the last transaction ended, or the producer cannot go on. Only the recovery path leads back.
#[derive(Debug)]
pub(crate) struct Unsettled {
    pub(crate) reason: RecoveryReason,
    pub(crate) error: Option<BrokerError>,
}

impl Unsettled {
    pub(crate) fn because(error: BrokerError) -> Self {
        let reason = match error.kind {
            ErrorKind::Fenced => RecoveryReason::Fenced,
            ErrorKind::Retriable | ErrorKind::Ambiguous | ErrorKind::Unreachable => RecoveryReason::Ambiguous,
            _ => RecoveryReason::ProducerFailed,
        };
        Self { reason, error: Some(error) }
    }

    /// Whether recovery cannot help: the principal lacks a permission, or a topic is missing.
    pub(crate) fn is_hopeless(&self) -> bool {
        let kind = self.error.as_ref().map(|error| error.kind);
        matches!(
            kind,
            Some(
                ErrorKind::Unauthorized
                    | ErrorKind::FencedInstance
                    | ErrorKind::TopicMissing
                    | ErrorKind::Fatal
            )
        )
    }
}

/// Why a transaction could not be filled.
pub(crate) enum Failure {
    /// It is to be aborted.
    Abort(BrokerError),
    /// The producer is beyond an abort.
    Beyond(BrokerError),
}

impl From<BrokerError> for Failure {
    fn from(error: BrokerError) -> Self {
        match error.kind {
            ErrorKind::Fenced
            | ErrorKind::Fatal
            | ErrorKind::Unauthorized
            | ErrorKind::TopicMissing
            | ErrorKind::Unresponsive => Self::Beyond(error),
            // Before commit an abort is always right, also after a call that nobody can tell the end of.
            _ => Self::Abort(error),
        }
    }
}

impl<P: Producer> Ready<P> {
    /// A producer that has just been initialised.
    pub(crate) fn initialised(producer: P) -> Self {
        Self { producer }
    }

    /// A collector of headers.
    pub(crate) fn headers(&self, capacity: usize) -> P::Headers {
        self.producer.headers(capacity)
    }

    /// Opens a transaction.
    pub(crate) fn begin(self, calls: &Calls<'_>) -> Result<Transaction<P>, Unsettled> {
        match calls.retry("begin", |_| self.producer.begin()) {
            Ok(()) => Ok(Transaction { producer: self.producer, suspicious: false }),
            Err(error) => {
                self.producer.close();
                Err(Unsettled::because(error))
            }
        }
    }

    /// Closes the producer.
    pub(crate) fn close(self) {
        self.producer.close();
    }
}

impl<P: Producer> Transaction<P> {
    /// Queues a message.
    pub(crate) fn send(
        &mut self,
        message: Outgoing<'_, P::Headers>,
        calls: &Calls<'_>,
    ) -> Result<(), Failure> {
        Ok(self.producer.send(message, calls.timeout())?)
    }

    /// Waits until every message is acknowledged.
    pub(crate) fn drain(&mut self, calls: &Calls<'_>) -> Result<(), Failure> {
        self.call(calls, "drain", Producer::drain).map_err(Failure::from)
    }

    /// Adds the offsets.
    pub(crate) fn send_offsets(
        &mut self,
        offsets: &[(i32, i64)],
        group: &P::Group,
        calls: &Calls<'_>,
    ) -> Result<(), Failure> {
        let call = |producer: &P, timeout| producer.send_offsets(offsets, group, timeout);
        self.call(calls, "send offsets", call).map_err(Failure::from)
    }

    /// Commits. The batch is gone either way. `guarded` is always true but for a mutant.
    pub(crate) fn commit(mut self, calls: &Calls<'_>, guarded: bool) -> Result<Ready<P>, Unsettled> {
        let ended = self.call(calls, "commit", Producer::commit);
        self.settle(ended, guarded)
    }

    /// Aborts.
    pub(crate) fn abort(mut self, calls: &Calls<'_>) -> Result<Ready<P>, Unsettled> {
        let ended = self.call(calls, "abort", Producer::abort);
        self.settle(ended, true)
    }

    /// Gives the producer up.
    pub(crate) fn give_up(self, error: BrokerError) -> Unsettled {
        self.producer.close();
        Unsettled::because(error)
    }

    /// Makes a call; a failure on the way, or one that takes longer than the socket timeout, is suspicious.
    fn call(
        &mut self,
        calls: &Calls<'_>,
        name: &'static str,
        call: impl Fn(&P, Duration) -> Result<(), BrokerError>,
    ) -> Result<(), BrokerError> {
        let mut suspicious = false;
        let producer = &self.producer;
        let result = calls.retry(name, |timeout| {
            let begun = calls.clock.now();
            let result = call(producer, timeout);
            let slow = calls.clock.now().saturating_sub(begun) > calls.socket_timeout;
            suspicious |= slow || result.is_err();
            result
        });
        self.suspicious |= suspicious;
        result
    }

    /// The latch is read last, after the client's queue is drained: a delayed `EndTxn` is still under way if it is
    /// set, and only a new epoch keeps that from ending the next transaction.
    fn settle(self, ended: Result<(), BrokerError>, guarded: bool) -> Result<Ready<P>, Unsettled> {
        let unsettled = match ended {
            Err(error) => Unsettled::because(error),
            Ok(()) if (self.producer.suspicious() || self.suspicious) && guarded => {
                Unsettled { reason: RecoveryReason::Suspicion, error: None }
            }
            Ok(()) => return Ok(Ready { producer: self.producer }),
        };
        self.producer.close();
        Err(unsettled)
    }
}
