//! JSON-LD: the objects that describe a page's article.

use std::collections::HashMap;

use serde_json::Value;

use super::meta::collapse;
use super::own::Own;
use super::tag::Tag;
use super::tree::Tree;

/// How many articles, and pages, are heard at most.
const MOST: usize = 50;

/// The page's JSON-LD blocks; those that cannot be read are left out.
pub(crate) fn blocks(tree: &Tree) -> Vec<Value> {
    tree.all(Tag::Script)
        .filter(|id| {
            tree.attribute_raw(*id, "type").is_some_and(|x| x.to_ascii_lowercase().contains("ld+json"))
        })
        .filter_map(|id| super::json::parse(tree.raw(id + 1)))
        .collect()
}

/// The objects of a page's JSON-LD that matter here.
pub(crate) struct Linked<'v> {
    articles: Vec<&'v Value>,
    pages: Vec<&'v Value>,
    named: HashMap<&'v str, &'v Value>,
}

impl<'v> Linked<'v> {
    /// Sorts the objects at the top, in lists and in `@graph`.
    pub(crate) fn of(blocks: &'v [Value]) -> Self {
        let mut out = Self { articles: Vec::new(), pages: Vec::new(), named: HashMap::new() };
        let mut stack: Vec<&Value> = blocks.iter().rev().collect();
        while let Some(value) = stack.pop() {
            if let Some(list) = value.as_array() {
                stack.extend(list.iter().rev());
            } else if value.is_object() {
                out.add(value);
                for key in ["mainEntityOfPage", "mainEntity", "@graph"] {
                    stack.extend(value.get(key));
                }
            }
        }
        // Those with a headline first, then those with a date.
        out.articles.sort_by_key(|x| {
            let lacks = |key| usize::from(x.get(key).is_none());
            lacks("headline") * 2 + lacks("datePublished")
        });
        out.articles.truncate(MOST);
        out.pages.truncate(MOST);
        out
    }

    /// Leaves only what is about this page: where an article's headline or address is the page's own, those that are not
    /// are not heard, and never one that contradicts the page in both.
    pub(crate) fn keep_own(&mut self, own: &Own) {
        let claims: Vec<(&'v Value, Option<bool>)> =
            self.articles.iter().map(|x| (*x, own.claim(x))).collect();
        let is_known = claims.iter().any(|x| x.1 == Some(true));
        let is_heard =
            |claim: Option<bool>| if is_known { claim == Some(true) } else { claim != Some(false) };
        self.articles = claims.into_iter().filter(|x| is_heard(x.1)).map(|x| x.0).collect();
    }

    fn add(&mut self, value: &'v Value) {
        if types(value).any(is_article) {
            self.articles.push(value);
        }
        if types(value).any(is_page) {
            self.pages.push(value);
        }
        if value.get("name").is_some()
            && let Some(id) = value.get("@id").and_then(Value::as_str)
        {
            self.named.entry(id).or_insert(value);
        }
    }

    /// Objects of an article's type, the fullest first.
    pub(crate) fn articles(&self) -> &[&'v Value] {
        &self.articles
    }

    /// Objects of the page itself.
    pub(crate) fn pages(&self) -> &[&'v Value] {
        &self.pages
    }

    /// Follows `{"@id": …}` to the object that it names.
    pub(crate) fn resolve(&self, value: &'v Value) -> &'v Value {
        if value.get("name").is_some() {
            return value;
        }
        let id = value.get("@id").and_then(Value::as_str);
        id.and_then(|x| self.named.get(x)).copied().unwrap_or(value)
    }
}

/// Types that stand for an article or part of the press.
fn is_article(name: &str) -> bool {
    name.ends_with("Article") || name.ends_with("Posting") || matches!(name, "Report" | "Review" | "Recipe")
}

fn is_page(name: &str) -> bool {
    name.ends_with("WebPage") || name == "ItemPage"
}

fn types(value: &Value) -> impl Iterator<Item = &str> {
    let kind = value.get("@type");
    let list = kind.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    kind.and_then(Value::as_str)
        .into_iter()
        .chain(list.iter().filter_map(Value::as_str))
        .map(|x| x.rsplit(['/', '#', ':']).next().unwrap_or(x))
}

/// The text of a JSON-LD value: a string, a language-tagged string, or the first of a list.
pub(crate) fn text_of(value: &Value) -> Option<String> {
    let value = value.as_array().and_then(|x| x.first()).unwrap_or(value);
    let text = value.as_str().or_else(|| value.get("@value").and_then(Value::as_str))?;
    let text = collapse(&super::tree::decode(text));
    (!text.is_empty()).then_some(text)
}
