//! The knowledge base: builds it from the files that `scripts/fetch-kb-sources.sh` lays out, measures what comes of
//! it.

mod bench;
mod common_words;
mod cross_script;
mod sample;
mod top;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use rafid_entities::Error;
use rafid_entities::build::{Sources, default_kb, default_short_names};
use rafid_entities::kb::Kb;

/// Date of the sources, the first part of the version of the knowledge base.
const DATE: &str = "2026-11-24";

struct Folders {
    sources: PathBuf,
    data: PathBuf,
}

impl Sources for Folders {
    fn open(&mut self, name: &str) -> Result<Option<Box<dyn BufRead>>, Error> {
        let found = [&self.data, &self.sources]
            .into_iter()
            .map(|folder| folder.join(name))
            .find(|path| path.is_file());
        let Some(path) = found else { return Ok(None) };
        let file = File::open(&path).map_err(|error| Error::Source {
            source: path.display().to_string(),
            line: 0,
            detail: error.to_string(),
        })?;
        Ok(Some(Box::new(BufReader::new(file))))
    }
}

/// The commands of this module.
pub const COMMANDS: [&str; 6] =
    ["build-kb", "common-words", "cross-script", "entity-bench", "entity-sample", "entity-top"];

/// Runs one of the commands of this module.
pub fn run(command: &str, args: impl Iterator<Item = String>) -> anyhow::Result<()> {
    match command {
        "build-kb" => build(args),
        "common-words" => write_common_words(args),
        "cross-script" => cross_script::run(args),
        "entity-bench" => bench::run(args),
        "entity-top" => top::run(args),
        _ => sample::run(args),
    }
}

/// `cargo xtask common-words SOURCES TEXTS`: writes `data/common-words.tsv`.
fn write_common_words(mut args: impl Iterator<Item = String>) -> anyhow::Result<()> {
    let usage = "usage: cargo xtask common-words SOURCES TEXTS";
    let (sources, texts) = args.next().zip(args.next()).context(usage)?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders = Folders { sources: sources.into(), data: root.join("data") };
    let names = default_short_names(&mut folders)?;
    let words = common_words::count(&names, Path::new(&texts))?;
    std::fs::write(root.join("data/common-words.tsv"), words.join("\n") + "\n")?;
    Ok(())
}

/// `cargo xtask build-kb SOURCES [OUT]`
fn build(mut args: impl Iterator<Item = String>) -> anyhow::Result<()> {
    let sources = args.next().context("usage: cargo xtask build-kb SOURCES [OUT]")?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let out = args.next().map_or_else(|| root.join("models/kb.bin"), PathBuf::from);
    let mut folders = Folders { sources: sources.into(), data: root.join("data") };
    let bytes = default_kb(&mut folders, DATE)?;
    let kb = Kb::new(bytes.clone().into())?;
    std::fs::write(&out, &bytes).with_context(|| format!("cannot write {}", out.display()))?;
    #[expect(clippy::print_stdout, reason = "the report of a command")]
    {
        println!(
            "version {} entities {} records {} bytes {}",
            kb.version(),
            kb.len(),
            kb.record_count(),
            bytes.len()
        );
    }
    Ok(())
}
