//! From text to what the tagger looks at: tokens with their codes, sentences, and which tokens can be in a name.

use std::sync::LazyLock;

use super::features::{self, Info, Spelling};
use super::fold::Folded;
use super::tables::HashTable;
use super::tokens::{self, Class, Token};
use super::{GazetteerHit, fold};

/// Tables that prepare words: the name lexicon and the words of unlabelled text.
#[derive(Clone, Debug)]
pub struct WordTables {
    /// Code of a folded word in the lexicon of name words.
    pub lexicon: HashTable<u8>,
    /// Names of several words, and places and organisations of one, by [`phrase`]: kinds of the things that they can name,
    /// and [`GOES_ON`] where longer names begin like it.
    pub phrases: HashTable<u8>,
    /// Code of a folded word, conjoined with its language, in unlabelled text.
    pub unlabelled: HashTable<u8>,
    /// By folded word, the bits of the pairs with it that there are weights for; in training, before there are any, none.
    pub pairs: Option<HashTable<u8>>,
}

impl Default for WordTables {
    fn default() -> Self {
        Self {
            lexicon: HashTable::with_capacity(0),
            phrases: HashTable::with_capacity(0),
            unlabelled: HashTable::with_capacity(0),
            pairs: None,
        }
    }
}

/// A text made ready. The vectors have the same length.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    /// Tokens of the text.
    pub tokens: Vec<Token>,
    /// What features look at.
    pub infos: Vec<Info>,
    /// Whether the tagger scores the token; the others are outside every name.
    pub scored: Vec<bool>,
    /// Of those, the ones that a closer look leaves open; empty of meaning before it.
    pub open: Vec<bool>,
}

impl Prepared {
    /// Prepares `text`, written in the language of `seed`, and tells how its tokens are spelt.
    pub fn new(text: &str, hits: &[GazetteerHit], tables: &WordTables, seed: u32) -> (Self, Vec<Spelling>) {
        let mut spellings = Vec::new();
        let prepared = Self::with(text, hits, tables, |tokens| {
            let look = |token: &Token| look(token, text.get(token.range()).unwrap_or_default(), tables, seed);
            let (infos, spelt) = tokens.iter().map(look).unzip();
            spellings = spelt;
            infos
        });
        (prepared, spellings)
    }

    /// Prepares `text`; `look` gives what features look at in its tokens, as [`look`] does for one.
    pub fn with(
        text: &str,
        hits: &[GazetteerHit],
        tables: &WordTables,
        look: impl FnOnce(&[Token]) -> Vec<Info>,
    ) -> Self {
        let mut prepared = Self::default();
        tokens::tokenise(text, &mut prepared.tokens);
        prepared.infos = look(&prepared.tokens);
        prepared.mark_sentences(text);
        let mut ranks = vec![0; prepared.tokens.len()];
        prepared.mark_hits(hits, &mut ranks);
        prepared.mark_phrases(tables, &mut ranks);
        prepared.mark_characters(text, tables);
        prepared.choose();
        prepared
    }

    /// Runs of scored tokens within one sentence.
    pub fn segments(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        let mut at = 0;
        std::iter::from_fn(move || {
            while !*self.scored.get(at)? {
                at += 1;
            }
            let start = at;
            at += 1;
            while self.scored.get(at) == Some(&true) && !self.infos.get(at).is_some_and(|i| i.first) {
                at += 1;
            }
            Some(start..at)
        })
    }

    /// The neighbourhood of token `at`: two tokens on either side, within its sentence.
    pub fn window(&self, at: usize) -> [&Info; 5] {
        self.neighbours(at).map(|n| self.infos.get(n).unwrap_or(&features::EDGE))
    }

    /// How the tokens of [`Self::window`] are spelt.
    pub fn spellings(&self, spellings: &[Spelling], at: usize) -> [Spelling; 5] {
        self.neighbours(at).map(|n| spellings.get(n).copied().unwrap_or(features::EDGE_SPELLING))
    }

