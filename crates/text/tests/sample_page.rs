//! Every field of the sample page's gold that belongs to normalisation, field by field: on the user's sample in
//! `../shared` and on the twin in `samples/`.

#![allow(clippy::expect_used, clippy::print_stderr)] // tests fail by panicking and say what they skip

mod common;

use common::{read_sample, read_shared};
use rafid_text::article::{Article, Body, Input, NoNames, Page, normalize};
use rafid_text::limits::Limits;
use serde_json::Value;

#[test]
fn sample_page_matches_its_gold() {
    let (Some(page), Some(gold)) = (read_shared("data/seed/page.txt"), read_shared("data/seed/gold.json"))
    else {
        return;
    };
    check_page(&page, &gold);
}

#[test]
fn twin_page_matches_its_gold() {
    let (Some(page), Some(gold)) = (read_sample("twin/page.txt"), read_gold()) else {
        return;
    };
    check_page(&page, &gold);
}

/// The twin's gold belongs to the tests of the stages.
fn read_gold() -> Option<Vec<u8>> {
    common::read(&common::root().join("crates/stage/tests/gold/twin.json"))
}

fn check_page(bytes: &[u8], gold: &[u8]) {
    let gold: Value = serde_json::from_slice(gold).expect("gold is JSON");
    let source = std::str::from_utf8(bytes).expect("the page is UTF-8");
    let input = Input::new(Body::Text(bytes));
    let page = normalize(&input, &NoNames, &Limits::default()).expect("the page is text");
    assert_eq!(
        page,
        normalize(&input, &NoNames, &Limits::default()).expect("the page is text"),
        "stable on replay"
    );

    let segments = gold["segments"].as_array().expect("segments");
    assert_eq!(page.articles.len(), segments.len(), "number of articles");
    for (article, segment) in page.articles.iter().zip(segments) {
        check_article(article, segment, source);
    }
    check_removed(&page, &gold);
    check_links(&page, &gold);
    check_must_not(&page);
}

fn text_of(value: &Value) -> Option<&str> {
    value.as_str()
}

/// A name, or an object that holds one.
fn name_of(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value["name"].as_str())
}

fn range_of(value: &Value) -> [u32; 2] {
    let bound = |at: usize| value["raw_byte"][at].as_u64().expect("raw_byte") as u32;
    [bound(0), bound(1)]
}

