//! Logs: JSON lines in containers, readable lines on a terminal, lines that repeat held back.
//!
//! Lines go to standard error. No article text goes into them: offsets, ids, sizes and codes only.

mod throttle;

use std::io::{self, IsTerminal};

use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

use crate::config::{ConfigError, Log, LogFormat};

pub use throttle::{Suppressed, Throttle};

/// rdkafka reports an error whenever a consumer that was closed on purpose is dropped. Named in `log.level`, it speaks.
const QUIET: &str = "rdkafka::consumer::base_consumer=off";

/// Sets up the logs of the process; to be called once, before the first line. The throttle tells what was left out.
pub fn start(log: &Log) -> Result<Throttle, ConfigError> {
    let levels = EnvFilter::try_new(format!("{QUIET},{}", log.level))
        .map_err(|error| ConfigError::new(format!("`log.level` is `{}`: {error}", log.level)))?;
    let throttle = Throttle::new(log.repeats_per_minute);
    let is_json = match log.format {
        LogFormat::Auto => !io::stderr().is_terminal(),
        LogFormat::Text => false,
        LogFormat::Json => true,
    };
    // Where standard error is gone there is nobody to tell: an error of writing must not end the service.
    let lines = fmt::layer().with_writer(io::stderr).log_internal_errors(false);
    let lines = if is_json {
        lines.json().flatten_event(true).with_current_span(false).with_filter(throttle.clone()).boxed()
    } else {
        lines.with_ansi(io::stderr().is_terminal()).with_filter(throttle.clone()).boxed()
    };
    tracing_subscriber::registry()
        .with(levels)
        .with(lines)
        .try_init()
        .map_err(|error| ConfigError::new(format!("logs are set up already: {error}")))?;
    Ok(throttle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_directives() {
        let check = |level: &str, expected: &str| {
            let levels = EnvFilter::try_new(format!("{QUIET},{level}")).unwrap().to_string();
            assert!(levels.split(',').any(|directive| directive == expected), "{level}: {levels}");
        };
        check("info", "rdkafka::consumer::base_consumer=off");
        check("info,rafid_kafka=debug", "rafid_kafka=debug");
        check("debug,rdkafka::consumer::base_consumer=error", "rdkafka::consumer::base_consumer=error");
    }
}
