//! Where everything in an article came from: the evidence behind `rafid explain`.

use rafid_contract::{Article, Reject};
use rafid_entities::{Annotator, EntityEvidence};
use rafid_language::Evidence as LanguageEvidence;
use rafid_text::article::{Evidence as FieldEvidence, Removed};

use crate::enrich::Enricher;
use crate::raw::{self, Body};
use crate::{Pipeline, Record};

/// A page with the evidence for each of its articles.
#[derive(Debug)]
pub struct Explanation {
    /// The field of the raw message that the body stood in.
    pub field: &'static str,
    /// Charset of the body, and how it was found.
    pub charset: (String, &'static str),
    /// The decoded body: what ranges point into.
    pub source: String,
    /// The articles, the main one first.
    pub articles: Vec<Explained>,
}

/// An article with its evidence.
#[derive(Debug)]
pub struct Explained {
    /// The article, as it is published.
    pub article: Article,
    /// The rule and the range in the source of each field.
    pub fields: Vec<FieldEvidence>,
    /// What was taken out of the text, with its range in the source.
    pub removed: Vec<Removed>,
    /// The languages that were considered for the text as a whole.
    pub language: LanguageEvidence,
    /// What matched at each mention, which candidates there were, and what decided.
    pub entities: Vec<EntityEvidence>,
}

impl Pipeline {
    /// The articles of a raw record that has a value, with all evidence. It runs the same functions as
    /// [`Self::enriched`], so what it explains is what is published.
    pub fn explain(&self, record: &Record<'_>, value: &[u8]) -> Result<Explanation, Reject> {
        let document = raw::unpack(record, value)?;
        let page = self.normalizer.page(&document)?;
        let (Body::Text(bytes) | Body::Html(bytes)) = &document.body;
        let decoded = rafid_text::decode::decode(bytes, document.charset.as_deref());
        let source = decoded.map(|decoded| decoded.text.into_owned()).unwrap_or_default();
        let charset = (page.charset.to_ascii_lowercase(), page.charset_method.as_str());
        let evidence: Vec<(Vec<FieldEvidence>, Vec<Removed>)> =
            page.articles.iter().map(|article| (article.evidence.clone(), article.removed.clone())).collect();
        let articles = self.articles_in_steps(record, value, &mut |_| ())?;
        let articles = articles
            .into_iter()
            .zip(evidence)
            .map(|(article, (fields, removed))| Explained {
                language: self.tagger.evidence(&article),
                entities: self.enricher.evidence(&article),
                article,
                fields,
                removed,
            })
            .collect();
        Ok(Explanation { field: document.field, charset, source, articles })
    }
}

impl Enricher {
    /// The evidence for the entities of a tagged article.
    pub(crate) fn evidence(&self, article: &Article) -> Vec<EntityEvidence> {
        self.with_document(article, Annotator::explain)
    }
}
