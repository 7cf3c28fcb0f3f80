//! Owns one ClickHouse server and its folder, and outlives neither its owner nor its last lease.
//!
//! The owner (a test process) holds the other ends of standard input and output and speaks in lines:
//!
//! ```text
//! owner     supervisor
//!           ready [LEASE_PORT]          the folder is made
//!           exists                      there is such a folder already; it is left alone
//! start     started PID | failed TEXT   runs FOLDER/command (words split by zero bytes)
//! status    running | ended | none
//! kill      killed                      SIGKILL, waited for; the folder stays
//! (end)                                 SIGKILL, the folder goes, the supervisor too
//! ```
//!
//! The end of standard input needs no cooperation: it comes as well when the owner is killed.
//! With a linger time the end of standard input is ignored as long as somebody holds a lease: an open
//! TCP connection that began with FOLDER/token and was answered `ok`. The server ends when there was
//! neither owner nor lease for the linger time.
//!
//! One thread only: the server asks to die with the *thread* that started it (PR_SET_PDEATHSIG).

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::{
        fd::AsRawFd,
        unix::{ffi::OsStrExt, fs::DirBuilderExt, process::CommandExt},
    },
    path::{Path, PathBuf},
    process::{Child, Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

use crate::system;

/// How long a new connection may take to show its token. Processes of this machine need under 1 ms.
const TOKEN_TIMEOUT: Duration = Duration::from_secs(1);

/// Serves one owner, and with `linger_ms` also leases, until there is none; then cleans up.
pub(crate) fn run(folder: &Path, linger_ms: Option<u64>) -> ExitCode {
    system::close_inherited();
    system::leave_session();
    let (mut supervisor, ready) = match Supervisor::new(folder, linger_ms) {
        Ok(started) => started,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            say("exists");
            return ExitCode::FAILURE;
        }
        Err(error) => {
            say(&format!("failed cannot prepare the folder: {error}"));
            return ExitCode::FAILURE;
        }
    };
    say(&ready);
    let outcome = supervisor.serve();
    supervisor.kill();
    // The server is gone; a second try is for files that another process was just writing there.
    if fs::remove_dir_all(folder).is_err() {
        std::thread::sleep(Duration::from_millis(100));
        let _ = fs::remove_dir_all(folder);
    }
    if outcome.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Supervisor {
    folder: PathBuf,
    server: Option<Child>,
    linger: Duration,
    listener: Option<TcpListener>,
    leases: Vec<TcpStream>,
}

impl Supervisor {
    fn new(folder: &Path, linger_ms: Option<u64>) -> io::Result<(Self, String)> {
        // Only we may look inside: it will hold passwords.
        DirBuilder::new().mode(0o700).create(folder)?;
        let mut ready = "ready".to_owned();
        let listener = match linger_ms {
            None => None,
            Some(_) => {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
                ready = format!("ready {}", listener.local_addr()?.port());
                Some(listener)
            }
        };
        let supervisor = Supervisor {
            folder: folder.to_owned(),
            server: None,
            linger: Duration::from_millis(linger_ms.unwrap_or(0)),
            listener,
            leases: Vec::new(),
        };
        Ok((supervisor, ready))
    }

    /// Answers the owner and the lease holders; returns when there is neither.
    fn serve(&mut self) -> io::Result<()> {
        let mut owner = Some(Owner::default());
        let mut alone_since: Option<Instant> = None;
        loop {
            let in_use = owner.is_some() || !self.leases.is_empty();
            let timeout = if in_use {
                alone_since = None;
                None
            } else {
                let alone = alone_since.get_or_insert_with(Instant::now).elapsed();
                if alone >= self.linger {
                    return Ok(());
                }
                // One millisecond more, so that the next look finds the time over.
                Some(i32::try_from((self.linger - alone).as_millis()).unwrap_or(i32::MAX - 1) + 1)
            };

            // Order: leases, then the listener, then standard input; each may be missing.
            let mut descriptors: Vec<_> = self.leases.iter().map(AsRawFd::as_raw_fd).collect();
            descriptors.extend(self.listener.as_ref().map(AsRawFd::as_raw_fd));
            descriptors.extend(owner.as_ref().map(|_| io::stdin().as_raw_fd()));
            let mut readable = system::wait_readable(&descriptors, timeout)?.into_iter();

            // A lease never speaks after its token: whatever arrives is its end.
            self.leases.retain(|_| readable.next() == Some(false));
            if self.listener.is_some() && readable.next() == Some(true) {
                self.accept_lease();
            }
            if readable.next() == Some(true) {
                match owner.as_mut().map(Owner::commands) {
                    Some(Ok(Some(commands))) => {
                        for command in commands {
                            say(&self.obey(&command));
                        }
                    }
                    _ => owner = None,
                }
            }
        }
    }

    fn obey(&mut self, command: &str) -> String {
        match command {
            "start" => match self.start() {
                Ok(pid) => format!("started {pid}"),
                Err(error) => format!("failed cannot start the server: {error}"),
            },
            "status" => match self.server.as_mut().map(is_running) {
                None => "none".to_owned(),
                Some(true) => "running".to_owned(),
                Some(false) => "ended".to_owned(),
            },
            "kill" => {
                self.kill();
                "killed".to_owned()
            }
            other => format!("failed unknown command {other}"),
        }
    }

    fn start(&mut self) -> io::Result<u32> {
        self.kill();
        let words = fs::read(self.folder.join("command"))?;
        let mut words = words.split(|byte| *byte == 0).map(std::ffi::OsStr::from_bytes);
        let program = match words.next() {
            // The mode of this very program that loads the library.
            Some(word) if word.is_empty() => std::env::current_exe()?,
            Some(word) => word.into(),
            None => return Err(io::ErrorKind::InvalidInput.into()),
        };
        let log = OpenOptions::new().create(true).append(true).open(self.folder.join("server.log"))?;
        let mut command = Command::new(program);
        command
            .args(words)
            .current_dir(&self.folder)
            // Else the full server forks a watchdog that starts the real one.
            .env("CLICKHOUSE_WATCHDOG_ENABLE", "0")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .process_group(0);
        let supervisor = std::process::id();
        // SAFETY: between fork and exec the closure only makes two system calls; it takes no lock and
        // reserves no memory.
        unsafe {
            command.pre_exec(move || {
                system::die_with_parent()?;
                // The supervisor may have died before the request was made.
                if std::os::unix::process::parent_id() == supervisor {
                    Ok(())
                } else {
                    Err(io::ErrorKind::BrokenPipe.into())
                }
            });
        }
        let server = command.spawn()?;
        let pid = server.id();
        self.server = Some(server);
        Ok(pid)
    }

    fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            // A server that ended by itself may be reaped already, and its number given away.
            if is_running(&mut server) {
                system::kill_group(server.id());
                let _ = server.wait();
            }
        }
    }

    fn accept_lease(&mut self) {
        let Some(Ok((mut lease, _))) = self.listener.as_ref().map(TcpListener::accept) else {
            return;
        };
        let Ok(token) = fs::read(self.folder.join("token")) else {
            return;
        };
        let mut shown = vec![0; token.len()];
        let polite = lease.set_read_timeout(Some(TOKEN_TIMEOUT)).is_ok()
            && lease.read_exact(&mut shown).is_ok()
            && shown == token;
        let alive = self.server.as_mut().is_some_and(is_running);
        if polite && alive && lease.write_all(b"ok\n").is_ok() {
            self.leases.push(lease);
        }
    }
}

/// The lines that came from the owner, put together from pieces.
#[derive(Default)]
struct Owner {
    unfinished: Vec<u8>,
}

impl Owner {
    /// The complete lines that have arrived; `None` when the owner is gone.
    fn commands(&mut self) -> io::Result<Option<Vec<String>>> {
        let mut piece = [0; 256];
        // Past the buffer of `Stdin`, which `poll` cannot see.
        let count = system::read_stdin(&mut piece)?;
        if count == 0 {
            return Ok(None);
        }
        self.unfinished.extend_from_slice(piece.get(..count).unwrap_or_default());
        let mut commands = Vec::new();
        while let Some(end) = self.unfinished.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.unfinished.drain(..=end).collect();
            commands.push(String::from_utf8_lossy(&line).trim().to_owned());
        }
        Ok(Some(commands))
    }
}

fn is_running(server: &mut Child) -> bool {
    matches!(server.try_wait(), Ok(None))
}

/// One line to the owner. Nobody may be listening any more, which the next read will tell.
fn say(line: &str) {
    let line = line.replace('\n', " ");
    let _ = writeln!(io::stdout(), "{line}").and_then(|()| io::stdout().flush());
}
