//! Names of the knowledge base in texts that are written another way than its names: traditional Chinese characters.

use std::collections::BTreeSet;

use crate::clitic::{Proclitics, Words};
use crate::kb::Kb;
use crate::matcher::{self, Hit, Span};
use crate::recognise::{han, language};
use crate::token::tokenize;

/// All places where a name of the knowledge base stands, as [`matcher::scan`] finds them; in Chinese, names in simplified
/// characters are found in traditional text too.
pub fn scan(kb: &Kb, language: &str, text: &str, words: Words<'_>) -> Vec<Hit> {
    let mut hits = matcher::scan(kb, language, text, words);
    let Some(simplified) = simplified(language, text) else { return hits };
    let known: BTreeSet<Span> = hits.iter().map(|hit| hit.span).collect();
    let tokens = tokenize(&simplified);
    let words = Words { tokens: &tokens, proclitics: &Proclitics::of(&tokens, &simplified, language) };
    let more = matcher::scan(kb, language, &simplified, words);
    hits.extend(more.into_iter().filter(|hit| !known.contains(&hit.span)));
    hits.sort_by_key(|hit| hit.first);
    hits
}

/// A Chinese text in simplified characters; none where that changes nothing. Every character keeps its length.
fn simplified(language: &str, text: &str) -> Option<String> {
    if language::group(language) != "zh" {
        return None;
    }
    let simple = |c: char| Some(han::simplify(c)).filter(|s| s.len_utf8() == c.len_utf8()).unwrap_or(c);
    text.chars().any(|c| simple(c) != c).then(|| text.chars().map(simple).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Annotator;

    #[test]
    fn traditional_text_is_matched_with_simplified_names() {
        let check = |language: &str, text: &str, name: &str| {
            let hits = Annotator::embedded().name_hits(text, language);
            let found: Vec<&str> = hits.iter().map(|hit| &text[hit.start..hit.end]).collect();
            assert!(found.contains(&name), "{text}: {found:?}");
        };
        check("zh", "代表团抵达乌克兰访问。", "乌克兰");
        check("zh", "代表團抵達烏克蘭訪問。", "烏克蘭");
        check("zh-Hant", "俄羅斯總統", "俄羅斯");
        assert_eq!(simplified("ja", "東京"), None);
        assert_eq!(simplified("zh", "北京"), None);
    }
}
