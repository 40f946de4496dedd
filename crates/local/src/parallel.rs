//! An ordered parallel map with a bounded number of items in flight.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// How many items travel together, so that a channel is not paid for each.
const CHUNK: usize = 32;
/// A chunk is closed when its items weigh this much.
const CHUNK_WEIGHT: usize = 1024 * 1024;
/// How many chunks may be in flight for each worker.
const CHUNKS_PER_WORKER: usize = 4;
/// How many items are read ahead of the chunks.
const READ_AHEAD: usize = 8;

/// Applies `work` to every item on `workers` threads and hands the results to `finish` in the order of the items.
///
/// At most `workers × 4` chunks are in flight, each of at most 32 items, and of one item more than weighs 1 MiB by
/// `weight`: so memory is bounded however long the input. A chunk does not wait for items that are slow to come.
/// `finish` gets `None` when no result is ready: a time to write out what is buffered. It returns whether to go on;
/// after the first `false` no further item is taken, but those in flight are not finished.
pub fn map<T, U, I, W, F>(items: I, workers: usize, weight: fn(&T) -> usize, work: W, mut finish: F)
where
    T: Send,
    U: Send,
    I: Iterator<Item = T> + Send,
    W: Fn(T) -> U + Sync,
    F: FnMut(Option<U>) -> bool,
{
    let workers = workers.max(1);
    let capacity = workers * CHUNKS_PER_WORKER;
    let (todo_in, todo_out) = sync_channel::<(u64, Vec<T>)>(capacity);
    let (done_in, done_out) = sync_channel::<(u64, Vec<U>)>(capacity);
    // A permit is taken for each chunk that is read and given back when it is finished.
    let (permit_in, permit_out) = sync_channel::<()>(capacity);
    for _ in 0..capacity {
        // The channel has room for exactly these.
        let _ = permit_in.send(());
    }
    let (item_in, item_out) = sync_channel::<T>(READ_AHEAD);
    let todo_out = Mutex::new(todo_out);
    let (todo_out, work) = (&todo_out, &work);
    thread::scope(|scope| {
        // Only this thread waits for the input.
        scope.spawn(move || {
            for item in items {
                if item_in.send(item).is_err() {
                    return;
                }
            }
        });
        scope.spawn(move || {
            let mut number = 0;
            loop {
                // Both ends of this fail only when the finishing side has stopped.
                if permit_out.recv().is_err() {
                    return;
                }
                let chunk = fill(&item_out, weight);
                if chunk.is_empty() || todo_in.send((number, chunk)).is_err() {
                    return;
                }
                number += 1;
            }
        });
        for _ in 0..workers {
            let done_in = done_in.clone();
            scope.spawn(move || {
                while let Some((number, chunk)) = next(todo_out) {
                    let results = chunk.into_iter().map(work).collect();
                    if done_in.send((number, results)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(done_in);
        let mut early = BTreeMap::new();
        let mut awaited = 0;
        'chunks: loop {
            let (number, results) = match done_out.try_recv() {
                Ok(done) => done,
                Err(TryRecvError::Disconnected) => break,
                Err(TryRecvError::Empty) if !finish(None) => break,
                Err(TryRecvError::Empty) => match done_out.recv() {
                    Ok(done) => done,
                    Err(_) => break,
                },
            };
            early.insert(number, results);
            while let Some(results) = early.remove(&awaited) {
                awaited += 1;
                for result in results {
                    if !finish(Some(result)) {
                        break 'chunks;
                    }
                }
                // The reader is gone once the input has ended.
                let _ = permit_in.send(());
            }
        }
        drop(done_out);
        drop(permit_in);
    });
}

/// Waits for one item and takes those that are there already; nothing at the end.
fn fill<T>(items: &Receiver<T>, weight: fn(&T) -> usize) -> Vec<T> {
    let mut chunk = Vec::new();
    let mut total = 0;
    let mut next = items.recv().ok();
    while let Some(item) = next {
        total += weight(&item);
        chunk.push(item);
        if chunk.len() >= CHUNK || total >= CHUNK_WEIGHT {
            break;
        }
        next = items.try_recv().ok();
    }
    chunk
}

fn next<T>(queue: &Mutex<Receiver<T>>) -> Option<T> {
    // Nothing that holds this lock can panic, so it is never poisoned in fact.
    queue.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order() {
        let mut seen = Vec::new();
        let slow = |n: u64| {
            if n.is_multiple_of(97) {
                thread::yield_now();
            }
            n * 2
        };
        map(
            0..10_000_u64,
            4,
            |_| 1,
            slow,
            |n| {
                seen.extend(n);
                true
            },
        );
        assert_eq!(seen, (0..10_000).map(|n| n * 2).collect::<Vec<_>>());
    }

    #[test]
    fn stopping_early_takes_no_more_than_is_in_flight() {
        let mut finished = 0;
        let taken = std::sync::atomic::AtomicUsize::new(0);
        let items = (0..1_000_000).inspect(|_| {
            taken.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        });
        map(
            items,
            2,
            |_| 1,
            |n| n,
            |n| {
                finished += usize::from(n.is_some());
                finished < 10
            },
        );
        assert_eq!(finished, 10);
        // One more waits to be sent, and one was asked for.
        let in_flight = 2 * CHUNKS_PER_WORKER * CHUNK + CHUNK + READ_AHEAD + 2;
        assert!(taken.into_inner() <= in_flight);
    }

    #[test]
    fn a_slow_input_delays_nothing() {
        let (item_in, item_out) = std::sync::mpsc::channel();
        item_in.send(1).expect("it is read");
        let mut item_in = Some(item_in);
        let (mut seen, mut flushed) = (Vec::new(), false);
        // The input ends only when its first item is finished and written out.
        map(
            item_out.into_iter(),
            2,
            |_| 1,
            |n| n,
            |n| {
                seen.extend(n);
                if !seen.is_empty() && n.is_none() {
                    flushed = true;
                    item_in = None;
                }
                true
            },
        );
        assert_eq!((seen, flushed), (vec![1], true));
    }
}
