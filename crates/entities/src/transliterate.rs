//! People whose name no source gives in the script of the article: found by the skeleton of the
//! name, with less weight than a name that a source gives.

use crate::fold::{fold_word, strip_word};
use crate::hash::{KeySpace, sequence_hash, token_hash};
use crate::kb::{EntityIndex, Kb};
use crate::skeleton::skeleton;
use crate::token::tokenize;

/// Fewest consonants of a name that is told from others by its skeleton.
pub const FEWEST_CONSONANTS: usize = 6;

/// The key of the skeleton of a name of two tokens or more; `None` when it is too short to tell
/// anybody from others.
pub fn key(name: &str) -> Option<u64> {
    let tokens = skeleton(name);
    let consonants: usize =
        tokens.iter().map(|token| token.chars().filter(char::is_ascii_alphabetic).count()).sum();
    if tokens.len() < 2 || consonants < FEWEST_CONSONANTS {
        return None;
    }
    Some(sequence_hash(KeySpace::Skeleton, tokens.iter().map(|token| token_hash(token))))
}

/// All people whose names have the skeleton of this one.
pub fn candidates(kb: &Kb, name: &str) -> Vec<EntityIndex> {
    key(name).map(|key| kb.lookup(key).map(|name| name.entity).collect()).unwrap_or_default()
}

/// The one person whose name has the skeleton of this one; `None` when there are several.
pub fn find(kb: &Kb, name: &str) -> Option<EntityIndex> {
    match candidates(kb, name).as_slice() {
        [only] => Some(*only),
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
        return true;
    }
    surface.iter().zip(&latin).all(|(surface, latin)| {
        let article = surface.strip_prefix("ال").filter(|rest| rest.chars().count() > 2);
        let letters = [Some(surface.as_str()), article];
        letters.into_iter().flatten().any(|word| starts_alike(word, latin))
    })
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
    }
}
