//! The weights file: format, reading, writing.
//!
//! Little-endian. `RNER` and a format byte; the version text (length byte, UTF-8); the shared transitions; the
//! languages (count byte; each: length byte, code, transitions); rows of weights (count, then by ascending hash: the
//! difference as a varint, a bit set of the lanes that are not zero, those lanes in half bytes, the low half first: a
//! weight from -7 to 7 as itself plus eight, others as a zero and the two halves of a signed byte); lexicon,
//! phrases and unlabelled words (count, then by ascending hash: the difference as a varint, a code byte, each). Transitions are
//! 15 × 15 signed 16-bit numbers; lengths and counts of tables are 32 bits.

use std::fmt;

use super::label::{LABELS, LANES};
use super::prepare::WordTables;
use super::tables::{HashTable, Row};

const MAGIC: [u8; 5] = *b"RNER\x02";
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
    /// Weights by feature.
    pub weights: HashTable<Row>,
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
        let mut languages = Vec::new();
        for _ in 0..reader.byte()? {
            languages.push(Language { code: reader.text()?, transitions: reader.transitions()? });
        }
        let weights = reader.table(Reader::row)?;
        let lexicon = reader.table(Reader::byte)?;
        let phrases = reader.table(Reader::byte)?;
        let unlabelled = reader.table(Reader::byte)?;
        if !reader.bytes.is_empty() {
            return Err(ModelError::Trailing);
        }
        Ok(Self {
            version,
            transitions,
            languages,
            weights,
            words: WordTables { lexicon, phrases, unlabelled },
        })
    }

    /// Writes the weights file; the same model gives the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        write_text(&self.version, &mut out);
        write_transitions(&self.transitions, &mut out);
        out.push(self.languages.len().min(255) as u8);
        for language in self.languages.iter().take(255) {
            write_text(&language.code, &mut out);
            write_transitions(&language.transitions, &mut out);
        }
        write_table(&self.weights, &mut out, write_row);
        write_table(&self.words.lexicon, &mut out, |&code, out| out.push(code));
        write_table(&self.words.phrases, &mut out, |&kinds, out| out.push(kinds));
        write_table(&self.words.unlabelled, &mut out, |&code, out| out.push(code));
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

fn write_row(row: &Row, out: &mut Vec<u8>) {
    let mut lanes = 0_u16;
    let mut halves = Vec::with_capacity(3 * LANES);
    for (lane, &weight) in row.iter().enumerate().filter(|(_, w)| **w != 0) {
        lanes |= 1 << lane;
        if (-7..=7).contains(&weight) {
            halves.push((weight + 8).cast_unsigned());
        } else {
            let byte = weight.cast_unsigned();
            halves.extend([0, byte & 15, byte >> 4]);
        }
    }
    out.extend(lanes.to_le_bytes());
    out.extend(halves.chunks(2).map(|pair| match *pair {
        [low, high] => low | high << 4,
        [low] => low,
        _ => 0,
    }));
}

fn write_table<V: Copy + Default>(table: &HashTable<V>, out: &mut Vec<u8>, write: impl Fn(&V, &mut Vec<u8>)) {
    let mut entries: Vec<(u32, &V)> = table.iter().collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    out.extend((entries.len() as u32).to_le_bytes());
    let mut last = 0;
    for (key, value) in entries {
        let mut rest = key - last;
        last = key;
        while rest >= 0x80 {
            out.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        out.push(rest as u8);
        write(value, out);
    }
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

    fn row(&mut self) -> Result<Row, ModelError> {
        let lanes = self.u16()?;
        let mut row = Row::default();
        let mut rest: Option<u8> = None;
        let mut half = |reader: &mut Self| -> Result<u8, ModelError> {
            if let Some(high) = rest.take() {
                return Ok(high);
            }
            let byte = reader.byte()?;
            rest = Some(byte >> 4);
            Ok(byte & 15)
        };
        for (lane, weight) in row.iter_mut().enumerate() {
            if lanes >> lane & 1 == 1 {
                *weight = match half(self)? {
                    0 => (half(self)? | half(self)? << 4).cast_signed(),
                    value => value.cast_signed() - 8,
                };
            }
        }
        Ok(row)
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

    fn table<V: Copy + Default>(
        &mut self,
        read: impl Fn(&mut Self) -> Result<V, ModelError>,
    ) -> Result<HashTable<V>, ModelError> {
        let count = u32::from(self.u16()?) | u32::from(self.u16()?) << 16;
        // Every entry takes two bytes at least, so a damaged count cannot ask for more memory than the file justifies.
        if count > MOST_ENTRIES || count as usize > self.bytes.len() {
            return Err(ModelError::Damaged);
        }
        let mut table = HashTable::with_capacity(count as usize);
        let mut key = 0_u32;
        for _ in 0..count {
            key = key.checked_add(self.varint()?).ok_or(ModelError::Damaged)?;
            if !table.insert(key, read(self)?) {
                return Err(ModelError::Damaged);
            }
        }
        Ok(table)
    }

    fn varint(&mut self) -> Result<u32, ModelError> {
        let mut value = 0_u32;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= u32::from(byte & 0x7f).checked_shl(shift).ok_or(ModelError::Damaged)?;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(ModelError::Damaged)
    }
}

const _: () = assert!(LABELS <= LANES && LANES <= 16);
