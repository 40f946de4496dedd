//! From the article's element to its blocks, and what is left out on the way.

use std::collections::HashSet;

use super::body::View;
use super::hints::Hints;
use super::leaves::{Leaf, measure};
use super::people;
use super::phrases;
use super::roles::prose;
use super::tag::Tag;
use super::tree::Id;
use super::when;
use super::{Block, BlockKind, Reason, Removed};

/// The article's text in order, and what was removed from it.
#[derive(Default)]
pub(crate) struct Selection {
    pub(crate) blocks: Vec<Block>,
    pub(crate) removed: Vec<Removed>,
}

impl Selection {
    /// Letters and digits of the blocks.
    pub(crate) fn size(&self) -> u32 {
        self.blocks.iter().map(|x| letters(&x.text)).sum()
    }

    /// Puts a text that the page states in the place of the one found in its elements.
    pub(crate) fn replace(&mut self, paragraphs: Vec<String>) {
        let found = std::mem::take(&mut self.blocks);
        self.removed.extend(found.into_iter().map(|x| Removed { text: x.text, reason: Reason::Furniture }));
        self.blocks = paragraphs.into_iter().map(|text| Block { kind: BlockKind::Paragraph, text }).collect();
    }
}

/// Letters and digits of texts.
pub(crate) fn size_of(texts: &[String]) -> u32 {
    texts.iter().map(|x| letters(x)).sum()
}

fn letters(text: &str) -> u32 {
    text.split_whitespace().map(|x| measure(x).0).sum()
}

/// What is known of the article before its blocks are selected.
pub(crate) struct Known<'k> {
    /// Every statement of the title, the best first.
    pub(crate) titles: &'k [String],
    /// The summary for machines.
    pub(crate) description: &'k str,
    /// Names of authors.
    pub(crate) authors: Vec<&'k str>,
    /// Names of the site.
    pub(crate) sites: &'k [String],
}

/// A block that is still thought to be the article's.
struct Kept<'v> {
    at: usize,
    text: &'v str,
    kind: BlockKind,
    reason: Option<Reason>,
}

/// Selects the blocks of the article inside one element.
pub(crate) fn select(view: &View, container: Id, known: &Known) -> Selection {
    let range = view.leaves.range(view.tree, container);
    let mut kept: Vec<Kept> = Vec::new();
    for at in lead(view, range.start, known).into_iter().chain(range) {
        let Some(leaf) = view.leaf(at) else { continue };
        let text = view.leaves.text(leaf);
        let reason = reason(view, at, leaf, text, known);
        kept.push(Kept { at, text, kind: kind(view, leaf), reason });
    }
    unlink(view, &mut kept);
    follow_offers(&mut kept);
    unrepeat(view, &mut kept);
    cut_second(view, container, &mut kept, known);
    trim_end(view, &mut kept);
    drop_loose(&mut kept);
    drop_bylines(view, &mut kept, known);
    trim_start(view, &mut kept, known);
    if kept.iter().all(|x| x.reason.is_some()) {
        // Better all that is left than nothing.
        for block in
            kept.iter_mut().filter(|x| matches!(x.reason, Some(Reason::Links | Reason::LooseHeading)))
        {
            block.reason = None;
        }
    }
    let mut out = Selection::default();
    for block in kept {
        let text = block.text.to_owned();
        match block.reason {
            Some(reason) => out.removed.push(Removed { text, reason }),
            None => out.blocks.push(Block { kind: block.kind, text }),
        }
    }
    out
}

/// Takes back linked sentences between paragraphs: teasers have no full stop, or come in numbers.
fn unlink(view: &View, kept: &mut [Kept]) {
    let is_text = |x: Option<&Kept>| {
        x.is_some_and(|x| x.reason.is_none() && view.leaf(x.at).is_some_and(|leaf| prose(leaf) > 0))
    };
    for i in 1..kept.len() {
        let around = is_text(kept.get(i - 1)) && is_text(kept.get(i + 1));
        let Some(block) = kept.get_mut(i).filter(|x| around && x.reason == Some(Reason::Links)) else {
            continue;
        };
        let Some(leaf) = view.leaf(block.at) else { continue };
        if view.tag(leaf) == Tag::P && block.text.ends_with(['.', '。', '।', '۔']) {
            block.reason = None;
        }
    }
}

