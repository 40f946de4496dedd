//! Messages that no article can be made of, each with the code that the contract gives it.

use crate::Record;

/// Makes the poison with this number.
type Make = fn(usize) -> Record;

/// Every kind, with its reject code.
pub(super) const POISON: &[(Make, &str)] = &[
    (|n| json(n, r#"{"id": "cut", "text": "The council met on Mon"#), "json_invalid"),
    (|n| json(n, r#"{"text": "Two values"} {"text": "in one"}"#), "json_invalid"),
    (|n| json(n, r#"[{"text": "a list is no article"}]"#), "json_not_an_object"),
    (|n| json(n, r#"{"id": "n", "text": 42}"#), "field_type_invalid"),
    (|n| json(n, r#"{"id": "n", "url": "https://news.example/empty", "text": ""}"#), "text_empty"),
    (
        |n| json(n, r#"{"id": "n", "url": "https://news.example/nobody", "title": "Only a title"}"#),
        "body_missing",
    ),
    (
        |n| json(n, r#"{"id": "n", "html_base64": "%%% no base64 %%%", "charset": "windows-1256"}"#),
        "base64_invalid",
    ),
    (
        |n| json(n, "{\"id\": \"line\\nfeed\", \"text\": \"An id must not hold control characters.\"}"),
        "id_invalid",
    ),
    (deep_json, "json_too_deep"),
    (|n| typed(n, "image/png", b"\x89PNG\r\n\x1a\n"), "content_type_unsupported"),
    (|n| typed(n, "text/plain", b" \n\t\n "), "text_empty"),
    (|_| Record { key: None, value: None, headers: Vec::new() }, "tombstone_without_key"),
    (|_| Record { key: Some(Vec::new()), value: None, headers: Vec::new() }, "tombstone_without_key"),
];

fn json(number: usize, value: &str) -> Record {
    typed(number, "application/json", value.as_bytes())
}

fn typed(number: usize, content_type: &str, value: &[u8]) -> Record {
    Record {
        key: Some(format!("poison-{number}").into_bytes()),
        value: Some(value.to_vec()),
        headers: vec![("content-type".to_owned(), content_type.as_bytes().to_vec())],
    }
}

fn deep_json(number: usize) -> Record {
    let depth = 5_000;
    let nested = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    json(number, &format!("{{\"id\": \"deep\", \"text\": \"Deep.\", \"tree\": {nested}}}"))
}
