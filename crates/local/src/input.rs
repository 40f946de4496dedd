//! From paths to a stream of raw records.

use std::collections::VecDeque;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use rafid_contract::{Headers, header, limits};

use crate::lines::{self, Piece};

/// A raw record from a file or a stream.
#[derive(Debug)]
pub struct RawRecord {
    /// Where it came from, for people: `news.jsonl:17`.
    pub name: String,
    /// Its value.
    pub value: Value,
    /// Its headers.
    pub headers: Headers,
}

/// The value of a raw record.
#[derive(Debug)]
pub enum Value {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// It was larger than a raw message may be and was passed over: its size as far as it was counted.
    TooLarge(u64),
}

/// Why an input cannot be read.
#[derive(Debug)]
pub struct InputError {
    path: PathBuf,
    cause: io::Error,
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read {}: {}", self.path.display(), self.cause)
    }
}

impl std::error::Error for InputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

/// The endings of files that a directory is searched for, before `.gz` or `.zst`.
const ENDINGS: [(&str, Format); 8] = [
    ("jsonl", Format::Lines),
    ("ndjson", Format::Lines),
    ("json", Format::Json),
    ("txt", Format::Text),
    ("text", Format::Text),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("xhtml", Format::Html),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// One JSON object a line.
    Lines,
    /// One JSON object, or one a line.
    Json,
    /// The file is the article.
    Text,
    /// The file is the page.
    Html,
    /// What its first bytes say.
    Unknown,
}

/// A stream of raw records: the files in the order given, those of a directory sorted by name, those below it too.
pub struct Input {
    waiting: VecDeque<PathBuf>,
    open: Option<Open>,
    total_bytes: u64,
}

struct Open {
    path: PathBuf,
    shown: String,
    format: Format,
    reader: Box<dyn BufRead + Send>,
    line: u64,
}

impl Input {
    /// Finds the files. `-` is standard input. A path that is not there is an error now and not later.
    pub fn open(paths: &[PathBuf]) -> Result<Self, InputError> {
        let mut waiting = VecDeque::new();
        let mut total_bytes = 0;
        for path in paths {
            if path.as_os_str() == "-" {
                waiting.push_back(path.clone());
                continue;
            }
            let metadata = fs::metadata(path).map_err(|cause| error(path, cause))?;
            if metadata.is_dir() {
                for (found, size) in search(path)? {
                    total_bytes += size;
                    waiting.push_back(found);
                }
            } else {
                total_bytes += metadata.len();
                waiting.push_back(path.clone());
            }
        }
        Ok(Self { waiting, open: None, total_bytes })
    }

    /// How many bytes the files have on disk.
    pub fn total_bytes(&self) -> u64 {
        self.total_bytes
    }

    /// The files that are still to open, `-` for standard input.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.waiting.iter().map(PathBuf::as_path)
    }

    /// How many files there are still to open.
    pub fn files_waiting(&self) -> usize {
        self.waiting.len()
    }

    fn next_of_open(&mut self) -> Result<Option<RawRecord>, InputError> {
        let Some(open) = &mut self.open else { return Ok(None) };
        let limit = limits::RAW_VALUE_BYTES as usize;
        if open.format == Format::Lines {
            loop {
                open.line += 1;
                let piece = lines::next_line(&mut *open.reader, limit);
                let Some(piece) = piece.map_err(|cause| error(&open.path, cause))? else {
                    self.open = None;
                    return Ok(None);
                };
                if matches!(&piece, Piece::Whole(line) if line.iter().all(u8::is_ascii_whitespace)) {
                    continue;
                }
                let record = record(format!("{}:{}", open.shown, open.line), Some(header::JSON), &piece);
                if matches!(piece, Piece::GivenUp(_)) {
                    self.open = None;
                }
                return Ok(Some(into_value(record, piece)));
            }
        }
        let piece = lines::whole(&mut *open.reader, limit).map_err(|cause| error(&open.path, cause))?;
        let content_type = match open.format {
            Format::Json => Some(header::JSON),
            Format::Text => Some("text/plain"),
            Format::Html => Some("text/html"),
            Format::Lines | Format::Unknown => None,
        };
        let record = record(open.shown.clone(), content_type, &piece);
        self.open = None;
        Ok(Some(into_value(record, piece)))
    }
}

fn record(name: String, content_type: Option<&str>, piece: &Piece) -> RawRecord {
    let mut headers = Headers::default();
    if let (Some(content_type), Piece::Whole(_)) = (content_type, piece) {
        headers.push(header::CONTENT_TYPE, content_type);
    }
    RawRecord { name, value: Value::TooLarge(0), headers }
}

fn into_value(mut record: RawRecord, piece: Piece) -> RawRecord {
    record.value = match piece {
        Piece::Whole(bytes) => Value::Bytes(bytes),
        Piece::TooLong(length) | Piece::GivenUp(length) => Value::TooLarge(length),
    };
    record
}

