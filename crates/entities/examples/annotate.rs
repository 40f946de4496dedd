//! Annotates standard input: `annotate LANGUAGE [--explain] < TEXT`. The first line is the title, further lines are
//! paragraphs.

#![allow(clippy::print_stdout)]

use std::io::Read as _;

use rafid_entities::{Annotator, Document};

fn main() -> std::io::Result<()> {
    let language = std::env::args().nth(1).unwrap_or_else(|| "und".to_owned());
    let explain = std::env::args().any(|argument| argument == "--explain");
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let (title, body) = text.split_once('\n').unwrap_or((&text, ""));
    let paragraphs: Vec<&str> = body.lines().collect();
    let document =
        Document { language: &language, title: Some(title), paragraphs: &paragraphs, source_country: None };
    let annotator = Annotator::embedded();
    for entity in annotator.annotate(&document) {
        let surfaces: Vec<&str> = entity.mentions.iter().map(|mention| mention.surface(&document)).collect();
        println!(
            "{} {} {} gn={:?} {:?} {:?} {} {surfaces:?}",
            entity.id,
            entity.kind.as_str(),
            entity.name,
            entity.geonames,
            entity.country,
            entity.coordinates,
            entity.salience
        );
    }
    if explain {
        for evidence in annotator.explain(&document) {
            println!("{evidence:#?}");
        }
    }
    Ok(())
}
