//! [`Error`]: everything that can go wrong, said once, in one machine word.
//!
//! Knows no other layer: each of them fills in what it knows. The text says what was being done, what is wrong and the
//! way out; the server's own text is passed on whole. Secrets and row contents never appear.

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;

/// Why something could not be done.
///
/// [`kind`](Error::kind) tells who has to act; the text is for people. One machine word wide.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    /// What was being done: "insert into `trades`". Outer layers put theirs in front.
    doing: String,
    what: String,
    server: Option<ServerError>,
    mismatch: Option<Mismatch>,
    query_id: Option<String>,
    retryable: bool,
    rows_written: u64,
    rows_unknown: u64,
    reach: Option<Reach>,
    handed_back: Option<Box<dyn Any + Send + Sync>>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// Who has to act on an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The server refused or failed: see [`Error::server`].
    Server,
    /// A Rust type and a column's type do not fit, or a column is missing: see [`Error::mismatch`].
    Mismatch,
    /// A value is not one of its column's type. Nothing was sent.
    Value,
    /// The answer's bytes are not what they claim to be.
    Decode,
    /// No connection came about. Nothing was sent.
    Connect,
    /// No answer within the time allowed.
    Timeout,
    /// The connection ended in the middle of a request or an answer.
    Transport,
    /// A URL, a setting or an option of the client is wrong.
    Config,
    /// A table or a type text cannot be understood.
    Schema,
}

/// How far a call had come when it failed, as far as that can be known for certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "http"), allow(dead_code, reason = "the codec alone makes few of them"))]
pub(crate) enum Reach {
    /// Nothing of it was sent.
    NotSent,
    /// Part of its body was not sent.
    Cut,
    /// Somebody on the way or the server refused it before it was begun.
    Refused,
    /// The server began it, and said that it failed.
    Failed,
    /// All of it may have been received, and nobody said what became of it.
    Unanswered,
}

/// What the server said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerError {
    /// ClickHouse's number of the error, such as 60.
    pub code: u32,
    /// ClickHouse's name of the error, such as `UNKNOWN_TABLE`; empty where the server's text was cut before it.
    pub name: String,
    /// The server's whole text.
    pub message: String,
}

/// All that keeps a row type and the columns of a result or table apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mismatch {
    /// One entry for each column or field concerned, never empty.
    pub problems: Vec<Problem>,
}

/// One column or field that does not fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problem {
    /// The column's name, unless the field has no column.
    pub column: Option<String>,
    /// The column's ClickHouse type.
    pub column_type: Option<String>,
    /// The field as `Struct::field`, unless the column has no field.
    pub field: Option<String>,
    /// The field's Rust type.
    pub rust_type: Option<String>,
    /// What is wrong and the way out.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problems.as_slice() {
            [problem] => problem.fmt(f),
            problems => {
                write!(f, "{} problems", problems.len())?;
                problems.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
            }
        }
    }
}

// Without a client nobody has a server's error, a query id or a cause to tell.
#[cfg_attr(not(feature = "http"), allow(dead_code, reason = "the codec alone makes few of them"))]
impl Error {
    /// An error of `kind`; `what` says what is wrong and the way out.
    #[cold]
    pub(crate) fn new(kind: ErrorKind, what: impl Into<String>) -> Self {
        Error(Box::new(Inner {
            kind,
            doing: String::new(),
            what: what.into(),
            server: None,
            mismatch: None,
            query_id: None,
            retryable: false,
            rows_written: 0,
            rows_unknown: 0,
            reach: None,
            handed_back: None,
            source: None,
        }))
    }

    /// Types and columns do not fit.
    #[cold]
    pub(crate) fn from_mismatch(mismatch: Mismatch) -> Self {
        let mut error = Error::new(ErrorKind::Mismatch, mismatch.to_string());
        error.0.mismatch = Some(mismatch);
        error
    }

    /// The server refused.
    #[cold]
    pub(crate) fn from_server(server: ServerError) -> Self {
        let mut error = Error::new(ErrorKind::Server, server.message.clone());
        error.0.server = Some(server);
        error
    }

    /// The same error with what was being done in front: "insert into `trades`".
    #[cold]
    #[must_use]
    pub(crate) fn doing(mut self, doing: impl fmt::Display) -> Self {
        let before = std::mem::take(&mut self.0.doing);
        self.0.doing = if before.is_empty() { doing.to_string() } else { format!("{doing}: {before}") };
        self
    }

