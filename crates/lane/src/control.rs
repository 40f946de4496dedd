//! The handle by which other threads watch and steer a lane.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

#[derive(Debug, Default)]
struct Shared {
    stop: AtomicBool,
    close_breaker: AtomicBool,
    breaker_open: AtomicBool,
    producer_ready: AtomicBool,
    ended: AtomicBool,
    assigned: AtomicU32,
    rebalances: AtomicU64,
    turn_ms: AtomicU64,
}

/// How a lane is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// The partitions that it owns.
    pub assigned: u32,
    /// Changes of the assignment so far. Zero: it has not joined its group yet.
    pub rebalances: u64,
    /// Whether its producer is initialised.
    pub producer_ready: bool,
    /// Whether the breaker is open: it pauses and waits for a person.
    pub breaker_open: bool,
    /// When it began its last turn, on the lane's clock. The watchdog compares this with now.
    pub last_turn: Duration,
    /// Whether it has ended.
    pub ended: bool,
}

impl Status {
    /// Whether the lane does its work: joined, initialised, breaker closed, not ended. A lane may own no partition
    /// if there are more lanes than partitions.
    pub fn is_ready(&self) -> bool {
        self.rebalances > 0 && self.producer_ready && !self.breaker_open && !self.ended
    }
}

/// The handle by which other threads watch and steer a lane. Clones steer the same lane.
#[derive(Clone, Debug, Default)]
pub struct Control(Arc<Shared>);

impl Control {
    /// Asks the lane to stop: it finishes its batch within the grace period, or drops it, and closes.
    pub fn stop(&self) {
        self.0.stop.store(true, Ordering::Relaxed);
    }

    /// Closes an open breaker: the lane goes on from its committed offsets.
    pub fn close_breaker(&self) {
        self.0.close_breaker.store(true, Ordering::Relaxed);
    }

    /// How the lane is doing.
    pub fn status(&self) -> Status {
        Status {
            assigned: self.0.assigned.load(Ordering::Relaxed),
            rebalances: self.0.rebalances.load(Ordering::Relaxed),
            producer_ready: self.0.producer_ready.load(Ordering::Relaxed),
            breaker_open: self.0.breaker_open.load(Ordering::Relaxed),
            last_turn: Duration::from_millis(self.0.turn_ms.load(Ordering::Relaxed)),
            ended: self.0.ended.load(Ordering::Relaxed),
        }
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.0.stop.load(Ordering::Relaxed)
    }

    pub(crate) fn take_close_breaker(&self) -> bool {
        self.0.close_breaker.swap(false, Ordering::Relaxed)
    }

    pub(crate) fn set_turn(&self, now: Duration) {
        let milliseconds = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        self.0.turn_ms.store(milliseconds, Ordering::Relaxed);
    }

    pub(crate) fn set_assigned(&self, partitions: usize) {
        self.0.assigned.store(u32::try_from(partitions).unwrap_or(u32::MAX), Ordering::Relaxed);
        self.0.rebalances.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn set_producer_ready(&self, ready: bool) {
        self.0.producer_ready.store(ready, Ordering::Relaxed);
    }

    pub(crate) fn set_breaker_open(&self, open: bool) {
        self.0.breaker_open.store(open, Ordering::Relaxed);
    }

    pub(crate) fn set_ended(&self) {
        self.0.ended.store(true, Ordering::Relaxed);
    }
}
