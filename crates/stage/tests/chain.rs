//! The fused pipeline and the chain of three stages give the same bytes, and every offset points where it says.
#![expect(clippy::expect_used, clippy::panic, reason = "a test says what it expects")]

mod common;

use common::{sample_records, through};
use proptest::prelude::*;
use rafid_contract::{Article, FieldName, Flag, Headers, Topic};
use rafid_stage::{Enricher, Message, Normalizer, Outcome, Pipeline, Record, Stage, Tagger};

fn chain(record: &Record<'_>) -> Result<Vec<Message>, rafid_contract::Reject> {
    let normalized = match Normalizer::embedded().process(record) {
        Outcome::Emit(messages) => messages,
        Outcome::Reject(reject) => return Err(reject),
    };
    let tagger = Tagger::embedded();
    let enricher = Enricher::embedded();
    let tagged = normalized.iter().flat_map(|message| through(&tagger, message));
    Ok(tagged.flat_map(|message| through(&enricher, &message)).collect())
}

fn fused(record: &Record<'_>) -> Result<Vec<Message>, rafid_contract::Reject> {
    match Pipeline::embedded().process(record) {
        Outcome::Emit(messages) => Ok(messages),
        Outcome::Reject(reject) => Err(reject),
    }
}

#[test]
fn the_chain_and_the_fused_pipeline_give_the_same_bytes() {
    let mut emitted = 0;
    for (name, value, headers) in sample_records() {
        let record = Record { key: None, value: Some(&value), headers: &headers };
        let (chained, fused) = (chain(&record), fused(&record));
        assert_eq!(chained, fused, "{name}");
        emitted += fused.map_or(0, |messages| messages.len());
    }
    assert!(emitted > 100, "the samples hold articles");
}

#[test]
fn a_tombstone_passes_every_hop() {
    let headers = Headers::default();
    let record = Record { key: Some(b"a1"), value: None, headers: &headers };
    let want =
        Message { topic: Topic::Enriched, key: b"a1".to_vec(), value: None, position: 0, ordinal: None };
    assert_eq!(chain(&record), Ok(vec![want.clone()]));
    assert_eq!(fused(&record), Ok(vec![want]));
}

#[test]
fn mentions_are_counted_and_the_limit_is_told() {
    let headers = Headers::default();
    let messages = |count: usize| {
        let body = "He flew to Moscow. ".repeat(count);
        let value = format!(r#"{{"id":"a1","title":"A long list","body":"{body}"}}"#);
        let record = Record { key: None, value: Some(value.as_bytes()), headers: &headers };
        fused(&record).expect("an article")
    };
    let told = |messages: &[Message]| {
        let value = messages.first().and_then(|message| message.value.as_deref()).expect("an article");
        let article: Article = serde_json::from_slice(value).expect("an enriched article");
        article.quality.flags.contains(&Flag::LimitReached)
    };
    let (within, beyond) = (messages(10), messages(20_001));
    assert_eq!((within.len(), told(&within)), (11, false));
    assert_eq!((beyond.len(), told(&beyond)), (20_001, true), "the article and its first 20,000 mentions");
}

#[test]
fn a_field_of_a_newer_contract_passes_unchanged() {
    let value = br#"{"id":"a","position":0,"parent_id":null,"paragraphs":[{"text":"Oslo."}],"novel":{"z":1,"a":12345678901234567890.10}}"#;
    let message = Message {
        topic: Topic::Normalized,
        key: b"a".to_vec(),
        value: Some(value.to_vec()),
        position: 0,
        ordinal: None,
    };
    let tagged = through(&Tagger::embedded(), &message);
    let enriched = through(&Enricher::embedded(), &tagged[0]);
    let text = String::from_utf8(enriched[0].value.clone().expect("a value")).expect("JSON is text");
    assert!(text.contains(r#""novel":{"z":1,"a":12345678901234567890.10}"#), "{text}");
}

/// Every mention is the slice that it says, in code points; no two mentions of one entity overlap.
fn check_offsets(article: &Article, name: &str) {
    for entity in article.entities.as_deref().unwrap_or_default() {
        assert!(!entity.mentions.is_empty(), "{name}: {} is named somewhere", entity.id);
        assert_eq!(entity.linked, !entity.id.starts_with("local:"), "{name}: {}", entity.id);
        for mention in &entity.mentions {
            let text = match (mention.field, mention.paragraph) {
                (FieldName::Title, None) => &article.title.as_ref().expect("a title").text,
                (FieldName::Paragraph, Some(index)) => &article.paragraphs[index as usize].text,
                other => panic!("{name}: no such field {other:?}"),
            };
            let length = (mention.end - mention.start) as usize;
            let slice: String = text.chars().skip(mention.start as usize).take(length).collect();
            assert_eq!(slice, mention.text, "{name}");
            assert!(!slice.trim().is_empty() && slice.trim() == slice, "{name}: {slice:?}");
        }
    }
}

#[test]
fn every_offset_points_where_it_says() {
    for (name, value, headers) in sample_records() {
        for article in common::enriched(&value, &headers).into_iter().flatten() {
            check_offsets(&article, &name);
        }
    }
    let Some(shared) = common::shared() else { return };
    let corpus = shared.join("articles/saudinewsnet_ar.jsonl.zst");
    let input = rafid_local::Input::open(&[corpus]).expect("readable");
    for record in input.step_by(40).map(|record| record.expect("readable")) {
        let rafid_local::Value::Bytes(value) = record.value else { continue };
        for article in common::enriched(&value, &record.headers).into_iter().flatten() {
            check_offsets(&article, &record.name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the bytes: an outcome, the same one twice, and messages that the next stage takes.
    #[test]
    fn stages_are_total(value in proptest::collection::vec(any::<u8>(), 0..400)) {
        let headers = Headers::default();
        let record = Record { key: None, value: Some(&value), headers: &headers };
        let first = chain(&record);
        prop_assert_eq!(&first, &fused(&record));
    }

    /// The same for JSON around arbitrary text.
    #[test]
    fn stages_are_total_on_json(title in ".{0,60}", text in ".{0,300}", id in ".{1,20}") {
        let value = serde_json::json!({ "id": id, "title": title, "text": text }).to_string();
        let headers = Headers::default();
        let record = Record { key: None, value: Some(value.as_bytes()), headers: &headers };
        prop_assert_eq!(chain(&record), fused(&record));
        for article in common::enriched(value.as_bytes(), &headers).into_iter().flatten() {
            check_offsets(&article, &value);
        }
    }
}
