//! People whose name no source gives in the script of the article: found by the consonants of the
//! name, with less weight than a name that a source gives.
//!
//! The key is the skeleton of the whole name, without articles and particles and without the
//! borders of its words, which scripts set differently ("Kim Jong-nam", "كيم جونغنام"). Candidates may
//! differ in one consonant; only a name that agrees in all of them is ever linked.

use crate::fold::{fold_word, strip_word};
use crate::hash::{KeySpace, sequence_hash, token_hash};
use crate::kb::format::NameClass;
use crate::kb::{EntityIndex, Kb};
use crate::skeleton::token_skeleton;
use crate::token::tokenize;

/// Fewest consonants of a name that is kept at all.
const FEWEST_KEPT: usize = 5;

/// Fewest consonants of a name that is told from others by them.
const FEWEST_CONSONANTS: usize = 6;

/// Most candidates.
const MOST_CANDIDATES: usize = 32;

/// Longest skeleton that is looked up.
const LONGEST: usize = 40;

/// Words that come and go between spellings of one name.
const PARTICLES: [&str; 14] =
    ["al", "el", "ال", "de", "von", "van", "der", "den", "la", "le", "di", "da", "of", "the"];

/// The consonant classes of [`crate::skeleton`].
const CLASSES: [char; 10] = ['b', 'f', 't', 'k', 's', 'x', 'l', 'r', 'm', 'n'];

/// The consonants of a name of two words or more; `None` when there are too few to look it up.
fn consonants(name: &str) -> Option<String> {
    let mut out = String::new();
    let mut words = 0;
    for token in tokenize(name) {
        let word = token.text(name);
        if PARTICLES.contains(&fold_word(word).as_str()) {
            continue;
        }
        words += 1;
        // A word without any consonant has a vowel mark.
        let skeleton = token_skeleton(word);
        push(&mut out, if skeleton == "a" { "" } else { &skeleton });
    }
    let fits = words >= 2 && out.chars().all(|c| c.is_ascii_lowercase());
    (fits && (FEWEST_KEPT..=LONGEST).contains(&out.len())).then_some(out)
}

/// Appends consonants; a doubled one counts once.
fn push(out: &mut String, consonants: &str) {
    for c in consonants.chars() {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
}

fn hash(consonants: &str) -> u64 {
    sequence_hash(KeySpace::Skeleton, [token_hash(consonants)])
}

/// The key under which a name is kept.
pub fn key(name: &str) -> Option<u64> {
    consonants(name).map(|consonants| hash(&consonants))
}

fn bearers(kb: &Kb, consonants: &str) -> impl Iterator<Item = EntityIndex> {
    kb.lookup(hash(consonants)).filter(|name| name.class == NameClass::Derived).map(|name| name.entity)
}

/// The people whose name this may be: those who agree in all consonants first, then those who differ
/// in one.
pub fn candidates(kb: &Kb, name: &str) -> Vec<EntityIndex> {
    let Some(consonants) = consonants(name) else { return Vec::new() };
    let mut found: Vec<EntityIndex> = bearers(kb, &consonants).collect();
    let mut near: Vec<EntityIndex> =
        neighbours(&consonants).iter().flat_map(|other| bearers(kb, other)).collect();
    near.sort_unstable();
    found.extend(near);
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|entity| seen.insert(*entity));
    found.truncate(MOST_CANDIDATES);
    found
}

/// The consonants with one more, one less or another one.
fn neighbours(consonants: &str) -> std::collections::BTreeSet<String> {
    let mut all = std::collections::BTreeSet::new();
    for (index, _) in consonants.char_indices().chain([(consonants.len(), ' ')]) {
        let (before, after) = consonants.split_at(index);
        let rest = after.get(1..).unwrap_or("");
        all.insert(joined(before, "", rest));
        for class in CLASSES {
            let class = class.to_string();
            all.insert(joined(before, &class, after));
            all.insert(joined(before, &class, rest));
        }
    }
    all.retain(|other| other.len() >= FEWEST_KEPT && other != consonants);
    all
}

fn joined(before: &str, middle: &str, after: &str) -> String {
    let mut out = String::with_capacity(before.len() + middle.len() + after.len());
    push(&mut out, before);
    push(&mut out, middle);
    push(&mut out, after);
    out
}

/// The one person whose name has all the consonants of this one and whose words may begin like its;
/// `None` when there are several, or when the consonants are too few to tell anybody from others.
pub fn find(kb: &Kb, name: &str) -> Option<EntityIndex> {
    let consonants = consonants(name).filter(|consonants| consonants.len() >= FEWEST_CONSONANTS)?;
    let mut found: Vec<EntityIndex> = bearers(kb, &consonants).collect();
    found.dedup();
    match found.as_slice() {
        [only] if may_be(name, kb.name(*only)) => Some(*only),
        _ => None,
    }
}

