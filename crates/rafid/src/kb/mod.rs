//! `rafid kb`: build a knowledge base, look up names in it, and say what it holds.

mod build;
mod lookup;
mod stats;

use std::path::Path;

use clap::{Args, Subcommand};
use rafid_entities::Annotator;
use rafid_entities::kb::Kb;

use crate::error::Error;

/// The commands of `rafid kb`.
#[derive(Debug, Subcommand)]
pub enum KbCommand {
    /// Build a knowledge base from the sources of the default one, from dumps, or from both.
    Build(build::BuildOptions),
    /// Show the entities that bear a name, or the one of an id.
    Lookup(lookup::LookupOptions),
    /// Say how many entities and names of what sort there are.
    Stats(FileOption),
}

/// Which knowledge base to read.
#[derive(Debug, Args)]
pub struct FileOption {
    /// Read this file instead of the knowledge base that comes with the program.
    #[arg(long, value_name = "FILE")]
    kb: Option<std::path::PathBuf>,
}

/// Runs one of the commands.
pub fn run(command: &KbCommand) -> Result<(), Error> {
    match command {
        KbCommand::Build(options) => build::build(options),
        KbCommand::Lookup(options) => lookup::lookup(options),
        KbCommand::Stats(file) => stats::stats(file),
    }
}

/// Calls `work` with the knowledge base of a file, or with that of the program.
fn with_kb<T>(file: &FileOption, work: impl FnOnce(&Kb) -> Result<T, Error>) -> Result<T, Error> {
    match &file.kb {
        Some(path) => work(&open(path)?),
        None => work(Annotator::embedded().kb()),
    }
}

fn open(path: &Path) -> Result<Kb, Error> {
    let bytes = std::fs::read(path)
        .map_err(|cause| Error::Input(format!("cannot read {}: {cause}", path.display())))?;
    Kb::new(bytes.into()).map_err(|error| Error::Data(format!("{}: {error}", path.display())))
}
