//! Letters glued to names: Arabic and Hebrew proclitics before, Korean particles after.

use crate::fold::{Letters, Script, fold};
use crate::hash::TokenHasher;
use crate::language;
use crate::token::Token;

/// A way to read a token with some of its letters taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Code points taken off at the start.
    pub skip: u32,
    /// Bytes taken off at the start.
    pub skip_bytes: u32,
    /// Code points taken off at the end.
    pub trim: u32,
    /// Bytes taken off at the end.
    pub trim_bytes: u32,
    /// Hash of the search key of the rest.
    pub hash: u64,
}

impl Reading {
    /// The token as it stands.
    pub const fn whole(token: &Token) -> Self {
        Self { skip: 0, skip_bytes: 0, trim: 0, trim_bytes: 0, hash: token.hash }
    }
}

/// The readings of the tokens of a text at the start of a name other than the whole: without و ف, then without ب ل ك,
/// and with the article restored after لل; without up to two of the Hebrew ו ה ב ל כ מ ש.
#[derive(Debug, Clone, Default)]
pub struct Proclitics {
    readings: Vec<Reading>,
    /// Where the readings of each token begin, and the end; empty if no token has any.
    bounds: Vec<u32>,
}

impl Proclitics {
    /// Reads the tokens of a text in a language, given by its BCP 47 tag. Of the languages in Arabic script, others than
    /// Arabic glue only و to words.
    pub fn of(tokens: &[Token], text: &str, language: &str) -> Self {
        let mut all = Self::default();
        if !tokens.iter().any(|token| matches!(token.script, Script::Arabic | Script::Hebrew)) {
            return all;
        }
        let letters = Letters::new();
        let is_arabic = !OTHERS_IN_ARABIC_SCRIPT.contains(&language::primary(language));
        all.bounds.reserve(tokens.len() + 1);
        all.bounds.push(0);
        for token in tokens {
            let word = Word { text: token.text(text), letters };
            match token.script {
                Script::Arabic if is_arabic => word.arabic(&mut all.readings),
                Script::Arabic => word.with_and(&mut all.readings),
                Script::Hebrew => word.hebrew(&mut all.readings),
                _ => {}
            }
            all.bounds.push(all.readings.len() as u32);
        }
        all
    }

    /// The readings of a token, given by its index.
    pub fn at(&self, index: usize) -> &[Reading] {
        match self.bounds.get(index..=index.saturating_add(1)) {
            Some(&[from, to]) => self.readings.get(from as usize..to as usize).unwrap_or(&[]),
            _ => &[],
        }
    }
}

/// Languages in Arabic script whose prepositions are words of their own.
const OTHERS_IN_ARABIC_SCRIPT: [&str; 12] =
    ["fa", "prs", "ur", "ps", "ckb", "ku", "sd", "ug", "az", "azb", "ks", "pnb"];

/// The words of a text: its tokens, and the other readings of them.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// The tokens.
    pub tokens: &'a [Token],
    /// What is glued to them.
    pub proclitics: &'a Proclitics,
}

#[derive(Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    letters: Letters,
}

impl Word<'_> {
    fn without(self, skip: usize, restored: &str) -> Option<Reading> {
        let (skip_bytes, _) = self.text.char_indices().nth(skip)?;
        let mut hasher = TokenHasher::new();
        let mut count = 0;
        let mut push = |c: char| {
            if let Some(folded) = self.letters.get(c).folded {
                hasher.push(folded);
                count += 1;
            }
        };
        restored.chars().for_each(&mut push);
        self.text.get(skip_bytes..)?.chars().for_each(&mut push);
        (count >= 2).then(|| Reading {
            skip: skip as u32,
            skip_bytes: skip_bytes as u32,
            trim: 0,
            trim_bytes: 0,
            hash: hasher.finish(),
        })
    }

    fn arabic(self, readings: &mut Vec<Reading>) {
        let mut letters = self.text.chars();
        let first = letters.next();
        let conjunction = matches!(first, Some('و' | 'ف'));
        let preposition = |c: Option<char>| matches!(c, Some('ب' | 'ل' | 'ك'));
        if !conjunction && !preposition(first) {
            return;
        }
        let (second, third) = (letters.next(), letters.next());
        if conjunction {
            readings.extend(self.without(1, ""));
        }
        let at = usize::from(conjunction && preposition(second));
        let (here, next) = if at == 1 { (second, third) } else { (first, second) };
        if preposition(here) {
            readings.extend(self.without(at + 1, ""));
            if here == Some('ل') && next == Some('ل') {
                readings.extend(self.without(at + 1, "ا"));
            }
        }
    }

    fn with_and(self, readings: &mut Vec<Reading>) {
        if self.text.starts_with('و') {
            readings.extend(self.without(1, ""));
        }
    }

    fn hebrew(self, readings: &mut Vec<Reading>) {
        let is_prefix = |c: char| matches!(c, 'ו' | 'ה' | 'ב' | 'ל' | 'כ' | 'מ' | 'ש');
        let count = self.text.chars().take(2).take_while(|c| is_prefix(*c)).count();
        let letters = self.text.chars().count();
        let most = count.min(letters.saturating_sub(3));
        readings.extend((1..=most).filter_map(|skip| self.without(skip, "")));
    }
}

