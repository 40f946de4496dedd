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

/// At most one character in this many may be U+FFFD.
const CHARS_PER_REPLACEMENT: usize = 100;

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
    Ok(decoded)
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
        let is_escaped = declared == Some(ISO_2022_JP) && bytes.contains(&0x1b);
        if !is_escaped {
            return utf8(text, declared);
        }
    }
    if let Some(encoding) = declared.filter(|_| !is_wide) {
        let decoded = decode_as(bytes, encoding, Method::Declared, declared);
        if decoded.replaced == 0 && detect::is_plausible(&decoded.text) {
            return detect::other_east_asian(bytes, encoding).unwrap_or(decoded);
        }
    }
    detect::detect(bytes, declared)
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
