//! Letters glued to names: Arabic and Hebrew proclitics before, Korean particles after.

use crate::fold::{Script, fold};
use crate::hash::TokenHasher;
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

/// The readings of a token at the start of a name other than the whole: without و ف, then without
/// ب ل ك, and with the article restored after لل; without up to two of the Hebrew ו ה ב ל כ מ ש.
pub fn proclitics(token: &Token, text: &str) -> Vec<Reading> {
    let word = token.text(text);
    match token.script {
        Script::Arabic => arabic(word),
        Script::Hebrew => hebrew(word),
        _ => Vec::new(),
    }
}

fn reading(word: &str, skip: usize, restored: &str) -> Option<Reading> {
    let (skip_bytes, _) = word.char_indices().nth(skip)?;
    let rest = word.get(skip_bytes..)?;
    let mut hasher = TokenHasher::new();
    let mut letters = 0;
    for c in restored.chars().chain(rest.chars()).filter_map(fold) {
        hasher.push(c);
        letters += 1;
    }
    (letters >= 2).then(|| Reading {
        skip: skip as u32,
        skip_bytes: skip_bytes as u32,
        trim: 0,
        trim_bytes: 0,
        hash: hasher.finish(),
    })
}

fn arabic(word: &str) -> Vec<Reading> {
    let mut letters = word.chars();
    let (first, second, third) = (letters.next(), letters.next(), letters.next());
    let conjunction = matches!(first, Some('و' | 'ف'));
    let preposition = |c: Option<char>| matches!(c, Some('ب' | 'ل' | 'ك'));
    let mut readings = Vec::new();
    if conjunction {
        readings.extend(reading(word, 1, ""));
    }
    let at = usize::from(conjunction && preposition(second));
    let (here, next) = if at == 1 { (second, third) } else { (first, second) };
    if preposition(here) {
        readings.extend(reading(word, at + 1, ""));
        if here == Some('ل') && next == Some('ل') {
            readings.extend(reading(word, at + 1, "ا"));
        }
    }
    readings
}

fn hebrew(word: &str) -> Vec<Reading> {
    let is_prefix = |c: char| matches!(c, 'ו' | 'ה' | 'ב' | 'ל' | 'כ' | 'מ' | 'ש');
    let count = word.chars().take(2).take_while(|c| is_prefix(*c)).count();
    (1..=count)
        .filter_map(|skip| reading(word, skip, ""))
        .filter(|r| word.chars().count() as u32 - r.skip >= 3)
        .collect()
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
            let token = tokenize(word)[0];
            let expected = token_hash(&fold_word(name));
            let found = proclitics(&token, word).into_iter().find(|r| r.hash == expected);
            assert_eq!(found.map(|r| r.skip), Some(skip), "{word} {name}");
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
