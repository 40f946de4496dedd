//! The one call of librdkafka that can block for ever, made where that does no harm.
//!
//! `rd_kafka_send_offsets_to_transaction` does not keep its timeout: a request to the group's coordinator is repeated
//! only when some broker's connection changes, so when the coordinator has gone away for good (its broker left the
//! cluster's metadata for a moment, say) the call waits for something that need not happen (librdkafka issues 5456 and
//! 5511, open as of 2.15). It is therefore made on a thread of its own. When no answer comes in time, thread and client
//! are left to themselves: the lane goes on with a new producer, whose epoch shuts the old one out whatever it still
//! does, and the old one is dropped when its call comes back.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rafid_lane::{BrokerError, ErrorKind};
use rdkafka::TopicPartitionList;
use rdkafka::consumer::ConsumerGroupMetadata;
use rdkafka::error::KafkaResult;
use rdkafka::producer::{BaseProducer, Producer as _};

use crate::context::LaneProducerContext;
use crate::error::classify;

/// How much longer than its timeout the call may take. It keeps it to a few milliseconds, except where it hangs.
const GRACE: Duration = Duration::from_secs(1);

/// A producer's client, shared by the lane's thread and the one that sends its offsets.
pub(crate) type Client = Arc<BaseProducer<LaneProducerContext>>;

struct Request {
    offsets: TopicPartitionList,
    group: Arc<ConsumerGroupMetadata>,
    timeout: Duration,
}

/// Sends offsets on a thread of its own, one call at a time.
pub(crate) struct OffsetSender {
    requests: Sender<Request>,
    answers: Receiver<KafkaResult<()>>,
    thread: JoinHandle<()>,
}

impl OffsetSender {
    /// Starts the thread.
    pub(crate) fn start(client: Client) -> Result<Self, BrokerError> {
        let (requests, inbox) = mpsc::channel::<Request>();
        let (outbox, answers) = mpsc::channel();
        let work = move || {
            for Request { offsets, group, timeout } in inbox {
                let result = client.send_offsets_to_transaction(&offsets, &group, timeout);
                if outbox.send(result).is_err() {
                    // Given up meanwhile.
                    return;
                }
            }
        };
        let thread = thread::Builder::new().name("offsets".to_owned()).spawn(work).map_err(|error| {
            BrokerError::new(ErrorKind::Fatal, format!("cannot start a thread to send offsets: {error}"))
        })?;
        Ok(Self { requests, answers, thread })
    }

    /// Adds offsets to the open transaction. [`ErrorKind::Unresponsive`] if the call does not come back.
    pub(crate) fn send(
        &self,
        offsets: TopicPartitionList,
        group: Arc<ConsumerGroupMetadata>,
        timeout: Duration,
    ) -> Result<(), BrokerError> {
        let died = || BrokerError::new(ErrorKind::Fatal, "the thread that sends offsets has died");
        self.requests.send(Request { offsets, group, timeout }).map_err(|_| died())?;
        match self.answers.recv_timeout(timeout + GRACE) {
            Ok(answer) => answer.map_err(|error| classify(&error)),
            Err(RecvTimeoutError::Disconnected) => Err(died()),
            Err(RecvTimeoutError::Timeout) => {
                let text = format!("sending offsets did not come back within {} s", timeout.as_secs());
                Err(BrokerError::new(ErrorKind::Unresponsive, text))
            }
        }
    }

    /// Ends the thread, which lets go of the client; one whose call hangs is left behind.
    pub(crate) fn end(self, hangs: bool) {
        drop(self.requests);
        if hangs {
            return;
        }
        if self.thread.join().is_err() {
            tracing::error!("the thread that sends offsets panicked");
        }
    }
}
