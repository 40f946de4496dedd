//! The model file: its layout, its reader and its arithmetic.
//!
//! A feature's 32-bit key selects a bucket of four slots by its high bits and a slot by a 16-bit fingerprint, so that
//! features that training never saw add nothing. A slot holds one vector of [`DIM`] bytes. The vectors of a text are
//! summed as integers; one matrix per script then turns the sum into one score per language of that script.
//!
//! Little endian throughout:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | magic `RAFIDLI1` |
//! | 4 × 4 | dimensions, buckets, classes, length of the label text (a multiple of 4) |
//! | 4 | scale of the vectors, `f32` |
//! | 4 × [`BINS`] | temperature by length, `f32` |
//! | … | labels, one line a class, classes of one script together: class, script, tag, script of the tag, group |
//! | 4 × classes × (dimensions + 1) | weights and bias of each class, `f32` |
//! | 8 × buckets | fingerprints, four `u16` a bucket, 0 = empty |
//! | 4 × dimensions × buckets | vectors, `u8`, 128 = zero |

use crate::script::{SCRIPTS, Script};
use std::fmt;

/// Dimensions of a feature vector.
pub const DIM: usize = 32;
/// Slots of a bucket.
pub const SLOTS: usize = 4;
/// Lengths that have a temperature of their own, see [`bin`].
pub const BINS: usize = 8;
/// Most classes one script may have.
pub const CLASSES_MAX: usize = 256;
/// Most scripts that need a matrix.
pub(crate) const GROUPS_MAX: usize = 16;
const MAGIC: &[u8; 8] = b"RAFIDLI1";

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
    pub(crate) weights: [f32; DIM],
    pub(crate) bias: f32,
}

/// A model file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelError(&'static str);

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
    /// By script: first class, number of classes, and the place of its sum (`u8::MAX`: no sum needed).
    scripts: [Group; SCRIPTS],
    buckets: usize,
    scale: f32,
    temperatures: [f32; BINS],
    fingerprints: &'static [u8],
    vectors: &'static [u8],
    version: String,
}

#[derive(Clone, Copy, Debug)]
struct Group {
    first: usize,
    count: usize,
    sum: u8,
}

/// The sum of the vectors of one script's features.
#[derive(Clone, Debug)]
pub(crate) struct Sum {
    recent: [u16; DIM],
    total: [u32; DIM],
    /// Features that the model knows.
    pub(crate) hits: u32,
    /// Features read.
    pub(crate) seen: u32,
}

impl Sum {
    pub(crate) const ZERO: Sum = Sum { recent: [0; DIM], total: [0; DIM], hits: 0, seen: 0 };

    #[inline]
    fn add(&mut self, vector: &[u8; DIM]) {
        for (sum, &value) in self.recent.iter_mut().zip(vector) {
            *sum = sum.wrapping_add(u16::from(value));
        }
        self.hits += 1;
        // 256 bytes of 255 are the most that 16 bits hold.
        if self.hits.trailing_zeros() >= 8 {
            self.flush();
        }
    }

    fn flush(&mut self) {
        for (total, recent) in self.total.iter_mut().zip(&mut self.recent) {
            *total += u32::from(*recent);
            *recent = 0;
        }
    }

    pub(crate) fn merge(&mut self, other: &Sum) {
        for (at, total) in self.total.iter_mut().enumerate() {
            let more = other.total.get(at).copied().unwrap_or(0);
            *total += more + other.recent.get(at).copied().map_or(0, u32::from);
        }
        // `recent` must not hold more than 256 vectors whatever comes next.
        self.flush();
        self.hits = self.hits.wrapping_add(other.hits);
        self.seen = self.seen.wrapping_add(other.seen);
    }
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
    /// Class index and score.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, f32)> + '_ {
        self.values.iter().take(self.count).enumerate().map(|(at, &value)| (self.first + at, value))
    }
}

impl Model {
    /// Reads a model file.
    pub fn parse(bytes: &'static [u8]) -> Result<Model, ModelError> {
        let mut reader = Reader(bytes);
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
        for class in &mut parsed {
            for weight in &mut class.weights {
                *weight = reader.float()?;
            }
            class.bias = reader.float()?;
        }
        let fingerprints = reader.take(buckets * SLOTS * 2)?;
        let vectors = reader.take(buckets * SLOTS * DIM)?;
        let scripts = group_by_script(&parsed)?;
        let version = format!("{:016x}", checksum(bytes));
        Ok(Model { classes: parsed, scripts, buckets, scale, temperatures, fingerprints, vectors, version })
    }

    /// Checksum of the file: 16 hexadecimal digits of 64-bit FNV-1a over 8-byte words.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The classes, those of one script together.
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    #[inline]
    pub(crate) fn add(&self, sums: &mut Sums, script: Script, key: u32) {
        let Some(group) = self.scripts.get(script as usize) else { return };
        let Some(sum) = sums.get_mut(group.sum as usize) else { return };
        sum.seen += 1;
        if let Some(vector) = self.vector(key) {
            sum.add(vector);
        }
    }

