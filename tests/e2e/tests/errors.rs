//! What an operator gets wrong is said in one clear line, and the service does not go on.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "helpers of tests fail like tests"
)]

use rafid_e2e::{LINES_MAX, World, binary, check_refusal};
use rafid_testkit::Cluster;

#[test]
fn a_wrong_broker_address() {
    let mut world = World::new(Cluster::shared().unwrap(), "e2e-address", 1).unwrap();
    // Port 1 of loopback: nobody listens.
    world.set("kafka.brokers", "127.0.0.1:1");
    world.set("service.start_timeout_ms", "4000");
    check_refusal(world.start("normalizer", "1").unwrap(), 69, &["127.0.0.1:1", "check kafka.brokers"]);
}

#[test]
fn a_missing_topic() {
    let world = World::without_topics(Cluster::shared().unwrap(), "e2e-missing", 1);
    check_refusal(world.start("normalizer", "1").unwrap(), 78, &[&world.topic("raw"), "rafid topics create"]);
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
    check_refusal(
        world.start("normalizer", "1").unwrap(),
        78,
        &[&topic, "kafka-configs.sh", "max.message.bytes=16777216"],
    );
    let mut program = std::process::Command::new(binary("rafid").unwrap());
    for (setting, name) in world.settings.iter().filter(|(setting, _)| setting.starts_with("topics.")) {
        program.env(format!("RAFID__{}", setting.to_uppercase().replace('.', "__")), name);
    }
    let brokers = world.cluster().bootstrap();
    let output = program.args(["topics", "describe", "--brokers", brokers]).output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(78), "{said}");
    assert_eq!(shown.lines().filter(|line| line.contains("too small")).count(), 1, "{shown}");
    assert!(said.contains(&format!("too small: {topic}; ")) && said.contains("kafka-configs.sh"), "{said}");
}

#[test]
fn an_unknown_setting() {
    let mut world = World::without_topics(Cluster::shared().unwrap(), "e2e-unknown", 1);
    world.set("kafka.brokerz", "127.0.0.1:9092");
    check_refusal(world.start("normalizer", "1").unwrap(), 64, &["RAFID__KAFKA__BROKERZ"]);
}

#[test]
fn a_property_that_the_guarantee_rests_on() {
    let mut world = World::without_topics(Cluster::shared().unwrap(), "e2e-guarantee", 1);
    world.set("kafka.extra.enable_auto_commit", "true");
    check_refusal(world.start("normalizer", "1").unwrap(), 64, &["enable.auto.commit"]);
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
    check_refusal(programs.remove(ended), 78, &["another process uses transactional.id", "twin"]);
}

#[test]
fn a_second_static_member_with_the_same_instance() {
    let mut world = World::new(Cluster::shared().unwrap(), "e2e-static", 1).unwrap();
    world.set("service.lanes", "1");
    world.set("kafka.static_membership", "true");
    let mut first = world.start("normalizer", "twin").unwrap();
    first.wait_ready().unwrap();
    let second = world.start("normalizer", "twin").unwrap();
    // The group takes the later one for the same member come back, and fences the earlier one.
    check_refusal(
        first,
        78,
        &["another process uses this group.instance.id", "give each instance its own name"],
    );
    drop(second);
}

/// The command line says the same, in one line.
#[test]
fn commands_that_cannot_reach_what_they_need() {
    let world = World::without_topics(Cluster::shared().unwrap(), "e2e-commands", 1);
    let article = world.cluster().directory().join("article.txt");
    std::fs::write(&article, "The ferry from Genoa reached Tunis on Friday.").unwrap();
    let article = article.display().to_string();
    let dead = world.topic("normalizer_dead_letters");
    let commands: [&[&str]; 5] = [
        &["topics", "describe"],
        &["send", &article],
        &["tail", "--exit-at-end"],
        &["dlq", "ls"],
        &["dlq", "show", &dead, "0", "0"],
    ];
    let check = |command: &[&str], brokers: &str, code: i32, words: &[&str]| {
        let mut program = std::process::Command::new(binary("rafid").unwrap());
        for topic in ["RAW", "ENRICHED", "NORMALIZER_DEAD_LETTERS"] {
            program.env(format!("RAFID__TOPICS__{topic}"), world.topic(&topic.to_lowercase()));
        }
        let output = program.args(command).args(["--brokers", brokers]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{command:?}: {said}");
        assert!(said.lines().any(|line| words.iter().all(|word| line.contains(word))), "{command:?}: {said}");
        assert!(said.lines().count() <= LINES_MAX, "{command:?}: {said}");
    };
    std::thread::scope(|scope| {
        for command in commands {
            let check = &check;
            scope.spawn(move || check(command, "127.0.0.1:1", 69, &["127.0.0.1:1"]));
        }
    });
    for command in commands {
        check(command, world.cluster().bootstrap(), 78, &[world.name()]);
    }
}
