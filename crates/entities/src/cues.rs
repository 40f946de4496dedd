//! Words that stand beside the names of places and say what sort of place is meant: "governor of", "مدينة", "River".
//!
//! The table is data (`cues.tsv`), by language. A cue stands right before a name, or with a linking word between
//! ("mayor of Córdoba"), or right after it ("Niger River").

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::clitic::Words;
use crate::fold::fold_word;
use crate::hash::token_hash;
use crate::language;
use crate::table::WordTable;
use crate::token::{Case, Gap, Token};

/// What a cue says of the name beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cue {
    /// A state, province or governorate.
    Division,
    /// A city or town.
    City,
    /// The capital of a country.
    Capital,
    /// A river, sea, mountain…: neither country nor city, even if it has the name of one.
    Nature,
    /// A company, club, university…: it may have the name of a place.
    Body,
    /// A title of people: no place and no organisation follows ("Mr. London").
    Title,
    /// A street, hospital, foundation…: it may have the name of a person, who is not meant.
    Memorial,
}

/// The role of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Before(Cue),
    After(Cue),
    /// Between a cue and its name: "of".
    Link,
    /// Between a place and what it lies in: "in the north of".
    Way,
    /// Begins a list of divisions: "in the provinces of"; the plural ending after such a word.
    Many,
}

/// The cues of one language.
#[derive(Debug, Default)]
pub struct Cues {
    roles: WordTable<Vec<Role>>,
    language: &'static str,
}

static TABLE: LazyLock<BTreeMap<&'static str, Cues>> = LazyLock::new(|| {
    let mut table: BTreeMap<&'static str, BTreeMap<u64, Vec<Role>>> = BTreeMap::new();
    for line in include_str!("cues.tsv").lines().skip(1) {
        let mut columns = line.split('\t');
        let (Some(language), Some(role), Some(words)) = (columns.next(), columns.next(), columns.next())
        else {
            continue;
        };
        let Some(role) = role_of(role) else { continue };
        let roles = table.entry(language).or_default();
        for word in words.split('|') {
            roles.entry(token_hash(&fold_word(word))).or_default().push(role);
        }
    }
    let cues = |(language, roles)| (language, Cues { roles: WordTable::new(roles), language });
    table.into_iter().map(cues).collect()
});

static NONE: Cues = Cues { roles: WordTable::EMPTY, language: "" };

fn role_of(name: &str) -> Option<Role> {
    let cue = match name.split('.').next()? {
        "division" => Cue::Division,
        "city" => Cue::City,
        "capital" => Cue::Capital,
        "nature" => Cue::Nature,
        "body" => Cue::Body,
        "title" => Cue::Title,
        "memorial" => Cue::Memorial,
        "link" => return Some(Role::Link),
        "way" => return Some(Role::Way),
        "many" => return Some(Role::Many),
        _ => return None,
    };
    match name.split('.').nth(1)? {
        "before" => Some(Role::Before(cue)),
        "after" => Some(Role::After(cue)),
        _ => None,
    }
}

/// Most linking words between a cue and its name.
const MOST_LINKS: usize = 2;

