//! Finds names of the knowledge base that are also ordinary words.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use std::path::Path;

use anyhow::Context as _;
use rafid_entities::build::words::{Seen, WordCounter, is_doubtful};

/// Counts the names in all `*.txt.zst` of a folder (`source TAB text` a line) and gives those that
/// occur as ordinary words, with their weights (`word TAB weight`).
pub fn count(names: &BTreeSet<String>, folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder)?.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.retain(|path| path.to_string_lossy().ends_with(".txt.zst"));
    paths.sort();
    let mut counter = WordCounter::new(names);
    for path in paths {
        let file = std::fs::File::open(&path).with_context(|| path.display().to_string())?;
        for line in std::io::BufReader::new(zstd::stream::read::Decoder::new(file)?).lines() {
            let line = line?;
            counter.add(line.split_once('\t').map_or(line.as_str(), |(_, text)| text));
        }
        counter.end_language();
    }
    let seen: BTreeMap<String, Seen> = counter.finish();
    let words = seen.into_iter().filter(|(_, seen)| is_doubtful(seen.weight(), 0, true));
    Ok(words.map(|(name, seen)| format!("{name}\t{}", seen.weight())).collect())
}
