//! [`Summary`]: what a statement did, as the server counted it.
//!
//! Knows no head: it is given the text of `X-ClickHouse-Summary`, a flat JSON object whose numbers are strings:
//!
//! ```text
//! {"read_rows":"3","read_bytes":"24","written_rows":"0","elapsed_ns":"976271","memory_usage":"0"}
//! ```
//!
//! Fields come and go between versions (`memory_usage` is new in 26.x), so unknown ones are passed over, missing ones
//! are zero, and a text that is no object at all is an empty summary: a statement that succeeded never fails for it.

use std::time::Duration;

/// What a statement did, as the server counted it.
///
/// For inserts and DDL the numbers are final. For a query whose answer is streamed they are what was known when the
/// answer began. Of an asynchronous insert the server tells zeros; an insert dropped as a duplicate still counts its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// The id by which the server's logs know the statement; empty if the server told none.
    pub query_id: String,
    /// Rows read from tables.
    pub read_rows: u64,
    /// Bytes read from tables, uncompressed.
    pub read_bytes: u64,
    /// Rows written by an insert: of one of rows, those that are stored in its table. Of bytes and commands the server's
    /// number, which has those of materialized views as well, and twice what a Distributed table keeps on the same server.
    pub written_rows: u64,
    /// Bytes written by an insert, uncompressed.
    pub written_bytes: u64,
    /// Rows that were expected to be read.
    pub total_rows_to_read: u64,
    /// Rows of the result.
    pub result_rows: u64,
    /// Bytes of the result, uncompressed.
    pub result_bytes: u64,
    /// Peak memory in bytes; zero from servers that do not tell.
    pub memory_usage: u64,
    /// Time spent by the server.
    pub elapsed: Duration,
}

impl Summary {
    /// Reads `json` into a summary without a query id. Whatever is not understood counts as zero.
    pub(crate) fn parse(json: &str) -> Summary {
        let mut summary = Summary::default();
        for_each_number(json, |key, number| match key {
            "read_rows" => summary.read_rows = number,
            "read_bytes" => summary.read_bytes = number,
            "written_rows" => summary.written_rows = number,
            "written_bytes" => summary.written_bytes = number,
            "total_rows_to_read" => summary.total_rows_to_read = number,
            "result_rows" => summary.result_rows = number,
            "result_bytes" => summary.result_bytes = number,
            "memory_usage" => summary.memory_usage = number,
            "elapsed_ns" => summary.elapsed = Duration::from_nanos(number),
            _ => {}
        });
        summary
    }

    /// The sum of this summary and that of a further block of the same insert, whose query id it takes.
    pub(crate) fn add(&mut self, other: &Summary) {
        self.query_id.clone_from(&other.query_id);
        for (sum, part) in [
            (&mut self.read_rows, other.read_rows),
            (&mut self.read_bytes, other.read_bytes),
            (&mut self.written_rows, other.written_rows),
            (&mut self.written_bytes, other.written_bytes),
            (&mut self.total_rows_to_read, other.total_rows_to_read),
            (&mut self.result_rows, other.result_rows),
            (&mut self.result_bytes, other.result_bytes),
        ] {
            *sum = sum.saturating_add(part);
        }
        self.memory_usage = self.memory_usage.max(other.memory_usage);
        self.elapsed = self.elapsed.saturating_add(other.elapsed);
    }
}

/// Calls `found` for each member of the outermost object of `json` whose value is a whole number or a string of one.
fn for_each_number(json: &str, mut found: impl FnMut(&str, u64)) {
    let mut depth = 0usize;
    let mut key = None;
    let mut rest = json.trim_start();
    while let Some(first) = rest.chars().next() {
        let token_bytes = match first {
            '"' => string_bytes(rest),
            '{' | '}' | '[' | ']' | ':' | ',' => 1,
            _ => rest.find(['"', '{', '}', '[', ']', ':', ',']).unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(token_bytes);
        rest = after.trim_start();
        match first {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 1 => key = None,
            ':' | ',' => {}
            _ if depth != 1 => {}
            _ => match key {
                None => key = Some(token.trim_matches('"')),
                Some(key) => {
                    if let Ok(number) = token.trim().trim_matches('"').parse() {
                        found(key, number);
                    }
                }
            },
        }
    }
}

/// The length of the JSON string that `text` begins with, quotes included; all of `text` where it does not end.
fn string_bytes(text: &str) -> usize {
    let mut escaped = false;
    for (position, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return position + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_of_26_7_says_is_read() {
        let json = r#"{"read_rows":"3","read_bytes":"24","written_rows":"5","written_bytes":"6","total_rows_to_read":"7","result_rows":"8","result_bytes":"9","elapsed_ns":"744557","memory_usage":"4248"}"#;
        let summary = Summary::parse(json);
        let expected = Summary {
            query_id: String::new(),
            read_rows: 3,
            read_bytes: 24,
            written_rows: 5,
            written_bytes: 6,
            total_rows_to_read: 7,
            result_rows: 8,
            result_bytes: 9,
            memory_usage: 4248,
            elapsed: Duration::from_nanos(744_557),
        };
        assert_eq!(summary, expected);
    }

    #[test]
    fn numbers_without_quotes_are_read() {
        assert_eq!(Summary::parse(r#" { "read_rows" : 3 , "written_rows":18446744073709551615 } "#).read_rows, 3);
        assert_eq!(Summary::parse(r#"{"written_rows":18446744073709551615}"#).written_rows, u64::MAX);
    }

    #[test]
    fn what_is_unknown_or_odd_is_passed_over() {
        let json = r#"{"a":{"read_rows":"1"},"b":["x","read_rows",7],"c\":{":"\"}","read_rows":"2","written_rows":"many","result_rows":-1,"elapsed_ns":null}"#;
        assert_eq!(Summary::parse(json), Summary { read_rows: 2, ..Summary::default() });
    }

    #[test]
    fn no_text_is_an_error() {
        let json = r#"{"read_rows":"3","elapsed_ns":"744557"}"#;
        for end in 0..json.len() {
            Summary::parse(&json[..end]);
            Summary::parse(&json[end..]);
        }
        for odd in ["", "null", "[]", "]]}}", "{{{", "\"", "{\"", "{\"read_rows\":\"\\", "ключ: {}"] {
            assert_eq!(Summary::parse(odd), Summary::default(), "{odd}");
        }
    }

    #[test]
    fn blocks_of_one_insert_add_up() {
        let mut sum = Summary::parse(r#"{"written_rows":"2","elapsed_ns":"5","memory_usage":"9"}"#);
        sum.add(&Summary { query_id: "q2".to_owned(), ..Summary::parse(r#"{"written_rows":"3","elapsed_ns":"5"}"#) });
        assert_eq!(
            (sum.written_rows, sum.elapsed.as_nanos(), sum.memory_usage, sum.query_id.as_str()),
            (5, 10, 9, "q2")
        );
    }
}
