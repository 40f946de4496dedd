//! The third stage: the people, organisations and places of an article.

use rafid_contract::{
    Article, Coordinates, Entity, EntityIds, EntityType, FieldName, Flag, Mention, MentionRecord, Topic,
};
use rafid_entities::{Annotator, Document, Field, Kind};

use crate::wire::{self, Incoming, round3};
use crate::{Message, Outcome, Record, Stage};

/// Finds and links the entities of articles.
pub struct Enricher {
    annotator: &'static Annotator,
}

impl Enricher {
    /// With the knowledge base and the recogniser that are built in.
    pub fn embedded() -> Self {
        Self { annotator: Annotator::embedded() }
    }

    /// Adds the entities to the article.
    pub fn enrich(&self, article: &mut Article) {
        let (entities, limit_reached) = self.with_document(article, |annotator, document| {
            let found = annotator.annotation(document);
            let entities = found.entities.into_iter().map(|entity| wire_entity(entity, document)).collect();
            (entities, found.limit_reached)
        });
        article.entities = Some(entities);
        if limit_reached && !article.quality.flags.contains(&Flag::LimitReached) {
            article.quality.flags.push(Flag::LimitReached);
            article.quality.flags.sort_unstable();
        }
        article.produced_by.enricher = Some(env!("CARGO_PKG_VERSION").to_owned());
        article.produced_by.entity_model = Some(self.annotator.model_version().to_owned());
        article.produced_by.knowledge_base = Some(self.annotator.kb_version().to_owned());
    }

