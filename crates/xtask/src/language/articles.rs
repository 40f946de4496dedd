//! `cargo xtask language-articles`: accuracy on whole articles, with every disagreement above the margin.

use super::{number, option};
use anyhow::{Context, Result};
use rafid_language::Identifier;
use std::collections::BTreeMap;
use std::path::Path;

/// File and the language of its articles; none where each article names its own.
const FILES: &[(&str, Option<&str>)] = &[
    ("saudinewsnet_ar", Some("ar")),
    ("ahdath_ma_ar", Some("ar")),
    ("iran_news_fa", Some("fa")),
    ("10kgnad_de", Some("de")),
    ("turkish_tr", Some("tr")),
    ("fakebr_pt", Some("pt")),
    ("bbc_hi", Some("hi")),
    ("indo_id", Some("id")),
    ("vfnd_vi", Some("vi")),
    ("kurdistan_en_ar_ku", None),
    ("masakhanews", None),
];

/// Languages as the files name them.
const NAMES: &[(&str, &str)] = &[
    ("eng", "en"),
    ("fra", "fr"),
    ("hau", "ha"),
    ("ibo", "ig"),
    ("lin", "ln"),
    ("lug", "lg"),
    ("orm", "om"),
    ("run", "rn"),
    ("sna", "sn"),
    ("som", "so"),
    ("swa", "sw"),
    ("tir", "ti"),
    ("xho", "xh"),
    ("yor", "yo"),
    ("amh", "am"),
    ("ku", "ckb"),
];

#[derive(Default)]
struct Tally {
    right: u32,
    all: u32,
    /// Articles with a paragraph that got a tag of its own, and such paragraphs.
    mixed: u32,
    paragraphs: u32,
    wrong: Vec<String>,
    /// Right answers by tag, for languages with variants.
    tags: BTreeMap<&'static str, u32>,
}

/// Prints accuracy by corpus and language: `--data DIR`, `--show N` disagreements of each, `--model FILE`.
pub fn language_articles(args: &[String]) -> Result<()> {
    let dir = Path::new(option(args, "--data").context("say where the articles are: --data DIR")?);
    let show: usize = number(args, "--show", 5);
    let loaded;
    let identifier = match option(args, "--model") {
        Some(path) => {
            loaded = Identifier::from_bytes(std::fs::read(path)?.leak())?;
            &loaded
        }
        None => Identifier::embedded(),
    };
    let mut tallies: BTreeMap<(&str, String), Tally> = BTreeMap::new();
    for (name, language) in FILES {
        let path = dir.join(format!("{name}.jsonl.zst"));
        let file = std::fs::File::open(&path).with_context(|| format!("read {}", path.display()))?;
        let text = std::io::read_to_string(zstd::Decoder::new(file)?)?;
        for line in text.lines() {
            let article: serde_json::Value = serde_json::from_str(line)?;
            let hint = article["language_hint"].as_str().unwrap_or("");
            let hint = NAMES.iter().find(|(from, _)| *from == hint).map_or(hint, |(_, to)| to);
            let tally = tallies.entry((name, language.unwrap_or(hint).to_owned())).or_default();
            judge(identifier, &article, language.unwrap_or(hint), tally);
        }
    }
    for ((name, language), tally) in &tallies {
        let share = f64::from(tally.right) / f64::from(tally.all.max(1)) * 100.0;
        println!(
            "{name} {language}: {}/{} = {share:.2} %; {} articles with {} paragraphs in another language",
            tally.right, tally.all, tally.mixed, tally.paragraphs
        );
        if tally.tags.len() > 1 {
            println!("    {:?}", tally.tags);
        }
        tally.wrong.iter().take(show).for_each(|wrong| println!("    {wrong}"));
    }
    Ok(())
}

fn judge(identifier: &Identifier, article: &serde_json::Value, gold: &str, tally: &mut Tally) {
    let Some(text) = article["text"].as_str() else { return };
    let paragraphs: Vec<&str> = text.split(['\n', '\r']).filter(|line| !line.trim().is_empty()).collect();
    let language = identifier.identify_article(article["title"].as_str(), &paragraphs, None);
    let others = language.paragraphs.iter().flatten().count() as u32;
    tally.all += 1;
    tally.mixed += u32::from(others > 0);
    tally.paragraphs += others;
    if language.article.language() == gold {
        tally.right += 1;
        *tally.tags.entry(language.article.tag).or_default() += 1;
        return;
    }
    let start: String = text.chars().take(90).collect();
    let tag = language.article;
    tally.wrong.push(format!(
        "{} {} {:.3} {}: {}",
        article["id"].as_str().unwrap_or("?"),
        tag.tag,
        tag.confidence,
        if tag.reliable { "reliable" } else { "unreliable" },
        start.replace(['\n', '\r'], " ")
    ));
}
