//! What every Rafid service needs beside its stage and its lanes: configuration, metrics, logs, health and shutdown.
//!
//! - [`config`]: a TOML file and `RAFID__SECTION__KEY` variables become one checked [`Config`].
//! - [`metrics`]: every metric is declared once, with its name, type, unit and labels.
//! - [`health`]: what each lane last said of itself, and the judgement of `/livez` and `/readyz`.
//! - [`http`]: the small server of `/metrics`, `/livez`, `/readyz`, `/version` and `POST /breaker/close`.
//! - [`logs`]: JSON lines in containers, readable lines on a terminal, repeated lines held back.
//! - [`shutdown`]: signals become a token that threads and tasks can wait for.
//! - [`probe`]: the client behind `rafid health`.
//!
//! Nothing here knows a stage or Kafka.
//!
//! ```
//! use rafid_ops::config::Sources;
//!
//! let config = Sources::default()
//!     .with_text("rafid.toml", "[batch]\nmax_records = 100\n")
//!     .with_variables([("RAFID__KAFKA__BROKERS".into(), "kafka:9092".into())])
//!     .load()?;
//! assert_eq!(config.batch.max_records, 100);
//! assert_eq!(config.kafka.brokers, "kafka:9092");
//!
//! let error = Sources::default().with_text("rafid.toml", "[batch]\nmax_record = 100\n").load().unwrap_err();
//! assert_eq!(error.to_string(), "rafid.toml: unknown key `batch.max_record`; did you mean `batch.max_records`?");
//! # Ok::<(), rafid_ops::config::ConfigError>(())
//! ```

pub mod config;
pub mod health;
pub mod http;
pub mod logs;
pub mod metrics;
pub mod probe;
pub mod shutdown;

pub use config::{Config, ConfigError};
pub use health::{Health, LaneHealth};
pub use metrics::Metrics;
pub use shutdown::Stop;
