//! A TCP proxy that knows Kafka's frames: it cuts, delays, and holds requests back by their API key.
//!
//! A held request stops its connection: it and whatever the client sends after it wait in the proxy. The client may be
//! cut off meanwhile; the connection to the broker stays open, so that a late [`Hold::release`] delivers the request as
//! a slow network would have.

use std::io::Write as _;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use anyhow::{Result, ensure};

use crate::wire;

/// API keys of the Kafka protocol that tests name.
pub mod api {
    /// Produce.
    pub const PRODUCE: i16 = 0;
    /// Fetch.
    pub const FETCH: i16 = 1;
    /// `InitProducerId`.
    pub const INIT_PRODUCER_ID: i16 = 22;
    /// `EndTxn`: commits or aborts a transaction.
    pub const END_TXN: i16 = 26;
    /// `TxnOffsetCommit`.
    pub const TXN_OFFSET_COMMIT: i16 = 28;
}

/// A proxy before one broker.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    upstream: SocketAddr,
    delay_ms: AtomicU64,
    refusing: AtomicBool,
    connections: Mutex<Vec<Weak<Connection>>>,
    holds: Mutex<Vec<Arc<HoldState>>>,
}

#[derive(Debug)]
struct Connection {
    client: TcpStream,
    broker: TcpStream,
    /// How many answers the broker gave.
    answers: AtomicU64,
}

impl Proxy {
    /// Starts on a free loopback port; forwards to `upstream`, which need not listen yet.
    pub fn start(upstream: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            upstream,
            delay_ms: AtomicU64::new(0),
            refusing: AtomicBool::new(false),
            connections: Mutex::default(),
            holds: Mutex::default(),
        });
        let acceptor = Arc::downgrade(&shared);
        std::thread::Builder::new().name("proxy".to_owned()).spawn(move || {
            for client in listener.incoming().flatten() {
                let Some(shared) = acceptor.upgrade() else { return };
                // A broker that is down looks the same from behind a proxy: the connection closes.
                let _ = shared.accept(client);
            }
        })?;
        Ok(Self { address, shared })
    }

    /// Where clients connect.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes all connections to clients. They may connect again.
    pub fn cut(&self) {
        for connection in lock(&self.shared.connections).iter().filter_map(Weak::upgrade) {
            connection.cut();
        }
    }

    /// Closes all connections and accepts no new one until [`Proxy::restore`].
    pub fn go_down(&self) {
        self.shared.refusing.store(true, Ordering::SeqCst);
        self.cut();
    }

    /// Accepts connections again.
    pub fn restore(&self) {
        self.shared.refusing.store(false, Ordering::SeqCst);
    }

    /// Delays every request from now on.
    pub fn delay(&self, time: Duration) {
        let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.shared.delay_ms.store(millis, Ordering::SeqCst);
    }

    /// Holds back the next `count` requests with this API key; see [`api`].
    pub fn hold(&self, api_key: i16, count: u64) -> Hold {
        let counts = HoldCounts { wanted: count, caught: 0, released: false, delivered: 0, lost: 0 };
        let state = Arc::new(HoldState { api_key, counts: Mutex::new(counts), changed: Condvar::new() });
        lock(&self.shared.holds).push(Arc::clone(&state));
        Hold { state }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.refusing.store(true, Ordering::SeqCst);
        for hold in lock(&self.shared.holds).drain(..) {
            hold.release();
        }
        for connection in lock(&self.shared.connections).iter().filter_map(Weak::upgrade) {
            connection.cut();
            let _ = connection.broker.shutdown(Shutdown::Both);
        }
        // Wakes the acceptor, which then finds nobody to accept for.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn accept(self: &Arc<Self>, client: TcpStream) -> Result<()> {
        ensure!(!self.refusing.load(Ordering::SeqCst), "the proxy is down");
        let broker = TcpStream::connect(self.upstream)?;
        client.set_nodelay(true)?;
        broker.set_nodelay(true)?;
        let connection = Arc::new(Connection { client, broker, answers: AtomicU64::new(0) });
        let mut connections = lock(&self.connections);
        connections.retain(|known| known.strong_count() > 0);
        connections.push(Arc::downgrade(&connection));
        drop(connections);

        let (requests, answers) = (Arc::clone(&connection), connection);
        let shared = Arc::clone(self);
        std::thread::Builder::new().name("proxy-requests".to_owned()).spawn(move || {
            // An error is the end of a connection, which is what proxies are for.
            let _ = shared.forward_requests(&requests);
            let _ = requests.broker.shutdown(Shutdown::Both);
            requests.cut();
        })?;
        std::thread::Builder::new().name("proxy-answers".to_owned()).spawn(move || {
            answers.forward_answers();
        })?;
        Ok(())
    }

    fn forward_requests(&self, connection: &Connection) -> Result<()> {
        let mut client = &connection.client;
        while let Some(request) = wire::read_frame(&mut client)? {
            let delay = self.delay_ms.load(Ordering::SeqCst);
            if delay > 0 {
                std::thread::sleep(Duration::from_millis(delay));
            }
            let hold = wire::api_key(&request).and_then(|key| self.holding(key));
            let Some(hold) = hold else {
                wire::write_frame(&mut &connection.broker, &request)?;
                continue;
            };
            hold.wait_for_release();
            let answers = connection.answers.load(Ordering::SeqCst);
            let sent = wire::write_frame(&mut &connection.broker, &request);
            hold.settle(sent.is_ok());
            sent?;
            // The client may be gone; the broker must get to read the request before its connection closes.
            connection.wait_for_answer_after(answers);
        }
        Ok(())
    }

    /// The hold that wants a request of this key; counts the request as caught.
    fn holding(&self, key: i16) -> Option<Arc<HoldState>> {
        let mut holds = lock(&self.holds);
        holds.retain(|hold| !lock(&hold.counts).is_done());
        holds.iter().find(|hold| hold.api_key == key && hold.catch()).cloned()
    }
}

