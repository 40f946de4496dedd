//! Tables in tab-separated columns with a header line: the curated newsmakers, their short forms,
//! demonyms, the crosswalk of places, and the table of entities with names in many languages.

use std::collections::BTreeMap;
use std::io::BufRead;

use super::bulk::DIVISIONS;
use super::{Builder, DraftName, json};
use crate::error::Error;
use crate::fold::{fold_word, strip_word};
use crate::kb::format::{NameClass, Subtype};
use crate::types::Kind;

/// Calls `row` with the line number and the columns named in `wanted` of each line; lines that
/// start with `#` are comments. A column that the header lacks is empty.
pub(super) fn each_row(
    source: &str,
    reader: impl BufRead,
    wanted: &[&str],
    mut row: impl FnMut(usize, &[&str]) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut positions: Option<Vec<Option<usize>>> = None;
    for (index, line) in reader.lines().enumerate() {
        let line = line.map_err(|error| Error::source(source, index + 1, error))?;
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        let columns: Vec<&str> = line.split('\t').collect();
        let Some(positions) = &positions else {
            let found = wanted.iter().map(|name| columns.iter().position(|column| column == name)).collect();
            positions = Some(found);
            continue;
        };
        let cells: Vec<&str> = positions
            .iter()
            .map(|position| position.and_then(|p| columns.get(p)).map_or("", |cell| cell.trim()))
            .collect();
        row(index + 1, &cells)?;
    }
    Ok(())
}

pub(super) fn kind_of(source: &str, line: usize, text: &str) -> Result<Option<Kind>, Error> {
    match text {
        "PER" => Ok(Some(Kind::Person)),
        "ORG" => Ok(Some(Kind::Organisation)),
        "LOC" => Ok(Some(Kind::Location)),
        "EVENT" | "OTHER" => Ok(None),
        other => Err(Error::source(source, line, format!("unknown type {other:?}; use PER, ORG or LOC"))),
    }
}

/// Languages of the name columns of the curated table.
const NEWSMAKER_LANGUAGES: [&str; 9] = ["en", "ar", "ru", "fr", "es", "fa", "tr", "zh", "he"];

/// Reads the curated table (`qid type en ar ru fr es fa tr zh he de geonames country verified_by`).
/// Rows without a checked id are left out; events are no entities. Several names in a cell are
/// separated by `|`, the first is the label; one after `?` is an ordinary word too and needs context.
///
/// # Errors
/// [`Error::Source`] with the line of a row that is not of this form.
pub fn newsmakers(builder: &mut Builder, reader: impl BufRead) -> Result<(), Error> {
    let source = "newsmakers";
    let mut wanted = vec!["qid", "type", "geonames", "country", "de"];
    wanted.extend(NEWSMAKER_LANGUAGES);
    each_row(source, reader, &wanted, |line, cells| {
        let [qid, kind, geonames, country, german, names @ ..] = cells else { return Ok(()) };
        let (Some(number), Some(kind)) = (json::item(qid), kind_of(source, line, kind)?) else {
            return Ok(());
        };
        if let Ok(id) = geonames.parse::<u32>() {
            builder.set_geonames_wikidata(id, number);
        }
        let draft = builder.by_wikidata(number, kind);
        draft.curated = true;
        let names_division = |name: &str| DIVISIONS.contains(&name.rsplit(' ').next().unwrap_or(name));
        let english = names.first().and_then(|cell| cell.split('|').next());
        if kind == Kind::Location && draft.subtype == Subtype::Plain && english.is_some_and(names_division) {
            draft.subtype = Subtype::Division;
        }
        draft.prior = draft.prior.max(match kind {
            // Below the great cities that have the same name.
            Kind::Location if draft.subtype == Subtype::Division => 64,
            Kind::Location => 70,
            _ => 75,
        });
        if draft.subtype != Subtype::Country && !country.is_empty() {
            draft.country = Some((*country).to_owned());
        }
        let languages = NEWSMAKER_LANGUAGES.iter().copied().chain(["de"]);
        for (language, cell) in languages.zip(names.iter().copied().chain([*german])) {
            for (position, name) in cell.split('|').enumerate() {
                // The bare name of a division is rather that of a city, where both have it.
                let label = position == 0 && (draft.subtype != Subtype::Division || language == "en");
                let class = if label { NameClass::Label } else { NameClass::Alias };
                match name.strip_prefix('?') {
                    Some(weak) => draft.name(language, weak, NameClass::Weak, false),
                    None => draft.name(language, name, class, position == 0),
                }
            }
        }
        Ok(())
    })
}

