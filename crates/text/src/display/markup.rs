//! HTML left in plain text: feed descriptions that arrive as `text`, with tags or entities in them.
//!
//! Only text that holds a tag of HTML or a character reference with its semicolon is touched; a lone `<` or `&` is good
//! text, and so is `a<b and c>d`: after the name of a tag come attributes, and what only opens is a tag where a line
//! begins. Block tags end a line, other tags go, references are decoded. The scan is linear and builds no tree. What
//! decodes to markup again is markup again, a few times over; after that its `<` and `&` are dropped, so that the result
//! never holds markup.

use crate::units::{Unit, units_of};
use std::borrow::Cow;
use std::collections::HashMap;

/// How often markup inside markup is undone.
const PASSES: usize = 4;
/// The longest tag, in characters.
const TAG_CHARS: usize = 4096;
/// The longest character reference, in characters (`&CounterClockwiseContourIntegral;`).
const REFERENCE_CHARS: usize = 33;

/// Tags that are removed, sorted.
const INLINE: [&str; 32] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "embed", "font",
    "i", "iframe", "img", "ins", "kbd", "mark", "object", "param", "q", "s", "small", "span", "strike",
    "strong", "sub", "sup", "u", "wbr",
];

/// Tags that end a line, sorted.
const BLOCK: [&str; 41] = [
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "noscript",
    "ol",
    "p",
    "picture",
    "pre",
    "script",
    "section",
    "source",
    "style",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "ul",
];

/// Block tags that need no closing tag, sorted.
const SINGLE: [&str; 14] =
    ["body", "br", "dd", "dt", "hr", "html", "li", "p", "picture", "source", "tbody", "td", "th", "tr"];

/// Attributes that mean something without a value, sorted.
const BARE: [&str; 29] = [
    "allowfullscreen",
    "async",
    "autofocus",
    "autoplay",
    "border",
    "checked",
    "compact",
    "contenteditable",
    "controls",
    "crossorigin",
    "default",
    "defer",
    "disabled",
    "download",
    "draggable",
    "hidden",
    "inert",
    "ismap",
    "itemscope",
    "loop",
    "multiple",
    "muted",
    "nomodule",
    "noshade",
    "novalidate",
    "nowrap",
    "open",
    "playsinline",
    "reversed",
];

/// Inline tags that have no closing tag, sorted.
const VOID: [&str; 4] = ["embed", "img", "param", "wbr"];

/// Text without its tags and references; `None` if it holds none.
pub(super) fn strip(text: &str) -> Option<Vec<Unit>> {
    if memchr::memchr2(b'<', b'&', text.as_bytes()).is_none() || !holds_markup(text) {
        return None;
    }
    strip_units(&units_of(text, 0))
}

/// The same on characters.
pub(super) fn strip_units(units: &[Unit]) -> Option<Vec<Unit>> {
    let mut units = pass(units)?;
    for _ in 1..PASSES {
        match pass(&units) {
            Some(stripped) => units = stripped,
            None => return Some(units),
        }
    }
    if pass(&units).is_some() {
        units.retain(|unit| !matches!(unit.ch, '<' | '&'));
    }
    Some(units)
}

/// A look without allocation: is there anything that the passes would act on?
fn holds_markup(text: &str) -> bool {
    text.match_indices(['<', '&']).any(|(at, _)| {
        let rest = text.get(at..).unwrap_or("");
        if rest.starts_with('<') {
            tag_name(rest.chars().skip(1)).is_some() || rest.starts_with("<!--")
        } else {
            let end = rest.char_indices().take(REFERENCE_CHARS).find(|(_, ch)| *ch == ';').map(|(at, _)| at);
            end.and_then(|end| rest.get(..=end)).is_some_and(|reference| decoded(reference).is_some())
        }
    })
}

