//! Recognise people, organisations and places, and link them to one id across scripts.
//!
//! ```
//! use rafid_entities::{Annotator, Document, Kind};
//! let paragraphs = ["وصل الوفد إلى موسكو قادما من الرياض."];
//! let document = Document { language: "ar", title: None, paragraphs: &paragraphs, source_country: None };
//! let entities = Annotator::embedded().annotate(&document);
//! let moscow = entities.iter().find(|entity| entity.name == "Moscow").expect("Moscow is known");
//! assert_eq!((moscow.kind, moscow.geonames), (Kind::Location, Some(524_901)));
//! assert_eq!(moscow.mentions[0].surface(&document), "موسكو");
//! ```

mod acronyms;
mod adjectives;
mod analyse;
mod annotate;
pub mod build;
mod clitic;
mod consistency;
mod context;
mod cues;
mod decide;
mod error;
mod evidence;
mod fold;
mod hash;
mod institutions;
pub mod kb;
mod language;
mod link;
mod local;
mod matcher;
pub mod recognise;
mod salience;
mod situation;
mod skeleton;
mod spans;
mod stem;
mod surroundings;
mod table;
mod token;
mod transliterate;
mod types;
mod variants;

pub use annotate::{Annotator, NameHit};
pub use error::Error;
pub use types::{
    Annotation, CandidateEvidence, Decision, Document, Entity, EntityEvidence, Field, FoundBy, Kind, Mention,
    MentionEvidence,
};