impl Cues {
    /// The cues of a language, given by its BCP 47 tag; of others, none.
    pub fn of(language: &str) -> &'static Cues {
        let primary = language::primary(language);
        TABLE.get(primary).unwrap_or(&NONE)
    }

    fn roles(&self, words: Words<'_>, index: usize) -> &[Role] {
        let known = |hash: u64| self.roles.get(hash).map(Vec::as_slice);
        let whole = words.tokens.get(index).and_then(|token| known(token.hash));
        let glued = || words.proclitics.at(index).iter().find_map(|reading| known(reading.hash));
        whole.or_else(glued).unwrap_or(&[])
    }

    /// Whether a word may stand between a place and the country or division that it lies in.
    pub fn is_way(&self, token: &Token) -> bool {
        self.roles.get(token.hash).is_some_and(|roles| roles.contains(&Role::Way))
    }

    fn is_link(&self, token: &Token) -> bool {
        self.roles.get(token.hash).is_some_and(|roles| roles.contains(&Role::Link))
    }

    /// The cue before the token of index `first`, or after the one before `end`.
    pub fn find(&self, words: Words<'_>, first: usize, end: usize) -> Option<Cue> {
        if self.roles.is_empty() {
            return None;
        }
        let is_cue = |cue: Cue| cue != Cue::Memorial;
        self.before(words, first, is_cue).or_else(|| self.after(words, end, is_cue))
    }

    /// Whether what is named after people stands before the token of index `first`, or after the one before `end`.
    pub fn is_memorial(&self, words: Words<'_>, first: usize, end: usize) -> bool {
        let is_cue = |cue: Cue| cue == Cue::Memorial;
        !self.roles.is_empty()
            && (self.before(words, first, is_cue).is_some() || self.after(words, end, is_cue).is_some())
    }

    /// Whether a list of divisions begins at the token of index `first`: "the provinces of", "استان‌های".
    pub fn lists_divisions(&self, words: Words<'_>, first: usize) -> bool {
        let tokens = words.tokens;
        let mut at = first;
        for _ in 0..=MOST_LINKS {
            let Some(before) = at.checked_sub(1) else { return false };
            let (Some(name), Some(token)) = (tokens.get(at), tokens.get(before)) else { return false };
            if name.gap > Gap::Space {
                return false;
            }
            let roles = self.roles(words, before);
            if roles.contains(&Role::Many) {
                let is_division = |at| self.roles(words, at).contains(&Role::Before(Cue::Division));
                return !roles.contains(&Role::Link) || before.checked_sub(1).is_some_and(is_division);
            }
            if !self.is_link(token) {
                return false;
            }
            at = before;
        }
        false
    }

    fn before(&self, words: Words<'_>, first: usize, is_cue: impl Fn(Cue) -> bool) -> Option<Cue> {
        let tokens = words.tokens;
        let mut at = first;
        for links in 0..=MOST_LINKS {
            let gap = tokens.get(at)?.gap;
            at = at.checked_sub(1)?;
            let token = tokens.get(at)?;
            let found = self.roles(words, at).iter().find_map(|role| match role {
                Role::Before(cue) if is_cue(*cue) => Some(*cue),
                _ => None,
            });
            match found {
                // "Dr. London", "Mr London": nothing stands between.
                Some(Cue::Title) if links == 0 && gap <= Gap::Stop => return found,
                // "the capital, Tripoli", but no other cue goes over a comma.
                Some(Cue::Capital) if links == 0 && gap <= Gap::Comma => return found,
                Some(Cue::Capital | Cue::Title) => return None,
                // "the State of Kuwait" is the country.
                Some(Cue::Division) if token.case == Case::Title && self.language == "en" => return None,
                Some(_) if gap <= Gap::Space => return found,
                _ if gap > Gap::Space || !self.is_link(token) => return None,
                _ => {}
            }
        }
        None
    }

    fn after(&self, words: Words<'_>, end: usize, is_cue: impl Fn(Cue) -> bool) -> Option<Cue> {
        let token = words.tokens.get(end).filter(|token| token.gap <= Gap::Space)?;
        self.roles(words, end).iter().find_map(|role| match role {
            // "Kennedy Airport", but "Kennedy airport plans"
            Role::After(Cue::Memorial) if token.case == Case::Lower => None,
            Role::After(cue) if is_cue(*cue) => Some(*cue),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clitic::Proclitics;
    use crate::token::tokenize;

    #[test]
    fn cues_stand_beside_names() {
        let check = |language: &str, text: &str, name: &str, expected: Option<Cue>| {
            let tokens = tokenize(text);
            let first = tokens.iter().position(|token| token.text(text) == name).unwrap();
            let words = Words { tokens: &tokens, proclitics: &Proclitics::of(&tokens, text, language) };
            assert_eq!(Cues::of(language).find(words, first, first + 1), expected, "{text}");
        };
        check("en", "the governor of Georgia said", "Georgia", Some(Cue::Division));
        check("en", "Washington state officials", "Washington", Some(Cue::Division));
        check("en", "the State of Kuwait said", "Kuwait", None);
        check("en", "along the Niger River", "Niger", Some(Cue::Nature));
        check("en", "the capital, Tripoli", "Tripoli", Some(Cue::Capital));
        check("en", "the capital of Libya", "Libya", None);
        check("en", "he left. Georgia won", "Georgia", None);
        check("fr", "le maire de Brest", "Brest", Some(Cue::City));
        check("ar", "في ولاية جورجيا", "جورجيا", Some(Cue::Division));
        check("ar", "وبمدينة طرابلس", "طرابلس", Some(Cue::City));
        check("ru", "в штате Вашингтон", "Вашингтон", Some(Cue::Division));
        check("tr", "Van gölü kıyısında", "Van", Some(Cue::Nature));
        check("ga", "state of Georgia", "Georgia", None);
        check("en", "then Dr. London spoke", "London", Some(Cue::Title));
        check("en", "the doctor, Mr Smith, London", "London", None);
        check("vi", "gặp chị Nga ở chợ", "Nga", Some(Cue::Title));
        check("en", "the Kennedy Airport", "Kennedy", None);
    }

    #[test]
    fn what_is_named_after_people_is_seen() {
        let check = |language: &str, text: &str, name: &str, expected: bool| {
            let tokens = tokenize(text);
            let first = tokens.iter().position(|token| token.text(text) == name).unwrap();
            let words = Words { tokens: &tokens, proclitics: &Proclitics::of(&tokens, text, language) };
            assert_eq!(Cues::of(language).is_memorial(words, first, first + 1), expected, "{text}");
        };
        check("en", "the Kennedy Airport", "Kennedy", true);
        check("en", "the Kennedy airport plans", "Kennedy", false);
        check("de", "die Adenauer-Stiftung", "Adenauer", true);
        check("fr", "l'hôpital de Pompidou", "Pompidou", true);
        check("ar", "في مستشفى فهد", "فهد", true);
        check("ar", "قال فهد", "فهد", false);
    }

    #[test]
    fn lists_of_divisions_are_seen() {
        let check = |language: &str, text: &str, name: &str, expected: bool| {
            let tokens = tokenize(text);
            let first = tokens.iter().position(|token| token.text(text) == name).unwrap();
            let words = Words { tokens: &tokens, proclitics: &Proclitics::of(&tokens, text, language) };
            assert_eq!(Cues::of(language).lists_divisions(words, first), expected, "{text}");
        };
        check("en", "in the states of Georgia and Alabama", "Georgia", true);
        check("en", "in the state of Georgia", "Georgia", false);
        check("fa", "در استان‌های زنجان، قزوین", "زنجان", true);
        check("fa", "در شهر‌های زنجان، قزوین", "زنجان", false);
    }

    #[test]
    fn every_row_of_the_table_is_understood() {
        for line in include_str!("cues.tsv").lines().skip(1) {
            let columns: Vec<&str> = line.split('\t').collect();
            assert!(columns.len() == 3 && role_of(columns[1]).is_some(), "{line}");
        }
    }
}
