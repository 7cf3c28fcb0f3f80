//! Unusual programs that are right: the compiler accepts every one of them, without a warning of ours.
//!
//! What it refuses is in `ui/`. To compile is all that most of these have to do.

#![allow(
    clippy::all,
    dead_code,
    unreachable_pub,
    unused_macros,
    unused_parens,
    unused_qualifications,
    reason = "to compile is all that most of these have to do, however they are written"
)]

mod generics;
mod items;
mod lifetimes;
mod names;
mod queries;
mod sql;
mod values;
