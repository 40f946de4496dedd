//! `cargo xtask language-score`: accuracy on NTREX-128 and how far the confidence can be trusted.

use super::data::{Item, fives, sentences};
use super::option;
use anyhow::{Context, Result};
use rafid_language::{Identifier, Tag};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

/// Writes predictions for `score.py` and prints accuracy and calibration: `--data NTREX.tsv.zst`, `--model FILE`,
/// `--out PREDICTIONS.jsonl`.
pub fn language_score(args: &[String]) -> Result<()> {
    let path = option(args, "--data").context("say where the sentences are: --data FILE")?;
    let loaded;
    let identifier = match option(args, "--model") {
        Some(path) => {
            loaded = Identifier::from_bytes(std::fs::read(path)?.leak())?;
            &loaded
        }
        None => Identifier::embedded(),
    };
    let sentences = sentences(Path::new(path))?;
    let fives = fives(&sentences);
    let sentences: Vec<Item> = sentences.into_iter().map(|(item, _)| item).collect();
    let mut out = option(args, "--out").map(std::fs::File::create).transpose()?.map(std::io::BufWriter::new);
    for items in [&sentences, &fives] {
        let tags: Vec<Tag> = items.iter().map(|item| identifier.identify(&item.text)).collect();
        if let Some(out) = &mut out {
            for (item, tag) in items.iter().zip(&tags) {
                writeln!(out, "{{\"id\":\"{}\",\"language\":\"{}\"}}", item.id, tag.tag)?;
            }
        }
        report(items, &tags);
        reliability(items, &tags, identifier);
    }
    Ok(())
}

/// The language of an answer as NTREX names it.
pub fn is_right(item: &Item, tag: &Tag) -> bool {
    let gold = item.tag.split('-').next().unwrap_or("");
    let gold = match gold {
        "mey" => "ar",
        "fuc" => "ff",
        "kmr" => "ku",
        other => other,
    };
    gold == tag.language()
}

fn report(items: &[Item], tags: &[Tag]) {
    let mut files: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for (item, tag) in items.iter().zip(tags) {
        let entry = files.entry(&item.file).or_default();
        entry.0 += u32::from(is_right(item, tag));
        entry.1 += 1;
    }
    let mean = files.values().map(|(right, all)| f64::from(*right) / f64::from(*all)).sum::<f64>()
        / files.len() as f64;
    println!("{} items, {} files: accuracy {:.2} %", items.len(), files.len(), mean * 100.0);
    let mut worst: Vec<_> =
        files.iter().map(|(file, (right, all))| (f64::from(*right) / f64::from(*all), file)).collect();
    worst.sort_by(|a, b| a.0.total_cmp(&b.0));
    let worst: Vec<_> =
        worst.iter().take(24).map(|(share, file)| format!("{file} {:.1}", share * 100.0)).collect();
    println!("  worst: {}", worst.join(", "));
}

/// Bins of the confidence.
pub const BINS: usize = 15;

/// Sum of the confidences, right answers and answers in each of the bins.
pub fn reliability_bins(items: &[Item], tags: &[Tag]) -> [(f64, u32, u32); BINS] {
    let mut bins = [(0.0, 0, 0); BINS];
    for (item, tag) in items.iter().zip(tags) {
        let bin = &mut bins[((tag.confidence * BINS as f32) as usize).min(BINS - 1)];
        bin.0 += f64::from(tag.confidence);
        bin.1 += u32::from(is_right(item, tag));
        bin.2 += 1;
    }
    bins
}

/// Expected calibration error in fifteen equal bins, and what becomes of wrong answers.
fn reliability(items: &[Item], tags: &[Tag], identifier: &Identifier) {
    let group = |tag: &str| {
        let language = tag.split('-').next().unwrap_or("");
        let class =
            identifier.model().classes().iter().find(|class| class.tag.split('-').next() == Some(language));
        class.map_or("", |class| class.group)
    };
    let bins = reliability_bins(items, tags);
    let mut others: BTreeMap<String, u32> = BTreeMap::new();
    let (mut long_wrong, mut named, mut unreliable, mut reliable, mut reliable_right) =
        (0u32, 0u32, 0u32, 0u32, 0u32);
    for (item, tag) in items.iter().zip(tags) {
        let right = is_right(item, tag);
        reliable += u32::from(tag.reliable);
        reliable_right += u32::from(tag.reliable && right);
        if !right && item.text.chars().count() > 80 {
            long_wrong += 1;
            let gold = group(&item.tag);
            if !tag.reliable {
                unreliable += 1;
            } else if !gold.is_empty() && gold == group(tag.tag) {
                named += 1;
            } else {
                *others.entry(format!("{} as {}", item.file, tag.tag)).or_default() += 1u32;
            }
        }
    }
    let error: f64 =
        bins.iter().map(|(sum, right, _)| (sum - f64::from(*right)).abs()).sum::<f64>() / items.len() as f64;
    println!("  expected calibration error {error:.4}");
    let share = |part: u32, all: u32| f64::from(part) / f64::from(all.max(1)) * 100.0;
    println!(
        "  reliable {:.1} % of answers, of them right {:.2} %",
        share(reliable, items.len() as u32),
        share(reliable_right, reliable)
    );
    println!(
        "  wrong over 80 characters: {long_wrong}; unreliable {:.1} %, in a confusable group {:.1} %, together {:.1} %",
        share(unreliable, long_wrong),
        share(named, long_wrong),
        share(unreliable + named, long_wrong)
    );
    let mut others: Vec<_> = others.into_iter().collect();
    others.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let others: Vec<_> = others.iter().take(12).map(|(pair, count)| format!("{pair} {count}")).collect();
    println!("  the others: {}", others.join(", "));
}
