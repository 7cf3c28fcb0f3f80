//! What went wrong, as a text for the person who runs the tests.

use std::{error, fmt, io, sync::Arc};

/// Why there is no server: doing what, what is wrong, and the way out.
///
/// When a server could not start, the text ends with what it wrote to its log.
/// `Debug` prints the same text, so that `unwrap` and a test's `Result` stay readable.
#[derive(Clone)]
pub struct Error {
    text: String,
    cause: Option<Arc<io::Error>>,
}

impl Error {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Error { text: text.into(), cause: None }
    }

    /// `text` says what was being done; use as `.map_err(Error::because("read the state file"))`.
    pub(crate) fn because(text: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        move |cause| Error { text: text.into(), cause: Some(Arc::new(cause)) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        match &self.cause {
            Some(cause) => write!(f, ": {cause}"),
            None => Ok(()),
        }
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause.as_ref() as &(dyn error::Error + 'static))
    }
}
