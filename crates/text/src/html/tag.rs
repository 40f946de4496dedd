//! Element names as a small closed set, with the classes of elements that parsing and extraction ask about.

macro_rules! tags {
    ($($variant:ident $name:literal),* $(,)?) => {
        /// An element's name; every name that no rule asks about is [`Tag::Other`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub(crate) enum Tag {
            /// A run of text, not an element.
            Text,
            /// An element of any other name.
            Other,
            $(#[doc = $name] $variant,)*
        }

        impl Tag {
            /// How many variants there are.
            pub(crate) const COUNT: usize = 2 $(+ { let _ = Tag::$variant; 1 })*;

            /// The tag of a name already in lower case.
            pub(super) fn of_lower(name: &[u8]) -> Self {
                $(const $variant: &[u8] = $name.as_bytes();)*
                #[allow(non_upper_case_globals)]
                match name {
                    $($variant => Self::$variant,)*
                    _ => Self::Other,
                }
            }
        }
    };
}

#[allow(non_upper_case_globals, clippy::upper_case_acronyms)]
mod names {
    tags! {
        A "a", Abbr "abbr", Address "address", Article "article", Aside "aside", Audio "audio", Area "area", B "b",
        Base "base", Big "big", Blockquote "blockquote", Body "body", Br "br", Button "button", Canvas "canvas",
        Caption "caption", Center "center", Cite "cite", Code "code", Col "col", Colgroup "colgroup", Dd "dd",
        Del "del", Details "details", Dialog "dialog", Dir "dir", Div "div", Dl "dl", Dt "dt", Em "em",
        Embed "embed", Fieldset "fieldset", Figcaption "figcaption", Figure "figure", Font "font",
        Footer "footer", Form "form", Frameset "frameset", H1 "h1", H2 "h2", H3 "h3", H4 "h4", H5 "h5", H6 "h6",
        Head "head", Header "header", Hgroup "hgroup", Hr "hr", Html "html", I "i", Iframe "iframe", Img "img",
        Input "input", Label "label", Legend "legend", Li "li", Link "link", Main "main", Map "map",
        Marquee "marquee", Math "math", Menu "menu", Meta "meta", Nav "nav", Nobr "nobr", Noembed "noembed",
        Noframes "noframes", Noscript "noscript", Object "object", Ol "ol", Optgroup "optgroup",
        Option "option", P "p", Param "param", Picture "picture", Plaintext "plaintext", Pre "pre", Q "q",
        Rp "rp", Rt "rt", Ruby "ruby", S "s", Script "script", Search "search", Section "section",
        Select "select", Small "small", Source "source", Span "span", Strike "strike", Strong "strong",
        Style "style", Sub "sub", Summary "summary", Sup "sup", Svg "svg", Table "table", Tbody "tbody",
        Td "td", Template "template", Textarea "textarea", Tfoot "tfoot", Th "th", Thead "thead", Time "time",
        Title "title", Tr "tr", Track "track", Tt "tt", U "u", Ul "ul", Var "var", Video "video", Wbr "wbr",
        Xmp "xmp",
    }
}
pub(crate) use names::Tag;

/// The longest known name, in bytes.
const LONGEST: usize = 10;

impl Tag {
    /// The tag of a name in any case.
    pub(crate) fn of(name: &[u8]) -> Self {
        let mut lower = [0u8; LONGEST];
        let Some(slot) = lower.get_mut(..name.len()) else { return Self::Other };
        for (to, from) in slot.iter_mut().zip(name) {
            *to = from.to_ascii_lowercase();
        }
        Self::of_lower(slot)
    }

    /// Elements that never have content.
    pub(crate) fn is_void(self) -> bool {
        matches!(
            self,
            Self::Area
                | Self::Base
                | Self::Br
                | Self::Col
                | Self::Embed
                | Self::Hr
                | Self::Img
                | Self::Input
                | Self::Link
                | Self::Meta
                | Self::Param
                | Self::Source
                | Self::Track
                | Self::Wbr
        )
    }

