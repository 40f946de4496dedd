//! What the process uses, read from `/proc`; on systems without it the values stay 0.

use std::fs;

/// What the process uses at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ProcessUsage {
    /// Resident memory, in bytes.
    pub resident_bytes: i64,
    /// The most resident memory so far, in bytes.
    pub peak_resident_bytes: i64,
    /// Threads.
    pub threads: i64,
    /// Open file descriptors.
    pub open_files: i64,
    /// CPU time of user and system since the start, in seconds.
    pub cpu_seconds: f64,
}

/// Ticks a second of the times in `/proc/self/stat`: part of Linux's interface to programs, 100 everywhere.
const TICKS_A_SECOND: f64 = 100.0;

impl ProcessUsage {
    /// What this process uses now.
    pub fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
        Self {
            resident_bytes: field(&status, "VmRSS:") * 1024,
            peak_resident_bytes: field(&status, "VmHWM:") * 1024,
            threads: field(&status, "Threads:"),
            open_files: fs::read_dir("/proc/self/fd")
                .map_or(0, |entries| i64::try_from(entries.count()).unwrap_or(i64::MAX)),
            cpu_seconds: cpu_seconds(&stat),
        }
    }
}

/// The number behind a name of `/proc/self/status`.
fn field(status: &str, name: &str) -> i64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.split_whitespace().next()).and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// User and system time: the fields 14 and 15 of `/proc/self/stat`, counted behind the name in parentheses.
fn cpu_seconds(stat: &str) -> f64 {
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = fields.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok());
    ticks.sum::<u64>() as f64 / TICKS_A_SECOND
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_fields() {
        assert_eq!(field("Name:\tx\nVmRSS:\t    2048 kB\nThreads:\t7\n", "VmRSS:"), 2048);
        assert_eq!(field("", "VmRSS:"), 0);
        let stat = "1 (a) b) S 0 1 1 0 -1 4194560 1 2 3 4 250 50 0 0 20 0 1 0 5";
        assert!((cpu_seconds(stat) - 3.0).abs() < 1e-9);
        assert!(cpu_seconds("").abs() < 1e-9);
    }
}
