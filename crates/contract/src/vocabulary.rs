//! Closed vocabularies of the messages. A value is added here, never invented by a service.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant,)*
        }

        impl $name {
            /// Every value, in the order of the documentation.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The value as it stands in messages.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }
        }
    };
}

vocabulary! {
    /// What an entity is.
    EntityType {
        /// A person.
        Person = "PER",
        /// An organisation: a state body, a party, a company, a team, an outlet.
        Organisation = "ORG",
        /// A place: a country, a region, a city, a sea, a building.
        Location = "LOC",
    }
}

vocabulary! {
    /// How one article of a page relates to another, or to a link.
    LinkRelation {
        /// "Read also": related by the publisher.
        Related = "related",
    }
}

vocabulary! {
    /// Why a piece of the source is not in the text.
    RemovedReason {
        /// A labelled line with the publication date; kept in `published`.
        PublishedLabel = "published_label",
        /// A labelled line with the source; kept in `source`.
        SourceLabel = "source_label",
        /// A labelled line with the author, or a byline; kept in `authors`.
        AuthorLabel = "author_label",
        /// A labelled line with keywords; kept in `keywords`.
        KeywordsLabel = "keywords_label",
        /// The marker that opens related articles; kept in `links`.
        RelatedMarker = "related_marker",
        /// A headline that leads to another article; kept in `links`.
        RelatedLink = "related_link",
        /// The dateline before the first words; kept in `dateline`.
        Dateline = "dateline",
        /// The name of an outlet on a line of its own; kept in `source.outlet`.
        OutletLine = "outlet_line",
        /// The title again, at the head of the text.
        TitleRepeated = "title_repeated",
        /// Buttons and pleas to share, follow or subscribe.
        Share = "share",
        /// A statement of rights.
        Rights = "rights",
        /// Other furniture of a page: navigation, menus.
        Furniture = "furniture",
        /// The caption or credit of a picture.
        Caption = "caption",
        /// An offer of a newsletter.
        Newsletter = "newsletter",
        /// Advertising.
        Advertisement = "advertisement",
        /// Cookies and consent.
        Consent = "consent",
        /// Readers' comments.
        Comments = "comments",
        /// An offer to subscribe or log in.
        Paywall = "paywall",
        /// A list that is mostly links.
        LinkList = "link_list",
        /// A headline that nothing follows.
        LooseHeading = "loose_heading",
        /// Lines that the page says again.
        Repeated = "repeated",
        /// The text of another article of the page.
        OtherArticle = "other_article",
        /// What follows the end of the article.
        AfterEnd = "after_end",
    }
}

vocabulary! {
    /// What a reader should know of the quality of an article.
    Flag {
        /// Unpaired bidirectional embeddings, overrides or isolates were stripped.
        BidiControls = "bidi_controls",
        /// The body is shorter than a paragraph.
        BodyShort = "body_short",
        /// The charset was detected, not declared.
        CharsetDetected = "charset_detected",
        /// The declared charset was wrong; another one was used.
        CharsetMismatch = "charset_mismatch",
        /// Control characters were dropped or replaced.
        ControlCharacters = "control_characters",
        /// The publication date could not be determined from the words that give it.
        DateUnresolved = "date_unresolved",
        /// Some bytes could not be decoded; they are U+FFFD in the text.
        DecodedLossy = "decoded_lossy",
        /// A counted limit was reached; what lies beyond it was not analysed.
        LimitReached = "limit_reached",
        /// Lone surrogates in JSON escapes became U+FFFD.
        LoneSurrogates = "lone_surrogates",
        /// HTML tags or entities inside plain text were removed.
        MarkupInText = "markup_in_text",
        /// UTF-8 that had been read as another charset was repaired.
        MojibakeRepaired = "mojibake_repaired",
        /// The source was not in Unicode normalisation form C.
        NotNfc = "not_nfc",
        /// Arabic presentation forms were replaced by base letters.
        PresentationForms = "presentation_forms",
        /// U+FFFD was already in the source: characters were lost before it reached us.
        ReplacementCharacters = "replacement_characters",
        /// The page held more than one article.
        SplitPage = "split_page",
        /// No title was found.
        TitleMissing = "title_missing",
    }
}

vocabulary! {
    /// How the published date was read.
    DateMethod {
        /// Not at all.
        None = "none",
        /// ISO 8601 or RFC 3339.
        Iso8601 = "iso8601",
        /// RFC 2822.
        Rfc2822 = "rfc2822",
        /// A number of seconds or milliseconds since 1970.
        Epoch = "epoch",
        /// Digits and separators.
        Numeric = "numeric",
        /// Words: a month's name.
        Words = "words",
        /// Counted back from the time of fetching.
        Relative = "relative",
        /// It could be more than one date.
        Ambiguous = "ambiguous",
        /// From the body of the article: constraints only, never a value.
        Body = "body",
    }
}
