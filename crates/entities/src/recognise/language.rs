//! Languages that share weights of their own.

use super::fold;

/// The group of a BCP 47 tag: its primary subtag, with close relatives under one name. Languages without a
/// corpus of their own borrow from a relative.
pub fn group(tag: &str) -> &str {
    match primary(tag) {
        "nb" | "nn" => "no",
        "sr" | "sl" => "hr",
        "ms" => "id",
        "yue" | "zho" | "wuu" => "zh",
        "es" | "gl" | "it" | "ca" => "pt",
        "uk" | "be" | "bg" | "mk" => "ru",
        "arz" | "apc" | "ary" | "ajp" | "acm" | "ars" => "ar",
        primary => primary,
    }
}

/// The language of a BCP 47 tag: its primary subtag, tags of several languages under that of one.
pub fn primary(tag: &str) -> &str {
    match tag.split(['-', '_']).next().unwrap_or(tag) {
        "no" | "nor" => "nb",
        "sh" | "bs" | "cnr" => "hr",
        primary => primary,
    }
}

/// Seed of a language or group, for hashes conjoined with it.
pub fn seed(group: &str) -> u32 {
    group.chars().fold(0x811c_9dc5_u64, fold::step) as u32 | 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_fall_into_groups() {
        let check =
            |tag: &str, language: &str, of: &str| assert_eq!((primary(tag), group(tag)), (language, of));
        check("ar-EG", "ar", "ar");
        check("no", "nb", "no");
        check("nn", "nn", "no");
        check("es-419", "es", "pt");
        check("zh-Hant", "zh", "zh");
        check("bs", "hr", "hr");
        check("xx", "xx", "xx");
        check("", "", "");
    }
}
