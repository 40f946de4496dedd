//! Raw messages in any number: articles in many languages and forms, and one in a hundred that is broken.
//!
//! The same seed gives the same messages. The sentences are written for this file; only names of well-known people,
//! places and organisations come from the world.

mod poison;
mod templates;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use encoding_rs::WINDOWS_1256;
use serde_json::json;

use crate::Record;
use poison::POISON;
use templates::{LANGUAGES, Language, PLACES};

/// A raw message, and what must become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What to send to the raw topic.
    pub record: Record,
    /// The reject code that it must meet, if it is poison.
    pub poison: Option<&'static str>,
}

/// The messages of a load, in the order in which to send them.
#[derive(Debug, Clone)]
pub struct Load {
    random: Random,
    number: usize,
    count: usize,
    paragraphs: (usize, usize),
}

impl Load {
    /// `count` messages by this seed: 1 % poison, 5 % newer versions of an earlier article, 1 % retractions.
    pub fn new(seed: u64, count: usize) -> Self {
        Self { random: Random(seed), number: 0, count, paragraphs: (2, 8) }
    }

    /// Only whole articles as JSON with about this many bytes, for benchmarks. Words of chance letters stand between
    /// the sentences, so that the articles compress about as well as real ones: to a half. Headers are those of an inner
    /// topic.
    pub fn uniform(seed: u64, count: usize, bytes: usize) -> impl Iterator<Item = Record> {
        let mut random = Random(seed);
        (0..count).map(move |number| {
            let language = random.pick(LANGUAGES);
            let mut body = String::new();
            while body.len() < bytes {
                body.push_str(&sentence(&mut random, language));
                for _ in 0..12 {
                    body.push(' ');
                    body.extend((0..6).map(|_| char::from(b'a' + random.below(26) as u8)));
                }
                body.push('\n');
            }
            let id = format!("load-{number:07}");
            let value = json!({ "id": id, "title": language.title, "text": body }).to_string();
            Record {
                key: Some(id.into_bytes()),
                value: Some(value.into_bytes()),
                headers: hop_headers(number),
            }
        })
    }

    fn message(&mut self) -> Message {
        let number = self.number;
        let dice = self.random.below(100);
        if dice == 0 {
            let (make, code) = self.random.pick(POISON);
            return Message { record: make(number), poison: Some(code) };
        }
        if dice == 1 && number > 10 {
            let id = self.earlier_id();
            return Message { record: keyed(&id, None, &[]), poison: None };
        }
        let id = if dice < 7 && number > 10 { self.earlier_id() } else { id_of(number) };
        Message { record: self.article(&id), poison: None }
    }

    /// The id of one of the last thousand articles, so that keys repeat soon.
    fn earlier_id(&mut self) -> String {
        let back = 1 + self.random.below(self.number.min(1000));
        id_of(self.number - back)
    }

    fn article(&mut self, id: &str) -> Record {
        let language = self.random.pick(LANGUAGES);
        let (least, most) = self.paragraphs;
        let count = least + self.random.below(most - least);
        let paragraphs: Vec<String> = (0..count).map(|_| paragraph(&mut self.random, language)).collect();
        // A number in the title keeps articles apart that chance made alike.
        let title = format!("{} {}", language.title, self.number);
        let url = format!("https://news.example/{}/{}?utm_source=feed", language.tag, self.number);
        let html = || {
            let body = paragraphs.join("</p>\n<p>");
            format!(
                "<html><head><title>{title}</title></head><body><h1>{title}</h1>\n<p>{body}</p></body></html>"
            )
        };
        match self.random.below(10) {
            0 => {
                let text = format!("{title}\n\n{}\n", paragraphs.join("\n\n"));
                keyed(id, Some(text.into_bytes()), &[("content-type", "text/plain"), ("rafid-id", id)])
            }
            1 => {
                let kind = "text/html; charset=utf-8";
                keyed(id, Some(html().into_bytes()), &[("content-type", kind), ("rafid-id", id)])
            }
            2 if language.tag == "ar" => {
                let page = html();
                let (bytes, _, _) = WINDOWS_1256.encode(&page);
                let kind = "text/html; charset=windows-1256";
                keyed(id, Some(bytes.into_owned()), &[("content-type", kind), ("rafid-id", id)])
            }
            3 if language.tag == "ar" => {
                let page = html();
                let (bytes, _, _) = WINDOWS_1256.encode(&page);
                let value = json!({ "id": id, "url": url, "html_base64": STANDARD.encode(&bytes), "charset": "windows-1256" });
                keyed(id, Some(value.to_string().into_bytes()), &[])
            }
            4 => {
                let value =
                    json!({ "id": id, "url": url, "html": html(), "fetched_at": "2024-05-06T07:08:09Z" });
                keyed(id, Some(value.to_string().into_bytes()), &[])
            }
            _ => {
                let value = json!({
                    "id": id,
                    "url": url,
                    "title": title,
                    "text": paragraphs.join("\n\n"),
                    "source": "news.example",
                    "author": ["A. Writer"],
                    "published_at": format!("2024-{:02}-{:02}", 1 + self.number % 12, 1 + self.number % 28),
                    "language": language.tag,
                    "keywords": [self.random.pick(PLACES).1],
                    "crawler": { "attempt": 1 },
                });
                keyed(id, Some(value.to_string().into_bytes()), &[("content-type", "application/json")])
            }
        }
    }
}

