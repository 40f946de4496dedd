//! The knowledge base: a read-only view of one file, used in place.

pub mod format;

use std::borrow::Cow;

use crate::error::Error;
use crate::hash::{KeySpace, sequence_hash};
use crate::types::Kind;
use format::{
    BUCKET_BITS, ENTITY, HEADER, MAGIC, NameRecord, OFFSET_STEP, RECORD, SECTIONS, Section, Subtype,
    checksum, filter_positions, split_hash,
};

/// A knowledge base over the bytes of its file.
#[derive(Debug)]
pub struct Kb {
    bytes: Cow<'static, [u8]>,
    sections: [(usize, usize); SECTIONS],
    version: String,
    languages: Vec<String>,
    countries: Vec<String>,
    filter_bits: u64,
    entity_count: u32,
    place_count: u32,
}

/// The index of an entity in the knowledge base.
pub type EntityIndex = u32;

/// What the knowledge base says of one entity, names aside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EntityRow {
    /// Number of the Wikidata item (649 for `Q649`).
    pub wikidata: Option<u32>,
    /// `GeoNames` id.
    pub geonames: Option<u32>,
    /// The type.
    pub kind: Kind,
    /// Finer type.
    pub subtype: Subtype,
    /// How likely the entity is meant in world news, 0 to 100.
    pub prior: u8,
    /// Index of its country, 0 when unknown.
    pub country: u16,
    /// Taken from the curated table of newsmakers.
    pub curated: bool,
    /// Latitude and longitude in 1e-5 degrees.
    pub coordinates: Option<(i32, i32)>,
}

/// `GeoNames` id and coordinates in 1e-5 degrees.
type Place = (Option<u32>, Option<(i32, i32)>);

fn u32_at(bytes: &[u8], offset: usize) -> Option<u32> {
    let word = bytes.get(offset..offset.checked_add(4)?)?;
    word.try_into().ok().map(u32::from_le_bytes)
}

/// A name, which the builder writes in UTF-8; empty if it is not.
fn text(name: &[u8]) -> &str {
    std::str::from_utf8(name).unwrap_or("")
}

impl Kb {
    /// Reads a knowledge base from the bytes of its file.
    ///
    /// # Errors
    /// [`Error::Format`] and [`Error::Checksum`] when the bytes are no such file or damaged.
    pub fn new(bytes: Cow<'static, [u8]>) -> Result<Self, Error> {
        if bytes.get(..8) != Some(MAGIC.as_slice()) {
            return Err(Error::Format("its first bytes are not those of a knowledge base of this version"));
        }
        let body = bytes.get(16..).ok_or(Error::Format("it is cut short"))?;
        let stored = bytes.get(8..16).and_then(|b| b.try_into().ok()).map(u64::from_le_bytes);
        if stored != Some(checksum(body)) {
            return Err(Error::Checksum);
        }
        let mut sections = [(0, 0); SECTIONS];
        for (index, section) in sections.iter_mut().enumerate() {
            let offset = u32_at(&bytes, 16 + index * 8).unwrap_or(0) as usize;
            let length = u32_at(&bytes, 20 + index * 8).unwrap_or(0) as usize;
            if offset < HEADER || offset.checked_add(length).is_none_or(|end| end > bytes.len()) {
                return Err(Error::Format("a section lies outside of it"));
            }
            *section = (offset, length);
        }
        let mut kb = Self {
            bytes,
            sections,
            version: String::new(),
            languages: Vec::new(),
            countries: Vec::new(),
            filter_bits: 0,
            entity_count: 0,
            place_count: 0,
        };
        kb.read_meta()?;
        kb.filter_bits = kb.section(Section::Filter).len() as u64 * 8;
        kb.entity_count = (kb.section(Section::Entities).len() / ENTITY) as u32;
        kb.place_count = (kb.section(Section::Places).len() / 12) as u32;
        let buckets = kb.section(Section::Buckets).len();
        if kb.filter_bits == 0 || buckets != ((1 << BUCKET_BITS) + 1) * 4 || kb.place_count > kb.entity_count
        {
            return Err(Error::Format("the sizes of its sections do not fit"));
        }
        Ok(kb)
    }

    fn read_meta(&mut self) -> Result<(), Error> {
        let meta = std::str::from_utf8(self.section(Section::Meta))
            .map_err(|_| Error::Format("its description is not UTF-8"))?
            .to_owned();
        let mut lines = meta.lines();
        let version = lines.next().ok_or(Error::Format("it has no version"))?;
        let list = |line: Option<&str>| -> Vec<String> {
            line.map(|line| line.split('\t').map(str::to_owned).collect()).unwrap_or_default()
        };
        version.clone_into(&mut self.version);
        self.languages = list(lines.next());
        self.countries = list(lines.next());
        Ok(())
    }

