//! A checker that cannot fail proves nothing: each kind of violation is made and must be found, and only it.

use super::*;

/// Two partitions of raw records, one output partition between, and a good run over them.
struct World {
    raw: Vec<ReadRecord>,
    fates: Vec<Vec<Fate>>,
    between: Vec<ReadRecord>,
    outputs: Vec<ReadRecord>,
    dead: Vec<ReadRecord>,
}

const RAW: &str = "articles.raw.v1";
const BETWEEN: &str = "articles.normalized.v1";
const OUT: &str = "articles.enriched.v1";
const DEAD: &str = "articles.normalizer.dlq.v1";

fn headers(pairs: &[(&str, String)]) -> Vec<(String, Option<Vec<u8>>)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), Some(value.clone().into_bytes()))).collect()
}

fn raw(partition: i32, offset: i64, key: &str, value: &str) -> ReadRecord {
    ReadRecord {
        topic: RAW.to_owned(),
        partition,
        offset,
        timestamp_ms: 1000 + offset,
        key: Some(key.into()),
        value: Some(value.into()),
        headers: headers(&[("content-type", "text/plain".to_owned())]),
    }
}

fn output(topic: &str, at: (i32, i64), raw: &ReadRecord, position: usize, value: Option<&str>) -> ReadRecord {
    ReadRecord {
        topic: topic.to_owned(),
        partition: at.0,
        offset: at.1,
        timestamp_ms: 5000,
        key: raw.key.clone(),
        value: value.map(Into::into),
        headers: headers(&[
            (names::CE_ID, format!("{}/{position}", raw.place())),
            (names::RAW_TOPIC, raw.topic.clone()),
            (names::RAW_PARTITION, raw.partition.to_string()),
            (names::RAW_OFFSET, raw.offset.to_string()),
            (names::INPUT_TOPIC, "articles.tagged.v1".to_owned()),
            (names::INPUT_PARTITION, "0".to_owned()),
            (names::INPUT_OFFSET, "0".to_owned()),
        ]),
    }
}

fn dead_letter(offset: i64, origin: &ReadRecord, code: &str) -> ReadRecord {
    let mut dead = ReadRecord { topic: DEAD.to_owned(), partition: 0, offset, ..origin.clone() };
    dead.timestamp_ms = 6000;
    dead.headers.extend(headers(&[
        (names::DLQ_TOPIC, origin.topic.clone()),
        (names::DLQ_PARTITION, origin.partition.to_string()),
        (names::DLQ_OFFSET, origin.offset.to_string()),
        (names::DLQ_TIMESTAMP, origin.timestamp_ms.to_string()),
        (names::DLQ_SERVICE, "normalizer".to_owned()),
        (names::DLQ_VERSION, "0.1.0".to_owned()),
        (names::DLQ_CODE, code.to_owned()),
    ]));
    dead
}

/// Raw 0/0 becomes two articles, 0/1 (same key) one, 0/3 (an offset is a commit marker) is rejected at the first hop,
/// 1/0 is retracted, 1/1 is rejected at a later hop.
fn good() -> World {
    let mut spoofed = raw(0, 3, "b", "{");
    spoofed.headers.extend(headers(&[(names::RAW_TOPIC, "elsewhere".to_owned())]));
    let mut retraction = raw(1, 0, "a", "");
    retraction.value = None;
    let raw = vec![raw(0, 0, "a", "1"), raw(0, 1, "a", "2"), spoofed, retraction, raw(1, 1, "c", "x")];
    let some = |text: &str| Fate::Output(Some(text.into()));
    let fates = vec![
        vec![some("one"), some("one, further")],
        vec![some("two")],
        vec![Fate::DeadLetter("json_invalid".to_owned())],
        vec![Fate::Output(None)],
        vec![Fate::DeadLetter("output_too_large".to_owned())],
    ];
    let between = vec![output(BETWEEN, (0, 4), &raw[4], 0, Some("between"))];
    let outputs = vec![
        output(OUT, (0, 0), &raw[0], 0, Some("one")),
        output(OUT, (0, 1), &raw[3], 0, None),
        output(OUT, (0, 2), &raw[0], 1, Some("one, further")),
        output(OUT, (0, 5), &raw[1], 0, Some("two")),
    ];
    let dead = vec![dead_letter(0, &raw[2], "json_invalid"), dead_letter(1, &between[0], "output_too_large")];
    World { raw, fates, between, outputs, dead }
}

/// Spoils a good world and expects exactly these violations, as they are printed.
#[track_caller]
fn check(spoil: impl FnOnce(&mut World), expected: &[&str]) {
    let mut world = good();
    spoil(&mut world);
    let observed = Observed {
        raw: world.raw.iter().zip(world.fates.iter().map(Vec::as_slice)).collect(),
        between: &world.between,
        outputs: &world.outputs,
        output_partitions: 1,
        dead: &world.dead,
    };
    let found: Vec<String> = verify(&observed).iter().map(ToString::to_string).collect();
    assert_eq!(found, expected);
}

fn set(record: &mut ReadRecord, name: &str, value: &str) {
    let header = record.headers.iter_mut().find(|(known, _)| known == name).unwrap();
    header.1 = Some(value.into());
}

#[test]
fn a_good_run_has_no_violation() {
    check(|_| (), &[]);
}

#[test]
fn losses_are_found() {
    check(|world| drop(world.outputs.remove(2)), &["lost: articles.raw.v1/0/0/1"]);
    check(|world| drop(world.outputs.remove(1)), &["lost: articles.raw.v1/1/0/0"]);
    check(|world| drop(world.dead.remove(0)), &["lost: articles.raw.v1/0/3/0"]);
    check(|world| drop(world.dead.remove(1)), &["lost: articles.raw.v1/1/1/0"]);
}

