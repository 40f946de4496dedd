//! One simulated run: chaos first, then quiet until everything is processed, then the verifier.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use super::client::SimBroker;
use super::log::{Log, ProducerId};
use super::schedule::{LaneId, LaneState, SimClock, Stepper};
use super::stage;
use super::verify::verify;
use super::world::{INPUT_PARTITIONS, TRANSACTION_MS, World};
use crate::mutant::Mutant;
use crate::{
    BatchBudget, Control, Event, FunctionStage, Lane, LaneConfig, LaneError, Observer, RecoveryReason,
};

const CHAOS_STEPS: u64 = 700;
const QUIET_STEPS: u64 = 20_000;
const KEYS: u64 = 7;

/// What happened in a run: shows that the chaos is real.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Batches committed.
    pub commits: u64,
    /// Transactions aborted.
    pub aborts: u64,
    /// Recoveries after an ambiguous end.
    pub ambiguous: u64,
    /// Recoveries on suspicion.
    pub suspicions: u64,
    /// Recoveries after fencing.
    pub fenced: u64,
    /// Stale records dropped.
    pub stale: u64,
    /// Offset-only transactions.
    pub offset_only: u64,
    /// Lanes crashed.
    pub crashes: u64,
    /// Lanes held beyond the session timeout, or nearly so.
    pub holds: u64,
}

impl Tally {
    /// Adds another run's.
    pub fn add(&mut self, other: &Self) {
        self.commits += other.commits;
        self.aborts += other.aborts;
        self.ambiguous += other.ambiguous;
        self.suspicions += other.suspicions;
        self.fenced += other.fenced;
        self.stale += other.stale;
        self.offset_only += other.offset_only;
        self.crashes += other.crashes;
        self.holds += other.holds;
    }
}

impl Observer for Mutex<Tally> {
    fn observe(&self, event: &Event<'_>) {
        let Ok(mut tally) = self.lock() else { return };
        match event {
            Event::Committed(_) => tally.commits += 1,
            Event::OffsetsCommitted => tally.offset_only += 1,
            Event::Aborted(_) => tally.aborts += 1,
            Event::Stale(records) => tally.stale += records,
            Event::Recovered(RecoveryReason::Ambiguous, _) => tally.ambiguous += 1,
            Event::Recovered(RecoveryReason::Suspicion, _) => tally.suspicions += 1,
            Event::Recovered(RecoveryReason::Fenced, _) => tally.fenced += 1,
            _ => {}
        }
    }
}

struct Incarnation {
    lane: LaneId,
    transactional_id: u32,
    control: Control,
    thread: JoinHandle<Option<LaneError>>,
}

/// What a lane of a run is told besides.
type Adjust = fn(&mut LaneConfig);

struct Run {
    stepper: Arc<Stepper>,
    tally: Arc<Mutex<Tally>>,
    mutant: Option<Mutant>,
    adjust: Adjust,
    lanes: Vec<Incarnation>,
    next_lane: LaneId,
    next_id: u32,
    errors: Vec<LaneError>,
}

/// Runs a seed; what went wrong, if anything did.
pub fn run(seed: u64, mutant: Option<Mutant>) -> Result<Tally, String> {
    let mut world = World::new(seed);
    load(&mut world);
    let mut run = Run::new(world, mutant, |config| config.breaker.max_reject_percent = 100);
    let result = run.play();
    run.crash_all();
    result?;
    verify(&run.stepper.lock().world)?;
    let tally = *run.tally.lock().map_err(|_| "a lane panicked".to_owned())?;
    Ok(tally)
}

/// Fills the input by upstream transactions, some of them aborted.
fn load(world: &mut World) {
    let upstream = ProducerId { id: u32::MAX, epoch: 0 };
    let count = 40 + world.random.below(60);
    let mut value = 0;
    while value < count {
        let size = 1 + world.random.below(8);
        let commit = !world.random.once_in(6);
        for _ in 0..size {
            let partition = world.random.below(INPUT_PARTITIONS as u64) as usize;
            if let Some(log) = world.input.get_mut(partition) {
                log.append(Some(upstream), value % KEYS, value);
            }
            value += 1;
        }
        for log in &mut world.input {
            log.mark(upstream.id, commit);
        }
    }
}

