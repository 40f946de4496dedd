//! The server of metrics and health, asked over real connections.

#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests fail by panicking

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use rafid_ops::http::{Endpoints, Server};
use rafid_ops::{Health, Metrics, Stop, probe};

const PATIENCE: Duration = Duration::from_secs(30);

fn serving(test: impl FnOnce(SocketAddr, &Health)) {
    let health = Health::new(1, Duration::from_secs(3600));
    let metrics = Metrics::new("test").unwrap();
    let endpoints = Endpoints { metrics, health: health.clone(), version: r#"{"version":"0.1.0"}"#.into() };
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
    test(address.recv().unwrap(), &health);
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
    serving(|address, health| {
        let check = |path: &str, status: u16, part: &str| {
            let answer = probe::get(address, path, PATIENCE).unwrap();
            assert!(answer.status == status && answer.body.contains(part), "{path}: {answer:?}");
        };
        check("/livez", 200, "alive");
        check("/readyz", 503, "lane 0: the producer is not initialised");
        for lane in health.lanes() {
            lane.set_producer_initialised(true);
            lane.set_joined(true);
        }
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
    serving(|address, health| {
        let [lane] = health.lanes() else { panic!("one lane") };
        lane.set_breaker_open(true);
        let answer = raw(address, b"POST /breaker/close HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assert!(answer.contains(" 200 ") && answer.contains("breakers of 1 lanes"), "{answer}");
        assert!(lane.take_breaker_close_request());
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
