//! Scoring candidates: prior, how the name was written, context.

use crate::context::Context;
use crate::cues::Cue;
use crate::hash::{KeySpace, sequence_hash};
use crate::kb::format::{NameClass, NameRecord, Subtype};
use crate::kb::{EntityIndex, EntityRow, Kb};
use crate::language;
use crate::matcher::Hit;
use crate::situation::{Sight, Situation};
use crate::token::tokenize;
use crate::types::{CandidateEvidence, Kind};

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
    /// Points for the words around it: cues, and the country or division that it is named with.
    pub place: i32,
    /// Points for what the same name means elsewhere in the document.
    pub document: i32,
    /// The document names its country, or the words around it say where it lies.
    pub supported: bool,
    /// Points against: an ordinary word is written alike. They do not tell the bearers of one name
    /// from each other.
    pub word: i32,
}

impl Candidate {
    /// A candidate that was not scored further than its prior.
    pub fn plain(kb: &Kb, entity: EntityIndex) -> Option<Self> {
        let prior = i32::from(kb.entity(entity)?.prior);
        Some(Self {
            entity,
            score: prior,
            prior,
            name: 0,
            kind_points: 0,
            country: 0,
            place: 0,
            document: 0,
            supported: false,
            word: 0,
        })
    }

    /// The score without what counts against all bearers of the name.
    pub const fn rank(&self) -> i32 {
        self.score - self.word
    }

    /// The candidate as `explain` shows it.
    pub fn evidence(&self, kb: &Kb) -> CandidateEvidence {
        let parts = [
            ("prior", self.prior),
            ("name", self.name),
            ("type", self.kind_points),
            ("country", self.country),
            ("place", self.place),
            ("document", self.document),
            ("word", self.word),
        ];
        CandidateEvidence {
            id: kb.id(self.entity).unwrap_or_default(),
            name: kb.name(self.entity).to_owned(),
            score: self.score,
            parts: parts.into_iter().filter(|(_, points)| *points != 0).collect(),
        }
    }
}

/// The candidates of a hit, best first.
pub fn candidates(
    kb: &Kb,
    hit: &Hit,
    context: &Context,
    situation: &Situation,
    language: &str,
) -> Vec<Candidate> {
    let scorer = Scorer { kb, hit, context, situation, language };
    let mut candidates: Vec<Candidate> = hit
        .names
        .iter()
        .filter(|name| name.class != NameClass::Demonym)
        .filter_map(|name| scorer.score(name))
        .collect();
    scorer.favour_only_country(&mut candidates);
    scorer.doubt_borrowed_names(&mut candidates);
    // Most hits have one candidate or two; a stable sort keeps the order of the file among equals.
    candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.rank()));
    let mut seen = Vec::new();
    candidates.retain(|candidate| {
        !seen.contains(&candidate.entity) && {
            seen.push(candidate.entity);
            true
        }
    });
    candidates
}

struct Scorer<'a> {
    kb: &'a Kb,
    hit: &'a Hit,
    context: &'a Context,
    situation: &'a Situation,
    language: &'a str,
}

