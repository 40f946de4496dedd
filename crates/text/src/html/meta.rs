//! `<meta>`, `<link>` and JSON-LD: what a page says about itself to machines.

use super::linked::{Linked, text_of};
use super::own::Own;
use super::tag::Tag;
use super::tree::{Id, Tree, push_collapsed};

/// `<meta>` elements: lower-case name or property, and content; and the element, if the name is that of a property of
/// an item.
pub(crate) struct Metas(Vec<(String, String, Option<Id>)>);

/// Properties of items that are looked at for whose they are.
const PROPERTIES: usize = 200;

impl Metas {
    /// Reads all of a page's.
    pub(crate) fn read(tree: &Tree) -> Self {
        let mut out = Vec::new();
        for id in tree.all(Tag::Meta) {
            let Some(content) = tree.attribute(id, "content") else { continue };
            let content = collapse(&content);
            if content.is_empty() {
                continue;
            }
            for key in ["property", "name", "itemprop", "http-equiv"] {
                if let Some(name) = tree.attribute(id, key) {
                    let item = (key == "itemprop").then_some(id);
                    out.push((name.trim().to_ascii_lowercase(), content.clone(), item));
                }
            }
        }
        Self(out)
    }

    /// Leaves out the properties of items that are not the page's own.
    pub(crate) fn keep_own(&mut self, tree: &Tree, own: &Own) {
        let mut left = PROPERTIES;
        self.0.retain(|x| {
            let Some(id) = x.2 else { return true };
            let is_left = left > 0;
            left = left.saturating_sub(1);
            is_left && !own.is_other(tree, id)
        });
    }

    /// The first value of a name.
    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|x| x.0 == name).map(|x| x.1.as_str())
    }

    /// Every value of a name written in any way: `article:published_time`, `Article-Published:Time`. The name is given
    /// as its lower-case letters and digits alone.
    pub(crate) fn all_spelt<'s>(&'s self, letters: &'s str) -> impl Iterator<Item = &'s str> + 's {
        let is_same = move |name: &str| name.bytes().filter(u8::is_ascii_alphanumeric).eq(letters.bytes());
        self.0.iter().filter(move |x| is_same(&x.0)).map(|x| x.1.as_str())
    }

    /// Every value of a name, in document order.
    pub(crate) fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> + 's {
        self.0.iter().filter(move |x| x.0 == name).map(|x| x.1.as_str())
    }
}

/// White space runs made one space, ends trimmed.
pub(crate) fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_collapsed(&mut out, text);
    out.trim().to_owned()
}

/// The `href` of the first `<link>` of a relation.
pub(crate) fn link(tree: &Tree, relation: &str) -> Option<String> {
    let id = tree.all(Tag::Link).find(|id| {
        tree.attribute_raw(*id, "rel")
            .is_some_and(|x| x.split_ascii_whitespace().any(|y| y.eq_ignore_ascii_case(relation)))
    })?;
    tree.attribute(id, "href").map(|x| x.trim().to_owned()).filter(|x| !x.is_empty())
}

/// A name longer than this, in bytes, is none.
const LONGEST: usize = 1_024;

/// Names by which the site calls itself, host included.
pub(crate) fn sites(metas: &Metas, linked: &Linked, url: Option<&str>) -> Vec<String> {
    let mut out: Vec<String> =
        ["og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:site"]
            .iter()
            .filter_map(|x| metas.first(x))
            .map(str::to_owned)
            .collect();
    let publishers = linked.articles().iter().filter_map(|x| x.get("publisher"));
    out.extend(publishers.filter_map(|x| linked.resolve(x).get("name").and_then(text_of)));
    if let Some(host) = url.and_then(super::teasers::host_of) {
        let host = host.trim_start_matches("www.");
        out.push(host.to_owned());
        out.extend(host.rsplit_once('.').map(|x| x.0.to_owned()));
    }
    out.retain(|x| x.len() <= LONGEST);
    out
}

/// Elements with an `itemprop` of the given name.
pub(crate) fn properties<'t>(tree: &'t Tree, name: &'t str) -> impl Iterator<Item = Id> + 't {
    (0..tree.len()).filter(move |id| {
        tree.node(*id).tag != Tag::Text
            && tree
                .attribute_raw(*id, "itemprop")
                .is_some_and(|x| x.split_ascii_whitespace().any(|y| y == name))
    })
}
