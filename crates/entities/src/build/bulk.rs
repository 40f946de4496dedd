//! What the default knowledge base takes from the large table of entities.
//!
//! The table has no measure of fame, so precision comes from rarity: a person is taken only when no
//! other item bears the name and when given name and surname are rare enough together that few
//! people share them; an organisation only when its name is long, unique and not generic.

use std::collections::{BTreeSet, HashMap};

use super::subdivisions::KnownPlaces;
use super::tables::{Choice, Item, ItemName};
use crate::fold::{Script, script_of};
use crate::kb::format::{NameClass, Subtype};
use crate::token::{Case, Token, tokenize};
use crate::types::Kind;

/// Product of the frequencies of given name and surname (among about 130,000 people) up to which a
/// full name is taken to mean one person: of such names, two in a hundred or fewer have two bearers
/// in the table.
const MOST_COMMON_NAME: u64 = 250;

/// Languages of X-FACTR that have a name of a person from which the name, common as its parts may be,
/// is taken to mean that person.
const FAMOUS: u8 = 12;

/// Languages of a person who is no politician from which the person is taken.
const KNOWN_PERSON: u8 = 9;
/// And of an organisation that X-FACTR alone has.
const KNOWN_ORGANISATION: u8 = 7;

/// Statistics over the whole table.
#[derive(Debug, Default)]
pub struct NameStatistics {
    bearers: HashMap<u64, (u32, u8)>,
    given: HashMap<u64, u32>,
    surnames: HashMap<u64, u32>,
    generic: HashMap<u64, u32>,
}

impl NameStatistics {
    /// Counts one row of the table; rows of one item must follow each other.
    pub fn count(&mut self, number: u32, kind: &str, text: &str) {
        let tokens = tokenize(text);
        let bearers = self.bearers.entry(key(&tokens)).or_insert((number, 1));
        let new = bearers.0 != number || bearers.1 == 1;
        if bearers.0 != number {
            *bearers = (number, bearers.1.saturating_add(1));
        }
        if !new {
            return;
        }
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
        if kind == "PER" && tokens.len() > 1 && first.script == Script::Latin {
            *self.given.entry(first.bare).or_default() += 1;
            *self.surnames.entry(last.bare).or_default() += 1;
        }
        if kind == "ORG" && first.script == Script::Latin {
            for token in &tokens {
                *self.generic.entry(token.bare).or_default() += 1;
            }
        }
    }

    /// How many people bear each word as given name or surname.
    pub fn people(&self) -> HashMap<u64, u32> {
        let mut people = self.given.clone();
        for (token, count) in &self.surnames {
            *people.entry(*token).or_default() += count;
        }
        people
    }

    /// Whether one item at most bears a name.
    pub fn is_unique(&self, tokens: &[Token]) -> bool {
        self.bearers.get(&key(tokens)).is_none_or(|(_, count)| *count <= 1)
    }

    /// How common a full name is; names of more parts are rarer.
    fn commonness(&self, tokens: &[Token]) -> u64 {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return u64::MAX };
        let count = |table: &HashMap<u64, u32>, token: &Token| {
            u64::from(table.get(&token.bare).copied().unwrap_or(1))
        };
        let product = count(&self.given, first) * count(&self.surnames, last);
        if tokens.len() > 2 { product / 4 } else { product }
    }

    /// Whether some token of a name of an organisation is rare, so that it tells it from others.
    fn is_distinct(&self, tokens: &[Token]) -> bool {
        tokens.iter().any(|token| {
            let count = self.generic.get(&token.bare).copied().unwrap_or(0);
            count < 60 && token.len() > 3 && token.case != Case::Lower
        })
    }
}

fn key(tokens: &[Token]) -> u64 {
    crate::hash::sequence_hash(crate::hash::KeySpace::Exact, tokens.iter().map(|token| token.bare))
}

