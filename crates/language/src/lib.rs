//! Language and script identification for news text.
//!
//! [`Identifier`] says which language a text is in (BCP 47), which script (ISO 15924), how sure it is (a calibrated
//! probability) and whether the answer can be relied on. It knows more than two hundred languages, needs no files at run
//! time, allocates nothing per character, and reads no more than the first few hundred letters of a text.
//!
//! ```
//! use rafid_language::Identifier;
//!
//! let identifier = Identifier::embedded();
//!
//! let tag = identifier.identify("Der Stadtrat hat am Dienstag beschlossen, die alte Brücke zu erneuern.");
//! assert_eq!((tag.tag, tag.script, tag.reliable), ("de", "Latn", true));
//!
//! // Numbers, codes and single names are not enough.
//! assert!(!identifier.identify("4711-0815 / 3,50 EUR").reliable);
//! ```
//!
//! An article is decided as a whole; a paragraph gets a tag of its own only where it clearly is in another language.
//!
//! ```
//! use rafid_language::Identifier;
//!
//! let paragraphs = [
//!     "Le conseil municipal a décidé mardi de rénover le vieux pont, fermé depuis le printemps dernier.",
//!     "Source: Example News",
//!     "Les travaux dureront deux ans et coûteront plus cher que prévu, selon le maire de la ville.",
//!     "“We are going to need at least two years before anybody can walk across the river here again,” she said.",
//! ];
//! let language = Identifier::embedded().identify_article(None, &paragraphs, None);
//! assert_eq!(language.article.tag, "fr");
//! assert_eq!(language.paragraphs.iter().map(|tag| tag.map(|tag| tag.tag)).collect::<Vec<_>>(), [None, None, None, Some("en")]);
//! ```
//!
//! # How it works
//!
//! [`scan`] reads the text once: letters go to their [`script`], words to hashed n-grams. Scripts that one language
//! uses decide alone. For the others, [`model`] adds up one small vector for every n-gram it knows and turns the sum
//! into one score per language of that script. Rules on what was read (letters, words, symbols, tokens with digits)
//! say whether that is enough for an answer.
//!
//! Letters followed by combining marks are composed on the way; text in normalisation form C is read fastest.

mod alphabet;
mod article;
mod compose;
pub mod expert;
pub mod file;
mod identify;
mod keys;
pub mod math;
mod matrix;
pub mod model;
mod portuguese;
pub mod scan;
pub mod script;
pub mod table;

pub use article::ArticleLanguage;
pub use identify::{Candidate, Evidence, Identifier, LETTERS_READ, RawScores, Tag, UND};

/// The examples of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
