//! Text that is no prose must not pass for a language.

use rafid_language::{Identifier, UND};
use std::collections::BTreeMap;

const CASES: &str = include_str!("data/not-language.tsv");

#[test]
fn what_is_no_language_is_und_or_unreliable() {
    let mut kinds: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let mut wrong = Vec::new();
    let cases = CASES.lines().filter(|line| !line.starts_with('#'));
    for (kind, text) in cases.filter_map(|line| line.split_once('\t')) {
        let tag = Identifier::embedded().identify(text);
        let right = tag.tag == UND || !tag.reliable;
        let entry = kinds.entry(kind).or_default();
        *entry = (entry.0 + u32::from(right), entry.1 + 1);
        if !right {
            wrong.push(format!("{kind}: {text} -> {} {}", tag.tag, tag.confidence));
        }
    }
    let (right, all) = kinds.values().fold((0, 0), |sum, kind| (sum.0 + kind.0, sum.1 + kind.1));
    println!("{kinds:?}\n{}", wrong.join("\n"));
    assert!(all >= 300, "{all} cases");
    assert!(right * 100 >= all * 98, "{right} of {all}: {wrong:#?}");
}
