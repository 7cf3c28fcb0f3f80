//! This process's side of the supervisor program, see `supervisor/` for the other side and the words.

use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

use crate::Error;

/// Compiled by the build script.
const PROGRAM: &str = concat!(env!("OUT_DIR"), "/supervisor");

/// A running supervisor. Dropping it kills the server, removes the folder and waits for both.
pub(crate) struct Supervisor {
    process: Child,
    /// Its end is the supervisor's sign to clean up, also when this process is killed.
    commands: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    folder: PathBuf,
    lease_port: Option<u16>,
    /// Whether the supervisor ends when we let go of it; a shared one is left to its leases.
    is_ours: bool,
}

impl Supervisor {
    /// Starts one, which makes `folder`. `None`: there is such a folder already.
    ///
    /// With `linger` the server is a shared one and may outlive this process by its leases.
    pub(crate) fn spawn(folder: &Path, linger: Option<Duration>) -> Result<Option<Self>, Error> {
        let mut command = Command::new(PROGRAM);
        command.arg("supervise").arg(folder);
        if let Some(linger) = linger {
            command.arg(linger.as_millis().to_string());
        }
        // Nothing of ours is inherited: `cargo test | tee` would wait for whoever holds our stderr.
        let mut process = command
            .current_dir(std::env::temp_dir())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(Error::because(format!(
                "embedded ClickHouse: cannot run `{PROGRAM}`; it is made by the build, so build again"
            )))?;
        let (Some(commands), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(Error::new("embedded ClickHouse: the supervisor has no pipes"));
        };
        let mut supervisor = Supervisor {
            process,
            commands: Some(commands),
            answers: BufReader::new(answers),
            folder: folder.to_owned(),
            lease_port: None,
            is_ours: true,
        };
        let answer = supervisor.answer()?;
        match answer.split_once(' ').unwrap_or((&answer, "")) {
            ("ready", port) => supervisor.lease_port = port.parse().ok(),
            ("exists", _) => return Ok(None),
            _ => {
                return Err(Error::new(format!("embedded ClickHouse: in `{}`: {answer}", folder.display())));
            }
        }
        Ok(Some(supervisor))
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where a shared server's leases are taken.
    pub(crate) fn lease_port(&self) -> Option<u16> {
        self.lease_port
    }

    /// Starts what the folder's `command` says; the server's process id.
    pub(crate) fn start(&mut self) -> Result<u32, Error> {
        let answer = self.ask("start")?;
        answer
            .strip_prefix("started ")
            .and_then(|pid| pid.parse().ok())
            .ok_or_else(|| Error::new(format!("embedded ClickHouse: {answer}")))
    }

    pub(crate) fn is_running(&mut self) -> Result<bool, Error> {
        Ok(self.ask("status")? == "running")
    }

    /// Kills the server with SIGKILL and waits until it is gone. The folder stays.
    pub(crate) fn kill(&mut self) -> Result<(), Error> {
        self.ask("kill").map(drop)
    }

    /// Leaves the server to its leases.
    pub(crate) fn release(mut self) {
        self.is_ours = false;
    }

    fn ask(&mut self, command: &str) -> Result<String, Error> {
        if let Some(commands) = &mut self.commands {
            writeln!(commands, "{command}").map_err(Error::because("embedded ClickHouse: the supervisor is gone"))?;
        }
        self.answer()
    }

    fn answer(&mut self) -> Result<String, Error> {
        let mut line = String::new();
        match self.answers.read_line(&mut line) {
            Ok(0) => Err(Error::new("embedded ClickHouse: the supervisor ended without an answer; was it killed?")),
            Ok(_) => Ok(line.trim_end().to_owned()),
            Err(error) => Err(Error::because("embedded ClickHouse: cannot hear the supervisor")(error)),
        }
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        self.commands = None;
        if self.is_ours {
            let _ = self.process.wait();
        }
    }
}
