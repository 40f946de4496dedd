//! Detection of a charset from bytes that are not UTF-8.

use super::western;
use super::{Decoded, Method, decode_as};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252,
};

/// The byte order of text declared as UTF-16: spaces and line feeds tell, else the declared one; `None` if the bytes
/// cannot be UTF-16.
pub(super) fn utf16_order(bytes: &[u8], declared: &'static Encoding) -> Option<&'static Encoding> {
    if bytes.len() < 2 {
        return None;
    }
    let (mut little, mut big) = (0, 0);
    for pair in bytes.chunks_exact(2).take(4096) {
        match pair {
            [0x20 | 0x0a | 0x0d, 0] => little += 1,
            [0, 0x20 | 0x0a | 0x0d] => big += 1,
            _ => {}
        }
    }
    if little == 0 && big == 0 && std::str::from_utf8(bytes).is_ok() {
        return None;
    }
    match () {
        () if little > big => Some(UTF_16LE),
        () if big > little => Some(UTF_16BE),
        () => Some(declared),
    }
}

/// Whether decoded text looks like something that people write: letters of different scripts do not sit in one word,
/// capitals do not follow small letters all the time.
pub(super) fn is_plausible(text: &str) -> bool {
    let (mut pairs, mut odd) = (0_usize, 0_usize);
    let mut previous = ' ';
    for ch in text.chars().take(20_000) {
        if !ch.is_ascii() || !previous.is_ascii() {
            pairs += 1;
            odd += usize::from(is_odd_pair(previous, ch));
        }
        previous = ch;
    }
    odd * 20 <= pairs
}

fn is_odd_pair(first: char, second: char) -> bool {
    if second.is_control() && !matches!(second, '\n' | '\r' | '\t') {
        return true;
    }
    match (first.is_alphabetic(), second.is_alphabetic()) {
        (true, true) => {
            script_of(first) != script_of(second)
                || (first.is_lowercase() && second.is_uppercase())
                || (!first.is_ascii()
                    && !second.is_ascii()
                    && script_of(first) == 1
                    && script_of(second) == 1)
        }
        (true, false) => !second.is_ascii() && !is_typographic(second),
        _ => false,
    }
}

fn is_typographic(ch: char) -> bool {
    matches!(ch as u32, 0x2010..=0x203a | 0xa0 | 0xab | 0xbb | 0x60c | 0x61b | 0x61f | 0x3000..=0x30ff | 0xff00..=0xffef)
}

/// Rough script classes: Latin, Greek, Cyrillic, Hebrew, Arabic, East Asian, other.
fn script_of(ch: char) -> u8 {
    match ch as u32 {
        0..=0x24f | 0x1e00..=0x1eff => 1,
        0x370..=0x3ff => 2,
        0x400..=0x52f => 3,
        0x590..=0x5ff => 4,
        0x600..=0x6ff | 0xfb50..=0xfeff => 5,
        0x1100..=0x11ff | 0x2e80..=0xd7af | 0xf900..=0xfaff | 0xff00..=0xffef => 6,
        _ => 7,
    }
}

/// The multi-byte charsets of East Asia read each other's bytes as rare characters without an error, so a declaration
/// of one of them is checked against detection, which is sure of itself from a few dozen bytes.
pub(super) fn other_east_asian<'a>(bytes: &'a [u8], declared: &'static Encoding) -> Option<Decoded<'a>> {
    const EAST_ASIAN: [&Encoding; 6] = [GBK, GB18030, BIG5, SHIFT_JIS, EUC_JP, EUC_KR];
    if !EAST_ASIAN.contains(&declared) || bytes.len() < 40 {
        return None;
    }
    let guess = guess(bytes);
    let is_same = guess == declared || declared == GB18030 && guess == GBK;
    if is_same || !EAST_ASIAN.contains(&guess) {
        return None;
    }
    Some(decode_as(bytes, guess, Method::Detected, Some(declared))).filter(|decoded| decoded.replaced == 0)
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// The most likely charset, decoded.
pub(super) fn detect<'a>(bytes: &'a [u8], declared: Option<&'static Encoding>) -> Decoded<'a> {
    let utf8 = decode_as(bytes, UTF_8, Method::Detected, declared);
    let sequences = utf8.text.chars().filter(|ch| !ch.is_ascii() && *ch != '\u{fffd}').count();
    if sequences > utf8.replaced * 10 {
        return utf8;
    }
    let guess = guess(bytes);
    if western::is_confused_with(guess) {
        let western = decode_as(bytes, WINDOWS_1252, Method::Detected, declared);
        if western::is_likely(&western.text) {
            return western;
        }
    }
    decode_as(bytes, guess, Method::Detected, declared)
}
