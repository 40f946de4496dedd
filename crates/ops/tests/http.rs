//! The server of metrics and health, asked over real connections.

#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests fail by panicking

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rafid_ops::http::{Endpoints, Server};
use rafid_ops::{Health, LaneHealth, Metrics, Stop, probe};

const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Default)]
struct Played {
    ready: AtomicBool,
    breaker_open: AtomicBool,
}

impl LaneHealth for Played {
    fn heartbeat_age(&self) -> Duration {
        Duration::from_secs(1)
    }

    fn unready(&self) -> Option<String> {
        (!self.ready.load(Ordering::Relaxed)).then(|| "the producer is not initialised".to_owned())
    }

    fn is_breaker_open(&self) -> bool {
        self.breaker_open.load(Ordering::Relaxed)
    }

    fn close_breaker(&self) {
        self.breaker_open.store(false, Ordering::Relaxed);
    }
}

fn serving(test: impl FnOnce(SocketAddr, &Played)) {
    let lane = Arc::new(Played::default());
    let health = Health::starting(Duration::from_secs(3600));
    health.started(vec![lane.clone()]);
    let metrics = Metrics::new("test").unwrap();
    let endpoints = Endpoints { metrics, health, version: r#"{"version":"0.1.0"}"#.into() };
    let stop = Stop::new();
    let (address_sender, address) = std::sync::mpsc::channel();
    let stop_server = stop.clone();
    let server = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let server = Server::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
            address_sender.send(server.address().unwrap()).unwrap();
            server.serve(endpoints, stop_server).await;
        });
    });
    test(address.recv().unwrap(), &lane);
    stop.request();
    server.join().unwrap();
}

fn raw(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    // A server that refuses early may close before everything is written.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn answers_every_endpoint() {
    serving(|address, lane| {
        let check = |path: &str, status: u16, part: &str| {
            let answer = probe::get(address, path, PATIENCE).unwrap();
            assert!(answer.status == status && answer.body.contains(part), "{path}: {answer:?}");
        };
        check("/livez", 200, "alive");
        check("/readyz", 503, "lane 0: the producer is not initialised");
        lane.ready.store(true, Ordering::Relaxed);
        check("/readyz", 200, "ready");
        check("/version", 200, "0.1.0");
        check("/metrics", 200, "rafid_ready{service=\"test\"} 1");
        check("/metrics", 200, "rafid_lane_heartbeat_age_seconds{lane=\"0\",service=\"test\"}");
        check("/etc/passwd", 404, "no such page");
        check("/breaker/close", 405, "use POST");
    });
}

#[test]
fn closes_open_breakers() {
    serving(|address, lane| {
        lane.breaker_open.store(true, Ordering::Relaxed);
        let answer = raw(address, b"POST /breaker/close HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assert!(answer.contains(" 200 ") && answer.contains("breakers of 1 lanes"), "{answer}");
        assert!(!lane.is_breaker_open());
    });
}

#[test]
fn limits_what_a_client_sends() {
    serving(|address, _| {
        let mut huge = b"GET /livez HTTP/1.1\r\nHost: x\r\nX: ".to_vec();
        huge.resize(1024 * 1024, b'x');
        let answer = raw(address, &huge);
        assert!(answer.is_empty() || answer.contains(" 431 ") || answer.contains(" 400 "), "{answer}");
        let answer = raw(address, b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n");
        assert!(answer.is_empty() || answer.contains(" 400 "), "{answer}");
        assert_eq!(probe::get(address, "/livez", PATIENCE).unwrap().status, 200);
    });
}
