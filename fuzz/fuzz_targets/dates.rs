#![no_main]

mod fixed;

use libfuzzer_sys::fuzz_target;
use rafid_text::dates::{Context, constrain, find, parse};

fuzz_target!(|text: &str| {
    let context = Context::default();
    let fetched = Context {
        language: Some("ja"),
        fetched_at: Some("2024-03-12T08:30:00Z"),
        ..Context::default()
    };
    let _ = (find(text, &context), parse(text, &fetched), find(text, &fetched));
    let date = parse(text, &context);
    assert_eq!(date.value.is_some(), date.precision.is_some(), "{text}");
    if let Some(value) = &date.value {
        assert!(date.constraints.is_empty(), "{text}");
        assert_eq!(parse(value, &context).value.as_ref(), Some(value), "{text}");
    }
    let _ = constrain(text.lines(), &context);
});
