//! `clickhouse-connect`, ClickHouse's Python driver, in a virtual environment beside this program.

use super::{INSERTED_AT_ONCE, Task, left_out};
use crate::Outcome;
use crate::case::Work;
use crate::figures::Figures;
use std::path::PathBuf;
use std::process::Command;

pub const VERSION: &str = "1.12.0";

/// Prints what [`Figures`] are read from.
const PROGRAM: &str = include_str!("python.py");

fn environment() -> Outcome<PathBuf> {
    let program = std::env::current_exe()?;
    let folder = program.parent().ok_or("this program is in no folder")?;
    Ok(folder.join(format!("clickhouse-connect-{VERSION}")))
}

/// Makes the environment if it is not there.
pub fn prepare() -> Outcome<()> {
    let folder = environment()?;
    let python = folder.join("bin/python");
    let imports = Command::new(&python).args(["-c", "import clickhouse_connect"]).output();
    if imports.is_ok_and(|output| output.status.success()) {
        return Ok(());
    }
    eprintln!("installing clickhouse-connect {VERSION} into {}", folder.display());
    let mut make = Command::new("python3");
    make.args(["-m", "venv"]).arg(&folder);
    let mut install = Command::new(&python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    install.arg(format!("clickhouse-connect=={VERSION}"));
    for mut command in [make, install] {
        let text = match command.output() {
            Ok(output) if output.status.success() => continue,
            Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            Err(error) => error.to_string(),
        };
        return Err(format!(
            "clickhouse-connect {VERSION} cannot be installed: {text}\nit needs python3 with venv and pip (Debian: \
             `apt-get install python3-venv`) and a reachable package index"
        )
        .into());
    }
    Ok(())
}

pub fn run(task: &Task<'_>) -> Outcome<Figures> {
    let work = match task.work {
        Work::Select(_) => "select",
        Work::Insert(_) => "insert",
        Work::StreamOut | Work::StreamIn | Work::Small { .. } => return left_out("not part of this case"),
    };
    let (user, password) = task.user();
    let url = task.bare_url();
    let host = url.trim_start_matches("http://").trim_end_matches('/');
    let (host, port) = host.split_once(':').ok_or("the URL has no port")?;
    let (count, at_once) = (task.count.to_string(), INSERTED_AT_ONCE.to_string());
    let compress = if task.lz4 { "lz4" } else { "" };
    let output = Command::new(environment()?.join("bin/python"))
        .args(["-c", PROGRAM, work, task.table().name(), &count, &at_once, compress, host, port, user, password])
        .output()?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        return Err(text.lines().last().unwrap_or("python3 failed").to_owned().into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}
