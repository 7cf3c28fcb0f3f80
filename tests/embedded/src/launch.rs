//! Starts a server on a free port and waits until it is certainly ours that answers there.
//!
//! Nobody reports which port a server got for port 0, so the port is chosen before. Two things keep
//! parallel starts apart: the folder's name holds the port and is made by one `mkdir`, so it is claimed as
//! long as the folder exists (also while the server is killed and before its restart); and the answer
//! counts only if it knows the random password.

use std::{
    env, fs,
    io::{Read, Seek, SeekFrom},
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use crate::{
    Builder, Error,
    config::Config,
    endpoint::{Account, Endpoint},
    engine::Engine,
    http,
    os::{random_number, random_word},
    supervisor::Supervisor,
};

/// Even ports for HTTP, the next odd one for the native protocol. Below 32768, where Linux begins to hand
/// out ports for outgoing connections: those could take a killed server's port before its restart.
const PORTS: std::ops::Range<u64> = 5_000..16_000;
/// Half of all ports would have to be taken for this to fail once in a million starts.
pub(crate) const PORT_TRIES: usize = 20;
/// Up to 0.6 s were seen on an idle machine. A server that ends is noticed at once; this is for one that hangs.
const START_LIMIT: Duration = Duration::from_secs(60);
const LOG_TAIL_BYTES: u64 = 64 * 1024;

/// A server that has answered.
pub(crate) struct Launched {
    pub(crate) supervisor: Supervisor,
    pub(crate) endpoint: Endpoint,
    pub(crate) tcp_port: Option<u16>,
    pub(crate) pid: u32,
}

/// Starts `engine` as `builder` says; with `linger` as a shared server.
pub(crate) fn launch(builder: &Builder, engine: &Engine, linger: Option<Duration>) -> Result<Launched, Error> {
    let users = builder.all_users()?;
    let accounts: Vec<_> =
        users.iter().map(|user| Account { name: user.name.clone(), password: user.password.clone() }).collect();
    for _ in 0..PORT_TRIES {
        let (port, folder) = match builder.port {
            Some(port) => (port, own_folder(&format!("{port}-{}", random_word()))),
            None => match free_port() {
                Some(port) => (port, own_folder(&port.to_string())),
                None => continue,
            },
        };
        let Some(mut supervisor) = Supervisor::spawn(&folder, linger)? else {
            continue;
        };
        let tcp_port = match (builder.tcp, port.checked_add(1)) {
            (false, _) => None,
            (true, Some(next)) => Some(next),
            (true, None) => {
                return Err(Error::new("embedded ClickHouse: no port after 65535 for the native protocol"));
            }
        };
        let config = Config {
            http_port: port,
            tcp_port,
            settings: &builder.settings,
            fragments: &builder.fragments,
            users: &users,
        };
        config
            .write(&folder, engine)
            .map_err(Error::because(format!("embedded ClickHouse: cannot write into `{}`", folder.display())))?;
        let endpoint = Endpoint::local(port, accounts.clone());
        match start(&mut supervisor, &endpoint, tcp_port)? {
            Started::Answers(pid) => {
                return Ok(Launched { supervisor, endpoint, tcp_port, pid });
            }
            Started::PortTaken(error) if builder.port.is_some() => return Err(error),
            Started::PortTaken(_) => {}
        }
    }
    Err(Error::new(format!(
        "embedded ClickHouse: no free port found in {PORT_TRIES} tries; are there hundreds of servers?"
    )))
}

/// What became of a start that did not fail for a reason of its own.
pub(crate) enum Started {
    /// With its process id.
    Answers(u32),
    /// Worth another try; the refusal if there is none.
    PortTaken(Error),
}

/// Starts the server in the supervisor's folder and waits for its answer.
pub(crate) fn start(supervisor: &mut Supervisor, endpoint: &Endpoint, tcp_port: Option<u16>) -> Result<Started, Error> {
    let began = Instant::now();
    let pid = supervisor.start()?;
    let mut pause = Duration::from_millis(10);
    loop {
        if is_ours(endpoint) && tcp_port.is_none_or(is_listening) {
            return Ok(Started::Answers(pid));
        }
        if !supervisor.is_running()? {
            let log = log_tail(supervisor.folder());
            let taken = log.contains("Address already in use") || log.contains("EADDRINUSE");
            let error =
                Error::new(format!("start ClickHouse on port {}: the server ended; its log:\n{log}", endpoint.port));
            return if taken { Ok(Started::PortTaken(error)) } else { Err(error) };
        }
        if began.elapsed() > START_LIMIT {
            return Err(Error::new(format!(
                "start ClickHouse on port {}: no answer within {} s; its log:\n{}",
                endpoint.port,
                START_LIMIT.as_secs(),
                log_tail(supervisor.folder())
            )));
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(40));
    }
}

/// The last lines the server wrote to its standard output and error; empty if there are none.
pub(crate) fn log_tail(folder: &Path) -> String {
    let Ok(mut log) = fs::File::open(folder.join("server.log")) else {
        return String::new();
    };
    let length = log.metadata().map_or(0, |found| found.len());
    let mut tail = Vec::new();
    let outcome = log
        .seek(SeekFrom::Start(length.saturating_sub(LOG_TAIL_BYTES)))
        .and_then(|_| log.take(LOG_TAIL_BYTES).read_to_end(&mut tail));
    match outcome {
        Ok(_) => String::from_utf8_lossy(&tail).into_owned(),
        Err(error) => format!("(the log cannot be read: {error})"),
    }
}

/// Whether a server answers that knows our password.
pub(crate) fn is_ours(endpoint: &Endpoint) -> bool {
    endpoint.accounts.first().is_some_and(|account| {
        let answer = http::ask(endpoint, account, "SELECT 'ours'", Duration::from_secs(5));
        answer.is_ok_and(|(status, body)| status == 200 && body.trim_end() == "ours")
    })
}

fn is_listening(port: u16) -> bool {
    std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// A random even port that is free now, as is its successor.
pub(crate) fn free_port() -> Option<u16> {
    let half = PORTS.start + random_number() % (PORTS.end - PORTS.start);
    let port = u16::try_from(half * 2).ok()?;
    let is_free = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
    (is_free(port) && is_free(port + 1)).then_some(port)
}

fn own_folder(suffix: &str) -> PathBuf {
    let folder = env::temp_dir().join(format!("clickhouse-embedded-{suffix}"));
    std::path::absolute(&folder).unwrap_or(folder)
}
