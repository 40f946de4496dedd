//! From features to a tag: which language, how sure, and whether to rely on it.

use crate::alphabet::foreign;
use crate::expert::{Expert, ExpertSum, MEMBERS_MAX};
use crate::math::{exp, greatest, interpolate, total};
use crate::model::{GROUPS_MAX, Model, ModelError, Scores, Sums};
use crate::portuguese;
use crate::scan::{Reading, Scan, scan};
use crate::script::Script;
use crate::table::Sum;
use std::sync::OnceLock;

/// Letters of a text that are read; more adds cost but next to no accuracy (see `docs/language.md`).
pub const LETTERS_READ: u32 = 480;
/// The tag of a text whose language is not known.
pub const UND: &str = "und";

/// The language whose variants are told apart by [`portuguese`].
const PORTUGUESE: &str = "pt";

/// Fewest letters, weighted by script, of a reliable answer.
const RELIABLE_LETTERS: u32 = 24;
/// Fewest words of a reliable answer where words are written apart: fewer are names and labels.
const RELIABLE_WORDS: u32 = 4;
/// Lowest confidence of a reliable answer.
const RELIABLE_CONFIDENCE: f32 = 0.87;
/// How sure a script is of its only language: others are written in it, if rarely.
const SOLE_CONFIDENCE: f32 = 0.995;
/// A hint decides between languages of one group if its own is at most this many times less likely than the best.
const HINT_FACTOR: f32 = 4.0;

/// How many times as likely an article is in a language as in another of its group, before anything is read: news in
/// Indonesian and Turkish is many times what there is in their neighbours, as are their readers. Sentences and paragraphs are not weighed.
pub(crate) const EXPECTED: &[(&str, f32)] = &[("id", 8.0), ("tr", 4.0)];

/// How likely a text is to hold none, one, or more letters that its language does not write, in names and quotations.
const FOREIGN: [f32; 3] = [1.0, 0.02, 0.0004];

/// Letters that an expert reads: what it tells apart is rare, and few texts get to it.
pub(crate) const EXPERT_LETTERS: u32 = 1000;
/// Letters after which a clear case is decided without reading on.
const LOOKS: [u32; 2] = [128, 256];
/// How clear a case must be for that.
const CLEAR: f32 = 0.999;

/// Bytes on the boundary of a cache line, so that no vector lies across two.
#[repr(align(64))]
struct Aligned<T: ?Sized>(T);

static EMBEDDED: &Aligned<[u8]> = &Aligned(*include_bytes!("../../../models/language.bin"));

/// The language of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tag {
    /// BCP 47 tag, such as `ar`, `zh-Hant`, `pt-BR`; `und` if the text does not tell.
    pub tag: &'static str,
    /// ISO 15924 code of the script, `Zyyy` for a text without letters.
    pub script: &'static str,
    /// Probability that the language is right, 0 to 1, to three decimals.
    pub confidence: f32,
    /// Whether there is enough prose, and of one kind, to rely on the tag.
    pub reliable: bool,
}

impl Tag {
    /// The answer for a text that says nothing.
    pub const UNKNOWN: Tag = Tag { tag: UND, script: "Zyyy", confidence: 0.0, reliable: false };

    /// The language subtag: `zh` of `zh-Hant`.
    pub fn language(&self) -> &'static str {
        language_of(self.tag)
    }
}

/// A language that was considered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// BCP 47 tag.
    pub tag: &'static str,
    /// Calibrated probability, 0 to 1.
    pub probability: f32,
}

/// Why a text got its tag.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The answer.
    pub tag: Tag,
    /// The likeliest languages, best first, at most five.
    pub candidates: Vec<Candidate>,
    /// What was read.
    pub reading: Reading,
    /// Features of the script that were read, and how many of them the model knows.
    pub features: (u32, u32),
}

/// Scores of the classes of one script before calibration.
#[derive(Clone, Debug, PartialEq)]
pub struct RawScores {
    /// Index of the first of the classes in [`Model::classes`].
    pub first: usize,
    /// Letters read, weighted by script.
    pub letters: u32,
    /// One score a class.
    pub values: Vec<f32>,
}

/// A language identifier: a model and the rules around it.
#[derive(Debug)]
pub struct Identifier {
    model: Model,
}

