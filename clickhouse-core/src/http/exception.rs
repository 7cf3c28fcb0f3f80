//! The server's error texts: in bodies of refused calls, and behind the rows of answers that began well.

use super::Head;
use crate::error::{Error, ErrorKind};

/// The error that a refused call's `body` tells, see [`Head::is_refusal`].
pub(crate) fn refusal(head: &Head, body: &[u8]) -> Error {
    Error::new(ErrorKind::Transport, String::from_utf8_lossy(body)).with_query_id(head.query_id.as_deref())
}
