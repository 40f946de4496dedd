//! Ids of entities that are not in the knowledge base: type and script-neutral skeleton.

use crate::fold::fold_word;
use crate::hash::{KeySpace, sequence_hash, token_hash};
use crate::skeleton::skeleton;
use crate::token::{Case, tokenize};
use crate::types::Kind;

/// Fewest consonants that tell a name from others; "Isère" and "عسير" share two.
const FEWEST_CONSONANTS: usize = 3;

/// The local id of a name: the same for spellings and scripts whose skeletons agree. Acronyms and names of few
/// consonants, whose skeletons many share, go by their letters.
pub fn id(kind: Kind, name: &str) -> String {
    let skeleton = skeleton(name);
    let consonants: usize =
        skeleton.iter().filter(|token| *token != "a").map(|token| token.chars().count()).sum();
    let key = if consonants < FEWEST_CONSONANTS || is_acronym(name) {
        let letters = tokenize(name).into_iter().map(|token| token_hash(&fold_word(token.text(name))));
        sequence_hash(KeySpace::Exact, letters)
    } else {
        sequence_hash(KeySpace::Skeleton, skeleton.iter().map(|token| token_hash(token)))
    };
    format!("local:{}:{key:016x}", kind.as_str().to_lowercase())
}

/// Most letters of an acronym; longer words are in capitals because their headline is.
const LONGEST_ACRONYM: u32 = 5;

/// Whether a name is one short word in capitals.
fn is_acronym(name: &str) -> bool {
    matches!(tokenize(name).as_slice(), [only] if only.case == Case::Upper && only.len() <= LONGEST_ACRONYM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_agree_and_types_differ() {
        assert_eq!(id(Kind::Person, "Basem Naim"), id(Kind::Person, "باسم نعيم"));
        assert_ne!(id(Kind::Person, "Basem Naim"), id(Kind::Organisation, "Basem Naim"));
        assert_ne!(id(Kind::Person, "Basem Naim"), id(Kind::Person, "Basem Salim"));
    }

    #[test]
    fn short_names_and_acronyms_go_by_their_letters() {
        for (one, other) in
            [("APA", "BBBA"), ("ISS", "USS"), ("Isère", "عسير"), ("Timo", "Thiem"), ("ÖBB", "PBB")]
        {
            assert_ne!(id(Kind::Organisation, one), id(Kind::Organisation, other), "{one} {other}");
        }
    }
}
