//! Typed ClickHouse client.
#![forbid(unsafe_code)]

pub mod block;
pub mod column;
pub mod compress;
#[doc(hidden)]
pub mod derived;
pub mod error;
#[cfg(feature = "http")]
mod http;
pub mod row;
pub mod types;
pub mod value;
mod wire;

#[cfg(feature = "derive")]
pub use clickhouse_derive::{Enum, Row, Value};
pub use error::{Error, ErrorKind};
#[cfg(feature = "http")]
pub use http::Summary;
pub use row::Row;
