//! Listens, remembers what it was asked, and answers.
//!
//! One thread a connection; connections stay open until a fault closes them.
//! Dropping the server ends every thread before the drop returns.

use std::collections::BTreeMap;
use std::io::{BufReader, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle};

use super::tls::{Connection, Tls};
use super::wire::{Stop, head, read_request, send};
use super::{Answers, Fault, Seen};

/// A fault that waits for its request.
struct Order {
    prefix: String,
    fault: Fault,
    left: usize,
}

struct Shared {
    answers: Arc<dyn Answers>,
    tls: Option<Tls>,
    seen: Mutex<Vec<Seen>>,
    orders: Mutex<Vec<Order>>,
    /// Connections by number, for closing them from outside.
    open: Mutex<BTreeMap<usize, TcpStream>>,
    connections: AtomicUsize,
    under_way: AtomicUsize,
    most_under_way: AtomicUsize,
    stop: Stop,
}

/// The server. Ends when dropped.
pub struct FixtureServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    listener: Option<JoinHandle<()>>,
}

impl FixtureServer {
    /// Starts on a free port of 127.0.0.1.
    pub fn start(answers: Arc<dyn Answers>) -> Self {
        Self::start_with(answers, None)
    }

    /// The same over TLS.
    pub fn start_tls(answers: Arc<dyn Answers>, tls: Tls) -> Self {
        Self::start_with(answers, Some(tls))
    }

    fn start_with(answers: Arc<dyn Answers>, tls: Option<Tls>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            answers,
            tls,
            seen: Mutex::default(),
            orders: Mutex::default(),
            open: Mutex::default(),
            connections: AtomicUsize::new(0),
            under_way: AtomicUsize::new(0),
            most_under_way: AtomicUsize::new(0),
            stop: Stop::default(),
        });
        let for_thread = Arc::clone(&shared);
        let work = move || listen(&listener, &for_thread);
        let listener = Builder::new().name("fixture server".to_owned()).spawn(work).unwrap();
        Self { address, shared, listener: Some(listener) }
    }

    /// Scheme, host and port: `http://127.0.0.1:4321`.
    pub fn base(&self) -> String {
        let scheme = if self.shared.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Every request so far, in the order they came.
    pub fn requests(&self) -> Vec<Seen> {
        self.shared.seen.lock().unwrap().clone()
    }

    /// How many connections were taken so far.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// How many requests were under way at once, at most.
    pub fn most_under_way(&self) -> usize {
        self.shared.most_under_way.load(Ordering::SeqCst)
    }

    /// Answers the next so many requests below this path with a fault. Faults ordered for the
    /// same requests come one after the other.
    pub fn misbehave(&self, prefix: &str, fault: Fault, times: usize) {
        fault.prepare();
        self.shared.orders.lock().unwrap().push(Order { prefix: prefix.to_owned(), fault, left: times });
    }

    /// Forgets the faults that were ordered and have not happened.
    pub fn behave(&self) {
        self.shared.orders.lock().unwrap().clear();
    }
}

impl Drop for FixtureServer {
    fn drop(&mut self) {
        self.shared.stop.set();
        // Wakes the listener; it looks at the stop before anything else.
        drop(connect(self.address));
        for stream in self.shared.open.lock().unwrap().values() {
            stream.shutdown(Shutdown::Both).ok();
        }
        if let Some(listener) = self.listener.take() {
            listener.join().unwrap();
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the server's own door, on this machine")]
fn connect(address: SocketAddr) -> Option<TcpStream> {
    TcpStream::connect(address).ok()
}

/// An address of this machine where nobody listens.
pub fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

fn listen(listener: &TcpListener, shared: &Arc<Shared>) {
    let mut threads = Vec::new();
    for stream in listener.incoming() {
        if shared.stop.is_set() {
            break;
        }
        let Ok(stream) = stream else { continue };
        let number = shared.connections.fetch_add(1, Ordering::SeqCst);
        stream.set_nodelay(true).unwrap();
        shared.open.lock().unwrap().insert(number, stream.try_clone().unwrap());
        // Set since the drop went over the list: nobody else would close this one.
        if shared.stop.is_set() {
            stream.shutdown(Shutdown::Both).ok();
        }
        let for_thread = Arc::clone(shared);
        let work = move || {
            serve(stream, &for_thread);
            for_thread.open.lock().unwrap().remove(&number);
        };
        threads.retain(|thread: &JoinHandle<()>| !thread.is_finished());
        threads.push(Builder::new().name("fixture connection".to_owned()).spawn(work).unwrap());
    }
    for thread in threads {
        thread.join().unwrap();
    }
}

fn serve(stream: TcpStream, shared: &Shared) {
    let other = stream.try_clone().unwrap();
    let connection: Box<dyn Connection> = match &shared.tls {
        Some(tls) => Box::new(tls.on(stream)),
        None => Box::new(stream),
    };
    let mut connection = BufReader::new(connection);
    while let Ok(Some(seen)) = read_request(&mut connection) {
        shared.seen.lock().unwrap().push(seen.clone());
        let under_way = shared.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        shared.most_under_way.fetch_max(under_way, Ordering::SeqCst);
        let goes_on = answer(&seen, connection.get_mut(), shared);
        shared.under_way.fetch_sub(1, Ordering::SeqCst);
        if !goes_on {
            break;
        }
    }
    connection.get_mut().flush().ok();
    other.shutdown(Shutdown::Both).ok();
}

/// Answers one request; false if the connection ends with it. A client that went away is no
/// failure of the server.
fn answer(seen: &Seen, out: &mut Box<dyn Connection>, shared: &Shared) -> bool {
    let honest = shared.answers.answer(seen);
    match next_fault(&seen.path, shared) {
        Some(fault) => {
            fault.answer(honest, out, &shared.stop).ok();
            false
        }
        None => send(out, &head(&honest, Some(honest.body.len())), &honest.body).is_ok(),
    }
}

fn next_fault(path: &str, shared: &Shared) -> Option<Fault> {
    let mut orders = shared.orders.lock().unwrap();
    let order = orders.iter_mut().find(|order| order.left > 0 && path.starts_with(&order.prefix))?;
    order.left = order.left.saturating_sub(1);
    Some(order.fault.clone())
}
