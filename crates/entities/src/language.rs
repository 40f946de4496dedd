//! Tags of languages.

/// The primary subtag of a BCP 47 tag: "zh" of "zh-Hant".
pub fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}
