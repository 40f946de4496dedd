//! The model file: its layout, its reader and its arithmetic.
//!
//! A feature's 32-bit key selects a bucket of four slots by its high bits and a slot by a 16-bit fingerprint, so that
//! features that training never saw add nothing. A slot holds one vector of [`DIM`] values of four bits. The vectors of a text are
//! summed as integers; one matrix per script then turns the sum into one score per language of that script.
//!
//! Little endian throughout:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | magic `RAFIDLI6` |
//! | 4 × 4 | dimensions, buckets, classes, length of the label text (a multiple of 4) |
//! | 4 | scale of the vectors, `f32` |
//! | 4 × [`BINS`] | temperature by length, `f32` |
//! | … | labels, one line a class, classes of one script together: class, script, tag, script of the tag, group |
//! | 4 × classes × (dimensions + 1) | weights and bias of each class, `f32` |
//! | … | zeros up to a multiple of 64 |
//! | 8 × buckets | fingerprints, four `u16` a bucket, 0 = empty |
//! | … | zeros up to a multiple of 64 |
//! | dimensions / 2 × (4 × buckets + 1) | vectors, four bits a value, 7 = zero: the first half in the low bits, the second in the high bits; the last is that of unknown features, all zero |
//! | 4 | number of confusable groups; then for each: |
//! | 8 | members, buckets |
//! | 4 × members | classes |
//! | 4 × (1 + [`BINS`] + members) | scale, temperature by length, bias of each member, `f32` |
//! | 8 × buckets | fingerprints |
//! | width × 4 × buckets + 8 | weights, `u8`, 128 = zero, 4 or 8 bytes a slot; the last are those of unknown features |

use crate::expert::Expert;
use crate::file::Reader;
use crate::math::{greatest, interpolate};
use crate::matrix::{self, Matrix};
use crate::script::{SCRIPTS, Script};
use crate::table::{Sum, Table};
use std::fmt;

/// Dimensions of a feature vector.
pub const DIM: usize = 32;
/// Bytes of a feature vector.
pub const ROW: usize = DIM / 2;
/// Value of the four bits that stand for zero.
pub const ZERO: u8 = 7;
/// Slots of a bucket.
pub const SLOTS: usize = 4;
/// Lengths that have a temperature of their own, see [`bin`](crate::math::bin).
pub const BINS: usize = 8;
/// Most classes one script may have.
pub const CLASSES_MAX: usize = 256;
/// Most scripts that need a matrix.
pub(crate) const GROUPS_MAX: usize = 16;
pub(crate) const MAGIC: &[u8; 8] = b"RAFIDLI6";

/// One class of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// Name in the training data, such as `srp-Latn`.
    pub name: &'static str,
    /// The script it is read in.
    pub script: Script,
    /// BCP 47 tag, `und` for text that is no language.
    pub tag: &'static str,
    /// ISO 15924 code that goes with the tag, such as `Hant`.
    pub tag_script: &'static str,
    /// Name of the group of languages it is easily taken for; empty if none.
    pub group: &'static str,
}

/// A model file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelError(&'static str);

impl ModelError {
    pub(crate) fn new(message: &'static str) -> ModelError {
        ModelError(message)
    }
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "language model: {}; rebuild it with `cargo xtask train-language`", self.0)
    }
}

impl std::error::Error for ModelError {}

/// A parsed model.
#[derive(Debug)]
pub struct Model {
    pub(crate) classes: Vec<Class>,
    /// Number of the language of each class: the same for all variants of one.
    languages: Vec<u16>,
    /// Whether a class is the only one of its language in its script.
    alone: Vec<bool>,
    /// By script: first class, number of classes, and the place of its sum (`u8::MAX`: no sum needed).
    scripts: [Group; SCRIPTS],
    /// Bits of the scripts that need a sum.
    pub(crate) summed: u64,
    /// One for each script, in the order of their numbers.
    matrices: Vec<Matrix>,
    table: Table,
    temperatures: [f32; BINS],
    experts: Vec<Expert>,
    version: String,
}

#[derive(Clone, Copy, Debug)]
struct Group {
    first: usize,
    count: usize,
    sum: u8,
}

/// Sums of all scripts that have a matrix.
pub(crate) type Sums = [Sum; GROUPS_MAX];

/// Scores of the classes of one script.
#[derive(Clone, Debug)]
pub(crate) struct Scores {
    pub(crate) first: usize,
    pub(crate) count: usize,
    pub(crate) values: [f32; CLASSES_MAX],
}

impl Scores {
    /// No class yet.
    pub(crate) const fn none() -> Scores {
        Scores { first: 0, count: 0, values: [0.0; CLASSES_MAX] }
    }