/// Scripts in which one spelling is the name, whatever the language.
fn is_own_script(name: &str) -> bool {
    let script = name.chars().map(script_of).find(|script| *script != Script::Other);
    !matches!(script, Some(Script::Latin | Script::Digit) | None)
}

/// What becomes of an item that no better source has.
pub fn choose(statistics: &NameStatistics, known: &KnownPlaces, item: &Item) -> Option<Choice> {
    match item.kind.as_str() {
        "PER" => person(statistics, item),
        "ORG" => organisation(statistics, item),
        "LOC" => place(statistics, known, item),
        _ => None,
    }
}

fn english(item: &Item) -> Option<&ItemName> {
    let named = |language: &'static str| {
        item.names
            .iter()
            .find(move |name| name.language == language && name.label && !is_own_script(&name.text))
    };
    named("en")
        .or_else(|| named("und"))
        .or_else(|| item.names.iter().find(|name| name.label && !is_own_script(&name.text)))
}

/// The first English label of two words or more: X-FACTR calls bare surnames labels too.
fn full_name(item: &Item) -> Option<&ItemName> {
    item.names.iter().find(|name| {
        name.language == "en" && name.label && !is_own_script(&name.text) && name.text.contains(' ')
    })
}

fn person(statistics: &NameStatistics, item: &Item) -> Option<Choice> {
    let languages = item.language_count() as u8;
    let politician = item.has("eps") || item.has("congress");
    if !politician && languages < KNOWN_PERSON {
        return None;
    }
    let label = full_name(item).or_else(|| english(item))?;
    let text = label.text.split([',', '(']).next().unwrap_or("").trim();
    let tokens = tokenize(text);
    let famous = item.has("xfactr") && languages >= FAMOUS;
    let plain = tokens.len() >= 2
        && tokens.len() <= 5
        && tokens.iter().all(|token| token.script == Script::Latin)
        && tokens.first().is_some_and(|token| token.case != Case::Lower && token.len() > 1);
    let telling = famous || statistics.commonness(&tokens) <= MOST_COMMON_NAME;
    if !plain || !telling || !statistics.is_unique(&tokens) {
        return None;
    }
    let prior = match () {
        () if item.has("congress") => 55,
        () if politician => 42 + languages.min(16),
        () => 30 + languages,
    };
    let mut names = vec![("en".to_owned(), title_case(text), NameClass::Label, true)];
    for name in item.names.iter().filter(|name| is_own_script(&name.text)) {
        let tokens = tokenize(&name.text);
        let long = tokens.len() > 2 || (tokens.len() > 1 && !is_unspaced(&tokens));
        if long && !name.text.contains([',', '(']) && statistics.is_unique(&tokens) {
            names.push((
                name.language.clone(),
                name.text.clone(),
                if name.label { NameClass::Label } else { NameClass::Alias },
                name.label && politician && languages > 3,
            ));
        }
    }
    Some(Choice { kind: Kind::Person, subtype: Subtype::Plain, prior, country: None, names })
}

/// Whether a name is written in a script without spaces.
pub fn is_unspaced(tokens: &[Token]) -> bool {
    tokens.first().is_some_and(|token| token.script.is_unspaced())
}

/// "Elżbieta KOWALSKA" as "Elżbieta Kowalska": some parliaments write surnames in capitals.
fn title_case(name: &str) -> String {
    let words = name.split(' ').map(|word| {
        let shouted = word.chars().count() > 2 && word.chars().all(|c| !c.is_lowercase());
        if !shouted {
            return word.to_owned();
        }
        let mut letters = word.chars();
        let first: String = letters.next().into_iter().collect();
        first + &letters.as_str().to_lowercase()
    });
    words.collect::<Vec<_>>().join(" ")
}

