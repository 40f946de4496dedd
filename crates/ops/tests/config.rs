//! Configuration: what is read, what is refused and in which words.

#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests fail by panicking

use rafid_ops::config::{Sources, effective};

fn variables(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn refuses_in_one_line_that_says_what_to_do() {
    let check = |text: &str, pairs: &[(&str, &str)], expected: &str| {
        let sources = Sources::default().with_text("rafid.toml", text).with_variables(variables(pairs));
        let line = sources.load().expect_err(text).to_string();
        assert!(line.contains(expected) && !line.contains('\n'), "{text} {pairs:?}: {line}");
    };
    check("[kafka]\nbroker = \"a:1\"", &[], "unknown key `kafka.broker`; did you mean `kafka.brokers`?");
    check("[kafak]\nbrokers = \"a:1\"", &[], "unknown key `kafak`; did you mean `kafka`?");
    check("[kafka]\nxyzzy = 1", &[], "unknown key `kafka.xyzzy`; see docs/configuration.md");
    check("brokers = \"a:1\"", &[], "unknown key `brokers`; did you mean `kafka.brokers`?");
    check("kafka = 1", &[], "write `[kafka]`");
    check("[batch]\n\nmax_records = ", &[], "rafid.toml:3: ");
    check(
        "[batch]\nmax_records = \"many\"",
        &[],
        "`batch.max_records` does not take `many`; it takes whole number",
    );
    check("[batch]\nmax_records = -1", &[], "does not take `-1`");
    check("[batch]\nmax_records = 0", &[], "`batch.max_records` is 0; the least is 1");
    check("[kafka]\ncompression = \"brotli\"", &[], "it takes `none`, `gzip`, `snappy`, `lz4`");
    check("[kafka]\nsasl_password = 12345", &[], "does not take `[redacted]`");
    check("[kafka]\nbrokers = \"kafka\"", &[], "`kafka` is no `host:port`");
    check("[kafka]\nbrokers = \":9092\"", &[], "`:9092` is no `host:port`");
    check("[service]\ninstance = \"a b\"", &[], "`service.instance` is `a b`");
    check("[service]\nlanes = 1000", &[], "the most is 256");
    check(
        "[kafka]\nsecurity_protocol = \"ssl\"\nssl_ca_file = \"/nonexistent/ca.pem\"",
        &[],
        "`kafka.ssl_ca_file`: /nonexistent/ca.pem: No such file",
    );
    check("[kafka]\nfetch_min_bytes = 0", &[], "`kafka.fetch_min_bytes` is 0; it takes 1 to 100000000");
    check("[kafka]\nbatch_size_bytes = 0", &[], "`kafka.batch_size_bytes` is 0; it takes 1 to 2147483647");
    check("[kafka]\nsession_timeout_ms = 10", &[], "it takes 1000 to 3600000");
    check("[kafka]\nsasl_password = \"[redacted]\"", &[], "which --print-config shows in its place");
    check("[log]\nlevel = \"inof\"", &[], "`inof` is no level; write error, warn, info");
    check("", &[("RAFID__LOG__LEVEL", "nonsense==")], "`log.level` is `nonsense==`");
    check("[http]\nlisten = \"everywhere\"", &[], "such as 127.0.0.1:9600");
    check("[breaker]\nmax_reject_percent = 101", &[], "the most is 100");
    check("[topics]\nraw = \"a b\"", &[], "`a b` is no name of a Kafka topic");
    check("[topics]\nraw = \"articles.tagged.v1\"", &[], "two topics are called `articles.tagged.v1`");
    check(
        "[kafka]\nretry_budget_ms = 150000",
        &[],
        "below half of `kafka.max_poll_interval_ms`, which is 300000",
    );
    check(
        "[kafka]\nmessage_timeout_ms = 20000",
        &[],
        "must be below `kafka.transaction_timeout_ms`, which is 15000",
    );
    check("[kafka]\ntransaction_timeout_ms = 400000", &[], "must be below `kafka.max_poll_interval_ms`");
    check("[kafka]\nsecurity_protocol = \"sasl_ssl\"", &[], "needs `kafka.sasl_username`");
    check("[kafka]\nssl_key_file = \"k.pem\"", &[], "set both or neither");
    check(
        "[kafka]\nsasl_password_file = \"/nonexistent/secret\"",
        &[],
        "`kafka.sasl_password_file`: /nonexistent",
    );
    check(
        "[kafka]\nsasl_password = \"a\"\nsasl_password_file = \"b\"",
        &[],
        "`kafka.sasl_password` and `kafka.sasl_password_file` are both set",
    );
    check("[kafka.extra]\n\"enable.auto.commit\" = true", &[], "exactly-once delivery rests on it");
    check("[kafka.extra]\n\"group.id\" = \"g\"", &[], "use kafka.group");
    check("[kafka.extra]\nsocket.keepalive.enable = true", &[], "quote names that hold dots");
    check("", &[("RAFID__KAFKA__BROKER", "a:1")], "did you mean RAFID__KAFKA__BROKERS?");
    check("", &[("RAFID__BROKERS", "a:1")], "unknown variable RAFID__BROKERS");
    check(
        "",
        &[("RAFID__SERVICE__LANES", "two")],
        "RAFID__SERVICE__LANES: `service.lanes` does not take `two`",
    );
    check(
        "",
        &[("RAFID__KAFKA__EXTRA__ISOLATION_LEVEL", "x")],
        "RAFID__KAFKA__EXTRA__ISOLATION_LEVEL: kafka.extra",
    );
}

#[test]
fn variables_win_over_the_file_and_the_file_over_defaults() {
    let config = Sources::default()
        .with_text("rafid.toml", "[batch]\nmax_records = 7\nmax_bytes = 70\n[kafka.extra]\n\"a.b\" = 1\n")
        .with_variables(variables(&[
            ("RAFID__BATCH__MAX_RECORDS", "8"),
            ("RAFID__SERVICE__WATCH_SOURCES", "CNN Arabic, BBC,"),
            ("RAFID__KAFKA__STATIC_MEMBERSHIP", "true"),
            ("RAFID__KAFKA__EXTRA__SOCKET_KEEPALIVE_ENABLE", "true"),
            ("RAFID_OTHER", "none of ours"),
            ("PATH", "/bin"),
        ]))
        .load()
        .unwrap();
    assert_eq!((config.batch.max_records, config.batch.max_bytes, config.batch.max_wait_ms), (8, 70, 250));
    assert_eq!(config.service.watch_sources, ["CNN Arabic", "BBC"]);
    assert!(config.kafka.static_membership);
    let extra: Vec<(&str, &str)> = config.kafka.extra.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(extra, [("a.b", "1"), ("socket.keepalive.enable", "true")]);
}

#[test]
fn shows_what_is_in_effect_without_secrets() {
    let folder = std::env::temp_dir().join(format!("rafid-ops-config-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let secret_file = folder.join("password");
    std::fs::write(&secret_file, "correct horse\n").unwrap();
    let text = format!(
        "[kafka]\nsecurity_protocol = \"sasl_ssl\"\nsasl_username = \"rafid\"\nsasl_password_file = {secret_file:?}\n\
         [kafka.extra]\n\"ssl.keystore.password\" = \"battery\"\n"
    );
    let config = Sources::default().with_text("rafid.toml", &text).load().unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(config.kafka.sasl_password.reveal(), "correct horse");
    let shown = effective(&config);
    assert!(!shown.contains("correct horse") && !shown.contains("battery"), "{shown}");
    assert!(
        shown.contains("sasl_password = \"[redacted]\"") && shown.contains("max_records = 5000"),
        "{shown}"
    );
    assert!(!format!("{config:?}").contains("correct horse"));
}

#[test]
fn the_effective_configuration_reads_back() {
    let config = Sources::default().load().unwrap();
    let again = Sources::default().with_text("effective.toml", &effective(&config)).load().unwrap();
    assert_eq!(config, again);
}
