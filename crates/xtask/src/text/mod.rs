//! Figures of the `text` crate on the development data: what is taken out, near duplicates, encodings, speed.

#![allow(clippy::print_stdout)] // a command of the developer prints its figures

mod cases;
mod corpus;
mod cost;
mod dates;
mod encodings;
mod near;
mod read;
mod speed;

/// `cargo xtask text read|near|encodings|dates|speed|cost …`
pub fn run(mut args: impl Iterator<Item = String>) -> anyhow::Result<()> {
    let task = args.next();
    let rest: Vec<String> = args.collect();
    match task.as_deref() {
        Some("read") => read::run(&rest),
        Some("near") => near::run(&rest),
        Some("encodings") => encodings::run(),
        Some("dates") => dates::run(&rest),
        Some("speed") => speed::run(&rest),
        Some("cost") => cost::run(&rest),
        _ => anyhow::bail!(
            "usage: cargo xtask text read CORPUS [REASON|title|dateline|child|outlet|flags [COUNT]] | near [CORPUS…] | encodings | dates [CORPUS…] [--sample N] [--seed S] [--out FILE] [--beside-dateparser PYTHON] | speed [CORPUS…] | cost [BYTES [INPUT]]"
        ),
    }
}
