//! The headline: what the page's statements of its title agree on, without the site's name.

use super::blocks::same;
use super::linked::{Linked, text_of};
use super::meta::{Metas, collapse, properties};
use super::tag::Tag;
use super::tree::Tree;
use super::{Method, Pick};

/// Headlines read at most; pages that mark up more of them have no main one.
const HEADLINES: usize = 8;
/// A statement longer than this, in bytes, is no headline, and would be compared with every block of the page.
const LONGEST: usize = 4_096;
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
    let sections = ["article:section", "content_category", "section"].iter().filter_map(|x| metas.first(x));
    let names: Vec<String> = sites.iter().cloned().chain(sections.map(str::to_owned)).collect();
    let is_statement = |text: &String| !text.is_empty() && text.len() <= LONGEST;
    let clean = |text: String| Some(strip_site(&text, &names).to_owned()).filter(is_statement);
    let h1s = tree.all(Tag::H1).map(|x| tree.text(x)).filter(|x| is_statement(x) && !is_site(x, sites));
    let document = tree.all(Tag::Title).next().map(|x| collapse(&super::tree::decode(tree.raw(x + 1))));
    let mut said = Statements {
        json: linked.articles().iter().find_map(|x| x.get("headline").and_then(text_of)).and_then(clean),
        og: metas.first("og:title").map(str::to_owned).and_then(clean),
        twitter: metas.first("twitter:title").map(str::to_owned).and_then(clean),
        named: properties(tree, "headline").map(|x| tree.text(x)).find(is_statement),
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
        // A quotation mark inside an attribute of double quotes ends it.
        let whole: Vec<String> = self.h1s.iter().chain(&self.document).cloned().collect();
        for cut in [&mut self.og, &mut self.twitter].into_iter().flatten() {
            if let Some(whole) = whole.iter().find(|x| is_cut_at_quote(cut, x)) {
                cut.clone_from(whole);
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
                // Where everything shown repeats one line, that line is for searching and sharing; a headline of its
                // own about the same matter is the editors'.
                let repeated = equal(self.document.as_ref(), Some(og));
                return match &self.json {
                    Some(json) if repeated && !holds(og, json) && share_word(json, og) => {
                        pick(json, Method::JsonLd)
                    }
                    _ => pick(og, Method::OpenGraph),
                };
            }
            let printed = equal(h1, self.json.as_ref());
            let searched = equal(self.document.as_ref(), Some(og));
            // Without a headline for machines: the printed one against one line for sharing, or against one line for
            // everything that is not the page.
            let shared = equal(self.twitter.as_ref(), Some(og));
            let alone = self.json.is_none() && (!shared || searched);
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
    // Joined without spaces: only whole names, of the site or the section.
    for name in sites {
        let head = out
            .strip_suffix(name.as_str())
            .and_then(|x| x.strip_suffix(['-', '|', '_', '–', '—', '·', 'ㅣ']));
        out = head.filter(|x| x.chars().count() > TELLING).map_or(out, str::trim_end);
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

/// Whether a text is the start of another up to a double quotation mark.
fn is_cut_at_quote(cut: &str, whole: &str) -> bool {
    cut.chars().count() > TELLING
        && whole.strip_prefix(cut.trim_end()).is_some_and(|x| x.trim_start().starts_with('"'))
}

/// Whether a text ends with another after a bar or colon.
fn ends_with(long: &str, short: &str) -> bool {
    short.chars().count() > TELLING
        && long.strip_suffix(short).is_some_and(|x| x.trim_end().ends_with(['|', '»', '•', ':']))
}

/// Whether a text holds another, or is held by it.
fn holds(a: &str, b: &str) -> bool {
    let letters =
        |x: &str| x.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (a, b) = (letters(a), letters(b));
    a.contains(&b) || b.contains(&a)
}

/// Letters from which on a word is telling.
const WORD: usize = 5;

/// Whether two texts have a telling word in common.
fn share_word(a: &str, b: &str) -> bool {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let words = |x: &'_ str| -> Vec<String> {
        x.split(|c: char| !c.is_alphanumeric())
            .filter(|y| y.chars().count() >= WORD)
            .map(str::to_owned)
            .collect()
    };
    let b = words(&b);
    words(&a).iter().any(|x| b.contains(x))
}

#[cfg(test)]
mod tests {
    use super::{goes_on_after, is_cut_at_quote, strip_site};
    use crate::html::{Limits, Method, extract};

    #[test]
    fn space_of_every_kind_is_trimmed() {
        let cases = [
            ("<h1>\u{a0}Rain <b>ends</b>&nbsp;</h1>", Method::H1),
            ("<title>\u{3000}Rain\n ends&#x2003;</title>", Method::Title),
            ("<meta property=og:title content='&nbsp;Rain ends\u{a0}'>", Method::OpenGraph),
            ("<p itemprop=headline>\u{a0} Rain ends</p>", Method::Microdata),
        ];
        for (html, method) in cases {
            let pick = extract(html, &Limits::default()).ok().and_then(|x| x.title);
            assert_eq!(pick.map(|x| (x.value, x.method)), Some(("Rain ends".to_owned(), method)), "{html}");
        }
    }

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
            ("Rain ends the drought-example.org", "Rain ends the drought"),
            ("The Example", "The Example"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(strip_site(text, &sites), expected, "{text}");
        }
        assert!(is_cut_at_quote("Minister speaks of ", "Minister speaks of \"rain\""));
        assert!(!is_cut_at_quote("Minister speaks of rain", "Minister speaks of rain"));
        assert!(goes_on_after("Rain ends drought-Society", "Rain ends drought"));
        assert!(!goes_on_after("Rain ends drought in the south", "Rain ends drought"));
    }
}
