//! Fetches the engine's shared library once, by `npm ci`, into the cache folder.
//!
//! npm and not an own download, because npm knows the user's registry and proxy, and verifies the package:
//! the generated lock file carries our checksum and no address. The dependency is a plain one: of an
//! *optional* one npm skips a wrong checksum silently. Processes that race wait for the first one's lock;
//! the finished package is renamed into place, so what is in the cache is whole.

use std::{
    fs::{self, File},
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    Error, cache,
    engine::{nothing_found, on_path},
    os::FileLock,
};

const PACKAGE: &str = "@chdb/lib-linux-x64-gnu";
/// ClickHouse 26.7.2.1. The tag `latest` is an older one, which cannot open listeners.
const VERSION: &str = "26.7.3-stable.1";
/// Of the package as npm downloads it (178 MB).
const INTEGRITY: &str =
    "sha512-XP97mMqnc5tZpKQywR8N7cLTsHNiTmHr30pC5mzo3jWmukjKn2IBa60c2B/gWUNcuFjOMjWoorQICCqBVj5wpw==";

/// The path of the library, which is fetched first if need be.
pub(crate) fn library() -> Result<PathBuf, Error> {
    let cache = cache::folder()?;
    let package = cache.join(format!("lib-linux-x64-gnu-{VERSION}"));
    let library = package.join("libchdb.so");
    if library.is_file() {
        return Ok(library);
    }
    let Some(npm) = on_path("npm") else {
        return Err(nothing_found(&format!(
            "no `clickhouse` and no `npm` on PATH, no library in `{}`",
            cache.display()
        )));
    };
    cache::create(&cache)?;
    let _lock = FileLock::acquire(&cache.join("download.lock"), || {
        say("embedded ClickHouse: waiting for another process that downloads it\n");
    })
    .map_err(Error::because(format!("embedded ClickHouse: cannot lock `{}`", cache.display())))?;
    // Another process may have been faster.
    if !library.is_file() {
        let folder = cache.join("download");
        let outcome = fetch(&npm, &folder, &package);
        let _ = fs::remove_dir_all(&folder);
        outcome?;
    }
    Ok(library)
}

/// Downloads into `folder` and moves the result to `package`. Held under the lock.
fn fetch(npm: &Path, folder: &Path, package: &Path) -> Result<(), Error> {
    let failed = |doing: &str| Error::because(format!("embedded ClickHouse: cannot {doing} in `{}`", folder.display()));
    let _ = fs::remove_dir_all(folder);
    cache::create(folder)?;
    fs::write(folder.join("package.json"), package_json()).map_err(failed("write"))?;
    fs::write(folder.join("package-lock.json"), package_lock_json()).map_err(failed("write"))?;
    let errors = File::create(folder.join("npm.log")).map_err(failed("write"))?;

    say(&format!("embedded ClickHouse: downloading {PACKAGE} {VERSION} (178 MB, 569 MB unpacked) with npm, once"));
    let started = Instant::now();
    let mut process = Command::new(npm)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        // Offline this fails after seconds, not after the minute of npm's defaults.
        .args(["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"])
        // Else npm keeps a second copy of the package.
        .arg("--cache")
        .arg(folder.join("npm-cache"))
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(errors)
        .spawn()
        .map_err(failed("run npm"))?;
    let alive = io::stderr().is_terminal();
    let mut dots = 0;
    let status = loop {
        if let Some(status) = process.try_wait().map_err(failed("wait for npm"))? {
            break status;
        }
        thread::sleep(Duration::from_millis(50));
        if alive && started.elapsed().as_secs() > dots {
            dots += 1;
            say(".");
        }
    };
    say("\n");

    if !status.success() {
        let errors = fs::read_to_string(folder.join("npm.log")).unwrap_or_default();
        return Err(nothing_found(&format!(
            "npm could not fetch {PACKAGE} {VERSION} ({status}):\n{}",
            errors.trim_end()
        )));
    }
    let fetched = folder.join("node_modules").join(PACKAGE);
    if !fetched.join("libchdb.so").is_file() {
        return Err(nothing_found(&format!("npm fetched {PACKAGE} {VERSION}, but there is no libchdb.so in it")));
    }
    let _ = fs::remove_dir_all(package);
    fs::rename(&fetched, package).map_err(failed("rename the package"))?;
    say(&format!(
        "embedded ClickHouse: downloaded in {:.1} s to `{}`\n",
        started.elapsed().as_secs_f32(),
        package.display()
    ));
    Ok(())
}

fn package_json() -> String {
    format!(
        r#"{{
  "name": "clickhouse-embedded-cache",
  "version": "1.0.0",
  "private": true,
  "dependencies": {{ "{PACKAGE}": "{VERSION}" }}
}}
"#
    )
}

/// No `resolved`: npm then asks the registry it is configured for, and `integrity` still binds it.
fn package_lock_json() -> String {
    format!(
        r#"{{
  "name": "clickhouse-embedded-cache",
  "version": "1.0.0",
  "lockfileVersion": 3,
  "requires": true,
  "packages": {{
    "": {{
      "name": "clickhouse-embedded-cache",
      "version": "1.0.0",
      "dependencies": {{ "{PACKAGE}": "{VERSION}" }}
    }},
    "node_modules/{PACKAGE}": {{
      "version": "{VERSION}",
      "integrity": "{INTEGRITY}",
      "cpu": ["x64"],
      "os": ["linux"],
      "license": "Apache-2.0"
    }}
  }}
}}
"#
    )
}

/// Not `eprint!`, which the test runner would hold back until the test has failed.
fn say(text: &str) {
    let mut stderr = io::stderr();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}
