//! An adaptive binary range coder (that of LZMA, with probabilities of twelve bits), and how tables are packed with it.

use super::label::LANES;
use super::tables::Row;

/// Bits of a probability.
const PRECISION: u32 = 12;
/// Share of the way that a probability moves with every bit: one part in 2^`SPEED`.
const SPEED: u32 = 5;
const LEAST_RANGE: u32 = 1 << 24;

/// How likely the next bit of its kind is zero.
#[derive(Clone, Copy, Debug)]
pub struct Chance(u16);

impl Chance {
    const EVEN: Self = Self(1 << (PRECISION - 1));

    fn learn(&mut self, bit: bool) {
        if bit {
            self.0 -= self.0 >> SPEED;
        } else {
            self.0 += ((1 << PRECISION) - self.0) >> SPEED;
        }
    }
}

/// Writes bits, or reads them: what is common to both.
pub trait Coder {
    /// Codes a bit: takes `bit` when writing, ignores it when reading; returns it.
    fn bit(&mut self, chance: &mut Chance, bit: bool) -> bool;

    /// Codes the low `bits` (at most 16) of `value`, all as likely.
    fn plain(&mut self, bits: u32, value: u32) -> u32;
}

/// Packs.
struct Encoder {
    low: u64,
    range: u32,
    cache: u8,
    pending: u64,
    out: Vec<u8>,
}

impl Encoder {
    fn new() -> Self {
        Self { low: 0, range: u32::MAX, cache: 0, pending: 1, out: Vec::new() }
    }

    fn normalise(&mut self) {
        while self.range < LEAST_RANGE {
            self.range <<= 8;
            self.shift();
        }
    }

    fn shift(&mut self) {
        if self.low < 0xff00_0000 || self.low > 0xffff_ffff {
            let carry = (self.low >> 32) as u8;
            let mut byte = self.cache;
            while self.pending > 0 {
                self.out.push(byte.wrapping_add(carry));
                byte = 0xff;
                self.pending -= 1;
            }
            self.cache = (self.low >> 24) as u8;
        }
        self.pending += 1;
        self.low = (self.low << 8) & 0xffff_ffff;
    }

    fn finish(mut self) -> Vec<u8> {
        for _ in 0..5 {
            self.shift();
        }
        self.out
    }
}

impl Coder for Encoder {
    fn bit(&mut self, chance: &mut Chance, bit: bool) -> bool {
        let bound = (self.range >> PRECISION) * u32::from(chance.0);
        if bit {
            self.low += u64::from(bound);
            self.range -= bound;
        } else {
            self.range = bound;
        }
        chance.learn(bit);
        self.normalise();
        bit
    }

    fn plain(&mut self, bits: u32, value: u32) -> u32 {
        self.range >>= bits;
        self.low += u64::from(value & ((1 << bits) - 1)) * u64::from(self.range);
        self.normalise();
        value
    }
}

/// Unpacks; beyond the end it reads zeros.
struct Decoder<'a> {
    bytes: std::slice::Iter<'a, u8>,
    code: u32,
    range: u32,
}

impl<'a> Decoder<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let mut decoder = Self { bytes: bytes.iter(), code: 0, range: u32::MAX };
        for _ in 0..5 {
            decoder.shift();
        }
        decoder
    }

    #[inline]
    fn shift(&mut self) {
        self.code = self.code << 8 | u32::from(self.bytes.next().copied().unwrap_or_default());
    }

    #[inline]
    fn normalise(&mut self) {
        while self.range < LEAST_RANGE {
            self.range <<= 8;
            self.shift();
        }
    }
}

