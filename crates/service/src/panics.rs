//! What is said of a panic: where, and never what. Its message may quote the article that it met.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic;
use std::sync::Once;
use std::thread;

/// From now on a panic is one log line with its place in the code, on whatever thread it happens. The backtrace follows
/// where `RUST_BACKTRACE` asks for it: it names functions and holds no values.
pub(crate) fn log_places_only() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        panic::set_hook(Box::new(|panic| {
            let location = panic.location().map_or_else(String::new, ToString::to_string);
            let current = thread::current();
            let thread = current.name().unwrap_or("unnamed");
            let backtrace = Backtrace::capture();
            if backtrace.status() == BacktraceStatus::Captured {
                tracing::error!(location, thread, %backtrace, "panicked; the message is withheld");
            } else {
                tracing::error!(location, thread, "panicked; the message is withheld");
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;
    use std::process::Command;

    use rafid_ops::config::Log;

    const CHILD: &str = "RAFID_TEST_PANICS";

    /// The hook belongs to the whole process, so this test runs itself once more as one.
    #[test]
    fn a_panic_is_placed_and_not_quoted() {
        if std::env::var_os(CHILD).is_some() {
            rafid_ops::logs::start(&Log::default()).unwrap();
            super::log_places_only();
            let article = String::from("Oslo opens a library");
            assert!(catch_unwind(|| panic!("cannot slice {article}")).is_err());
            return;
        }
        let this = std::env::current_exe().unwrap();
        let name = concat!(module_path!(), "::a_panic_is_placed_and_not_quoted");
        let name = name.split_once("::").unwrap().1;
        let mut command = Command::new(this);
        command.args(["--exact", name, "--nocapture"]).env(CHILD, "1").env_remove("RUST_BACKTRACE");
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        assert!(said.contains("panicked; the message is withheld") && said.contains("panics.rs:"), "{said}");
        assert!(!said.contains("Oslo") && !said.contains("cannot slice"), "{said}");
    }
}
