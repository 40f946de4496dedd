//! The annotator: the public face of the crate.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::analyse::{self, Analysis, Group};
use crate::clitic::{Proclitics, Words};
use crate::error::Error;
use crate::hash::{KeySpace, sequence_hash};
use crate::kb::Kb;
use crate::kb::format::NameClass;
use crate::language;
use crate::recognise::Recogniser;
use crate::salience::salience;
use crate::token::tokenize;
use crate::types::{Annotation, Document, Entity, EntityEvidence, Kind, MentionEvidence};

/// Most candidates that the evidence of a mention lists.
const SHOWN_CANDIDATES: usize = 8;

/// Finds entities in documents. Cheap to share: one for the whole process.
#[derive(Debug)]
pub struct Annotator {
    kb: Kb,
}

static EMBEDDED: LazyLock<Annotator> = LazyLock::new(|| {
    let bytes: &'static [u8] = include_bytes!("../../../models/kb.bin");
    match Annotator::from_kb(Cow::Borrowed(bytes)) {
        Ok(annotator) => annotator,
        // The bytes are part of the program, and a test reads them.
        Err(error) => unreachable!("the embedded knowledge base is unreadable: {error}"),
    }
});

/// A name of the knowledge base in a text: evidence for the recogniser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameHit {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// The types of what bears the name: `[person, organisation, location]`.
    pub kinds: [bool; 3],
    /// 0 (weak) to 3 (strong and unambiguous).
    pub strength: u8,
}

