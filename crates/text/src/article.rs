//! The whole normaliser in one call.

use crate::dates::{self, Published};
use crate::decode;
use crate::display;
use crate::fingerprint::Fingerprint;
use crate::flags::{Flag, FlagSet};
use crate::limits::Limits;
use crate::line::Line;
use crate::page::{self, Draft, Reason, Setting, keywords};
use crate::search::Folding;
use crate::units::Mapped;

pub use crate::page::Lexicon;

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
}

impl RejectCode {
    /// The name used on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            RejectCode::EmptyText => "empty_text",
            RejectCode::Undecodable => "undecodable",
            RejectCode::TextTooLong => "text_too_long",
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
    /// BCP 47 tag that the page declares for itself (HTML), if any.
    pub language: Option<String>,
    /// The canonical address that the page declares (HTML), if any.
    pub canonical_url: Option<String>,
}

/// The source field that a range or a map points into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceField {
    /// The decoded body.
    Body,
    /// [`Input::title`].
    Title,
    /// Another field of the input, or a tag of the HTML page.
    Other,
}

impl SourceField {
    /// The name used in explanations.
    pub fn as_str(self) -> &'static str {
        match self {
            SourceField::Body => "body",
            SourceField::Title => "title",
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

/// Sizes of an article's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Code points of the paragraphs, one line feed between two.
    pub chars: u32,
    /// Words: runs between white space; letters of scripts without word spaces count one each.
    pub words: u32,
    /// Sentence ends; an estimate ("Mr. Smith" counts one too many).
    pub sentences: u32,
    /// Paragraphs.
    pub paragraphs: u32,
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

/// A body shorter than this is flagged.
const SHORT_BODY_CHARS: u32 = 80;

/// Normalises one message.
pub fn normalize(input: &Input<'_>, lexicon: &dyn Lexicon, limits: &Limits) -> Result<Page, Reject> {
    let (Body::Text(bytes) | Body::Html(bytes)) = input.body;
    check_length(bytes.len(), limits.body_bytes)?;
    let decoded = decode::decode(bytes, input.declared_charset).map_err(|error| Reject {
        code: RejectCode::Undecodable,
        detail: format!(
            "{} of {} characters have no meaning in {}",
            error.replaced, error.chars, error.charset
        ),
    })?;
    check_length(decoded.text.len(), limits.text_bytes)?;
    let source: &str = &decoded.text;

    let mut page_flags = decode_flags(&decoded);
    let lines = display::lines_of(source, limits.lines);
    page_flags.extend(lines.flags);
    if lines.is_cut {
        page_flags.insert(Flag::LimitReached);
    }
    if lines.all.iter().all(|line| line.text.is_empty()) {
        return Err(Reject {
            code: RejectCode::EmptyText,
            detail: format!("{} bytes hold no visible text", bytes.len()),
        });
    }
    let title = input
        .title
        .map(|title| display::line_of(title, &mut page_flags))
        .filter(|title| !title.text.is_empty());
    let has_supplied_title = title.is_some();
    let context = dates::Context { language: input.language, fetched_at: input.fetched_at };
    let setting =
        Setting { names: lexicon, context: &context, limits, folding: Folding::of_language(input.language) };
    let structure = page::structure(lines.all, title, &setting);
    let assembly = Assembly { input, setting: &setting, page_flags, has_supplied_title };
    let articles = structure
        .drafts
        .into_iter()
        .enumerate()
        .map(|(position, draft)| assembly.article(position, draft))
        .collect();
    Ok(Page {
        articles,
        charset: decoded.charset,
        charset_method: decoded.method,
        language: None,
        canonical_url: None,
    })
}

fn check_length(length: usize, limit: usize) -> Result<(), Reject> {
    if length <= limit {
        return Ok(());
    }
    Err(Reject { code: RejectCode::TextTooLong, detail: format!("{length} bytes, the limit is {limit}") })
}

fn decode_flags(decoded: &decode::Decoded<'_>) -> FlagSet {
    let mut flags = FlagSet::default();
    if decoded.replaced > 0 {
        flags.insert(Flag::DecodedLossy);
    }
    if decoded.method == decode::Method::Detected {
        flags.insert(Flag::CharsetDetected);
    }
    if decoded.is_mismatch {
        flags.insert(Flag::CharsetMismatch);
    }
    flags
}

/// Turns drafts into articles.
struct Assembly<'a> {
    input: &'a Input<'a>,
    setting: &'a Setting<'a>,
    page_flags: FlagSet,
    has_supplied_title: bool,
}

impl Assembly<'_> {
    fn article(&self, position: usize, draft: Draft<'_>) -> Article {
        let is_main = position == 0;
        let mut flags = draft.flags;
        flags.extend(self.page_flags);
        let mut evidence: Vec<Evidence> = draft
            .findings
            .iter()
            .map(|finding| Evidence {
                field: finding.field,
                rule: finding.rule,
                source: SourceField::Body,
                range: finding.range,
            })
            .collect();
        let keywords = self.keywords(is_main, &draft, &mut evidence);
        let published = self.published(is_main, &draft, &mut evidence);
        let stats = stats_of(&draft.paragraphs);
        let texts = draft.paragraphs.iter().map(|paragraph| paragraph.text.as_ref());
        let fingerprint = Fingerprint::of(texts, self.setting.folding);
        if published.value.is_none() && published.raw.is_some() {
            flags.insert(Flag::DateUnresolved);
        }
        if stats.chars < SHORT_BODY_CHARS {
            flags.insert(Flag::BodyShort);
        }
        if draft.title.is_none() {
            flags.insert(Flag::TitleMissing);
        }
        let from_input = is_main && self.has_supplied_title && draft.title.is_some();
        if from_input {
            evidence.push(supplied("title", SourceField::Title));
        }
        let mut authors = draft.authors;
        if is_main && !self.input.authors.is_empty() {
            authors = self.supplied_authors();
            evidence.push(supplied("authors", SourceField::Other));
        }
        let mut source_name = draft.source_name;
        let given_source = self.input.source.filter(|_| is_main && source_name.is_none()).map(clean_text);
        if let Some(given) = given_source.filter(|given| !given.is_empty()) {
            source_name = Some(given);
            evidence.push(supplied("source", SourceField::Other));
        }
        Article {
            title: draft.title.map(Mapped::into_line),
            title_source: if from_input { SourceField::Title } else { SourceField::Body },
            paragraphs: draft.paragraphs.into_iter().map(Mapped::into_line).collect(),
            source_name,
            outlet: draft.outlet,
            dateline: draft.dateline.map(|dateline| Dateline {
                raw: dateline.raw.text.into_owned(),
                agency: dateline.agency,
                place: dateline.place,
            }),
            authors,
            keywords,
            links: draft
                .links
                .into_iter()
                .map(|(to_position, title)| Link {
                    relation: Relation::Related,
                    to_position,
                    url: None,
                    title: Some(title.text.into_owned()),
                })
                .collect(),
            published,
            removed: draft
                .removed
                .into_iter()
                .map(|taken| Removed {
                    range: taken.text.source_range(),
                    reason: taken.reason,
                    text: taken.text.text.into_owned(),
                })
                .collect(),
            flags: flags.to_vec(),
            stats,
            fingerprint,
            evidence,
        }
    }

