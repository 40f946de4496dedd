//! The one growing record of the normalized, tagged and enriched topics.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Entity, Flag, LinkRelation, Published, RemovedReason};

/// An article. The normalizer fills all but `language` and `entities`; the tagger and the enricher add those.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Article {
    /// The id, also the key of the message. See [`crate::id`].
    pub id: String,
    /// Where the article was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When the crawler fetched it, in its own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fetched_at: Option<String>,
    /// Place in its page: 0 is the main article.
    pub position: u32,
    /// The id of the page's main article; null for that one itself.
    pub parent_id: Option<String>,
    /// The ids of the further articles of the page, on the main one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<String>,
    /// Related articles, of this page or elsewhere.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Who published it.
    #[serde(skip_serializing_if = "Source::is_empty")]
    pub source: Source,
    /// The dateline that opened the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dateline: Option<Dateline>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// What the publisher says it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keywords: Option<Keywords>,
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Title>,
    /// The body.
    pub paragraphs: Vec<Paragraph>,
    /// The field of the raw message that `raw` runs point into: `text`, `html`, `value`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_field: Option<String>,
    /// The charset that the field was decoded from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_charset: Option<String>,
    /// When it was published.
    pub published: Published,
    /// What was stripped from the text, so that nothing is lost silently.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<Removed>,
    /// What a reader should know of its quality.
    pub quality: Quality,
    /// Sizes.
    pub stats: Stats,
    /// Tells versions and duplicates apart.
    pub fingerprint: Fingerprint,
    /// What language it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// The crawler's claim about the language: a hint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language_hint: Option<String>,
    /// People, organisations and places, the most salient first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entities: Option<Vec<Entity>>,
    /// Fields of the raw message that the contract does not know.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
    /// The versions of programs, models and knowledge base that made this record.
    pub produced_by: ProducedBy,
    /// Fields of a newer contract: they pass through unchanged.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// The title, as displayed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Title {
    /// Display text: NFC, repaired, clean.
    pub text: String,
    /// Where it stood. See [`Run`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub raw: Vec<Run>,
    /// The field that `raw` points into, where it is another one than the article's `raw_field`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_field: Option<String>,
}

/// A paragraph of the body, as displayed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Paragraph {
    /// Display text: NFC, repaired, clean.
    pub text: String,
    /// Where it stood. See [`Run`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub raw: Vec<Run>,
    /// The paragraph's language, where it differs from the article's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

/// A run `[text_start, source_start, source_end]` of a map from display text to the decoded source field:
/// `text_start` counts Unicode code points of the text, the other two bytes of the field's UTF-8. The run reaches to
/// the next run's `text_start`, or to the end of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Run(pub u32, pub u32, pub u32);

/// A related article: one of this page (`to`), or a link (`url`, `title`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Link {
    /// How it relates.
    pub relation: LinkRelation,
    /// The id of an article of the same page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// An address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The words of the link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// Who published an article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Source {
    /// The publisher, as the crawler or the page names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Another outlet that the text says it is taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
}

impl Source {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.name.is_none() && self.outlet.is_none()
    }
}

/// The dateline that opened the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Dateline {
    /// As it stood.
    pub raw: String,
    /// The agency.
    pub agency: Option<String>,
    /// The place.
    pub place: Option<String>,
}

/// Keywords of the publisher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Keywords {
    /// The line as it stood, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    /// One by one.
    pub items: Vec<String>,
    /// How they were told apart.
    pub method: KeywordMethod,
}

/// How keywords were told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeywordMethod {
    /// They came as a list.
    List,
    /// By the delimiters of the line.
    Delimiter,
    /// Without delimiters, by the longest match against known names and the body's own phrases.
    LongestMatch,
}

/// A piece of the source that is not in the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Removed {
    /// The words, at most some hundred characters of them.
    pub text: String,
    /// Why.
    pub reason: RemovedReason,
}

/// What a reader should know of an article's quality.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Quality {
    /// Flags, sorted.
    pub flags: Vec<Flag>,
}

/// Sizes of the display text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Stats {
    /// Unicode code points of the paragraphs, one line feed between two.
    pub characters: u32,
    /// Words: runs between white space; letters of scripts without word spaces count one each.
    pub words: u32,
    /// Sentence ends: an estimate.
    pub sentences: u32,
    /// Paragraphs.
    pub paragraphs: u32,
}

/// Tells versions and duplicates apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Fingerprint {
    /// SHA-256 of the search key of the paragraphs, lower-case hexadecimal: equal for exact duplicates.
    pub sha256: String,
    /// 64-bit `SimHash` over word 3-shingles, lower-case hexadecimal: near for near duplicates.
    pub simhash: String,
}

/// What language a text is in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Language {
    /// BCP 47; `und` where the text does not tell.
    pub tag: String,
    /// ISO 15924.
    pub script: String,
    /// Calibrated probability that the tag is right, three decimals.
    pub confidence: f64,
    /// Whether to rely on it.
    pub reliable: bool,
}

/// The versions that made a record. Constant for one build, so they may stand in the payload.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ProducedBy {
    /// Version of the normalizer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub normalizer: Option<String>,
    /// Version of the tagger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tagger: Option<String>,
    /// Version of the language model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language_model: Option<String>,
    /// Version of the enricher.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enricher: Option<String>,
    /// Version of the recogniser's weights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity_model: Option<String>,
    /// Version of the knowledge base.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub knowledge_base: Option<String>,
}
