//! Child processes that never outlive the test.
//!
//! A child runs under a small `sh` supervisor in a process group of its own. The supervisor's standard input is a pipe
//! whose other end only this process holds: when it closes, because the [`Child`] is dropped or because this process
//! ended in whatever way (return, panic, Ctrl-C, SIGKILL), the supervisor kills the child. A parent-death signal would
//! not do: it fires when the *thread* that started the child ends, and every test runs on a thread of its own.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

/// Runs `"$@"`, prints its process id, and kills it when standard input closes. Exits with the child's own code.
const SUPERVISOR: &str = r#"
exec 3<&0 4>&1 >"$RAFID_TESTKIT_OUT" 2>"$RAFID_TESTKIT_ERR"
"$@" </dev/null 3<&- 4>&- & pid=$!
echo $pid >&4
exec 4>&-
(read -r _ <&3; : >"$RAFID_TESTKIT_ERR.orphan"; kill -KILL $pid) 2>/dev/null &
watcher=$!
wait $pid; code=$?
kill -KILL $watcher 2>/dev/null
[ -z "$RAFID_TESTKIT_END" ] || $RAFID_TESTKIT_END >/dev/null 2>&1
[ ! -e "$RAFID_TESTKIT_ERR.orphan" ] || rm -rf "$RAFID_TESTKIT_ERR.orphan" ${RAFID_TESTKIT_REMOVE:+"$RAFID_TESTKIT_REMOVE"}
exit $code
"#;

/// What to run, and where its output goes.
#[derive(Debug)]
pub struct Launch {
    command: Command,
    program: String,
    out: PathBuf,
    err: PathBuf,
}

impl Launch {
    /// `program` with its standard output in `{log}.out` and its standard error in `{log}.err`.
    pub fn new(program: impl AsRef<OsStr>, log: &Path) -> Self {
        let program = program.as_ref();
        let mut command = Command::new("sh");
        command.arg("-c").arg(SUPERVISOR).arg("supervisor").arg(program);
        Self {
            command,
            program: program.to_string_lossy().into_owned(),
            out: log.with_extension("out"),
            err: log.with_extension("err"),
        }
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.command.args(args);
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Sets the working directory.
    #[must_use]
    pub fn current_dir(mut self, directory: &Path) -> Self {
        self.command.current_dir(directory);
        self
    }

    /// A directory that the supervisor removes if this process ends without dropping the [`Child`].
    #[must_use]
    pub fn remove_at_end(self, directory: &Path) -> Self {
        self.env("RAFID_TESTKIT_REMOVE", directory)
    }

    /// A command that the supervisor runs when the program has ended in whatever way; its words hold no spaces.
    #[must_use]
    pub(crate) fn end_with(self, words: Option<Vec<String>>) -> Self {
        match words {
            Some(words) => self.env("RAFID_TESTKIT_END", words.join(" ")),
            None => self,
        }
    }

    /// Starts it.
    pub fn start(mut self) -> Result<Child> {
        // Opened here for an error that names the file; the supervisor truncates and writes them.
        for path in [&self.out, &self.err] {
            File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        }
        let mut supervisor = self
            .command
            .env("RAFID_TESTKIT_OUT", &self.out)
            .env("RAFID_TESTKIT_ERR", &self.err)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .context("cannot start sh")?;
        let lifeline = supervisor.stdin.take();
        let mut line = String::new();
        if let Some(stdout) = supervisor.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let pid = line.trim().parse().ok().and_then(Pid::from_raw);
        let Some(pid) = pid else { bail!("the supervisor of {} did not start", self.program) };
        Ok(Child {
            supervisor,
            lifeline,
            pid,
            program: self.program,
            out: self.out,
            err: self.err,
            status: None,
        })
    }
}

/// A running child; killed when dropped.
#[derive(Debug)]
pub struct Child {
    supervisor: std::process::Child,
    /// Closing it kills the child.
    lifeline: Option<ChildStdin>,
    pid: Pid,
    program: String,
    out: PathBuf,
    err: PathBuf,
    status: Option<ExitStatus>,
}

impl Child {
    /// The child's own process id, not the supervisor's.
    pub fn pid(&self) -> u32 {
        self.pid.as_raw_nonzero().get().unsigned_abs()
    }

    /// Sends SIGTERM.
    pub fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    /// Sends SIGSTOP: the process freezes until [`Child::resume`].
    pub fn suspend(&self) {
        self.signal(Signal::STOP);
    }

    /// Sends SIGCONT.
    pub fn resume(&self) {
        self.signal(Signal::CONT);
    }

    /// Sends SIGKILL and waits for the end.
    pub fn kill(&mut self) -> Result<ExitStatus> {
        self.signal(Signal::KILL);
        Ok(self.supervisor.wait()?)
    }

    fn signal(&self, signal: Signal) {
        if self.status.is_none() {
            // The child may have ended since: then there is nobody left to signal.
            let _ = kill_process(self.pid, signal);
        }
    }

