//! Finding names of the knowledge base in a text.

use crate::clitic::{Proclitics, Reading, Words, particle};
use crate::fold::{Script, fold_word};
use crate::hash::{KeySpace, sequence_start, sequence_step, token_hash};
use crate::kb::Kb;
use crate::kb::format::{MAX_TOKENS, NameRecord};
use crate::language;
use crate::stem;
use crate::token::{Case, Gap, Token};

/// A place in a text where names of the knowledge base stand.
#[derive(Debug, Clone)]
pub struct Hit {
    /// First token.
    pub first: usize,
    /// Token after the last.
    pub end: usize,
    /// First code point and byte of the name, and those after its last.
    pub span: Span,
    /// The records of the name.
    pub names: Vec<NameRecord>,
    /// Whether only the stems agree.
    pub stemmed: bool,
    /// Whether letters were taken off the first token.
    pub cut: bool,
    /// Whether the text has diacritics that the name has not ("Weingärten", "Weingarten").
    pub accented: bool,
}

/// A range of a text in code points and bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// First code point.
    pub start: u32,
    /// Code point after the last.
    pub end: u32,
    /// First byte.
    pub byte_start: u32,
    /// Byte after the last.
    pub byte_end: u32,
}

impl Span {
    /// Whether two ranges share a character.
    pub const fn overlaps(&self, other: &Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The text of the range.
    pub fn text<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.byte_start as usize..self.byte_end as usize).unwrap_or("")
    }
}

/// Most hits of one text: beyond, the text is a list of names, and its rest goes unmatched.
pub const MOST_HITS: usize = 20_000;

/// All places where a name of the knowledge base stands, in order of their first token.
pub fn scan(kb: &Kb, language: &str, text: &str, words: Words<'_>) -> Vec<Hit> {
    let tokens = words.tokens;
    let scanner = Scanner { kb, language, text, tokens, stems: stems(language, text, tokens) };
    let starts = scanner.starts(words.proclitics);
    let mut hits = Vec::new();
    for starts in starts.chunk_by(|one, other| one.first == other.first) {
        if hits.len() > MOST_HITS {
            break;
        }
        for start in starts.iter().filter(|start| start.reading.skip == 0) {
            let is_known = |hit: &Hit| hit.first == start.first;
            match start.space {
                KeySpace::Stem => scanner.stemmed(start.first, &mut hits),
                _ if start.genitive && hits.last().is_some_and(is_known) => {}
                _ => scanner.exact(start, &mut hits),
            }
        }
        let before = hits.len();
        for start in starts.iter().filter(|start| start.reading.skip > 0) {
            scanner.exact(start, &mut hits);
        }
        // The whole word is the better reading of the same tokens ("لبنان" is no "ل" + "بنان").
        drop_worse_readings(&mut hits, before);
    }
    hits
}

fn drop_worse_readings(hits: &mut Vec<Hit>, cut_from: usize) {
    if hits.len() == cut_from {
        return;
    }
    let whole: Vec<(usize, usize)> =
        hits.iter().take(cut_from).rev().take(MAX_TOKENS).map(|hit| (hit.first, hit.end)).collect();
    let cut = hits.split_off(cut_from);
    hits.extend(cut.into_iter().filter(|hit| !whole.contains(&(hit.first, hit.end))));
}

fn stems(language: &str, text: &str, tokens: &[Token]) -> Vec<u64> {
    if !stem::has_stems(language) {
        return Vec::new();
    }
    tokens
        .iter()
        .map(|token| match token.case {
            Case::Lower => 0,
            _ => stem::of_token(language, text, token).unwrap_or(0),
        })
        .collect()
}

/// A token as the first of a name.
struct Start {
    first: usize,
    reading: Reading,
    space: KeySpace,
    /// Hash of the sequence of this token alone.
    key: u64,
    /// The same without diacritics.
    bare: u64,
    /// Whether the token alone is a name.
    is_name: bool,
    /// Read without the ending of the genitive ("Österreichs").
    genitive: bool,
}

impl Start {
    fn new(first: usize, reading: Reading, space: KeySpace, hash: u64, bare: u64) -> Self {
        let key = |hash| sequence_step(sequence_start(space), hash);
        let bare = if bare == hash { key(hash) } else { key(bare) };
        Self { first, reading, space, key: key(hash), bare, is_name: false, genitive: false }
    }
}

struct Scanner<'a> {
    kb: &'a Kb,
    language: &'a str,
    text: &'a str,
    tokens: &'a [Token],
    stems: Vec<u64>,
}

