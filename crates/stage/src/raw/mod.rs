//! From the bytes of a raw record to the fields of one raw document.
//!
//! Crawlers send JSON, plain text or HTML, with or without saying so. What decides, in this order: the
//! `content-type` header; the first character that is no blank: `{` is JSON, `<` is HTML, `[` is a reject (one
//! message is one article), anything else is text.

mod json;
mod surrogates;

use std::borrow::Cow;

use rafid_contract::{ContentKind, Flag, Headers, Reject, RejectCode, header, limits};
use serde_json::{Map, Value};

use crate::Record;

/// One raw document, unpacked from its message but not yet decoded.
#[derive(Debug, Default)]
pub struct RawDocument<'a> {
    /// The supplied id, checked.
    pub id: Option<Cow<'a, str>>,
    /// The bytes of the body.
    pub body: Body<'a>,
    /// The name of the field that the body stood in.
    pub field: &'static str,
    /// The charset that the sender declared for the body.
    pub charset: Option<Cow<'a, str>>,
    /// Where the article was found.
    pub url: Option<Cow<'a, str>>,
    /// Its title as the crawler saw it.
    pub title: Option<Cow<'a, str>>,
    /// The publisher.
    pub source: Option<Cow<'a, str>>,
    /// The authors, one by one or as one string.
    pub authors: Vec<Cow<'a, str>>,
    /// When it was published, in the crawler's words.
    pub published_at: Option<Cow<'a, str>>,
    /// When it was fetched, in the crawler's words.
    pub fetched_at: Option<Cow<'a, str>>,
    /// What the crawler thinks the language is.
    pub language: Option<Cow<'a, str>>,
    /// Keywords, one by one or as one string.
    pub keywords: Vec<Cow<'a, str>>,
    /// Fields that the contract does not know.
    pub extra: Map<String, Value>,
    /// What unpacking had to repair.
    pub flags: Vec<Flag>,
}

/// The body of a raw document.
#[derive(Debug)]
pub enum Body<'a> {
    /// Plain text.
    Text(Cow<'a, [u8]>),
    /// A page.
    Html(Cow<'a, [u8]>),
}

impl Default for Body<'_> {
    fn default() -> Self {
        Self::Text(Cow::Borrowed(&[]))
    }
}

/// Unpacks a raw record that has a value.
pub fn unpack<'a>(record: &Record<'a>, value: &'a [u8]) -> Result<RawDocument<'a>, Reject> {
    if value.len() > limits::RAW_VALUE_BYTES as usize {
        let detail = format!("value has {} bytes, {} are allowed", value.len(), limits::RAW_VALUE_BYTES);
        return Err(Reject::new(RejectCode::ValueTooLarge, detail));
    }
    let declared = declared_type(record.headers)?;
    let kind = match declared.kind {
        Some(kind) => kind,
        None => sniff(value)?,
    };
    let mut document = match kind {
        ContentKind::Json => json::unpack(value, declared.charset)?,
        ContentKind::Text => with_headers(record.headers, Body::Text(Cow::Borrowed(value)), declared.charset),
        ContentKind::Html => with_headers(record.headers, Body::Html(Cow::Borrowed(value)), declared.charset),
    };
    if let Some(id) = &document.id {
        rafid_contract::id::check_supplied(id)?;
    }
    check_lengths(&document)?;
    document.authors.truncate(limits::LIST_ITEMS);
    document.keywords.truncate(limits::LIST_ITEMS);
    Ok(document)
}

fn with_headers<'a>(headers: &'a Headers, body: Body<'a>, charset: Option<&'a str>) -> RawDocument<'a> {
    let field = |name| headers.last_str(name).filter(|text| !text.is_empty()).map(Cow::Borrowed);
    RawDocument {
        id: field(header::ID),
        body,
        field: "value",
        charset: charset.map(Cow::Borrowed),
        url: field(header::URL),
        source: field(header::SOURCE),
        fetched_at: field(header::FETCHED_AT),
        ..RawDocument::default()
    }
}

/// Single-line fields have a limit of their own, so that nobody hides a book in a title.
fn check_lengths(document: &RawDocument<'_>) -> Result<(), Reject> {
    let single = [
        ("url", &document.url),
        ("title", &document.title),
        ("source", &document.source),
        ("published_at", &document.published_at),
        ("fetched_at", &document.fetched_at),
        ("language", &document.language),
    ];
    let single = single.into_iter().filter_map(|(name, value)| value.as_ref().map(|value| (name, value)));
    let listed = document.authors.iter().map(|value| ("authors", value));
    let listed = listed.chain(document.keywords.iter().map(|value| ("keywords", value)));
    for (name, value) in single.chain(listed) {
        if value.len() > limits::LINE_FIELD_BYTES {
            let allowed = limits::LINE_FIELD_BYTES;
            let detail = format!("{name} has {} bytes, {allowed} are allowed", value.len());
            return Err(Reject::new(RejectCode::FieldTooLong, detail));
        }
    }
    Ok(())
}

struct DeclaredType<'a> {
    kind: Option<ContentKind>,
    charset: Option<&'a str>,
}

