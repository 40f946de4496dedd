//! The tagger service: `articles.normalized.v1` → `articles.tagged.v1`; rejects → `articles.tagger.dlq.v1`.

use std::process::ExitCode;

use rafid_service::{Error, Options, Service};
use rafid_stage::Tagger;

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
    let service = Service::new(options, Tagger::embedded())?;
    service.start()?.wait()
}
