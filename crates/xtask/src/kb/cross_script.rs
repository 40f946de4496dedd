//! How far one entity keeps one id across languages and scripts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::Context as _;
use rafid_entities::kb::format::{NameClass, NameRecord, Subtype};
use rafid_entities::kb::{EntityIndex, Kb};
use rafid_entities::{Annotator, CandidateEvidence, Document, Kind};

/// Entities that the first figure is taken over.
const ENTITIES: usize = 500;
/// People that the second figure is taken over.
const PEOPLE: usize = 300;

/// `cargo xtask cross-script PACK [wrong] [SEED]`: names of 500 entities in each language that they have one in, and
/// Arabic names of 300 people that only a measuring source has. With `wrong`, also prints what went wrong. The sample is
/// spread evenly over the knowledge base, or with a seed drawn by chance; with the seed 0 it is all of it.
#[expect(clippy::print_stdout, reason = "the output of a command")]
pub fn run(mut args: impl Iterator<Item = String>) -> anyhow::Result<()> {
    let usage = "usage: cargo xtask cross-script PACK [wrong] [SEED]";
    let pack = args.next().context(usage)?;
    let (mut verbose, mut seed) = (false, None);
    for arg in args {
        match arg.as_str() {
            "wrong" => verbose = true,
            number => seed = Some(number.parse::<u64>().context(usage)?),
        }
    }
    let kb = Annotator::embedded().kb();
    println!("{}", languages(kb, verbose, seed));
    println!("{}", people(kb, Path::new(&pack), verbose)?);
    Ok(())
}

/// A sample of `count` entities, spread over all, that `fits`.
fn spread(kb: &Kb, count: usize, fits: impl Fn(EntityIndex) -> bool) -> Vec<EntityIndex> {
    let all: Vec<EntityIndex> = (0..kb.len()).filter(|index| fits(*index)).collect();
    let step = (all.len() / count).max(1);
    all.into_iter().step_by(step).take(count).collect()
}

/// A sample of `count` entities that `fits`, drawn by chance.
fn draw(kb: &Kb, count: usize, seed: u64, fits: impl Fn(EntityIndex) -> bool) -> Vec<EntityIndex> {
    let mut all: Vec<(u64, EntityIndex)> = (0..kb.len())
        .filter(|index| fits(*index))
        .map(|index| (chance(seed, u64::from(index)), index))
        .collect();
    all.sort_unstable();
    all.into_iter().take(count).map(|(_, index)| index).collect()
}

