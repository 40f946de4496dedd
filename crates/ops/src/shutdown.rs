//! Signals become a token that threads and tasks can wait for.

use std::io;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// A request to stop, made once and seen by every clone: lanes ask, tasks wait.
#[derive(Clone, Debug)]
pub struct Stop {
    sender: watch::Sender<bool>,
}

impl Default for Stop {
    fn default() -> Self {
        Self { sender: watch::Sender::new(false) }
    }
}

impl Stop {
    /// A token that nobody has asked to stop yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks to stop.
    pub fn request(&self) {
        self.sender.send_replace(true);
    }

    /// Whether somebody asked to stop.
    pub fn is_requested(&self) -> bool {
        *self.sender.borrow()
    }

    /// Waits until somebody asks to stop.
    pub async fn requested(&self) {
        let mut receiver = self.sender.subscribe();
        // The sender lives in `self`, so waiting cannot fail.
        let _ = receiver.wait_for(|requested| *requested).await;
    }

    /// Waits until somebody asks to stop, or until the time is over; says whether it was asked.
    pub async fn requested_within(&self, time: Duration) -> bool {
        tokio::time::timeout(time, self.requested()).await.is_ok()
    }
}

/// Exit code of a process that a second signal ended while it was finishing: 128 + SIGINT.
const EXIT_INTERRUPTED: i32 = 130;

/// Watches SIGTERM and SIGINT: the first asks to stop, the second ends the process at once. Must be called within a
/// tokio runtime, which it must outlive.
pub fn stop_on_signals(stop: Stop) -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        loop {
            let name = tokio::select! {
                _ = terminate.recv() => "SIGTERM",
                _ = interrupt.recv() => "SIGINT",
            };
            if stop.is_requested() {
                tracing::warn!(signal = name, "second signal: exiting at once");
                std::process::exit(EXIT_INTERRUPTED);
            }
            tracing::info!(signal = name, "stopping; a second signal exits at once");
            stop.request();
        }
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_seen_by_every_clone() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let stop = Stop::new();
        let other = stop.clone();
        assert!(!runtime.block_on(other.requested_within(Duration::from_millis(1))));
        stop.request();
        stop.request();
        assert!(other.is_requested());
        runtime.block_on(other.requested());
    }
}
