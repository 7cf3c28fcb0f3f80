//! A proxy that does what networks do: cuts, delays, truncates, refuses and repeats, at the stage that a test names.

#![allow(dead_code, unreachable_pub, reason = "each test program uses its own part")]

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What happens to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    None,
    /// The connection is accepted and closed.
    Refuse,
    /// Closed after the client has sent all and before the server has got anything: half a head is what the embedded server
    /// of 26.7 dies of, other than a real one.
    BeforeHead,
    /// Closed after the head.
    AfterHead,
    /// Half of the body reaches the server, then both sides are closed.
    InBody,
    /// The server gets all, the client no answer.
    BeforeAnswer,
    /// The server gets all, the client part of the answer's head.
    InAnswer,
    /// The server gets all, the client so many bytes of the answer.
    InAnswerAt(usize),
    /// All goes slowly.
    Slow,
    /// The server gets the request twice, the client the second answer.
    Twice,
    /// Answered 503 by the proxy itself.
    Unavailable,
}

pub const FAULTS: [Fault; 10] = [
    Fault::None,
    Fault::Refuse,
    Fault::BeforeHead,
    Fault::AfterHead,
    Fault::InBody,
    Fault::BeforeAnswer,
    Fault::InAnswer,
    Fault::Slow,
    Fault::Twice,
    Fault::Unavailable,
];

/// Stands before the server at `address`.
pub struct Proxy {
    pub port: u16,
    /// Faults that happened.
    pub faults: Arc<AtomicU64>,
}

impl Proxy {
    /// `choose` says what happens to each request, by its head.
    pub fn start(address: String, choose: impl FnMut(&str) -> Fault + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let choose = Arc::new(Mutex::new(choose));
        let faults = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&faults);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (address, choose, faults) = (address.clone(), Arc::clone(&choose), Arc::clone(&counted));
                std::thread::spawn(move || {
                    let mut client = client;
                    while let Some(request) = read_message(&mut client) {
                        let fault = (choose.lock().unwrap())(&request.head);
                        faults.fetch_add(u64::from(fault != Fault::None), Ordering::Relaxed);
                        if !forward(&mut client, &address, &request, fault) {
                            break;
                        }
                    }
                    let _ = client.shutdown(Shutdown::Both);
                });
            }
        });
        Proxy { port, faults }
    }
}

struct Message {
    head: String,
    bytes: Vec<u8>,
}

/// A whole request or answer; `None` if the peer is gone before its end.
fn read_message(from: &mut TcpStream) -> Option<Message> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        from.read_exact(&mut byte).ok()?;
        bytes.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&bytes).into_owned();
    let lower = head.to_ascii_lowercase();
    if let Some(length) = lower.lines().find_map(|line| line.strip_prefix("content-length: ")) {
        let begin = bytes.len();
        bytes.resize(begin + length.trim().parse::<usize>().ok()?, 0);
        from.read_exact(&mut bytes[begin..]).ok()?;
    } else if lower.contains("transfer-encoding: chunked") {
        while !bytes.ends_with(b"\r\n0\r\n\r\n") {
            from.read_exact(&mut byte).ok()?;
            bytes.push(byte[0]);
        }
    }
    Some(Message { head, bytes })
}

/// Whether the client's connection goes on.
fn forward(client: &mut TcpStream, address: &str, request: &Message, fault: Fault) -> bool {
    let head = request.head.len();
    let sent = match fault {
        Fault::Refuse | Fault::BeforeHead => return false,
        Fault::Unavailable => {
            let answer = b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy";
            return client.write_all(answer).is_ok();
        }

        Fault::AfterHead => head,
        Fault::InBody => head + (request.bytes.len() - head) / 2,
        _ => request.bytes.len(),
    };
    let mut answer = None;
    for _ in 0..if fault == Fault::Twice { 2 } else { 1 } {
        let Ok(mut server) = TcpStream::connect(address) else { return false };
        if fault == Fault::Slow {
            std::thread::sleep(Duration::from_millis(20));
        }
        if server.write_all(&request.bytes[..sent]).is_err() {
            return false;
        }
        if sent < request.bytes.len() {
            return false;
        }
        answer = read_message(&mut server);
    }
    let Some(answer) = answer else { return false };
    match fault {
        Fault::BeforeAnswer => false,
        Fault::InAnswer => {
            let _ = client.write_all(&answer.bytes[..answer.head.len() / 2]);
            false
        }
        Fault::InAnswerAt(cut) => {
            let _ = client.write_all(&answer.bytes[..answer.bytes.len().min(cut)]);
            false
        }
        _ => client.write_all(&answer.bytes).is_ok(),
    }
}
