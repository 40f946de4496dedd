//! Training and scoring of the recogniser of names.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the reports of commands")]

mod corpus;
mod crf;
mod lexicon;
mod score;
mod train;
mod unlabelled;

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;

use anyhow::{Context, Result, bail};
use rafid_entities::Annotator;
use rafid_entities::recognise::prepare::WordTables;
use rafid_entities::recognise::{GazetteerHit, Model, Recogniser};

use corpus::Corpus;
use train::{Input, Options};

/// Sets that shipped weights may be trained on, with the weight of their updates in percent.
const TRAIN: [(&str, u32); 41] = [
    ("ar-anercorp", 200),
    ("bn-banglakit", 100),
    ("cs-poner", 100),
    ("da-uner-ddt", 100),
    ("de-germeval", 200),
    ("de-uner-pud", 100),
    ("en-uner-ewt", 100),
    ("en-uner-pud", 100),
    ("en-wikigold", 100),
    ("et-estner", 100),
    ("fa-parstwiner", 100),
    ("fi-turku", 100),
    ("fr-europeana", 50),
    ("fr-newseye", 100),
    ("he-iahlt", 100),
    ("hi-hiner", 100),
    ("hr-uner-set", 100),
    ("hu-nerkor", 100),
    ("id-idner2k", 100),
    ("ja-stockmark", 100),
    ("kk-kaznerd", 100),
    ("ko-klue", 100),
    ("lv-fullstack", 100),
    ("nb-norne", 100),
    ("nl-europeana", 50),
    ("nn-norne", 100),
    ("pl-kpwr", 100),
    ("pt-uner-bosque", 100),
    ("pt-uner-pud", 100),
    ("ro-ronec", 100),
    ("ru-factrueval", 100),
    ("ru-wikiner", 50),
    ("sk-uner-snk", 100),
    ("sr-uner-set", 100),
    ("sv-uner-talbanken", 100),
    ("th-thainer", 100),
    ("tr-wiki", 100),
    ("ur-ilner", 100),
    ("zh-uner-gsd", 100),
    ("zh-uner-gsdsimp", 100),
    ("ru-uner-pud", 0),
];

/// Sets that are only measured, beside the dev parts of those above.
const MEASURE: [&str; 17] = [
    "es-transfer",
    "it-transfer",
    "nl-transfer",
    "fr-transfer",
    "fa-arman",
    "he-nemo",
    "am-transfer",
    "ne-transfer",
    "zh-transfer",
    "zh-weibo",
    "ko-transfer",
    "hu-transfer",
    "fi-transfer",
    "sv-transfer",
    "lv-transfer",
    "ro-transfer",
    "no-transfer",
];

#[expect(clippy::struct_excessive_bools, reason = "switches of a command line")]
struct Arguments {
    data: PathBuf,
    out: PathBuf,
    sources: PathBuf,
    only: Option<Vec<String>>,
    options: Options,
    no_lexicon: bool,
    no_unlabelled: bool,
    no_consistency: bool,
    by_document: bool,
    errors: bool,
    ablation: bool,
    lean: f32,
    most: usize,
    settled: Option<i16>,
}

