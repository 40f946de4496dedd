//! Temperatures that make the confidence fit held-out training text, by the length of the text.

use super::corpus::ClassText;
use super::labels;
use super::random::ln;
use rafid_language::Identifier;
use rafid_language::math::exp;
use rafid_language::model::BINS;

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

/// The same for the members of a confusable group.
pub fn calibrate_group(identifier: &Identifier, classes: &[ClassText], members: &[usize]) -> [f32; BINS] {
    std::array::from_fn(|bin| {
        let mut out = Vec::new();
        let expected = |(_, at): &(usize, &usize)| !labels::is_rare(&classes[**at].name);
        for (own, &at) in members.iter().enumerate().filter(expected) {
            for text in held_out(&classes[at], 8 << bin) {
                let Some((_, _, scores)) = identifier.expert_scores(&text, 8 << bin, at) else { continue };
                out.push(Sample { scores, own });
            }
        }
        fit(&out)
    })
}

/// Held-out texts of about so many letters: long ones are several lines in a row.
fn held_out(class: &ClassText, letters: u32) -> Vec<String> {
    let sources = class.sources.iter().filter(|source| PROSE.contains(&source.name.as_str()));
    let lines: Vec<&String> = sources.flat_map(|source| source.held_out.iter().take(LINES * 8)).collect();
    let block = |block: &[&String]| block.iter().map(|line| line.as_str()).collect::<Vec<_>>().join(" ");
    lines.chunks(1 + letters as usize / 200).take(LINES).map(block).collect()
}

fn samples(identifier: &Identifier, classes: &[ClassText], letters: u32) -> Vec<Sample> {
    let mut out = Vec::new();
    for (at, class) in classes.iter().enumerate().filter(|(_, class)| !labels::is_rare(&class.name)) {
        for text in held_out(class, letters) {
            let Some(scored) = identifier.scores(&text, letters) else { continue };
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
    // Held-out lines come from the sources of the training text: news is less like them than they are like each other.
    let mut temperature = 0.65f32;
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
    f64::from((top - sample.scores[sample.own]) / temperature) + ln(f64::from(total))
}
