//! A service that says why it does not go on.

use crate::Program;

/// Few enough to read at a glance; an endless log has more.
pub const LINES_MAX: usize = 40;

/// The service must end by itself with this code and a line that holds all of `words`.
///
/// # Panics
///
/// If it does not: this is an assertion.
#[track_caller]
pub fn check_refusal(program: Program, code: i32, words: &[&str]) {
    let (exit, output) = match program.wait_end() {
        Ok(end) => end,
        Err(error) => panic!("{words:?}: {error:#}"),
    };
    assert_eq!(exit, code, "{words:?}: {output}");
    let says_it = |line: &str| words.iter().all(|word| line.contains(word));
    assert!(output.lines().any(says_it), "no line with {words:?}:\n{output}");
    assert!(output.lines().count() <= LINES_MAX, "an endless log:\n{output}");
}