impl Iterator for Load {
    type Item = Message;

    fn next(&mut self) -> Option<Message> {
        if self.number == self.count {
            return None;
        }
        let message = self.message();
        self.number += 1;
        Some(message)
    }
}

fn id_of(number: usize) -> String {
    format!("load-{number:06}")
}

fn keyed(id: &str, value: Option<Vec<u8>>, headers: &[(&str, &str)]) -> Record {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()));
    Record { key: Some(id.as_bytes().to_vec()), value, headers: headers.collect() }
}

/// The headers that a message has behind the first service.
fn hop_headers(number: usize) -> Vec<(String, Vec<u8>)> {
    let (partition, offset) = (number % 12, number / 12);
    let pairs = [
        ("content-type", "application/json".to_owned()),
        ("ce_specversion", "1.0".to_owned()),
        ("ce_id", format!("articles.raw.v1/{partition}/{offset}/0")),
        ("ce_type", "rafid.article.normalized.v1".to_owned()),
        ("ce_source", "/rafid/normalizer".to_owned()),
        ("ce_time", "2024-01-19T08:00:00.123Z".to_owned()),
        ("rafid-raw-timestamp", "1705651200123".to_owned()),
        ("rafid-raw-topic", "articles.raw.v1".to_owned()),
        ("rafid-raw-partition", partition.to_string()),
        ("rafid-raw-offset", offset.to_string()),
        ("rafid-input-topic", "articles.raw.v1".to_owned()),
        ("rafid-input-partition", partition.to_string()),
        ("rafid-input-offset", offset.to_string()),
        ("rafid-service", "normalizer".to_owned()),
        ("rafid-version", "0.1.0".to_owned()),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.into_bytes())).collect()
}

/// Two to four sentences with names and numbers filled in.
fn paragraph(random: &mut Random, language: &Language) -> String {
    let count = 2 + random.below(3);
    let sentences: Vec<String> = (0..count).map(|_| sentence(random, language)).collect();
    sentences.join(language.between)
}

fn sentence(random: &mut Random, language: &Language) -> String {
    let place = random.pick(language.places);
    let person = random.pick(language.people);
    let number = 2 + random.below(900);
    random
        .pick(language.sentences)
        .replace("{place}", place)
        .replace("{person}", person)
        .replace("{n}", &number.to_string())
}

/// `SplitMix64` (Steele, Lea, Flood 2014).
#[derive(Debug, Clone)]
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is small: the bias of the remainder does not matter here.
    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_messages() {
        let load = |seed| Load::new(seed, 500).collect::<Vec<_>>();
        assert_eq!(load(7), load(7));
        assert_ne!(load(7), load(8));
        assert_eq!(load(7).len(), 500);
    }

    #[test]
    fn the_mix_is_what_the_documentation_says() {
        let messages: Vec<Message> = Load::new(1, 20_000).collect();
        let count =
            |wanted: &dyn Fn(&Message) -> bool| messages.iter().filter(|message| wanted(message)).count();
        let in_percent = |count: usize| (count + 100) / 200;
        assert_eq!(in_percent(count(&|message| message.poison.is_some())), 1);
        let retraction = |message: &Message| message.poison.is_none() && message.record.value.is_none();
        assert_eq!(in_percent(count(&retraction)), 1);
        let keys: BTreeSet<_> = messages.iter().filter_map(|message| message.record.key.as_ref()).collect();
        assert!(keys.len() < 19_000, "keys repeat");
        let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
        for message in &messages {
            *codes.entry(message.poison.unwrap_or_default()).or_default() += 1;
        }
        assert!(POISON.iter().all(|(_, code)| codes.contains_key(code)), "{codes:?}");
        assert!(
            count(
                &|message| std::str::from_utf8(message.record.value.as_deref().unwrap_or_default()).is_err()
            ) > 0
        );
    }

    #[test]
    fn templates_have_their_slots_and_differ() {
        for language in LANGUAGES {
            assert!(language.sentences.iter().any(|text| text.contains("{place}")), "{}", language.tag);
            assert!(language.sentences.iter().any(|text| text.contains("{person}")), "{}", language.tag);
        }
        let tags: BTreeSet<_> = LANGUAGES.iter().map(|language| language.tag).collect();
        assert_eq!(tags.len(), LANGUAGES.len());
    }

    #[test]
    fn benchmark_records_have_the_size_asked_for() {
        for record in Load::uniform(1, 20, 3000) {
            let size = record.value.unwrap().len();
            assert!((3000..5500).contains(&size), "{size}");
        }
    }
}
