//! Developers' chores: train models, build data files, benchmarks, documentation figures.

fn main() {}
