//! Pages written for these tests, one for each way in which the press marks up its articles.
#![allow(clippy::unwrap_used)] // tests may panic

use rafid_text::html::BlockKind::{Heading, ListItem, Paragraph, Pre, Quote};
use rafid_text::html::{Limits, Method, Page, Reason, extract};

fn page(html: &str) -> Page {
    extract(html, &Limits::default()).unwrap()
}

fn body(page: &Page) -> Vec<&str> {
    page.blocks.iter().map(|x| x.text.as_str()).collect()
}

const FIRST: &str = "After three dry years it has rained for a week, and the river is back in its old bed.";
const SECOND: &str =
    "The mayor said that the fields north of the town would be sown again, a month later than usual.";
const THIRD: &str = "Nobody in the valley remembers a spring like this one, not even the keeper of the weir.";

#[test]
fn an_article_is_told_from_the_page_around_it() {
    let html = format!(
        "<html lang=en dir=ltr><head><title>Rain ends drought - The Example</title>\
         <meta property=og:site_name content='The Example'><link rel=canonical href='https://example.org/2024/05/02/rain'>\
         </head><body><nav><ul><li><a href=/a>World</a><li><a href=/b>Sport</a></ul></nav>\
         <main><article><h1>Rain ends drought</h1><p class=byline>By Ada Stone</p><time datetime=2024-05-02T08:00Z>2 May</time>\
         <figure><img><figcaption>The river on Monday. Photo: B. Wells</figcaption></figure>\
         <p>{FIRST}</p><div class=ad-slot><p>Buy two umbrellas today, and pay for one only, at any shop.</p></div>\
         <p>{SECOND}</p><h2>A late spring</h2><p>{THIRD}</p><p>Advertisement</p>\
         <div class=share-buttons><a href=#>Facebook</a></div></article>\
         <section class=related><h3><a href=/c>Bridge closed for repairs until the summer</a></h3>\
         <p>The old bridge is closed to all traffic, and a ferry crosses every hour.</p></section></main>\
         <footer><p>Copyright The Example, all rights reserved, no part may be copied.</p></footer></body></html>"
    );
    let page = page(&html);
    assert_eq!(page.title.as_ref().map(|x| x.value.as_str()), Some("Rain ends drought"));
    assert_eq!(page.authors.iter().map(|x| x.value.as_str()).collect::<Vec<_>>(), ["Ada Stone"]);
    assert_eq!(body(&page), [FIRST, SECOND, "A late spring", THIRD]);
    assert_eq!(page.blocks[2].kind, Heading);
    assert_eq!(page.language.as_deref(), Some("en"));
    assert_eq!(page.site_name.as_deref(), Some("The Example"));
    assert_eq!(page.canonical_url.as_deref(), Some("https://example.org/2024/05/02/rain"));
    let dates: Vec<_> = page.published.iter().map(|x| (x.value.as_str(), x.method)).collect();
    assert_eq!(
        dates,
        [("2024-05-02T08:00Z", Method::Time), ("2 May", Method::Visible), ("2024-05-02", Method::Url)]
    );
    let reasons: Vec<_> = page.removed.iter().map(|x| x.reason).collect();
    assert!(reasons.contains(&Reason::Caption) && reasons.contains(&Reason::Advert), "{reasons:?}");
    assert_eq!(page.links.first().map(|x| x.url.as_str()), Some("/c"));
}

#[test]
fn structured_data_is_read_even_if_broken() {
    let html = format!(
        "<script type='application/ld+json'>{{\"@graph\": [{{\"@type\": \"Person\", \"@id\": \"#a\", \"name\": \"Ada Stone\"}},\
         {{\"@type\": \"NewsArticle\", \"headline\": \"Rain ends &quot;drought&quot;\", \"author\": [{{\"@id\": \"#a\"}}],\
         \"datePublished\": \"2024-05-02\", \"dateModified\": \"2024-05-03\", \"keywords\": [\"rain\", \"river\"],\
         \"articleSection\": \"Weather\", }}]}}</script><p>{FIRST}</p>"
    );
    let page = page(&html);
    assert_eq!(page.title.as_ref().map(|x| x.value.as_str()), Some("Rain ends \"drought\""));
    assert_eq!(
        page.authors.first().map(|x| (x.value.as_str(), x.method)),
        Some(("Ada Stone", Method::JsonLd))
    );
    assert_eq!(page.published.first().map(|x| x.value.as_str()), Some("2024-05-02"));
    assert_eq!(page.modified.first().map(|x| x.value.as_str()), Some("2024-05-03"));
    assert_eq!(page.keywords, ["rain", "river"]);
    assert_eq!(page.section.as_deref(), Some("Weather"));
}

