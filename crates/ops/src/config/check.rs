//! Checks of values and of how they stand to each other.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;

use rafid_contract::Topic;
use toml::Table;

use super::load::ConfigError;
use super::secret::REDACTED;
use super::sections::Config;
use crate::logs;

/// The most sources with a label of their own.
pub(crate) const WATCH_SOURCES: usize = 50;

/// What a whole number may be, both ends included, where it may not be any: bounds of ours, and of the client for the
/// properties that it is told.
pub(crate) const RANGES: [(&str, u32, u32); 16] = [
    ("service.lanes", 0, 256),
    ("kafka.session_timeout_ms", 1_000, 3_600_000),
    ("kafka.max_poll_interval_ms", 1, 86_400_000),
    ("kafka.transaction_timeout_ms", 1_000, u32::MAX),
    ("kafka.socket_timeout_ms", 10, 300_000),
    ("kafka.fetch_min_bytes", 1, 100_000_000),
    ("kafka.fetch_wait_max_ms", 0, 300_000),
    ("kafka.prefetch_kib", 1_024, 2_097_151),
    ("kafka.linger_ms", 0, 900_000),
    ("kafka.batch_size_bytes", 1, 2_147_483_647),
    ("kafka.message_timeout_ms", 1, 2_147_483_647),
    ("batch.max_records", 1, u32::MAX),
    ("batch.max_bytes", 1, u32::MAX),
    ("breaker.min_records", 1, u32::MAX),
    ("breaker.max_reject_percent", 0, 100),
    ("log.repeats_per_minute", 1, u32::MAX),
];

/// Refuses values that cannot work; the line names the settings and the rule.
pub(crate) fn check(config: &Config) -> Result<(), ConfigError> {
    check_ranges(config)?;
    check_service(config)?;
    check_kafka(config)?;
    check_topics(config)?;
    check_times(config)?;
    check_http(config)?;
    logs::levels(&config.log.level).map(drop)
}

fn check_ranges(config: &Config) -> Result<(), ConfigError> {
    let table = Table::try_from(config).map_err(|error| ConfigError(error.to_string()))?;
    for (key, least, most) in RANGES {
        let (section, name) = key.split_once('.').unwrap_or_default();
        let Some(value) = table.get(section).and_then(|section| section.get(name)?.as_integer()) else {
            continue;
        };
        require((i64::from(least)..=i64::from(most)).contains(&value), || {
            let rule = match (least, most) {
                (least, u32::MAX) => format!("the least is {least}"),
                (0, most) => format!("the most is {most}"),
                (least, most) => format!("it takes {least} to {most}"),
            };
            format!("`{key}` is {value}; {rule}")
        })?;
    }
    Ok(())
}

fn require(holds: bool, rule: impl FnOnce() -> String) -> Result<(), ConfigError> {
    if holds { Ok(()) } else { Err(ConfigError(rule())) }
}

/// Whether a name may stand in a consumer group or a transactional id.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 100
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

fn check_service(config: &Config) -> Result<(), ConfigError> {
    let service = &config.service;
    let names =
        [("service.application", &service.application, false), ("service.instance", &service.instance, true)];
    for (key, name, may_be_empty) in names {
        require(is_name(name) || (may_be_empty && name.is_empty()), || {
            format!("`{key}` is `{name}`; it takes 1 to 100 of the characters A-Z a-z 0-9 . _ -")
        })?;
    }
    require(service.watch_sources.len() <= WATCH_SOURCES, || {
        format!("`service.watch_sources` names {}; the most is {WATCH_SOURCES}", service.watch_sources.len())
    })
}

/// Kafka takes 1 to 249 of these characters; two topics of one name would mix.
fn check_topics(config: &Config) -> Result<(), ConfigError> {
    let mut seen = BTreeMap::new();
    for topic in Topic::ALL {
        let name = config.topics.name(topic);
        let is_topic_name = name.len() <= 249
            && !matches!(name, "" | "." | "..")
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'));
        require(is_topic_name, || format!("`topics`: `{name}` is no name of a Kafka topic"))?;
        let is_new = seen.insert(name, topic).is_none();
        require(is_new, || format!("`topics`: two topics are called `{name}`; each needs its own name"))?;
    }
    Ok(())
}

