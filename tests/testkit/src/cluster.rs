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
use crate::wire;

/// Names an existing cluster to test against.
const EXISTING: &str = "RAFID_TEST_BOOTSTRAP";
/// Sixteen bytes in base64, as Kafka writes ids; each cluster has folders and ports of its own, so one id serves all.
const CLUSTER_ID: &str = "cmFmaWQtdGVzdGtpdC0wMQ";
/// Each broker listens for controllers, clients, its proxy, and clients that log in.
const PORTS: usize = 4;
/// The user that may log in by SASL/PLAIN, and its password. It may do only what `kafka-acls` grants it; clients that
/// do not log in may do everything.
pub const SASL_USER: (&str, &str) = ("reader", "reader-secret");
/// How long a broker may take to start on a busy machine.
const START_PATIENCE: Duration = Duration::from_secs(120);

/// A running cluster; its brokers end with it.
#[derive(Debug)]
pub struct Cluster {
    java: &'static Java,
    bootstrap: String,
    replication: u16,
    /// Empty when the cluster is not ours.
    brokers: Vec<Broker>,
    directory: PathBuf,
}

#[derive(Debug)]
struct Broker {
    address: SocketAddr,
    sasl: SocketAddr,
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
        if let Ok(bootstrap) = std::env::var(EXISTING) {
            let directory = crate::scratch_dir()?;
            return Ok(Self { java, bootstrap, replication: brokers, brokers: Vec::new(), directory });
        }
        // A port that was free a moment ago can be taken when the broker binds it.
        let mut last = None;
        for _ in 0..3 {
            match Self::launch(java, brokers) {
                Ok(cluster) => return Ok(cluster),
                Err(error) => last = Some(error),
            }
        }
        Err(last.context("no attempt was made")?)
    }

    fn launch(java: &'static Java, count: u16) -> Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let directory = crate::scratch_dir()?.join(format!("kafka-{number}"));
        let ports = free_ports(usize::from(count) * PORTS)?;
        let voters: Vec<String> =
            (0..count).map(|i| format!("{}@127.0.0.1:{}", i + 1, ports[usize::from(i) * PORTS])).collect();
        let mut brokers = Vec::new();
        for (i, ports) in (1..=count).zip(ports.chunks(PORTS)) {
            let home = directory.join(format!("broker-{i}"));
            fs::create_dir_all(&home)?;
            let proxy = Proxy::start(loopback(ports[2]))?;
            let settings = home.join("server.properties");
            let text = server_properties(i, count, &voters.join(","), ports, proxy.address().port(), &home);
            fs::write(&settings, text)?;
            let (address, sasl) = (loopback(ports[1]), loopback(ports[3]));
            brokers.push(Broker {
                address,
                sasl,
                proxy,
                settings,
                log: home.join("broker"),
                process: Mutex::new(None),
            });
        }
        let bootstrap = join(brokers.iter().map(|broker| broker.address));
        let cluster = Self { java, bootstrap, replication: count, brokers, directory };
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
            let args = ["format", "--cluster-id", CLUSTER_ID, "--config", &settings];
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

    /// The same brokers for clients that log in by SASL/PLAIN as [`SASL_USER`].
    pub fn sasl_bootstrap(&self) -> String {
        join(self.brokers.iter().map(|broker| broker.sasl))
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

/// `ports`: controller, clients, proxied clients, clients that log in.
fn server_properties(id: u16, count: u16, voters: &str, ports: &[u16], proxy: u16, home: &Path) -> String {
    let [controller, client, proxied, sasl] = ports else { return String::new() };
    let data = home.join("data");
    let in_sync = if count >= 3 { 2 } else { 1 };
    format!(
        "process.roles=broker,controller
node.id={id}
controller.quorum.voters={voters}
controller.listener.names=CONTROLLER
listeners=CONTROLLER://127.0.0.1:{controller},CLIENT://127.0.0.1:{client},PROXY://127.0.0.1:{proxied},SASL://127.0.0.1:{sasl}
advertised.listeners=CLIENT://127.0.0.1:{client},PROXY://127.0.0.1:{proxy},SASL://127.0.0.1:{sasl}
listener.security.protocol.map=CONTROLLER:PLAINTEXT,CLIENT:PLAINTEXT,PROXY:PLAINTEXT,SASL:SASL_PLAINTEXT
sasl.enabled.mechanisms=PLAIN
listener.name.sasl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_{user}=\"{password}\";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
inter.broker.listener.name=CLIENT
log.dirs={data}
# a missing topic must be an error
auto.create.topics.enable=false
default.replication.factor={count}
min.insync.replicas={in_sync}
offsets.topic.replication.factor={count}
offsets.topic.num.partitions=4
transaction.state.log.replication.factor={count}
transaction.state.log.min.isr={in_sync}
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor={count}
share.coordinator.state.topic.min.isr={in_sync}
# dead producers are cleared away as soon as their time is up
transaction.abort.timed.out.transaction.cleanup.interval.ms=500
# groups form at once, and tests may choose short sessions
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
group.consumer.min.session.timeout.ms=1000
group.consumer.min.heartbeat.interval.ms=300
group.consumer.heartbeat.interval.ms=1000
# brokers that were killed are noticed soon
broker.session.timeout.ms=4000
broker.heartbeat.interval.ms=500
# the largest topic limit of the services is 16 MiB
message.max.bytes=17825792
replica.fetch.max.bytes=17825792
# a small heap
num.network.threads=2
num.io.threads=4
log.cleaner.dedupe.buffer.size=8388608
log.cleaner.threads=1
log.segment.bytes=268435456
",
        data = data.display(),
        user = SASL_USER.0,
        password = SASL_USER.1,
    )
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
