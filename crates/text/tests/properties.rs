//! What holds for every input: total, idempotent, NFC, maps that point at their text.
#![allow(clippy::expect_used)]

use proptest::prelude::*;
use rafid_text::article::{Body, Input, NoNames, Page, normalize};
use rafid_text::decode::decode;
use rafid_text::display::display;
use rafid_text::limits::Limits;
use rafid_text::search::{Folding, key, mapped_key};

/// Pieces that exercise every rule, alone and beside each other.
fn piece() -> impl Strategy<Value = String> {
    let fixed = [
        "\n",
        "\r\n",
        "\r\r\n",
        "\u{2028}",
        "\u{85}",
        "\u{b}",
        " ",
        "\u{a0}",
        "\u{3000}",
        "\t",
        "\0",
        "\u{7f}",
        "\u{93}",
        "\u{feff}",
        "\u{200b}",
        "\u{ad}",
        "\u{200c}",
        "\u{200d}",
        "\u{200f}",
        "\u{202b}",
        "\u{202c}",
        "\u{202e}",
        "\u{2066}",
        "\u{2069}",
        "\u{61c}",
        "\u{fffd}",
        "\u{ffff}",
        "\u{fdd0}",
        "e\u{301}",
        "\u{301}",
        "\u{323}\u{307}",
        "ا\u{653}",
        "ً",
        "ّ",
        "\u{651}\u{64b}",
        "ﻻ",
        "ﷺ",
        "ﹰ",
        "ى\u{654}",
        "می\u{200c}شود",
        "ന്\u{200d}",
        "\u{d4d}",
        "\u{951}",
        "क\u{93c}",
        "\u{958}",
        "가",
        "\u{1100}\u{1161}\u{11a8}",
        "Ã©",
        "â€™",
        "Ã",
        "Â»",
        "ط§ظ„ظٹظ…ظ†",
        "فقط،",
        "<b>",
        "</p>",
        "<br",
        "&amp;",
        "&lt;",
        "&amp;lt;b&amp;gt;",
        "&#8217;",
        "<script>",
        "</b>",
        "a<b",
        "a <b> ",
        "<a href=x>",
        "&#39;",
        "&amp;quot;",
        "Р°",
        "Рѕ",
        "С‚",
        "В«",
        "Ïîðò",
        "Óïðàâëåíèå",
        "author: I did\n",
        "<!--",
        "-->",
        "..",
        "../",
        "(CNN)-- ",
        "الرياض – واس: ",
        "المصدر: CNN\n",
        "Published: 3 May 2024\n",
        "إقرأ أيضاً:\n",
        "Read also: ",
        "Tags: a, b\n",
        "كلمات دلالية: ",
        "A headline of five words\n",
        "The bridge over the harbour reopened on Friday after two years, the city said.\n",
        "北京",
        "\n\nThe bridge over the harbour reopened on\nFriday after two years of repairs, and a\nferry will go as before to the old town,\nthe city said.\n\n",
        "日本語。",
        "👨\u{200d}👩",
        "©",
        "By Jane Doe\n",
        "مدينة",
        "Москва",
    ];
    prop_oneof![
        8 => proptest::sample::select(fixed.to_vec()).prop_map(str::to_owned),
        2 => any::<char>().prop_map(String::from),
        1 => "[a-zA-Z ]{0,12}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(piece(), 0..40).prop_map(|pieces| pieces.concat())
}

fn run(bytes: &[u8], charset: Option<&str>, is_html: bool) -> Option<Page> {
    let body = if is_html { Body::Html(bytes) } else { Body::Text(bytes) };
    let input = Input { declared_charset: charset, ..Input::new(body) };
    normalize(&input, &NoNames, &Limits::default()).ok()
}

fn check_maps(page: &Page, source: &str) {
    for article in &page.articles {
        for line in article.title.iter().chain(&article.paragraphs) {
            assert!(line.check(source), "{line:?}");
            assert!(!line.raw.is_empty(), "{line:?}");
            for (text, slice) in line.slices(source).expect("a sound map") {
                // what is not a copy is still made of its source: its display form, up to what neighbours decide
                assert!(text == slice || !slice.is_empty(), "{text:?} {slice:?}");
            }
            let length = line.text.chars().count() as u32;
            assert!(line.source_range(source, 0, length).is_some());
        }
        for removed in &article.removed {
            let [start, end] = removed.range.expect("text has a range");
            assert!(source.get(start as usize..end as usize).is_some());
        }
    }
}

fn visible(page: &Page) -> Vec<&str> {
    page.articles
        .iter()
        .flat_map(|article| article.title.iter().chain(&article.paragraphs))
        .map(|line| line.text.as_str())
        .collect()
}

/// What generated text once found.
#[test]
fn display_of_findings_is_idempotent() {
    for text in [
        "\u{202a}\u{200c}\u{202c}",
        "a\u{202a}\u{200d}\u{202c}b",
        // Marks that NFC puts in another order, and a sign that it exchanges, beside a joiner.
        "\u{301}\u{64b}\u{200c}ا\u{653}",
        "م\u{200c}\u{653}\u{316}",
        "\u{2329}\u{200d}م",
        "م\u{200d}\u{232a}",
        // What looks like a tag only once its line end is a line feed.
        "<br\u{2028}-->",
        "<br\u{b}-->",
        // Damage in one line, and in another what no repair leaves.
        "Ã©\n\0<br\u{e000}",
        // Marks that NFC puts in another order before a joiner that a virama keeps.
        "ന\u{951}\u{d4d}\u{200d} ",
    ] {
        let once = display(text).into_owned();
        assert_eq!(display(&once), once.as_str(), "{text:?}");
    }
}

/// `PROPTEST_CASES` asks for more.
fn at_least(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig { cases: default.cases.max(cases), failure_persistence: None, ..default }
}

proptest! {
    #![proptest_config(at_least(2000))]

    #[test]
    fn display_is_idempotent_and_nfc(text in text()) {
        let once = display(&text).into_owned();
        prop_assert!(unicode_normalization::is_nfc(&once));
        prop_assert_eq!(display(&once), once.as_str());
    }

    #[test]
    fn maps_point_at_their_text(text in text()) {
        if let Some(page) = run(text.as_bytes(), None, false) {
            let decoded = decode(text.as_bytes(), None).expect("UTF-8");
            check_maps(&page, &decoded.text);
            for line in visible(&page) {
                prop_assert!(unicode_normalization::is_nfc(line));
                prop_assert!(!line.is_empty());
            }
        }
    }

    #[test]
    fn any_bytes_are_an_article_or_a_reject(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        charset in proptest::sample::select(vec!["utf-8", "windows-1256", "iso-8859-6", "gbk", "shift_jis", "euc-kr", "utf-16le", "iso-2022-jp", "x", ""]),
        is_html: bool,
    ) {
        let first = run(&bytes, Some(charset), is_html);
        prop_assert_eq!(&first, &run(&bytes, Some(charset), is_html));
        if let (Some(page), false) = (first, is_html) {
            let decoded = decode(&bytes, Some(charset)).expect("it was decoded");
            check_maps(&page, &decoded.text);
        }
    }

    #[test]
    fn html_of_any_text_is_total(text in text()) {
        run(text.as_bytes(), None, true);
    }

    #[test]
    fn keys_are_idempotent(text in text()) {
        let once = key(&text, Folding::General);
        prop_assert_eq!(key(&once, Folding::General), once.clone());
        let mapped = mapped_key(&text, Folding::General);
        prop_assert_eq!(&mapped.text, &once);
        prop_assert!(mapped.origins.is_sorted());
        prop_assert_eq!(mapped.origins.len(), once.chars().count());
    }
}
