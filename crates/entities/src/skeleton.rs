//! Script-neutral skeletons of names: the consonants that transliteration keeps, in classes that
//! it confuses.
//!
//! "Mikhail Bogdanov", "ميخائيل بوغدانوف" and "Михаил Богданов" have one skeleton. Vowels, which
//! Semitic scripts leave out, and doubled letters go; voiced and unvoiced stops that Arabic does
//! not tell apart (b/p, g/k/j, v/f) fall together.

use crate::fold::{Script, fold_word, script_of, strip_word};
use crate::token::tokenize;

/// The skeletons of the tokens of a name; tokens without any consonant keep a vowel mark.
pub fn skeleton(name: &str) -> Vec<String> {
    tokenize(name)
        .iter()
        .map(|token| token_skeleton(token.text(name)))
        .filter(|token| !token.is_empty())
        .collect()
}

/// The skeleton of one token.
pub fn token_skeleton(word: &str) -> String {
    let folded = strip_word(&fold_word(word));
    if !folded.chars().all(is_transliterable) {
        return folded;
    }
    let mut out = String::new();
    let mut rest = folded.as_str();
    rest = rest.strip_prefix("ال").filter(|tail| tail.chars().count() > 2).unwrap_or(rest);
    while !rest.is_empty() {
        let (class, used) = class_at(rest);
        rest = rest.get(used..).unwrap_or("");
        for c in class.chars() {
            if !out.ends_with(c) {
                out.push(c);
            }
        }
    }
    if out.is_empty() && !folded.is_empty() { "a".to_owned() } else { out }
}

/// Whether the table of sounds covers a letter. Names with others keep their own spelling.
fn is_transliterable(c: char) -> bool {
    matches!(script_of(c), Script::Latin | Script::Arabic | Script::Cyrillic | Script::Hebrew | Script::Digit)
}

/// Groups of letters that stand for one sound.
const DIGRAPHS: &[(&str, &str)] = &[
    ("tsch", "x"),
    ("shch", "x"),
    ("sch", "x"),
    ("tch", "x"),
    ("dzh", "k"),
    ("dj", "k"),
    ("kh", "k"),
    ("gh", "k"),
    ("sh", "x"),
    ("ch", "x"),
    ("cz", "x"),
    ("sz", "x"),
    ("zh", "k"),
    ("th", "t"),
    ("dh", "t"),
    ("ph", "f"),
    ("ck", "k"),
    ("qu", "k"),
    ("ts", "s"),
    ("tz", "s"),
    ("ce", "s"),
    ("ci", "s"),
    ("cy", "s"),
    ("дж", "k"),
    ("تش", "x"),
    ("تس", "s"),
    ("ou", ""),
    ("oo", ""),
    ("ee", ""),
];

fn class_at(rest: &str) -> (&'static str, usize) {
    if let Some((group, class)) = DIGRAPHS.iter().find(|(group, _)| rest.starts_with(group)) {
        return (class, group.len());
    }
    let Some(c) = rest.chars().next() else { return ("", 0) };
    let class = match c {
        'b' | 'p' | 'ب' | 'پ' | 'б' | 'п' | 'ב' | 'פ' => "b",
        'f' | 'v' | 'ف' | 'ڤ' | 'ф' | 'в' => "f",
        't' | 'd' | 'ت' | 'ط' | 'د' | 'ض' | 'ث' | 'ذ' | 'т' | 'д' | 'ט' | 'ת' | 'ד' => "t",
        'k' | 'q' | 'g' | 'j' | 'c' | 'ك' | 'ق' | 'ج' | 'غ' | 'گ' | 'خ' | 'ژ' | 'к' | 'г' | 'х' | 'ж'
        | 'כ' | 'ק' | 'ג' | 'ח' => "k",
        'x' => "ks",
        's' | 'z' | 'س' | 'ص' | 'ز' | 'ظ' | 'с' | 'з' | 'ц' | 'ס' | 'ז' | 'צ' => "s",
        'ش' | 'چ' | 'ш' | 'щ' | 'ч' | 'ש' => "x",
        'l' | 'ل' | 'л' | 'ל' => "l",
        'r' | 'ر' | 'р' | 'ר' => "r",
        'm' | 'م' | 'м' | 'מ' => "m",
        'n' | 'ن' | 'н' | 'נ' => "n",
        _ => "",
    };
    let class = match c.to_digit(10) {
        Some(digit) => DIGITS.get(digit as usize).copied().unwrap_or(""),
        None => class,
    };
    (class, c.len_utf8())
}

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_across_scripts_meet() {
        let check = |names: &[&str]| {
            let skeletons: Vec<_> = names.iter().map(|name| skeleton(name)).collect();
            assert!(skeletons.windows(2).all(|pair| pair[0] == pair[1]), "{names:?} {skeletons:?}");
        };
        check(&["Mikhail Bogdanov", "ميخائيل بوغدانوف", "Михаил Богданов"]);
        check(&["Karim Khan", "كريم خان"]);
        check(&["Basem Naim", "باسم نعيم"]);
        check(&["Vladimir Putin", "فلاديمير بوتين", "Владимир Путин"]);
    }
}
