//! Names of the knowledge base as evidence for the recogniser.

use crate::annotate::NameHit;
use crate::kb::Kb;
use crate::kb::format::NameClass;
use crate::matcher::Hit;

/// A hit with types and strength; `None` when it only points at a country (demonyms).
pub fn name_hit(kb: &Kb, hit: &Hit) -> Option<NameHit> {
    let mut kinds = [false; 3];
    let mut best = 0;
    let mut common = true;
    for name in hit.names.iter().filter(|name| name.class != NameClass::Demonym) {
        let Some(row) = kb.entity(name.entity) else { continue };
        if let Some(kind) = kinds.get_mut(row.kind as usize) {
            *kind = true;
        }
        let weak = matches!(name.class, NameClass::Weak | NameClass::Derived);
        best = best.max(i32::from(row.prior) - if weak { 25 } else { 0 } - if hit.stemmed { 5 } else { 0 });
        common &= name.common;
    }
    if kinds == [false; 3] {
        return None;
    }
    let unambiguous = kinds.iter().filter(|kind| **kind).count() == 1;
    let strength = match best {
        70.. if unambiguous && !common => 3,
        50.. if !common => 2,
        35.. => 1,
        _ => 0,
    };
    Some(NameHit { start: hit.span.byte_start as usize, end: hit.span.byte_end as usize, kinds, strength })
}
