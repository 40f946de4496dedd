//! The subjects of the ladder and how each is run.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rafid_testkit::process::Launch;
use rafid_testkit::{Cluster, target_dir};
use serde_json::Value;

/// The commit interval of all that commit, as the lanes have it by default.
const COMMIT_MS: &str = "250";
/// A run that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(600);

/// What is measured.
pub struct Subject {
    /// Its short name.
    pub name: &'static str,
    /// What it does.
    pub what: &'static str,
    program: Program,
}

enum Program {
    /// The rung of this name of the `ladder` example of `rafid-kafka`.
    Ladder,
    /// The Java program of the testkit.
    Streams,
}

const fn rung(name: &'static str, what: &'static str) -> Subject {
    Subject { name, what, program: Program::Ladder }
}

/// In the order of the table.
pub const SUBJECTS: [Subject; 5] = [
    rung("consume", "read and drop"),
    rung("copy", "bare copy, at least once"),
    rung("copy-tx", "bare transactional copy, exactly once"),
    rung("lane", "a lane with the identity stage, exactly once, with headers"),
    Subject {
        name: "streams",
        what: "Kafka Streams, `exactly_once_v2`, one thread",
        program: Program::Streams,
    },
];

/// What a run took.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    /// Processor microseconds a message: user and system, all threads of the process.
    pub cpu_us: f64,
    /// Messages a second.
    pub throughput: f64,
    /// Peak resident memory in megabytes.
    pub peak_mb: f64,
}

/// Where the programs are.
pub struct Programs {
    ladder: PathBuf,
}

/// Builds the programs in release mode.
pub fn build() -> Result<Programs> {
    let status = Command::new("cargo")
        .args(["build", "--release", "--quiet", "-p", "rafid-kafka", "--example", "ladder"])
        .status()
        .context("cannot run cargo")?;
    ensure!(status.success(), "the ladder does not build");
    Ok(Programs { ladder: target_dir().join("release/examples/ladder") })
}

/// A broker with a loaded topic.
pub struct Bench<'a> {
    /// The broker.
    pub cluster: &'a Cluster,
    /// What to run.
    pub programs: Programs,
    /// How many records each subject handles.
    pub count: usize,
    /// How many of them come before the clock starts.
    pub warmup: usize,
}

impl Bench<'_> {
    /// Runs a subject on an output topic of its own.
    pub fn measure(&self, subject: &Subject, round: usize) -> Result<Figures> {
        let out = format!("bench-out-{}-{round}", subject.name);
        self.cluster.create_topic(&out, super::PARTITIONS, &[])?;
        let (count, warmup) = (self.count.to_string(), self.warmup.to_string());
        let log = self.cluster.directory().join(&out);
        let bootstrap = self.cluster.bootstrap();
        let launch = match subject.program {
            Program::Ladder => {
                let args = [subject.name, bootstrap, "bench-in", &out, &count, &warmup];
                Launch::new(&self.programs.ladder, &log).args(args)
            }
            Program::Streams => {
                let state = log.with_extension("state").display().to_string();
                let args = [bootstrap, "bench-in", &out, &count, &warmup, &out, &state, COMMIT_MS];
                let args = args.map(str::to_owned);
                self.cluster.java().launch(&["-Xmx512m"], "StreamsIdentity", &args, &log)
            }
        };
        let mut child = launch.start()?;
        let status = child.wait(PATIENCE)?.with_context(|| format!("no end after {PATIENCE:?}"))?;
        ensure!(status.success(), "{}", child.describe());
        self.delete(&out)?;
        let stdout = child.stdout();
        let line = stdout.lines().last().context("no figures printed")?;
        figures(&serde_json::from_str(line)?).with_context(|| format!("no figures in {line}"))
    }

    fn delete(&self, topic: &str) -> Result<()> {
        let mut command =
            self.cluster.java().command("Testkit", &["delete-topics", self.cluster.bootstrap(), topic]);
        ensure!(command.stdout(Stdio::null()).status()?.success(), "cannot delete {topic}");
        Ok(())
    }
}

fn figures(value: &Value) -> Option<Figures> {
    let number = |name: &str| value.get(name)?.as_f64();
    let records = number("records")?;
    Some(Figures {
        cpu_us: number("cpu_us")? / records,
        throughput: records * 1e6 / number("wall_us")?,
        peak_mb: number("peak_kb")? / 1024.0,
    })
}