/// Reads short forms (`qid language alias`), as newspapers use them after or instead of the full
/// name. Those of unknown entities are left out.
///
/// # Errors
/// [`Error::Source`] with the line of a row that is not of this form.
pub fn short_forms(builder: &mut Builder, reader: impl BufRead) -> Result<(), Error> {
    let source = "short forms";
    each_row(source, reader, &["qid", "language", "alias"], |line, cells| {
        let [qid, language, alias] = cells else { return Ok(()) };
        let number = json::item(qid)
            .ok_or_else(|| Error::source(source, line, "the first column is no Wikidata id"))?;
        if let Some(draft) = builder.find_wikidata(number) {
            draft.name(language, alias, NameClass::Short, false);
        }
        Ok(())
    })
}

/// Reads demonyms (`country language forms`, forms separated by `|`).
///
/// # Errors
/// [`Error::Source`] with the line of an unknown country.
pub fn demonyms(builder: &mut Builder, reader: impl BufRead) -> Result<(), Error> {
    let source = "demonyms";
    each_row(source, reader, &["country", "language", "forms"], |line, cells| {
        let [country, language, forms] = cells else { return Ok(()) };
        if !builder.has_country(country) {
            return Err(Error::source(source, line, format!("unknown country {country:?}")));
        }
        let draft = builder.by_country(country);
        forms.split('|').for_each(|form| draft.name(language, form, NameClass::Demonym, false));
        Ok(())
    })
}

/// Reads corrections of names (`id name verdict reason`): `drop` takes a name off an entity, `weak`
/// makes it one that needs context. A correction of a name that no source gives is an error, so
/// that the table does not rot.
///
/// # Errors
/// [`Error::Source`] with the line that corrects nothing or has another verdict.
pub fn corrections(builder: &mut Builder, reader: impl BufRead) -> Result<(), Error> {
    let source = "corrections of names";
    each_row(source, reader, &["id", "name", "verdict"], |line, cells| {
        let [id, name, verdict] = cells else { return Ok(()) };
        let wikidata = id.strip_prefix("wd:").and_then(json::item);
        let geonames = id.strip_prefix("gn:").and_then(|id| id.parse::<u32>().ok());
        let draft = match (wikidata, geonames) {
            (Some(number), _) => builder.find_wikidata(number),
            (_, Some(id)) => builder.find_geonames(id),
            _ => None,
        };
        let wanted = fold_word(name);
        let bears = |known: &DraftName| fold_word(&known.text) == wanted;
        let Some(draft) = draft.filter(|draft| draft.names.iter().any(bears)) else {
            return Err(Error::source(source, line, format!("{id} has no name {name:?}; delete the line")));
        };
        match *verdict {
            "drop" => draft.names.retain(|known| known.class == NameClass::Demonym || !bears(known)),
            "weak" => draft
                .names
                .iter_mut()
                .filter(|known| bears(known))
                .for_each(|known| known.class = NameClass::Weak),
            other => {
                return Err(Error::source(
                    source,
                    line,
                    format!("unknown verdict {other:?}; use drop or weak"),
                ));
            }
        }
        Ok(())
    })
}

/// Reads pairs of Wikidata and `GeoNames` ids of populated places (`wikidataid geonameid name lat
/// lon`, as Natural Earth has them). A pair counts only when the place of that `GeoNames` id bears
/// the name in some language (`names`, a JSON object) and lies within half a degree.
///
/// # Errors
/// [`Error::Source`] when the text cannot be read.
pub fn crosswalk(builder: &mut Builder, reader: impl BufRead) -> Result<(), Error> {
    let wanted = ["wikidataid", "geonameid", "name", "lat", "lon", "names"];
    each_row("crosswalk of places", reader, &wanted, |_, cells| {
        let [qid, geonames, name, latitude, longitude, names] = cells else { return Ok(()) };
        let (Some(number), Ok(id)) = (json::item(qid), geonames.parse::<u32>()) else { return Ok(()) };
        let (Ok(latitude), Ok(longitude)) = (latitude.parse::<f64>(), longitude.parse::<f64>()) else {
            return Ok(());
        };
        let id = builder.namesake(id, name, (latitude, longitude)).unwrap_or(id);
        let Some(draft) = builder.find_geonames(id) else { return Ok(()) };
        let near = draft
            .coordinates
            .is_some_and(|(lat, lon)| (lat - latitude).abs() < 0.5 && (lon - longitude).abs() < 0.5);
        let translated: BTreeMap<String, String> = serde_json::from_str(names).unwrap_or_default();
        let keys: Vec<String> = translated.values().map(String::as_str).chain([*name]).map(key).collect();
        let named = draft.names.iter().any(|known| keys.contains(&key(&known.text)));
        if near && named {
            builder.set_geonames_wikidata(id, number);
        }
        Ok(())
    })
}