impl Coder for Decoder<'_> {
    #[inline]
    fn bit(&mut self, chance: &mut Chance, _: bool) -> bool {
        let bound = (self.range >> PRECISION) * u32::from(chance.0);
        let bit = self.code >= bound;
        if bit {
            self.code -= bound;
            self.range -= bound;
        } else {
            self.range = bound;
        }
        chance.learn(bit);
        self.normalise();
        bit
    }

    #[inline]
    fn plain(&mut self, bits: u32, _: u32) -> u32 {
        self.range >>= bits;
        // Damaged bytes could give more than the bits hold.
        let value = (self.code / self.range.max(1)).min((1 << bits) - 1);
        self.code -= value * self.range;
        self.normalise();
        value
    }
}

/// A value of a table, coded with the experience of those before it.
pub trait Packed: Copy + Default {
    /// What is learned on the way.
    type Experience: Default;

    /// Codes the value: writes it, or reads and returns one.
    fn code<C: Coder>(self, coder: &mut C, experience: &mut Self::Experience) -> Self;
}

/// Chances of the bits of a byte, by the bits before them.
pub struct Bytes([Chance; 256]);

impl Default for Bytes {
    fn default() -> Self {
        Self([Chance::EVEN; 256])
    }
}

impl Packed for u8 {
    type Experience = Bytes;

    fn code<C: Coder>(self, coder: &mut C, experience: &mut Bytes) -> Self {
        let mut node = 1_usize;
        for shift in (0..8).rev() {
            let Some(chance) = experience.0.get_mut(node) else { break };
            node = node << 1 | usize::from(coder.bit(chance, self >> shift & 1 == 1));
        }
        node as u8
    }
}

/// Steps of a weight's size that have chances of their own.
const STEPS: usize = 20;

/// Chances of the bits of a row.
pub struct Lanes {
    /// Whether a lane is zero: by lane, how many before it are not (up to three), whether the one before it is not.
    set: [[[Chance; 2]; 4]; LANES],
    negative: [Chance; LANES],
    /// Whether a weight is larger than so many steps.
    larger: [[Chance; STEPS]; LANES],
}

impl Default for Lanes {
    fn default() -> Self {
        Self {
            set: [[[Chance::EVEN; 2]; 4]; LANES],
            negative: [Chance::EVEN; LANES],
            larger: [[Chance::EVEN; STEPS]; LANES],
        }
    }
}

impl Packed for Row {
    type Experience = Lanes;

    fn code<C: Coder>(self, coder: &mut C, experience: &mut Lanes) -> Self {
        let mut row = Self::default();
        let (mut some, mut last) = (0, false);
        let chances = experience.set.iter_mut().zip(&mut experience.negative).zip(&mut experience.larger);
        for ((&weight, slot), ((set, negative), larger)) in self.iter().zip(&mut row).zip(chances) {
            let Some(chance) = set.get_mut(some).and_then(|by_last| by_last.get_mut(usize::from(last)))
            else {
                break;
            };
            last = coder.bit(chance, weight != 0);
            if !last {
                continue;
            }
            some = (some + 1).min(3);
            let negative = coder.bit(negative, weight < 0);
            let wanted = weight.unsigned_abs().saturating_sub(1);
            let mut size = 0_u8;
            for chance in larger.iter_mut() {
                if !coder.bit(chance, wanted > size) {
                    break;
                }
                size += 1;
            }
            if usize::from(size) == STEPS {
                size = size.saturating_add(coder.plain(7, u32::from(wanted.saturating_sub(size))) as u8);
            }
            let size = size.saturating_add(1).min(127).cast_signed();
            *slot = if negative { -size } else { size };
        }
        row
    }
}

/// Chances of the quotients of gaps between keys.
struct Gaps {
    /// Zero bits at the end of every key.
    spare: u32,
    /// Low bits of a gap that are coded plainly.
    low: u32,
    more: [Chance; 12],
}

impl Gaps {
    fn new(spare: u32, low: u32) -> Self {
        Self { spare: spare.min(16), low: low.min(16), more: [Chance::EVEN; 12] }
    }

