//! Names in context, half of them ambiguous: the id that each must get, or (`!`) must not get.

#![allow(clippy::print_stderr, clippy::unwrap_used)]

use rafid_entities::{Annotator, Document};

const CASES: &str = include_str!("linking.tsv");

enum Outcome {
    Right,
    Unlinked,
    Wrong(String),
}

fn check(language: &str, marked: &str, expected: &str) -> Outcome {
    let (before, rest) = marked.split_once("[[").unwrap();
    let (name, after) = rest.split_once("]]").unwrap();
    let text = format!("{before}{name}{after}");
    let (start, end) = (before.len() as u32, (before.len() + name.len()) as u32);
    let paragraphs = [text.as_str()];
    let document = Document { language, title: None, paragraphs: &paragraphs, source_country: None };
    let entities = Annotator::embedded().annotate(&document);
    let found = entities.iter().find(|entity| {
        entity.mentions.iter().any(|mention| mention.byte_start < end && start < mention.byte_end)
    });
    let id = found.filter(|entity| entity.linked).map(|entity| entity.id.clone());
    match (expected.strip_prefix('!'), id) {
        (Some(forbidden), Some(id)) if id == forbidden => Outcome::Wrong(id),
        (Some(_), _) => Outcome::Right,
        (None, Some(id)) if id == expected => Outcome::Right,
        (None, Some(id)) => Outcome::Wrong(id),
        (None, None) => Outcome::Unlinked,
    }
}

#[test]
fn names_in_context_get_their_ids() {
    let (mut all, mut right, mut wrong) = (0, 0, 0);
    for line in CASES.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [language, text, expected] = columns.as_slice() else { panic!("three columns: {line}") };
        all += 1;
        match check(language, text, expected) {
            Outcome::Right => right += 1,
            Outcome::Unlinked => eprintln!("unlinked: {line}"),
            Outcome::Wrong(id) => {
                wrong += 1;
                eprintln!("wrong ({id}): {line}");
            }
        }
    }
    eprintln!("linking: {right} of {all} right, {wrong} wrong, {} unlinked", all - right - wrong);
    assert!(right * 100 >= all * 90, "{right} of {all}");
    assert!(wrong * 2 <= (all - right).max(2), "{wrong} wrong");
}
