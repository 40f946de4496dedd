//! `rafid run` on what crawlers send at their worst: each is repaired with a flag or rejected with its own code, and its
//! neighbours come through as if it were not there.
#![expect(clippy::expect_used, reason = "a test says what it expects")]

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

const BODY: &str =
    "The ferry from Genoa reached Tunis on Friday with two hundred passengers on board, the harbour said.";

/// What must become of a bad file.
enum Fate {
    Flag(&'static str),
    Reject(&'static str),
}

use Fate::{Flag, Reject};

/// Name, content and fate of each bad file.
fn cases() -> Vec<(&'static str, Vec<u8>, Fate)> {
    let page = |inner: String| format!("<html><body><p>{BODY}</p>{inner}</body></html>").into_bytes();
    let long = BODY.repeat(3).into_bytes();
    let fifty_megabytes = vec![b'a'; 50 * 1024 * 1024];
    let long_line = [b"{\"text\": \"", &fifty_megabytes[..], b"\"}\n"].concat();
    vec![
        ("invalid-utf-8.txt", [&long[..], b" \xff"].concat(), Flag("charset_detected")),
        ("invalid-utf-8.json", [b"{\"text\": \"", &long[..], b" \xff\"}"].concat(), Flag("charset_detected")),
        ("lone-surrogate.json", format!(r#"{{"text": "{BODY} \ud83d"}}"#).into(), Flag("lone_surrogates")),
        ("truncated.json", br#"{"text": "The ferry from Ge"#.into(), Reject("json_invalid")),
        ("other-shape.json", br#"{"rows": [{"cell": "text"}]}"#.into(), Reject("body_missing")),
        ("list.jsonl", b"[1, 2]\n".into(), Reject("json_not_an_object")),
        ("null.jsonl", b"null\n".into(), Reject("json_not_an_object")),
        ("null-text.json", br#"{"text": null}"#.into(), Reject("body_missing")),
        ("number.json", br#"{"text": 5}"#.into(), Reject("field_type_invalid")),
        ("empty-text.json", br#"{"text": ""}"#.into(), Reject("text_empty")),
        ("empty-file.txt", Vec::new(), Reject("text_empty")),
        ("deep-json.json", ["[".repeat(5_000), "]".repeat(5_000)].concat().into(), Reject("json_too_deep")),
        ("fifty-megabytes.txt", fifty_megabytes, Reject("value_too_large")),
        ("fifty-megabytes.jsonl", long_line, Reject("value_too_large")),
        ("nested-tags.html", page("<div>".repeat(100_000)), Reject("html_too_deep")),
        (
            "attributes.html",
            page(format!("<p{}>", " a=1".repeat(1_000_000))),
            Reject("html_too_many_attributes"),
        ),
        ("nodes.html", page("<br>".repeat(1_500_000)), Reject("html_too_many_nodes")),
        ("bomb.txt.gz", gzip(io::repeat(b'x').take(300 << 20)), Reject("value_too_large")),
        ("bomb.jsonl.zst", zstandard(io::repeat(b'x').take(300 << 20)), Reject("value_too_large")),
    ]
}

fn gzip(mut content: impl io::Read) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    io::copy(&mut content, &mut packer).expect("memory");
    packer.finish().expect("memory")
}

fn zstandard(content: impl io::Read) -> Vec<u8> {
    zstd::encode_all(content, 1).expect("memory")
}

fn read(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("an output file");
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[test]
fn bad_files_are_repaired_or_rejected_and_disturb_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, output) = (folder.path().join("in"), folder.path().join("out"));
    fs::create_dir(&input).expect("a folder");
    let cases = cases();
    // Files are read in the order of their names: one that is well before each bad one.
    for (number, (name, content, _)) in cases.iter().enumerate() {
        let good = format!(r#"{{"id": "good-{number}", "text": "{BODY}"}}"#);
        fs::write(input.join(format!("{number:02}-a.json")), good).expect("a file");
        fs::write(input.join(format!("{number:02}-b-{name}")), content).expect("a file");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_rafid"));
    let run = command.arg("run").arg(&input).arg("-o").arg(&output).stdin(Stdio::null()).output();
    let run = run.expect("rafid runs");
    assert!(run.status.success(), "{:?}: {}", run.status, String::from_utf8_lossy(&run.stderr));

    let (enriched, dead) = (read(&output.join("enriched.jsonl")), read(&output.join("dead.jsonl")));
    let (mut enriched, mut dead) = (enriched.into_iter(), dead.into_iter());
    let mut first_paragraphs = None;
    for (number, (name, _, fate)) in cases.iter().enumerate() {
        let good = enriched.next().expect("an article");
        assert_eq!(good["id"], format!("good-{number}"), "before {name}");
        let paragraphs = first_paragraphs.get_or_insert_with(|| good["paragraphs"].clone());
        assert_eq!(good["paragraphs"], *paragraphs, "before {name}");
        match fate {
            Flag(flag) => {
                let article = enriched.next().expect("an article");
                let flags = article["quality"]["flags"].as_array().expect("flags");
                assert!(flags.iter().any(|found| found == flag), "{name}: {flags:?}");
            }
            Reject(code) => {
                let letter = dead.next().expect("a dead letter");
                let record = letter["record"].as_str().expect("a name");
                assert!(record.contains(name), "{name} against {record}");
                assert_eq!(letter["code"], *code, "{name}: {}", letter["message"]);
            }
        }
    }
    assert!(enriched.next().is_none() && dead.next().is_none());
}