    /// The numbers of the tokens around `at`; beyond all numbers where its sentence is over.
    pub fn neighbours(&self, at: usize) -> [usize; 5] {
        const NONE: usize = usize::MAX;
        let first = |n: usize| self.infos.get(n).is_none_or(|info| info.first);
        let before = if at == 0 || first(at) { NONE } else { at - 1 };
        let far = if before == NONE || before == 0 || first(before) { NONE } else { before - 1 };
        let after = if first(at + 1) { NONE } else { at + 1 };
        let next = if after == NONE || first(at + 2) { NONE } else { at + 2 };
        [far, before, at, after, next]
    }

    /// Writes the code of the longest, then strongest, hit over each token.
    fn mark_hits(&mut self, hits: &[GazetteerHit], ranks: &mut [u16]) {
        for hit in hits {
            let first = self.tokens.partition_point(|t| t.end as usize <= hit.start);
            let past = self.tokens.partition_point(|t| (t.start as usize) < hit.end);
            self.mark(first, past, hit.kinds, 1 + hit.strength.min(2), ranks);
        }
    }

    /// Finds the longest name of the model's own list from every token on.
    fn mark_phrases(&mut self, tables: &WordTables, ranks: &mut [u16]) {
        for at in 0..self.tokens.len() {
            let Some(info) = self.infos.get(at) else { break };
            let ([opens, opens_bare], word, bare) = (info.opens, info.word, info.bare);
            if opens | opens_bare == 0 || matches!(info.shape, 0 | 6..=9 | 15 | 16) {
                continue;
            }
            let found = self
                .longest_phrase(at, opens, word, tables)
                .or_else(|| self.longest_phrase(at, opens_bare, bare, tables));
            if let Some((past, kinds)) = found {
                self.mark(at, past, kinds, 0, ranks);
            }
        }
    }

    /// One past the last token, and the kinds, of the longest name that starts with `word` at token `at`, of which the list
    /// says `known`.
    fn longest_phrase(&self, at: usize, known: u8, word: u32, tables: &WordTables) -> Option<(usize, u8)> {
        let kinds = |known: u8| known & !GOES_ON;
        let mut found = (kinds(known) != 0).then_some((at + 1, kinds(known)));
        let mut state = phrase_step(PHRASE_START, word);
        let mut goes_on = known & GOES_ON != 0;
        let mut next = at + 1;
        let mut words = 1;
        while goes_on
            && words < LONGEST_PHRASE
            && let Some(info) = self.infos.get(next).filter(|info| !info.first)
        {
            if info.shape == 15 {
                if info.spaced || !JOINERS.contains(&info.word) {
                    break;
                }
            } else {
                words += 1;
                state = phrase_step(state, info.word);
                let known = tables.phrases.get(fold::finish(state)).copied().unwrap_or_default();
                if kinds(known) != 0 {
                    found = Some((next + 1, kinds(known)));
                }
                goes_on = known & GOES_ON != 0;
            }
            next += 1;
        }
        found
    }

    fn mark(&mut self, first: usize, past: usize, kinds: u8, strength: u8, ranks: &mut [u16]) {
        let length = past.saturating_sub(first).min(1000) as u16;
        let rank = length << 3 | u16::from(strength) << 1 | 1;
        for at in first..past {
            let (Some(info), Some(best)) = (self.infos.get_mut(at), ranks.get_mut(at)) else { break };
            if rank <= *best {
                continue;
            }
            *best = rank;
            let place = match (at == first, at + 1 == past) {
                (true, true) => 3,
                (true, false) => 0,
                (false, true) => 2,
                (false, false) => 1,
            };
            info.gazetteer = (kinds & 7) | (strength & 3) << 3 | place << 5;
        }
    }

