//! One generic service: a stage, the lanes that run it on Kafka, and everything an operator needs around them.
//!
//! [`Options`] say what to do, [`Service`] is ready to, a [`Handle`] is doing it, an [`Error`] says why it ended. The
//! path of a message through a service:
//!
//! 1. a service's `main` names its stage and calls [`Service::start`];
//! 2. `start` checks the topics (`topology`) and starts lanes (`lanes`), one thread each;
//! 3. a lane ([`rafid_lane::Lane::run`]) collects a batch, calls [`rafid_stage::Stage::process`] on each record, and
//!    publishes and commits in one transaction, through the clients of [`rafid_kafka`] (`cluster`);
//! 4. what happened becomes metrics and log lines (`observe`, `content`).
//!
//! Beside them one thread (`background`) serves metrics and health, watches signals, and ends a process whose lanes
//! have stalled for good. No Kafka call runs on it.

mod background;
mod cluster;
mod content;
mod error;
mod lanes;
mod observe;
mod options;
mod panics;
mod service;
mod timed;
mod topology;

pub use cluster::{check_clients, connection};
pub use error::{Error, exit};
pub use options::Options;
pub use service::{Handle, Service};
