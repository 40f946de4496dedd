//! What a broker is told: `server.properties`.

use std::fmt::Write as _;
use std::path::Path;

use crate::tls::Tls;

/// How many ports a broker takes.
pub(crate) const PORTS: usize = 5;
/// The user that may log in by SASL/PLAIN, and its password. It may do only what `kafka-acls` grants it; clients that
/// do not log in may do everything.
pub const SASL_USER: (&str, &str) = ("reader", "reader-secret");
/// The user that may log in over TLS by SCRAM-SHA-512, and its password. It too may do only what it is granted.
pub const SCRAM_USER: (&str, &str) = ("scrammer", "scrammer-secret");
/// How many users [`sasl_user`] knows.
pub const SASL_USERS: usize = 16;

/// Further users like [`SASL_USER`]: name and password of the user with this number.
pub fn sasl_user(number: usize) -> (String, String) {
    (format!("user{number}"), format!("user{number}-secret"))
}

/// Where a broker listens, on loopback.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ports {
    pub(crate) controller: u16,
    pub(crate) client: u16,
    /// Behind the [`Proxy`](crate::Proxy).
    pub(crate) proxied: u16,
    /// Clients that log in.
    pub(crate) sasl: u16,
    /// Clients that log in over TLS.
    pub(crate) tls: u16,
}

impl Ports {
    pub(crate) fn new([controller, client, proxied, sasl, tls]: [u16; PORTS]) -> Self {
        Self { controller, client, proxied, sasl, tls }
    }
}

/// [`SCRAM_USER`] as the storage tool takes it.
pub(crate) fn scram_argument() -> String {
    let (name, password) = SCRAM_USER;
    format!("SCRAM-SHA-512=[name={name},password={password}]")
}

/// The settings of broker `id` of `count`. `proxy` is the port at which the proxied listener is advertised.
pub(crate) fn server_properties(
    id: u16,
    count: u16,
    voters: &str,
    ports: &Ports,
    proxy: u16,
    tls: &Tls,
    home: &Path,
) -> String {
    let Ports { controller, client, proxied, sasl, tls: tls_port } = ports;
    let in_sync = if count >= 3 { 2 } else { 1 };
    format!(
        "process.roles=broker,controller
node.id={id}
controller.quorum.voters={voters}
controller.listener.names=CONTROLLER
listeners=CONTROLLER://127.0.0.1:{controller},CLIENT://127.0.0.1:{client},PROXY://127.0.0.1:{proxied},SASL://127.0.0.1:{sasl},TLS://127.0.0.1:{tls_port}
advertised.listeners=CLIENT://127.0.0.1:{client},PROXY://127.0.0.1:{proxy},SASL://127.0.0.1:{sasl},TLS://127.0.0.1:{tls_port}
listener.security.protocol.map=CONTROLLER:PLAINTEXT,CLIENT:PLAINTEXT,PROXY:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SASL_SSL
listener.name.sasl.sasl.enabled.mechanisms=PLAIN
listener.name.sasl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required{users};
listener.name.tls.sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.tls.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
ssl.keystore.type=PKCS12
ssl.keystore.location={keystore}
ssl.keystore.password={password}
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
        users = users(),
        keystore = tls.keystore().display(),
        password = Tls::PASSWORD,
        data = home.join("data").display(),
    )
}

/// Names and passwords as the login module takes them.
fn users() -> String {
    let first = (SASL_USER.0.to_owned(), SASL_USER.1.to_owned());
    let mut text = String::new();
    for (name, password) in std::iter::once(first).chain((0..SASL_USERS).map(sasl_user)) {
        // Writing to a String cannot fail.
        let _ = write!(text, " user_{name}=\"{password}\"");
    }
    text
}
