//! One server for all processes of a test run.
//!
//! `cargo nextest` runs each test in a process of its own, so the server belongs to none of them.
//! The first one to ask starts it, under a file lock, and leaves a state file in the cache folder:
//!
//! ```text
//! lease 40213            port where the supervisor takes leases
//! token 5b0c..           what a lease begins with
//! http 18342             port of the server
//! pid 4711
//! folder /..             of the server
//! user test 9f21..       name and password, one line each
//! ```
//!
//! A lease is a TCP connection to the supervisor, held until the process ends. A state file whose lease
//! port does not answer `ok` to its token is stale, and the next process starts a new server.

use std::{
    fmt::Write as _,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io::{Read, Write},
    net::{Ipv4Addr, TcpStream},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use crate::{
    Builder, Database, Error, cache,
    endpoint::{Account, Endpoint},
    engine::Engine,
    launch::{self, Launched},
    os::{self, FileLock, random_word},
    server,
};

/// How long the server outlives its last lease: longer than a test runner takes between two tests.
const LINGER: Duration = Duration::from_secs(5);
const LEASE_TIMEOUT: Duration = Duration::from_secs(5);

/// The shared server, see [`Server::shared`](crate::Server::shared). It stays until the process ends.
#[derive(Clone)]
pub struct Shared {
    joined: Arc<Joined>,
}

struct Joined {
    endpoint: Endpoint,
    pid: Option<u32>,
    folder: Option<PathBuf>,
    /// Never read: being open is its purpose. `None` with `CLICKHOUSE_URL`.
    _lease: Option<TcpStream>,
}

impl Shared {
    /// `http://test:password@127.0.0.1:port/default`: the user with all rights.
    pub fn url(&self) -> String {
        self.joined.endpoint.first_url()
    }

    /// The URL of another user; there is `readonly`.
    ///
    /// # Errors
    /// There is no such user; the text names those that are there.
    pub fn url_for(&self, user: &str) -> Result<String, Error> {
        self.joined.endpoint.url_for(user)
    }

    /// `host:port` of the HTTP interface, to connect to.
    pub fn http_addr(&self) -> String {
        self.joined.endpoint.address()
    }

    /// The port of the HTTP interface.
    pub fn port(&self) -> u16 {
        self.joined.endpoint.port
    }

    /// The server's process id; `None` with `CLICKHOUSE_URL`.
    pub fn pid(&self) -> Option<u32> {
        self.joined.pid
    }

    /// The last 64 KiB the server wrote to its standard output and error; empty with `CLICKHOUSE_URL`.
    pub fn log(&self) -> String {
        self.joined.folder.as_deref().map(launch::log_tail).unwrap_or_default()
    }

    /// A new, empty database, dropped with its value.
    ///
    /// # Errors
    /// The server does not answer or refuses.
    pub async fn database(&self) -> Result<Database, Error> {
        Database::create(self.joined.endpoint.clone()).await
    }

    /// The process's one share; the first caller gets it, the others wait for it.
    pub(crate) fn acquire() -> Result<Self, Error> {
        static JOINED: Mutex<Option<Result<Shared, Error>>> = Mutex::new(None);
        // A panic in `join` leaves `None`, which is as good as new.
        let mut joined = JOINED.lock().unwrap_or_else(PoisonError::into_inner);
        joined.get_or_insert_with(join).clone()
    }
}

impl std::fmt::Debug for Shared {
    /// Without passwords.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("http_addr", &self.http_addr()).field("pid", &self.pid()).finish()
    }
}

fn join() -> Result<Shared, Error> {
    if let Some(endpoint) = server::given()? {
        return Ok(Shared { joined: Arc::new(Joined { endpoint, pid: None, folder: None, _lease: None }) });
    }
    let engine = Engine::find()?;
    let folder = cache::folder()?.join("shared");
    cache::create(&folder)?;
    let state_file = folder.join(format!("{:016x}", build_key(&engine)));
    let locked = FileLock::acquire(&state_file.with_extension("lock"), || {})
        .map_err(Error::because(format!("shared ClickHouse: cannot lock in `{}`", folder.display())))?;
    let found = fs::read_to_string(&state_file).ok().and_then(|text| State::parse(&text));
    // The supervisor may still hand out leases while its server is dying.
    let joined = found.and_then(|state| Some((take_lease(&state).ok()?, state)));
    let (state, lease) = match joined {
        Some((lease, state)) if launch::is_ours(&Endpoint::local(state.http_port, state.accounts.clone())) => {
            (state, lease)
        }
        _ => start(&engine, &state_file)?,
    };
    drop(locked);
    Ok(Shared {
        joined: Arc::new(Joined {
            endpoint: Endpoint::local(state.http_port, state.accounts),
            pid: Some(state.pid),
            folder: Some(state.folder),
            _lease: Some(lease),
        }),
    })
}

