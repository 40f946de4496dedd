//! The matrices that turn the sum of a text's vectors into one score a class, in whole numbers.

use crate::math::{WHOLE_MAX, norm};
use crate::model::DIM;
use crate::table::Sum;

/// The classes of one script.
#[derive(Clone, Debug)]
pub(crate) struct Matrix {
    rows: Vec<[i16; DIM]>,
    biases: Vec<f32>,
    /// What a step of a weight times a step of a vector is worth.
    step: f32,
}

/// What a step of the weights is worth, so that the greatest of them is [`WHOLE_MAX`].
pub(crate) fn step(weights: &[[f32; DIM]]) -> f32 {
    let most = weights.iter().flatten().fold(f32::MIN_POSITIVE, |most, value| most.max(value.abs()));
    most / f32::from(WHOLE_MAX)
}

impl Matrix {
    /// The matrix of some classes; `scale` is what a step of a vector is worth.
    pub(crate) fn new(weights: &[[f32; DIM]], biases: &[f32], step: f32, scale: f32) -> Matrix {
        let row = |row: &[f32; DIM]| row.map(|value| (value / step).round() as i16);
        Matrix { rows: weights.iter().map(row).collect(), biases: biases.to_vec(), step: scale * step }
    }

    /// Puts one score a class into `scores`.
    pub(crate) fn scores(&self, sum: Option<&Sum>, scores: &mut [f32]) {
        let (hidden, factor) = sum.map_or(([0; DIM], 0.0), |sum| self.hidden(sum));
        for ((score, row), bias) in scores.iter_mut().zip(&self.rows).zip(&self.biases) {
            *score = dot(row, &hidden) as f32 * factor + bias;
        }
    }

    /// The sum as whole numbers of at most [`WHOLE_MAX`], and what one of them is worth times a step of a weight.
    fn hidden(&self, sum: &Sum) -> ([i16; DIM], f32) {
        const MOST: i32 = WHOLE_MAX as i32;
        let values = sum.values();
        let bits = values.iter().fold(0, |bits, value| bits | value.unsigned_abs());
        let shift = (u32::BITS - bits.leading_zeros()).saturating_sub(WHOLE_MAX.ilog2() + 1);
        let hidden = values.map(|value| (value >> shift).clamp(-MOST, MOST) as i16);
        (hidden, self.step * norm(sum.hits) * (1u64 << shift) as f32)
    }
}

/// Scalar product of whole numbers up to [`WHOLE_MAX`].
///
/// Not inlined: alone it becomes four multiplications of eight numbers, beside other arithmetic it does not.
#[inline(never)]
fn dot(row: &[i16; DIM], hidden: &[i16; DIM]) -> i32 {
    row.iter().zip(hidden).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_fit() {
        let most = [WHOLE_MAX; DIM];
        assert_eq!(dot(&most, &most), 8191 * 8191 * 32);
    }

    #[test]
    fn every_class_has_its_bias() {
        let weights = [[1.0; DIM], [-2.0; DIM], [0.5; DIM]];
        let matrix = Matrix::new(&weights, &[0.0, 1.0, 2.0], step(&weights), 1.0);
        let mut scores = [0.0; 3];
        matrix.scores(None, &mut scores);
        assert_eq!(scores.map(|score| score as i32), [0, 1, 2]);
    }
}
