//! Dates: written cases over languages and calendars, every name of the tables, and totality on arbitrary text.

use proptest::prelude::*;
use rafid_text::dates::{Calendar, Context, Method, Precision, Published, constrain, find, parse};

static CASES: &str = include_str!("data/dates.tsv");
static MONTHS: &str = include_str!("../data/months.tsv");

/// What was read, as the cases write it.
fn shown(found: &Published) -> String {
    let mut out = match &found.value {
        Some(value) => value.clone(),
        None if found.is_date() => "?".to_owned(),
        None => return "-".to_owned(),
    };
    let constraints = &found.constraints;
    let number = |value: Option<u8>| value.map(|value| value.to_string());
    let calendar = found.calendar.filter(|calendar| *calendar != Calendar::Gregorian);
    let fields = [
        ("zone", found.zone.clone().filter(|_| found.value.is_some())),
        ("calendar", calendar.map(|calendar| calendar.as_str().to_owned())),
        ("weekday", number(constraints.weekday)),
        ("month", number(constraints.month)),
        ("day", number(constraints.day)),
        ("year", constraints.year.map(|year| year.to_string())),
        ("season", constraints.season.map(|season| season.as_str().to_owned())),
        ("ago", constraints.ago.clone()),
        ("among", Some(constraints.candidates.join(",")).filter(|candidates| !candidates.is_empty())),
        ("from", constraints.not_before.clone()),
        ("to", constraints.not_after.clone()),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            out = format!("{out} {name}={value}");
        }
    }
    out
}

/// The precision that a value's form has.
fn precision(value: &str) -> Precision {
    match value.find('T').map(|at| value[at..].matches(':').count()) {
        Some(_) if value.len() >= 19 && value.as_bytes()[16] == b':' => Precision::Second,
        Some(_) => Precision::Minute,
        None if value.len() == 10 => Precision::Day,
        None if value.len() == 7 => Precision::Month,
        None => Precision::Year,
    }
}

fn check(language: &str, fetched_at: &str, text: &str, want: &str) -> Option<String> {
    let context = Context {
        language: Some(language).filter(|tag| !tag.is_empty()),
        fetched_at: Some(fetched_at).filter(|time| !time.is_empty()),
        ..Context::default()
    };
    let found = parse(text, &context);
    if let Some(value) = &found.value {
        assert_eq!(found.precision, Some(precision(value)), "{text}");
    }
    let found = shown(&found);
    (found != want.trim_end()).then(|| format!("{language} {text}: want {want}, found {found}"))
}

#[test]
fn reads_the_written_cases() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for line in CASES.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t').chain(std::iter::repeat(""));
        let mut next = || fields.next().unwrap_or("");
        wrong.extend(check(next(), next(), next(), next()));
        count += 1;
    }
    assert!(count >= 400, "only {count} cases");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Every month of every language of the table, with a day and a year.
#[test]
fn reads_every_month_of_the_table() {
    let mut wrong = Vec::new();
    for line in MONTHS.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let (Some(language), Some("month"), Some(groups)) = (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        for (month, names) in (1..).zip(groups.split(';')) {
            let Some(name) = names.split('|').next().filter(|name| !name.is_empty()) else { continue };
            let want = format!("2024-{month:02}-17");
            wrong.extend(check(language, "", &format!("17 {name} 2024"), &want));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn tells_how_a_date_was_read() {
    let check = |text: &str, want: Method| {
        assert_eq!(parse(text, &Context::default()).method, want, "{text}");
    };
    check("2024-03-12", Method::Iso8601);
    check("Tue, 12 Mar 2024 08:30:00 +0000", Method::Rfc2822);
    check("1710232200", Method::Epoch);
    check("25/03/2024", Method::Numeric);
    check("12 mars 2024", Method::Words);
    check("03/04/2024", Method::Ambiguous);
    check("no date", Method::None);
}

/// What is written for machines follows the software's order, not that of the page's language.
#[test]
fn metadata_has_no_language() {
    let context = Context { language: Some("fr"), ..Context::default() };
    assert_eq!(parse("03/04/2024", &context).value.as_deref(), Some("2024-04-03"));
    let context = Context { is_for_machines: true, ..context };
    assert_eq!(parse("03/04/2024", &context).value, None);
    assert_eq!(parse("12 mars 2024", &context).value.as_deref(), Some("2024-03-12"));
}

#[test]
fn the_country_of_the_page_decides() {
    let check = |region: &str, want: Option<&str>| {
        let context = Context { language: Some("en"), region: Some(region), ..Context::default() };
        assert_eq!(parse("03/04/2024", &context).value.as_deref(), want, "{region}");
    };
    check("GB", Some("2024-04-03"));
    check("US", Some("2024-03-04"));
    check("CA", None);
}

proptest! {
    #[test]
    fn is_total(text in any::<String>()) {
        let found = parse(&text, &Context::default());
        prop_assert_eq!(found.raw.is_some(), found.is_date());
        let _ = find(&text, &Context::default());
        let _ = constrain(text.lines(), &Context::default());
    }

    #[test]
    fn is_total_on_what_looks_like_dates(text in "([0-9]{1,4}|[/:. -]|mars|רמ|年|月|日|رمضان|GMT|[+]|pm|tháng|h|令和|R|ago|hier|اليوم|الجاري|to|updated|summer|IST){0,14}") {
        let contexts = [
            Context::default(),
            Context { language: Some("ja"), fetched_at: Some("2024-03-12T08:30:00Z"), ..Context::default() },
        ];
        for context in contexts {
            let found = parse(&text, &context);
            prop_assert_eq!(found.raw.is_some(), found.is_date());
            prop_assert_eq!(found.value.is_some(), found.precision.is_some());
            prop_assert!(found.value.is_none() || found.constraints.is_empty());
            let _ = find(&text, &context);
            let _ = constrain(text.lines(), &context);
        }
    }
}
