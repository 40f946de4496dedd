//! Scripts and the table that classifies every code point of the Basic Multilingual Plane.
//!
//! Ranges follow the blocks and `Scripts.txt` of the Unicode Character Database; whether a code point is a letter
//! is taken from the standard library, combining marks are added, since an Indic vowel sign or a virama is part of
//! the word as much as a letter is.

use std::sync::OnceLock;

macro_rules! scripts {
    ($($name:ident = $code:literal),+ $(,)?) => {
        /// A script, or a family of scripts that are read together (`Hani` covers Han and kana).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Script { $(#[doc = $code] $name),+ }

        impl Script {
            /// Every script, in the order of their numbers.
            pub const ALL: &'static [Script] = &[$(Script::$name),+];

            /// ISO 15924 code; `Zyyy` for text without letters.
            pub const fn as_str(self) -> &'static str {
                match self { $(Script::$name => $code),+ }
            }
        }
    };
}

scripts! {
    Common = "Zyyy", Latin = "Latn", Cyrillic = "Cyrl", Arabic = "Arab", Devanagari = "Deva", Bengali = "Beng",
    Hebrew = "Hebr", Ethiopic = "Ethi", Tibetan = "Tibt", Han = "Hani", Myanmar = "Mymr", Tifinagh = "Tfng",
    Hangul = "Kore", Greek = "Grek", Armenian = "Armn", Georgian = "Geor", Thai = "Thai", Lao = "Laoo",
    Khmer = "Khmr", Tamil = "Taml", Telugu = "Telu", Kannada = "Knda", Malayalam = "Mlym", Gujarati = "Gujr",
    Gurmukhi = "Guru", Oriya = "Orya", Sinhala = "Sinh", Thaana = "Thaa", Nko = "Nkoo", OlChiki = "Olck",
    Syriac = "Syrc", Cherokee = "Cher", Canadian = "Cans", Mongolian = "Mong", Yi = "Yiii", Javanese = "Java",
    Coptic = "Copt", Balinese = "Bali", Sundanese = "Sund", Meetei = "Mtei", Vai = "Vaii", Samaritan = "Samr",
    Adlam = "Adlm", Gothic = "Goth", Bopomofo = "Bopo",
}

/// Number of scripts.
pub const SCRIPTS: usize = Script::ALL.len();
/// A set of scripts is the bits of one number.
const _: () = assert!(SCRIPTS <= u64::BITS as usize);

impl Script {
    /// The script with this number, `Common` if there is none.
    pub fn from_index(index: usize) -> Script {
        Script::ALL.get(index).copied().unwrap_or(Script::Common)
    }

    /// The script with this ISO 15924 code, if it is one of ours.
    pub fn from_code(code: &str) -> Option<Script> {
        Script::ALL.iter().copied().find(|script| script.as_str() == code)
    }

    /// The bit of this script in a set of scripts.
    pub(crate) const fn bit(self) -> u64 {
        1 << self as u64
    }

    /// How many alphabetic letters one letter of this script is worth as evidence: a Han character says about as
    /// much as three letters, a Hangul syllable two.
    pub const fn weight(self) -> u32 {
        match self {
            Script::Han | Script::Bopomofo => 3,
            Script::Hangul | Script::Ethiopic | Script::Yi | Script::Vai => 2,
            _ => 1,
        }
    }
}

