//! Trains, measures and draws the language identifier.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, reason = "a developers' tool")]

mod articles;
mod augment;
mod bosnian;
mod build;
mod calibrate;
mod corpus;
mod data;
mod experts;
mod figures;
mod labels;
mod malay;
mod ndebele;
mod random;
mod score;
mod select;
mod train;

pub use articles::language_articles;
pub use build::train_language;
pub use figures::language_figures;
pub use score::language_score;

/// Value of `--name VALUE` among the arguments.
fn option<'a>(args: &'a [String], name: &str) -> Option<&'a str> {
    args.iter().position(|arg| arg == name).and_then(|at| args.get(at + 1)).map(String::as_str)
}

fn number<T: std::str::FromStr>(args: &[String], name: &str, default: T) -> T {
    option(args, name).and_then(|value| value.parse().ok()).unwrap_or(default)
}
