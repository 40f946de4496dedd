//! What an article says of its own day.

use super::names::{self, CURRENT, FILLER, FUTURE, TODAY};
use super::scan::{self, Part, What};
use super::{Constraints, Context, civil};
use crate::search::{Folding, key};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind, Span, packed};
use std::collections::HashMap;
use std::ops::{Range, RangeInclusive};
use std::sync::LazyLock;

/// Paragraphs read.
const PARAGRAPHS: usize = 40;

/// Words for "today" and "of this month" looked at: an article that has more of them says it at its head.
const HITS: usize = 500;

/// Characters read on either side of a word.
const REACH: usize = 60;

/// Characters of a clause read before a date: a text may hold very many dates and no end of a clause.
const CLAUSE: usize = 300;

/// Words read on either side, which is what a date takes.
const REACH_WORDS: usize = 6;

/// Patterns of one searcher at most: those of vector instructions take a few dozen.
const GROUP: usize = 32;

/// Finds the words for "today" and "of this month".
struct Words {
    finder: Option<AhoCorasick>,
    /// Where many words are looked for: fast searchers for a part of them each, which tell where to look closely.
    groups: Vec<Group>,
    /// The bit of each pattern, [`TODAY`] or [`CURRENT`].
    bits: Vec<u32>,
}

/// Words by language, which is fast because they are few; under the empty name those of all languages.
static WORDS: LazyLock<HashMap<&'static str, Words>> = LazyLock::new(|| {
    let mut named: HashMap<&'static str, Vec<(String, u32)>> = HashMap::new();
    for (language, kind, _, name) in names::entries() {
        let bit = match kind {
            "today" => TODAY,
            "current" => CURRENT,
            _ => continue,
        };
        let mut letters = name.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        let capital: String = first.chain(letters).collect();
        let forms = [(name.to_owned(), bit), (capital, bit)];
        // very short ones are words of other languages too
        if name.len() > 2 {
            named.entry("").or_default().extend(forms.clone());
        }
        named.entry(language).or_default().extend(forms);
    }
    named.into_iter().map(|(language, words)| (language, Words::of(words))).collect()
});

struct Group {
    searcher: packed::Searcher,
    /// The first bytes of its words, from the lowest to the highest.
    first: RangeInclusive<u8>,
}

/// Whether a text holds one of some bytes; compiles to vector code.
#[allow(clippy::needless_bitwise_bool)] // no branches
fn holds(text: &str, bytes: &RangeInclusive<u8>) -> bool {
    let (low, high) = (*bytes.start(), *bytes.end());
    text.bytes().fold(false, |found, byte| found | ((byte >= low) & (byte <= high)))
}

/// Words that are looked for together: of scripts whose letters begin with like bytes, and short ones apart.
fn class_of(word: &str) -> (u8, bool) {
    let script = match word.bytes().next().unwrap_or(0) {
        0..0x80 => 0,
        0x80..0xe0 => 1,
        0xe0 => 2,
        _ => 3,
    };
    (script, word.len() >= 4)
}

