//! The references in `docs/` are the tables of the program. `RAFID_UPDATE_DOCS=1` writes them anew.

#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests fail by panicking

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rafid_ops::metrics::METRICS;

const BEGIN: &str = "<!-- begin: written by `RAFID_UPDATE_DOCS=1 cargo test -p rafid-ops --test docs` -->\n";
const END: &str = "<!-- end -->\n";

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn check(page: &str, table: &str) {
    let path = top().join("docs").join(page);
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

/// The names of metrics in a text: words that start like ours, without the suffixes of a histogram's series.
fn metric_names(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':'));
    let ours = words.filter(|word| word.starts_with("rafid_") || word.starts_with("process_"));
    let base = |word: &str| {
        let suffix = ["_bucket", "_sum", "_count"].into_iter().find(|suffix| word.ends_with(suffix));
        suffix.and_then(|suffix| word.strip_suffix(suffix)).unwrap_or(word).to_owned()
    };
    ours.map(base).collect()
}

#[test]
fn dashboard_and_rules_ask_for_metrics_that_exist() {
    let known: BTreeSet<&str> = METRICS.iter().map(|metric| metric.name).collect();
    let files = [
        "deploy/grafana/dashboards/rafid.json",
        "deploy/prometheus/alerts.yml",
        "deploy/prometheus/recording.yml",
        "deploy/prometheus/tests/alerts_test.yml",
        "deploy/kubernetes/scaling.yaml",
        "docs/operating.md",
    ];
    for file in files {
        let text = fs::read_to_string(top().join(file)).unwrap();
        let asked = metric_names(&text);
        assert!(!asked.is_empty(), "{file}");
        let unknown: Vec<&String> = asked.iter().filter(|name| !known.contains(name.as_str())).collect();
        assert!(unknown.is_empty(), "{file} asks for {unknown:?}");
    }
}

#[test]
fn every_alert_has_a_page() {
    let alerts = fs::read_to_string(top().join("deploy/prometheus/alerts.yml")).unwrap();
    let page = fs::read_to_string(top().join("docs/operating.md")).unwrap();
    let names: Vec<&str> = alerts.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")).collect();
    assert!(names.len() > 10);
    for name in names {
        assert!(page.lines().any(|line| line == format!("### {name}")), "{name}");
        assert!(alerts.contains(&format!("runbook: docs/operating.md#{}", name.to_lowercase())), "{name}");
    }
}