impl Connection {
    /// Closes the client's side. The broker's side follows when nothing is held back any more.
    fn cut(&self) {
        let _ = self.client.shutdown(Shutdown::Both);
    }

    /// Waits until there are more answers than `before`, for two seconds at most.
    fn wait_for_answer_after(&self, before: u64) {
        for _ in 0..200 {
            if self.answers.load(Ordering::SeqCst) > before {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Copies answers to the client. When the client is gone they are read all the same, so that the broker never waits.
    fn forward_answers(&self) {
        let mut broker = &self.broker;
        while let Ok(Some(answer)) = wire::read_frame(&mut broker) {
            self.answers.fetch_add(1, Ordering::SeqCst);
            let _ = wire::write_frame(&mut &self.client, &answer).and_then(|()| (&self.client).flush());
        }
        let _ = self.client.shutdown(Shutdown::Both);
    }
}

/// Requests held back; dropping it lets them go.
#[derive(Debug)]
pub struct Hold {
    state: Arc<HoldState>,
}

#[derive(Debug)]
struct HoldState {
    api_key: i16,
    counts: Mutex<HoldCounts>,
    changed: Condvar,
}

#[derive(Debug)]
struct HoldCounts {
    wanted: u64,
    caught: u64,
    released: bool,
    delivered: u64,
    lost: u64,
}

impl HoldCounts {
    fn is_done(&self) -> bool {
        self.caught >= self.wanted || self.released
    }
}

impl Hold {
    /// Waits until `count` requests are held; false when that takes longer than `patience`.
    pub fn wait_caught(&self, count: u64, patience: Duration) -> bool {
        self.state.wait_until(patience, |counts| counts.caught >= count)
    }

    /// Lets the held requests go on to the broker, and holds no further one.
    pub fn release(&self) {
        self.state.release();
    }

    /// Waits until all held requests have been written to the broker or found their connection broken;
    /// returns how many were written.
    pub fn wait_delivered(&self, patience: Duration) -> u64 {
        self.state.wait_until(patience, |counts| counts.delivered + counts.lost >= counts.caught);
        lock(&self.state.counts).delivered
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.state.release();
    }
}

impl HoldState {
    fn catch(&self) -> bool {
        let mut counts = lock(&self.counts);
        if counts.is_done() {
            return false;
        }
        counts.caught += 1;
        self.changed.notify_all();
        true
    }

    fn release(&self) {
        lock(&self.counts).released = true;
        self.changed.notify_all();
    }

    fn settle(&self, sent: bool) {
        let mut counts = lock(&self.counts);
        if sent {
            counts.delivered += 1;
        } else {
            counts.lost += 1;
        }
        self.changed.notify_all();
    }

    fn wait_for_release(&self) {
        let mut counts = lock(&self.counts);
        while !counts.released {
            counts = self.changed.wait(counts).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn wait_until(&self, patience: Duration, reached: impl Fn(&HoldCounts) -> bool) -> bool {
        let counts = lock(&self.counts);
        let result = self.changed.wait_timeout_while(counts, patience, |counts| !reached(counts));
        let (counts, _) = result.unwrap_or_else(PoisonError::into_inner);
        reached(&counts)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that answers every frame with the same frame and tells what it read.
    fn echo() -> (SocketAddr, std::sync::mpsc::Receiver<Vec<u8>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let sender = sender.clone();
                std::thread::spawn(move || {
                    while let Ok(Some(frame)) = wire::read_frame(&mut &stream) {
                        let _ = sender.send(frame.clone());
                        let _ = wire::write_frame(&mut &stream, &frame);
                    }
                });
            }
        });
        (address, receiver)
    }

    fn request(key: i16, mark: u8) -> Vec<u8> {
        [&key.to_be_bytes()[..], &[mark]].concat()
    }

    fn ask(stream: &TcpStream, frame: &[u8]) -> Result<Option<Vec<u8>>> {
        wire::write_frame(&mut &*stream, frame)?;
        wire::read_frame(&mut &*stream)
    }

    const PATIENCE: Duration = Duration::from_secs(60);

    #[test]
    fn passes_frames_both_ways() {
        let (upstream, _) = echo();
        let proxy = Proxy::start(upstream).unwrap();
        let client = TcpStream::connect(proxy.address()).unwrap();
        for mark in 0..3 {
            let frame = request(api::FETCH, mark);
            assert_eq!(ask(&client, &frame).unwrap().unwrap(), frame);
        }
    }

    #[test]
    fn a_held_request_arrives_after_its_client_is_gone_and_after_its_retry() {
        let (upstream, read) = echo();
        let proxy = Proxy::start(upstream).unwrap();
        let hold = proxy.hold(api::END_TXN, 1);
        let client = TcpStream::connect(proxy.address()).unwrap();
        assert!(ask(&client, &request(api::PRODUCE, 1)).unwrap().is_some());
        wire::write_frame(&mut &client, &request(api::END_TXN, 2)).unwrap();
        assert!(hold.wait_caught(1, PATIENCE));
        proxy.cut();
        assert!(matches!(wire::read_frame(&mut &client), Ok(None) | Err(_)));

        let retry = TcpStream::connect(proxy.address()).unwrap();
        assert!(ask(&retry, &request(api::END_TXN, 3)).unwrap().is_some());
        hold.release();
        assert_eq!(hold.wait_delivered(PATIENCE), 1);
        let marks: Vec<u8> = (0..3).map(|_| read.recv_timeout(PATIENCE).unwrap()[2]).collect();
        assert_eq!(marks, [1, 3, 2]);
    }

    #[test]
    fn down_means_no_connection_until_restored() {
        let (upstream, _) = echo();
        let proxy = Proxy::start(upstream).unwrap();
        proxy.go_down();
        let client = TcpStream::connect(proxy.address()).unwrap();
        assert!(matches!(ask(&client, &request(api::FETCH, 1)), Ok(None) | Err(_)));
        proxy.restore();
        let client = TcpStream::connect(proxy.address()).unwrap();
        assert!(ask(&client, &request(api::FETCH, 1)).unwrap().is_some());
    }

    #[test]
    fn a_delay_delays() {
        let (upstream, _) = echo();
        let proxy = Proxy::start(upstream).unwrap();
        proxy.delay(Duration::from_millis(150));
        let client = TcpStream::connect(proxy.address()).unwrap();
        let start = std::time::Instant::now();
        ask(&client, &request(api::FETCH, 1)).unwrap();
        assert!(start.elapsed() >= Duration::from_millis(150));
    }
}
