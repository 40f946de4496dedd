//! The three stages fused: raw in, enriched out, without JSON between them.

use rafid_contract::{Article, Reject, Topic};

use crate::wire;
use crate::{Enricher, Message, Normalizer, Outcome, Record, Stage, Tagger};

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
        let Some(value) = record.value else {
            return wire::tombstone_key(record).map(Enriched::Tombstone);
        };
        self.enriched_articles(record, value).map(Enriched::Articles)
    }

    pub(crate) fn enriched_articles(
        &self,
        record: &Record<'_>,
        value: &[u8],
    ) -> Result<Vec<Article>, Reject> {
        let mut articles = self.normalizer.normalize(record, value)?;
        for article in &mut articles {
            self.tagger.tag(article);
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
        self.enriched(record).and_then(Self::messages).map_or_else(Outcome::Reject, Outcome::Emit)
    }

    fn versions(&self) -> Vec<(&'static str, String)> {
        let mut versions = self.tagger.versions();
        versions.extend(self.enricher.versions());
        versions
    }
}
