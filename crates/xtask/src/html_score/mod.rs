//! `cargo xtask html-score`: extracts the pages of the development sets, prints figures per set and CPU time per page.

mod beside;
mod data;
mod date;
mod metric;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rafid_contract::{Article, Headers};
use rafid_stage::{Normalizer, Record};
use rafid_text::html::{BlockKind, Limits, Page, extract};

use data::{Gold, Sample};
use metric::Tally;

/// The sets, in the order printed.
const SETS: [&str; 4] = ["html_fundus", "html_aeb", "html_mozilla_readability", "html_trafilatura_eval"];

struct Options {
    shared: PathBuf,
    out: PathBuf,
    sets: Vec<String>,
    worst: usize,
    half: Option<char>,
    show: Option<String>,
    beside: Option<String>,
}

/// Runs the subcommand.
pub fn run(mut args: impl Iterator<Item = String>) -> Result<()> {
    let shared = std::env::var_os("RAFID_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let mut options = Options {
        shared,
        out: PathBuf::from("target/html-score"),
        sets: Vec::new(),
        worst: 0,
        half: None,
        show: None,
        beside: None,
    };
    while let Some(arg) = args.next() {
        let mut value = || args.next().with_context(|| format!("give a value after {arg}"));
        match arg.as_str() {
            "--shared" => options.shared = value()?.into(),
            "--out" => options.out = value()?.into(),
            "--worst" => options.worst = value()?.parse().context("--worst takes a number")?,
            "--half" => options.half = value()?.chars().next(),
            "--show" => options.show = Some(value()?),
            "--beside-trafilatura" => options.beside = Some(value()?),
            set if SETS.contains(&set) => options.sets.push(arg),
            _ => bail!(
                "unknown argument {arg}; usage: html-score [SET…] [--shared DIR] [--out DIR] [--half a|b] [--worst N] [--show ID] [--beside-trafilatura PYTHON]"
            ),
        }
    }
    if options.sets.is_empty() {
        options.sets = SETS.map(str::to_owned).to_vec();
    }
    std::fs::create_dir_all(&options.out).with_context(|| format!("create {}", options.out.display()))?;
    let mut out = std::io::stdout().lock();
    let normalizer = Normalizer::embedded();
    for set in &options.sets {
        score(set, &options, &normalizer, &mut out)?;
    }
    Ok(())
}

fn score(set: &str, options: &Options, normalizer: &Normalizer, out: &mut impl Write) -> Result<()> {
    let folder = options.shared.join("articles");
    let folder = if folder.is_dir() { folder } else { options.shared.join("data/articles") };
    let samples = data::pages(&folder.join(format!("{set}.jsonl.zst")))?;
    let gold = data::gold(set, &folder.join(format!("{set}.gold.jsonl.zst")))?;
    if let Some(id) = &options.show {
        return show(&samples, &gold, id, out);
    }
    let mut file = predictions(&options.out, set)?;
    let (mut all, mut halves) = (Tally::default(), [Tally::default(), Tally::default()]);
    let (mut published, mut rejected) = (Tally::default(), 0);
    let mut spent = Duration::ZERO;
    for sample in &samples {
        let half = data::half(sample);
        if options.half.is_some_and(|x| x != half) {
            continue;
        }
        let before = cpu();
        let page = extract(&sample.html, &Limits::default());
        spent += cpu().saturating_sub(before);
        let page = page.with_context(|| format!("extract {}", sample.id))?;
        let prediction = Prediction::of(&page);
        serde_json::to_writer(&mut file, &prediction.line(&sample.id))?;
        file.write_all(b"\n")?;
        let Some(gold) = gold.get(&sample.id) else { continue };
        all.add(&sample.id, gold, &prediction);
        halves[usize::from(half == 'b')].add(&sample.id, gold, &prediction);
        let article = normalized(normalizer, &sample.message);
        rejected += usize::from(article.is_none());
        published.add(&sample.id, gold, &article.as_ref().map(Prediction::published).unwrap_or_default());
    }
    writeln!(out, "{set}: {all}")?;
    writeln!(out, "  end to end, as the normalise stage publishes: {published}, {rejected} rejected")?;
    let per_page = spent.as_secs_f64() * 1000.0 / all.pages.max(1) as f64;
    writeln!(out, "  half a: {}\n  half b: {}", halves[0], halves[1])?;
    writeln!(out, "  CPU {per_page:.2} ms a page")?;
    if let Some(python) = &options.beside {
        let pages: Vec<&Sample> =
            samples.iter().filter(|x| options.half.is_none_or(|y| y == data::half(x))).collect();
        let other = beside::trafilatura(python, &pages)?;
        writeln!(out, "  CPU of trafilatura {other:.2} ms a page, {:.1} times ours", other / per_page)?;
    }
    for (language, (sum, pages)) in &all.languages {
        writeln!(out, "  {language:4} {pages:4} pages  body {:.4}", sum / *pages as f64)?;
    }
    for (score, id) in all.worst(options.worst) {
        writeln!(out, "  {score:.3} {id}")?;
    }
    all.misses.iter().filter(|_| options.worst > 0).try_for_each(|x| writeln!(out, "  {x}"))?;
    let misses = published.misses.iter().filter(|_| options.worst > 0);
    misses.into_iter().try_for_each(|x| writeln!(out, "  end to end: {x}"))?;
    Ok(())
}

