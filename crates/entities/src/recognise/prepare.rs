//! From text to what the tagger looks at: tokens with their codes, sentences, and which tokens can be in a name.

use std::sync::LazyLock;

use super::features::{self, Info};
use super::fold::Folded;
use super::tables::HashTable;
use super::tokens::{self, Class, Token};
use super::{GazetteerHit, fold};

/// Tables that prepare words: the name lexicon and the words of unlabelled text.
#[derive(Clone, Debug)]
pub struct WordTables {
    /// Code of a folded word in the lexicon of name words.
    pub lexicon: HashTable<u8>,
    /// Kinds of the things that a name of several words, or a place or organisation of one, can name: see [`phrase`].
    pub phrases: HashTable<u8>,
    /// Code of a folded word, conjoined with its language, in unlabelled text.
    pub unlabelled: HashTable<u8>,
}

impl Default for WordTables {
    fn default() -> Self {
        Self {
            lexicon: HashTable::with_capacity(0),
            phrases: HashTable::with_capacity(0),
            unlabelled: HashTable::with_capacity(0),
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
    /// Prepares `text`, written in the language of `seed`.
    pub fn new(text: &str, hits: &[GazetteerHit], tables: &WordTables, seed: u32) -> Self {
        Self::with(text, hits, tables, |token, word| look(token, word, tables, seed))
    }

    /// Prepares `text`; `look` gives what features look at in a token, as [`look`] does.
    pub fn with(
        text: &str,
        hits: &[GazetteerHit],
        tables: &WordTables,
        look: impl FnMut(&Token, &str) -> Info,
    ) -> Self {
        let mut prepared = Self::default();
        tokens::tokenise(text, &mut prepared.tokens);
        prepared.look(text, look);
        let mut ranks = vec![0; prepared.tokens.len()];
        prepared.mark_hits(hits, &mut ranks);
        prepared.mark_phrases(tables, &mut ranks);
        prepared.mark_runs();
        prepared.mark_words(text, tables);
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
    pub fn window(&self, at: usize) -> [Info; 5] {
        let get = |n: usize| self.infos.get(n).copied().unwrap_or(features::EDGE);
        let here = get(at);
        let mut window = [features::EDGE, features::EDGE, here, features::EDGE, features::EDGE];
        let [far, before, _, after, next] = &mut window;
        if !here.first && at > 0 {
            *before = get(at - 1);
            if !before.first && at > 1 {
                *far = get(at - 2);
            }
        }
        let following = get(at + 1);
        if !following.first {
            *after = following;
            let second = get(at + 2);
            if !second.first {
                *next = second;
            }
        }
        window
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
            if matches!(info.shape, 0 | 6..=9 | 15 | 16) {
                continue;
            }
            let bare = info.bare;
            let mut found = self.longest_phrase(at, info.word, tables);
            if found.is_none() && bare != 0 {
                found = self.longest_phrase(at, bare, tables);
            }
            if let Some((past, kinds)) = found {
                self.mark(at, past, kinds, 0, ranks);
            }
        }
    }

    /// One past the last token, and the kinds, of the longest name that starts with `word` at token `at`.
    fn longest_phrase(&self, at: usize, word: u32, tables: &WordTables) -> Option<(usize, u8)> {
        let mut state = phrase_step(PHRASE_START, word);
        let mut found = tables.phrases.get(fold::finish(state)).map(|&kinds| (at + 1, kinds));
        let mut words = 1;
        for next in at + 1..self.infos.len() {
            let info = self.infos.get(next)?;
            if info.first || words == LONGEST_PHRASE {
                break;
            }
            if info.shape == 15 {
                if info.spaced || !JOINERS.contains(&info.word) {
                    break;
                }
                continue;
            }
            words += 1;
            state = phrase_step(state, info.word);
            if let Some(&kinds) = tables.phrases.get(fold::finish(state)) {
                found = Some((next + 1, kinds));
            }
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

    fn look(&mut self, text: &str, mut look: impl FnMut(&Token, &str) -> Info) {
        let mut sentence_over = true;
        let mut last_shape = 0_u8;
        let mut last_short = false;
        for token in &self.tokens {
            let word = text.get(token.range()).unwrap_or_default();
            let mut info = look(token, word);
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
            self.infos.push(info);
        }
        // A sentence that goes on in lower case, or without a space, is no new sentence.
        for (token, info) in self.tokens.iter().zip(&mut self.infos) {
            if info.first && !token.line_start && (info.shape == 0 || !token.spaced && !info.character) {
                info.first = false;
            }
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

    /// Cuts runs of Han characters into the longest words of the dictionary, and writes their codes.
    fn mark_words(&mut self, text: &str, tables: &WordTables) {
        let mut at = 0;
        while at < self.infos.len() {
            let len = self.longest_word(at, text, tables);
            if let Some((len, code)) = len {
                for n in 0..len {
                    let place = if n == 0 { 0 } else { 1 + u8::from(n + 1 == len) };
                    if let Some(info) = self.infos.get_mut(at + n) {
                        info.dictionary = DICTIONARY_OUT + (code - DICTIONARY) * 3 + place;
                    }
                }
            }
            at += len.map_or(1, |(len, _)| len);
        }
    }

    fn longest_word(&self, at: usize, text: &str, tables: &WordTables) -> Option<(usize, u8)> {
        let mut chars = ['\0'; LONGEST_DICTIONARY_WORD];
        let mut found = None;
        for n in 0..LONGEST_DICTIONARY_WORD {
            let (Some(info), Some(token)) = (self.infos.get(at + n), self.tokens.get(at + n)) else { break };
            if info.shape != features::HAN || (n > 0 && info.spaced) {
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
                found = Some((len, code));
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

/// What features look at in a token apart from its surroundings: a pure function of its class, its word and the language.
pub fn look(token: &Token, word: &str, tables: &WordTables, seed: u32) -> Info {
    let folded = Folded::new(word);
    let mut info = Info::new(token, word, &folded);
    if matches!(token.class, Class::Word | Class::Character) {
        info.lexicon = lexicon_code(&tables.lexicon, folded.chars(), &info);
        info.unlabelled =
            tables.unlabelled.get(features::conjoin(info.word, seed)).copied().unwrap_or_default();
    }
    info
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

/// Key of a name in [`WordTables::phrases`]; none for names without words or with too many.
pub fn phrase(name: &str) -> Option<u32> {
    let mut buffer = Vec::new();
    tokens::tokenise(name, &mut buffer);
    buffer.retain(|token| token.class != Class::Punctuation);
    if buffer.is_empty() || buffer.len() > LONGEST_PHRASE {
        return None;
    }
    let hash = |token: &Token| fold::hash(Folded::new(name.get(token.range()).unwrap_or_default()).chars());
    Some(fold::finish(buffer.iter().fold(PHRASE_START, |state, token| phrase_step(state, hash(token)))))
}

const RUN_START: u64 = 0x9ae1_6a3b_2f90_404f;

fn run_step(state: u64, word: u32) -> u64 {
    (state ^ u64::from(word)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(17)
}

/// Code of a word: itself, or without Arabic proclitics, or its longest known beginning (an inflected name).
fn lexicon_code(lexicon: &HashTable<u8>, chars: &[char], info: &Info) -> u8 {
    if let Some(&code) = lexicon.get(info.word) {
        return code;
    }
    if info.character {
        return 0;
    }
    if info.stem != info.word {
        return lexicon.get(info.stem).map_or(0, |code| code | 0x80);
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
