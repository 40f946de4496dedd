//! The whole normaliser in one call.

mod assemble;
mod reading;
mod stats;

use crate::dates::Published;
use crate::decode;
use crate::fingerprint::Fingerprint;
use crate::flags::Flag;
use crate::limits::Limits;
use crate::line::Line;
use crate::page::{Reason, keywords};

pub use crate::page::Lexicon;
pub use stats::Stats;

/// A lexicon that knows no names.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoNames;

impl Lexicon for NoNames {
    fn is_name(&self, _phrase: &str) -> bool {
        false
    }
}

/// The body of a message, as bytes that were not decoded yet. A JSON string is the UTF-8 of that string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body<'a> {
    /// Plain text.
    Text(&'a [u8]),
    /// A page of HTML.
    Html(&'a [u8]),
}

/// One raw message, taken apart by whoever reads the wire.
#[derive(Debug, Clone)]
pub struct Input<'a> {
    /// The text or the page.
    pub body: Body<'a>,
    /// A charset label from a header or a field.
    pub declared_charset: Option<&'a str>,
    /// Where the page was found.
    pub url: Option<&'a str>,
    /// A title supplied beside the body.
    pub title: Option<&'a str>,
    /// Name of the source supplied beside the body.
    pub source: Option<&'a str>,
    /// Publication date as supplied, in any form.
    pub published_at: Option<&'a str>,
    /// Time of fetching as supplied; never a publication date.
    pub fetched_at: Option<&'a str>,
    /// BCP 47 hint.
    pub language: Option<&'a str>,
    /// Authors as supplied.
    pub authors: Vec<&'a str>,
    /// Keywords as supplied.
    pub keywords: Vec<&'a str>,
}

impl<'a> Input<'a> {
    /// A message that is nothing but its body.
    pub fn new(body: Body<'a>) -> Self {
        Input {
            body,
            declared_charset: None,
            url: None,
            title: None,
            source: None,
            published_at: None,
            fetched_at: None,
            language: None,
            authors: Vec::new(),
            keywords: Vec::new(),
        }
    }
}

/// Why a message is no article. A closed set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RejectCode {
    /// There is no text.
    EmptyText,
    /// The bytes are no text in any charset.
    Undecodable,
    /// More bytes than [`Limits::body_bytes`] or, decoded, than [`Limits::text_bytes`].
    TextTooLong,
    /// An HTML page of more bytes than its limit.
    HtmlBytes,
    /// An HTML page of more elements and runs of text than its limit.
    HtmlNodes,
    /// An HTML page nested deeper than its limit.
    HtmlDepth,
    /// An HTML page with more attributes than its limit.
    HtmlAttributes,
}

impl RejectCode {
    /// The name used on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            RejectCode::EmptyText => "empty_text",
            RejectCode::Undecodable => "undecodable",
            RejectCode::TextTooLong => "text_too_long",
            RejectCode::HtmlBytes => "html_bytes",
            RejectCode::HtmlNodes => "html_nodes",
            RejectCode::HtmlDepth => "html_depth",
            RejectCode::HtmlAttributes => "html_attributes",
        }
    }
}

/// A message that is no article, with what to know about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Why.
    pub code: RejectCode,
    /// Figures that help.
    pub detail: String,
}

impl std::fmt::Display for Reject {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {}", self.code.as_str(), self.detail)
    }
}

impl std::error::Error for Reject {}

/// A normalised page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Articles by position, at least one; the first is the page's main article.
    pub articles: Vec<Article>,
    /// WHATWG name of the charset the body was in.
    pub charset: &'static str,
    /// How the charset was found.
    pub charset_method: decode::Method,
    /// The language that the page declares for itself (HTML), as written, if any.
    pub language: Option<String>,
    /// The canonical address that the page declares (HTML), as written, perhaps relative, if any.
    pub canonical_url: Option<String>,
}

/// The source field that a range or a map points into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceField {
    /// The decoded body.
    Body,
    /// [`Input::title`].
    Title,
    /// The HTML page, where there is no map.
    Html,
    /// Another field of the input.
    Other,
}

impl SourceField {
    /// The name used in explanations.
    pub fn as_str(self) -> &'static str {
        match self {
            SourceField::Body => "body",
            SourceField::Title => "title",
            SourceField::Html => "html",
            SourceField::Other => "other",
        }
    }
}

/// A dateline: who filed the story, from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dateline {
    /// As written, without the space after it.
    pub raw: String,
    /// Published name of the agency.
    pub agency: Option<String>,
    /// The place, as written.
    pub place: Option<String>,
}

/// Keywords of an article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keywords {
    /// The line they were read from.
    pub raw: Option<String>,
    /// The keywords.
    pub items: Vec<String>,
    /// How the line was cut.
    pub method: keywords::Method,
}

/// How an article is related to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// Named by a "read also" block.
    Related,
}

impl Relation {
    /// The name used on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Relation::Related => "related",
        }
    }
}

/// A link to another article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Why it is linked.
    pub relation: Relation,
    /// Position of that article on this page.
    pub to_position: Option<u32>,
    /// Its address.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
}

/// What was taken out of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// The text, in display form.
    pub text: String,
    /// Why.
    pub reason: Reason,
    /// Bytes of the decoded body; none for HTML.
    pub range: Option<[u32; 2]>,
}

/// Why a field has the value it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Name of the field of [`Article`].
    pub field: &'static str,
    /// The rule that found it.
    pub rule: &'static str,
    /// The field of the input it was found in.
    pub source: SourceField,
    /// Bytes of that field (decoded); none where there is no map.
    pub range: Option<[u32; 2]>,
}

/// A normalised article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// The title.
    pub title: Option<Line>,
    /// The field that the title's map points into.
    pub title_source: SourceField,
    /// The body.
    pub paragraphs: Vec<Line>,
    /// The source that the page names, or the one supplied.
    pub source_name: Option<String>,
    /// The outlet that signs the text itself.
    pub outlet: Option<String>,
    /// The dateline.
    pub dateline: Option<Dateline>,
    /// Authors.
    pub authors: Vec<String>,
    /// Keywords.
    pub keywords: Keywords,
    /// Other articles that the page leads to.
    pub links: Vec<Link>,
    /// The date of publication.
    pub published: Published,
    /// What was taken out, in the order of the page.
    pub removed: Vec<Removed>,
    /// Quality flags, sorted.
    pub flags: Vec<Flag>,
    /// Sizes.
    pub stats: Stats,
    /// Fingerprints of the body.
    pub fingerprint: Fingerprint,
    /// Where each field came from.
    pub evidence: Vec<Evidence>,
}

/// Normalises one message.
///
/// A total function of its arguments: it never panics, and equal arguments give equal results. `lexicon` tells names
/// from words where nothing else does (keyword lines without delimiters, datelines without an agency).
pub fn normalize(input: &Input<'_>, lexicon: &dyn Lexicon, limits: &Limits) -> Result<Page, Reject> {
    assemble::normalize(input, lexicon, limits)
}
