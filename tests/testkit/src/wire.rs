//! As much of the Kafka protocol as the testkit speaks itself: frames, request headers, and one Metadata request.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

/// Larger than any frame of a test; a length beyond it means that the bytes are not Kafka's.
const FRAME_BYTES_MAX: usize = 128 << 20;

/// Reads one frame, without its length prefix. `None` at a clean end.
pub(crate) fn read_frame(stream: &mut impl Read) -> Result<Option<Vec<u8>>> {
    let mut prefix = [0; 4];
    if stream.read(&mut prefix[..1])? == 0 {
        return Ok(None);
    }
    stream.read_exact(&mut prefix[1..])?;
    let length = u32::from_be_bytes(prefix) as usize;
    ensure!(length <= FRAME_BYTES_MAX, "a frame of {length} bytes is not Kafka's");
    let mut frame = vec![0; length];
    stream.read_exact(&mut frame)?;
    Ok(Some(frame))
}

/// Writes one frame with its length prefix.
pub(crate) fn write_frame(stream: &mut impl Write, frame: &[u8]) -> std::io::Result<()> {
    let length = u32::try_from(frame.len()).map_err(std::io::Error::other)?;
    let mut bytes = length.to_be_bytes().to_vec();
    bytes.extend_from_slice(frame);
    stream.write_all(&bytes)
}

/// The API key of a request frame: its first two bytes.
pub(crate) fn api_key(request: &[u8]) -> Option<i16> {
    request.first_chunk().map(|bytes| i16::from_be_bytes(*bytes))
}

/// Asks a broker how many brokers it knows (Metadata request, version 1, for no topic).
pub(crate) fn broker_count(address: SocketAddr) -> Result<usize> {
    let patience = Duration::from_secs(2);
    let mut stream = TcpStream::connect_timeout(&address, patience)?;
    stream.set_read_timeout(Some(patience))?;
    let mut request = Vec::new();
    request.extend_from_slice(&3_i16.to_be_bytes()); // Metadata
    request.extend_from_slice(&1_i16.to_be_bytes()); // version
    request.extend_from_slice(&7_i32.to_be_bytes()); // correlation id
    request.extend_from_slice(&(-1_i16).to_be_bytes()); // no client id
    request.extend_from_slice(&0_i32.to_be_bytes()); // no topics
    write_frame(&mut stream, &request)?;
    let response = read_frame(&mut stream)?.context("the broker closed the connection")?;
    // correlation id, then the array of brokers
    let count = response.get(4..8).and_then(|bytes| bytes.first_chunk()).context("a short answer")?;
    Ok(usize::try_from(i32::from_be_bytes(*count))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_round_trip_and_end_cleanly() {
        let mut bytes = Vec::new();
        write_frame(&mut bytes, &[0, 26, 1]).unwrap();
        write_frame(&mut bytes, &[]).unwrap();
        let mut stream = bytes.as_slice();
        let first = read_frame(&mut stream).unwrap().unwrap();
        assert_eq!(api_key(&first), Some(26));
        assert_eq!(api_key(&read_frame(&mut stream).unwrap().unwrap()), None);
        assert_eq!(read_frame(&mut stream).unwrap(), None);
        assert!(read_frame(&mut [0, 0, 0, 9, 1].as_slice()).is_err());
        assert!(read_frame(&mut [0xff; 8].as_slice()).is_err());
    }
}
