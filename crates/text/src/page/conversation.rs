//! Where authors and sources are announced: not in conversations ("Reporter: You left the town", "Author: I never said
//! that"), not in headlines, not amid the text.

use super::structure::{Pass, Setting};
use super::{labels, title};
use crate::lexicon::Kind;
use crate::search::key;
use crate::units::Mapped;
use std::collections::{HashMap, HashSet};

/// Short lines that may stand before the first label.
const HEAD_LINES: usize = 3;

/// Lines after a label that are looked at for paragraphs.
const AHEAD: usize = 40;

impl<'a> Pass<'a, '_> {
    /// Whether an author or a source may be announced here: not where people speak, not in a headline, and in scripts
    /// without capitals only before and after the text.
    pub(super) fn is_in_place(&mut self, line: &Mapped<'a>, label: &labels::Label) -> bool {
        let is_source = label.kind == Kind::Source;
        if !(is_source || matches!(label.kind, Kind::Author | Kind::Byline)) {
            return true;
        }
        let value = line.text.get(label.value.clone()).unwrap_or("").trim();
        if labels::is_known_source(value) || self.setting.names.is_name(value) {
            return true;
        }
        let Some(draft) = self.drafts.last() else { return true };
        let is_first = self.drafts.len() == 1
            && draft.title.is_none()
            && draft.paragraphs.is_empty()
            && draft.removed.is_empty();
        let is_name = !is_source && (labels::is_one_name(value) || labels::is_byline(&line.text));
        if is_first && !is_name && self.is_title(line) {
            return false;
        }
        let spoken = self.spoken.get_or_insert_with(|| spoken_lines(&self.lines, self.setting));
        if spoken.contains(&(self.at - 1)) {
            return false;
        }
        let Some(draft) = self.drafts.last() else { return true };
        let is_head = draft.paragraphs.len() <= HEAD_LINES
            && !draft.paragraphs.iter().any(|line| title::is_paragraph(&line.text));
        labels::has_capitals(value) || is_head || !self.goes_on()
    }

    /// Whether paragraphs of the article follow soon.
    fn goes_on(&self) -> bool {
        let filled = self.lines.iter().skip(self.at).filter(|next| !next.text.is_empty()).take(AHEAD);
        let mut own = filled.take_while(|next| !is_related_marker(&next.text, self.setting));
        own.any(|next| title::is_paragraph(&next.text))
    }
}

/// Lines from one turn of a conversation to the next.
const NEAR: usize = 2;

/// Lines of conversations: those under a label of authors that stands before different values, one of which at least is
/// no name (or, in scripts without capitals, before different values at all). A marker of other articles parts them.
fn spoken_lines(lines: &[Mapped<'_>], setting: &Setting<'_>) -> HashSet<usize> {
    let mut spoken = HashSet::new();
    let mut turns: HashMap<String, Vec<usize>> = HashMap::new();
    for at in 0..=lines.len() {
        let text = lines.get(at).map(|line| line.text.as_ref());
        if let Some(head) = text.and_then(labels::speaker) {
            turns.entry(key(head, setting.folding)).or_default().push(at);
            continue;
        }
        if turns.is_empty() || text.is_some_and(|text| !is_related_marker(text, setting)) {
            continue;
        }
        let all: Vec<usize> = turns.values().flatten().copied().collect();
        let mut range: Option<(usize, usize)> = None;
        for places in turns.drain().map(|(_, places)| places).filter(|places| places.len() > 1) {
            let texts = || places.iter().filter_map(|at| lines.get(*at)).map(|line| line.text.as_ref());
            let differs = texts().any(|text| Some(text) != texts().next());
            let is_name =
                |text: &str| labels::has_capitals(text) && labels::label_of(text, setting.context).is_some();
            if differs && !texts().all(is_name) {
                let (first, last) =
                    (places.first().copied().unwrap_or(at), places.last().copied().unwrap_or(0));
                let (from, to) = range.unwrap_or((first, last));
                range = Some((first.min(from), last.max(to)));
            }
        }
        // who speaks once speaks before, between or after the turns of others; a line or a blank one may part them
        let Some((from, to)) = range else { continue };
        spoken.extend(all.into_iter().filter(|at| (from.saturating_sub(NEAR)..=to + NEAR).contains(at)));
    }
    spoken
}

/// Whether a line announces other articles.
fn is_related_marker(text: &str, setting: &Setting<'_>) -> bool {
    labels::label_of(text, setting.context).is_some_and(|label| label.kind == Kind::Related)
}
