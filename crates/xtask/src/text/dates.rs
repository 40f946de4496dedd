//! What the normalise stage makes of the dates of the development data, and dateparser's answers to the written cases.

use super::cases;
use anyhow::{Context, Result};
use rafid_contract::{Article, Headers, Published};
use rafid_stage::{Normalizer, Record};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

const CORPORA: [&str; 15] = [
    "10kgnad_de",
    "ahdath_ma_ar",
    "bbc_hi",
    "fakebr_pt",
    "indo_id",
    "iran_news_fa",
    "kurdistan_en_ar_ku",
    "masakhanews",
    "saudinewsnet_ar",
    "turkish_tr",
    "vfnd_vi",
    "html_aeb",
    "html_fundus",
    "html_mozilla_readability",
    "html_trafilatura_eval",
];

struct Options {
    corpora: Vec<String>,
    sample: usize,
    seed: u64,
    out: PathBuf,
    beside: Option<String>,
}

/// One article's date, as published.
struct Reading {
    corpus: String,
    id: String,
    published: Published,
    text: String,
}

/// `cargo xtask text dates [CORPUS…] [--sample N] [--seed S] [--out FILE] [--beside-dateparser PYTHON]`
pub fn run(args: &[String]) -> Result<()> {
    let options = options(args)?;
    if let Some(python) = &options.beside {
        return cases::beside_dateparser(python);
    }
    let normalizer = Normalizer::embedded();
    println!("corpus                     articles resolved constrained unparsed  absent  how");
    let mut lists = Vec::new();
    for corpus in &options.corpora {
        let readings = readings(corpus, &normalizer)?;
        print_counts(corpus, &readings);
        let dated = readings
            .into_iter()
            .filter(|reading| reading.published.value.is_some() || reading.published.constraints.is_some());
        lists.push(draw(dated.collect(), options.sample, options.seed).into_iter());
    }
    // one of each corpus in turn
    let mut drawn: Vec<Reading> = Vec::new();
    let mut rounds = 0..options.sample;
    while drawn.len() < options.sample && rounds.next().is_some() {
        drawn.extend(lists.iter_mut().filter_map(Iterator::next));
    }
    drawn.truncate(options.sample);
    if options.sample > 0 {
        write(&drawn, &options.out)?;
        println!("{} readings to review are in {}", drawn.len(), options.out.display());
    }
    Ok(())
}

fn options(args: &[String]) -> Result<Options> {
    let mut options = Options {
        corpora: Vec::new(),
        sample: 0,
        seed: 1,
        out: std::env::temp_dir().join("rafid-dates.tsv"),
        beside: None,
    };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().with_context(|| format!("give a value after {arg}"));
        match arg.as_str() {
            "--sample" => options.sample = value()?.parse().context("--sample takes a number")?,
            "--seed" => options.seed = value()?.parse().context("--seed takes a number")?,
            "--out" => options.out = value()?.into(),
            "--beside-dateparser" => options.beside = Some(value()?.clone()),
            corpus => options.corpora.push(corpus.to_owned()),
        }
    }
    if options.corpora.is_empty() {
        options.corpora = CORPORA.map(str::to_owned).to_vec();
    }
    Ok(options)
}

fn readings(corpus: &str, normalizer: &Normalizer) -> Result<Vec<Reading>> {
    let headers = Headers::default();
    let mut readings = Vec::new();
    for row in super::corpus::messages(corpus)? {
        let message = row.to_string();
        let record = Record { key: None, value: Some(message.as_bytes()), headers: &headers };
        let Ok(articles) = normalizer.normalize(&record, message.as_bytes()) else { continue };
        let Some(article) = articles.into_iter().next() else { continue };
        let id = row.get("id").and_then(Value::as_str).unwrap_or("").to_owned();
        let text = excerpt(&article);
        readings.push(Reading { corpus: corpus.to_owned(), id, published: article.published, text });
    }
    Ok(readings)
}

/// The paragraphs that constraints come from, shortened.
fn excerpt(article: &Article) -> String {
    let text: Vec<&str> = article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
    text.join(" ¶ ").chars().take(6000).collect()
}

fn print_counts(corpus: &str, readings: &[Reading]) {
    let mut counts = [0; 4];
    let mut methods: BTreeMap<String, usize> = BTreeMap::new();
    for Reading { published, .. } in readings {
        let state = match (&published.value, &published.constraints) {
            (Some(_), _) => 0,
            (None, Some(_)) => 1,
            (None, None) if published.raw.is_some() => 2,
            _ => 3,
        };
        counts[state] += 1;
        if state < 3 {
            *methods.entry(published.method.as_str().to_owned()).or_default() += 1;
        }
    }
    let [resolved, constrained, unparsed, absent] = counts;
    let methods: Vec<String> = methods.iter().map(|(method, count)| format!("{method} {count}")).collect();
    println!(
        "{corpus:<26} {:>8} {resolved:>8} {constrained:>11} {unparsed:>8} {absent:>7}  {}",
        readings.len(),
        methods.join(", ")
    );
}

/// So many of the readings, by a shuffle that the seed determines (`SplitMix64`).
fn draw(mut readings: Vec<Reading>, count: usize, seed: u64) -> Vec<Reading> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    };
    let mut drawn = Vec::new();
    while drawn.len() < count && !readings.is_empty() {
        let at = (next() % readings.len() as u64) as usize;
        drawn.push(readings.swap_remove(at));
    }
    drawn
}

fn write(drawn: &[Reading], out: &Path) -> Result<()> {
    let file = std::fs::File::create(out).with_context(|| format!("create {}", out.display()))?;
    let mut file = std::io::BufWriter::new(file);
    for Reading { corpus, id, published, text } in drawn {
        let published = serde_json::to_string(published)?;
        writeln!(file, "{corpus}\t{id}\t{published}\t{text}")?;
    }
    Ok(())
}
