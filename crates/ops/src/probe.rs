//! The client behind `rafid health`: asks a service whether it is ready. Made for `HEALTHCHECK` in images without a
//! shell.

use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::time::Duration;

/// The longest answer that is read, in bytes.
const ANSWER_BYTES: u64 = 64 * 1024;

/// What a service answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status code; 200 is good.
    pub status: u16,
    /// What it says, one complaint a line.
    pub body: String,
}

impl Answer {
    /// Whether the service is well.
    pub fn is_ok(&self) -> bool {
        self.status == 200
    }
}

/// Asks for a path such as `/readyz` at the address where a service listens. An address that means "every interface"
/// is asked on the loopback one.
pub fn get(listen: SocketAddr, path: &str, timeout: Duration) -> io::Result<Answer> {
    let mut stream = TcpStream::connect_timeout(&reachable(listen), timeout)?;
    stream.set_read_timeout(Some(timeout))?;
    stream.set_write_timeout(Some(timeout))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {listen}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.take(ANSWER_BYTES).read_to_end(&mut answer)?;
    parse(&String::from_utf8_lossy(&answer))
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the answer is not HTTP"))
}

fn reachable(mut listen: SocketAddr) -> SocketAddr {
    if listen.ip().is_unspecified() {
        listen.set_ip(match listen.ip() {
            IpAddr::V4(_) => IpAddr::from([127, 0, 0, 1]),
            IpAddr::V6(_) => IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]),
        });
    }
    listen
}

fn parse(answer: &str) -> Option<Answer> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, body: body.trim_end().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_answers() {
        let check = |text: &str, expected: Option<(u16, &str)>| {
            assert_eq!(
                parse(text),
                expected.map(|(status, body)| Answer { status, body: body.into() }),
                "{text}"
            );
        };
        check("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nready\n", Some((200, "ready")));
        check("HTTP/1.1 503 Service Unavailable\r\n\r\nlane 0: x", Some((503, "lane 0: x")));
        check("SSH-2.0\r\n\r\n", None);
        check("", None);
    }

    #[test]
    fn asks_the_loopback_for_every_interface() {
        assert_eq!(reachable("0.0.0.0:9600".parse().unwrap()), "127.0.0.1:9600".parse().unwrap());
        assert_eq!(reachable("[::]:9600".parse().unwrap()), "[::1]:9600".parse().unwrap());
        assert_eq!(reachable("10.0.0.1:1".parse().unwrap()), "10.0.0.1:1".parse().unwrap());
    }
}