impl Arguments {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self> {
        let mut parsed = Self {
            data: PathBuf::from("../shared/data"),
            out: PathBuf::from("models/entities.bin"),
            sources: PathBuf::from("target/recogniser-sources"),
            only: None,
            no_lexicon: false,
            no_unlabelled: false,
            no_consistency: false,
            by_document: false,
            errors: false,
            ablation: false,
            lean: 0.0,
            most: usize::MAX,
            settled: None,
            options: Options {
                members: 3,
                epochs: 10,
                averaged: 5,
                rate: 0.085,
                sparsity: 0.3,
                decay: 0.1,
                dropout: 70,
                least: 3,
                bytes: 4_950_000,
                recall: 0.2,
                mask: 40,
                no_gazetteer: false,
            },
        };
        while let Some(name) = arguments.next() {
            let mut value = || arguments.next().with_context(|| format!("{name} needs a value"));
            match name.as_str() {
                "--data" => parsed.data = value()?.into(),
                "--model" | "--out" => parsed.out = value()?.into(),
                "--sources" => parsed.sources = value()?.into(),
                "--only" => parsed.only = Some(value()?.split(',').map(str::to_owned).collect()),
                "--epochs" => parsed.options.epochs = value()?.parse()?,
                "--averaged" => parsed.options.averaged = value()?.parse::<u32>()?.max(1),
                "--recall" => parsed.options.recall = value()?.parse()?,
                "--mask" => parsed.options.mask = value()?.parse()?,
                "--rate" => parsed.options.rate = value()?.parse()?,
                "--sparsity" => parsed.options.sparsity = value()?.parse()?,
                "--decay" => parsed.options.decay = value()?.parse()?,
                "--dropout" => parsed.options.dropout = value()?.parse()?,
                "--members" => parsed.options.members = value()?.parse()?,
                "--least" => parsed.options.least = value()?.parse()?,
                "--bytes" => parsed.options.bytes = value()?.parse()?,
                "--no-gazetteer" => parsed.options.no_gazetteer = true,
                "--no-unlabelled" => parsed.no_unlabelled = true,
                "--no-consistency" => parsed.no_consistency = true,
                "--by-document" => parsed.by_document = true,
                "--lean" => parsed.lean = value()?.parse()?,
                "--ablation" => parsed.ablation = true,
                "--errors" => parsed.errors = true,
                "--most" => parsed.most = value()?.parse()?,
                "--settled" => parsed.settled = Some(value()?.parse()?),
                "--no-lexicon" => parsed.no_lexicon = true,
                _ => bail!("unknown option {name}"),
            }
        }
        Ok(parsed)
    }

    fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.iter().any(|o| name.starts_with(o.as_str())))
    }

    /// Hits in every sentence of `corpus`: those of the knowledge base's matcher, as in running.
    fn hits(&self, corpus: &Corpus) -> Vec<Vec<GazetteerHit>> {
        let annotator = Annotator::embedded();
        let of = |text: &str| -> Vec<GazetteerHit> {
            if self.options.no_gazetteer {
                return Vec::new();
            }
            annotator.name_hits(text, &corpus.language).iter().map(GazetteerHit::from).collect()
        };
        corpus.sentences.iter().map(|s| of(&s.text)).collect()
    }
}

impl Arguments {
    /// `model` with its word lists (lexicon and whole names), or its words of unlabelled text, taken away.
    fn recogniser(&self, model: &Model, no_names: bool, no_unlabelled: bool) -> Recogniser {
        let mut model = model.clone();
        let bare = WordTables::default();
        if no_names {
            model.words.lexicon = bare.lexicon;
            model.words.phrases = bare.phrases;
        }
        if no_unlabelled {
            model.words.unlabelled = bare.unlabelled;
        }
        let mut recogniser = Recogniser::new(model);
        recogniser.set_consistency(!self.no_consistency);
        if let Some(lead) = self.settled {
            recogniser.set_settled(lead);
        }
        recogniser
    }

    /// Names of the sets to measure; some have no development part.
    fn measured(&self) -> impl Iterator<Item = &'static str> {
        let names = TRAIN.iter().map(|t| t.0).chain(MEASURE);
        names.filter(|name| self.wants(name) && !matches!(*name, "fr-europeana" | "ru-wikiner"))
    }

    /// The development part of a set with its hits; none if documents are wanted and not known.
    fn development(&self, name: &str, documents: bool) -> Result<Option<(Corpus, Vec<Vec<GazetteerHit>>)>> {
        let mut corpus = Corpus::read(&self.data, name, "dev")?;
        if documents && !corpus.join_documents() {
            return Ok(None);
        }
        let hits = self.hits(&corpus);
        Ok(Some((corpus, hits)))
    }
}