#[test]
fn a_stated_text_stands_in_for_a_missing_one() {
    let text = [FIRST, SECOND, THIRD, FIRST].join("\\n");
    let html = format!(
        "<script type=application/ld+json>{{\"@type\":\"Article\",\"articleBody\":\"{text}\"}}</script><p>Please wait.</p>"
    );
    assert_eq!(body(&page(&html)), [FIRST, SECOND, THIRD, FIRST]);
}

#[test]
fn a_text_in_a_script_stands_in_for_a_missing_one() {
    let markup = [FIRST, SECOND, THIRD]
        .map(|x| format!("\\u003cp class=\\\"t\\\"\\u003e{x}\\u003c/p\\u003e"))
        .concat();
    let long = markup.repeat(4);
    let html = format!("<div id=app></div><script>start({{\"body\":\"{long}\"}})</script>");
    let page = page(&html);
    assert_eq!(page.blocks.len(), 12, "{:?}", page.blocks);
}

#[test]
fn roles_claimed_for_everything_are_not_believed() {
    let cases = [
        "<div class=paywall>{}</div>",
        "<body class='share-enabled has-sidebar comments-open'><div>{}</div>",
        "<div hidden>{}</div>",
        "<div class='print:hidden md:block'>{}</div>",
        "<table class=ad-layout><tr><td>{}</td></tr></table>",
    ];
    for case in cases {
        let text = [FIRST, SECOND, THIRD].map(|x| format!("<p>{x}</p>")).concat();
        assert_eq!(body(&page(&case.replace("{}", &text))), [FIRST, SECOND, THIRD], "{case}");
    }
}

#[test]
fn lines_and_lists_and_quotes_keep_their_kind() {
    let html = format!(
        "<article>{FIRST}<br><br>{SECOND}<ul><li>Item one, with a comma<li>Item two, with a comma</ul>\
         <blockquote><p>{THIRD}</p></blockquote><pre>a,\n  b,\nc.</pre><p>Line one,<br>line two, and the end of it.</p></article>"
    );
    let page = page(&html);
    let kinds: Vec<_> = page.blocks.iter().map(|x| x.kind).collect();
    assert_eq!(kinds, [Paragraph, Paragraph, ListItem, ListItem, Quote, Pre, Paragraph]);
    assert_eq!(page.blocks[6].text, "Line one,\nline two, and the end of it.");
}

#[test]
fn labels_of_many_languages_are_furniture() {
    let cases = [
        ("Lesen Sie auch: Brücke gesperrt", Reason::Related),
        ("Leia também: Ponte fechada", Reason::Related),
        ("اقرأ أيضاً: إغلاق الجسر", Reason::Related),
        ("Читайте также: мост закрыт", Reason::Related),
        ("関連記事", Reason::Related),
        ("Publicité", Reason::Advert),
        ("광고", Reason::Advert),
        ("Teilen", Reason::Share),
        ("Suscríbete a nuestra newsletter y no te pierdas nada.", Reason::Newsletter),
    ];
    for (line, reason) in cases {
        let page = page(&format!("<article><p>{FIRST}</p><p>{line}</p><p>{SECOND}</p></article>"));
        assert_eq!(body(&page), [FIRST, SECOND], "{line}");
        assert_eq!(page.removed.first().map(|x| (x.text.as_str(), x.reason)), Some((line, reason)));
    }
}

#[test]
fn another_article_below_is_left_out() {
    let other = [1, 2, 3, 4, 5, 6, 7, 8]
        .map(|i| format!("<p>Chapter {i} of the other story, which is of no concern here at all.</p>"))
        .concat();
    let html = format!(
        "<main><article><h1>Rain ends drought</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><p>{SECOND} Again.</p><p>{THIRD} Again.</p></article>\
         <article><h1>Bridge closed for repairs</h1>{other}</article></main><title>Rain ends drought</title>"
    );
    let page = page(&html);
    assert!(body(&page).iter().all(|x| !x.contains("other story")), "{:?}", body(&page));
}

#[test]
fn scripts_without_spaces_are_read() {
    let first = "三年の干ばつの後、一週間にわたって雨が降り続き、川はかつての流れを取り戻した。";
    let second = "町長は、北側の畑では例年より一か月遅れて種まきが行われると述べた。";
    let html = format!("<div><a href=/a>天気</a></div><div><p>{first}</p><p>{second}</p></div>");
    assert_eq!(body(&page(&html)), [first, second]);
}