fn predictions(folder: &Path, set: &str) -> Result<BufWriter<File>> {
    let path = folder.join(format!("{set}.pred.jsonl"));
    Ok(BufWriter::new(File::create(&path).with_context(|| format!("create {}", path.display()))?))
}

/// The page's main article, as published; none if it is rejected.
fn normalized(normalizer: &Normalizer, message: &str) -> Option<Article> {
    let headers = Headers::default();
    let record = Record { key: None, value: Some(message.as_bytes()), headers: &headers };
    normalizer.normalize(&record, message.as_bytes()).ok()?.into_iter().next()
}

/// Prints one page's extraction beside its gold.
fn show(
    samples: &[Sample],
    gold: &std::collections::HashMap<String, Gold>,
    id: &str,
    out: &mut impl Write,
) -> Result<()> {
    for sample in samples.iter().filter(|x| x.id.contains(id)) {
        let page = extract(&sample.html, &Limits::default())?;
        writeln!(out, "== {} ({} bytes)", sample.id, sample.html.len())?;
        writeln!(out, "title {:?}\nauthors {:?}\npublished {:?}", page.title, page.authors, page.published)?;
        for block in &page.blocks {
            writeln!(out, "[{}] {}", block.kind.as_str(), block.text)?;
        }
        for removed in &page.removed {
            writeln!(out, "- [{}] {}", removed.reason.as_str(), removed.text)?;
        }
        if let Some(gold) = gold.get(&sample.id) {
            writeln!(out, "-- gold\n{gold:#?}")?;
            if let Some(body) = &gold.body {
                writeln!(out, "{body}\n--")?;
            }
        }
    }
    Ok(())
}

/// The fields that are scored.
#[derive(Default)]
struct Prediction {
    title: Option<String>,
    authors: Vec<String>,
    date: Option<String>,
    paragraphs: Vec<String>,
    kinds: Vec<&'static str>,
    removed: Vec<(String, &'static str)>,
}

impl Prediction {
    fn of(page: &Page) -> Self {
        Self {
            title: page.title.as_ref().map(|x| x.value.clone()),
            authors: page.authors.iter().map(|x| x.value.clone()).collect(),
            date: page.published.iter().find_map(|x| date::day(&x.value)),
            paragraphs: page
                .blocks
                .iter()
                .filter(|x| x.kind != BlockKind::Caption)
                .map(|x| x.text.clone())
                .collect(),
            kinds: page
                .blocks
                .iter()
                .filter(|x| x.kind != BlockKind::Caption)
                .map(|x| x.kind.as_str())
                .collect(),
            removed: page.removed.iter().map(|x| (x.text.clone(), x.reason.as_str())).collect(),
        }
    }

    fn published(article: &Article) -> Self {
        Self {
            title: article.title.as_ref().map(|x| x.text.clone()),
            authors: article.authors.clone(),
            date: article.published.value.as_deref().map(|x| x.chars().take(10).collect()),
            paragraphs: article.paragraphs.iter().map(|x| x.text.clone()).collect(),
            ..Self::default()
        }
    }

    fn line(&self, id: &str) -> serde_json::Value {
        serde_json::json!({
            "id": id,
            "title": self.title,
            "authors": self.authors,
            "published": {"value": self.date},
            "paragraphs": self.paragraphs.iter().zip(&self.kinds)
                .map(|(text, kind)| serde_json::json!({"text": text, "kind": kind})).collect::<Vec<_>>(),
            "removed": self.removed.iter()
                .map(|(text, reason)| serde_json::json!({"text": text, "reason": reason})).collect::<Vec<_>>(),
        })
    }
}

/// CPU time of this process so far.
fn cpu() -> Duration {
    cpu_time::ProcessTime::now().as_duration()
}
