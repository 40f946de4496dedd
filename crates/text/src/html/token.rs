//! A tokenizer for HTML as it is found: the HTML standard's states, less what does not matter to text
//! (parse errors, document types, escaped script data).
//!
//! Tokens are ranges of the source; nothing is copied or decoded here.

use memchr::{memchr, memchr2, memmem};

use super::limits::LimitExceeded;
use super::tag::Tag;

/// A range of bytes in the source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// The text of the range.
    pub(crate) fn of(self, source: &str) -> &str {
        source.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// A name and a raw value, both as written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attribute {
    pub(crate) name: Span,
    pub(crate) value: Span,
}

/// One step of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// Text with its character references as written.
    Text(Span),
    /// A start tag; its attributes are in the tokenizer's list.
    Start { tag: Tag, closed: bool },
    /// An end tag.
    End(Tag),
}

/// Reads tokens from left to right.
pub(crate) struct Tokenizer<'a> {
    source: &'a [u8],
    at: usize,
    raw: Option<(Tag, Span)>,
    left: usize,
    limit: usize,
    /// No CDATA section ends in what is left: looked for once, not at every `<![CDATA[` again.
    is_past_cdata: bool,
    /// The attributes of the last start tag.
    pub(crate) attributes: Vec<Attribute>,
}

impl<'a> Tokenizer<'a> {
    /// A tokenizer that accepts so many attributes in all.
    pub(crate) fn new(source: &'a str, attributes: usize) -> Self {
        Self {
            source: source.as_bytes(),
            at: 0,
            raw: None,
            left: attributes,
            limit: attributes,
            is_past_cdata: false,
            attributes: Vec::new(),
        }
    }

    /// The next token, or none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Token>, LimitExceeded> {
        if let Some((tag, name)) = self.raw.take()
            && let Some(text) = self.raw_text(tag, name)
        {
            return Ok(Some(Token::Text(text)));
        }
        loop {
            let Some(rest) = self.source.get(self.at..).filter(|x| !x.is_empty()) else { return Ok(None) };
            let text = Self::text_length(rest);
            if text > 0 {
                let start = self.at;
                self.at += text;
                return Ok(Some(Token::Text(Span::new(start, self.at))));
            }
            match rest.get(1) {
                Some(b'!' | b'?') => self.skip_comment(rest),
                Some(b'/') => {
                    if let Some(token) = self.end_tag()? {
                        return Ok(Some(token));
                    }
                }
                _ => return self.start_tag().map(Some),
            }
        }
    }

    /// Bytes before the next `<` that opens something.
    fn text_length(rest: &[u8]) -> usize {
        let mut from = 0;
        while let Some(found) = rest.get(from..).and_then(|x| memchr(b'<', x)) {
            let at = from + found;
            match rest.get(at + 1) {
                Some(b'!' | b'?' | b'/') => return at,
                Some(x) if x.is_ascii_alphabetic() => return at,
                _ => from = at + 1,
            }
        }
        rest.len()
    }

    fn skip_comment(&mut self, rest: &[u8]) {
        let ends = |needle: &[u8], from: usize| {
            rest.get(from..).and_then(|x| memmem::find(x, needle)).map(|x| from + x + needle.len())
        };
        let length = if rest.starts_with(b"<!-->") {
            Some(5)
        } else if rest.starts_with(b"<!--->") {
            Some(6)
        } else if rest.starts_with(b"<!--") {
            ends(b"-->", 4)
        } else if rest.starts_with(b"<![CDATA[") {
            // Outside foreign content this is a comment up to the first `>`; its text is not read in either case.
            let end = if self.is_past_cdata { None } else { ends(b"]]>", 9) };
            self.is_past_cdata = end.is_none();
            end.or_else(|| ends(b">", 2))
        } else {
            ends(b">", 2)
        };
        self.at += length.unwrap_or(rest.len());
    }

    fn end_tag(&mut self) -> Result<Option<Token>, LimitExceeded> {
        self.at += 2;
        match self.source.get(self.at) {
            Some(x) if x.is_ascii_alphabetic() => {
                let name = self.name();
                let kept = std::mem::take(&mut self.attributes);
                let read = self.read_attributes();
                self.attributes = kept;
                read?;
                Ok(Some(Token::End(Tag::of(self.bytes(name)))))
            }
            Some(_) => {
                let rest = self.source.get(self.at..).unwrap_or_default();
                self.at += memchr(b'>', rest).map_or(rest.len(), |x| x + 1);
                Ok(None)
            }
            None => Ok(None),
        }
    }

    fn start_tag(&mut self) -> Result<Token, LimitExceeded> {
        self.at += 1;
        let name = self.name();
        let tag = Tag::of(self.bytes(name));
        self.attributes.clear();
        let closed = self.read_attributes()?;
        if tag.is_raw() {
            self.raw = Some((tag, name));
        }
        Ok(Token::Start { tag, closed })
    }

    fn name(&mut self) -> Span {
        let start = self.at;
        let rest = self.source.get(start..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|x| x.is_ascii_whitespace() || matches!(x, b'/' | b'>'))
            .unwrap_or(rest.len());
        self.at += length;
        Span::new(start, self.at)
    }

    /// Reads up to and past the tag's `>`; true if it ends in `/>`.
    fn read_attributes(&mut self) -> Result<bool, LimitExceeded> {
        let mut closed = false;
        loop {
            self.skip_space();
            match self.source.get(self.at) {
                None => return Ok(closed),
                Some(b'>') => {
                    self.at += 1;
                    return Ok(closed);
                }
                Some(b'/') => {
                    self.at += 1;
                    closed = true;
                }
                Some(_) => {
                    closed = false;
                    self.left =
                        self.left.checked_sub(1).ok_or(LimitExceeded::Attributes { limit: self.limit })?;
                    let attribute = self.attribute();
                    self.attributes.push(attribute);
                }
            }
        }
    }

    fn attribute(&mut self) -> Attribute {
        let start = self.at;
        let rest = self.source.get(start..).unwrap_or_default();
        // A leading `=` belongs to the name.
        let length = rest
            .iter()
            .enumerate()
            .position(|(i, x)| x.is_ascii_whitespace() || matches!(x, b'/' | b'>') || (*x == b'=' && i > 0))
            .unwrap_or(rest.len());
        self.at += length;
        let name = Span::new(start, self.at);
        self.skip_space();
        if self.source.get(self.at) != Some(&b'=') {
            return Attribute { name, value: Span::new(self.at, self.at) };
        }
        self.at += 1;
        self.skip_space();
        Attribute { name, value: self.value() }
    }

    fn value(&mut self) -> Span {
        if let Some(&quote @ (b'"' | b'\'')) = self.source.get(self.at) {
            let start = self.at + 1;
            let rest = self.source.get(start..).unwrap_or_default();
            let length = memchr(quote, rest).unwrap_or(rest.len());
            self.at = (start + length + 1).min(self.source.len());
            return Span::new(start, start + length);
        }
        let start = self.at;
        let rest = self.source.get(start..).unwrap_or_default();
        let length = rest.iter().position(|x| x.is_ascii_whitespace() || *x == b'>').unwrap_or(rest.len());
        self.at += length;
        Span::new(start, self.at)
    }

    /// The content of a raw text element, up to its end tag; none if it is empty.
    fn raw_text(&mut self, tag: Tag, name: Span) -> Option<Span> {
        let start = self.at;
        let rest = self.source.get(start..).unwrap_or_default();
        let name = self.bytes(name);
        let is_end = |at: usize| {
            let after = rest.get(at + 2..).unwrap_or_default();
            after.get(..name.len()).is_some_and(|x| x.eq_ignore_ascii_case(name))
                && after.get(name.len()).is_none_or(|x| x.is_ascii_whitespace() || matches!(x, b'/' | b'>'))
        };
        let end = if tag == Tag::Plaintext {
            rest.len()
        } else {
            memmem::find_iter(rest, b"</").find(|&at| is_end(at)).unwrap_or(rest.len())
        };
        self.at += end;
        (end > 0).then(|| Span::new(start, start + end))
    }

    fn skip_space(&mut self) {
        while self.source.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    fn bytes(&self, span: Span) -> &'a [u8] {
        self.source.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}