/// Letter ranges outside ASCII, by first and last code point.
const RANGES: &[(u32, u32, Script)] = &[
    (0x41, 0x24F, Script::Latin),
    (0x250, 0x2B8, Script::Latin),
    (0x2BB, 0x2BC, Script::Latin),
    (0x370, 0x3E1, Script::Greek),
    (0x3E2, 0x3EF, Script::Coptic),
    (0x3F0, 0x3FF, Script::Greek),
    (0x400, 0x52F, Script::Cyrillic),
    (0x531, 0x58F, Script::Armenian),
    (0x591, 0x5F4, Script::Hebrew),
    (0x610, 0x6FF, Script::Arabic),
    (0x700, 0x74F, Script::Syriac),
    (0x750, 0x77F, Script::Arabic),
    (0x780, 0x7B1, Script::Thaana),
    (0x7C0, 0x7FF, Script::Nko),
    (0x800, 0x83F, Script::Samaritan),
    (0x860, 0x86F, Script::Syriac),
    (0x870, 0x8FF, Script::Arabic),
    (0x900, 0x97F, Script::Devanagari),
    (0x980, 0x9FF, Script::Bengali),
    (0xA00, 0xA7F, Script::Gurmukhi),
    (0xA80, 0xAFF, Script::Gujarati),
    (0xB00, 0xB7F, Script::Oriya),
    (0xB80, 0xBFF, Script::Tamil),
    (0xC00, 0xC7F, Script::Telugu),
    (0xC80, 0xCFF, Script::Kannada),
    (0xD00, 0xD7F, Script::Malayalam),
    (0xD80, 0xDFF, Script::Sinhala),
    (0xE00, 0xE7F, Script::Thai),
    (0xE80, 0xEFF, Script::Lao),
    (0xF00, 0xFFF, Script::Tibetan),
    (0x1000, 0x109F, Script::Myanmar),
    (0x10A0, 0x10FF, Script::Georgian),
    (0x1100, 0x11FF, Script::Hangul),
    (0x1200, 0x139F, Script::Ethiopic),
    (0x13A0, 0x13FF, Script::Cherokee),
    (0x1400, 0x167F, Script::Canadian),
    (0x1780, 0x17FF, Script::Khmer),
    (0x1800, 0x18AF, Script::Mongolian),
    (0x18B0, 0x18FF, Script::Canadian),
    (0x19E0, 0x19FF, Script::Khmer),
    (0x1B00, 0x1B7F, Script::Balinese),
    (0x1B80, 0x1BBF, Script::Sundanese),
    (0x1C50, 0x1C7F, Script::OlChiki),
    (0x1C80, 0x1C8F, Script::Cyrillic),
    (0x1C90, 0x1CBF, Script::Georgian),
    (0x1CD0, 0x1CFF, Script::Devanagari),
    (0x1D00, 0x1DBF, Script::Latin),
    (0x1E00, 0x1EFF, Script::Latin),
    (0x1F00, 0x1FFF, Script::Greek),
    (0x2C60, 0x2C7F, Script::Latin),
    (0x2C80, 0x2CFF, Script::Coptic),
    (0x2D00, 0x2D2F, Script::Georgian),
    (0x2D30, 0x2D7F, Script::Tifinagh),
    (0x2D80, 0x2DDF, Script::Ethiopic),
    (0x2DE0, 0x2DFF, Script::Cyrillic),
    (0x2E80, 0x2FDF, Script::Han),
    (0x3005, 0x3007, Script::Han),
    (0x3021, 0x3029, Script::Han),
    (0x3041, 0x30FF, Script::Han),
    (0x3105, 0x312F, Script::Bopomofo),
    (0x3131, 0x318F, Script::Hangul),
    (0x31A0, 0x31BF, Script::Bopomofo),
    (0x31F0, 0x31FF, Script::Han),
    (0x3400, 0x4DBF, Script::Han),
    (0x4E00, 0x9FFF, Script::Han),
    (0xA000, 0xA4CF, Script::Yi),
    (0xA500, 0xA63F, Script::Vai),
    (0xA640, 0xA69F, Script::Cyrillic),
    (0xA720, 0xA7FF, Script::Latin),
    (0xA8E0, 0xA8FF, Script::Devanagari),
    (0xA960, 0xA97F, Script::Hangul),
    (0xA980, 0xA9DF, Script::Javanese),
    (0xA9E0, 0xA9FF, Script::Myanmar),
    (0xAA60, 0xAA7F, Script::Myanmar),
    (0xAAE0, 0xAAFF, Script::Meetei),
    (0xAB00, 0xAB2F, Script::Ethiopic),
    (0xAB30, 0xAB6F, Script::Latin),
    (0xAB70, 0xABBF, Script::Cherokee),
    (0xABC0, 0xABFF, Script::Meetei),
    (0xAC00, 0xD7FF, Script::Hangul),
    (0xF900, 0xFAFF, Script::Han),
    (0xFB00, 0xFB06, Script::Latin),
    (0xFB13, 0xFB17, Script::Armenian),
    (0xFB1D, 0xFB4F, Script::Hebrew),
    (0xFB50, 0xFDFF, Script::Arabic),
    (0xFE70, 0xFEFC, Script::Arabic),
    (0xFF21, 0xFF5A, Script::Latin),
    (0xFF66, 0xFF9F, Script::Han),
    (0xFFA0, 0xFFDC, Script::Hangul),
];

