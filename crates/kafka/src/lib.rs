//! Rafid on a real Kafka: the only crate that names rdkafka.
//!
//! - [`KafkaBroker`] makes the clients of a [`rafid_lane::Lane`] from [`LaneClients`].
//!
//! ```no_run
//! use std::sync::Arc;
//! use rafid_kafka::{Connection, KafkaBroker, LaneClients};
//! use rafid_lane::{Ignore, Lane, LaneConfig, SystemClock};
//!
//! # fn run(stage: Arc<dyn rafid_lane::Stage>) -> Result<(), rafid_lane::LaneError> {
//! let connection = Connection::new("localhost:9092");
//! let id = "rafid-host-1-0";
//! let clients = LaneClients::new(connection, "articles.raw.v1", "rafid-normalizer", id);
//! let config = LaneConfig::new("0.1.0", id);
//! let clock = Arc::new(SystemClock::new());
//! let lane = Lane::new(config, stage, KafkaBroker::new(clients), Arc::new(Ignore), clock);
//! lane.run()
//! # }
//! ```

mod broker;
mod consumer;
mod context;
mod error;
mod producer;
mod settings;

pub use broker::KafkaBroker;
pub use consumer::{KafkaConsumer, KafkaRecord};
pub use producer::{KafkaHeaders, KafkaProducer};
pub use settings::{Connection, GroupProtocol, LaneClients, is_guarded};