fn organisation(statistics: &NameStatistics, item: &Item) -> Option<Choice> {
    let languages = item.language_count() as u8;
    let team = item.has("reep");
    let known = item.has("xfactr") && languages >= KNOWN_ORGANISATION;
    let least = 10;
    if (team || item.sources.iter().all(|source| source == "nsi")) && !known {
        return None;
    }
    // Without another source, the kinds of X-FACTR are guesses of keyword rules.
    if !known && item.sources.iter().all(|source| source == "xfactr") {
        return None;
    }
    let label = english(item)?;
    let tokens = tokenize(&label.text);
    let specific = tokens.len() >= 2
        && label.text.chars().count() >= least
        && !label.text.contains(['(', ',', '/'])
        && tokens.first().is_some_and(|token| token.case != Case::Lower)
        && statistics.is_unique(&tokens)
        && statistics.is_distinct(&tokens);
    if !specific {
        return None;
    }
    let prior = match () {
        () if item.has("partyfacts") => 48,
        () if item.has("ror") => 44,
        () if known => 38 + languages.min(20),
        () => 40,
    };
    let subtype = match () {
        () if team => Subtype::Team,
        () if item.has("partyfacts") => Subtype::Party,
        () => Subtype::Plain,
    };
    let mut seen = BTreeSet::from([label.text.clone()]);
    let mut names = vec![("en".to_owned(), label.text.clone(), NameClass::Label, true)];
    for name in item.names.iter().filter(|name| name.label || !name.xfactr_only || is_own_script(&name.text))
    {
        let tokens = tokenize(&name.text);
        let long = name.text.chars().count() >= if is_unspaced(&tokens) { 4 } else { least };
        let latin = !is_own_script(&name.text);
        let fits = long
            && tokens.len() >= 2
            && (!latin || tokens.first().is_some_and(|token| token.case != Case::Lower))
            && statistics.is_unique(&tokens)
            && (!latin || statistics.is_distinct(&tokens));
        if fits && seen.len() < 8 && seen.insert(name.text.clone()) {
            names.push((name.language.clone(), name.text.clone(), NameClass::Alias, name.language == "ar"));
        }
    }
    Some(Choice { kind: Kind::Organisation, subtype, prior, country: None, names })
}

/// Words of English names of places that are no cities: rivers, mountains, divisions.
const PLACES: [&str; 25] = [
    "River",
    "Sea",
    "Mountains",
    "Mountain",
    "Mount",
    "Lake",
    "Gulf",
    "Bay",
    "Ocean",
    "Strait",
    "Desert",
    "Island",
    "Islands",
    "Peninsula",
    "Province",
    "Oblast",
    "Governorate",
    "Region",
    "District",
    "Canal",
    "Valley",
    "Plateau",
    "Voivodeship",
    "Prefecture",
    "County",
];
/// Those that follow the name of a state or province.
pub const DIVISIONS: [&str; 7] =
    ["Province", "Oblast", "Governorate", "Region", "Voivodeship", "Prefecture", "State"];
/// Languages of a place from which it is known well enough.
const KNOWN_PLACE: u8 = 10;
/// And of one of whose sort nothing is known.
const GREAT_PLACE: u8 = 14;

