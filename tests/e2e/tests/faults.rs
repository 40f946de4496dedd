//! Networks that cut, delay and hold back, brokers that die, services that freeze: still exactly once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "helpers of tests fail like tests"
)]

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rafid_e2e::{Chain, Program, World};
use rafid_testkit::load::Load;
use rafid_testkit::{Cluster, Record, api};

const PATIENCE: Duration = Duration::from_secs(120);

/// A cluster of the test's own, whose brokers and network it may disturb; `None` when an existing one is to be used.
fn cluster(brokers: u16) -> Option<Cluster> {
    let cluster = Cluster::start(brokers).unwrap();
    if !cluster.is_ours() {
        eprintln!("SKIPPED: the cluster of RAFID_TEST_BOOTSTRAP is not ours to disturb");
        return None;
    }
    Some(cluster)
}

fn records(seed: u64, count: usize) -> Vec<Record> {
    Load::new(seed, count).map(|message| message.record).collect()
}

/// A commit request that is held back while its retry succeeds, and arrives when the next transaction is open, must not
/// commit that one: the transaction protocol that librdkafka speaks cannot tell (trap 1 of `docs/delivery.md`).
#[test]
fn a_commit_request_that_arrives_late_commits_nothing_else() {
    let Some(cluster) = cluster(1) else { return };
    let mut world = World::new(&cluster, "e2e-late", 1).unwrap();
    world.set("kafka.brokers", &cluster.proxied_bootstrap());
    world.set("service.lanes", "1");
    world.set("batch.max_records", "50");
    let mut program = world.start("pipeline", "1").unwrap();
    program.wait_ready().unwrap();
    let proxy = cluster.proxy(0).unwrap();
    let records = records(3, 1_200);
    for part in records.chunks(400) {
        let hold = proxy.hold(api::END_TXN, 1);
        cluster.send(&world.topic("raw"), part.to_vec()).unwrap();
        assert!(hold.wait_caught(1, PATIENCE), "no transaction ended");
        let commits = program.metric("rafid_transaction_commits_total").unwrap();
        proxy.cut();
        // The retry succeeds, later transactions follow; then the first request comes through.
        while program.metric("rafid_transaction_commits_total").unwrap() <= commits {
            std::thread::sleep(Duration::from_millis(5));
        }
        hold.release();
        assert_eq!(hold.wait_delivered(PATIENCE), 1);
    }
    assert!(program.metric("rafid_recoveries_total").unwrap() > 1.0, "the service saw nothing suspicious");
    world.check_exactly_once(Chain::Fused).unwrap();
    program.stop().unwrap();
}

#[test]
fn connections_that_are_cut_and_slow_lose_and_double_nothing() {
    let Some(cluster) = cluster(1) else { return };
    let mut world = World::new(&cluster, "e2e-cut", 3).unwrap();
    world.set("kafka.brokers", &cluster.proxied_bootstrap());
    world.set("batch.max_records", "100");
    let programs = world.start_all(Chain::Fused, 2).unwrap();
    let proxy = cluster.proxy(0).unwrap();
    for (part, records) in records(4, 2_000).chunks(200).enumerate() {
        cluster.send(&world.topic("raw"), records.to_vec()).unwrap();
        proxy.delay(Duration::from_millis(20 * (part as u64 % 3)));
        proxy.cut();
    }
    proxy.delay(Duration::ZERO);
    world.check_exactly_once(Chain::Fused).unwrap();
    for program in programs {
        program.stop().unwrap();
    }
}

#[test]
fn brokers_that_die_and_services_that_freeze_lose_and_double_nothing() {
    let Some(cluster) = cluster(3) else { return };
    let world = World::new(&cluster, "e2e-brokers", 6).unwrap();
    let programs = Mutex::new(world.start_all(Chain::Hops, 2).unwrap());
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| supervise(&world, &programs, &done));
        // Whatever happens here, the supervisor must end too.
        let _end = SetAtEnd(&done);
        for (part, records) in records(5, 3_000).chunks(500).enumerate() {
            cluster.send(&world.topic("raw"), records.to_vec()).unwrap();
            match part {
                // Every broker dies once: coordinators and leaders move.
                1..=3 => {
                    cluster.kill_broker(part - 1).unwrap();
                    std::thread::sleep(Duration::from_secs(3));
                    cluster.restart_broker(part - 1).unwrap();
                }
                // A zombie: frozen beyond its session, it wakes up when others have its partitions.
                4 => {
                    programs.lock().unwrap()[2].child().suspend();
                    std::thread::sleep(Duration::from_secs(9));
                    programs.lock().unwrap()[2].child().resume();
                }
                _ => {}
            }
        }
        world.check_exactly_once(Chain::Hops).unwrap();
    });
}

/// What an orchestrator does: services end themselves when they cannot know how a transaction ended, and are started
/// again under the same name.
fn supervise(world: &World<'_>, programs: &Mutex<Vec<Program>>, done: &AtomicBool) {
    let names = Chain::Hops.services().iter().flat_map(|(service, _)| [(*service, "1"), (*service, "2")]);
    let names: Vec<(&str, &str)> = names.collect();
    while !done.load(Ordering::SeqCst) {
        for (program, (service, instance)) in programs.lock().unwrap().iter_mut().zip(&names) {
            if program.child().try_wait().unwrap().is_some() {
                *program = world.start(service, instance).unwrap();
            }
        }
        std::thread::sleep(Duration::from_millis(500));
    }
}

struct SetAtEnd<'a>(&'a AtomicBool);

impl Drop for SetAtEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}
