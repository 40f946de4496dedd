//! What a service is told on its command line.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{ArgAction, Parser};
use rafid_ops::Config;
use rafid_ops::config::{Sources, effective};

use crate::cluster::check_clients;
use crate::error::Error;

/// The command line of every service.
#[derive(Debug, Parser)]
#[command(disable_version_flag = true)]
struct Arguments {
    /// Configuration file (TOML). Environment variables win over it: see docs/configuration.md.
    #[arg(long, short, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Check the configuration and exit: 0 good, 64 bad.
    #[arg(long)]
    check_config: bool,
    /// Print the configuration in effect, secrets redacted, and exit.
    #[arg(long, conflicts_with = "check_config")]
    print_config: bool,
    /// Print the version and exit.
    #[arg(long, short = 'V', action = ArgAction::SetTrue)]
    version: bool,
}

/// What a service is told.
#[derive(Clone, Debug)]
pub struct Options {
    /// The program's name: `rafid-normalizer`.
    pub program: &'static str,
    /// The program's version.
    pub version: &'static str,
    /// The checked configuration.
    pub config: Config,
}

impl Options {
    /// Reads the command line, the file and the variables of this process. `None` where that was all: the help, the
    /// version or the configuration was asked for and is printed.
    pub fn parse(program: &'static str, version: &'static str) -> Result<Option<Self>, Error> {
        Self::parse_from(program, version, std::env::args_os().skip(1), Sources::of_process)
    }

    #[allow(clippy::print_stdout)] // the answers that were asked for
    fn parse_from(
        program: &'static str,
        version: &'static str,
        arguments: impl Iterator<Item = std::ffi::OsString>,
        sources: impl FnOnce(Option<&std::path::Path>) -> Sources,
    ) -> Result<Option<Self>, Error> {
        let command = <Arguments as clap::CommandFactory>::command().name(program).about(about(program));
        let parsed = command
            .try_get_matches_from(std::iter::once(program.into()).chain(arguments))
            .and_then(|matches| <Arguments as clap::FromArgMatches>::from_arg_matches(&matches));
        let arguments = match parsed {
            Ok(arguments) => arguments,
            Err(help) if help.kind() == ErrorKind::DisplayHelp => {
                print!("{}", help.render());
                return Ok(None);
            }
            Err(error) => return Err(Error::Usage(first_line(&error.render().to_string()))),
        };
        if arguments.version {
            println!("{program} {version}");
            return Ok(None);
        }
        let config = sources(arguments.config.as_deref()).load()?;
        if arguments.print_config {
            print!("{}", effective(&config));
            return Ok(None);
        }
        if arguments.check_config {
            check_clients(&config)?;
            println!("the configuration is good");
            return Ok(None);
        }
        Ok(Some(Self { program, version, config }))
    }
}

fn about(program: &str) -> String {
    format!("{program}: one service of Rafid. Reads one topic, applies one stage, publishes exactly once.")
}

/// clap's message without its heading and its advice.
fn first_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    format!("{}; see --help", line.trim_start_matches("error: "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str], text: &str) -> Result<Option<Options>, Error> {
        let arguments = arguments.iter().map(Into::into);
        Options::parse_from("rafid-test", "0.0.1", arguments, |_| {
            Sources::default().with_text("test.toml", text)
        })
    }

    #[test]
    fn runs_unless_asked_for_something_else() {
        assert!(parse(&[], "").unwrap().is_some());
        for asked in ["--help", "--version", "--print-config", "--check-config"] {
            assert!(parse(&[asked], "").unwrap().is_none(), "{asked}");
        }
    }

    #[test]
    fn refuses_with_64() {
        let check = |arguments: &[&str], text: &str, part: &str| {
            let error = parse(arguments, text).unwrap_err();
            assert!(error.exit_code() == 64 && error.to_string().contains(part), "{error}");
        };
        check(&["--nonsense"], "", "unexpected argument '--nonsense'");
        check(&["--check-config"], "[kafka]\nbroker = \"a:1\"", "did you mean `kafka.brokers`?");
        check(&[], "[batch]\nmax_records = 0", "the least is 1");
        let unknown = "[kafka.extra]\n\"fetch.nonsense\" = 1";
        check(&["--check-config"], unknown, "fetch.nonsense");
        let no_file = "[kafka]\nsecurity_protocol = \"ssl\"\nssl_ca_file = \"/nonexistent/ca.pem\"";
        check(&["--check-config"], no_file, "/nonexistent/ca.pem");
    }
}
