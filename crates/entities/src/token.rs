//! Cutting text into tokens with their place in it and the hashes of their search keys.
//!
//! A token is a run of word characters of a script that writes spaces, or one character of a
//! script that does not. Dotted abbreviations ("U.S.", "D.C.") are one token.

use crate::fold::{Letter, LetterRole, Letters, Script, fold, strip};
use crate::hash::TokenHasher;
use crate::matcher::Span;

/// What stands between a token and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing, or a hyphen, an apostrophe or a middle dot.
    Tight,
    /// White space, or an ampersand.
    Space,
    /// A full stop, with or without space.
    Stop,
    /// A comma, with or without space.
    Comma,
    /// Anything else: names do not cross it. Also before the first token.
    Hard,
}

/// How the letters of a token are cased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// No capital at the start, in a script that has capitals.
    Lower,
    /// A capital at the start, or right after one small letter.
    Title,
    /// Capitals only, two or more.
    Upper,
    /// A script without capitals, or digits.
    None,
}

/// A token of a text.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// First byte in the text.
    pub byte_start: u32,
    /// Byte after the last.
    pub byte_end: u32,
    /// First code point in the text.
    pub start: u32,
    /// Code point after the last.
    pub end: u32,
    /// Hash of the search key.
    pub hash: u64,
    /// Hash of the search key without diacritics.
    pub bare: u64,
    /// Script of the first letter.
    pub script: Script,
    /// Case of its letters.
    pub case: Case,
    /// What stands before it.
    pub gap: Gap,
    /// Whether it is a dotted abbreviation.
    pub dotted: bool,
}

impl Token {
    /// Number of code points.
    pub const fn len(&self) -> u32 {
        self.end - self.start
    }

    /// Its range in the text it was cut from.
    pub const fn span(&self) -> Span {
        Span { start: self.start, end: self.end, byte_start: self.byte_start, byte_end: self.byte_end }
    }

    /// The token's text within the text it was cut from.
    pub fn text<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.byte_start as usize..self.byte_end as usize).unwrap_or("")
    }
}

/// Code points of the longest dotted abbreviation; what goes on is another.
const MOST_DOTTED: u32 = 24;

struct Cutter<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    gap: Gap,
    /// Right after a quotation mark that follows a letter: within a word if a letter comes next.
    quoted: bool,
}

/// A token that letters still may join.
struct Open {
    hash: TokenHasher,
    /// From the first letter with diacritics on; before it, the two are the same.
    bare: Option<TokenHasher>,
    script: Script,
    first_upper: bool,
    second_upper: bool,
    uppers: u32,
    letters: u32,
}

/// Cuts a text into tokens. Offsets are bytes and code points of `text`.
pub fn tokenize(text: &str) -> Vec<Token> {
    let letters = Letters::new();
    let mut cutter =
        Cutter { text, tokens: Vec::with_capacity(text.len() / 6), gap: Gap::Hard, quoted: false };
    let mut chars = text.char_indices();
    let mut position = 0_u32;
    let mut next = chars.next();
    while let Some((byte_start, c)) = next {
        let mut letter = letters.get(c);
        let start = position;
        position += 1;
        next = chars.next();
        if letter.role == LetterRole::Apart {
            cutter.apart(c);
            continue;
        }
        let mut open = Open::new(letter);
        loop {
            open.push(letter);
            let Some((_, c)) = next else { break };
            letter = letters.get(c);
            if !open.takes(letter) {
                break;
            }
            position += 1;
            next = chars.next();
        }
        let byte_end = next.map_or(text.len(), |(byte, _)| byte);
        cutter.close(&open, (byte_start as u32, byte_end as u32), (start, position));
    }
    cutter.tokens
}

impl Open {
    fn new(first: Letter) -> Self {
        Self {
            hash: TokenHasher::new(),
            bare: None,
            script: first.script,
            first_upper: first.upper,
            second_upper: false,
            uppers: 0,
            letters: 0,
        }
    }

    /// Whether a character goes on with the token.
    fn takes(&self, letter: Letter) -> bool {
        match letter.role {
            LetterRole::Apart => false,
            LetterRole::Mark => !self.script.is_unspaced() || self.script == Script::Unspaced,
            LetterRole::Letter => {
                !self.script.is_unspaced()
                    && !letter.script.is_unspaced()
                    && joins(self.script, letter.script)
            }
        }
    }

    fn push(&mut self, letter: Letter) {
        if letter.role == LetterRole::Letter {
            self.letters += 1;
            self.uppers += u32::from(letter.upper);
            self.second_upper |= self.letters == 2 && letter.upper;
        }
        let Some(folded) = letter.folded else { return };
        if letter.diacritics {
            self.bare.get_or_insert(self.hash);
        }
        if let Some(bare) = &mut self.bare {
            strip(folded, |part| bare.push(part));
        }
        self.hash.push(folded);
    }
}

