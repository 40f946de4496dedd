//! Publication and modification dates, as written, in order of trust.

use super::body::View;
use super::hints::Hints;
use super::linked::{Linked, text_of};
use super::meta::{Metas, properties};
use super::tag::Tag;
use super::tree::Tree;
use super::{Method, Pick, Reason, Removed};

/// Every statement of the date of publication, or of the last change, most trusted first; none twice.
pub(crate) fn dates(tree: &Tree, metas: &Metas, linked: &Linked, modified: bool) -> Vec<Pick> {
    let (json, property, names): (_, _, &[&str]) = if modified {
        (
            "dateModified",
            "dateModified",
            &["article:modified_time", "og:updated_time", "last-modified", "dcterms.modified"],
        )
    } else {
        (
            "datePublished",
            "datePublished",
            &[
                "article:published_time",
                "og:article:published_time",
                "datepublished",
                "dc.date.issued",
                "dcterms.issued",
                "dcterms.created",
                "dc.date",
                "dc.date.created",
                "parsely-pub-date",
                "sailthru.date",
                "pubdate",
                "publishdate",
                "publish-date",
                "publish_date",
                "published_time",
                "publication_date",
                "cxenseparse:recs:publishtime",
                "date",
            ],
        )
    };
    let mut out: Vec<Pick> = Vec::new();
    let mut add = |value: String, method| {
        if value.chars().any(char::is_numeric) && out.len() < MOST && !out.iter().any(|x| x.value == value) {
            out.push(Pick { value, method });
        }
    };
    for article in linked.articles() {
        article.get(json).and_then(text_of).into_iter().for_each(|x| add(x, Method::JsonLd));
    }
    for name in names {
        metas.all(name).for_each(|x| add(x.to_owned(), Method::Meta));
    }
    for id in properties(tree, property) {
        let value = ["datetime", "content"].iter().find_map(|x| tree.attribute(id, x));
        add(value.map_or_else(|| tree.text(id), |x| x.trim().to_owned()), Method::Microdata);
    }
    for page in linked.pages() {
        page.get(json).and_then(text_of).into_iter().for_each(|x| add(x, Method::JsonLdPage));
    }
    out
}

/// How many dates are listed at most.
const MOST: usize = 50;

/// Places whose dates are those of something else.
const ELSEWHERE: Hints = Hints::CAPTION.with(Hints::RELATED).with(Hints::COMMENT).with(Hints::FOOTER);

/// `<time>` elements and visible dates near the headline, added last.
pub(crate) fn visible(view: &View, near: usize, out: &mut Vec<Pick>) {
    let tree = view.tree;
    let mut add = |value: String, method| {
        if value.chars().any(char::is_numeric) && value.len() < 120 && !out.iter().any(|x| x.value == value) {
            out.push(Pick { value, method });
        }
    };
    for id in tree.all(Tag::Time).take(20) {
        match tree.attribute(id, "datetime") {
            Some(x) if !x.trim().is_empty() => add(x.trim().to_owned(), Method::Time),
            _ => add(tree.text(id), Method::Time),
        }
    }
    for at in near.saturating_sub(15)..near + 15 {
        let Some(leaf) = view.leaf(at) else { continue };
        let text = view.leaves.text(leaf);
        if view.around(at).any(ELSEWHERE) {
            continue;
        }
        if view.around(at).any(Hints::DATE) || (leaf.size < 60 && has_date(text)) {
            add(text.to_owned(), Method::Visible);
        }
    }
}

/// Dates in the lines that were taken out of the body as bylines.
pub(crate) fn removed(removed: &[Removed], out: &mut Vec<Pick>) {
    for line in
        removed.iter().filter(|x| x.reason == Reason::Byline && x.text.len() < 120 && has_date(&x.text))
    {
        if out.len() < MOST && !out.iter().any(|x| x.value == line.text) {
            out.push(Pick { value: line.text.clone(), method: Method::Visible });
        }
    }
}

/// Whether a short line holds a year and a day.
pub(crate) fn has_date(text: &str) -> bool {
    let numbers =
        text.split(|x: char| !x.is_ascii_digit()).filter_map(|x| x.parse::<u32>().ok().map(|y| (x.len(), y)));
    let (mut year, mut day) = (false, false);
    for (length, value) in numbers {
        year |= length == 4 && (1990..2100).contains(&value);
        day |= length <= 2 && (1..=31).contains(&value);
    }
    year && day
}

/// The day in an address such as `/2024/05/02/rain-ends-drought`.
pub(crate) fn in_url(url: &str) -> Option<Pick> {
    let path = url.split_once("//").map_or(url, |x| x.1);
    let numbers: Vec<&str> = path.split(['/', '-', '_']).collect();
    numbers.windows(3).find_map(|x| {
        let [year, month, day] = x else { return None };
        let number = |x: &str, length| if x.len() == length { x.parse::<u32>().ok() } else { None };
        let (y, m, d) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
        let valid = (1990..2100).contains(&y) && (1..=12).contains(&m) && (1..=31).contains(&d);
        valid.then(|| Pick { value: format!("{year}-{month}-{day}"), method: Method::Url })
    })
}

#[cfg(test)]
mod tests {
    use super::{has_date, in_url};

    #[test]
    fn dates_are_seen_in_lines_and_addresses() {
        let url = |x| in_url(x).map(|y| y.value);
        assert_eq!(url("https://example.org/2024/05/02/rain").as_deref(), Some("2024-05-02"));
        assert_eq!(url("https://example.org/news/2024-05-02-rain").as_deref(), Some("2024-05-02"));
        assert_eq!(url("https://example.org/2024/45/02/rain"), None);
        assert!(has_date("2 May 2024"));
        assert!(has_date("02.05.2024, 10:15"));
        assert!(!has_date("Since 2024"));
    }
}
