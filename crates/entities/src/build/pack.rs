//! Packing drafts into the bytes of a knowledge base.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::words::{SURE, is_doubtful};
use super::{Builder, CITY_OF_NOTE, Draft, DraftName, variants};
use crate::error::Error;
use crate::fold::{Script, fold_word, script_of};
use crate::hash::{KeySpace, sequence_hash, sequence_start, sequence_step};
use crate::kb::format::{
    BUCKET_BITS, ENTITY, HEADER, MAGIC, MAX_ENTITIES, MAX_LANGUAGES, MAX_TOKENS, NameClass, NameRecord,
    OFFSET_STEP, RECORD, SECTIONS, Subtype, checksum, filter_positions, split_hash,
};
use crate::stem;
use crate::token::{Case, Token, tokenize};
use crate::transliterate;
use crate::types::Kind;

/// Fewest letters of a name that is also known without its diacritics.
const SHORTEST_STRIPPED: u32 = 5;
/// Most letters of a name that is kept once for each of its languages: a short name of one language
/// is a word of another.
const LONGEST_BY_LANGUAGE: u32 = 5;
/// Fewest letters that the stem of so short a name keeps, to be told from those of words.
const SHORTEST_STEM: usize = 4;
/// The same in Arabic script, whose languages share words with names of each other.
const LONGEST_ARABIC: u32 = 9;

/// Most prior of a capital that is a town.
const SMALL_CAPITAL: u8 = 75;

/// Countries whose own cities, down to smaller ones, have their names in Cyrillic or Greek.
const INFLECTING_COUNTRIES: [&str; 8] = ["BG", "BY", "CY", "GR", "KG", "KZ", "RU", "UA"];

/// Bits of the filter per key.
const FILTER_BITS_PER_KEY: u64 = 9;

struct Packer<'a> {
    builder: &'a Builder,
    languages: Vec<String>,
    /// Key hash, strength of the entity reversed, record.
    records: Vec<(u64, u8, u32)>,
    keys: HashSet<u64>,
    /// Names of places of some size.
    place_names: HashSet<u64>,
    /// Stems of names that are not short: a short name has none of them ("Нигер", "Нигерия").
    long_stems: HashSet<u64>,
}

impl Builder {
    /// Packs everything into the bytes of a file. `date` (of the sources, `2026-11-24`) is the
    /// first part of its version.
    ///
    /// # Errors
    /// [`Error::Limit`] when the format cannot hold so much.
    pub fn finish(&self, date: &str) -> Result<Vec<u8>, Error> {
        let order = self.order();
        if order.len() > MAX_ENTITIES {
            return Err(Error::Limit("more entities than a record can address"));
        }
        let languages = self.languages()?;
        let countries: Vec<String> = self.by_country.keys().cloned().collect();
        let mut packer = Packer {
            builder: self,
            languages,
            records: Vec::new(),
            keys: HashSet::new(),
            place_names: place_names(&order),
            long_stems: order.iter().flat_map(|draft| long_stems(draft)).collect(),
        };
        let (mut entities, mut places) = (Vec::with_capacity(order.len() * ENTITY), Vec::new());
        let (mut offsets, mut strings) = (Vec::new(), Vec::new());
        for (index, draft) in order.iter().enumerate() {
            let names = packer.display_names(draft);
            entities.extend(draft.wikidata.unwrap_or(0).to_le_bytes());
            if index.is_multiple_of(OFFSET_STEP) {
                offsets.extend((strings.len() as u32).to_le_bytes());
            }
            entities.extend(meta(draft, &countries).to_le_bytes());
            strings.extend(names);
            if is_place(draft) {
                let (latitude, longitude) =
                    draft.coordinates.map_or((i32::MIN, 0), |(lat, lon)| (micro(lat), micro(lon)));
                places.extend(draft.geonames.unwrap_or(0).to_le_bytes());
                places.extend(latitude.to_le_bytes());
                places.extend(longitude.to_le_bytes());
            }
            packer.index_names(index as u32, draft);
        }
        let (buckets, records) = packer.records();
        let filter = packer.filter();
        let redirects = self.pack_redirects(&order);
        let content = [&filter, &buckets, &records, &entities, &places, &offsets, &strings, &redirects];
        let sum = content.iter().fold(0_u64, |sum, part| sum.rotate_left(7) ^ checksum(part));
        let meta =
            format!("{date}.{:08x}\n{}\n{}\n", sum as u32, packer.languages.join("\t"), countries.join("\t"));
        Ok(assemble(&[
            meta.as_bytes(),
            &filter,
            &buckets,
            &records,
            &entities,
            &places,
            &offsets,
            &strings,
            &redirects,
        ]))
    }

