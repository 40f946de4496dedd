//! Dates: written cases over languages and calendars, and totality on arbitrary text.

use proptest::prelude::*;
use rafid_text::dates::{Context, Method, parse};

static CASES: &str = include_str!("data/dates.tsv");

fn check(language: &str, text: &str, value: &str, kind: &str) -> Option<String> {
    let context = Context { language: Some(language).filter(|tag| !tag.is_empty()), fetched_at: None };
    let found = parse(text, &context);
    let has_kind = match kind {
        "ambiguous" => found.value.is_none() && found.method == Method::Ambiguous,
        "none" => !found.is_date(),
        _ => found.value.as_deref() == Some(value),
    };
    (!has_kind).then(|| format!("{language} {text}: want {value}{kind}, found {found:?}"))
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
    assert!(count >= 300, "only {count} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

proptest! {
    #[test]
    fn is_total(text in any::<String>()) {
        let found = parse(&text, &Context::default());
        prop_assert_eq!(found.raw.is_some(), found.is_date());
    }

    #[test]
    fn is_total_on_what_looks_like_dates(text in "([0-9]{1,4}|[/:. -]|mars|רמ|年|月|日|رمضان|GMT|[+]|pm|tháng|h){0,14}") {
        let found = parse(&text, &Context::default());
        prop_assert_eq!(found.raw.is_some(), found.is_date());
    }
}
