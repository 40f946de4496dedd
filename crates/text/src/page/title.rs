//! Titles: which line is one.

use crate::page::{ends_sentence, word_count};

/// Whether a first line is a title, seen with the line after it: short, no sentence, and followed by text.
pub(super) fn is_title(line: &str, next: &str, blank_follows: bool, max_chars: usize) -> bool {
    let chars = line.chars().count();
    let continues = next.chars().next().is_some_and(char::is_lowercase);
    if chars > max_chars || word_count(line) < 3 || continues || !line.chars().any(char::is_alphabetic) {
        return false;
    }
    let next_chars = next.chars().count();
    if line.ends_with([':', '،', ',', ';']) {
        return false;
    }
    let is_question = line.trim_end().ends_with(['?', '؟', '!', '？', '！', '…']) || line.ends_with("...");
    if !ends_sentence(line) || is_question {
        return chars <= 160 && (next_chars > chars || next_chars >= 60);
    }
    // a headline that ends in a full stop is set apart, and one sentence
    blank_follows && chars <= 100 && next_chars > chars * 2 && !line.trim_end_matches('.').contains(". ")
}

/// Whether a line reads like a headline: no sentence, a few words.
pub(super) fn is_headline(line: &str) -> bool {
    let words = word_count(line);
    let is_question = line.trim_end().ends_with(['?', '؟', '!', '？', '！', '…']);
    (2..=30).contains(&words) && line.chars().count() <= 220 && (!ends_sentence(line) || is_question)
}

/// Whether a line reads like a paragraph of an article.
pub(super) fn is_paragraph(line: &str) -> bool {
    let words = word_count(line);
    words >= 25 || words >= 10 && ends_sentence(line)
}
