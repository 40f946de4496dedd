//! The charset that a page declares in its first bytes.

use super::tag::Tag;
use super::token::{Token, Tokenizer};

/// Bytes that are looked at, as the HTML standard has it.
const PRESCAN: usize = 1024;
/// Pages with long comments or scripts before their `meta` are common enough to look further if the first look fails.
const EXTENDED: usize = 16 * 1024;

/// The label that a page's `<meta charset>` or `<meta http-equiv="content-type">` declares, as written, or the one in
/// an XML declaration. The bytes may be in any encoding that holds ASCII as it is.
///
/// ```
/// use rafid_text::html::declared_charset;
/// assert_eq!(declared_charset(b"<meta charset=windows-1256>"), Some("windows-1256"));
/// ```
pub fn declared_charset(bytes: &[u8]) -> Option<&str> {
    let short = bytes.get(..PRESCAN.min(bytes.len()))?;
    let cut = bytes.len() > PRESCAN;
    if let Some(range) = scan(short).filter(|x| !(cut && x.end == PRESCAN)) {
        return std::str::from_utf8(bytes.get(range)?).ok();
    }
    let range = scan(bytes.get(..EXTENDED.min(bytes.len()))?)?;
    std::str::from_utf8(bytes.get(range)?).ok()
}

fn scan(bytes: &[u8]) -> Option<std::ops::Range<usize>> {
    // Every byte beyond ASCII becomes one of ASCII, so that offsets stay those of the input.
    let ascii: String = bytes.iter().map(|x| if x.is_ascii() { char::from(*x) } else { '\u{1a}' }).collect();
    if let Some(head) = ascii.strip_prefix("<?xml") {
        let head = head.split('>').next().unwrap_or_default();
        if let Some(at) = head.find("encoding") {
            return label(&ascii, 5 + at + "encoding".len());
        }
    }
    let mut tokenizer = Tokenizer::new(&ascii, usize::MAX);
    while let Ok(Some(token)) = tokenizer.next() {
        if !matches!(token, Token::Start { tag: Tag::Meta, .. }) {
            continue;
        }
        let value = |name: &str| {
            tokenizer
                .attributes
                .iter()
                .find(|x| x.name.of(&ascii).eq_ignore_ascii_case(name))
                .map(|x| x.value)
        };
        if let Some(span) = value("charset")
            && let Some(found) = trimmed(&ascii, span.start as usize, span.end as usize)
        {
            return Some(found);
        }
        let is_type =
            value("http-equiv").is_some_and(|x| x.of(&ascii).trim().eq_ignore_ascii_case("content-type"));
        if is_type && let Some(span) = value("content") {
            let content = span.of(&ascii).to_ascii_lowercase();
            let found = content
                .find("charset")
                .and_then(|at| label(&ascii, span.start as usize + at + "charset".len()));
            if found.as_ref().is_some_and(|x| x.end <= span.end as usize) {
                return found;
            }
        }
    }
    None
}

/// The label after `=`, with or without quotation marks.
fn label(text: &str, from: usize) -> Option<std::ops::Range<usize>> {
    let rest = text.get(from..)?;
    let equals = rest.find(|x: char| !x.is_ascii_whitespace())?;
    if rest.as_bytes().get(equals) != Some(&b'=') {
        return None;
    }
    let is_label = |x: char| x.is_ascii_alphanumeric() || matches!(x, '-' | '_' | ':' | '.' | '+');
    let start = equals + rest.get(equals..)?.find(is_label)?;
    let length = rest.get(start..)?.find(|x| !is_label(x)).unwrap_or(rest.len() - start);
    trimmed(text, from + start, from + start + length)
}

fn trimmed(text: &str, start: usize, end: usize) -> Option<std::ops::Range<usize>> {
    let value = text.get(start..end)?;
    let left = value.len() - value.trim_start().len();
    let value = value.trim();
    (!value.is_empty()).then(|| start + left..start + left + value.len())
}

#[cfg(test)]
mod tests {
    use super::declared_charset;

    #[test]
    fn charsets_are_found_where_the_standard_looks() {
        let cases: [(&[u8], Option<&str>); 9] = [
            (b"<meta charset='utf-8'>", Some("utf-8")),
            (b"<META CHARSET = ISO-8859-6 >", Some("ISO-8859-6")),
            (
                b"<meta http-equiv=Content-Type content='text/html; charset=windows-1256'>",
                Some("windows-1256"),
            ),
            (b"<meta content='text/html;charset=\"gbk\"' http-equiv=content-type>", Some("gbk")),
            (b"<?xml version='1.0' encoding='Shift_JIS'?><html>", Some("Shift_JIS")),
            (b"<!-- <meta charset=a> --><title>\xe3\xe4</title><meta charset=b>", Some("b")),
            (b"<script>'<meta charset=a>'</script>", None),
            (b"<meta name=description content='charset=x'>", None),
            (b"", None),
        ];
        for (source, expected) in cases {
            assert_eq!(declared_charset(source), expected, "{}", String::from_utf8_lossy(source));
        }
    }
}
