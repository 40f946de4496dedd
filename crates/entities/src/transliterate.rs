//! People whose name no source gives in the script of the article: found by the skeleton of the
//! name, with less weight than a name that a source gives.

use crate::hash::{KeySpace, sequence_hash, token_hash};
use crate::kb::{EntityIndex, Kb};
use crate::skeleton::skeleton;

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
