//! The file format of the knowledge base: what the builder writes and the reader reads in place.
//!
//! Little-endian throughout. After the magic and a checksum comes a table of sections
//! (offset, length). Nothing is decoded at start; every access is bounds-checked.
//!
//! | section | content |
//! |---|---|
//! | `META` | UTF-8 lines: version, languages, countries |
//! | `FILTER` | Bloom filter over the keys and over the beginnings of keys of several tokens |
//! | `BUCKETS` | `u32` first record of each bucket of the key hashes, and the end |
//! | `RECORDS` | `u32` rest of the hash, `u32` payload; sorted |
//! | `ENTITIES` | `u32` Wikidata number, `u32` meta |
//! | `PLACES` | `u32` `GeoNames` id, `i32` latitude, `i32` longitude (1e-5 degrees) of the first entities |
//! | `OFFSETS` | `u32` offset of the names of every 16th entity |
//! | `STRINGS` | names of each entity: count, then language, length, bytes |
//! | `REDIRECTS` | `u32` former Wikidata number, `u32` entity; sorted |

/// First bytes of the file; the last one is the version of the format.
pub const MAGIC: &[u8; 8] = b"RAFIDKB3";
/// Bits of the key hash that choose a bucket.
pub const BUCKET_BITS: u32 = 16;
/// Bytes of a record.
pub const RECORD: usize = 8;
/// Bytes of the row of an entity.
pub const ENTITY: usize = 8;
/// Entities for each offset of names.
pub const OFFSET_STEP: usize = 16;
/// Number of sections.
pub const SECTIONS: usize = 9;
/// Bytes before the first section.
pub const HEADER: usize = 16 + SECTIONS * 8;
/// Most entities that a payload can address.
pub const MAX_ENTITIES: usize = 1 << 18;
/// Most languages.
pub const MAX_LANGUAGES: usize = 1 << 7;
/// Longest name in tokens.
pub const MAX_TOKENS: usize = 24;

/// Sections of the file, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "described in the table of the module")]
pub enum Section {
    Meta,
    Filter,
    Buckets,
    Records,
    Entities,
    Places,
    Offsets,
    Strings,
    Redirects,
}

/// How a name belongs to its entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameClass {
    /// The name that a source gives first in some language.
    Label,
    /// Another name.
    Alias,
    /// A short form that newspapers use and that was checked by hand ("حماس").
    Short,
    /// A name that others share or that is seldom meant: needs support from context.
    Weak,
    /// An abbreviation in capitals.
    Acronym,
    /// An adjective or name of inhabitants: evidence for a country, never a mention of it.
    Demonym,
    /// A name made by transliteration, not given by a source.
    Derived,
}

impl NameClass {
    const ALL: [NameClass; 7] = [
        NameClass::Label,
        NameClass::Alias,
        NameClass::Short,
        NameClass::Weak,
        NameClass::Acronym,
        NameClass::Demonym,
        NameClass::Derived,
    ];

    /// The name of the class on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            NameClass::Label => "label",
            NameClass::Alias => "alias",
            NameClass::Short => "short",
            NameClass::Weak => "weak",
            NameClass::Acronym => "acronym",
            NameClass::Demonym => "demonym",
            NameClass::Derived => "derived",
        }
    }

    /// The class of a code, [`NameClass::Weak`] for codes of the future.
    pub fn from_code(code: u32) -> Self {
        Self::ALL.get(code as usize).copied().unwrap_or(NameClass::Weak)
    }
}

/// One name of one entity, as a record carries it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::struct_excessive_bools, reason = "the flags of a packed record")]
pub struct NameRecord {
    /// Index of the entity.
    pub entity: u32,
    /// Class of the name.
    pub class: NameClass,
    /// Index of the language; 0 when it is not known.
    pub language: u8,
    /// An ordinary word of some language is written the same way.
    pub common: bool,
    /// Only in capitals is this the name.
    pub capitals: bool,
    /// The name lost its diacritics.
    pub stripped: bool,
    /// Its last word begins with a small letter ("Union européenne").
    pub small: bool,
}

impl NameRecord {
    /// The 32 bits of the record.
    pub fn pack(self) -> u32 {
        self.entity & 0x3_ffff
            | (self.class as u32) << 18
            | u32::from(self.language & 0x7f) << 21
            | u32::from(self.common) << 28
            | u32::from(self.capitals) << 29
            | u32::from(self.stripped) << 30
            | u32::from(self.small) << 31
    }