    fn supplied_authors(&self) -> Vec<String> {
        let mut authors: Vec<String> = Vec::new();
        for author in self.input.authors.iter().map(|author| clean_text(author)) {
            let author = author.trim_end_matches([':', '-', '–', '،', ',']).trim().to_owned();
            if !author.is_empty() && !authors.contains(&author) {
                authors.push(author);
            }
        }
        authors
    }

    fn keywords(&self, is_main: bool, draft: &Draft<'_>, evidence: &mut Vec<Evidence>) -> Keywords {
        let given: Vec<String> = self.input.keywords.iter().map(|keyword| clean_text(keyword)).collect();
        let limit = self.setting.limits.keywords;
        if is_main && given.iter().any(|keyword| !keyword.is_empty()) {
            evidence.push(supplied("keywords", SourceField::Other));
            let items = given.into_iter().filter(|keyword| !keyword.is_empty()).take(limit).collect();
            return Keywords { raw: None, items, method: keywords::Method::Given };
        }
        let (mut items, method) = page::cut_keywords(draft, self.setting.names);
        items.truncate(limit);
        Keywords { raw: draft.keywords.as_ref().map(|raw| raw.text.clone().into_owned()), items, method }
    }

    /// The supplied date, else a labelled one, else what the body tells of its day. A further article of a page inherits
    /// nothing.
    fn published(&self, is_main: bool, draft: &Draft<'_>, evidence: &mut Vec<Evidence>) -> Published {
        let given = self
            .input
            .published_at
            .filter(|_| is_main)
            .map(|raw| dates::parse(&clean_text(raw), self.setting.context));
        if let Some(given) = given.as_ref().filter(|given| given.value.is_some()) {
            evidence.push(supplied("published", SourceField::Other));
            return given.clone();
        }
        if let Some(labelled) = draft.published.as_ref().filter(|labelled| labelled.value.is_some()) {
            return labelled.clone();
        }
        let undetermined = given.filter(Published::is_date).or_else(|| draft.published.clone());
        let constraints =
            dates::constrain(draft.paragraphs.iter().map(|line| line.text.as_ref()), self.setting.context);
        if let Some(mut undetermined) = undetermined {
            if undetermined.constraints.is_empty() {
                undetermined.constraints = constraints;
            }
            return undetermined;
        }
        if constraints.is_empty() {
            let raw =
                self.input.published_at.filter(|_| is_main).map(clean_text).filter(|raw| !raw.is_empty());
            return Published { raw, ..Published::default() };
        }
        evidence.push(Evidence {
            field: "published",
            rule: "body_constraints",
            source: SourceField::Body,
            range: None,
        });
        Published { method: dates::Method::Body, constraints, ..Published::default() }
    }
}

