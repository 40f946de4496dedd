//! The arguments.

use std::io;
use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

use crate::error::Error;

/// Turn raw news articles into clean, language-tagged, entity-linked ones.
#[derive(Debug, Parser)]
#[command(name = "rafid", version, about, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the three stages on files, directories or standard input, without Kafka.
    Run(RunOptions),
    /// Show where every title, date, split, label, language and id of a page came from.
    Explain(ExplainOptions),
    /// Print the JSON Schemas of the messages, or write them to a directory.
    Schema(SchemaOptions),
    /// Build a knowledge base, look up names in it, or say what it holds.
    Kb {
        /// What to do.
        #[command(subcommand)]
        command: crate::kb::KbCommand,
    },
    #[cfg(feature = "kafka")]
    #[command(flatten)]
    Kafka(crate::kafka::KafkaCommand),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// What `rafid run` takes.
#[derive(Debug, Args)]
pub struct RunOptions {
    /// Files (.jsonl, .json, .txt, .html, also .gz or .zst), directories, or - for standard input. JSON is one object,
    /// one a line, or an array of them.
    #[arg(required = true)]
    pub inputs: Vec<PathBuf>,
    /// Write enriched.jsonl, mentions.jsonl and dead.jsonl to this directory.
    #[arg(short, long, value_name = "DIRECTORY")]
    pub output: Option<PathBuf>,
    /// How to print articles when there is no output directory [default: readable on a terminal, else json].
    #[arg(short, long, conflicts_with = "output")]
    pub format: Option<Format>,
    /// How many threads work on articles [default: one a core].
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Print neither progress nor the summary.
    #[arg(short, long)]
    pub quiet: bool,
}

/// How to print articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: entities marked in the text.
    Readable,
    /// One JSON object a line: the value of an enriched message.
    Json,
}

/// What `rafid explain` takes.
#[derive(Debug, Args)]
pub struct ExplainOptions {
    /// A file with one article or page, or - for standard input. Of several records the first is explained.
    pub input: PathBuf,
    /// Explain this record of the file, counted from 1.
    #[arg(short, long, default_value_t = 1, value_name = "N", value_parser = record)]
    pub record: usize,
}

fn record(text: &str) -> Result<usize, String> {
    let number = text.parse().map_err(|error| format!("{error}"))?;
    if number == 0 { Err("records are counted from 1".to_owned()) } else { Ok(number) }
}

/// What `rafid schema` takes.
#[derive(Debug, Args)]
pub struct SchemaOptions {
    /// Write each schema to a file in this directory.
    #[arg(short, long, value_name = "DIRECTORY")]
    pub output: Option<PathBuf>,
}

/// Prints a completion script.
pub fn completions(shell: clap_complete::Shell) -> Result<(), Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "rafid", &mut script);
    io::Write::write_all(&mut io::stdout().lock(), &script)
        .map_err(|cause| Error::output("standard output", &cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[cfg(feature = "kafka")]
    #[test]
    fn one_dead_letter_has_no_filter() {
        let check = |rest: &[&str], good: bool| {
            let parsed = Cli::try_parse_from(["rafid", "dlq", "replay"].iter().chain(rest));
            assert_eq!(parsed.is_ok(), good, "{rest:?}");
        };
        check(&["articles.tagger.dlq.v1", "0", "7"], true);
        check(&["--all", "--code", "text_empty", "--service", "tagger"], true);
        check(&["articles.tagger.dlq.v1", "0", "7", "--code", "text_empty"], false);
        check(&["articles.tagger.dlq.v1", "0", "7", "--all"], false);
    }
}
