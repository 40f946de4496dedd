//! The headline: what the page's statements of its title agree on, without the site's name.

use super::blocks::same;
use super::meta::{Linked, Metas, collapse, properties, text_of};
use super::tag::Tag;
use super::tree::Tree;
use super::{Method, Pick};

/// Headlines read at most; pages that mark up more of them have no main one.
const HEADLINES: usize = 8;
/// A statement shorter than this says too little to be found inside another.
const TELLING: usize = 10;

/// Everything that a page says about its title, site names removed.
struct Statements {
    json: Option<String>,
    og: Option<String>,
    twitter: Option<String>,
    named: Option<String>,
    document: Option<String>,
    h1s: Vec<String>,
}

/// The title, and every statement of it.
pub(crate) fn title(
    tree: &Tree,
    metas: &Metas,
    linked: &Linked,
    sites: &[String],
) -> (Option<Pick>, Vec<String>) {
    let clean = |text: String| Some(strip_site(&text, sites).to_owned()).filter(|x| !x.is_empty());
    let h1s = tree.all(Tag::H1).map(|x| tree.text(x)).filter(|x| !x.is_empty() && !is_site(x, sites));
    let document = tree.all(Tag::Title).next().map(|x| collapse(&super::tree::decode(tree.raw(x + 1))));
    let mut said = Statements {
        json: linked.articles().into_iter().find_map(|x| x.get("headline").and_then(text_of)).and_then(clean),
        og: metas.first("og:title").map(str::to_owned).and_then(clean),
        twitter: metas.first("twitter:title").map(str::to_owned).and_then(clean),
        named: properties(tree, "headline").map(|x| tree.text(x)).find(|x| !x.is_empty()),
        document: document.and_then(clean),
        h1s: h1s.take(HEADLINES).collect(),
    };
    said.agree();
    let pick = said.choose();
    let h1 = said.h1().cloned();
    let all = [said.json, said.og, said.twitter, said.named, said.document].into_iter().flatten();
    (pick, all.chain(h1).collect())
}

impl Statements {
    /// Cuts what follows a separator where another statement ends there.
    fn agree(&mut self) {
        let shorter: Vec<String> = self.h1s.iter().chain(&self.json).cloned().collect();
        for long in [&mut self.og, &mut self.twitter, &mut self.document].into_iter().flatten() {
            if let Some(short) = shorter.iter().find(|x| goes_on_after(long, x)) {
                long.clone_from(short);
            }
        }
    }

    /// The headline that another statement repeats, or else the only one.
    fn h1(&self) -> Option<&String> {
        let others = [&self.json, &self.og, &self.twitter, &self.document];
        let backed = self.h1s.iter().find(|x| others.iter().any(|y| y.as_ref().is_some_and(|z| same(x, z))));
        backed.or(if let [only] = self.h1s.as_slice() { Some(only) } else { None })
    }

    fn choose(&self) -> Option<Pick> {
        let h1 = self.h1();
        let equal = |a: Option<&String>, b: Option<&String>| a.zip(b).is_some_and(|(a, b)| same(a, b));
        let pick = |value: &String, method| Some(Pick { value: value.clone(), method });
        if let Some(og) = &self.og {
            if equal(h1, Some(og)) {
                return pick(og, Method::OpenGraph);
            }
            let printed = equal(h1, self.json.as_ref());
            let searched = equal(self.document.as_ref(), Some(og));
            let alone = self.json.is_none() && !equal(self.twitter.as_ref(), Some(og));
            // Written for search engines, or with the section in front, while the headline stands as printed.
            if let Some(h1) = h1
                && ((printed && (searched || ends_with(og, h1))) || alone)
            {
                return pick(h1, Method::H1);
            }
            return pick(og, Method::OpenGraph);
        }
        if let Some(json) = &self.json {
            return pick(json, Method::JsonLd);
        }
        if let Some(h1) = h1 {
            return pick(h1, Method::H1);
        }
        if let Some(named) = &self.named {
            return pick(named, Method::Microdata);
        }
        self.document.as_ref().and_then(|x| pick(x, Method::Title))
    }
}

fn is_site(text: &str, sites: &[String]) -> bool {
    sites.iter().any(|x| same(x, text))
}

/// Signs that part a title from the names around it.
const SEPARATORS: [&str; 13] =
    [" | ", " – ", " — ", " - ", " · ", " :: ", " » ", " « ", " • ", " › ", " ‹ ", "ㅣ", "｜"];

/// Removes the site's name, and short sections before it, from the end; or from the start.
fn strip_site<'t>(text: &'t str, sites: &[String]) -> &'t str {
    let mut out = text.trim();
    for _ in 0..3 {
        let cut = SEPARATORS.iter().filter_map(|x| out.rsplit_once(x)).max_by_key(|x| x.0.len());
        let Some((head, tail)) = cut else { break };
        let named =
            is_site(tail, sites) || sites.iter().any(|x| x.chars().count() > 3 && contains_name(tail, x));
        let barred =
            out.contains(" | ") && out.ends_with(tail) && out.trim_end_matches(tail).ends_with(" | ");
        let short = barred && tail.split_whitespace().count() <= 3 && tail.len() * 2 < head.len();
        if !(named || short) || head.trim().is_empty() {
            break;
        }
        out = head.trim();
    }
    let lead = SEPARATORS.iter().filter_map(|x| out.split_once(x)).min_by_key(|x| x.0.len());
    match lead {
        Some((head, tail)) if is_site(head, sites) && !tail.trim().is_empty() => tail.trim(),
        _ => out,
    }
}

/// Whether a short tail holds a site's name among little else.
fn contains_name(tail: &str, site: &str) -> bool {
    let (tail, site) = (tail.to_lowercase(), site.to_lowercase());
    tail.contains(&site) && tail.len() <= site.len() + 16
}

/// Whether a text begins with another and goes on after a separator.
fn goes_on_after(long: &str, short: &str) -> bool {
    short.chars().count() > TELLING
        && long.strip_prefix(short).is_some_and(|x| {
            let rest = x.trim_start();
            rest.starts_with(['|', '-', '–', '—', '·', ':', '»', '«', '•', '›', '‹', 'ㅣ', '｜', '_'])
                && rest.len() < short.len()
        })
}

/// Whether a text ends with another after a bar.
fn ends_with(long: &str, short: &str) -> bool {
    short.chars().count() > TELLING
        && long.strip_suffix(short).is_some_and(|x| x.trim_end().ends_with(['|', '»', '•']))
}

#[cfg(test)]
mod tests {
    use super::{goes_on_after, strip_site};

    #[test]
    fn names_of_sites_are_removed() {
        let sites = ["The Example".to_owned(), "example.org".to_owned(), "example".to_owned()];
        let cases = [
            ("Rain ends drought - The Example", "Rain ends drought"),
            ("Rain ends drought | News | The Example", "Rain ends drought"),
            ("Rain ends drought - example.org", "Rain ends drought"),
            ("The Example » Rain ends drought", "Rain ends drought"),
            (
                "Budget | Rain ends drought in the south of the country",
                "Budget | Rain ends drought in the south of the country",
            ),
            ("Rain - and then drought", "Rain - and then drought"),
            ("The Example", "The Example"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(strip_site(text, &sites), expected, "{text}");
        }
        assert!(goes_on_after("Rain ends drought-Society", "Rain ends drought"));
        assert!(!goes_on_after("Rain ends drought in the south", "Rain ends drought"));
    }
}
