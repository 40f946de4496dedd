//! From the article's element to its blocks, and what is left out on the way.

use super::body::View;
use super::hints::Hints;
use super::leaves::Leaf;
use super::tag::Tag;
use super::tree::Id;
use super::{Block, BlockKind, Reason, Removed};

/// The article's text in order, and what was removed from it.
pub(crate) struct Selection {
    pub(crate) blocks: Vec<Block>,
    pub(crate) removed: Vec<Removed>,
}

/// Selects the blocks of the article inside one element; `title` and `description` help to know its head.
pub(crate) fn select(view: &View, container: Id, title: &str, description: &str) -> Selection {
    let range = view.leaves.range(view.tree, container);
    let mut out = Selection { blocks: Vec::new(), removed: Vec::new() };
    for at in lead(view, range.start, title, description) {
        if let Some(leaf) = view.leaf(at) {
            out.blocks.push(Block { kind: kind(view, leaf), text: view.leaves.text(leaf).to_owned() });
        }
    }
    for at in range {
        let Some(leaf) = view.leaf(at) else { continue };
        let text = view.leaves.text(leaf);
        match reason(view, at, leaf, title) {
            Some(reason) => out.removed.push(Removed { text: text.to_owned(), reason }),
            None => out.blocks.push(Block { kind: kind(view, leaf), text: text.to_owned() }),
        }
    }
    while out.blocks.last().is_some_and(|x| x.kind == BlockKind::Heading) {
        if let Some(block) = out.blocks.pop() {
            out.removed.push(Removed { text: block.text, reason: Reason::LooseHeading });
        }
    }
    out
}

/// Blocks of the summary that stand before the article's element.
fn lead(view: &View, start: usize, title: &str, description: &str) -> Vec<usize> {
    let mut out = Vec::new();
    for at in start.saturating_sub(25)..start {
        let Some(leaf) = view.leaf(at) else { continue };
        let text = view.leaves.text(leaf);
        if same(text, title) {
            out.clear();
            continue;
        }
        if leaf.size < 20 || leaf.linked * 2 > leaf.size {
            continue;
        }
        let hinted = view.around(at).any(Hints::LEAD) && !view.is_junk(at);
        if hinted || (!description.is_empty() && same(text, description)) {
            out.push(at);
        }
    }
    out
}

/// Whether two texts have the same letters and digits.
pub(crate) fn same(a: &str, b: &str) -> bool {
    let letters =
        |x: &str| x.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    letters(a) == letters(b)
}

fn kind(view: &View, leaf: &Leaf) -> BlockKind {
    for id in view.tree.ancestors(leaf.node).take(6) {
        let kind = match view.tree.node(id).tag {
            x if x.is_heading() => BlockKind::Heading,
            Tag::Li | Tag::Dd | Tag::Dt => BlockKind::ListItem,
            Tag::Blockquote => BlockKind::Quote,
            Tag::Figcaption => BlockKind::Caption,
            Tag::Pre => BlockKind::Pre,
            _ => continue,
        };
        return kind;
    }
    BlockKind::Paragraph
}

/// Why a block inside the article's element is not part of the article.
fn reason(view: &View, at: usize, leaf: &Leaf, title: &str) -> Option<Reason> {
    let around = view.around(at);
    let named = [
        (Hints::CONSENT, Reason::Consent),
        (Hints::COMMENT, Reason::Comments),
        (Hints::NEWSLETTER, Reason::Newsletter),
        (Hints::RELATED, Reason::Related),
        (Hints::ADVERT, Reason::Advert),
        (Hints::SHARE, Reason::Share),
        (Hints::CAPTION, Reason::Caption),
        (Hints::PAYWALL.with(Hints::LOGIN), Reason::Paywall),
        (Hints::BYLINE.with(Hints::BIO).with(Hints::DATE), Reason::Byline),
        (Hints::JUNK, Reason::Furniture),
    ];
    if let Some((_, reason)) = named.iter().find(|x| around.any(x.0)) {
        return Some(*reason);
    }
    if same(view.leaves.text(leaf), title) {
        return Some(Reason::Title);
    }
    let tag = view.tag(leaf);
    if leaf.linked * 10 > leaf.size * 7
        && !tag.is_heading()
        && !(tag == Tag::P && leaf.stops > 0 && leaf.size > 80)
    {
        return Some(Reason::Links);
    }
    if leaf.size == 0 {
        return Some(Reason::Furniture);
    }
    None
}
