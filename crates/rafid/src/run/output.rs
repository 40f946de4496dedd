//! Where the output goes: three files, or standard output.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::work::Done;
use crate::error::Error;

/// An open output.
pub struct Output {
    enriched: Stream,
    /// Mentions and dead letters, where they have files.
    files: Option<(Stream, Stream)>,
}

struct Stream {
    shown: String,
    writer: BufWriter<Box<dyn Write>>,
}

/// The files of an output directory.
const NAMES: [&str; 3] = ["enriched.jsonl", "mentions.jsonl", "dead.jsonl"];

/// What an output will write to; `None` is standard output.
pub fn paths(directory: Option<&Path>) -> Vec<Option<PathBuf>> {
    let Some(directory) = directory else { return vec![None] };
    NAMES.iter().map(|name| Some(directory.join(name))).collect()
}

impl Stream {
    fn create(directory: &Path, name: &str) -> Result<Self, Error> {
        let path = directory.join(name);
        let shown = path.display().to_string();
        let file = File::create(&path).map_err(|cause| Error::output(&shown, &cause))?;
        Ok(Self { shown, writer: BufWriter::with_capacity(256 * 1024, Box::new(file)) })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.writer.write_all(bytes).map_err(|cause| Error::output(&self.shown, &cause))
    }

    fn flush(&mut self) -> Result<(), Error> {
        self.writer.flush().map_err(|cause| Error::output(&self.shown, &cause))
    }
}

impl Output {
    /// Files in `directory`, which is made if need be, or standard output.
    pub fn open(directory: Option<&Path>) -> Result<Self, Error> {
        let Some(directory) = directory else {
            let writer = BufWriter::with_capacity(256 * 1024, Box::new(io::stdout()) as Box<dyn Write>);
            let enriched = Stream { shown: "standard output".to_owned(), writer };
            return Ok(Self { enriched, files: None });
        };
        fs::create_dir_all(directory)
            .map_err(|cause| Error::output(&directory.display().to_string(), &cause))?;
        let [enriched, mentions, dead] = NAMES;
        let mentions = Stream::create(directory, mentions)?;
        let dead = Stream::create(directory, dead)?;
        Ok(Self { enriched: Stream::create(directory, enriched)?, files: Some((mentions, dead)) })
    }

    /// Writes what became of one record, in whole lines.
    pub fn write(&mut self, done: &Done) -> Result<(), Error> {
        self.enriched.write(&done.enriched)?;
        if let Some((mentions, dead)) = &mut self.files {
            mentions.write(&done.mentions)?;
            dead.write(&done.dead)?;
        } else if let Some((name, reject)) = &done.reject {
            crate::error::say(&format!("rejected {name}: {reject}"));
        }
        Ok(())
    }

    /// Writes out what is buffered.
    pub fn flush(&mut self) -> Result<(), Error> {
        self.enriched.flush()?;
        if let Some((mentions, dead)) = &mut self.files {
            mentions.flush()?;
            dead.flush()?;
        }
        Ok(())
    }
}
