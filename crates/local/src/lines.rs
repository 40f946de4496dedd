//! Reading lines, and whole streams, of which none may be longer than a limit.

use std::io::{self, BufRead, Read};

/// How many bytes of an oversized value are passed over before the stream is given up: what expands further than
/// this in one value is a decompression bomb or no news.
pub const SKIP_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// A line, or a whole stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Its bytes, without the line feed.
    Whole(Vec<u8>),
    /// It was longer than the limit: how many bytes were passed over.
    TooLong(u64),
    /// It was longer than the limit and the rest of the stream was given up.
    GivenUp(u64),
}

/// The next line, of at most `limit` bytes; `None` at the end.
pub fn next_line(reader: &mut dyn BufRead, limit: usize) -> io::Result<Option<Piece>> {
    let mut line = Vec::new();
    let mut length = 0_u64;
    let mut started = false;
    loop {
        let chunk = match reader.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if chunk.is_empty() {
            return Ok(started.then_some(finish(line, length, limit)));
        }
        started = true;
        let end = chunk.iter().position(|byte| *byte == b'\n');
        let content = chunk.get(..end.unwrap_or(chunk.len())).unwrap_or_default();
        length += content.len() as u64;
        if length <= limit as u64 {
            line.extend_from_slice(content);
        } else {
            line = Vec::new();
        }
        let used = content.len() + usize::from(end.is_some());
        reader.consume(used);
        if end.is_some() {
            return Ok(Some(finish(line, length, limit)));
        }
        if length > SKIP_BYTES_MAX {
            return Ok(Some(Piece::GivenUp(length)));
        }
    }
}

fn finish(mut line: Vec<u8>, length: u64, limit: usize) -> Piece {
    if length > limit as u64 {
        return Piece::TooLong(length);
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Piece::Whole(line)
}

/// All of a stream, if it has at most `limit` bytes.
pub fn whole(reader: &mut dyn Read, limit: usize) -> io::Result<Piece> {
    let mut bytes = Vec::new();
    reader.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() <= limit {
        return Ok(Piece::Whole(bytes));
    }
    drop(bytes);
    let rest = io::copy(&mut reader.take(SKIP_BYTES_MAX), &mut io::sink())?;
    let length = limit as u64 + 1 + rest;
    Ok(if rest < SKIP_BYTES_MAX { Piece::TooLong(length) } else { Piece::GivenUp(length) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_a_limit() {
        let text = b"one\r\n\ntoolong\nlast";
        let mut reader = io::BufReader::with_capacity(4, &text[..]);
        let mut pieces = Vec::new();
        while let Some(piece) = next_line(&mut reader, 5).expect("memory does not fail") {
            pieces.push(piece);
        }
        let whole = |text: &str| Piece::Whole(text.as_bytes().to_vec());
        assert_eq!(pieces, [whole("one"), whole(""), Piece::TooLong(7), whole("last")]);
    }

    #[test]
    fn an_endless_line_is_given_up() {
        let mut reader = io::BufReader::new(io::repeat(b'x'));
        let piece = next_line(&mut reader, 5).expect("repeat does not fail");
        assert!(matches!(piece, Some(Piece::GivenUp(length)) if length > SKIP_BYTES_MAX));
        let piece = whole(&mut io::repeat(b'x'), 5).expect("repeat does not fail");
        assert!(matches!(piece, Piece::GivenUp(_)));
        assert_eq!(whole(&mut &b"123456"[..], 5).expect("memory"), Piece::TooLong(6));
    }
}
