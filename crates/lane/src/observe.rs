//! What a lane tells about itself: one narrow trait, called once a batch and not once a record.

use std::collections::BTreeMap;
use std::time::Duration;

use rafid_contract::{RejectCode, Topic};
use rafid_stage::Message;

use crate::error::{BrokerError, LaneError};

/// Why a lane took the recovery path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecoveryReason {
    /// It has just started.
    Start,
    /// Nobody can tell how the transaction ended.
    Ambiguous,
    /// The client saw a transport error or a timeout since `begin`: a delayed request may still be under way.
    Suspicion,
    /// The producer was fenced.
    Fenced,
    /// The producer is in a state that it cannot leave.
    ProducerFailed,
}

impl RecoveryReason {
    /// The reason as a metric label.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Ambiguous => "ambiguous",
            Self::Suspicion => "suspicion",
            Self::Fenced => "fenced",
            Self::ProducerFailed => "producer_failed",
        }
    }
}

/// One committed batch.
#[derive(Clone, Debug, Default)]
pub struct BatchReport {
    /// Records read.
    pub records_in: u64,
    /// Bytes of their keys and values.
    pub bytes_in: u64,
    /// Messages and bytes written, by topic, dead letters included.
    pub written: BTreeMap<Topic, Written>,
    /// Rejects by code.
    pub rejects: BTreeMap<RejectCode, u64>,
    /// From the first record to the full batch.
    pub collect: Duration,
    /// In the stage.
    pub process: Duration,
    /// From `begin` to the end of `commit`.
    pub commit: Duration,
    /// Timestamps of the raw records, milliseconds since 1970: for the latency from end to end.
    pub raw_timestamps_ms: Vec<i64>,
    /// The oldest timestamp among the records read.
    pub oldest_timestamp_ms: Option<i64>,
}

/// What was written to one topic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Messages.
    pub messages: u64,
    /// Bytes of keys, values and headers.
    pub bytes: u64,
}

/// How far a lane is in one partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The partition.
    pub partition: i32,
    /// The lane's own position: the next offset to process.
    pub position: Option<i64>,
    /// The last stable offset, where known.
    pub last_stable: Option<i64>,
    /// The high watermark, where known.
    pub high_watermark: Option<i64>,
    /// Whether everything stable is processed and committed.
    pub drained: bool,
}

impl Progress {
    /// Records (and markers) that a `read_committed` reader could read and this lane has not processed yet.
    pub fn lag(&self) -> Option<i64> {
        if self.drained {
            return Some(0);
        }
        Some((self.last_stable? - self.position?).max(0))
    }
}

/// Something that happened in a lane.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A batch was committed.
    Committed(&'a BatchReport),
    /// Offsets without records were committed: the lane stands at the end of its partitions.
    OffsetsCommitted,
    /// A transaction was aborted before `commit`; the batch will be read again.
    Aborted(&'a BrokerError),
    /// The recovery path was taken and took this long.
    Recovered(RecoveryReason, Duration),
    /// A call failed and is made again.
    Retrying {
        /// The call.
        call: &'static str,
        /// Its error.
        error: &'a BrokerError,
    },
    /// The client reported an error that it handles itself.
    ClientError(&'a BrokerError),
    /// The assignment changed; these partitions are owned now.
    Assigned(&'a [i32]),
    /// How far the lane is in its partitions.
    Progress(&'a [Progress]),
    /// Records were dropped because their partition was taken away; its next owner reads them.
    Stale(u64),
    /// The breaker opened or closed.
    Breaker {
        /// Whether it is open now.
        open: bool,
        /// Rejects among the records that it looked at.
        rejects: u64,
        /// The records that it looked at.
        records: u64,
    },
    /// The lane ended.
    Ended(Option<&'a LaneError>),
}

/// Listens to a lane.
pub trait Observer: Send + Sync {
    /// Something happened.
    fn observe(&self, event: &Event<'_>);

    /// A message was committed. For counts by content; does nothing unless overridden.
    fn message(&self, message: &Message) {
        let _ = message;
    }

    /// Whether [`Observer::message`] is to be called at all.
    fn wants_messages(&self) -> bool {
        false
    }
}

/// An observer that looks away.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ignore;

impl Observer for Ignore {
    fn observe(&self, _event: &Event<'_>) {}
}
