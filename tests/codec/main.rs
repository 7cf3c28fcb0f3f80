//! The codec against bytes of real servers, without any server: `tests/golden` holds what 26.7 (and, where they differ,
//! 24.8, 25.8 and 26.9) sent, beside the query that made it and the rows as the server's own JSON shows them.
//!
//! | claim | module |
//! |---|---|
//! | rows are read as the server means them and written back to the same bytes | `golden`, case by case |
//! | types are printed as the server prints them | `type_texts` |
//! | bytes may arrive in pieces of any size, and a cut is not an end | `prefixes` |
//! | broken bytes neither panic nor take memory that they do not justify | `flips`, counted by `memory` |
//! | bytes bent at random are answered soon, and within the memory they justify | `fuzz` |
//! | every file is read without knowing its types | `untyped` |
//! | any row comes back as it was written | `round_trip` |
//! | any value of any type, however nested, comes back as it was written | `any_value` |

mod any_value;
mod cases;
mod files;
mod flips;
mod fuzz;
mod golden;
mod json;
mod memory;
mod prefixes;
mod round_trip;
mod type_texts;
mod untyped;
