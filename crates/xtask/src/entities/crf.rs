//! A linear-chain conditional random field, learned by `AdaGrad` with an L1 penalty applied lazily.

// Labels index several tables at once; the loops are over labels, not over one table.
#![allow(clippy::needless_range_loop)]

use std::collections::BTreeMap;

use rafid_entities::recognise::features;
use rafid_entities::recognise::label::{self, LABELS, LANES};
use rafid_entities::recognise::model::{Language, Model, Transitions};
use rafid_entities::recognise::prepare::WordTables;
use rafid_entities::recognise::tables::{Row, Rows};

use super::train::{Numbered, Options, Random, Segment};

type Lanes = [f32; LANES];
type Moves = [[f32; LABELS]; LABELS];

/// Gradients below this share of certainty are left out.
const NEGLIGIBLE: f32 = 0.002;

/// Largest weight: keeps the first steps from running away.
const MOST: f32 = 8.0;
/// Loss below which a segment is settled.
const SETTLED: f32 = 0.03;

#[derive(Clone, Copy)]
struct Weights {
    value: Lanes,
    /// Sums of squared gradients.
    squares: Lanes,
    /// Penalty applied so far, as the learner's running total.
    penalty: f32,
}

/// Learns the weights of a model.
pub struct Learner<'a> {
    options: &'a Options,
    rows: Vec<Weights>,
    /// Transitions: those of all languages, then one table a language.
    moves: Vec<Moves>,
    moves_squares: Vec<Moves>,
    /// Sums of the weights after each of the last passes, and how many these are.
    sums: Vec<Lanes>,
    moves_sums: Vec<Moves>,
    summed: f32,
    /// Step size now.
    rate: f32,
    /// Sum of rate × sparsity over all steps so far.
    penalty: f32,
    work: Work,
}

#[derive(Default)]
struct Work {
    scores: Vec<Lanes>,
    forward: Vec<Lanes>,
    backward: Vec<Lanes>,
}

impl<'a> Learner<'a> {
    /// Weights of zero for `rows` features and `languages` groups.
    pub fn new(rows: usize, languages: usize, options: &'a Options) -> Self {
        let zero = Weights { value: [0.0; LANES], squares: [0.0; LANES], penalty: 0.0 };
        Self {
            options,
            rows: vec![zero; rows],
            moves: vec![[[0.0; LABELS]; LABELS]; languages + 1],
            moves_squares: vec![[[0.0; LABELS]; LABELS]; languages + 1],
            sums: Vec::new(),
            moves_sums: Vec::new(),
            summed: 0.0,
            rate: options.rate,
            penalty: 0.0,
            work: Work::default(),
        }
    }

    /// Passes over `segments`, in an order shuffled anew each time.
    pub fn run(mut self, segments: &[Segment]) -> Self {
        let mut order: Vec<u32> = (0..segments.len() as u32).collect();
        let mut random = Random(7);
        let all = (self.options.epochs as usize * segments.len()) as f32;
        let mut step = 0_u32;
        // Segments that are settled are visited every third pass only.
        let mut settled = vec![false; segments.len()];
        // The penalty is that of a whole pass: a feature must explain so much to have weight, however large the corpus.
        for epoch in 0..self.options.epochs {
            for n in (1..order.len()).rev() {
                order.swap(n, random.next() as usize % (n + 1));
            }
            let mut loss = 0.0_f64;
            let mut seen = 0_u32;
            for &n in &order {
                let done = step as f32 / all;
                step += 1;
                self.rate = self.options.rate * (1.0 - (1.0 - self.options.decay) * done);
                self.penalty += self.rate * self.options.sparsity / segments.len() as f32;
                let (Some(segment), Some(settled)) = (segments.get(n as usize), settled.get_mut(n as usize))
                else {
                    continue;
                };
                if *settled && (n + epoch) % 3 != 0 {
                    continue;
                }
                let own = self.learn(segment);
                *settled = own < SETTLED;
                loss += f64::from(own);
                seen += 1;
            }
            eprintln!("epoch {}: {seen} segments, loss {loss:.1}", epoch + 1);
            if epoch + self.options.averaged >= self.options.epochs {
                self.add_to_average();
            }
        }
        self.average();
        self
    }

