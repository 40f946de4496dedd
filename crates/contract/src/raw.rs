//! The raw message: what crawlers send, and the names they give to things.

/// A field of a raw JSON message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RawField {
    /// The article's id, 1 to 256 bytes.
    Id,
    /// Where the article was found.
    Url,
    /// Its title as the crawler saw it.
    Title,
    /// Its body as plain text.
    Text,
    /// Its page as HTML.
    Html,
    /// Plain text whose bytes are not UTF-8, in base64; `charset` goes with it.
    TextBase64,
    /// HTML whose bytes are not UTF-8, in base64; `charset` goes with it.
    HtmlBase64,
    /// The charset of a base64 body.
    Charset,
    /// The publisher.
    Source,
    /// A string or a list of strings.
    Authors,
    /// Any string that says when the article was published.
    PublishedAt,
    /// When the crawler fetched it.
    FetchedAt,
    /// What the crawler thinks the language is: a hint.
    Language,
    /// A string or a list of strings.
    Keywords,
}

/// Every name that is understood, and the field it means. Names are compared as they stand.
pub const RAW_SYNONYMS: [(&str, RawField); 49] = [
    ("id", RawField::Id),
    ("_id", RawField::Id),
    ("guid", RawField::Id),
    ("article_id", RawField::Id),
    ("url", RawField::Url),
    ("link", RawField::Url),
    ("uri", RawField::Url),
    ("source_url", RawField::Url),
    ("title", RawField::Title),
    ("headline", RawField::Title),
    ("text", RawField::Text),
    ("body", RawField::Text),
    ("content", RawField::Text),
    ("article", RawField::Text),
    ("article_text", RawField::Text),
    ("maintext", RawField::Text),
    ("full_text", RawField::Text),
    ("html", RawField::Html),
    ("raw_html", RawField::Html),
    ("page_html", RawField::Html),
    ("text_base64", RawField::TextBase64),
    ("html_base64", RawField::HtmlBase64),
    ("charset", RawField::Charset),
    ("encoding", RawField::Charset),
    ("source", RawField::Source),
    ("publisher", RawField::Source),
    ("site", RawField::Source),
    ("site_name", RawField::Source),
    ("authors", RawField::Authors),
    ("author", RawField::Authors),
    ("byline", RawField::Authors),
    ("creator", RawField::Authors),
    ("published_at", RawField::PublishedAt),
    ("publishedAt", RawField::PublishedAt),
    ("published", RawField::PublishedAt),
    ("date", RawField::PublishedAt),
    ("pubDate", RawField::PublishedAt),
    ("pub_date", RawField::PublishedAt),
    ("date_publish", RawField::PublishedAt),
    ("datePublished", RawField::PublishedAt),
    ("fetched_at", RawField::FetchedAt),
    ("crawled_at", RawField::FetchedAt),
    ("date_download", RawField::FetchedAt),
    ("language", RawField::Language),
    ("lang", RawField::Language),
    ("language_hint", RawField::Language),
    ("keywords", RawField::Keywords),
    ("tags", RawField::Keywords),
    ("keyword", RawField::Keywords),
];

/// The field that a name of a raw message means; `None` for a name that survives under `extra`.
pub fn raw_field(name: &str) -> Option<RawField> {
    RAW_SYNONYMS.iter().find(|(synonym, _)| *synonym == name).map(|(_, field)| *field)
}

/// What a field of a raw message may hold; null is as good as nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A string.
    Text,
    /// A string or a number.
    Scalar,
    /// A string, or an object with a `name`.
    Named,
    /// A string, an object with a `name`, or a list of these.
    List,
}

impl Holds {
    /// The same in words.
    pub fn about(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Scalar => "a string or a number",
            Self::Named => "a string or an object with a `name`",
            Self::List => "a string, an object with a `name`, or a list of these",
        }
    }
}

impl RawField {
    /// What it may hold.
    pub fn holds(self) -> Holds {
        match self {
            Self::Id | Self::PublishedAt | Self::FetchedAt => Holds::Scalar,
            Self::Source => Holds::Named,
            Self::Authors | Self::Keywords => Holds::List,
            _ => Holds::Text,
        }
    }

    /// The canonical name.
    pub fn name(self) -> &'static str {
        RAW_SYNONYMS.iter().find(|(_, field)| *field == self).map_or("", |(name, _)| *name)
    }
}

/// What a raw value is, by its `content-type` header or its first character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentKind {
    /// A JSON object.
    Json,
    /// The value is the article's text.
    Text,
    /// The value is a page.
    Html,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        let mut names: Vec<&str> = RAW_SYNONYMS.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), RAW_SYNONYMS.len());
        assert_eq!(raw_field("publishedAt"), Some(RawField::PublishedAt));
        assert_eq!(raw_field("category"), None);
        assert_eq!(RawField::Authors.name(), "authors");
    }
}
