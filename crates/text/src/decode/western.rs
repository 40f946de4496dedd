//! Western European text that detection takes for Central European: "áíêã" is Portuguese in windows-1252 and nothing in
//! windows-1250, where the same bytes are "áíęă".

use encoding_rs::{
    Encoding, ISO_8859_2, ISO_8859_4, ISO_8859_10, ISO_8859_13, ISO_8859_16, WINDOWS_1250, WINDOWS_1257,
};

/// Whether detection names this charset for short Western text.
pub(super) fn is_confused_with(guess: &'static Encoding) -> bool {
    [WINDOWS_1250, WINDOWS_1257, ISO_8859_2, ISO_8859_4, ISO_8859_10, ISO_8859_13, ISO_8859_16]
        .contains(&guess)
}

/// The letters outside ASCII of the languages that windows-1252 is written in, small.
const ALPHABETS: [&str; 8] = [
    "áâãàçéêíóôõúü",  // Portuguese
    "àâçéèêëîïôœùûü", // French
    "áéíñóúü",        // Spanish
    "äöüß",           // German
    "àèéìòù",         // Italian
    "åäöéæøü",        // Swedish, Norwegian, Danish, Finnish
    "áéíóúýæöðþ",     // Icelandic
    "àçéèíïóòúü",     // Catalan
];

/// Whether the letters are those of one language, at least two different ones, and nothing else is odd.
pub(super) fn is_likely(text: &str) -> bool {
    let mut fits = [true; ALPHABETS.len()];
    let mut letters: Vec<char> = Vec::new();
    let mut before = ' ';
    for ch in text.chars() {
        let after_letter = before.is_alphabetic() && !matches!(before, 'n' | 'N');
        before = ch;
        if ch.is_ascii() || is_mark(ch) || matches!(ch, 'º' | 'ª') && !after_letter {
            continue;
        }
        let small = ch.to_lowercase().next().unwrap_or(ch);
        for (fit, alphabet) in fits.iter_mut().zip(ALPHABETS) {
            *fit &= alphabet.contains(small);
        }
        if !letters.contains(&small) {
            letters.push(small);
        }
    }
    letters.len() >= 2 && fits.contains(&true)
}

/// Quotes, dashes and the like, which both charsets have in the same places.
fn is_mark(ch: char) -> bool {
    matches!(
        ch as u32,
        0x2010..=0x203a | 0x20ac | 0x2122 | 0xa0 | 0xa7 | 0xa9 | 0xab | 0xae | 0xb0 | 0xb4 | 0xb7 | 0xbb
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_western_alphabets() {
        let check = |text: &str, want: bool| assert_eq!(is_likely(text), want, "{text}");
        check("A posição não será fácil, diz o chefe do órgão “central”", true);
        check("Le 1er août, la forêt brûlée était déjà fermée", true);
        check("pøíliš žluouèký kùò", false);
        check("très", false);
    }
}
