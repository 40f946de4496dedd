//! JSON as it is found in pages: mended where it is broken in the common ways.

use serde_json::Value;

/// Parses a JSON text; if that fails, once more with comments, raw line breaks in strings, bad escapes and trailing
/// commas mended. Nothing nested deeper than 128 levels is read.
pub(crate) fn parse(text: &str) -> Option<Value> {
    let text = text.trim().trim_end_matches(';').trim();
    serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&mend(text)).ok())
}

fn mend(text: &str) -> String {
    let text = text
        .trim_start_matches("<!--")
        .trim_start_matches("//<![CDATA[")
        .trim_start_matches("<![CDATA[")
        .trim_end_matches("-->")
        .trim_end_matches("//]]>")
        .trim_end_matches("]]>")
        .trim();
    let mut out = String::with_capacity(text.len());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(x) = chars.next() {
        if !quoted {
            match x {
                '"' => quoted = true,
                ',' => {
                    let mut ahead = chars.clone().skip_while(|y| y.is_whitespace());
                    if matches!(ahead.next(), Some('}' | ']') | None) {
                        continue;
                    }
                }
                _ => {}
            }
            out.push(x);
            continue;
        }
        match x {
            '"' => {
                // A quotation mark inside a value is one that no delimiter follows.
                let mut ahead = chars.clone().skip_while(|y| y.is_whitespace());
                if matches!(ahead.next(), Some(',' | ':' | '}' | ']') | None) {
                    quoted = false;
                    out.push('"');
                } else {
                    out.push_str("\\\"");
                }
            }
            '\\' => match chars.peek() {
                Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u') => {
                    out.push('\\');
                    out.extend(chars.next());
                }
                _ => out.push_str("\\\\"),
            },
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            x if x < ' ' => out.push(' '),
            x => out.push(x),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn broken_json_is_mended() {
        let cases = [
            (r#"{"a": "b"}"#, Some("b")),
            ("{\"a\": \"b\nc\"}", Some("b\nc")),
            (r#"{"a": "b",}"#, Some("b")),
            (r#"{"a": "say "b" now"}"#, Some(r#"say "b" now"#)),
            (r#"{"a": "it\'s"}"#, Some(r"it\'s")),
            (r#"<!-- {"a": "b"} -->"#, Some("b")),
            (r#"//<![CDATA[ {"a": "b"} //]]>"#, Some("b")),
            (r#"{"a": "b"};"#, Some("b")),
            ("{", None),
            ("", None),
        ];
        for (source, expected) in cases {
            let value = parse(source);
            assert_eq!(
                value.as_ref().and_then(|x| x.get("a")).and_then(|x| x.as_str()),
                expected,
                "{source}"
            );
        }
        assert!(parse(&"[".repeat(100_000)).is_none());
    }
}
