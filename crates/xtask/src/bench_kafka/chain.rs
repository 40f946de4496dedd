//! The full chain on Kafka: raw articles in, enriched ones out, by the services as they are shipped.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use rafid_e2e::{Chain, Program, World};
use rafid_local::{Input, Value};
use rafid_testkit::load::Load;
use rafid_testkit::{Cluster, Record, target_dir};

use super::subject::Figures;

/// A run that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(1_200);
/// How often the services are asked how far they are.
const GLANCE: Duration = Duration::from_millis(20);

/// A chain that is measured.
pub struct Rung {
    /// Its short name.
    pub name: &'static str,
    /// What it does.
    pub what: &'static str,
    chain: Chain,
}

/// In the order of the table.
pub const RUNGS: [Rung; 2] = [
    Rung {
        name: "pipeline",
        what: "`rafid-pipeline`: raw to enriched and mentions in one hop",
        chain: Chain::Fused,
    },
    Rung {
        name: "services",
        what: "normalizer, tagger and enricher: the same in three hops",
        chain: Chain::Hops,
    },
];

/// What the chain is fed with.
pub struct Articles {
    records: Vec<Record>,
    /// What they are, for the document.
    pub what: String,
}

impl Articles {
    /// The first `count` articles of a file, or generated ones in many languages.
    pub fn read(file: Option<&Path>, count: usize) -> Result<Self> {
        let Some(file) = file else {
            let records: Vec<Record> = Load::new(7, count).map(|message| message.record).collect();
            return Ok(Self { what: format!("{count} generated articles"), records });
        };
        let mut records = Vec::new();
        for record in Input::open(&[file.to_owned()])?.take(count) {
            let record = record?;
            let Value::Bytes(value) = record.value else { continue };
            let headers = record.headers.0.into_iter();
            let headers = headers.map(|header| (header.name, header.value.unwrap_or_default())).collect();
            records.push(Record { key: Some(record.name.into_bytes()), value: Some(value), headers });
        }
        let bytes: usize = records.iter().filter_map(|record| record.value.as_ref()).map(Vec::len).sum();
        let name = file.file_name().unwrap_or_default().display();
        let what = format!("{} articles of {name} of {} bytes", records.len(), bytes / records.len().max(1));
        Ok(Self { records, what })
    }
}

/// The folder of the services: `RAFID_BIN_DIR`, else they are built in release mode.
pub fn build() -> Result<PathBuf> {
    if let Some(folder) = std::env::var_os("RAFID_BIN_DIR") {
        return Ok(PathBuf::from(folder));
    }
    let services = ["rafid-normalizer", "rafid-tagger", "rafid-enricher", "rafid-pipeline"];
    let packages = services.into_iter().flat_map(|package| ["-p", package]);
    let status =
        Command::new("cargo").args(["build", "--release", "--quiet", "--bins"]).args(packages).status()?;
    ensure!(status.success(), "the services do not build");
    Ok(target_dir().join("release"))
}

/// Runs a chain over the articles, which wait for it: the clock runs from the moment when all services are ready. What a
/// service has done counts when it is committed, a batch at a time, so a clock that starts later would see too little.
pub fn measure(
    rung: &Rung,
    cluster: &Cluster,
    programs: &Path,
    articles: &Articles,
    round: usize,
) -> Result<Figures> {
    let mut world = World::new(cluster, &format!("bench-{}-{round}", rung.name), super::PARTITIONS)?;
    world.settings.remove("service.lanes");
    world.set("log.level", "warn");
    cluster.send(&world.topic("raw"), articles.records.iter().cloned())?;
    let mut services = Vec::new();
    for (service, _) in rung.chain.services() {
        let log = cluster.directory().join(format!("{}-{service}", world.name()));
        services.push(Program::start_at(&programs.join(format!("rafid-{service}")), &world.settings, &log)?);
    }
    for service in &mut services {
        service.wait_ready()?;
    }
    let (begun, cpu) = (Instant::now(), cpu_us(&mut services)?);
    let count = articles.records.len() as f64;
    wait(&services, count)?;
    let (wall, cpu_us) = (begun.elapsed(), cpu_us(&mut services)? - cpu);
    let mut peak_mb = 0.0;
    for service in &mut services {
        peak_mb += service.child().peak_memory_kb()? as f64 / 1024.0;
    }
    for service in services {
        service.stop()?;
    }
    Ok(Figures { cpu_us: cpu_us as f64 / count, throughput: count / wall.as_secs_f64(), peak_mb })
}

/// Whether `count` raw records, and all that became of them, have passed the whole chain.
fn is_done(services: &[Program], count: f64) -> Result<bool> {
    let mut expected = count;
    for service in services {
        if service.metric("rafid_records_in_total")? < expected {
            return Ok(false);
        }
        expected = service.metric("rafid_records_out_total")? - service.metric("rafid_rejects_total")?;
    }
    Ok(true)
}

fn wait(services: &[Program], count: f64) -> Result<()> {
    let started = Instant::now();
    while !is_done(services, count)? {
        ensure!(started.elapsed() < PATIENCE, "{count} records are not done after {PATIENCE:?}");
        std::thread::sleep(GLANCE);
    }
    Ok(())
}

fn cpu_us(services: &mut [Program]) -> Result<u64> {
    services.iter_mut().map(|service| service.child().cpu_us()).sum()
}
