//! HTTP as data: what a call says, and what an answer says.
//!
//! Knows no socket and no HTTP library: a [`Request`] is a list of URL parameters and headers, a [`Head`] is read from
//! a status and headers, a body is bytes pushed into a [`NativeAnswer`]. The client moves the bytes.
//!
//! Source: ClickHouse `src/Server/HTTPHandler.cpp`; recorded answers of 24.8, 25.8 and 26.7 in `tests/golden/http`.

mod answer;
mod bytes_answer;
mod codes;
mod endpoint;
mod exception;
mod head;
mod percent;
mod query_id;
#[cfg(test)]
mod recorded;
mod request;
mod summary;

pub(crate) use answer::NativeAnswer;
pub(crate) use bytes_answer::BytesAnswer;
pub(crate) use codes::begins_nothing;
pub(crate) use endpoint::Endpoint;
pub(crate) use exception::{MAX_REFUSAL_BYTES, refusal};
pub(crate) use head::Head;
pub(crate) use query_id::new_query_id;
pub(crate) use request::Request;
pub use summary::Summary;
