//! The breaker: better to stop than to pour a topic into the dead letters.

use crate::config::BreakerConfig;

/// Counts records and rejects in windows of at least `min_records`.
#[derive(Debug)]
pub(crate) struct Breaker {
    config: BreakerConfig,
    records: u64,
    rejects: u64,
    open: bool,
}

/// What a breaker saw when it opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tripped {
    pub(crate) records: u64,
    pub(crate) rejects: u64,
}

impl Breaker {
    pub(crate) fn new(config: BreakerConfig) -> Self {
        Self { config, records: 0, rejects: 0, open: false }
    }

    pub(crate) fn is_open(&self) -> bool {
        self.open
    }

    /// Counts a committed batch; says so if the breaker opens now.
    pub(crate) fn count(&mut self, records: u64, rejects: u64) -> Option<Tripped> {
        self.records += records;
        self.rejects += rejects;
        if self.records < self.config.min_records {
            return None;
        }
        let seen = Tripped { records: self.records, rejects: self.rejects };
        (self.records, self.rejects) = (0, 0);
        let too_many =
            seen.rejects.saturating_mul(100) > seen.records.saturating_mul(self.config.max_reject_percent);
        self.open = too_many;
        too_many.then_some(seen)
    }

    /// Closes it; counting starts again.
    pub(crate) fn close(&mut self) {
        self.open = false;
        (self.records, self.rejects) = (0, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_on_more_than_half_of_a_thousand() {
        let check = |batches: &[(u64, u64)], opens: bool| {
            let mut breaker = Breaker::new(BreakerConfig::default());
            let tripped = batches.iter().filter_map(|&(n, r)| breaker.count(n, r)).count() > 0;
            assert_eq!(tripped, opens, "{batches:?}");
            assert_eq!(breaker.is_open(), opens, "{batches:?}");
        };
        check(&[(999, 999)], false);
        check(&[(1_000, 500)], false);
        check(&[(1_000, 501)], true);
        check(&[(600, 600), (400, 0)], true);
        check(&[(600, 600), (1_000, 0), (999, 999)], false);
    }
}
