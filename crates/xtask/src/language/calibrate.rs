//! Temperatures that make the confidence fit held-out training text, by the length of the text.

use super::corpus::ClassText;
use rafid_language::Identifier;
use rafid_language::model::{BINS, exp};

/// Lines of one source of one class that are used.
const LINES: usize = 25;
/// Sources that read like articles: only there is the confidence fitted.
const PROSE: &[&str] = &["flores", "seed", "ud", "cv", "tico", "sona", "hornmt", "tata", "pratham", "asp"];

/// One text: the scores of its classes and which of them is right.
struct Sample {
    scores: Vec<f32>,
    own: usize,
}

pub fn calibrate(identifier: &Identifier, classes: &[ClassText]) -> [f32; BINS] {
    std::array::from_fn(|bin| fit(&samples(identifier, classes, 8 << bin)))
}

fn samples(identifier: &Identifier, classes: &[ClassText], letters: u32) -> Vec<Sample> {
    let mut out = Vec::new();
    for (at, class) in classes.iter().enumerate() {
        let sources = class.sources.iter().filter(|source| PROSE.contains(&source.name.as_str()));
        let lines = sources.flat_map(|source| source.held_out.iter().take(LINES * 8));
        let lines: Vec<&String> = lines.collect();
        // Long texts are several lines of a class in a row.
        for block in lines.chunks(1 + letters as usize / 200).take(LINES) {
            let text: Vec<&str> = block.iter().map(|line| line.as_str()).collect();
            let Some(scored) = identifier.scores(&text.join(" "), letters) else { continue };
            let right = scored.first <= at && at < scored.first + scored.values.len();
            if right && scored.values.len() > 1 && scored.letters * 3 >= letters * 2 {
                out.push(Sample { own: at - scored.first, scores: scored.values });
            }
        }
    }
    out
}

/// The temperature with the least loss, on a grid of steps of three per cent.
fn fit(samples: &[Sample]) -> f32 {
    let mut best = (f64::MAX, 1.0);
    let mut temperature = 0.2f32;
    while temperature < 5.0 {
        let loss: f64 = samples.iter().map(|sample| loss(sample, temperature)).sum();
        if loss < best.0 {
            best = (loss, temperature);
        }
        temperature *= 1.03;
    }
    println!(
        "{} texts, loss {:.4}, temperature {:.3}",
        samples.len(),
        best.0 / samples.len().max(1) as f64,
        best.1
    );
    best.1
}

fn loss(sample: &Sample, temperature: f32) -> f64 {
    let top = sample.scores.iter().copied().fold(f32::MIN, f32::max);
    let total: f32 = sample.scores.iter().map(|score| exp((score - top) / temperature)).sum();
    f64::from((top - sample.scores[sample.own]) / temperature) + f64::from(total).ln()
}
