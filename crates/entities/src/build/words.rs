//! Telling names from ordinary words: counts of names in running text.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::pack::exact_key;
use crate::fold::{Script, fold_word, strip_word};
use crate::hash::{KeySpace, sequence_start, sequence_step};
use crate::token::{Case, Token, tokenize};

/// The weight of what is surely an ordinary word.
pub const SURE: u32 = 10_000;

/// Whether a name that is seen this often as a word needs more than its spelling to be an entity of
/// this prior. In scripts without capitals the names of great places are frequent themselves; the
/// name of a small town that is frequent is a word.
/// A name that no source gives a language is doubted more.
pub fn is_doubtful(weight: u32, prior: u8, tagged: bool) -> bool {
    match prior {
        70.. if tagged => false,
        90.. => false,
        70.. => weight >= 8,
        60.. => weight >= 40,
        52.. => weight >= 15,
        _ => weight >= 3,
    }
}

/// How a name occurs in text of the language in which it occurs most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// Times with a small letter, in scripts that have capitals.
    pub lower: u32,
    /// Times with a capital.
    pub upper: u32,
    /// Times in scripts without capitals.
    pub caseless: u32,
}

impl Seen {
    /// How far it is an ordinary word: [`SURE`] when it is written small at least three times and a
    /// tenth as often as with a capital, else how often it was seen in a script without capitals.
    pub fn weight(self) -> u32 {
        if self.lower >= 3 && self.lower * 10 >= self.upper { SURE } else { self.caseless }
    }
}

/// Counts short names in text.
#[derive(Debug, Default)]
pub struct WordCounter {
    names: HashMap<u64, String>,
    language: HashMap<u64, Seen>,
    worst: BTreeMap<String, Seen>,
    words: HashMap<String, u32>,
    frequent: BTreeMap<String, Seen>,
}

/// Times in the text of one language from which a word is one of its ordinary words.
const FREQUENT: u32 = 150;

impl WordCounter {
    /// A counter of folded names.
    pub fn new(names: &BTreeSet<String>) -> Self {
        let stripped = names.iter().map(|name| strip_word(name));
        let names: BTreeSet<String> = stripped.chain(names.iter().cloned()).collect();
        let names = names.into_iter().map(|name| (exact_key(&tokenize(&name)), name)).collect();
        Self { names, ..Self::default() }
    }

    /// Counts the names in one line.
    pub fn add(&mut self, text: &str) {
        let tokens = tokenize(text);
        for (index, token) in tokens.iter().enumerate() {
            let longest = if token.script.is_unspaced() { 4 } else { 1 };
            if token.case == Case::None && token.script != Script::Digit && !token.script.is_unspaced() {
                *self.words.entry(fold_word(token.text(text))).or_default() += 1;
            }
            let mut key = sequence_start(KeySpace::Exact);
            for part in tokens.iter().skip(index).take(longest) {
                key = sequence_step(key, part.hash);
                self.count(key, token);
            }
            if token.bare != token.hash {
                self.count(sequence_step(sequence_start(KeySpace::Exact), token.bare), token);
            }
        }
    }

    fn count(&mut self, key: u64, token: &Token) {
        if !self.names.contains_key(&key) {
            return;
        }
        let seen = self.language.entry(key).or_default();
        match token.case {
            Case::Lower => seen.lower += 1,
            Case::None if token.script != Script::Digit => seen.caseless += 1,
            _ => seen.upper += 1,
        }
    }

    /// Ends the text of one language: the most frequent words of scripts without capitals are
    /// ordinary words, names or not.
    pub fn end_language(&mut self) {
        for (word, count) in std::mem::take(&mut self.words) {
            if count >= FREQUENT {
                self.frequent.insert(word, Seen { lower: count, ..Seen::default() });
            }
        }
        for (key, seen) in self.language.drain() {
            let Some(name) = self.names.get(&key) else { continue };
            let worst = self.worst.entry(name.clone()).or_default();
            if seen.lower + seen.caseless > worst.lower + worst.caseless {
                *worst = seen;
            }
        }
    }

    /// The counts of each name that was seen, in the language where it is most a word.
    pub fn finish(mut self) -> BTreeMap<String, Seen> {
        self.end_language();
        self.worst.append(&mut self.frequent);
        self.worst
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_from_names() {
        let names = BTreeSet::from(["most".to_owned(), "paris".to_owned(), "يوما".to_owned()]);
        let mut counter = WordCounter::new(&names);
        for _ in 0..5 {
            counter.add("Most of the most in Paris, almost most");
            counter.add("كان يوماً جميلا");
        }
        let seen = counter.finish();
        let words: Vec<_> = seen
            .iter()
            .filter(|(_, seen)| is_doubtful(seen.weight(), 40, true))
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(words, ["most", "يوما"]);
    }
}
