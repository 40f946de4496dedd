//! The first stage: from a raw record to the articles of its page.

use std::borrow::Cow;

use rafid_contract::{
    Article, Calendar, Constraints, Dateline, Fingerprint, Flag, KeywordMethod, Keywords, Link, LinkRelation,
    Paragraph, Precision, Published, Quality, Reject, Removed, Run, Season, Source, Stats, Title, Topic, id,
};
use rafid_entities::Annotator;
use rafid_text::article::{self as text, Lexicon};
use rafid_text::limits::Limits;
use rafid_text::line::Line;

use crate::raw::{self, Body, RawDocument};
use crate::vocabulary;
use crate::wire;
use crate::{Message, Outcome, Record, Stage};

/// The longest piece of a `removed` entry, in characters: enough to recognise it.
const REMOVED_CHARACTERS: usize = 400;

/// Turns raw records into clean articles.
pub struct Normalizer {
    names: Names,
}

/// The names that the knowledge base knows: they cut keyword lines that have no delimiters.
struct Names(&'static Annotator);

impl Lexicon for Names {
    fn is_name(&self, phrase: &str) -> bool {
        self.0.is_name(phrase)
    }
}

impl Normalizer {
    /// With the knowledge base that is built in.
    pub fn embedded() -> Self {
        Self { names: Names(Annotator::embedded()) }
    }

    /// The articles of a raw record's page, the main one first.
    pub fn normalize(&self, record: &Record<'_>, value: &[u8]) -> Result<Vec<Article>, Reject> {
        let document = raw::unpack(record, value)?;
        let page = self.page(&document)?;
        Ok(articles(&document, page))
    }

    /// The page of a raw document with the evidence for each of its fields, for `rafid explain`.
    pub fn page(&self, document: &RawDocument<'_>) -> Result<text::Page, Reject> {
        let borrowed = |items: &'_ [Cow<'_, str>]| -> Vec<String> {
            items.iter().map(|item| item.clone().into_owned()).collect()
        };
        let authors = borrowed(&document.authors);
        let keywords = borrowed(&document.keywords);
        let input = text::Input {
            body: match &document.body {
                Body::Text(bytes) => text::Body::Text(bytes),
                Body::Html(bytes) => text::Body::Html(bytes),
            },
            declared_charset: document.charset.as_deref(),
            url: document.url.as_deref(),
            title: document.title.as_deref(),
            source: document.source.as_deref(),
            published_at: document.published_at.as_deref(),
            fetched_at: document.fetched_at.as_deref(),
            language: document.language.as_deref(),
            authors: authors.iter().map(String::as_str).collect(),
            keywords: keywords.iter().map(String::as_str).collect(),
        };
        text::normalize(&input, &self.names, &Limits::default())
            .map_err(|reject| Reject::new(vocabulary::reject_code(reject.code), reject.detail))
    }
}

/// The flags of decoding alone, for JSON whose bytes are no UTF-8.
pub(crate) fn decode_flags(decoded: &rafid_text::decode::Decoded<'_>) -> Vec<Flag> {
    let mut flags = Vec::new();
    if decoded.replaced > 0 {
        flags.push(Flag::DecodedLossy);
    }
    if decoded.method == rafid_text::decode::Method::Detected {
        flags.push(Flag::CharsetDetected);
    }
    if decoded.is_mismatch {
        flags.push(Flag::CharsetMismatch);
    }
    flags
}

fn articles(document: &RawDocument<'_>, page: text::Page) -> Vec<Article> {
    let main_id = match &document.id {
        Some(supplied) => supplied.clone().into_owned(),
        None => derived_id(document, &page),
    };
    let ids: Vec<String> = (0_u32..)
        .zip(&page.articles)
        .map(|(position, _)| if position == 0 { main_id.clone() } else { id::child(&main_id, position) })
        .collect();
    let charset = page.charset.to_ascii_lowercase();
    let is_html = matches!(document.body, Body::Html(_));
    let hint = document.language.as_deref().or(page.language.as_deref());
    let url = document.url.as_deref().or(page.canonical_url.as_deref());
    let finish = |(position, article): (u32, text::Article)| {
        let mut record = convert(article, &ids, is_html);
        let is_main = position == 0;
        record.id = ids.get(position as usize).cloned().unwrap_or_default();
        record.position = position;
        record.parent_id = (!is_main).then(|| main_id.clone());
        record.children = if is_main { ids.iter().skip(1).cloned().collect() } else { Vec::new() };
        record.url = url.map(|url| url.trim().to_owned());
        record.fetched_at = document.fetched_at.as_deref().map(str::to_owned);
        record.raw_field = Some(document.field.to_owned());
        record.raw_charset = Some(charset.clone());
        record.language_hint = hint.map(str::to_owned);
        record.extra = if is_main { document.extra.clone() } else { serde_json::Map::new() };
        record.quality.flags.extend(&document.flags);
        record.quality.flags.sort_unstable();
        record.quality.flags.dedup();
        record.produced_by.normalizer = Some(env!("CARGO_PKG_VERSION").to_owned());
        record
    };
    (0_u32..).zip(page.articles).map(finish).collect()
}

/// From the URL, the page's own canonical URL, or the decoded text.
fn derived_id(document: &RawDocument<'_>, page: &text::Page) -> String {
    let url = document.url.as_deref().or(page.canonical_url.as_deref());
    if let Some(normalized) = url.and_then(id::normalize_url) {
        return id::hash128(normalized.as_bytes());
    }
    let (Body::Text(bytes) | Body::Html(bytes)) = &document.body;
    match rafid_text::decode::decode(bytes, document.charset.as_deref()) {
        Ok(decoded) => id::hash128(decoded.text.as_bytes()),
        // It was decoded a moment ago, so this cannot be; the bytes themselves tell versions apart just as well.
        Err(_) => id::hash128(bytes),
    }
}

