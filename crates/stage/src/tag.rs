//! The second stage: in which language and script an article and its paragraphs are.

use rafid_contract::{Article, Language, Topic};
use rafid_language::{Identifier, Tag};

use crate::wire::{self, Incoming, round3};
use crate::{Message, Outcome, Record, Stage};

/// Tags articles with their language.
pub struct Tagger {
    identifier: &'static Identifier,
}

impl Tagger {
    /// With the model that is built in.
    pub fn embedded() -> Self {
        Self { identifier: Identifier::embedded() }
    }

    /// Tags the article, and each paragraph that is in another language.
    pub fn tag(&self, article: &mut Article) {
        let title = article.title.as_ref().map(|title| title.text.as_str());
        let paragraphs: Vec<&str> =
            article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        let found = self.identifier.identify_article(title, &paragraphs, article.language_hint.as_deref());
        for (paragraph, tag) in article.paragraphs.iter_mut().zip(found.paragraphs) {
            paragraph.language = tag.map(language);
        }
        article.language = Some(language(found.article));
        article.produced_by.tagger = Some(env!("CARGO_PKG_VERSION").to_owned());
        article.produced_by.language_model = Some(self.identifier.model_version().to_owned());
    }
}

impl Tagger {
    /// What was considered for the article's text as a whole.
    pub(crate) fn evidence(&self, article: &Article) -> rafid_language::Evidence {
        let title = article.title.as_ref().map(|title| title.text.as_str());
        let paragraphs = article.paragraphs.iter().map(|paragraph| paragraph.text.as_str());
        let lines: Vec<&str> = title.into_iter().chain(paragraphs).collect();
        self.identifier.explain(&lines.join("\n"))
    }
}

fn language(tag: Tag) -> Language {
    Language {
        tag: tag.tag.to_owned(),
        script: tag.script.to_owned(),
        confidence: round3(f64::from(tag.confidence)),
        reliable: tag.reliable,
    }
}

impl Stage for Tagger {
    fn name(&self) -> &'static str {
        "tagger"
    }

    fn input(&self) -> Topic {
        Topic::Normalized
    }

    fn outputs(&self) -> &'static [Topic] {
        &[Topic::Tagged]
    }

    fn dead_letters(&self) -> Topic {
        Topic::TaggerDeadLetters
    }

    fn process(&self, record: &Record<'_>) -> Outcome {
        let message = wire::read(record).and_then(|incoming| match incoming {
            Incoming::Tombstone(key) => Ok(wire::tombstone(Topic::Tagged, key)),
            Incoming::Article(mut article) => {
                self.tag(&mut article);
                wire::article(Topic::Tagged, &article, &mut wire::Writer::new())
            }
        });
        message.map_or_else(Outcome::Reject, |message: Message| Outcome::Emit(vec![message]))
    }

    fn versions(&self) -> Vec<(&'static str, String)> {
        vec![("language_model", self.identifier.model_version().to_owned())]
    }
}
