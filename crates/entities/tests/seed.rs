//! The sample page of the development pack: spans and ids of its two articles. Needs the pack
//! (`RAFID_SHARED`, else `../shared` beside the workspace); without it the test is skipped aloud.

#![allow(clippy::print_stderr, clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::PathBuf;

use rafid_entities::{Annotator, Document, Field};
use serde_json::Value;

fn pack() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("RAFID_SHARED").map_or(beside, PathBuf::from);
    folder.join("data/seed/gold.json").is_file().then_some(folder)
}

/// Ids of `GeoNames` that stand for the gold's Wikidata ids.
const GEONAMES: [(&str, u32); 5] =
    [("Q649", 524_901), ("Q3692", 108_410), ("Q1899", 703_448), ("Q47492", 281_133), ("Q61", 4_140_963)];

#[test]
fn spans_and_ids_of_the_sample_page() {
    let Some(folder) = pack() else {
        eprintln!("SKIPPED: no development pack; set RAFID_SHARED");
        return;
    };
    let page = std::fs::read_to_string(folder.join("data/seed/page.txt")).unwrap();
    let gold: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("data/seed/gold.json")).unwrap()).unwrap();
    let lines: Vec<&str> = page.split('\n').collect();
    let mut starts = vec![0_u64];
    for line in &lines {
        starts.push(starts.last().unwrap() + line.chars().count() as u64 + 1);
    }
    let (mut expected, mut with_id) = (BTreeSet::new(), Vec::new());
    for (segment, range) in [(0, 0..9_usize), (1, 10..18)] {
        for entity in gold["segments"][segment]["entities"].as_array().unwrap() {
            let kind = match entity["type"].as_str().unwrap() {
                "GPE" | "LOC" => "LOC",
                kind @ ("PER" | "ORG") => kind,
                _ => continue,
            };
            for mention in entity["mentions"].as_array().unwrap().iter().filter(|m| m["mention"] == "name") {
                let (start, end) =
                    (mention["raw_char"][0].as_u64().unwrap(), mention["raw_char"][1].as_u64().unwrap());
                let line = starts.iter().rposition(|first| *first <= start).unwrap();
                assert!(range.contains(&line));
                expected.insert((start, end, kind));
                if let Some(id) = entity["wikidata"].as_str() {
                    with_id.push((start, end, id.to_owned()));
                }
            }
        }
    }
    let mut found = BTreeSet::new();
    let mut ids = Vec::new();
    for range in [0..9_usize, 10..18] {
        // Lines of metadata are no paragraphs of the articles.
        let body: Vec<usize> =
            range.clone().skip(1).filter(|line| lines[*line].chars().count() > 60).collect();
        let paragraphs: Vec<&str> = body.iter().map(|line| lines[*line]).collect();
        let document = Document {
            language: "ar",
            title: Some(lines[range.start]),
            paragraphs: &paragraphs,
            source_country: None,
        };
        for entity in Annotator::embedded().annotate(&document) {
            for mention in &entity.mentions {
                let line = match mention.field {
                    Field::Title => range.start,
                    Field::Paragraph(index) => body[index as usize],
                };
                let (start, end) =
                    (starts[line] + u64::from(mention.start), starts[line] + u64::from(mention.end));
                found.insert((start, end, entity.kind.as_str()));
                ids.push((start, end, entity.wikidata.clone(), entity.geonames));
            }
        }
    }
    let text = |start: u64, end: u64| {
        page.chars().skip(start as usize).take((end - start) as usize).collect::<String>()
    };
    let right = expected.intersection(&found).count() as f64;
    let f1 = 2.0 * right / (expected.len() + found.len()) as f64;
    for (start, end, kind) in expected.difference(&found) {
        eprintln!("missed {kind} {}", text(*start, *end));
    }
    for (start, end, kind) in found.difference(&expected) {
        eprintln!("extra {kind} {}", text(*start, *end));
    }
    let linked = with_id.iter().filter(|(start, end, id)| {
        let place = GEONAMES.iter().find(|(known, _)| known == id).map(|(_, place)| *place);
        // Bare "Gaza" may be the city or the Strip.
        let also = if id == "Q39760" { "Q47492" } else { id.as_str() };
        ids.iter().any(|(s, e, wikidata, geonames)| {
            (s, e) == (start, end)
                && (wikidata.as_deref() == Some(id.as_str())
                    || wikidata.as_deref() == Some(also)
                    || (place.is_some() && *geonames == place))
        })
    });
    let accuracy = linked.count() as f64 / with_id.len() as f64;
    eprintln!(
        "strict F1 {f1:.3} over {} mentions; right id {accuracy:.3} of {}",
        expected.len(),
        with_id.len()
    );
    assert!(f1 >= 0.8, "strict F1 {f1}");
    assert!(accuracy >= 0.8, "right ids {accuracy}");
}