    /// Places first, strongest first; ties by id, so that the order does not depend on the sources'.
    fn order(&self) -> Vec<&Draft> {
        let mut order: Vec<&Draft> =
            self.drafts.iter().filter(|draft| !draft.names.is_empty() && has_id(draft)).collect();
        order.sort_by_key(|draft| {
            (
                !is_place(draft),
                std::cmp::Reverse(draft.prior),
                draft.wikidata,
                draft.geonames,
                draft.country.clone(),
            )
        });
        order
    }

    fn languages(&self) -> Result<Vec<String>, Error> {
        let mut used: BTreeMap<&str, usize> = BTreeMap::new();
        for name in self.drafts.iter().flat_map(|draft| &draft.names) {
            *used.entry(name.language.as_str()).or_default() += 1;
        }
        used.remove("");
        used.remove("und");
        let mut by_use: Vec<(&str, usize)> = used.into_iter().collect();
        by_use.sort_by_key(|(language, count)| (std::cmp::Reverse(*count), *language));
        let mut languages = vec!["und".to_owned()];
        languages.extend(by_use.iter().take(MAX_LANGUAGES - 1).map(|(language, _)| (*language).to_owned()));
        if by_use.len() >= MAX_LANGUAGES {
            return Err(Error::Limit("more languages than a record can name"));
        }
        Ok(languages)
    }

    fn pack_redirects(&self, order: &[&Draft]) -> Vec<u8> {
        let mut packed = Vec::new();
        for (former, current) in &self.redirects {
            let found = order.iter().position(|draft| draft.wikidata == Some(*current));
            if let Some(index) = found {
                packed.extend(former.to_le_bytes());
                packed.extend((index as u32).to_le_bytes());
            }
        }
        packed
    }
}

fn place_names(order: &[&Draft]) -> HashSet<u64> {
    let places = order.iter().filter(|draft| draft.kind == Kind::Location && draft.prior >= 52);
    places.flat_map(|draft| &draft.names).map(|name| exact_key(&tokenize(&name.text))).collect()
}

/// The language whose endings a name takes: its own; for names in Cyrillic and Greek of places of some
/// size, or of those countries, that come without a language, Russian, or Ukrainian where its letters say so, and Greek.
fn inflecting_language<'a>(name: &'a DraftName, draft: &Draft) -> &'a str {
    let country = draft.country.as_deref().unwrap_or("");
    let least = if INFLECTING_COUNTRIES.contains(&country) { 45 } else { 58 };
    if !name.language.is_empty() || draft.prior < least {
        return &name.language;
    }
    match name.text.chars().find(|c| c.is_alphabetic()).map(script_of) {
        Some(Script::Cyrillic) if name.text.contains(['і', 'ї', 'є', 'І', 'Ї', 'Є']) => "uk",
        Some(Script::Cyrillic) => "ru",
        Some(Script::Greek) => "el",
        _ => &name.language,
    }
}

fn stem_key(language: &str, name: &DraftName, tokens: &[Token]) -> Option<u64> {
    stem::of_name(language, &name.text, tokens).map(|stems| sequence_hash(KeySpace::Stem, stems))
}

/// The stems of the names of an entity that have more letters than those that are kept by language.
fn long_stems(draft: &Draft) -> Vec<u64> {
    let stem = |name: &DraftName| {
        let tokens = tokenize(&name.text);
        let letters: u32 = tokens.iter().map(Token::len).sum();
        let long = tokens.len() <= MAX_TOKENS && letters > LONGEST_BY_LANGUAGE;
        stem_key(inflecting_language(name, draft), name, &tokens).filter(|_| long)
    };
    draft.names.iter().filter_map(stem).collect()
}

fn has_id(draft: &Draft) -> bool {
    draft.wikidata.is_some() || draft.geonames.is_some() || draft.subtype == Subtype::Country
}

fn is_place(draft: &Draft) -> bool {
    draft.geonames.is_some() || draft.coordinates.is_some()
}

