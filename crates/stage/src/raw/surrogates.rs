//! Lone surrogates in JSON escapes.
//!
//! JavaScript strings may hold half a surrogate pair, and crawlers that cut strings by UTF-16 units write it as
//! `\ud83d`. No text holds that, so it becomes U+FFFD.

use std::borrow::Cow;

/// The JSON with every lone surrogate escape replaced by `\uFFFD`; borrowed where there is none.
pub fn replace_lone(json: &str) -> Cow<'_, str> {
    let bytes = json.as_bytes();
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'\\')) {
        let escape = at + found;
        let Some(unit) = unit_at(bytes, escape) else {
            // Another escape, or the end: pass over the backslash and what it escapes.
            at = escape + 2;
            continue;
        };
        at = escape + 6;
        if is_high(unit) && unit_at(bytes, at).is_some_and(is_low) {
            at += 6;
        } else if is_high(unit) || is_low(unit) {
            out.push_str(json.get(copied..escape).unwrap_or_default());
            out.push_str("\\uFFFD");
            copied = at;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    out.push_str(json.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// The UTF-16 unit of a `\uXXXX` escape at `at`.
fn unit_at(bytes: &[u8], at: usize) -> Option<u16> {
    let escape = bytes.get(at..at + 6)?;
    let digits = escape.strip_prefix(b"\\u")?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn is_high(unit: u16) -> bool {
    (0xd800..0xdc00).contains(&unit)
}

fn is_low(unit: u16) -> bool {
    (0xdc00..0xe000).contains(&unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lone_surrogates_are_replaced() {
        let check = |from: &str, to: &str| assert_eq!(replace_lone(from), to);
        check(r#""plain""#, r#""plain""#);
        check(r#""\ud83d\ude00""#, r#""\ud83d\ude00""#);
        check(r#""\ud83d""#, r#""\uFFFD""#);
        check(r#""a\uDE00b""#, r#""a\uFFFDb""#);
        check(r#""\ud83d\ud83d\ude00""#, r#""\uFFFD\ud83d\ude00""#);
        check(r#""\\ud83d""#, r#""\\ud83d""#);
        check(r#""\n\u0041\ud83d"#, r#""\n\u0041\uFFFD"#);
        check(r#""\ud8"#, r#""\ud8"#);
        check("\\", "\\");
    }
}
