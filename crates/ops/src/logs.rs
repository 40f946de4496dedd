//! Logs: JSON lines in containers, readable lines on a terminal, lines that repeat held back.
//!
//! Lines go to standard error. No article text goes into them: offsets, ids, sizes and codes only.

mod throttle;

use std::io::{self, IsTerminal};

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

use crate::config::{ConfigError, Log, LogFormat};

pub use throttle::{Suppressed, Throttle};

/// rdkafka reports an error whenever a consumer that was closed on purpose is dropped. Named in `log.level`, it speaks.
const QUIET: &str = "rdkafka::consumer::base_consumer=off";

/// Sets up the logs of the process; to be called once, before the first line. The throttle tells what was left out.
pub fn start(log: &Log) -> Result<Throttle, ConfigError> {
    let levels = levels(&log.level)?;
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

/// What is written, by `log.level`.
pub(crate) fn levels(text: &str) -> Result<EnvFilter, ConfigError> {
    let refuse = |reason: &str| ConfigError::new(format!("`log.level` is `{text}`: {reason}"));
    for directive in text.split(',') {
        // A word that is no level would be the name of a module, at its finest level, and silence all others.
        let is_level = !directive.is_empty() && directive.parse::<LevelFilter>().is_ok();
        if !is_level && !directive.contains('=') {
            return Err(refuse(&format!(
                "`{directive}` is no level; write error, warn, info, debug, trace or off, or module=level"
            )));
        }
    }
    EnvFilter::try_new(format!("{QUIET},{text}")).map_err(|error| refuse(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_level_is_refused() {
        for level in ["inof", "", "info,", "nonsense==", "rafid_kafka=loud", "info,rafid_kafka", "info, warn"]
        {
            assert!(levels(level).is_err(), "{level}");
        }
        for level in ["info", "WARN", "off", "info,rafid_kafka=debug", "warn,rafid_lane[turn]=trace"] {
            assert!(levels(level).is_ok(), "{level}: {:?}", levels(level).err());
        }
    }

    #[test]
    fn levels_are_directives() {
        let check = |level: &str, expected: &str| {
            let levels = levels(level).unwrap().to_string();
            assert!(levels.split(',').any(|directive| directive == expected), "{level}: {levels}");
        };
        check("info", "rdkafka::consumer::base_consumer=off");
        check("info,rafid_kafka=debug", "rafid_kafka=debug");
        check("debug,rdkafka::consumer::base_consumer=error", "rdkafka::consumer::base_consumer=error");
    }
}