/// Whether a name in Arabic letters may be the transliteration of one in Latin letters, by the first letters of their
/// words: skeletons take "Juras" and "غروس" for one. True for other scripts.
pub fn may_be(surface: &str, latin: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let tokens = tokenize(text);
        let words = tokens.iter().map(|token| strip_word(&fold_word(token.text(text))));
        words.filter(|word| word != "al" && word != "el" && word != "ال").collect()
    };
    let (surface, latin) = (words(surface), words(latin));
    if surface.len() != latin.len() {
        let begin = surface.first().zip(latin.first()).is_none_or(|(one, other)| starts_alike(one, other));
        return begin && has_its_vowels(&surface.concat(), &latin.concat());
    }
    surface.iter().zip(&latin).all(|(surface, latin)| {
        let article = surface.strip_prefix("ال").filter(|rest| rest.chars().count() > 2);
        let letters = [Some(surface.as_str()), article];
        letters.into_iter().flatten().any(|word| starts_alike(word, latin) && has_its_vowels(word, latin))
    })
}

/// Whether the long vowels that an Arabic spelling writes within a word are in the Latin one: "بوضيف" is no "Abd-Daif",
/// "ألن" no "Alain".
fn has_its_vowels(arabic: &str, latin: &str) -> bool {
    let within = || arabic.chars().skip(1);
    let has = |vowels: &[char]| latin.chars().skip(1).any(|c| vowels.contains(&c));
    (!within().any(|c| c == 'و') || has(&['o', 'u', 'w', 'v', 'ö', 'ü']))
        && (!within().any(|c| matches!(c, 'ي' | 'ی')) || has(&['i', 'y', 'e', 'j', 'a']))
}

fn starts_alike(arabic: &str, latin: &str) -> bool {
    let (Some(first), Some(letter)) = (arabic.chars().next(), latin.chars().next()) else { return true };
    let fits = match first {
        'ا' | 'ع' => "aeiouyh",
        'ب' | 'پ' => "bp",
        'ت' => "tcj",
        'ث' => "ts",
        'ج' => "jgydz",
        'چ' => "ct",
        'ح' | 'ه' => "h",
        'خ' => "khjx",
        'د' | 'ض' => "d",
        'ذ' => "dtz",
        'ر' => "r",
        'ز' => "zs",
        'س' | 'ش' => "sc",
        'ص' => "s",
        'ط' => "t",
        'ظ' => "zd",
        'غ' | 'گ' => "g",
        'ف' | 'ڤ' => "fvp",
        'ق' => "qkgc",
        'ك' => "kcqx",
        'ل' => "l",
        'م' => "m",
        'ن' => "n",
        'و' => "wouv",
        'ي' => "yiej",
        _ => return true,
    };
    fits.contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_share_a_key() {
        let check = |left: &str, right: &str, same: bool| {
            assert_eq!(key(left).is_some() && key(left) == key(right), same, "{left} {right}");
        };
        check("Abd al-Rahman Mansour", "عبد الرحمن منصور", true);
        check("Tamer El-Masry Kamel", "تامر المصري كامل", true);
        check("Kim Jong-nam Park", "كيم جونغنام بارك", true);
        check("Leonid Brezhnev", "ليونيد بريجنيف", true);
        check("Korney Chukovsky", "كورني تشوكوفسكي", true);
        check("Ali", "علي", false);
        check("Robert Miller", "Робер Милле", false);
    }

    #[test]
    fn neighbours_differ_in_one() {
        let near = neighbours("brtklm");
        for (other, expected) in
            [("brtklmn", true), ("rtklm", true), ("brtknm", true), ("brtklm", false), ("trtknm", false)]
        {
            assert_eq!(near.contains(other), expected, "{other}");
        }
    }

    #[test]
    fn first_letters_tell_transliterations() {
        let check = |arabic: &str, latin: &str, expected: bool| {
            assert_eq!(may_be(arabic, latin), expected, "{arabic} {latin}");
        };
        check("كريستيان غروس", "Kristen Juras", false);
        check("كريم خان", "Karim Khan", true);
        check("خوسيه غارسيا", "José García", true);
        check("تشارلز جونسون", "Charles Johnson", true);
        check("عادل الجبير", "Adel al-Jubeir", true);
        check("Михаил Богданов", "Mikhail Bogdanov", true);
        check("كريم بوضيف", "Karima Bad-Daif", false);
        check("كريم بوضيف", "Karim Boudiaf", true);
    }
}
