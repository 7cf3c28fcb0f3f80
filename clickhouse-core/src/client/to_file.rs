//! An answer into a file that has its name only once it is whole.
//!
//! Knows no server. The bytes go into `.NAME.RANDOM.part` beside the file, which is renamed after its last byte is on
//! disk, and removed where that does not come about.

use super::query_bytes::ByteStream;
use crate::error::{Error, ErrorKind};
use crate::http::{Summary, new_query_id};
use bytes::Bytes;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tokio::task::spawn_blocking;

/// Written at once: a change of threads for less costs more than the writing.
const WRITTEN_BYTES: usize = 1 << 20;

/// Writes all that the stream has to say into the file at `path`.
pub(super) async fn write(mut stream: ByteStream, path: &Path) -> Result<Summary, Error> {
    let shown = path.display().to_string();
    let refuse = |error: io::Error| {
        Error::new(ErrorKind::Config, format!("cannot write `{shown}`: {error}")).caused_by(error).doing("query")
    };
    let target = path.to_owned();
    let mut part = on_a_thread(move || Part::begin(target)).await.map_err(refuse)?;
    let (mut gathered, mut gathered_bytes) = (Vec::new(), 0);
    loop {
        let next = stream.next().await.transpose()?;
        let is_last = next.is_none();
        if let Some(chunk) = next {
            gathered_bytes += chunk.len();
            gathered.push(chunk);
        }
        if gathered_bytes >= WRITTEN_BYTES || is_last && gathered_bytes > 0 {
            let chunks = std::mem::take(&mut gathered);
            gathered_bytes = 0;
            part = on_a_thread(move || part.put(&chunks).map(|()| part)).await.map_err(refuse)?;
        }
        if is_last {
            on_a_thread(move || part.finish()).await.map_err(refuse)?;
            return Ok(stream.summary().clone());
        }
    }
}

async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    spawn_blocking(work).await.map_err(io::Error::other)?
}

/// A file that is not whole yet; gone when it is dropped.
struct Part {
    file: File,
    path: PathBuf,
    target: PathBuf,
    is_renamed: bool,
}

impl Part {
    fn begin(target: PathBuf) -> io::Result<Part> {
        let Some(name) = target.file_name() else {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"));
        };
        if target.is_dir() {
            return Err(io::Error::from(io::ErrorKind::IsADirectory));
        }
        let mut part = std::ffi::OsString::from(".");
        part.push(name);
        part.push(format!(".{}.part", new_query_id()));
        let path = target.with_file_name(part);
        let file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        Ok(Part { file, path, target, is_renamed: false })
    }

    fn put(&mut self, chunks: &[Bytes]) -> io::Result<()> {
        chunks.iter().try_for_each(|chunk| self.file.write_all(chunk))
    }

    fn finish(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        std::fs::rename(&self.path, &self.target)?;
        self.is_renamed = true;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.is_renamed {
            // Nobody is there to be told; what stays has a name that says what it is.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
