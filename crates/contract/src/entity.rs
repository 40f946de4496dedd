//! People, organisations and places of an article.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::EntityType;

/// A person, an organisation or a place, with every place where the article names it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Entity {
    /// The id, the same in every language and script: `wd:Q649`, `gn:524901`, `iso:RU` or `local:…`.
    pub id: String,
    /// All ids that the knowledge base has.
    #[serde(default, skip_serializing_if = "EntityIds::is_empty")]
    pub ids: EntityIds,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// Its canonical name.
    pub name: String,
    /// Its name in some languages, by BCP 47 tag.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
    /// Whether `id` is a global id; a local id tells entities of one article apart, and names that transliterate.
    pub linked: bool,
    /// Where a place is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coordinates: Option<Coordinates>,
    /// The country that a place is in, ISO 3166-1 alpha-2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// How much the article is about it, 0 to 1, three decimals.
    pub salience: f64,
    /// Where the article names it, in reading order.
    pub mentions: Vec<Mention>,
}

/// The ids of one entity in the registries that Rafid knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EntityIds {
    /// Wikidata, `Q649`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wikidata: Option<String>,
    /// `GeoNames`, `524901`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub geonames: Option<String>,
    /// ISO 3166-1 alpha-2, `RU`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iso: Option<String>,
}

impl EntityIds {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.wikidata.is_none() && self.geonames.is_none() && self.iso.is_none()
    }
}

/// Degrees in WGS 84, north and east positive.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Coordinates {
    /// Latitude.
    pub lat: f64,
    /// Longitude.
    pub lon: f64,
}

/// A field of an article that mentions point into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldName {
    /// `title.text`.
    Title,
    /// `paragraphs[n].text`.
    Paragraph,
}

/// One place where an article names an entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Mention {
    /// The field.
    pub field: FieldName,
    /// The paragraph's index from 0, where the field is a paragraph.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<u32>,
    /// First character, in Unicode code points of the field.
    pub start: u32,
    /// Past the last character, in Unicode code points of the field.
    pub end: u32,
    /// The characters between.
    pub text: String,
}
