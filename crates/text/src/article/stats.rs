//! Sizes of an article's body.

use crate::units::Mapped;

/// Sizes of an article's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Code points of the paragraphs, one line feed between two.
    pub chars: u32,
    /// Words: runs between white space; letters of scripts without word spaces count one each.
    pub words: u32,
    /// Sentence ends; an estimate ("Mr. Smith" counts one too many).
    pub sentences: u32,
    /// Paragraphs.
    pub paragraphs: u32,
}

pub(super) fn stats_of(paragraphs: &[Mapped<'_>]) -> Stats {
    let mut stats = Stats { paragraphs: paragraphs.len() as u32, ..Stats::default() };
    for paragraph in paragraphs {
        count(&paragraph.text, &mut stats);
    }
    stats.chars += stats.paragraphs.saturating_sub(1);
    stats
}

/// One pass over a paragraph. ".." is a pause, and a mark ends a sentence only before white space or the end.
fn count(text: &str, stats: &mut Stats) {
    let mut in_word = false;
    let mut ending = 0_u32;
    for ch in text.chars() {
        stats.chars += 1;
        let is_space = ch == ' ' || ch == '\t';
        let is_unspaced = ch >= '\u{e00}' && crate::fingerprint::is_unspaced(ch);
        stats.words += u32::from(is_unspaced || !is_space && !in_word);
        in_word = !is_space && !is_unspaced;
        ending = match ch {
            '.' | '!' | '?' | '؟' | '۔' | '।' | '…' => ending + 1,
            '。' | '！' | '？' => {
                stats.sentences += 1;
                0
            }
            '"' | '”' | '»' | ')' | '\'' | '’' => ending,
            ' ' => {
                stats.sentences += u32::from(ending == 1 || ending > 2);
                0
            }
            _ => 0,
        };
    }
    stats.sentences += u32::from(ending > 0);
}
