//! Apache Kafka from Maven Central, and the Java programs of this crate compiled against it.

use std::collections::hash_map::DefaultHasher;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, bail};
use rustix::fs::{FlockOperation, flock};

use crate::engine::{Host, run};
use crate::process::Launch;

/// The version of Apache Kafka that the tests run against; `java/pom.xml` says the same.
pub const KAFKA_VERSION: &str = "4.3.1";

const POM: &str = include_str!("../java/pom.xml");
const SOURCES: &[(&str, &str)] = &[
    ("Testkit.java", include_str!("../java/Testkit.java")),
    ("Dump.java", include_str!("../java/Dump.java")),
    ("StreamsIdentity.java", include_str!("../java/StreamsIdentity.java")),
];

/// The plugin's version is fixed because the default of an old Maven cannot copy what a new one resolves.
const COPY_GOAL: &str = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";

/// A Java machine with Kafka and this crate's own classes on its class path.
#[derive(Debug, Clone)]
pub struct Java {
    host: Host,
    class_path: String,
}

impl Java {
    /// Finds or makes it: the first call on a machine downloads about 130 MB.
    pub fn get() -> Result<&'static Self> {
        static JAVA: OnceLock<std::result::Result<Java, String>> = OnceLock::new();
        let made = JAVA.get_or_init(|| Self::prepare().map_err(|error| format!("{error:#}")));
        made.as_ref().map_err(|message| anyhow::anyhow!("{message}"))
    }

    fn prepare() -> Result<Self> {
        let cache = cache_dir()?;
        fs::create_dir_all(&cache).with_context(|| format!("cannot create {}", cache.display()))?;
        // Other test processes may want the same at the same time.
        let lock = File::create(cache.join("lock"))?;
        flock(&lock, FlockOperation::LockExclusive).context("cannot lock the Kafka cache")?;
        let host = Host::choose(&cache)?;
        let jars = ensure_jars(&host, &cache)?;
        let classes = ensure_classes(&host, &cache, &jars)?;
        let class_path = format!("{}:{}/*", classes.display(), jars.display());
        Ok(Self { host, class_path })
    }

    /// Options every machine gets: the class path and where logs go (standard error, from `log_level` up).
    fn options(&self, log_level: &str) -> Vec<String> {
        vec![
            "-cp".to_owned(),
            self.class_path.clone(),
            format!("-Dorg.slf4j.simpleLogger.defaultLogLevel={log_level}"),
            "-Dorg.slf4j.simpleLogger.showDateTime=true".to_owned(),
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS".to_owned(),
            // Every Kafka client warns on every start that this is going away.
            "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.common.telemetry=off".to_owned(),
        ]
    }

    /// A long-running program, supervised. `log` without extension names its output files.
    pub fn launch(&self, jvm: &[&str], class: &str, args: &[String], log: &Path) -> Launch {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let (words, end) =
            self.host.supervised("java", &format!("rafid-testkit-{}-{number}", std::process::id()));
        let [program, words @ ..] = words.as_slice() else { unreachable!("a command has a program") };
        let launch = Launch::new(program, log).args(words).args(jvm).args(self.options("info"));
        launch.args([class]).args(args).end_with(end)
    }

    /// Runs the JDK's keytool and returns its standard output.
    pub(crate) fn keytool(&self, args: &[&str]) -> Result<String> {
        run(self.host.command("keytool").args(args), "keytool")
    }

    /// A short program: runs it to its end and returns its standard output. An error carries what it printed.
    pub fn run<S: AsRef<str>>(&self, class: &str, args: &[S]) -> Result<String> {
        run(&mut self.command(class, args), class)
    }

    /// The command of a short program, for callers that feed it input or read its output as it comes.
    pub fn command<S: AsRef<str>>(&self, class: &str, args: &[S]) -> Command {
        let mut command = self.host.command("java");
        command.args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"]);
        command.args(self.options("error")).arg(class).args(args.iter().map(AsRef::as_ref));
        command
    }
}

/// `RAFID_KAFKA_CACHE`, else `rafid` under the user's cache folder. Outside the tree, so that it outlives a clone.
pub(crate) fn cache_dir() -> Result<PathBuf> {
    if let Some(own) = std::env::var_os("RAFID_KAFKA_CACHE") {
        return Ok(PathBuf::from(own));
    }
    let user = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let user = user.or_else(|| std::env::home_dir().map(|home| home.join(".cache")));
    Ok(user
        .context("set RAFID_KAFKA_CACHE, XDG_CACHE_HOME or HOME to say where Kafka may be kept")?
        .join("rafid"))
}

