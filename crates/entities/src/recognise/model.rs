//! The weights file: format, reading, writing.
//!
//! Little-endian. `RNER` and a format byte; the version text (length byte, UTF-8); the shared transitions; the table of
//! shared rows of weights, by feature; the languages (count byte; each: length byte, code, transitions, table of its rows, by
//! the number of their feature among those of the shared rows, from one on); four tables: lexicon, phrases, unlabelled
//! words, pairs. Tables: count, number of bytes, packed as in `pack.rs`. Transitions are 15 × 15 signed 16-bit numbers; counts and
//! lengths of tables are 32 bits.

use std::fmt;

use super::label::{LABELS, LANES};
use super::pack::{self, Packed};
use super::prepare::WordTables;
use super::tables::{HashTable, Row, Rows};

const MAGIC: [u8; 5] = *b"RNER\x04";
/// Most entries that a table of a file may have.
const MOST_ENTRIES: u32 = 4_000_000;

/// Weights of moving from one label (row) to the next.
pub type Transitions = [[i16; LABELS]; LABELS];

/// A language with weights of its own.
#[derive(Clone, Debug)]
pub struct Language {
    /// Code, as [`super::language::group`] gives it.
    pub code: String,
    /// Its transitions, to be added to the shared ones.
    pub transitions: Transitions,
    /// Its rows of weights, to be added to the shared ones, by ascending feature. The shared rows have all these features.
    pub rows: Vec<(u32, Row)>,
}

/// A weights file in memory.
#[derive(Clone, Debug)]
pub struct Model {
    /// Version text.
    pub version: String,
    /// Transitions of every language.
    pub transitions: Transitions,
    /// Languages with weights of their own.
    pub languages: Vec<Language>,
    /// Weights of every language, by feature.
    pub weights: Rows,
    /// Codes by word.
    pub words: WordTables,
}

/// Why a weights file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelError {
    /// It does not begin like a weights file of this format.
    Magic,
    /// It ends early, or a count or number is out of range.
    Damaged,
    /// Bytes follow its end.
    Trailing,
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Magic => "no weights file of this format; rebuild it with `cargo xtask train-entities`",
            Self::Damaged => "the weights file is damaged; fetch or rebuild it",
            Self::Trailing => "the weights file is longer than it says; fetch or rebuild it",
        })
    }
}

impl std::error::Error for ModelError {}

impl Model {
    /// Reads a weights file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut reader = Reader { bytes };
        if reader.take(MAGIC.len()).ok() != Some(MAGIC.as_slice()) {
            return Err(ModelError::Magic);
        }
        let version = reader.text()?;
        let transitions = reader.transitions()?;
        let shared = reader.packed()?;
        let mut frames = Vec::new();
        for _ in 0..reader.byte()? {
            frames.push((reader.text()?, reader.transitions()?, reader.packed()?));
        }
        let tables = [reader.packed()?, reader.packed()?, reader.packed()?, reader.packed()?];
        if !reader.bytes.is_empty() {
            return Err(ModelError::Trailing);
        }
        // Unpacking is most of a program's start, and half of it is words: another thread does these, if it can be had.
        let words = || unpack_words(tables);
        let (words, weights) = std::thread::scope(|scope| {
            let other = std::thread::Builder::new().spawn_scoped(scope, words);
            let weights = unpack_weights(shared, frames);
            let words = match other {
                Ok(other) => other.join().unwrap_or(Err(ModelError::Damaged)),
                Err(_) => words(),
            };
            (words, weights)
        });
        let (weights, languages) = weights?;
        Ok(Self { version, transitions, languages, weights, words: words? })
    }

    /// Shared and own weights of `language` together, of the features that it has own ones of.
    pub fn together(&self, language: &Language) -> Rows {
        let mut together = Rows::with_capacity(language.rows.len());
        for (feature, own) in &language.rows {
            // No sum of a trained model comes near the ends of a byte.
            let shared = self.weights.get(*feature).unwrap_or_default();
            let mut sum = *own;
            for (own, shared) in sum.iter_mut().zip(shared) {
                *own = own.saturating_add(shared);
            }
            together.insert(*feature, sum);
        }
        together
    }

    /// Writes the weights file; the same model gives the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        write_text(&self.version, &mut out);
        write_transitions(&self.transitions, &mut out);
        let shared = sorted(self.weights.iter());
        write_table(&shared, &mut out);
        out.push(self.languages.len().min(255) as u8);
        for language in self.languages.iter().take(255) {
            write_text(&language.code, &mut out);
            write_transitions(&language.transitions, &mut out);
            let number = |feature| shared.binary_search_by_key(&feature, |(shared, _)| *shared).ok();
            let rows = language.rows.iter();
            let rows: Vec<(u32, Row)> =
                rows.filter_map(|(feature, row)| Some((number(*feature)? as u32 + 1, *row))).collect();
            write_table(&rows, &mut out);
        }
        let none = HashTable::with_capacity(0);
        let WordTables { lexicon, phrases, unlabelled, pairs } = &self.words;
        for table in [lexicon, phrases, unlabelled, pairs.as_ref().unwrap_or(&none)] {
            write_table(&sorted(table.iter()), &mut out);
        }
        out
    }
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let bytes = bytes.get(..255).unwrap_or(bytes);
    out.push(bytes.len() as u8);
    out.extend(bytes);
}

