//! CPU of inputs that are written to be slow, at one size and at twice the size: what grows much more than twofold is
//! not linear.

use anyhow::Result;
use rafid_text::article::{Body, Input, NoNames, normalize};
use rafid_text::limits::Limits;
use std::hint::black_box;

/// Bytes of the smaller input, unless told.
const BYTES: usize = 1 << 20;
const ROUNDS: usize = 3;

/// How an input is made: what goes before, what is repeated (`#` becomes a number that grows), what goes after.
type Case = (&'static str, &'static str, &'static str, &'static str);

const TEXTS: &[Case] = &[
    ("prose", "", "The bridge over the old harbour reopened on Friday. ", ""),
    ("prose, lines", "", "The bridge over the old harbour reopened on Friday. \n", ""),
    ("no spaces", "", "abcdefgh", ""),
    ("no spaces, Arabic", "", "بتثجحخدذ", ""),
    ("no spaces, Chinese", "", "大桥于昨日重新开放", ""),
    ("days of this month", "", "the 12th of this month ", ""),
    ("days of this month, Arabic", "", "في 12 من الشهر الجاري ", ""),
    ("days of this month, Chinese", "", "本月12日", ""),
    ("today", "", "today ", ""),
    ("today, Wednesday", "", "today, Wednesday the ", ""),
    ("today, Arabic", "", "اليوم الأربعاء ", ""),
    ("dates, Gregorian", "", "12 March 2024 03/04/2024 ", ""),
    ("dates, Hijri", "", "12 رمضان 1445 هـ ", ""),
    ("dates, Solar Hijri", "", "۲۲ اسفند ۱۴۰۲ ", ""),
    ("dates, Thai", "", "12 มีนาคม 2567 ", ""),
    ("dates, Japanese eras", "", "令和6年3月12日", ""),
    ("dates, lines", "", "12 March 2024\n", ""),
    ("digits", "", "1234567890", ""),
    ("labelled authors", "A title that is long enough\n", "By Anna Bo#son\n", "The body of it.\n"),
    ("labelled dates", "", "Published: 12 March 2024\n", ""),
    ("labelled sources", "", "Source: Example #\n", ""),
    ("markers", "", "Read also:\n", ""),
    ("markers with headlines", "A bridge reopens today\n", "Read also: A new bridge opens #\n", ""),
    (
        "markers, headlines and text",
        "",
        "Read also:\nOlive harvest breaks records\nFarmers in the northern valley harvested more olives than in any year since records began, they said.\n",
        "",
    ),
    ("one keyword line", "Keywords: ", "bridge harbour traffic ", ""),
    (
        "keywords and a body",
        "Tags: old new bridge harbour over on the\n",
        "the old bridge over the new harbour on the ",
        "",
    ),
    ("outlets", "", "Example../\n", ""),
    ("datelines", "", "CAIRO (Reuters) - ", ""),
    ("rights", "", "© ", ""),
    ("blank lines", "", "\n \n", ""),
    ("full stops", "", ".", ""),
    ("stops and closers", "", ".\"", ""),
    ("quotes", "", "«“\"'", ""),
    ("brackets", "", "([{", ""),
    ("open tags in text", "", "<b", ""),
    ("tags in text", "", "<p>a</p>", ""),
    ("comments in text", "", "<!--a", ""),
    ("scripts in text", "", "<script>", ""),
    ("references in text", "", "&amp;", ""),
    ("references in references", "", "&amp;amp;amp;amp;lt;b>", ""),
    ("ampersands", "", "&", ""),
    ("combining marks", "a", "\u{301}", ""),
    ("combining marks, falling", "a", "\u{301}\u{327}\u{323}", ""),
    ("combining marks in lines", "", "a\u{323}\u{301}\n", ""),
    ("harakat", "ب", "\u{651}\u{64e}", ""),
    ("joiners", "م", "\u{200c}", "ی"),
    ("joiners between letters", "", "می\u{200c}\u{200d}شود", ""),
    ("embeddings", "", "\u{202b}", ""),
    ("embeddings, closed", "", "\u{202b}a\u{202c}", ""),
    ("isolates around nothing", "", "\u{2067}\u{2069}", ""),
    ("presentation forms", "", "ﻻﷲ", ""),
    ("ligatures that grow", "", "ﷺ", ""),
    ("Hangul jamo", "", "\u{1112}\u{1161}\u{11ab}", ""),
    ("mojibake", "", "cafÃ© ", ""),
    ("mojibake, windows-1256", "", "ط§ظ„", ""),
    ("mojibake of mojibake", "", "ÃƒÂ©", ""),
    ("controls", "", "a\u{7}b\u{85}", ""),
    ("carriage returns", "", "a\r", ""),
    ("ideographic stops", "", "。！？", ""),
];

