//! Names of territories and exemplar cities from Unicode CLDR, as the npm packages
//! `cldr-localenames-full` and `cldr-dates-full` carry them (Unicode-3.0).

use std::io::Read;

use serde_json::Value;

use super::{Builder, CITY_OF_NOTE, json};
use crate::error::Error;
use crate::kb::format::{NameClass, Subtype};
use crate::types::Kind;

/// Macro-regions of CLDR (UN M49 codes) that newspapers name, with the Wikidata number of each as
/// the rows of the entity table pair it with the English name.
const REGIONS: &[(&str, u32)] =
    &[("002", 15), ("150", 46), ("142", 48), ("019", 828), ("003", 49), ("005", 18), ("009", 55643)];

/// Reads `main/LOCALE/territories.json`: names of the countries that the builder knows already,
/// and of continents. Short and variant forms are aliases.
///
/// # Errors
/// [`Error::Source`] when it is not such a file.
pub fn cldr_territories(builder: &mut Builder, locale: &str, reader: impl Read) -> Result<(), Error> {
    let source = format!("CLDR territories of {locale}");
    let value = json::read(&source, reader)?;
    let territories = value
        .pointer(&format!("/main/{locale}/localeDisplayNames/territories"))
        .and_then(Value::as_object)
        .ok_or_else(|| Error::source(&source, 0, "no localeDisplayNames/territories"))?;
    for (key, name) in territories {
        let Some(name) = name.as_str() else { continue };
        let (code, variant) = key.split_once("-alt-").unwrap_or((key.as_str(), ""));
        // "Hong Kong", not "Hong Kong SAR China".
        let is_short_name =
            |name: &str| name.chars().any(char::is_lowercase) || !name.chars().any(char::is_uppercase);
        let short = territories
            .get(&format!("{code}-alt-short"))
            .and_then(Value::as_str)
            .filter(|s| is_short_name(s));
        let variant = match (variant, short) {
            ("", Some(_)) => "long",
            ("short", Some(_)) => "",
            _ => variant,
        };
        // Codes of three letters or digits that are left untranslated stand for themselves.
        if name == code && variant.is_empty() {
            continue;
        }
        let class = match variant {
            "" => NameClass::Label,
            "short" => NameClass::Acronym,
            _ => NameClass::Alias,
        };
        if let Some((_, number)) = REGIONS.iter().find(|(region, _)| *region == code) {
            let draft = builder.by_wikidata(*number, Kind::Location);
            draft.subtype = Subtype::Region;
            draft.prior = 85;
            draft.name(locale, name, class, variant.is_empty());
        } else if builder.has_country(code) {
            let name = name.split(['(', '（']).next().unwrap_or(name).trim();
            builder.by_country(code).name(locale, name, class, variant.is_empty());
        }
    }
    Ok(())
}

/// Reads `main/LOCALE/timeZoneNames.json`: the exemplar cities, which are large or capitals. They
/// belong to the largest city of the English name (`Asia/Riyadh` → Riyadh) that the builder knows
/// by `find`; others are left out.
///
/// # Errors
/// [`Error::Source`] when it is not such a file.
pub fn cldr_exemplar_cities(
    builder: &mut Builder,
    locale: &str,
    reader: impl Read,
    find: impl Fn(&str) -> Option<u32>,
) -> Result<(), Error> {
    let source = format!("CLDR time zone names of {locale}");
    let value = json::read(&source, reader)?;
    let zones = value
        .pointer(&format!("/main/{locale}/dates/timeZoneNames/zone"))
        .ok_or_else(|| Error::source(&source, 0, "no dates/timeZoneNames/zone"))?;
    let mut stack: Vec<(String, &Value)> = vec![(String::new(), zones)];
    while let Some((path, value)) = stack.pop() {
        if let Some(name) = json::text(value, "exemplarCity") {
            let found = find(&path).filter(|id| !builder.is_called_as_its_country(*id, locale, name));
            let named = found.and_then(|id| builder.find_geonames(id));
            if let Some(draft) = named {
                // A zone within a state ("America/Indiana/Knox") may be named after a town.
                if path.matches('/').count() == 1 || path.starts_with("America/Argentina/") {
                    draft.prior = draft.prior.max(CITY_OF_NOTE);
                }
                draft.name(locale, name, NameClass::Label, true);
            }
            continue;
        }
        let Some(members) = value.as_object() else { continue };
        for (key, member) in members {
            let path = if path.is_empty() { key.clone() } else { format!("{path}/{key}") };
            stack.push((path, member));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_known_countries_only() {
        let mut builder = Builder::new();
        builder.by_country("US");
        let data = r#"{"main": {"xx": {"localeDisplayNames": {"territories":
            {"US": "Vereinigte", "US-alt-short": "VS", "ZZ": "unknown", "002": "Afrika", "XK": "XK"}}}}}"#;
        cldr_territories(&mut builder, "xx", data.as_bytes()).unwrap();
        let names: Vec<_> =
            builder.by_country("US").names.iter().map(|n| (n.text.as_str(), n.class)).collect();
        assert_eq!(names, [("Vereinigte", NameClass::Label), ("VS", NameClass::Acronym)]);
        assert_eq!(builder.by_wikidata(15, Kind::Location).names.len(), 1);
        assert_eq!(builder.len(), 2);
    }

    #[test]
    fn exemplar_cities_go_to_their_place() {
        let mut builder = Builder::new();
        builder.by_geonames(9);
        let data = r#"{"main": {"xx": {"dates": {"timeZoneNames": {"zone":
            {"Asia": {"Riyadh": {"exemplarCity": "Rijad"}}, "America": {"Indiana": {"Knox": {"exemplarCity": "K"}}}}}}}}}"#;
        cldr_exemplar_cities(&mut builder, "xx", data.as_bytes(), |zone| {
            (zone == "Asia/Riyadh").then_some(9)
        })
        .unwrap();
        assert_eq!(builder.by_geonames(9).names.len(), 1);
    }
}
