//! Developers' chores: train models, build data files, benchmarks, documentation figures.

mod html_score;
mod language;

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    match args.next().as_deref() {
        Some("html-score") => html_score::run(args),
        Some("language-score") => language::language_score(&args.collect::<Vec<_>>()),
        Some("train-language") => language::train_language(&args.collect::<Vec<_>>()),
        _ => anyhow::bail!("usage: cargo xtask html-score | language-score | train-language"),
    }
}
