//! Publication and modification dates, as written, in order of trust.

use super::body::View;
use super::hints::Hints;
use super::meta::{Linked, Metas, properties, text_of};
use super::tag::Tag;
use super::tree::Tree;
use super::{Method, Pick};

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
        if value.chars().any(char::is_numeric) && !out.iter().any(|x| x.value == value) {
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
        if let Some(leaf) = view.leaf(at)
            && view.around(at).any(Hints::DATE)
        {
            add(view.leaves.text(leaf).to_owned(), Method::Visible);
        }
    }
}
