//! Scoring candidates: prior, how the name was written, context.

use crate::context::Context;
use crate::kb::format::{NameClass, NameRecord, Subtype};
use crate::kb::{EntityIndex, EntityRow, Kb};
use crate::matcher::Hit;
use crate::types::{CandidateEvidence, Decision, Kind};

/// A candidate with its score in points.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The entity.
    pub entity: EntityIndex,
    /// Sum of the parts.
    pub score: i32,
    /// Prior of the entity.
    pub prior: i32,
    /// Points for the name as it is written.
    pub name: i32,
    /// Points for the type that the recogniser saw.
    pub kind_points: i32,
    /// Points for the country.
    pub country: i32,
}

impl Candidate {
    /// A candidate that was not scored further than its prior.
    pub fn plain(kb: &Kb, entity: EntityIndex) -> Option<Self> {
        let prior = i32::from(kb.entity(entity)?.prior);
        Some(Self { entity, score: prior, prior, name: 0, kind_points: 0, country: 0 })
    }

    /// The candidate as `explain` shows it.
    pub fn evidence(&self, kb: &Kb) -> CandidateEvidence {
        let parts = [
            ("prior", self.prior),
            ("name", self.name),
            ("type", self.kind_points),
            ("country", self.country),
        ];
        CandidateEvidence {
            id: kb.id(self.entity).unwrap_or_default(),
            name: kb.name(self.entity).to_owned(),
            score: self.score,
            parts: parts.into_iter().filter(|(_, points)| *points != 0).collect(),
        }
    }
}

/// What is known of a span besides its names.
#[derive(Debug, Clone, Copy)]
pub struct Situation {
    /// Type that the recogniser saw, if it saw the span.
    pub recognised: Option<Kind>,
    /// The script has no capitals, so that words and names look alike.
    pub caseless: bool,
    /// Stands beside another capitalised word that belongs to no name ("Paris Hilton").
    pub crowded: bool,
    /// The recogniser saw no name here.
    pub unseen: bool,
}

/// The candidates of a hit, best first.
pub fn candidates(
    kb: &Kb,
    hit: &Hit,
    context: &Context,
    situation: Situation,
    language: &str,
) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = hit
        .names
        .iter()
        .filter(|name| name.class != NameClass::Demonym)
        .filter_map(|name| score(kb, hit, name, context, situation, language))
        .collect();
    candidates.sort_by_key(|candidate| (-candidate.score, candidate.entity));
    let mut seen = Vec::new();
    candidates.retain(|candidate| {
        !seen.contains(&candidate.entity) && {
            seen.push(candidate.entity);
            true
        }
    });
    candidates
}

fn score(
    kb: &Kb,
    hit: &Hit,
    name: &NameRecord,
    context: &Context,
    situation: Situation,
    language: &str,
) -> Option<Candidate> {
    let row = kb.entity(name.entity)?;
    let prior = i32::from(row.prior);
    let primary = language.split('-').next().unwrap_or(language);
    let given_in = kb.language(name.language).split('-').next().unwrap_or("und");
    let own_language = given_in == primary;
    let country = context.country_points(row.country);
    let mut points = match name.class {
        NameClass::Label => 0,
        NameClass::Short => 4,
        NameClass::Alias => -3,
        NameClass::Acronym => -4,
        NameClass::Weak if situation.recognised == Some(row.kind) => -20,
        NameClass::Weak if country >= 12 && hit.end - hit.first > 1 => -15,
        NameClass::Weak => -60,
        NameClass::Derived => -20,
        NameClass::Demonym => -100,
    };
    points += if own_language { 3 } else { 0 };
    let letters = hit.span.end - hit.span.start;
    let foreign = !own_language && !matches!(given_in, "und" | "en");
    if foreign && (letters <= 5 || is_neighbour(given_in, primary)) {
        points -= 40;
    }
    points -= if hit.stemmed { 4 } else { 0 };
    points -= if name.stripped { 3 } else { 0 };
    points -= if hit.cut && letters <= 3 { 10 } else { 0 };
    points -= if name.common { 30 } else { 0 };
    points -=
        if situation.crowded && hit.end - hit.first == 1 && row.subtype != Subtype::Country { 38 } else { 0 };
    let kind_points = match situation.recognised {
        Some(kind) if kind == row.kind => 15,
        Some(_) => -15,
        None if situation.unseen && hit.end - hit.first == 1 && situation.caseless => -6,
        None => 0,
    };
    Some(Candidate {
        entity: name.entity,
        score: prior + points + kind_points + country,
        prior,
        name: points,
        kind_points,
        country,
    })
}

/// Whether two languages share the Arabic script, so that a name of one may be a word of the other.
fn is_neighbour(given_in: &str, language: &str) -> bool {
    const ARABIC: [&str; 6] = ["ar", "fa", "ur", "ps", "ckb", "ku"];
    ARABIC.contains(&given_in) && ARABIC.contains(&language)
}

/// Fewest points that the best candidate needs.
pub fn least(hit: &Hit, situation: Situation, row: &EntityRow) -> i32 {
    let tokens = hit.end - hit.first;
    let letters = hit.span.end - hit.span.start;
    match () {
        () if tokens > 1 && letters > 4 => 35,
        () if situation.recognised.is_some() => 45,
        () if row.curated => 50,
        () if situation.caseless => 58,
        () => 52,
    }
}

/// Points that the best must be ahead of the second by, for its id to be published.
const MARGIN: i32 = 4;

/// The decision about a hit: the candidate to link to, if any, and what decided.
pub fn decide(
    kb: &Kb,
    hit: &Hit,
    candidates: &[Candidate],
    situation: Situation,
) -> (Option<EntityIndex>, Decision) {
    let [best, rest @ ..] = candidates else { return (None, Decision::Unlinked) };
    let Some(row) = kb.entity(best.entity) else { return (None, Decision::Unlinked) };
    if best.score < least(hit, situation, &row) {
        return (None, Decision::Unlinked);
    }
    let Some(second) = rest.first() else { return (Some(best.entity), Decision::Only) };
    if best.score - second.score < MARGIN {
        return (None, Decision::Unlinked);
    }
    let by_prior = candidates.iter().all(|other| other.prior + other.name <= best.prior + best.name);
    (Some(best.entity), if by_prior { Decision::Prior } else { Decision::Context })
}
