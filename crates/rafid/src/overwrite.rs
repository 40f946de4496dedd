//! Whether an output is one of the inputs: opening it would empty it before it is read.

use std::fs::{self, File, Metadata};
use std::io;
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// What the kernel knows a file by, whatever path leads to it.
type Identity = (u64, u64);

/// Refuses inputs that are outputs too. `outputs` need not be there yet; `-` among the inputs is standard input, and
/// `None` among the outputs standard output.
pub fn refuse<'a>(inputs: impl Iterator<Item = &'a Path>, outputs: &[Option<PathBuf>]) -> Result<(), Error> {
    let outputs: Vec<(Identity, String)> = outputs
        .iter()
        .filter_map(|output| match output {
            Some(path) => Some((of_path(path)?, path.display().to_string())),
            None => Some((of_descriptor(&io::stdout())?, "standard output".to_owned())),
        })
        .collect();
    if outputs.is_empty() {
        return Ok(());
    }
    for input in inputs {
        let is_stdin = input.as_os_str() == "-";
        let Some(identity) = (if is_stdin { of_descriptor(&io::stdin()) } else { of_path(input) }) else {
            continue;
        };
        if let Some((_, output)) = outputs.iter().find(|(of_output, _)| *of_output == identity) {
            let input = if is_stdin { "standard input".to_owned() } else { input.display().to_string() };
            return Err(Error::Usage(format!(
                "{output} would be overwritten while it is read as {input}: write somewhere else, or leave it out \
                 of what is read"
            )));
        }
    }
    Ok(())
}

fn of_path(path: &Path) -> Option<Identity> {
    identity(&fs::metadata(path).ok()?)
}

fn of_descriptor(stream: &impl AsFd) -> Option<Identity> {
    let file = File::from(stream.as_fd().try_clone_to_owned().ok()?);
    identity(&file.metadata().ok()?)
}

/// Only what is a file can be overwritten: a terminal or a pipe may well be both.
fn identity(metadata: &Metadata) -> Option<Identity> {
    metadata.is_file().then(|| (metadata.dev(), metadata.ino()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_under_every_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        fs::write(path("a"), "a").expect("a file");
        fs::write(path("b"), "a").expect("a file");
        fs::hard_link(path("a"), path("hard")).expect("a link");
        std::os::unix::fs::symlink(path("a"), path("soft")).expect("a link");
        let check = |input: &str, output: &str, good: bool| {
            let (input, output) = (path(input), path(output));
            let outcome = refuse([input.as_path()].into_iter(), &[Some(output.clone())]);
            assert_eq!(outcome.is_ok(), good, "{} and {}", input.display(), output.display());
        };
        check("a", "a", false);
        check("a", "hard", false);
        check("soft", "a", false);
        check("a", "b", true);
        check("a", "new", true);
        let null = Path::new("/dev/null");
        assert!(refuse([null].into_iter(), &[Some(null.to_owned())]).is_ok(), "no file");
    }
}
