//! Where things live that outlast a process: the engine's library, locks, the shared server's state.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::Error;

/// The cache folder: `CLICKHOUSE_EMBEDDED_CACHE`, else `clickhouse-embedded` in the user's cache folder.
pub(crate) fn folder() -> Result<PathBuf, Error> {
    if let Some(folder) = variable("CLICKHOUSE_EMBEDDED_CACHE") {
        // The server runs in another folder, where a relative path would mean something else.
        return std::path::absolute(folder).map_err(Error::because("CLICKHOUSE_EMBEDDED_CACHE is no path"));
    }
    let caches = match (variable("XDG_CACHE_HOME"), env::home_dir()) {
        (Some(folder), _) if folder.is_absolute() => folder,
        (_, Some(home)) if home.is_absolute() => home.join(".cache"),
        _ => {
            return Err(Error::new(
                "embedded ClickHouse: neither HOME nor XDG_CACHE_HOME is set; \
                 name a folder in CLICKHOUSE_EMBEDDED_CACHE",
            ));
        }
    };
    Ok(caches.join("clickhouse-embedded"))
}

/// Makes `folder` and what is above it.
pub(crate) fn create(folder: &Path) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(Error::because(format!(
        "embedded ClickHouse: cannot create `{}`; name another folder in CLICKHOUSE_EMBEDDED_CACHE",
        folder.display()
    )))
}

fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}
