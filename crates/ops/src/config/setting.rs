//! What a setting is: its key, its kind, and one line about it.

use super::secret::Secret;
use super::sections::{Batch, Breaker, Http, Kafka, Log, Service, Topics};

/// What values a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number from 0 to 2³²−1.
    Whole,
    /// `true` or `false`.
    Switch,
    /// Text.
    Text,
    /// Text that is never shown.
    Secret,
    /// A list of texts; separated by commas in a variable.
    List,
    /// One of these words.
    Choice(&'static [&'static str]),
}

impl Kind {
    /// The kind as the reference names it.
    pub fn describe(self) -> String {
        match self {
            Self::Whole => "whole number".into(),
            Self::Switch => "`true` or `false`".into(),
            Self::Text => "text".into(),
            Self::Secret => "text, never shown".into(),
            Self::List => "list of texts".into(),
            Self::Choice(words) => {
                words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// One row of the table of settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The section of the file: `kafka`.
    pub section: &'static str,
    /// The key in its section, with its unit last: `socket_timeout_ms`.
    pub name: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// What it does, in one or two sentences.
    pub about: &'static str,
}

impl Setting {
    /// The full key: `kafka.socket_timeout_ms`.
    pub fn key(&self) -> String {
        format!("{}.{}", self.section, self.name)
    }

    /// The environment variable that sets it: `RAFID__KAFKA__SOCKET_TIMEOUT_MS`.
    pub fn variable(&self) -> String {
        format!("RAFID__{}__{}", self.section, self.name).to_uppercase()
    }
}

/// The table of settings, section by section. `[kafka.extra]` stands beside it: its keys are librdkafka's.
pub const SETTINGS: [&[Setting]; 7] = [
    Service::SETTINGS,
    Kafka::SETTINGS,
    Topics::SETTINGS,
    Batch::SETTINGS,
    Breaker::SETTINGS,
    Http::SETTINGS,
    Log::SETTINGS,
];

/// A type that a setting can have.
pub(crate) trait HasKind {
    /// What values the type takes.
    const KIND: Kind;
}

impl HasKind for u32 {
    const KIND: Kind = Kind::Whole;
}

impl HasKind for bool {
    const KIND: Kind = Kind::Switch;
}

impl HasKind for String {
    const KIND: Kind = Kind::Text;
}

impl HasKind for Secret {
    const KIND: Kind = Kind::Secret;
}

impl HasKind for Vec<String> {
    const KIND: Kind = Kind::List;
}
