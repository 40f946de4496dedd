//! `cargo xtask train-language`: text in, `models/language.bin` out.

use super::corpus::{self, ClassText};
use super::experts::{Settings, calibrate_experts, train_experts};
use super::select::{Table, select};
use super::train::{Options, Trained, train};
use super::{labels, number, option};
use anyhow::{Context, Result};
use rafid_language::Identifier;
use rafid_language::expert::ExpertParts;
use rafid_language::file::{self, Parts};
use rafid_language::model::{BINS, DIM, ROW, ZERO};
use std::path::Path;
use std::time::Instant;

/// Trains on `--data DIR` and `--ner DIR` and writes `--out FILE`. `--features FILE` keeps the choice of features between runs.
pub fn train_language(args: &[String]) -> Result<()> {
    let started = Instant::now();
    let dir = option(args, "--data").context("say where the text is: --data DIR")?;
    let out = option(args, "--out").unwrap_or("models/language.bin");
    let options = Options {
        epochs: number(args, "--epochs", 4),
        samples: number(args, "--samples", 1200),
        rate: number(args, "--rate", 0.05),
        dropout: number(args, "--dropout", 0.1),
        seed: number(args, "--seed", 1),
    };
    let ner = option(args, "--ner").context("say where the news with names is: --ner DIR")?;
    let classes = corpus::load(Path::new(dir), Path::new(ner))?;
    println!("{} classes, {:.0} s", classes.len(), started.elapsed().as_secs_f32());
    let buckets = number(args, "--buckets", 32_768);
    if let Some(path) = option(args, "--keep") {
        return retrain_groups(args, &classes, &std::fs::read(path)?, out);
    }
    let table = match option(args, "--features") {
        Some(path) if Path::new(path).exists() => Table::load(path)?,
        Some(path) => {
            let table = select(&classes, buckets);
            std::fs::write(path, table.bytes())?;
            table
        }
        None => select(&classes, buckets),
    };
    println!("features chosen, {:.0} s", started.elapsed().as_secs_f32());
    let trained = train(&classes, &table, &options);
    println!("trained, {:.0} s", started.elapsed().as_secs_f32());
    let mut experts = train_experts(&classes, &settings(args));
    println!("groups trained, {:.0} s", started.elapsed().as_secs_f32());
    let bytes = assemble(&classes, &table, &trained, &experts, [1.0; BINS]);
    let identifier = Identifier::from_bytes(bytes.clone().leak())?;
    let temperatures = super::calibrate::calibrate(&identifier, &classes);
    println!("temperatures {temperatures:?}");
    calibrate_experts(&identifier, &classes, &mut experts);
    let bytes = assemble(&classes, &table, &trained, &experts, temperatures);
    let version = Identifier::from_bytes(bytes.clone().leak())?.model_version().to_owned();
    std::fs::write(out, &bytes).with_context(|| format!("write {out}"))?;
    println!("{out}: {} bytes, version {version}, {:.0} s", bytes.len(), started.elapsed().as_secs_f32());
    Ok(())
}

fn settings(args: &[String]) -> Settings {
    Settings {
        samples: number(args, "--group-samples", 14_000),
        epochs: number(args, "--group-epochs", 3),
        buckets: number(args, "--group-buckets", 6144),
    }
}

/// Trains the groups anew and keeps the first stage of another model of the same classes: for experiments.
fn retrain_groups(args: &[String], classes: &[ClassText], model: &[u8], out: &str) -> Result<()> {
    let stage = file::first_stage(model).context("the kept model is cut short")?;
    let mut experts = train_experts(classes, &settings(args));
    let identifier = Identifier::from_bytes(file::with_experts(stage, &experts).leak())?;
    calibrate_experts(&identifier, classes, &mut experts);
    std::fs::write(out, file::with_experts(stage, &experts))?;
    Ok(())
}

fn assemble(
    classes: &[ClassText],
    table: &Table,
    trained: &Trained,
    experts: &[ExpertParts],
    temperatures: [f32; BINS],
) -> Vec<u8> {
    let label = |class: &ClassText| {
        let script = class.script.as_str();
        let (tag, group) = (labels::tag(&class.name), labels::group(&class.name));
        format!("{}\t{script}\t{tag}\t{}\t{group}", class.name, labels::tag_script(&class.name, script))
    };
    let labels: Vec<String> = classes.iter().map(label).collect();
    let biases: Vec<f32> = classes
        .iter()
        .zip(&trained.biases)
        .map(|(class, bias)| bias + labels::prior(&class.name, false))
        .collect();
    let (scale, vectors) = quantise(&trained.vectors);
    file::write(&Parts {
        labels: &labels,
        weights: &trained.weights,
        biases: &biases,
        temperatures,
        scale,
        fingerprints: &table.fingerprints,
        vectors: &vectors,
        experts,
    })
}

/// Part of the root mean square that is one step: the one with the least error for values that are spread as here.
const STEP: f64 = 0.46;

/// Four bits a value and one scale for all; the few largest values are cut.
fn quantise(vectors: &[[f32; DIM]]) -> (f32, Vec<u8>) {
    let squares: f64 = vectors.iter().flatten().map(|value| f64::from(*value) * f64::from(*value)).sum();
    let scale = (STEP * (squares / (vectors.len() * DIM) as f64).sqrt()) as f32;
    let zero = f32::from(ZERO);
    let bits = |value: f32| ((value / scale).round() + zero).clamp(0.0, 15.0) as u8;
    let row = |vector: &[f32; DIM]| -> [u8; ROW] {
        std::array::from_fn(|at| bits(vector[at]) | (bits(vector[at + ROW]) << 4))
    };
    (scale, vectors.iter().flat_map(row).collect())
}
