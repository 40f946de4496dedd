//! "Read also": a list of links, or a whole further article?
//!
//! After the marker come headlines. If text follows them, it may be a new article or the main one going on; which of the
//! two is decided by counting what speaks for a new article.

use super::title::{is_headline, is_paragraph};
use crate::fingerprint::is_unspaced;
use crate::search::{Folding, key};
use std::collections::BTreeSet;

/// What comes after a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Lines after the marker that are headlines of other articles, links all.
    pub links: usize,
    /// Whether the line after those links is the title of an article that follows.
    pub is_article: bool,
}

/// What is known when a marker is met.
pub struct Scene<'a> {
    /// A headline on the marker's own line.
    pub inline: Option<&'a str>,
    /// The lines that follow, without blank ones, up to the next marker.
    pub after: &'a [&'a str],
    /// Whether the main article has ended: its source, keywords or rights line has been seen.
    pub has_ended: bool,
    /// Whether a line is a signature: an outlet, a dateline, a labelled date, author or source.
    pub is_signature: &'a dyn Fn(&str) -> bool,
    /// Title and paragraphs of the article before the marker.
    pub before: &'a [&'a str],
}

/// Points needed for a new article.
const ENOUGH: u32 = 2;

/// Judges what follows a marker. Links include the inline headline in no case.
pub fn judge(scene: &Scene<'_>) -> Verdict {
    let run = scene.after.iter().take_while(|line| is_headline(line) && !(scene.is_signature)(line)).count();
    // a marker with its own headline leads to that one; what comes after it are lines of an article
    let run = if scene.inline.is_some() { 0 } else { run };
    let (links, title, rest) = match (scene.inline, run) {
        (Some(inline), _) => (0, inline, scene.after),
        (None, 0) => return Verdict { links: 0, is_article: false },
        (_, run) => (
            run - 1,
            scene.after.get(run - 1).copied().unwrap_or(""),
            scene.after.get(run..).unwrap_or_default(),
        ),
    };
    let all_links = Verdict { links: run, is_article: false };
    let paragraphs: Vec<&str> = rest.iter().copied().filter(|line| is_paragraph(line)).take(3).collect();
    if paragraphs.is_empty() || scene.before.len() < 2 {
        return all_links;
    }
    let is_signed =
        rest.iter().take(3).take_while(|line| !is_paragraph(line)).any(|line| (scene.is_signature)(line))
            || rest.first().is_some_and(|line| (scene.is_signature)(line));
    let points =
        2 * u32::from(scene.has_ended) + 2 * u32::from(is_signed) + kinship(title, &paragraphs, scene.before);
    if points >= ENOUGH { Verdict { links, is_article: true } } else { all_links }
}

/// Points for a headline whose words come back in the text that follows and not in the text before.
fn kinship(title: &str, following: &[&str], before: &[&str]) -> u32 {
    let wanted = stems(&[title]);
    if wanted.len() < 3 {
        return 0;
    }
    let share = |texts: &[&str]| {
        let known = stems(texts);
        wanted.iter().filter(|stem| known.contains(*stem)).count() as f64 / wanted.len() as f64
    };
    let (after, earlier) = (share(following), share(before));
    u32::from(after >= 0.5) + u32::from(after - earlier >= 0.34)
}

/// Words cut to their first five letters, without Arabic article and one-letter prefixes; pairs of letters for scripts
/// without word spaces.
fn stems(texts: &[&str]) -> BTreeSet<String> {
    let mut stems = BTreeSet::new();
    for text in texts {
        for word in key(text, Folding::General).split(' ') {
            if word.chars().any(is_unspaced) {
                let letters: Vec<char> = word.chars().collect();
                stems.extend(letters.windows(2).map(|pair| pair.iter().collect::<String>()));
                continue;
            }
            let bare = strip_prefixes(word);
            if bare.chars().count() >= 3 {
                stems.insert(bare.chars().take(5).collect());
            }
        }
    }
    stems
}

fn strip_prefixes(word: &str) -> &str {
    let without_and = word.strip_prefix('و').filter(|rest| rest.chars().count() >= 4).unwrap_or(word);
    let prefixes = ["بال", "لل", "ال", "كال", "فال"];
    let without = prefixes.iter().find_map(|prefix| without_and.strip_prefix(prefix));
    without.filter(|rest| rest.chars().count() >= 3).unwrap_or(without_and)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIN: [&str; 2] = [
        "Harbour bridge reopens",
        "The bridge over the old harbour reopened on Friday after two years of repairs, the city said.",
    ];
    const NEW: &str =
        "Farmers in the northern valley harvested more olives than in any year since records began.";
    const MORE: &str =
        "Engineers will watch the bridge for another month, and lorries must still take the tunnel.";

    #[test]
    fn tells_articles_from_links() {
        let check =
            |inline: Option<&str>, after: &[&str], has_ended: bool, links: usize, is_article: bool| {
                let is_signature = |line: &str| line == "Valley Post../";
                let scene = Scene { inline, after, has_ended, is_signature: &is_signature, before: &MAIN };
                assert_eq!(judge(&scene), Verdict { links, is_article }, "{inline:?} {after:?}");
            };
        let title = "Olive harvest in northern valley breaks records";
        check(None, &[title, "Market prices fall again"], false, 2, false);
        check(None, &[title, "Valley Post../", NEW], false, 0, true);
        check(None, &[title, NEW], false, 0, true);
        check(None, &["Market prices fall again", title, NEW], true, 1, true);
        check(None, &["Market prices fall again", MORE], false, 1, false);
        check(Some("Market prices fall again"), &[MORE], false, 0, false);
        check(None, &[MORE], false, 0, false);
        check(None, &[], true, 0, false);
    }
}