impl Scorer<'_> {
    fn score(&self, name: &NameRecord) -> Option<Candidate> {
        let (hit, situation) = (self.hit, self.situation);
        let row = self.kb.entity(name.entity)?;
        let prior = i32::from(row.prior);
        let letters = hit.span.end - hit.span.start;
        if row.kind == Kind::Person && situation.around.memorial {
            return None;
        }
        if name.capitals && situation.shouted && hit.end - hit.first == 1 && letters <= SHORT_ACRONYM {
            return None;
        }
        // Countries are quoted in scorn.
        if situation.quoted && row.kind == Kind::Location && row.subtype != Subtype::Country {
            return None;
        }
        if self.is_rather_province(&row) {
            return None;
        }
        // "Boa Vista do Cadeado" is another town than Boa Vista.
        if situation.continued && row.subtype == Subtype::City {
            return None;
        }
        if situation.modifies && (row.subtype.is_town() || row.subtype == Subtype::Division) {
            return None;
        }
        let place = self.place_points(name.entity, &row)?;
        // Beside another capitalised word a place must be named by itself.
        let country = if situation.crowded { 0 } else { self.context.country_points(row.country) };
        // Words are about in every article of a country: "no Centro" is no town of Brazil.
        let is_word = name.common
            && situation.recognised.is_none()
            && row.subtype == Subtype::City
            && row.prior < NOTED;
        let country = if is_word { country.min(8) } else { country };
        let mut points = match name.class {
            NameClass::Label => 0,
            NameClass::Short => 4,
            NameClass::Alias => -3,
            NameClass::Acronym => -4,
            // In scripts without capitals the recogniser takes such words for names, too.
            NameClass::Weak
                if situation.recognised == Some(row.kind) && (!situation.caseless || country > 4) =>
            {
                -20
            }
            NameClass::Weak if country >= 12 && hit.end - hit.first > 1 => -15,
            NameClass::Weak if country >= 8 && !hit.cut => -30,
            NameClass::Weak => -60,
            NameClass::Derived => -20,
            NameClass::Demonym => -100,
        };
        points += match self.language_points(name) {
            // What is said to lie there is no word of another language.
            foreign if place >= 30 => foreign.max(-20),
            foreign => foreign,
        };
        points -= if hit.stemmed { 4 } else { 0 };
        // "Weingärten" are vineyards.
        points -= if hit.accented && row.kind == Kind::Location && row.prior < GREAT { 30 } else { 0 };
        points -= if name.stripped { 3 } else { 0 };
        let single = hit.end - hit.first == 1;
        // In Vietnamese a syllable is a token.
        let short = single || language::primary(self.language) == "vi" && hit.end - hit.first <= 3;
        points -= if hit.cut && letters <= 3 { 10 } else { 0 };
        // "das Essen": German towns have no article.
        points -= if situation.after_article && row.subtype == Subtype::City { 40 } else { 0 };
        points -= match row.subtype {
            // "Juan Carlos Monedero" is not King Juan Carlos.
            _ if row.kind == Kind::Person && !single => {
                if situation.crowded && name.class != NameClass::Label { 30 } else { 0 }
            }
            _ if !situation.crowded || !short => 0,
            // "US President", but not "Medan Polonia".
            Subtype::Country if situation.capitals => 0,
            Subtype::Country => 45,
            _ if row.kind == Kind::Location => 52,
            _ => 42,
        };
        points -=
            if situation.sight == Sight::Adverb && single && row.kind != Kind::Location { 25 } else { 0 };
        points -= match row.subtype {
            Subtype::Division if hit.names.len() > 1 && self.has_namesake_city(&row) => 20,
            Subtype::Division if hit.names.len() > 1 => 6,
            _ => 0,
        };
        let kind_points = match situation.recognised {
            Some(kind) if kind == row.kind => 15,
            Some(Kind::Person) if situation.sure && row.kind == Kind::Location => {
                -self.person_penalty(name.entity, row.prior)
            }
            Some(_) => -15,
            None if situation.around.marked => 10,
            None if situation.sight != Sight::Name && single && situation.caseless => -6,
            None => 0,
        };
        let word = if name.common { -self.common_penalty(&row, place) } else { 0 };
        let document = if situation.sense == Some(name.entity) { 40 } else { 0 };
        Some(Candidate {
            entity: name.entity,
            score: prior + points + kind_points + country + place + document + word,
            prior,
            name: points,
            kind_points,
            country,
            place,
            document,
            supported: place > 0 || document > 0 || self.context.is_named(row.country),
            word,
        })
    }

    /// Vietnamese names of towns are those of the provinces around them, which are meant unless a word says otherwise.
    fn is_rather_province(&self, row: &EntityRow) -> bool {
        language::primary(self.language) == "vi"
            && row.subtype == Subtype::City
            && row.prior < GREAT_IN_VIETNAM
            && self.hit.end - self.hit.first <= 2
            && self.situation.around.cue != Some(Cue::City)
            && self.kb.country(row.country) == Some("VN")
    }

    /// How far it counts against a place that the recogniser is sure to see a person: less where nothing else is called
    /// so and the place is well known ("Asunción"), and where the name has several words in a script whose names of
    /// places it has seldom seen.
    fn person_penalty(&self, entity: EntityIndex, prior: u8) -> i32 {
        let sole = self.hit.names.iter().all(|name| name.entity == entity && !name.common);
        match () {
            () if sole && prior >= 75 => 25,
            () if sole && self.hit.end - self.hit.first > 1 && !self.situation.latin => 15,
            () => 50,
        }
    }

    /// Whether a city of the same country has the name too: it is meant rather than the division around it.
    fn has_namesake_city(&self, division: &EntityRow) -> bool {
        // "Bahia" is an alias of Salvador in no language that a source tells.
        let is_told = |name: &&NameRecord| name.class != NameClass::Alias || name.language != 0;
        let others = self.hit.names.iter().filter(is_told);
        let mut others = others.filter_map(|name| self.kb.entity(name.entity));
        others.any(|row| {
            row.subtype.is_town() && row.country == division.country && row.prior + 16 >= division.prior
        })
    }

    /// Whether a division has the name of a country, here or in English ("Georgia", "Niger").
    fn has_namesake_division(&self, country: EntityIndex) -> bool {
        let is_division = |entity| self.kb.entity(entity).is_some_and(|row| row.subtype == Subtype::Division);
        let tokens = tokenize(self.kb.name(country));
        let key = sequence_hash(KeySpace::Exact, tokens.iter().map(|token| token.hash));
        self.hit.names.iter().any(|name| is_division(name.entity))
            || self.kb.lookup(key).any(|name| is_division(name.entity))
    }

    fn language_points(&self, name: &NameRecord) -> i32 {
        let primary = language::primary(self.language);
        let given_in = language::primary(self.kb.language(name.language));
        if given_in == primary {
            return 3;
        }
        let letters = self.hit.span.end - self.hit.span.start;
        match given_in {
            // What is doubtful in English is a word or another name elsewhere ("AP").
            "en" if name.class == NameClass::Weak && name.capitals && letters <= SHORT_ACRONYM => -40,
            "und" | "en" => 0,
            _ if self.is_foreign_country(name, primary) => -60,
            // "AS" is the United States in Indonesian alone, "CPI" the court in French.
            _ if name.class == NameClass::Acronym || name.capitals && name.class == NameClass::Alias => -100,
            // Arabic names are well known, so that those of its neighbours are rather words.
            _ if primary == "ar" && is_neighbour(given_in, primary) => -90,
            // "Japon" is an adjective in Turkish.
            _ if letters <= 5 => -60,
            _ if is_neighbour(given_in, primary) => -40,
            _ if name.stripped => -30,
            _ => 0,
        }
    }

    /// Whether a name is that of a country in another language, while something else has it in English or the article's
    /// language: "Brasilia" is Brazil in Finnish.
    fn is_foreign_country(&self, name: &NameRecord, primary: &str) -> bool {
        let is_own = |other: &NameRecord| {
            let given_in = language::primary(self.kb.language(other.language));
            other.entity != name.entity
                && other.class == NameClass::Label
                && [primary, "en"].contains(&given_in)
        };
        let row = || self.kb.entity(name.entity);
        self.hit.names.iter().any(is_own) && row().is_some_and(|row| row.subtype == Subtype::Country)
    }

    /// How far an ordinary word of the same spelling counts against a name: little where something
    /// else says that a name stands here.
    fn common_penalty(&self, row: &EntityRow, place: i32) -> i32 {
        match () {
            // In headlines every word has a capital.
            () if self.situation.titled && row.kind == Kind::Location => 30,
            () if self.situation.recognised == Some(row.kind) && !self.situation.caseless => 10,
            () if self.situation.recognised == Some(row.kind) => 18,
            () if self.situation.around.marked => 8,
            () if place >= 20 => 12,
            () => 30,
        }
    }

    /// Points for the surroundings; `None` when they rule the entity out.
    fn place_points(&self, entity: EntityIndex, row: &EntityRow) -> Option<i32> {
        let around = &self.situation.around;
        let cue = match around.cue {
            // "État", "Estado" are said of countries, too.
            Some(Cue::Division) if row.subtype == Subtype::Country && !self.has_namesake_division(entity) => {
                0
            }
            Some(cue) => cue_points(cue, row)?,
            None => 0,
        };
        let is_bounded =
            matches!(row.subtype, Subtype::Country | Subtype::Capital | Subtype::City | Subtype::Division);
        if !is_bounded || row.country == 0 {
            return Some(cue);
        }
        let near = match around.near.contains(&row.country) {
            true if row.prior < 45 => 4,
            true => 8,
            false => 0,
        };
        let within = match around.within.as_slice() {
            [] => 0,
            within if within.contains(&row.country) => 30,
            _ if around.by_division && row.subtype != Subtype::Country => -45,
            _ => -20,
        };
        let local = matches!(row.subtype, Subtype::City | Subtype::Division);
        let listed = if local && around.listed_with.contains(&(row.country, row.subtype)) { 20 } else { 0 };
        Some(cue + near + within + listed)
    }

    /// An alias in no language counts less where others have the name by right, and a name without its
    /// diacritics where others are written just so ("Franca" is no "França").
    fn doubt_borrowed_names(&self, candidates: &mut [Candidate]) {
        let names = &self.hit.names;
        let is_written = |name: &NameRecord| !name.stripped && name.class == NameClass::Label;
        if names.iter().any(is_written) {
            for candidate in candidates.iter_mut() {
                let stripped =
                    names.iter().filter(|name| name.entity == candidate.entity).all(|name| name.stripped);
                let points = if stripped { 30 } else { 0 };
                candidate.name -= points;
                candidate.score -= points;
            }
        }
        let by_right = |entity| {
            let mut own = self.hit.names.iter().filter(|name| name.entity == entity);
            own.any(|name| matches!(name.class, NameClass::Label | NameClass::Short))
        };
        if !candidates.iter().any(|candidate| by_right(candidate.entity)) {
            return;
        }
        let is_told = |entity| {
            let mut own = self.hit.names.iter().filter(|name| name.entity == entity);
            own.any(|name| name.language != 0)
        };
        for candidate in candidates.iter_mut().filter(|candidate| !by_right(candidate.entity)) {
            let points = if is_told(candidate.entity) { 12 } else { 25 };
            candidate.name -= points;
            candidate.score -= points;
        }
    }

    /// Among cities of one name, the one whose country alone is talked of gets points; fewer if a
    /// capital has the name, for capitals are talked of everywhere.
    fn favour_only_country(&self, candidates: &mut [Candidate]) {
        if self.situation.crowded {
            return;
        }
        let countries = |candidate: &Candidate| self.kb.entity(candidate.entity).map(|row| row.country);
        let mut talked_of = None;
        for country in candidates.iter().filter_map(countries).filter(|c| self.context.weight(*c) >= 2) {
            if talked_of.is_some_and(|known| known != country) {
                return;
            }
            talked_of = Some(country);
        }
        let Some(country) = talked_of else { return };
        let great = candidates.iter().any(|candidate| candidate.prior > 64);
        for candidate in candidates.iter_mut().filter(|candidate| countries(candidate) == Some(country)) {
            let points = if great { 4 } else { 10 };
            candidate.country += points;
            candidate.score += points;
        }
    }
}