    /// Finds where sentences start.
    fn mark_sentences(&mut self, text: &str) {
        let mut sentence_over = true;
        let mut last_shape = 0_u8;
        let mut last_short = false;
        for (token, info) in self.tokens.iter().zip(&mut self.infos) {
            let word = text.get(token.range()).unwrap_or_default();
            info.spaced = token.spaced;
            info.first = token.line_start || (sentence_over && token.class != Class::Punctuation);
            sentence_over = match word {
                "!" | "?" | "؟" | "。" | "！" | "？" | "।" | "۔" | "…" => true,
                // A full stop after a short capitalised word or an initial is an abbreviation.
                "." => !(last_short && matches!(last_shape, 1..=4)),
                "\"" | "'" | "”" | "’" | ")" | "»" => sentence_over && !token.spaced,
                _ => false,
            };
            last_shape = info.shape;
            last_short = word.chars().take(4).count() <= 3;
        }
        // A sentence that goes on in lower case, or without a space, is no new sentence.
        for (token, info) in self.tokens.iter().zip(&mut self.infos) {
            if info.first && !token.line_start && (info.shape == 0 || !token.spaced && !info.character) {
                info.first = false;
            }
        }
    }

    /// Looks at the runs and words that characters stand in.
    fn mark_characters(&mut self, text: &str, tables: &WordTables) {
        if self.infos.iter().any(|info| info.character) {
            self.mark_runs();
            self.mark_words(text, tables);
        }
    }

    /// Hashes the runs of characters between spaces from both ends.
    fn mark_runs(&mut self) {
        let mut state = RUN_START;
        let mut length = 0;
        for info in &mut self.infos {
            if info.spaced || !info.character {
                (state, length) = (RUN_START, 0);
            }
            if info.character {
                state = run_step(state, info.word);
                length += 1;
                info.run_start = if length <= features::LONGEST_RUN { fold::finish(state) | 1 } else { 0 };
            }
        }
        (state, length) = (RUN_START, 0);
        for info in self.infos.iter_mut().rev() {
            if info.character {
                state = run_step(state, info.word);
                length += 1;
                info.run_end = if length <= features::LONGEST_RUN { fold::finish(state) | 1 } else { 0 };
            }
            if info.spaced || !info.character {
                (state, length) = (RUN_START, 0);
            }
        }
    }

    /// Cuts runs of Han characters into the longest words of the dictionary, and writes their codes and hashes.
    fn mark_words(&mut self, text: &str, tables: &WordTables) {
        let mut at = 0;
        let mut before = features::EDGE.word;
        let mut last = 0..0;
        while at < self.infos.len() {
            let (len, code, hash) = match self.longest_word(at, text, tables) {
                Some((len, code, hash)) => (len, Some(code), hash),
                None => (1, None, self.infos.get(at).map_or(0, |info| info.word)),
            };
            if self.infos.get(at).is_some_and(|info| info.first) {
                before = features::EDGE.word;
            } else {
                self.infos.get_mut(last).into_iter().flatten().for_each(|info| info.segments[2] = hash);
            }
            for n in 0..len {
                let place = if n == 0 { 0 } else { 1 + u8::from(n + 1 == len) };
                if let Some(info) = self.infos.get_mut(at + n) {
                    info.dictionary = code.map_or(0, |code| DICTIONARY_OUT + (code - DICTIONARY) * 3 + place);
                    info.segments = [hash, before, features::EDGE.word];
                }
            }
            (before, last) = (hash, at..at + len);
            at += len;
        }
    }

