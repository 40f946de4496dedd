//! The roles of every element and block: what an element claims, weighed against what it holds.

use super::hints::{Hints, Reader};
use super::leaves::{Leaf, Leaves};
use super::tag::Tag;
use super::tree::{Id, Tree};

/// Roles of elements and of blocks.
pub(crate) struct Roles {
    /// By node: what the element itself claims and was believed.
    pub(crate) own: Vec<Hints>,
    /// By block: everything claimed by the elements around it.
    pub(crate) around: Vec<Hints>,
    /// Sums of [`prose`] over the blocks before each.
    sums: Vec<u32>,
}

/// The share of a page's prose from which on an element's claim to be something else is not believed.
const WRAPPER: f32 = 0.6;

/// How many elements that claim to be an article's text are looked at inside another.
const BODIES: usize = 20;

/// Prose from which on a quarter of the page's is enough to doubt the weaker claims.
const LARGE: u32 = 600;

/// How much of a block reads like an article's text, by its own counts alone.
pub(crate) fn prose(leaf: &Leaf) -> u32 {
    let free = leaf.size.saturating_sub(leaf.linked);
    let sentence = (leaf.stops > 0 && leaf.size >= 25) || leaf.size >= 80;
    if !sentence || leaf.linked * 2 > leaf.size {
        return 0;
    }
    free
}

impl Roles {
    /// Reads and weighs every element that holds text.
    pub(crate) fn read(tree: &Tree, leaves: &Leaves) -> Self {
        let mut sums = Vec::with_capacity(leaves.list.len() + 1);
        let mut sum = 0;
        sums.push(0);
        for leaf in &leaves.list {
            sum += prose(leaf);
            sums.push(sum);
        }
        let mut roles = Self { own: vec![Hints::default(); tree.len() as usize], around: Vec::new(), sums };
        let mut claims = vec![Hints::default(); tree.len() as usize];
        let mut reader = Reader::default();
        let mut bodies = Vec::new();
        for id in 1..tree.len() {
            if tree.node(id).tag == Tag::Text || leaves.range(tree, id).is_empty() {
                continue;
            }
            let claimed = reader.hints(tree, id);
            if claimed.any(Hints::BODY) && !claimed.any(Hints::JUNK) {
                bodies.push(id);
            }
            if let Some(claim) = claims.get_mut(id as usize) {
                *claim = claimed;
            }
        }
        let h1 = tree.all(Tag::H1).next();
        for (id, claim) in claims.iter_mut().enumerate().filter(|x| *x.1 != Hints::default()) {
            let believed = roles.weigh(tree, leaves, id as Id, *claim, h1, &bodies);
            if let Some(own) = roles.own.get_mut(id) {
                *own = believed;
            }
            if roles.share(tree, leaves, id as Id) > WRAPPER {
                // What wraps the page claims nothing of its parts.
                *claim = believed;
            }
        }
        roles.around = inherit(tree, leaves, &roles.own);
        let claims = inherit(tree, leaves, &claims);
        roles.doubt(leaves, &claims);
        roles
    }

    /// The prose of the whole page.
    pub(crate) fn prose(&self) -> u32 {
        self.sums.last().copied().unwrap_or(0)
    }

    /// The prose inside a node.
    pub(crate) fn prose_in(&self, tree: &Tree, leaves: &Leaves, id: Id) -> u32 {
        let range = leaves.range(tree, id);
        self.prose_between(range)
    }

    /// The prose of a range of blocks.
    pub(crate) fn prose_between(&self, range: std::ops::Range<usize>) -> u32 {
        let at = |x: usize| self.sums.get(x).or(self.sums.last()).copied().unwrap_or(0);
        at(range.end).saturating_sub(at(range.start))
    }

    /// How much of the page's prose is inside a node.
    fn share(&self, tree: &Tree, leaves: &Leaves, id: Id) -> f32 {
        self.prose_in(tree, leaves, id) as f32 / self.prose().max(1) as f32
    }

    fn weigh(
        &self,
        tree: &Tree,
        leaves: &Leaves,
        id: Id,
        claimed: Hints,
        h1: Option<Id>,
        bodies: &[Id],
    ) -> Hints {
        if !claimed.any(Hints::JUNK) {
            return claimed;
        }
        let node = tree.node(id);
        if matches!(node.tag, Tag::Body | Tag::Html | Tag::Main) {
            return claimed.without(Hints::JUNK);
        }
        let share = self.share(tree, leaves, id);
        let holds_title =
            h1.is_some_and(|x| x > id && x < node.end) && !matches!(node.tag, Tag::Nav | Tag::Header);
        let doubtful = !claimed.without(Hints::DOUBTFUL).any(Hints::JUNK) && share > 0.25;
        let first = bodies.partition_point(|x| *x <= id);
        let inner = bodies.get(first..).unwrap_or_default().iter().take_while(|x| **x < node.end);
        let all = self.prose_in(tree, leaves, id);
        let holds_body = inner.take(BODIES).any(|x| {
            let prose = self.prose_in(tree, leaves, *x);
            prose > 250 && prose * 2 > all
        });
        if holds_body
            || share > WRAPPER
            || (doubtful && self.prose_in(tree, leaves, id) > LARGE)
            || (holds_title && share > 0.1)
            || (claimed.any(Hints::BODY) && share > 0.1)
        {
            return claimed.without(Hints::JUNK);
        }
        claimed
    }

    /// Takes back roles claimed for so much of the prose that they name something else on this page.
    fn doubt(&mut self, leaves: &Leaves, claims: &[Hints]) {
        let total = self.prose() as f32;
        let mut doubted = Hints::default();
        for hint in Hints::SOFT {
            let claimed: u32 =
                leaves.list.iter().zip(claims).filter(|x| x.1.any(hint)).map(|x| prose(x.0)).sum();
            if claimed as f32 > total * WRAPPER {
                doubted = doubted.with(hint);
            }
        }
        for hints in self.around.iter_mut().chain(&mut self.own) {
            *hints = hints.without(doubted);
        }
    }
}

/// For each block, the roles of all the elements around it together. What stands loose in a figure is a caption; a table,
/// a quotation, a listing or a list in it is text of the article.
fn inherit(tree: &Tree, leaves: &Leaves, own: &[Hints]) -> Vec<Hints> {
    // Nodes come in document order, so a node's parent has its union already.
    let mut union: Vec<Hints> = Vec::with_capacity(own.len());
    for (id, own) in own.iter().enumerate() {
        let node = tree.node(id as Id);
        let above = union.get(node.parent as usize).copied().unwrap_or_default();
        let above = if is_matter(node.tag) { above.without(Hints::FIGURE) } else { above };
        union.push(own.with(above));
    }
    let around = leaves.list.iter().map(|x| union.get(x.node as usize).copied().unwrap_or_default());
    around.map(|x| if x.any(Hints::FIGURE) { x.with(Hints::CAPTION) } else { x }).collect()
}

/// Whether an element gives its text an order of its own.
fn is_matter(tag: Tag) -> bool {
    matches!(tag, Tag::Table | Tag::Pre | Tag::Blockquote | Tag::Ul | Tag::Ol | Tag::Dl)
}