/// Ranges beyond the Basic Multilingual Plane.
const ASTRAL: &[(u32, u32, Script)] =
    &[(0x10330, 0x1034F, Script::Gothic), (0x1E900, 0x1E95F, Script::Adlam), (0x20000, 0x323AF, Script::Han)];

/// Combining marks that `char::is_alphabetic` does not count; with them a word stays whole.
const MARKS: &[(u32, u32)] = &[
    (0x300, 0x36F),
    (0x483, 0x487),
    (0x591, 0x5BD),
    (0x5BF, 0x5C7),
    (0x653, 0x65F),
    (0x6D6, 0x6ED),
    (0x7EB, 0x7F3),
    (0x93C, 0x94D),
    (0x951, 0x957),
    (0x1CD0, 0x1CF9),
    (0xE31, 0xE3A),
    (0xE47, 0xE4E),
    (0xEB1, 0xEBC),
    (0xEC8, 0xECD),
    (0xF18, 0xF19),
    (0xF35, 0xF35),
    (0xF37, 0xF37),
    (0xF39, 0xF39),
    (0xF71, 0xF84),
    (0xF86, 0xF87),
    (0x1037, 0x103E),
    (0x1087, 0x108D),
    (0x135D, 0x135F),
    (0x17C6, 0x17D3),
    (0xA67C, 0xA67D),
    (0xAAC0, 0xAAC2),
    (0x3099, 0x309A),
];

/// What a code point is to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Ends a word: spaces, punctuation, everything else.
    Separator,
    /// Ends a word and is common in program text.
    Symbol,
    /// A decimal digit.
    Digit,
    /// Belongs to the word only between two letters.
    Apostrophe,
    /// Read over: vowel points of Arabic, joiners, soft hyphens.
    Ignored,
    /// A letter or mark of a script, case folded.
    Letter(Script, u32),
}

const SYMBOL: u32 = 0xFF;
const DIGIT: u32 = 0xFE;
const APOSTROPHE: u32 = 0xFD;
const IGNORED: u32 = 0xFC;

/// Classes and folded forms of the Basic Multilingual Plane: low byte the class, the rest the folded code point.
pub(crate) struct CharTable(Box<[u32]>);

impl CharTable {
    /// The table, built at the first call (about a millisecond).
    pub(crate) fn get() -> &'static CharTable {
        static TABLE: OnceLock<CharTable> = OnceLock::new();
        TABLE.get_or_init(CharTable::build)
    }

    fn build() -> CharTable {
        let mut cells = vec![0u32; 0x1_0000];
        for &(first, last, script) in RANGES {
            for code in first..=last {
                let Some(c) = char::from_u32(code) else { continue };
                if !c.is_alphabetic() && !is_mark(code) {
                    continue;
                }
                set(&mut cells, code, (fold(c, script) << 8) | script as u32);
            }
        }
        for code in 0..0x1_0000 {
            let Some(c) = char::from_u32(code) else { continue };
            match code {
                // Marks on Latin letters where the text is not composed; they carry no script of their own.
                0x300..=0x36F => set(&mut cells, code, (code << 8) | Script::Latin as u32),
                0x640
                | 0x64B..=0x652
                | 0xAD
                | 0x200B..=0x200F
                | 0x2060..=0x2064
                | 0xFE00..=0xFE0F
                | 0xFEFF => {
                    set(&mut cells, code, IGNORED);
                }
                0x27 | 0x2018 | 0x2019 | 0x60 | 0xB4 => set(&mut cells, code, APOSTROPHE),
                _ if c.is_ascii_digit() => set(&mut cells, code, DIGIT),
                _ if "{}[]<>=;_|\\$#*+~^&%/".contains(c) => set(&mut cells, code, SYMBOL),
                _ => {}
            }
        }
        CharTable(cells.into_boxed_slice())
    }

    /// The folded code point of a letter of this script; not of all letters: those beyond the plane are left to [`kind`](Self::kind).
    #[inline]
    pub(crate) fn letter_of(&self, c: char, script: Script) -> Option<u32> {
        let cell = self.0.get(c as usize)?;
        (cell & 0xFF == script as u32 && script != Script::Common).then_some(cell >> 8)
    }

    #[inline]
    pub(crate) fn kind(&self, c: char) -> Kind {
        let Some(&cell) = self.0.get(c as usize) else { return astral(c) };
        match cell & 0xFF {
            0 => Kind::Separator,
            SYMBOL => Kind::Symbol,
            DIGIT => Kind::Digit,
            APOSTROPHE => Kind::Apostrophe,
            IGNORED => Kind::Ignored,
            script => Kind::Letter(Script::from_index(script as usize), cell >> 8),
        }
    }
}