    /// The record of 32 bits.
    pub fn unpack(bits: u32) -> Self {
        Self {
            entity: bits & 0x3_ffff,
            class: NameClass::from_code(bits >> 18 & 7),
            language: (bits >> 21 & 0x7f) as u8,
            common: bits >> 28 & 1 == 1,
            capitals: bits >> 29 & 1 == 1,
            stripped: bits >> 30 & 1 == 1,
            small: bits >> 31 & 1 == 1,
        }
    }
}

/// What sort of entity it is, finer than its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subtype {
    /// Nothing more is known.
    Plain,
    /// A country or territory with an ISO 3166-1 code.
    Country,
    /// The capital of a country.
    Capital,
    /// A city, town or village.
    City,
    /// A first-order division: state, oblast, province.
    Division,
    /// A continent or a region of several countries.
    Region,
    /// A political party.
    Party,
    /// A team.
    Team,
}

impl Subtype {
    const ALL: [Subtype; 8] = [
        Subtype::Plain,
        Subtype::Country,
        Subtype::Capital,
        Subtype::City,
        Subtype::Division,
        Subtype::Region,
        Subtype::Party,
        Subtype::Team,
    ];

    /// The subtype of a code.
    pub fn from_code(code: u32) -> Self {
        Self::ALL.get(code as usize).copied().unwrap_or(Subtype::Plain)
    }

    /// Whether other places lie in it: a country or division.
    pub const fn is_area(self) -> bool {
        matches!(self, Subtype::Country | Subtype::Division)
    }

    /// Whether it is a town of any size.
    pub const fn is_town(self) -> bool {
        matches!(self, Subtype::City | Subtype::Capital)
    }

    /// The name of the subtype in tables and on the command line; empty for [`Subtype::Plain`].
    pub const fn as_str(self) -> &'static str {
        match self {
            Subtype::Plain => "",
            Subtype::Country => "country",
            Subtype::Capital => "capital",
            Subtype::City => "city",
            Subtype::Division => "division",
            Subtype::Region => "region",
            Subtype::Party => "party",
            Subtype::Team => "team",
        }
    }

    /// The subtype of a name, as [`Subtype::as_str`] has it.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subtype| subtype.as_str() == name)
    }
}

/// The bits of a filter for a key hash: two positions.
pub fn filter_positions(hash: u64, bits: u64) -> [u64; 2] {
    let first = (hash >> 20) % bits;
    let second = (hash.rotate_left(31).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16) % bits;
    [first, second]
}

/// Splits a key hash into bucket and rest; together they are 48 bits. A bucket holds about ten records, so that of four
/// hundred million names that are not there and pass the filter one is taken for one that is.
pub const fn split_hash(hash: u64) -> (usize, u32) {
    ((hash >> (64 - BUCKET_BITS)) as usize, hash as u32)
}

/// Checksum over everything after magic and checksum: a word-wise multiply-rotate hash. It finds
/// damage; it does not authenticate.
pub fn checksum(bytes: &[u8]) -> u64 {
    let (words, tail) = bytes.as_chunks::<8>();
    let mut sum = 0x243f_6a88_85a3_08d3_u64 ^ bytes.len() as u64;
    for word in words {
        sum = (sum.rotate_left(23) ^ u64::from_le_bytes(*word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    for byte in tail {
        sum = (sum.rotate_left(23) ^ u64::from(*byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    sum ^ (sum >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_survive_packing() {
        for class in NameClass::ALL {
            let record = NameRecord {
                entity: 0x2_abcd,
                class,
                language: 101,
                common: true,
                capitals: class == NameClass::Acronym,
                stripped: false,
                small: class == NameClass::Alias,
            };
            assert_eq!(NameRecord::unpack(record.pack()), record);
        }
    }

    #[test]
    fn checksum_sees_any_change() {
        let bytes: Vec<u8> = (0..100).collect();
        let sum = checksum(&bytes);
        for index in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[index] ^= 1;
            assert_ne!(checksum(&changed), sum, "byte {index}");
        }
        assert_ne!(checksum(&bytes[..99]), sum);
    }
}
