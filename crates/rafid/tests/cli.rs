//! The command line as a stranger meets it.
#![expect(clippy::expect_used, reason = "a test says what it expects")]

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples")
}

fn rafid() -> Command {
    Command::new(env!("CARGO_BIN_EXE_rafid"))
}

fn output(command: &mut Command) -> Output {
    command.stdin(Stdio::null()).output().expect("rafid runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the output is text")
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    text(bytes).lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[test]
fn samples_become_enriched_articles() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = output(rafid().arg("run").arg(samples()).arg("-o").arg(folder.path()));
    assert!(run.status.success(), "{}", text(&run.stderr));
    let file = |name: &str| fs::read(folder.path().join(name)).expect("a file");
    let (enriched, mentions, dead) =
        (lines(&file("enriched.jsonl")), lines(&file("mentions.jsonl")), lines(&file("dead.jsonl")));
    assert!(enriched.len() > 40 && mentions.len() > 100, "{} and {}", enriched.len(), mentions.len());
    let moscow = mentions.iter().find(|mention| mention["entity_id"] == "wd:Q649").expect("Moscow is named");
    assert_eq!(moscow["country"], "RU");
    let mut codes: Vec<&str> = dead.iter().filter_map(|letter| letter["code"].as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    let want = [
        "base64_invalid",
        "body_missing",
        "field_type_invalid",
        "html_too_deep",
        "id_invalid",
        "json_invalid",
        "json_not_an_object",
        "json_too_deep",
        "text_empty",
    ];
    assert_eq!(codes, want);
    assert!(text(&run.stderr).contains("articles"), "the summary is on standard error");
    // The same on one thread, to standard output.
    let again = output(rafid().args(["run", "--quiet", "--threads", "1"]).arg(samples()));
    assert_eq!(text(&again.stdout), text(&file("enriched.jsonl")));
}

#[test]
fn articles_are_readable() {
    let page = samples().join("page-en.html");
    let run = output(rafid().args(["run", "--quiet", "--format", "readable"]).arg(page));
    let shown = text(&run.stdout);
    assert!(shown.contains("[Oslo|LOC]") && shown.contains("[wd:Q585]"), "{shown}");
}

#[test]
fn pages_are_explained() {
    let run = output(rafid().arg("explain").arg(samples().join("twin/page.txt")));
    let shown = text(&run.stdout);
    assert!(run.status.success(), "{}", text(&run.stderr));
    for part in
        ["article 0", "article 1", "published_label", "related_marker", "language ar", "decided by", "wd:Q85"]
    {
        assert!(shown.contains(part), "{part} in {shown}");
    }
}

#[test]
fn mistakes_have_exit_codes() {
    let check = |args: &[&str], code: i32, part: &str| {
        let run = output(rafid().args(args));
        assert_eq!(run.status.code(), Some(code), "{args:?}");
        assert!(text(&run.stderr).contains(part), "{args:?}: {}", text(&run.stderr));
    };
    check(&["run", "no/such/file"], 66, "no/such/file");
    check(&["run"], 64, "required");
    check(&["run", "--nonsense", "x"], 64, "--nonsense");
    check(&["run", "--threads", "0", "x"], 64, "1..=1024");
    check(&["explain", "-r", "0", "x"], 64, "counted from 1");
    check(&["completions", "tcsh"], 64, "tcsh");
    check(&["--version"], 0, "");
    check(&["explain", "no/such/file"], 66, "no/such/file");
    check(&["run", "Cargo.toml", "-o", "/dev/null/x"], 74, "/dev/null/x");
}

#[test]
fn an_input_is_never_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let article = "{\"text\": \"The ferry from Genoa reached Tunis on Friday.\"}\n";
    for name in ["enriched.jsonl", "mentions.jsonl", "dead.jsonl"] {
        fs::write(path(name), article).expect("a file");
        let run = output(rafid().arg("run").arg(path(name)).arg("-o").arg(folder.path()));
        assert_eq!(run.status.code(), Some(64), "{name}");
        assert!(text(&run.stderr).contains(name), "{}", text(&run.stderr));
        assert_eq!(fs::read_to_string(path(name)).expect("a file"), article);
    }
    let own = output(rafid().arg("run").arg(folder.path()).arg("-o").arg(folder.path()));
    assert_eq!(own.status.code(), Some(64));
    // The shell has emptied a file that standard output goes to; reading it while it grows would never end.
    let out = fs::File::create(path("out.jsonl")).expect("a file");
    let run =
        rafid().arg("run").arg(folder.path()).stdin(Stdio::null()).stdout(out).output().expect("it runs");
    assert_eq!(run.status.code(), Some(64));
    assert!(text(&run.stderr).contains("standard output"), "{}", text(&run.stderr));
    fs::write(path("own.tsv"), TABLE).expect("a file");
    let build =
        output(rafid().args(["kb", "build", "--tsv"]).arg(path("own.tsv")).arg("-o").arg(path("own.tsv")));
    assert_eq!(build.status.code(), Some(64), "{}", text(&build.stderr));
    assert_eq!(fs::read_to_string(path("own.tsv")).expect("a file"), TABLE);
}

