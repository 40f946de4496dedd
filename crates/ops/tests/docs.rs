//! The references in `docs/` are the tables of the program. `RAFID_UPDATE_DOCS=1` writes them anew.

#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests fail by panicking

use std::fs;
use std::path::Path;

const BEGIN: &str = "<!-- begin: written by `RAFID_UPDATE_DOCS=1 cargo test -p rafid-ops --test docs` -->\n";
const END: &str = "<!-- end -->\n";

fn check(page: &str, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(page);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (before, rest) = text.split_once(BEGIN).expect("the page marks where the table begins");
    let (written, after) = rest.split_once(END).expect("the page marks where the table ends");
    if std::env::var_os("RAFID_UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(
        written, table,
        "docs/{page} is out of date: RAFID_UPDATE_DOCS=1 cargo test -p rafid-ops --test docs"
    );
}

#[test]
fn metrics() {
    check("metrics.md", &rafid_ops::metrics::reference());
}

#[test]
fn configuration() {
    check("configuration.md", &rafid_ops::config::reference());
}
