//! `rafid kb build`.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use rafid_entities::build::{
    self, Builder, CURATED, DEFAULT_CLASSES, LOCALES, SOURCES_DATE, Sources, default_builder,
    geonames_alternate_names, geonames_dump, newsmakers, wikidata_classes, wikidata_dump,
};
use rafid_entities::kb::Kb;

use crate::error::Error;
use crate::overwrite;

/// What `rafid kb build` takes.
#[derive(Debug, Args)]
#[command(
    group = clap::ArgGroup::new("source").required(true).multiple(true),
    after_help = "The default knowledge base is rebuilt byte for byte by\n  \
                  scripts/fetch-kb-sources.sh DIR PACK && rafid kb build --sources DIR -o models/kb.bin"
)]
pub struct BuildOptions {
    /// Take the sources of the default knowledge base from here, as scripts/fetch-kb-sources.sh lays them out.
    #[arg(long, value_name = "DIRECTORY", group = "source")]
    sources: Option<PathBuf>,
    /// Take the curated tables (newsmakers.tsv …) from here, not those that come with the program.
    #[arg(long, value_name = "DIRECTORY", requires = "sources")]
    data: Option<PathBuf>,
    /// Add the places of a GeoNames dump: allCountries.txt or cities*.txt.
    #[arg(long, value_name = "FILE", group = "source")]
    geonames: Vec<PathBuf>,
    /// Add names from alternateNamesV2.txt of GeoNames for places read before.
    #[arg(long, value_name = "FILE", requires = "source")]
    alternate_names: Vec<PathBuf>,
    /// Add the items of a Wikidata JSON dump, one a line.
    #[arg(long, value_name = "FILE", group = "source")]
    wikidata: Vec<PathBuf>,
    /// Add rows of a table with the columns of data/newsmakers.tsv.
    #[arg(long, value_name = "FILE", group = "source")]
    tsv: Vec<PathBuf>,
    /// Wikidata classes to take, and their types: a table with the columns of data/wikidata-classes.tsv.
    #[arg(long, value_name = "FILE")]
    classes: Option<PathBuf>,
    /// Leave out Wikidata items with fewer sitelinks.
    #[arg(long, value_name = "N", default_value_t = 10)]
    least_sitelinks: usize,
    /// Leave out towns of GeoNames with fewer people.
    #[arg(long, value_name = "N", default_value_t = 15_000)]
    least_population: u64,
    /// Languages of Wikidata to keep [default: those that the default knowledge base keeps].
    #[arg(long, value_name = "TAG", value_delimiter = ',')]
    languages: Vec<String>,
    /// Date of the sources, the first part of the version.
    #[arg(long, value_name = "YYYY-MM-DD", default_value = SOURCES_DATE, value_parser = date)]
    date: String,
    /// The file to write.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// A day of the calendar, written as ISO 8601 writes it.
fn date(text: &str) -> Result<String, String> {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let parts: Vec<u16> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    let is_day = match parts.as_slice() {
        [year, month, day] if shape == "0000-00-00" => (1..=days(*year, *month)).contains(day),
        _ => false,
    };
    if is_day { Ok(text.to_owned()) } else { Err("give a day as 2026-11-24".to_owned()) }
}

/// How many days a month has; none for a month that is not there.
fn days(year: u16, month: u16) -> u16 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u16::from(is_leap),
        _ => 0,
    }
}