#[test]
fn duplicates_are_found() {
    check(
        |world| {
            let again = ReadRecord { offset: 6, ..world.outputs[3].clone() };
            world.outputs.push(again);
        },
        &["duplicated: articles.raw.v1/0/1/0 at articles.enriched.v1/0/5, articles.enriched.v1/0/6"],
    );
    check(
        |world| {
            let again = ReadRecord { offset: 6, ..world.dead[0].clone() };
            world.dead.push(again);
        },
        &[
            "duplicated: articles.raw.v1/0/3/0 at articles.normalizer.dlq.v1/0/0, articles.normalizer.dlq.v1/0/6",
        ],
    );
    check(
        |world| world.dead.push(dead_letter(7, &world.raw[1], "text_empty")),
        &[
            "duplicated: articles.raw.v1/0/1/0 at articles.enriched.v1/0/5, articles.normalizer.dlq.v1/0/7",
            "misrouted: articles.raw.v1/0/1/0: dead letter articles.normalizer.dlq.v1/0/7 (text_empty) where an output is due",
        ],
    );
}

#[test]
fn deliveries_that_nobody_sent_are_found() {
    check(
        |world| {
            let ghost = raw(0, 9, "z", "");
            world.outputs.push(output(OUT, (0, 7), &ghost, 0, Some("ghost")));
        },
        &["unknown delivery at articles.enriched.v1/0/7"],
    );
    check(
        |world| world.outputs.push(output(OUT, (0, 7), &world.raw[1], 1, Some("two"))),
        &["unknown delivery at articles.enriched.v1/0/7"],
    );
}

#[test]
fn altered_bytes_are_found() {
    check(
        |world| world.outputs[3].value = Some("twO".into()),
        &["altered: articles.raw.v1/0/1/0 at articles.enriched.v1/0/5"],
    );
    check(
        |world| world.outputs[1].value = Some(Vec::new()),
        &["altered: articles.raw.v1/1/0/0 at articles.enriched.v1/0/1"],
    );
}

#[test]
fn reordering_is_found_within_a_key_and_raw_partition_only() {
    check(
        |world| {
            world.outputs[0].offset = 5;
            world.outputs[3].offset = 0;
        },
        &[
            "reordered: articles.raw.v1/0/0/0 at articles.enriched.v1/0/5",
            "reordered: articles.raw.v1/0/0/1 at articles.enriched.v1/0/2",
        ],
    );
    // The retraction is of another raw partition: it may stand anywhere.
    check(|world| world.outputs[1].offset = 9, &[]);
}

#[test]
fn misrouted_records_are_found() {
    check(
        |world| set(&mut world.dead[0], names::DLQ_CODE, "text_empty"),
        &[
            "misrouted: articles.raw.v1/0/3/0: dead letter articles.normalizer.dlq.v1/0/0 (text_empty) where the code json_invalid is due",
        ],
    );
    check(
        |world| {
            world.dead.remove(0);
            world.outputs.push(output(OUT, (0, 8), &world.raw[2], 0, Some("?")));
        },
        &[
            "misrouted: articles.raw.v1/0/3/0: output articles.enriched.v1/0/8 where a dead letter (json_invalid) is due",
        ],
    );
}

#[test]
fn bad_headers_are_found() {
    check(
        |world| set(&mut world.outputs[3], names::RAW_OFFSET, "7"),
        &[
            "lost: articles.raw.v1/0/1/0",
            "header of articles.enriched.v1/0/5: ce_id articles.raw.v1/0/1/0 and the rafid-raw headers disagree",
        ],
    );
    check(
        |world| set(&mut world.outputs[3], names::CE_ID, "articles.raw.v1/0/x/0"),
        &[
            "lost: articles.raw.v1/0/1/0",
            "header of articles.enriched.v1/0/5: ce_id is malformed: articles.raw.v1/0/x/0",
        ],
    );
}

#[test]
fn bad_origins_of_dead_letters_are_found() {
    let lost = "lost: articles.raw.v1/0/3/0";
    check(
        |world| set(&mut world.dead[0], names::DLQ_PARTITION, "3"),
        &[lost, "dead letter articles.normalizer.dlq.v1/0/0: its origin articles.raw.v1/3/3 is no record"],
    );
    check(
        |world| set(&mut world.dead[0], names::DLQ_OFFSET, "1"),
        &[
            lost,
            "dead letter articles.normalizer.dlq.v1/0/0: its timestamp is not that of articles.raw.v1/0/1",
        ],
    );
    check(
        |world| world.dead[0].value = Some("[".into()),
        &[lost, "dead letter articles.normalizer.dlq.v1/0/0: its value is not that of articles.raw.v1/0/3"],
    );
    check(
        |world| world.dead[0].key = None,
        &[lost, "dead letter articles.normalizer.dlq.v1/0/0: its key is not that of articles.raw.v1/0/3"],
    );
    check(
        |world| drop(world.dead[0].headers.remove(0)),
        &[
            lost,
            "dead letter articles.normalizer.dlq.v1/0/0: its headers are not those of articles.raw.v1/0/3",
        ],
    );
}

#[test]
fn a_key_in_the_wrong_partition_is_found() {
    // With one partition every key is right; a record of partition 1 is not.
    check(
        |world| world.outputs[3].partition = 1,
        &["wrong partition: articles.raw.v1/0/1/0 at articles.enriched.v1/1/5"],
    );
}
