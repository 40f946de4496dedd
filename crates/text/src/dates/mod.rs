//! Publication dates, never guessed.
//!
//! [`parse`] reads a date as a page or a field gives it. It never invents a time of day, a zone or a year: what the text
//! does not say is absent, and where it does not determine the date, `value` is `None` and the constraints say what is
//! known. [`constrain`] gathers such constraints from the body of an article that has no date.

mod civil;
mod names;
mod plain;
mod read;
mod scan;

/// What helps to read a date.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// BCP 47 tag of the text's language, if known.
    pub language: Option<&'a str>,
    /// When the page was fetched, as supplied; bounds a date, never stands in for one.
    pub fetched_at: Option<&'a str>,
}

/// How exact a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// A year.
    Year,
    /// A month of a year.
    Month,
    /// A day.
    Day,
    /// A minute.
    Minute,
    /// A second, or a part of one.
    Second,
}

impl Precision {
    /// The name used on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Precision::Year => "year",
            Precision::Month => "month",
            Precision::Day => "day",
            Precision::Minute => "minute",
            Precision::Second => "second",
        }
    }
}

/// The calendar a date was written in; values are Gregorian always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calendar {
    /// Gregorian.
    Gregorian,
    /// Hijri (Umm al-Qura): the value may be a day off.
    Hijri,
    /// Solar Hijri (Iran, Afghanistan).
    SolarHijri,
}

impl Calendar {
    /// The name used on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Calendar::Gregorian => "gregorian",
            Calendar::Hijri => "hijri",
            Calendar::SolarHijri => "solar_hijri",
        }
    }
}

/// How a date was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// Not at all.
    #[default]
    None,
    /// ISO 8601 / RFC 3339.
    Iso8601,
    /// RFC 2822.
    Rfc2822,
    /// A number of seconds or milliseconds since 1970.
    Epoch,
    /// Digits and separators.
    Numeric,
    /// Words: a month's name.
    Words,
    /// It could be more than one date.
    Ambiguous,
    /// From the body of the article: constraints only.
    Body,
}

impl Method {
    /// The name used on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::None => "none",
            Method::Iso8601 => "iso8601",
            Method::Rfc2822 => "rfc2822",
            Method::Epoch => "epoch",
            Method::Numeric => "numeric",
            Method::Words => "words",
            Method::Ambiguous => "ambiguous",
            Method::Body => "body",
        }
    }
}

/// What is known of a date that is not determined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Constraints {
    /// Day of the week, 1 (Monday) – 7 (Sunday).
    pub weekday: Option<u8>,
    /// Month of the Gregorian year, 1–12.
    pub month: Option<u8>,
    /// The day of that month is this one or a later one.
    pub day_min: Option<u8>,
}

impl Constraints {
    /// Whether nothing is known.
    pub fn is_empty(self) -> bool {
        self == Constraints::default()
    }
}

/// A publication date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Published {
    /// As precise as it is: `2024`, `2024-01`, `2024-01-19`, `2024-01-19T08:30`, `2024-01-19T08:30:00`, with `Z` or an
    /// offset where the zone is known and there is a time of day.
    pub value: Option<String>,
    /// How exact the value is.
    pub precision: Option<Precision>,
    /// The zone as written (`GMT`, `+03:00`).
    pub zone: Option<String>,
    /// The calendar it was written in.
    pub calendar: Option<Calendar>,
    /// The words it was read from.
    pub raw: Option<String>,
    /// How it was read.
    pub method: Method,
    /// What is known if there is no value.
    pub constraints: Constraints,
    /// Whether the date is all there was in what was read.
    pub is_whole: bool,
}

impl Published {
    /// Whether a date was found, determined or not.
    pub fn is_date(&self) -> bool {
        self.value.is_some() || self.method == Method::Ambiguous
    }
}

/// Reads a date.
///
/// ```
/// use rafid_text::dates::{parse, Context, Precision};
/// let date = parse("19th, January 2024 GMT", &Context::default());
/// assert_eq!(date.value.as_deref(), Some("2024-01-19"));
/// assert_eq!(date.precision, Some(Precision::Day));
/// assert_eq!(date.zone.as_deref(), Some("GMT"));
/// ```
pub fn parse(raw: &str, context: &Context<'_>) -> Published {
    plain::parse(raw, context)
}

/// Gathers constraints on the publication date from an article's paragraphs.
pub fn constrain<'a>(paragraphs: impl Iterator<Item = &'a str>, context: &Context<'_>) -> Constraints {
    let _ = context;
    plain::constrain(paragraphs)
}

/// Whether a text is a day and a month without a year ("Jan 5", "12 янв", "12 فبراير").
pub fn is_day_and_month(text: &str) -> bool {
    plain::is_day_and_month(text)
}
