//! Trains the vectors of the features and the matrix of each script: softmax regression through a bottleneck of
//! [`DIM`] dimensions, one sample at a time, with steps by `AdaGrad`.

use super::augment;
use super::corpus::ClassText;
use super::labels;
use super::random::Random;
use super::select::Table;
use rafid_language::math::{dot, exp, norm};
use rafid_language::model::DIM;
use rafid_language::scan::scan;
use rafid_language::script::Script;
use rafid_language::table::slot_of;

/// What the trainer can be told.
#[derive(Clone, Debug)]
pub struct Options {
    pub epochs: usize,
    /// Samples of an ordinary class in an epoch; classes of news languages get twice as many.
    pub samples: usize,
    pub rate: f32,
    pub dropout: f32,
    pub seed: u64,
}

pub struct Trained {
    pub vectors: Vec<[f32; DIM]>,
    pub weights: Vec<[f32; DIM]>,
    pub biases: Vec<f32>,
}

struct Matrix {
    first: usize,
    weights: Vec<[f32; DIM]>,
    biases: Vec<f32>,
    squares: Vec<[f32; DIM]>,
    bias_squares: Vec<f32>,
}

pub fn train(classes: &[ClassText], table: &Table, options: &Options) -> Trained {
    let mut random = Random(options.seed);
    let mut vectors = vec![[0.0f32; DIM]; table.fingerprints.len()];
    let mut squares = vec![0.0f32; vectors.len()];
    let mut matrices = matrices(classes, &mut random);
    let fingerprints = table.bytes();
    let mut schedule = schedule(classes, options);
    let steps = (schedule.len() * options.epochs) as f32;
    let mut step = 0usize;
    let mut cursors: Vec<Vec<usize>> = classes.iter().map(|class| vec![0; class.sources.len()]).collect();
    let mut slots = Vec::new();
    for epoch in 0..options.epochs {
        random.shuffle(&mut schedule);
        let (mut loss, mut count) = (0.0f64, 0usize);
        for &class in &schedule {
            let rate = options.rate * (1.0 - step as f32 / steps).max(0.02);
            step += 1;
            let at = class as usize;
            let text = sample(classes, at, &mut cursors[at], &mut random);
            let script = classes[at].script;
            slots.clear();
            scan(&text, u32::MAX, |of, key| {
                if of == script {
                    slots.extend(slot_of(&fingerprints, table.buckets, key).map(|slot| slot as u32));
                }
            });
            // One character may be all that tells Cantonese from Chinese.
            if options.dropout > 0.0 && script != Script::Han {
                let part = options.dropout * random.unit() * 2.0;
                slots.retain(|_| !random.chance(part));
            }
            if slots.is_empty() {
                continue;
            }
            let matrix = &mut matrices[script as usize];
            loss += f64::from(update(matrix, &mut vectors, &mut squares, &slots, at, rate));
            count += 1;
        }
        println!("epoch {} loss {:.4}", epoch + 1, loss / count.max(1) as f64);
    }
    let weights = matrices.iter().flat_map(|matrix| matrix.weights.clone()).collect();
    let biases = matrices.iter().flat_map(|matrix| matrix.biases.clone()).collect();
    Trained { vectors, weights, biases }
}

fn matrices(classes: &[ClassText], random: &mut Random) -> Vec<Matrix> {
    let mut first = 0;
    let of_script = |script: &Script| {
        let count = classes.iter().filter(|class| class.script == *script).count();
        let row = |random: &mut Random| std::array::from_fn(|_| (random.unit() - 0.5) * 1.2);
        let matrix = Matrix {
            first,
            weights: (0..count).map(|_| row(random)).collect(),
            biases: vec![0.0; count],
            squares: vec![[1e-3; DIM]; count],
            bias_squares: vec![1e-3; count],
        };
        first += count;
        matrix
    };
    Script::ALL.iter().map(of_script).collect()
}

/// Every class as often as it is drawn in an epoch; scripts with one class need no training.
fn schedule(classes: &[ClassText], options: &Options) -> Vec<u16> {
    let mut out = Vec::new();
    for (at, class) in classes.iter().enumerate() {
        let alone = classes.iter().filter(|other| other.script == class.script).count() == 1;
        let news = labels::NEWS.split_whitespace().any(|name| name == class.name);
        let often = labels::emphasis(&class.name) * if news { 2.0 } else { 1.0 };
        let times = if alone { 0 } else { (options.samples as f32 * often) as usize };
        out.extend(std::iter::repeat_n(at as u16, times));
    }
    out
}

