//! Which lane runs when: one at a time, in an order that the seed decides.
//!
//! Each lane runs on a thread of its own, as in production. At every call to its clients it stops and waits until it
//! is its turn, so that it can be crashed, held (a zombie), or overtaken there.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::world::World;
use crate::clock::Clock;

/// Which lane, over all incarnations.
pub type LaneId = usize;

/// What a crashed lane unwinds with.
pub struct Crashed;

/// What the scheduler knows of a lane.
#[derive(Debug, Default)]
pub struct LaneState {
    /// When it wants to go on; `None` while it runs.
    pub wake_ms: Option<u64>,
    /// Held until then, without a heartbeat.
    pub held_until_ms: u64,
    /// To be crashed at its next step.
    pub crash: bool,
    /// Its member of the group.
    pub member: Option<u64>,
    /// Whether its thread has ended.
    pub ended: bool,
}

/// The world, and whose turn it is.
pub struct Shared {
    /// The world.
    pub world: World,
    /// The lanes.
    pub lanes: BTreeMap<LaneId, LaneState>,
    turn: Option<LaneId>,
}

/// Lets one lane run at a time.
pub struct Stepper {
    shared: Mutex<Shared>,
    changed: Condvar,
}

impl Stepper {
    /// Around a world.
    pub fn new(world: World) -> Arc<Self> {
        let shared = Shared { world, lanes: BTreeMap::new(), turn: None };
        Arc::new(Self { shared: Mutex::new(shared), changed: Condvar::new() })
    }

    /// The world and the lanes, while no lane runs or from the lane that does.
    pub fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Now.
    pub fn now_ms(&self) -> u64 {
        self.lock().world.now_ms
    }

    /// Adds a lane that waits for its first turn.
    pub fn add(&self, lane: LaneId) {
        let mut shared = self.lock();
        let wake_ms = Some(shared.world.now_ms);
        shared.lanes.insert(lane, LaneState { wake_ms, ..LaneState::default() });
    }

    /// Notes a lane's member.
    pub fn set_member(&self, lane: LaneId, member: u64) {
        if let Some(state) = self.lock().lanes.get_mut(&lane) {
            state.member = Some(member);
        }
    }

    /// On a lane's thread, before anything else.
    pub fn await_turn(&self, lane: LaneId) {
        let mut shared = self.lock();
        while shared.turn != Some(lane) {
            shared = self.changed.wait(shared).unwrap_or_else(PoisonError::into_inner);
        }
        let Some(state) = shared.lanes.get_mut(&lane) else { return };
        state.wake_ms = None;
        if state.crash {
            drop(shared);
            resume_unwind(Box::new(Crashed));
        }
    }

    /// On a lane's thread, when it ends.
    pub fn end(&self, lane: LaneId) {
        let mut shared = self.lock();
        if let Some(state) = shared.lanes.get_mut(&lane) {
            state.ended = true;
        }
        shared.turn = None;
        self.changed.notify_all();
    }

    /// Lets others run for so long.
    pub fn wait(&self, lane: LaneId, milliseconds: u64) {
        let mut shared = self.lock();
        let wake_ms = shared.world.now_ms + milliseconds;
        if let Some(state) = shared.lanes.get_mut(&lane) {
            state.wake_ms = Some(wake_ms);
        }
        shared.turn = None;
        self.changed.notify_all();
        drop(shared);
        self.await_turn(lane);
    }

    /// Lets others run, then acts.
    pub fn step<T>(&self, lane: LaneId, act: impl FnOnce(&mut World) -> T) -> T {
        self.wait(lane, 0);
        act(&mut self.lock().world)
    }

    /// Lets others run now and then, then acts: for what happens too often to stop at each time.
    pub fn often<T>(&self, lane: LaneId, act: impl FnOnce(&mut World) -> T) -> T {
        let stops = self.lock().world.random.once_in(6);
        if stops {
            self.wait(lane, 0);
        }
        act(&mut self.lock().world)
    }

    /// On the scheduler's thread: gives a lane its turn and waits until it stops again.
    pub fn run(&self, lane: LaneId) {
        let mut shared = self.lock();
        shared.turn = Some(lane);
        self.changed.notify_all();
        while shared.turn.is_some() {
            shared = self.changed.wait(shared).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// The clock of a simulated lane.
pub struct SimClock {
    /// Where time comes from.
    pub stepper: Arc<Stepper>,
    /// Whose clock it is.
    pub lane: LaneId,
}

impl Clock for SimClock {
    fn now(&self) -> Duration {
        Duration::from_millis(self.stepper.now_ms())
    }

    fn sleep(&self, duration: Duration) {
        self.stepper.wait(self.lane, u64::try_from(duration.as_millis()).unwrap_or(1).max(1));
    }
}
