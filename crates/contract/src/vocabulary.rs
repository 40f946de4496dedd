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
        LabelDate = "label_date",
        /// A labelled line with the source; kept in `source`.
        LabelSource = "label_source",
        /// A labelled line with the author; kept in `authors`.
        LabelAuthor = "label_author",
        /// A labelled line with keywords; kept in `keywords`.
        LabelKeywords = "label_keywords",
        /// The marker that opens related articles; kept in `links`.
        RelatedMarker = "related_marker",
        /// A list of links to related articles; kept in `links`.
        RelatedLinks = "related_links",
        /// The dateline of an agency; kept in `dateline`.
        Dateline = "dateline",
        /// The line of an outlet; kept in `source.outlet`.
        Outlet = "outlet",
        /// The title again, at the head of the text.
        TitleRepeated = "title_repeated",
        /// Buttons and pleas to share, follow or subscribe.
        Share = "share",
        /// A statement of rights.
        Rights = "rights",
        /// Navigation, menus, advertisements and other furniture of a page.
        Boilerplate = "boilerplate",
        /// The caption or credit of a picture.
        Caption = "caption",
        /// A byline in the text; kept in `authors`.
        Byline = "byline",
        /// A date line without a label; kept in `published`.
        DateLine = "date_line",
        /// Markup in a text field.
        Markup = "markup",
    }
}

vocabulary! {
    /// What a reader should know of the quality of an article.
    Flag {
        /// Bytes that were no text in the charset became U+FFFD.
        DecodedWithLoss = "decoded_with_loss",
        /// The declared charset was not the true one.
        CharsetMislabelled = "charset_mislabelled",
        /// Nobody declared a charset and it was no UTF-8.
        CharsetDetected = "charset_detected",
        /// Text that was read in a wrong charset before it came here was repaired.
        MojibakeRepaired = "mojibake_repaired",
        /// Text that was read in a wrong charset was left alone because it could not be repaired wholly.
        MojibakeSuspected = "mojibake_suspected",
        /// Control characters were dropped or read as windows-1252.
        ControlsRemoved = "controls_removed",
        /// Unpaired bidirectional controls were dropped.
        BidiControlsRemoved = "bidi_controls_removed",
        /// Lone surrogates in JSON became U+FFFD.
        LoneSurrogates = "lone_surrogates",
        /// Presentation forms became letters.
        PresentationForms = "presentation_forms",
        /// HTML markup or entities stood in a text field.
        MarkupInText = "markup_in_text",
        /// No title was given or found.
        TitleMissing = "title_missing",
        /// The body is shorter than a news article.
        TextShort = "text_short",
        /// The text may have been cut off by the crawler.
        TextTruncated = "text_truncated",
        /// The page held several articles.
        PageSplit = "page_split",
        /// The published date lies after the crawler's fetch.
        DateInFuture = "date_in_future",
    }
}

vocabulary! {
    /// Where the published date came from.
    DateMethod {
        /// The crawler's own field.
        Field = "field",
        /// A labelled line of the text.
        Label = "label",
        /// An unlabelled date line of the text.
        DateLine = "date_line",
        /// JSON-LD of the page.
        JsonLd = "json_ld",
        /// A meta element of the page.
        Meta = "meta",
        /// A time element of the page.
        Time = "time",
        /// The page's URL.
        Url = "url",
        /// Words of the body: they give constraints, never a value.
        Body = "body",
        /// Nothing says when.
        None = "none",
    }
}