/// One step; returns the loss before it.
fn update(
    matrix: &mut Matrix,
    vectors: &mut [[f32; DIM]],
    squares: &mut [f32],
    slots: &[u32],
    class: usize,
    rate: f32,
) -> f32 {
    const EPS: f32 = 1e-6;
    let factor = norm(slots.len() as u32);
    let mut hidden = [0.0f32; DIM];
    for &slot in slots {
        hidden.iter_mut().zip(&vectors[slot as usize]).for_each(|(sum, value)| *sum += value);
    }
    scale(&mut hidden, factor);
    let mut scores: Vec<f32> = matrix
        .weights
        .iter()
        .zip(&matrix.biases)
        .map(|(weights, bias)| dot(weights, &hidden) + bias)
        .collect();
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    for score in &mut scores {
        *score = exp(*score - top);
    }
    let total: f32 = scores.iter().sum();
    let own = class - matrix.first;
    let loss = -(scores[own] / total).max(1e-9).ln();
    let mut back = [0.0f32; DIM];
    for (at, score) in scores.iter().enumerate() {
        let error = score / total - if at == own { 1.0 } else { 0.0 };
        if error.abs() < 1e-5 {
            continue;
        }
        let (weights, sums) = (&mut matrix.weights[at], &mut matrix.squares[at]);
        for k in 0..DIM {
            back[k] += error * weights[k];
            let gradient = error * hidden[k];
            sums[k] += gradient * gradient;
            weights[k] -= rate * gradient / (sums[k].sqrt() + EPS);
        }
        matrix.bias_squares[at] += error * error;
        matrix.biases[at] -= rate * 0.3 * error / (matrix.bias_squares[at].sqrt() + EPS);
    }
    scale(&mut back, factor);
    let square = back.iter().map(|value| value * value).sum::<f32>() / DIM as f32;
    for &slot in slots {
        let sum = &mut squares[slot as usize];
        *sum += square;
        let step = rate / (sum.sqrt() + 1e-5);
        vectors[slot as usize].iter_mut().zip(&back).for_each(|(value, back)| *value -= step * back);
    }
    loss
}

fn scale(values: &mut [f32; DIM], factor: f32) {
    for value in values {
        *value *= factor;
    }
}

/// Draws a line of a class by the shares of its sources, cuts it to some length, and damages it now and then.
pub fn sample(classes: &[ClassText], at: usize, cursors: &mut [usize], random: &mut Random) -> String {
    let class = &classes[at];
    let mut pick = random.unit();
    let mut source = 0;
    while source + 1 < class.sources.len() && pick >= class.sources[source].share {
        pick -= class.sources[source].share;
        source += 1;
    }
    let lines = &class.sources[source].lines;
    if lines.is_empty() {
        return String::new();
    }
    let line = &lines[cursors[source] % lines.len()];
    cursors[source] += 1;
    let cut = if class.script == Script::Han { line.clone() } else { crop(line, random) };
    damage(classes, class, cut, random)
}

fn crop(line: &str, random: &mut Random) -> String {
    let chars: Vec<char> = line.chars().collect();
    let length = match random.below(10) {
        0..=4 => return line.to_owned(),
        5..=6 => chars.len() / 2,
        7..=8 => 40 + random.below(80),
        _ => 12 + random.below(30),
    };
    if length >= chars.len() {
        return line.to_owned();
    }
    let mut start = random.below(chars.len() - length);
    while start > 0 && !chars[start - 1].is_whitespace() && chars.len() - start < length + 20 {
        start -= 1;
    }
    let end = (start + length).min(chars.len());
    chars[start..end].iter().collect()
}

fn damage(classes: &[ClassText], class: &ClassText, text: String, random: &mut Random) -> String {
    match class.name.as_str() {
        "fas" if random.chance(0.2) => return augment::arabic_keyboard(&text),
        "shi" if random.chance(0.6) => {
            let arabic = classes.iter().find(|other| other.name == "ara");
            let source = arabic.map(|arabic| random.pick(&arabic.sources));
            let Some(source) = source.filter(|source| !source.lines.is_empty()) else { return text };
            let other = random.pick(&source.lines).clone();
            let part = 0.1 + random.unit() * 0.4;
            return augment::with_loans(&text, &other, part, random);
        }
        _ => {}
    }
    // Tones are mostly left out in Yoruba and its neighbours; elsewhere diacritics are missing now and then.
    let toned = matches!(class.name.as_str(), "yor" | "ibo" | "ewe" | "fon" | "bam");
    if toned && random.chance(0.25) {
        return augment::without_tones(&text);
    }
    if class.script == Script::Latin && random.chance(if toned { 0.25 } else { 0.05 }) {
        return augment::without_diacritics(&text);
    }
    text
}
