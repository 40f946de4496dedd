//! Teasers: headlines that link to other articles, with the lines around them.

use super::body::View;
use super::hints::Hints;
use super::tag::Tag;
use super::tree::Id;

/// More prose than this around a linked headline is an article's section, not a teaser.
const PROSE: u32 = 420;
/// More blocks than this around it likewise.
const BLOCKS: usize = 14;

/// Nodes of a heading that are searched for its link.
const NODES: usize = 200;

/// For each block, whether it belongs to a teaser. `title` is the page's own headline, `host` its own host.
pub(crate) fn teasers(view: &View, titles: &[String], host: Option<&str>) -> Vec<bool> {
    let mut out = vec![false; view.leaves.list.len()];
    let headings: Vec<bool> = view.leaves.list.iter().map(|x| heading(view, x.node).is_some()).collect();
    for (at, leaf) in view.leaves.list.iter().enumerate() {
        let linked = leaf.linked * 10 >= leaf.size * 4 && leaf.linked >= 15;
        let Some(node) = heading(view, leaf.node).filter(|_| linked) else { continue };
        let own = titles.iter().any(|x| super::blocks::same(x, view.leaves.text(leaf)));
        if own || view.tree.node(node).tag == Tag::H1 || !leads_inside(view, node, leaf.first, host) {
            continue;
        }
        let top = top(view, node, &headings, at);
        if top != node {
            out.get_mut(view.leaves.range(view.tree, top)).into_iter().flatten().for_each(|x| *x = true);
        }
    }
    out
}

/// The heading that a block stands in.
fn heading(view: &View, node: Id) -> Option<Id> {
    view.tree.ancestors(node).take(4).find(|x| view.tree.node(*x).tag.is_heading())
}

/// The largest element around a linked heading that holds only the teaser.
fn top(view: &View, node: Id, headings: &[bool], at: usize) -> Id {
    let mut top = node;
    for id in view.tree.ancestors(node).skip(1) {
        let tag = view.tree.node(id).tag;
        let range = view.leaves.range(view.tree, id);
        let others = headings.get(range.clone()).unwrap_or_default().iter().filter(|x| **x).nth(1).is_some();
        let large = view.roles.prose_between(range.clone()) > PROSE || range.len() > BLOCKS;
        if matches!(tag, Tag::Body | Tag::Html | Tag::Main) || large || others || !range.contains(&at) {
            break;
        }
        top = id;
    }
    top
}

/// Whether a block's link leads to a page of the same site.
fn leads_inside(view: &View, heading: Id, first: Id, host: Option<&str>) -> bool {
    let is_link = |x: &Id| view.tree.node(*x).tag == Tag::A;
    let inside = (heading..view.tree.node(heading).end).take(NODES).find(is_link);
    let link = inside.or_else(|| view.tree.ancestors(first).take(8).find(is_link));
    let Some(url) = link.and_then(|x| view.tree.attribute_raw(x, "href")) else { return false };
    let url = url.trim();
    if url.is_empty() || url.starts_with('#') || url.starts_with("javascript:") || url.starts_with("mailto:")
    {
        return false;
    }
    match (host_of(url), host) {
        (Some(there), Some(here)) => site(there) == site(here),
        _ => true,
    }
}

/// The host of an absolute address.
pub(crate) fn host_of(url: &str) -> Option<&str> {
    let rest = url.split_once("//")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    (!host.is_empty()).then_some(host)
}

/// A host without its first label, if two labels stay.
fn site(host: &str) -> &str {
    match host.split_once('.') {
        Some((_, tail)) if tail.contains('.') => tail,
        _ => host,
    }
}

impl View<'_, '_> {
    /// Adds the role of teasers to a block's roles.
    pub(crate) fn with_teasers(around: &mut [Hints], teasers: &[bool]) {
        for (hints, teaser) in around.iter_mut().zip(teasers) {
            if *teaser {
                *hints = hints.with(Hints::RELATED);
            }
        }
    }
}