fn micro(degrees: f64) -> i32 {
    (degrees * 100_000.0).round() as i32
}

fn meta(draft: &Draft, countries: &[String]) -> u32 {
    let kind = Kind::ALL.iter().position(|kind| *kind == draft.kind).unwrap_or(0) as u32;
    let country = draft.country.as_ref().and_then(|code| countries.binary_search(code).ok());
    kind | (draft.subtype as u32) << 2
        | u32::from(draft.prior.min(100)) << 7
        | country.map_or(0, |index| index as u32 + 1) << 14
        | u32::from(draft.curated) << 23
}

fn assemble(sections: &[&[u8]; SECTIONS]) -> Vec<u8> {
    let mut body = Vec::new();
    let mut offset = HEADER;
    for section in sections {
        body.extend((offset as u32).to_le_bytes());
        body.extend((section.len() as u32).to_le_bytes());
        offset += section.len();
    }
    for section in sections {
        body.extend(*section);
    }
    let mut file = MAGIC.to_vec();
    file.extend(checksum(&body).to_le_bytes());
    file.extend(body);
    file
}

impl Packer<'_> {
    fn language_index(&self, language: &str) -> u8 {
        self.languages.iter().position(|known| known == language).unwrap_or(0) as u8
    }

    /// Canonical name first (English, else the first), then one label per language.
    fn display_names(&self, draft: &Draft) -> Vec<u8> {
        let shown: Vec<&DraftName> =
            draft.names.iter().filter(|name| name.display && name.class <= NameClass::Weak).collect();
        let canonical = shown
            .iter()
            .find(|name| name.language == "en")
            .or(shown.first())
            .copied()
            .or(draft.names.first());
        let Some(canonical) = canonical else { return vec![0] };
        let mut chosen: Vec<&DraftName> = vec![canonical];
        let mut languages = BTreeSet::from([canonical.language.as_str()]);
        for name in shown {
            if chosen.len() < 255 && languages.insert(name.language.as_str()) {
                chosen.push(name);
            }
        }
        let mut packed = vec![chosen.len() as u8];
        for name in chosen {
            packed.push(self.language_index(&name.language));
            packed.push(name.text.len() as u8);
            packed.extend(name.text.as_bytes());
        }
        packed
    }

    fn index_names(&mut self, entity: u32, draft: &Draft) {
        let mut seen: HashMap<u64, usize> = HashMap::new();
        let mut by_language: HashSet<(u64, u8)> = HashSet::new();
        let mut stemmed: HashSet<(u64, u8)> = HashSet::new();
        let mut skeletons: HashSet<u64> = HashSet::new();
        let mut names: Vec<&DraftName> = draft.names.iter().collect();
        names.sort_by_key(|name| name.class);
        let demonyms: HashSet<u64> = draft
            .names
            .iter()
            .filter(|name| name.class == NameClass::Demonym)
            .map(|name| exact_key(&tokenize(&name.text)))
            .collect();
        let articled: HashSet<String> = names
            .iter()
            .filter_map(|name| fold_word(&name.text).strip_prefix("ال").map(str::to_owned))
            .collect();
        for name in names {
            let tokens = tokenize(&name.text);
            if tokens.is_empty() || tokens.len() > MAX_TOKENS {
                continue;
            }
            // Some sources give adjectives as names.
            if name.class == NameClass::Alias && demonyms.contains(&exact_key(&tokens)) {
                continue;
            }
            let shared = draft.kind == Kind::Organisation && self.place_names.contains(&exact_key(&tokens));
            let language = if draft.kind == Kind::Location && lacks_article(name, &articled) {
                "fa"
            } else {
                &name.language
            };
            let record = NameRecord {
                entity,
                // "Liverpool" is the city unless the context says the club.
                class: if shared { NameClass::Weak } else { name.class },
                language: self.language_index(language),
                common: self.is_common(&tokens, draft, name),
                capitals: is_capitals(&tokens, &name.text),
                stripped: false,
                small: tokens.len() > 1 && tokens.last().is_some_and(|token| token.case == Case::Lower),
            };
            let exact: Vec<u64> = tokens.iter().map(|token| token.hash).collect();
            let bare: Vec<u64> = tokens.iter().map(|token| token.bare).collect();
            let arabic = tokens.iter().all(|token| token.script == Script::Arabic);
            let longest = if arabic { LONGEST_ARABIC } else { LONGEST_BY_LANGUAGE };
            if is_short(&tokens) && tokens.iter().map(Token::len).sum::<u32>() <= longest {
                self.add_per_language(&exact, record, draft.prior, &mut by_language);
                let inflected = inflecting_language(name, draft);
                let taken =
                    stem_key(inflected, name, &tokens).is_none_or(|key| self.long_stems.contains(&key));
                if !taken && stem::keeps(inflected, &name.text, SHORTEST_STEM) {
                    self.add_stems(name, draft, &tokens, record, &mut stemmed);
                }
                continue;
            }
            self.add_key(KeySpace::Exact, &exact, record, draft.prior, &mut seen);
            let letters: u32 = tokens.iter().map(Token::len).sum();
            // "Nha Trang" is a town and "Nhà Trắng" the White House.
            let is_tonal = name.language == "vi" && draft.subtype == Subtype::Plain;
            if bare != exact && letters >= SHORTEST_STRIPPED && !is_tonal {
                let stripped = NameRecord { stripped: true, ..record };
                self.add_key(KeySpace::Exact, &bare, stripped, draft.prior, &mut seen);
            }
            if draft.kind == Kind::Person
                && name.class == NameClass::Label
                && let Some(key) = transliterate::key(&name.text)
                && skeletons.insert(key)
            {
                self.records.push((
                    key,
                    u8::MAX - draft.prior,
                    NameRecord { class: NameClass::Derived, ..record }.pack(),
                ));
                self.keys.insert(key);
            }
            if draft.kind == Kind::Location {
                for form in variants::forms(&name.language, &name.text) {
                    let tokens: Vec<u64> = tokenize(&form).iter().map(|token| token.hash).collect();
                    self.add_key(KeySpace::Exact, &tokens, record, draft.prior, &mut seen);
                }
            }
            self.add_stems(name, draft, &tokens, record, &mut stemmed);
        }
    }

    /// Adds the stems of a name, by which its other cases are found.
    fn add_stems(
        &mut self,
        name: &DraftName,
        draft: &Draft,
        tokens: &[Token],
        record: NameRecord,
        seen: &mut HashSet<(u64, u8)>,
    ) {
        let inflected = inflecting_language(name, draft);
        if let Some(stems) = stem::of_name(inflected, &name.text, tokens) {
            let record = NameRecord { language: self.language_index(inflected), ..record };
            // Each language reads its own stems alone, so that one stem is kept for each.
            if seen.insert((sequence_hash(KeySpace::Stem, stems.iter().copied()), record.language)) {
                self.add_key(KeySpace::Stem, &stems, record, draft.prior, &mut HashMap::new());
            }
        }
    }

    fn add_per_language(
        &mut self,
        tokens: &[u64],
        record: NameRecord,
        prior: u8,
        seen: &mut HashSet<(u64, u8)>,
    ) {
        let key = sequence_hash(KeySpace::Exact, tokens.iter().copied());
        if record.class == NameClass::Demonym || seen.insert((key, record.language)) {
            self.add_key(KeySpace::Exact, tokens, record, prior, &mut HashMap::new());
        }
    }

    fn add_key(
        &mut self,
        space: KeySpace,
        tokens: &[u64],
        record: NameRecord,
        prior: u8,
        seen: &mut HashMap<u64, usize>,
    ) {
        let key = sequence_hash(space, tokens.iter().copied());
        // A demonym is kept beside a name of the same spelling: the language decides.
        if record.class != NameClass::Demonym {
            if let Some(&known) = seen.get(&key) {
                self.prefer_arabic(known, record);
                return;
            }
            seen.insert(key, self.records.len());
        }
        self.records.push((key, u8::MAX - prior, record.pack()));
        let mut prefix = sequence_start(space);
        for token in tokens {
            prefix = sequence_step(prefix, *token);
            self.keys.insert(prefix);
        }
    }

    /// A name that Arabic shares with its neighbours counts as Arabic.
    fn prefer_arabic(&mut self, known: usize, record: NameRecord) {
        let arabic = self.languages.get(record.language as usize).is_some_and(|language| language == "ar");
        if !arabic || record.class > NameClass::Label {
            return;
        }
        if let Some((_, _, bits)) = self.records.get_mut(known) {
            *bits = NameRecord { language: record.language, ..NameRecord::unpack(*bits) }.pack();
        }
    }

    /// Whether a name may be an ordinary word or the name of people instead.
    fn is_common(&self, tokens: &[Token], draft: &Draft, name: &DraftName) -> bool {
        let weight = |key: u64| self.builder.common_words.get(&key).copied().unwrap_or(0);
        let tagged = name.display || name.class == NameClass::Short;
        if !is_short(tokens) {
            return draft.prior < 70 && tokens.iter().all(|token| weight(exact_key(&[*token])) >= SURE / 100);
        }
        let people = match tokens {
            [token] if draft.kind == Kind::Location => {
                self.builder.people.get(&token.bare).copied().unwrap_or(0)
            }
            _ => 0,
        };
        let word = weight(exact_key(tokens)).max(weight(bare_key(tokens)));
        // Capitals of islands are called as people are ("Douglas", "Stanley").
        let small_capital = draft.subtype == Subtype::Capital && draft.prior <= SMALL_CAPITAL;
        let prior = match draft.subtype {
            _ if small_capital => CITY_OF_NOTE,
            // The bare name of a division that comes without a language is seldom meant ("امور", "affairs").
            Subtype::Division if !tagged => draft.prior.min(45),
            _ => draft.prior,
        };
        // "Madeira" is wood.
        let sure_word = word >= SURE && draft.kind == Kind::Location && (70..80).contains(&prior);
        sure_word || is_doubtful(word.max(people * 2), prior, tagged)
    }

    fn records(&mut self) -> (Vec<u8>, Vec<u8>) {
        self.records.sort_unstable_by_key(|(key, strength, record)| {
            let (bucket, rest) = split_hash(*key);
            (bucket, rest, *strength, *record)
        });
        let mut buckets = Vec::with_capacity(((1 << BUCKET_BITS) + 1) * 4);
        let mut records = Vec::with_capacity(self.records.len() * RECORD);
        let mut position = 0_usize;
        for bucket in 0..=1_usize << BUCKET_BITS {
            buckets.extend((position as u32).to_le_bytes());
            while let Some((key, _, record)) =
                self.records.get(position).filter(|(key, ..)| split_hash(*key).0 == bucket)
            {
                records.extend(split_hash(*key).1.to_le_bytes());
                records.extend(record.to_le_bytes());
                position += 1;
            }
        }
        (buckets, records)
    }

    fn filter(&self) -> Vec<u8> {
        let bytes = (self.keys.len() as u64 * FILTER_BITS_PER_KEY / 8 + 8).next_multiple_of(8);
        let mut filter = vec![0_u8; bytes as usize];
        for bit in self.keys.iter().flat_map(|key| filter_positions(*key, bytes * 8)) {
            if let Some(byte) = filter.get_mut((bit / 8) as usize) {
                *byte |= 1 << (bit % 8);
            }
        }
        filter
    }
}

