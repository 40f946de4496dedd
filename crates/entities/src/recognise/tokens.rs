//! Tokens of the recogniser: words, numbers, single characters of scripts written without spaces, punctuation.
//!
//! The cut is as fine as any annotation scheme needs (hyphens and apostrophes stand alone), so that a span of
//! whole tokens can express every name; offsets are bytes of the given text.

use std::ops::Range;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// A run of letters, marks and digits that starts with a letter.
    Word,
    /// A run of letters, marks and digits that starts with a digit.
    Number,
    /// One character of a script that is tagged by character (Han, kana, Hangul, Thai, Lao, Khmer, Burmese).
    Character,
    /// Any other visible character.
    Punctuation,
}

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte in the text.
    pub end: u32,
    /// What it is made of.
    pub class: Class,
    /// White space (or the start of the text) comes before it.
    pub spaced: bool,
    /// A line starts here.
    pub line_start: bool,
}

impl Token {
    /// Byte range in the text.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Appends the tokens of `text` to `out`. Linear, never fails; texts beyond 4 GiB are cut there.
pub fn tokenise(text: &str, out: &mut Vec<Token>) {
    let mut open: Option<Token> = None;
    let mut previous = Kind::Space;
    let mut spaced = true;
    let mut line_start = true;
    for (at, c) in text.char_indices() {
        let Ok(start) = u32::try_from(at) else { break };
        let end = start.saturating_add(c.len_utf8() as u32);
        let kind = Kind::of(c, previous);
        let joins = match kind {
            Kind::Mark => true,
            Kind::Letter | Kind::Digit => matches!(previous, Kind::Letter | Kind::Digit),
            Kind::Katakana => previous == Kind::Katakana,
            _ => false,
        };
        if joins && let Some(token) = open.as_mut() {
            token.end = end;
            if kind != Kind::Mark {
                previous = kind;
            }
            continue;
        }
        out.extend(open.take());
        previous = kind;
        let class = match kind {
            Kind::Space => {
                spaced = true;
                line_start |= c == '\n';
                continue;
            }
            Kind::Letter | Kind::Katakana => Class::Word,
            Kind::Digit => Class::Number,
            Kind::Character => Class::Character,
            Kind::Mark | Kind::Punctuation => Class::Punctuation,
        };
        open = Some(Token { start, end, class, spaced, line_start });
        spaced = false;
        line_start = false;
    }
    out.extend(open);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Space,
    Letter,
    Digit,
    /// Katakana runs are foreign names more often than not, and stay whole.
    Katakana,
    Character,
    /// Continues whatever is open.
    Mark,
    Punctuation,
}

impl Kind {
    fn of(c: char, previous: Self) -> Self {
        if c.is_ascii() {
            return match c {
                'a'..='z' | 'A'..='Z' => Self::Letter,
                '0'..='9' => Self::Digit,
                ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c' | '\0' => Self::Space,
                _ => Self::Punctuation,
            };
        }
        let open = !matches!(previous, Self::Space | Self::Punctuation);
        match c {
            // Letters of the commonest alphabets, asked for before the tables of Unicode, which are slow.
            'À'..='Ö'
            | 'Ø'..='ö'
            | 'ø'..='ʯ'
            | 'Ѐ'..='ҁ'
            | 'Ҋ'..='ԯ'
            | 'א'..='ת'
            | '\u{0621}'..='\u{063a}'
            | '\u{0641}'..='\u{064a}'
            | '\u{0671}'..='\u{06d3}' => Self::Letter,
            // Tatweel, zero-width (non-)joiner and combining marks never cut a word.
            '\u{0640}' | '\u{200c}' | '\u{200d}' if open => Self::Mark,
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{ad}' => {
                if open {
                    Self::Mark
                } else {
                    Self::Space
                }
            }
            _ if is_mark(c) => {
                if open {
                    Self::Mark
                } else {
                    Self::Punctuation
                }
            }
            'ァ'..='ヺ' | 'ヽ' | 'ヾ' | 'ㇰ'..='ㇿ' | 'ｦ'..='ﾟ' => Self::Katakana,
            'ー' if previous == Self::Katakana => Self::Katakana,
            _ if is_by_character(c) => Self::Character,
            _ if c.is_numeric() => Self::Digit,
            _ if c.is_alphabetic() => Self::Letter,
            _ if c.is_whitespace() || c.is_control() => Self::Space,
            _ => Self::Punctuation,
        }
    }
}

/// Scripts tagged character by character: no spaces between words, or (Hangul) particles glued to names.
fn is_by_character(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' // Thai, Lao
        | '\u{1000}'..='\u{109f}' // Burmese
        | '\u{1780}'..='\u{17ff}' // Khmer
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}'
        | '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7ff}')
        && c.is_alphabetic()
}

/// Combining marks of the scripts in use; the standard library has no test for them.
fn is_mark(c: char) -> bool {
    match c {
        '\u{0300}'..='\u{036f}'
        | '\u{0483}'..='\u{0489}'
        | '\u{0591}'..='\u{05bd}'
        | '\u{05bf}'
        | '\u{05c1}'
        | '\u{05c2}'
        | '\u{05c4}'
        | '\u{05c5}'
        | '\u{05c7}'
        | '\u{0610}'..='\u{061a}'
        | '\u{064b}'..='\u{065f}'
        | '\u{0670}'
        | '\u{06d6}'..='\u{06dc}'
        | '\u{06df}'..='\u{06e8}'
        | '\u{06ea}'..='\u{06ed}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}'
        | '\u{0e31}'
        | '\u{0e34}'..='\u{0e3a}'
        | '\u{0e47}'..='\u{0e4e}'
        | '\u{0eb1}'
        | '\u{0eb4}'..='\u{0ebc}'
        | '\u{0ec8}'..='\u{0ece}'
        | '\u{102b}'..='\u{103e}'
        | '\u{17b4}'..='\u{17d3}' => true,
        // Indic blocks: what is neither letter nor digit nor danda is a vowel sign or virama.
        '\u{0900}'..='\u{0dff}' => !c.is_alphanumeric() && !matches!(c, '\u{0964}' | '\u{0965}' | '\u{0970}'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let mut tokens = Vec::new();
        tokenise(text, &mut tokens);
        let words: Vec<&str> = tokens.iter().map(|t| &text[t.range()]).collect();
        assert_eq!(words, expected, "{text}");
    }

    #[test]
    fn cuts_words_and_characters() {
        check("", &[]);
        check(" \n ", &[]);
        check(
            "Anna-Lena's 3rd U.S. trip",
            &["Anna", "-", "Lena", "'", "s", "3rd", "U", ".", "S", ".", "trip"],
        );
        check("وقالت (حماس)، إنّ", &["وقالت", "(", "حماس", ")", "،", "إنّ"]);
        check("می‌شود", &["می‌شود"]);
        check("हिन्दी है।", &["हिन्दी", "है", "।"]);
        check("東京タワーへ", &["東", "京", "タワー", "へ"]);
        check("서울 Seoul은", &["서", "울", "Seoul", "은"]);
        check("ที่ไทย", &["ที่", "ไ", "ท", "ย"]);
        check("\u{feff}x\u{300}", &["x\u{300}"]);
        check("\u{301}a", &["\u{301}", "a"]);
    }

    #[test]
    fn knows_lines_and_spaces() {
        let mut tokens = Vec::new();
        tokenise("a b\n(c)", &mut tokens);
        let marks: Vec<(bool, bool)> = tokens.iter().map(|t| (t.spaced, t.line_start)).collect();
        assert_eq!(marks, [(true, true), (true, false), (true, true), (false, false), (false, false)]);
    }
}