/// Prior of Vietnamese cities that are provinces themselves.
const GREAT_IN_VIETNAM: u8 = 55;
/// Most letters of an acronym that is left alone in a line of capitals.
const SHORT_ACRONYM: u32 = 3;
/// Prior from which a town is talked of often.
const NOTED: u8 = 50;
/// Prior from which a place is so well known that it is also written with diacritics that its name has not.
const GREAT: u8 = 60;

/// Points for a cue; `None` when it rules the entity out.
fn cue_points(cue: Cue, row: &EntityRow) -> Option<i32> {
    if row.kind == Kind::Person {
        return match cue {
            // A river, a street: the person is not there.
            Cue::Nature => None,
            Cue::Title => Some(8),
            Cue::Body => Some(0),
            _ => Some(-30),
        };
    }
    if cue == Cue::Title {
        return None;
    }
    if row.kind == Kind::Organisation {
        return Some(if cue == Cue::Body { 8 } else { 0 });
    }
    Some(match (cue, row.subtype) {
        (Cue::Division, Subtype::Division) => 25,
        (Cue::Division, Subtype::Country | Subtype::City | Subtype::Capital)
        | (Cue::Nature, Subtype::Country | Subtype::City | Subtype::Capital | Subtype::Division) => {
            return None;
        }
        (Cue::City, Subtype::City | Subtype::Capital) => 10,
        (Cue::Body, _) | (Cue::City | Cue::Capital, Subtype::Country) => -60,
        (Cue::City | Cue::Capital, Subtype::Division) => -30,
        (Cue::Capital, Subtype::Capital) => 15,
        (Cue::Capital, Subtype::City) => -20,
        _ => 0,
    })
}

/// Whether two languages share the Arabic script, so that a name of one may be a word of the other.
fn is_neighbour(given_in: &str, language: &str) -> bool {
    const ARABIC: [&str; 6] = ["ar", "fa", "ur", "ps", "ckb", "ku"];
    ARABIC.contains(&given_in) && ARABIC.contains(&language)
}
