//! Names of months and days, and the words that stand beside dates, of all languages in one table.

use crate::search::{Folding, key};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

static MONTHS_TSV: &str = include_str!("../../data/months.tsv");
static WORDS_TSV: &str = include_str!("../../data/date_words.tsv");

/// What a word may mean in a date. Masks have a bit for each month (January first), day (Monday first), unit (second,
/// minute, hour, day, week, month, year), era or season.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Meaning {
    pub months: u16,
    pub hijri: u16,
    pub solar: u16,
    /// Months of the Ethiopic calendar, thirteen.
    pub ethiopic: u16,
    /// Months of Bikram Sambat.
    pub sambat: u16,
    pub bengali: u16,
    pub weekdays: u8,
    /// Days of the week by a name so short that it may be another word: they bear a date out, they do not refute it.
    pub weak_weekdays: u8,
    pub seasons: u8,
    pub eras: u8,
    pub unit: u8,
    pub units: u8,
    pub two: u8,
    pub words: u32,
}

/// Bits of [`Meaning::words`].
pub(super) const FILLER: u32 = 1;
pub(super) const AM: u32 = 1 << 1;
pub(super) const PM: u32 = 1 << 2;
pub(super) const HIJRI_YEAR: u32 = 1 << 3;
pub(super) const SOLAR_YEAR: u32 = 1 << 4;
pub(super) const GREGORIAN_YEAR: u32 = 1 << 5;
pub(super) const BUDDHIST_YEAR: u32 = 1 << 6;
pub(super) const RELATIVE: u32 = 1 << 7;
pub(super) const UTC: u32 = 1 << 8;
pub(super) const ZONE: u32 = 1 << 9;
pub(super) const UPDATED: u32 = 1 << 10;
pub(super) const AGO: u32 = 1 << 11;
pub(super) const ONE: u32 = 1 << 12;
pub(super) const TODAY: u32 = 1 << 13;
pub(super) const YESTERDAY: u32 = 1 << 14;
pub(super) const DAY_BEFORE: u32 = 1 << 15;
pub(super) const CURRENT: u32 = 1 << 16;
pub(super) const FIRST: u32 = 1 << 17;
pub(super) const RANGE: u32 = 1 << 18;
pub(super) const VAGUE: u32 = 1 << 19;
pub(super) const FUTURE: u32 = 1 << 20;
pub(super) const ETHIOPIC_YEAR: u32 = 1 << 21;
/// Beside [`FILLER`]: what follows is the date of publication.
pub(super) const PUBLISHED: u32 = 1 << 22;
/// Beside [`FILLER`]: the word is one in other languages only, and may mean anything in this one.
pub(super) const FOREIGN: u32 = 1 << 23;

/// Longest name of a day, in letters, that is short enough to be another word.
const WEAK: usize = 2;

/// Longest name of a day, in letters, that counts in its own language only, if the language is known.
const SHORT: usize = 3;

/// Longest filler, in letters, that may be another word in a language with fillers of its own.
const SHORT_FILLER: usize = 4;

/// Tag of the rows that hold for every language.
const EVERY: &str = "*";

/// Languages whose names of months are those of another calendar in their neighbours' news.
const OWN_ONLY: [&str; 1] = ["ti"];

impl Meaning {
    fn with(self, other: Meaning) -> Meaning {
        Meaning {
            months: self.months | other.months,
            hijri: self.hijri | other.hijri,
            solar: self.solar | other.solar,
            ethiopic: self.ethiopic | other.ethiopic,
            sambat: self.sambat | other.sambat,
            bengali: self.bengali | other.bengali,
            weekdays: self.weekdays | other.weekdays,
            weak_weekdays: self.weak_weekdays | other.weak_weekdays,
            seasons: self.seasons | other.seasons,
            eras: self.eras | other.eras,
            unit: self.unit | other.unit,
            units: self.units | other.units,
            two: self.two | other.two,
            words: self.words | other.words,
        }
    }

    /// Whether it has all of some bits.
    pub(super) fn has(self, words: u32) -> bool {
        self.words & words != 0
    }

    pub(super) fn is_month(self) -> bool {
        self.months | self.other_months() != 0
    }

    /// Months of calendars that are not Gregorian.
    pub(super) fn other_months(self) -> u16 {
        self.hijri | self.solar | self.ethiopic | self.sambat | self.bengali
    }

