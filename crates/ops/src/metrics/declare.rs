//! What a declared metric is, and how each type of the client library is made from a declaration.

use prometheus::core::Collector;
use prometheus::{
    Gauge, GaugeVec, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge,
    IntGaugeVec, Opts,
};

/// The types of metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricType {
    /// Only grows, until the process restarts.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Counts in buckets, with their sum.
    Histogram,
}

impl MetricType {
    /// Prometheus's name of the type.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// One row of the table of metrics.
#[derive(Clone, Copy, Debug)]
pub struct Declaration {
    /// The full name.
    pub name: &'static str,
    /// Its type.
    pub metric_type: MetricType,
    /// What is counted or measured.
    pub unit: &'static str,
    /// The labels beside `service`.
    pub labels: &'static [&'static str],
    /// Upper bounds of the buckets of a histogram.
    pub buckets: &'static [f64],
    /// What it says.
    pub help: &'static str,
}

impl Declaration {
    fn opts(&self) -> Opts {
        Opts::new(self.name, self.help.trim())
    }

    fn histogram_opts(&self) -> HistogramOpts {
        HistogramOpts::new(self.name, self.help.trim()).buckets(self.buckets.to_vec())
    }
}

/// A type of the client library that a declaration can have.
pub(crate) trait Declared: Collector + Clone + Sized + 'static {
    /// The type for the table.
    const TYPE: MetricType;

    /// An instance of it.
    fn make(declaration: &Declaration) -> prometheus::Result<Self>;
}

macro_rules! declared {
    ($($collector:ty, $metric_type:ident, |$declaration:ident| $make:expr;)+) => {
        $(impl Declared for $collector {
            const TYPE: MetricType = MetricType::$metric_type;

            fn make($declaration: &Declaration) -> prometheus::Result<Self> {
                $make
            }
        })+
    };
}

declared! {
    IntCounter, Counter, |declaration| IntCounter::with_opts(declaration.opts());
    IntCounterVec, Counter, |declaration| IntCounterVec::new(declaration.opts(), declaration.labels);
    prometheus::Counter, Counter, |declaration| Self::with_opts(declaration.opts());
    prometheus::CounterVec, Counter, |declaration| Self::new(declaration.opts(), declaration.labels);
    IntGauge, Gauge, |declaration| IntGauge::with_opts(declaration.opts());
    IntGaugeVec, Gauge, |declaration| IntGaugeVec::new(declaration.opts(), declaration.labels);
    Gauge, Gauge, |declaration| Gauge::with_opts(declaration.opts());
    GaugeVec, Gauge, |declaration| GaugeVec::new(declaration.opts(), declaration.labels);
    Histogram, Histogram, |declaration| Histogram::with_opts(declaration.histogram_opts());
    HistogramVec, Histogram, |declaration| HistogramVec::new(declaration.histogram_opts(), declaration.labels);
}
