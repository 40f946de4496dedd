//! An article that a page carries in its scripts only, as markup in a string.

use super::leaves::flatten;
use super::limits::{LimitExceeded, Limits};
use super::tag::Tag;
use super::tree::{Id, Tree};

/// A string shorter than this is no article.
const SHORTEST: usize = 800;

/// The longest string with paragraphs of markup among the page's scripts, its escapes resolved.
pub(crate) fn find(tree: &Tree) -> Option<String> {
    let mut best: Option<&str> = None;
    for id in tree.all(Tag::Script) {
        if is_template(tree, id) && tree.raw(id + 1).len() > SHORTEST {
            return Some(tree.raw(id + 1).to_owned());
        }
        for literal in literals(tree.raw(id + 1)) {
            let has_paragraphs =
                literal.contains("<p") || literal.contains("\\u003cp") || literal.contains("\\u003Cp");
            if has_paragraphs && literal.len() > best.map_or(SHORTEST, str::len) {
                best = Some(literal);
            }
        }
    }
    let quoted = format!("\"{}\"", best?);
    match super::json::parse(&quoted)? {
        serde_json::Value::String(text) => Some(text),
        _ => None,
    }
}

/// Whether a script holds markup to be shown.
fn is_template(tree: &Tree, id: Id) -> bool {
    let kind = tree.attribute_raw(id, "type").unwrap_or_default();
    let text = tree.raw(id + 1);
    (kind.contains("template") || kind.contains("html")) && (text.contains("<p") || text.contains("<br"))
}

/// Contents of the double-quoted strings of a script.
fn literals(script: &str) -> impl Iterator<Item = &str> {
    let mut rest = script;
    std::iter::from_fn(move || {
        let start = rest.find('"')? + 1;
        let body = rest.get(start..)?;
        let mut from = 0;
        let end = loop {
            let at = memchr::memchr2(b'"', b'\\', body.as_bytes().get(from..)?)? + from;
            if body.as_bytes().get(at) == Some(&b'"') {
                break at;
            }
            from = at + 2;
        };
        rest = body.get(end + 1..)?;
        body.get(..end)
    })
}

/// The paragraphs of such a string.
pub(crate) fn paragraphs(markup: &str, limits: &Limits) -> Result<Vec<String>, LimitExceeded> {
    let tree = Tree::parse(markup, limits)?;
    let leaves = flatten(&tree);
    let roles = super::roles::Roles::read(&tree, &leaves);
    let kept =
        leaves.list.iter().zip(&roles.around).filter(|x| x.0.size > 0 && !x.1.any(super::hints::Hints::JUNK));
    Ok(kept.map(|x| leaves.text(x.0).to_owned()).collect())
}
