//! Folding of characters to the search key.
//!
//! The key ignores what writers of the same name vary: case, Arabic hamza seats, teh marbuta,
//! alef maksura, Persian and Urdu letter forms, vowel marks, tatweel, digits of other scripts and
//! full-width forms. Diacritics of Latin letters are kept, because they tell names apart; a second
//! form without them ([`strip`]) is kept beside it.

use std::sync::LazyLock;

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// The script of a character, as far as matching cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Script {
    /// Latin letters.
    Latin,
    /// Cyrillic letters.
    Cyrillic,
    /// Greek letters.
    Greek,
    /// Armenian letters.
    Armenian,
    /// Arabic letters, Persian and Urdu among them.
    Arabic,
    /// Hebrew letters.
    Hebrew,
    /// Han characters.
    Han,
    /// Hiragana.
    Hiragana,
    /// Katakana.
    Katakana,
    /// Hangul syllables.
    Hangul,
    /// Scripts of south-east Asia that write no spaces: Thai, Lao, Khmer, Burmese, Tibetan.
    Unspaced,
    /// Digits.
    Digit,
    /// Everything else.
    Other,
}

impl Script {
    /// Whether words are not delimited, so that every character is a token.
    pub const fn is_unspaced(self) -> bool {
        matches!(self, Script::Han | Script::Hiragana | Script::Katakana | Script::Unspaced)
    }

    /// Whether the script has capital letters.
    pub const fn is_cased(self) -> bool {
        matches!(self, Script::Latin | Script::Cyrillic | Script::Greek | Script::Armenian)
    }
}

/// The script of one character.
pub fn script_of(c: char) -> Script {
    match c {
        '0'..='9' | '\u{0660}'..='\u{0669}' | '\u{06F0}'..='\u{06F9}' => Script::Digit,
        'a'..='z'
        | 'A'..='Z'
        | '\u{00AA}'..='\u{02AF}'
        | '\u{1E00}'..='\u{1EFF}'
        | '\u{FF21}'..='\u{FF5A}' => Script::Latin,
        '\u{0370}'..='\u{03FF}' | '\u{1F00}'..='\u{1FFF}' => Script::Greek,
        '\u{0400}'..='\u{052F}' => Script::Cyrillic,
        '\u{0530}'..='\u{058F}' => Script::Armenian,
        '\u{0590}'..='\u{05FF}' => Script::Hebrew,
        '\u{0600}'..='\u{06FF}'
        | '\u{0750}'..='\u{077F}'
        | '\u{08A0}'..='\u{08FF}'
        | '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFC}' => Script::Arabic,
        '\u{0E00}'..='\u{0FFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' => Script::Unspaced,
        '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{AC00}'..='\u{D7AF}' => Script::Hangul,
        '\u{3040}'..='\u{309F}' => Script::Hiragana,
        '\u{30A0}'..='\u{30FF}' => Script::Katakana,
        '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '々' => Script::Han,
        _ => Script::Other,
    }
}

/// What cutting and hashing text ask of a character, all at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter {
    /// Its place in the search key, see [`fold`].
    pub folded: Option<char>,
    /// Its script.
    pub script: Script,
    /// What it does in a word.
    pub role: LetterRole,
    /// Whether it is a capital.
    pub upper: bool,
    /// Whether its place in the search key has diacritics that [`strip`] takes off.
    pub diacritics: bool,
}

/// What a character does in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterRole {
    /// It is in none.
    Apart,
    /// It is a letter or digit of one.
    Letter,
    /// It is a mark on the letter before it.
    Mark,
}

/// Characters from 0 that are looked up, up to the punctuation of all scripts: the questions of Unicode are slow to answer.
const KNOWN_LETTERS: usize = 0x2070;

static LETTERS: LazyLock<Vec<Letter>> =
    LazyLock::new(|| (0..KNOWN_LETTERS as u32).filter_map(char::from_u32).map(Letter::ask).collect());

/// Looks characters up.
#[derive(Clone, Copy)]
pub struct Letters(&'static [Letter]);

impl Letters {
    /// Ready to look up.
    pub fn new() -> Self {
        Self(&LETTERS)
    }

    /// What there is to know of a character.
    pub fn get(self, c: char) -> Letter {
        match self.0.get(c as usize) {
            Some(letter) => *letter,
            // Characters of Han and syllables of Hangul are alike.
            None => match c {
                '\u{4E00}'..='\u{9FFF}' => Letter::plain(c, Script::Han),
                '\u{AC00}'..='\u{D7A3}' => Letter::plain(c, Script::Hangul),
                _ => Letter::ask(c),
            },
        }
    }
}

impl Letter {
    const fn plain(c: char, script: Script) -> Self {
        Self { folded: Some(c), script, role: LetterRole::Letter, upper: false, diacritics: false }
    }

    fn ask(c: char) -> Self {
        let folded = fold(c);
        let is_kept = |c: char| {
            let mut kept = false;
            strip(c, |part| kept = part == c);
            kept
        };
        Self {
            folded,
            script: script_of(c),
            role: match () {
                () if !is_word(c) => LetterRole::Apart,
                () if is_combining_mark(c) => LetterRole::Mark,
                () => LetterRole::Letter,
            },
            upper: c.is_uppercase(),
            diacritics: folded.is_some_and(|c| !is_kept(c)),
        }
    }
}

/// Letters of Arabic and Persian, asked for before the tables of Unicode, which are slow for them.
pub(crate) fn is_arabic_letter(c: char) -> bool {
    matches!(c, '\u{0621}'..='\u{063a}' | '\u{0641}'..='\u{064a}' | '\u{0671}'..='\u{06d3}')
}

/// Whether a character can be part of a word.
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    if is_arabic_letter(c) {
        return true;
    }
    // The Katakana middle dot separates the parts of foreign names; it is alphabetic nowhere.
    c.is_alphanumeric() || is_combining_mark(c) || c == '\u{0640}'
}