    /// Adds the weights as they are now to the sums of which the mean is kept: single steps weigh less in it.
    fn add_to_average(&mut self) {
        self.sums.resize(self.rows.len(), [0.0; LANES]);
        for (row, sum) in self.rows.iter_mut().zip(&mut self.sums) {
            shrink(row, self.penalty);
            for (total, value) in sum.iter_mut().zip(&row.value) {
                *total += value;
            }
        }
        self.moves_sums.resize(self.moves.len(), [[0.0; LABELS]; LABELS]);
        for (sum, moves) in self.moves_sums.iter_mut().flatten().zip(self.moves.iter().flatten()) {
            for (total, value) in sum.iter_mut().zip(moves) {
                *total += value;
            }
        }
        self.summed += 1.0;
    }

    fn average(&mut self) {
        let passes = self.summed.max(1.0);
        for (row, sum) in self.rows.iter_mut().zip(&self.sums) {
            row.value = sum.map(|total| total / passes);
        }
        for (moves, sum) in self.moves.iter_mut().flatten().zip(self.moves_sums.iter().flatten()) {
            *moves = sum.map(|total| total / passes);
        }
    }

    fn learn(&mut self, segment: &Segment) -> f32 {
        let mut work = std::mem::take(&mut self.work);
        let language = usize::from(segment.language) + 1;
        self.score(segment, &mut work.scores);
        let mut moves = [[0.0; LABELS]; LABELS];
        for from in 0..LABELS {
            for to in 0..LABELS {
                if label::allowed(from as u8, to as u8) {
                    moves[from][to] = (self.moves[0][from][to] + self.moves[language][from][to]).exp();
                }
            }
        }
        let loss = self.update(segment, &mut work, &moves, language);
        self.work = work;
        loss
    }

    fn score(&mut self, segment: &Segment, scores: &mut Vec<Lanes>) {
        scores.clear();
        let mut start = 0;
        for &end in &segment.ends {
            let mut sum = [0.0; LANES];
            for &id in &segment.ids[start as usize..end as usize] {
                let row = &mut self.rows[id as usize];
                shrink(row, self.penalty);
                for (total, weight) in sum.iter_mut().zip(&row.value) {
                    *total += weight;
                }
            }
            scores.push(sum);
            start = end;
        }
    }

    /// Forward and backward passes, then a step along the gradient. Returns the negative log-likelihood.
    fn update(&mut self, segment: &Segment, work: &mut Work, moves: &Moves, language: usize) -> f32 {
        let len = segment.labels.len();
        let mut loss = 0.0_f64;
        let mut before_gold = 0;
        for (scores, &gold) in work.scores.iter_mut().zip(&segment.labels) {
            let gold = usize::from(gold);
            loss -= f64::from(scores[gold]) + f64::from(moves[before_gold][gold].max(1e-30).ln());
            before_gold = gold;
            let most = scores.iter().take(LABELS).fold(f32::MIN, |m, s| m.max(*s));
            loss += f64::from(most);
            for score in scores.iter_mut() {
                *score = (*score - most).exp();
            }
        }
        work.forward.clear();
        let mut here = [0.0_f32; LANES];
        here[0] = 1.0;
        for scores in &work.scores {
            let mut next = [0.0_f32; LANES];
            for from in 0..LABELS {
                if here[from] > 0.0 {
                    for to in 0..LABELS {
                        next[to] += here[from] * moves[from][to];
                    }
                }
            }
            let mut total = 0.0;
            for to in 0..LABELS {
                next[to] *= scores[to];
                total += next[to];
            }
            for value in &mut next {
                *value /= total.max(1e-30);
            }
            loss += f64::from(total.max(1e-30).ln());
            work.forward.push(next);
            here = next;
        }
        let ends: f32 = (0..LABELS).filter(|l| label::final_label(*l as u8)).map(|l| here[l]).sum();
        loss += f64::from(ends.max(1e-30).ln());
        work.backward.clear();
        work.backward.resize(len, [0.0; LANES]);
        let mut later = [0.0_f32; LANES];
        for l in 0..LABELS {
            later[l] = f32::from(u8::from(label::final_label(l as u8)));
        }
        for n in (0..len).rev() {
            work.backward[n] = later;
            let mut earlier = [0.0_f32; LANES];
            let mut total = 0.0;
            for from in 0..LABELS {
                for to in 0..LABELS {
                    earlier[from] += moves[from][to] * work.scores[n][to] * later[to];
                }
                total += earlier[from];
            }
            for value in &mut earlier {
                *value /= total.max(1e-30);
            }
            later = earlier;
        }
        self.descend(segment, work, moves, language);
        loss as f32
    }

