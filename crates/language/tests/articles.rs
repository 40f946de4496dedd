//! Articles, their paragraphs, and hints.

use rafid_language::Identifier;

fn check(paragraphs: &[&str], article: &str, expected: &[Option<&str>]) {
    let language = Identifier::embedded().identify_article(None, paragraphs, None);
    let tags: Vec<_> = language.paragraphs.iter().map(|tag| tag.map(|tag| tag.tag)).collect();
    assert_eq!((language.article.tag, tags.as_slice()), (article, expected), "{paragraphs:?}");
}

const ENGLISH: &str =
    "The harbour was closed on Monday after a crane fell on two empty ships and blocked the entrance.";
const GERMAN: &str =
    "Der Hafen wurde am Montag geschlossen, nachdem ein Kran auf zwei leere Schiffe gestürzt war.";
const ARABIC: &str =
    "أغلقت السلطات الميناء يوم الاثنين بعد سقوط رافعة على سفينتين فارغتين وانسداد المدخل بالكامل.";

#[test]
fn a_paragraph_differs_only_if_it_is_long_and_clear() {
    check(&[ENGLISH, ENGLISH, GERMAN], "en", &[None, None, Some("de")]);
    check(&[ARABIC, ENGLISH, ARABIC], "ar", &[None, Some("en"), None]);
    check(&[ARABIC, "Source: CNN Arabic", "Published: 19th, January 2024 GMT"], "ar", &[None, None, None]);
    check(&[GERMAN, "Foto: dpa / Max Mustermann", "www.example.org", "12.03.2024, 14:05"], "de", &[None; 4]);
    check(&[], "und", &[]);
    check(&["", "   "], "und", &[None, None]);
}

#[test]
fn a_hint_never_overrides_the_text() {
    let identifier = Identifier::embedded();
    for hint in [None, Some("en"), Some("fr-FR"), Some(""), Some("🙂")] {
        assert_eq!(identifier.identify_article(None, &[GERMAN], hint).article.tag, "de");
    }
}

#[test]
fn identifies_common_languages() {
    let cases = [
        (ENGLISH, "en", "Latn"),
        (GERMAN, "de", "Latn"),
        (ARABIC, "ar", "Arab"),
        ("Порт закрыли в понедельник после того, как кран упал на два пустых судна.", "ru", "Cyrl"),
        ("Лука је затворена у понедељак након што је дизалица пала на два празна брода.", "sr-Cyrl", "Cyrl"),
        ("港口于星期一关闭，此前一台起重机倒在两艘空船上，堵住了入口。", "zh-Hans", "Hans"),
        ("港口於星期一關閉，此前一台起重機倒在兩艘空船上，堵住了入口。", "zh-Hant", "Hant"),
        ("月曜日、クレーンが空の船二隻の上に倒れ、港は閉鎖された。", "ja", "Jpan"),
        ("월요일 크레인이 빈 배 두 척 위로 쓰러져 항구가 폐쇄되었다.", "ko", "Kore"),
        ("Το λιμάνι έκλεισε τη Δευτέρα αφού ένας γερανός έπεσε πάνω σε δύο άδεια πλοία.", "el", "Grek"),
        ("बंदरगाह सोमवार को बंद कर दिया गया क्योंकि एक क्रेन दो खाली जहाजों पर गिर गई।", "hi", "Deva"),
        ("PELABUHAN DITUTUP PADA HARI SENIN KARENA TIDAK ADA LISTRIK DAN MESINNYA RUSAK", "id", "Latn"),
    ];
    for (text, tag, script) in cases {
        let answer = Identifier::embedded().identify(text);
        assert_eq!((answer.tag, answer.script, answer.reliable), (tag, script, true), "{text}");
    }
}

#[test]
fn a_hint_decides_between_neighbours() {
    // A sentence that Danish and Norwegian write alike.
    let text = "Vi kan ikke se skibet fra havnen i dag.";
    let identifier = Identifier::embedded();
    let tags = ["da", "nb"].map(|hint| identifier.identify_article(None, &[text], Some(hint)).article.tag);
    assert!(tags.iter().all(|tag| ["da", "nb", "nn"].contains(tag)), "{tags:?}");
    let swedish = identifier.identify_article(None, &[text], Some("sv")).article.tag;
    assert_eq!(swedish, identifier.identify_article(None, &[text], None).article.tag);
}
