//! From paths to a stream of raw records.

use std::collections::VecDeque;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::os::fd::AsFd as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rafid_contract::{Headers, header, limits};

use crate::elements::{self, Place};
use crate::format::{self, ENDINGS, Format, Packing};
use crate::lines::{self, Piece};
use crate::stream::Stoppable;

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

/// A stream of raw records: the files in the order given, those of a directory sorted by name, those below it too.
pub struct Input {
    waiting: VecDeque<Result<PathBuf, InputError>>,
    open: Option<Open>,
    total_bytes: u64,
    stop: Arc<AtomicBool>,
}

struct Open {
    path: PathBuf,
    shown: String,
    format: Format,
    reader: Box<dyn BufRead + Send>,
    /// The line, or the element of an array, counted from 1.
    number: u64,
    place: Place,
}

impl Input {
    /// Finds the files. `-` is standard input. A path that is not there is an error now and not later; what cannot be
    /// read in or below a directory is an error when its turn comes.
    pub fn open(paths: &[PathBuf]) -> Result<Self, InputError> {
        let mut waiting = VecDeque::new();
        let mut total_bytes = 0;
        for path in paths {
            if path.as_os_str() == "-" {
                waiting.push_back(Ok(path.clone()));
                continue;
            }
            let metadata = fs::metadata(path).map_err(|cause| error(path, cause))?;
            if metadata.is_dir() {
                for found in search(path) {
                    waiting.push_back(found.map(|(found, size)| {
                        total_bytes += size;
                        found
                    }));
                }
            } else {
                total_bytes += metadata.len();
                waiting.push_back(Ok(path.clone()));
            }
        }
        Ok(Self { waiting, open: None, total_bytes, stop: Arc::default() })
    }

    /// Ends where it stands once `stop` is set, be it in the middle of a wait for a pipe.
    #[must_use]
    pub fn until(mut self, stop: Arc<AtomicBool>) -> Self {
        self.stop = stop;
        self
    }

    /// How many bytes the files have on disk.
    pub fn total_bytes(&self) -> u64 {
        self.total_bytes
    }

