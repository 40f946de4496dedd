//! Words of unlabelled text: how often, and how often with a capital where no sentence starts.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Result;
use rafid_entities::recognise::features::{self, Info};
use rafid_entities::recognise::fold::{self, Folded};
use rafid_entities::recognise::prepare::NEVER_IN_NAMES;
use rafid_entities::recognise::tables::HashTable;
use rafid_entities::recognise::tokens::{self, Class};
use rafid_entities::recognise::{label, language};

use super::corpus::{self, Corpus, read_text};

/// Language subtag and class of its text in `language/train`. The texts are CC0, CC BY, CC BY-SA, MIT or public domain.
const CLASSES: [(&str, &str); 41] = [
    ("ar", "ara"),
    ("bg", "bul"),
    ("bn", "ben"),
    ("ca", "cat"),
    ("cs", "ces"),
    ("da", "dan"),
    ("de", "deu"),
    ("el", "ell"),
    ("en", "eng"),
    ("es", "spa"),
    ("et", "est"),
    ("fa", "fas"),
    ("fi", "fin"),
    ("fr", "fra"),
    ("he", "heb"),
    ("hi", "hin"),
    ("hr", "hrv"),
    ("hu", "hun"),
    ("id", "ind"),
    ("it", "ita"),
    ("kk", "kaz"),
    ("lt", "lit"),
    ("lv", "lav"),
    ("ms", "msa"),
    ("nb", "nob"),
    ("nl", "nld"),
    ("nn", "nno"),
    ("pl", "pol"),
    ("ps", "pus"),
    ("pt", "por"),
    ("ro", "ron"),
    ("ru", "rus"),
    ("sk", "slk"),
    ("sl", "slv"),
    ("sr", "srp-Latn"),
    ("sv", "swe"),
    ("sw", "swa"),
    ("tr", "tur"),
    ("uk", "ukr"),
    ("ur", "urd"),
    ("vi", "vie"),
];
/// Interface texts and word lists: capitals there say nothing.
const LEFT_OUT: [&str; 9] =
    ["chromium", "firefox", "libreoffice", "wikiapp", "ve", "gnome", "gatitos", "unilex", "udhr"];
/// Fewest occurrences of a word.
const LEAST: u32 = 4;
/// Occurrences from which a word is known never to be in names.
const OFTEN: u32 = 20;
/// Most words of a language.
const MOST: usize = 6000;

#[derive(Clone, Copy, Default)]
struct Count {
    all: u32,
    lower: u32,
    capital: u32,
}

/// Codes of the commonest words of every language whose text is in `data` (not if `bare`), and of the words of
/// `corpora` that are never in names.
pub fn words(data: &Path, corpora: &[(Corpus, u32)], bare: bool) -> Result<HashTable<u8>> {
    let mut entries: Vec<(u32, u8)> = Vec::new();
    for (subtag, class) in CLASSES.iter().filter(|_| !bare) {
        let path = data.join("language/train").join(format!("{class}.txt.zst"));
        if !path.is_file() {
            eprintln!("no text for {subtag}: {} is missing", path.display());
            continue;
        }
        let seed = language::seed(subtag);
        let mut counts: Vec<(u32, Count)> =
            count(&read_text(&path)?).into_iter().filter(|(_, c)| c.all >= LEAST).collect();
        counts.sort_unstable_by_key(|(hash, c)| (std::cmp::Reverse(c.all), *hash));
        entries.extend(counts.iter().take(MOST).map(|(hash, c)| (features::conjoin(*hash, seed), code(*c))));
    }
    entries.extend(never_in_names(corpora));
    entries.sort_unstable();
    let mut table = HashTable::with_capacity(entries.len());
    for (hash, code) in entries {
        table.insert(hash, code);
    }
    Ok(table)
}

/// Words that the corpora of a language have often, with not one occurrence in two hundred in a name.
fn never_in_names(corpora: &[(Corpus, u32)]) -> Vec<(u32, u8)> {
    let mut counts: HashMap<u32, (u32, u32)> = HashMap::new();
    let mut buffer = Vec::new();
    for (corpus, _) in corpora {
        let seed = language::seed(&corpus.language);
        for sentence in &corpus.sentences {
            buffer.clear();
            tokens::tokenise(&sentence.text, &mut buffer);
            let labels = corpus::project(&buffer, sentence, &corpus.language);
            for (token, label) in buffer.iter().zip(labels).filter(|(t, _)| t.class == Class::Word) {
                let folded = Folded::new(sentence.text.get(token.range()).unwrap_or_default());
                let count = counts.entry(features::conjoin(fold::hash(folded.chars()), seed)).or_default();
                count.0 += 1;
                count.1 += u32::from(label != label::OUTSIDE);
            }
        }
    }
    let never = |(all, inside): (u32, u32)| all >= OFTEN && inside * 200 <= all;
    counts.into_iter().filter(|(_, c)| never(*c)).map(|(hash, _)| (hash, NEVER_IN_NAMES)).collect()
}

fn count(text: &str) -> HashMap<u32, Count> {
    let mut counts: HashMap<u32, Count> = HashMap::new();
    let mut buffer = Vec::new();
    for line in text.lines() {
        let Some((source, line)) = line.split_once('\t') else { continue };
        if LEFT_OUT.contains(&source.split('-').next().unwrap_or(source)) {
            continue;
        }
        buffer.clear();
        tokens::tokenise(line, &mut buffer);
        let mut start = true;
        for token in &buffer {
            let word = line.get(token.range()).unwrap_or_default();
            if token.class != Class::Word {
                start |= token.class == Class::Punctuation;
                continue;
            }
            let folded = Folded::new(word);
            let (info, _) = Info::new(token, word, &folded);
            let count = counts.entry(fold::hash(folded.chars())).or_default();
            count.all += 1;
            match info.shape {
                0 => count.lower += 1,
                1..=4 if !start => count.capital += 1,
                _ => {}
            }
            start = false;
        }
    }
    counts
}

/// 1 to 12 for words of scripts with capitals, by the share of capitals and frequency; 13 to 16 for others, by frequency.
fn code(count: Count) -> u8 {
    let often = match count.all {
        0..=9 => 0,
        10..=49 => 1,
        50..=199 => 2,
        _ => 3,
    };
    if count.lower + count.capital == 0 {
        return 13 + often;
    }
    let share = count.capital * 100 / (count.lower + count.capital);
    let share = match share {
        0..5 => 0,
        5..50 => 1,
        50..95 => 2,
        _ => 3,
    };
    1 + share * 3 + often.min(2)
}