const PAGES: &[Case] = &[
    ("paragraphs", "", "<p>The bridge over the old harbour reopened on Friday.</p>", ""),
    ("one paragraph", "<p>", "The bridge over the old harbour reopened. ", ""),
    ("CDATA", "<p>x", "<![CDATA[>", ""),
    ("comments", "<p>x", "<!-->", ""),
    ("open comments", "<p>x", "<!--", ""),
    ("end tags", "<p>x", "</p></i>", ""),
    ("less-than signs", "<p>x", "<", ""),
    ("attributes", "<p ", "a ", ">x"),
    ("class words", "<div class='", "x#-share ", "'><p>x"),
    ("classes", "", "<b class=x#>x</b>", ""),
    ("list items", "<ul>", "<li>x", ""),
    ("table cells", "<table>", "<tr><td>x", ""),
    ("links", "", "<a href=/#>Rain ends the long drought</a> ", ""),
    ("links in one heading", "<a href=/x><h2>", "<div>Rain ends the long drought</div>", ""),
    ("linked headings", "", "<h2><a href=/#>Rain ends the long drought</a></h2>", ""),
    ("headlines and a long title", "<title>LONG</title>", "<h1>Rain ends #</h1>", ""),
    ("short lines and a long title", "<title>LONG</title><article>", "<p>Rain #", ""),
    (
        "headings and a title of signs",
        "<meta property=og:title content='SIGNS'>",
        "<h2><a href=/#>Rain ends the long drought</a></h2>",
        "",
    ),
    ("headlines and a site of signs", "<meta property=og:site_name content='SIGNS'>", "<h1>Rain #</h1>", ""),
    ("authors in one statement", "<meta name=author content='", "Anna Boson and ", "'><p>x"),
    ("authors in statements", "", "<meta name=author content='Anna Boson #'>", "<p>x"),
    (
        "authors in JSON-LD",
        "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"author\":[",
        "{\"name\":\"Anna Boson #\"},",
        "{}]}</script><p>x",
    ),
    (
        "articles in JSON-LD",
        "<script type=application/ld+json>[",
        "{\"@type\":\"NewsArticle\",\"author\":{\"@id\":\"#a\"},\"publisher\":{\"name\":\"Site #\"}},",
        "{}]</script><h1>x</h1><p>x",
    ),
    (
        "blocks of JSON-LD",
        "",
        "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Rain #\"}</script>",
        "<p>x",
    ),
    ("broken JSON-LD", "<script type=application/ld+json>{\"a\":\"", "\" \\ ,", "</script><p>x"),
    ("nested JSON-LD", "<script type=application/ld+json>", "[", "</script><p>x"),
    (
        "one stated text",
        "<script type=application/ld+json>{\"@type\":\"Article\",\"articleBody\":\"STATED\"}</script>",
        "<p>Words that are not of it, but many of them.</p>",
        "",
    ),
    ("literals in a script", "<script>", "\"<p>a\\", "</script><p>x"),
    ("dates in properties", "", "<b itemprop=datePublished>#</b>", "<p>x"),
    ("nested dates in properties", "NESTED", "<i>x</i> ", ""),
    ("times", "", "<time>12 March 2024</time>", ""),
    ("keywords", "<meta name=keywords content='", "k#,", "'><p>x"),
    (
        "line separators in a title",
        "<meta property=og:title content='",
        "a\u{2028}",
        "'><p>The body of the page is here.",
    ),
    (
        "removed lines",
        "<article><p>The bridge over the old harbour reopened on Friday, after two years of repairs.</p>",
        "<p>Share</p>",
        "",
    ),
    (
        "repeated paragraphs",
        "<article>",
        "<p>The bridge over the old harbour reopened on Friday, after two years.</p>",
        "",
    ),
    ("references", "<p>", "&eacute;&amp;", ""),
    ("frames of tables", "", "<table><tr><td>x</table>", ""),
    ("nested formatting", "<p>BOLD", "x ", ""),
];

pub fn run(args: &[String]) -> Result<()> {
    let bytes = args.first().map_or(Ok(BYTES), |bytes| bytes.parse())?;
    let wanted = args.get(1).map_or("", String::as_str);
    println!("{:<34} {:>8} {:>8} {:>7}", "input", "ms", "ms, 2×", "growth");
    for (cases, is_html) in [(TEXTS, false), (PAGES, true)] {
        for case in cases.iter().filter(|case| case.0.contains(wanted)) {
            let once = cpu_ms(&input(case, bytes), is_html);
            let twice = cpu_ms(&input(case, bytes * 2), is_html);
            println!("{:<34} {once:>8.1} {twice:>8.1} {:>7.1}", case.0, twice / once.max(0.1));
        }
    }
    Ok(())
}

fn input(case: &Case, bytes: usize) -> String {
    let (_, before, repeated, after) = case;
    let mut text = before
        .replace("LONG", &"Rain ends the long drought ".repeat(bytes / 54))
        .replace("SIGNS", &"- ".repeat(bytes / 4))
        .replace("STATED", &"Words of the article, ".repeat(bytes / 44))
        .replace("NESTED", &"<div itemprop=datePublished>".repeat(900))
        .replace("BOLD", &"<b>".repeat(900));
    let mut number = 0;
    while text.len() < bytes {
        if repeated.contains('#') {
            text.push_str(&repeated.replacen('#', &number.to_string(), 1));
        } else {
            text.push_str(repeated);
        }
        number += 1;
    }
    text + after
}

fn cpu_ms(text: &str, is_html: bool) -> f64 {
    let body = if is_html { Body::Html(text.as_bytes()) } else { Body::Text(text.as_bytes()) };
    let mut best = f64::MAX;
    for _ in 0..ROUNDS {
        let start = cpu_time::ProcessTime::now();
        let _ = black_box(normalize(&Input::new(body), &NoNames, &Limits::default()));
        best = best.min(start.elapsed().as_secs_f64() * 1e3);
        if best > 2_000.0 {
            break;
        }
    }
    best
}
