//! Results and tables whose columns are not known beforehand, against a real server.
//!
//! | claim | module |
//! |---|---|
//! | cells are read typed and untyped, shown, and inserted; what does not fit is refused | `cells` |
//! | every golden file goes through a table and comes out as what it was | `golden` |
//! | every type that a column can have goes through a table, and is shown as the server shows it | `families` |
//! | any value of any type, however nested and encoded, goes through a table | `random`, of `trees` |
//! | every table of `system` can be read | `system` |

mod allowed;
mod cells;
mod families;
#[path = "../codec/files.rs"]
mod files;
mod golden;
mod random;
#[path = "../support/mod.rs"]
mod support;
mod system;
mod trees;