impl Words {
    fn of(mut words: Vec<(String, u32)>) -> Words {
        // short ones apart: searchers look at as many bytes as their shortest word has, up to four
        words.sort_by_cached_key(|(word, bit)| (class_of(word), word.clone(), *bit));
        words.dedup();
        let (patterns, bits): (Vec<String>, Vec<u32>) = words.into_iter().unzip();
        let kind = Some(AhoCorasickKind::DFA);
        let finder =
            AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).kind(kind).build(&patterns);
        // few words have a fast searcher already
        let is_many = patterns.len() > GROUP;
        let groups = patterns.chunk_by(|a, b| class_of(a) == class_of(b));
        let groups = groups.flat_map(|group| group.chunks(GROUP)).filter(|_| is_many);
        let groups = groups.map(|group| {
            let bytes = || group.iter().filter_map(|word| word.bytes().next());
            Some(Group { searcher: packed::Searcher::new(group)?, first: bytes().min()?..=bytes().max()? })
        });
        Words {
            groups: groups.collect::<Option<Vec<Group>>>().unwrap_or_default(),
            finder: finder.ok(),
            bits,
        }
    }

    /// Every word of a text, the longest of those that begin at one place, with its bit.
    fn find<'w>(&'w self, text: &'w str) -> impl Iterator<Item = (Range<usize>, u32)> + 'w {
        let is_possible = |group: &&Group| group.first.start().is_ascii() || holds(text, &group.first);
        let groups = self.groups.iter().filter(is_possible);
        let mut nexts: Vec<(&Group, Option<usize>)> = groups.map(|group| (group, Some(0))).collect();
        let is_direct = self.groups.is_empty();
        let mut from = 0;
        std::iter::from_fn(move || {
            let mut start = is_direct.then_some(from);
            for (group, next) in &mut nexts {
                // what was found before is searched for again only if it was passed
                if next.is_some_and(|at| at <= from) {
                    let span = Span { start: from, end: text.len() };
                    *next = group.searcher.find_in(text, span).map(|hit| hit.start() + 1);
                }
                let found = next.map(|at| at - 1);
                start = [start, found].into_iter().flatten().min();
            }
            let input = aho_corasick::Input::new(text).span(start?..text.len());
            let hit = self.finder.as_ref()?.find(input)?;
            from = hit.end();
            Some((hit.range(), self.bits.get(hit.pattern().as_usize()).copied().unwrap_or(0)))
        })
    }

    /// Those of the language, or of all if it is not known or has none.
    fn for_language(context: &Context<'_>) -> Option<&'static Words> {
        let language = match context.primary() {
            Some("nb" | "nn") => "no",
            known => known.unwrap_or(""),
        };
        WORDS.get(language).or_else(|| WORDS.get(""))
    }
}

/// "اليوم الأربعاء", "today, Wednesday" and "12 فبراير الجاري": the article speaks of its own day and month. What it
/// says first counts.
pub(super) fn constrain<'a>(paragraphs: impl Iterator<Item = &'a str>, context: &Context<'_>) -> Constraints {
    let mut known = Constraints::default();
    let Some(words) = Words::for_language(context) else { return known };
    let mut left = HITS;
    for paragraph in paragraphs.take(PARAGRAPHS) {
        for (range, bit) in words.find(paragraph) {
            let (Some(before), Some(after)) = (paragraph.get(..range.start), paragraph.get(range.end..))
            else {
                continue;
            };
            let word = paragraph.get(range).unwrap_or("");
            if !is_word(before, after, word) || is_name(before, word) {
                continue;
            }
            if left == 0 {
                return known;
            }
            left -= 1;
            if bit == TODAY {
                today(after, context, &mut known);
            } else {
                current(before, after, context, &mut known);
            }
        }
    }
    known
}

/// Whether no letter stands beside a word, in scripts with spaces between words.
fn is_word(before: &str, after: &str, word: &str) -> bool {
    let is_spaceless = |ch: char| {
        scan::is_ideograph(ch) || matches!(ch as u32, 0xe00..=0xeff | 0x1000..=0x109f | 0x1780..=0x17ff)
    };
    if word.chars().all(is_spaceless) {
        return true;
    }
    let is_letter = |ch: char| ch.is_alphanumeric() || unicode_normalization::char::is_combining_mark(ch);
    !before.chars().next_back().is_some_and(is_letter) && !after.chars().next().is_some_and(is_letter)
}

/// Whether a capital inside a sentence makes a word part of a name ("USA Today").
fn is_name(before: &str, word: &str) -> bool {
    let is_capital = word.chars().next().is_some_and(char::is_uppercase);
    is_capital && before.trim_end().chars().next_back().is_some_and(|ch| ch.is_alphanumeric() || ch == ',')
}

/// The first words of what follows, up to the end of its sentence.
fn head(after: &str) -> &str {
    let mut spaces = 0;
    let end = after.char_indices().take(REACH).find(|(_, ch)| {
        spaces += usize::from(*ch == ' ');
        spaces > REACH_WORDS || matches!(ch, '\n' | '؟' | '!' | '?' | '。' | '।' | ';' | '؛')
    });
    let end = end.or_else(|| after.char_indices().nth(REACH)).map_or(after.len(), |(at, _)| at);
    after.get(..end).unwrap_or("")
}

/// The last words of what goes before.
fn tail(before: &str) -> &str {
    let mut spaces = 0;
    let words = before.char_indices().rev().take(REACH).take_while(|(_, ch)| {
        spaces += usize::from(*ch == ' ');
        spaces <= REACH_WORDS
    });
    let start = words.last().map_or(before.len(), |(at, _)| at);
    before.get(start..).unwrap_or("")
}

