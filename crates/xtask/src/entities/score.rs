//! Exact-span scores.

#![expect(clippy::print_stdout, reason = "the reports of commands")]

use std::collections::BTreeSet;

use rafid_entities::recognise::{GazetteerHit, Kind, Recogniser};

use super::corpus::Corpus;

/// Counts of one kind, or of all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Names of the gold.
    pub gold: u32,
    /// Names predicted.
    pub predicted: u32,
    /// Names that agree in start, end and kind.
    pub right: u32,
}

impl Tally {
    /// F1 in percent.
    pub fn f1(self) -> f64 {
        200.0 * f64::from(self.right) / f64::from((self.gold + self.predicted).max(1))
    }
}

/// Scores of one corpus: PER, ORG, LOC, all.
pub type Scores = [Tally; 4];

/// Runs `recogniser` on every sentence of `corpus`; with `errors`, prints what is missing and what is wrong.
pub fn score(recogniser: &Recogniser, corpus: &Corpus, hits: &[Vec<GazetteerHit>], errors: bool) -> Scores {
    let mut scores = Scores::default();
    // ANERcorp counts glued conjunctions and prepositions to the name; corpora of all languages count endings to it.
    let whole_words = corpus.language == "ar";
    for (sentence, hits) in corpus.sentences.iter().zip(hits) {
        let gold: BTreeSet<(usize, usize, Kind)> =
            sentence.names.iter().filter_map(|n| Some((n.start, n.end, n.kind?))).collect();
        let spans = recogniser.recognise(&sentence.text, &corpus.language, hits);
        let found: BTreeSet<(usize, usize, Kind)> = spans
            .iter()
            .map(|s| (if whole_words { s.word_start } else { s.start }, s.word_end, s.kind))
            .collect();
        if errors && gold != found {
            println!("{}", sentence.text);
            for (mark, set) in [("missing", gold.difference(&found)), ("wrong", found.difference(&gold))] {
                for (start, end, kind) in set {
                    println!(
                        "    {mark} {} {}",
                        kind.as_str(),
                        sentence.text.get(*start..*end).unwrap_or_default()
                    );
                }
            }
        }
        let mut count = |set: &mut dyn Iterator<Item = &(usize, usize, Kind)>, f: fn(&mut Tally)| {
            for (_, _, kind) in set {
                f(&mut scores[*kind as usize]);
                f(&mut scores[3]);
            }
        };
        count(&mut gold.iter(), |t| t.gold += 1);
        count(&mut found.iter(), |t| t.predicted += 1);
        count(&mut gold.intersection(&found), |t| t.right += 1);
    }
    scores
}
