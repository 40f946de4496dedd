//! Deciding whether the best candidate is good enough to be published.

use crate::kb::format::{NameClass, NameRecord, Subtype};
use crate::kb::{EntityIndex, EntityRow, Kb};
use crate::link::Candidate;
use crate::matcher::Hit;
use crate::situation::Situation;
use crate::types::{Decision, Kind};

/// Fewest points that the best candidate needs.
fn least(hit: &Hit, best: &Candidate, situation: &Situation, row: &EntityRow) -> i32 {
    let tokens = hit.end - hit.first;
    let letters = hit.span.end - hit.span.start;
    // In scripts without vowels short names are written as many words are ("حمص", "עזה").
    let unseen =
        situation.caseless && situation.recognised.is_none() && !hit.cut && tokens == 1 && letters <= 4;
    match () {
        () if unseen && row.subtype.is_town() && !best.supported && !situation.alone => LEAST_UNSUPPORTED,
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

/// Fewest points, words apart, that a place needs whose name tells it by itself.
const LEAST_TELLING: i32 = 38;
/// Points that it must be ahead of others that are called so.
const TELLING_MARGIN: i32 = 12;
/// Prior of a place whose name means it when a line says nothing else.
const TELLING_ALONE: u8 = 41;
/// The same where the name is a word or borne by people: with capitals, and without.
const TELLING_WORD: (u8, u8) = (60, 65);
/// Prior of a place whose long name means it wherever it stands: by a label of the language, by another name; in Arabic
/// script, whose languages have words in common, and of names that have the Arabic article, which are words themselves.
const TELLING_LABEL: u8 = 50;
const TELLING_ALIAS: u8 = 54;
const TELLING_ARABIC: u8 = 53;
const TELLING_ARTICLED: u8 = 55;

/// Whether a name tells a place of some size by itself: it is all that its line says, or so long that no word is
/// written alike.
fn is_telling(kb: &Kb, hit: &Hit, best: &Candidate, situation: &Situation, row: &EntityRow) -> bool {
    let own = || hit.names.iter().filter(|name| name.entity == best.entity && !name.stripped);
    let is_label = |name: &NameRecord| name.class == NameClass::Label;
    let is_alias = |name: &NameRecord| {
        name.class == NameClass::Alias && (situation.long || kb.language(name.language) != "und")
    };
    let (cased, caseless) = TELLING_WORD;
    let least_word = if situation.caseless { caseless } else { cased };
    let letters = hit.span.end - hit.span.start;
    let alone = situation.alone
        && row.prior >= if best.word < 0 { least_word } else { TELLING_ALONE }
        && (letters >= 4 || hit.span.byte_end - hit.span.byte_start >= 9)
        && own().any(|name| is_label(name) || is_alias(name));
    let least_long = match () {
        () if situation.articled => TELLING_ARTICLED,
        () if !own().any(is_label) => TELLING_ALIAS,
        () if situation.arabic => TELLING_ARABIC,
        () => TELLING_LABEL,
    };
    let long = situation.long
        && situation.caseless
        && !hit.cut
        && best.word == 0
        && row.prior >= least_long
        && own().any(|name| is_label(name) || is_alias(name));
    let seen = matches!(situation.recognised, None | Some(Kind::Location));
    row.kind == Kind::Location
        && seen
        && best.name > -10
        && best.place >= 0
        && !hit.stemmed
        && !situation.crowded
        && best.rank() >= LEAST_TELLING
        && (alone || long)
}

/// Whether the words around say that a place lies where no place lies that is known by the name.
fn is_elsewhere(best: &Candidate, situation: &Situation, row: &EntityRow) -> bool {
    row.subtype.is_town() && situation.around.explicit && best.place < 0
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
    if is_elsewhere(best, situation, &row) {
        return (None, Decision::Unlinked);
    }
    let enough = best.score >= least(hit, best, situation, &row) && is_plausible(hit, best, situation, &row);
    let has_rival = rest.first().is_some_and(|second| best.rank() - second.rank() < TELLING_MARGIN);
    if !enough && (has_rival || !is_telling(kb, hit, best, situation, &row)) {
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
