//! From the vocabulary of the pure crates to that of the contract: exhaustive, so that a new word there is an error here.

use rafid_contract::{DateMethod, Flag, RejectCode, RemovedReason};
use rafid_text::article::RejectCode as TextReject;
use rafid_text::dates::Method;
use rafid_text::flags::Flag as TextFlag;
use rafid_text::page::Reason;

pub(crate) fn reject_code(code: TextReject) -> RejectCode {
    match code {
        TextReject::EmptyText => RejectCode::TextEmpty,
        TextReject::Undecodable => RejectCode::CharsetUndecodable,
        TextReject::TextTooLong => RejectCode::TextTooLong,
        TextReject::HtmlBytes => RejectCode::HtmlTooLarge,
        TextReject::HtmlNodes => RejectCode::HtmlTooManyNodes,
        TextReject::HtmlDepth => RejectCode::HtmlTooDeep,
        TextReject::HtmlAttributes => RejectCode::HtmlTooManyAttributes,
    }
}

pub(crate) fn flag(flag: TextFlag) -> Flag {
    match flag {
        TextFlag::BidiControls => Flag::BidiControls,
        TextFlag::BodyShort => Flag::BodyShort,
        TextFlag::CharsetDetected => Flag::CharsetDetected,
        TextFlag::CharsetMismatch => Flag::CharsetMismatch,
        TextFlag::ControlCharacters => Flag::ControlCharacters,
        TextFlag::DateUnresolved => Flag::DateUnresolved,
        TextFlag::DecodedLossy => Flag::DecodedLossy,
        TextFlag::LimitReached => Flag::LimitReached,
        TextFlag::LoneSurrogates => Flag::LoneSurrogates,
        TextFlag::MarkupInText => Flag::MarkupInText,
        TextFlag::MojibakeRepaired => Flag::MojibakeRepaired,
        TextFlag::NotNfc => Flag::NotNfc,
        TextFlag::PresentationForms => Flag::PresentationForms,
        TextFlag::ReplacementCharacters => Flag::ReplacementCharacters,
        TextFlag::SplitPage => Flag::SplitPage,
        TextFlag::TitleMissing => Flag::TitleMissing,
    }
}

pub(crate) fn reason(reason: Reason) -> RemovedReason {
    match reason {
        Reason::PublishedLabel => RemovedReason::PublishedLabel,
        Reason::SourceLabel => RemovedReason::SourceLabel,
        Reason::AuthorLabel => RemovedReason::AuthorLabel,
        Reason::KeywordsLabel => RemovedReason::KeywordsLabel,
        Reason::RelatedMarker => RemovedReason::RelatedMarker,
        Reason::RelatedLink => RemovedReason::RelatedLink,
        Reason::Dateline => RemovedReason::Dateline,
        Reason::OutletLine => RemovedReason::OutletLine,
        Reason::TitleRepeated => RemovedReason::TitleRepeated,
        Reason::Share => RemovedReason::Share,
        Reason::Rights => RemovedReason::Rights,
        Reason::Furniture => RemovedReason::Furniture,
        Reason::Caption => RemovedReason::Caption,
        Reason::Newsletter => RemovedReason::Newsletter,
        Reason::Advertisement => RemovedReason::Advertisement,
        Reason::Consent => RemovedReason::Consent,
        Reason::Comments => RemovedReason::Comments,
        Reason::Paywall => RemovedReason::Paywall,
        Reason::LinkList => RemovedReason::LinkList,
        Reason::LooseHeading => RemovedReason::LooseHeading,
        Reason::Repeated => RemovedReason::Repeated,
        Reason::OtherArticle => RemovedReason::OtherArticle,
        Reason::AfterEnd => RemovedReason::AfterEnd,
    }
}

pub(crate) fn date_method(method: Method) -> DateMethod {
    match method {
        Method::None => DateMethod::None,
        Method::Iso8601 => DateMethod::Iso8601,
        Method::Rfc2822 => DateMethod::Rfc2822,
        Method::Epoch => DateMethod::Epoch,
        Method::Numeric => DateMethod::Numeric,
        Method::Words => DateMethod::Words,
        Method::Relative => DateMethod::Relative,
        Method::Ambiguous => DateMethod::Ambiguous,
        Method::Body => DateMethod::Body,
    }
}
