//! Limits on everything that comes from outside. They are counted, never timed.

/// Upper bounds for one page. An overrun of the first two is a [`crate::article::Reject`]; beyond the others the
/// surplus is left in place or dropped with [`crate::flags::Flag::LimitReached`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the undecoded body.
    pub body_bytes: usize,
    /// Bytes of the decoded body (UTF-8); a legacy charset grows up to threefold.
    pub text_bytes: usize,
    /// Lines of a body; what follows is left out.
    pub lines: usize,
    /// Articles of one page, the main one included.
    pub articles: usize,
    /// Links of one article.
    pub links: usize,
    /// Entries of `removed` of one article.
    pub removed: usize,
    /// Keywords of one article.
    pub keywords: usize,
    /// Characters of a title; a longer first line is a paragraph.
    pub title_chars: usize,
    /// Limits on a page of HTML.
    pub html: crate::html::Limits,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            body_bytes: 8 << 20,
            text_bytes: 24 << 20,
            lines: 100_000,
            articles: 32,
            links: 200,
            removed: 500,
            keywords: 100,
            title_chars: 300,
            html: crate::html::Limits::default(),
        }
    }
}
