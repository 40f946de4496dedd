//! Further names, from the table of entities, of what better sources have already.

use super::bulk::{NameStatistics, is_unspaced};
use super::tables::{Item, ItemName};
use crate::fold::{Script, script_of};
use crate::kb::format::{NameClass, Subtype};
use crate::token::{Case, Token, tokenize};
use crate::types::Kind;

/// Most further names of one item that are in Latin letters.
const MOST_LATIN: usize = 12;

/// Words before the name of a person that are no part of it.
const TITLES: [&str; 12] = [
    "president",
    "presidente",
    "président",
    "general",
    "général",
    "pope",
    "papa",
    "pangulong",
    "sir",
    "lord",
    "mr",
    "dr",
];

/// The labels of an item in other scripts, and those of its aliases that nothing else in the table is called, as far as
/// they are long enough to be told from words: language, name, class, display.
pub fn names(
    statistics: &NameStatistics,
    item: &Item,
    kind: Kind,
    subtype: Subtype,
) -> Vec<(String, String, NameClass, bool)> {
    let mut latin = 0;
    let mut names = Vec::new();
    for name in &item.names {
        let tokens = tokenize(&name.text);
        let Some(script) = script(&name.text) else { continue };
        let unique = statistics.is_unique(&tokens);
        let class = match script {
            Script::Latin if is_acronym(&name.text, &tokens) => {
                let fits = kind == Kind::Organisation && name.language != "en" && unique;
                fits.then_some(NameClass::Acronym)
            }
            Script::Latin
                if name.label
                    && subtype == Subtype::Division
                    && !matches!(name.language.as_str(), "en" | "und") =>
            {
                let capital = tokens.first().is_some_and(|token| token.case == Case::Title);
                (capital && is_plain(&name.text)).then_some(NameClass::Label)
            }
            Script::Latin => {
                let fits = unique && latin < MOST_LATIN && fits_latin(name, &tokens, kind, subtype);
                latin += usize::from(fits);
                fits.then_some(NameClass::Alias)
            }
            // The names of a country or division are shared by cities and people who are called after it.
            _ if name.label && subtype.is_area() => is_plain(&name.text).then_some(NameClass::Label),
            _ if name.label => {
                (tokens.len() > 2 || (tokens.len() > 1 && !is_unspaced(&tokens))).then_some(NameClass::Alias)
            }
            _ => (unique && fits_script(script, &name.text, &tokens, kind)).then_some(NameClass::Alias),
        };
        if let Some(class) = class {
            names.push((
                language(name, script),
                name.text.clone(),
                class,
                name.label && class < NameClass::Acronym,
            ));
        }
    }
    names
}

/// The script of the first letter.
fn script(name: &str) -> Option<Script> {
    name.chars().find(|c| c.is_alphabetic()).map(script_of)
}

/// Without brackets, commas and digits, which tell what a name is of and do not belong to it.
fn is_plain(name: &str) -> bool {
    !name.chars().any(|c| matches!(c, '(' | ')' | ',' | '/' | '（' | '，' | ':' | ';') || c.is_numeric())
}

fn is_acronym(name: &str, tokens: &[Token]) -> bool {
    tokens.len() == 1 && (3..=6).contains(&name.chars().count()) && name.chars().all(char::is_uppercase)
}

fn fits_latin(name: &ItemName, tokens: &[Token], kind: Kind, subtype: Subtype) -> bool {
    let capital = |token: &&Token| matches!(token.case, Case::Title | Case::Upper);
    let capitals = tokens.iter().filter(capital).count();
    let starts = tokens.first().is_some_and(|token| token.case != Case::Lower);
    if !starts || capitals < 2 || tokens.len() > 9 || !is_plain(&name.text) || name.text.chars().count() < 8 {
        return false;
    }
    match kind {
        // In English people have by-names and titles.
        Kind::Person => {
            let first = tokens.first().map_or("", |token| token.text(&name.text)).to_lowercase();
            !matches!(name.language.as_str(), "en" | "tl") && !TITLES.contains(&first.as_str())
        }
        Kind::Organisation => true,
        Kind::Location => !subtype.is_town() && name.language != "en",
    }
}

/// Whether an alias in another script than Latin is long enough.
fn fits_script(script: Script, name: &str, tokens: &[Token], kind: Kind) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    if !is_plain(name) {
        return false;
    }
    match (script, kind) {
        (Script::Han, Kind::Person) | (Script::Hangul, _) => letters >= 3,
        (Script::Han, _) => letters >= 2,
        (Script::Katakana | Script::Hiragana, Kind::Person) => tokens.len() > 1 && letters >= 5,
        // A single word of an alphabet may be the surname or given name of many.
        (_, Kind::Person) => tokens.len() > 1 && letters >= 6,
        _ => letters >= 4,
    }
}

/// X-FACTR calls Filipino Tagalog, and Pashto and its neighbours Punjabi.
fn language(name: &ItemName, script: Script) -> String {
    match (name.language.as_str(), script) {
        ("tl", _) => "fil",
        ("pa", Script::Arabic) => "und",
        (language, _) => language,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(kind: &str, names: &[(&str, &str, bool)]) -> Item {
        let names = names.iter().map(|(language, text, label)| ItemName {
            language: (*language).to_owned(),
            text: (*text).to_owned(),
            label: *label,
            xfactr_only: true,
        });
        Item { number: 5, kind: kind.to_owned(), sources: vec!["xfactr".to_owned()], names: names.collect() }
    }

    fn found(item: &Item, kind: Kind, subtype: Subtype) -> Vec<String> {
        let mut statistics = NameStatistics::default();
        statistics.count(6, "PER", "Σίλβα Δύο");
        for name in &item.names {
            statistics.count(item.number, &item.kind, &name.text);
        }
        names(&statistics, item, kind, subtype).into_iter().map(|(_, text, ..)| text).collect()
    }

    #[test]
    fn people_keep_whole_names_in_their_scripts() {
        let names = [
            ("zh", "丁一二", false),
            ("zh", "丁一", false),
            ("ko", "정일이", false),
            ("ru", "Одинов", false),
            ("ru", "Один Одинов", false),
            ("el", "Σίλβα Δύο", false),
            ("es", "Presidente Uno", false),
            ("hu", "Egyes Kettes", false),
            ("ja", "アン・ドゥトロワ", false),
        ];
        let expected = ["丁一二", "정일이", "Один Одинов", "Egyes Kettes", "アン・ドゥトロワ"];
        assert_eq!(found(&item("PER", &names), Kind::Person, Subtype::Plain), expected);
    }

    #[test]
    fn organisations_keep_acronyms_and_divisions_their_labels() {
        let names = [("es", "OUN", false), ("es", "Organización de Unos", false), ("ja", "一連", false)];
        let expected = ["OUN", "Organización de Unos", "一連"];
        assert_eq!(found(&item("ORG", &names), Kind::Organisation, Subtype::Plain), expected);
        let names = [
            ("ru", "Одинская", true),
            ("ru", "Одинская (США)", true),
            ("hi", "एक", true),
            ("fr", "Unie", true),
        ];
        assert_eq!(
            found(&item("LOC", &names), Kind::Location, Subtype::Division),
            ["Одинская", "एक", "Unie"]
        );
    }
}