    pub(crate) fn value(&self, class: usize) -> f32 {
        let at = class.checked_sub(self.first).filter(|at| *at < self.count);
        at.and_then(|at| self.values.get(at)).copied().unwrap_or(0.0)
    }

    pub(crate) fn set(&mut self, class: usize, to: f32) {
        let at = class.checked_sub(self.first).filter(|at| *at < self.count);
        if let Some(value) = at.and_then(|at| self.values.get_mut(at)) {
            *value = to;
        }
    }

    /// The class with the highest score and that score; the first of equals.
    pub(crate) fn top(&self) -> Option<(usize, f32)> {
        let values = self.values.get(..self.count)?;
        let top = greatest(values);
        values.iter().position(|value| *value >= top).map(|at| (self.first + at, top))
    }

    /// Class index and score.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, f32)> + '_ {
        self.values.iter().take(self.count).enumerate().map(|(at, &value)| (self.first + at, value))
    }
}

impl Model {
    /// Reads a model file.
    pub fn parse(bytes: &'static [u8]) -> Result<Model, ModelError> {
        let mut reader = Reader::new(bytes);
        if reader.take(8)? != MAGIC {
            return Err(ModelError("not a model file of this version"));
        }
        let (dim, buckets, classes, label_bytes) =
            (reader.len()?, reader.len()?, reader.len()?, reader.len()?);
        if dim != DIM || buckets == 0 || buckets > 1 << 24 || classes > 4096 {
            return Err(ModelError("its sizes are out of range"));
        }
        let scale = reader.float()?;
        let mut temperatures = [1.0; BINS];
        for temperature in &mut temperatures {
            *temperature = reader.float()?;
        }
        let labels =
            std::str::from_utf8(reader.take(label_bytes)?).map_err(|_| ModelError("labels are not UTF-8"))?;
        let mut parsed = Vec::with_capacity(classes);
        for line in labels.lines().filter(|line| !line.trim().is_empty()) {
            parsed.push(parse_label(line)?);
        }
        if parsed.len() != classes {
            return Err(ModelError("labels and classes differ in number"));
        }
        let (mut weights, mut biases) = (vec![[0.0; DIM]; classes], vec![0.0; classes]);
        for (row, bias) in weights.iter_mut().zip(&mut biases) {
            for weight in row {
                *weight = reader.float()?;
            }
            *bias = reader.float()?;
        }
        let languages = number_languages(&parsed);
        let alone = alone(&parsed, &languages);
        reader.align()?;
        let fingerprints = reader.take(buckets * SLOTS * 2)?;
        reader.align()?;
        let table = Table::new(fingerprints, reader.take((buckets * SLOTS + 1) * ROW)?);
        let mut experts = Vec::new();
        for _ in 0..reader.len()?.min(classes) {
            experts.push(Expert::parse(&mut reader, &parsed)?);
        }
        let scripts = group_by_script(&parsed)?;
        let step = matrix::step(&weights);
        let matrix = |group: &Group| {
            let classes = group.first..group.first + group.count;
            let weights = weights.get(classes.clone()).unwrap_or(&[]);
            Matrix::new(weights, biases.get(classes).unwrap_or(&[]), step, scale)
        };
        let matrices = scripts.iter().map(matrix).collect();
        let summed = Script::ALL.iter().zip(&scripts).filter(|(_, group)| group.count > 1);
        let summed = summed.fold(0, |bits, (script, _)| bits | script.bit());
        let version = format!("{:016x}", checksum(bytes));
        Ok(Model {
            classes: parsed,
            languages,
            alone,
            scripts,
            summed,
            matrices,
            table,
            temperatures,
            experts,
            version,
        })
    }

    /// Checksum of the file: 16 hexadecimal digits of 64-bit FNV-1a over 8-byte words.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The classes, those of one script together.
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// Adds the vectors of some features of one script.
    pub(crate) fn add(&self, sums: &mut Sums, script: Script, keys: &[u32]) {
        if let Some(sum) = self.place_of(script).and_then(|place| sums.get_mut(place)) {
            self.table.add(sum, keys);
        }
    }

