//! `cargo xtask language-figures`: the pictures of `docs/language.md`.

use super::data::{Item, fives, sentences};
use super::option;
use super::score::{BINS, is_right, reliability_bins};
use anyhow::{Context, Result};
use rafid_language::{Identifier, Tag};
use std::fmt::Write;
use std::path::Path;

const SIZE: f64 = 320.0;
const LEFT: f64 = 50.0;
const TOP: f64 = 30.0;

/// Draws the reliability diagram and the accuracy by letters read: `--data NTREX.tsv.zst`, `--out DIR`.
pub fn language_figures(args: &[String]) -> Result<()> {
    let path = option(args, "--data").context("say where the sentences are: --data FILE")?;
    let out = Path::new(option(args, "--out").unwrap_or("docs/img"));
    let sentences = sentences(Path::new(path))?;
    let fives = fives(&sentences);
    let sentences: Vec<Item> = sentences.into_iter().map(|(item, _)| item).collect();
    std::fs::create_dir_all(out)?;
    std::fs::write(out.join("language-reliability.svg"), reliability(&sentences))?;
    std::fs::write(out.join("language-letters.svg"), letters(&fives))?;
    Ok(())
}

fn reliability(items: &[Item]) -> String {
    let identifier = Identifier::embedded();
    let tags: Vec<Tag> = items.iter().map(|item| identifier.identify(&item.text)).collect();
    let bins = reliability_bins(items, &tags);
    let mut svg = frame("Confidence and accuracy, NTREX-128 sentences", "confidence", "accuracy");
    let _ = writeln!(
        svg,
        r##"<path d="M{LEFT} {} L{} {TOP}" stroke="#999" stroke-dasharray="4 4" fill="none"/>"##,
        TOP + SIZE,
        LEFT + SIZE
    );
    for (at, (_, right, all)) in bins.iter().enumerate() {
        if *all == 0 {
            continue;
        }
        let accuracy = f64::from(*right) / f64::from(*all);
        let width = SIZE / BINS as f64;
        let _ = writeln!(
            svg,
            r##"<rect x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" fill="#2a7f8f" fill-opacity="0.8"><title>{all} answers</title></rect>"##,
            LEFT + at as f64 * width + 1.0,
            TOP + SIZE * (1.0 - accuracy),
            width - 2.0,
            SIZE * accuracy
        );
    }
    svg + "</svg>\n"
}

fn letters(items: &[Item]) -> String {
    let identifier = Identifier::embedded();
    let mut svg = frame(
        "Accuracy by letters read, five sentences",
        "letters read (log scale)",
        "accuracy, 60 to 100 %",
    );
    let mut points = Vec::new();
    for letters in [8u32, 16, 32, 64, 128, 256, 480] {
        let right = items
            .iter()
            .filter(|item| is_right(item, &identifier.identify_within(&item.text, letters)))
            .count();
        let accuracy = right as f64 / items.len() as f64;
        println!("{letters} letters: {:.2} %", accuracy * 100.0);
        let x = LEFT + SIZE * (f64::from(letters) / 8.0).log2() / 6.0;
        let y = TOP + SIZE * (1.0 - (accuracy.max(0.6) - 0.6) / 0.4);
        points.push(format!("{x:.1},{y:.1}"));
        let _ = writeln!(
            svg,
            r#"<text x="{x:.1}" y="{:.1}" text-anchor="middle">{letters}</text>"#,
            TOP + SIZE + 15.0
        );
        let _ = writeln!(
            svg,
            r#"<text x="{x:.1}" y="{:.1}" text-anchor="middle">{:.1}</text>"#,
            y - 6.0,
            accuracy * 100.0
        );
    }
    let _ = writeln!(
        svg,
        r##"<polyline points="{}" fill="none" stroke="#2a7f8f" stroke-width="2"/>"##,
        points.join(" ")
    );
    svg + "</svg>\n"
}

fn frame(title: &str, x: &str, y: &str) -> String {
    let (width, height) = (LEFT + SIZE + 30.0, TOP + SIZE + 45.0);
    let middle = LEFT + SIZE / 2.0;
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">
<rect width="{width}" height="{height}" fill="#fff"/>
<text x="{middle}" y="18" text-anchor="middle" font-size="13">{title}</text>
<rect x="{LEFT}" y="{TOP}" width="{SIZE}" height="{SIZE}" fill="none" stroke="#444"/>
<text x="{middle}" y="{}" text-anchor="middle">{x}</text>
<text x="16" y="{1}" text-anchor="middle" transform="rotate(-90 16 {1})">{y}</text>
"##,
        height - 10.0,
        TOP + SIZE / 2.0
    )
}
