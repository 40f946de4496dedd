//! Apache Kafka in `KRaft` mode on loopback: one broker, or three that replicate.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::distribution::Java;
use crate::process::Child;
use crate::proxy::Proxy;
use crate::settings::{PORTS, Ports, scram_argument, server_properties};
use crate::tls::Tls;
use crate::wire;

/// Names an existing cluster to test against.
const EXISTING: &str = "RAFID_TEST_BOOTSTRAP";
/// Sixteen bytes in base64, as Kafka writes ids; each cluster has folders and ports of its own, so one id serves all.
const CLUSTER_ID: &str = "cmFmaWQtdGVzdGtpdC0wMQ";
/// How long a broker may take to start on a busy machine.
const START_PATIENCE: Duration = Duration::from_secs(120);

/// A running cluster; its brokers end with it.
#[derive(Debug)]
pub struct Cluster {
    java: &'static Java,
    bootstrap: String,
    replication: u16,
    tls: &'static Tls,
    /// Empty when the cluster is not ours.
    brokers: Vec<Broker>,
    directory: PathBuf,
}

#[derive(Debug)]
struct Broker {
    address: SocketAddr,
    sasl: SocketAddr,
    tls: SocketAddr,
    proxy: Proxy,
    settings: PathBuf,
    log: PathBuf,
    process: Mutex<Option<Child>>,
}