/// Particles that follow Korean names, longest first.
const PARTICLES: &[&str] = &[
    "으로부터",
    "에서는",
    "에서도",
    "에서의",
    "으로의",
    "이라는",
    "으로서",
    "에서",
    "에게",
    "으로",
    "까지",
    "부터",
    "이나",
    "라고",
    "에는",
    "에도",
    "에선",
    "과의",
    "와의",
    "처럼",
    "보다",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "에",
    "로",
    "와",
    "과",
    "도",
    "만",
    "엔",
    "측",
    "발",
];

/// The reading of a token at the end of a name without its particle.
pub fn particle(token: &Token, text: &str) -> Option<Reading> {
    if token.script != Script::Hangul {
        return None;
    }
    let word = token.text(text);
    let (rest, particle) =
        PARTICLES.iter().find_map(|particle| word.strip_suffix(particle).map(|rest| (rest, *particle)))?;
    if rest.chars().count() < 2 {
        return None;
    }
    let mut hasher = TokenHasher::new();
    rest.chars().filter_map(fold).for_each(|c| hasher.push(c));
    Some(Reading {
        skip: 0,
        skip_bytes: 0,
        trim: particle.chars().count() as u32,
        trim_bytes: particle.len() as u32,
        hash: hasher.finish(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold_word;
    use crate::hash::token_hash;
    use crate::token::tokenize;

    #[test]
    fn readings_without_what_is_glued_on() {
        let check = |word: &str, name: &str, skip: u32| {
            let text = format!("x {word}");
            let proclitics = Proclitics::of(&tokenize(&text), &text, "ar");
            let expected = token_hash(&fold_word(name));
            let found = proclitics.at(1).iter().find(|r| r.hash == expected);
            assert_eq!(found.map(|r| r.skip), Some(skip), "{word} {name}");
            assert!(proclitics.at(0).is_empty() && proclitics.at(2).is_empty());
        };
        check("لحماس", "حماس", 1);
        check("وواشنطن", "واشنطن", 1);
        check("وبالرياض", "الرياض", 2);
        check("للرياض", "الرياض", 1);
        check("وللأردن", "الأردن", 2);
        check("בישראל", "ישראל", 1);
        check("ובישראל", "ישראל", 2);
    }

    #[test]
    fn persian_glues_no_prepositions() {
        let check = |language: &str, word: &str, count: usize| {
            let proclitics = Proclitics::of(&tokenize(word), word, language);
            assert_eq!(proclitics.at(0).len(), count, "{language} {word}");
        };
        check("fa", "فداکار", 0);
        check("fa-IR", "بتهران", 0);
        check("fa", "وتهران", 1);
        check("ar", "فداكار", 1);
    }

    #[test]
    fn particles_are_taken_off() {
        let check = |word: &str, name: Option<&str>| {
            let token = tokenize(word)[0];
            assert_eq!(particle(&token, word).map(|r| r.hash), name.map(token_hash), "{word}");
        };
        check("서울에서", Some("서울"));
        check("러시아는", Some("러시아"));
        check("서울", None);
        check("이", None);
    }
}
