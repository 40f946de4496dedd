//! The two ways to read a body: plain text with maps, HTML with metadata.

use super::{Body, Input, Link, Reject, RejectCode, Relation, Removed};
use crate::decode::{self, Decoded};
use crate::display;
use crate::flags::{Flag, FlagSet};
use crate::html;
use crate::limits::Limits;
use crate::page::{self, Reason};
use crate::units::Mapped;
use std::borrow::Cow;

/// The lines of a body and what the page says about itself. Everything but lines and flags is of HTML only.
#[derive(Default)]
pub(super) struct Reading<'a> {
    pub lines: Vec<Mapped<'a>>,
    pub flags: FlagSet,
    pub is_html: bool,
    pub title: Option<String>,
    pub title_rule: &'static str,
    /// Name and rule.
    pub authors: Vec<(String, &'static str)>,
    /// Date as written and rule, most trusted first.
    pub published: Vec<(String, &'static str)>,
    /// The same for the last change.
    pub modified: Vec<(String, &'static str)>,
    pub keywords: Vec<String>,
    pub links: Vec<Link>,
    pub removed: Vec<Removed>,
    pub site_name: Option<String>,
    pub language: Option<String>,
    pub canonical_url: Option<String>,
}

/// Decodes the body; a page of HTML may declare its own charset.
pub(super) fn decode<'a>(input: &Input<'a>, limits: &Limits) -> Result<Decoded<'a>, Reject> {
    let (Body::Text(bytes) | Body::Html(bytes)) = input.body;
    check_length(bytes.len(), limits.body_bytes)?;
    let declared = match input.body {
        Body::Html(bytes) => input.declared_charset.or_else(|| html::declared_charset(bytes)),
        Body::Text(_) => input.declared_charset,
    };
    let decoded = decode::decode(bytes, declared).map_err(|error| Reject {
        code: RejectCode::Undecodable,
        detail: format!(
            "{} of {} characters have no meaning in {}",
            error.replaced, error.chars, error.charset
        ),
    })?;
    check_length(decoded.text.len(), limits.text_bytes)?;
    Ok(decoded)
}

fn check_length(length: usize, limit: usize) -> Result<(), Reject> {
    if length <= limit {
        return Ok(());
    }
    Err(Reject { code: RejectCode::TextTooLong, detail: format!("{length} bytes, the limit is {limit}") })
}

pub(super) fn decode_flags(decoded: &Decoded<'_>) -> FlagSet {
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

/// Reads a decoded body; an error if there is no text in it.
pub(super) fn read<'a>(source: &'a str, input: &Input<'_>, limits: &Limits) -> Result<Reading<'a>, Reject> {
    let reading = match input.body {
        Body::Text(_) => read_text(source, limits),
        Body::Html(_) => read_html(source, limits)?,
    };
    if reading.lines.iter().all(|line| line.text.is_empty()) {
        let detail = format!("{} bytes hold no text of an article", source.len());
        return Err(Reject { code: RejectCode::EmptyText, detail });
    }
    Ok(reading)
}

fn read_text<'a>(source: &'a str, limits: &Limits) -> Reading<'a> {
    let lines = display::lines_of(source, limits.lines);
    let mut reading = Reading { lines: page::unwrapped(lines.all), flags: lines.flags, ..Reading::default() };
    if lines.is_cut {
        reading.flags.insert(Flag::LimitReached);
    }
    reading
}

fn read_html<'a>(source: &str, limits: &Limits) -> Result<Reading<'a>, Reject> {
    let page = html::extract(source, &limits.html)
        .map_err(|exceeded| Reject { code: reject_code(exceeded), detail: exceeded.to_string() })?;
    let mut text = String::with_capacity(page.blocks.iter().map(|block| block.text.len() + 1).sum());
    for block in &page.blocks {
        text.push_str(&block.text);
        text.push('\n');
    }
    let lines = display::plain_lines_of(&text, limits.lines);
    let mut flags = lines.flags;
    if lines.is_cut {
        flags.insert(Flag::LimitReached);
    }
    let mut clean = |text: &str| display::line_of(text, &mut flags).text.into_owned();
    let title = page.title.as_ref().map(|title| clean(&title.value)).filter(|title| !title.is_empty());
    let authors = page.authors.iter().map(|author| (clean(&author.value), author.method.as_str())).collect();
    let keywords =
        page.keywords.iter().map(|keyword| clean(keyword)).filter(|keyword| !keyword.is_empty()).collect();
    let site_name = page.site_name.as_deref().map(&mut clean).filter(|name| !name.is_empty());
    let removed = page
        .removed
        .iter()
        .take(limits.removed)
        .map(|removed| Removed { text: clean(&removed.text), reason: reason(removed.reason), range: None })
        .filter(|removed| !removed.text.is_empty())
        .collect();
    let links = page
        .links
        .iter()
        .take(limits.links)
        .map(|link| Link {
            relation: Relation::Related,
            to_position: None,
            url: Some(link.url.clone()),
            title: Some(clean(&link.text)).filter(|text| !text.is_empty()),
        })
        .collect();
    Ok(Reading {
        lines: lines
            .all
            .into_iter()
            .map(|line| Mapped::unmapped(Cow::Owned(line.text.into_owned())))
            .collect(),
        flags,
        is_html: true,
        title_rule: page.title.as_ref().map_or("", |title| title.method.as_str()),
        title,
        authors,
        published: dates_of(&page.published),
        modified: dates_of(&page.modified),
        keywords,
        links,
        removed,
        site_name,
        language: page.language,
        canonical_url: page.canonical_url,
    })
}

fn dates_of(dates: &[html::Pick]) -> Vec<(String, &'static str)> {
    dates.iter().map(|date| (date.value.clone(), date.method.as_str())).collect()
}

fn reject_code(exceeded: html::LimitExceeded) -> RejectCode {
    match exceeded {
        html::LimitExceeded::Bytes { .. } => RejectCode::HtmlBytes,
        html::LimitExceeded::Nodes { .. } => RejectCode::HtmlNodes,
        html::LimitExceeded::Depth { .. } => RejectCode::HtmlDepth,
        html::LimitExceeded::Attributes { .. } => RejectCode::HtmlAttributes,
    }
}

fn reason(reason: html::Reason) -> Reason {
    match reason {
        html::Reason::Title => Reason::TitleRepeated,
        html::Reason::Byline => Reason::AuthorLabel,
        html::Reason::Caption => Reason::Caption,
        html::Reason::Share => Reason::Share,
        html::Reason::Related => Reason::RelatedLink,
        html::Reason::Newsletter => Reason::Newsletter,
        html::Reason::Advert => Reason::Advertisement,
        html::Reason::Consent => Reason::Consent,
        html::Reason::Comments => Reason::Comments,
        html::Reason::Paywall => Reason::Paywall,
        html::Reason::Links => Reason::LinkList,
        html::Reason::LooseHeading => Reason::LooseHeading,
        html::Reason::Repeated => Reason::Repeated,
        html::Reason::OtherArticle => Reason::OtherArticle,
        html::Reason::AfterEnd => Reason::AfterEnd,
        html::Reason::Furniture => Reason::Furniture,
    }
}
