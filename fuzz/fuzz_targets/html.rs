#![no_main]

mod fixed;

use libfuzzer_sys::fuzz_target;
use rafid_text::article::{Body, Input, NoNames, normalize};
use rafid_text::limits::Limits;

const CHARSETS: [Option<&str>; 4] = [None, Some("utf-8"), Some("windows-1256"), Some("shift_jis")];

fuzz_target!(|data: &[u8]| {
    let Some((pick, bytes)) = data.split_first() else { return };
    let declared_charset = CHARSETS[usize::from(*pick) % CHARSETS.len()];
    let input = Input { declared_charset, ..Input::new(Body::Html(bytes)) };
    let first = normalize(&input, &NoNames, &Limits::default());
    assert_eq!(first, normalize(&input, &NoNames, &Limits::default()));
});
