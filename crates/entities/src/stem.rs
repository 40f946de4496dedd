//! Stems of inflected names: light stripping of case endings, by language.
//!
//! Both sides, names of the knowledge base and tokens of the text, go through the same function,
//! so that a stem need not be a word. Stems are weaker evidence than the written name.

use std::borrow::Cow;

use crate::fold::{Script, fold_word};
use crate::hash::token_hash;
use crate::language;
use crate::token::Token;

/// The endings to strip in a language, longest first; `None` for languages whose names do not
/// inflect at their end or where stripping does more harm than good.
fn endings(language: &str) -> Option<&'static [&'static str]> {
    let primary = language::primary(language);
    Some(match primary {
        "ru" | "be" => RUSSIAN,
        "uk" => UKRAINIAN,
        "sr" | "bs" | "hr" | "sl" | "mk" => SOUTH_SLAVIC,
        "pl" => POLISH,
        "cs" | "sk" => CZECH,
        "fi" => FINNISH,
        "et" => ESTONIAN,
        "hu" => HUNGARIAN,
        "lt" => LITHUANIAN,
        "lv" => LATVIAN,
        "el" => GREEK,
        _ => return None,
    })
}

const RUSSIAN: &[&str] = &[
    "ского",
    "скому",
    "ским",
    "ском",
    "скую",
    "ская",
    "ской",
    "ские",
    "ских",
    "скими",
    "ыми",
    "ими",
    "ых",
    "их",
    "иями",
    "ами",
    "ями",
    "ого",
    "ому",
    "ему",
    "ией",
    "ием",
    "иях",
    "иям",
    "ах",
    "ях",
    "ам",
    "ям",
    "ов",
    "ев",
    "ом",
    "ем",
    "ой",
    "ей",
    "ою",
    "ею",
    "ым",
    "им",
    "ую",
    "юю",
    "ая",
    "яя",
    "ые",
    "ие",
    "ий",
    "ый",
    "ия",
    "ии",
    "ию",
    "ью",
    "а",
    "я",
    "у",
    "ю",
    "е",
    "и",
    "ы",
    "о",
    "ь",
    "й",
];
const UKRAINIAN: &[&str] = &[
    "ських",
    "ський",
    "ській",
    "ські",
    "ськими",
    "ського",
    "ському",
    "ським",
    "ська",
    "ську",
    "ської",
    "ською",
    "ими",
    "их",
    "ами",
    "ями",
    "ого",
    "ому",
    "ові",
    "еві",
    "єві",
    "ією",
    "ах",
    "ях",
    "ам",
    "ям",
    "ів",
    "ом",
    "ем",
    "єм",
    "ою",
    "ею",
    "єю",
    "им",
    "ім",
    "ій",
    "ий",
    "ія",
    "ії",
    "ію",
    "а",
    "я",
    "у",
    "ю",
    "е",
    "є",
    "и",
    "і",
    "ї",
    "о",
    "ь",
    "й",
];
const SOUTH_SLAVIC: &[&str] = &[
    "ovog", "ovom", "ima", "ama", "oga", "omu", "om", "em", "og", "oj", "im", "ih", "ov", "ev", "u", "a",
    "e", "i", "o", "има", "ама", "ога", "ому", "ом", "ем", "ог", "ој", "у", "а", "е", "и", "о",
];
const POLISH: &[&str] = &[
    "skich", "skimi", "owach", "owowi", "ymi", "imi", "ych", "ich", "owa", "owem", "owu", "skiego", "skiemu",
    "skim", "ską", "skiej", "ska", "owie", "owi", "iego", "iemu", "ego", "emu", "ami", "ach", "iej", "iem",
    "om", "em", "ą", "ę", "ej", "ie", "ów", "im", "ym", "y", "a", "e", "i", "u", "o",
];
const CZECH: &[&str] = &[
    "ských", "skými", "ými", "ých", "ech", "ského", "skému", "ským", "ská", "skou", "ské", "ovi", "ého",
    "ému", "ami", "ách", "ích", "ou", "em", "ům", "ím", "ým", "ém", "ě", "a", "e", "i", "í", "o", "u", "ů",
    "y", "é", "á",
];
const FINNISH: &[&str] = &[
    "issa", "issä", "ista", "istä", "ille", "illa", "illä", "ilta", "ssa", "ssä", "sta", "stä", "lla", "llä",
    "lta", "ltä", "lle", "hin", "iin", "ään", "aan", "een", "oon", "uun", "ksi", "na", "nä", "n",
];
const ESTONIAN: &[&str] = &["sse", "lt", "le", "st", "ga", "ks", "ni", "s", "l", "i", "a", "e", "u", "d"];
const HUNGARIAN: &[&str] = &[
    "ban", "ben", "nak", "nek", "val", "vel", "ból", "ből", "ról", "ről", "tól", "től", "hoz", "hez", "höz",
    "ért", "nál", "nél", "ba", "be", "ra", "re",
];
const LITHUANIAN: &[&str] = &[
    "ės", "ose", "uose", "iui", "iams", "ams", "oje", "yje", "uje", "iaus", "aus", "ais", "ius", "as", "is",
    "ys", "us", "os", "es", "ių", "ų", "ą", "ę", "į", "o", "ai", "a", "ė", "e", "i", "u", "y",
];
const LATVIAN: &[&str] = &[
    "ās", "īs", "īm", "o", "iem", "ais", "ajā", "am", "ai", "as", "ā", "es", "ei", "ē", "is", "im", "ī",
    "us", "um", "ū", "os", "s", "u", "a", "e", "i", "š",
];
const GREEK: &[&str] =
    &["ους", "ης", "ας", "ος", "ου", "ων", "ες", "εσ", "ησ", "ασ", "οσ", "ουσ", "η", "α", "ο", "ε", "σ", "ς"];

