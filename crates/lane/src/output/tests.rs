use std::time::Duration;

use rafid_contract::dead_letter::{VALUE_OMITTED, VALUE_SHA256};

use super::*;
use crate::assignment::Assignments;
use crate::broker::Rebalance;
use crate::config::TopicTarget;

struct Input {
    key: Option<Vec<u8>>,
    value: Vec<u8>,
    headers: Headers,
}

impl InputRecord for Input {
    fn partition(&self) -> i32 {
        0
    }
    fn offset(&self) -> i64 {
        41
    }
    fn timestamp_ms(&self) -> Option<i64> {
        Some(1_000)
    }
    fn key(&self) -> Option<&[u8]> {
        self.key.as_deref()
    }
    fn value(&self) -> Option<&[u8]> {
        Some(&self.value)
    }
    fn headers(&self) -> Headers {
        self.headers.clone()
    }
}

impl HeaderSink for Headers {
    fn push(&mut self, name: &str, value: Option<&[u8]>) {
        let value = value.map(<[u8]>::to_vec);
        self.0.push(rafid_contract::Header { name: name.to_owned(), value });
    }
    fn bytes(&self) -> usize {
        Self::bytes(self)
    }
}

/// Emits its value twice; panics or rejects if the value says so.
struct Twice(Topic);

impl Stage for Twice {
    fn name(&self) -> &'static str {
        "twice"
    }
    fn input(&self) -> Topic {
        self.0
    }
    fn outputs(&self) -> &'static [Topic] {
        &[Topic::Tagged]
    }
    fn dead_letters(&self) -> Topic {
        Topic::TaggerDeadLetters
    }
    fn process(&self, record: &Record<'_>) -> Outcome {
        let value = record.value.unwrap_or_default();
        if value.starts_with(b"panic") {
            std::panic::resume_unwind(Box::new("a defect"));
        }
        if value.starts_with(b"reject") {
            return Outcome::Reject(Reject::new(RejectCode::TextEmpty, "empty"));
        }
        let message = |position| Message {
            topic: Topic::Tagged,
            key: b"id".to_vec(),
            value: Some(value.to_vec()),
            position,
            ordinal: None,
        };
        Outcome::Emit(vec![message(0), message(1)])
    }
}

fn process(stage: &Twice, limit: u32, inputs: Vec<Input>) -> Processed<Headers> {
    let mut config = LaneConfig::new("1.2.3", "id");
    for topic in [Topic::Tagged, Topic::TaggerDeadLetters] {
        let target = TopicTarget { name: topic.name().to_owned(), max_message_bytes: limit };
        config.topics.set(topic, target);
    }
    let mut assignments = Assignments::default();
    assignments.rebalance(&Rebalance::Assigned(vec![0]));
    let mut batch = Batch::new();
    for input in inputs {
        let number = assignments.polled(0, 41).expect("owned");
        batch.push(number, input, || Duration::ZERO);
    }
    let processor = Processor { config: &config, stage };
    processor.process(&batch, &|_| Headers::default(), &|| false).expect("not expired")
}

fn input(value: &[u8], headers: &[(&str, &str)]) -> Input {
    let mut all = Headers::default();
    for (name, value) in headers {
        all.push(name, *value);
    }
    Input { key: Some(b"key".to_vec()), value: value.to_vec(), headers: all }
}

fn headers_of(output: &Output<Headers>) -> &Headers {
    output.headers.as_ref().expect("not sent yet")
}

#[test]
fn what_does_not_fit_becomes_one_dead_letter() {
    let check = |bytes: usize, topics: &[Topic], code: Option<&str>| {
        let processed = process(&Twice(Topic::Normalized), 10_000, vec![input(&vec![b'x'; bytes], &[])]);
        let got: Vec<Topic> = processed.outputs.iter().map(|output| output.topic).collect();
        assert_eq!(got, topics, "{bytes} bytes");
        let last = processed.outputs.last().map(headers_of).and_then(|h| h.last_str("rafid-dlq-code"));
        assert_eq!(last, code, "{bytes} bytes");
    };
    check(8_000, &[Topic::Tagged, Topic::Tagged], None);
    check(8_600, &[Topic::TaggerDeadLetters], Some("output_too_large"));
    check(20_000, &[Topic::TaggerDeadLetters], Some("output_too_large"));
}

