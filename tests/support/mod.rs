//! A server that says what a test tells it to say, and remembers what it was asked.

#![allow(dead_code, unreachable_pub, reason = "each test program uses its own part")]

use clickhouse_core::Client;
use clickhouse_embedded::{Database, Server};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What a test returns.
pub type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Says that a test has not tested, and why: past what the tests' runner keeps back of a test that is well.
pub fn skipped(what: &str, why: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {what}: {why}");
}

/// An empty database of the shared server, and a client for it.
pub async fn database() -> Result<(Database, Client), Box<dyn std::error::Error>> {
    let database = Server::shared().await?.database().await?;
    let client = Client::new(database.url())?;
    Ok((database, client))
}

/// What the scripted server does after it has read a request.
#[derive(Clone)]
pub enum Reply {
    /// Sends these bytes and closes the connection.
    Bytes(Vec<u8>),
    /// Says nothing and keeps the connection open.
    Silence,
    /// Reads the body slowly, 20 MiB in a second, then sends these bytes.
    Slowly(Vec<u8>),
    /// Sends these bytes, then says nothing more.
    ThenSilence(Vec<u8>),
    /// Sends these bytes one by one, one in 20 ms.
    Drip(Vec<u8>),
    /// Sends the first bytes, then the second ones again and again until nobody takes them.
    Endless(Vec<u8>, Vec<u8>),
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Request {
    /// `POST /?query=.. HTTP/1.1` and the headers.
    pub head: String,
    pub body: Vec<u8>,
}

/// A server with one reply for each request, of which the last one repeats.
pub struct ScriptedServer {
    port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
    kills: Arc<AtomicUsize>,
}

impl ScriptedServer {
    pub fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let replies: Vec<Reply> = replies.into_iter().collect();
        let seen = Arc::clone(&requests);
        let kills = Arc::new(AtomicUsize::new(0));
        let killed = Arc::clone(&kills);
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (replies, seen, killed) = (replies.clone(), Arc::clone(&seen), Arc::clone(&killed));
                std::thread::spawn(move || serve(connection, &replies, &seen, &killed));
            }
        });
        ScriptedServer { port, requests, kills }
    }

    pub fn url(&self) -> String {
        format!("http://me:hunter2@127.0.0.1:{}", self.port)
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// How many times queries were to be killed, which takes no reply of the script.
    pub fn kills(&self) -> usize {
        self.kills.load(Ordering::SeqCst)
    }
}

fn serve(connection: TcpStream, replies: &[Reply], seen: &Mutex<Vec<Request>>, killed: &AtomicUsize) {
    let mut reader = BufReader::new(connection.try_clone().unwrap());
    let mut writer = connection;
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap_or(0) == 0 {
            return;
        }
    }
    let lower = head.to_ascii_lowercase();
    let length = lower.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    let next = seen.lock().unwrap().len();
    let is_slow = matches!(replies[next.min(replies.len() - 1)], Reply::Slowly(_));
    for part in body.chunks_mut(1 << 20) {
        reader.read_exact(part).unwrap();
        if is_slow {
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    if body.starts_with(b"KILL QUERY") {
        killed.fetch_add(1, Ordering::SeqCst);
        let _ = writer.write_all(&native(b"", 0));
        return;
    }
    let place = {
        let mut seen = seen.lock().unwrap();
        seen.push(Request { head, body });
        seen.len() - 1
    };
    let (bytes, is_silent) = match &replies[place.min(replies.len() - 1)] {
        Reply::Bytes(bytes) | Reply::Slowly(bytes) => (bytes.as_slice(), false),
        Reply::Silence => (&[][..], true),
        Reply::ThenSilence(bytes) => (bytes.as_slice(), true),
        Reply::Drip(bytes) => {
            let _ = writer.set_nodelay(true);
            for byte in bytes {
                if writer.write_all(&[*byte]).is_err() {
                    return;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            return;
        }
        Reply::Endless(first, again) => {
            let mut alive = writer.write_all(first).is_ok();
            while alive {
                alive = writer.write_all(again).is_ok();
            }
            return;
        }
    };
    let _ = writer.write_all(bytes);
    if is_silent {
        // Until the client hangs up, or the test has long failed.
        let _ = writer.set_read_timeout(Some(Duration::from_secs(60)));
        let _ = reader.read(&mut [0]);
    }
}

/// The head of an answer whose body has `length` bytes.
pub fn head(status: u16, headers: &str, length: usize) -> Vec<u8> {
    format!("HTTP/1.1 {status} Said\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n").into_bytes()
}

/// An answer of a query in the Native format, of which only `sent` bytes of the body are sent.
pub fn native(body: &[u8], sent: usize) -> Vec<u8> {
    let mut answer = head(200, "X-ClickHouse-Query-Id: q1\r\nX-ClickHouse-Format: Native\r\n", body.len());
    answer.extend_from_slice(&body[..sent]);
    answer
}
