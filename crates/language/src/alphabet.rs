//! Letters of the Arabic script that only some languages write.
//!
//! N-grams say little in a sentence of three words, but one letter may: of the languages of this crate, `ډ` is written in
//! Pashto alone, `ڪ` in Sindhi, `ێ` in Central Kurdish. Letters that others take over in loan words (پ چ ژ ڤ) and those that stand in for
//! each other on keyboards (ي ی, ك ک, ه ھ) are left out.

/// The first of the 128 code points whose occurrence is kept.
const FIRST: u32 = 0x670;

/// Letters, and the languages that write them.
const WRITTEN: &[(&str, &[&str])] = &[
    ("ٺٻٽٿڀڃڄڇڊڌڍڏڙڦڪڱڳڻ", &["sd"]),
    ("ټځڅډړږڼښګ", &["ps"]),
    ("ۍ", &["ps", "ks"]),
    ("ې", &["ps", "ug"]),
    ("ٹڈڑں", &["ur", "ks"]),
    ("ے", &["ur", "ks", "ps"]),
    ("ہ", &["ur", "ks", "ps", "sd"]),
    ("ٲۄ", &["ks"]),
    ("ڕڵێ", &["ckb"]),
    ("ە", &["ckb", "ug"]),
    // The last two write it for v and for vowels of their dialects.
    ("ۆ", &["ckb", "ug", "azb", "ar"]),
    ("ۇ", &["ug", "azb"]),
    ("ۈۋ", &["ug"]),
    // In Morocco it is g.
    ("ڭ", &["ug", "ar", "shi"]),
    ("ڬ", &["ace", "bjn", "min", "ar", "shi"]),
    ("ڠڽۏ", &["ace", "bjn", "min"]),
    // Dialects of Arabic write it where the standard has no letter.
    ("گ", &["fa", "ps", "ur", "ckb", "sd", "ug", "azb", "ks", "ar", "shi"]),
];

/// The bits of the letters that occur.
pub(crate) fn bits(letters: impl IntoIterator<Item = u32>) -> u128 {
    let bit = |letter: u32| letter.checked_sub(FIRST).and_then(|at| 1u128.checked_shl(at)).unwrap_or(0);
    letters.into_iter().fold(0, |bits, letter| bits | bit(letter))
}

/// How many of the letters that occur are written in other languages only. Wrongly decoded text (`und`) may hold any.
pub(crate) fn foreign(occurring: u128, language: &str) -> u32 {
    if occurring == 0 || language == crate::identify::UND {
        return 0;
    }
    let foreign = WRITTEN.iter().map(|(letters, languages)| {
        let found = occurring & bits(letters.chars().map(u32::from));
        if found == 0 || languages.contains(&language) { 0 } else { found.count_ones() }
    });
    foreign.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_listed_once_and_in_range() {
        let letters: Vec<u32> =
            WRITTEN.iter().flat_map(|(letters, _)| letters.chars().map(u32::from)).collect();
        assert!(letters.iter().all(|letter| (FIRST..FIRST + 128).contains(letter)));
        assert_eq!(bits(letters.iter().copied()).count_ones() as usize, letters.len());
    }

    #[test]
    fn counts_letters_of_other_languages() {
        let occurring = bits("ډېر ښه".chars().map(u32::from));
        assert_eq!([foreign(occurring, "ps"), foreign(occurring, "ug"), foreign(occurring, "fa")], [0, 2, 3]);
        assert_eq!(foreign(bits("كتاب".chars().map(u32::from)), "fa"), 0);
        assert_eq!(foreign(occurring, "und"), 0);
    }
}
