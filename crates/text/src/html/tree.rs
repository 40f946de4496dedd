//! The page's elements and text in document order, in one flat list.
//!
//! Every node knows its parent and the end of its own run of descendants, so walking, skipping and dropping a tree are
//! loops over a list: nothing recurses on the depth of the page. Tags that are left out or crossed are mended as the
//! HTML standard does for the common cases (paragraphs, list items, table parts, links); formatting is not re-opened
//! and misplaced table text stays where it is, which changes no text and no order.

use std::borrow::Cow;

use super::limits::{LimitExceeded, Limits};
use super::tag::Tag;
use super::token::{Attribute, Span, Token, Tokenizer, has_reference};

/// A position in [`Tree::nodes`].
pub(crate) type Id = u32;

/// An element or a run of text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) tag: Tag,
    /// The element around it; the root is its own parent.
    pub(crate) parent: Id,
    /// The first node that is no descendant.
    pub(crate) end: Id,
    /// Text: range in the source. Element: range in [`Tree::attributes`].
    span: Span,
}

/// A parsed page.
pub(crate) struct Tree<'a> {
    source: &'a str,
    pub(crate) nodes: Vec<Node>,
    attributes: Vec<Attribute>,
}

/// Attributes that some rule reads; the others are counted and dropped.
const KEPT: [&str; 30] = [
    "id",
    "class",
    "itemprop",
    "itemtype",
    "itemscope",
    "property",
    "name",
    "content",
    "http-equiv",
    "charset",
    "rel",
    "href",
    "hreflang",
    "lang",
    "xml:lang",
    "dir",
    "datetime",
    "role",
    "hidden",
    "style",
    "aria-hidden",
    "aria-label",
    "type",
    "data-testid",
    "data-component",
    "data-type",
    "data-qa",
    "shadowrootmode",
    "title",
    "data-module",
];

fn is_kept(name: &str) -> bool {
    KEPT.iter().any(|x| x.eq_ignore_ascii_case(name))
}

impl<'a> Tree<'a> {
    /// Parses a page.
    pub(crate) fn parse(source: &'a str, limits: &Limits) -> Result<Self, LimitExceeded> {
        if source.len() > limits.bytes.min(u32::MAX as usize - 1) {
            return Err(LimitExceeded::Bytes { limit: limits.bytes });
        }
        let mut builder = Builder::new(source, limits);
        let mut tokenizer = Tokenizer::new(source, limits.attributes);
        while let Some(token) = tokenizer.next()? {
            match token {
                Token::Text(span) => builder.text(span)?,
                Token::Start { tag, closed } => builder.start(tag, closed, &tokenizer.attributes)?,
                Token::End(tag) => builder.end(tag),
            }
        }
        Ok(builder.finish())
    }

    /// The node at a position; past the end, the root.
    pub(crate) fn node(&self, id: Id) -> Node {
        const NONE: Node = Node { tag: Tag::Other, parent: 0, end: 0, span: Span { start: 0, end: 0 } };
        self.nodes.get(id as usize).copied().unwrap_or(NONE)
    }

    /// The number of nodes.
    pub(crate) fn len(&self) -> Id {
        self.nodes.len() as Id
    }

