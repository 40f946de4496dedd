//! Deciding whether the best candidate is good enough to be published.

use crate::kb::format::Subtype;
use crate::kb::{EntityIndex, EntityRow, Kb};
use crate::link::{Candidate, Situation};
use crate::matcher::Hit;
use crate::types::Decision;

/// Fewest points that the best candidate needs.
fn least(hit: &Hit, situation: &Situation, row: &EntityRow) -> i32 {
    let tokens = hit.end - hit.first;
    let letters = hit.span.end - hit.span.start;
    match () {
        () if tokens > 1 && letters > 4 => 35,
        () if situation.recognised.is_some() || situation.around.marked => 45,
        () if row.curated => 50,
        () if situation.caseless => 58,
        () => 52,
    }
}

/// Fewest points that a town needs if the article does not name its country.
const LEAST_UNSUPPORTED: i32 = 72;
/// The same in scripts without capitals.
const LEAST_UNSUPPORTED_CASELESS: i32 = 80;

/// Whether a town may be meant: one that nothing else in the article speaks for is rather a company, a club or a
/// surname, and in scripts without capitals an ordinary word.
fn is_plausible(hit: &Hit, best: &Candidate, situation: &Situation, row: &EntityRow) -> bool {
    // An alias of several words is no telling name of its own.
    let telling = hit.end - hit.first > 1 && best.name >= 0;
    if telling || row.curated {
        return true;
    }
    match row.subtype {
        // Cities that CLDR names have at least the last prior, but not all are great, and other sources name them too.
        Subtype::City if row.prior <= 60 && !(row.prior == 60 && best.word == 0 && best.name >= 0) => {
            let unseen = situation.caseless && situation.recognised.is_none() && best.place < 8;
            let least = if situation.caseless { LEAST_UNSUPPORTED_CASELESS } else { LEAST_UNSUPPORTED };
            !unseen && (best.supported || best.score >= least)
        }
        // Capitals of territories, some of which are called as people are.
        Subtype::Capital if row.prior <= 75 => best.supported || best.word == 0,
        _ => true,
    }
}

/// Points that the best must be ahead of the second by, for its id to be published.
const MARGIN: i32 = 4;
/// The same where a division told the place from others, but the two lie in the same country: how
/// the best must be greater to be the one in that division.
const SAME_COUNTRY_MARGIN: i32 = 11;
/// The same between cities of two countries, neither of which the document talks of.
const UNSUPPORTED_MARGIN: i32 = 10;

/// The decision about a hit: the candidate to link to, if any, and what decided.
pub fn decide(
    kb: &Kb,
    hit: &Hit,
    candidates: &[Candidate],
    situation: &Situation,
) -> (Option<EntityIndex>, Decision) {
    let [best, rest @ ..] = candidates else { return (None, Decision::Unlinked) };
    let Some(row) = kb.entity(best.entity) else { return (None, Decision::Unlinked) };
    if best.score < least(hit, situation, &row) || !is_plausible(hit, best, situation, &row) {
        return (None, Decision::Unlinked);
    }
    let Some(second) = rest.first() else { return (Some(best.entity), Decision::Only) };
    let same_division = situation.around.by_division
        && best.place >= 30
        && second.place >= 30
        && row.subtype != Subtype::Division;
    let abroad = kb.entity(second.entity).is_some_and(|other| {
        other.subtype == Subtype::City && row.subtype == Subtype::City && other.country != row.country
    });
    let margin = match () {
        () if same_division => SAME_COUNTRY_MARGIN,
        () if abroad && best.country + best.place <= 0 => UNSUPPORTED_MARGIN,
        () => MARGIN,
    };
    if best.rank() - second.rank() < margin {
        return (None, Decision::Unlinked);
    }
    if best.document > 0 {
        return (Some(best.entity), Decision::Document);
    }
    let by_prior = candidates.iter().all(|other| other.prior + other.name <= best.prior + best.name);
    (Some(best.entity), if by_prior { Decision::Prior } else { Decision::Context })
}