    fn code<C: Coder>(&mut self, coder: &mut C, gap: u32) -> u32 {
        let gap = gap >> self.spare;
        let wanted = gap >> self.low;
        let mut quotient = 0_u32;
        // The last chance serves all larger quotients, of which a damaged file can have no more than this.
        while quotient < 1 << 16 {
            let at = (quotient as usize).min(self.more.len() - 1);
            let Some(chance) = self.more.get_mut(at) else { break };
            if !coder.bit(chance, wanted > quotient) {
                break;
            }
            quotient += 1;
        }
        (quotient << self.low | coder.plain(self.low, gap)).wrapping_shl(self.spare)
    }
}

/// Packs a table, sorted by key: two bytes of what is common to its keys, then the coded bytes.
pub fn pack<V: Packed>(entries: &[(u32, V)]) -> Vec<u8> {
    let spare = entries.iter().fold(u32::MAX, |all, (key, _)| all.min(key.trailing_zeros())).min(16);
    let mean = (u32::MAX >> spare) as usize / entries.len().max(1);
    let low = mean.max(1).ilog2().min(16);
    let mut encoder = Encoder::new();
    let (mut gaps, mut experience) = (Gaps::new(spare, low), V::Experience::default());
    let mut last = 0;
    for &(key, value) in entries {
        gaps.code(&mut encoder, key.wrapping_sub(last));
        value.code(&mut encoder, &mut experience);
        last = key;
    }
    let mut out = vec![spare as u8, low as u8];
    out.extend(encoder.finish());
    out
}

/// Calls `each` with `count` entries of a packed table; false when keys do not ascend or `each` refuses one.
pub fn unpack<V: Packed>(bytes: &[u8], count: u32, mut each: impl FnMut(u32, V) -> bool) -> bool {
    let [spare, low, coded @ ..] = bytes else { return count == 0 };
    let mut decoder = Decoder::new(coded);
    let (mut gaps, mut experience) =
        (Gaps::new(u32::from(*spare), u32::from(*low)), V::Experience::default());
    let mut key = 0_u32;
    for _ in 0..count {
        let gap = gaps.code(&mut decoder, 0);
        let Some(next) = key.checked_add(gap).filter(|_| gap != 0) else { return false };
        key = next;
        if !each(key, V::default().code(&mut decoder, &mut experience)) {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<V: Packed + PartialEq + std::fmt::Debug>(entries: &[(u32, V)]) {
        let bytes = pack(entries);
        let mut read = Vec::new();
        assert!(unpack(&bytes, entries.len() as u32, |key, value| {
            read.push((key, value));
            true
        }));
        assert_eq!(read, entries);
    }

    #[test]
    fn unpacks_what_was_packed() {
        check::<u8>(&[]);
        check::<u8>(&[(1, 255)]);
        check::<u8>(&[(64, 0), (!63, 3)]);
        let mut state = 7_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 8
        };
        let mut rows = Vec::new();
        let mut codes = Vec::new();
        let mut key = 0_u32;
        for _ in 0..5_000 {
            key += (next() % 5_000 + 1) << 6;
            let mut row = Row::default();
            for lane in &mut row {
                if next() % 4 == 0 {
                    *lane = ((next() % 255) as u8).cast_signed();
                    *lane = if *lane == -128 { -127 } else { *lane };
                }
            }
            rows.push((key, row));
            codes.push((key, (next() % 40) as u8));
        }
        check(&rows);
        check(&codes);
    }

    #[test]
    fn any_bytes_unpack_to_something() {
        let mut bytes = vec![3, 9];
        for n in 0..200_u32 {
            bytes.push((n.wrapping_mul(2_654_435_761) >> 24) as u8);
        }
        let mut seen = 0;
        unpack::<Row>(&bytes, 10_000, |_, _| {
            seen += 1;
            true
        });
        assert!(seen > 0);
        assert!(!unpack::<u8>(&[0, 0, 0, 0, 0, 0, 0], 1, |_, _| true));
    }
}