    fn descend(&mut self, segment: &Segment, work: &Work, moves: &Moves, language: usize) {
        let mut before = [0.0_f32; LANES];
        before[0] = 1.0;
        let mut before_gold = 0;
        let mut start = 0;
        for n in 0..segment.labels.len() {
            let gold = usize::from(segment.labels[n]);
            let (scores, later) = (&work.scores[n], &work.backward[n]);
            let mut joint = [[0.0_f32; LABELS]; LABELS];
            let mut total = 0.0;
            for from in 0..LABELS {
                if before[from] > 1e-6 {
                    for to in 0..LABELS {
                        joint[from][to] = before[from] * moves[from][to] * scores[to] * later[to];
                        total += joint[from][to];
                    }
                }
            }
            let norm = segment.weight / total.max(1e-30);
            let mut gradient = [0.0_f32; LANES];
            for from in 0..LABELS {
                for to in 0..LABELS {
                    let p = joint[from][to] * norm;
                    gradient[to] += p;
                    joint[from][to] = p;
                }
            }
            gradient[gold] -= segment.weight;
            joint[before_gold][gold] -= segment.weight;
            let end = segment.ends[n];
            if gradient.iter().any(|g| g.abs() > NEGLIGIBLE) {
                for &id in &segment.ids[start as usize..end as usize] {
                    step(&mut self.rows[id as usize], &gradient, self.rate);
                }
                self.step_moves(&joint, language);
            }
            before = work.forward[n];
            before_gold = gold;
            start = end;
        }
    }

    fn step_moves(&mut self, gradient: &Moves, language: usize) {
        for table in [0, language] {
            for from in 0..LABELS {
                for to in 0..LABELS {
                    let g = gradient[from][to];
                    if g.abs() > NEGLIGIBLE {
                        let squares = &mut self.moves_squares[table][from][to];
                        *squares += g * g;
                        let value = &mut self.moves[table][from][to];
                        *value = (*value - self.rate * g / (1.0 + *squares).sqrt()).clamp(-MOST, MOST);
                    }
                }
            }
        }
    }
}

/// The mean of the weights of several learners.
pub struct Mean {
    members: f32,
    /// Sums by feature and group (none: shared).
    rows: BTreeMap<(u32, Option<u16>), Lanes>,
    /// Sums of transitions: those of all languages, then one table a language.
    moves: Vec<Moves>,
}

impl Mean {
    /// Of no learner yet.
    pub fn new(languages: usize) -> Self {
        Self { members: 0.0, rows: BTreeMap::new(), moves: vec![[[0.0; LABELS]; LABELS]; languages + 1] }
    }

    /// Adds what a learner of `features` has learned.
    pub fn add(&mut self, learner: &Learner, features: &Numbered) {
        self.members += 1.0;
        let learned = features.hashes.iter().zip(&features.groups).zip(&learner.rows);
        for ((hash, group), row) in learned.filter(|(_, row)| row.value.iter().any(|weight| *weight != 0.0)) {
            for (total, value) in self.rows.entry((*hash, *group)).or_default().iter_mut().zip(&row.value) {
                *total += value;
            }
        }
        for (total, value) in
            self.moves.iter_mut().flatten().flatten().zip(learner.moves.iter().flatten().flatten())
        {
            *total += value;
        }
    }

    /// The model, quantised, with as many of the largest rows as the file has room for.
    pub fn model(mut self, groups: &[&str], words: &WordTables, options: &Options, version: &str) -> Model {
        let scale = SCALE / self.members.max(1.0);
        for weight in self.rows.values_mut().flatten().chain(self.moves.iter_mut().flatten().flatten()) {
            *weight *= scale;
        }
        let size = |row: &Lanes| row.iter().fold(0.0_f32, |most, w| most.max(w.abs()));
        let mut kept: Vec<(f32, (u32, Option<u16>))> =
            self.rows.iter().map(|(feature, row)| (size(row), *feature)).filter(|row| row.0 >= 1.0).collect();
        eprintln!("{} of {} rows have weight", kept.len(), self.rows.len());
        kept.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut model = self.frame(groups, words, version);
        loop {
            self.fill(&mut model, &kept);
            lean(&mut model.weights, options.recall);
            incline(&mut model);
            let excess = model.to_bytes().len().saturating_sub(options.bytes);
            if excess == 0 || kept.is_empty() {
                eprintln!("{} rows kept, smallest {:?}", kept.len(), kept.last());
                return model;
            }
            kept.truncate(kept.len().saturating_sub(excess / 4 + 100));
        }
    }