impl Identifier {
    /// The identifier with the model of this crate, parsed at the first call.
    ///
    /// # Panics
    ///
    /// Never in a build whose tests pass: the model is part of the program.
    pub fn embedded() -> &'static Identifier {
        static IDENTIFIER: OnceLock<Identifier> = OnceLock::new();
        #[expect(clippy::expect_used, reason = "the bytes are fixed at build time and a test parses them")]
        IDENTIFIER.get_or_init(|| Identifier::from_bytes(&EMBEDDED.0).expect("the embedded model parses"))
    }

    /// An identifier with a model of one's own, made by `cargo xtask train-language`.
    pub fn from_bytes(bytes: &'static [u8]) -> Result<Identifier, ModelError> {
        Ok(Identifier { model: Model::parse(bytes)? })
    }

    /// Checksum of the model, 16 hexadecimal digits.
    pub fn model_version(&self) -> &str {
        self.model.version()
    }

    /// The model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Every tag that an answer can have, sorted, `und` included.
    pub fn tags(&self) -> Vec<&'static str> {
        let classes = self.model.classes().iter().map(|class| class.tag);
        let languages =
            self.model.classes().iter().map(|class| language_of(class.tag)).filter(|tag| *tag == "pt");
        let mut tags: Vec<_> = classes.chain(languages).chain([UND]).collect();
        tags.sort_unstable();
        tags.dedup();
        tags
    }

    /// The language of one text.
    pub fn identify(&self, text: &str) -> Tag {
        self.verdict(text, LETTERS_READ, None, &mut Scores::none()).with_variant([text]).tag()
    }

    /// As [`identify`](Self::identify) from at most about so many letters, weighted by script.
    pub fn identify_within(&self, text: &str, letters: u32) -> Tag {
        self.verdict(text, letters.min(LETTERS_READ), None, &mut Scores::none()).with_variant([text]).tag()
    }

    /// As [`identify`](Self::identify), with the reasons.
    pub fn explain(&self, text: &str) -> Evidence {
        let (reading, sums) = self.read(text, LETTERS_READ);
        let mut scores = Scores::none();
        let again = |expert: &Expert| read_once_more(expert, text, EXPERT_LETTERS);
        let verdict = self.judge(&reading, &sums, None, &again, &[], &mut scores).with_variant([text]);
        let mut candidates: Vec<_> = scores.iter().collect();
        candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        candidates.truncate(5);
        let named = |(class, probability): (usize, f32)| {
            let class = self.model.classes().get(class)?;
            Some(Candidate { tag: class.tag, probability: round(probability) })
        };
        let sum = self.model.sum(&sums, reading.dominant());
        Evidence {
            tag: verdict.tag(),
            candidates: candidates.into_iter().filter_map(named).collect(),
            features: sum.map_or((0, 0), |sum| (sum.seen, sum.hits)),
            reading,
        }
    }

    /// Scores of an expert's members before calibration, with the letters read. For trainers.
    pub fn expert_scores(
        &self,
        text: &str,
        letters: u32,
        class: usize,
    ) -> Option<(Vec<usize>, u32, Vec<f32>)> {
        let expert = self.model.expert_of(class)?;
        let reading = scan(text, letters, |_, _| {});
        let script = self.model.classes().get(class)?.script;
        let scores: [f32; MEMBERS_MAX] = expert.scores(&read_once_more(expert, text, letters));
        let values = scores.iter().take(expert.members.len()).copied().collect();
        Some((expert.members.clone(), reading.letters_of(script) * script.weight(), values))
    }

    /// Scores before calibration after about so many letters, weighted by script; `None` without known letters.
    /// For trainers.
    pub fn scores(&self, text: &str, letters: u32) -> Option<RawScores> {
        let (reading, sums) = self.read(text, letters);
        let script = reading.dominant();
        let mut scores = Scores::none();
        if !self.model.scores(script, self.model.sum(&sums, script), &mut scores) {
            return None;
        }
        let values = scores.iter().map(|(_, value)| value).collect();
        Some(RawScores { first: scores.first, letters: reading.letters_of(script) * script.weight(), values })
    }

    pub(crate) fn read(&self, text: &str, limit: u32) -> (Reading, Sums) {
        let mut sums = [const { Sum::ZERO }; GROUPS_MAX];
        let mut scan = Scan::of(text, self.model.summed);
        self.read_on(&mut scan, limit, &mut sums);
        (scan.reading().clone(), sums)
    }

    fn read_on(&self, scan: &mut Scan<'_>, limit: u32, sums: &mut Sums) {
        scan.run(limit, |script, keys| self.model.add(sums, script, keys));
    }

    /// Reads a text and decides, as soon as the case is clear.
    fn verdict(&self, text: &str, limit: u32, hint: Option<&str>, scores: &mut Scores) -> Verdict {
        let mut sums = [const { Sum::ZERO }; GROUPS_MAX];
        let mut scan = Scan::of(text, self.model.summed);
        for look in LOOKS.into_iter().filter(|look| *look < limit) {
            self.read_on(&mut scan, look, &mut sums);
            if scan.is_done() {
                break;
            }
            let reading = scan.reading();
            let script = reading.dominant();
            if self.first_stage(reading, script, self.model.sum(&sums, script), scores) {
                let verdict = self.decide(reading, script, scores, hint);
                if verdict.reliable && verdict.confidence >= CLEAR {
                    return verdict;
                }
            }
        }
        if !scan.is_done() {
            self.read_on(&mut scan, limit, &mut sums);
        }
        let again = |expert: &Expert| {
            read_once_more(expert, text, if limit < LETTERS_READ { limit } else { EXPERT_LETTERS })
        };
        self.judge(scan.reading(), &sums, hint, &again, &[], scores)
    }

    /// Decides about what was read, with an expert if need be; leaves the probabilities in `scores`.
    pub(crate) fn judge(
        &self,
        reading: &Reading,
        sums: &Sums,
        hint: Option<&str>,
        again: &Again<'_>,
        expected: &[(&str, f32)],
        scores: &mut Scores,
    ) -> Verdict {
        let script = reading.dominant();
        if !self.first_stage(reading, script, self.model.sum(sums, script), scores) {
            *scores = Scores::none();
            return Verdict::unknown(script);
        }
        self.weigh_letters(scores, reading.arabic);
        self.share_out(scores, reading.letters_of(script) * script.weight(), again, expected);
        self.decide(reading, script, scores, hint)
    }

    /// Puts the probabilities of the classes of a script into `scores`; whether there is anything to go by.
    fn first_stage(&self, reading: &Reading, script: Script, sum: Option<&Sum>, scores: &mut Scores) -> bool {
        let letters = reading.letters_of(script);
        if letters == 0 || !self.model.scores(script, sum, scores) {
            return false;
        }
        if scores.count == 1 {
            scores.values[0] = SOLE_CONFIDENCE;
        } else {
            softmax(scores, self.model.temperature(letters * script.weight()));
        }
        true
    }

    fn decide(&self, reading: &Reading, script: Script, scores: &Scores, hint: Option<&str>) -> Verdict {
        let mut verdict = Verdict::unknown(script);
        let Some(best) = self.best(scores, hint) else { return verdict };
        verdict.choice = Some(best);
        verdict.confidence = self.model.language_probability(scores, best);
        let Some(class) = self.model.classes().get(best) else { return verdict };
        verdict.tag_script = class.tag_script;
        verdict.tag = if language_of(class.tag) == PORTUGUESE { PORTUGUESE } else { class.tag };
        verdict.reliable =
            is_prose(reading, script) && verdict.confidence >= RELIABLE_CONFIDENCE && class.tag != UND;
        if class.tag == UND || is_noise(reading, script) {
            verdict.tag = UND;
            verdict.reliable = false;
        }
        verdict
    }

    /// Makes languages less likely that do not write some of the letters.
    fn weigh_letters(&self, scores: &mut Scores, letters: u128) {
        if letters == 0 || scores.top().is_none_or(|(_, probability)| probability >= CLEAR) {
            return;
        }
        let classes = self.model.classes().iter().skip(scores.first).take(scores.count);
        for (value, class) in scores.values.iter_mut().zip(classes) {
            let foreign = foreign(letters, language_of(class.tag)) as usize;
            *value *= FOREIGN.get(foreign).or(FOREIGN.last()).copied().unwrap_or(1.0);
        }
        let share = 1.0 / scores.values.iter().take(scores.count).sum::<f32>().max(f32::MIN_POSITIVE);
        scores.values.iter_mut().take(scores.count).for_each(|value| *value *= share);
    }

    /// Lets the expert of the likeliest class's group share out the probability of the group.
    fn share_out(&self, scores: &mut Scores, letters: u32, again: &Again<'_>, expected: &[(&str, f32)]) {
        let Some((best, probability)) = scores.top() else { return };
        if probability >= CLEAR {
            return;
        }
        let Some(expert) = self.model.expert_of(best) else { return };
        let mut shares = expert.scores(&again(expert));
        let temperature = interpolate(&expert.temperatures, letters);
        let values = shares.iter().take(expert.members.len());
        let top = values.copied().fold(f32::MIN, f32::max);
        let mut total = 0.0;
        for (share, member) in shares.iter_mut().zip(&expert.members) {
            let tag = self.model.classes().get(*member).map_or("", |class| class.tag);
            let weight =
                expected.iter().find(|(expected, _)| *expected == tag).map_or(1.0, |(_, weight)| *weight);
            *share = exp((*share - top) / temperature) * weight;
            total += *share;
        }
        let group: f32 = expert.members.iter().map(|member| scores.value(*member)).sum();
        for (member, share) in expert.members.iter().zip(shares) {
            scores.set(*member, group * share / total);
        }
    }

    /// The likeliest class: first the language with all its variants, then the variant.
    fn best(&self, scores: &Scores, hint: Option<&str>) -> Option<usize> {
        let (mut best, top) = scores.top()?;
        if let Some(hint) = hint {
            let hinted = self.hinted(scores, hint, best, top);
            best = hinted.unwrap_or(best);
        }
        Some(best)
    }

    fn hinted(&self, scores: &Scores, hint: &str, best: usize, top: f32) -> Option<usize> {
        let group = self.model.classes().get(best)?.group;
        let language = hint.split(['-', '_']).next()?;
        let matches = |(at, value): &(usize, f32)| {
            let Some(class) = self.model.classes().get(*at) else { return false };
            let named = language_of(class.tag).eq_ignore_ascii_case(language);
            named && !group.is_empty() && class.group == group && *value * HINT_FACTOR >= top
        };
        scores.iter().find(matches).map(|(at, _)| at)
    }
}