/// Whether a text has character references to decode.
pub(crate) fn has_reference(text: &str) -> bool {
    memchr2(b'&', b'\0', text.as_bytes()).is_some()
}

#[cfg(test)]
mod tests {
    use super::{Token, Tokenizer};

    fn check(source: &str, expected: &str) {
        let mut tokenizer = Tokenizer::new(source, 1000);
        let mut out = Vec::new();
        while let Some(token) = tokenizer.next().unwrap() {
            out.push(match token {
                Token::Text(span) => format!("{:?}", span.of(source)),
                Token::Start { tag, closed } => {
                    let attributes: Vec<_> = tokenizer
                        .attributes
                        .iter()
                        .map(|x| format!(" {}={}", x.name.of(source), x.value.of(source)))
                        .collect();
                    format!("<{tag:?}{}{}>", attributes.concat(), if closed { " /" } else { "" })
                }
                Token::End(tag) => format!("</{tag:?}>"),
            });
        }
        assert_eq!(out.join(""), expected, "{source}");
    }

    #[test]
    fn tokens_follow_the_standard() {
        let cases = [
            ("a<b>c</b>", r#""a"<B>"c"</B>"#),
            ("1 < 2 <3", r#""1 < 2 <3""#),
            ("<p class=x id='y z' hidden>", "<P class=x id=y z hidden=>"),
            ("<a href=/x/>t", r#"<A href=/x/>"t""#),
            ("<br/><br />", "<Br /><Br />"),
            ("<p a = \"1\" =b c>", "<P a=1 =b= c=>"),
            ("<!-- <p> --><!DOCTYPE html><?x?>t<!-->u", r#""t""u""#),
            (
                "<script>if (a</b>) '</scripting>'</SCRIPT >x",
                r#"<Script>"if (a</b>) '</scripting>'"</Script>"x""#,
            ),
            ("<title>a<b></title>", r#"<Title>"a<b>"</Title>"#),
            ("</>x</ p>y", r#""x""y""#),
            ("<p", "<P>"),
            ("<p a=\"x", "<P a=x>"),
            ("<![CDATA[ a > b ]]>x", r#""x""#),
            ("<", r#""<""#),
            ("</", ""),
        ];
        for (source, expected) in cases {
            check(source, expected);
        }
    }
}
