//! Bad input is repaired with a flag, or rejected with its own code.
#![expect(clippy::expect_used, reason = "a test says what it expects")]

mod common;

use common::enriched;
use rafid_contract::{Flag, Headers, RejectCode, header};
use rafid_stage::{Outcome, Pipeline, Record, Stage};

fn rejected(value: &[u8], want: RejectCode) {
    let start = String::from_utf8_lossy(&value[..value.len().min(60)]).into_owned();
    assert_eq!(enriched(value, &Headers::default()).map(|_| "articles"), Err(want), "{start}");
}

fn flagged(value: &[u8], want: Flag) {
    let articles = enriched(value, &Headers::default()).expect("repaired");
    assert!(articles[0].quality.flags.contains(&want), "{want:?} in {:?}", articles[0].quality.flags);
}

const BODY: &str =
    "The ferry from Genoa reached Tunis on Friday with two hundred passengers on board, the harbour said.";

#[test]
fn json_that_is_none() {
    rejected(br#"{"text": "stops in the mid"#, RejectCode::JsonInvalid);
    rejected(b"{}", RejectCode::BodyMissing);
    rejected(b"[1, 2]", RejectCode::JsonNotAnObject);
    rejected(br#"{"text": 5}"#, RejectCode::FieldTypeInvalid);
    rejected(br#"{"text": ""}"#, RejectCode::TextEmpty);
    rejected(br#"{"text": " \n\t\u00a0\u200b"}"#, RejectCode::TextEmpty);
    rejected(b"", RejectCode::TextEmpty);
    let mut headers = Headers::default();
    headers.push(header::CONTENT_TYPE, "application/json");
    for scalar in ["5", "\"text\"", "null"] {
        assert_eq!(
            enriched(scalar.as_bytes(), &headers).err(),
            Some(RejectCode::JsonNotAnObject),
            "{scalar}"
        );
    }
}

#[test]
fn bytes_that_are_no_utf_8() {
    let long = BODY.repeat(3);
    flagged(&[long.as_bytes(), b" \xff"].concat(), Flag::CharsetDetected);
    let json = [b"{\"text\": \"".as_slice(), long.as_bytes(), b"\xff\"}"].concat();
    flagged(&json, Flag::CharsetDetected);
    let surrogate = format!(r#"{{"text": "{BODY} \ud83d"}}"#);
    flagged(surrogate.as_bytes(), Flag::LoneSurrogates);
}

#[test]
fn pages_that_are_traps() {
    let page = |inner: String| format!("<html><body><p>{BODY}</p>{inner}</body></html>").into_bytes();
    rejected(&page("<div>".repeat(100_000)), RejectCode::HtmlTooDeep);
    rejected(&page(format!("<p{}>", " a=1".repeat(1_000_000))), RejectCode::HtmlTooManyAttributes);
    rejected(&page("<br>".repeat(1_500_000)), RejectCode::HtmlTooManyNodes);
}

#[test]
fn values_that_are_too_large() {
    rejected(&vec![b'a'; 50 * 1024 * 1024], RejectCode::ValueTooLarge);
}

#[test]
fn keys_and_null_values() {
    let headers = Headers::default();
    let outcome = |key: Option<&[u8]>, value: Option<&[u8]>| {
        Pipeline::embedded().process(&Record { key, value, headers: &headers })
    };
    let code = |outcome: Outcome| match outcome {
        Outcome::Emit(_) => None,
        Outcome::Reject(reject) => Some(reject.code),
    };
    assert_eq!(code(outcome(None, None)), Some(RejectCode::TombstoneWithoutKey));
    assert_eq!(code(outcome(Some(b""), None)), Some(RejectCode::TombstoneWithoutKey));
    assert_eq!(code(outcome(Some(b"k"), None)), None);
    assert_eq!(code(outcome(Some(b""), Some(BODY.as_bytes()))), None);
}
