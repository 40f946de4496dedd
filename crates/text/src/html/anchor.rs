//! The article's text as JSON-LD states it: it tells which blocks of the page are the article, and stands in for them
//! where the page has none.

use super::body::View;
use super::leaves::measure;
use super::linked::Linked;
use super::meta::collapse;
use super::tree::decode;

/// Letters of a block's beginning that are looked for.
const PROBE: usize = 40;

/// Bytes of letters that are searched at most, lest a long text be searched for each of many blocks.
const LETTERS: usize = 64 * 1024;

/// The stated text.
pub(crate) struct Stated {
    /// Its paragraphs.
    pub(crate) paragraphs: Vec<String>,
    /// Its letters and digits in lower case.
    letters: String,
    /// Letters, as blocks are measured.
    pub(crate) size: u32,
    /// Whether it ends in the middle.
    cut: bool,
}

/// Which blocks the stated text holds.
pub(crate) struct Anchor {
    /// By block.
    pub(crate) held: Vec<bool>,
    /// The last block held, if the stated text goes on to its end on the page.
    pub(crate) last: Option<usize>,
}

impl Stated {
    /// The longest text that the page's articles state, if it is longer than a summary.
    pub(crate) fn read(linked: &Linked) -> Option<Self> {
        let articles = linked.articles();
        let texts = articles.iter().filter_map(|x| x.get("articleBody").and_then(serde_json::Value::as_str));
        let text = texts.max_by_key(|x| x.len())?;
        let text = decode(text);
        let plain = if text.contains("</") { strip_tags(&text) } else { text.into_owned() };
        let paragraphs: Vec<String> = plain.lines().map(collapse).filter(|x| !x.is_empty()).collect();
        let mut letters = letters(&plain);
        let long = letters.len() > LETTERS;
        letters.truncate((0..=LETTERS).rev().find(|x| letters.is_char_boundary(*x)).unwrap_or(0));
        let size = plain.split_whitespace().map(|x| measure(x).0).sum();
        let cut = long || plain.trim_end().ends_with('…') || plain.trim_end().ends_with("...");
        (size > 250).then_some(Self { paragraphs, letters, size, cut })
    }

    /// Finds the stated text on the page; nothing if less than half of it is there.
    pub(crate) fn find(&self, view: &View) -> Option<Anchor> {
        let mut held = Vec::with_capacity(view.leaves.list.len());
        let (mut found, mut last) = (0, None);
        let finder = |probe: &str| memchr::memmem::find(self.letters.as_bytes(), probe.as_bytes());
        for (at, leaf) in view.leaves.list.iter().enumerate() {
            let probe = beginning(view.leaves.text(leaf));
            let place = if leaf.size >= 20 { finder(&probe) } else { None };
            held.push(place.is_some());
            if let Some(place) = place {
                found += leaf.size;
                if place + view.leaves.text(leaf).len() * 6 / 10 + PROBE >= self.letters.len() * 96 / 100 {
                    last = Some(at);
                }
            }
        }
        let last = last.filter(|_| !self.cut && found * 10 >= self.size * 8);
        (found * 2 >= self.size).then_some(Anchor { held, last })
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|x| x.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn beginning(text: &str) -> String {
    text.chars().filter(|x| x.is_alphanumeric()).take(PROBE).flat_map(char::to_lowercase).collect()
}

/// Text of markup: a line for every tag that starts a block.
fn strip_tags(markup: &str) -> String {
    let mut out = String::with_capacity(markup.len());
    for (at, part) in markup.split('<').enumerate() {
        if at == 0 {
            out.push_str(part);
            continue;
        }
        let Some((tag, text)) = part.split_once('>') else {
            out.push('<');
            out.push_str(part);
            continue;
        };
        let name = tag
            .trim_start_matches('/')
            .split(|x: char| !x.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        let tag = super::tag::Tag::of(name.as_bytes());
        if tag.is_block() || tag == super::tag::Tag::Br {
            out.push('\n');
        }
        out.push_str(text);
    }
    decode(&out).into_owned()
}
