//! Proclitics glued to Arabic names: how many bytes to leave out of a span.

use super::fold;
use super::tables::HashTable;

/// Most letters of the longest chain of proclitics (وبـ, فلـ).
const LONGEST_CHAIN: usize = 2;

/// Bytes of the conjunction or preposition at the start of `word` that are no part of the name.
///
/// The lexicon of name words decides: a word that it knows is whole, one that it knows only without
/// proclitics loses them. Of unknown words only a conjunction before at least four letters is taken off.
/// The article stays; so does لل, in which preposition and article are one.
pub fn proclitic(word: &str, lexicon: &HashTable<u8>) -> usize {
    let letters: Vec<(usize, char)> =
        word.char_indices().filter_map(|(at, c)| Some((at, fold::fold(c)?))).take(fold::LONGEST).collect();
    let chars: Vec<char> = letters.iter().map(|(_, c)| *c).collect();
    if known(&chars, lexicon) {
        return 0;
    }
    for skip in 1..=LONGEST_CHAIN {
        let Some((chain, rest)) = chars.split_at_checked(skip) else { break };
        if is_chain(chain) && rest.len() >= 2 && known(rest, lexicon) && !contracted(chain, rest) {
            return letters.get(skip).map_or(0, |(at, _)| *at);
        }
    }
    match chars.as_slice() {
        ['و' | 'ف', 'ا', 'ل', rest @ ..] if rest.len() >= 3 => letters.get(1).map_or(0, |(at, _)| *at),
        ['و', rest @ ..] if rest.len() >= 4 => letters.get(1).map_or(0, |(at, _)| *at),
        _ => 0,
    }
}

/// Whether the lexicon knows the word, as it stands or without its article.
fn known(chars: &[char], lexicon: &HashTable<u8>) -> bool {
    let bare = chars.strip_prefix(&['ا', 'ل']).filter(|rest| rest.len() >= 2);
    lexicon.get(fold::hash(chars)).is_some()
        || bare.is_some_and(|rest| lexicon.get(fold::hash(rest)).is_some())
}

fn is_chain(chars: &[char]) -> bool {
    matches!(chars, ['و' | 'ف' | 'ب' | 'ل' | 'ك'] | ['و' | 'ف', 'ب' | 'ل' | 'ك'])
}

fn contracted(chain: &[char], rest: &[char]) -> bool {
    chain.last() == Some(&'ل') && rest.first() == Some(&'ل')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, known: &[&str], expected: &str) {
        let mut lexicon = HashTable::with_capacity(known.len());
        for name in known {
            lexicon.insert(fold::hash(fold::Folded::new(name).chars()), 1);
        }
        let skip = proclitic(word, &lexicon);
        assert_eq!(&word[skip..], expected);
    }

    #[test]
    fn takes_proclitics_off_known_words_only() {
        check("لحماس", &["حماس"], "حماس");
        check("لندن", &["لندن", "ندن"], "لندن");
        check("وواشنطن", &["واشنطن"], "واشنطن");
        check("وبالرياض", &["الرياض"], "الرياض");
        check("وإفريقيا", &["افريقيا"], "إفريقيا");
        check("باريس", &["باريس"], "باريس");
        check("بتونس", &["تونس"], "تونس");
        check("وزارة", &["وزارة"], "وزارة");
        check("للأمم", &["أمم"], "للأمم");
        check("والقدس", &["القدس"], "القدس");
        check("وميخائيل", &[], "ميخائيل");
        check("بكين", &[], "بكين");
        check("", &[], "");
    }
}