    /// Puts the rows `kept` into `model`.
    fn fill(&self, model: &mut Model, kept: &[(f32, (u32, Option<u16>))]) {
        let mut shared: BTreeMap<u32, Row> = BTreeMap::new();
        let mut own: Vec<BTreeMap<u32, Row>> = vec![BTreeMap::new(); model.languages.len()];
        for (_, key @ (feature, group)) in kept {
            let row =
                self.rows[key].map(|w| if w.abs() < 1.0 { 0 } else { w.round().clamp(-127.0, 127.0) as i8 });
            if let Some(group) = group {
                own[usize::from(*group)].insert(*feature, row);
                // A row that has own weights has shared ones, if only zeros.
                shared.entry(*feature).or_default();
            } else {
                shared.insert(*feature, row);
            }
        }
        model.weights = Rows::with_capacity(shared.len() + 1);
        for (feature, row) in shared {
            model.weights.insert(feature, row);
        }
        for (language, rows) in model.languages.iter_mut().zip(own) {
            language.rows = rows.into_iter().collect();
        }
    }

    /// The model without weights of features.
    fn frame(&self, groups: &[&str], words: &WordTables, version: &str) -> Model {
        let moves = |at: usize| {
            let mut out: Transitions = [[0; LABELS]; LABELS];
            for from in 0..LABELS {
                for to in 0..LABELS {
                    out[from][to] = self.moves[at][from][to].round().clamp(-30000.0, 30000.0) as i16;
                }
            }
            out
        };
        let languages = groups
            .iter()
            .enumerate()
            .map(|(n, g)| Language { code: (*g).to_owned(), transitions: moves(n + 1), rows: Vec::new() })
            .collect();
        Model {
            version: version.to_owned(),
            transitions: moves(0),
            languages,
            weights: Rows::with_capacity(0),
            words: words.clone(),
        }
    }
}

/// Makes "outside" less likely by `recall` units of log-odds: the likeliest labelling finds too few names.
pub fn lean(weights: &mut Rows, recall: f32) {
    let bias = features::bias();
    let mut row = weights.get(bias).unwrap_or_default();
    if let Some(outside) = row.first_mut() {
        *outside = (f32::from(*outside) - recall * SCALE).round().clamp(-127.0, 127.0) as i8;
    }
    weights.insert(bias, row);
}

/// By how much less likely "outside" is made in a group of languages beyond [`lean`], in units of log-odds: chosen on the
/// development parts. Most for small corpora, little or less than nothing where tokens are characters.
const INCLINED: [(&str, f32); 18] = [
    ("ar", 0.3),
    ("da", 0.3),
    ("de", 0.1),
    ("et", -0.3),
    ("fa", 0.3),
    ("fi", 0.6),
    ("fr", 0.2),
    ("he", 0.9),
    ("hi", -0.3),
    ("hr", -0.2),
    ("kk", 0.2),
    ("nl", 0.5),
    ("pt", 0.1),
    ("ru", 0.2),
    ("sk", 0.7),
    ("th", 0.1),
    ("tr", -0.3),
    ("zh", -0.1),
];

/// Applies [`INCLINED`] to the biases of the groups.
pub fn incline(model: &mut Model) {
    let bias = features::bias();
    for (group, by) in INCLINED {
        let Some(language) = model.languages.iter_mut().find(|language| language.code == group) else {
            continue;
        };
        let at = language.rows.partition_point(|(feature, _)| *feature < bias);
        if language.rows.get(at).is_none_or(|(feature, _)| *feature != bias) {
            language.rows.insert(at, (bias, Row::default()));
        }
        if let Some((_, [outside, ..])) = language.rows.get_mut(at) {
            *outside = (f32::from(*outside) - by * SCALE).round().clamp(-127.0, 127.0) as i8;
        }
    }
}

/// Quantisation steps in one unit of log-odds.
const SCALE: f32 = 16.0;

/// Applies the penalty that the row has missed.
#[inline]
fn shrink(row: &mut Weights, penalty: f32) {
    let missed = penalty - row.penalty;
    row.penalty = penalty;
    for (value, squares) in row.value.iter_mut().zip(&row.squares) {
        let threshold = missed / (1.0 + squares).sqrt();
        *value = value.signum() * (value.abs() - threshold).max(0.0);
    }
}

#[inline]
fn step(row: &mut Weights, gradient: &Lanes, rate: f32) {
    for ((value, squares), &g) in row.value.iter_mut().zip(&mut row.squares).zip(gradient) {
        *squares += g * g;
        *value = (*value - rate * g / (1.0 + *squares).sqrt()).clamp(-MOST, MOST);
    }
}
