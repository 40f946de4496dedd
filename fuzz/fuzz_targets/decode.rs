#![no_main]

mod fixed;

use libfuzzer_sys::fuzz_target;
use rafid_text::article::{Body, Input, NoNames, normalize};
use rafid_text::decode::decode;
use rafid_text::limits::Limits;

const CHARSETS: [&str; 12] = [
    "", "utf-8", "utf-16", "utf-16be", "windows-1252", "windows-1256", "iso-8859-6", "windows-1251", "gbk", "shift_jis",
    "euc-kr", "iso-2022-jp",
];

fuzz_target!(|data: &[u8]| {
    let Some((pick, bytes)) = data.split_first() else { return };
    let declared = CHARSETS[usize::from(*pick) % CHARSETS.len()];
    let input = Input { declared_charset: Some(declared), ..Input::new(Body::Text(bytes)) };
    let first = normalize(&input, &NoNames, &Limits::default());
    assert_eq!(first, normalize(&input, &NoNames, &Limits::default()));
    let Ok(page) = first else { return };
    let decoded = decode(bytes, Some(declared)).expect("it was decoded");
    assert!(!page.articles.is_empty());
    for line in page.articles.iter().flat_map(|article| article.title.iter().chain(&article.paragraphs)) {
        assert!(line.check(&decoded.text), "{line:?}");
        assert!(!line.text.is_empty());
    }
});
