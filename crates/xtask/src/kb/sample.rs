//! Draws links from real articles, to be reviewed by eye.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;

use anyhow::Context as _;
use rafid_entities::{Annotator, Document, Entity, Field, Kind, Mention};

/// Code points shown on each side.
const SIDE: usize = 90;

/// The sets of the development pack, each with its language and, where it holds several, its own tag for it.
const SETS: &[(&str, &str, &str)] = &[
    ("ar", "saudinewsnet_ar", ""),
    ("de", "10kgnad_de", ""),
    ("en", "masakhanews", "eng"),
    ("fa", "iran_news_fa", ""),
    ("fr", "masakhanews", "fra"),
    ("hi", "bbc_hi", ""),
    ("id", "indo_id", ""),
    ("pt", "fakebr_pt", ""),
    ("tr", "turkish_tr", ""),
    ("vi", "vfnd_vi", ""),
];

/// Articles drawn of each language.
const ARTICLES: usize = 100;
/// Links drawn of each language: so many of places, so many of people and organisations.
const LINKS: usize = 15;

/// `cargo xtask entity-sample PACK SEED OUT`: draws 100 articles of each of ten languages of the development pack, of
/// their links 15 of places and 15 of people and organisations (one for an entity and article), and writes a list to
/// OUT: language, type, id, name, country, the mention in its surroundings. OUT belongs outside of the repository: it
/// holds sentences of the pack.
#[expect(clippy::print_stdout, reason = "the report of a command")]
pub fn run(args: impl Iterator<Item = String>) -> anyhow::Result<()> {
    let args: Vec<String> = args.collect();
    let [pack, seed, out] = args.as_slice() else {
        anyhow::bail!("usage: cargo xtask entity-sample PACK SEED OUT");
    };
    let seed: u64 = seed.parse()?;
    let mut list = std::fs::File::create(out).with_context(|| format!("cannot write {out}"))?;
    writeln!(list, "language\ttype\tid\tname\tcountry\tmention")?;
    for (language, set, tag) in SETS {
        let path = Path::new(pack).join(format!("data/articles/{set}.jsonl.zst"));
        let articles = draw_articles(&path, tag, seed)?;
        let mut links: BTreeMap<(bool, u64), String> = BTreeMap::new();
        let mut all = 0;
        for (rank, article) in &articles {
            all += draw_links(language, article, *rank, &mut links);
        }
        for of_places in [true, false] {
            for ((_, _), line) in links.iter().filter(|((place, _), _)| *place == of_places).take(LINKS) {
                writeln!(list, "{line}")?;
            }
        }
        println!("{language}: {} articles, {all} linked entities", articles.len());
    }
    Ok(())
}

/// The articles of a set whose hashes with the seed are smallest.
fn draw_articles(path: &Path, tag: &str, seed: u64) -> anyhow::Result<BTreeMap<u64, serde_json::Value>> {
    let file = std::fs::File::open(path).with_context(|| path.display().to_string())?;
    let reader = BufReader::new(zstd::stream::read::Decoder::new(file)?);
    let mut drawn = BTreeMap::new();
    for (index, line) in reader.lines().enumerate() {
        let rank = mix(seed ^ mix(index as u64));
        if drawn.len() >= ARTICLES && drawn.last_key_value().is_some_and(|(last, _)| *last < rank) {
            continue;
        }
        let value: serde_json::Value = serde_json::from_str(&line?)?;
        let hint = value.get("language_hint").and_then(serde_json::Value::as_str);
        if !tag.is_empty() && hint != Some(tag) {
            continue;
        }
        drawn.insert(rank, value);
        if drawn.len() > ARTICLES {
            drawn.pop_last();
        }
    }
    Ok(drawn)
}

fn draw_links(
    language: &str,
    article: &serde_json::Value,
    rank: u64,
    links: &mut BTreeMap<(bool, u64), String>,
) -> usize {
    let text_of = |key: &str| article.get(key).and_then(serde_json::Value::as_str);
    let paragraphs: Vec<&str> = text_of("text").unwrap_or("").lines().collect();
    let document =
        Document { language, title: text_of("title"), paragraphs: &paragraphs, source_country: None };
    let entities = Annotator::embedded().annotate(&document);
    let mut all = 0;
    for entity in entities.iter().filter(|entity| entity.linked) {
        all += 1;
        let key = entity.id.bytes().fold(rank, |hash, byte| mix(hash ^ u64::from(byte)));
        // Any of its mentions, not always the first.
        let Some(mention) = entity.mentions.get((key % entity.mentions.len().max(1) as u64) as usize) else {
            continue;
        };
        links.insert((entity.kind == Kind::Location, key), describe(&document, entity, mention));
    }
    all
}

/// The finaliser of `SplitMix64`.
const fn mix(mut value: u64) -> u64 {
    value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// The BCP 47 tag of a language that a set tags by three letters.
pub fn two_letter(language: &str) -> &str {
    match language {
        "amh" => "am",
        "eng" => "en",
        "fra" => "fr",
        "hau" => "ha",
        "ibo" => "ig",
        "som" => "so",
        "swa" => "sw",
        "yor" => "yo",
        other => other,
    }
}

fn describe(document: &Document<'_>, entity: &Entity, mention: &Mention) -> String {
    let text = match mention.field {
        Field::Title => document.title.unwrap_or(""),
        Field::Paragraph(index) => document.paragraphs.get(index as usize).copied().unwrap_or(""),
    };
    let letters: Vec<char> = text.chars().map(|c| if c == '\t' { ' ' } else { c }).collect();
    let (start, end) = (mention.start as usize, mention.end as usize);
    let part = |from: usize, to: usize| {
        letters.get(from.min(letters.len())..to.min(letters.len())).unwrap_or(&[]).iter().collect::<String>()
    };
    format!(
        "{}\t{}\t{}\t{}\t{}\t{}[[{}]]{}",
        document.language,
        entity.kind.as_str(),
        entity.id,
        entity.name,
        entity.country.as_deref().unwrap_or("-"),
        part(start.saturating_sub(SIDE), start),
        part(start, end),
        part(end, end + SIDE)
    )
}
