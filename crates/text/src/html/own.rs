//! Which statements of a page are about its own article: pages also describe others to machines.

use std::collections::HashSet;

use serde_json::Value;

use super::hints::Hints;
use super::linked::text_of;
use super::meta::{Metas, collapse, properties};
use super::roles::Roles;
use super::tag::Tag;
use super::tree::{Id, Tree};
use crate::fingerprint::is_unspaced;

/// Headlines of the page read at most.
const TITLES: usize = 12;

/// Elements with one property looked at.
const MOST: usize = 50;

/// A statement longer than this, in bytes, is no headline.
const LONGEST: usize = 4_096;

/// Letters from which on one word in common is enough.
const TELLING: usize = 6;

/// What a page calls itself.
pub(crate) struct Own<'p> {
    /// Words of each title.
    titles: Vec<HashSet<String>>,
    address: Option<&'p str>,
    roles: &'p Roles,
    h1: Option<Id>,
}

impl<'p> Own<'p> {
    /// Reads it: titles for sharing, of the document, and in large type.
    pub(crate) fn read(tree: &Tree, roles: &'p Roles, metas: &Metas, address: Option<&'p str>) -> Self {
        let shared = ["og:title", "twitter:title"].iter().filter_map(|x| metas.first(x)).map(str::to_owned);
        let document = tree.all(Tag::Title).take(1).map(|x| collapse(&super::tree::decode(tree.raw(x + 1))));
        let printed = tree.all(Tag::H1).map(|x| tree.text(x));
        let titles = shared.chain(document).chain(printed).filter(|x| x.len() <= LONGEST).take(TITLES);
        Self { titles: titles.map(|x| words(&x)).collect(), address, roles, h1: tree.all(Tag::H1).next() }
    }

    /// Whether an article of JSON-LD is the page's, is another, or does not say.
    pub(crate) fn claim(&self, article: &Value) -> Option<bool> {
        let same_address = self.same_address(article);
        if same_address == Some(true) {
            return same_address;
        }
        let names = ["headline", "name", "alternativeHeadline"];
        let said: Vec<bool> = names
            .iter()
            .filter_map(|x| article.get(x).and_then(text_of))
            .filter(|x| x.len() <= LONGEST)
            .filter_map(|x| self.is_title(&x))
            .collect();
        if said.contains(&true) {
            return Some(true);
        }
        if said.is_empty() { None } else { Some(false) }
    }

    /// Whether a headline has words in common with one of the page's; not known if either has none.
    fn is_title(&self, headline: &str) -> Option<bool> {
        let said = words(headline);
        let titles: Vec<&HashSet<String>> = self.titles.iter().filter(|x| !x.is_empty()).collect();
        if said.is_empty() || titles.is_empty() {
            return None;
        }
        Some(titles.iter().any(|x| {
            let common: Vec<&String> = x.intersection(&said).collect();
            let is_telling = common.iter().any(|y| y.chars().count() >= TELLING);
            is_telling || (!common.is_empty() && common.len() * 3 >= x.len().min(said.len()))
        }))
    }

    /// Whether an object names the page's address; not known if it names none, or the page has none.
    fn same_address(&self, article: &Value) -> Option<bool> {
        let own = path_of(self.address?)?;
        let page = article.get("mainEntityOfPage");
        let stated = [
            page.and_then(Value::as_str),
            page.and_then(|x| x.get("@id")).and_then(Value::as_str),
            article.get("url").and_then(Value::as_str),
            article.get("@id").and_then(Value::as_str),
        ];
        let paths: Vec<&str> = stated.into_iter().flatten().filter_map(path_of).collect();
        (!paths.is_empty()).then(|| paths.contains(&own))
    }

    /// Elements with a property of the page's own article: where a part of the page that holds the headline has it, no
    /// other part is heard; nor ever what stands in comments, teasers and the like.
    pub(crate) fn properties(&self, tree: &Tree, name: &str) -> Vec<Id> {
        let found: Vec<(Id, Option<bool>)> =
            properties(tree, name).take(MOST).map(|x| (x, self.holds(tree, x))).collect();
        let is_known = found.iter().any(|x| x.1 == Some(true));
        let is_heard = |claim: Option<bool>| if is_known { claim == Some(true) } else { claim.is_none() };
        found.into_iter().filter(|x| is_heard(x.1)).map(|x| x.0).collect()
    }

    /// Whether a node belongs to an item that is not the page's own.
    pub(crate) fn is_other(&self, tree: &Tree, id: Id) -> bool {
        self.holds(tree, id) == Some(false)
    }

    /// Whether the item that an element's property belongs to is the page's own.
    fn holds(&self, tree: &Tree, id: Id) -> Option<bool> {
        const ELSEWHERE: Hints = Hints::COMMENT.with(Hints::RELATED);
        let mut scope = None;
        for node in tree.ancestors(id).skip(1) {
            // an article may have a footer of its own
            let places = if scope.is_some() { ELSEWHERE.with(Hints::FOOTER) } else { ELSEWHERE };
            if self.roles.own.get(node as usize).is_some_and(|x| x.any(places)) {
                return Some(false);
            }
            if scope.is_none() && tree.attribute_raw(node, "itemscope").is_some() {
                scope = Some(node);
            }
        }
        let scope = scope?;
        let end = tree.node(scope).end;
        if self.h1.is_some_and(|x| x > scope && x < end) {
            return Some(true);
        }
        let headline = (scope + 1..end).take(SCOPE).find(|x| {
            tree.node(*x).tag != Tag::Text
                && tree
                    .attribute_raw(*x, "itemprop")
                    .is_some_and(|y| y.split_ascii_whitespace().any(|z| z == "headline"))
        })?;
        let said = tree
            .attribute(headline, "content")
            .map_or_else(|| tree.text(headline), std::borrow::Cow::into_owned);
        self.is_title(&said)
    }
}

/// Nodes of an item that are searched for its headline.
const SCOPE: usize = 300;

/// An address without its scheme, "www.", query, fragment and last slash; none if that is the site's front page.
fn path_of(url: &str) -> Option<&str> {
    let url = url.split(['?', '#']).next()?;
    let url = url.split_once("//").map_or(url, |x| x.1);
    // only the path: one article may be on several hosts of its site
    let path = url.split_once('/')?.1.trim_end_matches('/');
    (!path.is_empty()).then_some(path)
}

/// Words of two letters and more; of scripts without spaces, pairs of characters.
fn words(text: &str) -> HashSet<String> {
    let mut out = HashSet::new();
    let lower = text.to_lowercase();
    for word in lower.split(|x: char| !x.is_alphanumeric()) {
        let letters: Vec<char> = word.chars().collect();
        if letters.iter().any(|x| is_unspaced(*x)) {
            out.extend(letters.windows(2).map(|x| x.iter().collect::<String>()));
        } else if letters.len() >= 2 {
            out.insert(word.to_owned());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{path_of, words};

    #[test]
    fn addresses_and_words_are_compared_by_what_matters() {
        assert_eq!(path_of("https://www.example.org/a/b/?x=1#y"), Some("a/b"));
        assert_eq!(path_of("/a/b"), Some("a/b"));
        assert_eq!(path_of("https://example.org/"), None);
        assert_eq!(words("Rain, rain ends").len(), 2);
        assert_eq!(words("市長辞任").len(), 3);
    }
}
