//! Endings written after a mark: Turkish Ankara'da, Finnish NATO:n, Swedish EU:s.

use super::Span;
use super::language;

/// The marks after which a language writes endings of names.
pub fn marks(language: &str) -> &'static [char] {
    match language::primary(language) {
        "tr" | "az" | "crh" => &['\'', '’', 'ʼ', '‘'],
        "fi" => &['\'', '’', ':'],
        "sv" => &[':'],
        _ => &[],
    }
}

/// Bytes of a name before its ending, if `name` ends with a mark and lower-case letters.
pub fn stem(name: &str, marks: &[char]) -> Option<usize> {
    let (stem, ending) = name.rsplit_once(marks)?;
    let whole = stem.chars().next_back().is_some_and(char::is_alphanumeric);
    (whole && is_ending(ending)).then_some(stem.len())
}

fn is_ending(text: &str) -> bool {
    !text.is_empty() && text.chars().all(char::is_lowercase)
}

/// Leaves an ending out of `span`, within it or after it; the word ends with it.
pub fn split(text: &str, marks: &[char], span: &mut Span) {
    if marks.is_empty() {
        return;
    }
    if let Some(len) = text.get(span.start..span.end).and_then(|name| stem(name, marks)) {
        span.end = span.start + len;
        return;
    }
    let mut rest = text.get(span.end..).unwrap_or_default().chars();
    let Some(mark) = rest.next().filter(|c| marks.contains(c)) else { return };
    let ending: usize = rest.take_while(|c| c.is_lowercase()).map(char::len_utf8).sum();
    let end = span.end + mark.len_utf8() + ending;
    let cut = text.get(end..).and_then(|after| after.chars().next()).is_some_and(char::is_alphanumeric);
    if ending > 0 && !cut {
        span.word_end = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::Kind;

    #[test]
    fn endings_stay_outside() {
        let check = |language: &str, text: &str, found: &str, name: &str, word: &str| {
            let start = text.find(found).unwrap();
            let end = start + found.len();
            let mut span =
                Span { start, end, word_start: start, word_end: end, kind: Kind::Location, score: 1.0 };
            split(text, marks(language), &mut span);
            assert_eq!(
                (&text[span.start..span.end], &text[span.start..span.word_end]),
                (name, word),
                "{text}"
            );
        };
        check("tr", "Bugün Ankara'da yağmur var.", "Ankara", "Ankara", "Ankara'da");
        check("tr", "Bugün Ankara’da yağmur var.", "Ankara’da", "Ankara", "Ankara’da");
        check("tr", "New York’un", "New York’un", "New York", "New York’un");
        check("tr", "İstanbul' dedi", "İstanbul", "İstanbul", "İstanbul");
        check("tr", "İstanbul'Da", "İstanbul", "İstanbul", "İstanbul");
        check("tr", "Ankara'da2", "Ankara", "Ankara", "Ankara");
        check("fi", "NATO:n kokous", "NATO", "NATO", "NATO:n");
        check("sv", "enligt EU:s regler", "EU:s", "EU", "EU:s");
        check("en", "O'neill's", "O'neill", "O'neill", "O'neill");
        check("fi", "Kuka: minä", "Kuka", "Kuka", "Kuka");
    }
}
