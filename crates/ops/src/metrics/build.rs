//! The declarations themselves, and the registry made of them.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use prometheus::{
    Counter, CounterVec, Gauge, GaugeVec, Histogram, IntCounter, IntCounterVec, IntGauge, IntGaugeVec,
    Registry, TextEncoder,
};

use super::declare::{Declaration, Declared};
use super::process::ProcessUsage;

/// Buckets of times within a service: a quarter of a millisecond to ten seconds.
const SECONDS: &[f64] =
    &[0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// Buckets of times along the chain: ten milliseconds to a day.
const LONG_SECONDS: &[f64] =
    &[0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1_800.0, 7_200.0, 86_400.0];
/// Buckets of numbers of records.
const RECORDS: &[f64] = &[1.0, 5.0, 10.0, 50.0, 100.0, 250.0, 500.0, 1_000.0, 2_500.0, 5_000.0, 10_000.0];
/// Buckets of sizes.
const BYTES: &[f64] =
    &[1_024.0, 16_384.0, 131_072.0, 524_288.0, 1_048_576.0, 4_194_304.0, 8_388_608.0, 16_777_216.0];
/// No buckets.
const NONE: &[f64] = &[];

macro_rules! metrics {
    ($($(#[doc = $help:literal])+ $field:ident: $type:ty = $name:literal, $unit:literal, $labels:expr, $buckets:expr;)+) => {
        /// The table of metrics, in the order of the document.
        pub const METRICS: &[Declaration] = &[$(Declaration {
            name: $name,
            metric_type: <$type as Declared>::TYPE,
            unit: $unit,
            labels: &$labels,
            buckets: $buckets,
            help: concat!($($help),+),
        },)+];

        /// The metrics of one service.
        #[derive(Clone, Debug)]
        pub struct Metrics {
            registry: Registry,
            $($(#[doc = $help])+ pub $field: $type,)+
        }

        impl Metrics {
            fn declared(registry: Registry) -> prometheus::Result<Self> {
                let mut declarations = METRICS.iter();
                $(let $field = register::<$type>(&registry, declarations.next())?;)+
                Ok(Self { registry, $($field,)+ })
            }
        }
    };
}

fn register<M: Declared>(registry: &Registry, declaration: Option<&Declaration>) -> prometheus::Result<M> {
    let declaration =
        declaration.ok_or_else(|| prometheus::Error::Msg("a metric without a declaration".into()))?;
    let metric = M::make(declaration)?;
    registry.register(Box::new(metric.clone()))?;
    Ok(metric)
}

metrics! {
    /// Records read from the input topic, tombstones included.
    records_in: IntCounterVec = "rafid_records_in_total", "records", ["topic"], NONE;
    /// Bytes of keys and values read from the input topic.
    bytes_in: IntCounterVec = "rafid_bytes_in_total", "bytes", ["topic"], NONE;
    /// Records written and committed, by output topic; dead letters are under their own topic.
    records_out: IntCounterVec = "rafid_records_out_total", "records", ["topic"], NONE;
    /// Bytes of keys, values and headers written and committed, by output topic.
    bytes_out: IntCounterVec = "rafid_bytes_out_total", "bytes", ["topic"], NONE;
    /// Records that became dead letters, by reject code.
    rejects: IntCounterVec = "rafid_rejects_total", "records", ["code"], NONE;
    /// Time spent inside the stage, by its steps: of the pipeline `normalizer`, `tagger`, `enricher` and `output` (writing the messages); else the stage itself.
    stage_seconds: CounterVec = "rafid_stage_seconds_total", "seconds", ["stage"], NONE;
    /// Records in one transaction.
    batch_records: Histogram = "rafid_batch_records", "records", [], RECORDS;
    /// Bytes of keys and values read in one transaction.
    batch_bytes: Histogram = "rafid_batch_bytes", "bytes", [], BYTES;
    /// Time from the first record of a batch to the end of its commit.
    batch_age_seconds: Histogram = "rafid_batch_age_seconds", "seconds", [], SECONDS;
    /// Time from the raw message's timestamp to the commit of what became of it in this service.
    latency_seconds: Histogram = "rafid_latency_seconds", "seconds", [], LONG_SECONDS;
    /// Transactions committed: `batch` with records, `offsets` with nothing but the offsets at the end of a partition.
    commits: IntCounterVec = "rafid_transaction_commits_total", "transactions", ["kind"], NONE;
    /// Time that publishing a batch took, from `begin` to the end of `commit`.
    commit_seconds: Histogram = "rafid_commit_seconds", "seconds", [], SECONDS;
    /// Transactions aborted, by reason.
    aborts: IntCounterVec = "rafid_transaction_aborts_total", "transactions", ["reason"], NONE;
    /// Recoveries (the producer made anew, positions read back from the group), by reason.
    recoveries: IntCounterVec = "rafid_recoveries_total", "recoveries", ["reason"], NONE;
    /// Calls to Kafka that failed in passing and were made again, by call.
    retries: IntCounterVec = "rafid_retries_total", "calls", ["call"], NONE;
    /// Errors that the client reported and handles itself, by kind.
    client_errors: IntCounterVec = "rafid_client_errors_total", "errors", ["kind"], NONE;
    /// Records dropped unprocessed because their partition was taken away; its next owner reads them.
    stale_records: IntCounter = "rafid_stale_records_total", "records", [], NONE;
    /// Rebalances of the group that changed what a lane owns.
    rebalances: IntCounter = "rafid_rebalances_total", "rebalances", [], NONE;
    /// Partitions that the lane owns.
    assigned_partitions: IntGaugeVec = "rafid_assigned_partitions", "partitions", ["lane"], NONE;
    /// Records between the lane's own position and the end of the partition.
    lag_records: IntGaugeVec = "rafid_lag_records", "records", ["topic", "partition"], NONE;
    /// Age that the oldest record of the lane's last batch had when it was committed; 0 once the lane stands at the end of its partitions.
    lag_seconds: GaugeVec = "rafid_lag_seconds", "seconds", ["lane"], NONE;
    /// Offsets between the last stable one and the high watermark of an input partition: it grows while a transaction of an earlier hop hangs.
    unstable_records: IntGaugeVec = "rafid_unstable_records", "records", ["topic", "partition"], NONE;
    /// Time since the lane's last turn.
    heartbeat_age_seconds: GaugeVec = "rafid_lane_heartbeat_age_seconds", "seconds", ["lane"], NONE;
    /// 1 while the breaker of a lane is open: too many rejects, the lane has paused.
    breaker_open: IntGaugeVec = "rafid_breaker_open", "boolean", ["lane"], NONE;
    /// 1 while the service is ready: all lanes have joined the group, their producers are initialised, no breaker is open.
    ready: IntGauge = "rafid_ready", "boolean", [], NONE;
    /// Articles written and committed, by source; `other` for all that `service.watch_sources` does not name.
    articles: IntCounterVec = "rafid_articles_total", "articles", ["source"], NONE;
    /// Articles written, by language tag (BCP 47, `und` where none was determined); from the tagger on.
    languages: IntCounterVec = "rafid_article_languages_total", "articles", ["language"], NONE;
    /// Entities of articles written, by type; from the enricher on.
    entities: IntCounterVec = "rafid_entities_total", "entities", ["type"], NONE;
    /// Entities of articles written that were linked to a knowledge base, by type; from the enricher on.
    entities_linked: IntCounterVec = "rafid_entities_linked_total", "entities", ["type"], NONE;
    /// Articles written whose publication date is null.
    articles_undated: IntCounter = "rafid_articles_undated_total", "articles", [], NONE;
    /// Log lines left out because lines like them had been written often enough.
    log_lines_suppressed: IntCounter = "rafid_log_lines_suppressed_total", "lines", [], NONE;
    /// Always 1: the version of the program.
    build_info: IntGaugeVec = "rafid_build_info", "constant", ["version"], NONE;
    /// Always 1: the versions of models and knowledge bases.
    model_info: IntGaugeVec = "rafid_model_info", "constant", ["model", "version"], NONE;
    /// Always 1: the transactional id of each lane.
    transactional_id_info: IntGaugeVec = "rafid_transactional_id_info", "constant", ["lane", "transactional_id"], NONE;
    /// Resident memory.
    resident_bytes: IntGauge = "process_resident_memory_bytes", "bytes", [], NONE;
    /// The most resident memory so far.
    peak_resident_bytes: IntGauge = "process_resident_memory_max_bytes", "bytes", [], NONE;
    /// CPU time of user and system since the start.
    cpu_seconds: Counter = "process_cpu_seconds_total", "seconds", [], NONE;
    /// Threads of the process.
    threads: IntGauge = "process_threads", "threads", [], NONE;
    /// Open file descriptors.
    open_files: IntGauge = "process_open_fds", "descriptors", [], NONE;
    /// When the process started, as a Unix time.
    start_time_seconds: Gauge = "process_start_time_seconds", "seconds", [], NONE;
}

impl Metrics {
    /// The metrics of a service; each carries the label `service` with this name.
    pub fn new(service: &str) -> prometheus::Result<Self> {
        let labels = HashMap::from([("service".to_owned(), service.to_owned())]);
        let metrics = Self::declared(Registry::new_custom(None, Some(labels))?)?;
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        metrics.start_time_seconds.set(since_epoch.as_secs_f64());
        Ok(metrics)
    }

    /// All metrics in Prometheus's text format.
    pub fn render(&self) -> prometheus::Result<String> {
        self.read_process();
        TextEncoder::new().encode_to_string(&self.registry.gather())
    }

    /// The names, types and labels (beside `service`) of the metrics that have a value.
    pub fn present(&self) -> Vec<(String, String)> {
        let families = self.registry.gather();
        let shape = |kind| format!("{kind:?}").to_lowercase();
        families.iter().map(|family| (family.name().to_owned(), shape(family.get_field_type()))).collect()
    }

    fn read_process(&self) {
        let usage = ProcessUsage::now();
        self.resident_bytes.set(usage.resident_bytes);
        self.peak_resident_bytes.set(usage.peak_resident_bytes);
        self.threads.set(usage.threads);
        self.open_files.set(usage.open_files);
        let since_last = usage.cpu_seconds - self.cpu_seconds.get();
        self.cpu_seconds.inc_by(since_last.max(0.0));
    }
}

/// The table of metrics as Markdown. `docs/metrics.md` holds it.
pub fn reference() -> String {
    let mut page = String::from("| name | type | unit | labels | meaning |\n|---|---|---|---|---|\n");
    for metric in METRICS {
        let labels = metric.labels.iter().map(|label| format!("`{label}`")).collect::<Vec<_>>().join(", ");
        let (kind, unit, help) = (metric.metric_type.as_str(), metric.unit, metric.help.trim());
        let _ = writeln!(page, "| `{}` | {kind} | {unit} | {labels} | {help} |", metric.name);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Touches every labelled metric, so that the registry shows all.
    fn touched() -> Metrics {
        let metrics = Metrics::new("test").unwrap();
        for counters in [&metrics.records_in, &metrics.bytes_in, &metrics.records_out, &metrics.bytes_out] {
            counters.with_label_values(&["t"]).inc();
        }
        let by_one = [
            &metrics.commits,
            &metrics.retries,
            &metrics.client_errors,
            &metrics.rejects,
            &metrics.aborts,
            &metrics.recoveries,
            &metrics.articles,
            &metrics.languages,
            &metrics.entities,
            &metrics.entities_linked,
        ];
        for counters in by_one {
            counters.with_label_values(&["x"]).inc();
        }
        metrics.stage_seconds.with_label_values(&["tagger"]).inc_by(1.0);
        metrics.lag_records.with_label_values(&["t", "0"]).set(1);
        metrics.unstable_records.with_label_values(&["t", "0"]).set(1);
        metrics.lag_seconds.with_label_values(&["0"]).set(1.0);
        metrics.heartbeat_age_seconds.with_label_values(&["0"]).set(1.0);
        metrics.assigned_partitions.with_label_values(&["0"]).set(1);
        metrics.breaker_open.with_label_values(&["0"]).set(0);
        metrics.build_info.with_label_values(&["0.1.0"]).set(1);
        metrics.model_info.with_label_values(&["language", "1"]).set(1);
        metrics.transactional_id_info.with_label_values(&["0", "rafid-a-0"]).set(1);
        metrics
    }

    #[test]
    fn the_registry_is_the_table() {
        let mut declared: Vec<(String, String)> = METRICS
            .iter()
            .map(|metric| (metric.name.to_owned(), metric.metric_type.as_str().to_owned()))
            .collect();
        declared.sort();
        assert_eq!(touched().present(), declared);
    }

    #[test]
    fn names_follow_the_conventions() {
        for metric in METRICS {
            let is_counter = metric.metric_type.as_str() == "counter";
            assert_eq!(metric.name.ends_with("_total"), is_counter, "{}", metric.name);
            assert!(!metric.help.trim().is_empty() && !metric.unit.is_empty(), "{}", metric.name);
            let is_histogram = metric.metric_type.as_str() == "histogram";
            assert_eq!(!metric.buckets.is_empty(), is_histogram, "{}", metric.name);
        }
    }

    #[test]
    fn renders_with_the_service() {
        let page = touched().render().unwrap();
        assert!(page.contains("rafid_records_in_total{topic=\"t\",service=\"test\"} 1\n"), "{page}");
        assert!(page.contains("# TYPE rafid_commit_seconds histogram\n"), "{page}");
    }
}
