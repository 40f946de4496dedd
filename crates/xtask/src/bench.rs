//! `cargo xtask bench [--data DIR] [--runs N] [--corpus PREFIX] [--articles N]`: the cost of each stage, and
//! of the embedded chain, on one core.
//!
//! Prints a table and, if it is of all corpora, writes it to `docs/benchmarks.md`. CPU time of the process, median of the
//! runs; the stages are run in turn within one process, so that a noisy machine bothers all alike.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use cpu_time::ProcessTime;
use rafid_contract::Headers;
use rafid_local::{Input, Value};
use rafid_stage::{Enricher, Message, Normalizer, Outcome, Pipeline, Record, Stage, Tagger};

/// Corpora of the development data, and how many articles of each are run.
const CORPORA: [&str; 5] = [
    "saudinewsnet_ar.jsonl.zst",
    "masakhanews.jsonl.zst",
    "iran_news_fa.jsonl.zst",
    "10kgnad_de.jsonl.zst",
    "html_fundus.jsonl.zst",
];
const ARTICLES: usize = 1_000;

/// A part of `docs/benchmarks.md` that a command writes, between two marks.
pub struct Section {
    heading: &'static str,
    name: &'static str,
}

impl Section {
    const STAGES: Self = Self { heading: "Stages", name: "stages" };
    /// What `rafid run` does.
    pub const RUN: Self = Self { heading: "`rafid run`", name: "run" };

    /// Puts a text in its place; a section that is not there yet comes to the end.
    pub fn write(&self, text: &str) -> anyhow::Result<()> {
        let path = Path::new("docs/benchmarks.md");
        let mut page = std::fs::read_to_string(path).unwrap_or_else(|_| "# Benchmarks\n".to_owned());
        let (begin, end) = (format!("<!-- {} -->\n", self.name), format!("<!-- /{} -->\n", self.name));
        if !page.contains(&begin) {
            write!(page, "\n## {}\n\n{begin}{end}", self.heading)?;
        }
        let (before, rest) = page.split_once(&begin).context("no section")?;
        let (_, after) = rest.split_once(&end).with_context(|| format!("docs/benchmarks.md lacks {end}"))?;
        std::fs::write(path, format!("{before}{begin}{text}\n{end}{after}"))?;
        Ok(())
    }
}

/// Runs the benchmark.
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "the table is what was asked for")]
pub fn run(mut args: impl Iterator<Item = String>) -> anyhow::Result<()> {
    let (mut data, mut runs, mut only) = (PathBuf::from("../shared/data"), 5_usize, String::new());
    let mut most = ARTICLES;
    while let Some(arg) = args.next() {
        let value = args.next().with_context(|| format!("{arg} needs a value"))?;
        match arg.as_str() {
            "--data" => data = value.into(),
            "--runs" => runs = value.parse().context("--runs takes a number")?,
            "--corpus" => only = value,
            "--articles" => most = value.parse().context("--articles takes a number")?,
            _ => bail!("usage: cargo xtask bench [--data DIR] [--runs N] [--corpus PREFIX] [--articles N]"),
        }
    }
    let stages: [(&str, Box<dyn Stage>); 4] = [
        ("normalizer", Box::new(Normalizer::embedded())),
        ("tagger", Box::new(Tagger::embedded())),
        ("enricher", Box::new(Enricher::embedded())),
        ("pipeline", Box::new(Pipeline::embedded())),
    ];
    let mut table = String::from(
        "| corpus | articles | mean bytes | normalizer µs | tagger µs | enricher µs | fused pipeline µs | articles/s a core |\n|---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for corpus in CORPORA.into_iter().filter(|corpus| corpus.starts_with(&only)) {
        let raw = read(&data.join("articles").join(corpus), most)?;
        let bytes = raw.iter().map(|record| record.value.len()).sum::<usize>() / raw.len().max(1);
        let mut inputs = raw;
        let mut medians = Vec::new();
        let mut count = 0;
        let first = inputs.clone();
        for (name, stage) in &stages {
            let input = if *name == "pipeline" { &first } else { &inputs };
            let (microseconds, outputs) = median(stage.as_ref(), input, runs);
            let per = microseconds / input.len().max(1) as f64;
            eprintln!("{corpus} {name}: {per:.1} µs");
            medians.push(per);
            if *name != "pipeline" {
                count = outputs.len().max(count);
                inputs = outputs;
            }
        }
        let rate = 1e6 / medians.last().copied().unwrap_or(f64::INFINITY);
        let cells: Vec<String> = medians.iter().map(|per| format!("{per:.0}")).collect();
        writeln!(table, "| {corpus} | {} | {bytes} | {} | {rate:.0} |", first.len(), cells.join(" | "))?;
    }
    println!("{table}");
    if only.is_empty() && most == ARTICLES { write(&table, runs) } else { Ok(()) }
}

#[derive(Clone)]
struct Owned {
    key: Option<Vec<u8>>,
    value: Vec<u8>,
    headers: Headers,
}

fn read(path: &Path, most: usize) -> anyhow::Result<Vec<Owned>> {
    let input = Input::open(&[path.to_owned()])?;
    let mut records = Vec::new();
    for record in input.take(most) {
        let record = record?;
        if let Value::Bytes(value) = record.value {
            records.push(Owned { key: None, value, headers: record.headers });
        }
    }
    Ok(records)
}

/// Median CPU microseconds of one pass over the inputs, and the outputs that the next stage reads.
fn median(stage: &dyn Stage, inputs: &[Owned], runs: usize) -> (f64, Vec<Owned>) {
    let mut times = Vec::new();
    let mut outputs: Vec<Message> = Vec::new();
    for run in 0..=runs {
        let started = ProcessTime::now();
        for input in inputs {
            let record =
                Record { key: input.key.as_deref(), value: Some(&input.value), headers: &input.headers };
            // What a stage emits is gone once it is sent; the next stage reads that of the first pass.
            if let Outcome::Emit(messages) = stage.process(&record)
                && run == 0
            {
                outputs.extend(messages.into_iter().filter(|message| message.ordinal.is_none()));
            }
        }
        times.push(started.elapsed().as_secs_f64() * 1e6);
    }
    let outputs = outputs.into_iter().filter_map(|message| {
        Some(Owned { key: Some(message.key), value: message.value?, headers: Headers::default() })
    });
    let outputs = outputs.collect();
    // The first pass warms caches and is not counted.
    times.remove(0);
    times.sort_by(f64::total_cmp);
    (times.get(times.len() / 2).copied().unwrap_or_default(), outputs)
}

fn write(table: &str, runs: usize) -> anyhow::Result<()> {
    let section = format!(
        "`cargo xtask bench` at {}, {}: CPU time on one core, median of {runs} passes, whole stages with the JSON that \
         they read and write; a page counts as one article.\n\n{table}",
        commit(),
        machine()
    );
    Section::STAGES.write(&section)
}

/// The commit of the work tree.
pub fn commit() -> String {
    let output = std::process::Command::new("git").args(["rev-parse", "--short", "HEAD"]).output();
    output.map_or_else(
        |_| "an unknown commit".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}

/// Model and number of the processors.
pub fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{} cores of {}", cores, model.map_or("an unknown processor", |(_, name)| name))
}