    /// The text of a text node with its character references as written.
    pub(crate) fn raw(&self, id: Id) -> &'a str {
        let node = self.node(id);
        if node.tag == Tag::Text { node.span.of(self.source) } else { "" }
    }

    /// The value of an attribute as written.
    pub(crate) fn attribute_raw(&self, id: Id, name: &str) -> Option<&'a str> {
        self.attributes(id)
            .iter()
            .find(|x| x.name.of(self.source).eq_ignore_ascii_case(name))
            .map(|x| x.value.of(self.source))
    }

    /// The value of an attribute, decoded.
    pub(crate) fn attribute(&self, id: Id, name: &str) -> Option<Cow<'a, str>> {
        self.attribute_raw(id, name).map(decode_attribute)
    }

    /// Names and raw values of an element's kept attributes.
    pub(crate) fn attribute_pairs(&self, id: Id) -> impl Iterator<Item = (&'a str, &'a str)> + '_ {
        let source = self.source;
        self.attributes(id).iter().map(move |x| (x.name.of(source), x.value.of(source)))
    }

    fn attributes(&self, id: Id) -> &[Attribute] {
        let node = self.node(id);
        if node.tag == Tag::Text {
            return &[];
        }
        self.attributes.get(node.span.start as usize..node.span.end as usize).unwrap_or_default()
    }

    /// Every element of one tag, in document order.
    pub(crate) fn all(&self, tag: Tag) -> impl Iterator<Item = Id> + '_ {
        self.nodes.iter().enumerate().filter(move |(_, x)| x.tag == tag).map(|(i, _)| i as Id)
    }

    /// The element itself and what is around it, from the inside out.
    pub(crate) fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let mut next = Some(id);
        std::iter::from_fn(move || {
            let at = next?;
            let parent = self.node(at).parent;
            next = (parent != at).then_some(parent);
            Some(at)
        })
    }

    /// The readable text inside a node, white space collapsed.
    pub(crate) fn text(&self, id: Id) -> String {
        let mut out = String::new();
        let end = self.node(id).end;
        let mut at = id;
        while at < end {
            let node = self.node(at);
            if node.tag == Tag::Text {
                push_collapsed(&mut out, &decode(node.span.of(self.source)));
            } else if at != id && node.tag.is_unread() {
                at = node.end.max(at + 1);
                continue;
            } else if node.tag.is_block() || node.tag == Tag::Br {
                push_collapsed(&mut out, " ");
            }
            at += 1;
        }
        // No-break spaces and their like too, which are not collapsed.
        out.trim().to_owned()
    }
}

/// Decodes character references in text.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    if has_reference(text) { htmlize::unescape(text) } else { Cow::Borrowed(text) }
}

/// Decodes character references in an attribute's value.
pub(crate) fn decode_attribute(text: &str) -> Cow<'_, str> {
    if has_reference(text) { htmlize::unescape_attribute(text) } else { Cow::Borrowed(text) }
}

/// Appends text with its runs of ASCII white space made one space, none at the start of the output.
pub(crate) fn push_collapsed(out: &mut String, text: &str) {
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.find(|x: char| x.is_ascii_whitespace()).unwrap_or(rest.len());
        let (head, tail) = rest.split_at(word);
        out.push_str(head);
        rest = tail.trim_start_matches(|x: char| x.is_ascii_whitespace());
        if rest.len() < tail.len() && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
}

struct Builder<'a> {
    tree: Tree<'a>,
    open: Vec<Id>,
    counts: [u32; Tag::COUNT],
    nodes: usize,
    depth: usize,
    body: bool,
}

impl<'a> Builder<'a> {
    fn new(source: &'a str, limits: &Limits) -> Self {
        let root = Node { tag: Tag::Html, parent: 0, end: 0, span: Span::default() };
        let tree = Tree { source, nodes: vec![root], attributes: Vec::new() };
        let mut counts = [0; Tag::COUNT];
        counts[Tag::Html as usize] = 1;
        Self { tree, open: vec![0], counts, nodes: limits.nodes, depth: limits.depth, body: false }
    }

    fn top(&self) -> Id {
        self.open.last().copied().unwrap_or(0)
    }

    fn tag(&self, id: Id) -> Tag {
        self.tree.node(id).tag
    }

    fn is_open(&self, tag: Tag) -> bool {
        self.counts.get(tag as usize).is_some_and(|x| *x > 0)
    }

    fn push(&mut self, tag: Tag, span: Span) -> Result<Id, LimitExceeded> {
        if self.tree.nodes.len() >= self.nodes {
            return Err(LimitExceeded::Nodes { limit: self.nodes });
        }
        let id = self.tree.len();
        self.tree.nodes.push(Node { tag, parent: self.top(), end: id + 1, span });
        Ok(id)
    }

