//! Features of a token in its context, as 32-bit hashes.
//!
//! The same function serves training and running. A feature is a template number mixed with hashes of what
//! the template looks at. What a word or feature is in one language is told apart by [`conjoin`].

use super::fold::{self, Folded};
use super::tokens::{Class, Token};
use crate::fold::is_arabic_letter;

/// Most features that one token has.
pub const MOST: usize = 72;

/// Low bits of a feature that are always zero: 26 bits tell features apart well enough, and pack better.
const SPARE_BITS: u32 = 6;

/// Most groups of languages: their numbers fit into the spare bits of a feature.
pub const MOST_GROUPS: u8 = (1 << SPARE_BITS) - 1;

/// The upper half of `mixed` without its spare bits; never zero, which tables keep for empty slots.
fn squeeze(mixed: u64) -> u32 {
    ((mixed >> 32) as u32 >> SPARE_BITS << SPARE_BITS).max(1 << SPARE_BITS)
}

/// Longest run of characters that is looked at as a whole (a Korean word with its particles).
pub const LONGEST_RUN: usize = 10;

/// What features look at in one token.
#[derive(Clone, Copy, Debug, Default)]
pub struct Info {
    /// Hash of the folded word.
    pub word: u32,
    /// Hash of an Arabic word without its first letter, where that can be a conjunction or preposition; else zero.
    pub bare: u32,
    /// What names of the model's own list begin with the word, and with it without its first letter: see
    /// [`WordTables::phrases`](super::prepare::WordTables::phrases).
    pub opens: [u8; 2],
    /// Case, digits, script: see [`shape`].
    pub shape: u8,
    /// Code of the gazetteer hit that covers it: see `hits`.
    pub gazetteer: u8,
    /// Code of the name lexicon.
    pub lexicon: u8,
    /// Of a Han character: code of its place in a word of the dictionary.
    pub dictionary: u8,
    /// Code of the table of words seen in unlabelled text.
    pub unlabelled: u8,
    /// The pairs with the word that there may be weights for, by their bits: see [`pairs`].
    pub pairs: u8,
    /// Of a Han character: hash of the word of the dictionary that it stands in (or of itself), and of those before and after.
    pub segments: [u32; 3],
    /// Of a character: hash of the run without spaces up to and with it; zero beyond [`LONGEST_RUN`] characters.
    pub run_start: u32,
    /// Of a character: hash of the run without spaces from it on; zero beyond [`LONGEST_RUN`] characters.
    pub run_end: u32,
    /// Tagged by character.
    pub character: bool,
    /// First token of its sentence.
    pub first: bool,
    /// White space before it.
    pub spaced: bool,
}

/// The neutral token beyond both ends of a sentence.
pub const EDGE: Info = Info {
    word: 0x5bd1_e995,
    bare: 0,
    opens: [0; 2],
    shape: 31,
    gazetteer: 0,
    lexicon: 0,
    dictionary: 0,
    unlabelled: 0,
    pairs: ALL_PAIRS,
    segments: [0; 3],
    run_start: 0,
    run_end: 0,
    character: false,
    first: false,
    spaced: true,
};

/// How a word is spelt, as hashes: what only its own row of features looks at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spelling {
    /// The word without Arabic proclitics and article; the whole word where it has none.
    pub stem: u32,
    /// Its first one to five characters; zero where it is shorter.
    pub prefix: [u32; 5],
    /// Its last one to five characters; zero where it is shorter.
    pub suffix: [u32; 5],
}

/// The spelling of [`EDGE`].
pub const EDGE_SPELLING: Spelling = Spelling { stem: EDGE.word, prefix: [0; 5], suffix: [0; 5] };

/// Shape of a Han character.
pub const HAN: u8 = 13;

/// Shape of a token: lower, Title, UPPER, single capital, mixed, caseless; numbers by length; characters by script.
pub fn shape(word: &str, folded: &[char], class: Class) -> u8 {
    match class {
        Class::Punctuation => 15,
        Class::Number => match word.len() {
            1 => 6,
            2 => 7,
            4 => 8,
            _ => 9,
        },
        Class::Character => match word.chars().next() {
            Some('\u{0e00}'..='\u{0eff}') => 10,
            Some('\u{3040}'..='\u{309f}') => 11,
            Some('\u{ac00}'..='\u{d7ff}') => 12,
            Some('\u{3400}'..='\u{9fff}') => HAN,
            _ => 14,
        },
        Class::Word => word_shape(word, folded),
    }
}

