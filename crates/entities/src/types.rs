//! What goes in and comes out: documents, entities, mentions and the evidence for them.

/// The type of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A person.
    Person,
    /// A company, party, agency, armed group, team, intergovernmental body, news outlet…
    Organisation,
    /// A place: countries, cities, regions, seas, buildings that are places.
    Location,
}

impl Kind {
    /// All types, in the order of their codes.
    pub const ALL: [Kind; 3] = [Kind::Person, Kind::Organisation, Kind::Location];

    /// The short name of the field: `PER`, `ORG`, `LOC`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Person => "PER",
            Kind::Organisation => "ORG",
            Kind::Location => "LOC",
        }
    }
}

/// A document to annotate. Paragraphs and title are display text: NFC, repaired, clean.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// BCP 47 tag of the main language; `und` when unknown.
    pub language: &'a str,
    /// The title.
    pub title: Option<&'a str>,
    /// The paragraphs of the body.
    pub paragraphs: &'a [&'a str],
    /// ISO 3166-1 alpha-2 code of the country of the source, when known.
    pub source_country: Option<&'a str>,
}

/// The part of a document that a mention stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The title.
    Title,
    /// The paragraph of this index, from 0.
    Paragraph(u32),
}

/// A mention of an entity: a half-open range of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mention {
    /// The field that the offsets refer to.
    pub field: Field,
    /// First Unicode code point.
    pub start: u32,
    /// Code point after the last.
    pub end: u32,
    /// First byte of the UTF-8 text.
    pub byte_start: u32,
    /// Byte after the last.
    pub byte_end: u32,
}

impl Mention {
    /// The text of the mention, sliced from the document; empty for another document.
    pub fn surface<'a>(&self, document: &Document<'a>) -> &'a str {
        let text = match self.field {
            Field::Title => document.title,
            Field::Paragraph(index) => document.paragraphs.get(index as usize).copied(),
        };
        text.and_then(|text| text.get(self.byte_start as usize..self.byte_end as usize)).unwrap_or("")
    }
}

/// An entity of a document with all its mentions.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// `wd:Q…`, else `gn:…`, else `iso:…`, else `local:…`.
    pub id: String,
    /// Wikidata item, as `Q649`.
    pub wikidata: Option<String>,
    /// `GeoNames` id.
    pub geonames: Option<u32>,
    /// ISO 3166-1 alpha-2 code, when the entity is a country or territory.
    pub iso: Option<String>,
    /// The type.
    pub kind: Kind,
    /// Canonical name; of an unlinked entity its fullest surface form.
    pub name: String,
    /// Some names with their languages: English, Arabic and the article's language, where known.
    pub names: Vec<(String, String)>,
    /// True only when the id is a global one.
    pub linked: bool,
    /// Latitude and longitude in degrees (WGS 84), for places.
    pub coordinates: Option<(f64, f64)>,
    /// ISO 3166-1 alpha-2 code of the country that the entity lies in or belongs to, when known.
    pub country: Option<String>,
    /// Weight in the article, 0 to 1, rounded to three decimals.
    pub salience: f32,
    /// Mentions in reading order.
    pub mentions: Vec<Mention>,
}

/// The entities of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Annotation {
    /// By salience, then by first mention.
    pub entities: Vec<Entity>,
    /// Whether a limit was reached (20,000 mentions or names, 4,000 paragraphs): what lies beyond it was not analysed.
    pub limit_reached: bool,
}

/// How an entity of the output came about, for `explain`.
#[derive(Debug, Clone, PartialEq)]
pub struct EntityEvidence {
    /// Id of the entity in the output.
    pub id: String,
    /// One entry per mention, in reading order.
    pub mentions: Vec<MentionEvidence>,
}

/// What matched at one mention and what decided.
#[derive(Debug, Clone, PartialEq)]
pub struct MentionEvidence {
    /// Where.
    pub mention: Mention,
    /// The text.
    pub surface: String,
    /// What found the span.
    pub found_by: FoundBy,
    /// Candidates of the knowledge base, best first, at most eight.
    pub candidates: Vec<CandidateEvidence>,
    /// What decided.
    pub decided_by: Decision,
}

/// A candidate and the parts of its score.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidateEvidence {
    /// Its id.
    pub id: String,
    /// Its canonical name.
    pub name: String,
    /// Score, in points; the parts below add up to it.
    pub score: i32,
    /// Named parts: `prior`, `name`, `type`, `country`, …
    pub parts: Vec<(&'static str, i32)>,
}

/// What found a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoundBy {
    /// A name of the knowledge base.
    KnowledgeBase,
    /// The recogniser.
    Recogniser,
    /// Both agree on the span.
    Both,
    /// Another mention of the document licensed it (surname, acronym).
    Document,
}

impl FoundBy {
    /// A stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            FoundBy::KnowledgeBase => "knowledge_base",
            FoundBy::Recogniser => "recogniser",
            FoundBy::Both => "both",
            FoundBy::Document => "document",
        }
    }
}

/// What decided about the id of a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// There was one candidate, strong enough.
    Only,
    /// Several; the best by prior alone.
    Prior,
    /// Several; the context of the article decided.
    Context,
    /// The mention it refers back to in the document.
    Document,
    /// No candidate, or none good enough: a local id.
    Unlinked,
}

impl Decision {
    /// A stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Decision::Only => "only",
            Decision::Prior => "prior",
            Decision::Context => "context",
            Decision::Document => "document",
            Decision::Unlinked => "unlinked",
        }
    }
}