/// Final vowels that come and go with the endings of agglutinating languages.
fn finals(language: &str) -> &'static [char] {
    match language::primary(language) {
        "fi" => &['a', 'ä', 'i', 'o', 'u', 'e'],
        "et" => &['a', 'e', 'i', 'u'],
        "hu" => &['a', 'á', 'e', 'é'],
        _ => &[],
    }
}

/// Fewest letters that a stem keeps.
const LEAST: usize = 3;

/// The stem of a folded token, if the language has endings; the token itself when nothing of it
/// can be stripped.
pub fn stem<'a>(language: &str, folded: &'a str) -> Option<&'a str> {
    let endings = endings(language)?;
    let long_enough = |rest: &&str| rest.chars().count() >= LEAST;
    let inflected =
        endings.iter().filter_map(|ending| folded.strip_suffix(ending)).find(long_enough).unwrap_or(folded);
    let bare = inflected.trim_end_matches(finals(language));
    Some(Some(bare).filter(long_enough).unwrap_or(inflected))
}

/// The stem with the consonant that it has before other endings: Африка and в Африці, Praha and v Praze. Names that end
/// in the softened consonant themselves are changed alike on both sides.
fn hardened<'a>(language: &str, stem: &'a str) -> Cow<'a, str> {
    let changes: &[(&str, &str)] = match language::primary(language) {
        "uk" | "be" => &[("ц", "к"), ("з", "г"), ("с", "х")],
        "sr" | "bs" | "hr" | "sl" | "mk" => {
            &[("c", "k"), ("z", "g"), ("s", "h"), ("ц", "к"), ("з", "г"), ("с", "х")]
        }
        "pl" => &[("dz", "g"), ("c", "k")],
        "cs" | "sk" => &[("c", "k"), ("z", "h")],
        _ => &[],
    };
    let changed = changes.iter().find_map(|(soft, hard)| Some((stem.strip_suffix(soft)?, hard)));
    changed.map_or(Cow::Borrowed(stem), |(rest, hard)| Cow::Owned(format!("{rest}{hard}")))
}

/// Whether tokens of a language have stems.
pub fn has_stems(language: &str) -> bool {
    endings(language).is_some()
}

/// Whether the stem of a name of one word has so many letters at least.
pub fn keeps(language: &str, name: &str, least: usize) -> bool {
    stem(language, &fold_word(name)).is_some_and(|stem| stem.chars().count() >= least)
}

/// The hash of the stem of one token of a text.
pub fn of_token(language: &str, text: &str, token: &Token) -> Option<u64> {
    if !matches!(token.script, Script::Latin | Script::Cyrillic | Script::Greek) {
        return None;
    }
    let folded = fold_word(token.text(text));
    stem(language, &folded).map(|stem| token_hash(&hardened(language, stem)))
}

/// The hashes of the stems of a name; `None` when its language has none or the name is too short
/// to be told from words by its stem.
pub fn of_name(language: &str, name: &str, tokens: &[Token]) -> Option<Vec<u64>> {
    if !has_stems(language) {
        return None;
    }
    let stems: Option<Vec<u64>> = tokens.iter().map(|token| of_token(language, name, token)).collect();
    let letters: u32 = tokens.iter().map(Token::len).sum();
    stems.filter(|_| letters >= 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_name_share_a_stem() {
        let check = |language: &str, forms: &[&str]| {
            let stem = |form| stem(language, form).map(|stem| hardened(language, stem));
            let stems: Vec<_> = forms.iter().map(|form| stem(form)).collect();
            assert!(stems.windows(2).all(|pair| pair[0] == pair[1]), "{language} {forms:?} {stems:?}");
        };
        check("ru", &["москва", "москвы", "москве", "москву", "москвой"]);
        check("ru", &["соединенные", "соединенных", "соединенными"]);
        check("ru", &["московского", "московских", "московскими"]);
        check("uk", &["сполучені", "сполучених"]);
        check("cs", &["spojené", "spojených", "spojenými"]);
        check("pl", &["zjednoczone", "zjednoczonych"]);
        check("ru", &["путин", "путина", "путину", "путиным"]);
        check("uk", &["одеса", "одеси", "одесу", "одесою", "одесі"]);
        check("uk", &["африка", "африки", "африці"]);
        check("uk", &["прага", "праги", "празі"]);
        check("uk", &["вінниця", "вінниці"]);
        check("uk", &["саудівська", "саудівській", "саудівську"]);
        check("uk", &["європейський", "європейського", "європейському"]);
        check("pl", &["afryka", "afryki", "afryce"]);
        check("pl", &["praga", "pragi", "pradze"]);
        check("cs", &["praha", "prahy", "praze"]);
        check("cs", &["amerika", "ameriky", "americe"]);
        check("hr", &["afrika", "afrike", "africi"]);
        check("pl", &["warszawa", "warszawie", "warszawy", "warszawę"]);
        check("cs", &["praha", "prahy", "prahou"]);
        check("hr", &["beograd", "beograda", "beogradu"]);
        check("fi", &["moskova", "moskovassa", "moskovan"]);
        check("hu", &["moszkva", "moszkvában", "moszkvának"]);
        check("hu", &["berlin", "berlinben", "berlinnek"]);
        assert_eq!(stem("en", "moscow"), None);
        assert_eq!(stem("ru", "сша"), Some("сша"));
    }
}
