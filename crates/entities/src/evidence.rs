//! Names of the knowledge base as evidence for the recogniser.

use crate::annotate::NameHit;
use crate::kb::Kb;
use crate::kb::format::NameClass;
use crate::matcher::Hit;

/// Prior by which bearers of one type must be behind those of another to be left out of the types of a name.
const FAR_BEHIND: i32 = 6;

/// A hit with types and strength; `None` when it only points at a country (demonyms).
pub fn name_hit(kb: &Kb, hit: &Hit) -> Option<NameHit> {
    let mut known = [None; 3];
    let mut common = true;
    for name in hit.names.iter().filter(|name| name.class != NameClass::Demonym) {
        let Some(row) = kb.entity(name.entity) else { continue };
        let weak = matches!(name.class, NameClass::Weak | NameClass::Derived);
        let prior = i32::from(row.prior) - if weak { 25 } else { 0 } - if hit.stemmed { 5 } else { 0 };
        if let Some(most) = known.get_mut(row.kind as usize) {
            *most = Some(most.unwrap_or(prior).max(prior));
        }
        common &= name.common;
    }
    let best = known.iter().flatten().copied().max()?;
    let kinds = known.map(|prior| prior.is_some_and(|prior| prior + FAR_BEHIND > best));
    let best = best.max(0);
    let unambiguous = kinds.iter().filter(|kind| **kind).count() == 1;
    let strength = match best {
        70.. if unambiguous && !common => 3,
        50.. if !common => 2,
        35.. => 1,
        _ => 0,
    };
    Some(NameHit { start: hit.span.byte_start as usize, end: hit.span.byte_end as usize, kinds, strength })
}
