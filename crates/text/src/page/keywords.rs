//! Keyword lines: with delimiters, or words in a row that are cut by what is known of names and of the body.

use crate::page::Lexicon;
use crate::search::{Folding, key};
use std::collections::HashMap;

/// How a keyword line was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// There is no keyword line.
    #[default]
    None,
    /// The caller supplied a list.
    Given,
    /// By its delimiters.
    Delimiters,
    /// By known names and by word sequences of the body: a best guess, the raw line is kept beside it.
    LongestMatch,
}

impl Method {
    /// The name used on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::None => "none",
            Method::Given => "given",
            Method::Delimiters => "delimiters",
            Method::LongestMatch => "longest_match",
        }
    }
}

const DELIMITERS: [char; 12] = [',', '،', '、', ';', '؛', '|', '•', '·', '\t', '，', '；', '/'];

/// Longest item, in words.
const ITEM_WORDS: usize = 5;
/// A longer line without delimiters is cut off here: the work grows with words × item length.
const LINE_WORDS: usize = 120;

/// Cuts a keyword line into items, without repetition.
pub fn split(raw: &str, names: &dyn Lexicon, body: &[&str]) -> (Vec<String>, Method) {
    if raw.contains('#') {
        let items =
            raw.split(|ch: char| ch == '#' || DELIMITERS.contains(&ch)).map(|item| item.replace('_', " "));
        return (tidy(items), Method::Delimiters);
    }
    if raw.contains(DELIMITERS) {
        return (tidy(raw.split(DELIMITERS).map(str::to_owned)), Method::Delimiters);
    }
    if raw.contains(" - ") || raw.contains(" – ") {
        return (
            tidy(raw.split(" - ").flat_map(|part| part.split(" – ")).map(str::to_owned)),
            Method::Delimiters,
        );
    }
    let words: Vec<&str> = raw.split_whitespace().take(LINE_WORDS).collect();
    if words.len() <= 1 {
        return (tidy(std::iter::once(raw.to_owned())), Method::Delimiters);
    }
    (tidy(longest_match(&words, names, body).into_iter()), Method::LongestMatch)
}

fn tidy(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for item in items {
        let item = item
            .trim_matches(|ch: char| ch.is_whitespace() || matches!(ch, '.' | '"' | '[' | ']' | '\''))
            .to_owned();
        if !item.is_empty() && !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}

/// The cut with the best sum of scores, by dynamic programming.
fn longest_match(words: &[&str], names: &dyn Lexicon, body: &[&str]) -> Vec<String> {
    let counts = sequences(words, body);
    let mut best: Vec<(f64, usize)> = vec![(0.0, 0)];
    for end in 1..=words.len() {
        let mut winner = (f64::MIN, end - 1);
        for start in end.saturating_sub(ITEM_WORDS)..end {
            let item = words.get(start..end).unwrap_or_default();
            let before = best.get(start).map_or(f64::MIN, |cell| cell.0);
            let total = before + score(item, names, &counts);
            if total > winner.0 {
                winner = (total, start);
            }
        }
        best.push(winner);
    }
    let mut items = Vec::new();
    let mut end = words.len();
    while end > 0 {
        let start = best.get(end).map_or(0, |cell| cell.1);
        items.push(words.get(start..end).unwrap_or_default().join(" "));
        end = start.min(end - 1);
    }
    items.reverse();
    items
}

/// What speaks for a sequence of words being one item. Longer known sequences win over their parts; two unknown words
/// hold together if they agree in the Arabic article (a noun and its adjective), else each stands alone.
fn score(item: &[&str], names: &dyn Lexicon, counts: &HashMap<String, usize>) -> f64 {
    let length = item.len() as f64;
    let phrase = item.join(" ");
    if names.is_name(&phrase) {
        return 1.2 * length * length;
    }
    let in_body = counts.get(&key(&phrase, Folding::General)).copied().unwrap_or(0);
    match (item.len(), in_body) {
        (1, 0) => 0.0,
        (1, _) => 0.6,
        (_, 0) if agrees_in_article(item) => 0.75 * length,
        (_, 0) => -length,
        (_, _) => length * length,
    }
}

fn agrees_in_article(item: &[&str]) -> bool {
    item.len() == 2 && item.iter().all(|word| word.starts_with("ال") && word.chars().count() > 4)
}

/// How often each sequence of up to five words that begins with a keyword occurs in the body. One-letter prefixes of
/// Arabic (و ف ب ل ك) on the first word do not hide a sequence.
fn sequences(words: &[&str], body: &[&str]) -> HashMap<String, usize> {
    let wanted: Vec<String> = words.iter().map(|word| key(word, Folding::General)).collect();
    let mut counts = HashMap::new();
    for paragraph in body {
        let text = key(paragraph, Folding::General);
        let tokens: Vec<&str> = text.split(' ').collect();
        for start in 0..tokens.len() {
            let Some(first) = tokens.get(start).and_then(|token| known_start(token, &wanted)) else {
                continue;
            };
            let mut phrase = first.to_owned();
            *counts.entry(phrase.clone()).or_insert(0) += 1;
            for token in tokens.iter().skip(start + 1).take(ITEM_WORDS - 1) {
                if !wanted.iter().any(|word| word == token) {
                    break;
                }
                phrase.push(' ');
                phrase.push_str(token);
                *counts.entry(phrase.clone()).or_insert(0) += 1;
            }
        }
    }
    counts
}

fn known_start<'a>(token: &'a str, wanted: &[String]) -> Option<&'a str> {
    let is_wanted = |candidate: &str| wanted.iter().any(|word| word == candidate);
    if is_wanted(token) {
        return Some(token);
    }
    let bare = token.strip_prefix(['و', 'ف', 'ب', 'ل', 'ك'])?;
    is_wanted(bare).then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Names;

    impl Lexicon for Names {
        fn is_name(&self, phrase: &str) -> bool {
            phrase == "New Harbour"
        }
    }

    #[test]
    fn cuts_keyword_lines() {
        let check = |raw: &str, body: &[&str], want: &[&str], method: Method| {
            assert_eq!(
                split(raw, &Names, body),
                (want.iter().map(ToString::to_string).collect(), method),
                "{raw}"
            );
        };
        check("bridge, harbour , traffic,", &[], &["bridge", "harbour", "traffic"], Method::Delimiters);
        check("#قطاع_غزة #موسكو", &[], &["قطاع غزة", "موسكو"], Method::Delimiters);
        check(
            "traffic New Harbour bridge",
            &["the bridge"],
            &["traffic", "New Harbour", "bridge"],
            Method::LongestMatch,
        );
        check(
            "ميناء المدينة جسر الصيادين الحركة المرورية",
            &["أعلن ميناء المدينة فتح جسر الصيادين أمام السيارات"],
            &["ميناء المدينة", "جسر الصيادين", "الحركة المرورية"],
            Method::LongestMatch,
        );
    }
}