#[test]
fn a_dead_letter_is_shrunk_until_it_fits() {
    let foreign = "f".repeat(9_000);
    let check = |value: usize, headers: &[(&str, &str)], key: bool, kept: bool, omitted: Option<&str>| {
        let mut bytes = b"reject".to_vec();
        bytes.resize(value, b'x');
        let processed = process(&Twice(Topic::Normalized), 10_000, vec![input(&bytes, headers)]);
        let [output] = &processed.outputs[..] else { panic!("one dead letter") };
        let Body::DeadLetter { record: 0, with_key, with_value } = output.body else {
            panic!("a dead letter")
        };
        assert_eq!((with_key, with_value), (key, kept), "{value} bytes");
        assert_eq!(headers_of(output).last_str(VALUE_OMITTED), omitted, "{value} bytes");
        assert_eq!(headers_of(output).last(VALUE_SHA256).is_some(), omitted.is_some(), "{value} bytes");
        assert!(DeadLetter::parse(headers_of(output)).is_some_and(|letter| letter.place.offset == 41));
        assert!(output.bytes < 10_000);
    };
    check(100, &[("x", "1")], true, true, None);
    check(12_000, &[("x", "1")], true, false, Some("12000"));
    check(100, &[("x", &foreign)], false, false, Some("100"));
}

#[test]
fn a_panic_takes_only_its_record() {
    let inputs = [&b"good"[..], b"panic", b"reject", b"good"].map(|value| input(value, &[]));
    let processed = process(&Twice(Topic::Normalized), 100_000, inputs.into());
    assert_eq!(processed.outputs.len(), 6);
    assert_eq!(processed.report.rejects[&RejectCode::StagePanicked], 1);
    assert_eq!(processed.report.rejects[&RejectCode::TextEmpty], 1);
    assert_eq!(processed.report.written[&Topic::Tagged].messages, 4);
    assert_eq!(processed.report.written[&Topic::TaggerDeadLetters].messages, 2);
}

#[test]
fn headers_follow_the_contract() {
    let parent = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";
    let claimed = [
        ("rafid-raw-topic", "articles.raw.v1"),
        ("rafid-raw-partition", "5"),
        ("rafid-raw-offset", "77"),
        ("rafid-raw-timestamp", "500"),
        ("traceparent", parent),
        ("x-foreign", "1"),
    ];
    let check = |stage: Topic, value: &[u8], name: &str, expected: Option<&str>| {
        let processed = process(&Twice(stage), 100_000, vec![input(value, &claimed)]);
        assert_eq!(headers_of(&processed.outputs[0]).last_str(name), expected, "{stage:?} {name}");
    };
    check(Topic::Normalized, b"good", "ce_id", Some("articles.raw.v1/5/77/0"));
    check(Topic::Normalized, b"good", "rafid-input-offset", Some("41"));
    check(Topic::Normalized, b"good", "x-foreign", None);
    check(Topic::Normalized, b"good", "rafid-version", Some("1.2.3"));
    // At the head of the chain nobody's claims are believed.
    check(Topic::Raw, b"good", "ce_id", Some("articles.raw.v1/0/41/0"));
    // Dead letters keep everything.
    check(Topic::Normalized, b"reject", "x-foreign", Some("1"));
    check(Topic::Normalized, b"reject", "traceparent", Some(parent));
    check(Topic::Normalized, b"reject", "rafid-dlq-service", Some("twice"));
    let processed = process(&Twice(Topic::Normalized), 100_000, vec![input(b"good", &claimed)]);
    assert_eq!(processed.report.raw_timestamps_ms, [500]);
    assert_eq!(processed.report.oldest_timestamp_ms, Some(1_000));
    let extended = headers_of(&processed.outputs[0]).last_str("traceparent");
    assert!(extended.is_some_and(|extended| extended != parent && extended.starts_with(&parent[..36])));
}
