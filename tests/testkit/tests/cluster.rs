//! The harness itself, on a real broker.

use std::time::Duration;

use rafid_testkit::{Cluster, Isolation, Record, SASL_USER, api};

fn record(key: &str, value: &str) -> Record {
    let headers = vec![("content-type".to_owned(), b"text/plain".to_vec())];
    Record { key: Some(key.into()), value: Some(value.into()), headers }
}

#[test]
fn kafkas_own_commands_see_topics_and_records() {
    let cluster = Cluster::shared().unwrap();
    cluster.create_topic("harness", 3, &[("cleanup.policy", "compact,delete")]).unwrap();
    let sent = cluster.send("harness", (0..10).map(|i| record(&i.to_string(), "value"))).unwrap();
    assert_eq!(sent, 10);
    let topics = cluster.tool("kafka-topics", &["--describe", "--topic", "harness"]).unwrap();
    assert!(topics.contains("PartitionCount: 3"), "{topics}");
    assert!(topics.contains("cleanup.policy=compact,delete"), "{topics}");
    let offsets = cluster.tool("kafka-get-offsets", &["--topic", "harness"]).unwrap();
    let total: u64 = offsets.lines().filter_map(|line| line.rsplit(':').next()?.parse::<u64>().ok()).sum();
    assert_eq!(total, 10, "{offsets}");
}

#[test]
fn a_missing_topic_is_an_error_and_not_created() {
    let cluster = Cluster::shared().unwrap();
    let error = cluster.tool("kafka-topics", &["--describe", "--topic", "nowhere"]).unwrap_err();
    assert!(error.to_string().contains("nowhere"), "{error:#}");
}

#[test]
fn three_brokers_survive_the_loss_of_one() {
    let cluster = Cluster::start(3).unwrap();
    cluster.create_topic("replicated", 3, &[]).unwrap();
    cluster.kill_broker(1).unwrap();
    assert_eq!(cluster.send("replicated", (0..9).map(|i| record(&i.to_string(), "value"))).unwrap(), 9);
    cluster.restart_broker(1).unwrap();
    let topics = cluster.tool("kafka-topics", &["--describe", "--topic", "replicated"]).unwrap();
    assert!(topics.contains("ReplicationFactor: 3"), "{topics}");
}

#[test]
fn clients_that_start_at_the_proxy_stay_behind_it() {
    let cluster = Cluster::shared().unwrap();
    cluster.create_topic("proxied", 1, &[]).unwrap();
    let hold = cluster.proxy(0).unwrap().hold(api::PRODUCE, 1);
    std::thread::scope(|scope| {
        let sending =
            scope.spawn(|| cluster.send_via(&cluster.proxied_bootstrap(), "proxied", [record("k", "v")]));
        assert!(hold.wait_caught(1, Duration::from_secs(60)));
        hold.release();
        assert_eq!(sending.join().unwrap().unwrap(), 1);
    });
}

#[test]
fn a_reader_gets_back_what_was_sent() {
    let cluster = Cluster::shared().unwrap();
    cluster.create_topic("read-back", 2, &[]).unwrap();
    let mut tombstone = record("gone", "");
    tombstone.value = None;
    let sent = [record("a", "1"), tombstone, record("a", "رافد")];
    cluster.send("read-back", sent.clone()).unwrap();
    for isolation in [Isolation::ReadCommitted, Isolation::ReadUncommitted] {
        let read = cluster.read(isolation, &["read-back"]).unwrap();
        let values = |key: &str| -> Vec<Option<Vec<u8>>> {
            let of_key = read.iter().filter(|record| record.key.as_deref() == Some(key.as_bytes()));
            of_key.map(|record| record.value.clone()).collect()
        };
        assert_eq!(values("a"), [sent[0].value.clone(), sent[2].value.clone()]);
        assert_eq!(values("gone"), [None]);
        assert_eq!(
            read.iter().map(|record| record.header("content-type")).collect::<Vec<_>>(),
            [Some("text/plain"); 3]
        );
    }
}

#[test]
fn a_client_that_logs_in_may_do_what_it_is_granted() {
    let cluster = Cluster::shared().unwrap();
    cluster.create_topic("guarded", 1, &[]).unwrap();
    let (user, password) = SASL_USER;
    let properties = cluster.directory().join("client.properties");
    let login = format!(
        "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"{user}\" password=\"{password}\";\n"
    );
    std::fs::write(&properties, login).unwrap();
    let sasl = cluster.sasl_bootstrap();
    let path = properties.display().to_string();
    let args = ["--bootstrap-server", &sasl, "--command-config", &path, "--list"];
    let list = || cluster.java().run("org.apache.kafka.tools.TopicCommand", &args).unwrap();
    assert!(!list().contains("guarded"));
    let principal = format!("User:{user}");
    cluster
        .tool(
            "kafka-acls",
            &["--add", "--allow-principal", &principal, "--operation", "Describe", "--topic", "guarded"],
        )
        .unwrap();
    assert!(list().contains("guarded"));
}