#[test]
fn what_is_passed_over_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("tables")).expect("a folder");
    fs::write(path("tables/a.csv"), "a,b\n").expect("a file");
    fs::write(path("reject.json"), "{}").expect("a file");
    fs::write(path("news.json"), "[{\"text\": \"One.\"}, {\"text\": \"Two.\"}, 3]").expect("a file");
    let run = output(rafid().arg("run").args(["tables", "news.json"].map(path)));
    let said = text(&run.stderr);
    assert_eq!((run.status.code(), lines(&run.stdout).len()), (Some(66), 2), "{said}");
    for part in [
        "1 passed over",
        "news.json#3: json_not_an_object",
        "articles    2 from 2 records",
        "rejected    1 records",
        "unreadable  1 inputs",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let run = output(rafid().arg("explain").arg(path("reject.json")));
    assert_eq!(run.status.code(), Some(65), "{}", text(&run.stderr));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut run =
        rafid().args(["run", "--quiet"]).arg(samples()).stdout(Stdio::piped()).spawn().expect("rafid runs");
    drop(run.stdout.take());
    assert_eq!(run.wait().expect("it ends").code(), Some(141));
}

#[test]
fn a_slow_input_and_an_interrupt_lose_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut run = rafid()
        .args(["run", "-", "-o"])
        .arg(folder.path())
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("rafid runs");
    let mut input = run.stdin.take().expect("a pipe");
    for n in 0..3 {
        let line = format!("{{\"id\":\"{n}\",\"text\":\"The ferry from Genoa reached Tunis on Friday.\"}}\n");
        input.write_all(line.as_bytes()).expect("it reads");
    }
    input.write_all(b"{\"text\": \"half a li").expect("it reads");
    let enriched = folder.path().join("enriched.jsonl");
    let written = || fs::read(&enriched).unwrap_or_default();
    // What is finished is written while the input waits.
    let patience = Instant::now() + Duration::from_secs(60);
    while written().split(|byte| *byte == b'\n').count() < 4 && Instant::now() < patience {
        thread::sleep(Duration::from_millis(10));
    }
    let pid = run.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().expect("kill runs").success());
    // The input stays open: the first signal ends the wait.
    let mut said = String::new();
    run.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
    assert_eq!(run.wait().expect("it ends").code(), Some(130), "{said}");
    drop(input);
    let ids: Vec<Value> = lines(&written()).iter().map(|article| article["id"].clone()).collect();
    assert_eq!(ids, ["0", "1", "2"], "{said}");
    assert_eq!(fs::read(folder.path().join("dead.jsonl")).expect("a file"), b"", "half a line is no reject");
}

/// A small Wikidata dump, a GeoNames dump and a table of our own, in the formats of the real ones.
const DUMP: &str = r#"[
{"id":"Q100","type":"item","labels":{"en":{"value":"Aland"}},"aliases":{},"sitelinks":{"enwiki":{}},"claims":{"P31":[{"rank":"normal","mainsnak":{"datavalue":{"value":{"id":"Q6256"}}}}],"P297":[{"rank":"normal","mainsnak":{"datavalue":{"value":"XA"}}}]}},
{"id":"Q300","type":"item","labels":{"en":{"value":"Kornel Zorvanik"},"ar":{"value":"كورنل زورفانيك"}},"aliases":{},"sitelinks":{"enwiki":{}},"claims":{"P31":[{"rank":"normal","mainsnak":{"datavalue":{"value":{"id":"Q5"}}}}]}}
]
"#;
const PLACES: &str =
    "1\tOnetown\tOnetown\tOne City\t1.5\t2.5\tP\tPPLC\tXA\t\t01\t\t\t\t900000\t\t5\tUTC\t2026-01-01\n";
