//! A raw message in JSON.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use rafid_contract::{Flag, Holds, RawField, Reject, RejectCode, limits, raw_field};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{Body, RawDocument, surrogates};

/// Unpacks a JSON message. `charset` is what its `content-type` header declares.
pub fn unpack<'a>(value: &'a [u8], charset: Option<&str>) -> Result<RawDocument<'a>, Reject> {
    let mut flags = Vec::new();
    let json = decode(value, charset, &mut flags)?;
    let members = match json {
        Cow::Borrowed(json) => match serde_json::from_str::<Members<'a>>(json) {
            Ok(members) => members,
            Err(error) => owned_members(json, &error, &mut flags)?,
        },
        Cow::Owned(json) => match serde_json::from_str::<Members<'_>>(&json) {
            Ok(members) => members.into_owned(),
            Err(error) => owned_members(&json, &error, &mut flags)?,
        },
    };
    let mut document = fill(members.0)?;
    document.flags = flags;
    Ok(document)
}

/// The message as text: UTF-8 as it stands, else by its declared charset or by detection.
fn decode<'a>(value: &'a [u8], charset: Option<&str>, flags: &mut Vec<Flag>) -> Result<Cow<'a, str>, Reject> {
    let body = value.strip_prefix(b"\xef\xbb\xbf").unwrap_or(value);
    if let Ok(json) = std::str::from_utf8(body) {
        return Ok(Cow::Borrowed(json));
    }
    let decoded = rafid_text::decode::decode(value, charset).map_err(|error| {
        let (replaced, chars, charset) = (error.replaced, error.chars, error.charset);
        let detail = format!("{replaced} of {chars} characters have no meaning in {charset}");
        Reject::new(RejectCode::CharsetUndecodable, detail)
    })?;
    flags.extend(crate::normalize::decode_flags(&decoded));
    Ok(Cow::Owned(decoded.text.into_owned()))
}

/// A second reading of JSON that did not parse: lone surrogates are the one defect that is repaired.
fn owned_members<'a>(
    json: &str,
    error: &serde_json::Error,
    flags: &mut Vec<Flag>,
) -> Result<Members<'a>, Reject> {
    if let Cow::Owned(repaired) = surrogates::replace_lone(json)
        && let Ok(members) = serde_json::from_str::<Members<'_>>(&repaired)
    {
        flags.push(Flag::LoneSurrogates);
        return Ok(members.into_owned());
    }
    if is_too_deep(json) {
        let detail = format!("JSON nests deeper than {} levels", limits::JSON_DEPTH);
        return Err(Reject::new(RejectCode::JsonTooDeep, detail));
    }
    let place = format!("line {}, column {}", error.line(), error.column());
    if error.is_data() {
        return Err(no_object(json.trim_start().starts_with('[')));
    }
    let what = if error.is_eof() { "the JSON ends too early" } else { "the JSON is malformed" };
    Err(Reject::new(RejectCode::JsonInvalid, format!("{what} at {place}")))
}

/// The reject of JSON that is no object.
pub fn no_object(is_array: bool) -> Reject {
    let what = if is_array { "a JSON array" } else { "JSON, but no object" };
    Reject::new(RejectCode::JsonNotAnObject, format!("the value is {what}: send one article a message"))
}

fn is_too_deep(json: &str) -> bool {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0_usize, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest >= limits::JSON_DEPTH
}

/// A member's value: strings borrow from the message where they hold no escapes.
enum Member<'a> {
    Text(Cow<'a, str>),
    Other(Value),
}

impl Member<'_> {
    fn into_owned<'b>(self) -> Member<'b> {
        match self {
            Member::Text(text) => Member::Text(Cow::Owned(text.into_owned())),
            Member::Other(value) => Member::Other(value),
        }
    }

    fn into_value(self) -> Value {
        match self {
            Member::Text(text) => Value::String(text.into_owned()),
            Member::Other(value) => value,
        }
    }
}

/// The members of an object, in order.
struct Members<'a>(Vec<(Cow<'a, str>, Member<'a>)>);

