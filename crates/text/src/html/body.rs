//! Which part of a page is its article.

use super::anchor::Anchor;
use super::hints::Hints;
use super::leaves::{Leaf, Leaves};
use super::roles::{Roles, prose};
use super::tag::Tag;
use super::tree::{Id, Tree};

/// What prose counts that a page's stated text does not hold.
const UNSTATED: f32 = 0.5;
/// What prose of other roles, and short lines of other roles, count against an element.
const JUNK_PROSE: f32 = -0.15;
const JUNK_LINE: f32 = -0.1;

/// A page taken apart.
pub(crate) struct View<'t, 'a> {
    pub(crate) tree: &'t Tree<'a>,
    pub(crate) leaves: &'t Leaves,
    pub(crate) roles: &'t Roles,
    /// Roles of blocks, teasers included.
    pub(crate) around: Vec<Hints>,
    /// Blocks that the page states to be the article's.
    pub(crate) anchor: Option<Anchor>,
}

impl View<'_, '_> {
    /// A block's roles.
    pub(crate) fn around(&self, at: usize) -> Hints {
        self.around.get(at).copied().unwrap_or_default()
    }

    /// Whether the page states that a block is the article's.
    pub(crate) fn is_held(&self, at: usize) -> bool {
        self.anchor.as_ref().is_some_and(|x| x.held.get(at).copied().unwrap_or(false))
    }

    /// An element's own roles.
    pub(crate) fn own(&self, id: Id) -> Hints {
        self.roles.own.get(id as usize).copied().unwrap_or_default()
    }

    /// A block.
    pub(crate) fn leaf(&self, at: usize) -> Option<&Leaf> {
        self.leaves.list.get(at)
    }

    /// Whether a block's roles exclude it from an article.
    pub(crate) fn is_junk(&self, at: usize) -> bool {
        self.around(at).any(Hints::JUNK)
    }

    /// The tag of the block element around a block's text.
    pub(crate) fn tag(&self, leaf: &Leaf) -> Tag {
        self.tree.node(leaf.block).tag
    }

    /// What a block adds to the worth of an element as the article's.
    fn worth(&self, at: usize, leaf: &Leaf) -> f32 {
        let size = leaf.size as f32;
        if self.is_held(at) {
            return 1.5 * size;
        }
        if self.is_junk(at) {
            return if prose(leaf) > 0 { JUNK_PROSE * size } else { JUNK_LINE * size.min(30.0) };
        }
        let prose = prose(leaf) as f32;
        let tag = self.tag(leaf);
        if prose > 0.0 && self.anchor.is_some() {
            return UNSTATED * prose;
        }
        if prose > 0.0 {
            return if matches!(tag, Tag::P | Tag::Pre | Tag::Blockquote) { prose } else { 0.8 * prose };
        }
        if tag.is_heading() {
            return -0.1 * size.min(30.0);
        }
        if self.around(at).any(Hints::PROPERTY) && leaf.linked * 2 <= leaf.size {
            return 0.5 * size;
        }
        if leaf.linked * 2 > leaf.size { -0.6 * size.min(60.0) } else { -0.3 * size.min(40.0) }
    }
}

/// The element that holds the article, the root if the page has no text at all.
pub(crate) fn container(view: &View) -> Id {
    let mut sums = vec![0.0f32];
    let mut sum = 0.0;
    for (at, leaf) in view.leaves.list.iter().enumerate() {
        sum += view.worth(at, leaf);
        sums.push(sum);
    }
    let mut best = (0, f32::MIN);
    for id in 0..view.tree.len() {
        let tag = view.tree.node(id).tag;
        if !(tag.is_block() || tag == Tag::Other) || tag.is_heading() || matches!(tag, Tag::P | Tag::Li) {
            continue;
        }
        let range = view.leaves.range(view.tree, id);
        if range.is_empty() {
            continue;
        }
        let at = |x: usize| sums.get(x).copied().unwrap_or(sum);
        let worth = (at(range.end) - at(range.start)) * factor(view, id, tag);
        if worth >= best.1 {
            best = (id, worth);
        }
    }
    best.0
}

fn factor(view: &View, id: Id, tag: Tag) -> f32 {
    let own = view.own(id);
    if own.any(Hints::PROPERTY) {
        1.5
    } else if own.any(Hints::BODY) {
        1.25
    } else if own.any(Hints::ARTICLE) {
        1.1
    } else if matches!(tag, Tag::Main | Tag::Section) {
        1.02
    } else {
        1.0
    }
}