fn word_shape(word: &str, folded: &[char]) -> u8 {
    let mut letters = word.chars();
    let Some(first) = letters.next() else { return 0 };
    let upper_first = first.is_uppercase();
    let (mut upper, mut lower, mut digits) = (0_u32, 0_u32, 0_u32);
    for c in letters {
        if is_arabic_letter(c) {
            continue;
        }
        if c.is_lowercase() {
            lower += 1;
        } else if c.is_uppercase() {
            upper += 1;
        } else if c.is_numeric() {
            digits += 1;
        }
    }
    let base = match (upper_first, upper, lower) {
        (true, 0, 0) => 3, // one capital
        (true, 0, _) => 1,
        (true, _, 0) => 2,
        (false, 0, _) if first.is_lowercase() => 0,
        (false, 0, _) if matches!(first, '\u{0621}'..='\u{06ff}') => return arabic_shape(folded),
        (false, 0, _) => 5,
        (_, _, _) => 4,
    };
    if digits > 0 { base + 16 } else { base }
}

/// Shape of a word of Arabic script, 22 to 30: article, glued letters, ending of an adjective of origin, length.
fn arabic_shape(folded: &[char]) -> u8 {
    match folded {
        ['ا', 'ل', _, .., 'ي'] | ['ا', 'ل', _, .., 'ي', 'ه'] => 22,
        ['ا', 'ل', _, _, ..] => 23,
        ['و' | 'ف' | 'ب' | 'ك', 'ا', 'ل', _, _, ..] | ['ل', 'ل', _, _, ..] => 24,
        [_, _, .., 'ي'] | [_, _, .., 'ي', 'ه'] => 25,
        [_, _, .., 'ه'] => 26,
        [_, _, .., 'ا' | 'و' | 'ي', 'ت' | 'ن'] => 27,
        ['ي' | 'ت' | 'س', _, _, ..] => 28,
        [_, _, _, _, ..] => 30,
        _ => 29,
    }
}

impl Info {
    /// Code of the dictionary, or else of the name lexicon.
    fn word_class(&self) -> u8 {
        if self.dictionary == 0 { self.lexicon } else { self.dictionary }
    }

    /// Looks at `word`, a token of `text`, and at how it is spelt. Codes of tables stay zero.
    pub fn new(token: &Token, word: &str, folded: &Folded) -> (Self, Spelling) {
        let chars = folded.chars();
        let mut info = Self {
            word: fold::hash(chars),
            shape: shape(word, chars, token.class),
            character: token.class == Class::Character,
            spaced: token.spaced,
            ..Self::default()
        };
        let mut spelling = Spelling { stem: info.word, ..Spelling::default() };
        if token.class != Class::Word {
            return (info, spelling);
        }
        spelling.stem = fold::hash(fold::arabic_stem(chars));
        if let ['و' | 'ف' | 'ب' | 'ل' | 'ك', rest @ ..] = chars
            && rest.len() >= 3
        {
            info.bare = fold::hash(rest);
        }
        let mut state = 0x1234_5678_9abc_def1_u64;
        for (slot, &c) in spelling.prefix.iter_mut().zip(chars) {
            state = fold::step(state, c);
            *slot = fold::finish(state);
        }
        let mut state = 0x0fed_cba9_8765_4321_u64;
        for (slot, &c) in spelling.suffix.iter_mut().zip(chars.iter().rev()) {
            state = fold::step(state, c);
            *slot = fold::finish(state);
        }
        (info, spelling)
    }
}

/// A growing list of features in a fixed buffer.
pub struct Features {
    hashes: [u32; MOST],
    len: usize,
}

impl Default for Features {
    fn default() -> Self {
        Self { hashes: [0; MOST], len: 0 }
    }
}

impl Features {
    /// The features so far.
    pub fn as_slice(&self) -> &[u32] {
        self.hashes.get(..self.len).unwrap_or_default()
    }

    /// Forgets them.
    pub fn clear(&mut self) {
        self.len = 0;
    }

    /// Adds `feature` if it is wanted, without a branch.
    #[inline]
    pub fn push_if(&mut self, wanted: bool, feature: u32) {
        if let Some(slot) = self.hashes.get_mut(self.len) {
            *slot = feature;
        }
        self.len += usize::from(wanted);
    }

    fn push(&mut self, template: u32, value: u64) {
        if let Some(slot) = self.hashes.get_mut(self.len) {
            *slot = feature(template, value);
            self.len += 1;
        }
    }
}

