//! A seeded simulation of Kafka, for tests.

pub use crate::mutant::Mutant;
