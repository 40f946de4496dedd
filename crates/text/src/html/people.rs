//! Authors: names out of statements that hold much else.

use serde_json::Value;

use super::blocks::same;
use super::body::View;
use super::hints::Hints;
use super::linked::{Linked, text_of};
use super::meta::{Metas, collapse, properties};
use super::own::Own;
use super::tag::Tag;
use super::tree::Tree;
use super::{Method, Pick};

/// A byline longer than this, in characters, is a sentence.
const LONGEST: usize = 60;

/// How many authors are named at most.
const MOST: usize = 50;

/// Characters of a statement read at most.
const READ: usize = MOST * LONGEST;

/// `<meta>` names that hold authors, most trusted first.
const METAS: [&str; 10] = [
    "dc:creator",
    "dc.creator",
    "dcterms.creator",
    "dcterm:creator",
    "author",
    "article:author_name",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "cxenseparse:author",
];

/// The authors that the most trusted statement names. A statement that names the site only is kept for want of better.
pub(crate) fn authors(tree: &Tree, own: &Own, metas: &Metas, linked: &Linked, sites: &[String]) -> Vec<Pick> {
    let mut spare = Vec::new();
    let mut settle = |found: Vec<Pick>| -> Option<Vec<Pick>> {
        let (site, people): (Vec<Pick>, Vec<Pick>) =
            found.into_iter().partition(|x| sites.iter().any(|y| same(y, &x.value)));
        if people.is_empty() {
            spare = if spare.is_empty() { site } else { std::mem::take(&mut spare) };
            return None;
        }
        Some(people)
    };
    if let Some(found) = settle(picks(json(linked), Method::JsonLd)) {
        return found;
    }
    for name in METAS {
        if let Some(found) = settle(picks(metas.all(name).map(str::to_owned).collect(), Method::Meta)) {
            return found;
        }
    }
    let named = own.properties(tree, "author").into_iter().map(|x| {
        let name = properties(tree, "name").find(|y| *y > x && *y < tree.node(x).end);
        tree.text(name.unwrap_or(x))
    });
    if let Some(found) = settle(picks(named.take(5).collect(), Method::Microdata)) {
        return found;
    }
    let is_author = |x: &u32| {
        tree.attribute_raw(*x, "rel").is_some_and(|y| y.split_ascii_whitespace().any(|z| z == "author"))
    };
    let links = tree.all(Tag::A).filter(is_author).map(|x| tree.text(x)).take(3).collect();
    settle(picks(links, Method::Visible)).unwrap_or(spare)
}

/// Names in JSON-LD, of the first article that has any.
fn json(linked: &Linked) -> Vec<String> {
    let mut out = Vec::new();
    for article in linked.articles() {
        let Some(author) = article.get("author").or_else(|| article.get("creator")) else { continue };
        let list: Vec<&Value> = author.as_array().map_or_else(|| vec![author], |x| x.iter().collect());
        for value in list {
            let value = linked.resolve(value);
            let names = value.get("name").unwrap_or(value);
            match names.as_array() {
                Some(list) => out.extend(list.iter().filter_map(text_of)),
                None => out.extend(text_of(names)),
            }
        }
        if !out.is_empty() {
            break;
        }
    }
    out
}

/// Authors in visible bylines near the headline, for pages that state none to machines.
pub(crate) fn visible(view: &View, own: &Own, start: usize) -> Vec<Pick> {
    for at in start.saturating_sub(12)..start + 8 {
        let Some(leaf) = view.leaf(at) else { continue };
        let text = view.leaves.text(leaf);
        if leaf.size < 4 || text.chars().count() > LONGEST || own.is_other(view.tree, leaf.first) {
            continue;
        }
        let text = text.lines().next().unwrap_or_default();
        let labelled = strip_prefix(text).len() < text.len();
        if !(labelled || view.around(at).any(Hints::BYLINE)) {
            continue;
        }
        let text = text.split(['|', '•', '·', '–', '—']).next().unwrap_or_default();
        let found = picks(vec![text.to_owned()], Method::Visible);
        let people: Vec<Pick> = found.into_iter().filter(|x| is_person(&x.value)).collect();
        if !people.is_empty() {
            return people;
        }
    }
    Vec::new()
}

/// Whether a line begins with a byline's "by".
pub(crate) fn is_labelled(text: &str) -> bool {
    strip_prefix(text).len() < text.len()
}

/// Two to five words that begin with capitals, or are of a script without them; no digits.
fn is_person(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let capital = |x: &&str| x.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    (2..=5).contains(&words.len())
        && !name.chars().any(|x| x.is_ascii_digit() || matches!(x, ':' | '?' | '!'))
        && words.first().is_some_and(capital)
        && words.last().is_some_and(capital)
}

