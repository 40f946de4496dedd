//! `[kafka.extra]`: properties of librdkafka that have no setting of their own.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::secret::REDACTED;

/// Properties that may not be passed through, with what to use instead; empty where the guarantee rests on ours.
const RESERVED: &[(&str, &str)] = &[
    ("acks", ""),
    ("auto.offset.reset", "kafka.resume_after_loss"),
    ("batch.size", "kafka.batch_size_bytes"),
    ("bootstrap.servers", "kafka.brokers"),
    ("client.id", "service.instance"),
    ("compression.codec", "kafka.compression"),
    ("compression.type", "kafka.compression"),
    ("delivery.timeout.ms", "kafka.message_timeout_ms"),
    ("enable.auto.commit", ""),
    ("auto.commit.enable", ""),
    ("auto.commit.interval.ms", ""),
    ("auto.offset.store", ""),
    ("enable.auto.offset.store", ""),
    ("enable.gapless.guarantee", ""),
    ("enable.idempotence", ""),
    ("enable.partition.eof", ""),
    ("fetch.min.bytes", "kafka.fetch_min_bytes"),
    ("fetch.wait.max.ms", "kafka.fetch_wait_max_ms"),
    ("group.id", "kafka.group"),
    ("group.instance.id", "kafka.static_membership"),
    ("group.protocol", "kafka.group_protocol"),
    ("isolation.level", ""),
    ("linger.ms", "kafka.linger_ms"),
    ("queue.buffering.max.ms", "kafka.linger_ms"),
    ("max.in.flight", ""),
    ("max.in.flight.requests.per.connection", ""),
    ("max.poll.interval.ms", "kafka.max_poll_interval_ms"),
    ("message.max.bytes", ""),
    ("message.send.max.retries", ""),
    ("retries", ""),
    ("message.timeout.ms", "kafka.message_timeout_ms"),
    ("metadata.broker.list", "kafka.brokers"),
    ("partition.assignment.strategy", ""),
    ("partitioner", ""),
    ("queued.max.messages.kbytes", "kafka.prefetch_kib"),
    ("request.required.acks", ""),
    ("sasl.mechanism", "kafka.sasl_mechanism"),
    ("sasl.mechanisms", "kafka.sasl_mechanism"),
    ("sasl.password", "kafka.sasl_password_file"),
    ("sasl.username", "kafka.sasl_username"),
    ("security.protocol", "kafka.security_protocol"),
    ("session.timeout.ms", "kafka.session_timeout_ms"),
    ("socket.timeout.ms", "kafka.socket_timeout_ms"),
    ("ssl.ca.location", "kafka.ssl_ca_file"),
    ("ssl.certificate.location", "kafka.ssl_certificate_file"),
    ("ssl.key.location", "kafka.ssl_key_file"),
    ("ssl.key.password", "kafka.ssl_key_password_file"),
    ("transaction.timeout.ms", "kafka.transaction_timeout_ms"),
    ("transactional.id", "service.application, service.instance"),
];

/// Why a property may not be passed through, or `None` where it may.
pub(crate) fn refusal(property: &str) -> Option<String> {
    let (name, instead) = RESERVED.iter().find(|(name, _)| *name == property)?;
    let reason = if instead.is_empty() {
        format!("kafka.extra: `{name}` cannot be set: exactly-once delivery rests on it")
    } else {
        format!("kafka.extra: `{name}` cannot be set here; use {instead}")
    };
    Some(reason)
}

/// Whether a property's value is a secret, by its name.
fn is_secret(property: &str) -> bool {
    const MARKS: [&str; 5] =
        ["password", "secret", "key.pem", "assertion.private", "sasl.oauthbearer.config"];
    MARKS.iter().any(|mark| property.contains(mark))
}

/// Serialises the properties with the values of secret ones left out.
pub(crate) fn serialize_redacted<S: Serializer>(
    extra: &BTreeMap<String, String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let shown: BTreeMap<&str, &str> = extra
        .iter()
        .map(|(property, value)| {
            (property.as_str(), if is_secret(property) { REDACTED } else { value.as_str() })
        })
        .collect();
    shown.serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_the_guarantee_rests_on() {
        for property in ["enable.auto.commit", "isolation.level", "transactional.id", "enable.idempotence"] {
            assert!(refusal(property).is_some(), "{property}");
        }
        assert_eq!(refusal("socket.keepalive.enable"), None);
    }

    #[test]
    fn knows_secrets_by_name() {
        assert!(is_secret("sasl.oauthbearer.client.secret"));
        assert!(is_secret("ssl.keystore.password"));
        assert!(!is_secret("ssl.keystore.location"));
    }
}
