//! SQL as text: names quoted, values escaped, statements with their parameters.
//!
//! Knows no server. A user's SQL is never changed here; values travel beside it.

mod fits;
mod param;
mod sample;
mod scan;
mod statement;
mod table;
mod value;

pub use fits::{Fits, param_type};
pub use param::Param;
pub(crate) use scan::scan;
pub use statement::{IntoStatement, Statement, TypedStatement};
pub use table::{IntoTable, TableName};

/// `name` in backticks, whatever is in it.
pub(crate) fn quote(name: &str) -> String {
    let mut quoted = String::with_capacity(name.len() + 2);
    quoted.push('`');
    for letter in name.chars() {
        match letter {
            '`' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\0' => quoted.push_str("\\0"),
            letter => quoted.push(letter),
        }
    }
    quoted.push('`');
    quoted
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn a_quoted_name_cannot_end_early() {
        assert_eq!(quote("plain"), "`plain`");
        assert_eq!(quote("a`b\\c.d"), "`a\\`b\\\\c.d`");
    }
}