fn picks(found: Vec<String>, method: Method) -> Vec<Pick> {
    let mut out: Vec<Pick> = Vec::new();
    for text in found {
        for name in names(&text) {
            if out.len() < MOST && !out.iter().any(|x| same(&x.value, &name)) {
                out.push(Pick { value: name, method });
            }
        }
    }
    out
}

/// The names in a byline.
fn names(text: &str) -> Vec<String> {
    let end = text.char_indices().nth(READ).map_or(text.len(), |x| x.0);
    let text = collapse(text.get(..end).unwrap_or_default());
    if text.contains("://") || text.starts_with("www.") || text.contains('@') {
        return Vec::new();
    }
    let text = without_brackets(strip_prefix(&text));
    let parts: Vec<&str> = text.split([',', ';', '|', '/', '、', '،']).flat_map(conjoined).collect();
    let many = parts.len() > 1;
    parts
        .into_iter()
        .map(|x| strip_prefix(x.trim()).trim())
        .filter(|x| x.chars().any(char::is_alphabetic) && x.chars().count() < LONGEST)
        .filter(|x| !(many && is_role(x)))
        .map(str::to_owned)
        .collect()
}

/// Leaves out what stands in brackets: addresses, credits.
fn without_brackets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0usize;
    for x in text.chars() {
        match x {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            x if depth == 0 => out.push(x),
            _ => {}
        }
    }
    let out = out.trim();
    if out.is_empty() { text.to_owned() } else { collapse(out) }
}

/// Words for "and", between names.
const AND: [&str; 15] = [
    " and ", " und ", " & ", " et ", " og ", " och ", " y ", " e ", " en ", " i ", " ve ", " ja ", " dan ",
    " и ", " و ",
];

/// Cuts at words for "and" where whole names stand on both sides.
fn conjoined(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((left, right)) = AND.iter().filter_map(|x| rest.split_once(x)).min_by_key(|x| x.0.len()) {
        let next =
            AND.iter().filter_map(|x| right.split_once(x)).min_by_key(|x| x.0.len()).map_or(right, |x| x.0);
        if !(is_person(strip_prefix(left.trim())) && is_person(next.trim())) {
            break;
        }
        out.push(left);
        rest = right;
    }
    out.push(rest);
    out
}

/// Whether a part of a byline names a post rather than a person.
fn is_role(text: &str) -> bool {
    const ROLES: [&str; 22] = [
        "editor",
        "correspondent",
        "reporter",
        "writer",
        "journalist",
        "redakteur",
        "redaktion",
        "korrespondent",
        "chefred",
        "photographer",
        "fotograf",
        "contributor",
        "columnist",
        "producer",
        "corresponsal",
        "redactor",
        "rédact",
        "journaliste",
        "giornalista",
        "jornalista",
        "iornalist",
        "politics",
    ];
    let text = text.to_lowercase();
    ROLES.iter().any(|x| text.contains(x))
}

pub(crate) fn strip_prefix(text: &str) -> &str {
    const PREFIXES: [&str; 21] = [
        "written by ",
        "by: ",
        "by ",
        "von: ",
        "von ",
        "par ",
        "por ",
        "door ",
        "av ",
        "af ",
        "przez ",
        "autor: ",
        "author: ",
        "text: ",
        "tekst: ",
        "autorin: ",
        "автор: ",
        "بقلم: ",
        "بقلم ",
        "كتب: ",
        "penulis: ",
    ];
    for prefix in PREFIXES {
        let end = text.char_indices().nth(prefix.chars().count()).map_or(text.len(), |x| x.0);
        if let Some((head, tail)) = text.split_at_checked(end)
            && head.to_lowercase() == *prefix
        {
            return tail;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_are_cut_from_bylines() {
        let cases: [(&str, &[&str]); 10] = [
            ("By Ada Stone", &["Ada Stone"]),
            ("Ada Stone and Ben Wells", &["Ada Stone", "Ben Wells"]),
            ("Ada Stone, Ben Wells and Cora Hill", &["Ada Stone", "Ben Wells", "Cora Hill"]),
            ("José Ortega y Gasset", &["José Ortega y Gasset"]),
            ("Ada Stone, political editor", &["Ada Stone"]),
            ("Ada Stone (ada.stone.org)", &["Ada Stone"]),
            ("https://example.org/ada", &[]),
            ("desk@example.org", &[]),
            ("Von Ada Stein und Bernd Wald", &["Ada Stein", "Bernd Wald"]),
            ("ليلى حداد، سامي نجار", &["ليلى حداد", "سامي نجار"]),
        ];
        for (text, expected) in cases {
            assert_eq!(names(text), expected, "{text}");
        }
    }
}