#[test]
fn nothing_is_made_of_nothing() {
    for html in ["", " ", "<", "<!-- x -->", "<p></p>", "<script>x</script>", "\0", "</p>", "&amp", "&#0;"] {
        let page = page(html);
        assert!(page.title.is_none(), "{html}");
        assert!(page.authors.is_empty() && page.published.is_empty(), "{html}");
    }
}

#[test]
fn the_same_page_gives_the_same_result() {
    let html = format!("<h1>Rain</h1><div class='a share'>x</div><p>{FIRST}</p><p>{SECOND}</p>");
    assert_eq!(page(&html), page(&html));
}

#[test]
fn a_first_sentence_that_begins_as_the_title_is_text() {
    let cases = [
        ("Mayor resigns over ferry", "Mayor resigns over ferry delay."),
        ("Rain ends drought", "Rain ends drought, farmers say; three fields are under water."),
        ("Hội đồng thông qua ngân sách", "Hội đồng thông qua ngân sách mới sau tranh luận dài."),
        ("橋が再び開通した", "橋が再び開通した。市長も出席する。"),
    ];
    for (title, lead) in cases {
        let html =
            format!("<title>{title}</title><article><h1>{title}</h1><p>{lead}</p><p>{FIRST}</p></article>");
        assert_eq!(body(&page(&html)), [lead, FIRST], "{title}");
        let alone = format!("<title>{title}</title><article><h1>{title}</h1><p>{lead}</p></article>");
        assert_eq!(body(&page(&alone)), [lead], "{title}");
    }
    // The headline as printed, with the section or the site's name, and its parts.
    for line in [
        "<p>Mayor resigns over ferry</p>",
        "<h2>Harbour: Mayor resigns over ferry</h2>",
        "<p>Mayor resigns over ferry - The Example</p>",
        "<div>Mayor resigns over</div>",
    ] {
        let html = format!(
            "<title>Mayor resigns over ferry</title><meta property=og:site_name content='The Example'>\
             <article>{line}<p>{FIRST}</p><p>{SECOND}</p></article>"
        );
        assert_eq!(body(&page(&html)), [FIRST, SECOND], "{line}");
    }
}

#[test]
fn tables_quotations_and_lists_in_figures_are_text() {
    let html = format!(
        "<article><p>{FIRST}</p><figure class=wp-block-table><table><tr><td>Year, passengers</td></tr></table>\
         <figcaption>By year</figcaption></figure>\
         <figure class=wp-block-pullquote><blockquote><p>The ground was soft, and so was he.</p></blockquote></figure>\
         <figure><pre>a, b</pre></figure><figure><ul><li>one, two</ul></figure>\
         <figure><img src=a><p>The river on Monday, seen from the weir.</p></figure><p>{SECOND}</p></article>"
    );
    let page = page(&html);
    let kept = [FIRST, "Year, passengers", "The ground was soft, and so was he.", "a, b", "one, two", SECOND];
    assert_eq!(body(&page), kept);
    assert_eq!(page.blocks[2].kind, Quote);
    let captions: Vec<_> =
        page.removed.iter().filter(|x| x.reason == Reason::Caption).map(|x| x.text.as_str()).collect();
    assert_eq!(captions, ["By year", "The river on Monday, seen from the weir."]);
}

#[test]
fn short_paragraphs_and_linked_sentences_are_text() {
    let html = format!(
        "<div><div>Politics</div><p>A town waits</p><p>{FIRST}</p>\
         <p><a href=/r>The full report of the harbour office was published last night</a>, and it is long.</p>\
         <p>{SECOND}</p><p><a href=/s>Nobody but the keeper of the weir has read it so far.</a></p><p>{THIRD}</p>\
         <p><a href=/t>Five things to know about rain</a></p><p>{FIRST} Again.</p>\
         <p>Marta Quill in Velmouth</p><div>Back to the top</div></div>"
    );
    let found = page(&html);
    assert_eq!(
        body(&found),
        [
            "A town waits",
            FIRST,
            "The full report of the harbour office was published last night, and it is long.",
            SECOND,
            "Nobody but the keeper of the weir has read it so far.",
            THIRD,
            &format!("{FIRST} Again."),
            "Marta Quill in Velmouth",
        ]
    );
    let verse = format!(
        "<article><p>Roses are red</p><p>Violets are blue</p><p>{FIRST}</p><p>{SECOND}</p></article>"
    );
    assert_eq!(body(&page(&verse)), ["Roses are red", "Violets are blue", FIRST, SECOND]);
    let results = format!(
        "<article><p>{FIRST}</p><ol><li>Ada Stone, 31 points<li>Ben Wells, 30<li>Cy Young</ol></article>"
    );
    assert_eq!(body(&page(&results)), [FIRST, "Ada Stone, 31 points", "Ben Wells, 30", "Cy Young"]);
}