/// Rivers, seas, mountains, regions, divisions: places that many languages name. Cities come from `GeoNames`.
fn place(statistics: &NameStatistics, known: &KnownPlaces, item: &Item) -> Option<Choice> {
    let languages = item.language_count() as u8;
    let plain = |name: &&ItemName| !name.text.contains(['(', ',', '.']) && !is_own_script(&name.text);
    let labels: Vec<&ItemName> =
        item.names.iter().filter(|name| name.language == "en" && name.label).filter(plain).collect();
    let first = labels.first().copied().or_else(|| english(item).filter(|label| plain(label)))?;
    let sorted = |name: &&ItemName| {
        name.text
            .split(' ')
            .any(|word| PLACES.contains(&word) || DIVISIONS.contains(&word) || word == "Republic")
    };
    let label = match labels.iter().copied().find(sorted).or(Some(first).filter(sorted)) {
        Some(label) if languages >= KNOWN_PLACE => label,
        // X-FACTR calls adjectives labels too, so that only a label that stands alone is the name.
        None if labels.len() == 1
            && statistics.is_unique(&tokenize(&first.text))
            && !known.is_city(&first.text) =>
        {
            let least = if known.country(&first.text).is_some() { KNOWN_PLACE } else { GREAT_PLACE };
            Some(first).filter(|_| languages >= least)?
        }
        _ => return None,
    };
    let mut names = vec![("en".to_owned(), label.text.clone(), NameClass::Label, true)];
    // "Amazon" of the Amazon River, but not "Chechen" of the Chechen Republic.
    let short = labels.iter().copied().find(|short| {
        let rest = label.text.strip_prefix(short.text.as_str()).and_then(|rest| rest.strip_prefix(' '));
        rest.is_some_and(|rest| PLACES.contains(&rest) || DIVISIONS.contains(&rest))
    });
    for name in item.names.iter().filter(|name| name.label && is_own_script(&name.text)) {
        if name.text.chars().count() > 3 && !name.text.contains(['(', ',']) {
            names.push((name.language.clone(), name.text.clone(), NameClass::Label, true));
        }
    }
    let divides = label.text.split(' ').any(|word| DIVISIONS.contains(&word));
    let country = [Some(label), short].into_iter().flatten().find_map(|name| known.country(&name.text));
    let subtype = if divides || country.is_some() { Subtype::Division } else { Subtype::Plain };
    // The linker knows divisions from cities of their name.
    let told = |short: &&ItemName| {
        subtype == Subtype::Division
            || !known.is_city(&short.text) && statistics.is_unique(&tokenize(&short.text))
    };
    names.extend(
        short.filter(told).map(|short| ("en".to_owned(), short.text.clone(), NameClass::Alias, false)),
    );
    let country = country.map(str::to_owned);
    Some(Choice { kind: Kind::Location, subtype, prior: 36 + languages, country, names })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(number: u32, kind: &str, sources: &[&str], names: &[(&str, &str)]) -> Item {
        Item {
            number,
            kind: kind.to_owned(),
            sources: sources.iter().map(|s| (*s).to_owned()).collect(),
            names: names
                .iter()
                .map(|(language, text)| ItemName {
                    language: (*language).to_owned(),
                    text: (*text).to_owned(),
                    label: true,
                    xfactr_only: false,
                })
                .collect(),
        }
    }

    #[test]
    fn people_need_rare_and_unique_names() {
        let mut statistics = NameStatistics::default();
        for number in 0..100 {
            statistics.count(number, "PER", &format!("John Number{number}"));
            statistics.count(number + 200, "PER", &format!("Given{number} Smith"));
        }
        statistics.count(1000, "PER", "Two Bearers");
        statistics.count(1001, "PER", "Two Bearers");
        let check = |name: &str, expected: bool| {
            let item = item(5, "PER", &["eps"], &[("en", name)]);
            assert_eq!(choose(&statistics, &KnownPlaces::default(), &item).is_some(), expected, "{name}");
        };
        check("Ada Kowalczyk", true);
        check("John Smith", false);
        check("Two Bearers", false);
        check("Pelé", false);
    }

    #[test]
    fn organisations_need_a_telling_name() {
        let mut statistics = NameStatistics::default();
        for number in 0..100 {
            statistics.count(number, "ORG", &format!("Social Democratic Party {number}"));
        }
        let check = |name: &str, expected: bool| {
            let item = item(500, "ORG", &["partyfacts"], &[("en", name)]);
            assert_eq!(choose(&statistics, &KnownPlaces::default(), &item).is_some(), expected, "{name}");
        };
        check("Social Democratic Party", false);
        check("Polisario Front", true);
        check("ULTRA", false);
    }

    #[test]
    fn shouted_surnames_are_lowered() {
        assert_eq!(title_case("Vasile DÎNCU"), "Vasile Dîncu");
        assert_eq!(title_case("JD Vance"), "JD Vance");
    }
}