/// Builds a knowledge base and writes it to a file.
pub fn build(options: &BuildOptions) -> Result<(), Error> {
    let output = [Some(options.output.clone())];
    let tables = [&options.geonames, &options.alternate_names, &options.wikidata, &options.tsv];
    let files = tables.into_iter().flatten().chain(&options.classes);
    overwrite::refuse(files.map(PathBuf::as_path), &output)?;
    let mut builder = match &options.sources {
        Some(sources) => {
            let mut folders =
                Folders { sources, data: options.data.as_deref(), opened: Vec::new(), lacks: false };
            let builder = default_builder(&mut folders).map_err(|error| {
                let text = format!("{}: {error}", sources.display());
                if folders.lacks { Error::Input(text) } else { Error::Data(text) }
            })?;
            overwrite::refuse(folders.opened.iter().map(PathBuf::as_path), &output)?;
            builder
        }
        None => Builder::new(),
    };
    for path in &options.geonames {
        read(path, |reader| geonames_dump(&mut builder, reader, options.least_population))?;
    }
    for path in &options.alternate_names {
        read(path, |reader| geonames_alternate_names(&mut builder, reader))?;
    }
    let classes = match &options.classes {
        Some(path) => read(path, |reader| wikidata_classes("the table of classes", reader))?,
        None => wikidata_classes("the table of classes", DEFAULT_CLASSES.as_bytes())
            .map_err(|error| Error::Data(error.to_string()))?,
    };
    let chosen: Vec<&str> = options.languages.iter().map(String::as_str).collect();
    let languages = if chosen.is_empty() { LOCALES } else { chosen.as_slice() };
    for path in &options.wikidata {
        let least = options.least_sitelinks;
        read(path, |reader| wikidata_dump(&mut builder, reader, &classes, languages, least))?;
    }
    for path in &options.tsv {
        read(path, |reader| newsmakers(&mut builder, reader))?;
    }
    write(options, &builder)
}

fn read<T>(
    path: &Path,
    import: impl FnOnce(Box<dyn BufRead + Send>) -> Result<T, rafid_entities::Error>,
) -> Result<T, Error> {
    let reader = rafid_local::open_file(path).map_err(|error| Error::Input(error.to_string()))?;
    import(reader).map_err(|error| Error::Data(format!("{}: {error}", path.display())))
}

fn write(options: &BuildOptions, builder: &Builder) -> Result<(), Error> {
    let bytes = builder.finish(&options.date).map_err(|error| Error::Data(error.to_string()))?;
    let kb = Kb::new(bytes.as_slice().to_vec().into()).map_err(|error| Error::Data(error.to_string()))?;
    if kb.is_empty() {
        return Err(Error::Data("the sources hold no entity with an id and a name".to_owned()));
    }
    let shown = options.output.display().to_string();
    replace(&options.output, &bytes).map_err(|cause| Error::output(&shown, &cause))?;
    let (entities, names) = (kb.len(), kb.record_count());
    let report = format!(
        "{shown}: version {}, {entities} entities, {names} names, {} bytes\n",
        kb.version(),
        bytes.len()
    );
    let written = io::stdout().lock().write_all(report.as_bytes());
    written.map_err(|cause| Error::output("standard output", &cause))
}

/// Writes a file whole or not at all: one that is there stays until the new one is complete.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Devices and pipes cannot be replaced, and a link would be: these are written to.
    if fs::symlink_metadata(path).is_ok_and(|there| !there.is_file()) {
        return fs::write(path, bytes);
    }
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        // It may not be there; the first error is the one to tell.
        let _ = fs::remove_file(&part);
    }
    written
}

/// The sources of the default knowledge base: a directory, and the curated tables of the program or of another one.
struct Folders<'a> {
    sources: &'a Path,
    data: Option<&'a Path>,
    /// The files that were read.
    opened: Vec<PathBuf>,
    /// The last one is not there, or cannot be opened.
    lacks: bool,
}

impl Sources for Folders<'_> {
    fn open(&mut self, name: &str) -> Result<Option<Box<dyn BufRead>>, rafid_entities::Error> {
        let table = CURATED.iter().find(|(table, _)| *table == name);
        let path = match (table, self.data) {
            (Some((_, text)), None) => return Ok(Some(Box::new(text.as_bytes()))),
            (Some(_), Some(data)) => data.join(name),
            (None, _) => self.sources.join(name),
        };
        let file = File::open(&path);
        self.lacks = file.is_err();
        match file {
            Ok(file) => {
                self.opened.push(path);
                Ok(Some(Box::new(BufReader::new(file))))
            }
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(build::unreadable(&path.display().to_string(), &cause)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days() {
        for day in ["2026-11-24", "2024-02-29", "2000-02-29"] {
            assert_eq!(date(day).as_deref(), Ok(day));
        }
        for none in
            ["2026-13-45", "2026-02-29", "1900-02-29", "2026-00-01", "2026-04-31", "2026-4-1", "today"]
        {
            assert!(date(none).is_err(), "{none}");
        }
    }
}
