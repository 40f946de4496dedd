//! Every delivery exactly once, through service processes that are killed on the way.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "helpers of tests fail like tests"
)]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::Duration;

use rafid_e2e::{Chain, Judged, Program, World, mentions, run_embedded};
use rafid_testkit::Cluster;
use rafid_testkit::load::Load;
use rafid_testkit::verify::Fate;

const ARTICLES: usize = 5_000;
const PARTITIONS: u16 = 6;
/// The load is sent in parts, so that instances are killed between and within them.
const PARTS: usize = 10;

#[test]
fn three_services_of_two_instances_each_lose_and_double_nothing() {
    let world = World::new(Cluster::shared().unwrap(), "e2e-hops", PARTITIONS).unwrap();
    let mut programs = world.start_all(Chain::Hops, 2).unwrap();
    // One of each service dies while a part is on its way: one comes back under its own name, which settles its open
    // transaction at once; the others come back under a new one, so that theirs run into their time-out.
    let deaths =
        BTreeMap::from([(2, (1, "normalizer", "2")), (4, (3, "tagger", "3")), (6, (5, "enricher", "4"))]);
    send_and_kill(&world, &mut programs, &deaths);
    finish(&world, Chain::Hops, programs);
}

#[test]
fn the_fused_pipeline_loses_and_doubles_nothing() {
    let world = World::new(Cluster::shared().unwrap(), "e2e-fused", PARTITIONS).unwrap();
    let mut programs = world.start_all(Chain::Fused, 2).unwrap();
    let deaths = BTreeMap::from([(3, (1, "pipeline", "2"))]);
    send_and_kill(&world, &mut programs, &deaths);
    finish(&world, Chain::Fused, programs);
}

/// Sends the load in parts. `deaths`: in which part which program is killed, and by which instance of which service it
/// is replaced once the part is sent.
fn send_and_kill(world: &World<'_>, programs: &mut [Program], deaths: &BTreeMap<usize, (usize, &str, &str)>) {
    let records: Vec<_> = Load::new(20_240_506, ARTICLES).map(|message| message.record).collect();
    for (part, records) in records.chunks(ARTICLES / PARTS).enumerate() {
        std::thread::scope(|scope| {
            let sending = scope.spawn(|| world.cluster().send(&world.topic("raw"), records.to_vec()));
            if let Some((index, service, instance)) = deaths.get(&part) {
                std::thread::sleep(Duration::from_millis(700));
                programs[*index].child().kill().unwrap();
                programs[*index] = world.start(service, instance).unwrap();
            }
            assert_eq!(sending.join().unwrap().unwrap(), records.len() as u64);
        });
    }
}

fn finish(world: &World<'_>, chain: Chain, programs: Vec<Program>) {
    let raw = world.check_exactly_once(chain).unwrap();
    for program in programs {
        program.stop().unwrap();
    }
    assert_eq!(raw.len(), ARTICLES);
    let rejected = raw.iter().filter(|(_, fates)| matches!(fates[..], [Fate::DeadLetter(_)])).count();
    assert!((ARTICLES / 200..ARTICLES / 50).contains(&rejected), "{rejected} rejects are not 1 %");
    check_mentions(world, &raw);
    check_against_rafid_run(world, &raw);
}

/// The mentions topic holds every mention once, with the bytes of the embedded run.
fn check_mentions(world: &World<'_>, raw: &[Judged]) {
    let mut expected: BTreeMap<String, Vec<u8>> =
        raw.iter().flat_map(|(record, _)| mentions(record)).collect();
    assert!(expected.len() > ARTICLES, "{} mentions are few", expected.len());
    for record in world.read(&["mentions"]).unwrap() {
        let id = record.header("ce_id").expect("a ce_id");
        assert_eq!(expected.remove(id), record.value, "{id} at {}", record.place());
    }
    assert!(expected.is_empty(), "{} mentions are missing", expected.len());
}

/// What was verified against the stages in this process is what the command `rafid run` writes, byte for byte.
fn check_against_rafid_run(world: &World<'_>, raw: &[Judged]) {
    let directory = world.cluster().directory().join(world.topic("run"));
    std::fs::create_dir_all(&directory).unwrap();
    let input = directory.join("raw.jsonl");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&input).unwrap());
    let mut expected = Vec::new();
    for (record, fates) in raw {
        let Some(value) = record.value.as_deref().filter(|value| value.starts_with(b"{")) else { continue };
        file.write_all(value).unwrap();
        file.write_all(b"\n").unwrap();
        expected.extend(fates.iter().filter_map(|fate| match fate {
            Fate::Output(payload) => payload.clone(),
            Fate::DeadLetter(_) => None,
        }));
    }
    drop(file);
    let lines = run_embedded(&input, &directory.join("out")).unwrap();
    assert!(lines.len() > ARTICLES / 2);
    assert_eq!(lines.len(), expected.len());
    let differing = lines.iter().zip(&expected).position(|(line, payload)| line != payload);
    assert_eq!(differing, None, "`rafid run` and the services differ");
}
