//! The contract between the services of Rafid and everybody who reads or writes its topics.
//!
//! - [`Topic`]: the table of topics, with their partitions, retention and size limits.
//! - [`RawField`]: the fields of a raw message and the synonyms that crawlers use for them.
//! - [`Article`]: the one growing record of the normalized, tagged and enriched topics.
//! - [`MentionRecord`]: one flat record a mention, for analytics.
//! - [`header`]: every header name, and how headers travel from hop to hop.
//! - [`RejectCode`]: why a message became a dead letter.
//! - [`limits`]: every limit on what comes from outside.
//! - [`id`]: how an article gets its id.
//! - [`reference`](mod@reference): the tables of the above for people, in `docs/messages.md`.
//! - [`schema`]: JSON Schemas of the above, generated from the types.
//!
//! The serde derives of the wire live here and nowhere else. Evolution within one topic version is additive only:
//! fields that a service does not know pass through it unchanged.
//!
//! ```
//! use rafid_contract::{Article, Topic};
//!
//! assert_eq!(Topic::Enriched.name(), "articles.enriched.v1");
//! let article: Article = serde_json::from_str(r#"{"id": "a1", "position": 0, "novel_field": 1e400}"#)?;
//! let again = serde_json::to_string(&article)?;
//! assert!(again.contains(r#""novel_field":1e+400"#) || again.contains(r#""novel_field":1e400"#));
//! # Ok::<(), serde_json::Error>(())
//! ```

mod article;
pub mod dead_letter;
mod entity;
pub mod header;
pub mod id;
pub mod limits;
mod mention;
mod published;
mod raw;
pub mod reference;
mod reject;
pub mod schema;
mod summary;
mod topic;
mod vocabulary;

pub use article::{
    Article, Dateline, Fingerprint, KeywordMethod, Keywords, Language, Link, Paragraph, ProducedBy, Quality,
    Removed, Run, Source, Stats, Title,
};
pub use entity::{Coordinates, Entity, EntityIds, FieldName, Mention};
pub use header::{Header, Headers};
pub use mention::MentionRecord;
pub use published::{Calendar, Constraints, Precision, Published, Season};
pub use raw::{ContentKind, Holds, RAW_SYNONYMS, RawField, raw_field};
pub use reject::{Reject, RejectCode};
pub use summary::{ArticleSummary, EntitySummary};
pub use topic::{CleanupPolicy, TOPICS, Topic, TopicSpec};
pub use vocabulary::{DateMethod, EntityType, Flag, LinkRelation, RemovedReason};