/// A name as it is compared: folded letters, without diacritics, spaces and marks.
fn key(name: &str) -> String {
    strip_word(&fold_word(name)).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Sources of the entity table that the default knowledge base may be built from.
const ALLOWED: [&str; 8] = ["eps", "ror", "nsi", "reep", "rigour", "partyfacts", "congress", "xfactr"];

/// Reads rows of `qid type lang label kind source licence`, grouped by `qid`, and calls `choose`
/// for each item with its rows of allowed sources; what it returns becomes an entity.
///
/// # Errors
/// [`Error::Source`] when the text cannot be read.
pub fn entity_table(
    builder: &mut Builder,
    reader: impl BufRead,
    mut choose: impl FnMut(&Item) -> Option<Choice>,
) -> Result<(), Error> {
    let source = "entity table";
    let mut item = Item::default();
    each_row(source, reader, &["qid", "type", "lang", "label", "kind", "source"], |_, cells| {
        let [qid, kind, language, label, label_kind, sources] = cells else { return Ok(()) };
        let Some(number) = json::item(qid) else { return Ok(()) };
        let allowed: Vec<&str> = sources.split('+').filter(|s| ALLOWED.contains(s)).collect();
        if allowed.is_empty() {
            return Ok(());
        }
        if number != item.number {
            take(builder, &item, &mut choose);
            item = Item { number, ..Item::default() };
        }
        (*kind).clone_into(&mut item.kind);
        for source in allowed {
            if !item.sources.iter().any(|known| known == source) {
                item.sources.push(source.to_owned());
            }
        }
        item.names.push(ItemName {
            language: (*language).to_owned(),
            text: (*label).to_owned(),
            label: *label_kind == "label",
            xfactr_only: sources.split('+').all(|s| s == "xfactr"),
        });
        Ok(())
    })?;
    take(builder, &item, &mut choose);
    Ok(())
}

/// Reads tokens of people's names in other scripts with their counts (`lang latin native count`):
/// the hash of each native token without diacritics, and how often it was seen.
///
/// # Errors
/// [`Error::Source`] when the text cannot be read.
pub fn name_tokens(reader: impl BufRead) -> Result<Vec<(u64, u32)>, Error> {
    let mut tokens = Vec::new();
    each_row("name tokens", reader, &["native", "count"], |_, cells| {
        if let [native, count] = cells
            && let [token] = crate::token::tokenize(native).as_slice()
        {
            tokens.push((token.bare, count.parse().unwrap_or(1)));
        }
        Ok(())
    })?;
    Ok(tokens)
}

/// Calls `row` with number, type and name of every row of the entity table, whatever its source:
/// for statistics.
///
/// # Errors
/// [`Error::Source`] when the text cannot be read.
pub fn each_entity_row(reader: impl BufRead, mut row: impl FnMut(u32, &str, &str)) -> Result<(), Error> {
    each_row("entity table", reader, &["qid", "type", "label"], |_, cells| {
        if let [qid, kind, label] = cells
            && let Some(number) = json::item(qid)
        {
            row(number, kind, label);
        }
        Ok(())
    })
}

fn take(builder: &mut Builder, item: &Item, choose: &mut impl FnMut(&Item) -> Option<Choice>) {
    let Some(choice) = choose(item) else { return };
    let draft = builder.by_wikidata(item.number, choice.kind);
    draft.prior = draft.prior.max(choice.prior);
    if draft.subtype == Subtype::Plain {
        draft.subtype = choice.subtype;
    }
    draft.country = draft.country.take().or(choice.country);
    for (language, text, class, display) in choice.names {
        draft.name(&language, &text, class, display);
    }
}

/// An item of the entity table: its rows of allowed sources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// Wikidata number.
    pub number: u32,
    /// `PER`, `ORG`, `LOC`, `EVENT` or `OTHER`.
    pub kind: String,
    /// Which sources have it.
    pub sources: Vec<String>,
    /// Its names.
    pub names: Vec<ItemName>,
}

