//! Lanes on threads: started together, watched from outside, ended together.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use rafid_lane::broker::Broker;
use rafid_lane::{Clock, Control, Lane, LaneError};
use rafid_ops::{LaneHealth, Stop};

use crate::error::Error;

/// How often the waiting thread looks whether to stop.
const GLANCE: Duration = Duration::from_millis(100);

/// A lane as other threads see it.
pub(crate) struct LaneView {
    control: Control,
    clock: Arc<dyn Clock>,
}

impl LaneHealth for LaneView {
    fn heartbeat_age(&self) -> Duration {
        self.clock.now().saturating_sub(self.control.status().last_turn)
    }

    fn unready(&self) -> Option<String> {
        let status = self.control.status();
        let reason = if status.ended {
            "it has ended"
        } else if !status.producer_ready {
            "the producer is not initialised"
        } else if status.rebalances == 0 {
            "the group has not assigned anything yet"
        } else if status.breaker_open {
            "the breaker is open after too many rejects; mend the cause, then POST /breaker/close"
        } else {
            return None;
        };
        Some(reason.into())
    }

    fn is_breaker_open(&self) -> bool {
        self.control.status().breaker_open
    }

    fn close_breaker(&self) {
        self.control.close_breaker();
    }
}

/// How a lane's thread ended.
type Ending = (usize, Result<(), Error>);

/// Lanes that run.
pub(crate) struct Lanes {
    controls: Vec<Control>,
    endings: Receiver<Ending>,
    /// What the operators' pages ask.
    pub(crate) views: Vec<Arc<dyn LaneHealth>>,
}

/// Tells of a thread's end even where it panics.
struct Bell {
    lane: usize,
    sender: mpsc::Sender<Ending>,
    result: Option<Result<(), LaneError>>,
}

impl Drop for Bell {
    fn drop(&mut self) {
        let lane = self.lane;
        let ending = match self.result.take() {
            Some(result) => result.map_err(|error| Error::Lane { lane, error }),
            None => Err(Error::LanePanicked(lane)),
        };
        // Nobody listens any more where the process is ending already.
        let _ = self.sender.send((lane, ending));
    }
}

impl Lanes {
    /// Starts each lane on a thread of its own.
    pub(crate) fn start<B>(lanes: Vec<Lane<B>>, clock: &Arc<dyn Clock>) -> Result<Self, Error>
    where
        B: Broker + Send + 'static,
    {
        let (sender, endings) = mpsc::channel();
        let controls: Vec<Control> = lanes.iter().map(Lane::control).collect();
        let views = controls.iter().map(|control| {
            let view: Arc<dyn LaneHealth> =
                Arc::new(LaneView { control: control.clone(), clock: Arc::clone(clock) });
            view
        });
        let views = views.collect();
        for (number, lane) in lanes.into_iter().enumerate() {
            let bell = Bell { lane: number, sender: sender.clone(), result: None };
            let started = thread::Builder::new().name(format!("lane-{number}")).spawn(move || {
                let mut bell = bell; // all of it moves here, so that it rings when this thread ends
                bell.result = Some(lane.run());
                drop(bell);
            });
            started
                .map_err(|source| Error::System { what: format!("cannot start lane {number}"), source })?;
        }
        Ok(Self { controls, endings, views })
    }

    /// Waits until somebody asks to stop or a lane fails, stops all lanes, and waits for them; the first failure is
    /// the result.
    pub(crate) fn wait(self, stop: &Stop, patience: Duration) -> Result<(), Error> {
        let mut running = self.controls.len();
        let mut result = Ok(());
        let mut deadline = None;
        while running > 0 {
            match self.endings.recv_timeout(GLANCE) {
                Ok((_, ending)) => {
                    running -= 1;
                    result = result.and(ending);
                    stop.request();
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if stop.is_requested() && deadline.is_none() {
                self.controls.iter().for_each(Control::stop);
                deadline = Some(Instant::now() + patience);
            }
            if deadline.is_some_and(|deadline| Instant::now() >= deadline) && running > 0 {
                return result.and(Err(Error::Stuck(running)));
            }
        }
        result
    }
}