    /// Whether it may be two things of one kind, or of two kinds.
    fn is_disputed(self) -> bool {
        let kinds = [
            self.months != 0,
            self.weekdays | self.weak_weekdays != 0,
            self.words != 0,
            self.unit | self.units | self.two != 0,
            self.hijri != 0,
            self.solar != 0,
            self.sambat != 0,
            self.bengali != 0,
        ];
        self.months.count_ones() > 1
            || (self.weekdays | self.weak_weekdays).count_ones() > 1
            || (self.words & !(ZONE | PUBLISHED)).count_ones() > 1
            // in Tigrinya these are names of Gregorian months
            || self.ethiopic != 0
            || kinds.iter().filter(|kind| **kind).count() > 1
    }

    fn of_kind(kind: &str, group: usize, name: &str) -> Meaning {
        let none = Meaning::default();
        let word = |words| Meaning { words, ..none };
        let bit = 1_u8.checked_shl(group as u32).unwrap_or(0);
        match kind {
            "month" => Meaning { months: 1 << group, ..none },
            "hijri" => Meaning { hijri: 1 << group, ..none },
            "solar" => Meaning { solar: 1 << group, ..none },
            "ethiopic" => Meaning { ethiopic: 1 << group, ..none },
            "sambat" => Meaning { sambat: 1 << group, ..none },
            "bengali" => Meaning { bengali: 1 << group, ..none },
            "weekday" if name.chars().count() <= WEAK && !name.chars().any(super::scan::is_ideograph) => {
                Meaning { weak_weekdays: bit, ..none }
            }
            "weekday" => Meaning { weekdays: bit, ..none },
            "season" => Meaning { seasons: bit, ..none },
            "era" => Meaning { eras: bit, ..none },
            "unit" => Meaning { unit: bit, ..none },
            "units" => Meaning { units: bit, ..none },
            "two" => Meaning { two: bit, ..none },
            _ => KINDS.iter().find(|(name, _)| *name == kind).map_or(none, |(_, words)| word(*words)),
        }
    }
}

const KINDS: [(&str, u32); 22] = [
    ("filler", FILLER),
    ("published", FILLER | PUBLISHED),
    ("am", AM),
    ("pm", PM),
    ("vague", VAGUE),
    ("hijri_year", HIJRI_YEAR),
    ("solar_year", SOLAR_YEAR),
    ("gregorian_year", GREGORIAN_YEAR),
    ("buddhist_year", BUDDHIST_YEAR),
    ("relative", RELATIVE),
    ("utc", UTC),
    ("updated", UPDATED),
    ("ago", AGO),
    ("one", ONE),
    ("today", TODAY),
    ("yesterday", YESTERDAY),
    ("day_before", DAY_BEFORE),
    ("current", CURRENT),
    ("first", FIRST),
    ("range", RANGE),
    ("future", FUTURE),
    ("ethiopic_year", ETHIOPIC_YEAR),
];

struct Table {
    /// First words of names of several words.
    begin: HashSet<String>,
    /// Any language.
    all: HashMap<String, Meaning>,
    /// By language, for those words that mean different things in different languages.
    by_language: HashMap<String, Vec<(&'static str, Meaning)>>,
    /// Languages with fillers of their own.
    with_fillers: HashSet<&'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        begin: HashSet::new(),
        all: HashMap::new(),
        by_language: HashMap::new(),
        with_fillers: HashSet::new(),
    };
    for (language, kind, group, name) in entries() {
        if kind == "filler" && language != EVERY {
            table.with_fillers.insert(language);
        }
        add(&mut table, language, name, Meaning::of_kind(kind, group, name));
    }
    for (name, is_utc) in super::zones::names() {
        let words = if is_utc { ZONE | UTC } else { ZONE };
        add(&mut table, "", name, Meaning { words, ..Meaning::default() });
    }
    table
});

fn add(table: &mut Table, language: &'static str, name: &str, meaning: Meaning) {
    let folded = key(name, Folding::General);
    // letters that NFC takes apart, as Bengali has some
    let normal: String = folded.nfc().collect();
    let mut forms = vec![plain(&folded).into_owned(), folded.clone(), normal];
    forms.sort_unstable();
    forms.dedup();
    for form in forms {
        if let Some((first, _)) = form.split_once(' ') {
            table.begin.insert(first.to_owned());
        }
        if !OWN_ONLY.contains(&language) {
            let known = table.all.entry(form.clone()).or_default();
            *known = known.with(meaning);
        }
        table.by_language.entry(form).or_default().push((language, meaning));
    }
}

