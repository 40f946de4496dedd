//! Pages built to be expensive end early, with the limit they passed, and without deep recursion.
#![allow(clippy::unwrap_used)] // tests may panic

use rafid_text::html::{LimitExceeded, Limits, extract};

/// Runs on a small stack: anything that recurses on the depth of the page overflows it.
fn on_small_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(256 << 10).spawn(work).unwrap().join().unwrap();
}

#[test]
fn the_limit_passed_is_named() {
    let limits = Limits { bytes: 4_000_000, nodes: 1_000, depth: 100, attributes: 500 };
    let cases = [
        ("bytes", " ".repeat(4_000_001), Err(LimitExceeded::Bytes { limit: 4_000_000 })),
        ("nodes", "<br>".repeat(1_001), Err(LimitExceeded::Nodes { limit: 1_000 })),
        ("depth", "<div>".repeat(101), Err(LimitExceeded::Depth { limit: 100 })),
        ("attributes", "<br a b c d>".repeat(126), Err(LimitExceeded::Attributes { limit: 500 })),
        ("one tag", format!("<p {}>", "a=1 ".repeat(501)), Err(LimitExceeded::Attributes { limit: 500 })),
        ("end tag", format!("</p {}>", "a=1 ".repeat(501)), Err(LimitExceeded::Attributes { limit: 500 })),
        ("within", "<div><p a>x</p></div>".repeat(200), Ok(())),
        ("paragraphs do not nest", "<p>x".repeat(400), Ok(())),
        ("list items do not nest", "<ul><li>x<ul><li>y</ul></ul>".repeat(60), Ok(())),
    ];
    for (name, page, expected) in cases {
        assert_eq!(extract(&page, &limits).map(|_| ()), expected, "{name}");
    }
}

#[test]
fn codes_and_messages_are_stable() {
    let error = extract("<div><div>", &Limits { depth: 1, ..Limits::default() }).unwrap_err();
    assert_eq!(error.as_str(), "html-depth");
    assert_eq!(error.to_string(), "the page has more than 1 nested elements");
}

#[test]
fn hostile_pages_end_under_the_default_limits() {
    on_small_stack(|| {
        let deep = "<div>".repeat(100_000);
        assert!(matches!(extract(&deep, &Limits::default()), Err(LimitExceeded::Depth { .. })));
        let attributes = format!("<p {}>x", "a ".repeat(1_000_000));
        assert!(matches!(extract(&attributes, &Limits::default()), Err(LimitExceeded::Attributes { .. })));
        let nodes = "<b></b>xx ".repeat(1_000_000);
        assert!(matches!(extract(&nodes, &Limits::default()), Err(LimitExceeded::Bytes { .. })));
        let nodes = "<b>x</b>".repeat(1_000_000);
        assert!(matches!(extract(&nodes, &Limits::default()), Err(LimitExceeded::Nodes { .. })));
    });
}

#[test]
fn hostile_pages_end_without_limits() {
    let open = Limits { bytes: 1 << 30, nodes: 10_000_000, depth: 10_000_000, attributes: 10_000_000 };
    on_small_stack(move || {
        let cases = [
            ("nested blocks", "<div>".repeat(100_000)),
            ("nested formatting", "<b>".repeat(100_000)),
            ("nested lists", "<ul><li>".repeat(50_000)),
            ("nested tables", "<table><tr><td>".repeat(30_000)),
            ("nested articles", "<article><p>A sentence that ends.</p>".repeat(3_000)),
            ("attributes", format!("<p {}>x", "a ".repeat(1_000_000))),
            ("many nodes", "<i>x</i> ".repeat(500_000)),
            ("one long line", "word, ".repeat(1_000_000)),
            ("linked headings", "<h2><a href=/a>Rain ends the long drought</a></h2>".repeat(20_000)),
            ("open comment", format!("<!--{}", "<p>".repeat(100_000))),
            ("open script", format!("<script>{}", "</scrip".repeat(100_000))),
            ("nested json", format!("<script type=application/ld+json>{}", "[".repeat(100_000))),
            ("quotes in scripts", format!("<script>{}</script>", "\"\\".repeat(100_000))),
            ("less-than signs", "<".repeat(500_000)),
            (
                "open linked heading",
                format!("<h2><a href=/a>x</a>{}", "<div><a href=/b>Rain ends it</a></div>".repeat(20_000)),
            ),
            ("many articles", {
                let article = "{\"@type\":\"NewsArticle\",\"author\":{\"@id\":\"#a\"}},".repeat(30_000);
                format!("<script type=application/ld+json>[{article}]</script><p>x")
            }),
            (
                "many keywords",
                format!(
                    "<meta name=keywords content='{}'>",
                    (0..100_000).map(|x| format!("{x},")).collect::<Vec<_>>().concat()
                ),
            ),
            (
                "many dates",
                (0..20_000)
                    .map(|x| format!("<b itemprop=datePublished>{x}</b>"))
                    .collect::<Vec<_>>()
                    .concat(),
            ),
            ("long stated text", {
                let text = "Words of the article, ".repeat(50_000);
                let blocks = "<p>Words that are not of it, but many of them.</p>".repeat(20_000);
                format!(
                    "<script type=application/ld+json>{{\"@type\":\"Article\",\"articleBody\":\"{text}\"}}</script>{blocks}"
                )
            }),
            ("open CDATA", "<p>x<![CDATA[>".repeat(300_000)),
            (
                "authors in one statement",
                format!("<meta name=author content='{}'><p>x", "Anna Boson and ".repeat(200_000)),
            ),
            ("headlines and a long title", {
                let title = "Rain ends the long drought ".repeat(40_000);
                format!("<title>{title}</title>{}", "<h1>Rain ends</h1>".repeat(50_000))
            }),
            ("linked headings and a title of signs", {
                let heading = "<h2><a href=/a>Rain ends the long drought</a></h2>";
                let signs = "- ".repeat(500_000);
                format!("<meta property=og:title content='{signs}'>{}", heading.repeat(20_000))
            }),
            (
                "one linked heading",
                format!("<a href=/a><h2>{}", "<div>Rain ends the long drought</div>".repeat(100_000)),
            ),
            ("end tags", format!("{}{}", "<b>".repeat(1_000), "</i></b></p>".repeat(100_000))),
        ];
        for (name, page) in cases {
            assert!(extract(&page, &open).is_ok(), "{name}");
        }
    });
}