    fn longest_word(&self, at: usize, text: &str, tables: &WordTables) -> Option<(usize, u8, u32)> {
        let mut chars = ['\0'; LONGEST_DICTIONARY_WORD];
        let mut found = None;
        for n in 0..LONGEST_DICTIONARY_WORD {
            let (Some(info), Some(token)) = (self.infos.get(at + n), self.tokens.get(at + n)) else { break };
            if info.shape != features::HAN || (n > 0 && (info.spaced || info.first)) {
                break;
            }
            let folded = text.get(token.range()).and_then(|word| word.chars().next()).and_then(fold::fold);
            let (Some(slot), Some(c)) = (chars.get_mut(n), folded) else { break };
            *slot = c;
            let len = n + 1;
            if len == 1 {
                continue;
            }
            let key = fold::hash(chars.get(..len).unwrap_or_default());
            if let Some(&code) = tables.lexicon.get(key)
                && (DICTIONARY..DICTIONARY + DICTIONARY_CLASSES).contains(&code)
            {
                found = Some((len, code, key));
            }
        }
        found
    }

    /// Chooses the tokens that can be in a name: capitals, hits, scripts without case, and what stands
    /// beside or between them; words that are never in names are left out.
    fn choose(&mut self) {
        let never = |info: &Info| info.unlabelled == NEVER_IN_NAMES && info.gazetteer == 0;
        let can = |info: &Info| {
            info.gazetteer != 0 || info.character || matches!(info.shape, 1..=5 | 17..=30) && !never(info)
        };
        self.scored.resize(self.tokens.len(), false);
        self.open.resize(self.tokens.len(), false);
        let mut last: Option<usize> = None;
        for at in 0..self.infos.len() {
            if !self.infos.get(at).is_some_and(can) {
                continue;
            }
            let from = match last {
                Some(last) if at - last <= 4 => last,
                _ => at.saturating_sub(1),
            };
            let to = (at + 2).min(self.scored.len());
            if let Some(run) = self.scored.get_mut(from..to) {
                run.fill(true);
            }
            last = Some(at);
        }
        for (scored, info) in self.scored.iter_mut().zip(&self.infos) {
            *scored &= !never(info);
        }
    }
}

/// What features look at in a token apart from its surroundings, and how it is spelt: a pure function of its class, its
/// word and the language.
pub fn look(token: &Token, word: &str, tables: &WordTables, seed: u32) -> (Info, Spelling) {
    let folded = Folded::new(word);
    let (mut info, spelling) = Info::new(token, word, &folded);
    info.pairs = match &tables.pairs {
        Some(pairs) => pairs.get(info.word).copied().unwrap_or_default(),
        None => features::ALL_PAIRS,
    };
    if matches!(token.class, Class::Word | Class::Character) {
        info.lexicon = lexicon_code(&tables.lexicon, folded.chars(), &info, spelling.stem);
        info.unlabelled =
            tables.unlabelled.get(features::conjoin(info.word, seed)).copied().unwrap_or_default();
        info.opens = [info.word, info.bare].map(|word| {
            let key = fold::finish(phrase_step(PHRASE_START, word));
            tables.phrases.get(key).copied().filter(|_| word != 0).unwrap_or_default()
        });
    }
    (info, spelling)
}

/// Code of words that the corpora have often, and hardly ever in names.
pub const NEVER_IN_NAMES: u8 = 17;
/// Longest word of the dictionary of Chinese, in characters.
pub const LONGEST_DICTIONARY_WORD: usize = 4;
/// First code of words of the dictionary of Chinese in the lexicon.
pub const DICTIONARY: u8 = 32;
/// Classes of those words: person, place, organisation, other name, noun, verb, other.
pub const DICTIONARY_CLASSES: u8 = 7;
/// First code of characters in such words: class × 3 + begin, inside or end.
const DICTIONARY_OUT: u8 = 224;

/// Most words of a name of the model's own list.
pub const LONGEST_PHRASE: usize = 6;
const PHRASE_START: u64 = 0x243f_6a88_85a3_08d3;
/// Hashes of the punctuation that a name may hold: hyphen, apostrophe, full stop, middle dots, ampersand.
static JOINERS: LazyLock<[u32; 6]> =
    LazyLock::new(|| ['-', '\'', '.', '·', '・', '&'].map(|c| fold::hash(&[c])));

