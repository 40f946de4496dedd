//! What is read from a page.

use super::body::View;
use super::first;
use super::hints::Hints;
use super::linked::{Linked, text_of};
use super::meta::Metas;
use super::tag::Tag;
use super::tree::{Id, Tree};

/// Where a value was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// JSON-LD, an object of an article's type.
    JsonLd,
    /// JSON-LD, an object for the page.
    JsonLdPage,
    /// Open Graph or Twitter card.
    OpenGraph,
    /// Another `<meta>` element (`article:`, `dc.`, `author`, …).
    Meta,
    /// `itemprop`.
    Microdata,
    /// `<h1>`.
    H1,
    /// `<title>`.
    Title,
    /// `<time>`.
    Time,
    /// The page's address.
    Url,
    /// Visible text that only its place and class speak for.
    Visible,
}

impl Method {
    /// A stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::JsonLd => "json-ld",
            Self::JsonLdPage => "json-ld-page",
            Self::OpenGraph => "open-graph",
            Self::Meta => "meta",
            Self::Microdata => "microdata",
            Self::H1 => "h1",
            Self::Title => "title",
            Self::Time => "time",
            Self::Url => "url",
            Self::Visible => "visible",
        }
    }
}

/// A value and the statement it was taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// The value, character references decoded and white space collapsed.
    pub value: String,
    /// Where it stood.
    pub method: Method,
}

/// The kind of a block of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A headline inside the article.
    Heading,
    /// A paragraph, or any text that is nothing else.
    Paragraph,
    /// An item of a list.
    ListItem,
    /// A block quotation.
    Quote,
    /// The caption of a picture.
    Caption,
    /// Preformatted text, line breaks kept.
    Pre,
}

impl BlockKind {
    /// A stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::Paragraph => "paragraph",
            Self::ListItem => "list-item",
            Self::Quote => "quote",
            Self::Caption => "caption",
            Self::Pre => "pre",
        }
    }
}

/// A block of the article's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its kind.
    pub kind: BlockKind,
    /// Its text; `\n` where the page breaks a line inside the block.
    pub text: String,
}

/// Why a text near the article is not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// It repeats the title.
    Title,
    /// Author, date.
    Byline,
    /// Caption or credit of a picture.
    Caption,
    /// Sharing.
    Share,
    /// Other articles.
    Related,
    /// Newsletters.
    Newsletter,
    /// Advertising.
    Advert,
    /// Cookies and consent.
    Consent,
    /// Readers' comments.
    Comments,
    /// Offers to subscribe or log in.
    Paywall,
    /// Mostly links.
    Links,
    /// A headline that nothing follows.
    LooseHeading,
    /// It stands in the article twice.
    Repeated,
    /// Another article on the same page.
    OtherArticle,
    /// It follows the end of the text that the page states in JSON-LD.
    AfterEnd,
    /// Other parts of the page.
    Furniture,
}

impl Reason {
    /// A stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Byline => "byline",
            Self::Caption => "caption",
            Self::Share => "share",
            Self::Related => "related",
            Self::Newsletter => "newsletter",
            Self::Advert => "advert",
            Self::Consent => "consent",
            Self::Comments => "comments",
            Self::Paywall => "paywall",
            Self::Links => "links",
            Self::LooseHeading => "loose-heading",
            Self::Repeated => "repeated",
            Self::OtherArticle => "other-article",
            Self::AfterEnd => "after-end",
            Self::Furniture => "furniture",
        }
    }
}

/// A text that was left out of the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// The text.
    pub text: String,
    /// Why.
    pub reason: Reason,
}

/// A link to another article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its text.
    pub text: String,
    /// Its address as written, perhaps relative.
    pub url: String,
}

/// The direction of writing that a page declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