/// The folder of Kafka's jars. A manifest of names and sizes, written last, tells a whole download from a broken one;
/// Maven itself checks each file against the checksum of the registry.
fn ensure_jars(host: &Host, cache: &Path) -> Result<PathBuf> {
    let key = short_hash(&POM);
    let jars = cache.join(format!("kafka-{KAFKA_VERSION}-{key}"));
    let manifest = jars.join("MANIFEST.txt");
    if fs::read_to_string(&manifest).is_ok_and(|text| listing(&jars).is_ok_and(|found| found == text)) {
        return Ok(jars);
    }
    #[allow(clippy::print_stderr, reason = "a test that is silent for minutes looks hung")]
    {
        eprintln!("fetching Apache Kafka {KAFKA_VERSION} from Maven Central into {}", jars.display());
    }
    let _ = fs::remove_dir_all(&jars);
    fs::create_dir_all(&jars)?;
    let pom = cache.join(format!("pom-{key}.xml"));
    fs::write(&pom, POM)?;
    let mut maven = host.command("mvn");
    maven.args(["--batch-mode", "--quiet", "--strict-checksums"]).args(host.maven_options());
    maven.arg("--file").arg(&pom).args([COPY_GOAL, "-DincludeScope=runtime"]);
    maven.arg(format!("-DoutputDirectory={}", jars.display()));
    run(&mut maven, "mvn").with_context(|| format!("cannot fetch Apache Kafka {KAFKA_VERSION}"))?;
    let found = listing(&jars)?;
    if !found.contains(&format!("kafka-tools-{KAFKA_VERSION}.jar")) {
        bail!("mvn fetched no kafka-tools-{KAFKA_VERSION}.jar into {}", jars.display());
    }
    fs::write(&manifest, found)?;
    Ok(jars)
}

/// `name size` of every jar, sorted.
fn listing(directory: &Path) -> Result<String> {
    let mut lines = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if Path::new(&name).extension().is_some_and(|extension| extension == "jar") {
            lines.push(format!("{name} {}\n", entry.metadata()?.len()));
        }
    }
    lines.sort();
    Ok(lines.concat())
}

/// Compiles this crate's Java sources once per content of them.
fn ensure_classes(host: &Host, cache: &Path, jars: &Path) -> Result<PathBuf> {
    let classes = cache.join(format!("classes-{KAFKA_VERSION}-{}", short_hash(&(SOURCES, POM))));
    if classes.join("compiled").exists() {
        return Ok(classes);
    }
    fs::create_dir_all(&classes)?;
    let mut command = host.command("javac");
    command
        .args(["-nowarn", "--release", "17", "-cp"])
        .arg(format!("{}/*", jars.display()))
        .arg("-d")
        .arg(&classes);
    for (name, text) in SOURCES {
        let path = classes.join(name);
        fs::write(&path, text)?;
        command.arg(path);
    }
    run(&mut command, "javac")?;
    fs::write(classes.join("compiled"), "")?;
    Ok(classes)
}

fn short_hash(value: &impl Hash) -> String {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    let mut text = String::new();
    let _ = write!(text, "{:012x}", hasher.finish() >> 16);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pom_asks_for_the_version_the_code_names() {
        assert!(POM.contains(&format!("<kafka.version>{KAFKA_VERSION}</kafka.version>")));
    }

    #[test]
    fn a_listing_changes_with_a_truncated_jar() {
        let directory = crate::scratch_dir().unwrap().join("listing");
        fs::create_dir_all(&directory).unwrap();
        fs::write(directory.join("b.jar"), "22").unwrap();
        fs::write(directory.join("a.jar"), "1").unwrap();
        fs::write(directory.join("note.txt"), "").unwrap();
        assert_eq!(listing(&directory).unwrap(), "a.jar 1\nb.jar 2\n");
        fs::write(directory.join("b.jar"), "2").unwrap();
        assert_eq!(listing(&directory).unwrap(), "a.jar 1\nb.jar 1\n");
    }
}
