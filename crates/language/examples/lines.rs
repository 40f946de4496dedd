//! Says the language of every line of the standard input: tag, script, confidence, whether to rely on it, and the line.
//!
//!     echo 'O porto foi fechado na segunda-feira.' | cargo run --release -p rafid-language --example lines

use rafid_language::Identifier;
use std::io::{BufRead, Write};

fn main() -> std::io::Result<()> {
    let identifier = Identifier::embedded();
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let tag = identifier.identify(&line);
        let reliable = if tag.reliable { "reliable" } else { "unreliable" };
        writeln!(out, "{}\t{}\t{:.3}\t{reliable}\t{line}", tag.tag, tag.script, tag.confidence)?;
    }
    Ok(())
}
