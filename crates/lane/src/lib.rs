//! The exactly-once loop: consume, process, commit.
//!
//! A [`Lane`] reads one topic, applies one pure [`rafid_stage::Stage`] to every record, and publishes what comes of
//! it, together with the offsets that it has read, in transactions. From input topic to output topics every record
//! takes effect exactly once, for readers with `isolation.level=read_committed`.
//!
//! A lane knows Kafka only through the traits of [`broker`]; `rafid-kafka` implements them on librdkafka, and the
//! simulation (feature `sim`) in memory, with crashes, zombies and lost answers. It is synchronous: one lane is one
//! thread, one consumer, one transactional producer.
//!
//! The invariants, each kept by types where types can:
//!
//! - **No transaction is ever open while a poll can run a callback.** Polling takes a producer that is ready, and
//!   beginning a transaction consumes it.
//! - **Nothing is produced again from memory once `commit` was called.** An unsettled end leaves no producer behind,
//!   only the recovery path, which reads the committed offsets anew.
//! - **Stale records are never processed.** Each assignment of a partition has a number, and records carry it.
//! - **Sizes are checked before a transaction begins.** What does not fit becomes a dead letter, and so does a record
//!   on which the stage panics.
//!
//! The simulation proves it: all chance, and with it every crash, lost answer and rebalance, comes from a seed, and a
//! verifier compares what a reader sees with what the input should have become. It can fail: it tells a lane that does
//! not commit its offsets with its outputs.
//!
//! ```
//! use rafid_lane::sim::{Mutant, run};
//!
//! let tally = run(7, None)?;
//! assert!(tally.commits > 0);
//! assert!((0..100).any(|seed| run(seed, Some(Mutant::OffsetsNotSent)).is_err()));
//! # Ok::<(), String>(())
//! ```
//!
//! Deliberately absent: retry topics and offset maps (stages are pure, so a failure is permanent), a pool within a
//! lane (two lanes a core hide the commit's round trip), and any asynchronous runtime.

mod assignment;
mod batch;
mod breaker;
pub mod broker;
mod clock;
mod config;
mod control;
mod error;
mod function;
mod lane;
mod mutant;
mod observe;
mod output;
mod recovery;
#[cfg(any(test, feature = "sim"))]
pub mod sim;
mod transaction;
mod turn;

pub use clock::{Clock, SystemClock};
pub use config::{BatchBudget, BreakerConfig, LaneConfig, OutOfRange, TopicMap, TopicTarget};
pub use control::{Control, Status};
pub use error::{BrokerError, ErrorKind, LaneError};
pub use function::{FunctionStage, copy};
pub use lane::Lane;
pub use observe::{BatchReport, Event, Ignore, Observer, Progress, RecoveryReason, Written};
pub use rafid_stage::Stage;