impl Cluster {
    /// A single broker that the whole test process shares, started at the first call.
    pub fn shared() -> Result<&'static Self> {
        static SHARED: OnceLock<std::result::Result<Cluster, String>> = OnceLock::new();
        let made = SHARED.get_or_init(|| Self::start(1).map_err(|error| format!("{error:#}")));
        made.as_ref().map_err(|message| anyhow::anyhow!("no Kafka for this test: {message}"))
    }

    /// Starts `brokers` of them (each broker is a controller too), or joins the cluster that `RAFID_TEST_BOOTSTRAP` names.
    pub fn start(brokers: u16) -> Result<Self> {
        let java = Java::get()?;
        let tls = Tls::get(java)?;
        if let Ok(bootstrap) = std::env::var(EXISTING) {
            let directory = crate::scratch_dir()?;
            return Ok(Self { java, bootstrap, replication: brokers, tls, brokers: Vec::new(), directory });
        }
        // A port that was free a moment ago can be taken when the broker binds it.
        let mut last = None;
        for _ in 0..3 {
            match Self::launch(java, tls, brokers) {
                Ok(cluster) => return Ok(cluster),
                Err(error) => last = Some(error),
            }
        }
        Err(last.context("no attempt was made")?)
    }

    fn launch(java: &'static Java, tls: &'static Tls, count: u16) -> Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let directory = crate::scratch_dir()?.join(format!("kafka-{number}"));
        let ports = free_ports(usize::from(count) * PORTS)?;
        let ports: Vec<Ports> = ports.as_chunks().0.iter().map(|ports| Ports::new(*ports)).collect();
        let voters = (1..).zip(&ports).map(|(id, ports)| format!("{id}@127.0.0.1:{}", ports.controller));
        let voters = voters.collect::<Vec<_>>().join(",");
        let mut brokers = Vec::new();
        for (i, ports) in (1..=count).zip(ports) {
            let home = directory.join(format!("broker-{i}"));
            fs::create_dir_all(&home)?;
            let proxy = Proxy::start(loopback(ports.proxied))?;
            let settings = home.join("server.properties");
            fs::write(
                &settings,
                server_properties(i, count, &voters, &ports, proxy.address().port(), tls, &home),
            )?;
            brokers.push(Broker {
                address: loopback(ports.client),
                sasl: loopback(ports.sasl),
                tls: loopback(ports.tls),
                proxy,
                settings,
                log: home.join("broker"),
                process: Mutex::new(None),
            });
        }
        let bootstrap = join(brokers.iter().map(|broker| broker.address));
        let cluster = Self { java, bootstrap, replication: count, tls, brokers, directory };
        cluster.format()?;
        for index in 0..cluster.brokers.len() {
            cluster.spawn(index)?;
        }
        cluster.wait_ready()?;
        Ok(cluster)
    }

    /// Writes the storage of every broker, all at once.
    fn format(&self) -> Result<()> {
        let mut formatters = Vec::new();
        for broker in &self.brokers {
            let settings = broker.settings.display().to_string();
            let user = scram_argument();
            let args = ["format", "--cluster-id", CLUSTER_ID, "--config", &settings, "--add-scram", &user];
            let mut command = self.java.command("kafka.tools.StorageTool", &args);
            formatters.push(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?);
        }
        for formatter in formatters {
            let output = formatter.wait_with_output()?;
            let text = [output.stdout, output.stderr].concat();
            ensure!(output.status.success(), "StorageTool failed: {}", String::from_utf8_lossy(&text).trim());
        }
        Ok(())
    }

    fn spawn(&self, index: usize) -> Result<()> {
        let broker = self.broker(index)?;
        let settings = broker.settings.display().to_string();
        let launch = self.java.launch(&["-Xms256m", "-Xmx512m"], "kafka.Kafka", &[settings], &broker.log);
        let mut process = lock(&broker.process);
        ensure!(process.is_none(), "broker {index} runs already");
        *process = Some(launch.remove_at_end(&data_dir(&broker.settings)).start()?);
        Ok(())
    }

    /// Waits until every running broker knows all that should run.
    fn wait_ready(&self) -> Result<()> {
        let start = Instant::now();
        let expected = self.brokers.iter().filter(|broker| lock(&broker.process).is_some()).count();
        for (index, broker) in self.brokers.iter().enumerate() {
            while lock(&broker.process).is_some()
                && wire::broker_count(broker.address).unwrap_or(0) < expected
            {
                if let Some(process) = lock(&broker.process).as_mut()
                    && let Some(status) = process.try_wait()?
                {
                    bail!("broker {index} ended ({status}): {}", process.describe());
                }
                ensure!(
                    start.elapsed() < START_PATIENCE,
                    "broker {index} is not ready after {START_PATIENCE:?}"
                );
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        Ok(())
    }

    /// Addresses of the brokers, `host:port,…`.
    pub fn bootstrap(&self) -> &str {
        &self.bootstrap
    }

    /// The same brokers through their [`Proxy`]; clients that start here learn only proxied addresses.
    pub fn proxied_bootstrap(&self) -> String {
        join(self.brokers.iter().map(|broker| broker.proxy.address()))
    }

    /// The same brokers for clients that log in by SASL/PLAIN as [`SASL_USER`](crate::SASL_USER) or [`sasl_user`](crate::sasl_user).
    pub fn sasl_bootstrap(&self) -> String {
        join(self.brokers.iter().map(|broker| broker.sasl))
    }

    /// The same brokers for clients that speak TLS and log in by SCRAM-SHA-512 as [`SCRAM_USER`](crate::SCRAM_USER).
    pub fn tls_bootstrap(&self) -> String {
        join(self.brokers.iter().map(|broker| broker.tls))
    }

    /// The certificate (PEM) that the brokers show at [`Cluster::tls_bootstrap`], signed by itself.
    pub fn certificate(&self) -> &Path {
        self.tls.certificate()
    }

    /// Grants principals what [`Grant`]s say, in one call.
    pub fn grant(&self, grants: &[Grant]) -> Result<()> {
        let mut args = vec!["grant".to_owned(), self.bootstrap.clone()];
        args.extend(grants.iter().map(Grant::argument));
        self.java.run("Testkit", &args).map(drop)
    }

    /// The proxy before one broker.
    pub fn proxy(&self, index: usize) -> Result<&Proxy> {
        Ok(&self.broker(index)?.proxy)
    }

    /// Whether the brokers were started here, so that they may be killed and their network disturbed.
    pub fn is_ours(&self) -> bool {
        !self.brokers.is_empty()
    }

    /// The number of brokers, which is the replication of the topics that [`Cluster::create_topic`] makes.
    pub fn replication(&self) -> u16 {
        self.replication
    }

    /// Ends a broker by SIGKILL.
    pub fn kill_broker(&self, index: usize) -> Result<()> {
        let Some(mut process) = lock(&self.broker(index)?.process).take() else {
            bail!("broker {index} does not run")
        };
        process.kill()?;
        Ok(())
    }

    /// Starts a broker that was killed, on its old storage and ports, and waits until it serves.
    pub fn restart_broker(&self, index: usize) -> Result<()> {
        self.spawn(index)?;
        self.wait_ready()
    }

    /// The process id of a broker.
    pub fn broker_pid(&self, index: usize) -> Result<u32> {
        lock(&self.broker(index)?.process)
            .as_ref()
            .map(Child::pid)
            .with_context(|| format!("broker {index} does not run"))
    }

    fn broker(&self, index: usize) -> Result<&Broker> {
        self.brokers.get(index).with_context(|| format!("broker {index} is not ours to control"))
    }

    /// Runs one of Kafka's own commands, as its shell script of that name would, against this cluster.
    pub fn tool<S: AsRef<str>>(&self, name: &str, args: &[S]) -> Result<String> {
        let class = match name {
            "kafka-topics" => "org.apache.kafka.tools.TopicCommand",
            "kafka-consumer-groups" => "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
            "kafka-transactions" => "org.apache.kafka.tools.TransactionsCommand",
            "kafka-configs" => "kafka.admin.ConfigCommand",
            "kafka-acls" => "org.apache.kafka.tools.AclCommand",
            "kafka-get-offsets" => "org.apache.kafka.tools.GetOffsetShell",
            other => bail!("no class is known for the command {other}"),
        };
        let mut all = vec!["--bootstrap-server", &self.bootstrap];
        all.extend(args.iter().map(AsRef::as_ref));
        self.java.run(class, &all)
    }

    /// Runs a class of this crate's Java sources (or any other) with `args`.
    pub fn java(&self) -> &'static Java {
        self.java
    }

    /// Makes a topic, replicated to all brokers, with the given settings.
    pub fn create_topic(&self, name: &str, partitions: u16, configs: &[(&str, &str)]) -> Result<()> {
        let mut parts = vec![name.to_owned(), partitions.to_string(), self.replication.to_string()];
        parts.extend(configs.iter().map(|(key, value)| format!("{key}={}", value.replace(',', ";"))));
        self.create_topics(&[parts.join(",")])
    }

    /// Makes topics given as `name,partitions,replication[,key=value]…` in one call.
    pub fn create_topics(&self, specs: &[String]) -> Result<()> {
        let mut args = vec!["create-topics".to_owned(), self.bootstrap.clone()];
        args.extend_from_slice(specs);
        self.java.run("Testkit", &args).map(drop)
    }

    /// Sends records to a topic by Kafka's own Java producer; returns when all are acknowledged.
    pub fn send(&self, topic: &str, records: impl IntoIterator<Item = Record>) -> Result<u64> {
        self.send_via(&self.bootstrap, topic, records)
    }

    /// As [`Cluster::send`], starting at other addresses: [`Cluster::proxied_bootstrap`], say.
    pub fn send_via(
        &self,
        bootstrap: &str,
        topic: &str,
        records: impl IntoIterator<Item = Record>,
    ) -> Result<u64> {
        let mut command = self.java.command("Testkit", &["send", bootstrap, topic]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut input = std::io::BufWriter::new(child.stdin.take().context("no standard input")?);
        for record in records {
            record.write_line(&mut input)?;
        }
        drop(input);
        let output = child.wait_with_output()?;
        ensure!(output.status.success(), "sending to {topic} failed ({})", output.status);
        Ok(String::from_utf8_lossy(&output.stdout).trim().parse()?)
    }

    /// A folder for the files of a test: logs of the services, for instance.
    pub fn directory(&self) -> &Path {
        &self.directory
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        for broker in &self.brokers {
            lock(&broker.process).take();
            let _ = fs::remove_dir_all(data_dir(&broker.settings));
        }
    }
}

/// What a principal may do with one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// `User:name`.
    pub principal: String,
    /// Kafka's name of the resource's type: `TOPIC`, `GROUP`, `TRANSACTIONAL_ID`.
    pub resource: &'static str,
    /// The resource's name.
    pub name: String,
    /// Whether all names that begin with `name` are meant.
    pub is_prefix: bool,
    /// Kafka's names of the operations: `READ`, `DESCRIBE_CONFIGS`…
    pub operations: Vec<String>,
}