    /// The exit status, if it has ended. A child that died of signal n has the code 128 + n.
    pub fn try_wait(&mut self) -> Result<Option<ExitStatus>> {
        if self.status.is_none() {
            self.status = self.supervisor.try_wait()?;
        }
        Ok(self.status)
    }

    /// Waits for the end; `None` when it still runs after `patience`.
    pub fn wait(&mut self, patience: Duration) -> Result<Option<ExitStatus>> {
        let start = Instant::now();
        while self.try_wait()?.is_none() && start.elapsed() < patience {
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(self.status)
    }

    /// What it wrote to standard output so far.
    pub fn stdout(&self) -> String {
        read_lossy(&self.out)
    }

    /// What it wrote to standard error so far.
    pub fn stderr(&self) -> String {
        read_lossy(&self.err)
    }

    /// Processor time used so far, user and system, in microseconds (counted by the kernel in steps of 10 ms).
    pub fn cpu_us(&self) -> Result<u64> {
        cpu_us(self.pid())
    }

    /// Peak resident memory in kilobytes.
    pub fn peak_memory_kb(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
        let number = line.split_whitespace().next().context("empty VmHWM")?;
        Ok(number.parse()?)
    }

    /// A short description for error messages: the program and the last lines it wrote.
    pub fn describe(&self) -> String {
        let tail = |text: String| {
            let lines: Vec<&str> = text.lines().collect();
            lines[lines.len().saturating_sub(15)..].join("\n  ")
        };
        format!("{}: stdout\n  {}\nstderr\n  {}", self.program, tail(self.stdout()), tail(self.stderr()))
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.signal(Signal::KILL);
        self.lifeline.take();
        let _ = self.supervisor.wait();
    }
}

fn read_lossy(path: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).into_owned()
}

/// Processor time of any process in microseconds, from `/proc/PID/stat` (clock ticks of 10 ms on Linux).
pub fn cpu_us(pid: u32) -> Result<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The second field is the name in parentheses and may hold anything; utime and stime are fields 14 and 15.
    let (_, rest) = stat.rsplit_once(')').context("no name in /proc/PID/stat")?;
    let ticks: Vec<u64> = rest.split_whitespace().skip(11).take(2).filter_map(|n| n.parse().ok()).collect();
    let [user, system] = ticks[..] else { bail!("no times in /proc/{pid}/stat") };
    Ok((user + system) * 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> PathBuf {
        let directory = crate::scratch_dir().unwrap();
        directory.join(format!("process-{name}"))
    }

    fn alive(pid: u32) -> bool {
        std::fs::read_to_string(format!("/proc/{pid}/stat"))
            .is_ok_and(|stat| !stat.rsplit_once(')').unwrap().1.trim_start().starts_with('Z'))
    }

    #[test]
    fn exit_code_and_output_are_the_childs_own() {
        let launch = Launch::new("sh", &scratch("code")).args(["-c", "echo out; echo err >&2; exit 64"]);
        let mut child = launch.start().unwrap();
        let status = child.wait(Duration::from_secs(60)).unwrap().unwrap();
        assert_eq!(
            (status.code(), child.stdout(), child.stderr()),
            (Some(64), "out\n".into(), "err\n".into())
        );
    }

    #[test]
    fn a_killed_child_reports_its_signal() {
        let mut child = Launch::new("sleep", &scratch("signal")).args(["1000"]).start().unwrap();
        assert_eq!(child.try_wait().unwrap(), None);
        assert_eq!(child.kill().unwrap().code(), Some(128 + 9));
    }

    #[test]
    fn dropping_kills() {
        let child = Launch::new("sleep", &scratch("drop")).args(["1000"]).start().unwrap();
        let pid = child.pid();
        assert!(alive(pid));
        drop(child);
        assert!(!alive(pid));
    }

    #[test]
    fn a_child_dies_with_a_parent_that_cannot_clean_up() {
        // Leaking the handle and closing the pipe is what the end of this process does.
        let (data, ended) = (scratch("orphan-data"), scratch("orphan-ended"));
        std::fs::create_dir_all(&data).unwrap();
        let launch = Launch::new("sleep", &scratch("orphan")).args(["1000"]).remove_at_end(&data);
        let end = ["touch", ended.to_str().unwrap()].map(str::to_owned);
        let mut child = launch.end_with(Some(end.to_vec())).start().unwrap();
        drop(child.lifeline.take());
        assert!(child.wait(Duration::from_secs(60)).unwrap().is_some());
        assert!(!alive(child.pid()));
        assert!(!data.exists() && ended.exists());
    }

    #[test]
    fn processor_time_is_counted() {
        let mut child =
            Launch::new("sh", &scratch("cpu")).args(["-c", "while :; do :; done"]).start().unwrap();
        while child.cpu_us().unwrap() < 50_000 {
            assert_eq!(child.try_wait().unwrap(), None);
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}
