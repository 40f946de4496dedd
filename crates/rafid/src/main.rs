//! The command line of Rafid.
//!
//! `rafid run` and `rafid explain` are the whole pipeline in one process, without Kafka. The Kafka commands are there
//! when the crate is built with `--features kafka`.

mod cli;
mod error;
mod explain;
#[cfg(feature = "kafka")]
mod kafka;
mod kb;
mod overwrite;
mod paint;
mod run;
mod schema;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::{Cli, Command};

/// Many small strings a record, on several threads: measurably cheaper than with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    error::place_panics();
    let command = match Cli::try_parse() {
        Ok(cli) => cli.command,
        Err(answer) => {
            // Help and version go to standard output, mistakes to standard error; where it is closed nobody reads.
            let _ = answer.print();
            return if answer.use_stderr() { ExitCode::from(error::USAGE) } else { ExitCode::SUCCESS };
        }
    };
    let outcome = match command {
        Command::Run(options) => run::run(&options),
        Command::Explain(options) => explain::explain(&options),
        Command::Schema(options) => schema::schema(&options),
        Command::Kb { command } => kb::run(&command),
        #[cfg(feature = "kafka")]
        Command::Kafka(command) => kafka::run(&command),
        Command::Completions { shell } => cli::completions(shell),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error.report(),
    }
}