    fn text(&mut self, span: Span) -> Result<(), LimitExceeded> {
        let blank = span.of(self.tree.source).bytes().all(|x| x.is_ascii_whitespace());
        let top = self.tag(self.top());
        if blank
            && matches!(top, Tag::Html | Tag::Head | Tag::Table | Tag::Tr | Tag::Tbody | Tag::Ul | Tag::Ol)
        {
            return Ok(());
        }
        if !blank && top == Tag::Head {
            self.pop_to_tag(Tag::Head);
        }
        self.push(Tag::Text, span).map(|_| ())
    }

    fn start(&mut self, tag: Tag, closed: bool, attributes: &[Attribute]) -> Result<(), LimitExceeded> {
        if tag == Tag::Html {
            // The root's attributes are those of the first tag that has any.
            if self.tree.node(0).span == Span::default() {
                let span = self.keep(attributes);
                if let Some(root) = self.tree.nodes.first_mut() {
                    root.span = span;
                }
            }
            return Ok(());
        }
        if (tag == Tag::Head && self.tree.len() > 1 && self.body) || (tag == Tag::Body && self.body) {
            return Ok(());
        }
        self.body |= tag == Tag::Body;
        if !tag.is_metadata() && self.is_open(Tag::Head) {
            self.pop_to_tag(Tag::Head);
            self.body = true;
        }
        self.imply_ends(tag);
        let span = self.keep(attributes);
        let id = self.push(tag, span)?;
        let foreign = self.is_open(Tag::Svg) || self.is_open(Tag::Math);
        if tag.is_void() || (closed && (foreign || matches!(tag, Tag::Svg | Tag::Math))) {
            return Ok(());
        }
        if self.open.len() >= self.depth {
            return Err(LimitExceeded::Depth { limit: self.depth });
        }
        self.open.push(id);
        if let Some(count) = self.counts.get_mut(tag as usize) {
            *count += 1;
        }
        Ok(())
    }

    fn keep(&mut self, attributes: &[Attribute]) -> Span {
        let start = self.tree.attributes.len() as u32;
        let source = self.tree.source;
        self.tree.attributes.extend(attributes.iter().filter(|x| is_kept(x.name.of(source))));
        Span { start, end: self.tree.attributes.len() as u32 }
    }

    /// Ends what a start tag ends without saying so.
    fn imply_ends(&mut self, tag: Tag) {
        match tag {
            Tag::Li => self.close_item(&[Tag::Li]),
            Tag::Dd | Tag::Dt => self.close_item(&[Tag::Dd, Tag::Dt]),
            Tag::Option | Tag::Optgroup => self.close_top(&[Tag::Option]),
            Tag::Td | Tag::Th => self.close_table_part(&[Tag::Td, Tag::Th, Tag::Caption]),
            Tag::Tr => self.close_table_part(&[Tag::Tr, Tag::Td, Tag::Th, Tag::Caption]),
            Tag::Tbody | Tag::Thead | Tag::Tfoot => self.close_table_part(&[
                Tag::Tbody,
                Tag::Thead,
                Tag::Tfoot,
                Tag::Tr,
                Tag::Td,
                Tag::Th,
                Tag::Caption,
            ]),
            Tag::A | Tag::Button | Tag::Nobr => self.close_inline(tag),
            _ => {}
        }
        if tag.closes_paragraph() && self.is_open(Tag::P) {
            self.close_in_scope(Tag::P);
        }
        if tag.is_heading() && self.tag(self.top()).is_heading() {
            self.pop_to(self.open.len().saturating_sub(1));
        }
    }

