//! Reading the elements of a JSON array one by one, of which none may be longer than a limit.

use std::io::{self, BufRead};

use crate::lines::{Piece, SKIP_BYTES_MAX, whole};

/// Where in an array a reader stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Place {
    /// Before its bracket.
    #[default]
    Before,
    /// Between elements.
    Within,
    /// Behind its last bracket.
    Behind,
}

/// The next element, of at most `limit` bytes; `None` at the end. What stands behind the array is one more piece.
///
/// Elements are cut out by their brackets and quotes alone: whether each is good JSON is for its reader to say.
pub(crate) fn next_element(
    reader: &mut dyn BufRead,
    place: &mut Place,
    limit: usize,
) -> io::Result<Option<Piece>> {
    while let Some(byte) = peek(reader)? {
        match (byte, *place) {
            (b'[', Place::Before) => *place = Place::Within,
            (b']', Place::Within) => *place = Place::Behind,
            (b',', Place::Within) | (0xef | 0xbb | 0xbf, Place::Before) => {}
            (byte, _) if byte.is_ascii_whitespace() => {}
            (_, Place::Behind) => return whole(&mut { reader }, limit).map(Some),
            _ => return element(reader, limit).map(Some),
        }
        reader.consume(1);
    }
    if *place == Place::Behind {
        return Ok(None);
    }
    *place = Place::Behind;
    Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the JSON array has no end"))
}

fn peek(reader: &mut dyn BufRead) -> io::Result<Option<u8>> {
    loop {
        match reader.fill_buf() {
            Ok(chunk) => return Ok(chunk.first().copied()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// From its first byte to its last; the end of the stream ends it too.
fn element(reader: &mut dyn BufRead, limit: usize) -> io::Result<Piece> {
    let mut bytes = Vec::new();
    let mut length = 0_u64;
    let mut scanner = Scanner::default();
    loop {
        let chunk = match reader.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let end = chunk.iter().position(|byte| scanner.ends_before(*byte));
        let content = chunk.get(..end.unwrap_or(chunk.len())).unwrap_or_default();
        let (taken, is_over) = (content.len(), end.is_some() || chunk.is_empty());
        length += taken as u64;
        if length <= limit as u64 {
            bytes.extend_from_slice(content);
        } else {
            bytes = Vec::new();
        }
        reader.consume(taken);
        if is_over && length <= limit as u64 {
            return Ok(Piece::Whole(bytes));
        }
        if is_over {
            return Ok(Piece::TooLong(length));
        }
        if length > SKIP_BYTES_MAX {
            return Ok(Piece::GivenUp(length));
        }
    }
}

/// Follows brackets and strings.
#[derive(Default)]
struct Scanner {
    depth: u64,
    in_string: bool,
    is_escaped: bool,
    /// A bracket has closed the element.
    is_closed: bool,
}

impl Scanner {
    /// Whether the element ends before this byte.
    fn ends_before(&mut self, byte: u8) -> bool {
        if self.is_closed {
            return true;
        }
        if self.in_string {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b',' | b']' | b'}' if self.depth == 0 => return true,
            b'}' | b']' => {
                self.depth -= 1;
                self.is_closed = self.depth == 0;
            }
            _ => {}
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(array: &[u8], size: usize) -> (Vec<Piece>, bool) {
        let mut reader = io::BufReader::with_capacity(size, array);
        let (mut place, mut pieces) = (Place::default(), Vec::new());
        loop {
            match next_element(&mut reader, &mut place, 20) {
                Ok(Some(piece)) => pieces.push(piece),
                Ok(None) => return (pieces, true),
                Err(_) => return (pieces, false),
            }
        }
    }

    #[test]
    fn arrays_are_taken_apart() {
        let check = |array: &str, want: &[&str], good: bool| {
            let want: Vec<Piece> = want
                .iter()
                .map(|text| match text.strip_prefix("too long ") {
                    Some(length) => Piece::TooLong(length.parse().expect("a number")),
                    None => Piece::Whole(text.as_bytes().to_vec()),
                })
                .collect();
            for size in [1, 3, 1024] {
                assert_eq!(pieces(array.as_bytes(), size), (want.clone(), good), "{array} in {size}");
            }
        };
        check("[]", &[], true);
        check(" \u{feff}[ {\"a\": 1},\n{\"b\":[2,{}]} ]\n", &["{\"a\": 1}", "{\"b\":[2,{}]}"], true);
        check(r#"[{"a":"]}\"{,"},1,"x,]"]"#, &[r#"{"a":"]}\"{,"}"#, "1", "\"x,]\""], true);
        check(r#"[{"a":"0123456789 0123456789"},{}]"#, &["too long 29", "{}"], true);
        check("[{}] tail", &["{}", "tail"], true);
        check("[{},{\"a\":", &["{}", "{\"a\":"], false);
        check("[{},", &["{}"], false);
    }
}
