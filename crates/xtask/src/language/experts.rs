//! Trains the second stage: for each confusable group a table of one weight per feature and member.

use super::calibrate;
use super::corpus::ClassText;
use super::labels;
use super::random::Random;
use super::select::{Table, select_group};
use super::train::sample;
use rafid_language::expert::{ExpertParts, FACTOR, MEMBERS_MAX};
use rafid_language::math::exp;
use rafid_language::model::BINS;
use rafid_language::scan::scan;
use rafid_language::table::slot_of;

/// Share of the lines of a group that a member is trained on twice.
const RATE: f32 = 0.08;
/// Part of the samples that are longer than one line.
const LONG: f32 = 0.2;
const DROPOUT: f32 = 0.15;
/// Pull of every touched weight towards zero.
const DECAY: f32 = 1e-4;

pub struct Settings {
    pub samples: usize,
    pub epochs: usize,
    /// Buckets of a group's table.
    pub buckets: usize,
}

pub fn train_experts(classes: &[ClassText], settings: &Settings) -> Vec<ExpertParts> {
    labels::groups().filter_map(|(name, members)| train_group(classes, name, members, settings)).collect()
}

fn train_group(classes: &[ClassText], name: &str, members: &str, settings: &Settings) -> Option<ExpertParts> {
    let named = |class: &ClassText| members.split_whitespace().any(|member| member == class.name);
    let members: Vec<usize> = (0..classes.len()).filter(|at| named(&classes[*at])).collect();
    if members.len() < 2 || members.len() > MEMBERS_MAX {
        return None;
    }
    let table = select_group(classes, &members, settings.buckets);
    let (weights, biases) = fit(classes, &members, &table, settings);
    let biases = members.iter().zip(biases).map(|(at, bias)| bias + labels::prior(&classes[*at].name, true));
    let biases = biases.collect();
    let (scale, weights) = quantise(&weights, members.len());
    println!("group {name}: {} members, scale {scale:.4}", members.len());
    Some(ExpertParts {
        members,
        biases,
        temperatures: [1.0; BINS],
        scale,
        fingerprints: table.fingerprints,
        weights,
    })
}

type Row = [f32; MEMBERS_MAX];

fn fit(classes: &[ClassText], members: &[usize], table: &Table, settings: &Settings) -> (Vec<Row>, Vec<f32>) {
    let count = members.len();
    let fingerprints = table.bytes();
    let mut random = Random(7 + members[0] as u64);
    let mut weights = vec![[0.0f32; MEMBERS_MAX]; table.fingerprints.len()];
    let mut squares = vec![0.0f32; weights.len()];
    let mut biases = vec![0.0f32; count];
    let mut cursors: Vec<Vec<usize>> = members.iter().map(|at| vec![0; classes[*at].sources.len()]).collect();
    let schedule: Vec<usize> = members
        .iter()
        .enumerate()
        .flat_map(|(at, class)| {
            let times = settings.samples as f32 * labels::emphasis(&classes[*class].name);
            std::iter::repeat_n(at, times as usize)
        })
        .collect();
    let steps = (schedule.len() * settings.epochs) as f32;
    let mut step = 0;
    let mut slots = Vec::new();
    for _ in 0..settings.epochs {
        let mut schedule = schedule.clone();
        random.shuffle(&mut schedule);
        for own in schedule {
            let rate = RATE * (1.0 - step as f32 / steps).max(0.02);
            step += 1;
            let text = passage(classes, members[own], &mut cursors[own], &mut random);
            let script = classes[members[own]].script;
            slots.clear();
            scan(&text, u32::MAX, |of, key| {
                if of == script {
                    slots.extend(slot_of(&fingerprints, table.buckets, key));
                }
            });
            slots.sort_unstable();
            slots.dedup();
            let part = if count > 3 || !labels::is_han(&classes[members[own]].name) { DROPOUT } else { 0.0 };
            slots.retain(|_| !random.chance(part));
            if !slots.is_empty() {
                update(&mut weights, &mut squares, &mut biases, &slots, own, rate);
            }
        }
    }
    (weights, biases)
}

/// A line, or several in a row: an article has more of everything than a sentence.
fn passage(classes: &[ClassText], at: usize, cursors: &mut [usize], random: &mut Random) -> String {
    let lines = if random.chance(LONG) { 2 + random.below(4) } else { 1 };
    let lines: Vec<String> = (0..lines).map(|_| sample(classes, at, cursors, random)).collect();
    lines.join("\n")
}

fn update(
    weights: &mut [Row],
    squares: &mut [f32],
    biases: &mut [f32],
    slots: &[usize],
    own: usize,
    rate: f32,
) {
    let factor = FACTOR;
    let mut scores = [0.0f32; MEMBERS_MAX];
    for &slot in slots {
        scores.iter_mut().zip(&weights[slot]).for_each(|(score, weight)| *score += weight);
    }
    let count = biases.len();
    let mut top = f32::MIN;
    for (score, bias) in scores.iter_mut().zip(biases.iter()) {
        *score = *score * factor + bias;
        top = top.max(*score);
    }
    let mut total = 0.0;
    for score in scores.iter_mut().take(count) {
        *score = exp(*score - top);
        total += *score;
    }
    let mut errors = [0.0f32; MEMBERS_MAX];
    for at in 0..count {
        errors[at] = scores[at] / total - if at == own { 1.0 } else { 0.0 };
        biases[at] -= 0.002 * errors[at];
        errors[at] *= factor;
    }
    let square = errors.iter().map(|error| error * error).sum::<f32>() / count as f32;
    for &slot in slots {
        squares[slot] += square;
        let step = rate / (squares[slot].sqrt() + 1e-4);
        for (weight, error) in weights[slot].iter_mut().zip(&errors) {
            *weight -= step * error + rate * DECAY * *weight;
        }
    }
}

fn quantise(weights: &[Row], count: usize) -> (f32, Vec<u8>) {
    let values = weights.iter().flat_map(|row| row.iter().take(count));
    let mut sizes: Vec<f32> = values.clone().map(|value| value.abs()).collect();
    let at = sizes.len() - 1 - sizes.len() / 2000;
    let (_, largest, _) = sizes.select_nth_unstable_by(at, f32::total_cmp);
    let scale = largest.max(1e-6) / 127.0;
    (scale, values.map(|value| ((value / scale).round().clamp(-127.0, 127.0) + 128.0) as u8).collect())
}

/// Fits the temperatures of all groups.
pub fn calibrate_experts(
    identifier: &rafid_language::Identifier,
    classes: &[ClassText],
    experts: &mut [ExpertParts],
) {
    for expert in experts {
        expert.temperatures = calibrate::calibrate_group(identifier, classes, &expert.members);
    }
}
