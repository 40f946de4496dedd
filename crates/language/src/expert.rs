//! Second stage: tables that tell the members of one confusable group apart, and nothing else.
//!
//! The vectors of the first stage share a few dimensions among all languages of a script; what separates Croatian from
//! Bosnian is little of that. Here every known feature has one weight for each member of the group. The first stage
//! says how likely the group is, the expert how that probability is shared out.

use crate::file::Reader;
use crate::model::{BINS, Class, ModelError, SLOTS};
use crate::script::Script;
use crate::table::{AT_ONCE, buckets, find, place};

/// Most members of a group.
pub const MEMBERS_MAX: usize = 8;

/// Most buckets of a group's table: what was seen is marked in a fixed number of bits.
pub const BUCKETS_MAX: usize = 8192;

/// Factor on a sum of weights: evidence adds up, so that one decisive word is not lost in a long text; how sure that
/// makes is left to the temperatures.
pub const FACTOR: f32 = 0.1;

/// Weights of the features of one group.
#[derive(Debug)]
pub struct Expert {
    /// Indices of the members in the model's classes.
    pub(crate) members: Vec<usize>,
    biases: [f32; MEMBERS_MAX],
    pub(crate) temperatures: [f32; BINS],
    scale: f32,
    /// Script of the members.
    pub(crate) script: Script,
    /// Bytes of a slot.
    width: usize,
    fingerprints: &'static [[u8; 8]],
    /// `width` bytes for each slot, the first of them one a member, 128 = zero; then the slot of unknown features.
    weights: &'static [u8],
}

/// The sum of the weights of a text's features. Each counts once, however often it occurs: an article repeats its
/// topic, and what says nothing about the language would say it twenty times.
#[derive(Clone, Debug)]
pub(crate) struct ExpertSum {
    totals: [u32; MEMBERS_MAX],
    seen: u32,
    /// One bit a slot.
    marks: [u64; BUCKETS_MAX * SLOTS / 64],
}

/// Bytes of a slot: four for up to four members, so that whole words can be added.
const fn width(members: usize) -> usize {
    if members <= 4 { 4 } else { MEMBERS_MAX }
}

impl ExpertSum {
    pub(crate) const ZERO: ExpertSum =
        ExpertSum { totals: [0; MEMBERS_MAX], seen: 0, marks: [0; BUCKETS_MAX * SLOTS / 64] };

    /// Marks a slot; whether it was new.
    fn mark(&mut self, slot: u32) -> bool {
        let Some(word) = self.marks.get_mut(slot as usize / 64) else { return false };
        let bit = 1u64 << (slot % 64);
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}

impl Expert {
    pub(crate) fn parse(reader: &mut Reader, classes: &[Class]) -> Result<Expert, ModelError> {
        let (count, buckets) = (reader.len()?, reader.len()?);
        if !(2..=MEMBERS_MAX).contains(&count) || buckets == 0 || buckets > BUCKETS_MAX {
            return Err(ModelError::new("the sizes of a group are out of range"));
        }
        let mut members = Vec::with_capacity(count);
        for _ in 0..count {
            members.push(reader.len()?);
        }
        let mut scripts = members.iter().map(|member| classes.get(*member).map(|class| class.script));
        let script =
            scripts.next().flatten().ok_or(ModelError::new("a group has a member that is no class"))?;
        if scripts.any(|other| other != Some(script)) {
            return Err(ModelError::new("a group has members in two scripts"));
        }
        let scale = reader.float()?;
        let mut temperatures = [1.0; BINS];
        for temperature in &mut temperatures {
            *temperature = reader.float()?;
        }
        let mut biases = [0.0; MEMBERS_MAX];
        for bias in biases.iter_mut().take(count) {
            *bias = reader.float()?;
        }
        let (fingerprints, _) = reader.take(buckets * SLOTS * 2)?.as_chunks::<8>();
        let width = width(count);
        let weights = reader.take((buckets * SLOTS) * width + MEMBERS_MAX)?;
        Ok(Expert { members, biases, temperatures, scale, script, width, fingerprints, weights })
    }

    /// Adds the weights of some features; as for vectors, first all slots, then all weights.
    pub(crate) fn add(&self, sum: &mut ExpertSum, keys: &[u32]) {
        for keys in keys.chunks(AT_ONCE) {
            self.add_some(sum, keys);
        }
    }

    fn add_some(&self, sum: &mut ExpertSum, keys: &[u32]) {
        let buckets = buckets(self.fingerprints, keys);
        let mut slots = [0u32; AT_ONCE];
        let none = (self.fingerprints.len() * SLOTS) as u32;
        for ((slot, bucket), &key) in slots.iter_mut().zip(&buckets).zip(keys) {
            let (at, fingerprint) = place(key, self.fingerprints.len());
            let (place, known) = find(*bucket, fingerprint);
            let found = if known { (at * SLOTS) as u32 + place } else { none };
            *slot = if sum.mark(found) { found } else { none };
        }
        let count = keys.len().min(AT_ONCE);
        let mut added = [0u16; MEMBERS_MAX];
        for &slot in slots.iter().take(count) {
            let row =
                self.weights.get(slot as usize * self.width..).and_then(<[u8]>::first_chunk::<MEMBERS_MAX>);
            for (sum, &weight) in added.iter_mut().zip(row.unwrap_or(&[128; MEMBERS_MAX])) {
                *sum = sum.wrapping_add(u16::from(weight));
            }
        }
        sum.totals
            .iter_mut()
            .zip(added)
            .for_each(|(total, more)| *total = total.wrapping_add(u32::from(more)));
        sum.seen += count as u32;
    }

    /// Scores of the members before calibration.
    pub(crate) fn scores(&self, sum: &ExpertSum) -> [f32; MEMBERS_MAX] {
        let factor = self.scale * FACTOR;
        let zero = i64::from(sum.seen) * 128;
        let mut scores = self.biases;
        for (score, total) in scores.iter_mut().zip(sum.totals) {
            *score += (i64::from(total) - zero) as f32 * factor;
        }
        scores
    }
}

/// What the trainer hands over for one group.
#[derive(Debug)]
pub struct ExpertParts {
    /// Indices of the members in the model's classes.
    pub members: Vec<usize>,
    /// Bias of each member.
    pub biases: Vec<f32>,
    /// Temperature by length.
    pub temperatures: [f32; BINS],
    /// What one step of a weight's byte is worth.
    pub scale: f32,
    /// [`SLOTS`] fingerprints a bucket.
    pub fingerprints: Vec<u16>,
    /// One byte a member for each slot.
    pub weights: Vec<u8>,
}

impl ExpertParts {
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let sizes = [self.members.len(), self.fingerprints.len() / SLOTS];
        for size in sizes.iter().chain(&self.members) {
            out.extend((*size as u32).to_le_bytes());
        }
        let floats = [self.scale].into_iter().chain(self.temperatures).chain(self.biases.iter().copied());
        out.extend(floats.flat_map(f32::to_le_bytes));
        out.extend(self.fingerprints.iter().flat_map(|value| value.to_le_bytes()));
        let padding = [128u8; MEMBERS_MAX];
        for row in self.weights.chunks(self.members.len()) {
            out.extend(row);
            out.extend(padding.iter().take(width(self.members.len()) - row.len()));
        }
        out.extend(padding);
    }
}