impl Item {
    /// Whether a source has it.
    pub fn has(&self, source: &str) -> bool {
        self.sources.iter().any(|known| known == source)
    }

    /// In how many languages it has a name.
    pub fn language_count(&self) -> usize {
        let mut languages: Vec<&str> = self.names.iter().map(|name| name.language.as_str()).collect();
        languages.sort_unstable();
        languages.dedup();
        languages.len()
    }
}

/// A name of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemName {
    /// BCP 47 tag, `und` when unknown.
    pub language: String,
    /// The name.
    pub text: String,
    /// Whether the source calls it the label.
    pub label: bool,
    /// Whether only X-FACTR has it, whose aliases hold noise.
    pub xfactr_only: bool,
}

/// What becomes of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The type.
    pub kind: Kind,
    /// Finer type.
    pub subtype: Subtype,
    /// 0 to 100.
    pub prior: u8,
    /// ISO 3166-1 alpha-2 code of the country, if it is told.
    pub country: Option<String>,
    /// Language, name, class, display.
    pub names: Vec<(String, String, NameClass, bool)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curated_rows_need_an_id() {
        let mut builder = Builder::new();
        let rows = "qid\ttype\ten\tar\tverified_by\nQ5\tORG\tAcme|Acme Corp\tأكمي\tyes\n\tPER\tNobody\t\tno\nQ6\tEVENT\tWar\t\tyes\n";
        newsmakers(&mut builder, rows.as_bytes()).unwrap();
        assert_eq!(builder.len(), 1);
        let names: Vec<_> =
            builder.by_wikidata(5, Kind::Organisation).names.iter().map(|n| n.text.clone()).collect();
        assert_eq!(names, ["Acme", "Acme Corp", "أكمي"]);
        let wrong = newsmakers(&mut builder, "qid\ttype\ten\nQ5\tXYZ\tA\n".as_bytes());
        assert!(matches!(wrong, Err(Error::Source { line: 2, .. })), "{wrong:?}");
    }

    #[test]
    fn crosswalk_needs_name_and_nearness() {
        let mut builder = Builder::new();
        let place = builder.by_geonames(1);
        place.coordinates = Some((10.0, 20.0));
        place.name("en", "Onetown", NameClass::Label, true);
        let header = "wikidataid\tgeonameid\tname\tlat\tlon\n";
        let check = |builder: &mut Builder, row: &str, expected| {
            crosswalk(builder, format!("{header}{row}\n").as_bytes()).unwrap();
            assert_eq!(builder.by_geonames(1).wikidata, expected, "{row}");
        };
        check(&mut builder, "Q9\t1\tOnetown\t12\t20", None);
        check(&mut builder, "Q9\t1\tOther\t10\t20", None);
        check(&mut builder, "Q9\t1\tOnetown\t10.1\t20", Some(9));
    }

    #[test]
    fn table_groups_rows_of_allowed_sources() {
        let mut builder = Builder::new();
        let rows = "qid\ttype\tlang\tlabel\tkind\tsource\tlicence\n\
                    Q1\tPER\ten\tAda One\tlabel\teps\tx\n\
                    Q1\tPER\tar\tأدا\tlabel\tmpararel\tx\n\
                    Q2\tPER\ten\tBob\tlabel\tmpararel\tx\n\
                    Q3\tORG\ten\tCee\talias\tmpararel+xfactr\tx\n";
        let mut seen = Vec::new();
        entity_table(&mut builder, rows.as_bytes(), |item| {
            seen.push((item.number, item.names.len(), item.sources.clone()));
            None
        })
        .unwrap();
        seen.retain(|(number, ..)| *number != 0);
        assert_eq!(seen, [(1, 1, vec!["eps".to_owned()]), (3, 1, vec!["xfactr".to_owned()])]);
    }
}