/// Whether a part may stand between the words of a date.
fn is_beside(part: &Part<'_>) -> bool {
    part.gap.chars().all(|ch| {
        matches!(ch, ' ' | ',' | '،' | '(' | '（' | '、' | '.' | '-' | '–' | '\'' | '’' | '\u{200f}')
    })
}

fn is_filler(part: &Part<'_>) -> bool {
    matches!(part.what, What::Word(word) if word.has(FILLER) && word.weekdays == 0 && !word.is_month())
}

fn one_month(part: Option<&Part<'_>>) -> Option<u8> {
    match part?.what {
        What::Word(word) if word.months.is_power_of_two() && word.other_months() == 0 => {
            Some(word.months.trailing_zeros() as u8 + 1)
        }
        _ => None,
    }
}

fn day_of_month(part: Option<&Part<'_>>) -> Option<u8> {
    match part?.what {
        What::Number { value: value @ 1..=31, digits: 1 | 2 } => Some(value as u8),
        _ => None,
    }
}

/// Whether the name of a day is a common word in prose too: "sat" of English, "أحد" (one of) of Arabic.
fn may_be_another_word(name: &str) -> bool {
    let has_case = name.chars().any(|ch| ch.is_lowercase() || ch.is_uppercase());
    has_case && name.chars().count() <= 3 || ["احد", "اثنين"].contains(&key(name, Folding::General).as_str())
}

/// "today, Wednesday", "today, 12 March".
fn today(after: &str, context: &Context<'_>, known: &mut Constraints) {
    let parts = scan::scan(head(after), context).unwrap_or_default();
    let start = parts.iter().take(2).take_while(|part| is_filler(part)).count();
    let mut rest = parts.get(start..).unwrap_or_default();
    if !parts.iter().take(start + 1).all(|part| is_beside(part) && !part.gap.contains('.')) {
        return;
    }
    if let Some(part) = rest.first()
        && let What::Word(word) = part.what
        && !may_be_another_word(part.text)
        && word.weekdays.is_power_of_two()
        && !word.is_month()
    {
        known.weekday = known.weekday.or(Some(word.weekdays.trailing_zeros() as u8 + 1));
        rest = rest.get(1..).unwrap_or_default();
        let fillers = rest.iter().take(2).take_while(|part| is_filler(part)).count();
        rest = rest.get(fillers..).unwrap_or_default();
    }
    let (day, month) = match rest {
        [day, Part { what: What::Unit('d'), .. }, ..] => {
            known.day = known.day.or(day_of_month(Some(day)));
            return;
        }
        [Part { what: What::Number { value, .. }, .. }, Part { what: What::Unit('m'), .. }, day, ..] => {
            (day_of_month(Some(day)), u8::try_from(*value).ok().filter(|month| (1..=12).contains(month)))
        }
        [first, second, ..] if is_beside(first) && is_beside(second) => {
            let day = day_of_month(Some(first)).or_else(|| day_of_month(Some(second)));
            (day, one_month(Some(second)).or_else(|| one_month(Some(first))))
        }
        _ => (None, None),
    };
    let year = match rest.get(2).map(|part| part.what) {
        Some(What::Number { value, digits: 4 }) => Some(value),
        _ => None,
    };
    // a story told in the present
    if year.is_some_and(|year| !(1990..=2100).contains(&year)) {
        return;
    }
    if let (Some(day), Some(month)) = (day, month)
        && known.day.is_none()
        && civil::is_valid((2024, month.into(), day.into()))
    {
        (known.day, known.month, known.day_min) = (Some(day), Some(month), None);
        known.year = year.map(|year| year as u16);
    }
}

