//! Developers' chores: train models, build data files, benchmarks, documentation figures.

mod bench;
mod bench_kafka;
mod bench_run;
mod entities;
mod html_score;
mod kb;
mod language;
mod text;

/// What is measured here allocates as it does in the programs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    match args.next().as_deref() {
        Some("bench") => bench::run(args),
        Some("bench-kafka") => bench_kafka::run(args),
        Some("bench-run") => bench_run::run(args),
        Some("html-score") => html_score::run(args),
        Some(name) if kb::COMMANDS.contains(&name) => kb::run(name, args),
        Some("language-articles") => language::language_articles(&args.collect::<Vec<_>>()),
        Some("language-figures") => language::language_figures(&args.collect::<Vec<_>>()),
        Some("language-score") => language::language_score(&args.collect::<Vec<_>>()),
        Some("score-entities") => entities::score(args),
        Some("train-entities") => entities::train(args),
        Some("text") => text::run(args),
        Some("train-language") => language::train_language(&args.collect::<Vec<_>>()),
        _ => anyhow::bail!(
            "usage: cargo xtask bench | bench-kafka | bench-run | html-score | {} | language-articles | language-figures | language-score | score-entities | text | train-entities | train-language",
            kb::COMMANDS.join(" | ")
        ),
    }
}
