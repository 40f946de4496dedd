//! The three stages fused: raw in, enriched out, without JSON between them.

use rafid_contract::{Article, Reject, Topic};

use crate::wire;
use crate::{Enricher, Message, Normalizer, Outcome, Record, Stage, Tagger};

/// The steps: the three stages, and writing the messages.
const NORMALIZE: &str = "normalizer";
const TAG: &str = "tagger";
const ENRICH: &str = "enricher";
const WRITE: &str = "output";

/// All three stages in one.
pub struct Pipeline {
    /// The first stage.
    pub normalizer: Normalizer,
    /// The second stage.
    pub tagger: Tagger,
    /// The third stage.
    pub enricher: Enricher,
}

/// What a raw record holds, enriched.
#[derive(Clone, Debug, PartialEq)]
pub enum Enriched {
    /// The articles of its page, the main one first.
    Articles(Vec<Article>),
    /// A retraction of the article with this key.
    Tombstone(Vec<u8>),
}

impl Pipeline {
    /// With the models and the knowledge base that are built in.
    pub fn embedded() -> Self {
        Self {
            normalizer: Normalizer::embedded(),
            tagger: Tagger::embedded(),
            enricher: Enricher::embedded(),
        }
    }

    /// The enriched articles of a raw record.
    pub fn enriched(&self, record: &Record<'_>) -> Result<Enriched, Reject> {
        self.enriched_in_steps(record, &mut |_| ())
    }

    fn enriched_in_steps(
        &self,
        record: &Record<'_>,
        begin: &mut dyn FnMut(&'static str),
    ) -> Result<Enriched, Reject> {
        begin(NORMALIZE);
        let Some(value) = record.value else {
            return wire::tombstone_key(record).map(Enriched::Tombstone);
        };
        self.articles_in_steps(record, value, begin).map(Enriched::Articles)
    }

    /// The enriched articles of a raw value.
    pub(crate) fn articles_in_steps(
        &self,
        record: &Record<'_>,
        value: &[u8],
        begin: &mut dyn FnMut(&'static str),
    ) -> Result<Vec<Article>, Reject> {
        let mut articles = self.normalizer.normalize(record, value)?;
        for article in &mut articles {
            begin(TAG);
            self.tagger.tag(article);
            begin(ENRICH);
            self.enricher.enrich(article);
        }
        Ok(articles)
    }

    /// The messages that [`Stage::process`] emits for what [`Self::enriched`] returned.
    pub fn messages(enriched: Enriched) -> Result<Vec<Message>, Reject> {
        match enriched {
            Enriched::Tombstone(key) => Ok(vec![wire::tombstone(Topic::Enriched, key)]),
            Enriched::Articles(articles) => {
                let mut messages = Vec::new();
                for article in &articles {
                    messages.extend(Enricher::messages(article)?);
                }
                Ok(messages)
            }
        }
    }
}

impl Stage for Pipeline {
    fn name(&self) -> &'static str {
        "pipeline"
    }

    fn input(&self) -> Topic {
        Topic::Raw
    }

    fn outputs(&self) -> &'static [Topic] {
        &[Topic::Enriched, Topic::Mentions]
    }

    fn dead_letters(&self) -> Topic {
        Topic::PipelineDeadLetters
    }

    fn process(&self, record: &Record<'_>) -> Outcome {
        self.process_in_steps(record, &mut |_| ())
    }

    fn steps(&self) -> Vec<&'static str> {
        vec![NORMALIZE, TAG, ENRICH, WRITE]
    }

    fn process_in_steps(&self, record: &Record<'_>, begin: &mut dyn FnMut(&'static str)) -> Outcome {
        let messages = self.enriched_in_steps(record, begin).and_then(|enriched| {
            begin(WRITE);
            Self::messages(enriched)
        });
        messages.map_or_else(Outcome::Reject, Outcome::Emit)
    }

    fn versions(&self) -> Vec<(&'static str, String)> {
        let mut versions = self.tagger.versions();
        versions.extend(self.enricher.versions());
        versions
    }
}

#[cfg(test)]
mod tests {
    use rafid_contract::Headers;

    use super::*;

    #[test]
    fn steps_are_told_in_their_order() {
        let pipeline = Pipeline::embedded();
        let check = |value: Option<&[u8]>, want: &[&str]| {
            let mut told = Vec::new();
            let record = Record { key: Some(b"k"), value, headers: &Headers::default() };
            let outcome = pipeline.process_in_steps(&record, &mut |step| told.push(step));
            assert_eq!(outcome, pipeline.process(&record));
            assert_eq!(told, want);
            assert!(told.iter().all(|step| pipeline.steps().contains(step)));
        };
        check(Some(b"The ferry from Genoa reached Tunis on Friday."), &[NORMALIZE, TAG, ENRICH, WRITE]);
        check(Some(b"{"), &[NORMALIZE]);
        check(None, &[NORMALIZE, WRITE]);
    }
}
