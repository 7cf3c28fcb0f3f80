//! Compiles the supervisor program of `supervisor/`, which supervises the servers.
//!
//! A binary target of this package would not do: cargo builds those for this package's own tests only,
//! not for the tests and examples of crates that depend on it.

use std::{env, ffi::OsString, path::PathBuf, process::Command};

fn main() {
    println!("cargo::rerun-if-changed=supervisor");
    println!("cargo::rustc-check-cfg=cfg(supervisor)");
    // The program speaks POSIX. Elsewhere the crate compiles, and offers `CLICKHOUSE_URL` only.
    if env::var_os("CARGO_CFG_UNIX").is_none() {
        return;
    }
    match compile() {
        Ok(()) => println!("cargo::rustc-cfg=supervisor"),
        Err(reason) => println!("cargo::error=clickhouse-embedded: {reason}"),
    }
}

fn compile() -> Result<(), String> {
    let (host, target) = (variable("HOST")?, variable("TARGET")?);
    if machine(&host) != machine(&target) {
        return Err(format!(
            "the supervisor program is compiled for the machine that builds, but the build is for `{target}` on `{host}`; \
             build on the machine that runs the tests, or leave this crate out of cross builds"
        ));
    }
    let program = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?).join("supervisor");
    let rustc = env::var_os("RUSTC").ok_or("RUSTC is not set")?;
    let mut command = Command::new(&rustc);
    command.args(["--edition=2024", "--crate-name=supervisor", "-Copt-level=1", "-Cstrip=debuginfo"]);
    if let Some(linker) = env::var_os("RUSTC_LINKER") {
        let mut option = OsString::from("-Clinker=");
        option.push(linker);
        command.arg(option);
    }
    command.arg("-o").arg(&program).arg("supervisor/main.rs");
    let output = command
        .output()
        .map_err(|error| format!("cannot run `{}` to compile the supervisor program: {error}", rustc.display()))?;
    if output.status.success() {
        return Ok(());
    }
    for line in String::from_utf8_lossy(&output.stderr).lines() {
        println!("cargo::error={line}");
    }
    Err("the supervisor program does not compile, see above".to_owned())
}

/// The processor and the system of a target triple, without vendor and C library:
/// a musl build runs on a glibc machine.
fn machine(triple: &str) -> (Option<&str>, bool, bool) {
    (triple.split('-').next(), triple.contains("linux"), triple.contains("apple"))
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("{name} is not set"))
}
