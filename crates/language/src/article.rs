//! The language of an article, and of the paragraphs that differ from it.

use crate::expert::{Expert, ExpertSum};
use crate::identify::{
    EXPECTED, EXPERT_LETTERS, Identifier, LETTERS_READ, Tag, UND, Verdict, read_again, read_once_more,
};
use crate::model::{GROUPS_MAX, Scores};
use crate::scan::Reading;
use crate::script::Script;
use crate::table::Sum;

/// The language of an article and of those of its paragraphs that are in another one.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleLanguage {
    /// The language of the article.
    pub article: Tag,
    /// One a paragraph, in order; `Some` only where the paragraph is in another language.
    pub paragraphs: Vec<Option<Tag>>,
}

/// Letters of a title that are read.
const TITLE_LETTERS: u32 = 120;
/// Letters of a paragraph that are read at first, however many paragraphs there are.
const SAMPLE_MIN: u32 = 48;
/// Letters of all paragraphs together that are read at first, as far as [`SAMPLE_MIN`] allows.
const SAMPLES: u32 = 640;
/// Letters of all paragraphs together that an expert reads, as far as there are so many.
const EXPERT_ARTICLE_LETTERS: u32 = 3000;
/// Weighted letters below which a paragraph cannot differ from its article: labels, names, datelines, captions.
const OVERRIDE_LETTERS: u32 = 60;
/// The same behind a paragraph that already differs.
const CONTINUE_LETTERS: u32 = 32;
const OVERRIDE_CONFIDENCE: f32 = 0.95;
const CONTINUE_CONFIDENCE: f32 = 0.8;
/// How unlikely the article's own language must be in a paragraph that differs.
const OWN_PROBABILITY_MAX: f32 = 0.02;

/// What was read of a paragraph at first.
struct Sample {
    reading: Reading,
    script: Script,
    sum: Option<Sum>,
    /// The likeliest class of the first stage, if there are letters enough to ask.
    first: Option<usize>,
}

impl Identifier {
    /// The language of an article from its title and paragraphs, and the paragraphs that are in another one.
    ///
    /// `hint`, a BCP 47 tag that came with the article, decides between languages that are easily taken for each
    /// other; it never overrides the text. Cost: a bounded part of each paragraph is read, more only where a
    /// paragraph seems to differ.
    pub fn identify_article(
        &self,
        title: Option<&str>,
        paragraphs: &[&str],
        hint: Option<&str>,
    ) -> ArticleLanguage {
        let share = SAMPLES / (paragraphs.len().max(1) as u32);
        let limit = share.clamp(SAMPLE_MIN, LETTERS_READ);
        let samples: Vec<Sample> = paragraphs.iter().map(|text| self.sample(text, limit)).collect();
        let mut reading = Reading::default();
        let mut sums = [const { Sum::ZERO }; GROUPS_MAX];
        if let Some(title) = title {
            let (read, title_sums) = self.read(title, TITLE_LETTERS);
            add_reading(&mut reading, &read);
            sums.iter_mut().zip(&title_sums).for_each(|(sum, more)| sum.merge(more));
        }
        // Damaged paragraphs, such as text in a wrong encoding, say nothing about the others.
        let is_noise = |sample: &Sample| sample.first.is_some_and(|class| self.is_noise(class));
        let noise_alone = samples.iter().all(|sample| sample.first.is_none() || is_noise(sample));
        for sample in samples.iter().filter(|sample| noise_alone || !is_noise(sample)) {
            add_reading(&mut reading, &sample.reading);
            let place = self.model().place_of(sample.script).and_then(|place| sums.get_mut(place));
            if let (Some(to), Some(from)) = (place, &sample.sum) {
                to.merge(from);
            }
        }
        let again = |expert: &Expert| {
            let mut sum = ExpertSum::ZERO;
            if let Some(title) = title {
                read_again(expert, &mut sum, title, TITLE_LETTERS);
            }
            let limit = (EXPERT_ARTICLE_LETTERS / paragraphs.len().max(1) as u32).max(limit);
            for text in paragraphs {
                read_again(expert, &mut sum, text, limit);
            }
            sum
        };
        let verdict = self
            .judge(&reading, &sums, hint, &again, EXPECTED, &mut Scores::none())
            .with_variant(title.into_iter().chain(paragraphs.iter().copied()));
        let paragraphs = self.differing(paragraphs, &samples, &verdict, hint);
        ArticleLanguage { article: verdict.tag(), paragraphs }
    }

