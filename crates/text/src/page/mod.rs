//! The structure of a page: what its lines are.
//!
//! A page comes as lines in display form. Most are paragraphs of the article. The others are found here and taken out,
//! each with its reason: the title, labelled lines ([`labels`]), datelines ([`dateline`]), keyword lines
//! ([`keywords`]), links to other articles, and whole further articles behind "read also" ([`related`]).

mod conversation;
pub mod dateline;
pub mod keywords;
pub mod labels;
pub mod related;
mod structure;
mod title;
mod wrapped;

pub(crate) use structure::{Draft, Setting, cut_keywords, structure};
pub(crate) use wrapped::unwrapped;

/// Names known to the caller: people, organisations, places. Supplied by whoever holds the knowledge base.
pub trait Lexicon {
    /// Whether the phrase, as written, is a name.
    fn is_name(&self, phrase: &str) -> bool;
}

/// Why a piece of the source is not in the paragraphs. A closed set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A labelled publication date.
    PublishedLabel,
    /// A labelled source.
    SourceLabel,
    /// A labelled author or a byline.
    AuthorLabel,
    /// A labelled keyword line.
    KeywordsLabel,
    /// A "read also" marker.
    RelatedMarker,
    /// A headline that leads to another article.
    RelatedLink,
    /// The dateline before the first words.
    Dateline,
    /// The name of the outlet on a line of its own.
    OutletLine,
    /// The title, repeated at the head of the text.
    TitleRepeated,
    /// A sharing button.
    Share,
    /// A rights notice.
    Rights,
    /// Other furniture of the page.
    Furniture,
    /// Caption or credit of a picture.
    Caption,
    /// An offer of a newsletter.
    Newsletter,
    /// Advertising.
    Advertisement,
    /// Cookies and consent.
    Consent,
    /// Readers' comments.
    Comments,
    /// An offer to subscribe or log in.
    Paywall,
    /// A list that is mostly links.
    LinkList,
    /// A headline that nothing follows.
    LooseHeading,
    /// A text that stands on the page twice.
    Repeated,
    /// Another article on the same page.
    OtherArticle,
    /// What follows the end of the text that the page itself states.
    AfterEnd,
}

impl Reason {
    /// The name used on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::PublishedLabel => "published_label",
            Reason::SourceLabel => "source_label",
            Reason::AuthorLabel => "author_label",
            Reason::KeywordsLabel => "keywords_label",
            Reason::RelatedMarker => "related_marker",
            Reason::RelatedLink => "related_link",
            Reason::Dateline => "dateline",
            Reason::OutletLine => "outlet_line",
            Reason::TitleRepeated => "title_repeated",
            Reason::Share => "share",
            Reason::Rights => "rights",
            Reason::Furniture => "furniture",
            Reason::Caption => "caption",
            Reason::Newsletter => "newsletter",
            Reason::Advertisement => "advertisement",
            Reason::Consent => "consent",
            Reason::Comments => "comments",
            Reason::Paywall => "paywall",
            Reason::LinkList => "link_list",
            Reason::LooseHeading => "loose_heading",
            Reason::Repeated => "repeated",
            Reason::OtherArticle => "other_article",
            Reason::AfterEnd => "after_end",
        }
    }
}

/// Marks that end a sentence, in any script. ".." is a pause in Arabic news and ends none.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let trimmed = text.trim_end_matches(|ch: char| ch.is_whitespace() || is_closing(ch));
    if trimmed.ends_with("..") && !trimmed.ends_with("...") {
        return false;
    }
    trimmed.ends_with(['.', '!', '?', '؟', '۔', '。', '！', '？', '।', '॥', '…', '።', '։'])
}

fn is_closing(ch: char) -> bool {
    matches!(ch, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '」' | '』' | '）' | '›' | '“')
}

/// Number of words, where a letter of a script without word spaces counts as half a word.
pub(crate) fn word_count(text: &str) -> usize {
    let spaced = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    let unspaced = if text.is_ascii() {
        0
    } else {
        text.chars().filter(|ch| crate::fingerprint::is_unspaced(*ch)).count()
    };
    spaced + unspaced / 2
}
