//! Metrics: each one is declared once, with its name, type, unit, labels and meaning.
//!
//! The declarations give the fields of [`Metrics`], the registry, and the table in `docs/metrics.md`. Labels are
//! bounded: topics, partitions, lanes and closed sets of reasons; [`Bounded`] holds open sets such as languages and
//! sources to a fixed number. Values are updated once a batch, never once a record.

mod bounded;
mod build;
mod declare;
mod process;

pub use bounded::Bounded;
pub use build::{METRICS, Metrics, reference};
pub use declare::{Declaration, MetricType};
pub use process::ProcessUsage;

/// The media type of `/metrics`.
pub const CONTENT_TYPE: &str = prometheus::TEXT_FORMAT;