/// `train-entities [--data DIR] [--out FILE] …`: trains the recogniser and writes its weights, then scores it.
pub fn train(arguments: impl Iterator<Item = String>) -> Result<()> {
    let arguments = Arguments::parse(arguments)?;
    let clock = Instant::now();
    let mut words = WordTables::default();
    if !arguments.no_lexicon {
        (words.lexicon, words.phrases) = lexicon::build(&arguments.data, &arguments.sources)?;
    }
    let mut corpora = Vec::new();
    for (name, weight) in TRAIN {
        if weight > 0 && arguments.wants(name) {
            let mut corpus = Corpus::read(&arguments.data, name, "train")?;
            corpus.sentences.truncate(arguments.most);
            corpora.push((corpus, weight));
        }
    }
    words.unlabelled = unlabelled::words(&arguments.data, &corpora, arguments.no_unlabelled)?;
    let (lexicon, phrases, unlabelled) = (words.lexicon.len(), words.phrases.len(), words.unlabelled.len());
    eprintln!(
        "{:.1?}: lexicon of {lexicon} words, {phrases} names, {unlabelled} words of unlabelled text",
        clock.elapsed()
    );
    let inputs: Vec<Input> = corpora
        .iter()
        .map(|(corpus, weight)| Input {
            corpus,
            hits: arguments.hits(corpus),
            weight: *weight as f32 / 100.0,
        })
        .collect();
    eprintln!("{:.1?}: {} corpora", clock.elapsed(), inputs.len());
    let model = train::train(&inputs, &words, &arguments.options, "entities-1");
    drop(inputs);
    let bytes = model.to_bytes();
    fs::write(&arguments.out, &bytes).with_context(|| format!("cannot write {}", arguments.out.display()))?;
    eprintln!("{:.1?}: {} bytes in {}", clock.elapsed(), bytes.len(), arguments.out.display());
    table(&arguments)
}

/// `score-entities [--data DIR] [--model FILE] …`: prints the table of scores.
pub fn score(arguments: impl Iterator<Item = String>) -> Result<()> {
    let arguments = Arguments::parse(arguments)?;
    table(&arguments)
}

fn table(arguments: &Arguments) -> Result<()> {
    let mut model = Model::from_bytes(&fs::read(&arguments.out)?)?;
    crf::lean(&mut model.weights, arguments.lean);
    if arguments.ablation {
        return ablation(arguments, &model);
    }
    let recogniser = arguments.recogniser(&model, arguments.no_lexicon, arguments.no_unlabelled);
    println!("| set | PER | ORG | LOC | all | gold |");
    println!("|---|---:|---:|---:|---:|---:|");
    let (mut bytes, mut time) = (0_usize, Duration::ZERO);
    for name in arguments.measured() {
        let Some((corpus, hits)) = arguments.development(name, arguments.by_document)? else { continue };
        bytes += corpus.sentences.iter().map(|s| s.text.len()).sum::<usize>();
        let clock = ProcessTime::now();
        let [person, organisation, place, all] = score::score(&recogniser, &corpus, &hits, arguments.errors);
        time += clock.elapsed();
        println!(
            "| {name} | {:.1} | {:.1} | {:.1} | {:.1} | {} |",
            person.f1(),
            organisation.f1(),
            place.f1(),
            all.f1(),
            all.gold
        );
    }
    eprintln!(
        "{bytes} bytes in {time:.1?} of processor time: {:.1} µs per 3 kB",
        time.as_secs_f64() * 1e6 * 3000.0 / bytes.max(1) as f64
    );
    Ok(())
}

/// F1 with everything and with one thing at a time switched off while running.
fn ablation(arguments: &Arguments, model: &Model) -> Result<()> {
    let whole = arguments.recogniser(model, false, false);
    let without_names = arguments.recogniser(model, true, false);
    let without_unlabelled = arguments.recogniser(model, false, true);
    let mut alone = whole.clone();
    alone.set_consistency(false);
    println!("| set | all | no gazetteer | no unlabelled | documents | no consistency |");
    println!("|---|---:|---:|---:|---:|---:|");
    for name in arguments.measured() {
        let Some((corpus, hits)) = arguments.development(name, false)? else { continue };
        let none = vec![Vec::new(); hits.len()];
        let f1 = |recogniser: &Recogniser, corpus: &Corpus, hits: &[Vec<GazetteerHit>]| {
            let [.., all] = score::score(recogniser, corpus, hits, false);
            all.f1()
        };
        let (all, names) = (f1(&whole, &corpus, &hits), f1(&without_names, &corpus, &none));
        let unlabelled = f1(&without_unlabelled, &corpus, &hits);
        let documents = match arguments.development(name, true)? {
            Some((corpus, hits)) => {
                format!("{:.1} | {:.1}", f1(&whole, &corpus, &hits), f1(&alone, &corpus, &hits))
            }
            None => "  |  ".to_owned(),
        };
        println!("| {name} | {all:.1} | {names:.1} | {unlabelled:.1} | {documents} |");
    }
    Ok(())
}
