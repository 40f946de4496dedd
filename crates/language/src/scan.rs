//! Reads text once and names its features: hashed n-grams of letters inside words, words, and pairs of words.
//!
//! What is no evidence of a language is left out here: addresses, handles, digits, and tokens that mix letters with
//! digits. Those are counted instead, since much of it says that the text is not prose.

use crate::alphabet;
use crate::compose::{compose, cyrillic_twin};
use crate::keys::{Keys, hash, step};
use crate::script::{CharTable, Kind, SCRIPTS, Script};

/// Shortest and longest n-gram of letters, word boundaries included, in alphabets: pairs of letters cost a third more time
/// and tell nothing that longer n-grams do not.
pub const ORDERS: (usize, usize) = (3, 4);
/// The same where a letter is a syllable or most of one.
pub const ORDERS_SYLLABLES: (usize, usize) = (2, 4);
/// The same where words are not written apart (Han and kana).
pub const ORDERS_HAN: (usize, usize) = (1, 2);
/// Bytes of a text that are read at most, whatever they are: where there is so much without enough letters, there is no prose.
const BYTES: usize = 1 << 16;
/// A word longer than this is read in pieces.
pub(crate) const WORD: usize = 48;
const BOUNDARY: u32 = 0x5F;

/// What was read of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Letters read, by script.
    pub letters: [u32; SCRIPTS],
    /// Words read, by script.
    pub words: [u32; SCRIPTS],
    /// Letters U+0670 to U+06EF that occur, a bit each: few languages write all of them.
    pub arabic: u128,
    /// Tokens of letters and digits together.
    pub mixed: u32,
    /// Characters that are common in program text.
    pub symbols: u32,
    /// Addresses and handles that were skipped.
    pub addresses: u32,
    /// Bytes read; less than the length of the text where reading stopped early.
    pub bytes: usize,
}

impl Default for Reading {
    fn default() -> Self {
        let none = [0; SCRIPTS];
        Reading { letters: none, words: none, arabic: 0, mixed: 0, symbols: 0, addresses: 0, bytes: 0 }
    }
}

impl Reading {
    /// The script that most of the evidence is written in; `Common` without any letter.
    ///
    /// Names, brands and quotations in Latin letters stand in texts of every script, the reverse is rare: Latin letters
    /// decide only where there are twice as many.
    pub fn dominant(&self) -> Script {
        let mut best = (0, Script::Common);
        for (&letters, &script) in self.letters.iter().zip(Script::ALL) {
            let weight = letters * script.weight() * if script == Script::Latin { 1 } else { 2 };
            if weight > best.0 {
                best = (weight, script);
            }
        }
        best.1
    }

    /// Letters of one script.
    pub fn letters_of(&self, script: Script) -> u32 {
        self.letters.get(script as usize).copied().unwrap_or(0)
    }

    /// Words of one script.
    pub fn words_of(&self, script: Script) -> u32 {
        self.words.get(script as usize).copied().unwrap_or(0)
    }
}

/// Reads `text` until `limit` letters (weighted by [`Script::weight`]) have been seen, and calls `feature` with the
/// script and the 32-bit key of every feature.
///
/// Features of one word come together, in the order of the text. Nothing is allocated.
pub fn scan(text: &str, limit: u32, mut feature: impl FnMut(Script, u32)) -> Reading {
    let mut scan = Scan::new(text);
    scan.run(limit, |script, keys| keys.iter().for_each(|key| feature(script, *key)));
    scan.state.reading
}

/// A text that is read in parts.
pub struct Scan<'t> {
    text: &'t str,
    state: Scanner,
}

