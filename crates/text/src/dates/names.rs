//! Names of months and days, and the words that stand beside dates, of all languages in one table.

use crate::search::{Folding, key};
use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

static MONTHS_TSV: &str = include_str!("../../data/months.tsv");
static WORDS_TSV: &str = include_str!("../../data/date_words.tsv");

/// What a word may mean in a date. Masks have a bit for each month (January first) or day (Monday first).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Meaning {
    pub months: u16,
    pub hijri: u16,
    pub solar: u16,
    pub weekdays: u8,
    pub words: u16,
}

/// Bits of [`Meaning::words`].
pub(super) const FILLER: u16 = 1;
pub(super) const AM: u16 = 2;
pub(super) const PM: u16 = 4;
pub(super) const HIJRI_YEAR: u16 = 8;
pub(super) const SOLAR_YEAR: u16 = 16;
pub(super) const GREGORIAN_YEAR: u16 = 32;
pub(super) const RELATIVE: u16 = 64;
pub(super) const UTC: u16 = 128;
pub(super) const ZONE: u16 = 256;

impl Meaning {
    fn with(self, other: Meaning) -> Meaning {
        Meaning {
            months: self.months | other.months,
            hijri: self.hijri | other.hijri,
            solar: self.solar | other.solar,
            weekdays: self.weekdays | other.weekdays,
            words: self.words | other.words,
        }
    }

    fn of_kind(kind: &str, group: usize) -> Meaning {
        let none = Meaning::default();
        let word = |words| Meaning { words, ..none };
        match kind {
            "month" => Meaning { months: 1 << group, ..none },
            "hijri" => Meaning { hijri: 1 << group, ..none },
            "solar" => Meaning { solar: 1 << group, ..none },
            "weekday" => Meaning { weekdays: 1 << group, ..none },
            "filler" => word(FILLER),
            "am" => word(AM),
            "pm" => word(PM),
            "hijri_year" => word(HIJRI_YEAR),
            "solar_year" => word(SOLAR_YEAR),
            "gregorian_year" => word(GREGORIAN_YEAR),
            "relative" => word(RELATIVE),
            "utc" => word(UTC),
            "zone" => word(ZONE),
            _ => none,
        }
    }
}

struct Table {
    /// Any language.
    all: HashMap<String, Meaning>,
    /// By language, for those words that mean different things in different languages.
    by_language: HashMap<String, Vec<(&'static str, Meaning)>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { all: HashMap::new(), by_language: HashMap::new() };
    for line in MONTHS_TSV.lines().chain(WORDS_TSV.lines()).filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let (Some(language), Some(kind), Some(groups)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        for (group, names) in groups.split(';').enumerate().take(12) {
            let meaning = Meaning::of_kind(kind, group);
            for name in names.split('|').filter(|name| !name.is_empty()) {
                let folded = key(name, Folding::General);
                for form in [plain(&folded), folded] {
                    let known = table.all.entry(form.clone()).or_default();
                    *known = known.with(meaning);
                    table.by_language.entry(form).or_default().push((language, meaning));
                }
            }
        }
    }
    table
});

/// Latin and Greek without accents, as capitals are often written; other scripts as they are.
fn plain(folded: &str) -> String {
    if folded.chars().any(|ch| ch.is_alphabetic() && ch as u32 >= 0x400 && (ch as u32) < 0x1e00) {
        return folded.to_owned();
    }
    let bare = folded.nfd().filter(|ch| !is_combining_mark(*ch));
    bare.map(|ch| {
        if ch == 'ı' {
            'i'
        } else if ch == 'ς' {
            'σ'
        } else {
            ch
        }
    })
    .collect()
}

/// What a folded word, or words joined by spaces, may mean; in the language alone if it has the word.
pub(super) fn meaning(folded: &str, language: Option<&str>) -> Option<Meaning> {
    let all = || {
        let found = TABLE.all.get(folded);
        found.or_else(|| TABLE.all.get(&plain(folded))).copied()
    };
    let any = all()?;
    let is_disputed = any.months.count_ones() > 1 || any.weekdays.count_ones() > 1;
    let primary = language.and_then(|tag| tag.split(['-', '_']).next());
    match primary.filter(|_| is_disputed) {
        Some(primary) => {
            let own = TABLE.by_language.get(folded).into_iter().flatten().filter(|(tag, _)| *tag == primary);
            let own = own.fold(Meaning::default(), |known, (_, meaning)| known.with(*meaning));
            Some(if own == Meaning::default() { any } else { own })
        }
        None => Some(any),
    }
}
