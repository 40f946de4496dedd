//! A thousand seeds, and every mutant caught. `RAFID_SIM_SEED=7` replays one seed, `RAFID_SIM_SEEDS=100000` runs more.

#![allow(clippy::expect_used, reason = "a test")]

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use rafid_lane::sim::{Mutant, Tally, run};

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is {text}, which is no number")))
}

/// Runs seeds on all cores until one fails.
fn sweep(seeds: u64, mutant: Option<Mutant>) -> (Tally, Option<(u64, String)>) {
    let next = AtomicU64::new(0);
    let result = Mutex::new((Tally::default(), None));
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds || result.lock().expect("a result").1.is_some() {
                        return;
                    }
                    let ended = run(seed, mutant);
                    let mut result = result.lock().expect("a result");
                    match ended {
                        Ok(tally) => result.0.add(&tally),
                        Err(error) => result.1 = Some((seed, error)),
                    }
                }
            });
        }
    });
    result.into_inner().expect("a result")
}

#[test]
fn every_seed_is_exactly_once() {
    if let Some(seed) = number("RAFID_SIM_SEED") {
        println!("{:?}", run(seed, None).expect("this seed fails"));
        return;
    }
    let seeds = number("RAFID_SIM_SEEDS").unwrap_or(1_000);
    let (tally, failure) = sweep(seeds, None);
    if let Some((seed, error)) = failure {
        panic!("seed {seed}: {error}\nreplay: RAFID_SIM_SEED={seed} cargo test -p rafid-lane --features sim");
    }
    println!("{seeds} seeds: {tally:?}");
    let all_happened = [
        tally.commits,
        tally.aborts,
        tally.ambiguous,
        tally.suspicions,
        tally.fenced,
        tally.stale,
        tally.offset_only,
        tally.crashes,
        tally.holds,
    ];
    assert!(all_happened.iter().all(|&count| count > seeds / 10), "too little happened: {tally:?}");
}

#[test]
fn a_seed_replays() {
    assert_eq!(run(42, None), run(42, None));
}

#[test]
fn every_mutant_is_caught() {
    for mutant in Mutant::ALL {
        let (_, failure) = sweep(1_000, Some(mutant));
        let (seed, error) = failure.unwrap_or_else(|| panic!("{mutant:?} is not caught"));
        println!("{mutant:?}: seed {seed}: {error}");
    }
}