    pub(crate) fn sum<'a>(&self, sums: &'a Sums, script: Script) -> Option<&'a Sum> {
        self.scripts.get(script as usize).and_then(|group| sums.get(group.sum as usize))
    }

    /// The table that tells a class from those it is easily taken for.
    pub(crate) fn expert_of(&self, class: usize) -> Option<&Expert> {
        self.experts.iter().find(|expert| expert.members.contains(&class))
    }

    /// Where the sum of a script is kept, if it has one.
    pub(crate) fn place_of(&self, script: Script) -> Option<usize> {
        self.scripts.get(script as usize).map(|group| group.sum as usize).filter(|place| *place < GROUPS_MAX)
    }

    /// Number of a class's language.
    pub(crate) fn language_of(&self, class: usize) -> Option<u16> {
        self.languages.get(class).copied()
    }

    /// Probability of a class's language: that of all its classes.
    pub(crate) fn language_probability(&self, scores: &Scores, class: usize) -> f32 {
        if self.alone.get(class).copied().unwrap_or(false) {
            return scores.value(class).min(1.0);
        }
        let language = self.language_of(class).unwrap_or(0);
        let languages = self.languages.iter().skip(scores.first).take(scores.count);
        let of_language = scores.values.iter().zip(languages).filter(|(_, other)| **other == language);
        of_language.map(|(value, _)| value).sum::<f32>().min(1.0)
    }

    /// The classes of a script: first index and number.
    pub(crate) fn classes_of(&self, script: Script) -> (usize, usize) {
        self.scripts.get(script as usize).map_or((0, 0), |group| (group.first, group.count))
    }

    /// Puts the uncalibrated scores of a script's classes into `scores`; whether it has classes.
    pub(crate) fn scores(&self, script: Script, sum: Option<&Sum>, scores: &mut Scores) -> bool {
        (scores.first, scores.count) = self.classes_of(script);
        if let Some(matrix) = self.matrices.get(script as usize) {
            matrix.scores(sum, &mut scores.values);
        }
        scores.count > 0
    }

    /// The class with the highest score, before calibration and experts.
    pub(crate) fn likeliest(&self, script: Script, sum: Option<&Sum>) -> Option<usize> {
        let mut scores = Scores::none();
        self.scores(script, sum, &mut scores);
        scores.top().map(|(class, _)| class)
    }

    /// Temperature for a text of so many letters, between the two bins it lies in.
    pub(crate) fn temperature(&self, letters: u32) -> f32 {
        interpolate(&self.temperatures, letters)
    }
}

fn parse_label(line: &'static str) -> Result<Class, ModelError> {
    let mut fields = line.split('\t');
    let mut next = || fields.next().ok_or(ModelError("a label has too few fields"));
    let (name, script, tag, tag_script, group) = (next()?, next()?, next()?, next()?, next()?);
    let script = Script::from_code(script).ok_or(ModelError("a label names an unknown script"))?;
    Ok(Class { name, script, tag, tag_script, group })
}

/// Gives every language a number: that of its first class.
fn number_languages(classes: &[Class]) -> Vec<u16> {
    let base = |class: &Class| class.tag.split('-').next().unwrap_or(class.tag);
    let first =
        |class: &Class| classes.iter().position(|other| base(other) == base(class)).unwrap_or(0) as u16;
    classes.iter().map(first).collect()
}

/// Whether a class is the only one of its language in its script.
fn alone(classes: &[Class], languages: &[u16]) -> Vec<bool> {
    let of = || classes.iter().zip(languages).map(|(class, language)| (class.script, *language));
    of().map(|one| of().filter(|other| *other == one).count() == 1).collect()
}

fn group_by_script(classes: &[Class]) -> Result<[Group; SCRIPTS], ModelError> {
    let mut groups = [Group { first: 0, count: 0, sum: u8::MAX }; SCRIPTS];
    let mut sums = 0;
    for (at, class) in classes.iter().enumerate() {
        let Some(group) = groups.get_mut(class.script as usize) else { continue };
        if group.count == 0 {
            group.first = at;
        }
        if group.first + group.count != at || group.count == CLASSES_MAX {
            return Err(ModelError("classes of one script are not together"));
        }
        group.count += 1;
        if group.count == 2 {
            group.sum = sums;
            sums += 1;
        }
    }
    if usize::from(sums) > GROUPS_MAX {
        return Err(ModelError("too many scripts"));
    }
    Ok(groups)
}

fn checksum(bytes: &[u8]) -> u64 {
    let words = bytes.chunks(8).map(|chunk| {
        let mut word = [0u8; 8];
        word.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
        u64::from_le_bytes(word)
    });
    words.fold(0xcbf2_9ce4_8422_2325, |hash, word| (hash ^ word).wrapping_mul(0x100_0000_01b3) ^ (hash >> 29))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_no_model() {
        assert!(Model::parse(b"").is_err());
        assert!(Model::parse(b"RAFIDLI1\x20\0\0\0\xff\xff\xff\xff").is_err());
    }
}
