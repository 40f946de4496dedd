//! What a thread remembers of the words and rows of weights that it met lately.
//!
//! The sums of a word are remembered for every place of a window, and the rows that contexts needed by their feature, side
//! by side in fast memory. Sums are of integers, so remembering changes nothing.

use std::cell::RefCell;

use super::GazetteerHit;
use super::features::{self, Features, Info};
use super::prepare::{self, Prepared};
use super::score::{Alone, Scored, Sum, Weights, add};
use super::tables::Row;
use super::tokens::{Class, Token};

/// Words that are remembered; a power of two.
const REMEMBERED: usize = 1 << 16;
/// Rows that are remembered; a power of two.
const ROWS: usize = 1 << 13;
/// Most languages that are remembered at a time.
const MOST_LANGUAGES: usize = 255;
/// Longest remembered word, in bytes.
const LONGEST: usize = 29;
/// Tokens that are looked at together.
const AT_ONCE: usize = 16;
/// Tokens of a text whose room is kept for the next.
const KEPT: usize = 1 << 14;

/// A word of a language. All of it is compared: a hash could be made to collide, and what is remembered must change nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    word: [u8; LONGEST],
    len: u8,
    class: u8,
    /// Number of the language, from one on; zero in an empty entry.
    language: u8,
}

impl Key {
    const NONE: Self = Self { word: [0; LONGEST], len: 0, class: 0, language: 0 };

    /// The key of a word; none of long ones.
    fn new(word: &str, class: Class, language: u8) -> Option<Self> {
        let mut bytes = [0; LONGEST];
        bytes.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
        Some(Self { word: bytes, len: word.len() as u8, class: class as u8, language })
    }

    fn slot(&self) -> usize {
        let (chunks, rest) = self.word.as_chunks::<8>();
        let mut last = [self.language; 8];
        for (slot, byte) in last.iter_mut().zip(rest) {
            *slot = *byte;
        }
        let mut state = 0_u64;
        for chunk in chunks.iter().chain([&last]) {
            state = (state.rotate_left(29) ^ u64::from_le_bytes(*chunk)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
        (state ^ state >> 32).wrapping_mul(0xbf58_476d_1ce4_e5b9) as usize >> 40 & (REMEMBERED - 1)
    }
}

/// What is remembered of an [`Info`]: the rest comes of the text.
#[derive(Clone, Copy, Default)]
struct Known {
    word: u32,
    bare: u32,
    opens: [u8; 2],
    shape: u8,
    lexicon: u8,
    unlabelled: u8,
    pairs: u8,
    character: bool,
}

impl Known {
    fn new(info: &Info) -> Self {
        let Info { word, bare, opens, shape, lexicon, unlabelled, pairs, character, .. } = *info;
        Self { word, bare, opens, shape, lexicon, unlabelled, pairs, character }
    }

    fn info(&self) -> Info {
        let Self { word, bare, opens, shape, lexicon, unlabelled, pairs, character } = *self;
        Info { word, bare, opens, shape, lexicon, unlabelled, pairs, character, ..Info::default() }
    }
}

/// Three lines of the processor's cache.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Entry {
    key: Key,
    known: Known,
    alone: Alone,
}

const _: () = assert!(size_of::<Entry>() == 192);

/// The row of a feature, group and shared weights together, zeros if there is none.
#[derive(Clone, Copy, Default)]
#[repr(align(32))]
struct Remembered {
    /// The feature, and in its spare bits the group.
    key: u32,
    row: Row,
}

/// A language that a thread has met.
struct Language {
    group: u8,
    words: u32,
    /// What lies beyond the ends of a sentence.
    edge: Alone,
}

/// Words and rows met lately by a thread.
#[derive(Default)]
pub struct Memory {
    /// Which recogniser they belong to.
    owner: u64,
    entries: Vec<Entry>,
    rows: Vec<Remembered>,
    /// Languages, by their number less one.
    languages: Vec<Language>,
    /// Room for the sums of the words of a text.
    alone: Vec<Alone>,
    /// Of no meaning: what entries are looked at for before they are needed.
    touched: i16,
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

impl Memory {
    /// Calls `f` with what this thread remembers of the recogniser with the number `owner`.
    pub fn with<T>(owner: u64, f: impl FnOnce(&mut Self) -> T) -> T {
        MEMORY.with_borrow_mut(|memory| {
            if memory.owner != owner {
                memory.forget();
                memory.owner = owner;
            }
            f(memory)
        })
    }

    fn forget(&mut self) {
        self.languages.clear();
        self.entries.clear();
        self.entries
            .resize(REMEMBERED, Entry { key: Key::NONE, known: Known::default(), alone: Alone::default() });
        self.rows.clear();
        self.rows.resize(ROWS, Remembered::default());
    }

    /// Number of the language, and its edge.
    fn language(&mut self, weights: &Weights<'_>) -> (u8, Alone) {
        let (group, words) = (weights.group, weights.words);
        let known = self.languages.iter().position(|known| (known.group, known.words) == (group, words));
        let at = known.unwrap_or_else(|| {
            if self.languages.len() == MOST_LANGUAGES {
                self.forget();
            }
            let edge = weights.alone(&features::EDGE, &features::EDGE_SPELLING);
            self.languages.push(Language { group, words, edge });
            self.languages.len() - 1
        });
        let edge = self.languages.get(at).map(|known| known.edge).unwrap_or_default();
        (at as u8 + 1, edge)
    }

