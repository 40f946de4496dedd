//! What a lane tells becomes metrics and log lines.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rafid_contract::{RejectCode, Topic};
use rafid_lane::{BatchReport, Event, Observer, Progress, RecoveryReason, SystemClock};
use rafid_ops::Metrics;
use rafid_ops::config::Topics;
use rafid_stage::{Message, Stage};

use crate::content::Content;

/// Listens to one lane.
pub(crate) struct LaneObserver {
    metrics: Metrics,
    lane: String,
    input: Topic,
    topics: Topics,
    content: Mutex<Content>,
    partitions: Mutex<Vec<i32>>,
}

impl LaneObserver {
    pub(crate) fn new(
        metrics: &Metrics,
        lane: usize,
        input: Topic,
        topics: &Topics,
        watch_sources: &[String],
    ) -> Self {
        Self {
            metrics: metrics.clone(),
            lane: lane.to_string(),
            input,
            topics: topics.clone(),
            content: Mutex::new(Content::new(watch_sources)),
            partitions: Mutex::default(),
        }
    }

    fn input_name(&self) -> &str {
        self.topics.name(self.input)
    }

    fn committed(&self, report: &BatchReport) {
        let metrics = &self.metrics;
        let input = [self.input_name()];
        metrics.commits.with_label_values(&["batch"]).inc();
        metrics.records_in.with_label_values(&input).inc_by(report.records_in);
        metrics.bytes_in.with_label_values(&input).inc_by(report.bytes_in);
        for (topic, written) in &report.written {
            let output = [self.topics.name(*topic)];
            metrics.records_out.with_label_values(&output).inc_by(written.messages);
            metrics.bytes_out.with_label_values(&output).inc_by(written.bytes);
        }
        self.rejected(report);
        metrics.batch_records.observe(report.records_in as f64);
        metrics.batch_bytes.observe(report.bytes_in as f64);
        metrics.batch_age_seconds.observe((report.collect + report.process + report.commit).as_secs_f64());
        metrics.commit_seconds.observe(report.commit.as_secs_f64());
        self.latencies(report);
        self.content.lock().unwrap_or_else(PoisonError::into_inner).flush(metrics);
    }

    fn rejected(&self, report: &BatchReport) {
        for (code, count) in &report.rejects {
            self.metrics.rejects.with_label_values(&[code.as_str()]).inc_by(*count);
            if *code == RejectCode::StagePanicked {
                tracing::error!(lane = self.lane, records = count, "the stage panicked: please report it");
            }
        }
        let rejects: u64 = report.rejects.values().sum();
        if rejects > 0 {
            let codes = report.rejects.iter().map(|(code, count)| format!("{code} {count}"));
            let codes = codes.collect::<Vec<_>>().join(", ");
            tracing::warn!(
                lane = self.lane,
                rejects,
                records = report.records_in,
                codes,
                "records became dead letters"
            );
        }
    }

    fn latencies(&self, report: &BatchReport) {
        let now_ms = SystemClock::unix_ms();
        let age =
            |timestamp_ms: i64| Duration::from_millis(now_ms.saturating_sub(timestamp_ms).max(0) as u64);
        let latencies = self.metrics.latency_seconds.local();
        for timestamp_ms in &report.raw_timestamps_ms {
            latencies.observe(age(*timestamp_ms).as_secs_f64());
        }
        latencies.flush();
        if let Some(oldest_ms) = report.oldest_timestamp_ms {
            let lag = age(oldest_ms).as_secs_f64();
            self.metrics.lag_seconds.with_label_values(&[self.lane.as_str()]).set(lag);
        }
    }

    fn progressed(&self, progress: &[Progress]) {
        for state in progress {
            let partition = state.partition.to_string();
            let labels = [self.input_name(), partition.as_str()];
            if let Some(lag) = state.lag() {
                self.metrics.lag_records.with_label_values(&labels).set(lag);
            }
            if let (Some(stable), Some(high)) = (state.last_stable, state.high_watermark) {
                self.metrics.unstable_records.with_label_values(&labels).set((high - stable).max(0));
            }
        }
        if progress.iter().all(|state| state.drained) {
            self.metrics.lag_seconds.with_label_values(&[self.lane.as_str()]).set(0.0);
        }
    }

    /// Shows what the lane owns now, and takes what it no longer owns out of the metrics: the next owner shows it.
    fn assigned(&self, owned: &[i32]) {
        self.metrics.rebalances.inc();
        let count = i64::try_from(owned.len()).unwrap_or(i64::MAX);
        self.metrics.assigned_partitions.with_label_values(&[self.lane.as_str()]).set(count);
        let mut before = self.partitions.lock().unwrap_or_else(PoisonError::into_inner);
        for partition in before.iter().filter(|partition| !owned.contains(partition)) {
            let partition = partition.to_string();
            let labels = [self.input_name(), partition.as_str()];
            // Absent where the partition was never measured.
            let _ = self.metrics.lag_records.remove_label_values(&labels);
            let _ = self.metrics.unstable_records.remove_label_values(&labels);
        }
        *before = owned.to_vec();
        tracing::info!(lane = self.lane, topic = self.input_name(), partitions = ?owned, "partitions assigned");
    }

    fn recovered(&self, reason: RecoveryReason, took: Duration) {
        self.metrics.recoveries.with_label_values(&[reason.as_str()]).inc();
        let took_ms = took.as_millis() as u64;
        if reason == RecoveryReason::Start {
            tracing::info!(lane = self.lane, took_ms, "producer initialised");
        } else {
            tracing::warn!(
                lane = self.lane,
                reason = reason.as_str(),
                took_ms,
                "recovered from committed offsets"
            );
        }
    }
}

