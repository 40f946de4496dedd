//! A stage whose steps are timed.

use std::time::Instant;

use rafid_contract::Topic;
use rafid_ops::Metrics;
use rafid_stage::{Outcome, Record, Stage};

/// Passes everything on to a stage, and adds what its steps take to the metrics.
pub(crate) struct Timed<S> {
    stage: S,
    metrics: Metrics,
}

impl<S: Stage> Timed<S> {
    /// Shows every step at 0.
    pub(crate) fn new(stage: S, metrics: &Metrics) -> Self {
        for step in stage.steps() {
            metrics.stage_seconds.with_label_values(&[step]);
        }
        Self { stage, metrics: metrics.clone() }
    }
}

impl<S: Stage> Stage for Timed<S> {
    fn name(&self) -> &'static str {
        self.stage.name()
    }

    fn input(&self) -> Topic {
        self.stage.input()
    }

    fn outputs(&self) -> &'static [Topic] {
        self.stage.outputs()
    }

    fn dead_letters(&self) -> Topic {
        self.stage.dead_letters()
    }

    fn process(&self, record: &Record<'_>) -> Outcome {
        let add = |step: &str, since: Instant, until: Instant| {
            let seconds = until.duration_since(since).as_secs_f64();
            self.metrics.stage_seconds.with_label_values(&[step]).inc_by(seconds);
        };
        let mut running: Option<(&'static str, Instant)> = None;
        let outcome = self.stage.process_in_steps(record, &mut |step| {
            let now = Instant::now();
            if let Some((step, since)) = running.replace((step, now)) {
                add(step, since, now);
            }
        });
        if let Some((step, since)) = running {
            add(step, since, Instant::now());
        }
        outcome
    }

    fn steps(&self) -> Vec<&'static str> {
        self.stage.steps()
    }

    fn is_first(&self) -> bool {
        self.stage.is_first()
    }

    fn versions(&self) -> Vec<(&'static str, String)> {
        self.stage.versions()
    }
}

#[cfg(test)]
mod tests {
    use rafid_contract::Headers;
    use rafid_stage::{Pipeline, Tagger};

    use super::*;

    fn seconds(stage: impl Stage, value: &[u8]) -> Vec<(&'static str, f64)> {
        let metrics = Metrics::new("test").unwrap();
        let timed = Timed::new(stage, &metrics);
        let headers = Headers::default();
        let record = Record { key: Some(b"k"), value: Some(value), headers: &headers };
        assert_eq!(timed.process(&record), timed.stage.process(&record));
        let of = |step| (step, metrics.stage_seconds.with_label_values(&[step]).get());
        timed.steps().into_iter().map(of).collect()
    }

    #[test]
    fn each_step_has_its_time() {
        let pipeline = seconds(Pipeline::embedded(), b"The ferry from Genoa reached Tunis on Friday.");
        assert_eq!(pipeline.len(), 4);
        assert!(pipeline.iter().all(|(_, seconds)| *seconds > 0.0), "{pipeline:?}");
        let rejected = seconds(Pipeline::embedded(), b"{");
        let taken: Vec<bool> = rejected.iter().map(|(_, seconds)| *seconds > 0.0).collect();
        assert_eq!(taken, [true, false, false, false]);
        let tagger = seconds(Tagger::embedded(), b"{}");
        assert!(matches!(tagger[..], [("tagger", seconds)] if seconds > 0.0), "{tagger:?}");
    }
}