    /// The files that are still to open, `-` for standard input.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.waiting.iter().flatten().map(PathBuf::as_path)
    }

    /// How many files there are still to open.
    pub fn files_waiting(&self) -> usize {
        self.waiting.len()
    }

    fn next_of_open(&mut self) -> Result<Option<RawRecord>, InputError> {
        let Some(open) = &mut self.open else { return Ok(None) };
        let limit = limits::RAW_VALUE_BYTES as usize;
        if matches!(open.format, Format::Lines | Format::Array) {
            loop {
                open.number += 1;
                let (mark, piece) = if open.format == Format::Lines {
                    (':', lines::next_line(&mut *open.reader, limit))
                } else {
                    ('#', elements::next_element(&mut *open.reader, &mut open.place, limit))
                };
                let Some(piece) = piece.map_err(|cause| error(&open.path, cause))? else {
                    self.open = None;
                    return Ok(None);
                };
                if matches!(&piece, Piece::Whole(line) if line.iter().all(u8::is_ascii_whitespace)) {
                    continue;
                }
                let name = format!("{}{mark}{}", open.shown, open.number);
                let record = record(name, Some(header::JSON), &piece);
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
            Format::Lines | Format::Array | Format::Unknown => None,
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
        while !self.stop.load(Ordering::Relaxed) {
            let failed = match self.next_of_open() {
                Ok(Some(record)) => return Some(Ok(record)),
                Ok(None) => match self.waiting.pop_front()?.and_then(|path| open(path, &self.stop)) {
                    Ok(open) => {
                        self.open = Some(open);
                        continue;
                    }
                    Err(error) => error,
                },
                Err(error) => error,
            };
            self.open = None;
            // A wait that was ended is no fault of the input.
            return (!self.stop.load(Ordering::Relaxed)).then_some(Err(failed));
        }
        None
    }
}

fn error(path: &Path, cause: io::Error) -> InputError {
    InputError { path: path.to_owned(), cause }
}

/// The files with known endings in and below a directory, sorted; directories are not followed through links. What
/// cannot be searched is an error among them, and so is a directory with nothing to read.
fn search(root: &Path) -> Vec<Result<(PathBuf, u64), InputError>> {
    let mut found = Vec::new();
    let mut passed_over = 0_u64;
    let mut directories = vec![root.to_owned()];
    while let Some(directory) = directories.pop() {
        let entries = match fs::read_dir(&directory) {
            Ok(entries) => entries,
            Err(cause) => {
                found.push(Err(error(&directory, cause)));
                continue;
            }
        };
        for entry in entries {
            let looked =
                entry.and_then(|entry| Ok((entry.path(), entry.file_type()?, entry.metadata()?.len())));
            match looked {
                Ok((path, kind, _)) if kind.is_dir() => directories.push(path),
                Ok((path, _, size)) if format::of_name(&path) != Format::Unknown => {
                    found.push(Ok((path, size)));
                }
                Ok(_) => passed_over += 1,
                Err(cause) => found.push(Err(error(&directory, cause))),
            }
        }
    }
    if found.is_empty() {
        let endings: Vec<String> = ENDINGS.iter().map(|(ending, _)| format!(".{ending}")).collect();
        let text = format!(
            "no file in it has an ending that is read ({}, also with .gz or .zst); {passed_over} passed over",
            endings.join(", ")
        );
        found.push(Err(error(root, io::Error::new(io::ErrorKind::NotFound, text))));
    }
    found.sort_by(|one, other| path_of(one).cmp(path_of(other)));
    found
}

fn path_of(found: &Result<(PathBuf, u64), InputError>) -> &Path {
    match found {
        Ok((path, _)) => path,
        Err(error) => &error.path,
    }
}

/// Opens one file, or standard input for `-`, plain or compressed with gzip or zstd.
///
/// # Errors
/// When it is not there or cannot be read.
pub fn open_file(path: &Path) -> Result<Box<dyn BufRead + Send>, InputError> {
    open_until(path, &Arc::default())
}

fn open_until(path: &Path, stop: &Arc<AtomicBool>) -> Result<Box<dyn BufRead + Send>, InputError> {
    let file = if path.as_os_str() == "-" {
        // Not the buffered one of the library: whether its buffer is empty cannot be seen.
        io::stdin().as_fd().try_clone_to_owned().map(File::from)
    } else {
        File::open(path)
    };
    let file = file.map_err(|cause| error(path, cause))?;
    let can_wait = file.metadata().is_ok_and(|metadata| !metadata.is_file());
    let raw: Box<dyn Read + Send> =
        if can_wait { Box::new(Stoppable::new(file, Arc::clone(stop))) } else { Box::new(file) };
    let reader = Box::new(BufReader::with_capacity(64 * 1024, raw));
    unpack(reader).map_err(|cause| error(path, cause))
}

fn open(path: PathBuf, stop: &Arc<AtomicBool>) -> Result<Open, InputError> {
    let is_stdin = path.as_os_str() == "-";
    let shown = if is_stdin { "stdin".to_owned() } else { path.display().to_string() };
    let mut reader = open_until(&path, stop)?;
    let mut format = format::of_name(&path);
    if matches!(format, Format::Unknown | Format::Json) {
        let (head, seen) = format::look(&mut *reader, format).map_err(|cause| error(&path, cause))?;
        reader = Box::new(io::Cursor::new(head).chain(reader));
        format = seen;
    }
    Ok(Open { path, shown, format, reader, number: 0, place: Place::default() })
}

/// By its first bytes, whatever the name says.
fn unpack(mut reader: Box<dyn BufRead + Send>) -> io::Result<Box<dyn BufRead + Send>> {
    let (head, packing) = format::packing(&mut *reader)?;
    let reader = io::Cursor::new(head).chain(reader);
    match packing {
        None => Ok(Box::new(reader)),
        Some(Packing::Gzip) => {
            let decoder = flate2::bufread::MultiGzDecoder::new(reader);
            Ok(Box::new(BufReader::with_capacity(64 * 1024, decoder)))
        }
        Some(Packing::Zstd) => {
            let decoder = zstd::stream::read::Decoder::with_buffer(reader)?;
            Ok(Box::new(BufReader::with_capacity(64 * 1024, decoder)))
        }
        Some(Packing::Foreign(name)) => {
            let text = format!("it is packed with {name}: unpack it first, or pack it with gzip or zstd");
            Err(io::Error::new(io::ErrorKind::Unsupported, text))
        }
    }
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
    fn an_array_is_taken_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("export.json");
        fs::write(&path, "[{\"text\": \"1\"},\n {\"text\": \"2\"}]\n").expect("a file");
        let records: Vec<_> = Input::open(&[path]).expect("readable").map(|r| r.expect("readable")).collect();
        assert_eq!(
            records.iter().map(bytes).collect::<Vec<_>>(),
            [b"{\"text\": \"1\"}", b"{\"text\": \"2\"}"]
        );
        assert!(records[1].name.ends_with("export.json#2"));
    }

    #[test]
    fn what_cannot_be_read_is_told_and_passed_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        for name in ["a", "b"] {
            fs::create_dir(path(name)).expect("a folder");
        }
        fs::write(path("a/table.csv"), "a,b\n").expect("a file");
        fs::write(path("b/news.jsonl.xz"), b"\xfd7zXZ\0").expect("a file");
        fs::write(path("c.txt"), "said").expect("a file");
        let inputs = [path("a"), path("b/news.jsonl.xz"), path("c.txt")];
        let read: Vec<_> = Input::open(&inputs).expect("there").collect();
        let told: Vec<String> =
            read.iter().filter_map(|r| r.as_ref().err()).map(ToString::to_string).collect();
        assert_eq!((read.len(), told.len()), (3, 2), "{told:?}");
        assert!(told[0].contains(".jsonl") && told[0].contains("1 passed over"), "{told:?}");
        assert!(told[1].contains("packed with xz"), "{told:?}");
    }

    #[test]
    fn a_missing_path_is_an_error_at_once() {
        let error = Input::open(&[PathBuf::from("no/such/file.txt")]).err().expect("an error");
        assert!(error.to_string().contains("no/such/file.txt"));
    }
}
