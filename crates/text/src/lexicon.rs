//! Words that news pages are labelled with, and the signatures of news agencies: data files, looked up by search key.

use crate::search::{Folding, key};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A publication or update date.
    Published,
    /// The source of the article.
    Source,
    /// Authors, with a colon.
    Author,
    /// Authors, without a colon ("By …").
    Byline,
    /// Who took a picture.
    Credit,
    /// Keywords.
    Keywords,
    /// Other articles follow.
    Related,
    /// A sharing button.
    Share,
    /// A rights notice.
    Rights,
    /// Other furniture of a page: advertisement, comments, newsletter.
    Furniture,
}

impl Kind {
    fn parse(name: &str) -> Option<Kind> {
        Some(match name {
            "published" => Kind::Published,
            "source" => Kind::Source,
            "author" => Kind::Author,
            "byline" => Kind::Byline,
            "credit" => Kind::Credit,
            "keywords" => Kind::Keywords,
            "related" => Kind::Related,
            "share" => Kind::Share,
            "rights" => Kind::Rights,
            "furniture" => Kind::Furniture,
            _ => return None,
        })
    }
}

static LABELS_TSV: &str = include_str!("../data/labels.tsv");
static AGENCIES_TSV: &str = include_str!("../data/agencies.tsv");

/// Key of a phrase → the kinds it may announce, a bit each; one phrase may be two kinds in two languages.
static LABELS: LazyLock<HashMap<String, u16>> = LazyLock::new(|| {
    let mut labels = HashMap::new();
    for line in data_lines(LABELS_TSV) {
        let mut fields = line.split('\t');
        let (Some(_), Some(kind), Some(phrases)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        let Some(kind) = Kind::parse(kind) else { continue };
        for phrase in phrases.split('|') {
            *labels.entry(key(phrase, Folding::General)).or_insert(0) |= 1 << kind as u16;
        }
    }
    labels
});

static AGENCIES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let mut agencies = HashMap::new();
    for line in data_lines(AGENCIES_TSV) {
        let mut fields = line.split('\t');
        let Some(name) = fields.next() else { continue };
        let forms = fields.next().unwrap_or(name);
        for form in forms.split('|').chain([name]) {
            agencies.entry(key(form, Folding::General)).or_insert(name);
        }
    }
    agencies
});

/// No agency's written form has as many bytes: longer phrases need no look.
const LONGEST_AGENCY: usize = 120;

fn data_lines(tsv: &'static str) -> impl Iterator<Item = &'static str> {
    tsv.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Kinds that a phrase may announce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kinds(u16);

impl Kinds {
    /// Whether the phrase may announce this.
    pub fn has(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u16) != 0
    }

    /// Whether the phrase is no label.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The kinds that a phrase announces in any of the lexicon's languages.
///
/// ```
/// use rafid_text::lexicon::{label, Kind};
/// assert!(label("المصدر:").has(Kind::Source));
/// assert!(label("Read also").has(Kind::Related));
/// assert!(label("Harbour bridge").is_empty());
/// ```
pub fn label(phrase: &str) -> Kinds {
    Kinds(LABELS.get(&key(phrase, Folding::General)).copied().unwrap_or(0))
}

/// The published name of the agency that signs with this phrase.
pub fn agency(phrase: &str) -> Option<&'static str> {
    if phrase.len() > LONGEST_AGENCY {
        return None;
    }
    AGENCIES.get(&key(phrase, Folding::General)).copied()
}

/// The agency whose written form stands at the start of a text without spaces between words, and the form's length.
pub(crate) fn agency_prefix(text: &str) -> Option<(&'static str, usize)> {
    let ends = text.char_indices().skip(1).take(8).map(|(at, _)| at);
    ends.filter_map(|end| text.get(..end).and_then(agency).map(|name| (name, end))).last()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_agency_is_longer_than_is_looked_for() {
        let forms = data_lines(AGENCIES_TSV).flat_map(|line| line.split(['\t', '|']));
        assert!(forms.map(str::len).max().is_some_and(|longest| longest * 3 / 2 <= LONGEST_AGENCY));
    }
}