const TABLE: &str = "qid\ttype\ten\tar\nQ400\tORG\tZorvan Works|ZW Works\tمصانع زورفان\n";

#[test]
fn knowledge_bases_are_built_and_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    };
    let build = |out: &Path| {
        output(
            rafid()
                .args(["kb", "build", "--least-sitelinks", "1", "--date", "2026-01-02", "--wikidata"])
                .arg(file("dump.json", DUMP))
                .arg("--geonames")
                .arg(file("cities.txt", PLACES))
                .arg("--tsv")
                .arg(file("own.tsv", TABLE))
                .arg("-o")
                .arg(out),
        )
    };
    let (one, two) = (folder.path().join("one.bin"), folder.path().join("two.bin"));
    for out in [&one, &two] {
        let run = build(out);
        assert!(run.status.success(), "{}", text(&run.stderr));
        assert!(text(&run.stdout).contains("version 2026-01-02."), "{}", text(&run.stdout));
    }
    assert_eq!(fs::read(&one).expect("a file"), fs::read(&two).expect("a file"), "the same bytes");
    let ask = |args: &[&str]| {
        let run = output(rafid().arg("kb").args(args).arg("--kb").arg(&one));
        (run.status.code(), text(&run.stdout))
    };
    for (name, id) in [
        ("Kornel Zorvanik", "wd:Q300"),
        ("كورنل زورفانيك", "wd:Q300"),
        ("Корнель Зорваник", "wd:Q300"),
        ("Onetown", "gn:1"),
        ("ZW Works", "wd:Q400"),
        ("iso:XA", "wd:Q100"),
    ] {
        let (code, shown) = ask(&["lookup", name]);
        assert!(code == Some(0) && shown.starts_with(id), "{name}: {shown}");
    }
    assert_eq!(ask(&["lookup", "Nobody"]).0, Some(1));
    let (code, shown) = ask(&["stats"]);
    assert!(code == Some(0) && shown.contains("4 entities"), "{shown}");
}

#[test]
fn knowledge_bases_that_cannot_be_are_errors() {
    let folder = tempfile::tempdir().expect("a folder");
    let bad = folder.path().join("bad.txt");
    fs::write(&bad, "one\ttwo\n").expect("a file");
    let bad = bad.display().to_string();
    let out = folder.path().join("kb.bin").display().to_string();
    let check = |args: &[&str], code: i32, part: &str| {
        let run = output(rafid().arg("kb").args(args));
        assert_eq!(run.status.code(), Some(code), "{args:?}: {}", text(&run.stderr));
        assert!(text(&run.stderr).contains(part), "{args:?}: {}", text(&run.stderr));
    };
    check(&["build", "-o", &out], 64, "--sources");
    check(&["build", "--tsv", &bad], 64, "--output");
    check(&["build", "--tsv", &bad, "--date", "today", "-o", &out], 64, "2026-11-24");
    check(&["build", "--geonames", &bad, "-o", &out], 65, "line 1");
    check(&["build", "--wikidata", &bad, "-o", &out], 65, "line 1");
    check(&["build", "--tsv", &bad, "-o", &out], 65, "no entity");
    check(&["build", "--tsv", "no/such/file", "-o", &out], 66, "no/such/file");
    check(&["build", "--sources", "no/such/folder", "-o", &out], 66, "no/such/folder: ");
    check(&["build", "--sources", "no/such/folder", "-o", &out], 66, "fetch-kb-sources.sh");
    check(&["stats", "--kb", &bad], 65, "not a usable knowledge base");
    check(&["lookup", "x", "--kb", "no/such/file"], 66, "no/such/file");
    assert!(!Path::new(&out).exists(), "nothing was written");
}

#[test]
fn the_own_knowledge_base_is_read() {
    let run = output(rafid().args(["kb", "lookup", "موسكو"]));
    let shown = text(&run.stdout);
    assert!(run.status.success() && shown.starts_with("wd:Q649\tLOC\tMoscow"), "{shown}");
    let run = output(rafid().args(["kb", "stats"]));
    assert!(text(&run.stdout).contains("with a Wikidata id"), "{}", text(&run.stdout));
}

#[test]
fn completions_and_schemas_are_printed() {
    let completions = output(rafid().args(["completions", "bash"]));
    assert!(text(&completions.stdout).contains("explain"));
    let schema = output(rafid().arg("schema"));
    assert!(text(&schema.stdout).contains("\"paragraphs\""));
}