    fn section(&self, section: Section) -> &[u8] {
        let (offset, length) = self.sections.get(section as usize).copied().unwrap_or((0, 0));
        self.bytes.get(offset..offset + length).unwrap_or(&[])
    }

    /// Version: date of the sources and checksum, as in `2026-11-24.1f3a…`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Number of entities.
    pub fn len(&self) -> u32 {
        self.entity_count
    }

    /// Size of the file in bytes.
    pub fn byte_count(&self) -> usize {
        self.bytes.len()
    }

    /// Whether it holds no entity.
    pub fn is_empty(&self) -> bool {
        self.entity_count == 0
    }

    /// Number of name records.
    pub fn record_count(&self) -> usize {
        self.section(Section::Records).len() / RECORD
    }

    /// The tag of a language index.
    pub fn language(&self, index: u8) -> &str {
        self.languages.get(index as usize).map_or("und", String::as_str)
    }

    /// The ISO 3166-1 alpha-2 code of a country index; index 0 is none.
    pub fn country(&self, index: u16) -> Option<&str> {
        self.countries.get(index.checked_sub(1)? as usize).map(String::as_str)
    }

    /// The country index of an alpha-2 code in capitals.
    pub fn country_index(&self, code: &str) -> Option<u16> {
        self.countries.binary_search_by(|known| known.as_str().cmp(code)).ok().map(|index| index as u16 + 1)
    }

    /// Number of countries.
    pub fn country_count(&self) -> usize {
        self.countries.len()
    }

    /// Whether some key may be, or begin with, the sequence of this hash. Wrong only in saying yes.
    pub fn may_contain(&self, hash: u64) -> bool {
        let filter = self.section(Section::Filter);
        filter_positions(hash, self.filter_bits)
            .iter()
            .all(|bit| filter.get((bit / 8) as usize).is_some_and(|byte| byte >> (bit % 8) & 1 == 1))
    }

    /// As [`Kb::may_contain`], with one look at the filter instead of two: yes is wrong more often.
    pub fn glance(&self, hash: u64) -> bool {
        let [bit, _] = filter_positions(hash, self.filter_bits);
        let byte = self.section(Section::Filter).get((bit / 8) as usize);
        byte.is_some_and(|byte| byte >> (bit % 8) & 1 == 1)
    }

