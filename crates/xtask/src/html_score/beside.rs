//! Another extractor's CPU time on the same pages, in the same run.

use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::data::Sample;

/// Extracts every page with trafilatura and prints the CPU seconds of the extraction alone.
const SCRIPT: &str = "
import json, sys, time
import trafilatura
pages = [json.loads(x) for x in sys.stdin]
start = time.process_time()
for page in pages:
    trafilatura.bare_extraction(page, with_metadata=True)
print(time.process_time() - start)
";

/// Milliseconds of CPU a page that trafilatura takes, run by the given Python.
pub fn trafilatura(python: &str, samples: &[&Sample]) -> Result<f64> {
    let mut child = Command::new(python)
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("start {python}; give a Python that has trafilatura"))?;
    {
        let mut input = child.stdin.take().context("no standard input")?;
        for sample in samples {
            serde_json::to_writer(&mut input, &sample.html)?;
            input.write_all(b"\n")?;
        }
    }
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "trafilatura failed; give a Python that has it");
    let seconds: f64 = String::from_utf8(output.stdout)?.trim().parse().context("no time printed")?;
    Ok(seconds * 1000.0 / samples.len().max(1) as f64)
}
