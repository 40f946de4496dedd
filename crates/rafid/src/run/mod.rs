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
    let input = Input::open(&options.inputs).map_err(|error| Error::Input(error.to_string()))?;
    overwrite::refuse(input.files(), &output::paths(options.output.as_deref()))?;
    let mut output = Output::open(options.output.as_deref())?;
    let shape = shape(options);
    let stop = stop_on_interrupt()?;
    let progress = progress(options);
    let pipeline = Pipeline::embedded();

    let workers = options.threads.map_or_else(cores, usize::from);
    let taken = Stopping { input, stop: Arc::clone(&stop), progress: progress.clone() };
    let mut summary = Summary::default();
    let mut failure = None;
    rafid_local::map(
        taken,
        workers,
        weight,
        |record| record.map(|record| work::work(&pipeline, record, shape)),
        |done: Result<Done, InputError>| match done {
            Ok(done) => {
                summary.add(&done);
                output.write(&done).map_err(|error| failure = Some(error)).is_ok()
            }
            // The other inputs are still read: the error is said now and decides the exit code.
            Err(error) => {
                progress.suspend(|| error::say(&error.to_string()));
                summary.unreadable += 1;
                true
            }
        },
    );
    progress.finish_and_clear();
    if let Some(error) = failure {
        return Err(error);
    }
    output.close()?;
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

/// The input until somebody says stop.
struct Stopping {
    input: Input,
    stop: Arc<AtomicBool>,
    progress: ProgressBar,
}

impl Iterator for Stopping {
    type Item = Result<RawRecord, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.stop.load(Ordering::Relaxed) {
            return None;
        }
        self.progress.inc(1);
        self.input.next()
    }
}
