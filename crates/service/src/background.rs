//! The one thread beside the lanes: metrics and health pages, signals, log housekeeping, and the watchdog.

use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use rafid_ops::config::Config;
use rafid_ops::http::{Endpoints, Server};
use rafid_ops::logs::Throttle;
use rafid_ops::{Health, Stop, shutdown};
use tokio::runtime::{Builder, Runtime};

use crate::error::Error;

/// How often the watchdog looks and suppressed log lines are told.
const TICK: Duration = Duration::from_secs(1);
/// Exit code of a process that its watchdog ended.
const EXIT_STALLED: i32 = 70;

/// Starts the thread; fails where the address is taken or signals cannot be watched.
pub(crate) fn start(
    config: &Config,
    endpoints: Endpoints,
    throttle: Throttle,
    stop: &Stop,
) -> Result<(), Error> {
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime =
        runtime.map_err(|source| Error::System { what: "cannot start the background".into(), source })?;
    let server = bind(&runtime, &config.http.listen)?;
    runtime
        .block_on(async { shutdown::stop_on_signals(stop.clone()) })
        .map_err(|source| Error::System { what: "cannot watch signals".into(), source })?;
    let watchdog_limit = Duration::from_millis(config.kafka.max_poll_interval_ms.into());
    let housekeeping = housekeep(endpoints.clone(), throttle, watchdog_limit);
    // The server goes on while lanes finish their batches, so that probes are answered to the end; it ends with the
    // process.
    let serving = async move {
        match server {
            Some(server) => server.serve(endpoints, Stop::new()).await,
            None => std::future::pending().await,
        }
    };
    let thread = thread::Builder::new().name("background".into());
    let started = thread.spawn(move || {
        runtime.block_on(async move {
            tokio::spawn(housekeeping);
            serving.await;
        });
    });
    started.map_err(|source| Error::System { what: "cannot start the background".into(), source })?;
    Ok(())
}

fn bind(runtime: &Runtime, listen: &str) -> Result<Option<Server>, Error> {
    if listen.is_empty() {
        return Ok(None);
    }
    let what = || format!("cannot listen on {listen} (http.listen)");
    let unparsable = |error| Error::System { what: what(), source: std::io::Error::other(error) };
    let address: SocketAddr =
        listen.parse().map_err(|error: std::net::AddrParseError| unparsable(error.to_string()))?;
    let server =
        runtime.block_on(Server::bind(address)).map_err(|source| Error::System { what: what(), source })?;
    let address = server.address().map_err(|source| Error::System { what: what(), source })?;
    tracing::info!(%address, "serving /metrics, /livez, /readyz, /version");
    Ok(Some(server))
}

/// Tells suppressed log lines, and ends the process when a lane has not turned for so long that the group has given
/// its partitions away: nothing inside the process can mend a thread that hangs.
async fn housekeep(endpoints: Endpoints, throttle: Throttle, limit: Duration) {
    let mut ticks = tokio::time::interval(TICK);
    loop {
        ticks.tick().await;
        for suppressed in throttle.take_suppressed() {
            endpoints.metrics.log_lines_suppressed.inc_by(suppressed.lines);
            tracing::info!(
                lines = suppressed.lines,
                kind = suppressed.kind,
                "log lines like this were left out"
            );
        }
        if is_stalled(&endpoints.health, limit) {
            tracing::error!(
                "a lane has not turned within kafka.max_poll_interval_ms: exiting, to be restarted"
            );
            std::process::exit(EXIT_STALLED);
        }
    }
}

fn is_stalled(health: &Health, limit: Duration) -> bool {
    health.oldest_heartbeat() > limit
}
