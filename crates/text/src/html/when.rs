//! Publication and modification dates, as written, in order of trust.

use super::linked::{Linked, text_of};
use super::meta::Metas;
use super::own::Own;
use super::tree::Tree;
use super::{Method, Pick, Reason, Removed};

/// Names of metas that hold the date of publication, most trusted first, as their letters.
const PUBLISHED: &[&str] = &[
    "articlepublishedtime",
    "ogarticlepublishedtime",
    "datepublished",
    "dcdateissued",
    "dctermsissued",
    "dctermscreated",
    "dcdate",
    "dcdatecreated",
    "parselypubdate",
    "sailthrudate",
    "pubdate",
    "publishdate",
    "publisheddate",
    "contentpublishdate",
    "publishedtime",
    "publishedat",
    "publicationdate",
    "articlepublished",
    "articledate",
    "citationpublicationdate",
    "cxenseparserecspublishtime",
    "date",
];

/// Names of metas that hold the date of the last change.
const MODIFIED: &[&str] =
    &["articlemodifiedtime", "articlemodified", "ogupdatedtime", "lastmodified", "dctermsmodified"];

/// Every statement of the date of publication, or of the last change, most trusted first; none twice.
pub(crate) fn dates(tree: &Tree, own: &Own, metas: &Metas, linked: &Linked, modified: bool) -> Vec<Pick> {
    let (json, names): (_, &[&str]) =
        if modified { ("dateModified", MODIFIED) } else { ("datePublished", PUBLISHED) };
    let mut out: Vec<Pick> = Vec::new();
    let mut add = |value: String, method| {
        if value.chars().any(char::is_numeric) && out.len() < MOST && !out.iter().any(|x| x.value == value) {
            out.push(Pick { value, method });
        }
    };
    for article in linked.articles() {
        article.get(json).and_then(text_of).into_iter().for_each(|x| add(x, Method::JsonLd));
    }
    for name in names {
        metas.all_spelt(name).for_each(|x| add(x.to_owned(), Method::Meta));
    }
    for id in own.properties(tree, json) {
        let value = ["datetime", "content"].iter().find_map(|x| tree.attribute(id, x));
        add(value.map_or_else(|| tree.text(id), |x| x.trim().to_owned()), Method::Microdata);
    }
    for page in linked.pages() {
        page.get(json).and_then(text_of).into_iter().for_each(|x| add(x, Method::JsonLdPage));
    }
    out
}

/// How many dates are listed at most.
const MOST: usize = 50;

/// Dates in the lines that were taken out of the body as bylines.
pub(crate) fn removed(removed: &[Removed], out: &mut Vec<Pick>) {
    for line in
        removed.iter().filter(|x| x.reason == Reason::Byline && x.text.len() < 120 && has_date(&x.text))
    {
        if out.len() < MOST && !out.iter().any(|x| x.value == line.text) {
            out.push(Pick { value: line.text.clone(), method: Method::Visible });
        }
    }
}

/// Whether a short line holds a year and a day, or three short numbers parted by one sign.
pub(crate) fn has_date(text: &str) -> bool {
    let (mut year, mut day) = (false, false);
    let mut run = (0_u32, 0_usize, 0_u8, ' ');
    for ch in text.chars().chain([' ']) {
        let (value, digits, parted, sign) = run;
        if let Some(digit) = crate::dates::digit(ch) {
            run = (value.saturating_mul(10).saturating_add(digit), digits + 1, parted, sign);
            continue;
        }
        if digits == 0 {
            run = (0, 0, 0, ' ');
            continue;
        }
        let is_short = digits <= 2 && (1..=31).contains(&value);
        // Gregorian years of the web, and those of the Hijri, Solar Hijri and Buddhist calendars.
        year |= digits == 4
            && [1990..2100, 1365..1520, 2530..2650].iter().any(|x: &std::ops::Range<u32>| x.contains(&value));
        day |= is_short;
        let goes_on = matches!(ch, '.' | '/' | '-') && digits <= 2 && (parted == 0 || sign == ch);
        if parted == 2 && digits == 2 && !matches!(ch, '.' | '/' | '-' | ':') {
            return true;
        }
        run = if goes_on { (0, 0, parted + 1, ch) } else { (0, 0, 0, ' ') };
    }
    year && day
}

/// The day in an address such as `/2024/05/02/rain-ends-drought`.
pub(crate) fn in_url(url: &str) -> Option<Pick> {
    let path = url.split_once("//").map_or(url, |x| x.1);
    let numbers: Vec<&str> = path.split(['/', '-', '_']).collect();
    numbers.windows(3).find_map(|x| {
        let [year, month, day] = x else { return None };
        let number = |x: &str, length| if x.len() == length { x.parse::<u32>().ok() } else { None };
        let (y, m, d) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
        let valid = (1990..2100).contains(&y) && (1..=12).contains(&m) && (1..=31).contains(&d);
        valid.then(|| Pick { value: format!("{year}-{month}-{day}"), method: Method::Url })
    })
}

#[cfg(test)]
mod tests {
    use super::{has_date, in_url};

    #[test]
    fn dates_are_seen_in_lines_and_addresses() {
        let url = |x| in_url(x).map(|y| y.value);
        assert_eq!(url("https://example.org/2024/05/02/rain").as_deref(), Some("2024-05-02"));
        assert_eq!(url("https://example.org/news/2024-05-02-rain").as_deref(), Some("2024-05-02"));
        assert_eq!(url("https://example.org/2024/45/02/rain"), None);
        assert!(has_date("2 May 2024"));
        assert!(has_date("02.05.2024, 10:15"));
        assert!(has_date("Do 25.04.24 | 14:07"));
        assert!(has_date("۲۲ اسفند ۱۴۰۲"));
        assert!(has_date("12 มีนาคม 2567"));
        assert!(!has_date("Since 2024"));
        assert!(!has_date("Version 4.12"));
        assert!(!has_date("Call 030 12 44 25"));
    }
}