    /// Ends an open list item unless a block lies between.
    fn close_item(&mut self, tags: &[Tag]) {
        if !tags.iter().any(|x| self.is_open(*x)) {
            return;
        }
        let found = self.find(|tag| {
            if tags.contains(&tag) {
                Some(true)
            } else if tag.is_scope() || (tag.is_block() && !matches!(tag, Tag::Address | Tag::Div | Tag::P)) {
                Some(false)
            } else {
                None
            }
        });
        if let Some(at) = found {
            self.pop_to(at);
        }
    }

    fn close_top(&mut self, tags: &[Tag]) {
        if tags.contains(&self.tag(self.top())) {
            self.pop_to(self.open.len().saturating_sub(1));
        }
    }

    /// Ends the outermost of some parts of the innermost table.
    fn close_table_part(&mut self, tags: &[Tag]) {
        if !self.is_open(Tag::Table) {
            return;
        }
        let mut outermost = None;
        for (at, id) in self.open.iter().enumerate().rev() {
            let tag = self.tag(*id);
            if tag == Tag::Table || matches!(tag, Tag::Template | Tag::Html) {
                break;
            }
            if tags.contains(&tag) {
                outermost = Some(at);
            }
        }
        if let Some(at) = outermost {
            self.pop_to(at);
        }
    }

    /// Ends an open link or button that no block separates from here.
    fn close_inline(&mut self, tag: Tag) {
        if self.is_open(tag)
            && let Some(at) = self.find(|x| (x == tag).then_some(true).or(x.is_block().then_some(false)))
        {
            self.pop_to(at);
        }
    }

    fn close_in_scope(&mut self, tag: Tag) {
        let found =
            self.find(|x| (x == tag).then_some(true).or((x.is_scope() || x == Tag::Button).then_some(false)));
        if let Some(at) = found {
            self.pop_to(at);
        }
    }

    fn end(&mut self, tag: Tag) {
        if matches!(tag, Tag::Html | Tag::Body) || !self.is_open(tag) {
            return;
        }
        if tag == Tag::Head {
            self.pop_to_tag(Tag::Head);
            return;
        }
        let reaches_far = tag.is_table_part() || matches!(tag, Tag::Svg | Tag::Math | Tag::Template);
        let is_formatting = !tag.is_block() && !tag.is_scope() && tag != Tag::Other;
        let found = self.find(|x| {
            if x == tag || (tag.is_heading() && x.is_heading()) {
                return Some(true);
            }
            // The end of formatting does not end the blocks inside it.
            let stops = (x.is_scope() && !reaches_far)
                || (tag.is_table_part() && x == Tag::Table)
                || (is_formatting && x.is_block());
            stops.then_some(false)
        });
        if let Some(at) = found
            && !(tag == Tag::Form && self.open.len() - at > 1)
        {
            self.pop_to(at);
        }
    }

    /// The innermost open element for which the question is answered, if the answer is yes.
    fn find(&self, question: impl Fn(Tag) -> Option<bool>) -> Option<usize> {
        for (at, id) in self.open.iter().enumerate().rev() {
            match question(self.tag(*id)) {
                Some(true) => return (at > 0).then_some(at),
                Some(false) => return None,
                None => {}
            }
        }
        None
    }

    fn pop_to_tag(&mut self, tag: Tag) {
        if let Some(at) = self.find(|x| (x == tag).then_some(true)) {
            self.pop_to(at);
        }
    }

    /// Ends every element from a place in the stack upwards.
    fn pop_to(&mut self, at: usize) {
        let end = self.tree.len();
        while self.open.len() > at.max(1) {
            let Some(id) = self.open.pop() else { return };
            let tag = self.tag(id);
            if let Some(count) = self.counts.get_mut(tag as usize) {
                *count = count.saturating_sub(1);
            }
            if let Some(node) = self.tree.nodes.get_mut(id as usize) {
                node.end = end;
            }
        }
    }

    fn finish(mut self) -> Tree<'a> {
        self.pop_to(1);
        let end = self.tree.len();
        if let Some(root) = self.tree.nodes.first_mut() {
            root.end = end;
        }
        self.tree
    }
}