fn set(cells: &mut [u32], code: u32, value: u32) {
    if let Some(cell) = cells.get_mut(code as usize) {
        *cell = value;
    }
}

#[cold]
fn astral(c: char) -> Kind {
    let code = c as u32;
    let found = ASTRAL.iter().find(|(first, last, _)| (*first..=*last).contains(&code));
    found.map_or(Kind::Separator, |&(_, _, script)| Kind::Letter(script, code))
}

fn is_mark(code: u32) -> bool {
    let listed = MARKS.iter().any(|(first, last)| (*first..=*last).contains(&code));
    // Nukta, virama and vowel signs sit at the same places in the Indic blocks derived from ISCII.
    let indic = (0x980..0xE00).contains(&code) && matches!(code & 0x7F, 0x3C | 0x41..=0x4D | 0x62..=0x63);
    listed || indic
}

/// Lower case, one code point for one; modifier apostrophes become one character, the Romanian letter with cedilla
/// its correct form, full-width and presentation forms stay as they are.
fn fold(c: char, script: Script) -> u32 {
    match c {
        '\u{2BB}' | '\u{2BC}' => return 0x27,
        'ţ' | 'Ţ' => return 'ț' as u32,
        _ => {}
    }
    if !matches!(script, Script::Latin | Script::Cyrillic | Script::Greek) {
        return c as u32;
    }
    c.to_lowercase().next().map_or(c as u32, |lower| lower as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(c: char, expected: Kind) {
        assert_eq!(CharTable::get().kind(c), expected, "{c:?}");
    }

    #[test]
    fn classifies_code_points() {
        check('A', Kind::Letter(Script::Latin, 'a' as u32));
        check('Ж', Kind::Letter(Script::Cyrillic, 'ж' as u32));
        check('İ', Kind::Letter(Script::Latin, 'i' as u32));
        check('न', Kind::Letter(Script::Devanagari, 'न' as u32));
        check('्', Kind::Letter(Script::Devanagari, '्' as u32));
        check('্', Kind::Letter(Script::Bengali, '্' as u32));
        check('。', Kind::Separator);
        check('।', Kind::Separator);
        check('日', Kind::Letter(Script::Han, '日' as u32));
        check('𠮷', Kind::Letter(Script::Han, '𠮷' as u32));
        check('7', Kind::Digit);
        check('{', Kind::Symbol);
        check('’', Kind::Apostrophe);
        check('\u{64E}', Kind::Ignored);
        check('\u{200C}', Kind::Ignored);
        check('😀', Kind::Separator);
        check('×', Kind::Separator);
        check('٣', Kind::Separator);
    }

    #[test]
    fn codes_are_unique() {
        for script in Script::ALL {
            assert_eq!(Script::from_code(script.as_str()), Some(*script));
            assert_eq!(Script::from_index(*script as usize), *script);
        }
    }
}
