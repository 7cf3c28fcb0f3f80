//! What the tests share: a blocking HTTP client on bare std, and waiting with a limit.

#![allow(dead_code, reason = "each test binary uses its part")]

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

/// Runs a future on a current_thread runtime without timer and sockets, the least there is.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

/// True when the tests run against a server that is not ours; says so aloud, past what the tests' runner keeps back.
pub(crate) fn skipped() -> bool {
    let given = std::env::var_os("CLICKHOUSE_URL").is_some_and(|url| !url.is_empty());
    if given {
        let _ = writeln!(std::io::stderr(), "SKIPPED: CLICKHOUSE_URL is set, this test needs a server of its own");
    }
    given
}

/// User, password, `host:port` and database of a URL as this crate makes it.
pub(crate) fn parts(url: &str) -> (&str, &str, &str, &str) {
    let (login, rest) = url.strip_prefix("http://").unwrap().split_once('@').unwrap();
    let (user, password) = login.split_once(':').unwrap();
    let (address, database) = rest.split_once('/').unwrap();
    (user, password, address, database)
}

/// HTTP status and body of one statement.
pub(crate) fn query(url: &str, sql: &str) -> (u16, String) {
    let (user, password, address, database) = parts(url);
    query_as(user, password, address, database, sql)
}

/// The same with the parts of the URL given one by one, not percent-encoded.
pub(crate) fn query_as(user: &str, password: &str, address: &str, database: &str, sql: &str) -> (u16, String) {
    let request = format!(
        "POST /?database={database} HTTP/1.0\r\nX-ClickHouse-User: {user}\r\nX-ClickHouse-Key: {password}\r\n\
         Content-Length: {}\r\n\r\n{sql}",
        sql.len()
    );
    let answer = raw(address, request.as_bytes());
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

/// All that is answered to these bytes until the connection ends.
pub(crate) fn raw(address: &str, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.write_all(bytes).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// The body of a statement that must succeed, without the last line end.
pub(crate) fn value(url: &str, sql: &str) -> String {
    let (status, body) = query(url, sql);
    assert_eq!(status, 200, "{sql}: {body}");
    body.trim_end().to_owned()
}

/// The body of a statement that must be refused with this code.
pub(crate) fn refused(url: &str, sql: &str, code: u32) {
    let (status, body) = query(url, sql);
    assert!(status != 200 && body.contains(&format!("Code: {code}.")), "{sql}: {status} {body}");
}

/// Waits up to ten seconds; how long it took.
pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(10), "not so after 10 s: {what}");
        thread::sleep(Duration::from_millis(10));
    }
    began.elapsed()
}

/// Whether something listens on `host:port`.
pub(crate) fn answers(address: &str) -> bool {
    TcpStream::connect(address).is_ok()
}

/// A folder of this test's own, removed at the end.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("embedded-test-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
