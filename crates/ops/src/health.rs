//! What each lane last said of itself, and what `/livez` and `/readyz` make of it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The state of one lane: written by the lane, read by the server.
#[derive(Debug)]
pub struct LaneHealth {
    started: Instant,
    heartbeat_ms: AtomicU64,
    joined: AtomicBool,
    producer_initialised: AtomicBool,
    breaker_open: AtomicBool,
    breaker_close_requested: AtomicBool,
    recovering: Mutex<Option<String>>,
}

impl Default for LaneHealth {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            heartbeat_ms: AtomicU64::new(0),
            joined: AtomicBool::new(false),
            producer_initialised: AtomicBool::new(false),
            breaker_open: AtomicBool::new(false),
            breaker_close_requested: AtomicBool::new(false),
            recovering: Mutex::new(None),
        }
    }
}

impl LaneHealth {
    /// Says that the lane is turning.
    pub fn beat(&self) {
        let since_start = self.started.elapsed().as_millis() as u64;
        self.heartbeat_ms.store(since_start, Ordering::Relaxed);
    }

    /// Time since the lane last said so.
    pub fn heartbeat_age(&self) -> Duration {
        let last = Duration::from_millis(self.heartbeat_ms.load(Ordering::Relaxed));
        self.started.elapsed().saturating_sub(last)
    }

    /// Says that the group gave the lane an assignment, even an empty one.
    pub fn set_joined(&self, joined: bool) {
        self.joined.store(joined, Ordering::Relaxed);
    }

    /// Says whether the lane's producer is initialised.
    pub fn set_producer_initialised(&self, initialised: bool) {
        self.producer_initialised.store(initialised, Ordering::Relaxed);
    }

    /// Says whether the lane's breaker is open.
    pub fn set_breaker_open(&self, open: bool) {
        self.breaker_open.store(open, Ordering::Relaxed);
    }

    /// Whether the lane's breaker is open.
    pub fn is_breaker_open(&self) -> bool {
        self.breaker_open.load(Ordering::Relaxed)
    }

    /// Says what the lane is waiting for, such as brokers that do not answer; `None` when it works again.
    pub fn set_trouble(&self, trouble: Option<String>) {
        *self.recovering.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    /// Asks the lane to close its breaker.
    pub fn request_breaker_close(&self) {
        self.breaker_close_requested.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked to close the breaker since the last call.
    pub fn take_breaker_close_request(&self) -> bool {
        self.breaker_close_requested.swap(false, Ordering::Relaxed)
    }

    /// Why the lane is not ready, or `None` where it is.
    fn unready(&self) -> Option<String> {
        if let Some(trouble) = &*self.recovering.lock().unwrap_or_else(PoisonError::into_inner) {
            return Some(trouble.clone());
        }
        if !self.producer_initialised.load(Ordering::Relaxed) {
            return Some("the producer is not initialised".into());
        }
        if !self.joined.load(Ordering::Relaxed) {
            return Some("the group has not assigned anything yet".into());
        }
        if self.is_breaker_open() {
            return Some(
                "the breaker is open: too many rejects; see rafid_rejects_total, then POST /breaker/close"
                    .into(),
            );
        }
        None
    }
}

/// The state of all lanes of a service.
#[derive(Clone, Debug)]
pub struct Health {
    lanes: Arc<[Arc<LaneHealth>]>,
    stall_limit: Duration,
}

impl Health {
    /// The state of as many lanes; one whose last turn is older than the limit counts as stalled.
    pub fn new(lanes: usize, stall_limit: Duration) -> Self {
        Self { lanes: (0..lanes).map(|_| Arc::new(LaneHealth::default())).collect(), stall_limit }
    }

    /// The state of each lane, in the order of their numbers.
    pub fn lanes(&self) -> &[Arc<LaneHealth>] {
        &self.lanes
    }

    /// One line for each lane that has stalled; empty while the service is alive.
    pub fn stalled(&self) -> Vec<String> {
        let limit = self.stall_limit.as_secs();
        self.complaints(|lane| {
            let age = lane.heartbeat_age();
            (age > self.stall_limit)
                .then(|| format!("last turn {} s ago, the limit is {limit} s", age.as_secs()))
        })
    }

    /// One line for each lane that is not ready; empty while the service is ready.
    pub fn unready(&self) -> Vec<String> {
        if self.lanes.is_empty() {
            return vec!["no lane has started".into()];
        }
        self.complaints(LaneHealth::unready)
    }

    /// The longest time since a lane's last turn.
    pub fn oldest_heartbeat(&self) -> Duration {
        self.lanes.iter().map(|lane| lane.heartbeat_age()).max().unwrap_or_default()
    }

    /// Asks every lane whose breaker is open to close it; says how many.
    pub fn close_breakers(&self) -> usize {
        let open = self.lanes.iter().filter(|lane| lane.is_breaker_open());
        open.map(|lane| lane.request_breaker_close()).count()
    }

    fn complaints(&self, complaint: impl Fn(&LaneHealth) -> Option<String>) -> Vec<String> {
        let lanes = self.lanes.iter().enumerate();
        lanes.filter_map(|(number, lane)| Some(format!("lane {number}: {}", complaint(lane)?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn becomes_ready_step_by_step() {
        let health = Health::new(1, Duration::from_secs(60));
        let [lane] = health.lanes() else { panic!("one lane") };
        let check = |part: &str| {
            let lines = health.unready().join("\n");
            assert!(
                lines.contains(part) && !part.is_empty() || lines.is_empty() && part.is_empty(),
                "{lines}"
            );
        };
        check("lane 0: the producer");
        lane.set_producer_initialised(true);
        check("assigned");
        lane.set_joined(true);
        check("");
        lane.set_breaker_open(true);
        check("breaker");
        assert!(!lane.take_breaker_close_request());
        assert_eq!(health.close_breakers(), 1);
        assert!(lane.take_breaker_close_request() && !lane.take_breaker_close_request());
        lane.set_breaker_open(false);
        lane.set_trouble(Some("no broker answers".into()));
        check("no broker answers");
        lane.set_trouble(None);
        check("");
    }

    #[test]
    fn stalls_by_the_age_of_the_last_turn() {
        let health = Health::new(2, Duration::ZERO);
        std::thread::sleep(Duration::from_millis(5));
        assert_eq!(health.stalled().len(), 2);
        assert!(health.oldest_heartbeat() > Duration::ZERO);
        let patient = Health::new(2, Duration::from_secs(3600));
        assert!(patient.stalled().is_empty());
    }

    #[test]
    fn without_lanes_is_not_ready() {
        assert_eq!(Health::new(0, Duration::ZERO).unready().len(), 1);
    }
}
