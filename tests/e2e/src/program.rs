//! The programs under test, as processes.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rafid_testkit::process::{Child, Launch};
use rafid_testkit::target_dir;

/// How long anything may take on a busy machine before a test says that it hangs.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// The path of a program of this workspace: in `RAFID_BIN_DIR`, else built by cargo.
pub fn binary(name: &str) -> Result<PathBuf> {
    let directory = if let Some(directory) = std::env::var_os("RAFID_BIN_DIR") {
        PathBuf::from(directory)
    } else {
        build()?;
        target_dir().join("debug")
    };
    let path = directory.join(name);
    ensure!(path.is_file(), "there is no program {}", path.display());
    Ok(path)
}

/// Builds all programs, once a test process.
fn build() -> Result<()> {
    static BUILT: OnceLock<bool> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let packages = ["rafid", "rafid-normalizer", "rafid-tagger", "rafid-enricher", "rafid-pipeline"];
        let packages = packages.into_iter().flat_map(|package| ["-p", package]);
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(["build", "--quiet", "--bins", "--all-features"]).args(packages);
        command.status().is_ok_and(|status| status.success())
    });
    ensure!(*built, "cargo could not build the programs");
    Ok(())
}

/// A running process of a service.
#[derive(Debug)]
pub struct Program {
    child: Child,
    http: SocketAddr,
}

impl Program {
    /// Starts a service with settings given as `section.key`; `http.listen` is chosen here. `log` names its output files.
    pub fn start(name: &str, settings: &BTreeMap<String, String>, log: &Path) -> Result<Self> {
        Self::start_at(&binary(&format!("rafid-{name}"))?, settings, log)
    }

    /// The same for the program at a path.
    pub fn start_at(path: &Path, settings: &BTreeMap<String, String>, log: &Path) -> Result<Self> {
        let http = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut launch = Launch::new(path, log);
        for (key, value) in settings {
            launch = launch.env(&variable(key), value);
        }
        let child = launch.env(&variable("http.listen"), http.to_string()).start()?;
        Ok(Self { child, http })
    }

    /// The process.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// What an endpoint of its HTTP server answers: status and body.
    pub fn get(&self, path: &str) -> Result<(u16, String)> {
        let mut stream = TcpStream::connect_timeout(&self.http, Duration::from_secs(5))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.http)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").context("no HTTP answer")?;
        let status = head.split(' ').nth(1).context("no status")?.parse()?;
        Ok((status, body.to_owned()))
    }

    /// Waits until `/readyz` says 200.
    pub fn wait_ready(&mut self) -> Result<()> {
        let start = Instant::now();
        while !self.get("/readyz").is_ok_and(|(status, _)| status == 200) {
            if let Some(status) = self.child.try_wait()? {
                bail!("ended before it was ready ({status}): {}", self.child.describe());
            }
            ensure!(
                start.elapsed() < PATIENCE,
                "not ready: {:?} {}",
                self.get("/readyz"),
                self.child.describe()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// The sum of a metric over all its labels; 0 before it is first counted.
    pub fn metric(&self, name: &str) -> Result<f64> {
        let (_, body) = self.get("/metrics")?;
        let of_name = |line: &&str| {
            line.strip_prefix(name).is_some_and(|rest| rest.starts_with('{') || rest.starts_with(' '))
        };
        let values =
            body.lines().filter(of_name).filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok());
        Ok(values.sum())
    }

    /// Ends it by SIGTERM; it must exit with 0.
    pub fn stop(mut self) -> Result<()> {
        self.child.terminate();
        let status = self.child.wait(PATIENCE)?.context("did not stop on SIGTERM")?;
        ensure!(status.success(), "stopped with {status}: {}", self.child.describe());
        Ok(())
    }

    /// Waits until it ends by itself; returns its exit code and what it wrote, standard output and error.
    pub fn wait_end(mut self) -> Result<(i32, String)> {
        let status = self.child.wait(PATIENCE)?;
        let Some(status) = status else { bail!("still runs: {}", self.child.describe()) };
        Ok((status.code().unwrap_or(-1), self.child.stdout() + &self.child.stderr()))
    }
}

/// The environment variable of a setting: `RAFID__KAFKA__BROKERS` for `kafka.brokers`.
fn variable(key: &str) -> String {
    format!("RAFID__{}", key.replace('.', "__").to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_become_variables() {
        assert_eq!(variable("kafka.brokers"), "RAFID__KAFKA__BROKERS");
    }
}
