//! The figures: token F1 of bodies, equal titles and days, F1 of authors, as the data's own scorer defines them.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use unicode_normalization::UnicodeNormalization as _;

use super::Prediction;
use super::data::Gold;

/// The main language of a country's pages.
const LANGUAGES: &str = "au:en be:nl ca:en ch:de cn:zh de:de dk:da es:es fr:fr gl:da id:id il:he ind:hi isl:is it:it \
    jp:ja kr:ko lb:ar lt:lt lu:de no:no pl:pl pt:pt py:es tr:tr tw:zh tz:sw ua:uk uk:en us:en za:en at:de cz:cs li:de \
    ls:en mx:es my:ms na:en ru:ru se:sv vn:vi";

/// Sums over pages.
#[derive(Default)]
pub struct Tally {
    pub pages: usize,
    body: f64,
    per: Vec<(f64, String)>,
    titles: (usize, usize),
    dates: (usize, usize, usize),
    authors: (f64, usize),
    keep: (usize, usize),
    drop: (usize, usize),
    pub languages: BTreeMap<String, (f64, usize)>,
    /// Wrong titles, dates and authors, for reading.
    pub misses: Vec<String>,
}

impl Tally {
    pub fn add(&mut self, id: &str, gold: &Gold, found: &Prediction) {
        let body = self.body(gold, found);
        self.pages += 1;
        self.body += body;
        self.per.push((body, id.to_owned()));
        if let Some(country) = &gold.country {
            let language = LANGUAGES.split(' ').find_map(|x| x.trim().strip_prefix(&format!("{country}:")));
            let slot = self.languages.entry(language.unwrap_or(country).to_owned()).or_default();
            slot.0 += body;
            slot.1 += 1;
        }
        if let Some(title) = &gold.title {
            self.titles.1 += 1;
            if found.title.as_ref().is_some_and(|x| fold(x) == fold(title)) {
                self.titles.0 += 1;
            } else {
                self.misses.push(format!("title {id}: {:?} not {title:?}", found.title));
            }
        }
        if let Some(date) = &gold.date {
            self.dates.1 += 1;
            self.dates.2 += usize::from(found.date.is_none());
            if found.date.as_ref() == Some(date) {
                self.dates.0 += 1;
            } else {
                self.misses.push(format!("date {id}: {:?} not {date:?}", found.date));
            }
        }
        if !gold.authors.is_empty() {
            let names = |x: &[String]| x.iter().map(|y| fold(y)).collect::<Vec<_>>();
            let score = f1(&names(&gold.authors), &names(&found.authors));
            self.authors.0 += score;
            self.authors.1 += 1;
            if score < 1.0 {
                self.misses.push(format!("authors {id}: {:?} not {:?}", found.authors, gold.authors));
            }
        }
    }

    fn body(&mut self, gold: &Gold, found: &Prediction) -> f64 {
        let text = found.paragraphs.join("\n");
        if let Some(body) = &gold.body {
            return f1(&tokens(body), &tokens(&text));
        }
        let have = tokens(&text).join(" ");
        let is_in = |x: &&String| have.contains(&tokens(x).join(" "));
        let kept = gold.keep.iter().filter(is_in).count();
        let dropped = gold.drop.len() - gold.drop.iter().filter(is_in).count();
        self.keep = (self.keep.0 + kept, self.keep.1 + gold.keep.len());
        self.drop = (self.drop.0 + dropped, self.drop.1 + gold.drop.len());
        let all = gold.keep.len() + gold.drop.len();
        if all == 0 { 1.0 } else { (kept + dropped) as f64 / all as f64 }
    }

    /// The pages with the lowest body figures.
    pub fn worst(&self, count: usize) -> Vec<(f64, String)> {
        let mut out = self.per.clone();
        out.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        out.truncate(count);
        out
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |x: (usize, usize)| x.0 as f64 / x.1.max(1) as f64;
        write!(f, "{} pages, body {:.4}", self.pages, self.body / self.pages.max(1) as f64)?;
        if self.keep.1 > 0 {
            write!(f, " (with {:.4}, without {:.4})", share(self.keep), share(self.drop))?;
        }
        if self.titles.1 > 0 {
            write!(f, ", title {:.4} of {}", share(self.titles), self.titles.1)?;
        }
        let (right, all, none) = self.dates;
        if all > 0 {
            let wrong = all - right - none;
            write!(f, ", date {:.4} of {all} ({wrong} wrong, {none} none)", share((right, all)))?;
        }
        if self.authors.1 > 0 {
            write!(f, ", authors {:.4} of {}", self.authors.0 / self.authors.1 as f64, self.authors.1)?;
        }
        Ok(())
    }
}

/// Scripts whose characters count one by one.
fn is_solo(x: char) -> bool {
    matches!(x, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

fn tokens(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word = String::new();
    for x in text.nfkc().flat_map(char::to_lowercase) {
        let letter = x.is_alphanumeric() && !is_solo(x);
        if letter {
            word.push(x);
            continue;
        }
        if !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
        if is_solo(x) {
            out.push(x.to_string());
        }
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

fn fold(text: &str) -> String {
    let folded: String = text
        .nfkc()
        .flat_map(char::to_lowercase)
        .map(|x| match x {
            '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2bc}' | '`' | '´' => '\'',
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '«' | '»' => '"',
            x => x,
        })
        .collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn f1(a: &[String], b: &[String]) -> f64 {
    if a.is_empty() && b.is_empty() {
        return 1.0;
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for x in a {
        *counts.entry(x).or_default() += 1;
    }
    let mut hits = 0u32;
    for x in b {
        if let Some(left) = counts.get_mut(x.as_str())
            && *left > 0
        {
            *left -= 1;
            hits += 1;
        }
    }
    2.0 * f64::from(hits) / (a.len() + b.len()) as f64
}
