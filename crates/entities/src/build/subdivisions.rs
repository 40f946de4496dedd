//! English names of the divisions of countries from Unicode CLDR, as the npm package `cldr-subdivisions-full` carries
//! them (Unicode-3.0): they tell which places of the table of entities are divisions, and of which country.

use std::collections::{BTreeMap, HashSet};
use std::io::Read;

use serde_json::Value;

use super::{Builder, json};
use crate::error::Error;
use crate::fold::{fold_word, strip_word};
use crate::kb::format::NameClass;

/// What the names of places are compared with.
#[derive(Debug, Default)]
pub struct KnownPlaces {
    /// Names of divisions with their country; none where divisions of several countries share the name.
    divisions: BTreeMap<String, Option<String>>,
    cities: HashSet<String>,
}

impl KnownPlaces {
    /// Reads `subdivisions/en.json`, and takes the names of cities from what is built already.
    ///
    /// # Errors
    /// [`Error::Source`] when it is not such a file.
    pub fn new(builder: &Builder, reader: impl Read) -> Result<Self, Error> {
        let source = "CLDR subdivisions";
        let value = json::read(source, reader)?;
        let names = value
            .pointer("/subdivisions/localeDisplayNames/subdivisions")
            .and_then(Value::as_object)
            .ok_or_else(|| Error::source(source, 0, "no localeDisplayNames/subdivisions"))?;
        let mut known = Self::default();
        for (code, name) in names {
            let (Some(country), Some(name)) = (code.get(..2), name.as_str()) else { continue };
            let country = country.to_uppercase();
            let same = known.divisions.entry(key(name)).or_insert_with(|| Some(country.clone()));
            if *same != Some(country) {
                *same = None;
            }
        }
        let cities = builder.drafts.iter().filter(|draft| draft.subtype.is_town());
        let names = cities.flat_map(|city| &city.names).filter(|name| name.class == NameClass::Label);
        known.cities = names.map(|name| key(&name.text)).collect();
        Ok(known)
    }

    /// The country of the one division of this name.
    pub fn country(&self, name: &str) -> Option<&str> {
        self.divisions.get(&key(name))?.as_deref()
    }

    /// Whether a city has this name.
    pub fn is_city(&self, name: &str) -> bool {
        self.cities.contains(&key(name))
    }
}

fn key(name: &str) -> String {
    strip_word(&fold_word(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kb::format::Subtype;

    #[test]
    fn names_of_one_country_tell_it() {
        let mut builder = Builder::new();
        let city = builder.by_geonames(1);
        city.subtype = Subtype::City;
        city.name("en", "Onetown", NameClass::Label, true);
        let data = r#"{"subdivisions": {"localeDisplayNames": {"subdivisions":
            {"xaone": "One", "xbtwo": "Twó", "xatwo": "Two", "xathree": "Threé"}}}}"#;
        let known = KnownPlaces::new(&builder, data.as_bytes()).unwrap();
        assert_eq!(known.country("One"), Some("XA"));
        assert_eq!(known.country("Two"), None);
        assert_eq!(known.country("three"), Some("XA"));
        assert!(known.is_city("Onetown") && !known.is_city("One"));
        assert!(KnownPlaces::new(&builder, "{}".as_bytes()).is_err());
    }
}
