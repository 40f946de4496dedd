//! Languages that share weights of their own.

use super::fold;

/// The group of a BCP 47 tag: its primary subtag, with close relatives under one name. Languages without a
/// corpus of their own borrow from a relative.
pub fn group(tag: &str) -> &str {
    match primary(tag) {
        "nb" | "nn" | "nor" => "no",
        "sr" | "bs" | "sh" | "sl" | "cnr" => "hr",
        "ms" => "id",
        "yue" | "zho" | "wuu" => "zh",
        "es" | "gl" | "it" | "ca" => "pt",
        "uk" | "be" | "bg" | "mk" => "ru",
        "arz" | "apc" | "ary" | "ajp" | "acm" | "ars" => "ar",
        primary => primary,
    }
}

/// The primary subtag of a BCP 47 tag.
pub fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

/// Seed of a group's copies of features.
pub fn seed(group: &str) -> u32 {
    group.chars().fold(0x811c_9dc5_u64, fold::step) as u32 | 1
}