    pub(crate) fn sum<'a>(&self, sums: &'a Sums, script: Script) -> Option<&'a Sum> {
        self.scripts.get(script as usize).and_then(|group| sums.get(group.sum as usize))
    }

    /// Where the sum of a script is kept, if it has one.
    pub(crate) fn place_of(&self, script: Script) -> Option<usize> {
        self.scripts.get(script as usize).map(|group| group.sum as usize).filter(|place| *place < GROUPS_MAX)
    }

    #[inline]
    fn vector(&self, key: u32) -> Option<&[u8; DIM]> {
        let slot = slot_of(self.fingerprints, self.buckets, key)?;
        self.vectors.get(slot * DIM..)?.first_chunk::<DIM>()
    }

    /// The classes of a script: first index and number.
    pub(crate) fn classes_of(&self, script: Script) -> (usize, usize) {
        self.scripts.get(script as usize).map_or((0, 0), |group| (group.first, group.count))
    }

    /// Uncalibrated scores of a script's classes, `None` if the script has none.
    pub(crate) fn scores(&self, script: Script, sum: Option<&Sum>) -> Option<Scores> {
        let (first, count) = self.classes_of(script);
        if count == 0 {
            return None;
        }
        let mut scores = Scores { first, count, values: [0.0; CLASSES_MAX] };
        let hidden = sum.map_or([0.0; DIM], |sum| self.hidden(sum));
        for (value, class) in scores.values.iter_mut().zip(self.classes.iter().skip(first).take(count)) {
            *value = dot(&class.weights, &hidden) + class.bias;
        }
        Some(scores)
    }

    fn hidden(&self, sum: &Sum) -> [f32; DIM] {
        let factor = self.scale * norm(sum.hits);
        let zero = i64::from(sum.hits) * 128;
        let mut hidden = [0.0; DIM];
        for (at, value) in hidden.iter_mut().enumerate() {
            let total = sum.total.get(at).copied().unwrap_or(0);
            let recent = sum.recent.get(at).copied().unwrap_or(0);
            *value = (i64::from(total) + i64::from(recent) - zero) as f32 * factor;
        }
        hidden
    }

    /// Temperature for a text of so many letters, between the two bins it lies in.
    pub(crate) fn temperature(&self, letters: u32) -> f32 {
        let (bin, part) = bin(letters);
        let at = |bin: usize| self.temperatures.get(bin.min(BINS - 1)).copied().unwrap_or(1.0);
        at(bin) + (at(bin + 1) - at(bin)) * part
    }
}

/// Which bin a number of letters falls into, and how far it is on the way to the next: bins start at 8, 16, 32 …
pub fn bin(letters: u32) -> (usize, f32) {
    let letters = letters.clamp(8, 8 << (BINS - 1));
    let bin = (letters / 8).ilog2();
    let low = 8u32 << bin;
    (bin as usize, (letters - low) as f32 / low as f32)
}

/// Factor on the sum of so many vectors.
pub fn norm(hits: u32) -> f32 {
    1.0 / (hits.max(1) as f32).sqrt()
}

/// Scalar product with a fixed order of additions, so that every machine gets the same sum.
pub fn dot(a: &[f32; DIM], b: &[f32; DIM]) -> f32 {
    let mut lanes = [0.0f32; 8];
    for (x, y) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        for ((lane, x), y) in lanes.iter_mut().zip(x).zip(y) {
            *lane += x * y;
        }
    }
    lanes.iter().sum()
}

/// `e` to the power of `x` from additions and multiplications alone, so that every machine gets the same bits.
/// Relative error below 1e-6 for `x` in -80..=80.
pub fn exp(x: f32) -> f32 {
    let x = x.clamp(-80.0, 80.0);
    let n = (x * std::f32::consts::LOG2_E).round();
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let series = 1.0
        + r * (1.0
            + r * (0.5 + r * (0.166_666_67 + r * (0.041_666_67 + r * (0.008_333_33 + r * 0.001_388_89)))));
    series * f32::from_bits((((n as i32) + 127) as u32) << 23)
}

/// The bucket and the fingerprint (never 0) of a feature key.
#[inline]
pub fn place(key: u32, buckets: usize) -> (usize, u16) {
    let bucket = ((u64::from(key) * buckets as u64) >> 32) as usize;
    // The bucket is made of the high bits, so the low ones are free to tell its features apart.
    let fingerprint = (key as u16) ^ ((key >> 27) as u16);
    (bucket, fingerprint.max(1))
}