fn supplied(field: &'static str, source: SourceField) -> Evidence {
    Evidence { field, rule: "supplied", source, range: None }
}

/// Display form of a short supplied field.
fn clean_text(text: &str) -> String {
    display::line_of(text, &mut FlagSet::default()).text.into_owned()
}

fn stats_of(paragraphs: &[Mapped<'_>]) -> Stats {
    let mut stats = Stats { paragraphs: paragraphs.len() as u32, ..Stats::default() };
    for paragraph in paragraphs {
        count(&paragraph.text, &mut stats);
    }
    stats.chars += stats.paragraphs.saturating_sub(1);
    stats
}

/// One pass over a paragraph. ".." is a pause, and a mark ends a sentence only before white space or the end.
fn count(text: &str, stats: &mut Stats) {
    let mut in_word = false;
    let mut ending = 0_u32;
    for ch in text.chars() {
        stats.chars += 1;
        let is_space = ch == ' ' || ch == '\t';
        let is_unspaced = ch >= '\u{e00}' && crate::fingerprint::is_unspaced(ch);
        stats.words += u32::from(is_unspaced || !is_space && !in_word);
        in_word = !is_space && !is_unspaced;
        ending = match ch {
            '.' | '!' | '?' | '؟' | '۔' | '।' | '…' => ending + 1,
            '。' | '！' | '？' => {
                stats.sentences += 1;
                0
            }
            '"' | '”' | '»' | ')' | '\'' | '’' => ending,
            ' ' => {
                stats.sentences += u32::from(ending == 1 || ending > 2);
                0
            }
            _ => 0,
        };
    }
    stats.sentences += u32::from(ending > 0);
}
