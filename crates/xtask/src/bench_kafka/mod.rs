//! `bench-kafka`: what exactly once costs on a real Kafka, rung by rung.
//!
//! Every subject is a process of its own that copies the same topic on the same broker; the kernel counts its processor
//! time. Rounds go through all subjects in turn, so that whatever else the machine does falls on all alike, and the
//! medians over the rounds are compared. Broker and subjects share the machine's cores.

mod chain;
mod report;
mod subject;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use rafid_testkit::Cluster;
use rafid_testkit::load::Load;

use chain::{Articles, RUNGS, Rung};
use report::Report;
use subject::{Bench, SUBJECTS, Subject};

/// The size of an article as crawlers send it, in bytes.
const ARTICLE_BYTES: usize = 3_500;
const PARTITIONS: u16 = 4;

/// How much to run.
struct Options {
    records: usize,
    rounds: usize,
    /// How many articles go through the full chain.
    articles: usize,
    /// Where these come from; generated when empty.
    corpus: Option<PathBuf>,
    /// Print only, leave the document as it is.
    dry: bool,
    /// Names of subjects to run; all when empty.
    only: Vec<String>,
}

fn options(args: impl Iterator<Item = String>) -> Result<Options> {
    let mut options =
        Options { records: 200_000, rounds: 5, articles: 10_000, corpus: None, dry: false, only: Vec::new() };
    let mut args = args;
    while let Some(flag) = args.next() {
        let mut value = || args.next().with_context(|| format!("{flag} needs a value"));
        match flag.as_str() {
            "--records" => options.records = value()?.parse()?,
            "--rounds" => options.rounds = value()?.parse()?,
            "--articles" => options.articles = value()?.parse()?,
            "--corpus" => options.corpus = Some(value()?.into()),
            "--only" => options.only.push(value()?),
            "--dry" => options.dry = true,
            _ => bail!(
                "usage: cargo xtask bench-kafka [--records N] [--rounds N] [--articles N] [--corpus FILE] [--only SUBJECT]… [--dry]"
            ),
        }
    }
    Ok(options)
}

/// Runs the ladder, prints its table and writes it to `docs/benchmarks-kafka.md`.
pub fn run(args: impl Iterator<Item = String>) -> Result<()> {
    let options = options(args)?;
    let wanted = |name: &str| options.only.is_empty() || options.only.iter().any(|only| only == name);
    let subjects: Vec<&Subject> = SUBJECTS.iter().filter(|subject| wanted(subject.name)).collect();
    let rungs: Vec<&Rung> = RUNGS.iter().filter(|rung| wanted(rung.name)).collect();
    let ladder = if subjects.is_empty() { None } else { Some(subject::build()?) };
    let services = if rungs.is_empty() { None } else { Some(chain::build()?) };
    let articles = Articles::read(options.corpus.as_deref(), options.articles)?;

    let cluster = Cluster::start(1)?;
    // The first half warms up; it is not counted.
    let (count, warmup) = (options.records * 3 / 2, options.records / 2);
    let bench = ladder.map(|programs| Bench { cluster: &cluster, programs, count, warmup });
    if bench.is_some() {
        cluster.create_topic("bench-in", PARTITIONS, &[])?;
        progress(&format!("loading {count} articles of {ARTICLE_BYTES} bytes"));
        cluster.send("bench-in", Load::uniform(1, count, ARTICLE_BYTES))?;
    }
    let mut report = Report::new(options.records, options.rounds, ARTICLE_BYTES, &articles.what);
    for round in 1..=options.rounds {
        for (subject, bench) in subjects.iter().zip(bench.iter().cycle()) {
            let figures =
                bench.measure(subject, round).with_context(|| format!("{} failed", subject.name))?;
            progress(&format!("round {round}: {} {:.2} CPU µs a message", subject.name, figures.cpu_us));
            report.add(subject.name, figures);
        }
        for (rung, services) in rungs.iter().zip(services.iter().cycle()) {
            let figures = chain::measure(rung, &cluster, services, &articles, round)
                .with_context(|| format!("{} failed", rung.name))?;
            progress(&format!("round {round}: {} {:.0} CPU µs an article", rung.name, figures.cpu_us));
            report.add(rung.name, figures);
        }
    }
    print(&report.table());
    if !options.dry && options.only.is_empty() {
        report.write("docs/benchmarks-kafka.md")?;
    }
    Ok(())
}

#[allow(clippy::print_stdout, reason = "the command's output")]
fn print(text: &str) {
    println!("{text}");
}

#[allow(clippy::print_stderr, reason = "the command takes minutes")]
fn progress(text: &str) {
    eprintln!("{text}");
}