impl Observer for LaneObserver {
    fn observe(&self, event: &Event<'_>) {
        let lane = self.lane.as_str();
        match event {
            Event::Committed(report) => self.committed(report),
            Event::OffsetsCommitted => self.metrics.commits.with_label_values(&["offsets"]).inc(),
            Event::Aborted(error) => {
                self.metrics.aborts.with_label_values(&[error.kind.as_str()]).inc();
                tracing::warn!(lane, kind = error.kind.as_str(), %error, "transaction aborted, the batch is read again");
            }
            Event::Recovered(reason, took) => self.recovered(*reason, *took),
            Event::Retrying { call, error } => {
                self.metrics.retries.with_label_values(&[call]).inc();
                tracing::warn!(lane, call, %error, "a call failed and is made again");
            }
            Event::ClientError(error) => {
                self.metrics.client_errors.with_label_values(&[error.kind.as_str()]).inc();
                tracing::warn!(lane, kind = error.kind.as_str(), %error, "the Kafka client reports an error");
            }
            Event::Assigned(owned) => self.assigned(owned),
            Event::Progress(progress) => self.progressed(progress),
            Event::Stale(records) => {
                self.metrics.stale_records.inc_by(*records);
                tracing::info!(lane, records, "records dropped, their partitions were taken away");
            }
            Event::Breaker { open: true, rejects, records } => tracing::error!(
                lane,
                rejects,
                records,
                "too many rejects: the lane has paused; mend the cause, then POST /breaker/close"
            ),
            Event::Breaker { .. } => tracing::info!(lane, "the breaker is closed, the lane goes on"),
            Event::Ended(None) => tracing::info!(lane, "the lane has ended"),
            Event::Ended(Some(error)) => tracing::error!(lane, %error, "the lane has failed"),
            other => tracing::debug!(lane, event = ?other, "an event without a metric"),
        }
    }

    fn message(&self, message: &Message) {
        self.content.lock().unwrap_or_else(PoisonError::into_inner).count(message);
    }

    fn wants_messages(&self) -> bool {
        true
    }
}

/// Shows every label that is known beforehand at 0, so that a rate exists before the first event.
pub(crate) fn show_known_labels(metrics: &Metrics, stage: &dyn Stage, topics: &Topics) {
    for code in RejectCode::ALL {
        metrics.rejects.with_label_values(&[code.as_str()]);
    }
    let input = [topics.name(stage.input())];
    metrics.records_in.with_label_values(&input);
    metrics.bytes_in.with_label_values(&input);
    for topic in stage.outputs().iter().copied().chain([stage.dead_letters()]) {
        let output = [topics.name(topic)];
        metrics.records_out.with_label_values(&output);
        metrics.bytes_out.with_label_values(&output);
    }
    for kind in ["batch", "offsets"] {
        metrics.commits.with_label_values(&[kind]);
    }
    for reason in [
        RecoveryReason::Start,
        RecoveryReason::Ambiguous,
        RecoveryReason::Suspicion,
        RecoveryReason::Fenced,
        RecoveryReason::ProducerFailed,
    ] {
        metrics.recoveries.with_label_values(&[reason.as_str()]);
    }
    for kind in ["abortable", "rejoin"] {
        metrics.aborts.with_label_values(&[kind]);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rafid_lane::Written;

    use super::*;

    fn observer() -> (Metrics, LaneObserver) {
        let metrics = Metrics::new("test").unwrap();
        let observer = LaneObserver::new(&metrics, 0, Topic::Raw, &Topics::default(), &[]);
        (metrics, observer)
    }

    #[test]
    fn counts_a_committed_batch() {
        let (metrics, observer) = observer();
        let report = BatchReport {
            records_in: 3,
            bytes_in: 300,
            written: BTreeMap::from([(Topic::Normalized, Written { messages: 2, bytes: 250 })]),
            rejects: BTreeMap::from([(RejectCode::JsonInvalid, 1)]),
            process: Duration::from_millis(500),
            raw_timestamps_ms: vec![0, SystemClock::unix_ms()],
            oldest_timestamp_ms: Some(0),
            ..BatchReport::default()
        };
        observer.observe(&Event::Committed(&report));
        assert_eq!(metrics.records_in.with_label_values(&["articles.raw.v1"]).get(), 3);
        assert_eq!(metrics.records_out.with_label_values(&["articles.normalized.v1"]).get(), 2);
        assert_eq!(metrics.rejects.with_label_values(&["json_invalid"]).get(), 1);
        assert_eq!(metrics.latency_seconds.get_sample_count(), 2);
        assert!((metrics.batch_age_seconds.get_sample_sum() - 0.5).abs() < 1e-9);
        assert!(metrics.lag_seconds.with_label_values(&["0"]).get() > 1e6);
    }

    #[test]
    fn shows_the_lag_of_owned_partitions_only() {
        let (metrics, observer) = observer();
        observer.observe(&Event::Assigned(&[0, 1]));
        let at = |partition, position, drained| Progress {
            partition,
            position: Some(position),
            last_stable: Some(10),
            high_watermark: Some(15),
            drained,
        };
        observer.observe(&Event::Progress(&[at(0, 4, false), at(1, 10, true)]));
        let lag = |partition| metrics.lag_records.with_label_values(&["articles.raw.v1", partition]).get();
        assert_eq!((lag("0"), lag("1")), (6, 0));
        observer.observe(&Event::Assigned(&[1]));
        let shown = metrics.render().unwrap();
        assert!(
            !shown.contains("rafid_lag_records{partition=\"0\"") && shown.contains("partition=\"1\""),
            "{shown}"
        );
        assert!(shown.contains("rafid_assigned_partitions{lane=\"0\",service=\"test\"} 1"), "{shown}");
    }
}
