//! What a file holds: by its name, and by its first bytes.

use std::io::{self, BufRead};
use std::path::Path;

use rafid_contract::limits;
use serde_json::Value;

/// How records stand in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// One JSON object a line.
    Lines,
    /// One JSON object, or one a line, or an array of them.
    Json,
    /// An array of JSON objects.
    Array,
    /// The file is the article.
    Text,
    /// The file is the page.
    Html,
    /// What its first bytes say.
    Unknown,
}

/// The endings of files that a directory is searched for, before `.gz` or `.zst`.
pub(crate) const ENDINGS: [(&str, Format); 8] = [
    ("jsonl", Format::Lines),
    ("ndjson", Format::Lines),
    ("json", Format::Json),
    ("txt", Format::Text),
    ("text", Format::Text),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("xhtml", Format::Html),
];

/// The format that a name promises.
pub(crate) fn of_name(path: &Path) -> Format {
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ENDINGS.iter().find(|(known, _)| *known == ending).map_or(Format::Unknown, |(_, format)| *format)
}

/// How a stream is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    Zstd,
    /// Known, but not unpacked here.
    Foreign(&'static str),
}

/// The first bytes of what is packed.
const MAGIC: [(&[u8], Packing); 5] = [
    (b"\x1f\x8b", Packing::Gzip),
    (b"\x28\xb5\x2f\xfd", Packing::Zstd),
    (b"\xfd7zXZ\0", Packing::Foreign("xz")),
    (b"BZh91AY&SY", Packing::Foreign("bzip2")),
    (b"PK\x03\x04", Packing::Foreign("zip")),
];

/// Reads as many bytes as tell how a stream is packed, and says it. They are no longer in the reader.
pub(crate) fn packing(reader: &mut dyn BufRead) -> io::Result<(Vec<u8>, Option<Packing>)> {
    let mut head = Vec::new();
    loop {
        let is_open = more(reader, &mut head)?;
        if let Some((_, packing)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
            return Ok((head, Some(*packing)));
        }
        if !is_open || !MAGIC.iter().any(|(magic, _)| magic.starts_with(&head)) {
            return Ok((head, None));
        }
    }
}

/// Reads as many bytes as tell the format of a file whose name leaves it open, and says it. They are no longer in the
/// reader. A byte order mark and blank lines are passed over.
pub(crate) fn look(reader: &mut dyn BufRead, named: Format) -> io::Result<(Vec<u8>, Format)> {
    let mut head = Vec::new();
    // Everything before has been looked at: a stream may come byte by byte.
    let (mut start, mut seen) = (0, 0);
    let mut is_open = true;
    while is_open {
        is_open = more(reader, &mut head)?;
        is_open &= head.len() < limits::RAW_VALUE_BYTES as usize;
        if start == 0 && is_open && BOM.starts_with(&head) {
            continue;
        }
        if start == 0 && head.starts_with(BOM) {
            (start, seen) = (BOM.len(), BOM.len());
        }
        start += blanks(&head, start);
        seen = seen.max(start);
        match head.get(start) {
            None => {}
            Some(b'{') => {
                let new = head.get(seen..).unwrap_or_default();
                let end = new.iter().position(|byte| *byte == b'\n').map(|place| seen + place + 1);
                seen = head.len();
                if end.is_some() || !is_open {
                    let line = head.get(start..end.unwrap_or(head.len())).unwrap_or_default();
                    let format = of_first_line(line, named, end.is_some());
                    return Ok((head, format));
                }
            }
            Some(b'[') => {
                let first = seen.max(start + 1);
                seen = first + blanks(&head, first);
                let format = head.get(seen).map(|byte| if *byte == b'{' { Format::Array } else { named });
                if let Some(format) = format {
                    return Ok((head, format));
                }
            }
            Some(_) => return Ok((head, named)),
        }
    }
    Ok((head, named))
}

const BOM: &[u8] = b"\xef\xbb\xbf";

