//! CPU time of the entity stage on real articles, and of starting it.

use std::io::{BufRead, BufReader};
use std::time::Instant;

use anyhow::Context as _;
use rafid_entities::{Annotator, Document};

/// `cargo xtask entity-bench LANGUAGE FILE.jsonl.zst [ARTICLES]`: microseconds per 3 kB of text, one thread.
#[expect(clippy::print_stdout, reason = "the output of a command")]
pub fn run(args: impl Iterator<Item = String>) -> anyhow::Result<()> {
    let args: Vec<String> = args.collect();
    let [language, path, rest @ ..] = args.as_slice() else {
        anyhow::bail!("usage: cargo xtask entity-bench LANGUAGE FILE [ARTICLES]");
    };
    let count = rest.first().map_or(Ok(2000), |text| text.parse::<usize>())?;
    let file = std::fs::File::open(path).with_context(|| path.clone())?;
    let reader = BufReader::new(zstd::stream::read::Decoder::new(file)?);
    let mut articles = Vec::new();
    for line in reader.lines().take(count) {
        let value: serde_json::Value = serde_json::from_str(&line?)?;
        articles.push(value.get("text").and_then(serde_json::Value::as_str).unwrap_or("").to_owned());
    }
    let (before, clock) = (cpu_seconds()?, Instant::now());
    let annotator = Annotator::embedded();
    // Weights are unpacked when the first text is met: that is part of the start.
    annotator.annotate(&Document { language, title: None, paragraphs: &["A"], source_country: None });
    let (start, start_wall) = (cpu_seconds()? - before, clock.elapsed().as_secs_f64());
    let bytes: usize = articles.iter().map(String::len).sum();
    let (before, clock) = (cpu_seconds()?, Instant::now());
    let mut mentions = 0;
    for article in &articles {
        let paragraphs: Vec<&str> = article.lines().collect();
        let document = Document { language, title: None, paragraphs: &paragraphs, source_country: None };
        mentions += annotator.annotate(&document).iter().map(|entity| entity.mentions.len()).sum::<usize>();
    }
    let (cpu, wall) = (cpu_seconds()? - before, clock.elapsed().as_secs_f64());
    let per = cpu * 1e6 / (bytes as f64 / 3000.0);
    println!(
        "{language}: {} articles, {bytes} bytes, {mentions} mentions; start {:.0} ms CPU ({:.0} ms wall); {per:.0} µs CPU per 3 kB ({wall:.2} s wall); resident {} MB",
        articles.len(),
        start * 1e3,
        start_wall * 1e3,
        resident_kib()? / 1024
    );
    Ok(())
}

/// CPU time of this process, from `/proc/self/stat` (user and system, in ticks of 10 ms).
fn cpu_seconds() -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let after = stat.rsplit(')').next().unwrap_or("");
    let fields: Vec<&str> = after.split_whitespace().collect();
    let tick = |index: usize| fields.get(index).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    Ok((tick(11) + tick(12)) / 100.0)
}

fn resident_kib() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or("");
    Ok(line.split_whitespace().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0))
}
