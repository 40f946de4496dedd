//! The sample page and its twin, field by field.
#![expect(clippy::expect_used, reason = "a test says what it expects")]

mod common;

use std::fs;
use std::path::Path;

use rafid_contract::{Article, Headers};
use serde_json::Value;

/// The articles that a page must give by its gold. Both golds have the same members where this looks.
fn check(page: &Path, gold: &Path) {
    let source = fs::read(page).expect("the page");
    let gold: Value = serde_json::from_slice(&fs::read(gold).expect("the gold")).expect("JSON");
    let articles = common::enriched(&source, &Headers::default()).expect("articles");
    let segments = gold["segments"].as_array().expect("segments");
    assert_eq!(articles.len(), segments.len());
    for (position, (article, segment)) in articles.iter().zip(segments).enumerate() {
        check_text(article, segment, &source);
        check_facts(article, segment);
        assert_eq!(article.position as usize, position);
        assert_eq!(article.parent_id.as_ref(), (position > 0).then_some(&articles[0].id));
        let language = article.language.as_ref().expect("tagged");
        assert_eq!((language.tag.as_str(), language.reliable), ("ar", true));
        assert!(article.paragraphs.iter().all(|paragraph| paragraph.language.is_none()));
    }
    let children: Vec<&String> = articles.iter().skip(1).map(|article| &article.id).collect();
    assert_eq!(articles[0].children.iter().collect::<Vec<_>>(), children);
    assert_eq!(articles[0].links.len(), 1);
    assert_eq!(articles[0].links[0].to.as_ref(), Some(&articles[1].id));
    let removed: Vec<&str> =
        articles.iter().flat_map(|article| &article.removed).map(|removed| removed.text.trim()).collect();
    for line in gold["removed"].as_array().expect("removed") {
        let text = line["text"].as_str().expect("text").trim();
        assert!(removed.contains(&text), "{text} is among {removed:?}");
    }
}

fn check_text(article: &Article, segment: &Value, source: &[u8]) {
    let title = article.title.as_ref().expect("a title");
    assert_eq!(title.text, segment["title"]["text"].as_str().expect("text"));
    let whole = std::str::from_utf8(source).expect("the pages are UTF-8");
    let gold = segment["paragraphs"].as_array().expect("paragraphs");
    let texts: Vec<&str> = article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
    let want: Vec<&str> = gold.iter().map(|paragraph| paragraph["text"].as_str().expect("text")).collect();
    assert_eq!(texts, want);
    for (paragraph, gold) in article.paragraphs.iter().zip(gold) {
        let first = paragraph.raw.first().expect("a run");
        let last = paragraph.raw.last().expect("a run");
        let range = [u64::from(first.1), u64::from(last.2)];
        assert_eq!(
            Some(range.to_vec()),
            gold["raw_byte"]
                .as_array()
                .map(|range| { range.iter().map(|at| at.as_u64().expect("a number")).collect::<Vec<_>>() })
        );
        let slices: String = paragraph.raw.iter().map(|run| &whole[run.1 as usize..run.2 as usize]).collect();
        assert_eq!(slices, paragraph.text);
    }
}

fn check_facts(article: &Article, segment: &Value) {
    let published = &segment["published_at"];
    assert_eq!(article.published.value.as_deref(), published["value"].as_str());
    if published["value"].is_string() {
        assert_eq!(article.published.precision, Some(rafid_contract::Precision::Day));
        assert_eq!(article.published.zone.as_deref(), published["tz"].as_str());
        assert_eq!(article.published.raw.as_deref(), published["raw"].as_str());
    } else {
        let constraints = article.published.constraints.as_ref().expect("constraints");
        assert!(
            constraints.weekday.is_some() && constraints.month.is_some() && constraints.day_min.is_some()
        );
    }
    let name = segment["source"].as_str().or(segment["source"]["name"].as_str());
    assert_eq!(article.source.name.as_deref(), name);
    let outlet = segment["outlet"].as_str().or(segment["outlet"]["name"].as_str());
    assert_eq!(article.source.outlet.as_deref(), outlet);
    let agency = article.dateline.as_ref().and_then(|dateline| dateline.agency.as_deref());
    assert_eq!(agency, segment["dateline"]["agency"].as_str());
    let keywords = article.keywords.as_ref().map(|keywords| keywords.items.clone());
    let want = segment["keywords"]["list"].as_array().filter(|list| !list.is_empty());
    let want = want.map(|list| list.iter().map(|word| word.as_str().expect("text").to_owned()).collect());
    assert_eq!(keywords, want);
}

/// `(id, with coordinates)` of the entity that has this surface in some mention.
fn entity_of<'a>(articles: &'a [Article], surface: &str) -> Option<(&'a str, bool)> {
    let entities = articles.iter().filter_map(|article| article.entities.as_deref()).flatten();
    entities
        .filter(|entity| entity.mentions.iter().any(|mention| mention.text == surface))
        .map(|entity| (entity.id.as_str(), entity.coordinates.is_some()))
        .next()
}

fn check_places(page: &Path, places: &[(&str, &str)]) {
    let source = fs::read(page).expect("the page");
    let articles = common::enriched(&source, &Headers::default()).expect("articles");
    for (surface, id) in places {
        assert_eq!(entity_of(&articles, surface), Some((*id, true)), "{surface}");
    }
}

#[test]
fn the_twin() {
    let page = common::samples().join("twin/page.txt");
    check(&page, &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold/twin.json"));
    let places = [
        ("القاهرة", "wd:Q85"),
        ("الخرطوم", "wd:Q1963"),
        ("بغداد", "wd:Q1530"),
        ("أنقرة", "wd:Q3640"),
        ("طهران", "wd:Q3616"),
        ("أديس أبابا", "wd:Q3624"),
        ("مصر", "wd:Q79"),
        ("السودان", "wd:Q1049"),
        ("سوريا", "wd:Q858"),
        ("تركيا", "wd:Q43"),
        ("العراق", "wd:Q796"),
    ];
    check_places(&page, &places);
}

#[test]
fn the_sample_page() {
    let Some(shared) = common::shared() else { return };
    check(&shared.join("seed/page.txt"), &shared.join("seed/gold.json"));
    let places = [
        ("موسكو", "wd:Q649"),
        ("روسيا", "wd:Q159"),
        ("أوكرانيا", "wd:Q212"),
        ("سوريا", "wd:Q858"),
        ("الرياض", "wd:Q3692"),
        ("كييف", "wd:Q1899"),
    ];
    check_places(&shared.join("seed/page.txt"), &places);
}
