//! Training: features are counted and numbered, then [`super::crf`] learns their weights. Deterministic.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use rafid_entities::recognise::features::{self, Features, Spelling};
use rafid_entities::recognise::label;
use rafid_entities::recognise::model::Model;
use rafid_entities::recognise::prepare::{Prepared, WordTables};
use rafid_entities::recognise::tables::HashTable;
use rafid_entities::recognise::{GazetteerHit, language};

use super::corpus::{self, Corpus};
use super::crf::{Learner, Mean};

/// What training may vary.
#[derive(Clone, Debug)]
pub struct Options {
    /// Passes over the data.
    pub epochs: u32,
    /// Last passes, of which the mean of the weights is kept; at least one.
    pub averaged: u32,
    /// Step of the first update.
    pub rate: f32,
    /// Strength of the pull to zero.
    pub sparsity: f32,
    /// Largest step of a weight after the pass over all data, as a share of the first.
    pub decay: f32,
    /// Share of sentences, in 256ths, that see no gazetteer hits, and of hits dropped elsewhere.
    pub dropout: u32,
    /// Models whose mean is kept: each learns with other hits and words hidden.
    pub members: u32,
    /// Fewest occurrences of a feature.
    pub least: u8,
    /// Most bytes of the weights file.
    pub bytes: usize,
    /// Share of words, in 256ths, whose identity is hidden.
    pub mask: u32,
    /// How much less likely "outside" is made, in units of log-odds.
    pub recall: f32,
    /// Train without gazetteer hits.
    pub no_gazetteer: bool,
}

#[derive(Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &b in bytes {
            self.0 = self.0 << 8 | u64::from(b);
        }
    }
    fn write_u64(&mut self, n: u64) {
        self.0 = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    fn write_u32(&mut self, n: u32) {
        self.0 = u64::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

type Map<V> = HashMap<u32, V, BuildHasherDefault<Identity>>;

/// Scored tokens in a row, with the numbers of their features.
pub struct Segment {
    /// Group of languages.
    pub language: u16,
    /// Weight of its updates.
    pub weight: f32,
    /// Gold labels.
    pub labels: Vec<u8>,
    /// Feature numbers of all tokens.
    pub ids: Vec<u32>,
    /// Where in `ids` the features of each token end.
    pub ends: Vec<u32>,
}

/// A sequence of numbers that looks random.
pub struct Random(pub u64);

impl Random {
    /// The next number.
    pub fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z >> 32) as u32
    }
}

/// Tokens after which a segment is cut where it can be.
const LONGEST: usize = 32;

/// A sentence ready to extract features from.
struct Example {
    prepared: Prepared,
    spellings: Vec<Spelling>,
    labels: Vec<u8>,
    language: u16,
    weight: f32,
}

impl Example {
    fn extract(&self, at: usize, features: &mut Features) {
        let spellings = self.prepared.spellings(&self.spellings, at);
        features::extract(&self.prepared.window(at), &spellings, features);
    }
}

/// A corpus, the hits of its sentences, its weight.
pub struct Input<'a> {
    /// The corpus.
    pub corpus: &'a Corpus,
    /// Hits of every sentence.
    pub hits: Vec<Vec<GazetteerHit>>,
    /// Weight of its updates.
    pub weight: f32,
}

/// Trains on `inputs`; `words` becomes part of the model.
pub fn train(inputs: &[Input], words: &WordTables, options: &Options, version: &str) -> Model {
    let mut groups: Vec<&str> = inputs.iter().map(|i| language::group(&i.corpus.language)).collect();
    groups.sort_unstable();
    groups.dedup();
    let seeds: Vec<u32> = groups.iter().map(|g| language::seed(g)).collect();
    let mut mean = Mean::new(groups.len());
    let mut pairs = Pairs::default();
    for member in 0..options.members.max(1) {
        let examples = examples(inputs, words, &groups, options, member);
        let features = number(&examples, &seeds, options.least);
        let segments = segments(&examples, &features);
        add_pairs(&examples, &features, &mut pairs);
        drop(examples);
        eprintln!("{} segments, {} rows of features", segments.len(), features.hashes.len());
        mean.add(&Learner::new(features.hashes.len(), groups.len(), options).run(&segments), &features);
    }
    let mut model = mean.model(&groups, words, options, version);
    model.words.pairs = Some(with_weights(&pairs, &model));
    model
}

/// The pairs of the corpora by their feature: word and bit.
type Pairs = Map<(u32, u8)>;

fn add_pairs(examples: &[Example], numbered: &Numbered, pairs: &mut Pairs) {
    for example in examples {
        for at in example.prepared.segments().flatten() {
            features::pairs(&example.prepared.window(at), |bit, word, feature| {
                if numbered.shared.contains_key(&feature) {
                    pairs.insert(feature, (word, bit));
                }
            });
        }
    }
}

