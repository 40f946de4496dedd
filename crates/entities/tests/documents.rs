//! What mentions of one document say of each other: acronyms and expansions, surnames after full names, one sense per
//! document; ministries as organisations of their country.

#![allow(clippy::unwrap_used)]

use rafid_entities::{Annotator, Document, Entity, Kind};

fn annotate(language: &str, paragraphs: &[&str]) -> Vec<Entity> {
    let document = Document { language, title: None, paragraphs, source_country: None };
    Annotator::embedded().annotate(&document)
}

fn surfaces(language: &str, paragraphs: &[&str], of: impl Fn(&Entity) -> bool) -> Vec<String> {
    let document = Document { language, title: None, paragraphs, source_country: None };
    let entities = annotate(language, paragraphs);
    let mentions = entities.iter().filter(|entity| of(entity)).flat_map(|entity| &entity.mentions);
    mentions.map(|mention| mention.surface(&document).to_owned()).collect()
}

#[test]
fn acronyms_and_expansions_are_one() {
    let check = |language: &str, text: &str, id: &str, expected: &[&str]| {
        assert_eq!(surfaces(language, &[text], |entity| entity.id == id), expected, "{text}");
    };
    check(
        "en",
        "Talks at the International Atomic Energy Agency (IAEA) ended. The IAEA said nothing.",
        "wd:Q41984",
        &["International Atomic Energy Agency", "IAEA", "IAEA"],
    );
    check(
        "ar",
        "قالت الوكالة الدولية للطاقة الذرية (IAEA) إن المفتشين عادوا، وأضافت IAEA أنها تتابع.",
        "wd:Q41984",
        &["الوكالة الدولية للطاقة الذرية", "IAEA", "IAEA"],
    );
}

#[test]
fn what_several_places_bear_has_one_sense() {
    let paragraphs = ["A storm hit Birmingham, Alabama, on Friday.", "Schools in Birmingham stayed shut."];
    let found = surfaces("en", &paragraphs, |entity| entity.wikidata.as_deref() == Some("Q79867"));
    assert_eq!(found, ["Birmingham", "Birmingham"]);
}

#[test]
fn long_names_and_lines_that_say_nothing_else_tell_a_town() {
    let check = |language: &str, text: &str, expected: &[&str]| {
        assert_eq!(surfaces(language, &[text], |entity| entity.linked), expected, "{text}");
    };
    check("ja", "グラスゴー", &["グラスゴー"]);
    check("ka", "ნოვოსიბირსკი", &["ნოვოსიბირსკი"]);
    check("hi", "मैं कल भुवनेश्वर जाऊँगा।", &["भुवनेश्वर"]);
    check("ru", "Папуа — Новая Гвинея", &["Папуа — Новая Гвинея"]);
    check("hi", "यू॰के॰", &["यू॰के"]);
    // "Thursday", "the white", "media": towns are called so too.
    check("ar", "يعقد الاجتماع مساء الخميس.", &[]);
    check("ar", "ارتدى الثوب الأبيض.", &[]);
    check("ne", "यो मेडिया हो।", &[]);
}

#[test]
fn surnames_stand_for_those_named_in_full() {
    let paragraphs = ["Antony Blinken landed in Cairo.", "Blinken will fly on to Doha."];
    let found = surfaces("en", &paragraphs, |entity| entity.wikidata.as_deref() == Some("Q7821917"));
    assert_eq!(found, ["Antony Blinken", "Blinken"]);
}

#[test]
fn surnames_stand_for_relatives_who_are_named() {
    let linked = |text: &str| surfaces("en", &[text], |entity| entity.wikidata.as_deref() == Some("Q19878"));
    let own = linked("Muammar Gaddafi ruled for decades. Gaddafi had seized power as an officer.");
    assert_eq!(own, ["Muammar Gaddafi", "Gaddafi"]);
    let sons = linked("Saadi Gaddafi was released on Monday. Gaddafi had been held for years.");
    assert!(sons.is_empty(), "{sons:?}");
}

#[test]
fn places_are_no_surnames() {
    let text = "Michael Jackson fans met in Jackson, Mississippi, on Sunday.";
    let found = surfaces("en", &[text], |entity| entity.wikidata.as_deref() == Some("Q2831"));
    assert_eq!(found, ["Michael Jackson"]);
}

#[test]
fn ministries_belong_to_their_country() {
    let check = |language: &str, text: &str, name: &str, country: &str| {
        let document = Document { language, title: None, paragraphs: &[text], source_country: None };
        let entities = annotate(language, &[text]);
        let ministry =
            entities.iter().find(|entity| entity.mentions.iter().any(|m| m.surface(&document) == name));
        let found = ministry.map(|entity| (entity.kind, entity.country.as_deref().unwrap_or("")));
        assert_eq!(found, Some((Kind::Organisation, country)), "{text} {entities:#?}");
    };
    check("ar", "قالت وزارة الخارجية الروسية إن الوفد وصل.", "وزارة الخارجية الروسية", "RU");
    check("ar", "وقال بيان لوزارة الدفاع التركية إن الجندي قتل.", "وزارة الدفاع التركية", "TR");
    check("ar", "قال متحدث باسم الخارجية الأمريكية إن المحادثات مستمرة.", "الخارجية الأمريكية", "US");
    check("en", "The French foreign ministry said the envoy was safe.", "French foreign ministry", "FR");
    check("en", "The Ministry of Health reported ten cases.", "Ministry of Health", "");
    check("fr", "Le ministère russe de la Défense a démenti.", "ministère russe de la Défense", "RU");
    check("es", "El Ministerio de Exteriores ruso negó los hechos.", "Ministerio de Exteriores ruso", "RU");
    check("ru", "МИД России вручил ноту.", "МИД России", "RU");
    check("tr", "Rusya Savunma Bakanlığı saldırıyı duyurdu.", "Rusya Savunma Bakanlığı", "RU");
    check("fa", "وزارت خارجه ایران بیانیه داد.", "وزارت خارجه ایران", "IR");
    // A town in Argentina is called Federal.
    check("pt", "O inquérito está com a Polícia Federal desde ontem.", "Polícia Federal", "");
}

#[test]
fn ministers_are_no_ministries() {
    let text = "التقت وزيرة الخارجية الألمانية نظيرها المصري.";
    let entities = annotate("ar", &[text]);
    assert!(entities.iter().all(|entity| entity.kind != Kind::Organisation), "{entities:#?}");
}