/// The slot that holds `key`, if any: compares the four fingerprints of its bucket at once.
#[inline]
pub fn slot_of(fingerprints: &[u8], buckets: usize, key: u32) -> Option<usize> {
    const ONES: u64 = 0x0001_0001_0001_0001;
    let (bucket, fingerprint) = place(key, buckets);
    let found = u64::from_le_bytes(*fingerprints.get(bucket * 8..)?.first_chunk::<8>()?);
    let difference = found ^ (u64::from(fingerprint) * ONES);
    let zero = difference.wrapping_sub(ONES) & !difference & (ONES << 15);
    if zero == 0 {
        return None;
    }
    Some(bucket * SLOTS + (zero.trailing_zeros() / 16) as usize)
}

/// Everything a model file is made of; what the trainer hands over.
#[derive(Debug)]
pub struct Parts<'a> {
    /// One line a class: class, script, tag, script of the tag, group; separated by tabs.
    pub labels: &'a [String],
    /// Weights of each class.
    pub weights: &'a [[f32; DIM]],
    /// Bias of each class.
    pub biases: &'a [f32],
    /// Temperature by length.
    pub temperatures: [f32; BINS],
    /// What one step of a vector's bytes is worth.
    pub scale: f32,
    /// [`SLOTS`] fingerprints a bucket.
    pub fingerprints: &'a [u16],
    /// [`DIM`] bytes a slot.
    pub vectors: &'a [u8],
}

/// Writes a model file.
pub fn write(parts: &Parts<'_>) -> Vec<u8> {
    let mut labels = parts.labels.join("\n");
    while !labels.len().is_multiple_of(4) {
        labels.push('\n');
    }
    let sizes = [DIM, parts.fingerprints.len() / SLOTS, parts.labels.len(), labels.len()];
    let mut out = MAGIC.to_vec();
    for size in sizes {
        out.extend((size as u32).to_le_bytes());
    }
    out.extend(parts.scale.to_le_bytes());
    out.extend(parts.temperatures.iter().flat_map(|value| value.to_le_bytes()));
    out.extend(labels.as_bytes());
    for (weights, bias) in parts.weights.iter().zip(parts.biases) {
        out.extend(weights.iter().flat_map(|value| value.to_le_bytes()));
        out.extend(bias.to_le_bytes());
    }
    out.extend(parts.fingerprints.iter().flat_map(|value| value.to_le_bytes()));
    out.extend(parts.vectors);
    out
}

fn parse_label(line: &'static str) -> Result<Class, ModelError> {
    let mut fields = line.split('\t');
    let mut next = || fields.next().ok_or(ModelError("a label has too few fields"));
    let (name, script, tag, tag_script, group) = (next()?, next()?, next()?, next()?, next()?);
    let script = Script::from_code(script).ok_or(ModelError("a label names an unknown script"))?;
    Ok(Class { name, script, tag, tag_script, group, weights: [0.0; DIM], bias: 0.0 })
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

struct Reader(&'static [u8]);

impl Reader {
    fn take(&mut self, count: usize) -> Result<&'static [u8], ModelError> {
        let (head, rest) = self.0.split_at_checked(count).ok_or(ModelError("the file is cut short"))?;
        self.0 = rest;
        Ok(head)
    }

    fn word(&mut self) -> Result<[u8; 4], ModelError> {
        self.take(4)?.first_chunk::<4>().copied().ok_or(ModelError("the file is cut short"))
    }

    fn len(&mut self) -> Result<usize, ModelError> {
        Ok(u32::from_le_bytes(self.word()?) as usize)
    }

    fn float(&mut self) -> Result<f32, ModelError> {
        Ok(f32::from_le_bytes(self.word()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_close() {
        for step in -800..=800 {
            let x = step as f32 / 10.0;
            let (ours, theirs) = (f64::from(exp(x)), f64::from(x).exp());
            assert!((ours / theirs - 1.0).abs() < 2e-5, "{x}: {ours} {theirs}");
        }
    }

    #[test]
    fn bins_are_octaves() {
        assert_eq!(bin(0), (0, 0.0));
        assert_eq!(bin(12), (0, 0.5));
        assert_eq!(bin(16), (1, 0.0));
        assert_eq!(bin(u32::MAX), (BINS - 1, 0.0));
    }

    #[test]
    fn refuses_what_is_no_model() {
        assert!(Model::parse(b"").is_err());
        assert!(Model::parse(b"RAFIDLI1\x20\0\0\0\xff\xff\xff\xff").is_err());
    }

    #[test]
    fn sums_do_not_overflow() {
        let mut sum = Sum::ZERO;
        for _ in 0..1000 {
            sum.add(&[255; DIM]);
        }
        let mut both = sum.clone();
        both.merge(&sum);
        both.add(&[255; DIM]);
        both.flush();
        assert_eq!(both.total, [255 * 2001; DIM]);
        assert_eq!(both.hits, 2001);
    }
}