impl Annotator {
    /// The annotator over the knowledge base that comes with the program.
    pub fn embedded() -> &'static Annotator {
        &EMBEDDED
    }

    /// An annotator over the bytes of a knowledge base file.
    ///
    /// # Errors
    /// [`Error::Format`] or [`Error::Checksum`] when the bytes are no such file or damaged.
    pub fn from_kb(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Annotator, Error> {
        Ok(Annotator { kb: Kb::new(bytes.into())? })
    }

    /// The entities of a document: by salience, then by first mention.
    pub fn annotate(&self, document: &Document<'_>) -> Vec<Entity> {
        self.annotation(document).entities
    }

    /// The entities of a document as [`annotate`] gives them, and whether there may be more.
    ///
    /// [`annotate`]: Annotator::annotate
    pub fn annotation(&self, document: &Document<'_>) -> Annotation {
        let Analysis { groups, limit_reached } = self.sorted(document);
        let entities = groups.iter().map(|group| self.entity(group, document)).collect();
        Annotation { entities, limit_reached }
    }

    /// What matched, which candidates there were and what decided, in the order of [`annotate`].
    ///
    /// [`annotate`]: Annotator::annotate
    pub fn explain(&self, document: &Document<'_>) -> Vec<EntityEvidence> {
        self.sorted(document).groups.iter().map(|group| self.evidence(group, document)).collect()
    }

    /// Whether a phrase is exactly a name of an entity that is known.
    pub fn is_name(&self, phrase: &str) -> bool {
        let tokens = tokenize(phrase);
        let key = sequence_hash(KeySpace::Exact, tokens.iter().map(|token| token.hash));
        !tokens.is_empty() && self.kb.lookup(key).any(|name| name.class != NameClass::Demonym)
    }

    /// The names of the knowledge base in a text, overlapping ones included.
    pub fn name_hits(&self, text: &str, language: &str) -> Vec<NameHit> {
        let tokens = tokenize(text);
        let words = Words { tokens: &tokens, proclitics: &Proclitics::of(&tokens, text, language) };
        let hits = crate::variants::scan(&self.kb, language, text, words);
        hits.iter().filter_map(|hit| crate::evidence::name_hit(&self.kb, hit)).collect()
    }

    /// The knowledge base.
    pub fn kb(&self) -> &Kb {
        &self.kb
    }

    /// Version of the knowledge base.
    pub fn kb_version(&self) -> &str {
        self.kb.version()
    }

    /// Version of the weights of the recogniser.
    pub fn model_version(&self) -> &str {
        Recogniser::embedded().model_version()
    }

    fn sorted(&self, document: &Document<'_>) -> Analysis {
        let mut analysis = analyse::analyse(&self.kb, document);
        analysis.groups.sort_by_cached_key(|group| {
            let mentions: Vec<_> = group.mentions.iter().map(|(mention, _)| *mention).collect();
            (
                std::cmp::Reverse((salience(&mentions) * 1000.0) as u32),
                mentions.first().copied(),
                group.id.clone(),
            )
        });
        analysis
    }

    fn entity(&self, group: &Group, document: &Document<'_>) -> Entity {
        let mentions: Vec<_> = group.mentions.iter().map(|(mention, _)| *mention).collect();
        let row = group.entity.and_then(|entity| self.kb.entity(entity));
        let coordinates = row.and_then(|row| row.coordinates);
        let known = group.entity.map(|entity| self.names(entity, document.language));
        let (name, names) = known.unwrap_or_else(|| (group.surface.as_str(), Vec::new()));
        let degrees = |micro: i32| f64::from(micro) / 100_000.0;
        Entity {
            id: group.id.clone(),
            wikidata: row.and_then(|row| row.wikidata).map(|number| format!("Q{number}")),
            geonames: row.and_then(|row| row.geonames),
            iso: row.as_ref().and_then(|row| self.kb.iso(row)).map(str::to_owned),
            kind: group.kind,
            name: name.to_owned(),
            names,
            linked: group.entity.is_some(),
            coordinates: coordinates
                .filter(|_| group.kind == Kind::Location)
                .map(|(latitude, longitude)| (degrees(latitude), degrees(longitude))),
            country: self.kb.country(row.map_or(group.country, |row| row.country)).map(str::to_owned),
            salience: salience(&mentions),
            mentions,
        }
    }

    /// The canonical name, and the names in English, in Arabic and in the document's language.
    fn names(&self, entity: u32, language: &str) -> (&str, Vec<(String, String)>) {
        let primary = language::primary(language);
        let wanted = ["en", "ar", if matches!(primary, "en" | "ar") { "" } else { primary }];
        let (canonical, found) = self.kb.names_in(entity, wanted);
        let names = wanted.iter().zip(found).filter_map(|(language, name)| Some((*language, name?)));
        let names = names.map(|(language, name)| (language.to_owned(), name.to_owned()));
        (canonical, names.collect())
    }

    fn evidence(&self, group: &Group, document: &Document<'_>) -> EntityEvidence {
        let mentions = group.mentions.iter().map(|(mention, decided)| MentionEvidence {
            mention: *mention,
            surface: mention.surface(document).to_owned(),
            found_by: decided.found_by,
            candidates: decided
                .candidates
                .iter()
                .take(SHOWN_CANDIDATES)
                .map(|c| c.evidence(&self.kb))
                .collect(),
            decided_by: decided.decision,
        });
        EntityEvidence { id: group.id.clone(), mentions: mentions.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Mention;

    fn document<'a>(language: &'a str, paragraphs: &'a [&'a str]) -> Document<'a> {
        Document { language, title: None, paragraphs, source_country: None }
    }

    #[test]
    fn embedded_knowledge_base_is_readable() {
        let annotator = Annotator::from_kb(include_bytes!("../../../models/kb.bin").as_slice()).unwrap();
        assert!(annotator.kb().len() > 10_000);
        assert!(annotator.kb_version().starts_with("20"));
    }

    #[test]
    fn damage_is_an_error() {
        let bytes = include_bytes!("../../../models/kb.bin");
        let mut damaged = bytes.to_vec();
        damaged[bytes.len() / 2] ^= 1;
        assert_eq!(Annotator::from_kb(damaged).unwrap_err(), Error::Checksum);
        assert!(matches!(Annotator::from_kb(b"RAFIDKB3".as_slice()), Err(Error::Format(_))));
        assert!(matches!(Annotator::from_kb(b"".as_slice()), Err(Error::Format(_))));
    }

    #[test]
    fn one_id_across_scripts() {
        let check = |language: &str, text: &str, id: &str, surface: &str| {
            let paragraphs = [text];
            let document = document(language, &paragraphs);
            let entities = Annotator::embedded().annotate(&document);
            let surfaces: Vec<&str> = entities
                .iter()
                .filter(|entity| entity.id == id)
                .flat_map(|entity| entity.mentions.iter().map(|mention: &Mention| mention.surface(&document)))
                .collect();
            assert_eq!(surfaces, [surface], "{text} {entities:#?}");
        };
        check("ar", "توجه الوفد لموسكو أمس.", "wd:Q649", "موسكو");
        check("en", "He flew to Moscow on Monday.", "wd:Q649", "Moscow");
        check("ru", "Встреча прошла в Москве.", "wd:Q649", "Москве");
        check("zh", "代表团抵达莫斯科访问。", "wd:Q649", "莫斯科");
        check("ko", "대표단이 모스크바에서 회담했다.", "wd:Q649", "모스크바");
        check("he", "המשלחת ביקרה במוסקבה השבוע.", "wd:Q649", "מוסקבה");
        check("ar", "مواقف باريس وواشنطن متقاربة.", "wd:Q61", "واشنطن");
    }

    #[test]
    fn offsets_are_code_points() {
        let paragraphs = ["🙂 إلى الرياض"];
        let document = document("ar", &paragraphs);
        let entities = Annotator::embedded().annotate(&document);
        let mention = entities[0].mentions[0];
        assert_eq!((mention.start, mention.end), (6, 12));
        assert_eq!(mention.surface(&document), "الرياض");
    }

    #[test]
    fn names_are_known_as_wholes() {
        let annotator = Annotator::embedded();
        for (phrase, expected) in
            [("قطاع غزة", true), ("Moscow", true), ("قطاع", false), ("", false), ("الروسية", false)]
        {
            assert_eq!(annotator.is_name(phrase), expected, "{phrase}");
        }
    }
}