/// Whether a name is that of a place that has the article in Arabic, without it: only the neighbours of Arabic, for which
/// Persian stands, call it so, and in Arabic it is a word ("رياض", "meadows").
fn lacks_article(name: &DraftName, articled: &HashSet<String>) -> bool {
    matches!(name.language.as_str(), "" | "und" | "ar") && articled.contains(&fold_word(&name.text))
}

/// Whether a name is one word, or at most four characters of a script without spaces.
pub fn is_short(tokens: &[Token]) -> bool {
    let unspaced = tokens.iter().all(|token| token.script.is_unspaced());
    tokens.len() == 1 || (unspaced && tokens.len() <= 4)
}

/// The hash of a name without its diacritics.
fn bare_key(tokens: &[Token]) -> u64 {
    sequence_hash(KeySpace::Exact, tokens.iter().map(|token| token.bare))
}

/// The hash of a name as it is written.
pub fn exact_key(tokens: &[Token]) -> u64 {
    sequence_hash(KeySpace::Exact, tokens.iter().map(|token| token.hash))
}

/// A single token of at most five capitals is meant only when it is written in capitals.
fn is_capitals(tokens: &[Token], name: &str) -> bool {
    match tokens {
        [token] => {
            token.case == Case::Upper && token.text(name).chars().filter(|c| c.is_alphabetic()).count() <= 5
        }
        _ => false,
    }
}
