//! Arithmetic that gives the same bits on every machine: fixed orders of additions, no calls into a C library.

use crate::model::{BINS, DIM};

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

/// Most that the parts of a scalar product of whole numbers may be: so many products of two still fit 32 bits.
pub const WHOLE_MAX: i16 = 8191;

/// The greatest of some values, `f32::MIN` of none; eight at a time.
pub fn greatest(values: &[f32]) -> f32 {
    let mut lanes = [f32::MIN; 8];
    let (chunks, rest) = values.as_chunks::<8>();
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane = if *value > *lane { *value } else { *lane };
        }
    }
    lanes.iter().chain(rest).fold(f32::MIN, |most, value| if *value > most { *value } else { most })
}

/// The sum of some values in a fixed order, eight at a time.
pub fn total(values: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    let (chunks, rest) = values.as_chunks::<8>();
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += value;
        }
    }
    lanes.iter().chain(rest).sum()
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
    // Adding 1.5 · 2^23 and taking it away rounds to an integer without a call.
    let n = (x * std::f32::consts::LOG2_E + 12_582_912.0) - 12_582_912.0;
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let series = 1.0
        + r * (1.0
            + r * (0.5 + r * (0.166_666_67 + r * (0.041_666_67 + r * (0.008_333_33 + r * 0.001_388_89)))));
    series * f32::from_bits((((n as i32) + 127) as u32) << 23)
}

/// Value for a number of letters, between the two bins it lies in.
pub(crate) fn interpolate(bins: &[f32; BINS], letters: u32) -> f32 {
    let (bin, part) = bin(letters);
    let at = |bin: usize| bins.get(bin.min(BINS - 1)).copied().unwrap_or(1.0);
    at(bin) + (at(bin + 1) - at(bin)) * part
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
    fn sums_and_maxima() {
        let values: Vec<f32> = (0..21).map(|at| (at * 7 % 13) as f32 - 6.0).collect();
        assert_eq!(greatest(&values).to_bits(), 6.0f32.to_bits());
        assert_eq!(total(&values).to_bits(), values.iter().sum::<f32>().to_bits());
        assert!(greatest(&[]) <= f32::MIN && total(&[]).abs() < f32::EPSILON);
    }

    #[test]
    fn bins_are_octaves() {
        assert_eq!(bin(0), (0, 0.0));
        assert_eq!(bin(12), (0, 0.5));
        assert_eq!(bin(16), (1, 0.0));
        assert_eq!(bin(u32::MAX), (BINS - 1, 0.0));
    }
}
