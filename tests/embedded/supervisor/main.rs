//! The program that stands between a test process and its ClickHouse server.
//!
//! It uses std only, is compiled by the crate's build script, and has two modes:
//!
//! ```text
//! supervisor supervise FOLDER             owns one server and its folder, lives as long as its standard input
//! supervisor supervise FOLDER LINGER_MS   the same for a shared server: lives as long as a lease is held
//! supervisor library LIBRARY ARGUMENT..   becomes the server: loads the engine's library and never returns
//! ```
//!
//! It knows nothing of users, ports or configurations: the test process writes those into the folder.

mod library;
mod supervise;
mod system;

use std::{env, process::ExitCode};

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let mode = arguments.first().and_then(|mode| mode.to_str());
    match (mode, arguments.get(1..).unwrap_or_default()) {
        (Some("supervise"), [folder]) => supervise::run(folder.as_ref(), None),
        (Some("supervise"), [folder, linger]) => match linger.to_str().and_then(|millis| millis.parse().ok()) {
            Some(millis) => supervise::run(folder.as_ref(), Some(millis)),
            None => usage(),
        },
        (Some("library"), [path, arguments @ ..]) => library::run(path, arguments),
        _ => usage(),
    }
}

fn usage() -> ExitCode {
    eprintln!("this program is started by the crate clickhouse-embedded, not by hand");
    ExitCode::from(2)
}
