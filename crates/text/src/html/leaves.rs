//! The page's readable text as a flat list of blocks, with the counts that judging them needs.

use super::tag::Tag;
use super::tree::{Id, Tree, decode};

/// A run of text between two block boundaries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaf {
    /// The innermost element around all of its text.
    pub(crate) node: Id,
    /// The innermost block element around its start.
    pub(crate) block: Id,
    /// Its first text node.
    pub(crate) first: Id,
    start: u32,
    end: u32,
    /// Letters and digits; characters of scripts written without spaces count double.
    pub(crate) size: u32,
    /// How much of the size stands in links.
    pub(crate) linked: u32,
    /// Signs that end or divide sentences.
    pub(crate) stops: u16,
}

/// The blocks of a page.
pub(crate) struct Leaves {
    text: String,
    pub(crate) list: Vec<Leaf>,
    /// For each node, how many blocks begin before it.
    before: Vec<u32>,
}

impl Leaves {
    /// The text of a block.
    pub(crate) fn text(&self, leaf: &Leaf) -> &str {
        self.text.get(leaf.start as usize..leaf.end as usize).unwrap_or_default()
    }

    /// The range of blocks that begin inside a node.
    pub(crate) fn range(&self, tree: &Tree, id: Id) -> std::ops::Range<usize> {
        self.before(id)..self.before(tree.node(id).end)
    }

    fn before(&self, id: Id) -> usize {
        self.before.get(id as usize).map_or(self.list.len(), |x| *x as usize)
    }
}

/// Cuts a page into blocks.
pub(crate) fn flatten(tree: &Tree) -> Leaves {
    let mut flow = Flow {
        tree,
        out: Leaves {
            text: String::new(),
            list: Vec::new(),
            before: Vec::with_capacity(tree.len() as usize),
        },
        open: Vec::new(),
        run: None,
        gap: Gap::None,
    };
    let mut at = 0;
    while at < tree.len() {
        flow.close_until(at);
        let node = tree.node(at);
        flow.mark(at + 1);
        if node.tag == Tag::Text {
            flow.text(at);
            at += 1;
            continue;
        }
        let inert = node.tag == Tag::Template && tree.attribute_raw(at, "shadowrootmode").is_none();
        if (node.tag.is_unread() || node.tag == Tag::Button || inert) && at > 0 {
            if node.tag.is_block() {
                flow.flush();
            }
            flow.mark(node.end);
            at = node.end.max(at + 1);
            continue;
        }
        flow.enter(at, node.tag, node.end);
        at += 1;
    }
    flow.flush();
    flow.mark(tree.len());
    flow.out
}

#[derive(Clone, Copy, PartialEq)]
enum Gap {
    None,
    Space,
    Line,
}

struct Run {
    first: Id,
    last: Id,
    block: Id,
    start: usize,
    size: u32,
    linked: u32,
    stops: u16,
}

struct Flow<'t, 'a> {
    tree: &'t Tree<'a>,
    out: Leaves,
    /// Open elements that matter here: end, id, tag.
    open: Vec<(Id, Id, Tag)>,
    run: Option<Run>,
    gap: Gap,
}

impl Flow<'_, '_> {
    /// Notes for the nodes up to here how many blocks came before them.
    fn mark(&mut self, until: Id) {
        let count = self.out.list.len() as u32 + u32::from(self.run.is_some());
        let until = until as usize;
        if self.out.before.len() < until {
            self.out.before.resize(until, count);
        }
    }

    fn close_until(&mut self, at: Id) {
        while let Some(&(end, _, tag)) = self.open.last() {
            if end > at {
                return;
            }
            self.open.pop();
            if tag.is_block() {
                self.flush();
            }
        }
    }

    fn enter(&mut self, at: Id, tag: Tag, end: Id) {
        if tag == Tag::Br {
            if self.gap == Gap::Line {
                self.flush();
            } else if self.run.is_some() {
                self.gap = Gap::Line;
            }
            return;
        }
        if tag.is_block() {
            self.flush();
        }
        if tag.is_block() || tag == Tag::A {
            self.open.push((end, at, tag));
        }
    }

    fn inside(&self, tags: &[Tag]) -> bool {
        self.open.iter().rev().take_while(|x| !x.2.is_block()).any(|x| tags.contains(&x.2))
    }

    fn text(&mut self, at: Id) {
        let raw = self.tree.raw(at);
        let text = decode(raw);
        let pre = self.open.iter().rev().take(8).any(|x| x.2 == Tag::Pre);
        let linked = self.inside(&[Tag::A]) || self.open.iter().rev().take(4).any(|x| x.2 == Tag::A);
        let mut rest: &str = &text;
        while !rest.is_empty() {
            let word = rest.find(is_space).unwrap_or(rest.len());
            let (head, tail) = rest.split_at(word);
            if !head.is_empty() {
                self.word(at, head, linked);
            }
            rest = tail.trim_start_matches(is_space);
            if rest.len() < tail.len() {
                let space = tail.get(..tail.len() - rest.len()).unwrap_or_default();
                if pre && space.contains('\n') && self.run.is_some() {
                    self.gap = Gap::Line;
                } else if self.gap == Gap::None {
                    self.gap = Gap::Space;
                }
            }
        }
    }

    fn word(&mut self, at: Id, word: &str, linked: bool) {
        let block = self.open.iter().rev().find(|x| x.2.is_block()).map_or(0, |x| x.1);
        let text = &mut self.out.text;
        let run = self.run.get_or_insert(Run {
            first: at,
            last: at,
            block,
            start: text.len(),
            size: 0,
            linked: 0,
            stops: 0,
        });
        if text.len() > run.start {
            match self.gap {
                Gap::None => {}
                Gap::Space => text.push(' '),
                Gap::Line => text.push('\n'),
            }
        }
        self.gap = Gap::None;
        text.push_str(word);
        let (size, stops) = measure(word);
        run.size += size;
        run.linked += if linked { size } else { 0 };
        run.stops = run.stops.saturating_add(stops);
        run.last = at;
    }

    fn flush(&mut self) {
        self.gap = Gap::None;
        let Some(run) = self.run.take() else { return };
        let tree = self.tree;
        let node = tree.ancestors(run.first).skip(1).find(|x| tree.node(*x).end > run.last).unwrap_or(0);
        self.out.list.push(Leaf {
            node,
            block: run.block,
            first: run.first,
            start: run.start as u32,
            end: self.out.text.len() as u32,
            size: run.size,
            linked: run.linked,
            stops: run.stops,
        });
    }
}

/// White space that may be collapsed: ASCII, no-break and zero-width spaces.
fn is_space(x: char) -> bool {
    x.is_ascii_whitespace() || matches!(x, '\u{a0}' | '\u{200b}' | '\u{feff}' | '\u{2028}' | '\u{2029}')
}

/// Letters and digits, and sentence signs, of a word.
pub(crate) fn measure(word: &str) -> (u32, u16) {
    let (mut size, mut stops) = (0, 0);
    for x in word.chars() {
        match x {
            'a'..='z' | 'A'..='Z' | '0'..='9' => size += 1,
            '.' | ',' | ';' | '!' | '?' => stops += 1,
            '،' | '؛' | '؟' | '۔' | '।' | '。' | '、' | '，' | '！' | '？' | '；' | '…' | '።' | '၊' | '။' =>
            {
                stops += 1;
            }
            '\0'..='\u{bf}' | '\u{2000}'..='\u{206f}' => {}
            '\u{2e80}'..='\u{fffff}' => size += 2,
            _ => size += 1,
        }
    }
    (size, stops)
}
