//! What can go wrong at the command line, and the exit code that says so (those of `sysexits.h`).

use std::fmt;
use std::io::{self, Write as _};
use std::process::ExitCode;

/// Says something on standard error, in one line. It is for people: where it is closed there is nobody to tell.
pub fn say(text: &str) {
    let _ = writeln!(io::stderr(), "rafid: {text}");
}

/// An error that ends the command.
#[derive(Debug)]
pub enum Error {
    /// An input that is not there or cannot be read: 66.
    Input(String),
    /// An output that cannot be written: 74.
    Output(String),
    /// The reader of standard output is gone: 141, as by SIGPIPE, and nothing is said.
    Closed,
    /// Ctrl-C: 130.
    Interrupted,
}

impl Error {
    /// An output error, or [`Error::Closed`].
    pub fn output(what: &str, cause: &io::Error) -> Self {
        if cause.kind() == io::ErrorKind::BrokenPipe {
            return Self::Closed;
        }
        Self::Output(format!("cannot write {what}: {cause}"))
    }

    /// Says what went wrong on standard error, in one line.
    pub fn report(&self) -> ExitCode {
        if !matches!(self, Self::Closed) {
            say(&self.to_string());
        }
        ExitCode::from(match self {
            Self::Input(_) => 66,
            Self::Output(_) => 74,
            Self::Closed => 141,
            Self::Interrupted => 130,
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(text) | Self::Output(text) => f.write_str(text),
            Self::Closed => f.write_str("standard output was closed"),
            Self::Interrupted => f.write_str("interrupted: what was finished is written, in whole lines"),
        }
    }
}

impl std::error::Error for Error {}
