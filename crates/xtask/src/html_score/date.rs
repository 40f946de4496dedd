//! The day in a date as pages write it for machines, enough to score with.

const MONTHS: [[&str; 6]; 12] = [
    ["jan", "ene", "gen", "oca", "sty", "led"],
    ["feb", "fév", "fev", "şub", "lut", "úno"],
    ["mar", "mär", "maa", "mrt", "brez", "маr"],
    ["apr", "avr", "abr", "nis", "kwi", "dub"],
    ["may", "mai", "mei", "mag", "maj", "máj"],
    ["jun", "juin", "giu", "haz", "cze", "jún"],
    ["jul", "juil", "lug", "tem", "lip", "júl"],
    ["aug", "aoû", "ago", "ağu", "sie", "srp"],
    ["sep", "set", "eyl", "wrz", "zář", "spt"],
    ["oct", "okt", "out", "ott", "eki", "paź"],
    ["nov", "kas", "lis", "noe", "noi", "nóv"],
    ["dec", "dez", "dic", "déc", "ara", "gru"],
];

/// `YYYY-MM-DD`, if the text holds a full date in ISO 8601, RFC 2822, numeric or English and the like.
pub fn day(text: &str) -> Option<String> {
    let mut parts: Vec<(u32, usize)> = Vec::new();
    let mut month = None;
    let lower = text.to_lowercase();
    for token in lower.split(|x: char| !x.is_alphanumeric()).filter(|x| !x.is_empty()) {
        let digits = token.chars().take_while(char::is_ascii_digit).count();
        if digits > 0 {
            if digits == 8 && token.len() == 8 {
                parts.push((token.get(..4)?.parse().ok()?, 4));
                parts.push((token.get(4..6)?.parse().ok()?, 2));
                parts.push((token.get(6..8)?.parse().ok()?, 2));
            } else if (digits == 10 || digits == 13) && token.len() == digits {
                return unix(token.get(..10)?.parse().ok()?);
            } else if let Ok(x) = token.get(..digits)?.parse() {
                parts.push((x, digits));
            }
        } else if month.is_none() {
            month = MONTHS.iter().position(|x| x.iter().any(|y| token.starts_with(y))).map(|x| x as u32 + 1);
        }
    }
    let year = parts.iter().position(|x| x.1 == 4 && (1900..2100).contains(&x.0))?;
    let value = |at: usize| parts.get(at).map(|x| x.0);
    let (y, m, d) = if let Some(month) = month {
        let day = parts.iter().take(year.max(1) + 1).find(|x| x.1 <= 2 && (1..=31).contains(&x.0));
        (value(year)?, month, day?.0)
    } else if year == 0 {
        (value(0)?, value(1)?, value(2)?)
    } else {
        let (first, second) = (value(year.checked_sub(2)?)?, value(year - 1)?);
        if second > 12 { (value(year)?, first, second) } else { (value(year)?, second, first) }
    };
    ((1..=12).contains(&m) && (1..=31).contains(&d)).then(|| format!("{y:04}-{m:02}-{d:02}"))
}

/// The UTC day of seconds since 1970 (Howard Hinnant's `civil_from_days`).
fn unix(seconds: u64) -> Option<String> {
    let z = i64::try_from(seconds / 86400).ok()? + 719_468;
    let era = z / 146_097;
    let doe = z - era * 146_097;
    let yoe = (doe - doe / 1460 + doe / 36524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_are_read() {
        let cases = [
            ("2024-05-02T10:00:00Z", Some("2024-05-02")),
            ("Thu, 02 May 2024 10:00:00 GMT", Some("2024-05-02")),
            ("May 2, 2024", Some("2024-05-02")),
            ("02.05.2024 10:00", Some("2024-05-02")),
            ("20240502", Some("2024-05-02")),
            ("1714644000", Some("2024-05-02")),
            ("yesterday", None),
        ];
        for (text, expected) in cases {
            assert_eq!(day(text).as_deref(), expected, "{text}");
        }
    }
}
