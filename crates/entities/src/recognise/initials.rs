//! Initials before a person's name: "A. I. Petrov" is one name, though the tagger may find the family name alone.

use super::prepare::Prepared;

/// Most initials of a name.
const MOST: usize = 4;
/// Shape of a single capital letter.
const CAPITAL: u8 = 3;

/// First token of a person's name that the tagger begins at token `first`, with the initials before it.
///
/// One letter with a full stop may end the sentence before ("vitamin C. Anna said"), or stand for a title (French
/// "M."), so only two or more in a row are taken in, none of them French "M."; nothing before byte `free` is.
pub fn first(prepared: &Prepared, text: &str, language: &str, first: usize, free: usize) -> usize {
    let is = |at: usize, wanted: &str| {
        prepared.tokens.get(at).is_some_and(|token| text.get(token.range()) == Some(wanted))
    };
    let capital = |at: usize| prepared.infos.get(at).is_some_and(|info| info.shape == CAPITAL);
    let taken = |at: usize| prepared.tokens.get(at).is_none_or(|token| token.range().start < free);
    let starts = |at: usize| prepared.infos.get(at).is_none_or(|info| info.first);
    let title = |at: usize| language == "fr" && is(at, "M");
    let mut at = first;
    let mut count = usize::from(capital(first) && is(first + 1, "."));
    while let (Some(stop), Some(letter)) = (at.checked_sub(1), at.checked_sub(2)) {
        let joined = is(stop, ".") && capital(letter) && !title(letter) && !starts(at) && !starts(stop);
        if !joined || taken(letter) || count >= MOST {
            break;
        }
        at = letter;
        count += 1;
    }
    if count > 1 { at } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::prepare::WordTables;

    fn check(text: &str, language: &str, name: &str, whole: &str) {
        let (prepared, _) = Prepared::new(text, &[], &WordTables::default(), 1);
        let start = text.find(name).unwrap();
        let from = prepared.tokens.iter().position(|t| t.start as usize == start).unwrap();
        let at = prepared.tokens[first(&prepared, text, language, from, 0)].start as usize;
        assert_eq!(&text[at..start + name.len()], whole);
    }

    #[test]
    fn initials_belong_to_the_name() {
        check("enligt A. I. Sjöberg i Lund", "sv", "Sjöberg", "A. I. Sjöberg");
        check("enligt A. I. Sjöberg i Lund", "sv", "I. Sjöberg", "A. I. Sjöberg");
        check("писал П. А. Орлов", "ru", "Орлов", "П. А. Орлов");
        check("much vitamin C. Anna said", "en", "Anna", "Anna");
        check("selon M. J. Dupré", "fr", "J. Dupré", "J. Dupré");
        check("Sjöberg", "sv", "Sjöberg", "Sjöberg");
    }
}
