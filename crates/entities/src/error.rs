//! Errors of reading and building knowledge bases.

use std::fmt;

/// Why a knowledge base or model could not be read or built.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are no knowledge base of a version that this build reads; says what is wrong.
    Format(&'static str),
    /// The checksum does not fit the bytes.
    Checksum,
    /// A source could not be read: which one, the line if known, and what is wrong.
    Source {
        /// Name of the source as the caller gave it.
        source: String,
        /// Line number from 1, or 0 when it is not known.
        line: usize,
        /// What is wrong and what to do.
        detail: String,
    },
    /// A limit of the file format is exceeded; says which.
    Limit(&'static str),
}

impl Error {
    /// An error about a source.
    pub(crate) fn source(source: &str, line: usize, detail: impl fmt::Display) -> Self {
        Error::Source { source: source.to_owned(), line, detail: detail.to_string() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Format(what) => {
                write!(f, "not a usable knowledge base: {what}; rebuild it with `rafid kb build`")
            }
            Error::Checksum => {
                f.write_str("the knowledge base is damaged: its checksum does not fit; copy or rebuild it")
            }
            Error::Source { source, line: 0, detail } => write!(f, "cannot read {source}: {detail}"),
            Error::Source { source, line, detail } => {
                write!(f, "cannot read {source}, line {line}: {detail}")
            }
            Error::Limit(what) => write!(f, "the knowledge base is too large: {what}; leave out sources"),
        }
    }
}

impl std::error::Error for Error {}