impl Run {
    fn new(world: World, mutant: Option<Mutant>, adjust: Adjust) -> Self {
        Self {
            stepper: Stepper::new(world),
            tally: Arc::default(),
            mutant,
            adjust,
            lanes: Vec::new(),
            next_lane: 0,
            next_id: 0,
            errors: Vec::new(),
        }
    }

    fn play(&mut self) -> Result<(), String> {
        for _ in 0..2 {
            self.spawn_fresh();
        }
        for _ in 0..CHAOS_STEPS {
            self.chaos();
            self.turn();
            self.reap()?;
        }
        self.calm();
        for _ in 0..QUIET_STEPS {
            if self.lanes.is_empty() {
                self.spawn_fresh();
            }
            if self.is_drained() {
                return self.stop();
            }
            self.turn();
            self.reap()?;
        }
        Err(format!("not drained after {QUIET_STEPS} quiet steps"))
    }

    fn spawn_fresh(&mut self) {
        self.next_id += 1;
        self.spawn(self.next_id);
    }

    fn spawn(&mut self, transactional_id: u32) {
        let lane = self.next_lane;
        self.next_lane += 1;
        let mut config = LaneConfig::new("0", format!("sim-{transactional_id}"));
        let max_records = 1 + self.stepper.lock().world.random.below(12) as usize;
        config.batch = BatchBudget { max_records, max_bytes: 1 << 20, max_wait: Duration::from_millis(30) };
        config.retry_budget = Duration::from_secs(4);
        config.socket_timeout = Duration::from_millis(200);
        config.grace = Duration::from_millis(500);
        config.mutant = self.mutant;
        (self.adjust)(&mut config);
        let broker = SimBroker { stepper: self.stepper.clone(), lane, transactional_id };
        let clock = Arc::new(SimClock { stepper: self.stepper.clone(), lane });
        let loop_of = Lane::new(
            config,
            Arc::new(FunctionStage::new("sim", stage::process)),
            broker,
            self.tally.clone(),
            clock,
        );
        let control = loop_of.control();
        self.stepper.add(lane);
        let stepper = self.stepper.clone();
        let thread = std::thread::spawn(move || {
            let ended = catch_unwind(AssertUnwindSafe(|| {
                stepper.await_turn(lane);
                loop_of.run()
            }));
            stepper.end(lane);
            ended.ok().and_then(Result::err)
        });
        self.lanes.push(Incarnation { lane, transactional_id, control, thread });
    }

    /// One thing that may go wrong.
    fn chaos(&mut self) {
        let (dice, pick, long) = {
            let random = &mut self.stepper.lock().world.random;
            (random.below(1_000), random.next() as usize, random.below(1_500))
        };
        if self.lanes.is_empty() {
            self.spawn_fresh();
            return;
        }
        let index = pick % self.lanes.len();
        let Some((lane, id)) = self.lanes.get(index).map(|lane| (lane.lane, lane.transactional_id)) else {
            return;
        };
        match dice {
            0..=11 => {
                self.with_state(lane, |state, _| state.crash = true);
                self.count(|tally| tally.crashes += 1);
                if dice < 8 {
                    // The orchestrator starts it again under its name; else on another host.
                    self.spawn(id);
                }
            }
            12..=19 => {
                self.with_state(lane, |state, now| state.held_until_ms = now + long);
                self.count(|tally| tally.holds += 1);
                if dice < 15 {
                    self.spawn(id);
                }
            }
            20..=25 if self.lanes.len() < 4 => self.spawn_fresh(),
            26..=29 => {
                if let Some(lane) = self.lanes.get(index) {
                    lane.control.stop();
                }
            }
            _ => {}
        }
    }

    fn count(&self, add: impl FnOnce(&mut Tally)) {
        if let Ok(mut tally) = self.tally.lock() {
            add(&mut tally);
        }
    }

