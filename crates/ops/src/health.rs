//! How the lanes are doing, and what `/livez` and `/readyz` make of it.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// How one lane is doing, as seen from other threads. Implemented for whatever steers a lane.
pub trait LaneHealth: Send + Sync {
    /// Time since the lane began its last turn.
    fn heartbeat_age(&self) -> Duration;

    /// Why the lane is not ready, in a few words; `None` where it is.
    fn unready(&self) -> Option<String>;

    /// Whether the lane has paused because of too many rejects.
    fn is_breaker_open(&self) -> bool;

    /// Asks the lane to close its breaker.
    fn close_breaker(&self);
}

/// The state of a service: none of its lanes has started, or all have.
#[derive(Clone)]
pub struct Health {
    lanes: Arc<RwLock<Vec<Arc<dyn LaneHealth>>>>,
    stall_limit: Duration,
}

impl fmt::Debug for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Health").field("lanes", &self.lanes().len()).finish_non_exhaustive()
    }
}

impl Health {
    /// A service that is starting; a lane whose last turn is older than the limit will count as stalled.
    pub fn starting(stall_limit: Duration) -> Self {
        Self { lanes: Arc::default(), stall_limit }
    }

    /// Says that the lanes have started.
    pub fn started(&self, lanes: Vec<Arc<dyn LaneHealth>>) {
        *self.lanes.write().unwrap_or_else(PoisonError::into_inner) = lanes;
    }

    /// Each lane, in the order of their numbers.
    pub fn lanes(&self) -> Vec<Arc<dyn LaneHealth>> {
        self.lanes.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// One line for each lane that has stalled; empty while the service is alive. A service that is still starting is
    /// alive: its start has a bound of its own.
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
        if self.lanes().is_empty() {
            return vec!["starting: no lane has started yet".into()];
        }
        self.complaints(|lane| lane.unready())
    }

    /// The longest time since a lane's last turn.
    pub fn oldest_heartbeat(&self) -> Duration {
        self.lanes().iter().map(|lane| lane.heartbeat_age()).max().unwrap_or_default()
    }

    /// Asks every lane whose breaker is open to close it; says how many.
    pub fn close_breakers(&self) -> usize {
        let lanes = self.lanes();
        let open = lanes.iter().filter(|lane| lane.is_breaker_open());
        open.map(|lane| lane.close_breaker()).count()
    }

    fn complaints(&self, complaint: impl Fn(&dyn LaneHealth) -> Option<String>) -> Vec<String> {
        let lanes = self.lanes();
        let numbered = lanes.iter().enumerate();
        numbered
            .filter_map(|(number, lane)| Some(format!("lane {number}: {}", complaint(lane.as_ref())?)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    struct Played {
        age: Duration,
        trouble: Option<&'static str>,
        breaker: AtomicBool,
    }

    impl LaneHealth for Played {
        fn heartbeat_age(&self) -> Duration {
            self.age
        }

        fn unready(&self) -> Option<String> {
            self.trouble.map(str::to_owned)
        }

        fn is_breaker_open(&self) -> bool {
            self.breaker.load(Ordering::Relaxed)
        }

        fn close_breaker(&self) {
            self.breaker.store(false, Ordering::Relaxed);
        }
    }

    fn lane(age_seconds: u64, trouble: Option<&'static str>, breaker: bool) -> Arc<dyn LaneHealth> {
        Arc::new(Played { age: Duration::from_secs(age_seconds), trouble, breaker: AtomicBool::new(breaker) })
    }

    #[test]
    fn starts_alive_but_not_ready() {
        let health = Health::starting(Duration::from_secs(60));
        assert_eq!((health.stalled().len(), health.unready().len()), (0, 1));
        health.started(vec![lane(1, None, false)]);
        assert_eq!((health.stalled().len(), health.unready().len()), (0, 0));
    }

    #[test]
    fn names_the_lane_that_is_in_trouble() {
        let health = Health::starting(Duration::from_secs(60));
        health.started(vec![
            lane(1, None, false),
            lane(61, Some("the group has not assigned anything yet"), true),
        ]);
        assert_eq!(health.stalled(), ["lane 1: last turn 61 s ago, the limit is 60 s"]);
        assert_eq!(health.unready(), ["lane 1: the group has not assigned anything yet"]);
        assert_eq!(health.oldest_heartbeat(), Duration::from_secs(61));
        assert_eq!((health.close_breakers(), health.close_breakers()), (1, 0));
    }
}
