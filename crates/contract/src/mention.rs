//! The flat record of the mentions topic.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{EntityType, FieldName, Precision};

/// One mention of one entity, flat: one table without joins. The key of its message is `article_id`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MentionRecord {
    /// The article.
    pub article_id: String,
    /// The article's version: SHA-256 of its search key.
    pub fingerprint: String,
    /// Place of this record among the mentions of the article, from 0.
    pub ordinal: u32,
    /// The article's URL.
    pub url: Option<String>,
    /// The article's publisher.
    pub source: Option<String>,
    /// The article's language, BCP 47.
    pub language: String,
    /// The article's published date, ISO 8601.
    pub published: Option<String>,
    /// How exact that is.
    pub published_precision: Option<Precision>,
    /// The entity.
    pub entity_id: String,
    /// What it is.
    pub entity_type: EntityType,
    /// Its canonical name.
    pub entity_name: String,
    /// Whether the id is global.
    pub linked: bool,
    /// The words of the article.
    pub surface: String,
    /// The field they stand in.
    pub field: FieldName,
    /// The paragraph's index from 0, where the field is a paragraph.
    pub paragraph: Option<u32>,
    /// First character, in Unicode code points of the field.
    pub start: u32,
    /// Past the last character, in Unicode code points of the field.
    pub end: u32,
    /// How much the article is about the entity, 0 to 1.
    pub salience: f64,
    /// Latitude of a place, degrees north.
    pub lat: Option<f64>,
    /// Longitude of a place, degrees east.
    pub lon: Option<f64>,
    /// The country that a place is in, ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Version of the knowledge base.
    pub knowledge_base: String,
    /// Version of the recogniser's weights.
    pub entity_model: String,
}
