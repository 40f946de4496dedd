//! Reads and writes the parts of a model file; its layout is described in [`model`](crate::model).

use crate::expert::ExpertParts;
use crate::model::{BINS, DIM, MAGIC, ModelError, ROW, SLOTS, ZERO};

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
    /// [`ROW`] bytes a slot.
    pub vectors: &'a [u8],
    /// Tables of the confusable groups.
    pub experts: &'a [ExpertParts],
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
    align(&mut out);
    out.extend(parts.fingerprints.iter().flat_map(|value| value.to_le_bytes()));
    align(&mut out);
    out.extend(parts.vectors);
    out.extend([ZERO | (ZERO << 4); ROW]);
    with_experts(&out, parts.experts)
}

fn align(out: &mut Vec<u8>) {
    out.resize(out.len().next_multiple_of(64), 0);
}

/// A model file made of a first stage and other tables for the groups.
pub fn with_experts(first_stage: &[u8], experts: &[ExpertParts]) -> Vec<u8> {
    let mut out = first_stage.to_vec();
    out.extend((experts.len() as u32).to_le_bytes());
    for expert in experts {
        expert.write(&mut out);
    }
    out
}

/// The bytes of a model file before the tables of the groups; `None` if it is cut short.
pub fn first_stage(bytes: &[u8]) -> Option<&[u8]> {
    let size = |at: usize| bytes.get(at..)?.first_chunk::<4>().map(|size| u32::from_le_bytes(*size) as usize);
    let (dim, buckets, classes, labels) = (size(8)?, size(12)?, size(16)?, size(20)?);
    let head = 8 + 4 * 4 + 4 + 4 * BINS + labels;
    let fingerprints = (head + 4 * classes * (dim + 1)).next_multiple_of(64);
    let vectors = (fingerprints + buckets * SLOTS * 2).next_multiple_of(64);
    bytes.get(..vectors + (buckets * SLOTS + 1) * (dim / 2))
}

/// Takes a model file apart.
pub(crate) struct Reader {
    rest: &'static [u8],
    read: usize,
}

impl Reader {
    pub(crate) fn new(bytes: &'static [u8]) -> Reader {
        Reader { rest: bytes, read: 0 }
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'static [u8], ModelError> {
        let (head, rest) =
            self.rest.split_at_checked(count).ok_or(ModelError::new("the file is cut short"))?;
        self.rest = rest;
        self.read += count;
        Ok(head)
    }

    /// Skips to a multiple of 64.
    pub(crate) fn align(&mut self) -> Result<(), ModelError> {
        self.take(self.read.next_multiple_of(64) - self.read).map(|_| ())
    }

    fn word(&mut self) -> Result<[u8; 4], ModelError> {
        self.take(4)?.first_chunk::<4>().copied().ok_or(ModelError::new("the file is cut short"))
    }

    pub(crate) fn len(&mut self) -> Result<usize, ModelError> {
        Ok(u32::from_le_bytes(self.word()?) as usize)
    }

    pub(crate) fn float(&mut self) -> Result<f32, ModelError> {
        Ok(f32::from_le_bytes(self.word()?))
    }
}