/// Language, kind, group and name of every entry of the data files.
pub(super) fn entries() -> impl Iterator<Item = (&'static str, &'static str, usize, &'static str)> {
    let lines = MONTHS_TSV.lines().chain(WORDS_TSV.lines()).filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| {
        let mut fields = line.split('\t');
        let mut next = || fields.next().unwrap_or("");
        let (language, kind, groups) = (next(), next(), next());
        groups.split(';').enumerate().take(13).flat_map(move |(group, names)| {
            let names = names.split('|').filter(|name| !name.is_empty());
            names.map(move |name| (language, kind, group, name))
        })
    })
}

/// Latin and Greek without accents, as capitals are often written; other scripts as they are.
fn plain(folded: &str) -> Cow<'_, str> {
    let is_other = |ch: char| ch.is_alphabetic() && ch as u32 >= 0x400 && (ch as u32) < 0x1e00;
    if folded.is_ascii() || folded.chars().any(is_other) {
        return Cow::Borrowed(folded);
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

/// The entry of a folded word, or of it without accents.
fn entry<'t, T>(table: &'t HashMap<String, T>, folded: &str) -> Option<&'t T> {
    table.get(folded).or_else(|| match plain(folded) {
        Cow::Borrowed(_) => None,
        Cow::Owned(bare) => table.get(&bare),
    })
}

/// Whether a name of several words may begin with these folded ones.
pub(super) fn may_begin(folded: &str) -> bool {
    let first = folded.split(' ').next().unwrap_or("");
    first.is_empty() || TABLE.begin.contains(first) || TABLE.begin.contains(plain(first).as_ref())
}

/// What a folded word, or words joined by spaces, may mean; in the language alone if it has the word.
pub(super) fn meaning(folded: &str, primary: Option<&str>) -> Option<Meaning> {
    let any = entry(&TABLE.all, folded).copied();
    let Some(primary) = primary else { return any };
    if any.is_some_and(|any| !any.is_disputed() && any.weekdays | any.weak_weekdays == 0) {
        return any.map(|any| foreign(any, folded, primary));
    }
    let own = entry(&TABLE.by_language, folded);
    let own = own.into_iter().flatten().filter(|(tag, _)| is_same_language(tag, primary));
    let own = own.fold(Meaning::default(), |known, (_, meaning)| known.with(*meaning));
    if own == Meaning::default() {
        // a short name of a day in another language is another word
        let is_short = folded.chars().count() <= SHORT && !folded.chars().any(super::scan::is_ideograph);
        let days = |any: Meaning| Meaning { weekdays: 0, weak_weekdays: 0, ..any };
        return if is_short { any.map(days).filter(|any| *any != Meaning::default()) } else { any };
    }
    Some(Meaning { weekdays: own.weekdays | own.weak_weekdays, weak_weekdays: 0, ..own })
}

/// Marks a short filler that is one in other languages only. English ones stand on pages of every language.
fn foreign(any: Meaning, folded: &str, primary: &str) -> Meaning {
    let is_filler = any == Meaning { words: FILLER, ..Meaning::default() };
    let is_short = folded.chars().count() <= SHORT_FILLER && !folded.chars().any(super::scan::is_ideograph);
    let has_own = || TABLE.with_fillers.iter().any(|tag| is_same_language(tag, primary));
    if !(is_filler && is_short && has_own()) {
        return any;
    }
    let known = entry(&TABLE.by_language, folded).into_iter().flatten();
    let is_own = known.into_iter().any(|(tag, _)| *tag == "en" || is_same_language(tag, primary));
    if is_own { any } else { Meaning { words: any.words | FOREIGN, ..any } }
}

fn is_same_language(tag: &str, primary: &str) -> bool {
    tag == EVERY
        || tag.eq_ignore_ascii_case(primary)
        || matches!((tag, primary), ("no", "nb" | "nn") | ("fil", "tl") | ("he", "iw") | ("sr" | "hr", "sh"))
}