fn check_kafka(config: &Config) -> Result<(), ConfigError> {
    let kafka = &config.kafka;
    for broker in kafka.brokers.split(',').map(str::trim) {
        let port = broker.rsplit_once(':').filter(|(host, _)| !host.is_empty()).map(|(_, port)| port);
        require(port.is_some_and(|port| port.parse::<u16>().is_ok()), || {
            format!("`kafka.brokers`: `{broker}` is no `host:port`")
        })?;
    }
    require(kafka.group.is_empty() || is_name(&kafka.group), || {
        format!("`kafka.group` is `{}`; it takes 1 to 100 of the characters A-Z a-z 0-9 . _ -", kafka.group)
    })?;
    let has_password_mechanism =
        kafka.security_protocol.has_sasl() && kafka.sasl_mechanism.as_str() != "OAUTHBEARER";
    if has_password_mechanism {
        require(!kafka.sasl_username.is_empty() && !kafka.sasl_password.is_empty(), || {
            format!(
                "`kafka.security_protocol` {} needs `kafka.sasl_username` and `kafka.sasl_password_file`",
                kafka.security_protocol.as_str()
            )
        })?;
    }
    require(kafka.ssl_certificate_file.is_empty() == kafka.ssl_key_file.is_empty(), || {
        "`kafka.ssl_certificate_file` and `kafka.ssl_key_file` go together; set both or neither".into()
    })?;
    let files = [
        ("kafka.ssl_ca_file", &kafka.ssl_ca_file),
        ("kafka.ssl_certificate_file", &kafka.ssl_certificate_file),
        ("kafka.ssl_key_file", &kafka.ssl_key_file),
    ];
    for (key, path) in files.into_iter().filter(|(_, path)| !path.is_empty()) {
        // Without TLS nobody reads them. The client takes a directory too.
        let there = if kafka.security_protocol.has_ssl() { fs::metadata(path).map(drop) } else { Ok(()) };
        there.map_err(|error| ConfigError(format!("`{key}`: {path}: {error}")))?;
    }
    let shown =
        [("kafka.sasl_password", &kafka.sasl_password), ("kafka.ssl_key_password", &kafka.ssl_key_password)];
    for (key, secret) in shown {
        require(secret.reveal() != REDACTED, || {
            format!(
                "`{key}` is {REDACTED}, which --print-config shows in its place; set the password, or name its file"
            )
        })?;
    }
    Ok(())
}

/// The order that the times must keep, each strictly below the next.
fn check_times(config: &Config) -> Result<(), ConfigError> {
    let (kafka, batch, service) = (&config.kafka, &config.batch, &config.service);
    let below: [(&str, u32, &str, u32); 5] = [
        ("kafka.linger_ms", kafka.linger_ms, "kafka.message_timeout_ms", kafka.message_timeout_ms),
        (
            "kafka.message_timeout_ms",
            kafka.message_timeout_ms,
            "kafka.transaction_timeout_ms",
            kafka.transaction_timeout_ms,
        ),
        (
            "kafka.transaction_timeout_ms",
            kafka.transaction_timeout_ms,
            "kafka.max_poll_interval_ms",
            kafka.max_poll_interval_ms,
        ),
        (
            "kafka.session_timeout_ms",
            kafka.session_timeout_ms,
            "kafka.max_poll_interval_ms",
            kafka.max_poll_interval_ms,
        ),
        ("batch.max_wait_ms", batch.max_wait_ms, "service.stall_limit_ms", service.stall_limit_ms),
    ];
    for (lower, value, upper, limit) in below {
        require(value < limit, || {
            format!("`{lower}` is {value}; it must be below `{upper}`, which is {limit}")
        })?;
    }
    require(u64::from(kafka.retry_budget_ms) * 2 < u64::from(kafka.max_poll_interval_ms), || {
        format!(
            "`kafka.retry_budget_ms` is {}; it must be below half of `kafka.max_poll_interval_ms`, which is {}",
            kafka.retry_budget_ms, kafka.max_poll_interval_ms
        )
    })
}

fn check_http(config: &Config) -> Result<(), ConfigError> {
    let listen = &config.http.listen;
    require(listen.is_empty() || listen.parse::<SocketAddr>().is_ok(), || {
        format!("`http.listen` is `{listen}`; it takes an address and a port such as 127.0.0.1:9600")
    })
}
