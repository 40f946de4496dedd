//! `rafid kb lookup`.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use clap::Args;
use rafid_entities::kb::{EntityIndex, Kb};

use super::{FileOption, with_kb};
use crate::error::Error;

/// What `rafid kb lookup` takes.
#[derive(Debug, Args)]
pub struct LookupOptions {
    /// A name in any script, or an id: wd:Q649, gn:524901, iso:RU.
    name: String,
    #[command(flatten)]
    file: FileOption,
    /// Show the names in all languages.
    #[arg(short, long)]
    all: bool,
}

/// Shows the entities of a name or id, strongest first.
pub fn lookup(options: &LookupOptions) -> Result<(), Error> {
    let text = with_kb(&options.file, |kb| {
        let text = found(kb, &options.name, options.all);
        if text.is_empty() {
            return Err(Error::NotFound(format!("nothing is called {:?}", options.name)));
        }
        Ok(text)
    })?;
    io::stdout().lock().write_all(text.as_bytes()).map_err(|cause| Error::output("standard output", &cause))
}

// Writing to a String cannot fail, so the results of write! are not looked at below.

fn found(kb: &Kb, name: &str, all: bool) -> String {
    let mut out = String::new();
    if let Some(index) = kb.find(name) {
        entity(&mut out, kb, index, "id", all);
        return out;
    }
    let mut seen: Vec<EntityIndex> = Vec::new();
    for record in kb.lookup_name(name) {
        if seen.contains(&record.entity) {
            continue;
        }
        seen.push(record.entity);
        let mut how = format!("{} in {}", record.class.as_str(), kb.language(record.language));
        let notes = [(record.common, "an ordinary word too"), (record.stripped, "without its diacritics")];
        for (_, note) in notes.iter().filter(|(holds, _)| *holds) {
            let _ = write!(how, ", {note}");
        }
        entity(&mut out, kb, record.entity, &how, all);
    }
    for index in kb.lookup_transliterated(name) {
        if !seen.contains(&index) {
            entity(&mut out, kb, index, "by transliteration", all);
        }
    }
    out
}

fn entity(out: &mut String, kb: &Kb, index: EntityIndex, how: &str, all: bool) {
    let Some(row) = kb.entity(index) else { return };
    let id = kb.id(index).unwrap_or_default();
    let _ = writeln!(out, "{id}\t{}\t{}\t{how}", row.kind.as_str(), kb.name(index));
    let _ = write!(out, "  prior {}", row.prior);
    if !row.subtype.as_str().is_empty() {
        let _ = write!(out, ", {}", row.subtype.as_str());
    }
    if let Some(country) = kb.country(row.country) {
        let _ = write!(out, ", country {country}");
    }
    if let Some(geonames) = row.geonames {
        let _ = write!(out, ", gn:{geonames}");
    }
    if let Some((latitude, longitude)) = row.coordinates {
        let _ = write!(out, ", at {} {}", f64::from(latitude) / 100_000.0, f64::from(longitude) / 100_000.0);
    }
    if row.curated {
        out.push_str(", curated");
    }
    out.push('\n');
    let shown = kb.names(index).filter(|(language, _)| all || matches!(*language, "en" | "ar"));
    for (language, name) in shown {
        let _ = writeln!(out, "  {language}\t{name}");
    }
}
