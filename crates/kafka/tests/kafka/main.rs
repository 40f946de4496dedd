//! The lane on a real Kafka.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "tests")]

mod identity;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use identity::{Names, start, start_with};
use rafid_contract::dead_letter::DeadLetter;
use rafid_contract::{Headers, RejectCode, Topic};
use rafid_kafka::dead_letters::{Quarantine, Replayed, quarantine, replay};
use rafid_kafka::{Admin, Connection, Created, ReadFrom, Reader, Writer};
use rafid_lane::{ErrorKind, LaneConfig, LaneError, OutOfRange, RecoveryReason};
use rafid_testkit::{Cluster, Isolation, ReadRecord, Record, SASL_USER, api};

const PATIENCE: Duration = Duration::from_secs(60);

fn create(cluster: &Cluster, names: &Names, partitions: u16) -> Result<()> {
    for (topic, partitions) in [(&names.input, partitions), (&names.output, 2), (&names.dead, 1)] {
        cluster.create_topic(topic, partitions, &[])?;
    }
    Ok(())
}

fn record(number: usize, value: &str) -> Record {
    let (key, value) = (format!("key-{}", number % 50), format!("{value}-{number}"));
    Record { key: Some(key.into_bytes()), value: Some(value.into_bytes()), headers: Vec::new() }
}

/// Checks that outputs and dead letters together hold every input once, and each key of a partition in order.
fn verify(cluster: &Cluster, names: &Names, inputs: usize) -> Result<()> {
    let read = cluster.read(Isolation::ReadCommitted, &[&names.output, &names.dead])?;
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut last: BTreeMap<(String, String, Vec<u8>), i64> = BTreeMap::new();
    for record in &read {
        let (partition, offset) = origin(record);
        *seen.entry(format!("{partition}/{offset}")).or_default() += 1;
        let key = (record.topic.clone(), partition, record.key.clone().unwrap_or_default());
        let before = last.insert(key, offset);
        ensure!(before.is_none_or(|before| before < offset), "out of order: {}", record.place());
    }
    let twice = seen.iter().find(|(_, count)| **count > 1);
    ensure!(twice.is_none(), "twice: {twice:?}");
    ensure!(seen.len() == inputs, "{} of {inputs} inputs came out", seen.len());
    Ok(())
}

fn origin(record: &ReadRecord) -> (String, i64) {
    let pick = |one: &str, other: &str| {
        record.header(one).or_else(|| record.header(other)).unwrap_or("?").to_owned()
    };
    let offset = pick("rafid-input-offset", "rafid-dlq-offset").parse().expect("an offset");
    (pick("rafid-input-partition", "rafid-dlq-partition"), offset)
}

