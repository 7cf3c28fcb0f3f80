//! What std does not offer on its own: file locks, private files, random words, work off the runtime.

use std::{
    collections::hash_map::RandomState,
    fs::{File, OpenOptions},
    hash::BuildHasher,
    io::{self, Write},
    path::Path,
    thread,
};

use tokio::sync::oneshot;

use crate::Error;

/// Runs `work` on a thread of its own, so that any runtime (or none at all) can await it.
///
/// When the caller stops waiting, `work` still ends, and what it made is dropped.
pub(crate) async fn off_runtime<T, F>(work: F) -> Result<T, Error>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, Error> + Send + 'static,
{
    let (sender, receiver) = oneshot::channel();
    thread::Builder::new()
        .name("clickhouse-embedded".to_owned())
        .spawn(move || {
            let _ = sender.send(work());
        })
        .map_err(Error::because("embedded ClickHouse: cannot start a thread"))?;
    match receiver.await {
        Ok(outcome) => outcome,
        Err(_) => Err(Error::new("embedded ClickHouse: the working thread panicked, see its message on stderr")),
    }
}

/// 32 hexadecimal digits nobody can guess, for passwords and names.
///
/// std keys its hash maps from the system's random numbers; the hash of a constant under two such keys
/// is as random as they are.
pub(crate) fn random_word() -> String {
    format!("{:016x}{:016x}", random_number(), random_number())
}

/// A random number, see [`random_word`].
pub(crate) fn random_number() -> u64 {
    // A thread counts its keys up by one from a random start; moment and process tell apart what a
    // fork has doubled.
    RandomState::new().hash_one((std::process::id(), std::time::SystemTime::now()))
}

/// Puts `bytes` into a file that only this user can read.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}

/// An exclusive lock between processes and threads, held until dropped.
///
/// The file stays: removing it would let two holders lock two files of one name.
#[derive(Debug)]
pub(crate) struct FileLock {
    _locked: File,
}

impl FileLock {
    /// Waits for the lock; `when_taken` is called once if somebody else holds it.
    pub(crate) fn acquire(path: &Path, when_taken: impl FnOnce()) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        if !lock(&file, Wait::No)? {
            when_taken();
            while !lock(&file, Wait::Yes)? {}
        }
        Ok(FileLock { _locked: file })
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Wait {
    No,
    Yes,
}

/// False when somebody else holds the lock, or a signal came in while waiting.
///
/// `File::lock` of std does the same, but only since Rust 1.89.
#[cfg(unix)]
fn lock(file: &File, wait: Wait) -> io::Result<bool> {
    use std::os::fd::AsRawFd;
    let operation = match wait {
        Wait::No => libc::LOCK_EX | libc::LOCK_NB,
        Wait::Yes => libc::LOCK_EX,
    };
    // SAFETY: the descriptor is open as long as `file` is borrowed; no memory is involved.
    if unsafe { libc::flock(file.as_raw_fd(), operation) } == 0 {
        return Ok(true);
    }
    let error = io::Error::last_os_error();
    match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted => Ok(false),
        _ => Err(error),
    }
}

#[cfg(not(unix))]
fn lock(_: &File, _: Wait) -> io::Result<bool> {
    Err(io::ErrorKind::Unsupported.into())
}
