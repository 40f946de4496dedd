//! Where tests find data that is not in the repository, and samples that are.
#![allow(dead_code)]

use std::path::PathBuf;

/// The workspace root.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The shared development data: `RAFID_SHARED`, else `../shared` beside the workspace.
pub fn shared() -> PathBuf {
    std::env::var_os("RAFID_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from)
}

/// A file of the shared development data; says so if it is absent.
pub fn read_shared(path: &str) -> Option<Vec<u8>> {
    read(&shared().join(path))
}

/// A file of the repository's samples; says so if it is absent.
pub fn read_sample(path: &str) -> Option<Vec<u8>> {
    read(&root().join("samples").join(path))
}

/// A file; says so if it is absent.
pub fn read(path: &std::path::Path) -> Option<Vec<u8>> {
    let bytes = std::fs::read(path).ok();
    if bytes.is_none() {
        eprintln!("SKIPPED: {} is absent", path.display());
    }
    bytes
}

/// The articles of a shared corpus, one JSON object a line, or `None` with a loud line.
pub fn corpus(name: &str) -> Option<Vec<serde_json::Value>> {
    let path = shared().join(format!("data/articles/{name}.jsonl.zst"));
    let output = std::process::Command::new("zstd")
        .arg("-dc")
        .arg(&path)
        .output()
        .ok()
        .filter(|output| output.status.success());
    let Some(output) = output else {
        eprintln!("SKIPPED: {} is absent or zstd is not installed", path.display());
        return None;
    };
    let text = String::from_utf8(output.stdout).expect("a corpus is UTF-8");
    Some(text.lines().map(|line| serde_json::from_str(line).expect("a corpus is JSON lines")).collect())
}
