//! Chooses the features that the model keeps: those that tell most about the language.

use super::corpus::ClassText;
use super::labels;
use super::random::ln;
use rafid_language::model::SLOTS;
use rafid_language::scan::scan;
use rafid_language::table::place;

/// Text of one source of one class that is counted, bytes.
const BYTES_MAX: usize = 300_000;
/// Weight of telling the members of a confusable group apart, against telling all languages apart.
const GROUP_WEIGHT: f64 = 2.0;

/// Slots with the fingerprints of the chosen features.
pub struct Table {
    pub fingerprints: Vec<u16>,
    pub buckets: usize,
}

impl Table {
    pub fn load(path: &str) -> anyhow::Result<Table> {
        let bytes = std::fs::read(path)?;
        let fingerprints: Vec<u16> =
            bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        Ok(Table { buckets: fingerprints.len() / SLOTS, fingerprints })
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.fingerprints.iter().flat_map(|value| value.to_le_bytes()).collect()
    }
}

/// A feature in a class: key, class, share of the class's features.
#[derive(Clone, Copy)]
struct Count {
    key: u32,
    class: u16,
    share: f32,
}

/// The features that tell all languages apart.
pub fn select(classes: &[ClassText], buckets: usize) -> Table {
    let mut counts = Vec::new();
    for (at, class) in classes.iter().enumerate() {
        count(class, at as u16, &mut counts);
    }
    rank(counts, buckets, |of_key| score(classes, of_key))
}

/// The features that tell the members of one group apart.
pub fn select_group(classes: &[ClassText], members: &[usize], buckets: usize) -> Table {
    let mut counts = Vec::new();
    for &at in members {
        count(&classes[at], at as u16, &mut counts);
    }
    let shares = |of_key: &[Count]| information(of_key.iter().map(|count| count.share), members.len()) as f32;
    rank(counts, buckets, shares)
}

fn rank(mut counts: Vec<Count>, buckets: usize, score: impl Fn(&[Count]) -> f32) -> Table {
    counts.sort_unstable_by_key(|count| (count.key, count.class));
    let of_keys = counts.chunk_by(|a, b| a.key == b.key);
    let mut scored: Vec<(f32, u32)> = of_keys.map(|of_key| (score(of_key), of_key[0].key)).collect();
    scored.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    fill(&scored, buckets)
}

fn fill(scored: &[(f32, u32)], buckets: usize) -> Table {
    let mut fingerprints = vec![0u16; buckets * SLOTS];
    let mut filled = 0;
    for &(_, key) in scored {
        if filled == fingerprints.len() {
            break;
        }
        let (bucket, fingerprint) = place(key, buckets);
        let slots = &mut fingerprints[bucket * SLOTS..(bucket + 1) * SLOTS];
        if slots.contains(&fingerprint) {
            continue;
        }
        if let Some(free) = slots.iter_mut().find(|slot| **slot == 0) {
            *free = fingerprint;
            filled += 1;
        }
    }
    println!("{} features counted, {filled} of {} slots filled", scored.len(), fingerprints.len());
    Table { fingerprints, buckets }
}

fn count(class: &ClassText, at: u16, counts: &mut Vec<Count>) {
    let mut of_sources: Vec<(u32, f32, u32)> = Vec::new();
    let mut total = 0.0f64;
    let mut lines_read = 0u32;
    for source in &class.sources {
        let mut keys: Vec<(u32, u32)> = Vec::new();
        let mut bytes = 0;
        let mut features = 0u32;
        for line in &source.lines {
            bytes += line.len();
            if bytes > BYTES_MAX {
                break;
            }
            lines_read += 1;
            scan(line, u32::MAX, |script, key| {
                if script == class.script {
                    keys.push((key, lines_read));
                    features += 1;
                }
            });
        }
        keys.sort_unstable();
        let weight = source.share / features.max(1) as f32;
        total += f64::from(source.share);
        for of_key in keys.chunk_by(|a, b| a.0 == b.0) {
            let lines = of_key.chunk_by(|a, b| a.1 == b.1).count() as u32;
            of_sources.push((of_key[0].0, weight * of_key.len() as f32, lines));
        }
    }
    let least = if lines_read > 2500 { 3 } else { 2 };
    // Stable, so that the shares are added in the same order every time.
    of_sources.sort_by_key(|(key, _, _)| *key);
    for of_key in of_sources.chunk_by(|a, b| a.0 == b.0) {
        if of_key.iter().map(|(_, _, lines)| lines).sum::<u32>() >= least {
            let share = of_key.iter().map(|(_, share, _)| share).sum::<f32>() / total as f32;
            counts.push(Count { key: of_key[0].0, class: at, share });
        }
    }
}

/// Mutual information with the class, plus that within its confusable group.
fn score(classes: &[ClassText], of_key: &[Count]) -> f32 {
    let script = classes[of_key[0].class as usize].script;
    let peers = classes.iter().filter(|class| class.script == script).count();
    if peers < 2 {
        return 0.0;
    }
    let mut score = information(of_key.iter().map(|count| count.share), peers);
    for group in groups_of(classes, of_key) {
        let members =
            classes.iter().filter(|class| class.script == script && labels::group(&class.name) == group);
        let shares = of_key.iter().filter(|c| labels::group(&classes[c.class as usize].name) == group);
        score += GROUP_WEIGHT * information(shares.map(|count| count.share), members.count());
    }
    score as f32
}

fn groups_of(classes: &[ClassText], of_key: &[Count]) -> Vec<&'static str> {
    let mut groups: Vec<_> =
        of_key.iter().map(|count| labels::group(&classes[count.class as usize].name)).collect();
    groups.retain(|group| !group.is_empty());
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// Sum over the classes of share · ln(share / mean share).
fn information(shares: impl Iterator<Item = f32> + Clone, peers: usize) -> f64 {
    const FLOOR: f64 = 1e-7;
    let mean = shares.clone().map(f64::from).sum::<f64>() / peers as f64 + FLOOR;
    shares.map(f64::from).map(|share| share * ln((share + FLOOR) / mean)).sum::<f64>().max(0.0)
}