fn feature(template: u32, value: u64) -> u32 {
    let mixed = (value ^ (u64::from(template) << 57))
        .wrapping_add(u64::from(template).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    squeeze((mixed ^ (mixed >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9))
}

/// A hash conjoined with the seed of a language.
pub fn conjoin(feature: u32, language: u32) -> u32 {
    let mixed = u64::from(feature ^ language).wrapping_mul(0xd6e8_feb8_6659_fd93) ^ u64::from(language);
    squeeze(mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

fn two(a: u32, b: u32) -> u64 {
    u64::from(a) << 32 | u64::from(b)
}

fn many(values: &[u32]) -> u64 {
    values.iter().fold(0x517c_c1b7_2722_0a95, |state: u64, &v| {
        (state.rotate_left(7) ^ u64::from(v)).wrapping_mul(0x2545_f491_4f6c_dd1d)
    })
}

/// The feature that every token has: its row biases the labels.
pub fn bias() -> u32 {
    let mut features = Features::default();
    features.push(BIAS, 0);
    features.as_slice().first().copied().unwrap_or_default()
}

const BIAS: u32 = 1;

/// Place of a token in a [`Window`](super::prepare::Prepared::window), seen from the token in the middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The second before it.
    Far,
    /// The one before it.
    Before,
    /// The token itself.
    Here,
    /// The one after it.
    After,
    /// The second after it.
    Next,
}

impl Place {
    /// All places, in order.
    pub const ALL: [Self; 5] = [Self::Far, Self::Before, Self::Here, Self::After, Self::Next];
}

/// Fills `out` with the features of the token in the middle of `window` (two neighbours on either side), spelt as
/// `spellings` say.
pub fn extract(window: &[&Info; 5], spellings: &[Spelling; 5], out: &mut Features) {
    out.clear();
    for ((place, info), spelling) in Place::ALL.into_iter().zip(window).zip(spellings) {
        alone(info, spelling, place, out);
    }
    let [_, _, here, _, _] = window;
    start(here, out);
    together(window, out);
}

/// Appends the features that come of one token of the window alone, of what its word is, so that their sum can be
/// remembered by word.
pub fn alone(info: &Info, spelling: &Spelling, place: Place, out: &mut Features) {
    let [_, _, suffix, _, _] = spelling.suffix;
    let [_, _, _, prefix, _] = spelling.prefix;
    let stem = if spelling.stem == info.word { 0 } else { spelling.stem };
    let mut some = |template: u32, value: u32| {
        if value != 0 {
            out.push(template, u64::from(value));
        }
    };
    match place {
        Place::Far => {
            some(23, info.word);
            some(100, u32::from(info.lexicon));
        }
        Place::Before => {
            some(21, info.word);
            some(31, stem);
            some(42, suffix);
            some(44, prefix);
        }
        Place::Here => here(info, spelling, out),
        Place::After => {
            some(22, info.word);
            some(32, stem);
            some(43, suffix);
            some(45, prefix);
        }
        Place::Next => {
            some(24, info.word);
            some(101, u32::from(info.lexicon));
        }
    }
}

fn here(info: &Info, spelling: &Spelling, out: &mut Features) {
    let [_, _, suffix, _, _] = spelling.suffix;
    let shape = u32::from(info.shape);
    out.push(BIAS, 0);
    out.push(20, u64::from(info.word));
    if spelling.stem != info.word {
        out.push(30, u64::from(spelling.stem));
    }
    for (n, (&prefix, &suffix)) in spelling.prefix.iter().zip(&spelling.suffix).enumerate() {
        if prefix != 0 {
            out.push(102 + n as u32, u64::from(prefix));
            out.push(107 + n as u32, u64::from(suffix));
        }
    }
    if suffix != 0 {
        out.push(41, two(suffix, shape));
    }
}

/// Appends the features of the token in the middle that come of its word and of whether a sentence starts there.
pub fn start(info: &Info, out: &mut Features) {
    let shape = u32::from(info.shape) | u32::from(info.first) << 8;
    out.push(2, u64::from(shape));
    out.push(16, two(u32::from(info.unlabelled), shape));
    if info.lexicon != 0 {
        out.push(12, two(u32::from(info.lexicon), shape));
    }
}

/// Appends the features that several tokens, or hits, make together.
pub fn together(window: &[&Info; 5], out: &mut Features) {
    let [_, _, here, _, _] = window;
    if here.character {
        characters(window, out);
    }
    shared(window, out);
    for Pair { bit, template, code, of } in Pair::of(window) {
        if of.pairs & bit != 0 {
            out.push(template, two(code, of.word));
        }
    }
}

/// A feature of a word and a code of the word beside it. Of most words no corpus has enough pairs for any weights.
struct Pair<'a> {
    /// None if it is left out.
    bit: u8,
    template: u32,
    code: u32,
    /// Whose word it is.
    of: &'a Info,
}

impl Pair<'_> {
    fn of<'a>(window: &[&'a Info; 5]) -> [Pair<'a>; 6] {
        let [_, before, here, after, _] = *window;
        let lexicon = |info: &Info| u32::from(info.word_class());
        // Neighbours say something by their class only where a class is known.
        let classes = u8::from(lexicon(here) | lexicon(before) | lexicon(after) != 0);
        let pair = |bit, template, code, of| Pair { bit, template, code, of };
        [
            pair(1 << 0, 46, u32::from(here.shape), before),
            pair(1 << 1, 47, u32::from(here.shape), after),
            pair(1 << 2, 18, lexicon(here), before),
            pair(1 << 3, 19, lexicon(here), after),
            pair(classes << 4, 56, lexicon(before), here),
            pair(classes << 5, 57, lexicon(after), here),
        ]
    }
}

