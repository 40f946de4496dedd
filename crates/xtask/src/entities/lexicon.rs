//! The lexicon of words in names, and the dictionary of Chinese, from sources that may be shipped.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Result;
use rafid_entities::recognise::fold::{self, Folded};
use rafid_entities::recognise::prepare::{DICTIONARY, GOES_ON, LONGEST_DICTIONARY_WORD, phrase};
use rafid_entities::recognise::tables::HashTable;
use rafid_entities::recognise::tokens::{self, Class};
use rafid_entities::recognise::{self, Kind};

use super::corpus::read_text;

/// Sources of `kb/entities.tsv` whose rows may be shipped.
const SOURCES: [&str; 8] = ["eps", "ror", "nsi", "reep", "rigour", "partyfacts", "congress", "xfactr"];
/// Fewest occurrences of a word in names.
const LEAST: u32 = 3;
/// Occurrences that a name of the lists of Faker counts for.
const INVENTED: u32 = 6;
/// Lowest frequency of a word of the dictionary of Chinese.
const LEAST_FREQUENT: u32 = 20;

/// How often a word stands where in names.
#[derive(Clone, Copy, Default)]
struct Count {
    first: u32,
    last: u32,
    organisation: u32,
    place: u32,
    place_part: u32,
}

/// Codes of words, and kinds of whole names. Words: in names where they stand most, how surely, how often; in Chinese their class.
pub fn build(data: &Path, sources: &Path) -> Result<(HashTable<u8>, HashTable<u8>)> {
    let mut names = Names::default();
    names.add_entities(data)?;
    names.add_newsmakers(data)?;
    names.add_arabic(sources)?;
    names.add_invented(sources)?;
    let Names { mut counts, phrases } = names;
    count_tokens(data, &mut counts)?;
    let mut codes: HashMap<u32, u8> = counts.into_iter().filter_map(|(h, c)| Some((h, code(c)?))).collect();
    for line in read_text(&sources.join("jieba/dict.txt"))?.lines() {
        let mut cells = line.split(' ');
        if let (Some(word), Some(frequency), Some(class)) = (cells.next(), cells.next(), cells.next()) {
            let folded = Folded::new(word);
            let len = folded.chars().len();
            let frequent = frequency.parse().unwrap_or(0) >= LEAST_FREQUENT || class.starts_with("ns");
            if frequent && (2..=LONGEST_DICTIONARY_WORD).contains(&len) {
                codes.insert(fold::hash(folded.chars()), DICTIONARY + class_of(class));
            }
        }
    }
    Ok((table(codes), table(phrases)))
}

fn table(entries: HashMap<u32, u8>) -> HashTable<u8> {
    let mut entries: Vec<(u32, u8)> = entries.into_iter().collect();
    entries.sort_unstable();
    let mut table = HashTable::with_capacity(entries.len());
    for (hash, code) in entries {
        table.insert(hash, code);
    }
    table
}

type Counts = HashMap<u32, Count>;

/// Names read so far: counts of their words, kinds of the whole.
#[derive(Default)]
struct Names {
    counts: Counts,
    phrases: HashMap<u32, u8>,
}

impl Names {
    fn add_entities(&mut self, data: &Path) -> Result<()> {
        for line in read_text(&data.join("kb/entities.tsv.zst"))?.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            if let [_, kind, _, name, _, source, ..] = cells.as_slice()
                && let Some(kind) = kind_of(kind)
                && source.split('+').any(|s| SOURCES.contains(&s))
            {
                self.add(name, kind);
            }
        }
        Ok(())
    }

    fn add_newsmakers(&mut self, data: &Path) -> Result<()> {
        let table = read_text(&data.join("kb/newsmakers.tsv"))?;
        let mut lines = table.lines();
        let head: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
        for line in lines {
            let cells: Vec<&str> = line.split('\t').collect();
            let Some(kind) = cells.get(1).and_then(|k| kind_of(k)) else { continue };
            for (_, cell) in head.iter().zip(&cells).filter(|(h, _)| h.len() == 2) {
                for name in cell.split('|') {
                    self.add(name, kind);
                }
            }
        }
        Ok(())
    }

    /// Arabic names of places, people and clubs from the `PyPI` package `ArWikiCats`.
    fn add_arabic(&mut self, sources: &Path) -> Result<()> {
        let files = [
            ("cities_full", Kind::Location),
            ("popopo", Kind::Location),
            ("P17_PP", Kind::Location),
            ("India_dd", Kind::Location),
            ("peoples", Kind::Person),
            ("Clubs_key", Kind::Organisation),
        ];
        for (file, kind) in files {
            let text = read_text(&sources.join("arwikicats").join(file).with_extension("json"))?;
            let names: HashMap<String, String> = serde_json::from_str(&text)?;
            for name in names.values() {
                let name = name.split(" (").next().unwrap_or(name);
                // A league or cup is no club.
                if kind == Kind::Organisation && ["دوري", "كأس", "بطولة"].iter().any(|w| name.contains(w))
                {
                    continue;
                }
                self.add(name.strip_prefix("نادي ").unwrap_or(name), kind);
            }
        }
        Ok(())
    }

    /// Names of people and places that the `PyPI` package Faker invents addresses from.
    fn add_invented(&mut self, sources: &Path) -> Result<()> {
        for line in read_text(&sources.join("faker/names.tsv"))?.lines() {
            let Some((role, name)) = line.split_once('\t') else { continue };
            match role {
                "place" => self.add(name, Kind::Location),
                "first" => count_part(name, INVENTED, &mut self.counts, |count| &mut count.first),
                _ => count_part(name, INVENTED, &mut self.counts, |count| &mut count.last),
            }
        }
        Ok(())
    }

    fn add(&mut self, name: &str, kind: Kind) {
        count_name(name, kind, &mut self.counts);
        let words = name.split_whitespace().count();
        let short = name.is_ascii() && (name.len() < 4 || name.chars().all(|c| !c.is_ascii_uppercase()));
        let latin = name.chars().all(|c| c < '\u{250}');
        // The words of people's names in Latin letters are known well enough one by one.
        if short
            || (kind == Kind::Person
                && (latin || words < 2 && !name.contains('·') && name.chars().count() < 3))
        {
            return;
        }
        if latin && words > 3 {
            return;
        }
        if let Some([beginnings @ .., whole]) = phrase(name).as_deref() {
            *self.phrases.entry(*whole).or_default() |= recognise::bit(kind);
            for beginning in beginnings {
                *self.phrases.entry(*beginning).or_default() |= GOES_ON;
            }
        }
    }
}

