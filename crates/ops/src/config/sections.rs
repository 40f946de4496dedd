//! The sections of the configuration: each setting is declared here once, with its type, default and meaning.

use std::collections::BTreeMap;

use rafid_contract::Topic;
use serde::{Deserialize, Serialize};

use super::secret::Secret;
use super::setting::{HasKind, Kind, Setting};

/// Declares a section: its struct, its defaults, and its rows of the table of settings.
macro_rules! section {
    (
        $(#[doc = $about:literal])+
        $name:ident = $section:literal {
            $($(#[doc = $doc:literal])+ $field:ident: $type:ty = $default:expr,)+
            $(@plain $(#[$plain_meta:meta])+ $plain:ident: $plain_type:ty,)?
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $($(#[doc = $doc])+ pub $field: $type,)+
            $($(#[$plain_meta])+ pub $plain: $plain_type,)?
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)+ $($plain: Default::default(),)? }
            }
        }

        impl $name {
            pub(crate) const SETTINGS: &'static [Setting] = &[$(Setting {
                section: $section,
                name: stringify!($field),
                kind: <$type as HasKind>::KIND,
                about: concat!($($doc),+),
            },)+];
        }
    };
}

/// Declares a setting's type that is one of a few words.
macro_rules! choice {
    ($(#[doc = $about:literal])+ $name:ident { $($(#[doc = $doc:literal])+ $variant:ident = $word:literal,)+ }) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
        pub enum $name {
            $($(#[doc = $doc])+ #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// The word of the configuration.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl HasKind for $name {
            const KIND: Kind = Kind::Choice(&[$($word),+]);
        }
    };
}

/// The configuration of a service.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// What the process is and how it behaves as one.
    pub service: Service,
    /// How it reaches Kafka.
    pub kafka: Kafka,
    /// What the topics are called.
    pub topics: Topics,
    /// How much goes into one transaction.
    pub batch: Batch,
    /// When it stops rather than pouring a topic into the dead letters.
    pub breaker: Breaker,
    /// The server of metrics and health.
    pub http: Http,
    /// What it says, and how.
    pub log: Log,
}

section! {
    /// What the process is and how it behaves as one.
    Service = "service" {
        /// Prefix of the consumer group (unless `kafka.group` is set) and of the transactional ids: one name for one deployment of Rafid.
        application: String = "rafid".into(),
        /// Name of this process among those of its service, the same after a restart. Empty: the host's name.
        instance: String = String::new(),
        /// Lanes (threads that read, process and commit). 0: twice the cores, but no more than the input has partitions.
        lanes: u32 = 0,
        /// How long a starting service waits for Kafka to answer before it exits, in milliseconds.
        start_timeout_ms: u32 = 30_000,
        /// How long a stopping service may take to finish its batches, in milliseconds.
        shutdown_grace_ms: u32 = 10_000,
        /// Age of a lane's last turn from which on the service counts as stalled, in milliseconds.
        stall_limit_ms: u32 = 60_000,
        /// Sources that get a label of their own in the metrics, at most 50; all others are `other`, and articles without a source `none`.
        watch_sources: Vec<String> = Vec::new(),
    }
}

section! {
    /// How the service reaches Kafka.
    Kafka = "kafka" {
        /// Bootstrap brokers, `host:port`, separated by commas.
        brokers: String = "localhost:9092".into(),
        /// Consumer group. Empty: `{application}-{service}`.
        group: String = String::new(),
        /// How connections are secured.
        security_protocol: SecurityProtocol = SecurityProtocol::Plaintext,
        /// SASL mechanism, where the protocol has SASL.
        sasl_mechanism: SaslMechanism = SaslMechanism::ScramSha512,
        /// SASL user name.
        sasl_username: String = String::new(),
        /// SASL password. Better in a file.
        sasl_password: Secret = Secret::default(),
        /// File that holds the SASL password.
        sasl_password_file: String = String::new(),
        /// File with the certificates of the authorities that may sign a broker's (PEM). Empty: the system's.
        ssl_ca_file: String = String::new(),
        /// File with the client's certificate (PEM).
        ssl_certificate_file: String = String::new(),
        /// File with the client's private key (PEM).
        ssl_key_file: String = String::new(),
        /// Password of the private key. Better in a file.
        ssl_key_password: Secret = Secret::default(),
        /// File that holds the password of the private key.
        ssl_key_password_file: String = String::new(),
        /// Rebalance protocol: `classic`, or `consumer` (KIP-848, brokers from 4.0 on).
        group_protocol: GroupProtocol = GroupProtocol::Classic,
        /// Whether a restart within the session timeout keeps its partitions (`group.instance.id`).
        static_membership: bool = false,
        /// Session timeout of the group, in milliseconds.
        session_timeout_ms: u32 = 45_000,
        /// The longest a lane may take between two polls before the group gives its partitions away, in milliseconds.
        max_poll_interval_ms: u32 = 300_000,
        /// How long a transaction may stay open before the broker aborts it, in milliseconds. Readers wait that long for a crashed instance that does not come back.
        transaction_timeout_ms: u32 = 15_000,
        /// How long a produced message may take to be acknowledged, in milliseconds.
        message_timeout_ms: u32 = 10_000,
        /// How long a call that failed in passing is repeated before the service gives up, in milliseconds. Below half of `max_poll_interval_ms`.
        retry_budget_ms: u32 = 120_000,
        /// How long a request may take, in milliseconds.
        socket_timeout_ms: u32 = 10_000,
        /// The least bytes a fetch waits for.
        fetch_min_bytes: u32 = 65_536,
        /// The longest a fetch waits for them, in milliseconds.
        fetch_wait_max_ms: u32 = 50,
        /// Records each lane's consumer holds ready, in KiB.
        prefetch_kib: u32 = 16_384,
        /// How long the producer waits to fill a batch, in milliseconds.
        linger_ms: u32 = 2,
        /// The largest batch of the producer, in bytes.
        batch_size_bytes: u32 = 524_288,
        /// Compression of what is produced.
        compression: Compression = Compression::Lz4,
        /// Whether to go on from the earliest record when the committed offset is gone (retention took records that were never processed), instead of stopping.
        resume_after_loss: bool = false,
        @plain
        /// Any other property of librdkafka, except those the guarantee rests on.
        #[serde(serialize_with = "super::extra::serialize_redacted")]
        extra: BTreeMap<String, String>,
    }
}

section! {
    /// The names of the topics, where they differ from the contract's.
    Topics = "topics" {
        /// What crawlers send.
        raw: String = Topic::Raw.name().into(),
        /// Clean text with metadata.
        normalized: String = Topic::Normalized.name().into(),
        /// The same with language tags.
        tagged: String = Topic::Tagged.name().into(),
        /// The same with entities.
        enriched: String = Topic::Enriched.name().into(),
        /// One flat record a mention.
        mentions: String = Topic::Mentions.name().into(),
        /// What the normalizer rejected.
        normalizer_dead_letters: String = Topic::NormalizerDeadLetters.name().into(),
        /// What the tagger rejected.
        tagger_dead_letters: String = Topic::TaggerDeadLetters.name().into(),
        /// What the enricher rejected.
        enricher_dead_letters: String = Topic::EnricherDeadLetters.name().into(),
        /// What the fused pipeline rejected.
        pipeline_dead_letters: String = Topic::PipelineDeadLetters.name().into(),
    }
}

impl Topics {
    /// The name of a topic.
    pub fn name(&self, topic: Topic) -> &str {
        match topic {
            Topic::Raw => &self.raw,
            Topic::Normalized => &self.normalized,
            Topic::Tagged => &self.tagged,
            Topic::Enriched => &self.enriched,
            Topic::Mentions => &self.mentions,
            Topic::NormalizerDeadLetters => &self.normalizer_dead_letters,
            Topic::TaggerDeadLetters => &self.tagger_dead_letters,
            Topic::EnricherDeadLetters => &self.enricher_dead_letters,
            Topic::PipelineDeadLetters => &self.pipeline_dead_letters,
        }
    }
}

section! {
    /// How much goes into one transaction: whichever of the three is reached first ends the batch.
    Batch = "batch" {
        /// Records.
        max_records: u32 = 5_000,
        /// Bytes of keys and values read.
        max_bytes: u32 = 8_388_608,
        /// Time since the batch's first record, in milliseconds.
        max_wait_ms: u32 = 250,
    }
}

section! {
    /// When the service stops rather than pouring a topic into the dead letters.
    Breaker = "breaker" {
        /// Records that are looked at together.
        min_records: u32 = 1_000,
        /// Share of rejects among them above which the breaker opens, in percent. 100: never.
        max_reject_percent: u32 = 50,
    }
}

section! {
    /// The server of metrics and health.
    Http = "http" {
        /// IP address and port it listens on: no host name. Empty: no server.
        listen: String = "127.0.0.1:9600".into(),
    }
}

section! {
    /// What the service says, and how.
    Log = "log" {
        /// Level, or directives such as `info,rafid_kafka=debug`.
        level: String = "info".into(),
        /// `auto` is readable lines on a terminal and JSON elsewhere.
        format: LogFormat = LogFormat::Auto,
        /// How many lines of one kind are written within a minute; the rest are counted and left out.
        repeats_per_minute: u32 = 10,
    }
}

choice! {
    /// How connections to Kafka are secured.
    SecurityProtocol {
        /// Not at all.
        Plaintext = "plaintext",
        /// TLS.
        Ssl = "ssl",
        /// SASL without TLS.
        SaslPlaintext = "sasl_plaintext",
        /// SASL over TLS.
        SaslSsl = "sasl_ssl",
    }
}

impl SecurityProtocol {
    /// Whether it authenticates by SASL.
    pub fn has_sasl(self) -> bool {
        matches!(self, Self::SaslPlaintext | Self::SaslSsl)
    }

    /// Whether it speaks TLS.
    pub fn has_ssl(self) -> bool {
        matches!(self, Self::Ssl | Self::SaslSsl)
    }
}

choice! {
    /// SASL mechanisms.
    SaslMechanism {
        /// User name and password in the clear.
        Plain = "PLAIN",
        /// SCRAM with SHA-256.
        ScramSha256 = "SCRAM-SHA-256",
        /// SCRAM with SHA-512.
        ScramSha512 = "SCRAM-SHA-512",
        /// `OAuth` bearer tokens; its properties go into `[kafka.extra]`.
        Oauthbearer = "OAUTHBEARER",
    }
}

choice! {
    /// Rebalance protocols.
    GroupProtocol {
        /// The classic protocol, with `cooperative-sticky` assignment.
        Classic = "classic",
        /// KIP-848.
        Consumer = "consumer",
    }
}

choice! {
    /// Compression of what is produced: what the client is built with.
    Compression {
        /// None.
        None = "none",
        /// gzip.
        Gzip = "gzip",
        /// Snappy.
        Snappy = "snappy",
        /// LZ4.
        Lz4 = "lz4",
    }
}

choice! {
    /// How log lines look.
    LogFormat {
        /// Readable on a terminal, JSON elsewhere.
        Auto = "auto",
        /// Readable lines.
        Text = "text",
        /// One JSON object a line.
        Json = "json",
    }
}
