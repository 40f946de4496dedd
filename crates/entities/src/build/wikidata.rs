//! Importer of Wikidata JSON dumps: one item a line, with or without the commas and brackets of
//! the whole array (<https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html>, CC0).

use std::collections::HashMap;
use std::io::BufRead;

use serde_json::Value;

use super::tables::{each_row, kind_of};
use super::{Builder, json};
use crate::error::Error;
use crate::kb::format::{NameClass, Subtype};
use crate::types::Kind;

/// Classes (values of P31) that decide the type of an item: Wikidata number, type, finer type.
/// The caller extends it; subclasses are not followed, as the dump does not come in their order.
pub type Classes = HashMap<u32, (Kind, Subtype)>;

/// The table of classes that comes with the project, as [`wikidata_classes`] reads it.
pub const DEFAULT_CLASSES: &str = include_str!("../../../../data/wikidata-classes.tsv");

/// Reads a table of classes (`class type subtype label`).
///
/// # Errors
/// [`Error::Source`] with the line whose class, type or subtype is unknown.
pub fn wikidata_classes(source: &str, reader: impl BufRead) -> Result<Classes, Error> {
    let mut classes = Classes::new();
    each_row(source, reader, &["class", "type", "subtype"], |line, cells| {
        let [class, kind, subtype] = cells else { return Ok(()) };
        let number = json::item(class)
            .ok_or_else(|| Error::source(source, line, "the first column is no Wikidata id"))?;
        let Some(kind) = kind_of(source, line, kind)? else { return Ok(()) };
        let subtype = Subtype::from_name(subtype)
            .ok_or_else(|| Error::source(source, line, format!("unknown subtype {subtype:?}")))?;
        classes.insert(number, (kind, subtype));
        Ok(())
    })?;
    Ok(classes)
}

/// Reads items whose P31 is in `classes` and that have at least `least_sitelinks`. Labels and
/// aliases of `languages` are kept (all when empty). The prior grows with the number of sitelinks.
/// Coordinates come from P625, `GeoNames` ids from P1566, the country from P17 by way of P297 of
/// the countries read before. A line `{"id": "Q5", "redirect": "Q7"}` keeps the old id alive.
///
/// # Errors
/// [`Error::Source`] with the line that is no JSON object.
pub fn wikidata_dump(
    builder: &mut Builder,
    reader: impl BufRead,
    classes: &Classes,
    languages: &[&str],
    least_sitelinks: usize,
) -> Result<(), Error> {
    let source = "Wikidata dump";
    let mut countries: HashMap<u32, String> = HashMap::new();
    for (index, line) in reader.lines().enumerate() {
        let line = line.map_err(|error| Error::source(source, index + 1, error))?;
        let text = line.trim().trim_end_matches(',');
        if text.is_empty() || matches!(text, "[" | "]") {
            continue;
        }
        let item: Value =
            serde_json::from_str(text).map_err(|error| Error::source(source, index + 1, error))?;
        let Some(number) = json::text(&item, "id").and_then(json::item) else { continue };
        if let Some(target) = json::text(&item, "redirect").and_then(json::item) {
            builder.redirect(number, target);
            continue;
        }
        if let Some(code) = claims(&item, "P297").find_map(Value::as_str) {
            countries.insert(number, code.to_owned());
        }
        let found = claims(&item, "P31").filter_map(item_value).find_map(|class| classes.get(&class));
        let Some(&(kind, subtype)) = found else { continue };
        let sitelinks = item.get("sitelinks").and_then(Value::as_object).map_or(0, serde_json::Map::len);
        if sitelinks < least_sitelinks {
            continue;
        }
        let country = claims(&item, "P17").filter_map(item_value).find_map(|id| countries.get(&id).cloned());
        let own = countries.get(&number).cloned();
        add(builder, &item, number, (kind, subtype), languages, sitelinks, own.or(country));
    }
    Ok(())
}

