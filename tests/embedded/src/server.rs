//! A server of one's own: started, asked for its address, killed, restarted, stopped.

use std::{
    env,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{
    Builder, Database, Error, Shared,
    endpoint::Endpoint,
    engine::Engine,
    launch::{self, Launched, Started},
    os::off_runtime,
    supervisor::Supervisor,
};

/// A running ClickHouse server with the users `test` (all rights) and `readonly`.
///
/// It ends when this is dropped or when the process ends, by whatever means; its folder is removed then.
/// Dropping waits for that (50 to 150 ms). With `CLICKHOUSE_URL` set it stands for that server instead,
/// which is left running.
pub struct Server {
    endpoint: Endpoint,
    tcp_port: Option<u16>,
    /// `None`: a server named by `CLICKHOUSE_URL`.
    own: Option<Own>,
}

struct Own {
    folder: PathBuf,
    process: Arc<Mutex<Process>>,
}

struct Process {
    supervisor: Supervisor,
    /// `None` after a kill.
    pid: Option<u32>,
}

impl Server {
    /// A server with free ports, a folder of its own and nothing in it.
    ///
    /// # Errors
    /// See [`Builder::start`].
    pub async fn start() -> Result<Server, Error> {
        Server::builder().start().await
    }

    /// A server with users, settings or ports of your choice.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The server all processes of a test run share, started by the first one that asks.
    ///
    /// It ends five seconds after the last process that asked for it. Make a [`Shared::database`] in it
    /// for each test.
    ///
    /// # Errors
    /// As [`Builder::start`]. The first failure in a process is the answer to all later calls.
    pub async fn shared() -> Result<Shared, Error> {
        off_runtime(Shared::acquire).await
    }

    /// `http://test:password@127.0.0.1:port/default`: the user with all rights.
    pub fn url(&self) -> String {
        self.endpoint.first_url()
    }

    /// The URL of another user: `readonly`, or one given to the builder.
    ///
    /// # Errors
    /// There is no such user; the text names those that are there.
    pub fn url_for(&self, user: &str) -> Result<String, Error> {
        self.endpoint.url_for(user)
    }

    /// `host:port` of the HTTP interface, to connect to.
    pub fn http_addr(&self) -> String {
        self.endpoint.address()
    }

    /// The port of the HTTP interface. It stays the same after a restart.
    pub fn port(&self) -> u16 {
        self.endpoint.port
    }

    /// The port of the native protocol, if [`Builder::tcp`] opened it.
    pub fn tcp_port(&self) -> Option<u16> {
        self.tcp_port
    }

    /// The server's folder: `data/`, `config.xml`, `users.xml`, `server.log`. `None` with `CLICKHOUSE_URL`.
    pub fn data_dir(&self) -> Option<&Path> {
        self.own.as_ref().map(|own| own.folder.as_path())
    }

    /// The last 64 KiB the server wrote to its standard output and error; empty with `CLICKHOUSE_URL`.
    pub fn log(&self) -> String {
        self.data_dir().map(launch::log_tail).unwrap_or_default()
    }

    /// The server's process id; `None` after a kill and with `CLICKHOUSE_URL`.
    pub fn pid(&self) -> Option<u32> {
        self.own.as_ref().and_then(|own| lock(&own.process).pid)
    }

    /// A new, empty database, dropped with its value.
    ///
    /// # Errors
    /// The server does not answer or refuses.
    pub async fn database(&self) -> Result<Database, Error> {
        Database::create(self.endpoint.clone()).await
    }

    /// Kills the server with SIGKILL and waits until it is gone. Its folder and its port stay reserved.
    ///
    /// # Errors
    /// The server is the one of `CLICKHOUSE_URL`, or the supervisor was killed.
    pub async fn kill(&self) -> Result<(), Error> {
        let process = self.own_process("kill")?;
        off_runtime(move || {
            let mut process = lock(&process);
            process.pid = None;
            process.supervisor.kill()
        })
        .await
    }

    /// Starts the server again on the same folder and the same ports, after a [`kill`](Server::kill) or
    /// instead of one.
    ///
    /// # Errors
    /// As [`kill`](Server::kill), and if the server does not come up again.
    pub async fn restart(&self) -> Result<(), Error> {
        let process = self.own_process("restart")?;
        let (endpoint, tcp_port) = (self.endpoint.clone(), self.tcp_port);
        off_runtime(move || {
            let mut process = lock(&process);
            process.pid = None;
            process.supervisor.kill()?;
            match launch::start(&mut process.supervisor, &endpoint, tcp_port)? {
                Started::Answers(pid) => {
                    process.pid = Some(pid);
                    Ok(())
                }
                Started::PortTaken(error) => Err(error),
            }
        })
        .await
    }

    /// Stops the server and removes its folder, as dropping does, without blocking the runtime.
    ///
    /// # Errors
    /// No thread could be started.
    pub async fn stop(self) -> Result<(), Error> {
        off_runtime(move || {
            drop(self);
            Ok(())
        })
        .await
    }

    pub(crate) fn start_blocking(builder: &Builder) -> Result<Self, Error> {
        if let Some(endpoint) = given()? {
            if !builder.is_plain() {
                return Err(Error::new(
                    "start ClickHouse: CLICKHOUSE_URL names a running server, which cannot be given users, \
                     settings, ports or configuration; unset it to have one started",
                ));
            }
            return Ok(Server { endpoint, tcp_port: None, own: None });
        }
        let Launched { supervisor, endpoint, tcp_port, pid } = launch::launch(builder, &Engine::find()?, None)?;
        let own = Own {
            folder: supervisor.folder().to_owned(),
            process: Arc::new(Mutex::new(Process { supervisor, pid: Some(pid) })),
        };
        Ok(Server { endpoint, tcp_port, own: Some(own) })
    }

    fn own_process(&self, doing: &str) -> Result<Arc<Mutex<Process>>, Error> {
        match &self.own {
            Some(own) => Ok(Arc::clone(&own.process)),
            None => Err(Error::new(format!(
                "{doing} ClickHouse: CLICKHOUSE_URL names a running server that is not ours; \
                 unset it to have one started"
            ))),
        }
    }
}

impl std::fmt::Debug for Server {
    /// Without passwords.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server")
            .field("http_addr", &self.http_addr())
            .field("tcp_port", &self.tcp_port)
            .field("data_dir", &self.data_dir())
            .field("pid", &self.pid())
            .finish()
    }
}

/// The server of `CLICKHOUSE_URL`, if set.
pub(crate) fn given() -> Result<Option<Endpoint>, Error> {
    match env::var("CLICKHOUSE_URL") {
        Ok(url) if !url.is_empty() => Endpoint::parse(&url).map(Some),
        Ok(_) | Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(Error::new("CLICKHOUSE_URL: not UTF-8; percent-encode it")),
    }
}

/// What a panicking thread left is still a supervisor.
fn lock(process: &Mutex<Process>) -> MutexGuard<'_, Process> {
    process.lock().unwrap_or_else(PoisonError::into_inner)
}
