//! Whether a text is in NFC, looked at only where it may not be.

/// The first byte of the first character that NFC may change or reorder, U+0300.
const FIRST_LEAD: u8 = 0xcc;

/// Whether a text is in NFC. A text may be parted before any ASCII character: those compose with nothing before them.
pub(super) fn is_nfc(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(first) = position(bytes, at, |byte| byte >= 0x80) {
        let end = position(bytes, first, |byte| byte < 0x80).unwrap_or(bytes.len());
        let part = bytes.get(first..end).unwrap_or_default();
        let is_plain = part.iter().all(|byte| *byte < FIRST_LEAD);
        // with the ASCII character that marks may belong to
        let with_base = text.get(first.saturating_sub(1)..end).unwrap_or("");
        if !is_plain && !unicode_normalization::is_nfc(with_base) {
            return false;
        }
        at = end;
    }
    true
}

fn position(bytes: &[u8], from: usize, test: impl Fn(u8) -> bool) -> Option<usize> {
    bytes.get(from..)?.iter().position(|byte| test(*byte)).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_the_whole_check(
            text in "([a-c ]|[\u{c0}-\u{17f}]|[\u{300}-\u{33f}]|[\u{1e00}-\u{1eff}]|[\u{5d0}-\u{5da}]|[\u{591}-\u{5c7}]|[\u{64b}-\u{652}]|م|\u{212b}|\u{958}|\u{1100}|\u{1161}|가|\u{11a8}|大){0,16}",
        ) {
            prop_assert_eq!(is_nfc(&text), unicode_normalization::is_nfc(&text));
        }
    }
}
