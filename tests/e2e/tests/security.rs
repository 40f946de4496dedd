//! Clusters that let in only whom they know, and only to what they may do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "helpers of tests fail like tests"
)]

use rafid_e2e::{Chain, Program, World, access_list, check_refusal};
use rafid_testkit::load::Load;
use rafid_testkit::{Cluster, Grant, Record, SASL_USERS, SCRAM_USER, sasl_user};

/// The shared cluster, unless it is somebody else's, whose users are not ours.
fn cluster() -> Option<&'static Cluster> {
    let cluster = Cluster::shared().unwrap();
    if !cluster.is_ours() {
        eprintln!("SKIPPED: the cluster of RAFID_TEST_BOOTSTRAP has no user of ours");
        return None;
    }
    Some(cluster)
}

/// One thing left out of what `deploy/kafka/acls` grants the normalizer: an operation on a resource, or the whole
/// resource; and a word of the line that the service must say.
struct Missing {
    resource: &'static str,
    /// How the resource's name ends.
    ending: &'static str,
    operation: Option<&'static str>,
    word: &'static str,
}

impl Missing {
    fn strip(&self, grants: &mut Vec<Grant>) {
        let is_it = |grant: &Grant| grant.resource == self.resource && grant.name.ends_with(self.ending);
        assert_eq!(
            grants.iter().filter(|grant| is_it(grant)).count(),
            1,
            "{} {}",
            self.resource,
            self.ending
        );
        match self.operation {
            None => grants.retain(|grant| !is_it(grant)),
            Some(operation) => {
                let grant = grants.iter_mut().find(|grant| is_it(grant)).unwrap();
                let before = grant.operations.len();
                grant.operations.retain(|granted| granted != operation);
                assert_eq!(grant.operations.len(), before - 1, "{operation}");
            }
        }
    }
}

const fn missing(
    resource: &'static str,
    ending: &'static str,
    operation: Option<&'static str>,
    word: &'static str,
) -> Missing {
    Missing { resource, ending, operation, word }
}

const MISSING: [Missing; 9] = [
    missing("TOPIC", ".raw", None, ".raw"),
    missing("TOPIC", ".raw", Some("READ"), ".raw"),
    missing("TOPIC", ".raw", Some("DESCRIBE_CONFIGS"), "DescribeConfigs"),
    missing("TOPIC", ".normalized", None, ".normalized"),
    missing("TOPIC", ".normalized", Some("WRITE"), ".normalized"),
    missing("TOPIC", ".normalizer_dead_letters", None, ".normalizer_dead_letters"),
    missing("TOPIC", ".normalizer_dead_letters", Some("WRITE"), ".normalizer_dead_letters"),
    missing("GROUP", "-normalizer", None, "roup"),
    missing("TRANSACTIONAL_ID", "-normalizer-", None, "ransactional"),
];

/// What the access list grants is enough for a service, and without any part of it the service says in one line what it
/// may not do, and ends.
#[test]
fn the_access_list_is_enough_and_all_of_it_is_needed() {
    let Some(cluster) = cluster() else { return };
    let world = World::new(cluster, "e2e-access", 1).unwrap();
    let good = Record {
        key: None,
        value: Some(b"The ferry from Genoa reached Tunis.".to_vec()),
        headers: Vec::new(),
    };
    let bad = Record { key: None, value: Some(b"{".to_vec()), headers: Vec::new() };
    cluster.send(&world.topic("raw"), [good, bad]).unwrap();
    assert!(MISSING.len() < SASL_USERS);
    let mut grants = Vec::new();
    let mut start_as = |number: usize, missing: Option<&Missing>| {
        let (user, password) = sasl_user(number);
        let application = format!("{}-{user}", world.name());
        let mut granted = access_list(&world, "normalizer", &application, &user).unwrap();
        if let Some(missing) = missing {
            missing.strip(&mut granted);
        }
        grants.extend(granted);
        let mut settings = world.settings.clone();
        let mut set = |key: &str, value: &str| settings.insert(key.to_owned(), value.to_owned());
        set("service.application", &application);
        set("service.start_timeout_ms", "60000");
        set("service.lanes", "1");
        set("kafka.brokers", &cluster.sasl_bootstrap());
        set("kafka.security_protocol", "sasl_plaintext");
        set("kafka.sasl_mechanism", "PLAIN");
        set("kafka.sasl_username", &user);
        set("kafka.sasl_password", &password);
        settings
    };
    let all = start_as(0, None);
    let others: Vec<_> =
        (1..).zip(&MISSING).map(|(number, missing)| (start_as(number, Some(missing)), missing)).collect();
    cluster.grant(&grants).unwrap();
    let start = |number: usize, settings| {
        Program::start("normalizer", settings, &cluster.directory().join(format!("access-{number}"))).unwrap()
    };
    let mut whole = start(0, &all);
    let refused: Vec<_> =
        (1..).zip(&others).map(|(number, (settings, missing))| (start(number, settings), missing)).collect();
    whole.wait_ready().unwrap();
    for (program, missing) in refused {
        check_refusal(program, 77, &["rafid-normalizer: ", "grant", missing.word]);
    }
    while whole.metric("rafid_records_out_total").unwrap() < 2.0 {
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    whole.stop().unwrap();
}

/// A world of the fused pipeline, whose services speak TLS and log in by SCRAM.
fn secured(cluster: &'static Cluster, name: &str) -> World<'static> {
    let mut world = World::new(cluster, name, 2).unwrap();
    let (user, password) = SCRAM_USER;
    let application = world.name().to_owned();
    cluster.grant(&access_list(&world, "pipeline", &application, user).unwrap()).unwrap();
    let secret = cluster.directory().join(format!("{name}.password"));
    std::fs::write(&secret, format!("{password}\n")).unwrap();
    world.set("kafka.brokers", &cluster.tls_bootstrap());
    world.set("kafka.security_protocol", "sasl_ssl");
    world.set("kafka.sasl_mechanism", "SCRAM-SHA-512");
    world.set("kafka.sasl_username", user);
    world.set("kafka.sasl_password_file", &secret.display().to_string());
    world.set("kafka.ssl_ca_file", &cluster.certificate().display().to_string());
    world
}

#[test]
fn articles_pass_over_tls_with_a_password() {
    let Some(cluster) = cluster() else { return };
    let world = secured(cluster, "e2e-tls");
    let programs = world.start_all(Chain::Fused, 1).unwrap();
    cluster.send(&world.topic("raw"), Load::new(9, 300).map(|message| message.record)).unwrap();
    assert_eq!(world.check_exactly_once(Chain::Fused).unwrap().len(), 300);
    for program in programs {
        program.stop().unwrap();
    }
}

#[test]
fn a_wrong_password_and_an_unknown_authority_are_refused() {
    let Some(cluster) = cluster() else { return };
    let refuse = |change: &[(&str, &str)], code: i32, words: &[&str]| {
        let mut world = secured(cluster, &format!("e2e-refused-{code}"));
        world.set("service.start_timeout_ms", "5000");
        for (key, value) in change {
            world.settings.remove(&format!("{key}_file"));
            world.set(key, value);
        }
        let program = world.start("pipeline", "1").unwrap();
        check_refusal(program, code, words);
    };
    refuse(
        &[("kafka.sasl_password", "wrong-secret")],
        77,
        &["rafid-pipeline: ", "refuses this client", "check kafka.sasl_username"],
    );
    // Without the file, the authorities of the system are asked, and these do not know the certificate.
    refuse(&[("kafka.ssl_ca_file", "")], 69, &["rafid-pipeline: ", "certificate", "kafka.ssl_ca_file"]);
}