    /// As [`Error::doing`], unless the text begins with these words already.
    #[cold]
    #[must_use]
    pub(crate) fn doing_once(self, doing: &str) -> Self {
        let rest = self.0.doing.strip_prefix(doing);
        if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':')) { self } else { self.doing(doing) }
    }

    #[must_use]
    pub(crate) fn with_query_id(mut self, query_id: Option<&str>) -> Self {
        if let Some(query_id) = query_id {
            self.0.query_id = Some(query_id.to_owned());
        }
        self
    }

    #[must_use]
    pub(crate) fn with_rows_written(mut self, rows: u64) -> Self {
        self.0.rows_written = rows;
        self
    }

    #[must_use]
    pub(crate) fn with_rows_unknown(mut self, rows: u64) -> Self {
        self.0.rows_unknown = rows;
        self
    }

    /// The same error of a call that came this far.
    #[must_use]
    pub(crate) fn with_reach(mut self, reach: Reach) -> Self {
        self.0.reach = Some(reach);
        self
    }

    /// The same error with what the caller gave and gets back.
    #[must_use]
    pub(crate) fn handing_back(mut self, what: impl Any + Send + Sync) -> Self {
        self.0.handed_back = Some(Box::new(what));
        self
    }

    pub(crate) fn handed_back<W: Any>(&self) -> Option<&W> {
        self.0.handed_back.as_ref()?.downcast_ref()
    }

    pub(crate) fn take_handed_back<W: Any>(&mut self) -> Option<W> {
        self.handed_back::<W>()?;
        self.0.handed_back.take()?.downcast().ok().map(|what| *what)
    }

    /// How far the call had come.
    pub(crate) fn reach(&self) -> Reach {
        let by_kind = match self.0.kind {
            ErrorKind::Connect | ErrorKind::Config | ErrorKind::Value | ErrorKind::Mismatch | ErrorKind::Schema => {
                Reach::NotSent
            }
            ErrorKind::Server => Reach::Failed,
            ErrorKind::Timeout | ErrorKind::Transport | ErrorKind::Decode => Reach::Unanswered,
        };
        self.0.reach.unwrap_or(by_kind)
    }

    #[must_use]
    pub(crate) fn retryable(mut self, retryable: bool) -> Self {
        self.0.retryable = retryable;
        self
    }

    /// The cause, which [`source`](StdError::source) shows and the text does not repeat.
    #[must_use]
    pub(crate) fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Who has to act.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// ClickHouse's number of the error, if the server said one.
    pub fn code(&self) -> Option<u32> {
        self.0.server.as_ref().map(|server| server.code)
    }

    /// ClickHouse's name of the error, such as `UNKNOWN_TABLE`, if the server said one.
    pub fn code_name(&self) -> Option<&str> {
        self.0.server.as_ref().map(|server| server.name.as_str()).filter(|name| !name.is_empty())
    }

    /// What the server said, if it was the server.
    pub fn server(&self) -> Option<&ServerError> {
        self.0.server.as_ref()
    }

    /// The columns and fields that do not fit, if that is what is wrong.
    pub fn mismatch(&self) -> Option<&Mismatch> {
        self.0.mismatch.as_ref()
    }

    /// The query's id, by which the server's logs know it.
    pub fn query_id(&self) -> Option<&str> {
        self.0.query_id.as_deref()
    }

    /// Whether the same call can succeed later without any change.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// How many rows of an insert are known to be stored.
    pub fn rows_written(&self) -> u64 {
        self.0.rows_written
    }

    /// How many rows of an insert may or may not be stored: they were sent, and no answer tells what became of them. They
    /// come right after those that are known to be stored.
    ///
    /// Zero means that exactly [`rows_written`](Error::rows_written) rows are stored, `u64::MAX` that it may be any number of
    /// them, of bytes whose rows the client does not count.
    pub fn rows_unknown(&self) -> u64 {
        self.0.rows_unknown
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.doing.is_empty() {
            write!(f, "{}: ", self.0.doing)?;
        }
        f.write_str(&self.0.what)
    }
}

/// The text and its causes, so that `unwrap` and a test's or `main`'s `Result` stay readable.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} error: {self}", self.0.kind)?;
        let mut cause = StdError::source(self);
        while let Some(error) = cause {
            write!(f, "\ncaused by: {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_word_wide() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
    }

    #[test]
    fn what_was_being_done_stands_in_front() {
        let error = Error::new(ErrorKind::Value, "the name is empty").doing("row 3").doing("insert into `trades`");
        assert_eq!(error.to_string(), "insert into `trades`: row 3: the name is empty");
    }

    #[test]
    fn several_problems_stand_on_lines_of_their_own() {
        let problem = |text: &str| Problem { text: text.to_owned(), ..Problem::default() };
        let one = Mismatch { problems: vec![problem("a")] };
        let two = Mismatch { problems: vec![problem("a"), problem("b")] };
        assert_eq!(Error::from_mismatch(one).to_string(), "a");
        assert_eq!(Error::from_mismatch(two).to_string(), "2 problems\n  a\n  b");
    }
}
