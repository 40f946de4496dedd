//! Corpora of names in `CoNLL` format, laid out as text the way the scorer of the development data does.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use rafid_entities::recognise::Kind;
use rafid_entities::recognise::label;
use rafid_entities::recognise::suffix;
use rafid_entities::recognise::tokens::Token;

/// A name in a text; no kind: a name of another thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Kind, if it is one of the three.
    pub kind: Option<Kind>,
}

/// A sentence with its names.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// Number of its document; zero where documents are not known.
    pub document: u32,
    /// The text.
    pub text: String,
    /// Names in order.
    pub names: Vec<Name>,
}

/// A corpus.
#[derive(Clone, Debug)]
pub struct Corpus {
    /// Language subtag, the first part of the name.
    pub language: String,
    /// Sentences in order.
    pub sentences: Vec<Sentence>,
}

/// Text of a file, unpacked when its name ends in `.zst`.
pub fn read_text(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let bytes = if path.extension().is_some_and(|e| e == "zst") {
        zstd::decode_all(bytes.as_slice()).with_context(|| format!("cannot unpack {}", path.display()))?
    } else {
        bytes
    };
    String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8", path.display()))
}

impl Corpus {
    /// Reads `DIR/ner/NAME-PART.conll.zst`.
    pub fn read(dir: &Path, name: &str, part: &str) -> Result<Self> {
        let path = dir.join("ner").join(format!("{name}-{part}.conll.zst"));
        let text = read_text(&path)?;
        let language = name.split('-').next().unwrap_or(name).to_owned();
        let glue = if matches!(language.as_str(), "zh" | "ja") { "" } else { " " };
        let mut sentences = Vec::new();
        let mut document = 0;
        let mut given: Option<&str> = None;
        let mut rows: Vec<(&str, &str)> = Vec::new();
        for line in text.lines().chain([""]) {
            if line.starts_with("# ") && !line.contains('\t') {
                document += u32::from(line.starts_with("# newdoc"));
                given = line.strip_prefix("# text = ").or(given);
            } else if line.trim().is_empty() {
                if !rows.is_empty() {
                    sentences.push(lay_out(&rows, given, glue, document));
                }
                rows.clear();
                given = None;
            } else {
                let (token, tag) = line.split_once('\t').unwrap_or((line, "O"));
                rows.push((token, tag.rsplit('\t').next().unwrap_or(tag).trim()));
            }
        }
        Ok(Self { language, sentences })
    }

    /// Joins the sentences of each document with line feeds; false, and no change, where documents are not known.
    pub fn join_documents(&mut self) -> bool {
        if self.sentences.iter().any(|s| s.document == 0) {
            return false;
        }
        let mut documents: Vec<Sentence> = Vec::new();
        for sentence in self.sentences.drain(..) {
            match documents.last_mut() {
                Some(last) if last.document == sentence.document => {
                    let shift = last.text.len() + 1;
                    last.text.push('\n');
                    last.text.push_str(&sentence.text);
                    let moved = |n: Name| Name { start: n.start + shift, end: n.end + shift, kind: n.kind };
                    last.names.extend(sentence.names.into_iter().map(moved));
                }
                _ => documents.push(sentence),
            }
        }
        self.sentences = documents;
        true
    }
}

fn lay_out(rows: &[(&str, &str)], given: Option<&str>, glue: &str, document: u32) -> Sentence {
    // Text read in the wrong encoding is repaired, as it is before the recogniser sees it in an article.
    let broken = rows.iter().map(|(token, _)| *token).collect::<Vec<_>>().join(" ");
    let repaired = rafid_text::repair::repaired(&broken).filter(|_| given.is_none());
    let tokens: Vec<&str> = repaired.iter().flat_map(|text| text.split(' ')).collect();
    let mended: Vec<(&str, &str)> = tokens.iter().zip(rows).map(|(token, (_, tag))| (*token, *tag)).collect();
    let rows = if mended.len() == rows.len() && tokens.len() == rows.len() { &mended } else { rows };
    let (text, ranges) = given.and_then(|text| locate(rows, text)).unwrap_or_else(|| join(rows, glue));
    let mut names = Vec::new();
    let mut open: Option<(Name, &str)> = None;
    for (&(_, tag), &(start, end)) in rows.iter().zip(&ranges) {
        let (mark, kind) = tag.split_once('-').unwrap_or((tag, ""));
        if mark == "I"
            && let Some((name, open_kind)) = open.as_mut()
            && *open_kind == kind
        {
            name.end = end;
            continue;
        }
        names.extend(open.take().map(|(name, _)| name));
        if mark == "B" || mark == "I" {
            let of = match kind {
                "PER" => Some(Kind::Person),
                "ORG" => Some(Kind::Organisation),
                "LOC" => Some(Kind::Location),
                _ => None,
            };
            open = Some((Name { start, end, kind: of }, kind));
        }
    }
    names.extend(open.map(|(name, _)| name));
    Sentence { document, text, names }
}

fn locate(rows: &[(&str, &str)], text: &str) -> Option<(String, Vec<(usize, usize)>)> {
    let mut at = 0;
    let mut ranges = Vec::with_capacity(rows.len());
    for (token, _) in rows {
        let start = at + text.get(at..)?.find(token)?;
        at = start + token.len();
        ranges.push((start, at));
    }
    Some((text.to_owned(), ranges))
}

fn join(rows: &[(&str, &str)], glue: &str) -> (String, Vec<(usize, usize)>) {
    let mut text = String::new();
    let mut ranges = Vec::with_capacity(rows.len());
    for (token, _) in rows {
        if !text.is_empty() {
            text.push_str(glue);
        }
        ranges.push((text.len(), text.len() + token.len()));
        text.push_str(token);
    }
    (text, ranges)
}

/// Labels of the `tokens` of a sentence: a token belongs to a name when at least half of it does. Endings after a mark
/// belong to none.
pub fn project(tokens: &[Token], sentence: &Sentence, language: &str) -> Vec<u8> {
    let mut labels = vec![label::OUTSIDE; tokens.len()];
    for name in &sentence.names {
        let surface = sentence.text.get(name.start..name.end).unwrap_or_default();
        let stem = suffix::stem(surface, suffix::marks(language));
        let name = Name { end: stem.map_or(name.end, |len| name.start + len), ..*name };
        let inside: Vec<usize> = tokens
            .iter()
            .enumerate()
            .filter(|(_, t)| {
                let range = t.range();
                let shared = range.end.min(name.end).saturating_sub(range.start.max(name.start));
                shared * 2 >= range.len()
            })
            .map(|(n, _)| n)
            .collect();
        let last = inside.len().saturating_sub(1);
        for (n, &at) in inside.iter().enumerate() {
            let place = match (n == 0, n == last) {
                (true, true) => label::Place::Single,
                (true, false) => label::Place::Begin,
                (false, true) => label::Place::End,
                (false, false) => label::Place::Inside,
            };
            if let Some(slot) = labels.get_mut(at) {
                *slot = label::label(name.kind, place);
            }
        }
    }
    labels
}
