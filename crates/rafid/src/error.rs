//! What can go wrong at the command line, and the exit code that says so (those of `sysexits.h`).

use std::fmt;
use std::io::{self, Write as _};
use std::panic;
use std::process::ExitCode;

/// The exit code of a command line that cannot be.
pub const USAGE: u8 = 64;

/// Says something on standard error, in one line. It is for people: where it is closed there is nobody to tell.
pub fn say(text: &str) {
    let _ = writeln!(io::stderr(), "rafid: {text}");
}

/// From now on a panic is one line that says where it happened: its message may quote an article.
pub fn place_panics() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, |location| format!(" at {location}"));
        say(&format!("panicked{place}; the message is withheld, for it may quote an article"));
    }));
}

/// An error that ends the command.
#[derive(Debug)]
pub enum Error {
    /// Something that must not be asked for: 64.
    Usage(String),
    /// An input that is not there or cannot be read: 66.
    Input(String),
    /// An input whose content is not what it must be: 65.
    Data(String),
    /// What was asked for is not there: 1.
    NotFound(String),
    /// An output that cannot be written: 74.
    Output(String),
    /// The reader of standard output is gone: 141, as by SIGPIPE, and nothing is said.
    Closed,
    /// Ctrl-C: 130.
    Interrupted,
    /// A configuration that cannot be: 64.
    #[cfg(feature = "kafka")]
    Config(String),
    /// Nobody answers: 69.
    #[cfg(feature = "kafka")]
    Unreachable(String),
    /// Kafka refuses: 77.
    #[cfg(feature = "kafka")]
    Unauthorized(String),
    /// A topic is missing or not as it must be: 78.
    #[cfg(feature = "kafka")]
    Topics(String),
    /// Kafka failed otherwise: 70.
    #[cfg(feature = "kafka")]
    Kafka(String),
    /// A service is not ready: 1.
    #[cfg(feature = "kafka")]
    NotReady,
}

#[cfg(feature = "kafka")]
impl From<rafid_lane::BrokerError> for Error {
    fn from(error: rafid_lane::BrokerError) -> Self {
        use rafid_lane::ErrorKind;
        match error.kind {
            ErrorKind::Unreachable => Self::Unreachable(error.message),
            ErrorKind::Unauthorized => Self::Unauthorized(error.message),
            ErrorKind::TopicMissing => Self::Topics(error.message),
            _ => Self::Kafka(error.message),
        }
    }
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
            Self::Usage(_) => USAGE,
            Self::Input(_) => 66,
            Self::Data(_) => 65,
            Self::NotFound(_) => 1,
            Self::Output(_) => 74,
            Self::Closed => 141,
            Self::Interrupted => 130,
            #[cfg(feature = "kafka")]
            Self::Config(_) => USAGE,
            #[cfg(feature = "kafka")]
            Self::Unreachable(_) => 69,
            #[cfg(feature = "kafka")]
            Self::Unauthorized(_) => 77,
            #[cfg(feature = "kafka")]
            Self::Topics(_) => 78,
            #[cfg(feature = "kafka")]
            Self::Kafka(_) => 70,
            #[cfg(feature = "kafka")]
            Self::NotReady => 1,
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text)
            | Self::Input(text)
            | Self::Output(text)
            | Self::Data(text)
            | Self::NotFound(text) => f.write_str(text),
            #[cfg(feature = "kafka")]
            Self::Config(text)
            | Self::Unreachable(text)
            | Self::Unauthorized(text)
            | Self::Topics(text)
            | Self::Kafka(text) => f.write_str(text),
            #[cfg(feature = "kafka")]
            Self::NotReady => f.write_str("the service is not ready"),
            Self::Closed => f.write_str("standard output was closed"),
            Self::Interrupted => f.write_str("interrupted: what was finished is written, in whole lines"),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use std::process::Command;

    const CHILD: &str = "RAFID_TEST_PANICS";

    /// The hook belongs to the whole process, so this test runs itself once more as one.
    #[test]
    fn a_panic_is_placed_and_not_quoted() {
        if std::env::var_os(CHILD).is_some() {
            super::place_panics();
            let article = String::from("Oslo opens a library");
            assert!(std::panic::catch_unwind(|| panic!("cannot slice {article}")).is_err());
            return;
        }
        let this = std::env::current_exe().expect("a path");
        let name = "error::tests::a_panic_is_placed_and_not_quoted";
        let output = Command::new(this)
            .args(["--exact", name, "--nocapture"])
            .env(CHILD, "1")
            .output()
            .expect("it runs");
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        assert!(said.contains("panicked at ") && said.contains("error.rs:"), "{said}");
        assert!(!said.contains("Oslo") && !said.contains("cannot slice"), "{said}");
    }
}