fn add(
    builder: &mut Builder,
    item: &Value,
    number: u32,
    (kind, subtype): (Kind, Subtype),
    languages: &[&str],
    sitelinks: usize,
    country: Option<String>,
) {
    let geonames = claims(item, "P1566").find_map(Value::as_str).and_then(|id| id.parse::<u32>().ok());
    if let Some(id) = geonames {
        builder.by_geonames(id);
        builder.set_geonames_wikidata(id, number);
    }
    if subtype == Subtype::Country
        && let Some(code) = &country
    {
        builder.by_country(code);
        builder.set_country_wikidata(code, number);
    }
    let draft = builder.by_wikidata(number, kind);
    draft.subtype = subtype;
    draft.prior = draft.prior.max(sitelink_prior(sitelinks));
    draft.country = draft.country.take().or(country);
    let point = claims(item, "P625")
        .find_map(|value| json::float(value, "latitude").zip(json::float(value, "longitude")));
    draft.coordinates = draft.coordinates.or(point);
    let wanted = |language: &str| languages.is_empty() || languages.contains(&language);
    let labels = item.get("labels").and_then(Value::as_object).into_iter().flatten();
    for (language, label) in labels.filter(|(language, _)| wanted(language)) {
        if let Some(text) = json::text(label, "value") {
            draft.name(language, text, NameClass::Label, true);
        }
    }
    let aliases = item.get("aliases").and_then(Value::as_object).into_iter().flatten();
    for (language, list) in aliases.filter(|(language, _)| wanted(language)) {
        for text in list.as_array().into_iter().flatten().filter_map(|alias| json::text(alias, "value")) {
            draft.name(language, text, NameClass::Alias, false);
        }
    }
}

/// 20 for an item with few sitelinks, 85 for one with two hundred.
fn sitelink_prior(sitelinks: usize) -> u8 {
    let magnitude = (1.0 + sitelinks as f64).log2();
    (12.0 + magnitude * 9.5).clamp(0.0, 85.0) as u8
}

/// The values of the claims of a property, without deprecated ones.
fn claims<'a>(item: &'a Value, property: &str) -> impl Iterator<Item = &'a Value> {
    item.pointer("/claims")
        .and_then(|claims| claims.get(property))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter(|claim| json::text(claim, "rank") != Some("deprecated"))
        .filter_map(|claim| claim.pointer("/mainsnak/datavalue/value"))
}

fn item_value(value: &Value) -> Option<u32> {
    json::text(value, "id").and_then(json::item).or_else(|| json::number(value, "numeric-id"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(value: &str) -> String {
        format!(r#"[{{"rank":"normal","mainsnak":{{"datavalue":{{"value":{value}}}}}}}]"#)
    }

    fn item(id: &str, class: &str, claims: &str, labels: &str) -> String {
        format!(
            r#"{{"id":"{id}","type":"item","labels":{labels},"aliases":{{"en":[{{"language":"en","value":"alias of {id}"}}]}},"sitelinks":{{"enwiki":{{}},"arwiki":{{}}}},"claims":{{"P31":{}{claims}}}}}"#,
            claim(&format!(r#"{{"id":"{class}"}}"#))
        )
    }

    #[test]
    fn the_table_of_classes_is_whole() {
        let classes = wikidata_classes("classes", DEFAULT_CLASSES.as_bytes()).unwrap();
        assert_eq!(classes.get(&5), Some(&(Kind::Person, Subtype::Plain)));
        assert_eq!(classes.get(&515), Some(&(Kind::Location, Subtype::City)));
        let wrong = wikidata_classes("classes", "class\ttype\tsubtype\nQ5\tPER\tking\n".as_bytes());
        assert!(matches!(wrong, Err(Error::Source { line: 2, .. })), "{wrong:?}");
    }

    #[test]
    fn reads_items_redirects_and_countries() {
        let country =
            item("Q100", "Q6256", &format!(r#","P297":{}"#, claim("\"XA\"")), r#"{"en":{"value":"Aland"}}"#);
        let city = item(
            "Q200",
            "Q515",
            &format!(
                r#","P17":{},"P1566":{},"P625":{}"#,
                claim(r#"{"id":"Q100"}"#),
                claim("\"42\""),
                claim(r#"{"latitude":1.5,"longitude":2.5}"#)
            ),
            r#"{"en":{"value":"Onetown"},"ar":{"value":"أونتاون"},"xx":{"value":"no"}}"#,
        );
        let other = item("Q300", "Q999", "", r#"{"en":{"value":"a taxon"}}"#);
        let dump =
            format!("[\n{country},\n{city},\n{other},\n{{\"id\":\"Q201\",\"redirect\":\"Q200\"}}\n]\n");
        let classes = Classes::from([
            (6256, (Kind::Location, Subtype::Country)),
            (515, (Kind::Location, Subtype::City)),
        ]);
        let mut builder = Builder::new();
        wikidata_dump(&mut builder, dump.as_bytes(), &classes, &["en", "ar"], 1).unwrap();
        assert_eq!(builder.len(), 2);
        let city = builder.by_geonames(42);
        assert_eq!((city.wikidata, city.country.as_deref()), (Some(200), Some("XA")));
        assert_eq!(city.coordinates, Some((1.5, 2.5)));
        assert_eq!(city.names.len(), 3);
        assert_eq!(builder.by_country("XA").wikidata, Some(100));
        assert_eq!(builder.redirects.get(&201), Some(&200));
    }
}
