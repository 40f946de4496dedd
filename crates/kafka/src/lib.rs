//! Rafid on a real Kafka: the only crate that names rdkafka.
//!
//! - [`KafkaBroker`] makes the clients of a [`rafid_lane::Lane`] from [`LaneClients`].
//! - [`Admin`] creates, describes and checks topics.
//! - [`Reader`] and [`Writer`] are what the command line reads and sends with.
//! - [`dead_letters`] replays dead letters and moves single records aside.
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

mod admin;
mod broker;
mod consumer;
mod context;
pub mod dead_letters;
mod error;
mod offsets;
mod producer;
mod reader;
mod settings;
mod writer;

pub use admin::{Admin, Created, TopicDetails};
pub use broker::KafkaBroker;
pub use consumer::{KafkaConsumer, KafkaRecord};
pub use producer::{KafkaHeaders, KafkaProducer};
pub use reader::{ReadFrom, Reader, StoredRecord, read_one};
pub use settings::{Connection, GroupProtocol, LaneClients, is_guarded};
pub use writer::Writer;
