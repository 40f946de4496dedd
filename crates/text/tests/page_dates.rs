//! Dates of pages: the one that is published is the article's own, or there is none.
#![allow(clippy::expect_used)]

use rafid_text::article::{Body, Input, NoNames, Page, normalize};
use rafid_text::limits::Limits;

const TEXT: &str = "<p>The harbour office said that the new ferry terminal will open two years later than planned, \
    because the ground under the quay is soft.</p><p>People of the eastern docks have waited for it since the old one \
    burned down, and take a bus to the next town.</p><p>The council will vote on more money in the next weeks, and \
    wants an audit before it does so.</p>";
const TITLE: &str = "Ferry terminal to open two years late";

/// A page of one language: its head, what stands before the article, between headline and text, and after the article.
fn page(language: &str, [head, before, byline, after]: [&str; 4]) -> Page {
    let html = format!(
        "<!DOCTYPE html><html lang={language}><head><title>{TITLE} | Velmouth Post</title>{head}</head><body>{before}\
         <main><article><h1>{TITLE}</h1>{byline}<div class=article-body>{TEXT}</div></article></main>{after}\
         <footer>Velmouth Post</footer></body></html>"
    );
    normalize(&Input::new(Body::Html(html.as_bytes())), &NoNames, &Limits::default()).expect("an article")
}

fn check(language: &str, parts: [&str; 4], want: Option<&str>) {
    let page = page(language, parts);
    let found = page.articles.first().and_then(|article| article.published.value.as_deref());
    assert_eq!(found, want, "{parts:?}");
}

fn byline(language: &str, line: &str, want: Option<&str>) {
    check(language, ["", "", line, ""], want);
}

#[test]
fn a_time_of_something_else_is_not_the_article_s() {
    let comment = "<section class=comments><h2>Comments</h2><div class=comment><b>bob</b> <time \
        datetime=2021-05-01T10:00Z>1 May 2021</time><p>What nonsense, I never saw such a delay, really.</p></div></section>";
    let related = "<aside class=related><ul><li><a href=/x>Cats win the cup in Dorn after a long match</a> \
        <time datetime=2021-05-01>1 May 2021</time></li></ul></aside>";
    let read = "<section class=most-read><p><a href=/x>Cats win the cup</a> <time datetime=2020-01-01>1 January</time></p></section>";
    let today = "<div class=topbar><time datetime=2024-12-24>Tuesday, 24 December 2024</time></div>";
    let header = "<header><div><time datetime=2024-12-24>Tuesday, 24 December 2024</time></div></header>";
    let address = "<link rel=canonical href=https://velmouth.example/2024/03/12/ferry>";
    for other in [comment, related, read] {
        check("en", ["", "", "", other], None);
        check("en", ["", "", "<p>Published 12 March 2024</p>", other], Some("2024-03-12"));
        check("en", [address, "", "", other], Some("2024-03-12"));
    }
    for top in [today, header] {
        check("en", ["", top, "", ""], None);
        check("en", ["", top, "<p class=date>Published 12 March 2024</p>", ""], Some("2024-03-12"));
    }
    let sentence = "<p>The fire of <time datetime=2011-06-05>5 June 2011</time> destroyed the old terminal and two ships.</p>";
    byline("en", sentence, None);
    byline("en", "<p>The meeting is on <time datetime=2030-05-05T18:00>5 May</time>.</p>", None);
    byline("en", "<p>Concert on <time datetime=2030-05-05T18:00>5 May</time></p>", None);
}

#[test]
fn a_time_near_the_headline_is_the_article_s() {
    let want = Some("2024-03-12T10:00Z");
    let time = "<time datetime=2024-03-12T10:00Z>12 March 2024</time>";
    for place in
        ["<header>{}</header>", "<aside class=meta>{}</aside>", "<p>By Ada Stone {}</p>", "<div>{}</div>"]
    {
        byline("en", &place.replace("{}", time), want);
    }
    check("en", ["", "", "", "<div class=footer><span class=published>12 March 2024</span></div>"], None);
    let header = format!("<header><h1>{TITLE}</h1>{time}</header>");
    check("en", ["", &header, "", ""], want);
    byline("en", &format!("{time} <time datetime=2024-03-14T10:00Z>14 March 2024</time>"), want);
    byline("en", "<time datetime=2024-03-12T10:00Z>three hours ago</time>", want);
}

#[test]
fn the_time_of_an_update_bounds_the_date() {
    let both = "<p>Updated <time datetime=2024-03-14>14 March</time> Published <time datetime=2024-03-12>12 March</time></p>";
    let blocks = "<p>Updated <time datetime=2024-03-14>14 March</time></p><p>Published <time datetime=2024-03-12>12 March</time></p>";
    let classes = "<time class=updated datetime=2024-03-14>14 March</time><time class='entry-date published' \
        datetime=2024-03-12>12 March</time>";
    let properties = "<time itemprop=dateModified datetime=2024-03-14>14 March</time><time itemprop=datePublished \
        datetime=2024-03-12>12 March</time>";
    for line in [both, blocks, classes, properties] {
        byline("en", line, Some("2024-03-12"));
    }
    let updates = [
        ("en", "<time itemprop=dateModified datetime=2024-03-14>14 March</time>"),
        ("en", "<time class=updated datetime=2024-03-14>14 March</time>"),
        ("de", "<div>Stand: <time datetime=2024-03-14>14.03.2024</time></div>"),
        ("fr", "<div>Mis à jour le <time datetime=2024-03-14>14/03/2024</time></div>"),
        ("ar", "<div>آخر تحديث <time datetime=2024-03-14>14 مارس 2024</time></div>"),
        ("en", "<div>Updated</div><div><time datetime=2024-03-14>14 March</time></div>"),
    ];
    for (language, line) in updates {
        let page = page(language, ["", "", line, ""]);
        let published = page.articles.first().map(|article| &article.published).expect("an article");
        assert_eq!(published.value, None, "{line}");
        assert_eq!(published.constraints.not_after.as_deref(), Some("2024-03-14"), "{line}");
    }
}