/// A number that looks drawn by chance, the same for the same seed and item (`SplitMix64`).
const fn chance(seed: u64, item: u64) -> u64 {
    let mut value =
        item.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ seed.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// Why a name may not be linked: who bears it, with prior and class, whether it is a word too, and what decided.
fn reason(kb: &Kb, document: &Document<'_>, name: &str) -> String {
    let bearer = |record: NameRecord| {
        let row = kb.entity(record.entity);
        let (prior, subtype) = row.map_or((0, Subtype::Plain), |row| (row.prior, row.subtype));
        let (class, language) = (record.class, kb.language(record.language));
        let marks =
            [(record.common, " word"), (record.stripped, " stripped"), (record.capitals, " capitals")];
        let marks: String = marks.into_iter().filter(|(set, _)| *set).map(|(_, mark)| mark).collect();
        format!(
            "{} {prior} {subtype:?} {class:?} {language}{marks}",
            kb.id(record.entity).unwrap_or_default()
        )
    };
    let bearers: Vec<String> = kb.lookup_name(name).into_iter().map(bearer).collect();
    let seen = Annotator::embedded().explain(document);
    let mentions = seen.iter().flat_map(|entity| &entity.mentions);
    let decided: Vec<String> = mentions
        .map(|mention| {
            let points = |c: &CandidateEvidence| format!("{} {}", c.id, c.score);
            let candidates: Vec<String> = mention.candidates.iter().map(points).collect();
            format!("{:?} {:?} {}", mention.found_by, mention.decided_by, candidates.join(", "))
        })
        .collect();
    format!("{}\t{}", bearers.join(", "), decided.join(" | "))
}

#[expect(clippy::print_stderr, reason = "the output of a command")]
fn languages(kb: &Kb, verbose: bool, seed: Option<u64>) -> String {
    let fits = |index| kb.names(index).count() >= 3;
    let sample = match seed {
        None => spread(kb, ENTITIES, fits),
        Some(0) => spread(kb, kb.len() as usize, fits),
        Some(seed) => draw(kb, ENTITIES, seed, fits),
    };
    let (mut all, mut right, mut wrong, mut shared) = (0, 0, 0, 0);
    for index in &sample {
        let id = kb.id(*index).unwrap_or_default();
        for (language, name) in kb.names(*index) {
            all += 1;
            let paragraphs = [name];
            let document = Document { language, title: None, paragraphs: &paragraphs, source_country: None };
            let entities = Annotator::embedded().annotate(&document);
            let linked: Vec<&str> =
                entities.iter().filter(|entity| entity.linked).map(|entity| entity.id.as_str()).collect();
            if linked.contains(&id.as_str()) {
                right += 1;
                continue;
            }
            wrong += usize::from(!linked.is_empty());
            shared += usize::from(is_shared(kb, *index, name));
            if verbose {
                eprintln!("{language}\t{name}\t{id}\t{linked:?}\t{}", reason(kb, &document, name));
            }
        }
    }
    let share = |part: usize| part as f64 * 100.0 / all as f64;
    format!(
        "{} entities, {all} names: {:.1} % the same id, {:.1} % another, {:.1} % none; without the {shared} of them that \
         something as well known is called too: {:.1} % the same id",
        sample.len(),
        share(right),
        share(wrong),
        share(all - right - wrong),
        right as f64 * 100.0 / (all - shared) as f64
    )
}

/// Whether another entity that is at least as well known has a name: alone it cannot tell which is meant.
fn is_shared(kb: &Kb, index: EntityIndex, name: &str) -> bool {
    let prior = |index| kb.entity(index).map_or(0, |row| row.prior);
    let mut others = kb.lookup_name(name).into_iter().filter(|record| record.entity != index);
    others.any(|record| {
        record.class <= NameClass::Alias && !record.stripped && prior(record.entity) >= prior(index)
    })
}

/// The Arabic labels of people that `mpararel` alone gives, by Wikidata number.
fn measuring_names(pack: &Path) -> anyhow::Result<BTreeMap<u32, String>> {
    let path = pack.join("kb/entities.tsv.zst");
    let file = File::open(&path).with_context(|| path.display().to_string())?;
    let (mut names, mut given) = (BTreeMap::new(), BTreeSet::new());
    for line in BufReader::new(zstd::stream::read::Decoder::new(file)?).lines() {
        let line = line?;
        let cells: Vec<&str> = line.split('\t').collect();
        let [qid, "PER", "ar", label, kind, source, ..] = cells.as_slice() else { continue };
        let Some(number) = qid.strip_prefix('Q').and_then(|number| number.parse::<u32>().ok()) else {
            continue;
        };
        if *source == "mpararel" && *kind == "label" {
            names.insert(number, (*label).to_owned());
        } else {
            given.insert(number);
        }
    }
    names.retain(|number, _| !given.contains(number));
    Ok(names)
}

#[expect(clippy::print_stderr, reason = "the output of a command")]
fn people(kb: &Kb, pack: &Path, verbose: bool) -> anyhow::Result<String> {
    let names = measuring_names(pack)?;
    let measured = |index: EntityIndex| {
        kb.entity(index).is_some_and(|row| {
            row.kind == Kind::Person
                && !row.curated
                && row.wikidata.is_some_and(|number| names.contains_key(&number))
                && kb.names(index).all(|(language, _)| language != "ar")
        })
    };
    let known = (0..kb.len()).filter(|index| measured(*index)).count();
    let sample = spread(kb, PEOPLE, measured);
    let (mut candidate, mut linked, mut wrong) = (0, 0, 0);
    for index in &sample {
        let Some(name) = kb.entity(*index).and_then(|row| row.wikidata).and_then(|number| names.get(&number))
        else {
            continue;
        };
        let found = kb.lookup_transliterated(name);
        candidate += usize::from(found.contains(index));
        let answer = kb.link_transliterated(name);
        linked += usize::from(answer == Some(*index));
        wrong += usize::from(answer.is_some_and(|other| other != *index));
        if verbose && answer != Some(*index) {
            let found: Vec<&str> = found.iter().map(|index| kb.name(*index)).collect();
            eprintln!("{name}\t{}\t{found:?}\t{:?}", kb.name(*index), answer.map(|index| kb.name(index)));
        }
    }
    // People that are not there at all must find nobody.
    let numbers: BTreeSet<u32> =
        (0..kb.len()).filter_map(|index| kb.entity(index)).filter_map(|row| row.wikidata).collect();
    let strangers: Vec<&String> =
        names.iter().filter(|(number, _)| !numbers.contains(number)).map(|(_, name)| name).collect();
    let step = (strangers.len() / PEOPLE).max(1);
    let strangers: Vec<&&String> = strangers.iter().step_by(step).take(PEOPLE).collect();
    let mistaken: Vec<(&str, EntityIndex)> = strangers
        .iter()
        .filter_map(|name| kb.link_transliterated(name).map(|found| (name.as_str(), found)))
        .collect();
    if verbose {
        for (name, found) in &mistaken {
            eprintln!("stranger\t{name}\t{}", kb.name(*found));
        }
    }
    let share = |part: usize, of: usize| part as f64 * 100.0 / of.max(1) as f64;
    let (people, others) = (sample.len(), strangers.len());
    Ok(format!(
        "{people} of {known} people by an Arabic name that no source of the knowledge base gives: {:.1} % among the \
         candidates, {:.1} % linked rightly, {:.1} % wrongly; {others} people who are not in it: {:.1} % linked wrongly",
        share(candidate, people),
        share(linked, people),
        share(wrong, people),
        share(mistaken.len(), others)
    ))
}
