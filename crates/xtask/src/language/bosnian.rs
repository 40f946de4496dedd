//! Bosnian from Serbian in Latin letters: Bosnian shares most of its vocabulary with Serbian and the Ijekavian
//! pronunciation with Croatian. Most Bosnian text at hand is interface strings; this makes prose of it.
//!
//! A Serbian word that neither Croatian nor Bosnian text knows is respelled with `ije` or `je` for an `e` if that
//! gives a word they know; a few everyday words are then replaced.

use std::collections::{BTreeMap, HashMap};

type Files = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// Sources of Serbian that read like articles.
const PROSE: &[&str] = &["ud", "flores-latn", "cv-latn", "tatoeba-latn", "tatoeba"];

/// Serbian words that Bosnian spells otherwise.
const WORDS: &[(&str, &str)] = &[
    ("istorija", "historija"),
    ("istorije", "historije"),
    ("istoriji", "historiji"),
    ("istoriju", "historiju"),
    ("istorijski", "historijski"),
    ("istorijske", "historijske"),
    ("istorijskih", "historijskih"),
    ("nedelja", "sedmica"),
    ("nedelje", "sedmice"),
    ("nedelju", "sedmicu"),
    ("opština", "općina"),
    ("opštine", "općine"),
    ("opštini", "općini"),
    ("opšti", "opći"),
    ("opšte", "opće"),
    ("uopšte", "uopće"),
    ("takođe", "također"),
    ("saopštio", "saopćio"),
    ("saopštila", "saopćila"),
    ("saopštenje", "saopćenje"),
    ("saopštenju", "saopćenju"),
    ("hleb", "hljeb"),
    ("uvek", "uvijek"),
    ("gde", "gdje"),
    ("ovde", "ovdje"),
    ("lako", "lahko"),
    ("sredstva", "sredstva"),
    ("prema", "prema"),
];

pub fn add(files: &mut Files) {
    let known = vocabulary(files, &["hrv", "bos"]);
    let serbian: Vec<String> = files
        .get("srp-Latn")
        .into_iter()
        .flatten()
        .filter(|(source, _)| PROSE.contains(&source.as_str()))
        .flat_map(|(_, lines)| lines.iter().take(2500).cloned())
        .collect();
    let bosnian: Vec<String> = serbian.iter().filter_map(|line| respell(line, &known)).collect();
    if let Some(sources) = files.get_mut("bos") {
        sources.insert("srp-rules".to_owned(), bosnian);
    }
}

/// Words of some classes and how often they occur.
fn vocabulary(files: &Files, classes: &[&str]) -> HashMap<String, u32> {
    let mut words = HashMap::new();
    let lines = classes.iter().filter_map(|class| files.get(*class)).flat_map(BTreeMap::values).flatten();
    for line in lines {
        for word in line.to_lowercase().split(|c: char| !c.is_alphabetic()) {
            *words.entry(word.to_owned()).or_default() += 1;
        }
    }
    words
}

/// The line in Ijekavian; `None` where a word with `e` stays that neither neighbour knows, or none was respelled.
fn respell(line: &str, known: &HashMap<String, u32>) -> Option<String> {
    let mut changed = 0;
    let mut out = String::with_capacity(line.len() + 16);
    for token in line.to_lowercase().split_inclusive(|c: char| !c.is_alphabetic()) {
        let word = token.trim_end_matches(|c: char| !c.is_alphabetic());
        let tail = &token[word.len()..];
        let listed = WORDS.iter().find(|(from, _)| *from == word).map(|(_, to)| (*to).to_owned());
        let new = listed.or_else(|| ijekavian(word, known));
        changed += u32::from(new.is_some());
        if new.is_none() && word.chars().count() > 3 && word.contains('e') && !known.contains_key(word) {
            return None;
        }
        out.push_str(new.as_deref().unwrap_or(word));
        out.push_str(tail);
    }
    (changed > 0).then_some(out)
}

fn ijekavian(word: &str, known: &HashMap<String, u32>) -> Option<String> {
    let own = known.get(word).copied().unwrap_or(0);
    let mut best = (own * 3 + 1, None);
    for (at, _) in word.match_indices('e') {
        for long in ["ije", "je"] {
            let candidate = format!("{}{long}{}", &word[..at], &word[at + 1..]);
            let count = known.get(&candidate).copied().unwrap_or(0);
            if count > best.0 {
                best = (count, Some(candidate));
            }
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn respells_ekavian_words() {
        let known =
            HashMap::from([("mjesto".to_owned(), 5), ("vrijeme".to_owned(), 5), ("more".to_owned(), 5)]);
        assert_eq!(respell("Mesto, vreme i selo.", &known), None);
        assert_eq!(respell("Mesto, vreme i more.", &known).as_deref(), Some("mjesto, vrijeme i more."));
        assert_eq!(respell("more", &known), None);
    }
}
