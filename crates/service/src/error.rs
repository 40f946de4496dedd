//! Why a service ended: one line for a person, one exit code for whoever restarts it.

use std::io;
use std::process::ExitCode;

use rafid_lane::LaneError;
use rafid_ops::ConfigError;
use thiserror::Error;

/// Why a service ended. `Display` is one line that says what to do.
#[derive(Debug, Error)]
pub enum Error {
    /// The command line is wrong.
    #[error("{0}")]
    Usage(String),
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The stage could not be made from what the program carries.
    #[error("the stage cannot start: {0}")]
    Stage(String),
    /// Kafka could not be reached while starting: the line, and what to check.
    #[error("{0}; check {1} and the network")]
    Unreachable(String, &'static str),
    /// The brokers do not let this client in.
    #[error("{0}; check kafka.sasl_username, kafka.sasl_password and kafka.sasl_mechanism")]
    Refused(String),
    /// The cluster refused the principal while starting.
    #[error("{0}; grant the principal what deploy/kafka/acls lists for this service")]
    Unauthorized(String),
    /// A topic is missing or takes too little; the line names the command that mends it.
    #[error("{0}")]
    Topics(String),
    /// A signal came while the service was starting.
    #[error("stopped before it had started")]
    StoppedEarly,
    /// A lane ended.
    #[error("lane {lane}: {error}")]
    Lane {
        /// Its number.
        lane: usize,
        /// Why.
        error: LaneError,
    },
    /// A lane's thread panicked outside the stage.
    #[error(
        "lane {0} panicked; its transaction was left to the next start; please report it with the lines above"
    )]
    LanePanicked(usize),
    /// Lanes did not end within the grace period.
    #[error(
        "{0} lanes did not finish within the grace period; their transactions are aborted by the next start"
    )]
    Stuck(usize),
    /// The operating system refused something.
    #[error("{what}: {source}")]
    System {
        /// What was tried.
        what: String,
        /// What the system said.
        source: io::Error,
    },
}

impl Error {
    /// The exit code, after `sysexits.h`: 64 configuration, 65 lost records, 69 Kafka cannot be reached, 70 defect,
    /// 71 system, 77 permission, 78 topics or instances.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::Config(_) => ConfigError::EXIT_CODE,
            Self::StoppedEarly => 0,
            Self::Unreachable(..) => 69,
            Self::Refused(_) | Self::Unauthorized(_) => 77,
            Self::Topics(_) => 78,
            Self::Lane { error, .. } => match error {
                LaneError::OffsetOutOfRange { .. } => 65,
                LaneError::Unavailable { .. } => 69,
                LaneError::Unauthorized(_) => 77,
                LaneError::TransactionalIdInUse { .. }
                | LaneError::InstanceInUse { .. }
                | LaneError::TopicMissing(_) => 78,
                LaneError::Fatal(_) => 70,
            },
            Self::Stage(_) | Self::LanePanicked(_) | Self::Stuck(_) => 70,
            Self::System { .. } => 71,
        }
    }
}

/// The exit code of a service, and its one line on standard error where it failed.
#[allow(clippy::print_stderr)] // the last line goes to the person even where logs are filtered
pub fn exit(program: &str, result: Result<(), Error>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{program}: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
