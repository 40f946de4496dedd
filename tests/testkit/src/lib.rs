//! A real Kafka for tests, and a verifier that shares no code with the services.
//!
//! - [`Cluster`]: Apache Kafka in `KRaft` mode, one or three brokers on free loopback ports, stopped for certain;
//! - [`Proxy`]: stands between client and broker and cuts, delays or holds back requests;
//! - [`load`]: raw messages in any number, one in a hundred broken;
//! - [`Cluster::read`], [`Cluster::lag`]: what a reader sees, by Kafka's own consumer and commands;
//! - [`verify`]: every delivery exactly once, in order, to the right bytes, or a list of violations.
//!
//! ```no_run
//! let cluster = rafid_testkit::Cluster::shared()?;
//! cluster.create_topic("articles", 3, &[])?;
//! println!("{}", cluster.tool("kafka-topics", &["--list"])?);
//! # anyhow::Ok(())
//! ```
//!
//! The broker comes from Maven Central at the first use and stays in a cache (`RAFID_KAFKA_CACHE`, by default
//! `~/.cache/rafid`). Without a JDK and Maven, or with `RAFID_TEST_ENGINE=docker` (or `podman`), it runs in containers of
//! the image `RAFID_TEST_IMAGE`. With `RAFID_TEST_BOOTSTRAP=host:port` an existing cluster is used instead.

mod cluster;
mod distribution;
mod engine;
mod groups;
pub mod load;
pub mod process;
mod proxy;
mod reader;
mod settings;
mod tls;
pub mod verify;
mod wire;

use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Duration;

use anyhow::{Context, Result};

pub use cluster::{Cluster, Grant, Record};
pub use distribution::{Java, KAFKA_VERSION};
pub use groups::PartitionLag;
pub use proxy::{Hold, Proxy, api};
pub use reader::{Isolation, ReadRecord};
pub use settings::{SASL_USER, SASL_USERS, SCRAM_USER, sasl_user};

/// The folder for build products: `CARGO_TARGET_DIR`, else `target` of the workspace.
pub fn target_dir() -> PathBuf {
    // Without dots, for a container that sees this folder need not see the one that the dots lead through.
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new("."));
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
    // Absolute, because children run in other directories.
    std::path::absolute(workspace.join(target)).unwrap_or_else(|_| PathBuf::from("target"))
}

/// A folder of this process under the target folder, for logs and other files worth a look after a failure. Those of
/// earlier processes go after a day.
pub fn scratch_dir() -> Result<PathBuf> {
    static SWEPT: Once = Once::new();
    let all = target_dir().join("testkit");
    SWEPT.call_once(|| sweep(&all));
    let directory = all.join(std::process::id().to_string());
    std::fs::create_dir_all(&directory).with_context(|| format!("cannot create {}", directory.display()))?;
    Ok(directory)
}

/// Removes what is older than a day; what cannot be removed stays.
fn sweep(all: &Path) {
    let day = Duration::from_secs(24 * 3600);
    for entry in std::fs::read_dir(all).into_iter().flatten().flatten() {
        let age = entry.metadata().and_then(|metadata| metadata.modified()).map(|time| time.elapsed());
        if matches!(age, Ok(Ok(age)) if age > day) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}