/// Drops the lists of what an offer offers.
fn follow_offers(kept: &mut [Kept]) {
    let mut offer = None;
    for block in kept {
        match block.reason {
            Some(Reason::Paywall | Reason::Newsletter) => offer = block.reason,
            None if block.kind == BlockKind::ListItem => block.reason = offer,
            _ => offer = None,
        }
    }
}

/// Drops what stands there twice, unless most does.
fn unrepeat(view: &View, kept: &mut [Kept]) {
    let mut seen = HashSet::new();
    let (mut again, mut size, mut all) = (Vec::new(), 0, 0);
    for (i, block) in kept.iter().enumerate().filter(|x| x.1.reason.is_none()) {
        let length = view.leaf(block.at).map_or(0, |x| x.size);
        all += length;
        if length > 40 && !seen.insert(block.text) {
            size += length;
            again.push(i);
        }
    }
    for i in again.into_iter().filter(|_| size * 4 < all) {
        if let Some(block) = kept.get_mut(i) {
            block.reason = Some(Reason::Repeated);
        }
    }
}

/// Drops another article that follows under a headline of the first rank.
fn cut_second(view: &View, container: Id, kept: &mut [Kept], known: &Known) {
    let mut before = 0;
    let mut cut = None;
    for block in kept.iter() {
        let Some(leaf) = view.leaf(block.at) else { continue };
        let second = view.tag(leaf) == Tag::H1 && !known.titles.iter().any(|x| overlaps(x, block.text));
        if second && before > SECOND {
            let first = kept.first().and_then(|x| view.leaf(x.at)).map_or(0, |x| x.first);
            let mut inner = view.tree.ancestors(leaf.block).take_while(|x| *x != container);
            let Some(top) = inner.find(|x| *x > first && view.tree.node(*x).tag == Tag::Article) else {
                continue;
            };
            let start = view.leaves.range(view.tree, top).start;
            let after: u32 = kept
                .iter()
                .filter(|x| x.at >= start && x.reason.is_none())
                .map(|x| view.leaf(x.at).map_or(0, prose))
                .sum();
            if after > SECOND {
                cut = Some(start);
            }
            break;
        }
        before += if block.reason.is_none() { prose(leaf) } else { 0 };
    }
    let Some(cut) = cut else { return };
    for block in kept.iter_mut().filter(|x| x.at >= cut && x.reason.is_none()) {
        block.reason = Some(Reason::OtherArticle);
    }
}

/// Prose from which on a text under its own headline is an article.
const SECOND: u32 = 300;

/// Short lines, repeated titles and bylines before the first paragraph.
fn trim_start(view: &View, kept: &mut [Kept], known: &Known) {
    let first = kept.iter().find(|x| is_paragraph(view, x)).map(|x| x.at);
    for block in kept.iter_mut().filter(|x| x.reason.is_none()) {
        let Some(leaf) = view.leaf(block.at) else { continue };
        if known.titles.iter().any(|x| repeats(x, block, view.tag(leaf), leaf.size, known.sites)) {
            block.reason = Some(Reason::Title);
        } else if leaf.size < 80 && names_author(block.text, known) {
            block.reason = Some(Reason::Byline);
        } else if prose(leaf) > 0 || view.is_held(block.at) {
            return;
        } else if block.kind != BlockKind::Heading
            && is_scrap(leaf)
            && !first.is_some_and(|x| is_beside(view, leaf, x))
        {
            block.reason = Some(Reason::Furniture);
        }
    }
}

/// A few words without a stop.
fn is_scrap(leaf: &Leaf) -> bool {
    leaf.size < 30 && leaf.stops == 0
}