fn blanks(bytes: &[u8], from: usize) -> usize {
    bytes.get(from..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// A line that is a whole object is one of many; one that ends between two tokens belongs to an object over several
/// lines. `is_line`: it ends in a line feed, which no string of JSON holds.
fn of_first_line(line: &[u8], named: Format, is_line: bool) -> Format {
    match serde_json::from_slice::<Value>(line) {
        Ok(_) => Format::Lines,
        Err(error) if error.is_eof() && is_line => Format::Json,
        // Longer than a message may be, or cut off.
        Err(error) if error.is_eof() => Format::Lines,
        Err(_) if named == Format::Unknown => Format::Lines,
        Err(_) => named,
    }
}

/// Takes what the reader has into `head`; `false` at the end.
fn more(reader: &mut dyn BufRead, head: &mut Vec<u8>) -> io::Result<bool> {
    loop {
        match reader.fill_buf() {
            Ok(chunk) => {
                let length = chunk.len();
                head.extend_from_slice(chunk);
                reader.consume(length);
                return Ok(length > 0);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    #[test]
    fn formats_are_seen_however_the_bytes_come() {
        let check = |content: &[u8], named: Format, want: Format| {
            for size in [1, 2, 7, 64 * 1024] {
                let mut reader = BufReader::with_capacity(size, content);
                let (head, format) = look(&mut reader, named).expect("memory");
                assert_eq!(format, want, "{} in {size}", String::from_utf8_lossy(content));
                assert!(content.starts_with(&head));
            }
        };
        let both = |content: &[u8], want: Format| {
            check(content, Format::Unknown, want);
            check(content, Format::Json, want);
        };
        both(b"{\"text\": \"a\"}\n{\"text\": \"b\"}\n", Format::Lines);
        both(b"{\"text\": \"a\"}", Format::Lines);
        both(b"\xef\xbb\xbf\n\n{\"text\": \"a\"}\n", Format::Lines);
        both(b"\n \r\n{\n  \"text\": \"a\"\n}\n", Format::Json);
        both(b"{\"text\": \"a\",\n  \"id\": 1}\n", Format::Json);
        both(b"[{\"text\": \"a\"}]", Format::Array);
        both(b"\xef\xbb\xbf [\n {\"text\": \"a\"}]", Format::Array);
        check(b"[1, 2]", Format::Json, Format::Json);
        check(b"[Reuters] said", Format::Unknown, Format::Unknown);
        check(b"said", Format::Unknown, Format::Unknown);
        check(b"", Format::Unknown, Format::Unknown);
        check(b"\xef\xbb", Format::Unknown, Format::Unknown);
        check(b"\xff\xfe{\0", Format::Unknown, Format::Unknown);
        // A first line that is cut off within a string.
        check(b"{\"text\": \"a\n{\"text\": \"b\"}\n", Format::Unknown, Format::Lines);
        check(b"{text}\n", Format::Json, Format::Json);
        let long = [b"{\"text\": \"", "x".repeat(70_000).as_bytes(), b"\"}\n{}\n"].concat();
        both(&long, Format::Lines);
    }

    #[test]
    fn packing_is_seen_however_the_bytes_come() {
        let check = |content: &[u8], want: Option<Packing>| {
            for size in [1, 64] {
                let mut reader = BufReader::with_capacity(size, content);
                let (head, packing) = packing(&mut reader).expect("memory");
                assert_eq!(packing, want, "{content:?} in {size}");
                assert!(content.starts_with(&head));
            }
        };
        check(b"\x1f\x8b\x08", Some(Packing::Gzip));
        check(b"\x28\xb5\x2f\xfd", Some(Packing::Zstd));
        check(b"\xfd7zXZ\0\0", Some(Packing::Foreign("xz")));
        check(b"BZh91AY&SY", Some(Packing::Foreign("bzip2")));
        check(b"PK\x03\x04", Some(Packing::Foreign("zip")));
        check(b"BZh9 said", None);
        check(b"\x1f", None);
        check(b"", None);
    }
}