/// Reads what was read once more, for an expert.
pub(crate) type Again<'a> = dyn Fn(&Expert) -> ExpertSum + 'a;

/// Adds up an expert's weights over a text.
pub(crate) fn read_again(expert: &Expert, sum: &mut ExpertSum, text: &str, limit: u32) {
    Scan::of(text, expert.script.bit()).run(limit, |_, keys| expert.add(sum, keys));
}

/// The same of one text alone.
pub(crate) fn read_once_more(expert: &Expert, text: &str, limit: u32) -> ExpertSum {
    let mut sum = ExpertSum::ZERO;
    read_again(expert, &mut sum, text, limit);
    sum
}

/// What was decided about a text, before it is rounded to a [`Tag`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verdict {
    pub(crate) tag: &'static str,
    pub(crate) tag_script: &'static str,
    pub(crate) confidence: f32,
    pub(crate) reliable: bool,
    pub(crate) choice: Option<usize>,
}

impl Verdict {
    fn unknown(script: Script) -> Verdict {
        Verdict { tag: UND, tag_script: script.as_str(), confidence: 0.0, reliable: false, choice: None }
    }

    /// Names the variant of Portuguese that the texts are in, if they tell.
    pub(crate) fn with_variant<'t>(mut self, texts: impl IntoIterator<Item = &'t str>) -> Verdict {
        if self.tag == PORTUGUESE {
            self.tag = portuguese::variant(texts.into_iter());
        }
        self
    }

    pub(crate) fn tag(&self) -> Tag {
        Tag {
            tag: self.tag,
            script: self.tag_script,
            confidence: round(self.confidence),
            reliable: self.reliable,
        }
    }
}

