//! The verifier: what a `read_committed` reader sees against what the input should have become.

use std::collections::BTreeMap;

use super::stage::outputs_of;
use super::world::{Place, World};

/// Checks that every input took effect exactly once, in order, and that the offsets are committed to the end.
pub fn verify(world: &World) -> Result<(), String> {
    let mut expected: BTreeMap<(Place, u64), u32> = BTreeMap::new();
    // Of each value: the input partition and the place in it.
    let mut origin: BTreeMap<u64, (usize, usize)> = BTreeMap::new();
    for (partition, log) in world.input.iter().enumerate() {
        for (index, (key, value)) in log.committed().into_iter().enumerate() {
            origin.insert(value, (partition, index));
            match outputs_of(value) {
                None => *expected.entry((Place::DeadLetters, value)).or_default() += 1,
                Some(outputs) => {
                    for output in outputs {
                        *expected.entry((World::place_of(key), output)).or_default() += 1;
                    }
                }
            }
        }
    }
    for (&place, log) in &world.outputs {
        let mut last: BTreeMap<(usize, u64), (usize, u64)> = BTreeMap::new();
        for (key, value) in log.committed() {
            let count =
                expected.get_mut(&(place, value)).ok_or(format!("{place:?} holds {value}: not expected"))?;
            *count = count.checked_sub(1).ok_or(format!("{place:?} holds {value} twice"))?;
            let input = if place == Place::DeadLetters { value } else { value / 4 };
            let &(partition, index) = origin.get(&input).ok_or(format!("{input} is no input"))?;
            let before = last.insert((partition, key), (index, value));
            if before.is_some_and(|before| before > (index, value)) {
                return Err(format!(
                    "{place:?}: key {key} of partition {partition} is out of order at {value}"
                ));
            }
        }
    }
    if let Some(((place, value), _)) = expected.iter().find(|(_, count)| **count > 0) {
        return Err(format!("{place:?} lacks {value}"));
    }
    for (partition, log) in (0..).zip(&world.input) {
        let committed = world.group.stable(partition).map_err(|()| "an offset is in doubt".to_owned())?;
        if committed.unwrap_or(0) != log.end() {
            return Err(format!("partition {partition}: committed {committed:?}, the end is {}", log.end()));
        }
    }
    Ok(())
}
