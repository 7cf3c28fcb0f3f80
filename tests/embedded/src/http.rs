//! The smallest HTTP client that can ask whether a server is ours: one POST, one answer, blocking.
//!
//! HTTP/1.0 on purpose: the answer then comes in one piece and ends with the connection.

use std::{
    io::{self, Read, Write},
    net::{TcpStream, ToSocketAddrs},
    time::Duration,
};

use crate::endpoint::{Account, Endpoint};

/// Answers of our own statements have a few bytes, exceptions some thousand.
const MAX_ANSWER_BYTES: u64 = 1 << 20;

/// The HTTP status and body of one statement, or why there was no answer within `timeout`.
pub(crate) fn ask(endpoint: &Endpoint, account: &Account, sql: &str, timeout: Duration) -> io::Result<(u16, String)> {
    let address =
        endpoint.address().to_socket_addrs()?.next().ok_or_else(|| io::Error::from(io::ErrorKind::AddrNotAvailable))?;
    let mut stream = TcpStream::connect_timeout(&address, timeout)?;
    stream.set_read_timeout(Some(timeout))?;
    stream.set_write_timeout(Some(timeout))?;
    if [&account.name, &account.password].iter().any(|text| text.contains(['\r', '\n'])) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "a line break in the user name or password"));
    }
    let request = format!(
        "POST / HTTP/1.0\r\nHost: {}\r\nX-ClickHouse-User: {}\r\nX-ClickHouse-Key: {}\r\nContent-Length: {}\r\n\r\n{sql}",
        endpoint.address(),
        account.name,
        account.password,
        sql.len()
    );
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.take(MAX_ANSWER_BYTES).read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?;
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the answer is not HTTP"))?;
    Ok((status, body.to_owned()))
}
