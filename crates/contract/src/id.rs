//! How an article gets its id.
//!
//! The supplied id as it is; else a hash of the normalised URL; else a hash of the decoded text. The `n`-th further
//! article of a page is `{id}#n`.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use url::Url;

use crate::limits::ID_BYTES;
use crate::{Reject, RejectCode};

/// Query parameters that say how a reader came to a page and not which page it is.
const TRACKING: [&str; 2] = ["fbclid", "gclid"];

/// Checks a supplied id: 1 to 256 bytes of text without control characters.
pub fn check_supplied(id: &str) -> Result<(), Reject> {
    if id.is_empty() || id.len() > ID_BYTES {
        let detail = format!("id has {} bytes, 1 to {ID_BYTES} are allowed", id.len());
        return Err(Reject::new(RejectCode::IdInvalid, detail));
    }
    if id.chars().any(char::is_control) {
        return Err(Reject::new(RejectCode::IdInvalid, "id holds a control character"));
    }
    Ok(())
}

/// The id of an article that came without one: from its URL if that is absolute, else from its decoded text.
pub fn derive(url: Option<&str>, text: &str) -> String {
    match url.and_then(normalize_url) {
        Some(normalized) => hash128(normalized.as_bytes()),
        None => hash128(text.as_bytes()),
    }
}

/// The id of the `position`-th further article of a page.
pub fn child(id: &str, position: u32) -> String {
    format!("{id}#{position}")
}

/// An absolute URL with scheme and host in lower case, without its fragment and its tracking parameters.
pub fn normalize_url(url: &str) -> Option<String> {
    let mut parsed = Url::parse(url.trim()).ok()?;
    if parsed.cannot_be_a_base() || parsed.host_str().is_none() {
        return None;
    }
    parsed.set_fragment(None);
    if let Some(query) = parsed.query() {
        let kept: Vec<&str> = query.split('&').filter(|pair| !is_tracking(pair)).collect();
        let kept = kept.join("&");
        parsed.set_query((!kept.is_empty()).then_some(kept.as_str()));
    }
    Some(parsed.into())
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
    name.starts_with("utm_") || TRACKING.contains(&name.as_str())
}

/// The first 128 bits of SHA-256, in lower-case hexadecimal.
pub fn hash128(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    hex(digest.get(..16).unwrap_or_default())
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_normalised() {
        let check = |from: &str, to: Option<&str>| assert_eq!(normalize_url(from).as_deref(), to, "{from}");
        check("HTTPS://Example.ORG/A?b=1#frag", Some("https://example.org/A?b=1"));
        check("https://example.org/a?utm_source=x&b=1&fbclid=2", Some("https://example.org/a?b=1"));
        check("https://example.org/a?utm_source=x", Some("https://example.org/a"));
        check("https://example.org/?q=%D8%A3", Some("https://example.org/?q=%D8%A3"));
        check("/relative", None);
        check("mailto:a@example.org", None);
        check("", None);
    }

    #[test]
    fn supplied_ids_are_checked() {
        assert!(check_supplied("a").is_ok());
        assert!(check_supplied("خبر-1").is_ok());
        assert!(check_supplied("").is_err());
        assert!(check_supplied("a\nb").is_err());
        assert!(check_supplied(&"x".repeat(257)).is_err());
    }

    #[test]
    fn derived_ids_are_stable() {
        assert_eq!(derive(None, "abc"), "ba7816bf8f01cfea414140de5dae2223");
        assert_eq!(derive(Some("http://EXAMPLE.org/#x"), "abc"), derive(Some("http://example.org/"), "z"));
    }
}
