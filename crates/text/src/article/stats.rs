//! Sizes of an article's body.

use crate::fingerprint::is_unspaced;
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

/// What a byte means for counting; multi-byte characters that matter are looked at by their first byte.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Space,
    /// Ends a sentence before white space: `.` `!` `?`.
    Stop,
    /// May stand between the stop and the white space: quotes and brackets.
    Closer,
    /// First byte of a character that may be any of these, or a letter of a script without word spaces.
    Look,
}

static CLASSES: [Class; 256] = classes();

const fn classes() -> [Class; 256] {
    let mut classes = [Class::Letter; 256];
    classes[b' ' as usize] = Class::Space;
    classes[b'\t' as usize] = Class::Space;
    classes[b'.' as usize] = Class::Stop;
    classes[b'!' as usize] = Class::Stop;
    classes[b'?' as usize] = Class::Stop;
    classes[b'"' as usize] = Class::Closer;
    classes[b'\'' as usize] = Class::Closer;
    classes[b')' as usize] = Class::Closer;
    classes[0xc2] = Class::Look; // »
    classes[0xd8] = Class::Look; // ؟
    classes[0xdb] = Class::Look; // ۔
    let mut lead = 0xe0;
    while lead <= 0xf4 {
        classes[lead] = Class::Look;
        lead += 1;
    }
    classes
}

/// One pass over a paragraph. ".." is a pause, and a stop ends a sentence only before white space or the end.
fn count(text: &str, stats: &mut Stats) {
    stats.chars += text.bytes().filter(|byte| byte & 0xc0 != 0x80).count() as u32;
    let mut in_word = false;
    let mut stops = 0_u32;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let mut class = CLASSES.get(usize::from(byte)).copied().unwrap_or(Class::Letter);
        let mut length = 1;
        if class == Class::Look {
            let ch = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
            length = ch.len_utf8();
            class = class_of(ch);
            if class == Class::Look {
                // a letter that is a word of its own, or a stop that needs no white space
                let is_stop = matches!(ch, '。' | '！' | '？');
                stats.sentences += u32::from(is_stop);
                stats.words += u32::from(!is_stop);
                (in_word, stops) = (false, 0);
                at += length;
                continue;
            }
        }
        at += length;
        match class {
            Class::Space => {
                stats.sentences += u32::from(stops == 1 || stops > 2);
                (in_word, stops) = (false, 0);
                continue;
            }
            Class::Stop => stops += 1,
            Class::Closer => {}
            Class::Letter | Class::Look => stops = 0,
        }
        stats.words += u32::from(!in_word);
        in_word = true;
    }
    stats.sentences += u32::from(stops > 0);
}

fn class_of(ch: char) -> Class {
    match ch {
        '؟' | '۔' | '।' | '…' => Class::Stop,
        '”' | '»' | '’' => Class::Closer,
        '。' | '！' | '？' => Class::Look,
        _ if is_unspaced(ch) => Class::Look,
        _ => Class::Letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_words_and_sentences() {
        let check = |text: &str, chars: u32, words: u32, sentences: u32| {
            let mut stats = Stats::default();
            count(text, &mut stats);
            assert_eq!((stats.chars, stats.words, stats.sentences), (chars, words, sentences), "{text}");
        };
        check("", 0, 0, 0);
        check("One two. Three!", 15, 3, 2);
        check("بوتين.. وهذا ما قال", 19, 4, 0);
        check("يمانيون../", 10, 1, 0);
        check("قال \"نعم\". ثم مضى؟", 18, 4, 2);
        check("Costs 3.5 million", 17, 3, 0);
        check("今天下雨。明天晴。", 9, 7, 2);
        check("Well... yes", 11, 2, 1);
    }
}
