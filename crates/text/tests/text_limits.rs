//! Texts built to be expensive. Each would take minutes if its cost grew with the square of its length.
#![allow(clippy::unwrap_used)] // tests may panic

use rafid_text::article::{Body, Input, NoNames, normalize};
use rafid_text::limits::Limits;

#[test]
fn hostile_texts_end() {
    let cases = [
        ("joiners", format!("م{}ی", "\u{200c}".repeat(1_000_000))),
        ("days of this month", "the 12th of this month ".repeat(100_000)),
        ("days of this month, Chinese", "本月12日".repeat(200_000)),
        ("words for today", "today ".repeat(300_000)),
        ("labelled authors", (0..50_000).map(|n| format!("By Anna Bo{n}son\n")).collect::<Vec<_>>().concat()),
        ("combining marks", format!("a{}", "\u{301}\u{327}\u{323}".repeat(200_000))),
        ("open tags", "<b ".repeat(500_000)),
        ("references", "&amp;amp;lt;".repeat(200_000)),
        ("embeddings", "\u{202b}a".repeat(300_000)),
    ];
    for (name, text) in cases {
        let page = normalize(&Input::new(Body::Text(text.as_bytes())), &NoNames, &Limits::default());
        assert!(page.is_ok(), "{name}");
    }
}

#[test]
fn a_title_of_many_lines_ends() {
    let title = "a\u{2028}".repeat(300_000);
    let input = Input { title: Some(&title), ..Input::new(Body::Text(b"The bridge was closed.")) };
    let page = normalize(&input, &NoNames, &Limits::default()).unwrap();
    let title = page.articles[0].title.as_ref().unwrap();
    assert_eq!(title.text.len(), 599_999);
}

#[test]
fn only_so_many_authors_are_named() {
    let lines: Vec<String> = (0..300).map(|n| format!("By Anna B{}son\n", "o".repeat(n + 1))).collect();
    let lines = lines.concat();
    let text =
        format!("{lines}The bridge over the old harbour reopened on Friday, after two years of repairs.\n");
    let page = normalize(&Input::new(Body::Text(text.as_bytes())), &NoNames, &Limits::default()).unwrap();
    assert!(page.articles[0].authors.len() <= 100);
}