impl Cutter<'_> {
    /// A character between tokens.
    fn apart(&mut self, c: char) {
        // Hebrew אונר"א, Uzbek "Bag‘dod"
        let within = self.gap == Gap::Tight && !self.quoted && matches!(c, '"' | '‘');
        self.gap = match () {
            () if within => Gap::Tight,
            () if self.quoted => Gap::Hard,
            () => widen(self.gap, c),
        };
        self.quoted = within;
    }

    fn close(&mut self, open: &Open, (byte_start, byte_end): (u32, u32), (start, end): (u32, u32)) {
        let case = match () {
            () if !open.script.is_cased() => Case::None,
            () if open.uppers == open.letters && open.letters > 1 => Case::Upper,
            // "iPhone", Zulu "iLesotho", Irish "tSín"
            () if open.first_upper || open.second_upper && open.letters > 3 => Case::Title,
            () => Case::Lower,
        };
        let hash = open.hash.finish();
        let token = Token {
            byte_start,
            byte_end,
            start,
            end,
            hash,
            bare: open.bare.map_or(hash, TokenHasher::finish),
            script: open.script,
            case,
            gap: self.gap,
            dotted: false,
        };
        self.gap = Gap::Tight;
        self.quoted = false;
        if !self.merge_dotted(&token) {
            self.tokens.push(token);
        }
    }

    /// Joins "U" "." "S" to one token; the hash is that of the letters alone.
    fn merge_dotted(&mut self, token: &Token) -> bool {
        let Some(last) = self.tokens.last_mut() else { return false };
        let adjacent = token.gap == Gap::Stop && token.byte_start == last.byte_end + 1;
        let single = token.len() == 1 && token.case == Case::Title;
        let open = last.dotted || (last.len() == 1 && last.case == Case::Title);
        if !(adjacent && single && open && last.len() < MOST_DOTTED) {
            return false;
        }
        let whole = self.text.get(last.byte_start as usize..token.byte_end as usize).unwrap_or("");
        let mut hasher = TokenHasher::new();
        whole.chars().filter(|c| *c != '.').filter_map(fold).for_each(|c| hasher.push(c));
        last.byte_end = token.byte_end;
        last.end = token.end;
        last.hash = hasher.finish();
        last.bare = last.hash;
        last.case = Case::Upper;
        last.dotted = true;
        true
    }
}

/// Whether two neighbouring letters belong to one token. Digits join anything; a change of script
/// starts a new token, as in "الـCNN".
fn joins(left: Script, right: Script) -> bool {
    left == right
        || left == Script::Digit
        || right == Script::Digit
        || left == Script::Other
        || right == Script::Other
}

fn widen(gap: Gap, c: char) -> Gap {
    let next = match c {
        '-' | '‐' | '‑' | '\'' | '’' | 'ʼ' | '·' | '・' | '־' | '׳' | '״' | '\u{200C}' | '\u{200D}'
        | '\u{00AD}' | '\u{200B}' | '＝' | '゠' | '－'
        // Marks of direction are invisible.
        | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        // The Armenian apostrophe, and the Devanagari sign of abbreviation.
        | '՚' | '॰' => Gap::Tight,
        // '۽' is the Sindhi "and".
        ' ' | '&' | '۽' | '\u{00A0}' | '\u{2009}' | '\u{202F}' | '\u{3000}' => Gap::Space,
        '.' => Gap::Stop,
        ',' | '،' => Gap::Comma,
        _ => Gap::Hard,
    };
    gap.max(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::token_hash;

    fn cut(text: &str) -> Vec<String> {
        tokenize(text).iter().map(|t| t.text(text).to_owned()).collect()
    }

    #[test]
    fn cuts_words_and_characters() {
        let check = |text: &str, parts: &[&str]| assert_eq!(cut(text), parts, "{text}");
        check("Abu-Dhabi, UAE", &["Abu", "Dhabi", "UAE"]);
        check("الـCNN قالت", &["الـ", "CNN", "قالت"]);
        check("U.S. and D.C.", &["U.S", "and", "D.C"]);
        check("莫斯科 说", &["莫", "斯", "科", "说"]);
        check("Ankara'da", &["Ankara", "da"]);
        check("서울에서", &["서울에서"]);
        let dotted = "U.".repeat(30);
        check(&dotted, &[&dotted[..25], &dotted[26..51], &dotted[52..59]]);
        check("", &[]);
    }

    #[test]
    fn offsets_are_code_points_and_hashes_are_folded() {
        let text = "أهلا غزة";
        let tokens = tokenize(text);
        let gaza = tokens[1];
        assert_eq!((gaza.start, gaza.end), (5, 8));
        assert_eq!(gaza.text(text), "غزة");
        assert_eq!(gaza.hash, token_hash("غزه"));
        let us = tokenize("the U.S. said")[1];
        assert_eq!(us.hash, token_hash("us"));
        let orban = tokenize("Orbán")[0];
        assert_eq!(orban.bare, token_hash("orban"));
    }

    #[test]
    fn gaps_and_case_are_noted() {
        let tokens = tokenize("NATO said: John, von X. Berlin");
        let cases: Vec<_> = tokens.iter().map(|t| t.case).collect();
        assert_eq!(cases, [Case::Upper, Case::Lower, Case::Title, Case::Lower, Case::Title, Case::Title]);
        let gaps = |text: &str| tokenize(text).iter().map(|t| t.gap).collect::<Vec<_>>();
        assert_eq!(
            gaps("NATO said: John, von X. Berlin"),
            [Gap::Hard, Gap::Space, Gap::Hard, Gap::Comma, Gap::Space, Gap::Stop]
        );
        assert_eq!(gaps("אונר\"א"), [Gap::Hard, Gap::Tight]);
        assert_eq!(gaps("\"Paris\" London"), [Gap::Hard, Gap::Hard]);
        assert_eq!(gaps("Johnson & Johnson"), [Gap::Hard, Gap::Space]);
        assert_eq!(gaps("بوسنيا ۽ هرزيگووينا"), [Gap::Hard, Gap::Space]);
        assert_eq!(gaps("यू॰के॰"), [Gap::Hard, Gap::Tight]);
        let case = |text: &str| tokenize(text)[0].case;
        assert_eq!([case("iLesotho"), case("lower")], [Case::Title, Case::Lower]);
    }
}