fn write_transitions(transitions: &Transitions, out: &mut Vec<u8>) {
    out.extend(transitions.iter().flatten().flat_map(|w| w.to_le_bytes()));
}

fn sorted<'a, V: Copy + 'a>(entries: impl Iterator<Item = (u32, &'a V)>) -> Vec<(u32, V)> {
    let mut entries: Vec<(u32, V)> = entries.map(|(key, value)| (key, *value)).collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    entries
}

fn write_table<V: Packed>(entries: &[(u32, V)], out: &mut Vec<u8>) {
    let packed = pack::pack(entries);
    out.extend((entries.len() as u32).to_le_bytes());
    out.extend((packed.len() as u32).to_le_bytes());
    out.extend(packed);
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Result<&'a [u8], ModelError> {
        let (head, tail) = self.bytes.split_at_checked(len).ok_or(ModelError::Damaged)?;
        self.bytes = tail;
        Ok(head)
    }

    fn byte(&mut self) -> Result<u8, ModelError> {
        let (&byte, tail) = self.bytes.split_first().ok_or(ModelError::Damaged)?;
        self.bytes = tail;
        Ok(byte)
    }

    fn u16(&mut self) -> Result<u16, ModelError> {
        Ok(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn text(&mut self) -> Result<String, ModelError> {
        let len = self.byte()?;
        let bytes = self.take(usize::from(len))?;
        std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| ModelError::Damaged)
    }

    fn transitions(&mut self) -> Result<Transitions, ModelError> {
        let mut transitions = [[0; LABELS]; LABELS];
        for weight in transitions.iter_mut().flatten() {
            *weight = self.u16()?.cast_signed();
        }
        Ok(transitions)
    }

    fn number(&mut self) -> Result<u32, ModelError> {
        Ok(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    /// Number of entries of a table, and its bytes.
    fn packed(&mut self) -> Result<Table<'a>, ModelError> {
        let (count, len) = (self.number()?, self.number()?);
        // An entry takes a byte or so, so a damaged count cannot ask for more memory than the file justifies.
        if count > MOST_ENTRIES || count as usize > self.bytes.len() {
            return Err(ModelError::Damaged);
        }
        Ok((count, self.take(len as usize)?))
    }
}

/// A table of a file: number of entries, and its bytes.
type Table<'a> = (u32, &'a [u8]);

/// The shared rows, and the languages with theirs.
fn unpack_weights(
    (count, packed): Table<'_>,
    frames: Vec<(String, Transitions, Table<'_>)>,
) -> Result<(Rows, Vec<Language>), ModelError> {
    let mut weights = Rows::with_capacity(count as usize);
    let mut features = Vec::with_capacity(count as usize);
    let whole = pack::unpack(packed, count, |feature, row| {
        features.push(feature);
        weights.insert(feature, row)
    });
    if !whole {
        return Err(ModelError::Damaged);
    }
    let mut languages = Vec::with_capacity(frames.len());
    for (code, transitions, (count, packed)) in frames {
        let mut rows = Vec::with_capacity(count as usize);
        let whole = pack::unpack(packed, count, |number, row| {
            // Numbers ascend from one on.
            let feature = features.get(number as usize - 1);
            rows.extend(feature.map(|feature| (*feature, row)));
            feature.is_some()
        });
        if !whole {
            return Err(ModelError::Damaged);
        }
        languages.push(Language { code, transitions, rows });
    }
    Ok((weights, languages))
}

fn unpack_words([lexicon, phrases, unlabelled, pairs]: [Table<'_>; 4]) -> Result<WordTables, ModelError> {
    let codes = |(count, packed): Table<'_>| {
        let mut table = HashTable::with_capacity(count as usize);
        let whole = pack::unpack(packed, count, |key, code| table.insert(key, code));
        if whole { Ok(table) } else { Err(ModelError::Damaged) }
    };
    Ok(WordTables {
        lexicon: codes(lexicon)?,
        phrases: codes(phrases)?,
        unlabelled: codes(unlabelled)?,
        pairs: Some(codes(pairs)?),
    })
}

const _: () = assert!(LABELS <= LANES && LANES <= 16);
