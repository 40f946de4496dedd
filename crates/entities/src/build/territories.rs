//! Wikidata ids of countries, territories and their divisions from the Python package `rigour` (MIT).

use std::io::BufRead;

use super::{Builder, json};
use crate::error::Error;
use crate::kb::format::{NameClass, Subtype};
use crate::types::Kind;

/// Countries for which the source gives the kingdom that they are the main part of first, and the
/// country second; newspapers mean the country.
const PREFERRED: [(&str, u32); 2] = [("DK", 35), ("NL", 55)];

/// Reads one JSON object per line with `code`, `qid`, `name`, `full_name`. Countries that the
/// builder knows by their ISO code get their Wikidata id; divisions (`us-tx`) become entities.
/// The weak and strong names of the source hold demonyms and names of parts, and are not used.
///
/// # Errors
/// [`Error::Source`] when a line is no such object.
pub fn rigour_territories(builder: &mut Builder, reader: impl BufRead) -> Result<(), Error> {
    let source = "rigour territories";
    for (index, line) in reader.lines().enumerate() {
        let line = line.map_err(|error| Error::source(source, index + 1, error))?;
        let value: serde_json::Value =
            serde_json::from_str(&line).map_err(|error| Error::source(source, index + 1, error))?;
        let (Some(code), Some(name)) = (json::text(&value, "code"), json::text(&value, "name")) else {
            return Err(Error::source(source, index + 1, "no code or name"));
        };
        let Some(number) = json::text(&value, "qid").and_then(json::item) else { continue };
        let code = code.to_uppercase();
        let number = PREFERRED.iter().find(|(known, _)| *known == code).map_or(number, |(_, number)| *number);
        if builder.has_country(&code) {
            builder.set_country_wikidata(&code, number);
            let draft = builder.by_country(&code);
            draft.name("en", name, NameClass::Alias, false);
            if let Some(full) = json::text(&value, "full_name").filter(|full| !full.contains('(')) {
                draft.name("en", full, NameClass::Alias, false);
            }
        } else if let Some((country, _)) = code.split_once('-') {
            let country = country.to_owned();
            let draft = builder.by_wikidata(number, Kind::Location);
            draft.country = Some(country);
            // Cities that are divisions of their own stay cities.
            if draft.subtype == Subtype::Plain {
                draft.subtype = Subtype::Division;
            }
            draft.prior = draft.prior.max(60);
            // "Georgia (USA)"
            let name = name.split(" (").next().unwrap_or(name);
            draft.name("en", name, NameClass::Label, true);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_get_ids_and_divisions_are_entities() {
        let mut builder = Builder::new();
        builder.by_country("XA");
        let lines = "{\"code\":\"xa\",\"qid\":\"Q1\",\"name\":\"Aland\",\"full_name\":\"Kingdom of Aland\"}\n\
                     {\"code\":\"xa-b\",\"qid\":\"Q2\",\"name\":\"Beeland (Aland)\"}\n\
                     {\"code\":\"xz\",\"qid\":\"Q3\",\"name\":\"Nowhere\"}\n";
        rigour_territories(&mut builder, lines.as_bytes()).unwrap();
        assert_eq!(builder.by_country("XA").wikidata, Some(1));
        assert_eq!(builder.by_wikidata(2, Kind::Location).country.as_deref(), Some("XA"));
        assert_eq!(builder.len(), 2);
        assert!(rigour_territories(&mut builder, "{}".as_bytes()).is_err());
    }
}
