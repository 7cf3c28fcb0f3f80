//! Typed ClickHouse client.
#![forbid(unsafe_code)]

pub mod block;
#[cfg(feature = "http")]
pub mod client;
pub mod column;
pub mod compress;
#[doc(hidden)]
pub mod derived;
pub mod error;
#[cfg(feature = "http")]
mod http;
pub mod row;
#[cfg(feature = "http")]
mod schema;
#[cfg(feature = "http")]
pub mod sql;
mod tuples;
pub mod types;
pub mod value;
mod wire;

#[cfg(feature = "derive")]
pub use clickhouse_derive::{Enum, Row, Value};
#[cfg(feature = "http")]
pub use client::Client;
pub use error::{Error, ErrorKind};
#[cfg(feature = "http")]
pub use http::Summary;
pub use row::Row;
