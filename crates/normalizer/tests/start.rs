//! How a service refuses to start: one clear line, the right exit code, nothing endless. The normalizer stands for all
//! services, for they share their code.

#![allow(clippy::unwrap_used)] // helpers of tests fail by panicking

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Output, Stdio};

/// Nothing listens here: the port is reserved and needs a privilege.
const NOBODY: &str = "127.0.0.1:1";

fn service(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rafid-normalizer"));
    command.args(arguments).env("RAFID__HTTP__LISTEN", "127.0.0.1:0").envs(variables.iter().copied());
    command
}

fn check(output: &Output, code: i32, part: &str) {
    let errors = String::from_utf8_lossy(&output.stderr);
    let last = errors.lines().last().unwrap_or_default();
    assert_eq!(output.status.code(), Some(code), "{errors}");
    assert!(last.starts_with("rafid-normalizer: ") && last.contains(part), "{errors}");
}

#[test]
fn a_bad_configuration_is_refused_with_64() {
    let refuse = |arguments: &[&str], variables: &[(&str, &str)], part: &str| {
        let output = service(arguments, variables).output().unwrap();
        check(&output, 64, part);
        assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 1);
    };
    refuse(&[], &[("RAFID__KAFKA__BROKER", "a:1")], "did you mean RAFID__KAFKA__BROKERS?");
    refuse(&[], &[("RAFID__BATCH__MAX_RECORDS", "many")], "takes whole number");
    refuse(&["--confg", "x"], &[], "--confg");
    refuse(&["--config", "/nonexistent/rafid.toml"], &[], "/nonexistent/rafid.toml");
    refuse(&["--check-config"], &[("RAFID__KAFKA__BROKERS", "nowhere")], "no `host:port`");
}

#[test]
fn a_broker_that_does_not_answer_ends_with_69() {
    let variables = [("RAFID__KAFKA__BROKERS", NOBODY), ("RAFID__SERVICE__START_TIMEOUT_MS", "1")];
    let output = service(&[], &variables).output().unwrap();
    check(&output, 69, "check kafka.brokers and the network");
    assert!(String::from_utf8_lossy(&output.stderr).lines().count() < 30);
}

#[test]
fn a_property_that_librdkafka_does_not_know_ends_with_64() {
    let variables = [("RAFID__KAFKA__BROKERS", NOBODY), ("RAFID__KAFKA__EXTRA__NO_SUCH_THING", "1")];
    let output = service(&[], &variables).output().unwrap();
    check(&output, 64, "no.such.thing");
}

#[test]
fn a_signal_while_waiting_for_kafka_is_a_clean_stop() {
    let variables = [("RAFID__KAFKA__BROKERS", NOBODY), ("RAFID__SERVICE__START_TIMEOUT_MS", "600000")];
    let mut child = service(&[], &variables).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    // By then its signal handlers are in place.
    assert!(lines.any(|line| line.contains("waiting for Kafka")));
    let killed = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let stderr = lines.collect::<Vec<_>>().join("\n").into_bytes();
    let output = Output { status: child.wait().unwrap(), stdout: Vec::new(), stderr };
    check(&output, 0, "stopped before it had started");
}

#[test]
fn what_is_asked_for_is_printed() {
    let ask = |argument: &str, part: &str| {
        let variables = [("RAFID__KAFKA__SASL_PASSWORD", "hunter2")];
        let output = service(&[argument], &variables).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && text.contains(part) && !text.contains("hunter2"),
            "{argument}: {text}"
        );
    };
    ask("--version", concat!("rafid-normalizer ", env!("CARGO_PKG_VERSION")));
    ask("--help", "--print-config");
    ask("--print-config", "sasl_password = \"[redacted]\"");
    ask("--check-config", "the configuration is good");
}