    fn sample(&self, text: &str, limit: u32) -> Sample {
        let (reading, sums) = self.read(text, limit);
        let script = reading.dominant();
        let sum = self.model().sum(&sums, script).cloned();
        let asked = has_letters(&reading, script, CONTINUE_LETTERS);
        let first = if asked { self.model().likeliest(script, sum.as_ref()) } else { None };
        Sample { reading, script, sum, first }
    }

    fn is_noise(&self, class: usize) -> bool {
        self.model().classes().get(class).is_some_and(|class| class.tag == UND)
    }

    fn differing(
        &self,
        texts: &[&str],
        samples: &[Sample],
        article: &Verdict,
        hint: Option<&str>,
    ) -> Vec<Option<Tag>> {
        let mut before: Option<Tag> = None;
        let mut out = Vec::with_capacity(texts.len());
        for (text, sample) in texts.iter().zip(samples) {
            before = self.differs(text, sample, article, before, hint);
            out.push(before);
        }
        out
    }

    fn differs(
        &self,
        text: &str,
        sample: &Sample,
        article: &Verdict,
        before: Option<Tag>,
        hint: Option<&str>,
    ) -> Option<Tag> {
        // Whatever an expert might say, the paragraph would be in the same group.
        if self.is_same(sample.first, article.choice) {
            return None;
        }
        let (reading, sums) = self.read(text, LETTERS_READ);
        let mut scores = Scores::none();
        let again = |expert: &Expert| read_once_more(expert, text, EXPERT_LETTERS);
        let full = self.judge(&reading, &sums, hint, &again, &[], &mut scores);
        if !full.reliable || full.tag == UND || self.is_same(full.choice, article.choice) {
            return None;
        }
        let goes_on = before.is_some_and(|before| before.tag == full.tag);
        let (letters, confidence) = if goes_on {
            (CONTINUE_LETTERS, CONTINUE_CONFIDENCE)
        } else {
            (OVERRIDE_LETTERS, OVERRIDE_CONFIDENCE)
        };
        let own = article.choice.map_or(0.0, |own| scores.value(own));
        let differs = has_letters(&reading, reading.dominant(), letters)
            && full.confidence >= confidence
            && own <= OWN_PROBABILITY_MAX;
        differs.then(|| full.with_variant([text]).tag())
    }

    /// The same language, or one that a paragraph is too short to tell from it.
    fn is_same(&self, paragraph: Option<usize>, article: Option<usize>) -> bool {
        let group = |class: usize| self.model().classes().get(class).map_or("", |class| class.group);
        match (paragraph, article) {
            (Some(a), Some(b)) => {
                self.model().language_of(a) == self.model().language_of(b)
                    || (!group(a).is_empty() && group(a) == group(b))
            }
            (None, _) => true,
            (Some(_), None) => false,
        }
    }
}

fn has_letters(reading: &Reading, script: Script, letters: u32) -> bool {
    reading.letters_of(script) * script.weight() >= letters
}

fn add_reading(to: &mut Reading, from: &Reading) {
    to.letters.iter_mut().zip(&from.letters).for_each(|(to, from)| *to += from);
    to.words.iter_mut().zip(&from.words).for_each(|(to, from)| *to += from);
    to.arabic |= from.arabic;
    to.mixed += from.mixed;
    to.symbols += from.symbols;
    to.addresses += from.addresses;
    to.bytes += from.bytes;
}