/// The known tag whose name these characters spell, whether it ends a line, and whether it closes.
fn tag_name(chars: impl Iterator<Item = char>) -> Option<(&'static str, bool, bool)> {
    let mut name = String::new();
    let mut closes = false;
    for (at, ch) in chars.take(12).enumerate() {
        if at == 0 && ch == '/' {
            closes = true;
        } else if ch.is_ascii_alphanumeric() {
            name.push(ch.to_ascii_lowercase());
        } else if ch.is_ascii_whitespace() || is_line_end(ch) || matches!(ch, '>' | '/') {
            break;
        } else {
            return None;
        }
    }
    let find =
        |tags: &[&'static str]| tags.binary_search(&name.as_str()).ok().and_then(|at| tags.get(at).copied());
    find(&INLINE).map(|tag| (tag, false, closes)).or_else(|| find(&BLOCK).map(|tag| (tag, true, closes)))
}

/// Text of a page that was escaped once more than its page was, without its references: "It&#39;s". That is known by a
/// reference that touches a word or fills its line; what stands for `<` and `>` stays, it is text about markup.
pub(super) fn undouble(text: &str) -> Option<Vec<Unit>> {
    memchr::memchr(b'&', text.as_bytes())?;
    let is_doubled = text.match_indices('&').any(|(at, _)| {
        let rest = text.get(at..).unwrap_or("");
        let Some((head, after)) = rest
            .char_indices()
            .take(REFERENCE_CHARS)
            .find(|(_, ch)| *ch == ';')
            .and_then(|(end, _)| rest.split_at_checked(end + 1))
        else {
            return false;
        };
        let before = text.get(..at).unwrap_or("").chars().next_back();
        let after = after.chars().next();
        let touches = before.into_iter().chain(after).any(char::is_alphanumeric);
        let fills = before.is_none_or(is_line_end) && after.is_none_or(is_line_end);
        (touches || fills) && decoded(head).is_some_and(|meant| !meant.contains(['<', '>', '&']))
    });
    if !is_doubled {
        return None;
    }
    let mut units = units_of(text, 0);
    for _ in 0..PASSES {
        let is_text = |piece: &Piece| !piece.text.contains(['<', '>']);
        match exchange(
            &units,
            |at, ch| if ch == '&' { reference_at(&units, at).filter(is_text) } else { None },
        ) {
            Some(decoded) => units = decoded,
            None => break,
        }
    }
    Some(units)
}

/// One round over the text; `None` if there was nothing to do.
fn pass(units: &[Unit]) -> Option<Vec<Unit>> {
    let mut closings = Closings::default();
    exchange(units, |at, ch| match ch {
        '<' => tag_at(units, at, &mut closings),
        '&' => reference_at(units, at),
        _ => None,
    })
}

/// Units with the pieces that are found in them exchanged; `None` if there are none.
fn exchange(units: &[Unit], mut piece_at: impl FnMut(usize, char) -> Option<Piece>) -> Option<Vec<Unit>> {
    let mut kept = Vec::with_capacity(units.len());
    let mut changed = false;
    let mut at = 0;
    while let Some(unit) = units.get(at) {
        let Some(piece) = piece_at(at, unit.ch) else {
            kept.push(*unit);
            at += 1;
            continue;
        };
        let end = units.get(piece.end - 1).map_or(unit.end, |last| last.end);
        kept.extend(piece.text.chars().map(|ch| Unit { ch, start: unit.start, end }));
        changed = true;
        at = piece.end;
    }
    changed.then_some(kept)
}

/// A piece of markup that ends before the unit `end`, and what stays of it.
struct Piece {
    end: usize,
    text: Cow<'static, str>,
}

/// Where the last closing tag of each name stands; looked for once, and only if it matters.
#[derive(Default)]
struct Closings(Option<HashMap<&'static str, usize>>);

impl Closings {
    fn has_after(&mut self, units: &[Unit], at: usize, name: &str) -> bool {
        let last = self.0.get_or_insert_with(|| {
            let mut last = HashMap::new();
            for (at, pair) in units.windows(2).enumerate() {
                if pair.iter().map(|unit| unit.ch).eq("</".chars())
                    && let Some((name, ..)) =
                        tag_name(units.get(at + 1..).unwrap_or_default().iter().map(|unit| unit.ch))
                {
                    last.insert(name, at);
                }
            }
            last
        });
        last.get(name).is_some_and(|last| *last > at)
    }
}

/// Whether what follows a tag's name is what follows it in a tag: nothing, a slash, or attributes.
fn is_inside_of_tag(inside: &[Unit]) -> bool {
    let mut rest =
        inside.iter().map(|unit| unit.ch).skip_while(|ch| ch.is_whitespace() || *ch == '/').peekable();
    let mut name = String::new();
    while let Some(ch) = rest.next_if(|ch| !ch.is_whitespace() && *ch != '=' && *ch != '/') {
        name.push(ch.to_ascii_lowercase());
    }
    if name.is_empty() {
        return rest.next().is_none();
    }
    let has_value = rest.find(|ch| !ch.is_whitespace()) == Some('=');
    let is_own = name.starts_with("data-") || name.starts_with("aria-");
    has_value || is_own || BARE.binary_search(&name.as_str()).is_ok()
}

/// Whether only spaces, or a tag, stand before a place in its line.
fn begins_line(units: &[Unit], at: usize) -> bool {
    let before = units.get(..at).unwrap_or_default().iter().rev();
    let last =
        before.map(|unit| unit.ch).find(|ch| is_line_end(*ch) || *ch == '\u{85}' || !ch.is_whitespace());
    last.is_none_or(|ch| is_line_end(ch) || ch == '>')
}

fn is_line_end(ch: char) -> bool {
    matches!(ch, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}')
}

fn tag_at(units: &[Unit], at: usize, closings: &mut Closings) -> Option<Piece> {
    let rest = units.get(at + 1..)?;
    if rest.iter().map(|unit| unit.ch).take(3).eq("!--".chars()) {
        let end = (at + 4..units.len()).find(|end| {
            units.get(*end..end + 3).is_some_and(|close| close.iter().map(|unit| unit.ch).eq("-->".chars()))
        });
        return Some(Piece { end: end.map_or(units.len(), |end| end + 3), text: Cow::Borrowed("") });
    }
    let (name, is_block, closes) = tag_name(rest.iter().map(|unit| unit.ch))?;
    // an attribute that holds `<` is not worth a scan to the end of the text from every `<`
    let length = rest.iter().take(TAG_CHARS).position(|unit| matches!(unit.ch, '>' | '<'))?;
    rest.get(length).filter(|unit| unit.ch == '>')?;
    if !closes {
        let inside = rest.get(name.len()..length).unwrap_or_default();
        let is_bare = inside.iter().all(|unit| unit.ch.is_whitespace());
        let is_single =
            if is_block { SINGLE.binary_search(&name) } else { VOID.binary_search(&name) }.is_ok();
        if !is_inside_of_tag(inside)
            || is_bare && !is_single && !begins_line(units, at) && !closings.has_after(units, at, name)
        {
            return None;
        }
    }
    let mut end = at + length + 2;
    if !closes && matches!(name, "script" | "style") {
        end = after_closing(units, end, name);
    }
    Some(Piece { end, text: Cow::Borrowed(if is_block { "\n" } else { "" }) })
}

/// The end of `</name>` after a raw-text element, or of the text.
fn after_closing(units: &[Unit], from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(unit) = units.get(at) {
        at += 1;
        let closing = units.get(at..).unwrap_or_default().iter().map(|unit| unit.ch);
        if unit.ch == '<' && tag_name(closing).is_some_and(|(found, _, closes)| closes && found == name) {
            let rest = units.get(at..).unwrap_or_default();
            return rest.iter().position(|unit| unit.ch == '>').map_or(units.len(), |length| at + length + 1);
        }
    }
    units.len()
}

fn reference_at(units: &[Unit], at: usize) -> Option<Piece> {
    let rest = units.get(at..)?;
    let length = rest.iter().take(REFERENCE_CHARS).position(|unit| unit.ch == ';')?;
    let reference: String = rest.iter().take(length + 1).map(|unit| unit.ch).collect();
    Some(Piece { end: at + length + 1, text: Cow::Owned(decoded(&reference)?) })
}

/// What a character reference stands for.
fn decoded(reference: &str) -> Option<String> {
    let inner = reference.strip_prefix('&')?.strip_suffix(';')?;
    if inner.is_empty() || !inner.chars().all(|ch| ch.is_ascii_alphanumeric() || ch == '#') {
        return None;
    }
    let text = htmlize::unescape(reference);
    (text != reference && !text.contains(';') || inner == "semi").then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_tags_and_references() {
        let check = |text: &str, want: Option<&str>| {
            let stripped = strip(text).map(|units| units.iter().map(|unit| unit.ch).collect::<String>());
            assert_eq!(stripped.as_deref(), want, "{text}");
        };
        check("a < b & c", None);
        check("if x<y and y>z", None);
        check("Irak&apos;ın <b>kararı</b>", Some("Irak'ın kararı"));
        check("<p>one</p><p>two<br/>three</p>", Some("\none\n\ntwo\nthree\n"));
        check("AT&amp;T", Some("AT&T"));
        check("&lt;b&gt;bold&lt;/b&gt;", Some("bold"));
        check("x<script>if (a<b) {}</script>y", Some("x\ny"));
        check("x<!-- note -->y", Some("xy"));
        check("<a href='http://example.org/'>link</a> end", Some("link end"));
        check("&unknown; & co;", None);
        check("<a unclosed <b", None);
        check("If a<b and c>d then", None);
        check("p<a 0.05 and q>0.1", None);
        check("Prices <s were low> and rose", None);
        check("i<p for all p > 3 we stop", None);
        check("A<B>C", None);
        check("A&lt;B&gt;C", Some("A<B>C"));
        check("a List<S> of <code> tags <header>", None);
        check("you write &amp;lt;b&amp;gt; to show a tag", Some("you write <b> to show a tag"));
        check("x <a = 5 and b> y", None);
        check("<b>cut off", Some("cut off"));
        check(" <strong>CITY</strong> (X) <i>cut off", Some(" CITY (X) <i>cut off"));
        check("a<b>c</b>", Some("ac"));
        check("one<br>two<hr noshade>three<p align=left>four", Some("one\ntwo\nthree\nfour"));
        check("<td nowrap>x <img src='a.png'/> <div data-x>y", Some("\nx  \ny"));
        check(&format!("&{}x", "amp;".repeat(9)), Some(&format!("{}x", "amp;".repeat(5))));
    }

    #[test]
    fn references_of_pages_escaped_twice_are_decoded() {
        let check = |text: &str, want: Option<&str>| {
            let found = undouble(text).map(|units| units.iter().map(|unit| unit.ch).collect::<String>());
            assert_eq!(found.as_deref(), want, "{text}");
        };
        check("It&#39;s &quot;soft&quot; &amp; wet", Some("It's \"soft\" & wet"));
        check("It&amp;#39;s", None);
        check("&#39;it&amp;#39;s&#39; &lt;p&gt;", Some("'it's' &lt;p&gt;"));
        check("one\n&nbsp;\ntwo", Some("one\n\u{a0}\ntwo"));
        check("Write &lt; for a less-than sign & &amp; for an ampersand, &eacute; for é.", None);
        check("R&D; AT&T; a &b;", None);
    }
}