fn is_paragraph(view: &View, block: &Kept) -> bool {
    block.reason.is_none()
        && block.kind != BlockKind::Heading
        && (view.is_held(block.at) || view.leaf(block.at).is_some_and(|leaf| prose(leaf) > 0))
}

/// Whether a line is set as a paragraph, as another block of its element is: verse, a short sentence, a signature. Lines
/// that belong to the page have elements of their own.
fn is_beside(view: &View, leaf: &Leaf, other: usize) -> bool {
    let Some(other) = view.leaf(other) else { return false };
    let parent = |x: &Leaf| view.tree.node(x.block).parent;
    matches!(view.tag(leaf), Tag::P | Tag::Pre) && parent(leaf) == parent(other) || leaf.block == other.block
}

/// Everything after the stated end; headings and short lines after the last paragraph.
fn trim_end(view: &View, kept: &mut [Kept]) {
    let last = view.anchor.as_ref().and_then(|x| x.last).filter(|x| !goes_on(view, kept, *x));
    let final_paragraph = kept.iter().rev().find(|x| is_paragraph(view, x)).map(|x| x.at);
    for block in kept.iter_mut().rev().filter(|x| x.reason.is_none()) {
        let Some(leaf) = view.leaf(block.at) else { continue };
        if last.is_some_and(|x| block.at > x) {
            block.reason = Some(Reason::AfterEnd);
            continue;
        }
        let plain = block.kind == BlockKind::Paragraph && view.tag(leaf) != Tag::Td;
        if view.is_held(block.at) {
            return;
        } else if block.kind == BlockKind::Heading {
            block.reason = Some(Reason::LooseHeading);
        } else if prose(leaf) == 0
            && plain
            && is_scrap(leaf)
            && !final_paragraph.is_some_and(|x| is_beside(view, leaf, x))
        {
            block.reason = Some(Reason::Furniture);
        } else {
            return;
        }
    }
}

/// Drops headings over what was dropped.
fn drop_loose(kept: &mut [Kept]) {
    let mut dropped = false;
    let mut above_heading = true;
    for block in kept.iter_mut().rev() {
        let heading = block.kind == BlockKind::Heading;
        match block.reason {
            Some(Reason::Related | Reason::Links | Reason::Newsletter | Reason::Comments) => dropped = true,
            Some(_) => {}
            None if heading && dropped && above_heading => block.reason = Some(Reason::LooseHeading),
            None => {
                dropped = false;
                above_heading = heading;
            }
        }
    }
}

/// Whether so much stands after the stated end that the stated text must be cut short.
fn goes_on(view: &View, kept: &[Kept], last: usize) -> bool {
    let size = |after: bool| -> u32 {
        let side = kept.iter().filter(|x| x.reason.is_none() && (x.at > last) == after);
        side.filter_map(|x| view.leaf(x.at)).map(prose).sum()
    };
    size(true) * 3 > size(false)
}

/// Lines with authors or dates only, near the beginning.
fn drop_bylines(view: &View, kept: &mut [Kept], known: &Known) {
    for block in kept.iter_mut().filter(|x| x.reason.is_none()).take(HEAD) {
        let Some(leaf) = view.leaf(block.at) else { continue };
        let short = leaf.size < 70 && block.kind != BlockKind::Heading && !ends_sentence(block.text);
        let byline = people::is_labelled(block.text) && names_author(block.text, known);
        let date = leaf.size < 45 && when::has_date(block.text);
        if short && (byline || date) {
            block.reason = Some(Reason::Byline);
        }
    }
}

fn ends_sentence(text: &str) -> bool {
    text.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।', '”', '"', '»'])
}

/// How many blocks at the beginning may be bylines.
const HEAD: usize = 12;

fn names_author(text: &str, known: &Known) -> bool {
    let text = text.to_lowercase();
    known.authors.iter().any(|x| x.chars().count() > 4 && text.contains(&x.to_lowercase()))
}