impl Members<'_> {
    fn into_owned<'b>(self) -> Members<'b> {
        let own =
            |(name, member): (Cow<'_, str>, Member<'_>)| (Cow::Owned(name.into_owned()), member.into_owned());
        Members(self.0.into_iter().map(own).collect())
    }
}

struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

impl<'de> Deserialize<'de> for Member<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MemberVisitor;
        impl<'de> Visitor<'de> for MemberVisitor {
            type Value = Member<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Member::Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Member::Text(Cow::Owned(text.to_owned())))
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Member::Other(Value::Null))
            }
            fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
                Ok(Member::Other(Value::Bool(value)))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
                Ok(Member::Other(Value::from(value)))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
                Ok(Member::Other(Value::from(value)))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
                Ok(Member::Other(Value::from(value)))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
                let seq = serde::de::value::SeqAccessDeserializer::new(seq);
                Value::deserialize(seq).map(Member::Other)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let map = serde::de::value::MapAccessDeserializer::new(map);
                Value::deserialize(map).map(Member::Other)
            }
        }
        deserializer.deserialize_any(MemberVisitor)
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(16);
                while let Some((Text(name), member)) = map.next_entry::<Text<'de>, Member<'de>>()? {
                    members.push((name, member));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(MembersVisitor)
    }
}

