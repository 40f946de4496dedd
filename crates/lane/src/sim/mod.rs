//! A seeded simulation of Kafka that proves the lane: logs with transaction markers and last stable offsets, a group
//! coordinator with generations and cooperative rebalances, a transaction coordinator with epochs, and a network that
//! loses requests and answers and delivers an `EndTxn` late.
//!
//! Lanes are crashed at any of their calls, held beyond the session timeout and let loose again, replaced under the
//! same `transactional.id` or another, stopped and added. Then all is quiet, the lanes must drain the input, and the
//! verifier compares what a `read_committed` reader sees with what the input should have become. It must fail for
//! every [`Mutant`].
//!
//! The same seed gives the same run: one lane runs at a time, and chance comes from the seed alone.

mod client;
mod group;
mod log;
mod random;
mod run;
mod schedule;
mod stage;
mod verify;
mod world;

pub use crate::mutant::Mutant;
pub use run::{Tally, run};