/// Blocks of the summary that stand before the article's element.
fn lead(view: &View, start: usize, known: &Known) -> Vec<usize> {
    let mut out = Vec::new();
    let mut since = None;
    for at in start.saturating_sub(25)..start {
        let Some(leaf) = view.leaf(at) else { continue };
        let text = view.leaves.text(leaf);
        if known.titles.iter().any(|x| same(x, text)) {
            out.clear();
            since = Some(at);
            continue;
        }
        if leaf.size < 20 || leaf.linked * 2 > leaf.size || view.is_junk(at) {
            continue;
        }
        let hinted = view.around(at).any(Hints::LEAD);
        let described = !known.description.is_empty() && same(text, known.description);
        let next = since.is_some_and(|x| at - x <= 2) && leaf.size >= 40;
        if hinted || described || next {
            out.push(at);
        }
    }
    out
}

/// Whether two texts have the same letters and digits.
pub(crate) fn same(a: &str, b: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
    }
    letters(a).eq(letters(b))
}

/// Whether one text is the other, or its beginning or end, but for signs.
fn overlaps(a: &str, b: &str) -> bool {
    beyond(a, b).is_some()
}

/// What a text says besides a title that it begins or ends with, in letters; nothing if it is the title or a part of it.
fn beyond(title: &str, text: &str) -> Option<String> {
    let letters =
        |x: &str| x.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (title, text) = (letters(title), letters(text));
    let (long, short) = if title.len() >= text.len() { (&title, &text) } else { (&text, &title) };
    if short.len() < 10 || short.len() * 3 < long.len() {
        return None;
    }
    let rest = long.strip_prefix(short.as_str()).or_else(|| long.strip_suffix(short.as_str()))?;
    Some(if title.len() >= text.len() { String::new() } else { rest.to_owned() })
}

/// Words and letters of a line above a headline, or of a name of the section.
const KICKER_WORDS: usize = 3;
const KICKER_LETTERS: u32 = 24;

/// Whether a block before the text only repeats a title. A headline of the first rank may say a little more or less; what
/// else goes on after the title does so only with the site's name or a kicker; a sentence that says more than the title is
/// text.
fn repeats(title: &str, block: &Kept, tag: Tag, size: u32, sites: &[String]) -> bool {
    let Some(rest) = beyond(title, block.text) else { return same(title, block.text) };
    let is_heading = block.kind == BlockKind::Heading;
    if tag == Tag::H1 || (rest.is_empty() && same(title, block.text)) {
        return is_heading || size < 120;
    }
    if !is_heading && (size >= 120 || ends_sentence(block.text)) {
        return false;
    }
    let words = |x: &str| x.split_whitespace().count();
    let is_kicker = words(block.text) <= words(title) + KICKER_WORDS
        && measure(&rest).0 <= KICKER_LETTERS
        && tag != Tag::P;
    rest.is_empty() || is_kicker || sites.iter().any(|x| same(x, &rest))
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
fn reason(view: &View, at: usize, leaf: &Leaf, text: &str, known: &Known) -> Option<Reason> {
    if leaf.size == 0 {
        return Some(Reason::Furniture);
    }
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
    if !(view.is_held(at) && leaf.size > 60)
        && let Some((_, reason)) = named.iter().find(|x| around.any(x.0))
    {
        return Some(*reason);
    }
    let tag = view.tag(leaf);
    if known.titles.iter().take(1).any(|x| same(x, text)) {
        return Some(Reason::Title);
    }
    if leaf.linked * 10 > leaf.size * 7
        && (!tag.is_heading() || leaf.linked * 10 > leaf.size * 9)
        && (!view.is_held(at) || (leaf.linked == leaf.size && !ends_sentence(text)))
    {
        return Some(Reason::Links);
    }
    let address = (text.starts_with("http://") || text.starts_with("https://")) && !text.contains(' ');
    if address { Some(Reason::Furniture) } else { phrases::of_line(text) }
}