    /// The names whose key has this hash, strongest entity first.
    pub fn lookup(&self, hash: u64) -> impl Iterator<Item = NameRecord> + '_ {
        let (bucket, rest) = split_hash(hash);
        let buckets = self.section(Section::Buckets);
        let first = u32_at(buckets, bucket * 4).unwrap_or(0) as usize;
        let end = u32_at(buckets, bucket * 4 + 4).unwrap_or(0) as usize;
        let records = self.section(Section::Records);
        let bucket = records.get(first * RECORD..end * RECORD).unwrap_or(&[]);
        let (records, _) = bucket.as_chunks::<RECORD>();
        records
            .iter()
            .filter(move |[a, b, c, d, ..]| u32::from_le_bytes([*a, *b, *c, *d]) == rest)
            .map(|[_, _, _, _, payload @ ..]| NameRecord::unpack(u32::from_le_bytes(*payload)))
    }

    /// The entities that bear a name, exactly, strongest first.
    pub fn lookup_name(&self, name: &str) -> Vec<NameRecord> {
        let tokens = crate::token::tokenize(name);
        let key = sequence_hash(KeySpace::Exact, tokens.iter().map(|token| token.hash));
        if tokens.is_empty() { Vec::new() } else { self.lookup(key).collect() }
    }

    /// The people whose names a transliteration of this one may be, strongest first: what is left when no
    /// source gives the name in its script.
    pub fn lookup_transliterated(&self, name: &str) -> Vec<EntityIndex> {
        crate::transliterate::candidates(self, name)
    }

    /// The one person whom [`Kb::lookup_transliterated`] is sure enough of to link the name to.
    pub fn link_transliterated(&self, name: &str) -> Option<EntityIndex> {
        crate::transliterate::find(self, name)
    }

    /// What is known of an entity; `None` for an index outside of the knowledge base.
    // Where it is inlined, the place is read only if somebody asks for it.
    #[inline]
    pub fn entity(&self, index: EntityIndex) -> Option<EntityRow> {
        let rows = self.section(Section::Entities);
        let offset = index as usize * ENTITY;
        let wikidata = u32_at(rows, offset)?;
        let meta = u32_at(rows, offset + 4)?;
        let (geonames, coordinates) = self.place(index).unwrap_or((None, None));
        Some(EntityRow {
            wikidata: (wikidata != 0).then_some(wikidata),
            geonames,
            kind: Kind::ALL.get((meta & 3) as usize).copied().unwrap_or(Kind::Organisation),
            subtype: Subtype::from_code(meta >> 2 & 31),
            prior: (meta >> 7 & 127) as u8,
            country: (meta >> 14 & 511) as u16,
            curated: meta >> 23 & 1 == 1,
            coordinates,
        })
    }

    #[inline]
    fn place(&self, index: EntityIndex) -> Option<Place> {
        if index >= self.place_count {
            return None;
        }
        let rows = self.section(Section::Places);
        let offset = index as usize * 12;
        let geonames = u32_at(rows, offset)?;
        let latitude = u32_at(rows, offset + 4)?.cast_signed();
        let longitude = u32_at(rows, offset + 8)?.cast_signed();
        let coordinates = (latitude != i32::MIN).then_some((latitude, longitude));
        Some(((geonames != 0).then_some(geonames), coordinates))
    }

    /// The ISO code of an entity that is a country itself.
    pub fn iso(&self, row: &EntityRow) -> Option<&str> {
        if row.subtype == Subtype::Country { self.country(row.country) } else { None }
    }

    /// The names kept for display: language tag and name, the canonical one first.
    pub fn names(&self, index: EntityIndex) -> impl Iterator<Item = (&str, &str)> {
        self.name_bytes(index).map(|(language, name)| (language, text(name)))
    }

    /// As [`Kb::names`], before the bytes are checked.
    fn name_bytes(&self, index: EntityIndex) -> impl Iterator<Item = (&str, &[u8])> {
        let (count, mut rest) = self.strings_of(index).unwrap_or((0, &[]));
        (0..count).map_while(move |_| {
            let [language, length, tail @ ..] = rest else { return None };
            let (name, tail) = tail.split_at_checked(*length as usize)?;
            rest = tail;
            Some((self.language(*language), name))
        })
    }

    /// The canonical name, and the first one in each of some languages.
    pub fn names_in<const N: usize>(
        &self,
        index: EntityIndex,
        languages: [&str; N],
    ) -> (&str, [Option<&str>; N]) {
        let mut canonical = None;
        let mut found = [None; N];
        for (language, name) in self.name_bytes(index) {
            canonical.get_or_insert(name);
            for (_, found) in languages.iter().zip(&mut found).filter(|(wanted, _)| **wanted == language) {
                found.get_or_insert(name);
            }
        }
        (canonical.map_or("", text), found.map(|name| name.map(text)))
    }

    /// How many names an entity has, and the bytes from the first of them on.
    fn strings_of(&self, index: EntityIndex) -> Option<(u8, &[u8])> {
        if index >= self.entity_count {
            return None;
        }
        let step = index as usize / OFFSET_STEP;
        let offset = u32_at(self.section(Section::Offsets), step * 4)?;
        let mut rest = self.section(Section::Strings).get(offset as usize..)?;
        for _ in 0..index as usize % OFFSET_STEP {
            let (&count, tail) = rest.split_first()?;
            rest = tail;
            for _ in 0..count {
                let [_, length, tail @ ..] = rest else { return None };
                rest = tail.get(*length as usize..)?;
            }
        }
        rest.split_first().map(|(count, tail)| (*count, tail))
    }

    /// The canonical name.
    pub fn name(&self, index: EntityIndex) -> &str {
        self.names(index).next().map_or("", |(_, name)| name)
    }

    /// The public id of an entity: `wd:`, else `gn:`, else `iso:`.
    pub fn id(&self, index: EntityIndex) -> Option<String> {
        let row = self.entity(index)?;
        if let Some(number) = row.wikidata {
            return Some(format!("wd:Q{number}"));
        }
        if let Some(number) = row.geonames {
            return Some(format!("gn:{number}"));
        }
        self.iso(&row).map(|code| format!("iso:{code}"))
    }

    /// The entity of an id (`wd:Q649`, `Q649`, `gn:524901`, `iso:RU`), former Wikidata ids
    /// included.
    pub fn find(&self, id: &str) -> Option<EntityIndex> {
        let wikidata =
            id.strip_prefix("wd:").unwrap_or(id).strip_prefix('Q').and_then(|n| n.parse::<u32>().ok());
        let geonames = id.strip_prefix("gn:").and_then(|n| n.parse::<u32>().ok());
        let iso = id.strip_prefix("iso:");
        let found = (0..self.entity_count).find(|index| {
            self.entity(*index).is_some_and(|row| {
                wikidata.is_some_and(|n| row.wikidata == Some(n))
                    || geonames.is_some_and(|n| row.geonames == Some(n))
                    || iso.is_some_and(|code| self.iso(&row) == Some(code))
            })
        });
        found.or_else(|| self.redirect(wikidata?))
    }

    fn redirect(&self, former: u32) -> Option<EntityIndex> {
        let (rows, _) = self.section(Section::Redirects).as_chunks::<8>();
        let position = rows.binary_search_by_key(&Some(former), |row| u32_at(row, 0)).ok()?;
        u32_at(rows.get(position)?, 4)
    }
}
