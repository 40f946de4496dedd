//! The sample page: both of its articles and every paragraph are Arabic, and no label line changes that.

use rafid_language::Identifier;
use std::path::PathBuf;

fn page() -> Option<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = std::env::var_os("RAFID_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    std::fs::read_to_string(shared.join("data/seed/page.txt")).ok()
}

#[test]
fn every_paragraph_is_arabic() {
    let Some(page) = page() else {
        eprintln!("SKIPPED: no sample page; set RAFID_SHARED");
        return;
    };
    let identifier = Identifier::embedded();
    let lines: Vec<&str> = page.lines().collect();
    for range in [0..11, 11..lines.len()] {
        let paragraphs = &lines[range];
        let language = identifier.identify_article(paragraphs.first().copied(), paragraphs, None);
        assert_eq!((language.article.tag, language.article.script), ("ar", "Arab"));
        assert!(language.article.reliable);
        assert!(language.paragraphs.iter().all(Option::is_none), "{:?}", language.paragraphs);
        for without in 0..paragraphs.len() {
            let mut fewer = paragraphs.to_vec();
            fewer.remove(without);
            let again = identifier.identify_article(None, &fewer, None);
            assert_eq!((again.article.tag, again.article.reliable), ("ar", true), "without line {without}");
            assert!(again.paragraphs.iter().all(Option::is_none), "without line {without}");
        }
    }
}
