//! Limits on what one page may cost, counted while the page is read.

use std::fmt;

/// How large a page may be. Every figure is counted, none is timed, and the first one passed ends the reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of UTF-8 text.
    pub bytes: usize,
    /// Elements and runs of text.
    pub nodes: usize,
    /// Elements open at the same time.
    pub depth: usize,
    /// Attributes in all.
    pub attributes: usize,
}

impl Default for Limits {
    /// 8 MiB, 400,000 nodes, 1,000 levels, 800,000 attributes: more than ten times the largest of the news pages
    /// measured for `docs/html.md`.
    fn default() -> Self {
        Self { bytes: 8 << 20, nodes: 400_000, depth: 1_000, attributes: 800_000 }
    }
}

/// The limit that a page passed, and the limit's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitExceeded {
    /// More bytes than allowed.
    Bytes {
        /// Bytes allowed.
        limit: usize,
    },
    /// More elements and runs of text than allowed.
    Nodes {
        /// Nodes allowed.
        limit: usize,
    },
    /// Elements nested deeper than allowed.
    Depth {
        /// Levels allowed.
        limit: usize,
    },
    /// More attributes than allowed.
    Attributes {
        /// Attributes allowed.
        limit: usize,
    },
}

impl LimitExceeded {
    /// A stable code for logs and dead letters.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bytes { .. } => "html-bytes",
            Self::Nodes { .. } => "html-nodes",
            Self::Depth { .. } => "html-depth",
            Self::Attributes { .. } => "html-attributes",
        }
    }
}

impl fmt::Display for LimitExceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, limit) = match self {
            Self::Bytes { limit } => ("bytes", limit),
            Self::Nodes { limit } => ("nodes", limit),
            Self::Depth { limit } => ("nested elements", limit),
            Self::Attributes { limit } => ("attributes", limit),
        };
        write!(f, "the page has more than {limit} {what}")
    }
}

impl std::error::Error for LimitExceeded {}
