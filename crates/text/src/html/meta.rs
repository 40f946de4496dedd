//! `<meta>`, `<link>` and JSON-LD: what a page says about itself to machines.

use serde_json::Value;

use super::tag::Tag;
use super::tree::{Id, Tree, push_collapsed};

/// `<meta>` elements: lower-case name or property, and content.
pub(crate) struct Metas(Vec<(String, String)>);

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
                    out.push((name.trim().to_ascii_lowercase(), content.clone()));
                }
            }
        }
        Self(out)
    }

    /// The first value of a name.
    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|x| x.0 == name).map(|x| x.1.as_str())
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
    out.truncate(out.trim_end().len());
    out
}

/// The `href` of the first `<link>` of a relation.
pub(crate) fn link(tree: &Tree, relation: &str) -> Option<String> {
    let id = tree.all(Tag::Link).find(|id| {
        tree.attribute_raw(*id, "rel")
            .is_some_and(|x| x.split_ascii_whitespace().any(|y| y.eq_ignore_ascii_case(relation)))
    })?;
    tree.attribute(id, "href").map(|x| x.trim().to_owned()).filter(|x| !x.is_empty())
}

/// The JSON-LD objects that describe the page's article, best first, with every object by its `@id`.
pub(crate) struct Linked {
    roots: Vec<Value>,
}

/// Types that stand for an article or part of the press.
fn is_article_type(name: &str) -> bool {
    name.ends_with("Article")
        || name.ends_with("Posting")
        || matches!(name, "Report" | "Review" | "Recipe" | "Article")
}

fn types(value: &Value) -> impl Iterator<Item = &str> {
    let kind = value.get("@type");
    let list = kind.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    kind.and_then(Value::as_str)
        .into_iter()
        .chain(list.iter().filter_map(Value::as_str))
        .map(|x| x.rsplit(['/', '#', ':']).next().unwrap_or(x))
}

impl Linked {
    /// Reads the page's JSON-LD blocks; those that cannot be read are left out.
    pub(crate) fn read(tree: &Tree) -> Self {
        let roots = tree
            .all(Tag::Script)
            .filter(|id| {
                tree.attribute_raw(*id, "type").is_some_and(|x| x.to_ascii_lowercase().contains("ld+json"))
            })
            .filter_map(|id| super::json::parse(tree.raw(id + 1)))
            .collect();
        Self { roots }
    }

    /// Every object at the top, in lists and in `@graph`, in document order.
    fn objects(&self) -> Vec<&Value> {
        let mut out = Vec::new();
        let mut stack: Vec<&Value> = self.roots.iter().rev().collect();
        while let Some(value) = stack.pop() {
            if let Some(list) = value.as_array() {
                stack.extend(list.iter().rev());
            } else if value.is_object() {
                out.push(value);
                for key in ["mainEntityOfPage", "mainEntity", "@graph"] {
                    stack.extend(value.get(key));
                }
            }
        }
        out
    }

    /// The articles among the objects, those with a headline first.
    pub(crate) fn articles(&self) -> Vec<&Value> {
        let mut out: Vec<&Value> =
            self.objects().into_iter().filter(|x| types(x).any(is_article_type)).collect();
        out.sort_by_key(|x| {
            let has = |key| usize::from(x.get(key).is_none());
            has("headline") * 2 + has("datePublished")
        });
        out
    }

    /// Objects of the page itself.
    pub(crate) fn pages(&self) -> Vec<&Value> {
        self.objects()
            .into_iter()
            .filter(|x| types(x).any(|y| y.ends_with("WebPage") || y == "VideoObject" || y == "ItemPage"))
            .collect()
    }

    /// Follows `{"@id": …}` to the object that it names.
    pub(crate) fn resolve<'v>(&'v self, value: &'v Value) -> &'v Value {
        if value.get("name").is_some() {
            return value;
        }
        let Some(id) = value.get("@id").and_then(Value::as_str) else { return value };
        self.objects()
            .into_iter()
            .find(|x| x.get("name").is_some() && x.get("@id").and_then(Value::as_str) == Some(id))
            .unwrap_or(value)
    }
}

/// Names by which the site calls itself, host included.
pub(crate) fn sites(metas: &Metas, linked: &Linked, url: Option<&str>) -> Vec<String> {
    let mut out: Vec<String> =
        ["og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:site"]
            .iter()
            .filter_map(|x| metas.first(x))
            .map(str::to_owned)
            .collect();
    let publishers = linked.articles().into_iter().filter_map(|x| x.get("publisher"));
    out.extend(publishers.filter_map(|x| linked.resolve(x).get("name").and_then(text_of)));
    if let Some(host) = url.and_then(super::teasers::host_of) {
        let host = host.trim_start_matches("www.");
        out.push(host.to_owned());
        out.extend(host.rsplit_once('.').map(|x| x.0.to_owned()));
    }
    out
}

/// The text of a JSON-LD value: a string, a language-tagged string, or the first of a list.
pub(crate) fn text_of(value: &Value) -> Option<String> {
    let value = value.as_array().and_then(|x| x.first()).unwrap_or(value);
    let text = value.as_str().or_else(|| value.get("@value").and_then(Value::as_str))?;
    let text = collapse(&super::tree::decode(text));
    (!text.is_empty()).then_some(text)
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
