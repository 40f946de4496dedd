//! The most frequent linked names of a corpus: where a class of errors shows first.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};

use anyhow::Context as _;
use rafid_entities::{Annotator, Document};

/// `cargo xtask entity-top LANGUAGE FILE.jsonl.zst COUNT [ARTICLES]`: entity and surface, by the number of articles.
#[expect(clippy::print_stdout, reason = "the output of a command")]
pub fn run(args: impl Iterator<Item = String>) -> anyhow::Result<()> {
    let args: Vec<String> = args.collect();
    let [language, path, count, rest @ ..] = args.as_slice() else {
        anyhow::bail!("usage: cargo xtask entity-top LANGUAGE FILE COUNT [ARTICLES]");
    };
    let count: usize = count.parse()?;
    let articles = rest.first().map_or(Ok(2000), |text| text.parse::<usize>())?;
    let file = std::fs::File::open(path).with_context(|| path.clone())?;
    let reader = BufReader::new(zstd::stream::read::Decoder::new(file)?);
    let mut found: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut seen = 0;
    for line in reader.lines() {
        let value: serde_json::Value = serde_json::from_str(&line?)?;
        let hint = value.get("language_hint").and_then(serde_json::Value::as_str);
        if language.len() == 3 && hint != Some(language) {
            continue;
        }
        seen += 1;
        if seen > articles {
            break;
        }
        let text = value.get("text").and_then(serde_json::Value::as_str).unwrap_or("");
        let paragraphs: Vec<&str> = text.lines().collect();
        let title = value.get("title").and_then(serde_json::Value::as_str);
        let tag = super::sample::two_letter(language);
        let document = Document { language: tag, title, paragraphs: &paragraphs, source_country: None };
        for entity in Annotator::embedded().annotate(&document).iter().filter(|entity| entity.linked) {
            let mut surfaces: Vec<&str> =
                entity.mentions.iter().map(|mention| mention.surface(&document)).collect();
            surfaces.sort_unstable();
            surfaces.dedup();
            for surface in surfaces {
                *found.entry((format!("{} {}", entity.id, entity.name), surface.to_owned())).or_default() +=
                    1;
            }
        }
    }
    let mut rows: Vec<_> = found.into_iter().collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    for ((entity, surface), articles) in rows.into_iter().take(count) {
        println!("{articles}\t{surface}\t{entity}");
    }
    Ok(())
}