/// The bits of the pairs that `model` has weights for, by word.
fn with_weights(pairs: &Pairs, model: &Model) -> HashTable<u8> {
    let mut bits: BTreeMap<u32, u8> = BTreeMap::new();
    for (feature, _) in model.weights.iter() {
        if let Some((word, bit)) = pairs.get(&feature) {
            *bits.entry(*word).or_default() |= bit;
        }
    }
    let mut table = HashTable::with_capacity(bits.len());
    for (word, bits) in bits {
        table.insert(word, bits);
    }
    table
}

fn examples(
    inputs: &[Input],
    words: &WordTables,
    groups: &[&str],
    options: &Options,
    member: u32,
) -> Vec<Example> {
    let mut random = Random(u64::from(member) + 1);
    let mut examples = Vec::new();
    for input in inputs {
        let group = language::group(&input.corpus.language);
        let seed = language::seed(&input.corpus.language);
        let at = groups.iter().position(|g| *g == group).unwrap_or_default() as u16;
        for (sentence, hits) in input.corpus.sentences.iter().zip(&input.hits) {
            let none = random.next() % 256 < options.dropout || options.no_gazetteer;
            let kept: Vec<GazetteerHit> =
                hits.iter().copied().filter(|_| !none && random.next() % 256 >= options.dropout).collect();
            let (mut prepared, mut spellings) = Prepared::new(&sentence.text, &kept, words, seed);
            // A word that is hidden now and then teaches the tagger what to do with those never seen.
            let words = prepared.infos.iter_mut().zip(&mut spellings);
            for (info, spelling) in words.filter(|(info, _)| !info.character && info.shape != 15) {
                if random.next() % 256 < options.mask {
                    info.word = random.next();
                    spelling.stem = info.word;
                }
            }
            let labels = corpus::project(&prepared.tokens, sentence, &input.corpus.language);
            examples.push(Example { prepared, spellings, labels, language: at, weight: input.weight });
        }
    }
    examples
}

/// Features by number.
#[derive(Default)]
pub struct Numbered {
    /// The hash of each.
    pub hashes: Vec<u32>,
    /// The group whose own feature it is; none of shared ones.
    pub groups: Vec<Option<u16>>,
    shared: Map<u32>,
    /// By number of the shared feature and group.
    own: HashMap<u64, u32, BuildHasherDefault<Identity>>,
}

impl Numbered {
    fn add(&mut self, hash: u32, group: Option<u16>) -> u32 {
        self.hashes.push(hash);
        self.groups.push(group);
        self.hashes.len() as u32 - 1
    }

    /// The numbers of a feature in a language of `group`.
    fn of(&self, feature: u32, group: u16) -> impl Iterator<Item = u32> {
        let shared = self.shared.get(&feature).copied();
        let own = shared.and_then(|number| self.own.get(&own_key(number, group)).copied());
        shared.into_iter().chain(own)
    }
}

fn own_key(number: u32, group: u16) -> u64 {
    u64::from(number) << 8 | u64::from(group)
}

/// Numbers the features: the shared copy of each, and one a language for those that several languages have.
fn number(examples: &[Example], seeds: &[u32], least: u8) -> Numbered {
    const BITS: u32 = 26;
    let mut counts = vec![0_u8; 1 << BITS];
    let mut own_counts = vec![0_u8; 1 << BITS];
    each(examples, |example, feature| {
        let seed = seeds.get(usize::from(example.language)).copied().unwrap_or_default();
        for (table, hash) in [(&mut counts, feature), (&mut own_counts, features::conjoin(feature, seed))] {
            if let Some(count) = table.get_mut((hash >> (32 - BITS)) as usize) {
                *count = count.saturating_add(1);
            }
        }
    });
    let enough =
        |table: &[u8], hash: u32| table.get((hash >> (32 - BITS)) as usize).is_some_and(|c| *c >= least);
    let mut languages: Map<(u16, bool)> = Map::default();
    each(examples, |example, feature| {
        if enough(&counts, feature) {
            let seen = languages.entry(feature).or_insert((example.language, false));
            seen.1 |= seen.0 != example.language;
        }
    });
    let mut numbered = Numbered::default();
    each(examples, |example, feature| {
        let Some(&(_, several)) = languages.get(&feature) else { return };
        let known = numbered.shared.get(&feature).copied();
        let number = known.unwrap_or_else(|| numbered.add(feature, None));
        numbered.shared.insert(feature, number);
        let seed = seeds.get(usize::from(example.language)).copied().unwrap_or_default();
        let key = own_key(number, example.language);
        if several
            && enough(&own_counts, features::conjoin(feature, seed))
            && !numbered.own.contains_key(&key)
        {
            let own = numbered.add(feature, Some(example.language));
            numbered.own.insert(key, own);
        }
    });
    numbered
}

fn each(examples: &[Example], mut f: impl FnMut(&Example, u32)) {
    let mut features = Features::default();
    for example in examples {
        for segment in example.prepared.segments() {
            for at in segment {
                example.extract(at, &mut features);
                for &feature in features.as_slice() {
                    f(example, feature);
                }
            }
        }
    }
}

