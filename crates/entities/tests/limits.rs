//! Texts that are lists of names: every step stays linear, and mentions are counted. A step whose cost grew with the square
//! of the length would not end here.

use rafid_entities::{Annotator, Document};

fn document<'a>(language: &'a str, paragraphs: &'a [&'a str]) -> Document<'a> {
    Document { language, title: None, paragraphs, source_country: None }
}

#[test]
fn long_lists_of_names_end() {
    let check = |language: &str, first: &str, unit: &str| {
        let text = format!("{first}{}", unit.repeat(400_000 / unit.len()));
        let paragraphs = [text.as_str()];
        let annotation = Annotator::embedded().annotation(&document(language, &paragraphs));
        let mentions: usize = annotation.entities.iter().map(|entity| entity.mentions.len()).sum();
        assert!(mentions <= 20_000, "{unit} {mentions}");
        assert!(mentions < 20_000 || annotation.limit_reached, "{unit} {mentions}");
    };
    check("en", "The International Atomic Energy Agency (IAEA) said ", "IAEA ");
    check("en", "", "The International Atomic Energy Agency (IAEA) said IAEA WHO NATO. ");
    check("en", "", "Angela Merkel met Merkel and Ms Merkel said. ");
    check("en", "", "Xavier Qwertson visited Yvonne Zxcvbnova in Ruritania with Bob Asdfgh. ");
    check("en", "", "U.S.A.F.B.I.");
    check("ar", "", "قالت وزارة الخارجية الروسية إن وزارة الدفاع الأميركية أعلنت ");
    check("ar", "", "قال محمد الغريباني وأحمد الفستقي في موسكو عن حماس وإسرائيل ");
    check("zh", "", "中華人民共和國北京國安隊說，習近平在聯合國說。");
    check("en", "", "lower case words and nothing else ");
}

#[test]
fn paragraphs_beyond_the_limit_are_told() {
    let paragraphs = vec!["Moscow"; 4_001];
    let annotation = Annotator::embedded().annotation(&document("en", &paragraphs));
    assert!(annotation.limit_reached);
    assert_eq!(annotation.entities[0].mentions.len(), 4_000);
    let annotation = Annotator::embedded().annotation(&document("en", &paragraphs[..4_000]));
    assert!(!annotation.limit_reached);
}

#[test]
fn the_first_mentions_are_kept() {
    let text = "He flew to Moscow. ".repeat(20_001);
    let paragraphs = [text.as_str()];
    let annotation = Annotator::embedded().annotation(&document("en", &paragraphs));
    let [moscow] = annotation.entities.as_slice() else { panic!("{}", annotation.entities.len()) };
    assert_eq!(moscow.mentions.len(), 20_000);
    assert_eq!(moscow.mentions.last().map(|mention| mention.start), Some(11 + 19 * 19_999));
    assert!(annotation.limit_reached);
}