impl Scanner<'_> {
    /// Where names may start, in the order of the tokens: what the filter does not rule out.
    fn starts(&self, proclitics: &Proclitics) -> Vec<Start> {
        let mut starts = Vec::with_capacity(self.tokens.len());
        let genitives = GENITIVE_S.contains(&language::primary(self.language));
        for (index, token) in self.tokens.iter().enumerate() {
            if token.case == Case::Lower || !self.may_start(index) {
                continue;
            }
            let whole = Reading::whole(token);
            starts.push(Start::new(index, whole, KeySpace::Exact, token.hash, token.bare));
            let cut = proclitics.at(index).iter();
            starts.extend(cut.map(|cut| Start::new(index, *cut, KeySpace::Exact, cut.hash, cut.hash)));
            if let Some(hash) = genitives.then(|| self.without_genitive(token)).flatten() {
                let start = Start::new(index, whole, KeySpace::Exact, hash, hash);
                starts.push(Start { genitive: true, ..start });
            }
            if !matches!(token.script, Script::Arabic | Script::Hebrew) {
                let stem = self.stem(index, index);
                starts.extend(stem.map(|stem| Start::new(index, whole, KeySpace::Stem, stem, stem)));
            }
        }
        // Filter and names are larger than the nearest caches. With nothing else between, the reads of them do not wait
        // for each other.
        self.retain(&mut starts, |start| {
            self.kb.glance(start.key) | (start.bare != start.key && self.kb.glance(start.bare))
        });
        self.retain(&mut starts, |start| self.kb.may_contain(start.key) | self.kb.may_contain(start.bare));
        for start in &mut starts {
            start.is_name = self.kb.lookup(start.key).next().is_some();
        }
        starts
    }

    /// The hash of a token without the "s" of the genitive.
    fn without_genitive(&self, token: &Token) -> Option<u64> {
        let word = token.text(self.text).strip_suffix('s').filter(|_| token.case == Case::Title)?;
        (token.len() > SHORTEST_GENITIVE).then(|| token_hash(&fold_word(word)))
    }

    /// Keeps the starts that pass a test, which is run on all of them before any is taken out.
    fn retain(&self, starts: &mut Vec<Start>, test: impl Fn(&Start) -> bool) {
        let passed: Vec<bool> = starts.iter().map(test).collect();
        let mut passed = passed.into_iter();
        starts.retain(|start| passed.next() == Some(true) || self.is_hangul(start.first));
    }

    /// Whether a token is in the script whose last tokens of names are read without particles.
    fn is_hangul(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|token| token.script == Script::Hangul)
    }

    /// Whether a name may start at a token: not within a run of Katakana.
    fn may_start(&self, index: usize) -> bool {
        let Some(token) = self.tokens.get(index) else { return false };
        let before = index.checked_sub(1).and_then(|before| self.tokens.get(before));
        !(token.script == Script::Katakana
            && token.gap == Gap::Tight
            && before.is_some_and(|before| before.script == Script::Katakana && before.end == token.start))
    }

    fn may_end(&self, end: usize) -> bool {
        end >= self.tokens.len() || self.may_start(end)
    }

    /// Whether a name may go on to a token from the one before it.
    fn may_continue(&self, index: usize) -> bool {
        let Some(token) = self.tokens.get(index) else { return false };
        let before = index.checked_sub(1).and_then(|before| self.tokens.get(before));
        match token.gap {
            Gap::Tight | Gap::Space => true,
            Gap::Stop => before.is_some_and(|before| before.dotted || before.len() <= 3),
            Gap::Comma => token.dotted,
            Gap::Hard => self.is_within_name(before, token),
        }
    }

    /// Whether tokens begin or end at a non-joiner within a word, as in "خواسته‌ای": only before an ending of the plural
    /// or the like does a name end so.
    fn is_within_word(&self, first: &Token, last: &Token) -> bool {
        if first.script != Script::Arabic {
            return false;
        }
        let before = self.text.get(..first.byte_start as usize).unwrap_or("");
        let after = self.text.get(last.byte_end as usize..).unwrap_or("");
        before.ends_with(NON_JOINER)
            || after.strip_prefix(NON_JOINER).is_some_and(|rest| {
                let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
                !ENDINGS_AFTER_NON_JOINER.contains(&rest.get(..end).unwrap_or(""))
            })
    }

    /// Whether what stands before a token is a mark that some names hold: "Papua — New Guinea" in Russian, "S:t Lucia".
    fn is_within_name(&self, before: Option<&Token>, token: &Token) -> bool {
        let between =
            before.and_then(|before| self.text.get(before.byte_end as usize..token.byte_start as usize));
        matches!(between, Some(":" | "–" | " – " | " — "))
    }

    fn exact(&self, start: &Start, hits: &mut Vec<Hit>) {
        let (first, reading) = (start.first, start.reading);
        let (mut key, mut bare) = (start.key, start.bare);
        let mut end = first + 1;
        loop {
            let (go_on, bare_too) = (self.kb.may_contain(key), bare != key && self.kb.may_contain(bare));
            if go_on && (end > first + 1 || start.is_name) {
                self.collect(first, end, reading, self.kb.lookup(key), hits);
            }
            let exact = hits.last().is_some_and(|hit| (hit.first, hit.end) == (first, end));
            if bare_too && !exact && self.letters(first, end) >= 5 {
                let before = hits.len();
                self.collect(first, end, reading, self.kb.lookup(bare), hits);
                hits.iter_mut().skip(before).for_each(|hit| hit.accented = true);
            }
            self.with_particle(first, end, reading, hits);
            if !(go_on || bare_too) || end - first >= MAX_TOKENS || !self.may_continue(end) {
                return;
            }
            let Some(next) = self.tokens.get(end) else { return };
            key = sequence_step(key, next.hash);
            bare = sequence_step(bare, next.bare);
            end += 1;
        }
    }

    fn letters(&self, first: usize, end: usize) -> u32 {
        self.tokens.get(first..end).unwrap_or(&[]).iter().map(Token::len).sum()
    }

    fn with_particle(&self, first: usize, end: usize, reading: Reading, hits: &mut Vec<Hit>) {
        let Some(trimmed) = self.tokens.get(end - 1).and_then(|last| particle(last, self.text)) else {
            return;
        };
        let mut key = sequence_start(KeySpace::Exact);
        for index in first..end - 1 {
            let Some(token) = self.tokens.get(index) else { return };
            key = sequence_step(key, token.hash);
        }
        key = sequence_step(key, trimmed.hash);
        if self.kb.may_contain(key) {
            let reading = Reading { trim: trimmed.trim, trim_bytes: trimmed.trim_bytes, ..reading };
            self.collect(first, end, reading, self.kb.lookup(key), hits);
        }
    }

    fn stemmed(&self, first: usize, hits: &mut Vec<Hit>) {
        let mut key = sequence_start(KeySpace::Stem);
        let mut end = first;
        while let Some(stem) = self.stem(first, end) {
            key = sequence_step(key, stem);
            end += 1;
            if !self.kb.may_contain(key) {
                return;
            }
            let known = hits.iter().rev().take(MAX_TOKENS).any(|hit| hit.first == first && hit.end == end);
            if !known {
                let before = hits.len();
                let related = self
                    .kb
                    .lookup(key)
                    .filter(|name| related(self.language, self.kb.language(name.language)));
                self.collect(first, end, self.whole(first), related, hits);
                hits.iter_mut().skip(before).for_each(|hit| hit.stemmed = true);
            }
            if !self.may_continue(end) {
                return;
            }
        }
    }

    /// The stem of a token; those of words in small letters, which only go on with a name, are made when they are needed.
    fn stem(&self, first: usize, index: usize) -> Option<u64> {
        let known = *self.stems.get(index)?;
        let token = self.tokens.get(index).filter(|_| known == 0 && index > first);
        match token {
            Some(token) if token.case == Case::Lower => stem::of_token(self.language, self.text, token),
            _ => Some(known).filter(|stem| *stem != 0),
        }
    }

    fn whole(&self, index: usize) -> Reading {
        self.tokens
            .get(index)
            .map_or(Reading { skip: 0, skip_bytes: 0, trim: 0, trim_bytes: 0, hash: 0 }, Reading::whole)
    }

    fn collect(
        &self,
        first: usize,
        end: usize,
        reading: Reading,
        names: impl Iterator<Item = NameRecord>,
        hits: &mut Vec<Hit>,
    ) {
        let (Some(start), Some(last)) = (self.tokens.get(first), self.tokens.get(end - 1)) else { return };
        if !self.may_end(end) || start.case == Case::Lower || self.is_within_word(start, last) {
            return;
        }
        let all_upper = self.tokens.get(first..end).is_some_and(|t| t.iter().all(|t| t.case != Case::Title));
        let small = last.case == Case::Lower;
        let names: Vec<NameRecord> = names
            .filter(|name| !name.capitals || all_upper || !start.script.is_cased())
            .filter(|name| name.small || !small)
            .collect();
        if names.is_empty() {
            return;
        }
        let span = Span {
            start: start.start + reading.skip,
            end: last.end - reading.trim,
            byte_start: start.byte_start + reading.skip_bytes,
            byte_end: last.byte_end - reading.trim_bytes,
        };
        if let Some(known) = hits.iter_mut().rev().take(4).find(|hit| hit.span == span) {
            let new = names
                .into_iter()
                .filter(|name| {
                    !known.names.iter().any(|k| k.entity == name.entity && k.language == name.language)
                })
                .collect::<Vec<_>>();
            known.names.extend(new);
            return;
        }
        hits.push(Hit { first, end, span, names, stemmed: false, cut: reading.skip > 0, accented: false });
    }
}

/// U+200C, between parts of a word in Persian, Urdu and Kurdish.
const NON_JOINER: char = '\u{200c}';
/// Endings of Persian names that stand after a non-joiner.
const ENDINGS_AFTER_NON_JOINER: [&str; 10] = ["ها", "های", "هایی", "ی", "ای", "را", "اش", "شان", "ام", "مان"];

/// Languages whose names take an "s" in the genitive without a mark between.
const GENITIVE_S: [&str; 6] = ["de", "sv", "da", "no", "nb", "nn"];
/// Fewest letters of a name that is read without it.
const SHORTEST_GENITIVE: u32 = 5;

/// Whether stems of one language may be read with the endings of another.
fn related(left: &str, right: &str) -> bool {
    fn group(tag: &str) -> &str {
        match language::primary(tag) {
            "ru" | "be" => "ru",
            "sr" | "bs" | "hr" | "sl" | "mk" => "hr",
            "cs" | "sk" => "cs",
            other => other,
        }
    }
    group(left) == group(right)
}