impl Grant {
    fn argument(&self) -> String {
        let pattern = if self.is_prefix { "PREFIXED" } else { "LITERAL" };
        let operations = self.operations.join(",");
        format!("{},{},{pattern},{},{operations}", self.principal, self.resource, self.name)
    }
}

/// A record to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The key, if any.
    pub key: Option<Vec<u8>>,
    /// The value; `None` is a tombstone.
    pub value: Option<Vec<u8>>,
    /// Header names and values, in order.
    pub headers: Vec<(String, Vec<u8>)>,
}

impl Record {
    fn write_line(&self, out: &mut impl std::io::Write) -> Result<()> {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        let field =
            |bytes: &Option<Vec<u8>>| bytes.as_ref().map_or_else(|| "-".to_owned(), |b| STANDARD.encode(b));
        write!(out, "{}\t{}", field(&self.key), field(&self.value))?;
        for (name, value) in &self.headers {
            write!(out, "\t{name}\t{}", STANDARD.encode(value))?;
        }
        writeln!(out)?;
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

fn join(addresses: impl Iterator<Item = SocketAddr>) -> String {
    addresses.map(|address| address.to_string()).collect::<Vec<_>>().join(",")
}

fn data_dir(settings: &Path) -> PathBuf {
    settings.with_file_name("data")
}

/// Ports that are free now. All are bound before any is let go, so that they differ.
fn free_ports(count: usize) -> Result<Vec<u16>> {
    let listeners: Vec<TcpListener> =
        (0..count).map(|_| TcpListener::bind("127.0.0.1:0")).collect::<std::io::Result<_>>()?;
    listeners.iter().map(|listener| Ok(listener.local_addr()?.port())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_ports_differ() {
        let mut ports = free_ports(20).unwrap();
        ports.sort_unstable();
        ports.dedup();
        assert_eq!(ports.len(), 20);
    }

    #[test]
    fn a_record_becomes_one_line() {
        let record = Record {
            key: Some(b"a".to_vec()),
            value: None,
            headers: vec![("content-type".to_owned(), b"text/plain".to_vec())],
        };
        let mut line = Vec::new();
        record.write_line(&mut line).unwrap();
        assert_eq!(String::from_utf8(line).unwrap(), "YQ==\t-\tcontent-type\tdGV4dC9wbGFpbg==\n");
    }
}