/// Tells builds apart: another version of this crate or of the engine shall not meet this one's server.
fn build_key(engine: &Engine) -> u64 {
    let mut hasher = DefaultHasher::new();
    (env!("OUT_DIR"), engine.path()).hash(&mut hasher);
    hasher.finish()
}

/// Starts the server under the lock and leaves it to its leases, of which ours is the first.
fn start(engine: &Engine, state_file: &Path) -> Result<(State, TcpStream), Error> {
    let Launched { supervisor, endpoint, pid, .. } = launch::launch(&Builder::default(), engine, Some(LINGER))?;
    let state = State {
        lease_port: supervisor.lease_port().ok_or_else(|| Error::new("shared ClickHouse: no port for leases"))?,
        token: random_word(),
        http_port: endpoint.port,
        pid,
        folder: supervisor.folder().to_owned(),
        accounts: endpoint.accounts,
    };
    let failed = |what: &str| Error::because(format!("shared ClickHouse: cannot {what}"));
    os::write_private(&state.folder.join("token"), state.token.as_bytes()).map_err(failed("write its token"))?;
    let lease = take_lease(&state).map_err(failed("take the first lease"))?;
    let unfinished = state_file.with_extension("new");
    os::write_private(&unfinished, state.text().as_bytes()).map_err(failed("write its state file"))?;
    fs::rename(&unfinished, state_file).map_err(failed("rename its state file"))?;
    supervisor.release();
    Ok((state, lease))
}

/// Fails when nobody listens there, or somebody else.
fn take_lease(state: &State) -> std::io::Result<TcpStream> {
    let mut lease = TcpStream::connect_timeout(&(Ipv4Addr::LOCALHOST, state.lease_port).into(), LEASE_TIMEOUT)?;
    lease.set_read_timeout(Some(LEASE_TIMEOUT))?;
    lease.write_all(state.token.as_bytes())?;
    let mut answer = [0; 3];
    lease.read_exact(&mut answer)?;
    match &answer {
        b"ok\n" => Ok(lease),
        _ => Err(std::io::ErrorKind::ConnectionRefused.into()),
    }
}

/// What a process needs to know of a shared server that runs already.
#[derive(Debug, PartialEq)]
struct State {
    lease_port: u16,
    token: String,
    http_port: u16,
    pid: u32,
    folder: PathBuf,
    accounts: Vec<Account>,
}

impl State {
    fn text(&self) -> String {
        let State { lease_port, token, http_port, pid, folder, accounts } = self;
        let mut text =
            format!("lease {lease_port}\ntoken {token}\nhttp {http_port}\npid {pid}\nfolder {}\n", folder.display());
        for account in accounts {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "user {} {}", account.name, account.password);
        }
        text
    }

    /// `None` for what another version may have left.
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().map(|line| line.split_once(' ').unwrap_or((line, "")));
        let mut next = |name: &str| lines.next().filter(|(found, _)| *found == name).map(|(_, value)| value);
        let state = State {
            lease_port: next("lease")?.parse().ok()?,
            token: next("token")?.to_owned(),
            http_port: next("http")?.parse().ok()?,
            pid: next("pid")?.parse().ok()?,
            folder: next("folder")?.into(),
            accounts: Vec::new(),
        };
        let accounts = lines
            .map(|(_, value)| {
                let (name, password) = value.split_once(' ')?;
                Some(Account { name: name.to_owned(), password: password.to_owned() })
            })
            .collect::<Option<Vec<_>>>()?;
        Some(State { accounts, ..state })
    }
}

#[cfg(test)]
mod tests {
    use super::{Account, State};

    #[test]
    fn state_survives_its_file() {
        let state = State {
            lease_port: 1,
            token: "token".to_owned(),
            http_port: 2,
            pid: 3,
            folder: "/with a space".into(),
            accounts: vec![Account { name: "test".to_owned(), password: "secret".to_owned() }],
        };
        assert_eq!(State::parse(&state.text()), Some(state));
    }

    #[test]
    fn a_foreign_state_file_is_not_believed() {
        for text in ["", "lease", "lease 1\ntoken t\nhttp x\n", "lease 99999\ntoken t\nhttp 1\npid 1\nfolder /\n"] {
            assert_eq!(State::parse(text), None, "{text:?}");
        }
    }
}
