//! Sizes of an article's body.

use crate::fingerprint::is_unspaced;
use crate::units::Mapped;

/// Sizes of an article's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Code points of the paragraphs, one line feed between two.
    pub chars: u32,
    /// Words: runs between white space; letters of scripts without word spaces count one each.
    pub words: u32,
    /// Sentence ends; an estimate ("Mr. Smith" counts one too many).
    pub sentences: u32,
    /// Paragraphs.
    pub paragraphs: u32,
}

pub(super) fn stats_of(paragraphs: &[Mapped<'_>]) -> Stats {
    let mut stats = Stats { paragraphs: paragraphs.len() as u32, ..Stats::default() };
    for paragraph in paragraphs {
        count(&paragraph.text, &mut stats);
    }
    stats.chars += stats.paragraphs.saturating_sub(1);
    stats
}

/// Counts a paragraph. ".." is a pause, and a stop ends a sentence only before white space or the end.
fn count(text: &str, stats: &mut Stats) {
    let bytes = text.as_bytes();
    let is_ascii = text.is_ascii();
    stats.chars +=
        if is_ascii { bytes.len() as u32 } else { tally(bytes, bytes, |byte, _| byte & 0xc0 != 0x80) };
    let after = bytes.get(1..).unwrap_or_default();
    // letters that are words of their own need a look at each character: Thai and Lao, Burmese, Khmer, East Asia
    let may_be_unspaced = |first: u8, second: u8| {
        matches!(
            (first, second),
            (0xe0, 0xb8..=0xbb) | (0xe1, 0x80..=0x82 | 0x9e | 0x9f) | (0xe3..=0xe9 | 0xef | 0xf0, _)
        )
    };
    if !is_ascii && bytes.iter().copied().fold(0, u8::max) >= 0xe0 && tally(bytes, after, may_be_unspaced) > 0
    {
        return count_each(text, stats);
    }
    let is_space = |byte: u8| byte == b' ' || byte == b'\t';
    stats.words += tally(bytes, after, |before, after| is_space(before) & !is_space(after));
    stats.words += u32::from(bytes.first().is_some_and(|first| !is_space(*first)));
    let stops = memchr::memchr3_iter(b'.', b'!', b'?', bytes);
    stats.sentences += stops.filter(|at| is_last_stop(bytes, *at, 1)).count() as u32;
    if !is_ascii {
        for stop in ["؟", "۔", "।", "…"] {
            let stops = memchr::memmem::find_iter(bytes, stop);
            stats.sentences += stops.filter(|at| is_last_stop(bytes, *at, stop.len())).count() as u32;
        }
    }
}

/// How many pairs of bytes a test holds for; in blocks whose count fits a byte, which compiles to vector code.
fn tally(first: &[u8], second: &[u8], holds: impl Fn(u8, u8) -> bool) -> u32 {
    let blocks = first.chunks(255).zip(second.chunks(255));
    blocks
        .map(|(first, second)| {
            u32::from(first.iter().zip(second).map(|(a, b)| u8::from(holds(*a, *b))).sum::<u8>())
        })
        .sum()
}

/// Marks that may stand between a stop and the white space after it.
const CLOSERS: [&str; 6] = ["\"", "'", ")", "”", "»", "’"];

/// Whether the stop at `at` ends a sentence: white space or the end follows, closing marks between; not "..".
fn is_last_stop(bytes: &[u8], at: usize, length: usize) -> bool {
    let mut rest = bytes.get(at + length..).unwrap_or_default();
    while rest.first().is_some_and(|next| *next != b' ')
        && let Some(closer) = CLOSERS.iter().find(|closer| rest.starts_with(closer.as_bytes()))
    {
        rest = rest.get(closer.len()..).unwrap_or_default();
    }
    let is_at_end = rest.first().is_none_or(|next| matches!(next, b' ' | b'\t'));
    let before = bytes.get(..at).unwrap_or_default();
    let is_pause = before.ends_with(b".") && !before.ends_with(b"..") && bytes.get(at) == Some(&b'.');
    is_at_end && (!is_pause || rest.is_empty())
}

/// The same, character by character.
fn count_each(text: &str, stats: &mut Stats) {
    let mut in_word = false;
    for (at, ch) in text.char_indices() {
        if matches!(ch, ' ' | '\t') {
            in_word = false;
            continue;
        }
        match ch {
            '。' | '！' | '？' => {
                stats.sentences += 1;
                in_word = true;
                continue;
            }
            '.' | '!' | '?' | '؟' | '۔' | '।' | '…' => {
                stats.sentences += u32::from(is_last_stop(text.as_bytes(), at, ch.len_utf8()));
            }
            _ => {}
        }
        let is_own_word = is_unspaced(ch);
        stats.words += u32::from(is_own_word || !in_word);
        in_word = !is_own_word;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_words_and_sentences() {
        let check = |text: &str, chars: u32, words: u32, sentences: u32| {
            let mut stats = Stats::default();
            count(text, &mut stats);
            assert_eq!((stats.chars, stats.words, stats.sentences), (chars, words, sentences), "{text}");
            let mut each = Stats { chars: stats.chars, ..Stats::default() };
            count_each(text, &mut each);
            assert_eq!(each, stats, "{text}");
        };
        check("", 0, 0, 0);
        check("One two. Three!", 15, 3, 2);
        check("بوتين.. وهذا ما قال", 19, 4, 0);
        check("يمانيون../", 10, 1, 0);
        check("قال \"نعم\". ثم مضى؟", 18, 4, 2);
        check("Costs 3.5 million", 17, 3, 0);
        check("今天下雨。明天晴。", 9, 7, 2);
        check("Well... yes", 11, 2, 1);
        check("वह आया। वह गया।", 15, 4, 2);
    }
}
