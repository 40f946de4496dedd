//! Counts of what articles say, gathered over a batch: languages, entities, dates, sources.

use std::collections::BTreeMap;

use rafid_contract::{ArticleSummary, EntityType, Topic};
use rafid_ops::Metrics;
use rafid_ops::metrics::Bounded;
use rafid_stage::Message;

/// The most language tags with a label of their own.
const LANGUAGES: usize = 200;
/// The label of an article without a source.
const NO_SOURCE: &str = "none";

/// Counts over one batch; [`Content::flush`] adds them to the metrics.
#[derive(Debug)]
pub(crate) struct Content {
    watched: Bounded,
    known_languages: Bounded,
    sources: BTreeMap<String, u64>,
    languages: BTreeMap<String, u64>,
    entities: BTreeMap<EntityType, (u64, u64)>,
    undated: u64,
}

impl Content {
    /// Counts these sources one by one and all others together.
    pub(crate) fn new(watch_sources: &[String]) -> Self {
        Self {
            watched: Bounded::of(watch_sources.iter().cloned().chain([NO_SOURCE.to_owned()])),
            known_languages: Bounded::first(LANGUAGES),
            sources: BTreeMap::new(),
            languages: BTreeMap::new(),
            entities: BTreeMap::new(),
            undated: 0,
        }
    }

    /// Counts a committed message, if it is an article.
    pub(crate) fn count(&mut self, message: &Message) {
        let is_article = matches!(message.topic, Topic::Normalized | Topic::Tagged | Topic::Enriched);
        let Some(value) = message.value.as_deref().filter(|_| is_article) else { return };
        // What is no article of ours, such as the copy of a test's stage, is not counted.
        let Ok(article) = ArticleSummary::from_json(value) else { return };
        let source = self.watched.label(article.source().unwrap_or(NO_SOURCE));
        add(&mut self.sources, source);
        if let Some(tag) = article.language_tag() {
            let label = self.known_languages.label(tag);
            add(&mut self.languages, label);
        }
        self.undated += u64::from(!article.is_dated());
        for entity in article.entities() {
            let (all, linked) = self.entities.entry(entity.kind).or_default();
            *all += 1;
            *linked += u64::from(entity.linked);
        }
    }

    /// Adds the counts to the metrics and starts anew.
    pub(crate) fn flush(&mut self, metrics: &Metrics) {
        for (source, count) in std::mem::take(&mut self.sources) {
            metrics.articles.with_label_values(&[source.as_str()]).inc_by(count);
        }
        for (language, count) in std::mem::take(&mut self.languages) {
            metrics.languages.with_label_values(&[language.as_str()]).inc_by(count);
        }
        for (kind, (all, linked)) in std::mem::take(&mut self.entities) {
            metrics.entities.with_label_values(&[kind.as_str()]).inc_by(all);
            metrics.entities_linked.with_label_values(&[kind.as_str()]).inc_by(linked);
        }
        metrics.articles_undated.inc_by(std::mem::take(&mut self.undated));
    }
}

fn add(counts: &mut BTreeMap<String, u64>, label: &str) {
    match counts.get_mut(label) {
        Some(count) => *count += 1,
        None => {
            counts.insert(label.to_owned(), 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(topic: Topic, json: &str) -> Message {
        Message { topic, key: b"k".to_vec(), value: Some(json.into()), position: 0, ordinal: None }
    }

    #[test]
    fn counts_articles_and_nothing_else() {
        let metrics = Metrics::new("test").unwrap();
        let mut content = Content::new(&["CNN".to_owned()]);
        let dated = r#""published":{"value":"2024-01-19"}"#;
        let entities = r#""entities":[{"type":"LOC","linked":true},{"type":"LOC","linked":false}]"#;
        let cnn = format!(r#"{{"source":{{"name":"CNN"}},"language":{{"tag":"ar"}},{dated},{entities}}}"#);
        content.count(&message(Topic::Enriched, &cnn));
        content.count(&message(Topic::Enriched, r#"{"source":{"name":"BBC"},"language":{"tag":"en"}}"#));
        content.count(&message(Topic::Enriched, "{}"));
        content.count(&message(Topic::Enriched, "no JSON"));
        content.count(&message(Topic::Mentions, &cnn));
        content.flush(&metrics);
        content.flush(&metrics);
        let sources =
            ["CNN", "other", "none"].map(|label| metrics.articles.with_label_values(&[label]).get());
        let languages = ["ar", "en"].map(|label| metrics.languages.with_label_values(&[label]).get());
        assert_eq!((sources, languages, metrics.articles_undated.get()), ([1, 1, 1], [1, 1], 2));
        let places = metrics.entities.with_label_values(&["LOC"]).get();
        assert_eq!((places, metrics.entities_linked.with_label_values(&["LOC"]).get()), (2, 1));
    }
}
