//! Why a message became a dead letter.

use std::fmt;

/// The reason of a reject: a closed set, and the label of the metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RejectCode {
    /// The JSON does not parse.
    JsonInvalid,
    /// The JSON is valid but no object.
    JsonNotAnObject,
    /// The JSON nests deeper than [`crate::limits::JSON_DEPTH`].
    JsonTooDeep,
    /// A field holds another kind of value than the contract says, such as a number where text belongs.
    FieldTypeInvalid,
    /// A single-line field is longer than [`crate::limits::LINE_FIELD_BYTES`].
    FieldTooLong,
    /// None of `text`, `html`, `text_base64`, `html_base64` is there.
    BodyMissing,
    /// A base64 field does not decode.
    Base64Invalid,
    /// The supplied id is longer than allowed or holds control characters.
    IdInvalid,
    /// A null value without a key retracts nothing.
    TombstoneWithoutKey,
    /// The `content-type` header names something that is no article.
    ContentTypeUnsupported,
    /// The value is larger than [`crate::limits::RAW_VALUE_BYTES`].
    ValueTooLarge,
    /// Nothing is left of the text after cleaning, or there was none.
    TextEmpty,
    /// The text is longer than [`crate::limits::TEXT_BYTES`].
    TextTooLong,
    /// The bytes are no text in any charset that was declared or detected.
    CharsetUndecodable,
    /// The page has more bytes than the extractor takes.
    HtmlTooLarge,
    /// The page has more nodes than the extractor takes.
    HtmlTooManyNodes,
    /// The page nests deeper than the extractor takes.
    HtmlTooDeep,
    /// The page has more attributes than the extractor takes.
    HtmlTooManyAttributes,
    /// The message is no article of the input topic's contract.
    ContractViolated,
    /// An output is larger than the limit of its topic.
    OutputTooLarge,
    /// The stage panicked on the record: a defect of ours, kept away from its neighbours.
    StagePanicked,
    /// An operator moved the record aside with `rafid dlq quarantine`.
    Quarantined,
}

impl RejectCode {
    /// Every code, in the order of the documentation.
    pub const ALL: [RejectCode; 22] = [
        Self::JsonInvalid,
        Self::JsonNotAnObject,
        Self::JsonTooDeep,
        Self::FieldTypeInvalid,
        Self::FieldTooLong,
        Self::BodyMissing,
        Self::Base64Invalid,
        Self::IdInvalid,
        Self::TombstoneWithoutKey,
        Self::ContentTypeUnsupported,
        Self::ValueTooLarge,
        Self::TextEmpty,
        Self::TextTooLong,
        Self::CharsetUndecodable,
        Self::HtmlTooLarge,
        Self::HtmlTooManyNodes,
        Self::HtmlTooDeep,
        Self::HtmlTooManyAttributes,
        Self::ContractViolated,
        Self::OutputTooLarge,
        Self::StagePanicked,
        Self::Quarantined,
    ];

    /// The code as it stands in headers and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::JsonInvalid => "json_invalid",
            Self::JsonNotAnObject => "json_not_an_object",
            Self::JsonTooDeep => "json_too_deep",
            Self::FieldTypeInvalid => "field_type_invalid",
            Self::FieldTooLong => "field_too_long",
            Self::BodyMissing => "body_missing",
            Self::Base64Invalid => "base64_invalid",
            Self::IdInvalid => "id_invalid",
            Self::TombstoneWithoutKey => "tombstone_without_key",
            Self::ContentTypeUnsupported => "content_type_unsupported",
            Self::ValueTooLarge => "value_too_large",
            Self::TextEmpty => "text_empty",
            Self::TextTooLong => "text_too_long",
            Self::CharsetUndecodable => "charset_undecodable",
            Self::HtmlTooLarge => "html_too_large",
            Self::HtmlTooManyNodes => "html_too_many_nodes",
            Self::HtmlTooDeep => "html_too_deep",
            Self::HtmlTooManyAttributes => "html_too_many_attributes",
            Self::ContractViolated => "contract_violated",
            Self::OutputTooLarge => "output_too_large",
            Self::StagePanicked => "stage_panicked",
            Self::Quarantined => "quarantined",
        }
    }

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