    /// Elements whose content is text up to their own end tag.
    pub(crate) fn is_raw(self) -> bool {
        matches!(
            self,
            Self::Script
                | Self::Style
                | Self::Xmp
                | Self::Iframe
                | Self::Noembed
                | Self::Noframes
                | Self::Textarea
                | Self::Title
                | Self::Plaintext
        )
    }

    /// `h1` to `h6`.
    pub(crate) fn is_heading(self) -> bool {
        matches!(self, Self::H1 | Self::H2 | Self::H3 | Self::H4 | Self::H5 | Self::H6)
    }

    /// Start tags that close an open `p` (HTML standard, "in body"), table parts and list items included.
    pub(crate) fn closes_paragraph(self) -> bool {
        self.is_heading()
            || matches!(
                self,
                Self::Address
                    | Self::Article
                    | Self::Aside
                    | Self::Blockquote
                    | Self::Center
                    | Self::Dd
                    | Self::Details
                    | Self::Dialog
                    | Self::Dir
                    | Self::Div
                    | Self::Dl
                    | Self::Dt
                    | Self::Fieldset
                    | Self::Figcaption
                    | Self::Figure
                    | Self::Footer
                    | Self::Form
                    | Self::Header
                    | Self::Hgroup
                    | Self::Hr
                    | Self::Li
                    | Self::Main
                    | Self::Menu
                    | Self::Nav
                    | Self::Ol
                    | Self::P
                    | Self::Plaintext
                    | Self::Pre
                    | Self::Search
                    | Self::Section
                    | Self::Summary
                    | Self::Table
                    | Self::Ul
                    | Self::Xmp
            )
    }

    /// Elements that begin and end a block of text.
    pub(crate) fn is_block(self) -> bool {
        self.closes_paragraph()
            || matches!(
                self,
                Self::Body
                    | Self::Caption
                    | Self::Head
                    | Self::Html
                    | Self::Legend
                    | Self::Option
                    | Self::Optgroup
                    | Self::Tbody
                    | Self::Td
                    | Self::Tfoot
                    | Self::Th
                    | Self::Thead
                    | Self::Title
                    | Self::Tr
                    | Self::Video
                    | Self::Audio
            )
    }

    /// Elements past which an end tag or an implied end does not reach.
    pub(crate) fn is_scope(self) -> bool {
        matches!(
            self,
            Self::Html
                | Self::Table
                | Self::Td
                | Self::Th
                | Self::Caption
                | Self::Marquee
                | Self::Object
                | Self::Template
                | Self::Svg
                | Self::Math
        )
    }

    /// Parts of a table, whose tags may reach past the cells in between.
    pub(crate) fn is_table_part(self) -> bool {
        matches!(
            self,
            Self::Table
                | Self::Tbody
                | Self::Thead
                | Self::Tfoot
                | Self::Tr
                | Self::Td
                | Self::Th
                | Self::Caption
                | Self::Col
                | Self::Colgroup
        )
    }

    /// Elements that may stand in `head` without ending it.
    pub(crate) fn is_metadata(self) -> bool {
        matches!(
            self,
            Self::Base
                | Self::Link
                | Self::Meta
                | Self::Noscript
                | Self::Script
                | Self::Style
                | Self::Template
                | Self::Title
                | Self::Head
                | Self::Html
        )
    }

    /// Elements whose text is never part of what a reader reads.
    pub(crate) fn is_unread(self) -> bool {
        matches!(
            self,
            Self::Script
                | Self::Style
                | Self::Noscript
                | Self::Svg
                | Self::Math
                | Self::Iframe
                | Self::Noembed
                | Self::Noframes
                | Self::Object
                | Self::Canvas
                | Self::Textarea
                | Self::Select
                | Self::Input
                | Self::Head
                | Self::Title
                | Self::Video
                | Self::Audio
                | Self::Map
                | Self::Rp
                | Self::Rt
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Tag;

    #[test]
    fn names_are_known_in_any_case() {
        let cases: [(&str, Tag); 5] = [
            ("DIV", Tag::Div),
            ("figCaption", Tag::Figcaption),
            ("my-element", Tag::Other),
            ("averyveryverylongname", Tag::Other),
            ("", Tag::Other),
        ];
        for (name, tag) in cases {
            assert_eq!(Tag::of(name.as_bytes()), tag, "{name}");
        }
    }
}