fn check_article(article: &Article, gold: &Value, source: &str) {
    let title = article.title.as_ref().expect("a title");
    assert_eq!(Some(title.text.as_str()), text_of(&gold["title"]["text"]), "title");
    assert_eq!(
        title.source_range(source, 0, title.text.chars().count() as u32),
        Some(range_of(&gold["title"])),
        "title range"
    );
    assert!(title.check(source));

    let wanted = gold["paragraphs"].as_array().expect("paragraphs");
    assert_eq!(article.paragraphs.len(), wanted.len(), "paragraphs");
    for (line, want) in article.paragraphs.iter().zip(wanted) {
        assert_eq!(Some(line.text.as_str()), text_of(&want["text"]), "paragraph");
        assert!(line.check(source), "map of {}", line.text);
        let range = line.source_range(source, 0, line.text.chars().count() as u32);
        assert_eq!(range, Some(range_of(want)), "range of {}", line.text);
        let [start, end] = range_of(want);
        assert_eq!(&source[start as usize..end as usize], line.text, "display text keeps every character");
    }

    assert_eq!(article.published.value.as_deref(), text_of(&gold["published_at"]["value"]), "date");
    assert_eq!(
        article.published.precision.map(rafid_text::dates::Precision::as_str),
        text_of(&gold["published_at"]["precision"]),
        "precision"
    );
    assert_eq!(article.published.zone.as_deref(), text_of(&gold["published_at"]["tz"]), "zone");
    if gold["published_at"]["raw"].is_string() {
        assert_eq!(article.published.raw.as_deref(), text_of(&gold["published_at"]["raw"]), "raw date");
    }
    check_constraints(article, &gold["published_at"]["constraints"]);

    // an outlet's own signature may or may not count as a dateline
    if gold["dateline"].is_object() || gold["outlet"].is_null() {
        let dateline = article.dateline.as_ref();
        let part = |name: &str| text_of(&gold["dateline"][name]);
        assert_eq!(dateline.map(|dateline| dateline.raw.as_str()), part("raw"), "dateline");
        assert_eq!(dateline.and_then(|dateline| dateline.agency.as_deref()), part("agency"), "agency");
        assert_eq!(dateline.and_then(|dateline| dateline.place.as_deref()), part("place"), "place");
    }
    assert_eq!(article.source_name.as_deref(), name_of(&gold["source"]), "source");
    assert_eq!(article.outlet.as_deref(), name_of(&gold["outlet"]), "outlet");
    assert_eq!(article.keywords.raw.as_deref(), text_of(&gold["keywords"]["raw"]), "raw keywords");
    let keywords: Vec<&str> =
        gold["keywords"]["list"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert_eq!(article.keywords.items, keywords, "keywords");
    assert_eq!(article.authors.first().map(String::as_str), text_of(&gold["author"]), "author");

    let stats = &gold["stats"];
    let count = |name: &str| stats[name].as_u64().map(|count| count as u32);
    if let Some(paragraphs) = count("paragraphs") {
        assert_eq!(article.stats.paragraphs, paragraphs, "paragraphs");
    }
    if let Some(sentences) = count("sentences") {
        assert_eq!(article.stats.sentences, sentences, "sentences");
    }
    if let Some(words) = count("whitespace_tokens") {
        assert_eq!(article.stats.words, words, "words");
    }
    if let Some(sha256) = gold["signature"]["search_key_sha256"].as_str() {
        let digits =
            |byte: &u8| [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('?'));
        let hex: String = article.fingerprint.sha256.iter().flat_map(digits).collect();
        assert_eq!(hex, sha256, "fingerprint");
    }
}

/// Constraints as a list of equations (`weekday=Wednesday`, `day>=12`) or as an object of numbers.
fn check_constraints(article: &Article, wanted: &Value) {
    const WEEKDAYS: [&str; 7] =
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let constraints = &article.published.constraints;
    let found = [constraints.weekday, constraints.month, constraints.day_min];
    let number = |text: &str| {
        let weekday = WEEKDAYS.iter().zip(1_u64..).find(|(name, _)| **name == text);
        weekday.map(|(_, number)| number).or_else(|| text.parse().ok())
    };
    let from_list = |name: &str| {
        let list = wanted.as_array().into_iter().flatten().filter_map(Value::as_str);
        list.filter_map(|equation| equation.strip_prefix(name))
            .find_map(|value| number(value.trim_start_matches(['>', '='])))
    };
    let names = [("weekday", "weekday"), ("month", "month"), ("day_min", "day>")];
    let want = names
        .map(|(field, equation)| wanted[field].as_u64().or_else(|| from_list(equation)).map(|n| n as u8));
    assert_eq!(found, want, "constraints of {}", article.published.raw.as_deref().unwrap_or("the body"));
}

fn check_removed(page: &Page, gold: &Value) {
    let mut found: Vec<(String, Option<[u32; 2]>, &str)> = page
        .articles
        .iter()
        .flat_map(|article| &article.removed)
        .map(|removed| (removed.text.clone(), removed.range, removed.reason.as_str()))
        .collect();
    found.sort_by_key(|(_, range, _)| *range);
    let wanted = gold["removed"].as_array().expect("removed");
    assert_eq!(found.len(), wanted.len(), "removed: {found:?}");
    for ((text, range, reason), want) in found.iter().zip(wanted) {
        assert_eq!(Some(text.as_str()), text_of(&want["text"]), "removed");
        assert_eq!(*range, Some(range_of(want)), "range of {text}");
        let words = want["reason"].as_str().expect("a reason");
        let want = match words {
            _ if words.contains("publication date") || words == "label_date" => "published_label",
            _ if words.contains("source") => "source_label",
            _ if words.contains("keywords") => "keywords_label",
            _ if words.contains("marker") => "related_marker",
            _ if words.contains("outlet") => "outlet_line",
            _ => "dateline",
        };
        assert_eq!(*reason, want, "reason of {text}");
    }
}

fn check_links(page: &Page, gold: &Value) {
    let links = &page.articles[0].links;
    assert_eq!(links.len(), gold["links"].as_array().expect("links").len());
    for (link, position) in links.iter().zip(1..) {
        assert_eq!(link.to_position, Some(position));
        assert_eq!(link.relation.as_str(), "related");
    }
    assert!(page.articles[1..].iter().all(|child| child.links.is_empty()));
}

fn check_must_not(page: &Page) {
    for child in &page.articles[1..] {
        assert_eq!(child.published.value, None, "a further article inherits no date");
    }
    for article in &page.articles {
        let body: Vec<&str> = article.paragraphs.iter().map(|line| line.text.as_str()).collect();
        for removed in &article.removed {
            assert!(!body.contains(&removed.text.as_str()), "{} is still in the body", removed.text);
        }
    }
}
