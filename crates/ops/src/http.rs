//! The small server of metrics and health.
//!
//! | request | answer |
//! |---|---|
//! | `GET /metrics` | all metrics in Prometheus's text format |
//! | `GET /livez` | 200 while every lane turns, else 503 and one line a stalled lane |
//! | `GET /readyz` | 200 while every lane is ready, else 503 and one line a lane that is not |
//! | `GET /version` | versions of program and models as JSON |
//! | `POST /breaker/close` | closes open breakers; says how many |
//!
//! Everything about a connection is limited: how many there are, the size and time of a request's head, and the time
//! of a whole connection. Request bodies are never read.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::health::Health;
use crate::metrics::{self, Metrics};
use crate::shutdown::Stop;

/// The most connections at once; further ones wait in the system's queue.
const CONNECTIONS: usize = 64;
/// The largest head of a request, in bytes (the least that hyper allows).
const HEAD_BYTES: usize = 8 * 1024;
/// The longest that sending a request's head may take.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// The longest that a connection may last.
const CONNECTION_TIME: Duration = Duration::from_secs(300);
/// The pause after a failure to accept, such as too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

const TEXT: &str = "text/plain; charset=utf-8";

/// What the server shows.
#[derive(Clone, Debug)]
pub struct Endpoints {
    /// The metrics of `/metrics`.
    pub metrics: Metrics,
    /// The state behind `/livez`, `/readyz` and `/breaker/close`.
    pub health: Health,
    /// The JSON of `/version`.
    pub version: String,
}

/// A server that listens but does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
}

impl Server {
    /// Listens on an address; port 0 takes a free one.
    pub async fn bind(address: SocketAddr) -> io::Result<Self> {
        Ok(Self { listener: TcpListener::bind(address).await? })
    }

    /// The address that it listens on.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until asked to stop.
    pub async fn serve(self, endpoints: Endpoints, stop: Stop) {
        let endpoints = Arc::new(endpoints);
        let places = Arc::new(Semaphore::new(CONNECTIONS));
        loop {
            // The semaphore is never closed, so a place always comes.
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                () = stop.requested() => return,
            };
            let stream = match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            };
            let endpoints = Arc::clone(&endpoints);
            tokio::spawn(async move {
                let _place = place;
                connection(stream, endpoints).await;
            });
        }
    }
}

async fn connection(stream: TcpStream, endpoints: Arc<Endpoints>) {
    let answer = service_fn(move |request: Request<Incoming>| {
        let response = endpoints.answer(request.method(), request.uri().path());
        async move { Ok::<_, Infallible>(response) }
    });
    let served = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), answer);
    match tokio::time::timeout(CONNECTION_TIME, served).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "an HTTP connection ended early"),
        Err(_) => tracing::debug!("an HTTP connection lasted too long"),
    }
}

impl Endpoints {
    fn answer(&self, method: &Method, path: &str) -> Response<Full<Bytes>> {
        let allowed = if path == "/breaker/close" { Method::POST } else { Method::GET };
        let is_known = matches!(path, "/metrics" | "/livez" | "/readyz" | "/version" | "/breaker/close");
        if !is_known {
            return response(StatusCode::NOT_FOUND, TEXT, "no such page\n".into());
        }
        if method != allowed {
            let mut refused = response(StatusCode::METHOD_NOT_ALLOWED, TEXT, format!("use {allowed}\n"));
            let value = if allowed == Method::POST { "POST" } else { "GET" };
            refused.headers_mut().insert(ALLOW, HeaderValue::from_static(value));
            return refused;
        }
        match path {
            "/metrics" => self.metrics_page(),
            "/livez" => verdict("alive\n", &self.health.stalled()),
            "/readyz" => verdict("ready\n", &self.health.unready()),
            "/version" => response(StatusCode::OK, "application/json", format!("{}\n", self.version)),
            _ => {
                let closed = self.health.close_breakers();
                tracing::info!(lanes = closed, "an operator asked to close the breakers");
                response(StatusCode::OK, TEXT, format!("closing the breakers of {closed} lanes\n"))
            }
        }
    }

    fn metrics_page(&self) -> Response<Full<Bytes>> {
        for (number, lane) in self.health.lanes().iter().enumerate() {
            let age = lane.heartbeat_age().as_secs_f64();
            let number = number.to_string();
            self.metrics.heartbeat_age_seconds.with_label_values(&[number.as_str()]).set(age);
            self.metrics
                .breaker_open
                .with_label_values(&[number.as_str()])
                .set(i64::from(lane.is_breaker_open()));
        }
        self.metrics.ready.set(i64::from(self.health.unready().is_empty()));
        match self.metrics.render() {
            Ok(page) => response(StatusCode::OK, metrics::CONTENT_TYPE, page),
            Err(error) => response(StatusCode::INTERNAL_SERVER_ERROR, TEXT, format!("{error}\n")),
        }
    }
}

fn verdict(good: &str, complaints: &[String]) -> Response<Full<Bytes>> {
    if complaints.is_empty() {
        return response(StatusCode::OK, TEXT, good.into());
    }
    response(StatusCode::SERVICE_UNAVAILABLE, TEXT, complaints.join("\n") + "\n")
}

fn response(status: StatusCode, media_type: &'static str, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}
