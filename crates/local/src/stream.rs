//! Reading from pipes and terminals, where nothing may come for a long time.

use std::io::{self, Read};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

/// How long one wait lasts, so that a request to stop is seen.
const GLANCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };

/// A reader whose waits end when somebody says stop: with an error, for what was read so far may be half a line.
pub struct Stoppable<R> {
    inner: R,
    stop: Arc<AtomicBool>,
}

impl<R: Read + AsFd> Stoppable<R> {
    /// Reads from `inner` until `stop` is set.
    pub fn new(inner: R, stop: Arc<AtomicBool>) -> Self {
        Self { inner, stop }
    }
}

impl<R: Read + AsFd> Read for Stoppable<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.stop.load(Ordering::Relaxed) {
            let mut waiting = [PollFd::new(&self.inner, PollFlags::IN)];
            match poll(&mut waiting, Some(&GLANCE)) {
                Ok(0) | Err(Errno::INTR) => {}
                Ok(_) => return self.inner.read(buffer),
                Err(error) => return Err(error.into()),
            }
        }
        Err(io::Error::other("stopped"))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_wait_ends_when_somebody_says_stop() {
        let (reader, mut writer) = io::pipe().expect("a pipe");
        let stop = Arc::new(AtomicBool::new(false));
        let mut reader = Stoppable::new(reader, Arc::clone(&stop));
        writer.write_all(b"ab").expect("room");
        let mut buffer = [0; 8];
        assert_eq!(reader.read(&mut buffer).expect("bytes"), 2);
        let waiting = thread::spawn(move || reader.read(&mut [0; 8]).is_err());
        thread::sleep(Duration::from_millis(20));
        stop.store(true, Ordering::Relaxed);
        assert!(waiting.join().expect("no panic"));
        drop(writer);
    }
}
