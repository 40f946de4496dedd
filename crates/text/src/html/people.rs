//! Authors: names out of statements that hold much else.

use serde_json::Value;

use super::meta::{Linked, Metas, collapse, properties, text_of};
use super::tag::Tag;
use super::tree::Tree;
use super::{Method, Pick};

/// The authors that the most trusted statement names.
pub(crate) fn authors(tree: &Tree, metas: &Metas, linked: &Linked) -> Vec<Pick> {
    let mut found = Vec::new();
    for article in linked.articles() {
        let Some(author) = article.get("author").or_else(|| article.get("creator")) else { continue };
        let list: Vec<&Value> = author.as_array().map_or_else(|| vec![author], |x| x.iter().collect());
        for value in list {
            let value = linked.resolve(value);
            let names = value.get("name").unwrap_or(value);
            match names.as_array() {
                Some(list) => found.extend(list.iter().filter_map(text_of)),
                None => found.extend(text_of(names)),
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    let picks = picks(found, Method::JsonLd);
    if !picks.is_empty() {
        return picks;
    }
    for name in
        ["author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author"]
    {
        let out = self::picks(metas.all(name).map(str::to_owned).collect(), Method::Meta);
        if !out.is_empty() {
            return out;
        }
    }
    let named = properties(tree, "author").map(|x| {
        let name = properties(tree, "name").find(|y| *y > x && *y < tree.node(x).end);
        tree.text(name.unwrap_or(x))
    });
    let out = self::picks(named.take(5).collect(), Method::Microdata);
    if !out.is_empty() {
        return out;
    }
    let links = tree
        .all(Tag::A)
        .filter(|x| {
            tree.attribute_raw(*x, "rel").is_some_and(|y| y.split_ascii_whitespace().any(|z| z == "author"))
        })
        .map(|x| tree.text(x));
    self::picks(links.take(3).collect(), Method::Visible)
}

fn picks(found: Vec<String>, method: Method) -> Vec<Pick> {
    let mut out: Vec<Pick> = Vec::new();
    for text in found {
        for name in names(&text) {
            if !out.iter().any(|x| x.value.to_lowercase() == name.to_lowercase()) {
                out.push(Pick { value: name, method });
            }
        }
    }
    out
}

/// The names in a byline.
fn names(text: &str) -> Vec<String> {
    let text = collapse(text);
    if text.contains("://") || text.starts_with("www.") || text.contains('@') {
        return Vec::new();
    }
    let text = strip_prefix(&text);
    text.split([',', ';', '|', '/'])
        .flat_map(|x| x.split(" and "))
        .flat_map(|x| x.split(" und "))
        .flat_map(|x| x.split(" & "))
        .map(|x| strip_prefix(x.trim()).trim().to_owned())
        .filter(|x| x.chars().any(char::is_alphabetic) && x.chars().count() < 60)
        .collect()
}

fn strip_prefix(text: &str) -> &str {
    const PREFIXES: [&str; 12] = [
        "by ", "by: ", "von ", "par ", "por ", "di ", "door ", "av ", "af ", "przez ", "autor: ", "author: ",
    ];
    for prefix in PREFIXES {
        if let Some(head) = text.get(..prefix.len())
            && head.eq_ignore_ascii_case(prefix)
        {
            return text.get(prefix.len()..).unwrap_or_default();
        }
    }
    text
}
