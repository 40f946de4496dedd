//! `cargo xtask bench-run [--runs N] [--threads N] FILE…`: what `rafid run` does with whole files, as a user runs it.
//!
//! Builds the release program, runs it on each file with an output directory, and prints one row a file: medians of the
//! runs. The table also goes to `docs/benchmarks.md`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use rafid_testkit::process::Launch;
use rafid_testkit::{scratch_dir, target_dir};

use crate::bench::{Section, commit, machine};

/// A run that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(3_600);
/// How often memory and processor time are looked at; what a process used after the last look is not seen.
const GLANCE: Duration = Duration::from_millis(5);

/// One run on one file.
#[derive(Clone, Copy, Debug, Default)]
struct Figures {
    seconds: f64,
    cpu_seconds: f64,
    peak_mb: f64,
    articles: usize,
    rejects: usize,
    megabytes: f64,
}

/// Runs the benchmark.
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "the table is what was asked for")]
pub fn run(mut args: impl Iterator<Item = String>) -> Result<()> {
    let (mut runs, mut threads, mut files) = (3_usize, 2_u16, Vec::new());
    while let Some(arg) = args.next() {
        let mut number = || args.next().with_context(|| format!("{arg} needs a number"));
        match arg.as_str() {
            "--runs" => runs = number()?.parse()?,
            "--threads" => threads = number()?.parse()?,
            file => files.push(PathBuf::from(file)),
        }
    }
    if files.is_empty() || runs == 0 {
        bail!("usage: cargo xtask bench-run [--runs N] [--threads N] FILE…");
    }
    let built = Command::new("cargo")
        .args(["build", "--release", "--quiet", "-p", "rafid", "--bin", "rafid"])
        .status()?;
    ensure!(built.success(), "rafid does not build");
    let mut table = String::from(
        "| file | articles | rejects | MB written | seconds | articles/s | CPU seconds | articles a CPU second | peak MB |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for file in &files {
        let mut all = Vec::new();
        for number in 1..=runs {
            let figures = measure(file, threads)?;
            eprintln!("{} run {number}: {figures:?}", file.display());
            all.push(figures);
        }
        let median = |pick: fn(&Figures) -> f64| {
            let mut values: Vec<f64> = all.iter().map(pick).collect();
            values.sort_by(f64::total_cmp);
            values.get(values.len() / 2).copied().unwrap_or_default()
        };
        let Some(Figures { articles, rejects, megabytes, .. }) = all.first().copied() else { continue };
        let (seconds, cpu) = (median(|figures| figures.seconds), median(|figures| figures.cpu_seconds));
        writeln!(
            table,
            "| {} | {articles} | {rejects} | {megabytes:.0} | {seconds:.1} | {:.0} | {cpu:.1} | {:.0} | {:.0} |",
            file.file_name().unwrap_or_default().display(),
            articles as f64 / seconds,
            articles as f64 / cpu,
            median(|figures| figures.peak_mb),
        )?;
    }
    println!("{table}");
    let section = format!(
        "`cargo xtask bench-run` at {}, {}: the release program `rafid run FILE -o OUT --threads {threads}`, from its \
         start to its end; medians of {runs} runs. On a machine that does other work too, CPU seconds say more than \
         seconds.\n\n{table}",
        commit(),
        machine()
    );
    Section::RUN.write(&section)
}

fn measure(file: &Path, threads: u16) -> Result<Figures> {
    let scratch = scratch_dir()?;
    let out = scratch.join("bench-run");
    let launch = Launch::new(target_dir().join("release/rafid"), &scratch.join("bench-run-log"))
        .args(["run", "--quiet"]);
    let launch = launch.args(["--threads", &threads.to_string(), "-o"]).args([&out, file]);
    let started = Instant::now();
    let mut child = launch.start()?;
    let (mut cpu_us, mut peak_kb) = (0, 0);
    let status = loop {
        // Neither can be read any more once it has ended.
        cpu_us = child.cpu_us().unwrap_or(0).max(cpu_us);
        peak_kb = child.peak_memory_kb().unwrap_or(0).max(peak_kb);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        ensure!(started.elapsed() < PATIENCE, "no end after {PATIENCE:?}");
        std::thread::sleep(GLANCE);
    };
    let seconds = started.elapsed().as_secs_f64();
    ensure!(status.success(), "{}", child.describe());
    let lines = |name: &str| -> Result<(usize, u64)> {
        let text = std::fs::read_to_string(out.join(name))?;
        Ok((text.lines().count(), text.len() as u64))
    };
    let (enriched, mentions, dead) =
        (lines("enriched.jsonl")?, lines("mentions.jsonl")?, lines("dead.jsonl")?);
    std::fs::remove_dir_all(&out)?;
    Ok(Figures {
        seconds,
        cpu_seconds: cpu_us as f64 / 1e6,
        peak_mb: peak_kb as f64 / 1024.0,
        articles: enriched.0,
        rejects: dead.0,
        megabytes: (enriched.1 + mentions.1 + dead.1) as f64 / 1e6,
    })
}