fn wait_for(what: &str, mut done: impl FnMut() -> bool) -> Result<()> {
    let begun = Instant::now();
    while !done() {
        ensure!(begun.elapsed() < PATIENCE, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

#[test]
fn two_lanes_copy_exactly_once_and_the_lag_reaches_zero() -> Result<()> {
    let cluster = Cluster::shared()?;
    let names = Names::new("copy");
    create(cluster, &names, 4)?;
    cluster.send(&names.input, (0..2_000).map(|n| record(n, if n % 100 == 7 { "bad" } else { "good" })))?;
    let one = start(cluster.bootstrap(), &names, "1", |_| {});
    let two = start(cluster.bootstrap(), &names, "2", |_| {});
    wait_for("both joined", || one.control.status().assigned > 0 && two.control.status().assigned > 0)?;
    let many = (2_000..4_000).map(|n| record(n, if n == 3_000 { "panic" } else { "good" }));
    cluster.send(&names.input, many)?;
    cluster.wait_drained(&names.group, 4, PATIENCE)?;
    one.stop()?;
    // Its partitions go to the other, which goes on.
    cluster.send(&names.input, (4_000..4_500).map(|n| record(n, "good")))?;
    cluster.wait_drained(&names.group, 4, PATIENCE)?;
    two.stop()?;
    verify(cluster, &names, 4_500)?;
    let dead = cluster.read(Isolation::ReadCommitted, &[&names.dead])?;
    ensure!(dead.len() == 21, "{} dead letters", dead.len());
    let panicked = dead.iter().filter(|r| r.header("rafid-dlq-code") == Some("stage_panicked")).count();
    ensure!(panicked == 1, "{panicked} panics");
    Ok(())
}

#[test]
fn a_transactional_input_drains_to_lag_zero() -> Result<()> {
    let cluster = Cluster::shared()?;
    let first = Names::new("chain");
    create(cluster, &first, 2)?;
    let second = Names {
        input: first.output.clone(),
        output: "chain-end".into(),
        dead: first.dead.clone(),
        group: "chain-second".into(),
    };
    cluster.create_topic(&second.output, 2, &[])?;
    cluster.send(&first.input, (0..500).map(|n| record(n, "good")))?;
    let lanes =
        [start(cluster.bootstrap(), &first, "1", |_| {}), start(cluster.bootstrap(), &second, "1", |_| {})];
    cluster.wait_drained(&first.group, 2, PATIENCE)?;
    wait_for("the second hop", || {
        cluster.read(Isolation::ReadCommitted, &[&second.output]).is_ok_and(|all| all.len() == 500)
    })?;
    // The input of the second hop ends in transaction markers on every partition.
    cluster.wait_drained(&second.group, 2, PATIENCE)?;
    for lane in lanes {
        lane.stop()?;
    }
    Ok(())
}

#[test]
fn a_held_back_end_of_a_transaction_ends_no_later_one() -> Result<()> {
    let cluster = Cluster::start(1)?;
    let names = Names::new("held");
    create(&cluster, &names, 2)?;
    let proxied = cluster.proxied_bootstrap();
    let lane = start(&proxied, &names, "1", |_| {});
    wait_for("joined", || lane.control.status().assigned == 2)?;
    cluster.send(&names.input, (0..100).map(|n| record(n, "good")))?;
    wait_for("a first commit", || lane.log.lines().iter().any(|line| line.starts_with("committed")))?;
    for round in 0..3 {
        let hold = cluster.proxy(0)?.hold(api::END_TXN, 1);
        let from = 100 + round * 100;
        cluster.send(&names.input, (from..from + 50).map(|n| record(n, "good")))?;
        ensure!(hold.wait_caught(1, PATIENCE), "no EndTxn came by");
        // The client loses its connections, connects anew and tries again; the first request is still under way.
        cluster.proxy(0)?.cut();
        cluster.send(&names.input, (from + 50..from + 100).map(|n| record(n, "good")))?;
        std::thread::sleep(Duration::from_millis(300));
        hold.release();
        hold.wait_delivered(PATIENCE);
    }
    cluster.wait_drained(&names.group, 2, PATIENCE)?;
    let log = lane.log.clone();
    lane.stop()?;
    verify(&cluster, &names, 400)?;
    let guarded = log.recoveries(RecoveryReason::Suspicion) + log.recoveries(RecoveryReason::Ambiguous);
    ensure!(guarded >= 3, "{guarded} recoveries: {:?}", log.lines());
    Ok(())
}

#[test]
fn an_undelivered_message_aborts_and_the_batch_is_read_again() -> Result<()> {
    let cluster = Cluster::start(1)?;
    let names = Names::new("undelivered");
    create(&cluster, &names, 2)?;
    let lane = start(&cluster.proxied_bootstrap(), &names, "1", |_| {});
    wait_for("joined", || lane.control.status().assigned == 2)?;
    let hold = cluster.proxy(0)?.hold(api::PRODUCE, 1);
    cluster.send(&names.input, (0..200).map(|n| record(n, "good")))?;
    ensure!(hold.wait_caught(1, PATIENCE), "no Produce came by");
    let log = lane.log.clone();
    wait_for("an abort", || log.lines().iter().any(|line| line.starts_with("aborted")))?;
    hold.release();
    cluster.wait_drained(&names.group, 2, PATIENCE)?;
    lane.stop()?;
    verify(&cluster, &names, 200)
}

#[test]
fn a_fenced_lane_says_who_uses_its_id() -> Result<()> {
    let cluster = Cluster::shared()?;
    let names = Names::new("fenced");
    create(cluster, &names, 2)?;
    let one = start(cluster.bootstrap(), &names, "same", |_| {});
    wait_for("ready", || one.control.status().is_ready())?;
    let two = start(cluster.bootstrap(), &names, "same", |_| {});
    wait_for("ready", || two.control.status().is_ready())?;
    let mut sent = 0;
    wait_for("one of them gives up", || {
        cluster.send(&names.input, (sent..sent + 20).map(|n| record(n, "good"))).expect("sent");
        sent += 20;
        one.control.status().ended || two.control.status().ended
    })?;
    let (ended, alive) = if one.control.status().ended { (one, two) } else { (two, one) };
    let error = ended.join().expect_err("it ended by an error");
    ensure!(matches!(error, LaneError::TransactionalIdInUse { .. }), "{error}");
    ensure!(error.to_string().contains("fenced-group-same"), "{error}");
    cluster.wait_drained(&names.group, 2, PATIENCE)?;
    alive.stop()?;
    verify(cluster, &names, sent)
}

#[test]
fn topics_are_created_described_and_checked() -> Result<()> {
    let cluster = Cluster::shared()?;
    let connection = Connection::new(cluster.bootstrap());
    let admin = Admin::connect(&connection, PATIENCE)?;
    let name_of = |topic: Topic| format!("admin.{}", topic.name());
    let wanted = [(Topic::Raw, name_of(Topic::Raw)), (Topic::Enriched, name_of(Topic::Enriched))];
    let missing = admin.check(&wanted).expect_err("not there yet");
    ensure!(
        missing.kind == ErrorKind::TopicMissing && missing.message.contains("rafid topics create"),
        "{missing}"
    );
    let topics = [Topic::Raw, Topic::Enriched];
    let made = admin.create(&topics, &name_of, Some(3))?;
    ensure!(made.iter().all(|(_, created)| *created == Created::New), "{made:?}");
    let again = admin.create(&topics, &name_of, Some(3))?;
    ensure!(again.iter().all(|(_, created)| *created == Created::Existed), "{again:?}");
    let described = admin.describe(&["admin.articles.enriched.v1", "nowhere"])?;
    let details = described[0].1.clone().expect("it is there");
    ensure!(details.partitions == 3 && details.max_message_bytes == Some(16 * 1024 * 1024), "{details:?}");
    ensure!(described[1].1.is_none(), "{described:?}");
    let map = admin.check(&wanted)?;
    ensure!(map.name(Topic::Raw) == "admin.articles.raw.v1");
    cluster.create_topic("narrow", 1, &[("max.message.bytes", "1000000")])?;
    let narrow = admin.check(&[(Topic::Raw, "narrow".to_owned())]).expect_err("too narrow");
    ensure!(narrow.message.contains("--add-config max.message.bytes=9437184"), "{narrow}");
    Ok(())
}

#[test]
fn dead_letters_are_replayed_and_poison_is_moved_aside() -> Result<()> {
    let cluster = Cluster::shared()?;
    let names = Names::new("poison");
    create(cluster, &names, 1)?;
    let connection = Connection::new(cluster.bootstrap());
    let writer = Writer::open(&connection, PATIENCE)?;
    let mut headers = Headers::default();
    headers.push("content-type", "text/plain");
    for value in ["good", "poison", "good"] {
        writer.send(&names.input, Some(b"k"), Some(value.as_bytes()), &headers)?;
    }
    writer.flush()?;
    let request = |offset: i64| Quarantine {
        service: "identity".into(),
        group: names.group.clone(),
        topic: names.input.clone(),
        partition: 0,
        offset,
        dead_letters: names.dead.clone(),
        version: "0.0.0".into(),
    };
    let early = quarantine(&connection, &request(1), PATIENCE).expect_err("offset 0 comes first");
    ensure!(early.message.contains("offset 0 first"), "{early}");
    quarantine(&connection, &request(0), PATIENCE)?;
    quarantine(&connection, &request(1), PATIENCE)?;
    let past = quarantine(&connection, &request(1), PATIENCE).expect_err("past it");
    ensure!(past.message.contains("past"), "{past}");
    let mut reader = Reader::open(&connection, &names.dead, ReadFrom::Beginning, PATIENCE)?;
    let mut letters = Vec::new();
    while let Some(letter) = reader.next(PATIENCE)? {
        letters.push(letter);
    }
    ensure!(reader.is_at_end() && letters.len() == 2, "{letters:?}");
    let parsed = DeadLetter::parse(&letters[1].headers).expect("a dead letter");
    ensure!(parsed.code == RejectCode::Quarantined && parsed.place.offset == 1, "{parsed:?}");
    ensure!(letters[1].headers.last_str("content-type") == Some("text/plain"), "{letters:?}");
    let lane = start(cluster.bootstrap(), &names, "1", |_| {});
    cluster.wait_drained(&names.group, 1, PATIENCE)?;
    let busy = quarantine(&connection, &request(2), PATIENCE).expect_err("the service runs");
    ensure!(busy.message.contains("stop the service"), "{busy}");
    let sent = replay(&connection, &writer, &letters[1], PATIENCE)?;
    writer.flush()?;
    ensure!(matches!(sent, Replayed::Sent(_)), "{sent:?}");
    cluster.wait_drained(&names.group, 1, PATIENCE)?;
    wait_for("the replayed record", || {
        cluster.read(Isolation::ReadCommitted, &[&names.output]).is_ok_and(|all| all.len() == 2)
    })?;
    lane.stop()?;
    Ok(())
}

#[test]
fn a_lane_without_partitions_is_ready_too() -> Result<()> {
    let cluster = Cluster::shared()?;
    let names = Names::new("spare");
    create(cluster, &names, 1)?;
    let lanes = ["1", "2"].map(|lane| start(cluster.bootstrap(), &names, lane, |_| {}));
    wait_for("both ready", || lanes.iter().all(|lane| lane.control.status().is_ready()))?;
    cluster.send(&names.input, (0..10).map(|n| record(n, "good")))?;
    cluster.wait_drained(&names.group, 1, PATIENCE)?;
    for lane in lanes {
        lane.stop()?;
    }
    verify(cluster, &names, 10)
}

#[test]
fn records_lost_to_retention_end_the_lane_with_one_line() -> Result<()> {
    let cluster = Cluster::shared()?;
    let names = Names::new("lost");
    create(cluster, &names, 1)?;
    cluster.send(&names.input, (0..10).map(|n| record(n, "good")))?;
    let lane = start(cluster.bootstrap(), &names, "1", |_| {});
    cluster.wait_drained(&names.group, 1, PATIENCE)?;
    lane.stop()?;
    cluster.send(&names.input, (10..20).map(|n| record(n, "good")))?;
    delete_before(cluster, &names.input, 15)?;
    let error = start(cluster.bootstrap(), &names, "1", |_| {}).join().expect_err("records are lost");
    ensure!(error.to_string().contains("would go on at offset 10, but its log holds 15 to 20"), "{error}");
    let allow = |config: &mut LaneConfig| config.out_of_range = OutOfRange::Earliest;
    let lane = start(cluster.bootstrap(), &names, "1", allow);
    cluster.wait_drained(&names.group, 1, PATIENCE)?;
    lane.stop()?;
    verify(cluster, &names, 15)
}

fn delete_before(cluster: &Cluster, topic: &str, offset: i64) -> Result<()> {
    use rdkafka::admin::{AdminClient, AdminOptions};
    use rdkafka::client::DefaultClientContext;
    let client: AdminClient<DefaultClientContext> =
        rdkafka::ClientConfig::new().set("bootstrap.servers", cluster.bootstrap()).create()?;
    let mut offsets = rdkafka::TopicPartitionList::new();
    offsets.add_partition_offset(topic, 0, rdkafka::Offset::Offset(offset))?;
    // The request leaves with the call; its answer is not waited for, its effect is.
    let answer = client.delete_records(&offsets, &AdminOptions::new());
    let probe: rdkafka::consumer::BaseConsumer =
        rdkafka::ClientConfig::new().set("bootstrap.servers", cluster.bootstrap()).create()?;
    wait_for("the records are deleted", || {
        let ends = rdkafka::consumer::Consumer::fetch_watermarks(&probe, topic, 0, PATIENCE);
        ends.is_ok_and(|(low, _)| low == offset)
    })?;
    drop(answer);
    Ok(())
}

#[test]
fn a_missing_permission_is_one_clear_line() -> Result<()> {
    let cluster = Cluster::shared()?;
    let names = Names::new("guarded");
    create(cluster, &names, 1)?;
    let mut connection = Connection::new(cluster.sasl_bootstrap());
    let login = [
        ("security.protocol", "SASL_PLAINTEXT"),
        ("sasl.mechanism", "PLAIN"),
        ("sasl.username", SASL_USER.0),
        ("sasl.password", SASL_USER.1),
    ];
    connection.security.extend(login.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let admin = Admin::connect(&connection, PATIENCE)?;
    let error = admin.check(&[(Topic::Raw, names.input.clone())]).expect_err("nothing is granted");
    ensure!(error.kind == ErrorKind::Unauthorized && error.message.contains(&names.input), "{error:?}");
    let error = start_with(connection.clone(), &names, "1", |_| {}).join().expect_err("nothing is granted");
    ensure!(matches!(error, LaneError::Unauthorized(_)), "{error:?}");
    connection.security.insert("sasl.password".to_owned(), "wrong".to_owned());
    let error = Admin::connect(&connection, Duration::from_secs(5)).err().expect("a wrong password");
    ensure!(error.message.contains(cluster.sasl_bootstrap().as_str()), "{error}");
    ensure!(error.message.to_lowercase().contains("authentication"), "{error}");
    Ok(())
}