fn segments(examples: &[Example], numbered: &Numbered) -> Vec<Segment> {
    let mut out = Vec::new();
    let mut features = Features::default();
    for example in examples {
        for range in example.prepared.segments() {
            let mut labels = example.labels.get(range.clone()).unwrap_or_default().to_vec();
            mend(&mut labels);
            let new = || Segment {
                language: example.language,
                weight: example.weight,
                labels: Vec::new(),
                ids: Vec::new(),
                ends: Vec::new(),
            };
            let mut segment = new();
            for (at, label) in range.zip(labels) {
                // Long segments are cut outside names: the gradient of one step stays fresh.
                if segment.labels.len() >= LONGEST && label == label::OUTSIDE {
                    out.push(std::mem::replace(&mut segment, new()));
                }
                segment.labels.push(label);
                example.extract(at, &mut features);
                let numbers = features.as_slice().iter().flat_map(|f| numbered.of(*f, example.language));
                segment.ids.extend(numbers);
                segment.ends.push(segment.ids.len() as u32);
            }
            segment.ids.shrink_to_fit();
            out.push(segment);
        }
    }
    out
}

/// Names cut by the border of a segment become outside.
fn mend(labels: &mut [u8]) {
    let mut previous = label::OUTSIDE;
    for n in 0..labels.len() {
        if !label::allowed(previous, labels[n]) {
            labels[n] = label::OUTSIDE;
            let mut back = n;
            while back > 0 && !label::final_label(labels[back - 1]) {
                labels[back - 1] = label::OUTSIDE;
                back -= 1;
            }
        }
        previous = labels[n];
    }
    let mut back = labels.len();
    while back > 0 && !label::final_label(labels[back - 1]) {
        labels[back - 1] = label::OUTSIDE;
        back -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::corpus::{Name, Sentence};
    use super::*;
    use rafid_entities::recognise::{Kind, Recogniser};

    const TOWNS: [&str; 6] = ["Oslo", "Lima", "Cairo", "Delhi", "Quito", "Hanoi"];

    /// Sentences that name each town between the same words.
    fn corpus(language: &str, before: &str, after: &str) -> Corpus {
        let sentence = |town: &&str| {
            let (start, text) = (before.len(), format!("{before}{town}{after}"));
            let name = Name { start, end: start + town.len(), kind: Some(Kind::Location) };
            Sentence { document: 0, text, names: vec![name] }
        };
        let sentences = TOWNS.iter().cycle().take(60).map(sentence).collect();
        Corpus { language: language.to_owned(), sentences }
    }

    #[test]
    fn a_model_learns_what_its_corpora_show_and_is_the_same_each_time() {
        let corpora = [
            corpus("en", "Then Anna visited ", " again."),
            corpus("de", "Dann besuchte Anna ", " noch einmal."),
        ];
        let options = Options {
            members: 2,
            epochs: 6,
            averaged: 2,
            rate: 0.3,
            sparsity: 0.01,
            decay: 0.1,
            dropout: 0,
            least: 1,
            bytes: 1_000_000,
            mask: 20,
            recall: 0.0,
            no_gazetteer: false,
        };
        let words = WordTables::default();
        let learn = || {
            let hits = |corpus: &Corpus| vec![Vec::new(); corpus.sentences.len()];
            let inputs = corpora.each_ref().map(|corpus| Input { corpus, hits: hits(corpus), weight: 1.0 });
            train(&inputs, &words, &options, "test")
        };
        let model = learn();
        let bytes = model.to_bytes();
        assert_eq!(learn().to_bytes(), bytes);
        let read = Model::from_bytes(&bytes).unwrap();
        assert_eq!(read.to_bytes(), bytes);
        assert!(read.languages.iter().all(|language| !language.rows.is_empty()));

        let pairs = read.words.pairs.as_ref().unwrap();
        let mut weighty = 0;
        for sentence in corpora.iter().flat_map(|corpus| &corpus.sentences) {
            let (prepared, _) = Prepared::new(&sentence.text, &[], &words, 1);
            for at in 0..prepared.tokens.len() {
                features::pairs(&prepared.window(at), |bit, word, feature| {
                    if read.weights.get(feature).is_some() {
                        weighty += 1;
                        assert!(pairs.get(word).is_some_and(|bits| bits & bit != 0), "{}", sentence.text);
                    }
                });
            }
        }
        assert!(weighty > 0);

        let recogniser = Recogniser::new(read);
        for (language, text) in
            [("en", "Then Anna visited Tirana again."), ("de", "Dann besuchte Anna Tirana noch einmal.")]
        {
            let spans = recogniser.recognise(text, language, &[]);
            let found: Vec<(&str, Kind)> =
                spans.iter().map(|span| (&text[span.start..span.end], span.kind)).collect();
            assert_eq!(found, [("Tirana", Kind::Location)], "{text}: a town that was not seen");
        }
    }
}
