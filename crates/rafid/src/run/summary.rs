//! The table at the end of a run.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::time::Instant;

use super::work::Done;

/// How many languages and entities the table names.
const ROWS: usize = 12;

/// Counts over a run.
#[derive(Debug)]
pub struct Summary {
    started: Instant,
    records: u64,
    bytes: u64,
    articles: u64,
    /// Records with at least one article.
    good: u64,
    mentions: u64,
    rejects: BTreeMap<&'static str, u64>,
    languages: BTreeMap<String, u64>,
    entities: BTreeMap<(String, String), u64>,
    /// Inputs that could not be read to their end.
    pub unreadable: u64,
}

impl Default for Summary {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            records: 0,
            bytes: 0,
            articles: 0,
            good: 0,
            mentions: 0,
            rejects: BTreeMap::new(),
            languages: BTreeMap::new(),
            entities: BTreeMap::new(),
            unreadable: 0,
        }
    }
}

impl Summary {
    /// Adds one record.
    pub fn add(&mut self, done: &Done) {
        self.records += 1;
        self.bytes += done.bytes;
        self.articles += done.articles;
        self.good += u64::from(done.articles > 0);
        self.mentions += done.mention_count;
        if let Some((_, reject)) = &done.reject {
            *self.rejects.entry(reject.code.as_str()).or_default() += 1;
        }
        for (tag, count) in &done.languages {
            *self.languages.entry(tag.clone()).or_default() += count;
        }
        for (entity, count) in &done.entities {
            *self.entities.entry(entity.clone()).or_default() += count;
        }
    }

    /// Prints the table on standard error, so that standard output holds nothing but articles.
    pub fn print(&self) {
        // Standard error is for people: if it is closed there is nobody to tell.
        let _ = io::stderr().write_all(self.table().as_bytes());
    }

    fn table(&self) -> String {
        let seconds = self.started.elapsed().as_secs_f64();
        let rejected: u64 = self.rejects.values().sum();
        let mut out = String::new();
        let mut line = |name: &str, text: String| {
            // Writing to a String cannot fail.
            let _ = writeln!(out, "{name:<11} {text}");
        };
        let megabytes = self.bytes as f64 / 1e6;
        line("records", format!("{} ({megabytes:.1} MB) in {seconds:.2} s", self.records));
        let rate = self.articles as f64 / seconds.max(1e-9);
        line("articles", format!("{} from {} records ({rate:.0}/s)", self.articles, self.good));
        line("mentions", self.mentions.to_string());
        line("languages", top(self.languages.iter().map(|(tag, count)| (tag.clone(), *count))));
        let entities = self.entities.iter();
        line("entities", top(entities.map(|((id, name), count)| (format!("{name} [{id}]"), *count))));
        let rejects = self.rejects.iter().map(|(code, count)| ((*code).to_owned(), *count));
        line(
            "rejected",
            if rejected == 0 { "0".to_owned() } else { format!("{rejected} records: {}", top(rejects)) },
        );
        if self.unreadable > 0 {
            line("unreadable", format!("{} inputs", self.unreadable));
        }
        out
    }
}

/// The most frequent ones, by count and then by name.
fn top(items: impl Iterator<Item = (String, u64)>) -> String {
    let mut items: Vec<(String, u64)> = items.collect();
    items.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
    let more = items.len().saturating_sub(ROWS);
    let shown: Vec<String> = items.iter().take(ROWS).map(|(name, count)| format!("{name} {count}")).collect();
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    if shown.is_empty() { "none".to_owned() } else { shown.join(", ") + &more }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_come_first() {
        let items = [("a", 1), ("b", 3), ("c", 3)].map(|(name, count)| (name.to_owned(), count));
        assert_eq!(top(items.into_iter()), "b 3, c 3, a 1");
        assert_eq!(top(std::iter::empty()), "none");
    }
}
