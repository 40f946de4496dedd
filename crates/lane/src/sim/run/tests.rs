use super::super::random::Random;
use super::super::world::Place;
use super::*;
use crate::config::OutOfRange;

/// A quiet world whose input partitions hold `rejects` records each that the stage rejects, then one that it takes.
fn rejects(count: u64) -> World {
    let mut world = World::new(7);
    world.chaos = false;
    let mut value = 3;
    for log in &mut world.input {
        for _ in 0..count {
            log.append(None, value % KEYS, value);
            value += 10;
        }
        log.append(None, 1, value - 2);
        value += 10;
    }
    world
}

fn turns(run: &mut Run, count: u64) {
    for _ in 0..count {
        run.turn();
        run.reap().expect("no lane fails");
    }
}

fn dead_letters(run: &Run) -> usize {
    let shared = run.stepper.lock();
    shared.world.outputs[&Place::DeadLetters].committed().len()
}

#[test]
fn the_breaker_stops_the_pour_and_closes_by_hand() {
    let mut run = Run::new(rejects(200), None, |config| config.breaker.min_records = 100);
    run.spawn_fresh();
    turns(&mut run, 5_000);
    let control = run.lanes[0].control.clone();
    assert!(control.status().breaker_open && !control.status().is_ready());
    let poured = dead_letters(&run);
    assert!((100..120).contains(&poured), "{poured} dead letters");
    // It stays in the group, and nothing moves.
    turns(&mut run, 1_000);
    assert_eq!(dead_letters(&run), poured);
    assert!(control.status().assigned > 0);
    for _ in 0..8 {
        control.close_breaker();
        turns(&mut run, 3_000);
    }
    assert!(run.is_drained(), "{} dead letters", dead_letters(&run));
    run.stop().expect("it stops");
    verify(&run.stepper.lock().world).expect("exactly once");
}

#[test]
fn records_lost_to_retention_stop_the_lane_unless_allowed() {
    let check = |adjust: Adjust, stops: bool| {
        let mut world = rejects(5);
        let producer = world.fence(9);
        let member = world.group.join(0);
        while world.group.poll(member).is_some() {}
        let generation = world.group.generation_of(member).expect("a member");
        world.add(producer, None).expect("its epoch");
        assert!(world.group.add_offsets(9, member, generation, &[(0, 1)]));
        world.end(producer, true).expect("its epoch");
        world.group.leave(member);
        world.input[0].delete_before(3);
        let mut run = Run::new(world, None, adjust);
        run.spawn_fresh();
        let mut ended = None;
        for _ in 0..3_000 {
            run.turn();
            ended = ended.or(run.reap().err());
        }
        let expected = ended.as_ref().is_some_and(|error| error.contains("holds 3 to 6: records were lost"));
        assert_eq!(expected, stops, "{ended:?}");
        assert_eq!(run.is_drained(), !stops);
        run.crash_all();
    };
    check(|_| {}, true);
    check(|config| config.out_of_range = OutOfRange::Earliest, false);
}

#[test]
fn a_stop_ends_a_lane_that_waits_for_kafka() {
    let mut world = rejects(5);
    world.random = Random::new(3);
    let mut run = Run::new(world, None, |_| {});
    run.spawn_fresh();
    turns(&mut run, 3);
    run.stop().expect("it stops");
}
