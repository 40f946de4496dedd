//! `bench-kafka`: what exactly once costs on a real Kafka, rung by rung.
//!
//! Every subject is a process of its own that copies the same topic on the same broker; the kernel counts its processor
//! time. Rounds go through all subjects in turn, so that whatever else the machine does falls on all alike, and the
//! medians over the rounds are compared. Broker and subjects share the machine's cores.

mod report;
mod subject;

use anyhow::{Context, Result, bail};
use rafid_testkit::Cluster;
use rafid_testkit::load::Load;

use report::Report;
use subject::{Bench, SUBJECTS};

/// The size of an article as crawlers send it, in bytes.
const ARTICLE_BYTES: usize = 3_500;
const PARTITIONS: u16 = 4;

/// How much to run.
struct Options {
    records: usize,
    rounds: usize,
    /// Print only, leave the document as it is.
    dry: bool,
    /// Names of subjects to run; all when empty.
    only: Vec<String>,
}

fn options(args: impl Iterator<Item = String>) -> Result<Options> {
    let mut options = Options { records: 200_000, rounds: 5, dry: false, only: Vec::new() };
    let mut args = args;
    while let Some(flag) = args.next() {
        let mut value = || args.next().with_context(|| format!("{flag} needs a value"));
        match flag.as_str() {
            "--records" => options.records = value()?.parse()?,
            "--rounds" => options.rounds = value()?.parse()?,
            "--only" => options.only.push(value()?),
            "--dry" => options.dry = true,
            _ => bail!("usage: cargo xtask bench-kafka [--records N] [--rounds N] [--only SUBJECT]… [--dry]"),
        }
    }
    Ok(options)
}

/// Runs the ladder, prints its table and writes it to `docs/benchmarks-kafka.md`.
pub fn run(args: impl Iterator<Item = String>) -> Result<()> {
    let options = options(args)?;
    let programs = subject::build()?;
    let cluster = Cluster::start(1)?;
    // The first half warms up; it is not counted.
    let (count, warmup) = (options.records * 3 / 2, options.records / 2);
    cluster.create_topic("bench-in", PARTITIONS, &[])?;
    progress(&format!("loading {count} articles of {ARTICLE_BYTES} bytes"));
    cluster.send("bench-in", Load::uniform(1, count, ARTICLE_BYTES))?;

    let bench = Bench { cluster: &cluster, programs, count, warmup };
    let mut report = Report::new(options.records, options.rounds, ARTICLE_BYTES);
    for round in 1..=options.rounds {
        for subject in
            SUBJECTS.iter().filter(|s| options.only.is_empty() || options.only.iter().any(|o| o == s.name))
        {
            let figures =
                bench.measure(subject, round).with_context(|| format!("{} failed", subject.name))?;
            progress(&format!("round {round}: {} {:.2} CPU µs a message", subject.name, figures.cpu_us));
            report.add(subject, figures);
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
