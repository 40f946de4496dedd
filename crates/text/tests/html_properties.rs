//! Whatever the page, extraction ends, is repeatable, and gives clean blocks.
#![allow(clippy::expect_used)] // tests may panic

use proptest::prelude::*;
use rafid_text::html::{Limits, declared_charset, extract};

/// Pieces that pages are made of, well and badly.
fn piece() -> impl Strategy<Value = String> {
    let tags = prop::sample::select(vec![
        "html",
        "head",
        "body",
        "title",
        "meta",
        "link",
        "script",
        "style",
        "div",
        "p",
        "a",
        "b",
        "span",
        "h1",
        "h2",
        "ul",
        "li",
        "table",
        "tr",
        "td",
        "article",
        "main",
        "nav",
        "aside",
        "figure",
        "figcaption",
        "form",
        "input",
        "select",
        "option",
        "button",
        "br",
        "hr",
        "svg",
        "template",
        "textarea",
        "pre",
        "time",
        "blockquote",
        "x-y",
    ]);
    let attributes = prop::sample::select(vec![
        "",
        " class=share",
        " class='article-body'",
        " hidden",
        " itemprop=articleBody",
        " itemprop=author",
        " href=/a",
        " type=application/ld+json",
        " property=og:title content='Rain'",
        " name=author content=\"A. B\"",
        " style=display:none",
        " rel=canonical href=//example.org/2024/05/02/x",
        " datetime=2024-05-02",
        " lang=ar dir=rtl",
        " a=\"",
        " =",
        "/",
    ]);
    prop_oneof![
        (tags.clone(), attributes).prop_map(|(tag, attributes)| format!("<{tag}{attributes}>")),
        tags.prop_map(|tag| format!("</{tag}>")),
        "[a-zA-Z ,.،。\u{a0}\u{200b}ا-ي一-龥\n&;#x0-9<>\"'/!-]{0,40}",
        Just(
            "Rain has fallen for a week, and the river is back in its old bed, to the joy of all.".to_owned()
        ),
        Just(
            "{\"@type\":\"NewsArticle\",\"headline\":\"Rain\",\"author\":[{\"name\":\"A. B\"}],}".to_owned()
        ),
        Just("<!--".to_owned()),
        Just("-->".to_owned()),
        any::<String>(),
    ]
}

proptest! {
    #[test]
    fn extraction_is_total_and_repeatable(pieces in prop::collection::vec(piece(), 0..60)) {
        let html = pieces.concat();
        let page = extract(&html, &Limits::default()).expect("small pages pass no limit");
        for block in &page.blocks {
            prop_assert!(!block.text.is_empty());
            prop_assert!(!block.text.starts_with([' ', '\n']) && !block.text.ends_with([' ', '\n']), "{:?}", block.text);
        }
        for pick in page.authors.iter().chain(&page.published).chain(&page.title) {
            prop_assert_eq!(pick.value.trim(), pick.value.as_str());
            prop_assert!(!pick.value.is_empty());
        }
        prop_assert_eq!(extract(&html, &Limits::default()), Ok(page));
    }

    #[test]
    fn small_limits_are_kept(pieces in prop::collection::vec(piece(), 0..60)) {
        let limits = Limits { bytes: 500, nodes: 10, depth: 3, attributes: 5 };
        let _ = extract(&pieces.concat(), &limits);
    }

    #[test]
    fn charsets_are_sought_in_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200), pieces in prop::collection::vec(piece(), 0..5)) {
        let _ = declared_charset(&bytes);
        let mixed = [b"<meta charset=".as_slice(), &bytes, pieces.concat().as_bytes()].concat();
        if let Some(label) = declared_charset(&mixed) {
            prop_assert!(!label.is_empty());
        }
    }
}
