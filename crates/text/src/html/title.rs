//! The headline: what the page's statements agree on, without the site's name.

use super::blocks::same;
use super::meta::{Linked, Metas, collapse, properties, text_of};
use super::tag::Tag;
use super::tree::Tree;
use super::{Method, Pick};

/// The title, and every statement of it.
pub(crate) fn title(
    tree: &Tree,
    metas: &Metas,
    linked: &Linked,
    site: Option<&str>,
) -> (Option<Pick>, Vec<String>) {
    let headline = linked.articles().first().and_then(|x| x.get("headline")).and_then(text_of);
    let og = metas.first("og:title").or(metas.first("twitter:title")).map(str::to_owned);
    let h1s: Vec<String> =
        tree.all(Tag::H1).map(|x| tree.text(x)).filter(|x| !x.is_empty()).take(8).collect();
    let named = properties(tree, "headline").map(|x| tree.text(x)).find(|x| !x.is_empty());
    let document = tree.all(Tag::Title).next().map(|x| collapse(&super::tree::decode(tree.raw(x + 1))));
    let statements: Vec<String> =
        [&headline, &og, &named, &document].into_iter().flatten().chain(h1s.first()).cloned().collect();
    let pick = choose(&headline, &og, &h1s, &named, document.as_ref(), site);
    (pick, statements)
}

fn choose(
    headline: &Option<String>,
    og: &Option<String>,
    h1s: &[String],
    named: &Option<String>,
    document: Option<&String>,
    site: Option<&str>,
) -> Option<Pick> {
    let pick = |value: &str, method| Some(Pick { value: strip_site(value, site).to_owned(), method });
    // An `h1` that another statement repeats or begins with is the headline as printed.
    for h1 in h1s {
        let backed = headline.iter().chain(og).chain(document).any(|x| same(x, h1) || begins(x, h1));
        if backed {
            return pick(h1, Method::H1);
        }
    }
    if let Some(x) = headline {
        return pick(x, Method::JsonLd);
    }
    if let Some(x) = og {
        return pick(x, Method::OpenGraph);
    }
    if let Some(x) = named {
        return pick(x, Method::Microdata);
    }
    if let [only] = h1s {
        return pick(only, Method::H1);
    }
    document.filter(|x| !x.is_empty()).and_then(|x| pick(x, Method::Title))
}

fn begins(long: &str, short: &str) -> bool {
    short.chars().count() > 10 && long.starts_with(short)
}

/// Removes a final "| Site", "- Site" and the like, when the rest is the site's name or short.
fn strip_site<'t>(text: &'t str, site: Option<&str>) -> &'t str {
    for separator in [" | ", " – ", " — ", " - ", " · ", " :: ", " » "] {
        if let Some((head, tail)) = text.rsplit_once(separator)
            && site.is_some_and(|x| same(x, tail))
        {
            return head.trim();
        }
    }
    text
}
