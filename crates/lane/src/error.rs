//! What can go wrong, sorted by what a lane does about it.

use std::fmt;

/// What kind of failure a client call met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorKind {
    /// The same call may be made again.
    Retriable,
    /// The transaction must be aborted; the producer stays good.
    Abortable,
    /// The member's generation is over, or the group does not know it: abort and rejoin.
    Rejoin,
    /// Nobody can tell whether the call took effect.
    Ambiguous,
    /// Another producer uses the `transactional.id`.
    Fenced,
    /// Another consumer uses the `group.instance.id`.
    FencedInstance,
    /// The principal may not do this.
    Unauthorized,
    /// A topic does not exist.
    TopicMissing,
    /// A call did not come back in its time: the client must be left to itself, and a new one take over.
    Unresponsive,
    /// No broker answers.
    Unreachable,
    /// Anything else: the client is no longer usable.
    Fatal,
}

impl ErrorKind {
    /// The kind as a metric label.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Retriable => "retriable",
            Self::Abortable => "abortable",
            Self::Rejoin => "rejoin",
            Self::Ambiguous => "ambiguous",
            Self::Fenced => "fenced",
            Self::FencedInstance => "fenced_instance",
            Self::Unauthorized => "unauthorized",
            Self::TopicMissing => "topic_missing",
            Self::Unresponsive => "unresponsive",
            Self::Unreachable => "unreachable",
            Self::Fatal => "fatal",
        }
    }
}

/// A failure of a client call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokerError {
    /// What to do about it.
    pub kind: ErrorKind,
    /// One line for a person.
    pub message: String,
}

impl BrokerError {
    /// An error of a kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

impl fmt::Display for BrokerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for BrokerError {}

/// Why a lane ended. `Display` is one line that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LaneError {
    /// The producer was fenced twice within a minute.
    TransactionalIdInUse {
        /// The id.
        transactional_id: String,
    },
    /// Another consumer took the static membership.
    InstanceInUse {
        /// What the client said.
        message: String,
    },
    /// The committed or current offset of a partition is no longer in the log: records are lost.
    OffsetOutOfRange {
        /// The partition.
        partition: i32,
        /// Where the lane would go on.
        position: i64,
        /// The first offset that is there.
        low: i64,
        /// The next offset to be written.
        high: i64,
    },
    /// The principal may not do this.
    Unauthorized(String),
    /// A topic does not exist.
    TopicMissing(String),
    /// Retrying did not help within the bound.
    Unavailable {
        /// What was tried.
        call: &'static str,
        /// How long, in seconds.
        seconds: u64,
        /// The last error.
        message: String,
    },
    /// Anything else.
    Fatal(String),
}

impl LaneError {
    pub(crate) fn from_broker(call: &'static str, error: &BrokerError, transactional_id: &str) -> Self {
        let message = format!("{call}: {}", error.message);
        match error.kind {
            ErrorKind::Fenced => Self::TransactionalIdInUse { transactional_id: transactional_id.to_owned() },
            ErrorKind::FencedInstance => Self::InstanceInUse { message },
            ErrorKind::Unauthorized => Self::Unauthorized(message),
            ErrorKind::TopicMissing => Self::TopicMissing(message),
            ErrorKind::Unreachable => Self::Unavailable { call, seconds: 0, message: error.message.clone() },
            _ => Self::Fatal(message),
        }
    }
}

impl fmt::Display for LaneError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TransactionalIdInUse { transactional_id } => write!(
                f,
                "another process uses transactional.id {transactional_id}: give each instance its own name"
            ),
            Self::InstanceInUse { message } => write!(
                f,
                "another process uses this group.instance.id ({message}): give each instance its own name"
            ),
            Self::OffsetOutOfRange { partition, position, low, high } => write!(
                f,
                "partition {partition} would go on at offset {position}, but its log holds {low} to {high}: \
                 records were lost to retention; to go on with what is there, allow it in the configuration"
            ),
            Self::Unauthorized(message) => {
                write!(f, "{message}: grant the principal the permissions that this service needs")
            }
            Self::TopicMissing(message) => write!(f, "{message}: create the topics first"),
            Self::Unavailable { call, seconds, message } => {
                write!(f, "{call} failed for {seconds} s: {message}: check that Kafka can be reached")
            }
            Self::Fatal(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for LaneError {}