/// Whether there is enough text, and enough of it in words of one script.
fn is_prose(reading: &Reading, script: Script) -> bool {
    let letters = reading.letters_of(script);
    let words = reading.words_of(script);
    let all: u32 =
        reading.letters.iter().zip(Script::ALL).map(|(letters, script)| letters * script.weight()).sum();
    let apart = !matches!(script, Script::Han | Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar);
    letters * script.weight() >= RELIABLE_LETTERS
        && (!apart || words >= RELIABLE_WORDS)
        && letters * script.weight() * 2 > all
        && reading.mixed * 5 <= words.max(4)
        && reading.symbols * 12 <= letters
}

/// Whether what was read is program text, codes or the like rather than words.
fn is_noise(reading: &Reading, script: Script) -> bool {
    let letters = reading.letters_of(script);
    letters * script.weight() < 3
        || reading.symbols * 4 > letters
        || reading.mixed > reading.words_of(script) * 2
}

/// Scores to probabilities.
fn softmax(scores: &mut Scores, temperature: f32) {
    let Some(values) = scores.values.get_mut(..scores.count) else { return };
    let (top, factor) = (greatest(values), 1.0 / temperature);
    // No branch: four are done at a time.
    for value in values.iter_mut() {
        *value = exp((*value - top) * factor);
    }
    let share = 1.0 / total(values);
    for value in values.iter_mut() {
        *value *= share;
    }
}

/// `zh` of `zh-Hant`.
pub(crate) fn language_of(tag: &'static str) -> &'static str {
    tag.split('-').next().unwrap_or(tag)
}

/// Three decimals: what is written must not depend on how a machine prints a float.
fn round(value: f32) -> f32 {
    (value * 1000.0).round() / 1000.0
}