fn phrase_step(state: u64, word: u32) -> u64 {
    (state ^ u64::from(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23)
}

/// In [`WordTables::phrases`]: longer names begin like this one.
pub const GOES_ON: u8 = 8;

/// Keys of a name in [`WordTables::phrases`]: of its first word, its first two, and so on to all of it; none for names without
/// words or with too many.
pub fn phrase(name: &str) -> Option<Vec<u32>> {
    let mut buffer = Vec::new();
    tokens::tokenise(name, &mut buffer);
    buffer.retain(|token| token.class != Class::Punctuation);
    if buffer.is_empty() || buffer.len() > LONGEST_PHRASE {
        return None;
    }
    let mut state = PHRASE_START;
    let keys = buffer.iter().map(|token| {
        let word = Folded::new(name.get(token.range()).unwrap_or_default());
        state = phrase_step(state, fold::hash(word.chars()));
        fold::finish(state)
    });
    Some(keys.collect())
}

const RUN_START: u64 = 0x9ae1_6a3b_2f90_404f;

fn run_step(state: u64, word: u32) -> u64 {
    (state ^ u64::from(word)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(17)
}

/// Code of a word: itself, or without Arabic proclitics, or its longest known beginning (an inflected name).
fn lexicon_code(lexicon: &HashTable<u8>, chars: &[char], info: &Info, stem: u32) -> u8 {
    if let Some(&code) = lexicon.get(info.word) {
        return code;
    }
    if info.character {
        return 0;
    }
    if stem != info.word {
        return lexicon.get(stem).map_or(0, |code| code | 0x80);
    }
    let longest = chars.len().saturating_sub(1);
    let shortest = chars.len().saturating_sub(4).max(4);
    for len in (shortest..=longest).rev() {
        if let Some(stem) = chars.get(..len)
            && let Some(&code) = lexicon.get(fold::hash(stem))
        {
            return code | 0x40;
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_of_the_list_is_marked() {
        let mut phrases = HashTable::with_capacity(10);
        for (name, kinds) in [("Bank", 0), ("Bank of", 0), ("Bank of England", 2), ("England", 4)] {
            let goes_on = if name == "Bank" || name == "Bank of" { GOES_ON } else { 0 };
            let key = *phrase(name).unwrap().last().unwrap();
            phrases.insert(key, kinds | goes_on);
        }
        assert_eq!(
            phrase("Bank of England").map(|keys| keys.len()),
            Some(3),
            "and each beginning has its key"
        );
        let tables = WordTables { phrases, ..WordTables::default() };
        let kinds = |text: &str| {
            let (prepared, _) = Prepared::new(text, &[], &tables, 1);
            prepared.infos.iter().map(|info| info.gazetteer & 7).collect::<Vec<_>>()
        };
        assert_eq!(kinds("The Bank of England said"), [0, 2, 2, 2, 0]);
        assert_eq!(kinds("The Bank of Scotland and England"), [0, 0, 0, 0, 0, 4], "a beginning is no name");
    }

    #[test]
    fn han_characters_see_the_words_around_them() {
        let mut lexicon = HashTable::with_capacity(10);
        let hash = |word: &str| fold::hash(Folded::new(word).chars());
        for word in ["北京", "大学"] {
            lexicon.insert(hash(word), DICTIONARY + 1);
        }
        let tables = WordTables { lexicon, ..WordTables::default() };
        let (prepared, _) = Prepared::new("在北京大学", &[], &tables, 1);
        let edge = features::EDGE.word;
        let segments: Vec<[u32; 3]> = prepared.infos.iter().map(|info| info.segments).collect();
        let of = |word, before, after| [word, before, after];
        let (at, town, school) = (hash("在"), hash("北京"), hash("大学"));
        let (first, second, third) = (of(at, edge, town), of(town, at, school), of(school, town, edge));
        assert_eq!(segments, [first, second, second, third, third]);
    }
}