fn count_tokens(data: &Path, counts: &mut Counts) -> Result<()> {
    let mut buffer = Vec::new();
    for line in read_text(&data.join("gazetteer/name-tokens.tsv.zst"))?.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [_, latin, native, n] = cells.as_slice() else { continue };
        let n: u32 = n.parse().unwrap_or(1);
        for token in [latin.trim_matches('"'), native] {
            buffer.clear();
            tokens::tokenise(token, &mut buffer);
            let alone = buffer.len() == 1;
            for part in &buffer {
                let folded = Folded::new(token.get(part.range()).unwrap_or_default());
                if part.class == Class::Word && folded.chars().len() < 2 {
                    continue;
                }
                let count = counts.entry(fold::hash(folded.chars())).or_default();
                // A character alone is a family name, one of several is not.
                if part.class == Class::Character && alone {
                    count.first += n;
                } else {
                    count.last += n;
                }
            }
        }
    }
    Ok(())
}

/// Counts the words of a first or last name `n` times.
fn count_part(name: &str, n: u32, counts: &mut Counts, role: impl Fn(&mut Count) -> &mut u32) {
    let mut buffer = Vec::new();
    tokens::tokenise(name, &mut buffer);
    for token in buffer.iter().filter(|token| token.class == Class::Word) {
        let folded = Folded::new(name.get(token.range()).unwrap_or_default());
        if folded.chars().len() > 1 {
            *role(counts.entry(fold::hash(folded.chars())).or_default()) += n;
        }
    }
}

fn count_name(name: &str, kind: Kind, counts: &mut Counts) {
    let mut buffer = Vec::new();
    tokens::tokenise(name, &mut buffer);
    buffer.retain(|t| matches!(t.class, Class::Word | Class::Character));
    let last = buffer.len().saturating_sub(1);
    for (n, token) in buffer.iter().enumerate() {
        let folded = Folded::new(name.get(token.range()).unwrap_or_default());
        if folded.chars().len() < 2 && token.class == Class::Word {
            continue;
        }
        let count = counts.entry(fold::hash(folded.chars())).or_default();
        match kind {
            Kind::Person if n == last && n > 0 => count.last += 1,
            Kind::Person => count.first += 1,
            Kind::Organisation => count.organisation += 1,
            Kind::Location if last == 0 => count.place += 1,
            Kind::Location => count.place_part += 1,
        }
    }
}

/// Code under 32: the role that a word has most, by its share (over or under two thirds) and frequency.
fn code(count: Count) -> Option<u8> {
    let roles = [count.first, count.last, count.organisation, count.place * 2, count.place_part];
    let total: u32 = roles.iter().sum();
    if total < LEAST {
        return None;
    }
    let (role, &most) = roles.iter().enumerate().max_by_key(|(n, c)| (**c, 9 - n))?;
    let sure = u8::from(most * 3 >= total * 2);
    let often = match total {
        0..=5 => 0,
        6..=19 => 1,
        _ => 2,
    };
    Some(1 + role as u8 * 6 + sure * 3 + often)
}

/// Class of a word of the dictionary by its part of speech.
fn class_of(part_of_speech: &str) -> u8 {
    match part_of_speech {
        "nr" | "nrt" | "nrfg" => 0,
        "ns" => 1,
        "nt" => 2,
        "nz" => 3,
        p if p.starts_with('n') => 4,
        p if p.starts_with('v') => 5,
        _ => 6,
    }
}

fn kind_of(text: &str) -> Option<Kind> {
    match text {
        "PER" => Some(Kind::Person),
        "ORG" => Some(Kind::Organisation),
        "LOC" | "GPE" => Some(Kind::Location),
        _ => None,
    }
}
