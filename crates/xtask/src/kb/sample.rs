//! Prints a sample of linked mentions with their surroundings, to be reviewed by eye.

use std::io::{BufRead, BufReader};

use anyhow::Context as _;
use rafid_entities::{Annotator, Document, Entity, Mention};

/// Code points shown on each side.
const SIDE: usize = 45;

/// `cargo xtask entity-sample LANGUAGE FILE.jsonl.zst EVERY [SKIP] [ARTICLES]`: every n-th linked mention of the
/// articles of a file, as tab-separated lines.
pub fn run(args: impl Iterator<Item = String>) -> anyhow::Result<()> {
    let args: Vec<String> = args.collect();
    let [language, path, every, rest @ ..] = args.as_slice() else {
        anyhow::bail!("usage: cargo xtask entity-sample LANGUAGE FILE EVERY [SKIP] [ARTICLES]");
    };
    let every: usize = every.parse()?;
    let number = |index: usize, default: usize| rest.get(index).map_or(Ok(default), |text| text.parse());
    let (skip, articles) = (number(0, 0)?, number(1, usize::MAX)?);
    let file = std::fs::File::open(path).with_context(|| path.clone())?;
    let reader = BufReader::new(zstd::stream::read::Decoder::new(file)?);
    let mut count = skip;
    for line in reader.lines().take(articles) {
        let value: serde_json::Value = serde_json::from_str(&line?)?;
        let hint = value.get("language_hint").and_then(serde_json::Value::as_str);
        if language.len() == 3 && hint != Some(language) {
            continue;
        }
        let text = value.get("text").and_then(serde_json::Value::as_str).unwrap_or("");
        let paragraphs: Vec<&str> = text.lines().collect();
        let title = value.get("title").and_then(serde_json::Value::as_str);
        let tag = two_letter(language);
        let document = Document { language: tag, title, paragraphs: &paragraphs, source_country: None };
        for entity in Annotator::embedded().annotate(&document).iter().filter(|entity| entity.linked) {
            for mention in &entity.mentions {
                count += 1;
                if count % every == 0 {
                    print(&document, entity, mention);
                }
            }
        }
    }
    Ok(())
}

/// The BCP 47 tag of a language that a set tags by three letters.
pub fn two_letter(language: &str) -> &str {
    match language {
        "amh" => "am",
        "eng" => "en",
        "fra" => "fr",
        "hau" => "ha",
        "ibo" => "ig",
        "som" => "so",
        "swa" => "sw",
        "yor" => "yo",
        other => other,
    }
}

#[expect(clippy::print_stdout, reason = "the output of a command")]
fn print(document: &Document<'_>, entity: &Entity, mention: &Mention) {
    let text = match mention.field {
        rafid_entities::Field::Title => document.title.unwrap_or(""),
        rafid_entities::Field::Paragraph(index) => {
            document.paragraphs.get(index as usize).copied().unwrap_or("")
        }
    };
    let letters: Vec<char> = text.chars().collect();
    let (start, end) = (mention.start as usize, mention.end as usize);
    let part = |from: usize, to: usize| {
        letters.get(from..to.min(letters.len())).unwrap_or(&[]).iter().collect::<String>()
    };
    println!(
        "{}\t{}\t{}\t{}\t{}[[{}]]{}",
        entity.kind.as_str(),
        entity.id,
        entity.name,
        entity.country.as_deref().unwrap_or("-"),
        part(start.saturating_sub(SIDE), start),
        part(start, end),
        part(end, end + SIDE)
    );
}