/// Sorts members into fields. Of several names for one field the first of the table that holds something wins, and
/// of one name given twice the last; the others survive under `extra`.
fn fill<'a>(members: Vec<(Cow<'a, str>, Member<'a>)>) -> Result<RawDocument<'a>, Reject> {
    let mut document = RawDocument::default();
    let mut chosen: Vec<(RawField, usize, Cow<'a, str>, Member<'a>)> = Vec::with_capacity(members.len());
    for (name, member) in members {
        let Some(field) = raw_field(&name) else {
            document.extra.insert(name.into_owned(), member.into_value());
            continue;
        };
        if is_nothing(&member) {
            continue;
        }
        let rank = rafid_contract::RAW_SYNONYMS.iter().position(|(synonym, _)| *synonym == name).unwrap_or(0);
        match chosen.iter_mut().find(|(other, ..)| *other == field) {
            None => chosen.push((field, rank, name, member)),
            Some(holder) if rank < holder.1 => {
                let (_, _, loser, value) = std::mem::replace(holder, (field, rank, name, member));
                document.extra.insert(loser.into_owned(), value.into_value());
            }
            Some(holder) if rank == holder.1 => holder.3 = member,
            Some(_) => {
                document.extra.insert(name.into_owned(), member.into_value());
            }
        }
    }
    let mut bodies: [Option<Cow<'a, str>>; 4] = [None, None, None, None];
    for (field, _, name, member) in chosen {
        match field {
            RawField::Id => document.id = Some(scalar(&name, member)?),
            RawField::Url => document.url = filled(text(&name, member)?),
            RawField::Title => document.title = filled(text(&name, member)?),
            RawField::Text => bodies[0] = Some(text(&name, member)?),
            RawField::Html => bodies[1] = Some(text(&name, member)?),
            RawField::TextBase64 => bodies[2] = Some(text(&name, member)?),
            RawField::HtmlBase64 => bodies[3] = Some(text(&name, member)?),
            RawField::Charset => document.charset = filled(text(&name, member)?),
            RawField::Source => document.source = filled(named(&name, member)?),
            RawField::Authors => document.authors = list(&name, member)?,
            RawField::PublishedAt => document.published_at = filled(scalar(&name, member)?),
            RawField::FetchedAt => document.fetched_at = filled(scalar(&name, member)?),
            RawField::Language => document.language = filled(text(&name, member)?),
            RawField::Keywords => document.keywords = list(&name, member)?,
        }
    }
    choose_body(&mut document, bodies)?;
    Ok(document)
}

/// The first body that is not blank, in the order text, HTML, text in base64, HTML in base64.
fn choose_body<'a>(document: &mut RawDocument<'a>, bodies: [Option<Cow<'a, str>>; 4]) -> Result<(), Reject> {
    let fields = [RawField::Text, RawField::Html, RawField::TextBase64, RawField::HtmlBase64];
    let mut present = fields.into_iter().zip(bodies).filter_map(|(field, body)| Some((field, body?)));
    let Some(first) = present.next() else {
        let detail = "none of text, html, text_base64, html_base64 or their synonyms is there";
        return Err(Reject::new(RejectCode::BodyMissing, detail));
    };
    let is_blank = |text: &str| text.trim().is_empty();
    let (field, body) =
        if is_blank(&first.1) { present.find(|(_, text)| !is_blank(text)).unwrap_or(first) } else { first };
    document.field = field.name();
    document.body = match field {
        RawField::Html => Body::Html(into_bytes(body)),
        RawField::TextBase64 => Body::Text(Cow::Owned(base64(field, &body)?)),
        RawField::HtmlBase64 => Body::Html(Cow::Owned(base64(field, &body)?)),
        _ => Body::Text(into_bytes(body)),
    };
    if matches!(field, RawField::Text | RawField::Html) {
        // The strings of JSON are Unicode already: a charset beside them speaks of what they once were.
        document.charset = Some(Cow::Borrowed("utf-8"));
    }
    Ok(())
}

fn into_bytes(text: Cow<'_, str>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

fn base64(field: RawField, text: &str) -> Result<Vec<u8>, Reject> {
    let packed: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let engine = &base64::engine::general_purpose::STANDARD;
    engine.decode(packed).map_err(|error| {
        let detail = format!("{} does not decode: {error}", field.name());
        Reject::new(RejectCode::Base64Invalid, detail)
    })
}

fn is_nothing(member: &Member<'_>) -> bool {
    matches!(member, Member::Other(Value::Null))
}

fn filled(text: Cow<'_, str>) -> Option<Cow<'_, str>> {
    (!text.trim().is_empty()).then_some(text)
}

fn wrong_type(name: &str, expected: Holds) -> Reject {
    let shown: String = name.chars().take(60).collect();
    Reject::new(RejectCode::FieldTypeInvalid, format!("{shown} must be {}", expected.about()))
}

fn text<'a>(name: &str, member: Member<'a>) -> Result<Cow<'a, str>, Reject> {
    match member {
        Member::Text(text) => Ok(text),
        Member::Other(_) => Err(wrong_type(name, Holds::Text)),
    }
}

/// A string, or a number as it stands.
fn scalar<'a>(name: &str, member: Member<'a>) -> Result<Cow<'a, str>, Reject> {
    match member {
        Member::Text(text) => Ok(text),
        Member::Other(Value::Number(number)) => Ok(Cow::Owned(number.to_string())),
        Member::Other(_) => Err(wrong_type(name, Holds::Scalar)),
    }
}

/// A string, or an object with a `name`, as news interfaces send publishers and authors.
fn named<'a>(name: &str, member: Member<'a>) -> Result<Cow<'a, str>, Reject> {
    match member {
        Member::Text(text) => Ok(text),
        Member::Other(value) => match value.get("name") {
            Some(Value::String(text)) => Ok(Cow::Owned(text.clone())),
            _ => Err(wrong_type(name, Holds::Named)),
        },
    }
}

/// A string, or a list of strings.
fn list<'a>(name: &str, member: Member<'a>) -> Result<Vec<Cow<'a, str>>, Reject> {
    match member {
        Member::Other(Value::Array(items)) => items
            .into_iter()
            .filter(|item| !item.is_null())
            .take(limits::LIST_ITEMS)
            .map(|item| {
                let item = if let Value::String(text) = item {
                    Member::Text(Cow::Owned(text))
                } else {
                    Member::Other(item)
                };
                named(name, item).map_err(|_| wrong_type(name, Holds::List))
            })
            .collect(),
        member => {
            let item = named(name, member).map_err(|_| wrong_type(name, Holds::List))?;
            Ok(filled(item).into_iter().collect())
        }
    }
}