    /// Prepares `text`.
    pub fn score(&mut self, text: &str, hits: &[GazetteerHit], weights: &Weights<'_>) -> Scored {
        let (language, edge) = self.language(weights);
        let mut alone = std::mem::take(&mut self.alone);
        let prepared = Prepared::with(text, hits, &weights.model.words, |tokens| {
            let mut infos = Vec::with_capacity(tokens.len());
            for tokens in tokens.chunks(AT_ONCE) {
                self.look(tokens, text, language, weights, |info, sums| {
                    infos.push(info);
                    alone.push(*sums);
                });
            }
            infos
        });
        Scored { prepared, alone, edge }
    }

    /// Calls `each` with what is remembered of up to [`AT_ONCE`] tokens of `text`, in order.
    fn look(
        &mut self,
        tokens: &[Token],
        text: &str,
        language: u8,
        weights: &Weights<'_>,
        mut each: impl FnMut(Info, &Alone),
    ) {
        let mut keys = [(0, None); AT_ONCE];
        for (token, slot) in tokens.iter().zip(&mut keys) {
            let key = Key::new(text.get(token.range()).unwrap_or_default(), token.class, language);
            *slot = (key.map_or(0, |key| key.slot()), key);
        }
        // Entries are far away in memory: all of them are asked for before the first is waited for.
        for (slot, _) in keys.iter().take(tokens.len()) {
            if let Some(Entry { key, alone, .. }) = self.entries.get(*slot) {
                let ([here, _], [.., last]) = (alone.here, alone.next);
                let [here, ..] = here;
                self.touched ^= here ^ i16::from(last) ^ i16::from(key.len);
            }
        }
        for (token, (slot, key)) in tokens.iter().zip(&keys) {
            let fresh = || {
                let word = text.get(token.range()).unwrap_or_default();
                let (info, spelling) = prepare::look(token, word, &weights.model.words, weights.words);
                (info, weights.alone(&info, &spelling))
            };
            if let (Some(key), Some(entry)) = (key, self.entries.get_mut(*slot)) {
                if entry.key != *key {
                    let (info, alone) = fresh();
                    *entry = Entry { key: *key, known: Known::new(&info), alone };
                }
                each(entry.known.info(), &entry.alone);
            } else {
                let (info, alone) = fresh();
                each(info, &alone);
            }
        }
    }

    /// The text of `scored`, whose room is kept for the next.
    pub fn finish(&mut self, scored: Scored) -> Prepared {
        let Scored { prepared, mut alone, .. } = scored;
        if alone.capacity() <= KEPT {
            alone.clear();
            self.alone = alone;
        }
        prepared
    }

    /// Adds to `sum` what the words around token `at`, and hits, say together.
    pub fn add_context(
        &mut self,
        scored: &Scored,
        at: usize,
        weights: &Weights<'_>,
        features: &mut Features,
        sum: &mut Sum,
    ) {
        features.clear();
        features::together(&scored.prepared.window(at), features);
        let mut missing = Features::default();
        for &feature in features.as_slice() {
            let key = feature | u32::from(weights.group);
            let Some(slot) = self.rows.get(slot(key)) else { continue };
            let known = slot.key == key;
            // Without branches, so that many rows are on their way at once.
            let mask = -i8::from(known);
            add(sum, &slot.row.map(|weight| weight & mask));
            missing.push_if(!known, feature);
        }
        let missing = missing.as_slice();
        if missing.is_empty() {
            return;
        }
        let mut rows = [Row::default(); features::MOST];
        weights.rows(missing, |number, row| {
            add(sum, row);
            if let Some(slot) = rows.get_mut(number) {
                *slot = *row;
            }
        });
        for (feature, row) in missing.iter().zip(rows) {
            let key = feature | u32::from(weights.group);
            if let Some(slot) = self.rows.get_mut(slot(key)) {
                *slot = Remembered { key, row };
            }
        }
    }
}

fn slot(key: u32) -> usize {
    (key.wrapping_mul(0x9e37_79b1) >> 16) as usize % ROWS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::Recogniser;

    #[test]
    fn remembered_sums_are_those_of_all_features() {
        let recogniser = Recogniser::embedded();
        let texts = [
            (
                "en",
                "Angela Merkel visited the Bank of England in London. \"It works\", she said.\nA new line",
            ),
            ("ar", "قال وزير الخارجية الأميركي ماركو روبيو في واشنطن إن الولايات المتحدة"),
            ("zh", "北京國安隊在2013年獲得席位。"),
            ("xx", "Ωmega x y"),
        ];
        for (tag, text) in texts.into_iter().cycle().take(8) {
            let weights = recogniser.weights(tag);
            let words = &weights.model.words;
            let (_, spellings) = Prepared::new(text, &[], words, weights.words);
            Memory::with(recogniser.id, |memory| {
                let scored = memory.score(text, &[], &weights);
                let prepared = &scored.prepared;
                let mut features = Features::default();
                for at in 0..prepared.tokens.len() {
                    let mut expected = Sum::default();
                    let spellings = prepared.spellings(&spellings, at);
                    features::extract(&prepared.window(at), &spellings, &mut features);
                    for feature in features.as_slice() {
                        let own = weights.own.and_then(|own| own.get(*feature));
                        let row = own.or_else(|| weights.model.weights.get(*feature));
                        add(&mut expected, &row.unwrap_or_default());
                    }
                    let mut sum = scored.by_words(at);
                    memory.add_context(&scored, at, &weights, &mut features, &mut sum);
                    assert_eq!(sum, expected, "{text} {at}");
                }
            });
        }
    }
}