/// An article and what its page says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The headline, without the site's name.
    pub title: Option<Pick>,
    /// Names of authors and agencies, from the most trusted statement that has any.
    pub authors: Vec<Pick>,
    /// Dates of publication as written, most trusted first.
    pub published: Vec<Pick>,
    /// Dates of the last change as written, most trusted first.
    pub modified: Vec<Pick>,
    /// The declared language, as written (`lang` of the root, else a `<meta>`).
    pub language: Option<String>,
    /// The declared direction.
    pub direction: Option<Direction>,
    /// The canonical address as written, perhaps relative.
    pub canonical_url: Option<String>,
    /// The site's name for itself.
    pub site_name: Option<String>,
    /// Keywords, in order, none twice.
    pub keywords: Vec<String>,
    /// The section that the article stands in.
    pub section: Option<String>,
    /// The article's text, in order.
    pub blocks: Vec<Block>,
    /// What stood in the article's element and is not part of it, in order.
    pub removed: Vec<Removed>,
    /// Links to other articles beside and below it, in order.
    pub links: Vec<Link>,
}

pub(super) fn language(tree: &Tree, metas: &Metas) -> Option<String> {
    let of =
        |id| ["lang", "xml:lang"].iter().find_map(|x| tree.attribute(id, x)).filter(|x| !x.trim().is_empty());
    of(0).or_else(|| first(tree, Tag::Body).and_then(of)).map(|x| x.trim().to_owned()).or_else(|| {
        ["content-language", "og:locale", "dc.language", "inlanguage"]
            .iter()
            .find_map(|x| metas.first(x))
            .map(str::to_owned)
    })
}

pub(super) fn direction(tree: &Tree) -> Option<Direction> {
    let of = |id| match tree.attribute_raw(id, "dir") {
        Some(x) if x.eq_ignore_ascii_case("rtl") => Some(Direction::Rtl),
        Some(x) if x.eq_ignore_ascii_case("ltr") => Some(Direction::Ltr),
        _ => None,
    };
    of(0).or_else(|| first(tree, Tag::Body).and_then(of))
}

/// How many keywords are listed at most.
const KEYWORDS: usize = 200;

pub(super) fn keywords(metas: &Metas, linked: &Linked) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut add = |text: &str, split: bool| {
        let parts = text.split(|x: char| split && matches!(x, ',' | ';' | '،' | '、' | '，'));
        for part in parts.map(str::trim).filter(|x| !x.is_empty()) {
            if out.len() < KEYWORDS && !out.iter().any(|x| x == part) {
                out.push(part.to_owned());
            }
        }
    };
    for article in linked.articles().iter().take(1) {
        match article.get("keywords") {
            Some(list) if list.is_array() => {
                list.as_array().into_iter().flatten().filter_map(text_of).for_each(|x| add(&x, false));
            }
            Some(one) => text_of(one).into_iter().for_each(|x| add(&x, true)),
            None => {}
        }
    }
    for name in ["keywords", "news_keywords"] {
        metas.all(name).for_each(|x| add(x, true));
    }
    metas.all("article:tag").for_each(|x| add(x, false));
    out
}

pub(super) fn section(metas: &Metas, linked: &Linked) -> Option<String> {
    linked
        .articles()
        .iter()
        .find_map(|x| x.get("articleSection").and_then(text_of))
        .or_else(|| metas.first("article:section").map(str::to_owned))
}

/// How many links are listed at most.
const LINKS: usize = 100;

pub(super) fn links(view: &View, container: Id) -> Vec<Link> {
    let mut out: Vec<Link> = Vec::new();
    let end = view.tree.node(container).end;
    for (at, leaf) in view.leaves.list.iter().enumerate() {
        let near = leaf.node >= container && leaf.node < end;
        let related = view.around(at).any(Hints::RELATED);
        if !(near || related) || leaf.size < 20 || leaf.linked * 10 < leaf.size * 8 || out.len() >= LINKS {
            continue;
        }
        let anchor = view
            .tree
            .ancestors(leaf.first)
            .take(12)
            .find(|x| view.tree.node(*x).tag == Tag::A)
            .and_then(|x| view.tree.attribute(x, "href"));
        if let Some(url) = anchor.filter(|x| !x.is_empty() && !x.starts_with('#')) {
            let link = Link { text: view.leaves.text(leaf).to_owned(), url: url.trim().to_owned() };
            if !out.contains(&link) {
                out.push(link);
            }
        }
    }
    out
}
