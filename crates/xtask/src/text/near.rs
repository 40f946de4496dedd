//! Near duplicates: precision and recall by fingerprint distance.
//!
//! What is a duplicate is decided by a measure that knows nothing of the fingerprint: the share of word 3-shingles that
//! two bodies have in common (Jaccard ≥ 0.8). Pairs come from an inverted index of shingles and from all pairs of
//! fingerprints within the largest distance.

use super::corpus::rows;
use anyhow::Result;
use rafid_text::article::{NoNames, normalize};
use rafid_text::limits::Limits;
use rafid_text::search::{Folding, key};
use std::collections::{BTreeMap, BTreeSet, HashMap};

const ALIKE: f64 = 0.8;
const DISTANCE_MAX: u32 = 16;

struct Body {
    shingles: BTreeSet<u64>,
    simhash: u64,
    sha256: [u8; 32],
}

pub fn run(args: &[String]) -> Result<()> {
    let names: Vec<&str> = if args.is_empty() {
        vec!["vfnd_vi", "indo_id", "saudinewsnet_ar"]
    } else {
        args.iter().map(String::as_str).collect()
    };
    for name in names {
        report(name, &bodies(name)?);
    }
    Ok(())
}

fn bodies(name: &str) -> Result<Vec<Body>> {
    let mut bodies = Vec::new();
    for row in rows(name)? {
        let Ok(page) = normalize(&row.input(), &NoNames, &Limits::default()) else { continue };
        let Some(article) = page.articles.first() else { continue };
        let text: Vec<&str> = article.paragraphs.iter().map(|line| line.text.as_str()).collect();
        let key = key(&text.join(" "), Folding::General);
        let words: Vec<&str> = key.split(' ').collect();
        bodies.push(Body {
            shingles: words.windows(3).map(hash).collect(),
            simhash: article.fingerprint.simhash,
            sha256: article.fingerprint.sha256,
        });
    }
    Ok(bodies)
}

fn hash(words: &[&str]) -> u64 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn jaccard(first: &Body, second: &Body) -> f64 {
    let common = first.shingles.intersection(&second.shingles).count();
    common as f64 / (first.shingles.len() + second.shingles.len() - common).max(1) as f64
}

fn report(name: &str, bodies: &[Body]) {
    let alike = alike_pairs(bodies);
    let mut by_distance: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for (first, body) in bodies.iter().enumerate() {
        for (second, other) in bodies.iter().enumerate().skip(first + 1) {
            let distance = (body.simhash ^ other.simhash).count_ones();
            if distance <= DISTANCE_MAX {
                let entry = by_distance.entry(distance).or_default();
                entry.0 += 1;
                entry.1 += usize::from(alike.contains(&(first, second)));
            }
        }
    }
    let exact: BTreeSet<[u8; 32]> = bodies.iter().map(|body| body.sha256).collect();
    println!(
        "{name}: {} articles, {} different by SHA-256, {} near pairs",
        bodies.len(),
        exact.len(),
        alike.len()
    );
    println!("distance  pairs found  precision  recall");
    let (mut found, mut right) = (0, 0);
    for distance in 0..=DISTANCE_MAX {
        let (pairs, good) = by_distance.get(&distance).copied().unwrap_or_default();
        found += pairs;
        right += good;
        let precision = right as f64 / found.max(1) as f64;
        println!(
            "≤ {distance:>2}      {found:>11}  {precision:>9.3}  {:>6.3}",
            right as f64 / alike.len().max(1) as f64
        );
    }
}

/// Pairs whose shingles agree, found through shingles that few bodies have.
fn alike_pairs(bodies: &[Body]) -> BTreeSet<(usize, usize)> {
    let mut index: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, body) in bodies.iter().enumerate() {
        for shingle in &body.shingles {
            index.entry(*shingle).or_default().push(at);
        }
    }
    let mut candidates = BTreeSet::new();
    for holders in index.values().filter(|holders| (2..=60).contains(&holders.len())) {
        for (at, first) in holders.iter().enumerate() {
            candidates.extend(holders.iter().skip(at + 1).map(|second| (*first, *second)));
        }
    }
    let is_alike = |pair: &(usize, usize)| {
        let bodies = bodies.get(pair.0).zip(bodies.get(pair.1));
        bodies.is_some_and(|(first, second)| jaccard(first, second) >= ALIKE)
    };
    candidates.into_iter().filter(is_alike).collect()
}
