//! What an operator gets wrong is said in one clear line, and the service does not go on.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "helpers of tests fail like tests"
)]

use rafid_e2e::{Program, World};
use rafid_testkit::{Cluster, SASL_USER};

/// Few enough to read at a glance; an endless log has more.
const LINES_MAX: usize = 40;

/// The service must end by itself with a non-zero code and a line that holds all of `words`.
#[track_caller]
fn check_refusal(program: Program, code: Option<i32>, words: &[&str]) {
    let (exit, output) = program.wait_end().unwrap();
    match code {
        Some(code) => assert_eq!(exit, code, "{output}"),
        None => assert!(exit != 0 && exit < 128, "exit code {exit}: {output}"),
    }
    let says_it = |line: &str| words.iter().all(|word| line.contains(word));
    assert!(output.lines().any(says_it), "no line with {words:?}:\n{output}");
    assert!(output.lines().count() <= LINES_MAX, "an endless log:\n{output}");
}

#[test]
fn a_wrong_broker_address() {
    let mut world = World::new(Cluster::shared().unwrap(), "e2e-address", 1).unwrap();
    // Port 1 of loopback: nobody listens.
    world.set("kafka.brokers", "127.0.0.1:1");
    world.set("service.start_timeout_ms", "4000");
    check_refusal(world.start("normalizer", "1").unwrap(), None, &["127.0.0.1:1"]);
}

#[test]
fn a_missing_topic() {
    let world = World::without_topics(Cluster::shared().unwrap(), "e2e-missing", 1);
    check_refusal(
        world.start("normalizer", "1").unwrap(),
        None,
        &[&world.topic("raw"), "rafid topics create"],
    );
}

#[test]
fn a_topic_that_is_too_small_for_its_messages() {
    let world = World::new(Cluster::shared().unwrap(), "e2e-small", 1).unwrap();
    let topic = world.topic("normalized");
    let args = [
        "--alter",
        "--entity-type",
        "topics",
        "--entity-name",
        &topic,
        "--add-config",
        "max.message.bytes=1048576",
    ];
    world.cluster().tool("kafka-configs", &args).unwrap();
    check_refusal(world.start("normalizer", "1").unwrap(), None, &[&topic, "max.message.bytes"]);
}

#[test]
fn an_unknown_setting() {
    let mut world = World::without_topics(Cluster::shared().unwrap(), "e2e-unknown", 1);
    world.set("kafka.brokerz", "127.0.0.1:9092");
    check_refusal(world.start("normalizer", "1").unwrap(), Some(64), &["RAFID__KAFKA__BROKERZ"]);
}

#[test]
fn a_property_that_the_guarantee_rests_on() {
    let mut world = World::without_topics(Cluster::shared().unwrap(), "e2e-guarantee", 1);
    world.set("kafka.extra.enable_auto_commit", "true");
    check_refusal(world.start("normalizer", "1").unwrap(), Some(64), &["enable.auto.commit"]);
}

#[test]
fn a_missing_permission() {
    let cluster = Cluster::shared().unwrap();
    if !cluster.is_ours() {
        eprintln!("SKIPPED: the cluster of RAFID_TEST_BOOTSTRAP has no user of ours");
        return;
    }
    let mut world = World::new(cluster, "e2e-permission", 1).unwrap();
    let (user, password) = SASL_USER;
    world.set("kafka.brokers", &world.cluster().sasl_bootstrap());
    world.set("kafka.security_protocol", "sasl_plaintext");
    world.set("kafka.sasl_mechanism", "PLAIN");
    world.set("kafka.sasl_username", user);
    world.set("kafka.sasl_password", password);
    world.set("service.start_timeout_ms", "10000");
    check_refusal(world.start("normalizer", "1").unwrap(), None, &["e2e-permission"]);
}

#[test]
fn a_second_process_with_the_same_instance() {
    let mut world = World::new(Cluster::shared().unwrap(), "e2e-twins", 2).unwrap();
    world.set("service.lanes", "1");
    let mut first = world.start("normalizer", "twin").unwrap();
    first.wait_ready().unwrap();
    let second = world.start("normalizer", "twin").unwrap();
    // Each fences the other; the one that is fenced a second time within a minute gives up. Records make them commit.
    let load = || rafid_testkit::load::Load::new(1, 50).map(|message| message.record);
    let mut programs = vec![first, second];
    let mut ended = None;
    for _ in 0..60 {
        world.cluster().send(&world.topic("raw"), load()).unwrap();
        ended = programs.iter_mut().position(|program| program.child().try_wait().unwrap().is_some());
        if ended.is_some() {
            break;
        }
    }
    let ended = ended.expect("both go on");
    check_refusal(programs.remove(ended), None, &["another process", "twin"]);
}
