//! [`Form`]: a statement with what is too long for a URL, or no text at all, as the fields of a `multipart/form-data` body.
//!
//! ```text
//! query          the SQL, in several fields: the server puts them together again
//! param_NAME     a parameter's text, at most 128 KiB
//! NAME, a file   the rows of an external table in Native; its columns are said in the URL
//! ```
//!
//! Knows no client. Source: ClickHouse `src/Server/HTTP/HTMLForm.cpp`, `src/Core/ExternalTable.cpp`, checked on 26.7.

use super::external::External;
use crate::http::new_query_id;
use bytes::Bytes;

/// What the server takes of one field that is no file (`http_max_field_value_size`, not for a user to change).
pub(super) const MAX_FIELD_BYTES: usize = 128 << 10;

/// A body made of fields.
pub(super) struct Form {
    pub(super) content_type: String,
    pub(super) body: Bytes,
}

impl Form {
    /// The names of `params` have to be words, so that none can end its place.
    pub(super) fn new(sql: &[u8], params: &[(String, String)], tables: &[External]) -> Form {
        // Random, so that nothing in the values can be it.
        let boundary = format!("{}-{}", new_query_id(), new_query_id());
        let mut body = Vec::new();
        let mut put = |disposition: String, value: &[u8]| {
            let head = format!("--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(value);
            body.extend_from_slice(b"\r\n");
        };
        for part in sql.chunks(MAX_FIELD_BYTES) {
            put("name=\"query\"".to_owned(), part);
        }
        for (place, (name, value)) in params.iter().enumerate() {
            // Of a parameter given twice the last value holds, as in a URL.
            if params[place + 1..].iter().all(|(later, _)| later != name) {
                put(format!("name=\"param_{name}\""), value.as_bytes());
            }
        }
        for External { name, rows, .. } in tables {
            put(format!("name=\"{name}\"; filename=\"{name}\""), rows);
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        Form { content_type: format!("multipart/form-data; boundary={boundary}"), body: Bytes::from(body) }
    }
}