impl Iterator for Input {
    type Item = Result<RawRecord, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.next_of_open() {
                Ok(Some(record)) => return Some(Ok(record)),
                Ok(None) => {}
                Err(error) => {
                    self.open = None;
                    return Some(Err(error));
                }
            }
            let path = self.waiting.pop_front()?;
            match open(path) {
                Ok(open) => self.open = Some(open),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

fn error(path: &Path, cause: io::Error) -> InputError {
    InputError { path: path.to_owned(), cause }
}

/// The files with known endings in and below a directory, sorted; directories are not followed through links.
fn search(root: &Path) -> Result<Vec<(PathBuf, u64)>, InputError> {
    let mut found = Vec::new();
    let mut directories = vec![root.to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(&directory).map_err(|cause| error(&directory, cause))? {
            let entry = entry.map_err(|cause| error(&directory, cause))?;
            let path = entry.path();
            let kind = entry.file_type().map_err(|cause| error(&path, cause))?;
            if kind.is_dir() {
                directories.push(path);
            } else if format_of(&path) != Format::Unknown {
                let size = entry.metadata().map_err(|cause| error(&path, cause))?.len();
                found.push((path, size));
            }
        }
    }
    found.sort();
    Ok(found)
}

fn format_of(path: &Path) -> Format {
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ENDINGS.iter().find(|(known, _)| *known == ending).map_or(Format::Unknown, |(_, format)| *format)
}

/// Opens one file, or standard input for `-`, plain or compressed with gzip or zstd.
///
/// # Errors
/// When it is not there or cannot be read.
pub fn open_file(path: &Path) -> Result<Box<dyn BufRead + Send>, InputError> {
    let raw: Box<dyn Read + Send> = if path.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(path).map_err(|cause| error(path, cause))?)
    };
    let reader = Box::new(BufReader::with_capacity(64 * 1024, raw));
    decompress(reader).map_err(|cause| error(path, cause))
}

fn open(path: PathBuf) -> Result<Open, InputError> {
    let is_stdin = path.as_os_str() == "-";
    let shown = if is_stdin { "stdin".to_owned() } else { path.display().to_string() };
    let mut reader = open_file(&path)?;
    let mut format = format_of(&path);
    if matches!(format, Format::Unknown | Format::Json) {
        let head = reader.fill_buf().map_err(|cause| error(&path, cause))?;
        format = look(head, format);
    }
    Ok(Open { path, shown, format, reader, line: 0 })
}

/// By their first bytes, whatever the name says.
fn decompress(mut reader: Box<dyn BufRead + Send>) -> io::Result<Box<dyn BufRead + Send>> {
    let head = reader.fill_buf()?;
    if head.starts_with(&[0x1f, 0x8b]) {
        let decoder = flate2::bufread::MultiGzDecoder::new(reader);
        return Ok(Box::new(BufReader::with_capacity(64 * 1024, decoder)));
    }
    if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let decoder = zstd::stream::read::Decoder::with_buffer(reader)?;
        return Ok(Box::new(BufReader::with_capacity(64 * 1024, decoder)));
    }
    Ok(reader)
}

/// JSON lines are seen by a first line that is a whole object.
fn look(head: &[u8], named: Format) -> Format {
    let Some(start) = head.iter().position(|byte| !byte.is_ascii_whitespace()) else { return named };
    let head = head.get(start..).unwrap_or_default();
    if head.first() != Some(&b'{') {
        return named;
    }
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if named == Format::Unknown || serde_json::from_slice::<serde_json::Value>(line).is_ok() {
        return Format::Lines;
    }
    named
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn bytes(record: &RawRecord) -> Vec<u8> {
        match &record.value {
            Value::Bytes(bytes) => bytes.clone(),
            Value::TooLarge(_) => Vec::new(),
        }
    }

    #[test]
    fn a_directory_is_read_in_order_and_unpacked() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("b")).expect("a folder");
        fs::write(path("a.jsonl"), "{\"text\": \"1\"}\n\n{\"text\": \"2\"}\n").expect("a file");
        fs::write(path("pretty.json"), "{\n \"text\": \"4\"\n}\n").expect("a file");
        fs::write(path("readme.md"), "not an article").expect("a file");
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(b"3").expect("memory");
        fs::write(path("b/c.txt.gz"), gz.finish().expect("memory")).expect("a file");
        fs::write(path("z.html.zst"), zstd::encode_all(&b"<p>5"[..], 1).expect("memory")).expect("a file");
        let input = Input::open(&[folder.path().to_owned()]).expect("readable");
        let records: Vec<_> = input.map(|record| record.expect("readable")).collect();
        let values: Vec<_> =
            records.iter().map(|record| String::from_utf8(bytes(record)).expect("text")).collect();
        let want = ["{\"text\": \"1\"}", "{\"text\": \"2\"}", "3", "{\n \"text\": \"4\"\n}\n", "<p>5"];
        assert_eq!(values, want);
        assert!(records[1].name.ends_with("a.jsonl:3"));
        assert_eq!(records[2].headers.last_str(header::CONTENT_TYPE), Some("text/plain"));
    }

    #[test]
    fn a_bomb_is_passed_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("bomb.txt.gz");
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        io::copy(&mut io::repeat(b'x').take(300 * 1024 * 1024), &mut gz).expect("memory");
        fs::write(&path, gz.finish().expect("memory")).expect("a file");
        let mut input = Input::open(&[path]).expect("readable");
        let record = input.next().expect("one record").expect("readable");
        assert!(matches!(record.value, Value::TooLarge(_)));
        assert!(input.next().is_none());
    }

    #[test]
    fn a_missing_path_is_an_error_at_once() {
        let error = Input::open(&[PathBuf::from("no/such/file.txt")]).err().expect("an error");
        assert!(error.to_string().contains("no/such/file.txt"));
    }
}
