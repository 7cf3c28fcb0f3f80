//! The server that all processes of a test run share.
//!
//! The tests run this program again, as other test runners would, with one of the ignored tests below.
#![cfg(unix)]

mod support;

use std::{
    collections::BTreeSet,
    env, fs,
    path::Path,
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use clickhouse_embedded::{Error, Server};
use support::{Folder, query, run, skipped, value, wait_until};

#[test]
fn several_processes_share_one_server() -> Result<(), Error> {
    if skipped() {
        return Ok(());
    }
    let shared = run(Server::shared())?;
    // Each child's output is read to its end while the server goes on: it has inherited neither of them.
    let children: Vec<_> = (0..3).map(|_| thread::spawn(|| child("say_the_shared_servers_pid", &[]))).collect();
    let pids: BTreeSet<_> = children.into_iter().map(|child| said(&child.join().unwrap(), "pid")).collect();
    assert_eq!(pids, BTreeSet::from([shared.pid().unwrap().to_string()]));
    Ok(())
}

#[test]
fn several_runtimes_share_one_server() -> Result<(), Error> {
    let threads: Vec<_> = (0..4).map(|_| thread::spawn(|| run(Server::shared()))).collect();
    let shared = threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Result<Vec<_>, _>>()?;
    let urls: BTreeSet<_> = shared.iter().map(|shared| shared.url()).collect();
    assert_eq!(urls.len(), 1);
    Ok(())
}

#[test]
fn databases_are_apart_and_dropped() -> Result<(), Error> {
    let shared = run(Server::shared())?;
    let (one, other) = (run(shared.database())?, run(shared.database())?);
    assert_ne!(one.name(), other.name());
    for (database, n) in [(&one, 1), (&other, 2)] {
        assert_eq!(value(&database.url(), "SELECT currentDatabase()"), database.name());
        value(&database.url(), &format!("CREATE TABLE trades ENGINE = Memory AS SELECT {n} AS n"));
    }
    assert_eq!(value(&one.url(), "SELECT n FROM trades"), "1");
    assert_eq!(value(&other.url(), "SELECT n FROM trades"), "2");
    if !skipped() {
        assert_eq!(value(&other.url_for("readonly")?, "SELECT n FROM trades"), "2");
    }
    let gone = one.url();
    drop(one);
    let (status, body) = query(&gone, "SELECT 1");
    assert!(status != 200 && body.contains("Code: 81."), "{status} {body}");
    assert_eq!(value(&other.url(), "SELECT n FROM trades"), "2");
    Ok(())
}

#[test]
fn the_server_ends_after_its_last_lease() -> Result<(), Error> {
    if skipped() {
        return Ok(());
    }
    let cache = own_cache("last-lease")?;
    let first = child("say_the_shared_servers_pid", &[("CLICKHOUSE_EMBEDDED_CACHE", &cache.0)]);
    let ended = Instant::now();
    let folder = said(&first, "folder");
    // No process holds a lease now, but the next one comes in time.
    let second = child("say_the_shared_servers_pid", &[("CLICKHOUSE_EMBEDDED_CACHE", &cache.0)]);
    assert_eq!(said(&first, "pid"), said(&second, "pid"));
    wait_until("the shared server has ended", || !Path::new(&folder).exists());
    assert!(ended.elapsed() > Duration::from_secs(5), "{:?}", ended.elapsed());
    // Its state file is still there, and is not believed.
    let third = child("say_the_shared_servers_pid", &[("CLICKHOUSE_EMBEDDED_CACHE", &cache.0)]);
    assert_ne!(said(&first, "pid"), said(&third, "pid"));
    Ok(())
}

#[test]
fn a_shared_server_that_was_killed_is_replaced() -> Result<(), Error> {
    if skipped() {
        return Ok(());
    }
    let cache = own_cache("replaced")?;
    let first = child("say_the_shared_servers_pid", &[("CLICKHOUSE_EMBEDDED_CACHE", &cache.0)]);
    let pid = said(&first, "pid");
    assert!(Command::new("kill").args(["-KILL", &pid]).status().unwrap().success());
    let second = child("say_the_shared_servers_pid", &[("CLICKHOUSE_EMBEDDED_CACHE", &cache.0)]);
    assert_ne!(pid, said(&second, "pid"));
    Ok(())
}

#[test]
#[ignore = "run by the other tests, in a process of its own"]
fn say_the_shared_servers_pid() -> Result<(), Error> {
    let shared = run(Server::shared())?;
    assert_eq!(value(&shared.url(), "SELECT 1"), "1");
    println!("\npid={}", shared.pid().unwrap());
    let folder = env::temp_dir().join(format!("clickhouse-embedded-{}", shared.port()));
    assert!(folder.is_dir());
    println!("folder={}", folder.display());
    Ok(())
}

/// Runs one of the ignored tests and returns what it said when it has ended.
fn child(test: &str, variables: &[(&str, &Path)]) -> Output {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args([test, "--exact", "--ignored", "--nocapture"]).envs(variables.iter().copied());
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    output
}

/// The value of a line `name=value`.
fn said(output: &Output, name: &str) -> String {
    let text = String::from_utf8_lossy(&output.stdout);
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
    value.unwrap_or_else(|| panic!("no {name} in {text}")).to_owned()
}

/// A cache of the test's own, which borrows the library of the real one.
fn own_cache(name: &str) -> Result<Folder, Error> {
    // So that the library is there.
    let server = run(Server::start())?;
    let command = fs::read_to_string(server.data_dir().unwrap().join("command")).unwrap();
    let cache = Folder::new(name);
    if let Some(library) = command.split('\0').find(|word| word.ends_with("libchdb.so")) {
        let package = Path::new(library).parent().unwrap();
        std::os::unix::fs::symlink(package, cache.0.join(package.file_name().unwrap())).unwrap();
    }
    Ok(cache)
}
