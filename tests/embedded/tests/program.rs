//! `cargo run -p clickhouse-embedded`, and what happens to its server when it ends.
#![cfg(unix)]

mod support;

use std::{
    env, fs,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
};

use clickhouse_embedded::Error;
use support::{Folder, answers, parts, run, skipped, value, wait_until};

#[test]
fn a_killed_parent_leaves_no_server_and_no_folder() {
    if skipped() {
        return;
    }
    let mut program = Program::start();
    let (address, folder) = (program.address(), program.folder());
    assert!(answers(&address) && folder.is_dir());
    program.process.kill().unwrap();
    program.process.wait().unwrap();
    let took = wait_until("server and folder are gone", || !answers(&address) && !folder.exists());
    println!("gone after {took:?}");
}

#[test]
fn signals_end_it_cleanly() {
    if skipped() {
        return;
    }
    for signal in ["-INT", "-TERM"] {
        let mut program = Program::start();
        let (address, folder) = (program.address(), program.folder());
        let status = program.end(signal);
        assert!(status.success(), "{signal}: {status}");
        assert!(!answers(&address) && !folder.exists(), "{signal}");
        let mut rest = String::new();
        program.stdout.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "the URL is the only line");
    }
}

#[test]
fn a_server_that_runs_already_is_used_and_left_alone() -> Result<(), Error> {
    if skipped() {
        return Ok(());
    }
    let server = run(clickhouse_embedded::Server::start())?;
    let mut program = Program::of(Command::new(PROGRAM).env("CLICKHOUSE_URL", server.url()));
    assert_eq!(program.url, server.url());
    assert!(program.end("-TERM").success());
    assert_eq!(value(&server.url(), "SELECT 1"), "1");
    // It cannot be given a port.
    let output = Command::new(PROGRAM).args(["--port", "8123"]).env("CLICKHOUSE_URL", server.url()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && text.contains("CLICKHOUSE_URL names a running server"), "{text}");
    assert!(!text.contains(parts(&server.url()).1), "{text}");
    Ok(())
}

#[test]
fn arguments_it_does_not_know_are_refused() {
    for arguments in [["--prot", "1"].as_slice(), &["--port"], &["--port", "0"], &["--port=65536"], &["8123"]] {
        let output = Command::new(PROGRAM).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        assert!(output.stdout.is_empty());
    }
    let output = Command::new(PROGRAM).arg("--help").output().unwrap();
    assert!(output.status.success() && String::from_utf8_lossy(&output.stdout).contains("--port N"));
}

#[test]
fn without_any_clickhouse_three_ways_out_are_shown() {
    let cache = Folder::new("no-npm");
    let output = without_clickhouse(&cache, Path::new(""));
    three_ways_out(&output);
    assert_eq!(fs::read_dir(&cache.0).unwrap().count(), 0, "nothing was written");
}

#[test]
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn what_npm_says_is_shown() {
    use std::os::unix::fs::PermissionsExt;
    let (cache, path) = (Folder::new("npm-cache"), Folder::new("npm-path"));
    let npm = path.0.join("npm");
    fs::copy("/bin/sh", &npm).unwrap();
    fs::set_permissions(&npm, fs::Permissions::from_mode(0o755)).unwrap();
    // The shell takes `ci` for a script and says that there is none, as npm would about its registry.
    let output = without_clickhouse(&cache, &path.0);
    three_ways_out(&output);
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("downloading") && text.contains("npm could not fetch") && text.contains("ci"), "{text}");
    assert!(!cache.0.join("download").exists());
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_clickhouse-embedded");

/// The program serving, its URL read.
struct Program {
    process: Child,
    stdout: BufReader<std::process::ChildStdout>,
    url: String,
}

impl Program {
    fn start() -> Self {
        Program::of(&mut Command::new(PROGRAM))
    }

    fn of(command: &mut Command) -> Self {
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let mut url = String::new();
        stdout.read_line(&mut url).unwrap();
        assert_eq!(value(url.trim_end(), "SELECT 1"), "1");
        Program { process, stdout, url: url.trim_end().to_owned() }
    }

    fn address(&self) -> String {
        parts(&self.url).2.to_owned()
    }

    fn folder(&self) -> PathBuf {
        let port = self.address().split_once(':').unwrap().1.to_owned();
        env::temp_dir().join(format!("clickhouse-embedded-{port}"))
    }

    fn end(&mut self, signal: &str) -> ExitStatus {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        self.process.wait().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn without_clickhouse(cache: &Folder, path: &Path) -> Output {
    Command::new(PROGRAM)
        .env_remove("CLICKHOUSE_URL")
        .env("CLICKHOUSE_EMBEDDED_CACHE", &cache.0)
        .env("PATH", path)
        .output()
        .unwrap()
}

fn three_ways_out(output: &Output) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(output.stdout.is_empty());
    for way in ["CLICKHOUSE_URL=", "`clickhouse` program on PATH", "`npm` on PATH"] {
        assert!(text.contains(way), "{way}: {text}");
    }
}
