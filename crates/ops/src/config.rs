//! Configuration: one table of settings, read from a TOML file and from environment variables.
//!
//! Precedence: environment variable, then file, then default. `RAFID__KAFKA__BROKERS` sets `kafka.brokers`;
//! `RAFID__KAFKA__EXTRA__SOCKET_KEEPALIVE_ENABLE` sets `socket.keepalive.enable` under `[kafka.extra]`. An unknown
//! key is refused, wherever it stands. Every section's struct, the list of known keys and the reference in
//! `docs/configuration.md` come from one declaration, in the module `sections`.

mod check;
mod extra;
mod load;
mod print;
mod secret;
mod sections;
mod setting;
mod suggest;

pub use load::{ConfigError, Sources};
pub use print::{effective, reference};
pub use secret::Secret;
pub use sections::{
    Batch, Breaker, Compression, Config, GroupProtocol, Http, Kafka, Log, LogFormat, SaslMechanism,
    SecurityProtocol, Service, Topics,
};
pub use setting::{Kind, SETTINGS, Setting};
