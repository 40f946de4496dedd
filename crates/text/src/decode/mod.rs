//! From bytes to text: declared charset, byte order mark, valid UTF-8, detection.
//!
//! Bytes that are valid UTF-8 and hold more than ASCII are UTF-8 whatever was declared: no other charset produces that
//! by accident. A declared charset is believed unless decoding with it fails or gives text that no one writes.

mod detect;
mod western;

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// Text and how it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, borrowed where the bytes were UTF-8 already; without a byte order mark.
    pub text: Cow<'a, str>,
    /// WHATWG name of the charset used, for example `windows-1256`.
    pub charset: &'static str,
    /// How the charset was found.
    pub method: Method,
    /// Whether a charset was declared and another one used.
    pub is_mismatch: bool,
    /// Number of U+FFFD that decoding put in for bytes that mean nothing.
    pub replaced: usize,
}

/// How a charset was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// A byte order mark.
    ByteOrderMark,
    /// Declared, and the bytes agree.
    Declared,
    /// The bytes are valid UTF-8.
    Utf8,
    /// Detected from the bytes.
    Detected,
}

impl Method {
    /// The name used in explanations.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::ByteOrderMark => "byte_order_mark",
            Method::Declared => "declared",
            Method::Utf8 => "utf8",
            Method::Detected => "detected",
        }
    }
}

/// Why bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undecodable {
    /// Characters that could not be decoded with the best charset found.
    pub replaced: usize,
    /// Characters in all.
    pub chars: usize,
    /// That charset.
    pub charset: &'static str,
}

/// At most one character in this many may be U+FFFD, or a control that no text holds.
const CHARS_PER_REPLACEMENT: usize = 100;
/// So many controls are dirt in a short text and not a sign of something else.
const STRAY_CONTROLS: usize = 8;

/// Decodes bytes. `declared` is a charset label as found in a header, a `<meta>` or a message field; unknown labels
/// count as absent.
///
/// ```
/// let decoded = rafid_text::decode::decode(b"\xc7\xe1\xed\xe3\xe4", Some("windows-1256")).unwrap();
/// assert_eq!(decoded.text, "اليمن");
/// ```
pub fn decode<'a>(bytes: &'a [u8], declared: Option<&str>) -> Result<Decoded<'a>, Undecodable> {
    let declared = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let decoded = decode_best(bytes, declared);
    if decoded.replaced > 0 {
        let chars = decoded.text.chars().count();
        if decoded.replaced * CHARS_PER_REPLACEMENT > chars {
            return Err(Undecodable { replaced: decoded.replaced, chars, charset: decoded.charset });
        }
    }
    // A charset of single bytes has a meaning for almost every byte, so images and archives decode without an error.
    let is_unicode = decoded.charset.starts_with("UTF-");
    let controls = if is_unicode { 0 } else { decoded.text.chars().filter(|ch| is_no_text(*ch)).count() };
    if controls > STRAY_CONTROLS {
        let chars = decoded.text.chars().count();
        if controls * CHARS_PER_REPLACEMENT > chars {
            return Err(Undecodable { replaced: controls, chars, charset: decoded.charset });
        }
    }
    Ok(decoded)
}

/// Controls other than those that lay out lines and pages, or switch the character set.
fn is_no_text(ch: char) -> bool {
    ch.is_ascii_control() && !matches!(ch, '\t' | '\n' | '\r' | '\u{0c}' | '\u{1b}')
}

fn decode_best<'a>(bytes: &'a [u8], declared: Option<&'static Encoding>) -> Decoded<'a> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(length..).unwrap_or_default();
        let decoded = decode_as(rest, encoding, Method::ByteOrderMark, declared);
        if decoded.replaced * CHARS_PER_REPLACEMENT <= decoded.text.len() {
            return decoded;
        }
    }
    let is_wide = declared.is_some_and(|encoding| [UTF_16LE, UTF_16BE].contains(&encoding));
    if let Some(encoding) =
        declared.filter(|_| is_wide).and_then(|encoding| detect::utf16_order(bytes, encoding))
    {
        return decode_as(bytes, encoding, Method::Declared, Some(encoding));
    }
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return escaped(bytes, declared).unwrap_or_else(|| utf8(text, declared));
    }
    if let Some(encoding) = declared.filter(|_| !is_wide) {
        let decoded = decode_as(bytes, encoding, Method::Declared, declared);
        if decoded.replaced == 0 && detect::is_plausible(&decoded.text) {
            return detect::other_east_asian(bytes, encoding).unwrap_or(decoded);
        }
    }
    detect::detect(bytes, declared)
}

/// ISO-2022-JP: ASCII whose escape sequences say by themselves what it is, whatever was declared.
fn escaped<'a>(bytes: &'a [u8], declared: Option<&'static Encoding>) -> Option<Decoded<'a>> {
    let first = memchr::memchr(0x1b, bytes)?;
    let is_declared = declared == Some(ISO_2022_JP);
    let from = bytes.get(first..)?;
    let switches = [b"\x1b$B", b"\x1b$@"].iter().any(|switch| memchr::memmem::find(from, *switch).is_some());
    let is_certain = is_declared || switches && bytes.is_ascii();
    if !is_certain {
        return None;
    }
    let method = if is_declared { Method::Declared } else { Method::Detected };
    Some(decode_as(bytes, ISO_2022_JP, method, declared)).filter(|decoded| decoded.replaced == 0)
}

fn utf8<'a>(text: &'a str, declared: Option<&'static Encoding>) -> Decoded<'a> {
    let agrees = declared.is_none_or(|encoding| encoding == UTF_8 || text.is_ascii());
    let method = if declared.is_some() && agrees { Method::Declared } else { Method::Utf8 };
    Decoded { text: Cow::Borrowed(text), charset: "UTF-8", method, is_mismatch: !agrees, replaced: 0 }
}

fn decode_as<'a>(
    bytes: &'a [u8],
    encoding: &'static Encoding,
    method: Method,
    declared: Option<&'static Encoding>,
) -> Decoded<'a> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let replaced = if had_errors { text.chars().filter(|ch| *ch == '\u{fffd}').count() } else { 0 };
    let is_mismatch = declared.is_some_and(|declared| declared != encoding);
    Decoded { text, charset: encoding.name(), method, is_mismatch, replaced }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binary_data_is_no_text() {
        // Bytes of a multiplicative generator: as even as those of anything compressed.
        let mut state = 1_u64;
        let mut noise = |length: usize| -> Vec<u8> {
            let mut next = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 56) as u8
            };
            (0..length).map(|_| next()).collect()
        };
        let check = |bytes: &[u8], declared: Option<&str>, good: bool| {
            let outcome = decode(bytes, declared);
            assert_eq!(outcome.is_ok(), good, "{declared:?}: {:?}", outcome.err());
        };
        for declared in [None, Some("windows-1252"), Some("gbk"), Some("utf-8")] {
            check(&noise(500), declared, false);
            check(&[b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", noise(100_000).as_slice()].concat(), declared, false);
        }
        // Text with dirt in it, and text that switches character sets.
        let dirty =
            [b"\x02Caf\xe9 au lait, \x0bservi \xe0 midi.\x03\0\0", &b" Encore.".repeat(4)[..]].concat();
        check(&dirty, None, true);
        check(&b"\x1b$B$3$s$K$A$O\x1b(B ".repeat(20), Some("iso-2022-jp"), true);
    }
}
