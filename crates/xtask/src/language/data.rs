//! Texts to measure on.

use anyhow::{Context, Result};
use std::path::Path;

/// A sentence of NTREX-128, or five of one document.
#[derive(Clone)]
pub struct Item {
    pub id: String,
    /// BCP 47 tag of the file.
    pub tag: String,
    /// File, such as `srp-Latn`.
    pub file: String,
    pub text: String,
}

/// The sentences of a table of NTREX-128 (`bcp47, iso639_3, script, file, doc_id, sentence`), in its order.
pub fn sentences(path: &Path) -> Result<Vec<(Item, String)>> {
    let file = std::fs::File::open(path).with_context(|| format!("read {}", path.display()))?;
    let text = std::io::read_to_string(zstd::Decoder::new(file)?)?;
    let mut out = Vec::new();
    for row in text.lines().skip(1) {
        let fields: Vec<&str> = row.split('\t').collect();
        let [tag, _, _, file, document, sentence] = fields[..] else { continue };
        let item = Item {
            id: format!("s{:06}", out.len()),
            tag: tag.to_owned(),
            file: file.to_owned(),
            text: sentence.to_owned(),
        };
        out.push((item, document.to_owned()));
    }
    Ok(out)
}

/// Blocks of five consecutive sentences of one document; the rest of a document is left out.
pub fn fives(sentences: &[(Item, String)]) -> Vec<Item> {
    let mut out = Vec::new();
    for document in sentences.chunk_by(|a, b| a.0.file == b.0.file && a.1 == b.1) {
        for block in document.chunks_exact(5) {
            let text: Vec<&str> = block.iter().map(|(item, _)| item.text.as_str()).collect();
            let id = format!("a{:06}", out.len());
            out.push(Item { id, text: text.join(" "), ..block[0].0.clone() });
        }
    }
    out
}
