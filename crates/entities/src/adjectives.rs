//! Adjectives of countries in languages that write them small ("libanais", "ливанский") or add endings to them: evidence
//! for a country, never a mention. Those that the knowledge base has as names (Arabic, English) are found by it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::fold::{Script, fold_word};
use crate::hash::token_hash;
use crate::language;
use crate::table::WordTable;
use crate::token::{Case, Token};

/// Forms of the adjectives of one language, with the ISO code of the country.
#[derive(Debug, Default)]
pub struct Adjectives {
    forms: WordTable<[u8; 2]>,
    /// Whether they are written with capitals ("Canadian").
    capitals: bool,
}

static TABLE: LazyLock<BTreeMap<&'static str, Adjectives>> = LazyLock::new(|| {
    let adjectives = |(language, forms)| {
        (language, Adjectives { forms: WordTable::new(forms), capitals: language == "en" })
    };
    all_forms().into_iter().map(adjectives).collect()
});

static NONE: Adjectives = Adjectives { forms: WordTable::EMPTY, capitals: false };

fn all_forms() -> BTreeMap<&'static str, Vec<(u64, [u8; 2])>> {
    let mut lines = include_str!("adjectives.tsv").lines();
    let languages: Vec<&'static str> = lines.next().unwrap_or("").split('\t').skip(1).collect();
    let mut table: BTreeMap<&'static str, Vec<(u64, [u8; 2])>> = BTreeMap::new();
    for line in lines {
        let mut cells = line.split('\t');
        let Some(&[first, second]) = cells.next().map(str::as_bytes) else { continue };
        for (language, stems) in languages.iter().zip(cells) {
            let forms = table.entry(language).or_default();
            for stem in stems.split('|').filter(|stem| !stem.is_empty()) {
                for (article, ending) in articles(language)
                    .iter()
                    .flat_map(|article| endings(language).iter().map(move |ending| (article, ending)))
                {
                    let hash = token_hash(&fold_word(&format!("{article}{stem}{ending}")));
                    forms.push((hash, [first, second]));
                }
            }
        }
    }
    table
}

/// What may be glued before an adjective.
fn articles(language: &str) -> &'static [&'static str] {
    if language == "ar" { &["", "ال"] } else { &[""] }
}

/// The endings that a stem of the table takes.
fn endings(language: &str) -> &'static [&'static str] {
    match language {
        "fr" => &["", "e", "s", "es", "ne", "nes"],
        "es" | "pt" => &["", "a", "o", "as", "os", "e", "es", "s"],
        "it" => &["o", "a", "i", "e", "", "he", "hi"],
        "de" => &["", "e", "en", "er", "es", "em"],
        "nl" => &["", "e"],
        "ru" => &[
            "ий", "ого", "ому", "им", "ом", "ая", "ой", "ую", "ое", "ие", "их", "ими", "ою", "ые", "ых", "ым",
        ],
        "uk" => &["ий", "ого", "ому", "им", "ій", "а", "ої", "у", "ою", "е", "і", "их", "ими"],
        "pl" => &["i", "iego", "iemu", "im", "a", "iej", "ą", "ie", "ich", "imi"],
        "fa" => &["", "ها"],
        "en" => &["", "s"],
        "ar" => &["", "ة", "ين", "ون"],
        "he" => &["", "ת", "ים", "ות"],
        _ => &[],
    }
}

impl Adjectives {
    /// The adjectives of a language, given by its BCP 47 tag; of others, none.
    pub fn of(language: &str) -> &'static Adjectives {
        TABLE.get(language::primary(language)).unwrap_or(&NONE)
    }

    /// The adjectives among the tokens of a text: index and ISO code, in order.
    pub fn find(&self, tokens: &[Token]) -> Vec<(usize, [u8; 2])> {
        if self.forms.is_empty() {
            return Vec::new();
        }
        let each = tokens.iter().enumerate();
        each.filter(|(_, token)| self.capitals || token.case == Case::Lower || !token.script.is_cased())
            .filter_map(|(index, token)| Some((index, self.country(token)?)))
            .collect()
    }

    fn country(&self, token: &Token) -> Option<[u8; 2]> {
        if token.script == Script::Digit { None } else { self.forms.get(token.hash).copied() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokenize;

    #[test]
    fn forms_are_found() {
        let check = |language: &str, text: &str, expected: &[&str]| {
            let found = Adjectives::of(language).find(&tokenize(text));
            let codes: Vec<&str> = found.iter().map(|(_, code)| std::str::from_utf8(code).unwrap()).collect();
            assert_eq!(codes, expected, "{text}");
        };
        check("fr", "la ville libanaise de Tripoli et l'armée syrienne", &["LB", "SY"]);
        check("es", "del estado venezolano de Carabobo", &["VE"]);
        check("ru", "в американском штате", &["US"]);
        check("de", "die libanesische Armee", &["LB"]);
        check("fa", "ارتش لبنانی", &["LB"]);
        check("en", "a Canadian judge and two Australians", &["CA", "AU"]);
        check("ar", "الحكومة الكندية", &["CA"]);
        check("en", "libanaise", &[]);
    }

    #[test]
    fn every_row_is_whole_and_no_form_means_two_countries() {
        let columns = include_str!("adjectives.tsv").lines().next().unwrap().split('\t').count();
        for line in include_str!("adjectives.tsv").lines() {
            assert_eq!(line.split('\t').count(), columns, "{line}");
        }
        for (language, mut forms) in all_forms() {
            forms.sort_unstable();
            forms.dedup();
            let twice = forms.windows(2).find(|pair| pair[0].0 == pair[1].0);
            assert!(twice.is_none(), "{language} {twice:?}");
        }
    }
}