    fn with_state(&self, lane: LaneId, change: impl FnOnce(&mut LaneState, u64)) {
        let mut shared = self.stepper.lock();
        let now = shared.world.now_ms;
        if let Some(state) = shared.lanes.get_mut(&lane) {
            change(state, now);
        }
    }

    /// Lets the cluster and one lane act; or, if none can, time pass.
    fn turn(&self) {
        let chosen = {
            let mut shared = self.stepper.lock();
            let shared = &mut *shared;
            let now = shared.world.now_ms;
            let alive = || shared.lanes.iter().filter(|(_, state)| !state.ended);
            let wake = |state: &LaneState| state.wake_ms.unwrap_or(0).max(state.held_until_ms);
            for (_, state) in alive().filter(|(_, state)| state.held_until_ms <= now && !state.crash) {
                if let Some(member) = state.member {
                    shared.world.group.beat(member, now);
                }
            }
            shared.world.tick();
            let ready: Vec<LaneId> = alive()
                .filter(|(_, state)| wake(state) <= now || state.crash)
                .map(|(&lane, _)| lane)
                .collect();
            if ready.is_empty() {
                let next = alive().map(|(_, state)| wake(state)).min().unwrap_or(now);
                shared.world.now_ms = next.clamp(now + 1, now + 20);
                None
            } else {
                shared.world.now_ms += shared.world.random.below(4);
                let index = shared.world.random.below(ready.len() as u64) as usize;
                ready.get(index).copied()
            }
        };
        if let Some(lane) = chosen {
            self.stepper.run(lane);
        }
    }

    /// Takes the lanes that have ended out; notes errors that no chaos explains.
    fn reap(&mut self) -> Result<(), String> {
        let ended: Vec<LaneId> = {
            let shared = self.stepper.lock();
            shared.lanes.iter().filter(|(_, state)| state.ended).map(|(&lane, _)| lane).collect()
        };
        for lane in ended {
            self.stepper.lock().lanes.remove(&lane);
            let Some(index) = self.lanes.iter().position(|alive| alive.lane == lane) else { continue };
            let incarnation = self.lanes.swap_remove(index);
            match incarnation.thread.join() {
                Ok(None | Some(LaneError::TransactionalIdInUse { .. } | LaneError::Unavailable { .. })) => {}
                Ok(Some(error)) => self.errors.push(error),
                Err(_) => return Err("a lane panicked".to_owned()),
            }
        }
        match self.errors.first() {
            Some(error) => Err(format!("a lane ended: {error}")),
            None => Ok(()),
        }
    }

    fn calm(&self) {
        let mut shared = self.stepper.lock();
        shared.world.chaos = false;
        for state in shared.lanes.values_mut() {
            state.held_until_ms = 0;
        }
    }

    fn is_drained(&self) -> bool {
        let shared = self.stepper.lock();
        let mut ends = (0..).zip(&shared.world.input);
        let committed = |(partition, log): (i32, &Log)| {
            log.end() == 0 || shared.world.group.stable(partition) == Ok(Some(log.end()))
        };
        ends.all(committed) && shared.world.is_settled()
    }

    fn stop(&mut self) -> Result<(), String> {
        for lane in &self.lanes {
            lane.control.stop();
        }
        for _ in 0..QUIET_STEPS {
            if self.lanes.is_empty() {
                let mut shared = self.stepper.lock();
                shared.world.now_ms += 2 * TRANSACTION_MS;
                shared.world.tick();
                return Ok(());
            }
            self.turn();
            self.reap()?;
        }
        Err("a lane does not stop".to_owned())
    }

    /// Ends the threads of a run that failed.
    fn crash_all(&mut self) {
        while let Some(incarnation) = self.lanes.pop() {
            self.with_state(incarnation.lane, |state, _| state.crash = true);
            let ended = self.stepper.lock().lanes.get(&incarnation.lane).is_none_or(|state| state.ended);
            if !ended {
                self.stepper.run(incarnation.lane);
            }
            drop(incarnation.thread.join());
        }
    }
}

#[cfg(test)]
mod tests;
