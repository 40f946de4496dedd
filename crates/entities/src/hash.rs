//! Hashes of tokens and of token sequences.
//!
//! The knowledge base stores no names to compare with, only hashes of their search keys, so the
//! same two functions must be used to build and to read it. They are FNV-1a followed by the
//! finaliser of `SplitMix64`, written out here so that no dependency can change them.

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// Which kind of key a sequence hash stands for; keys of different spaces never meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeySpace {
    /// The search key of a name as it is written.
    Exact,
    /// The search key without the inflectional endings of its tokens.
    Stem,
    /// The script-neutral skeleton of a name.
    Skeleton,
}

impl KeySpace {
    const fn seed(self) -> u64 {
        match self {
            KeySpace::Exact => 0x51ed_270b_9f6d_a2c1,
            KeySpace::Stem => 0xa076_1d64_78bd_642f,
            KeySpace::Skeleton => 0xe703_7ed1_a0b4_28db,
        }
    }
}

const fn mix(mut value: u64) -> u64 {
    value ^= value >> 30;
    value = value.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value ^= value >> 27;
    value = value.wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// Hashes the characters of one folded token, one at a time.
#[derive(Debug, Clone, Copy)]
pub struct TokenHasher(u64);

impl TokenHasher {
    /// A hasher that has seen nothing.
    pub const fn new() -> Self {
        Self(FNV_OFFSET)
    }

    /// Adds one folded character.
    pub fn push(&mut self, character: char) {
        let code = u32::from(character);
        match code {
            0..0x80 => self.push_byte(code),
            // Two bytes of UTF-8, which most letters are.
            0x80..0x800 => {
                self.push_byte(0xc0 | code >> 6);
                self.push_byte(0x80 | code & 0x3f);
            }
            _ => {
                let mut bytes = [0_u8; 4];
                character.encode_utf8(&mut bytes).bytes().for_each(|byte| self.push_byte(byte.into()));
            }
        }
    }

    const fn push_byte(&mut self, byte: u32) {
        self.0 = (self.0 ^ byte as u64).wrapping_mul(FNV_PRIME);
    }

    /// The hash of what was pushed.
    pub const fn finish(self) -> u64 {
        mix(self.0)
    }
}

/// Hashes a whole folded token.
pub fn token_hash(token: &str) -> u64 {
    let mut hasher = TokenHasher::new();
    token.chars().for_each(|c| hasher.push(c));
    hasher.finish()
}

/// The hash of an empty sequence of tokens.
pub const fn sequence_start(space: KeySpace) -> u64 {
    space.seed()
}

/// The hash of a sequence with one more token at its end.
pub const fn sequence_step(sequence: u64, token: u64) -> u64 {
    mix((sequence.rotate_left(17) ^ token).wrapping_add(STEP))
}

/// The hash of a sequence of token hashes.
pub fn sequence_hash(space: KeySpace, tokens: impl IntoIterator<Item = u64>) -> u64 {
    tokens.into_iter().fold(sequence_start(space), sequence_step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_and_orders_differ() {
        let (a, b) = (token_hash("abu"), token_hash("dhabi"));
        let forward = sequence_hash(KeySpace::Exact, [a, b]);
        assert_ne!(forward, sequence_hash(KeySpace::Exact, [b, a]));
        assert_ne!(forward, sequence_hash(KeySpace::Stem, [a, b]));
        assert_eq!(forward, sequence_step(sequence_step(sequence_start(KeySpace::Exact), a), b));
    }

    #[test]
    fn hashes_are_pinned() {
        // A change here makes every knowledge base built before unreadable.
        assert_eq!(token_hash(""), mix(FNV_OFFSET));
        assert_eq!(token_hash("a"), mix(0xaf63_dc4c_8601_ec8c));
        for text in ["azAZ09", "\u{80}éж\u{7ff}", "\u{800}莫ẞ\u{ffff}", "🙂"] {
            let bytes = text.bytes();
            let state =
                bytes.fold(FNV_OFFSET, |state, byte| (state ^ u64::from(byte)).wrapping_mul(FNV_PRIME));
            assert_eq!(token_hash(text), mix(state), "{text}");
        }
    }
}
