//! End-to-end tests on a real Kafka: the service programs as they are shipped, driven from outside.
//!
//! - [`World`]: topics of a test's own and the services on them;
//! - [`Program`]: one running process of a service;
//! - `oracle`: what the stages make of raw records without Kafka, for the verifier to compare with.

mod oracle;
mod program;
mod world;

pub use oracle::{fates, mentions, run_embedded};
pub use program::{Program, binary};
pub use world::{Chain, Judged, World};