fn convert(article: text::Article, ids: &[String], is_html: bool) -> Article {
    let title_elsewhere = match article.title_source {
        text::SourceField::Title => Some("title".to_owned()),
        text::SourceField::Body | text::SourceField::Html | text::SourceField::Other => None,
    };
    Article {
        title: article.title.map(|line| Title {
            raw: runs(&line),
            text: line.text,
            raw_field: title_elsewhere.filter(|_| !is_html || !line.raw.is_empty()),
        }),
        paragraphs: article
            .paragraphs
            .into_iter()
            .map(|line| Paragraph { raw: runs(&line), text: line.text, language: None })
            .collect(),
        source: Source { name: article.source_name, outlet: article.outlet },
        dateline: article.dateline.map(|dateline| Dateline {
            raw: dateline.raw,
            agency: dateline.agency,
            place: dateline.place,
        }),
        authors: article.authors,
        keywords: keywords(article.keywords),
        links: article.links.into_iter().map(|link| convert_link(link, ids)).collect(),
        published: published(article.published),
        removed: article
            .removed
            .into_iter()
            .map(|removed| Removed {
                text: removed.text.chars().take(REMOVED_CHARACTERS).collect(),
                reason: vocabulary::reason(removed.reason),
            })
            .collect(),
        quality: Quality { flags: article.flags.into_iter().map(vocabulary::flag).collect() },
        stats: Stats {
            characters: article.stats.chars,
            words: article.stats.words,
            sentences: article.stats.sentences,
            paragraphs: article.stats.paragraphs,
        },
        fingerprint: Fingerprint {
            sha256: id::hex(&article.fingerprint.sha256),
            simhash: format!("{:016x}", article.fingerprint.simhash),
        },
        ..Article::default()
    }
}

fn runs(line: &Line) -> Vec<Run> {
    line.raw.iter().map(|[text, start, end]| Run(*text, *start, *end)).collect()
}

fn convert_link(link: text::Link, ids: &[String]) -> Link {
    let relation = match link.relation {
        text::Relation::Related => LinkRelation::Related,
    };
    let to = link.to_position.and_then(|position| ids.get(position as usize).cloned());
    Link { relation, to, url: link.url, title: link.title }
}

fn keywords(keywords: text::Keywords) -> Option<Keywords> {
    use rafid_text::page::keywords::Method;
    let method = match keywords.method {
        Method::None => return None,
        Method::Given => KeywordMethod::List,
        Method::Delimiters => KeywordMethod::Delimiter,
        Method::LongestMatch => KeywordMethod::LongestMatch,
    };
    Some(Keywords { raw: keywords.raw, items: keywords.items, method })
}

fn published(published: rafid_text::dates::Published) -> Published {
    use rafid_text::dates;
    let constraints = published.constraints;
    Published {
        precision: published.precision.map(|precision| match precision {
            dates::Precision::Year => Precision::Year,
            dates::Precision::Month => Precision::Month,
            dates::Precision::Day => Precision::Day,
            dates::Precision::Minute => Precision::Minute,
            dates::Precision::Second => Precision::Second,
        }),
        calendar: published.calendar.map(|calendar| match calendar {
            dates::Calendar::Gregorian => Calendar::Gregorian,
            dates::Calendar::Hijri => Calendar::Hijri,
            dates::Calendar::SolarHijri => Calendar::SolarHijri,
            dates::Calendar::Buddhist => Calendar::Buddhist,
            dates::Calendar::Japanese => Calendar::Japanese,
            dates::Calendar::Minguo => Calendar::Minguo,
            dates::Calendar::Ethiopic => Calendar::Ethiopic,
            dates::Calendar::BikramSambat => Calendar::BikramSambat,
            dates::Calendar::Bengali => Calendar::Bengali,
        }),
        method: vocabulary::date_method(published.method),
        constraints: (published.value.is_none() && !constraints.is_empty()).then_some(Constraints {
            weekday: constraints.weekday,
            month: constraints.month,
            day_min: constraints.day_min,
            day: constraints.day,
            year: constraints.year,
            season: constraints.season.map(|season| match season {
                dates::Season::Spring => Season::Spring,
                dates::Season::Summer => Season::Summer,
                dates::Season::Autumn => Season::Autumn,
                dates::Season::Winter => Season::Winter,
            }),
            ago: constraints.ago,
            candidates: constraints.candidates,
            not_before: constraints.not_before,
            not_after: constraints.not_after,
        }),
        value: published.value,
        zone: published.zone,
        raw: published.raw,
    }
}

impl Stage for Normalizer {
    fn name(&self) -> &'static str {
        "normalizer"
    }

    fn input(&self) -> Topic {
        Topic::Raw
    }

    fn outputs(&self) -> &'static [Topic] {
        &[Topic::Normalized]
    }

    fn dead_letters(&self) -> Topic {
        Topic::NormalizerDeadLetters
    }

    fn process(&self, record: &Record<'_>) -> Outcome {
        let Some(value) = record.value else {
            let key = wire::tombstone_key(record);
            return key.map_or_else(Outcome::Reject, |key| {
                Outcome::Emit(vec![wire::tombstone(Topic::Normalized, key)])
            });
        };
        let messages: Result<Vec<Message>, Reject> = self.normalize(record, value).and_then(|articles| {
            let mut writer = wire::Writer::new();
            articles.iter().map(|article| wire::article(Topic::Normalized, article, &mut writer)).collect()
        });
        messages.map_or_else(Outcome::Reject, Outcome::Emit)
    }

    fn versions(&self) -> Vec<(&'static str, String)> {
        vec![("knowledge_base", self.names.0.kb_version().to_owned())]
    }
}