/// "12 February of this month", "in the current month of March", "on the 12th of this month".
fn current(before: &str, after: &str, context: &Context<'_>, known: &mut Constraints) {
    if known.day.is_some() {
        return;
    }
    let parts = scan::scan(tail(before), context).unwrap_or_default();
    let filled = parts.iter().rev().take(2).take_while(|part| is_filler(part)).count();
    let rest = parts.get(..parts.len() - filled).unwrap_or_default();
    let month = one_month(rest.last());
    let day = match (month, rest) {
        (Some(_), [.., day, _]) | (None, [.., day]) => day_of_month(Some(day)),
        _ => None,
    };
    let following = scan::scan(head(after), context).unwrap_or_default();
    let day = day.or_else(|| match following.as_slice() {
        [day, Part { what: What::Unit('d'), .. }, ..] if day.gap.is_empty() => day_of_month(Some(day)),
        _ => None,
    });
    if day.is_none() && month.is_none() || known.month.is_some() && month.is_some() && known.month != month {
        return;
    }
    known.month = known.month.or(month);
    if !speaks_of_the_future(before) {
        known.day_min = known.day_min.max(day);
    }
}

/// The clause that a text ends in, or its last characters if the clause is longer than clauses are.
fn clause(before: &str) -> &str {
    let is_end = |ch: char| matches!(ch, '،' | ',' | '.' | '؛' | ';' | '\n' | '。' | '，' | '।');
    let start = before.char_indices().rev().take(CLAUSE).take_while(|(_, ch)| !is_end(*ch)).last();
    before.get(start.map_or(before.len(), |(at, _)| at)..).unwrap_or("")
}