/// The bits of all pairs, for words of which it is not known which pairs have weights.
pub const ALL_PAIRS: u8 = 0b11_1111;

/// Calls `each` with the bit, the word and the feature of every pair in the window.
pub fn pairs(window: &[&Info; 5], mut each: impl FnMut(u8, u32, u32)) {
    for Pair { bit, template, code, of } in Pair::of(window).into_iter().filter(|pair| pair.bit != 0) {
        each(bit, of.word, feature(template, two(code, of.word)));
    }
}

/// Templates that all tokens have: gazetteer, lexicon, shapes.
fn shared(window: &[&Info; 5], out: &mut Features) {
    let [_, before, here, after, next] = window;
    let shape = |i: &Info| u32::from(i.shape);
    let gazetteer = |i: &Info| u32::from(i.gazetteer);
    let lexicon = |i: &Info| u32::from(i.word_class());
    let unlabelled = |i: &Info| u32::from(i.unlabelled);
    let start = u32::from(here.first) << 8;
    out.push(3, two(shape(before), shape(here) | start));
    out.push(4, two(shape(here) | start, shape(after)));
    out.push(6, many(&[shape(here), shape(after), shape(next)]));
    if here.gazetteer != 0 {
        out.push(7, u64::from(gazetteer(here)));
        out.push(8, two(gazetteer(here), shape(here) | start));
        out.push(54, many(&[gazetteer(here), unlabelled(here), shape(here)]));
        out.push(55, two(gazetteer(here), lexicon(here)));
    }
    if here.gazetteer | before.gazetteer | after.gazetteer != 0 {
        out.push(11, many(&[gazetteer(before), gazetteer(here), gazetteer(after)]));
    }
    if lexicon(here) | lexicon(before) | lexicon(after) != 0 {
        out.push(13, two(lexicon(before), lexicon(here)));
        out.push(14, two(lexicon(here), lexicon(after)));
        out.push(15, many(&[lexicon(before), lexicon(here), lexicon(after), shape(here)]));
    }
    out.push(17, many(&[unlabelled(before), unlabelled(here), unlabelled(after)]));
}

fn characters(window: &[&Info; 5], out: &mut Features) {
    let [far, before, here, after, next] = window;
    let spaces = u32::from(here.spaced) | u32::from(after.spaced) << 1 | u32::from(before.spaced) << 2;
    out.push(65, two(before.word, here.word));
    out.push(66, two(here.word, after.word));
    out.push(67, two(before.word, after.word));
    out.push(68, two(far.word, before.word));
    out.push(69, two(after.word, next.word));
    out.push(70, many(&[far.word, before.word, here.word]));
    out.push(71, many(&[before.word, here.word, after.word]));
    out.push(72, many(&[here.word, after.word, next.word]));
    out.push(74, many(&[before.word, here.word, after.word, next.word]));
    out.push(76, two(here.word, spaces));
    out.push(77, u64::from(spaces));
    out.push(78, many(&[before.word, here.word, spaces]));
    out.push(79, many(&[here.word, after.word, spaces]));
    if here.run_start != 0 {
        out.push(80, u64::from(here.run_start));
    }
    if here.run_end != 0 {
        out.push(81, u64::from(here.run_end));
    }
    if here.shape == HAN {
        let [word, before, after] = here.segments;
        let place = u32::from(here.dictionary);
        out.push(84, two(word, place));
        out.push(85, two(before, place));
        out.push(86, two(after, place));
    }
    let rest = if after.spaced { 1 } else { after.run_end };
    if rest != 0 {
        out.push(82, u64::from(rest));
        out.push(83, two(rest, here.word));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_buffer_holds_all_features() {
        for character in [false, true] {
            let full = Info {
                word: 1,
                bare: 1,
                opens: [1; 2],
                shape: HAN,
                gazetteer: 1,
                lexicon: 1,
                dictionary: 1,
                unlabelled: 1,
                pairs: ALL_PAIRS,
                segments: [1; 3],
                run_start: 1,
                run_end: 1,
                character,
                first: true,
                spaced: true,
            };
            let spelling = Spelling { stem: 2, prefix: [1; 5], suffix: [1; 5] };
            let mut features = Features::default();
            extract(&[&full; 5], &[spelling; 5], &mut features);
            assert!(features.as_slice().len() < MOST, "one more would be lost");
        }
    }
}
