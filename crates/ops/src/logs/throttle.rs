//! Holds back log lines that repeat: of each kind of line, so many a minute.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Filter};

/// The time over which lines of one kind are counted.
const WINDOW: Duration = Duration::from_secs(60);
/// The most kinds that are told apart; beyond them lines are written without being counted.
const KINDS: usize = 1_024;
/// The most characters of a message that tell its kind.
const KIND_CHARACTERS: usize = 200;

/// Lines of one kind that were left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppressed {
    /// The module that wrote them, and their message with its numbers left out.
    pub kind: String,
    /// How many.
    pub lines: u64,
}

#[derive(Debug)]
struct Count {
    since: Instant,
    lines: u32,
    suppressed: u64,
}

/// A filter that lets so many lines of one kind through each minute. Two lines are of one kind when they come from
/// one module at one level with one message, numbers aside.
#[derive(Clone, Debug)]
pub struct Throttle {
    limit: u32,
    counts: Arc<Mutex<BTreeMap<String, Count>>>,
}

impl Throttle {
    /// Lets this many lines of one kind through each minute.
    pub fn new(limit: u32) -> Self {
        Self { limit, counts: Arc::default() }
    }

    /// What was left out of windows that are over, for the one line that says so; each is told once.
    pub fn take_suppressed(&self) -> Vec<Suppressed> {
        self.take_suppressed_at(Instant::now())
    }

    fn take_suppressed_at(&self, now: Instant) -> Vec<Suppressed> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut told = Vec::new();
        counts.retain(|kind, count| {
            let is_over = now.duration_since(count.since) >= WINDOW;
            if is_over && count.suppressed > 0 {
                told.push(Suppressed { kind: kind.clone(), lines: count.suppressed });
            }
            !is_over
        });
        told
    }

    fn admits(&self, kind: String, now: Instant) -> bool {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= KINDS && !counts.contains_key(&kind) {
            return true;
        }
        let count = counts.entry(kind).or_insert(Count { since: now, lines: 0, suppressed: 0 });
        if count.suppressed == 0 && now.duration_since(count.since) >= WINDOW {
            *count = Count { since: now, lines: 0, suppressed: 0 };
        }
        count.lines += 1;
        if count.lines > self.limit {
            count.suppressed += 1;
            return false;
        }
        true
    }
}

impl<S: Subscriber> Filter<S> for Throttle {
    fn enabled(&self, _: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        true
    }

    fn event_enabled(&self, event: &Event<'_>, _: &Context<'_, S>) -> bool {
        let metadata = event.metadata();
        if *metadata.level() > Level::INFO {
            return true; // whoever asks for debug lines wants them all
        }
        let mut message = Message::default();
        event.record(&mut message);
        self.admits(format!("{} {}: {}", metadata.level(), metadata.target(), message.kind), Instant::now())
    }
}

/// The message of a line with its digits left out.
#[derive(Default)]
struct Message {
    kind: String,
}

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            let _ = write!(WithoutDigits(&mut self.kind), "{value:?}");
        }
    }
}

struct WithoutDigits<'a>(&'a mut String);

impl fmt::Write for WithoutDigits<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = KIND_CHARACTERS.saturating_sub(self.0.len());
        self.0.extend(text.chars().filter(|c| !c.is_ascii_digit()).take(room));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lets_so_many_through_and_tells_the_rest() {
        let throttle = Throttle::new(2);
        let start = Instant::now();
        let admitted = (0..5).filter(|_| throttle.admits("a".into(), start)).count();
        assert_eq!(admitted, 2);
        assert!(throttle.admits("b".into(), start));
        assert!(throttle.take_suppressed_at(start).is_empty());
        let later = start + WINDOW;
        assert_eq!(throttle.take_suppressed_at(later), [Suppressed { kind: "a".into(), lines: 3 }]);
        assert!(throttle.admits("a".into(), later));
        assert!(throttle.take_suppressed_at(later + WINDOW).is_empty());
    }

    #[test]
    fn numbers_do_not_make_a_kind() {
        let mut text = String::new();
        write!(WithoutDigits(&mut text), "broker 127.0.0.1:9092 down {}", "x".repeat(500)).unwrap();
        assert!(text.starts_with("broker ...: down x"));
        assert_eq!(text.chars().count(), KIND_CHARACTERS);
    }

    #[test]
    fn counts_events_of_a_subscriber() {
        use tracing_subscriber::Layer;
        use tracing_subscriber::layer::SubscriberExt;

        let throttle = Throttle::new(1);
        let lines = tracing_subscriber::fmt::layer().with_writer(std::io::sink).with_filter(throttle.clone());
        tracing::subscriber::with_default(tracing_subscriber::registry().with(lines), || {
            for attempt in 0..4 {
                tracing::warn!(attempt, "no broker answers");
            }
        });
        let told = throttle.take_suppressed_at(Instant::now() + WINDOW);
        let [only] = told.as_slice() else { panic!("one kind: {told:?}") };
        assert_eq!((only.lines, only.kind.contains("no broker answers")), (3, true), "{only:?}");
    }
}
