//! Typed ClickHouse client.
#![forbid(unsafe_code)]

pub mod block;
pub mod column;
pub mod error;
#[cfg(feature = "http")]
mod http;
pub mod row;
pub mod types;
pub mod value;
mod wire;

pub use error::{Error, ErrorKind};
#[cfg(feature = "http")]
pub use http::Summary;
pub use row::Row;
