//! When an article was published: a value only where the source determines it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::DateMethod;

/// When the article was published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Published {
    /// ISO 8601: `2024-01-19`, `2024-01`, or with time and offset `2024-01-19T08:30:00+03:00`. Null where the
    /// source does not determine it: then see `constraints`. Never invented, never the time of the crawl.
    #[serde(default)]
    pub value: Option<String>,
    /// How exact `value` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<Precision>,
    /// The zone as the source names it (`GMT`, `+03:00`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The calendar that the source used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Calendar>,
    /// The words of the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    /// How the words were read.
    pub method: DateMethod,
    /// What the text says about the date without determining it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraints: Option<Constraints>,
}

impl Default for Published {
    fn default() -> Self {
        Self {
            value: None,
            precision: None,
            zone: None,
            calendar: None,
            raw: None,
            method: DateMethod::None,
            constraints: None,
        }
    }
}

/// How exact a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// A year.
    Year,
    /// A month.
    Month,
    /// A day.
    Day,
    /// An hour and a minute.
    Minute,
    /// A second.
    Second,
}

/// The calendar of a date's words. `value` is always Gregorian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Calendar {
    /// Gregorian.
    Gregorian,
    /// Hijri, Umm al-Qura: the Gregorian day may differ by one.
    Hijri,
    /// Solar Hijri, of Iran and Afghanistan.
    SolarHijri,
    /// Gregorian days with years of the Buddhist era, of Thailand.
    Buddhist,
    /// Gregorian days with years of the Japanese eras.
    Japanese,
    /// Gregorian days with years of the Republic of China.
    Minguo,
    /// Ethiopic.
    Ethiopic,
    /// Bikram Sambat, of Nepal.
    BikramSambat,
    /// Bengali, as Bangladesh counts it.
    Bengali,
}

/// A season as named; which hemisphere's is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
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

/// What the text says about the published date without determining it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Constraints {
    /// ISO weekday: 1 is Monday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekday: Option<u8>,
    /// Month, 1 to 12.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<u8>,
    /// The day of the month is this one or a later one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day_min: Option<u8>,
    /// Day of the month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<u8>,
    /// Year, as named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    /// Season, as named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub season: Option<Season>,
    /// How long before it was shown, as said: an ISO 8601 duration (`PT3H`; `P0D` for today).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ago: Option<String>,
    /// The days it may be, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<String>,
    /// It is this day or a later one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<String>,
    /// It is this day or an earlier one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_after: Option<String>,
}
