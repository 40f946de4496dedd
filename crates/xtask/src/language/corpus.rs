//! The training text: one file a class, sources weighed against each other, a part of the lines held out.

use super::augment;
use super::random::Random;
use anyhow::{Context, Result};
use rafid_language::scan::scan;
use rafid_language::script::Script;
use std::collections::BTreeMap;
use std::path::Path;

/// Interface strings, help and word lists: the right language, but not what articles are made of.
const NARROW: &[(&str, f32)] = &[
    ("firefox", 0.3),
    ("libreoffice", 0.3),
    ("chromium", 0.35),
    ("wikiapp", 0.35),
    ("ve", 0.3),
    ("gnome", 0.35),
    ("gatitos", 0.5),
    ("unilex", 0.4),
    ("news-words", 0.6),
    ("tatoeba", 0.6),
    ("udhr", 0.5),
];

pub struct Source {
    pub name: String,
    /// Part of the class's samples that come from here; all sources of a class add up to 1.
    pub share: f32,
    pub lines: Vec<String>,
    pub held_out: Vec<String>,
}

pub struct ClassText {
    pub name: String,
    pub script: Script,
    pub sources: Vec<Source>,
}

/// News with names marked in it, whose sentences are read here without the marks: class, name of the source, file.
const NER: &[(&str, &str, &str)] = &[("ind", "idner", "id-idner2k-train.conll.zst")];

/// Reads `DIR/*.txt.zst` and the sentences of [`NER`], adds the text made by rule, and sorts the classes by script and
/// name.
pub fn load(dir: &Path, ner: &Path) -> Result<Vec<ClassText>> {
    let mut files: BTreeMap<String, BTreeMap<String, Vec<String>>> = BTreeMap::new();
    for entry in std::fs::read_dir(dir).with_context(|| format!("read {}", dir.display()))? {
        let path = entry?.path();
        let name =
            path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".txt.zst"));
        if let Some(name) = name {
            files.insert(name.to_owned(), read_class(&path)?);
        }
    }
    for (class, source, name) in NER {
        let path = ner.join(name);
        let sentences = read_sentences(&path).with_context(|| format!("read {}", path.display()))?;
        files.entry((*class).to_owned()).or_default().insert((*source).to_owned(), sentences);
    }
    augment::add_made_text(&mut files);
    let mut classes: Vec<_> = files.into_iter().map(|(name, sources)| class(name, sources)).collect();
    classes.sort_by(|a, b| (a.script, &a.name).cmp(&(b.script, &b.name)));
    Ok(classes)
}

fn read_class(path: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let file = std::fs::File::open(path)?;
    let text = std::io::read_to_string(zstd::Decoder::new(file)?)?;
    let mut sources: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in text.lines() {
        if let Some((source, text)) = line.split_once('\t') {
            sources.entry(source.to_owned()).or_default().push(text.to_owned());
        }
    }
    Ok(sources)
}

/// Sentences of a file with one `token TAB mark` a line and an empty line behind each sentence.
fn read_sentences(path: &Path) -> Result<Vec<String>> {
    let text = std::io::read_to_string(zstd::Decoder::new(std::fs::File::open(path)?)?)?;
    let mut sentences = vec![String::new()];
    for line in text.lines() {
        match (line.split_once('\t'), sentences.last_mut()) {
            (Some((token, _)), Some(sentence)) => {
                sentence.push_str(if sentence.is_empty() { "" } else { " " });
                sentence.push_str(token);
            }
            (None, _) if line.is_empty() => sentences.push(String::new()),
            _ => {}
        }
    }
    sentences.retain(|sentence| !sentence.is_empty());
    Ok(sentences)
}

fn class(name: String, sources: BTreeMap<String, Vec<String>>) -> ClassText {
    let script = script_of(&sources);
    let mut random = Random(fingerprint(&name));
    let mut sources: Vec<_> = sources.into_iter().map(|(source, lines)| split(source, lines)).collect();
    let weight = |source: &Source| {
        let narrow = NARROW.iter().find(|(name, _)| *name == source.name).map_or(1.0, |(_, factor)| *factor);
        let bytes: usize = source.lines.iter().map(String::len).sum();
        narrow * (bytes as f32).sqrt()
    };
    let total: f32 = sources.iter().map(weight).sum();
    for source in &mut sources {
        source.share = weight(source) / total;
        random.shuffle(&mut source.lines);
    }
    ClassText { name, script, sources }
}

/// One line in twenty is held out, chosen by its text.
fn split(name: String, lines: Vec<String>) -> Source {
    let (held_out, lines) = lines.into_iter().partition(|line| fingerprint(line).is_multiple_of(20));
    Source { name, share: 0.0, lines, held_out }
}

fn script_of(sources: &BTreeMap<String, Vec<String>>) -> Script {
    let mut letters = [0u32; Script::ALL.len()];
    for line in sources.values().flat_map(|lines| lines.iter().take(50)) {
        let reading = scan(line, u32::MAX, |_, _| {});
        letters.iter_mut().zip(&reading.letters).for_each(|(sum, more)| *sum += more);
    }
    let best = (0..letters.len()).max_by_key(|at| letters[*at]).unwrap_or(0);
    Script::from_index(best)
}

/// 64-bit FNV-1a.
pub fn fingerprint(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}