    /// Calls a function with the article as the annotator sees it.
    pub(crate) fn with_document<T>(
        &self,
        article: &Article,
        call: impl FnOnce(&Annotator, &Document<'_>) -> T,
    ) -> T {
        let paragraphs: Vec<&str> =
            article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        let country = article.url.as_deref().and_then(country_of_url);
        let document = Document {
            language: article.language.as_ref().map_or("und", |language| language.tag.as_str()),
            title: article.title.as_ref().map(|title| title.text.as_str()),
            paragraphs: &paragraphs,
            source_country: country.as_deref(),
        };
        call(self.annotator, &document)
    }

    /// The records of the mentions topic: in the order of reading.
    pub fn mention_records(article: &Article) -> impl Iterator<Item = MentionRecord> {
        let entities = article.entities.as_deref().unwrap_or_default();
        let mut pairs: Vec<(&Entity, &Mention)> = entities
            .iter()
            .flat_map(|entity| entity.mentions.iter().map(move |mention| (entity, mention)))
            .collect();
        pairs.sort_by_key(|(_, mention)| (mention.field, mention.paragraph, mention.start, mention.end));
        let numbered = pairs.into_iter().enumerate();
        numbered.map(|(ordinal, (entity, mention))| flat(article, entity, mention, ordinal as u32))
    }

    pub(crate) fn messages(article: &Article) -> Result<Vec<Message>, rafid_contract::Reject> {
        let mut writer = wire::Writer::new();
        let mut messages = vec![wire::article(Topic::Enriched, article, &mut writer)?];
        for record in Self::mention_records(article) {
            messages.push(Message {
                topic: Topic::Mentions,
                key: article.id.as_bytes().to_vec(),
                value: Some(writer.write(&record)?),
                position: article.position,
                ordinal: Some(record.ordinal),
            });
        }
        Ok(messages)
    }
}

/// Top-level domains of two letters that are used by the whole world and say little of a country.
const GENERIC_DOMAINS: [&str; 12] = ["ai", "cc", "co", "eu", "fm", "gg", "io", "me", "sh", "to", "tv", "ws"];

/// The country of a URL by its top-level domain, ISO 3166-1 alpha-2; `None` for a generic one.
fn country_of_url(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let domain = host.rsplit('.').next()?.to_ascii_lowercase();
    let is_country = domain.len() == 2 && domain.bytes().all(|byte| byte.is_ascii_lowercase());
    match domain.as_str() {
        "uk" => Some("GB".to_owned()),
        generic if GENERIC_DOMAINS.contains(&generic) => None,
        country => is_country.then(|| country.to_ascii_uppercase()),
    }
}

fn wire_entity(entity: rafid_entities::Entity, document: &Document<'_>) -> Entity {
    let text_of = |field: Field| match field {
        Field::Title => document.title,
        Field::Paragraph(index) => document.paragraphs.get(index as usize).copied(),
    };
    let mention = |mention: rafid_entities::Mention| {
        let surface = text_of(mention.field)
            .and_then(|text| text.get(mention.byte_start as usize..mention.byte_end as usize));
        let (field, paragraph) = match mention.field {
            Field::Title => (FieldName::Title, None),
            Field::Paragraph(index) => (FieldName::Paragraph, Some(index)),
        };
        let text = surface.unwrap_or_default().to_owned();
        Mention { field, paragraph, start: mention.start, end: mention.end, text }
    };
    Entity {
        id: entity.id,
        ids: EntityIds {
            wikidata: entity.wikidata,
            geonames: entity.geonames.map(|id| id.to_string()),
            iso: entity.iso,
        },
        kind: match entity.kind {
            Kind::Person => EntityType::Person,
            Kind::Organisation => EntityType::Organisation,
            Kind::Location => EntityType::Location,
        },
        name: entity.name,
        names: entity.names.into_iter().collect(),
        linked: entity.linked,
        coordinates: entity.coordinates.map(|(lat, lon)| Coordinates { lat, lon }),
        country: entity.country,
        salience: round3(f64::from(entity.salience)),
        mentions: entity.mentions.into_iter().map(mention).collect(),
    }
}

fn flat(article: &Article, entity: &Entity, mention: &Mention, ordinal: u32) -> MentionRecord {
    MentionRecord {
        article_id: article.id.clone(),
        fingerprint: article.fingerprint.sha256.clone(),
        ordinal,
        url: article.url.clone(),
        source: article.source.name.clone(),
        language: article.language.as_ref().map_or("und", |language| language.tag.as_str()).to_owned(),
        published: article.published.value.clone(),
        published_precision: article.published.precision,
        entity_id: entity.id.clone(),
        entity_type: entity.kind,
        entity_name: entity.name.clone(),
        linked: entity.linked,
        surface: mention.text.clone(),
        field: mention.field,
        paragraph: mention.paragraph,
        start: mention.start,
        end: mention.end,
        salience: entity.salience,
        lat: entity.coordinates.map(|coordinates| coordinates.lat),
        lon: entity.coordinates.map(|coordinates| coordinates.lon),
        country: entity.country.clone(),
        knowledge_base: article.produced_by.knowledge_base.clone().unwrap_or_default(),
        entity_model: article.produced_by.entity_model.clone().unwrap_or_default(),
    }
}

impl Stage for Enricher {
    fn name(&self) -> &'static str {
        "enricher"
    }

    fn input(&self) -> Topic {
        Topic::Tagged
    }

    fn outputs(&self) -> &'static [Topic] {
        &[Topic::Enriched, Topic::Mentions]
    }

    fn dead_letters(&self) -> Topic {
        Topic::EnricherDeadLetters
    }

    fn process(&self, record: &Record<'_>) -> Outcome {
        let messages = wire::read(record).and_then(|incoming| match incoming {
            Incoming::Tombstone(key) => Ok(vec![wire::tombstone(Topic::Enriched, key)]),
            Incoming::Article(mut article) => {
                self.enrich(&mut article);
                Self::messages(&article)
            }
        });
        messages.map_or_else(Outcome::Reject, Outcome::Emit)
    }

    fn versions(&self) -> Vec<(&'static str, String)> {
        vec![
            ("entity_model", self.annotator.model_version().to_owned()),
            ("knowledge_base", self.annotator.kb_version().to_owned()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_tells_the_country() {
        let check = |url: &str, want: Option<&str>| assert_eq!(country_of_url(url).as_deref(), want, "{url}");
        check("https://news.example.fr/a", Some("FR"));
        check("https://news.example.co.UK:8080/a", Some("GB"));
        check("https://example.com/", None);
        check("https://example.io", None);
        check("no url", None);
        check("https://127.0.0.1/", None);
    }
}