/// Whether the clause before a date holds a word of the future: then the day may be still to come.
fn speaks_of_the_future(before: &str) -> bool {
    let folded = key(clause(before), Folding::General);
    let is_future = |word: &str| names::meaning(word, None).is_some_and(|meaning| meaning.has(FUTURE));
    folded.split(' ').any(|word| {
        let is_arabic_future = ["سي", "ست", "سن", "وسي", "وست"].iter().any(|prefix| word.starts_with(prefix));
        is_arabic_future && word.chars().count() > 4
            || [Some(word), word.strip_prefix('و')].into_iter().flatten().any(is_future)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dates::constrain;

    #[test]
    fn gathers_constraints() {
        let text = ["أعلن الوزير، اليوم الأربعاء، عن الخطة", "وكان قد وعد بها في 12 فبراير الجاري"];
        let want =
            Constraints { weekday: Some(3), month: Some(2), day_min: Some(12), ..Constraints::default() };
        assert_eq!(constrain(text.into_iter(), &Context::default()), want);
    }

    #[test]
    fn finds_the_same_words_in_groups() {
        let words = &WORDS[""];
        assert!(!words.groups.is_empty());
        let text = "Today the Nazi todayhoy i dag idag bugün اليوم الجاري 本月12日 of this month of the \
                    current month, сегодня heute Heute aujourd'hui hari ini today";
        let slowly = words.finder.as_ref().unwrap().find_iter(text).map(|hit| hit.range());
        assert_eq!(words.find(text).map(|hit| hit.0).collect::<Vec<_>>(), slowly.collect::<Vec<_>>());
        assert!(words.find("no such word").next().is_none());
    }

    #[test]
    fn reads_one_clause_before_a_date() {
        let check = |before: &str, want: &str| assert_eq!(clause(before), want, "{before}");
        check("The bridge, closed since May, opens on the ", " opens on the ");
        check("", "");
        check("It opens.", "");
        check("سيفتتح الجسر، في ", " في ");
        assert_eq!(clause(&"ab cd ".repeat(100_000)).len(), CLAUSE);
    }

    #[test]
    fn reads_what_articles_say_of_their_day() {
        let mut wrong = Vec::new();
        let mut check = |language: &str, text: &str, want: &str| {
            let context = Context { language: Some(language), ..Context::default() };
            for context in [context, Context::default()] {
                let found = constrain([text].into_iter(), &context);
                let shown = [
                    ("weekday", found.weekday),
                    ("month", found.month),
                    ("day", found.day),
                    ("day_min", found.day_min),
                ];
                let shown =
                    shown.iter().filter_map(|(name, value)| value.map(|value| format!("{name}={value}")));
                let year = found.year.map(|year| format!("year={year}"));
                let shown = shown.chain(year).collect::<Vec<_>>().join(" ");
                if shown != want {
                    wrong.push(format!("{:?} {text}: want {want}, found {shown}", context.language));
                }
            }
        };
        for (language, text, want) in CASES {
            check(language, text, want);
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    const CASES: [(&str, &str, &str); 46] = [
        ("en", "The mayor said today, Wednesday, that the bridge will open.", "weekday=3"),
        ("en", "Today (Friday) the council meets.", "weekday=5"),
        ("en", "The mayor said today that Wednesday's meeting is off.", ""),
        ("en", "The bridge was closed on the 12th of this month.", "day_min=12"),
        ("en", "The bridge will close on the 12th of this month.", ""),
        ("en", "Todays Wednesday club", ""),
        ("ln", "Maponami ma le 3 novembre.", ""),
        ("en", "As USA Today on Thursday reported, the bridge is closed.", ""),
        ("en", "The cup final is today. Saturday was a day of rest.", ""),
        (
            "en",
            "Today, Wednesday, June 26, 2024, the bridge was closed.",
            "weekday=3 month=6 day=26 year=2024",
        ),
        ("ar", "وتقام المباريات يومي 18 و19 أغسطس الجاري", "month=8"),
        ("tr", "Ordu bugün 26 Ağustos 1922 saldırdı.", ""),
        ("ar", "تستمر الأبواب المفتوحة حتى 19 يوليوز الجاري", "month=7"),
        ("en", "The mayor today sat down with the council.", ""),
        ("en", "Police arrested 12 this month.", ""),
        ("ar", "وقال اليوم أحد المسؤولين إن الجسر أغلق", ""),
        ("ar", "قال الوزير اليوم الأحد إن الجسر أغلق", "weekday=7"),
        ("de", "Der Rat tagt heute, Mittwoch, im Rathaus.", "weekday=3"),
        ("de", "Heute, am 12. März, wurde die Brücke eröffnet.", "month=3 day=12"),
        ("fr", "Le maire a annoncé aujourd'hui, mercredi, la fermeture.", "weekday=3"),
        ("fr", "Le pont a fermé le 12 mars courant.", "month=3 day_min=12"),
        ("es", "El alcalde anunció hoy, miércoles, el cierre.", "weekday=3"),
        ("es", "Lo dijo hoy lunes en rueda de prensa.", "weekday=1"),
        ("pt", "A ponte fechou hoje, quarta-feira, à tarde.", "weekday=3"),
        ("pt", "A obra começou no dia 12 do corrente.", "day_min=12"),
        ("it", "Il sindaco lo ha detto oggi, mercoledì, in aula.", "weekday=3"),
        ("nl", "De brug gaat vandaag, woensdag, dicht.", "weekday=3"),
        ("sv", "Bron stängs i dag, onsdag, för trafik.", "weekday=3"),
        ("no", "Broen stenges i dag, onsdag, for trafikk.", "weekday=3"),
        ("pl", "Most zamknięto dzisiaj, 12 marca, rano.", "month=3 day=12"),
        ("ru", "Мост закрыли сегодня, 12 марта, утром.", "month=3 day=12"),
        ("ru", "Сегодня, в среду, мост закрыт.", "weekday=3"),
        ("uk", "Міст закрили сьогодні, 12 березня, вранці.", "month=3 day=12"),
        ("tr", "Köprü bugün, 12 Mart, kapandı.", "month=3 day=12"),
        ("ar", "وقال الوزير اليوم الثلاثاء 12 مارس إن الجسر أغلق", "weekday=2 month=3 day=12"),
        ("ar", "افتتح الجسر في 12 من الشهر الجاري", "day_min=12"),
        ("ar", "سيفتتح الجسر في 12 مارس الجاري", "month=3"),
        ("fa", "شهردار امروز چهارشنبه گفت که پل بسته شد", "weekday=3"),
        ("ur", "میئر نے آج بدھ کو کہا", "weekday=3"),
        ("hi", "महापौर ने आज, बुधवार को कहा", "weekday=3"),
        ("id", "Jembatan ditutup hari ini, Rabu, karena banjir.", "weekday=3"),
        ("vi", "Hôm nay, 12/3, cầu bị đóng.", ""),
        ("zh", "市长今天（星期三）宣布大桥关闭。", "weekday=3"),
        ("ja", "市長は本日12日、橋の閉鎖を発表した。", "day=12"),
        ("zh", "大桥于本月12日关闭。", "day_min=12"),
        ("ko", "시장은 오늘 수요일 다리를 닫는다고 밝혔다.", "weekday=3"),
    ];
}
