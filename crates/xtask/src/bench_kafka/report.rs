//! Medians, the table, and the document.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};

use super::chain::RUNGS;
use super::subject::{Figures, SUBJECTS};
use crate::bench::{commit, machine};

/// All figures of a run.
pub struct Report {
    records: usize,
    rounds: usize,
    bytes: usize,
    articles: String,
    figures: Vec<(&'static str, Figures)>,
}

impl Report {
    /// Empty, for a run of this size.
    pub fn new(records: usize, rounds: usize, bytes: usize, articles: &str) -> Self {
        Self { records, rounds, bytes, articles: articles.to_owned(), figures: Vec::new() }
    }

    /// Adds one round of a subject.
    pub fn add(&mut self, subject: &'static str, figures: Figures) {
        self.figures.push((subject, figures));
    }

    fn median_of(&self, name: &str, pick: impl Fn(&Figures) -> f64) -> Option<f64> {
        let of_name = self.figures.iter().filter(|(subject, _)| *subject == name);
        median(of_name.map(|(_, figures)| pick(figures)).collect())
    }

    /// The medians as a Markdown table.
    pub fn table(&self) -> String {
        let mut table = String::from(
            "| subject | | CPU µs a message | of the bare transactional copy | messages/s | peak MB |\n|---|---|---:|---:|---:|---:|\n",
        );
        let base = self.median_of("copy-tx", |figures| figures.cpu_us);
        let copies = SUBJECTS.iter().map(|subject| (subject.name, subject.what));
        for (name, what) in copies.chain(RUNGS.iter().map(|rung| (rung.name, rung.what))) {
            let median = |pick: fn(&Figures) -> f64| self.median_of(name, pick);
            let (Some(cpu), Some(rate), Some(peak)) =
                (median(|f| f.cpu_us), median(|f| f.throughput), median(|f| f.peak_mb))
            else {
                continue;
            };
            let ratio = base.map_or_else(|| "–".to_owned(), |base| format!("{:.2}", cpu / base));
            // Writing to a String cannot fail.
            let _ = writeln!(table, "| {name} | {what} | {cpu:.1} | {ratio} | {rate:.0} | {peak:.0} |");
        }
        table
    }

    /// Writes the document.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let text = format!(
            "# What exactly once costs\n\n\
            Written by `cargo xtask bench-kafka` at commit {} on {}.\n\n\
            {} articles of {} bytes, lz4, one broker (Apache Kafka {}) on the same cores, commits every 250 ms or 5,000\n\
            records; medians of {} rounds, each after a warm-up of half as many articles. CPU is that of the subject's\n\
            process, user and system, all threads; it does not hold the broker's. The full chain, `pipeline` and\n\
            `services`, runs over {}, with lanes as by default, timed from\n\
            the moment when all its services are ready; CPU and memory are the sums over them.\n\n{}",
            commit(),
            machine(),
            self.records,
            self.bytes,
            rafid_testkit::KAFKA_VERSION,
            self.rounds,
            self.articles,
            self.table()
        );
        std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = values.get(values.len() / 2)?;
    if values.len() % 2 == 1 {
        return Some(*upper);
    }
    let lower = values.get(values.len() / 2 - 1)?;
    Some(f64::midpoint(*lower, *upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        let check = |values: &[f64], expected: Option<f64>| assert_eq!(median(values.to_vec()), expected);
        check(&[], None);
        check(&[3.0], Some(3.0));
        check(&[9.0, 1.0, 2.0], Some(2.0));
        check(&[4.0, 1.0, 2.0, 9.0], Some(3.0));
    }

    #[test]
    fn the_table_compares_medians_with_the_transactional_copy() {
        let mut report = Report::new(1, 1, 1, "articles");
        for (subject, cpu_us) in SUBJECTS.iter().zip([2.0, 9.0, 10.0, 11.0, 25.0]) {
            report.add(subject.name, Figures { cpu_us, throughput: 1000.0, peak_mb: 1.0 });
        }
        let table = report.table();
        assert!(
            table.contains("| streams | Kafka Streams, `exactly_once_v2`, one thread | 25.0 | 2.50 |"),
            "{table}"
        );
    }
}