#[test]
fn updates_are_known_by_their_words() {
    byline(
        "ko",
        "<span>입력 2024.03.12. 오전 10:15</span> <span>수정 2024.03.13. 오후 1:15</span>",
        Some("2024-03-12T10:15"),
    );
    byline(
        "ko",
        "<div>등록 2024-03-12 10:15</div><div>수정 2024-03-13 13:15</div>",
        Some("2024-03-12T10:15"),
    );
    byline("ko", "<div>최종수정 2024-03-13 13:15</div>", None);
    byline("ja", "<div>更新日時：2024年3月13日</div><div>公開日時：2024年3月12日</div>", Some("2024-03-12"));
    byline("ja", "<div>更新日時：2024年3月13日 公開日時：2024年3月12日</div>", Some("2024-03-12"));
    byline("ja", "<div>最終更新 2024/3/13(水) 10:15</div>", None);
    byline("zh", "<div>更新时间：2024-03-13 10:15</div>", None);
    byline("hr", "<div>Objavljeno: 12.03.2024. Ažurirano: 13.03.2024.</div>", Some("2024-03-12"));
}

#[test]
fn a_sentence_or_caption_with_a_day_is_no_date() {
    let lines = [
        "<p>The fire was on 5 June 2011.</p>",
        "<p>War began on 24 February 2022.</p>",
        "<ul><li>Opening: 5 May 2030</li></ul>",
        "<div><p>A ferry in Velmouth, 3 May 2019.</p></div>",
        "<div class=event>Concert on 5 June 2025</div>",
        "<p>This article was amended on 14 March 2024.</p>",
        "<p class=meta>This article was amended on 14 March 2024.</p>",
        "<p>Reviewed on 14 March 2024</p>",
        "<p>Accessed 14 March 2024</p>",
        "<ul><li>5 May 2024</li><li>6 May 2024</li></ul>",
    ];
    for line in lines {
        byline("en", line, None);
    }
    byline("de", "<p>Lübeck, 31. März 2003</p>", Some("2003-03-31"));
    byline("en", "<p>By Ada Stone on Tuesday, March 12th, 2024 at 11:08 a.m.</p>", Some("2024-03-12T11:08"));
    byline("zh", "<div>2024年03月12日10:15 来源：新华社</div>", Some("2024-03-12T10:15"));
}

#[test]
fn another_article_s_statements_are_not_heard() {
    let other = r#"{"@type":"NewsArticle","headline":"Quite other news about cats","datePublished":"2021-01-01","author":{"name":"Wrong Person"}}"#;
    let own = format!(
        r#"{{"@type":"NewsArticle","headline":"{TITLE}","datePublished":"2024-03-12","author":{{"name":"Ada Stone"}}}}"#
    );
    let authors =
        |page: &Page| page.articles.first().map(|article| article.authors.clone()).unwrap_or_default();
    let script = |json: &str| format!("<script type=application/ld+json>{json}</script>");
    let both = script(&format!("[{other},{own}]"));
    check("en", [&both, "", "", ""], Some("2024-03-12"));
    assert_eq!(authors(&page("en", [&both, "", "", ""])), ["Ada Stone"]);
    check("en", [&script(other), "", "", ""], None);
    assert!(authors(&page("en", [&script(other), "", "", ""])).is_empty());
    let searched = own.replace(TITLE, "Why the ferry is late");
    check("en", [&script(&searched), "", "", ""], Some("2024-03-12"));
    let address = "<link rel=canonical href=https://velmouth.example/news/ferry>";
    let named = own.replace(TITLE, "Boats").replace(
        "{\"@type\":\"NewsArticle\"",
        "{\"@type\":\"NewsArticle\",\"url\":\"https://www.velmouth.example/news/ferry/\"",
    );
    check("en", [&format!("{address}{}", script(&named)), "", "", ""], Some("2024-03-12"));
    let video = r#"{"@type":"VideoObject","name":"A clip","datePublished":"2019-03-15"}"#;
    check("en", [&script(video), "", "", ""], None);
    let teaser = "<div itemscope itemtype=https://schema.org/NewsArticle><p itemprop=headline>Quite other news about cats</p>\
        <meta itemprop=datePublished content=2021-01-01><span itemprop=author>Wrong Person</span></div>";
    check("en", ["", "", "", teaser], None);
    assert!(authors(&page("en", ["", "", "", teaser])).is_empty());
}

#[test]
fn a_supplied_date_may_have_words_around_it() {
    let given = |raw: &str| {
        let html = format!("<h1>{TITLE}</h1>{TEXT}");
        let input = Input { published_at: Some(raw), ..Input::new(Body::Html(html.as_bytes())) };
        let page = normalize(&input, &NoNames, &Limits::default()).expect("an article");
        page.articles.first().and_then(|article| article.published.value.clone())
    };
    assert_eq!(given("Published on: March 12th 2024 By: Ada").as_deref(), Some("2024-03-12"));
    assert_eq!(given("2024年03月12日10:15 来源：新华社").as_deref(), Some("2024-03-12T10:15"));
    assert_eq!(given("03/04/2024"), None);
}
