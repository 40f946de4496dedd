//! The certificate of the brokers: made once a machine by the JDK's keytool, good for loopback only.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, Result};
use rustix::fs::{FlockOperation, flock};

use crate::distribution::{Java, cache_dir};

/// A key with its certificate.
#[derive(Debug)]
pub(crate) struct Tls {
    keystore: PathBuf,
    certificate: PathBuf,
}

impl Tls {
    /// Guards a key that nobody trusts but the tests.
    pub(crate) const PASSWORD: &str = "loopback-only";

    /// Finds or makes it.
    pub(crate) fn get(java: &Java) -> Result<&'static Self> {
        static TLS: OnceLock<std::result::Result<Tls, String>> = OnceLock::new();
        let made = TLS.get_or_init(|| Self::prepare(java).map_err(|error| format!("{error:#}")));
        made.as_ref().map_err(|message| anyhow::anyhow!("{message}"))
    }

    fn prepare(java: &Java) -> Result<Self> {
        let cache = cache_dir()?;
        let lock = File::create(cache.join("lock"))?;
        flock(&lock, FlockOperation::LockExclusive).context("cannot lock the Kafka cache")?;
        let directory = cache.join("tls-1");
        let tls = Self { keystore: directory.join("broker.p12"), certificate: directory.join("broker.pem") };
        if tls.certificate.exists() {
            return Ok(tls);
        }
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(&directory)?;
        let keystore = tls.keystore.display().to_string();
        let store = ["-alias", "broker", "-keystore", &keystore, "-storepass", Self::PASSWORD];
        let generate = "-genkeypair -keyalg EC -groupname secp256r1 -validity 3650 -storetype PKCS12 -dname CN=localhost \
                        -ext san=ip:127.0.0.1,dns:localhost -ext bc=ca:true";
        java.keytool(&[&generate.split_whitespace().collect::<Vec<_>>()[..], &store].concat())?;
        let certificate = java.keytool(&[&["-exportcert", "-rfc"][..], &store].concat())?;
        // Written last: it tells that all is there.
        fs::write(&tls.certificate, certificate)?;
        Ok(tls)
    }

    /// Key and certificate, PKCS #12.
    pub(crate) fn keystore(&self) -> &Path {
        &self.keystore
    }

    /// The certificate, PEM.
    pub(crate) fn certificate(&self) -> &Path {
        &self.certificate
    }
}
