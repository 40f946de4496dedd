//! `rafid run`: the three stages on files and streams.

mod output;
mod summary;
mod work;

use std::io::{self, IsTerminal as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use indicatif::{ProgressBar, ProgressStyle};
use rafid_local::{Input, InputError, RawRecord};
use rafid_stage::Pipeline;

use self::output::Output;
use self::summary::Summary;
use self::work::{Done, Shape};
use crate::cli::{Format, RunOptions};
use crate::error::{self, Error};
use crate::overwrite;

/// Runs the pipeline on the inputs.
pub fn run(options: &RunOptions) -> Result<(), Error> {
    let stop = stop_on_interrupt()?;
    let input = Input::open(&options.inputs).map_err(|error| Error::Input(error.to_string()))?;
    let input = input.until(Arc::clone(&stop));
    overwrite::refuse(input.files(), &output::paths(options.output.as_deref()))?;
    let mut output = Output::open(options.output.as_deref())?;
    let shape = shape(options);
    let progress = progress(options);
    let pipeline = Pipeline::embedded();

    let workers = options.threads.map_or_else(cores, usize::from);
    let counted = progress.clone();
    let taken = input.inspect(move |_| counted.inc(1));
    let mut summary = Summary::default();
    let mut failure = None;
    rafid_local::map(
        taken,
        workers,
        weight,
        |record| record.map(|record| work::work(&pipeline, record, shape)),
        |done: Option<Result<Done, InputError>>| {
            let written = match done {
                Some(Ok(done)) => {
                    summary.add(&done);
                    output.write(&done)
                }
                // The other inputs are still read: the error is said now and decides the exit code.
                Some(Err(error)) => {
                    progress.suspend(|| error::say(&error.to_string()));
                    summary.unreadable += 1;
                    Ok(())
                }
                None => output.flush(),
            };
            let Err(error) = written else { return true };
            failure = Some(error);
            // Whoever waits for the input is told as well.
            stop.store(true, Ordering::Relaxed);
            false
        },
    );
    progress.finish_and_clear();
    if let Some(error) = failure {
        return Err(error);
    }
    output.flush()?;
    if !options.quiet {
        summary.print();
    }
    if stop.load(Ordering::Relaxed) {
        return Err(Error::Interrupted);
    }
    match summary.unreadable {
        0 => Ok(()),
        inputs => Err(Error::Input(format!("{inputs} inputs could not be read to their end, see above"))),
    }
}

fn weight(record: &Result<RawRecord, InputError>) -> usize {
    match record.as_ref().map(|record| &record.value) {
        Ok(rafid_local::Value::Bytes(bytes)) => bytes.len(),
        _ => 0,
    }
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

fn shape(options: &RunOptions) -> Shape {
    if options.output.is_some() {
        return Shape::Files;
    }
    let by_default = if io::stdout().is_terminal() { Format::Readable } else { Format::Json };
    match options.format.unwrap_or(by_default) {
        Format::Readable => Shape::Readable { colours: io::stdout().is_terminal() },
        Format::Json => Shape::Json,
    }
}

/// The first Ctrl-C stops reading, so that what is in flight is finished; the second ends the process at once.
pub(crate) fn stop_on_interrupt() -> Result<Arc<AtomicBool>, Error> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        let second = signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&stop));
        let first = second.and_then(|_| signal_hook::flag::register(signal, Arc::clone(&stop)));
        first.map_err(|cause| Error::Input(format!("cannot watch for Ctrl-C: {cause}")))?;
    }
    Ok(stop)
}

/// A progress line on standard error, where that is a terminal and articles do not go there as well.
fn progress(options: &RunOptions) -> ProgressBar {
    let hidden = options.quiet || (options.output.is_none() && io::stdout().is_terminal());
    if hidden || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} records, {per_sec}, {elapsed}") {
        bar.set_style(style);
    }
    bar
}