impl<'t> Scan<'t> {
    /// Nothing read yet.
    pub fn new(text: &'t str) -> Scan<'t> {
        Scan::over(text, u64::MAX)
    }

    /// The same, of at most [`BYTES`] and with the features of some scripts only: where one language decides alone, none
    /// are needed.
    pub(crate) fn of(text: &'t str, scripts: u64) -> Scan<'t> {
        let end = (0..=BYTES.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        Scan::over(text.get(..end).unwrap_or(text), scripts)
    }

    fn over(text: &'t str, scripts: u64) -> Scan<'t> {
        let state = Scanner {
            reading: Reading::default(),
            word: [BOUNDARY; WORD + 2],
            len: 0,
            script: Script::Common,
            mixed: false,
            blended: false,
            previous: 0,
            evidence: 0,
            keys: Keys::NONE,
            scripts,
        };
        Scan { text, state }
    }

    /// What was read so far.
    pub fn reading(&self) -> &Reading {
        &self.state.reading
    }

    /// Whether the end of the text was reached.
    pub fn is_done(&self) -> bool {
        self.state.reading.bytes >= self.text.len()
    }

    /// Goes on to the end of the word with which `limit` letters (weighted, from the start of the text) were seen, and hands over
    /// the features: some at a time, all of one script.
    pub fn run(&mut self, limit: u32, mut features: impl FnMut(Script, &[u32])) {
        self.state.reading.bytes = self.read_to(limit, &mut features);
        self.state.keys.hand_over(&mut features);
    }

    /// Reads on; returns the byte of the text that comes next.
    fn read_to(&mut self, limit: u32, features: &mut impl FnMut(Script, &[u32])) -> usize {
        let table = CharTable::get();
        let state = &mut self.state;
        let mut begin = state.reading.bytes;
        let mut chars = self.text.get(begin..).unwrap_or("").char_indices();
        let mut colon = 0u8;
        // No tag ends between here and there.
        let mut no_end = 0;
        while let Some((at, c)) = chars.next() {
            if let Some(letter) = table.letter_of(c, state.script)
                && state.push_plain(letter)
            {
                colon = 0;
                continue;
            }
            match table.kind(c) {
                Kind::Letter(script, folded) => {
                    if state.len > 0 && script != state.script {
                        state.change_script(script, features);
                    }
                    state.push(script, folded, features);
                    colon = 0;
                }
                Kind::Ignored => {}
                Kind::Apostrophe => {
                    if state.len > 0 {
                        state.push(state.script, 0x27, features);
                    }
                }
                Kind::Digit => {
                    if state.len > 0 && !spells_codes(state.script) {
                        state.finish(features);
                    }
                    state.mixed = true;
                    colon = 0;
                }
                kind @ (Kind::Separator | Kind::Symbol) => {
                    let skipped = match c {
                        '<' => markup(self.text, begin + at, &mut no_end),
                        '&' => entity(self.text, begin + at),
                        _ => None,
                    };
                    if let Some(end) = skipped {
                        state.finish(features);
                        begin = end;
                        chars = self.text.get(begin..).unwrap_or("").char_indices();
                        continue;
                    }
                    if kind == Kind::Symbol && c != '/' {
                        state.reading.symbols += 1;
                    }
                    if c == '@' || (colon == 2 && c == '/') || state.is_www(c) {
                        state.drop_word();
                        chars.find(|(_, c)| c.is_whitespace());
                        state.reading.addresses += 1;
                        colon = 0;
                        continue;
                    }
                    colon = match (c, colon) {
                        (':', _) if state.is_scheme() => 1,
                        ('/', 1) => 2,
                        _ => 0,
                    };
                    if colon == 0 {
                        state.finish(features);
                    }
                    if state.evidence >= limit {
                        return begin + at + c.len_utf8();
                    }
                }
            }
        }
        state.finish(features);
        self.text.len()
    }
}

/// End of the tag that begins at a byte of the text, if that looks like one of HTML.
///
/// `no_end` remembers up to where no end was found, so that no byte is looked at for every `<` before it.
fn markup(text: &str, at: usize, no_end: &mut usize) -> Option<usize> {
    const LONGEST: usize = 512;
    let bytes = text.as_bytes();
    let first = bytes.get(at + 1)?;
    if !(first.is_ascii_alphabetic() || matches!(first, b'/' | b'!')) {
        return None;
    }
    let (from, to) = ((at + 1).max(*no_end), bytes.len().min(at + 1 + LONGEST));
    let end = bytes.get(from..to)?.iter().position(|byte| *byte == b'>');
    *no_end = end.map_or(to, |end| from + end);
    end.map(|end| from + end + 1)
}

/// End of the character reference that begins at a byte of the text, such as `&nbsp;` or `&#39;`, if it is one.
fn entity(text: &str, at: usize) -> Option<usize> {
    const LONGEST: usize = 10;
    let bytes = text.as_bytes().get(at + 1..)?;
    let name =
        bytes.iter().take(LONGEST).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#').count();
    (name > 1 && bytes.get(name) == Some(&b';')).then_some(at + 2 + name)
}

struct Scanner {
    reading: Reading,
    /// The word between two boundaries: `word[0]` is one, the other is put behind the last letter.
    word: [u32; WORD + 2],
    len: usize,
    script: Script,
    /// Whether the token holds a digit.
    mixed: bool,
    /// Whether Latin and Cyrillic letters met in the word.
    blended: bool,
    /// Hash of the word before, 0 at a start.
    previous: u64,
    /// Letters read so far, weighted.
    evidence: u32,
    keys: Keys,
    /// Bits of the scripts whose features are wanted.
    scripts: u64,
}

impl Scanner {
    /// Adds a letter of the word's script to a word that has room for it; what `push` does in most cases.
    #[inline]
    fn push_plain(&mut self, folded: u32) -> bool {
        if self.len == 0 || self.len >= WORD || is_mark(folded) {
            return false;
        }
        self.len += 1;
        if let Some(cell) = self.word.get_mut(self.len) {
            *cell = folded;
        }
        true
    }

    fn push(&mut self, script: Script, folded: u32, features: &mut impl FnMut(Script, &[u32])) {
        if is_mark(folded)
            && self.len > 0
            && let Some(letter) = self.word.get_mut(self.len)
        {
            // Letter and mark are one, as they are where they have a code point together.
            *letter = compose(*letter, folded);
            return;
        }
        if self.len >= WORD {
            self.finish(features);
        }
        self.script = script;
        self.len += 1;
        if let Some(cell) = self.word.get_mut(self.len) {
            *cell = folded;
        }
    }

    fn letters(&self) -> &[u32] {
        self.word.get(1..=self.len).unwrap_or(&[])
    }

    fn is_www(&self, c: char) -> bool {
        c == '.' && self.letters() == [0x77, 0x77, 0x77]
    }

    /// Whether the word before a colon is the scheme of an address.
    fn is_scheme(&self) -> bool {
        let spells = |word: &str| self.letters().iter().copied().eq(word.chars().map(u32::from));
        spells("http") || spells("https") || spells("ftp")
    }

    fn drop_word(&mut self) {
        self.len = 0;
        self.mixed = false;
        self.blended = false;
    }

    /// Another script begins another word, but for Latin next to Cyrillic: there the one may stand in for the other.
    fn change_script(&mut self, script: Script, features: &mut impl FnMut(Script, &[u32])) {
        let both =
            |a, b| matches!((a, b), (Script::Latin, Script::Cyrillic) | (Script::Cyrillic, Script::Latin));
        if both(self.script, script) {
            self.blended = true;
        } else {
            self.finish(features);
        }
    }

    /// Puts Cyrillic letters for the Latin ones that look like them, as careless keyboards and careful spammers mix
    /// them. Words that stay mixed count as Latin.
    fn unblend(&mut self) {
        let letters = self.word.get_mut(1..=self.len).unwrap_or(&mut []);
        for letter in letters.iter_mut() {
            *letter = cyrillic_twin(*letter);
        }
        let cyrillic = letters.iter().all(|letter| (0x400..0x530).contains(letter) || *letter == 0x27);
        self.script = if cyrillic { Script::Cyrillic } else { Script::Latin };
    }

    fn finish(&mut self, features: &mut impl FnMut(Script, &[u32])) {
        while self.letters().last() == Some(&0x27) {
            self.len -= 1;
        }
        if self.blended {
            self.unblend();
        }
        let (len, mixed, script) = (self.len, self.mixed, self.script);
        self.drop_word();
        if len == 0 {
            return;
        }
        if mixed && spells_codes(script) {
            self.reading.mixed += 1;
            return;
        }
        if let Some(letters) = self.reading.letters.get_mut(script as usize) {
            *letters += len as u32;
        }
        if let Some(words) = self.reading.words.get_mut(script as usize) {
            *words += 1;
        }
        if script == Script::Arabic {
            let letters = self.word.get(1..=len).unwrap_or(&[]);
            self.reading.arabic |= alphabet::bits(letters.iter().copied());
        }
        self.evidence += len as u32 * script.weight();
        if let Some(end) = self.word.get_mut(len + 1) {
            *end = BOUNDARY;
        }
        let wanted = self.scripts & script.bit() != 0;
        if wanted {
            self.keys.make_room(script, features);
        }
        if script == Script::Han {
            if !wanted {
                return;
            }
            self.keys.grams(self.word.get(1..=len).unwrap_or(&[]), ORDERS_HAN);
            return;
        }
        let bounded = self.word.get(..len + 2).unwrap_or(&[]);
        let whole = hash(bounded);
        let previous = std::mem::replace(&mut self.previous, whole);
        if !wanted {
            return;
        }
        match script {
            Script::Ethiopic | Script::Myanmar | Script::Tibetan | Script::Tifinagh => {
                self.keys.grams(bounded, ORDERS_SYLLABLES);
            }
            _ => self.keys.three_and_four(bounded),
        }
        if len + 2 > ORDERS.1 {
            self.keys.push(whole);
        }
        if previous != 0 {
            self.keys.push(step(previous, (whole >> 32) as u32));
        }
    }
}

/// Whether a folded code point is a mark on the letter before it.
#[inline]
fn is_mark(folded: u32) -> bool {
    (0x300..0x370).contains(&folded)
}

/// Whether letters and digits in one token make a code or a chat spelling; elsewhere numbers just stand in the text.
fn spells_codes(script: Script) -> bool {
    matches!(script, Script::Latin | Script::Cyrillic | Script::Greek)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> (u32, u32, u32, u32) {
        let reading = scan(text, u32::MAX, |_, _| {});
        let all = reading.words.iter().sum();
        (all, reading.mixed, reading.addresses, reading.symbols)
    }

    #[test]
    fn counts_words_and_what_is_left_out() {
        assert_eq!(words("One two three"), (3, 0, 0, 0));
        assert_eq!(words("see https://example.org/a/b?c=d now"), (2, 0, 1, 0));
        assert_eq!(words("mail a.b@example.org now"), (3, 0, 1, 0));
        assert_eq!(words("www.example.org"), (0, 0, 1, 0));
        assert_eq!(words("h264 4k 17 2nd"), (0, 3, 0, 0));
        assert_eq!(words("one<br/>two <a href=\"x\">three</a>"), (3, 0, 0, 0));
        assert_eq!(words("one < two"), (2, 0, 0, 1));
        assert_eq!(words("<p>one</p> <i>two</i>"), (2, 0, 0, 0));
        assert_eq!(words("one&nbsp;two&#39;s &amp; R&D;"), (5, 0, 0, 2));
        assert_eq!(words("2024年3月"), (2, 0, 0, 0));
        assert_eq!(words("it's 'quoted'"), (2, 0, 0, 0));
        assert_eq!(words("let x = {};"), (2, 0, 0, 4));
        assert_eq!(scan("ẹ\u{301}kọ\u{301}", u32::MAX, |_, _| {}).letters_of(Script::Latin), 3);
        assert_eq!(words("CNN Arabic يمانيون"), (3, 0, 0, 0));
        assert_eq!(words(""), (0, 0, 0, 0));
    }

    #[test]
    fn latin_names_do_not_outweigh_another_script() {
        let dominant = |text: &str| scan(text, u32::MAX, |_, _| {}).dominant();
        assert_eq!(dominant("قالت New York Times امس"), Script::Arabic);
        assert_eq!(dominant("The word كتاب means a book in Arabic"), Script::Latin);
        assert_eq!(dominant("12"), Script::Common);
    }

    #[test]
    fn stops_at_the_limit() {
        let text = "word ".repeat(100);
        let reading = scan(&text, 40, |_, _| {});
        assert_eq!(reading.letters_of(Script::Latin), 40);
        assert_eq!(reading.bytes, 50);
    }

    #[test]
    fn features_do_not_depend_on_case_or_points() {
        let keys = |text: &str| {
            let mut keys = Vec::new();
            scan(text, u32::MAX, |_, key| keys.push(key));
            keys
        };
        assert_eq!(keys("STRASSE im Ort"), keys("strasse IM oRT"));
        assert_eq!(keys("مُحَمَّد"), keys("محمد"));
        // Nor on how letters with marks are stored.
        assert_eq!(keys("cafe\u{301} Ha\u{323}\u{302}u"), keys("café Hậu"));
        assert_eq!(keys("краи\u{306}"), keys("край"));
        // Of "ab": _ab _ab_ ab_
        assert_eq!(keys("ab").len(), 3);
        // Latin letters that look like Cyrillic ones inside a Cyrillic word.
        assert_eq!(keys("вaжнo"), keys("важно"));
    }

    #[test]
    fn takes_any_text() {
        let long = "x".repeat(10_000);
        assert_eq!(scan(&long, u32::MAX, |_, _| {}).letters_of(Script::Latin), 10_000);
        scan("\u{0}\u{301}''''@@::////", u32::MAX, |_, _| {});
    }
}
