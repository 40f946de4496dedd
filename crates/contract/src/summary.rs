//! What metrics count of an article, read without reading the rest.

use std::borrow::Cow;

use serde::Deserialize;

use crate::EntityType;

/// A view of an article's JSON for counting: borrows what it can and skips the text.
///
/// ```
/// use rafid_contract::ArticleSummary;
///
/// let json = br#"{"id":"a","language":{"tag":"ar"},"published":{"value":null},"paragraphs":[{"text":"x"}]}"#;
/// let summary = ArticleSummary::from_json(json)?;
/// assert_eq!(summary.language_tag(), Some("ar"));
/// assert!(!summary.is_dated());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ArticleSummary<'a> {
    #[serde(borrow)]
    source: SourceSummary<'a>,
    #[serde(borrow)]
    language: Option<LanguageSummary<'a>>,
    published: PublishedSummary,
    entities: Option<Vec<EntitySummary>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SourceSummary<'a> {
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LanguageSummary<'a> {
    #[serde(borrow)]
    tag: Cow<'a, str>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PublishedSummary {
    value: Option<serde::de::IgnoredAny>,
}

/// What metrics count of an entity.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct EntitySummary {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// Whether it has a global id.
    #[serde(default)]
    pub linked: bool,
}

impl<'a> ArticleSummary<'a> {
    /// Reads an article's JSON.
    pub fn from_json(json: &'a [u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(json)
    }

    /// The publisher.
    pub fn source(&self) -> Option<&str> {
        self.source.name.as_deref()
    }

    /// The language's tag (BCP 47), once the tagger has set one.
    pub fn language_tag(&self) -> Option<&str> {
        self.language.as_ref().map(|language| language.tag.as_ref())
    }

    /// Whether the publication date is known.
    pub fn is_dated(&self) -> bool {
        self.published.value.is_some()
    }

    /// The entities, once the enricher has set them.
    pub fn entities(&self) -> &[EntitySummary] {
        self.entities.as_deref().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_an_article_says() {
        let json = br#"{"id":"a","source":{"name":"CNN \u0627"},"published":{"value":"2024-01-19","method":"meta"},
            "entities":[{"id":"wd:Q649","type":"LOC","linked":true,"name":"x"},{"type":"PER"}],"unknown":[1]}"#;
        let summary = ArticleSummary::from_json(json).unwrap();
        assert_eq!(summary.source(), Some("CNN \u{627}"));
        assert!(summary.is_dated() && summary.language_tag().is_none());
        let linked: Vec<bool> = summary.entities().iter().map(|entity| entity.linked).collect();
        assert_eq!(linked, [true, false]);
    }
}
