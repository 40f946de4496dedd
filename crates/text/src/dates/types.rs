//! What is known of a date.

/// What helps to read a date.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// BCP 47 tag of the text's language, if known.
    pub language: Option<&'a str>,
    /// ISO 3166 code of the country that the page is made for, if known from elsewhere than its language tag.
    pub region: Option<&'a str>,
    /// When the page was fetched, as supplied; bounds a date, never stands in for one. Relative words count from it.
    pub fetched_at: Option<&'a str>,
    /// Whether the date is written for machines (metadata): then the language of the page says nothing of the order of
    /// day and month.
    pub is_for_machines: bool,
}

/// ISO 639-3 codes for which ISO 639-1 has one.
const LONG_TAGS: &str = "eng:en fra:fr deu:de spa:es por:pt ita:it rus:ru ara:ar arb:ar fas:fa pes:fa urd:ur hin:hi \
    tur:tr ukr:uk zho:zh cmn:zh jpn:ja kor:ko ind:id vie:vi pol:pl nld:nl swe:sv nor:no nob:no ben:bn tam:ta tha:th \
    amh:am nep:ne npi:ne hau:ha ibo:ig yor:yo swa:sw orm:om som:so tir:ti xho:xh zul:zu heb:he ell:el ron:ro ces:cs hun:hu";

impl Context<'_> {
    /// The language's own subtag, as written ("pt" of "pt-BR").
    pub(super) fn primary(&self) -> Option<&str> {
        let tag = self.language.and_then(|tag| tag.split(['-', '_']).next()).filter(|tag| !tag.is_empty())?;
        if tag.len() != 3 {
            return Some(tag);
        }
        let short = LONG_TAGS.split(' ').filter_map(|pair| pair.split_once(':'));
        Some(short.into_iter().find(|(long, _)| *long == tag).map_or(tag, |(_, short)| short))
    }

    /// The country: of the language tag, else [`Context::region`].
    pub(super) fn country(&self) -> Option<&str> {
        let subtags = self.language.into_iter().flat_map(|tag| tag.split(['-', '_']).skip(1));
        let of_tag = subtags
            .into_iter()
            .find(|subtag| subtag.len() == 2 && subtag.bytes().all(|byte| byte.is_ascii_alphabetic()));
        of_tag.or(self.region)
    }
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
    /// Gregorian days, years of the Buddhist era (Thailand).
    Buddhist,
    /// Gregorian days, years of the Japanese eras.
    Japanese,
    /// Gregorian days, years of the Republic of China.
    Minguo,
    /// Ethiopic.
    Ethiopic,
    /// Bikram Sambat (Nepal).
    BikramSambat,
    /// Bengali.
    Bengali,
}

impl Calendar {
    /// The name used on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Calendar::Gregorian => "gregorian",
            Calendar::Hijri => "hijri",
            Calendar::SolarHijri => "solar_hijri",
            Calendar::Buddhist => "buddhist",
            Calendar::Japanese => "japanese",
            Calendar::Minguo => "minguo",
            Calendar::Ethiopic => "ethiopic",
            Calendar::BikramSambat => "bikram_sambat",
            Calendar::Bengali => "bengali",
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
    /// Counted back from the time of fetching ("3 hours ago").
    Relative,
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
            Method::Relative => "relative",
            Method::Ambiguous => "ambiguous",
            Method::Body => "body",
        }
    }
}

/// A season, as named: of which hemisphere is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Season {
    /// Spring.
    Spring,
    /// Summer.
    Summer,
    /// Autumn.
    Autumn,
    /// Winter.
    Winter,
}

impl Season {
    /// The name used on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Season::Spring => "spring",
            Season::Summer => "summer",
            Season::Autumn => "autumn",
            Season::Winter => "winter",
        }
    }
}

/// What is known of a date that is not determined.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Constraints {
    /// Day of the week, 1 (Monday) – 7 (Sunday).
    pub weekday: Option<u8>,
    /// Month of the Gregorian year, 1–12.
    pub month: Option<u8>,
    /// Day of the month.
    pub day: Option<u8>,
    /// The day of that month is this one or a later one.
    pub day_min: Option<u8>,
    /// Year, as named.
    pub year: Option<u16>,
    /// Season, as named.
    pub season: Option<Season>,
    /// How long before it was shown, as said: an ISO 8601 duration ("PT3H"; "P0D" for today).
    pub ago: Option<String>,
    /// The dates that it may be, sorted; empty if they are not so few.
    pub candidates: Vec<String>,
    /// It is this day or a later one.
    pub not_before: Option<String>,
    /// It is this day or an earlier one.
    pub not_after: Option<String>,
}

impl Constraints {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Constraints::default()
    }
}

/// A publication date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Published {
    /// As precise as it is: `2024`, `2024-01`, `2024-01-19`, `2024-01-19T08:30`, `2024-01-19T08:30:00`, with `Z` or an
    /// offset where it is known and there is a time of day.
    pub value: Option<String>,
    /// How exact the value is.
    pub precision: Option<Precision>,
    /// The zone as written (`GMT`, `+03:00`, `heure de Paris`).
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

    /// Whether it is a day, of publication or of an update, determined or not: no month, year, season or span.
    pub(crate) fn is_day(&self) -> bool {
        let constraints = &self.constraints;
        self.precision.is_some_and(|precision| precision >= Precision::Day)
            || constraints.day.is_some()
            || constraints.ago.is_some()
            || !constraints.candidates.is_empty()
            || constraints.not_after.is_some() && constraints.not_before.is_none()
            || self.method == Method::Ambiguous && constraints.year.is_some() && constraints.month.is_some()
    }

    /// A date of which only constraints are known.
    pub(super) fn undetermined(constraints: Constraints) -> Self {
        Published { method: Method::Ambiguous, constraints, is_whole: true, ..Published::default() }
    }
}
