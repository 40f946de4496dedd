//! Folding of characters for features: case, Arabic letter variants, digits. Never used for offsets.

use super::han;
use crate::fold::is_arabic_letter;

/// The folded form of `c`; none for marks and fillers that carry no identity.
pub fn fold(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(if c.is_ascii_digit() { '0' } else { c.to_ascii_lowercase() });
    }
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
        'ى' | 'ی' | 'ې' => Some('ي'),
        'ة' | 'ۀ' | 'ہ' | 'ۂ' | 'ھ' => Some('ه'),
        'ک' => Some('ك'),
        '\u{3400}'..='\u{9fff}' => Some(han::simplify(c)),
        '\u{0640}'
        | '\u{064b}'..='\u{065f}'
        | '\u{0670}'
        | '\u{0610}'..='\u{061a}'
        | '\u{0591}'..='\u{05c7}'
        | '\u{0300}'..='\u{036f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}'
        | '\u{ad}' => None,
        '’' | 'ʼ' | '‘' => Some('\''),
        '“' | '”' | '„' | '«' | '»' => Some('"'),
        '–' | '—' | '‑' => Some('-'),
        _ if is_arabic_letter(c) => Some(c),
        'à'..='ÿ' | 'а'..='я' | '\u{0620}'..='\u{06ff}' if !c.is_numeric() => Some(c),
        '\u{0900}'..='\u{1fff}' | '\u{2e80}'..='\u{d7ff}' if !c.is_numeric() && !c.is_uppercase() => Some(c),
        _ if c.is_numeric() && !('\u{3000}'..'\u{a000}').contains(&c) => Some('0'),
        _ => c.to_lowercase().next(),
    }
}

/// Longest token, in folded characters, that features look at; the rest is ignored.
pub const LONGEST: usize = 40;

/// Folded characters of a token in a fixed buffer.
#[derive(Clone, Copy)]
pub struct Folded {
    chars: [char; LONGEST],
    len: usize,
}

impl Folded {
    /// Folds `word`.
    pub fn new(word: &str) -> Self {
        let mut folded = Self { chars: ['\0'; LONGEST], len: 0 };
        for c in word.chars().filter_map(fold) {
            let Some(slot) = folded.chars.get_mut(folded.len) else { break };
            *slot = c;
            folded.len += 1;
        }
        folded
    }

    /// The characters.
    pub fn chars(&self) -> &[char] {
        self.chars.get(..self.len).unwrap_or_default()
    }
}

/// Hash of folded characters (FNV-1a over code points, finished by a multiplication).
pub fn hash(chars: &[char]) -> u32 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    for &c in chars {
        state = step(state, c);
    }
    finish(state)
}

/// One step of [`hash`].
pub fn step(state: u64, c: char) -> u64 {
    (state ^ u64::from(u32::from(c))).wrapping_mul(0x0000_0100_0000_01b3)
}

/// Last step of [`hash`]: 28 bits, the low four are zero, which tells words apart well enough and packs better; never
/// zero, which tables keep for empty slots.
pub fn finish(state: u64) -> u32 {
    let mixed = (state ^ (state >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_shr(32) as u32;
    (mixed >> 4 << 4).max(1 << 4)
}

/// Proclitics of Arabic that newspapers glue to names, as folded characters; longest first.
const ARABIC_PROCLITICS: [&[char]; 10] = [
    &['و', 'ب', 'ا', 'ل'],
    &['و', 'ل', 'ل'],
    &['ف', 'ل', 'ل'],
    &['و', 'ب'],
    &['و', 'ل'],
    &['ل', 'ل'],
    &['و'],
    &['ف'],
    &['ب'],
    &['ل'],
];

/// The word without article and proclitics of Arabic, for features only: at least three letters stay.
pub fn arabic_stem(chars: &[char]) -> &[char] {
    let mut rest = chars;
    if !matches!(rest.first(), Some('\u{0621}'..='\u{064a}')) {
        return rest;
    }
    for proclitic in ARABIC_PROCLITICS {
        if let Some(after) = rest.strip_prefix(proclitic)
            && after.len() >= 3
        {
            rest = after;
            break;
        }
    }
    match rest.strip_prefix(&['ا', 'ل']) {
        Some(after) if after.len() >= 2 => after,
        _ => rest,
    }
}
