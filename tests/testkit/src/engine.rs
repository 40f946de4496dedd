//! Where Java programs run: on this machine, or in containers where it has no JDK.
//!
//! A container shares the host's network and sees the cache and the target folder at the paths that they have outside,
//! so whatever is started in one behaves like a process of the host.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use rustix::process::{getgid, getuid};

/// Names the program of a container engine (`docker`, `podman`) that is to run Java, whatever else is there.
const ENGINE: &str = "RAFID_TEST_ENGINE";
/// Names the image; it must hold a JDK from 17 on and Maven.
const IMAGE: &str = "RAFID_TEST_IMAGE";
const DEFAULT_IMAGE: &str = "docker.io/library/maven:3.9-eclipse-temurin-17";
/// What the testkit runs.
const PROGRAMS: [&str; 4] = ["java", "javac", "keytool", "mvn"];
/// Variables that containers inherit.
const INHERITED: [&str; 6] =
    ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"];

/// Where Java programs run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Host {
    /// As processes of this machine.
    Here,
    /// In containers.
    Engine(Engine),
}

/// A container engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Engine {
    program: String,
    image: String,
    cache: PathBuf,
    target: PathBuf,
}

impl Host {
    /// The engine that `RAFID_TEST_ENGINE` names; else this machine, if it has a JDK and Maven; else an engine that
    /// answers.
    pub(crate) fn choose(cache: &Path) -> Result<Self> {
        let engine = |program: String| {
            let image = std::env::var(IMAGE).unwrap_or_else(|_| DEFAULT_IMAGE.to_owned());
            Self::Engine(Engine { program, image, cache: cache.to_owned(), target: crate::target_dir() })
        };
        if let Ok(program) = std::env::var(ENGINE) {
            return Ok(engine(program));
        }
        let missing: Vec<&str> = PROGRAMS.into_iter().filter(|program| !is_installed(program)).collect();
        if missing.is_empty() {
            return Ok(Self::Here);
        }
        if let Some(program) = ["docker", "podman"].into_iter().find(|program| answers(program)) {
            return Ok(engine(program.to_owned()));
        }
        bail!(
            "missing: {}; install a JDK from 17 on and Maven (apt-get install default-jdk-headless maven) or a container \
             engine, or set RAFID_TEST_BOOTSTRAP to the address of a running Kafka",
            missing.join(", ")
        )
    }

    /// The command that runs a program of the JDK, or Maven.
    pub(crate) fn command(&self, program: &str) -> Command {
        match self {
            Self::Here => Command::new(program),
            Self::Engine(engine) => {
                let mut command = Command::new(&engine.program);
                command.args(engine.arguments(None, program));
                command
            }
        }
    }

    /// The words that run a program under a supervisor, and those that end it for certain where killing the process
    /// does not: what the client of an engine started goes on without it.
    pub(crate) fn supervised(&self, program: &str, name: &str) -> (Vec<String>, Option<Vec<String>>) {
        match self {
            Self::Here => (vec![program.to_owned()], None),
            Self::Engine(engine) => {
                let mut words = vec![engine.program.clone()];
                words.extend(engine.arguments(Some(name), program));
                let end = [&engine.program, "kill", name].map(str::to_owned);
                (words, Some(end.to_vec()))
            }
        }
    }

    /// What Maven must be told beside its goal: a container has no home to keep a repository in.
    pub(crate) fn maven_options(&self) -> Vec<String> {
        match self {
            Self::Here => Vec::new(),
            Self::Engine(engine) => vec![format!("-Dmaven.repo.local={}", engine.cache.join("m2").display())],
        }
    }
}

impl Engine {
    fn arguments(&self, name: Option<&str>, program: &str) -> Vec<String> {
        let mut words: Vec<String> =
            ["run", "--rm", "--interactive", "--network", "host"].map(str::to_owned).into();
        // Files that it writes must be this user's, to be removed again.
        words.extend(["--user".to_owned(), format!("{}:{}", getuid().as_raw(), getgid().as_raw())]);
        for folder in [&self.cache, &self.target] {
            words.extend(["--volume".to_owned(), format!("{0}:{0}", folder.display())]);
        }
        for variable in INHERITED.into_iter().filter(|variable| std::env::var_os(variable).is_some()) {
            words.extend(["--env".to_owned(), variable.to_owned()]);
        }
        if let Some(name) = name {
            words.extend(["--name".to_owned(), name.to_owned()]);
        }
        words.extend(["--entrypoint".to_owned(), program.to_owned(), self.image.clone()]);
        words
    }
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|directory| directory.join(program).is_file())
}

fn answers(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("info").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Runs a command to its end; an error carries what it printed.
pub(crate) fn run(command: &mut Command, what: &str) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot run {what}"))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        bail!("{what} failed ({}): {}{}", output.status, stdout.trim(), stderr.trim());
    }
    Ok(stdout)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_container_sees_the_same_paths_and_is_ended_by_its_name() {
        let engine = Engine {
            program: "podman".to_owned(),
            image: "example.invalid/jdk".to_owned(),
            cache: "/home/a/.cache/rafid".into(),
            target: "/src/target".into(),
        };
        let (words, end) = Host::Engine(engine).supervised("java", "broker-1");
        let line = words.join(" ");
        assert!(line.starts_with("podman run --rm --interactive --network host --user "), "{line}");
        assert!(
            line.contains(
                "--volume /home/a/.cache/rafid:/home/a/.cache/rafid --volume /src/target:/src/target"
            )
        );
        assert!(line.ends_with("--name broker-1 --entrypoint java example.invalid/jdk"), "{line}");
        assert_eq!(end.unwrap().join(" "), "podman kill broker-1");
        assert_eq!(Host::Here.supervised("java", "broker-1"), (vec!["java".to_owned()], None));
    }
}
