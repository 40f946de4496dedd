//! `rafid kb stats`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};

use rafid_entities::Kind;
use rafid_entities::kb::Kb;

use super::{FileOption, with_kb};
use crate::error::Error;

/// Says what a knowledge base holds.
pub fn stats(file: &FileOption) -> Result<(), Error> {
    let text = with_kb(file, |kb| Ok(report(kb)))?;
    io::stdout().lock().write_all(text.as_bytes()).map_err(|cause| Error::output("standard output", &cause))
}

// Writing to a String cannot fail, so the results of writeln! are not looked at below.

fn report(kb: &Kb) -> String {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut with: BTreeMap<&str, usize> = BTreeMap::new();
    let mut languages: BTreeMap<&str, usize> = BTreeMap::new();
    for index in 0..kb.len() {
        let Some(row) = kb.entity(index) else { continue };
        *kinds.entry(row.kind.as_str()).or_default() += 1;
        let facts = [
            ("a Wikidata id", row.wikidata.is_some()),
            ("a GeoNames id", row.geonames.is_some()),
            ("an ISO 3166-1 code", kb.iso(&row).is_some()),
            ("coordinates", row.coordinates.is_some()),
            ("a country", row.country != 0),
            ("a row of the curated table", row.curated),
        ];
        for (fact, _) in facts.iter().filter(|(_, holds)| *holds) {
            *with.entry(fact).or_default() += 1;
        }
        for (language, _) in kb.names(index) {
            *languages.entry(language).or_default() += 1;
        }
    }
    let mut out = String::new();
    let _ = writeln!(out, "version {}, {} bytes", kb.version(), kb.byte_count());
    let _ = writeln!(out, "{} entities, {} names that match", kb.len(), kb.record_count());
    for kind in Kind::ALL {
        let _ = writeln!(out, "{:>9} {}", kinds.get(kind.as_str()).copied().unwrap_or(0), kind.as_str());
    }
    for (fact, count) in with {
        let _ = writeln!(out, "{count:>9} with {fact}");
    }
    let mut languages: Vec<(&str, usize)> = languages.into_iter().collect();
    languages.sort_by_key(|(language, count)| (std::cmp::Reverse(*count), *language));
    let shown: Vec<String> =
        languages.iter().map(|(language, count)| format!("{language} {count}")).collect();
    let _ = writeln!(out, "names to show: {}", shown.join(", "));
    out
}
