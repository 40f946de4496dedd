//! Which of two numbers is the day: what the language, the country and the sign between them say.
//!
//! Source: the short date patterns of Unicode CLDR 47. Languages outside Europe are left out, although CLDR gives most of
//! them the day first: their pages and data are often written by software in the order of the United States.

use super::Context;

/// Languages whose countries all write the day before the month, with any sign.
const ANY_SIGN: [&str; 16] =
    ["fr", "it", "pt", "es", "vi", "el", "ca", "gl", "tr", "ro", "nl", "sq", "mt", "ga", "cy", "eo"];

/// Languages that write the day before the month with dots or dashes; with slashes it is the order of software.
const DOTS: [&str; 32] = [
    "de", "ru", "uk", "be", "pl", "cs", "sk", "sl", "hr", "sr", "bs", "mk", "bg", "da", "no", "nb", "nn",
    "sv", "fi", "is", "fo", "et", "lv", "ka", "hy", "az", "kk", "ky", "tg", "he", "lb", "rm",
];

/// Countries that write English with the day first.
const ENGLISH_DAY_FIRST: [&str; 32] = [
    "GB", "UK", "IE", "AU", "NZ", "IN", "PK", "BD", "LK", "SG", "MY", "HK", "NG", "GH", "KE", "UG", "TZ",
    "ZM", "ZW", "BW", "JM", "TT", "BB", "MT", "CY", "NA", "MW", "RW", "SL", "GM", "FJ", "EU",
];

/// Countries whose order differs from that of their language elsewhere, or is not one.
const EXCEPTIONS: [(&str, &str); 5] = [("fr", "CA"), ("es", "PA"), ("es", "PR"), ("es", "US"), ("pt", "US")];

/// The order of day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
    Unknown,
}

/// The order in which day and month stand before a year, parted by a sign.
pub(super) fn order(sign: char, context: &Context<'_>) -> Order {
    let Some(language) = context.primary().map(str::to_ascii_lowercase) else { return Order::Unknown };
    let language = language.as_str();
    let country = context.country().map(str::to_ascii_uppercase);
    let country = country.as_deref().unwrap_or("");
    let is_dot = sign == '.';
    if context.is_for_machines && !is_dot {
        return Order::Unknown;
    }
    if language == "en" || language == "eng" {
        return match country {
            "US" | "PH" => Order::MonthFirst,
            _ if ENGLISH_DAY_FIRST.contains(&country) => Order::DayFirst,
            _ => Order::Unknown,
        };
    }
    if EXCEPTIONS.contains(&(language, country)) {
        return Order::Unknown;
    }
    let is_day_first = ANY_SIGN.contains(&language) || DOTS.contains(&language) && sign != '/';
    if is_day_first { Order::DayFirst } else { Order::Unknown }
}

/// Whether a year of two digits may stand first.
pub(super) fn may_start_with_short_year(context: &Context<'_>) -> bool {
    let known = context.primary().unwrap_or("");
    order('.', context) != Order::DayFirst && !["en", "ar", "hi", "id", "th"].contains(&known)
}

/// Whether a number of one digit may be the year of an era, which stands first: "6.3.12" is a day of Reiwa 6 in Japan.
pub(super) fn may_be_of_era(context: &Context<'_>) -> bool {
    context.primary() == Some("ja")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_orders_apart() {
        let check = |language: &str, region: Option<&str>, sign: char, want: Order| {
            let context = Context { language: Some(language), region, ..Context::default() };
            assert_eq!(order(sign, &context), want, "{language} {region:?} {sign}");
        };
        check("en", None, '/', Order::Unknown);
        check("en-US", None, '/', Order::MonthFirst);
        check("en-GB", None, '/', Order::DayFirst);
        check("en", Some("au"), '/', Order::DayFirst);
        check("en-US", Some("GB"), '/', Order::MonthFirst);
        check("fr", None, '/', Order::DayFirst);
        check("fr-CA", None, '/', Order::Unknown);
        check("de", None, '.', Order::DayFirst);
        check("de", None, '/', Order::Unknown);
        check("ar", None, '/', Order::Unknown);
        check("pt-BR", None, '/', Order::DayFirst);
        check("es-419", Some("PR"), '/', Order::Unknown);
    }
}