/// Folds one character of a word to its place in the search key; `None` drops it.
pub fn fold(c: char) -> Option<char> {
    match c {
        'a'..='z' | '0'..='9' => Some(c),
        'A'..='Z' => Some(c.to_ascii_lowercase()),
        '\u{0600}'..='\u{06FF}' => fold_arabic(c),
        'ı' | 'İ' => Some('i'),
        'ё' | 'Ё' => Some('е'),
        'ς' => Some('σ'),
        'ך' => Some('כ'),
        'ם' => Some('מ'),
        'ן' => Some('נ'),
        'ף' => Some('פ'),
        'ץ' => Some('צ'),
        '\u{0966}'..='\u{096F}' => digit(c, 0x0966),
        '\u{09E6}'..='\u{09EF}' => digit(c, 0x09E6),
        '\u{FF10}'..='\u{FF19}' => digit(c, 0xFF10),
        '\u{FF21}'..='\u{FF3A}' => char::from_u32(c as u32 - 0xFF21 + 0x61),
        '\u{FF41}'..='\u{FF5A}' => char::from_u32(c as u32 - 0xFF41 + 0x61),
        '\u{0300}'..='\u{036F}' | '\u{0591}'..='\u{05C7}' | '\u{093C}' => None,
        '\u{0370}'..='\u{03FF}' | '\u{1F00}'..='\u{1FFF}' => fold_greek(c),
        _ => c.to_lowercase().next(),
    }
}

fn digit(c: char, zero: u32) -> Option<char> {
    char::from_u32(c as u32 - zero + 0x30)
}

fn fold_arabic(c: char) -> Option<char> {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
        'ة' | 'ہ' | 'ھ' | 'ۀ' | 'ە' | 'ۃ' => Some('ه'),
        'ى' | 'ی' | 'ے' | 'ێ' => Some('ي'),
        'ک' => Some('ك'),
        'ۆ' | 'ۇ' => Some('و'),
        '\u{0660}'..='\u{0669}' => digit(c, 0x0660),
        '\u{06F0}'..='\u{06F9}' => digit(c, 0x06F0),
        '\u{0610}'..='\u{061A}'
        | '\u{0640}'
        | '\u{064B}'..='\u{065F}'
        | '\u{0670}'
        | '\u{06D6}'..='\u{06ED}' => None,
        _ => Some(c),
    }
}

fn fold_greek(c: char) -> Option<char> {
    let lower = c.to_lowercase().next()?;
    let mut base = None;
    decompose_canonical(lower, |part| {
        base.get_or_insert(part);
    });
    base
}

/// Calls `emit` with the letters of a folded character without diacritics, where the script
/// writes them on base letters that stand on their own (Latin). Other characters pass unchanged.
pub fn strip(c: char, mut emit: impl FnMut(char)) {
    if c.is_ascii() {
        return emit(c);
    }
    match c {
        'ß' => {
            emit('s');
            emit('s');
        }
        'æ' => {
            emit('a');
            emit('e');
        }
        'œ' => {
            emit('o');
            emit('e');
        }
        'þ' => {
            emit('t');
            emit('h');
        }
        'ø' => emit('o'),
        'đ' | 'ð' => emit('d'),
        'ł' => emit('l'),
        'ħ' => emit('h'),
        'ə' => emit('e'),
        '\u{00AA}'..='\u{02AF}' | '\u{1E00}'..='\u{1EFF}' => decompose_canonical(c, |part| {
            if !is_combining_mark(part) {
                emit(part);
            }
        }),
        _ => emit(c),
    }
}

/// The search key of one word.
pub fn fold_word(word: &str) -> String {
    word.chars().filter_map(fold).collect()
}

/// A folded word without the diacritics of its Latin letters.
pub fn strip_word(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len());
    folded.chars().for_each(|c| strip(c, |part| out.push(part)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_what_writers_vary() {
        let check = |word: &str, key: &str| assert_eq!(fold_word(word), key, "{word}");
        check("إِسْرائيل", "اسرائيل");
        check("غزة", "غزه");
        check("مصطفى", "مصطفي");
        check("کابل", "كابل");
        check("ایران", "ايران");
        check("Москва", "москва");
        check("İstanbul", "istanbul");
        check("Αθήνα", "αθηνα");
        check("١٢٣", "123");
        check("Orbán", "orbán");
        check("ניו־יורק", "ניו־יורק".replace('־', "").as_str());
    }

    #[test]
    fn characters_are_known_as_they_are() {
        let letters = Letters::new();
        for c in '\0'..=char::MAX {
            assert_eq!(letters.get(c), Letter::ask(c), "{c} {:x}", c as u32);
        }
    }

    #[test]
    fn strips_diacritics_of_latin_only() {
        let check = |word: &str, key: &str| assert_eq!(strip_word(word), key, "{word}");
        check("orbán", "orban");
        check("łódź", "lodz");
        check("straße", "strasse");
        check("йошкар", "йошкар");
        check("hà", "ha");
    }
}
