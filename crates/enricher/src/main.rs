//! The enricher service: `articles.tagged.v1` → `articles.enriched.v1` and `articles.mentions.v1`; rejects → `articles.enricher.dlq.v1`.

use std::process::ExitCode;

use rafid_service::{Error, Options, Service};
use rafid_stage::Enricher;

/// A lane allocates and frees a batch at a time, across threads, which glibc's allocator does at a clearly higher price.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PROGRAM: &str = env!("CARGO_BIN_NAME");
const VERSION: &str = env!("CARGO_PKG_VERSION");

fn main() -> ExitCode {
    rafid_service::exit(PROGRAM, run())
}

fn run() -> Result<(), Error> {
    let Some(options) = Options::parse(PROGRAM, VERSION)? else { return Ok(()) };
    let service = Service::new(options, Enricher::embedded())?;
    service.start()?.wait()
}
