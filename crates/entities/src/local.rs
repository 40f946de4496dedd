//! Ids of entities that are not in the knowledge base: type and script-neutral skeleton.

use crate::hash::{KeySpace, sequence_hash, token_hash};
use crate::skeleton::skeleton;
use crate::types::Kind;

/// The local id of a name: the same for spellings and scripts whose skeletons agree.
pub fn id(kind: Kind, name: &str) -> String {
    let tokens: Vec<u64> = skeleton(name).iter().map(|token| token_hash(token)).collect();
    let key = sequence_hash(KeySpace::Skeleton, tokens);
    format!("local:{}:{key:016x}", kind.as_str().to_lowercase())
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
}
