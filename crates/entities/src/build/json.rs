//! Small helpers over untyped JSON values.

use std::io::Read;

use serde_json::Value;

use crate::error::Error;

/// Reads one JSON value.
pub fn read(source: &str, reader: impl Read) -> Result<Value, Error> {
    serde_json::from_reader(std::io::BufReader::new(reader))
        .map_err(|error| Error::source(source, error.line(), &error))
}

/// A string member.
pub fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// A number member that fits 32 bits, also when it is written as a string.
pub fn number(value: &Value, key: &str) -> Option<u32> {
    let member = value.get(key)?;
    match member.as_str() {
        Some(text) => text.parse().ok(),
        None => u32::try_from(member.as_u64()?).ok(),
    }
}

/// A floating-point member, also when it is written as a string.
pub fn float(value: &Value, key: &str) -> Option<f64> {
    let member = value.get(key)?;
    member.as_f64().or_else(|| member.as_str()?.parse().ok())
}

/// The number of a Wikidata id ("Q649").
pub fn item(text: &str) -> Option<u32> {
    text.strip_prefix('Q')?.parse().ok()
}
