//! [`Head`]: what the status and headers of an answer say.
//!
//! Knows no body. Headers are tolerated in any case, order and number; the last of a name wins.
//! Source: ClickHouse `src/Server/HTTPHandler.cpp`, checked on 24.8, 25.8 and 26.7.

use super::Summary;
use crate::error::{Error, ErrorKind};

/// What the status and headers of an answer say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// The HTTP status, such as 200.
    pub(crate) status: u16,
    /// Whether there is any header of ClickHouse's own, as in all of its answers to statements.
    pub(crate) is_by_clickhouse: bool,
    /// The id by which the server's logs know the statement.
    pub(crate) query_id: Option<String>,
    /// The format of the body; absent for DDL and inserts.
    pub(crate) format: Option<String>,
    /// The session's time zone, else the server's.
    pub(crate) time_zone: Option<String>,
    /// The server's error code. It may be there with a status of 200, if the status had gone out before the error.
    pub(crate) exception_code: Option<u32>,
    /// The word that marks an exception in the middle of the body, from 25.11 on.
    pub(crate) exception_tag: Option<String>,
    /// The numbers of the statement; final for DDL and inserts.
    pub(crate) summary: Summary,
}

/// How the names of ClickHouse's own headers begin.
const OWN: &str = "X-ClickHouse-";

impl Head {
    /// Reads the head of an answer; `headers` are pairs of name and value.
    pub(crate) fn new<'h>(status: u16, headers: impl IntoIterator<Item = (&'h str, &'h [u8])>) -> Head {
        let mut head = Head { status, ..Head::default() };
        for (name, value) in headers {
            let Ok(value) = str::from_utf8(value) else { continue };
            let value = value.trim();
            let is = |known: &str| name.eq_ignore_ascii_case(known);
            head.is_by_clickhouse |= name.get(..OWN.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(OWN));
            if is("X-ClickHouse-Query-Id") {
                head.query_id = Some(value.to_owned());
            } else if is("X-ClickHouse-Format") {
                head.format = Some(value.to_owned());
            } else if is("X-ClickHouse-Timezone") {
                head.time_zone = Some(value.to_owned());
            } else if is("X-ClickHouse-Exception-Code") {
                head.exception_code = value.parse().ok();
            } else if is("X-ClickHouse-Exception-Tag") {
                head.exception_tag = Some(value.to_owned());
            } else if is("X-ClickHouse-Summary") {
                head.summary = Summary::parse(value);
            }
        }
        head.summary.query_id = head.query_id.clone().unwrap_or_default();
        head
    }

    /// Whether the whole body is an error text, for [`refusal`](super::refusal) to read.
    pub(crate) fn is_refusal(&self) -> bool {
        self.status != 200 || self.exception_code.is_some()
    }

    /// Checks that a query's body is in the Native format. To be asked where the head is no refusal.
    ///
    /// # Errors
    /// Where the body has another format, because the SQL asks for it or because no ClickHouse answered.
    /// A statement without a result (DDL, an insert) has no format and an empty body, and passes.
    pub(crate) fn check_is_native(&self) -> Result<(), Error> {
        match self.format.as_deref() {
            None | Some("Native") => Ok(()),
            Some(format) => Err(Error::new(
                ErrorKind::Decode,
                format!(
                    "the answer is in the format {format}, but rows are read from Native; leave FORMAT out of the SQL"
                ),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_in_any_case() {
        let head = Head::new(
            200,
            [
                ("x-clickhouse-query-id", &b"q1"[..]),
                ("X-CLICKHOUSE-FORMAT", b" Native "),
                ("X-ClickHouse-Timezone", b"Europe/Zurich"),
                ("X-ClickHouse-Exception-Tag", b"euxnyqcmkfgrsgvs"),
                ("X-ClickHouse-Summary", br#"{"written_rows":"3"}"#),
                ("X-ClickHouse-Server-Display-Name", b"\xff"),
                ("Date", b"today"),
            ],
        );
        assert_eq!(head.query_id.as_deref(), Some("q1"));
        assert_eq!(head.time_zone.as_deref(), Some("Europe/Zurich"));
        assert_eq!(head.exception_tag.as_deref(), Some("euxnyqcmkfgrsgvs"));
        assert_eq!((head.summary.written_rows, head.summary.query_id.as_str()), (3, "q1"));
        assert!(!head.is_refusal());
        head.check_is_native().unwrap();
    }

    #[test]
    fn a_code_makes_a_refusal_of_any_status() {
        assert!(Head::new(200, [("X-ClickHouse-Exception-Code", &b"395"[..])]).is_refusal());
        assert!(Head::new(404, []).is_refusal());
        assert!(!Head::new(200, []).is_refusal());
    }

    #[test]
    fn another_format_is_refused_with_the_way_out() {
        let error = Head::new(200, [("X-ClickHouse-Format", &b"JSON"[..])]).check_is_native().unwrap_err();
        assert_eq!(
            error.to_string(),
            "the answer is in the format JSON, but rows are read from Native; leave FORMAT out of the SQL"
        );
    }
}
