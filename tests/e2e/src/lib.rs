//! End-to-end tests on a real Kafka: the service programs as they are shipped, driven from outside.
//!
//! - [`World`]: topics of a test's own and the services on them;
//! - [`Program`]: one running process of a service;
//! - [`access_list`]: the permissions that a service is given;
//! - `oracle`: what the stages make of raw records without Kafka, for the verifier to compare with.

mod access;
mod oracle;
mod program;
mod refusal;
mod world;

pub use access::access_list;
pub use oracle::{fates, mentions, run_embedded};
pub use program::{Program, binary};
pub use refusal::{LINES_MAX, check_refusal};
pub use world::{Chain, Judged, World};
