#![no_main]

use libfuzzer_sys::fuzz_target;
use rafid_text::dates::{Context, constrain, parse};

fuzz_target!(|text: &str| {
    let context = Context::default();
    let date = parse(text, &context);
    assert_eq!(date.value.is_some(), date.precision.is_some(), "{text}");
    if let Some(value) = &date.value {
        assert_eq!(parse(value, &context).value.as_ref(), Some(value), "{text}");
    }
    let _ = constrain(text.lines(), &context);
});
