//! What an element's class, id, role and tag say about what it holds.
//!
//! The words are those that web designers use for parts of pages, in English and in other languages of the press;
//! none belongs to one site.

use std::collections::HashMap;

use super::tag::Tag;
use super::tree::{Id, Tree};

/// A set of roles an element may have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hints(u32);

macro_rules! flags {
    ($($name:ident $bit:literal $doc:literal),* $(,)?) => {
        impl Hints { $(#[doc = $doc] pub(crate) const $name: Self = Self(1 << $bit);)* }
    };
}

flags! {
    BODY 0 "The text of an article.",
    LEAD 1 "Its summary or first paragraph.",
    COMMENT 2 "Readers' comments.",
    SHARE 3 "Sharing and printing.",
    RELATED 4 "Other articles.",
    NEWSLETTER 5 "Newsletters and other subscriptions.",
    ADVERT 6 "Advertising and promotion.",
    CONSENT 7 "Cookies and consent.",
    NAVIGATION 8 "Menus, breadcrumbs, search, tabs.",
    FOOTER 9 "The page's foot, copyright.",
    SIDEBAR 10 "A column beside the article.",
    CAPTION 11 "Captions and credits of pictures.",
    BYLINE 12 "Author.",
    DATE 13 "Date and time.",
    TAGS 14 "Topics and keywords.",
    PAYWALL 15 "Offers to subscribe.",
    LOGIN 16 "Log in, register.",
    HIDDEN 17 "Not shown, or shown to screen readers only.",
    MEDIA 18 "Players and galleries.",
    BIO 19 "About the author.",
    TITLE 20 "The headline.",
    TOOLS 21 "Page tools: listen, font size, save, rate.",
    ARTICLE 22 "An article as a whole.",
    KICKER 23 "The section line above a headline.",
    PROPERTY 24 "The text of an article, by a declared property.",
    FIGURE 25 "Loose text of a figure.",
}

impl Hints {
    /// Roles whose text is not part of an article.
    pub(crate) const JUNK: Self = Self(
        Self::COMMENT.0
            | Self::SHARE.0
            | Self::RELATED.0
            | Self::NEWSLETTER.0
            | Self::ADVERT.0
            | Self::CONSENT.0
            | Self::NAVIGATION.0
            | Self::FOOTER.0
            | Self::SIDEBAR.0
            | Self::CAPTION.0
            | Self::FIGURE.0
            | Self::BYLINE.0
            | Self::DATE.0
            | Self::TAGS.0
            | Self::PAYWALL.0
            | Self::LOGIN.0
            | Self::HIDDEN.0
            | Self::MEDIA.0
            | Self::BIO.0
            | Self::TOOLS.0
            | Self::KICKER.0,
    );

    /// Roles that are not believed once they are claimed for most of a page's prose.
    pub(crate) const SOFT: [Self; 14] = [
        Self::SHARE,
        Self::NEWSLETTER,
        Self::ADVERT,
        Self::CONSENT,
        Self::NAVIGATION,
        Self::SIDEBAR,
        Self::CAPTION.with(Self::FIGURE),
        Self::BYLINE,
        Self::DATE,
        Self::TAGS,
        Self::PAYWALL,
        Self::LOGIN,
        Self::MEDIA,
        Self::TOOLS,
    ];

    /// Roles that are not heard when nothing is left otherwise.
    pub(crate) const WEAK: Self =
        Self(Self::DOUBTFUL.0 | Self::ADVERT.0 | Self::SIDEBAR.0 | Self::HIDDEN.0 | Self::NEWSLETTER.0);

    /// Roles that an element with much prose has hardly ever.
    pub(crate) const DOUBTFUL: Self = Self(
        Self::SHARE.0
            | Self::NAVIGATION.0
            | Self::CAPTION.0
            | Self::FIGURE.0
            | Self::BYLINE.0
            | Self::DATE.0
            | Self::TAGS.0
            | Self::PAYWALL.0
            | Self::LOGIN.0
            | Self::MEDIA.0
            | Self::TOOLS.0
            | Self::KICKER.0,
    );

    /// Whether any of the roles of the other set is in this one.
    pub(crate) fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets together.
    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// This set without the other.
    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// Reads hints and remembers those of attribute values seen before.
#[derive(Default)]
pub(crate) struct Reader<'a> {
    seen: HashMap<&'a str, Hints>,
}

impl<'a> Reader<'a> {
    /// The roles that an element's own tag and attributes claim.
    pub(crate) fn hints(&mut self, tree: &Tree<'a>, id: Id) -> Hints {
        let tag = tree.node(id).tag;
        let mut out = of_tag(tag);
        for (name, value) in tree.attribute_pairs(id) {
            let found = match name {
                "class" | "id" | "data-testid" | "data-component" | "data-type" | "data-qa"
                | "data-module" | "aria-label" => *self.seen.entry(value).or_insert_with(|| of_value(value)),
                "role" => of_role(value),
                "itemprop" => of_property(value),
                "rel" if tag == Tag::A && value.contains("author") => Hints::BYLINE,
                "hidden" if !value.eq_ignore_ascii_case("false") => Hints::HIDDEN,
                "style" if is_hiding(value) => Hints::HIDDEN,
                "aria-hidden" if value == "true" && !tag.is_block() => Hints::HIDDEN,
                _ => Hints::default(),
            };
            out = out.with(found);
        }
        if out.any(Hints::LEAD) {
            out = out.without(Hints::RELATED.with(Hints::KICKER).with(Hints::TITLE));
        }
        if tag == Tag::Blockquote { out.without(Hints::SHARE.with(Hints::MEDIA)) } else { out }
    }
}

fn of_tag(tag: Tag) -> Hints {
    match tag {
        Tag::Nav | Tag::Menu | Tag::Search => Hints::NAVIGATION,
        Tag::Footer => Hints::FOOTER,
        Tag::Aside => Hints::SIDEBAR,
        Tag::Dialog => Hints::CONSENT,
        Tag::Figcaption => Hints::CAPTION,
        Tag::Figure => Hints::FIGURE,
        Tag::Article => Hints::ARTICLE,
        Tag::Time => Hints::DATE,
        Tag::Form => Hints::TOOLS,
        _ => Hints::default(),
    }
}

fn of_role(role: &str) -> Hints {
    match role {
        "navigation" | "menu" | "menubar" | "search" | "tablist" | "toolbar" | "menuitem" => {
            Hints::NAVIGATION
        }
        "contentinfo" => Hints::FOOTER,
        "complementary" => Hints::SIDEBAR,
        "dialog" | "alertdialog" | "alert" => Hints::CONSENT,
        "article" => Hints::ARTICLE,
        _ => Hints::default(),
    }
}

fn of_property(value: &str) -> Hints {
    match value {
        "articleBody" | "reviewBody" => Hints::BODY.with(Hints::PROPERTY),
        "headline" => Hints::TITLE,
        "author" | "creator" => Hints::BYLINE,
        "datePublished" | "dateModified" | "dateCreated" => Hints::DATE,
        "keywords" => Hints::TAGS,
        "comment" => Hints::COMMENT,
        "caption" | "copyrightHolder" => Hints::CAPTION,
        "breadcrumb" => Hints::NAVIGATION,
        _ => Hints::default(),
    }
}

/// The roles in a class list, an id or the like.
fn of_value(value: &str) -> Hints {
    let mut out = Hints::default();
    let mut joined = String::new();
    let mut word = String::new();
    // A token with a colon is a utility ("print:hidden", "md:block"): it tells how, not what.
    let is_utility = |x: &str| x.contains([':', '[', '!']);
    let styled = value.split_ascii_whitespace().any(is_utility);
    for token in value.split_ascii_whitespace() {
        if is_utility(token) || (styled && token == "hidden") {
            continue;
        }
        joined.clear();
        let mut last = Hints::default();
        let mut previous = ' ';
        let mut denied = false;
        let mut digits = false;
        for x in token.chars().chain(std::iter::once(' ')) {
            let cut =
                !x.is_alphanumeric() || (x.is_uppercase() && previous.is_lowercase()) || x.is_ascii_digit();
            if cut && !word.is_empty() {
                // Short letters beside digits are a number in hexadecimal more often than a word.
                let numbered = x.is_ascii_digit() || digits;
                if !(denied || (numbered && word.len() < 4)) {
                    last = last.with(super::words::of_word(&word));
                }
                denied = matches!(
                    word.as_str(),
                    "no" | "not" | "non" | "has" | "with" | "without" | "after" | "before"
                );
                word.clear();
            }
            if x.is_alphabetic() {
                for lower in x.to_lowercase() {
                    word.push(lower);
                    joined.push(lower);
                }
            }
            digits = if x.is_alphabetic() { digits } else { x.is_ascii_digit() };
            previous = x;
        }
        out = out.with(last).with(super::words::of_compound(&joined));
    }
    out
}

/// Whether a style hides its element.
fn is_hiding(style: &str) -> bool {
    style.split(';').any(|rule| {
        rule.split_once(':').is_some_and(|(name, value)| {
            let value = value.trim();
            let value = value.split_once('!').map_or(value, |x| x.0.trim());
            (name.trim().eq_ignore_ascii_case("display") && value.eq_ignore_ascii_case("none"))
                || (name.trim().eq_ignore_ascii_case("visibility") && value.eq_ignore_ascii_case("hidden"))
        })
    })
}
