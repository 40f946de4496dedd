//! The commands that talk to Kafka, or to a service.

mod dlq;
mod send;
mod tail;
mod topics;

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use rafid_kafka::Connection;
use rafid_ops::Config;
use rafid_ops::config::Sources;

use crate::error::Error;

/// How long a command waits for a broker.
const TIMEOUT: Duration = Duration::from_secs(15);

/// How to reach the cluster.
#[derive(Debug, Args)]
pub struct ClusterOptions {
    /// Configuration file of a service (TOML): brokers, security, names of topics.
    #[arg(short, long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Bootstrap brokers, host:port, separated by commas [default: those of the configuration].
    #[arg(short, long, value_name = "BROKERS")]
    brokers: Option<String>,
}

/// The cluster that a command works on.
pub(crate) struct Cluster {
    config: Config,
    connection: Connection,
}

impl ClusterOptions {
    fn cluster(&self) -> Result<Cluster, Error> {
        let mut config = load(self.config.as_deref())?;
        if let Some(brokers) = &self.brokers {
            config.kafka.brokers.clone_from(brokers);
        }
        let connection = rafid_service::connection(&config);
        Ok(Cluster { config, connection })
    }
}

fn load(file: Option<&std::path::Path>) -> Result<Config, Error> {
    Sources::of_process(file).load().map_err(|error| Error::Config(error.to_string()))
}

/// The commands behind the feature `kafka`.
#[derive(Debug, Subcommand)]
pub enum KafkaCommand {
    /// Create the topics, or show how they are.
    #[command(subcommand)]
    Topics(topics::TopicsCommand),
    /// Send files as raw articles.
    Send(send::SendOptions),
    /// Read enriched articles as they come.
    Tail(tail::TailOptions),
    /// Look at dead letters, replay them, or move a record aside.
    #[command(subcommand)]
    Dlq(dlq::DlqCommand),
    /// Check a configuration file, and the environment with it.
    CheckConfig {
        /// The file (TOML).
        file: Option<PathBuf>,
    },
    /// Ask a service on this machine whether it is ready: exit code 0 if it is.
    Health {
        /// Configuration file of the service, for the address that it listens on.
        #[arg(short, long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// Ask whether it is alive rather than ready.
        #[arg(long)]
        live: bool,
    },
}

/// Runs a command.
pub fn run(command: &KafkaCommand) -> Result<(), Error> {
    match command {
        KafkaCommand::Topics(command) => topics::run(command),
        KafkaCommand::Send(options) => send::send(options),
        KafkaCommand::Tail(options) => tail::tail(options),
        KafkaCommand::Dlq(command) => dlq::run(command),
        KafkaCommand::CheckConfig { file } => {
            let config = load(file.as_deref())?;
            rafid_service::check_clients(&config).map_err(|error| Error::Config(error.to_string()))?;
            print("the configuration is good\n")
        }
        KafkaCommand::Health { config, live } => health(config.as_deref(), *live),
    }
}

fn health(file: Option<&std::path::Path>, live: bool) -> Result<(), Error> {
    let config = load(file)?;
    let listen = config.http.listen;
    let address = listen.parse().map_err(|_| {
        Error::Config(format!("http.listen is {listen:?}: there is no server to ask at that address"))
    })?;
    let path = if live { "/livez" } else { "/readyz" };
    let answer = rafid_ops::probe::get(address, path, Duration::from_secs(3))
        .map_err(|cause| Error::Unreachable(format!("no service answers at {listen}: {cause}")))?;
    print(&format!("{}\n", answer.body.trim()))?;
    if answer.is_ok() { Ok(()) } else { Err(Error::NotReady) }
}

/// Prints text for people or programs on standard output.
fn print(text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|cause| Error::output("standard output", &cause))
}