fn declared_type(headers: &Headers) -> Result<DeclaredType<'_>, Reject> {
    let Some(text) = headers.last_str(header::CONTENT_TYPE) else {
        return Ok(DeclaredType { kind: None, charset: None });
    };
    let mut parts = text.split(';');
    let media = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    });
    let kind = match media.as_str() {
        "application/json" | "text/json" => Some(ContentKind::Json),
        "text/plain" => Some(ContentKind::Text),
        "text/html" | "application/xhtml+xml" => Some(ContentKind::Html),
        "" | "application/octet-stream" => None,
        other => {
            let shown: String = other.chars().take(60).collect();
            let detail = format!(
                "content-type {shown:?}: send application/json, text/plain or text/html, or leave it out"
            );
            return Err(Reject::new(RejectCode::ContentTypeUnsupported, detail));
        }
    };
    Ok(DeclaredType { kind, charset })
}

/// What a value is by its first character that is no blank. The NULs of UTF-16 and a byte order mark are passed over.
fn sniff(value: &[u8]) -> Result<ContentKind, Reject> {
    let blank =
        |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0 | 0xef | 0xbb | 0xbf | 0xfe | 0xff);
    match value.iter().find(|byte| !blank(byte)) {
        Some(b'{') => Ok(ContentKind::Json),
        Some(b'[') if serde_json::from_slice::<serde::de::IgnoredAny>(value).is_ok() => {
            Err(json::no_object(true))
        }
        Some(b'<') => Ok(ContentKind::Html),
        _ => Ok(ContentKind::Text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpacked(content_type: &str, value: &[u8]) -> Result<String, RejectCode> {
        let mut headers = Headers::default();
        if !content_type.is_empty() {
            headers.push(header::CONTENT_TYPE, content_type);
        }
        headers.push(header::ID, "from-header");
        let record = Record { key: None, value: Some(value), headers: &headers };
        let document = unpack(&record, value).map_err(|reject| reject.code)?;
        let (kind, body) = match &document.body {
            Body::Text(body) => ("text", body),
            Body::Html(body) => ("html", body),
        };
        let id = document.id.as_deref().unwrap_or("-");
        Ok(format!("{kind} {} {} {id}", document.field, String::from_utf8_lossy(body)))
    }

    #[test]
    fn rejects_say_what_to_send() {
        let check = |content_type: &str, value: &str, want: &str| {
            let mut headers = Headers::default();
            headers.push(header::CONTENT_TYPE, content_type);
            let record = Record { key: None, value: Some(value.as_bytes()), headers: &headers };
            let reject = unpack(&record, value.as_bytes()).err().map(|reject| reject.detail);
            assert_eq!(reject.as_deref(), Some(want), "{value}");
        };
        let array = "the value is a JSON array: send one article a message";
        check("", "[1]", array);
        check("application/json", " [1]", array);
        check("application/json", "5", "the value is JSON, but no object: send one article a message");
        let list = "must be a string, an object with a `name`, or a list of these";
        check("", r#"{"text": "a", "keywords": {"a": 1}}"#, &format!("keywords {list}"));
        check("", r#"{"text": "a", "tags": [[]]}"#, &format!("tags {list}"));
        check("", r#"{"text": "a", "_id": {"$oid": "7"}}"#, "_id must be a string or a number");
        check("", r#"{"text": "a", "source": 5}"#, "source must be a string or an object with a `name`");
        check("", r#"{"text": 5}"#, "text must be a string");
    }

    #[test]
    fn the_kind_is_declared_or_seen() {
        let check = |content_type: &str, value: &str, want: Result<&str, RejectCode>| {
            assert_eq!(unpacked(content_type, value.as_bytes()), want.map(str::to_owned), "{value}");
        };
        check("", r#"  {"text": "a"}"#, Ok("text text a -"));
        check("", "<p>a</p>", Ok("html value <p>a</p> from-header"));
        check("", "a", Ok("text value a from-header"));
        check("", "[1]", Err(RejectCode::JsonNotAnObject));
        check("", "[Reuters] said", Ok("text value [Reuters] said from-header"));
        check("application/json; charset=utf-8", "[1]", Err(RejectCode::JsonNotAnObject));
        check("text/plain", r#"{"text": "a"}"#, Ok(r#"text value {"text": "a"} from-header"#));
        check("text/html;charset=windows-1256", "a", Ok("html value a from-header"));
        check("image/png", "a", Err(RejectCode::ContentTypeUnsupported));
        check("", r#"{"text": 5}"#, Err(RejectCode::FieldTypeInvalid));
        check("", r#"{"text": "a""#, Err(RejectCode::JsonInvalid));
        check("", r#"{"novel": "a"}"#, Err(RejectCode::BodyMissing));
        check("", r#"{"id": 7, "content": "a"}"#, Ok("text text a 7"));
        check("", r#"{"id": "", "content": "a"}"#, Err(RejectCode::IdInvalid));
        check("", r#"{"html_base64": "YQ=="}"#, Ok("html html_base64 a -"));
        check("", r#"{"html_base64": "?"}"#, Err(RejectCode::Base64Invalid));
        let deep = format!(r#"{{"text": "a", "x": {}}}"#, "[".repeat(200) + &"]".repeat(200));
        check("", &deep, Err(RejectCode::JsonTooDeep));
        let long = format!(r#"{{"text": "a", "title": "{}"}}"#, "x".repeat(20_000));
        check("", &long, Err(RejectCode::FieldTooLong));
    }
}
