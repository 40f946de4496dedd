//! Why a message became a dead letter.

use std::fmt;

/// Declares the codes: the enum, their names, and what each means.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// The reason of a reject: a closed set, and the label of the metric.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RejectCode {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl RejectCode {
            /// Every code, in the order of the documentation.
            pub const ALL: [RejectCode; [$($name),+].len()] = [$(Self::$variant),+];

            /// The code as it stands in headers and metrics.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it means, in one sentence.
            pub fn about(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+),)+ }
            }
        }
    };
}

codes! {
    /// The JSON does not parse.
    JsonInvalid = "json_invalid",
    /// The JSON is valid but no object.
    JsonNotAnObject = "json_not_an_object",
    /// The JSON nests too deep.
    JsonTooDeep = "json_too_deep",
    /// A field holds another kind of value than the contract says, such as a number where text belongs.
    FieldTypeInvalid = "field_type_invalid",
    /// A single-line field is too long.
    FieldTooLong = "field_too_long",
    /// None of `text`, `html`, `text_base64`, `html_base64` is there.
    BodyMissing = "body_missing",
    /// A base64 field does not decode.
    Base64Invalid = "base64_invalid",
    /// The supplied id is empty, longer than allowed or holds control characters.
    IdInvalid = "id_invalid",
    /// A null value without a key retracts nothing.
    TombstoneWithoutKey = "tombstone_without_key",
    /// The `content-type` header names something that is no article.
    ContentTypeUnsupported = "content_type_unsupported",
    /// The value is larger than a raw message may be.
    ValueTooLarge = "value_too_large",
    /// Nothing is left of the text after cleaning, or there was none.
    TextEmpty = "text_empty",
    /// The text of an article is too long.
    TextTooLong = "text_too_long",
    /// The bytes are no text in any charset that was declared or detected: a picture, an archive, damaged text.
    CharsetUndecodable = "charset_undecodable",
    /// The page has more bytes than the extractor takes.
    HtmlTooLarge = "html_too_large",
    /// The page has more nodes than the extractor takes.
    HtmlTooManyNodes = "html_too_many_nodes",
    /// The page nests deeper than the extractor takes.
    HtmlTooDeep = "html_too_deep",
    /// The page has more attributes than the extractor takes.
    HtmlTooManyAttributes = "html_too_many_attributes",
    /// The message is no article of the input topic's contract.
    ContractViolated = "contract_violated",
    /// An output is larger than the limit of its topic.
    OutputTooLarge = "output_too_large",
    /// The stage panicked on the record: a defect of ours, kept away from its neighbours.
    StagePanicked = "stage_panicked",
    /// An operator moved the record aside with `rafid dlq quarantine`.
    Quarantined = "quarantined",
}

impl RejectCode {
    /// The code with this name.
    pub fn from_name(name: &str) -> Option<RejectCode> {
        Self::ALL.into_iter().find(|code| code.as_str() == name)
    }
}

impl fmt::Display for RejectCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A reject: its code, and one line for a person. The line never quotes the article's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The reason.
    pub code: RejectCode,
    /// What exactly was wrong: names, positions and sizes.
    pub detail: String,
}

impl Reject {
    /// A reject with its detail.
    pub fn new(code: RejectCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

impl fmt::Display for Reject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl std::error::Error for Reject {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found_again() {
        for code in RejectCode::ALL {
            assert_eq!(RejectCode::from_name(code.as_str()), Some(code));
        }
    }
}
