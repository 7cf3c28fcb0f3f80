//! The server's own error texts: in the bodies of refused calls, and behind the rows of answers that began well.
//!
//! Knows no blocks: it is given bytes that are known to be none. A text reads, in 24.8, 25.8 and 26.7 alike:
//!
//! ```text
//! Code: 47. DB::Exception: Unknown expression .. (UNKNOWN_IDENTIFIER) (version 26.7.2.1)\n
//! Poco::Exception. Code: 1000, e.code() = 0, HTML Form Exception: Field value too long\n
//! ```
//!
//! Behind the rows of a body it stands as it is up to 24.x, after a marker from about 25.1 on, and since 25.11 between
//! markers with the tag of the answer's head, which no row can know:
//!
//! ```text
//! \r\n__exception__\r\n<tag>\r\n<text>\n<length> <tag>\r\n__exception__\r\n
//! ```
//!
//! Source: ClickHouse `src/Server/HTTP/WriteBufferFromHTTPServerResponse.cpp`; recorded answers in `tests/golden/http`.

use super::{Head, codes::is_retryable};
use crate::compress::Frames;
use crate::error::{Error, ErrorKind, Reach, ServerError};

/// Where the reading of a refused call's body may stop. The longest texts are stack traces of some 100 KiB; before the
/// text there can be rows that the server had already packed, about 1 MiB.
pub(crate) const MAX_REFUSAL_BYTES: usize = 4 << 20;

const MARKER: &[u8] = b"__exception__\r\n";

/// The error that a refused call's `body` tells, see [`Head::is_refusal`]. The body may be plain or in frames, whatever
/// the call asked for: errors of authentication are plain always, and rows in frames may come before the text.
pub(crate) fn refusal(head: &Head, body: &[u8]) -> Error {
    let server = server_error(body).or_else(|| {
        let last = last_frame(body)?;
        server_error_at(&last).or_else(|| server_error_behind_rows(&last, head.exception_tag.as_deref()))
    });
    let error = match (server, head.exception_code) {
        (Some(server), _) => from_server(server),
        (None, Some(code)) => {
            let message = format!("Code: {code}. The text of the server's error cannot be read");
            from_server(ServerError { code, name: String::new(), message })
        }
        (None, None) => not_by_clickhouse(head.status, body),
    };
    error.with_query_id(head.query_id.as_deref())
}

/// The error with all that follows from the server's text.
pub(super) fn from_server(server: ServerError) -> Error {
    let retryable = is_retryable(&server);
    Error::from_server(server).retryable(retryable)
}

/// What the server says went wrong in `rest`, the end of a body that belongs to no block; `tag` is that of the head.
///
/// `frame_at` is where in `rest` the last frame began, if the body came in frames: the server puts its text into one of
/// its own.
pub(super) fn server_error_in_rest(rest: &[u8], frame_at: Option<usize>, tag: Option<&str>) -> Option<ServerError> {
    // No row can put its text where a block should begin. Where a frame begins it can, so that is for servers without tags.
    let frame = frame_at.filter(|_| tag.is_none()).and_then(|at| rest.get(at..));
    server_error_at(rest).or_else(|| server_error_at(frame?)).or_else(|| server_error_behind_rows(rest, tag))
}

/// The text that `bytes` begin with, with or without its marker.
pub(super) fn server_error_at(bytes: &[u8]) -> Option<ServerError> {
    let unmarked = bytes.strip_prefix(b"\r\n").unwrap_or(bytes);
    let Some(marked) = unmarked.strip_prefix(MARKER) else {
        return server_error(bytes);
    };
    if let Some(error) = server_error(marked) {
        return Some(error);
    }
    let tag_bytes = marked.iter().position(|byte| *byte == b'\r')?;
    let (tag, text) = marked.split_at(tag_bytes);
    server_error(without_end(text.strip_prefix(b"\r\n")?, str::from_utf8(tag).ok()?))
}

/// The text somewhere behind rows that broke off. Rows may hold texts that look like one: with a tag they cannot know the
/// tag, without it the text has to reach to the end of the body and be text all the way.
fn server_error_behind_rows(rest: &[u8], tag: Option<&str>) -> Option<ServerError> {
    if let Some(tag) = tag {
        let marker = format!("\r\n__exception__\r\n{tag}\r\n");
        let at = find(rest, marker.as_bytes())?;
        return server_error(without_end(&rest[at + marker.len()..], tag));
    }
    let text = text_suffix(rest);
    let mut starts = text.match_indices("Code: ").map(|(at, _)| &text[at..]);
    starts.find_map(|text| server_error(text.as_bytes())).filter(|_| text.ends_with(")\n"))
}

/// The text that `bytes` end with, and its length: one that tells the server's version and reaches to the end, as servers
/// without marks leave it behind rows.
pub(super) fn server_error_at_end(bytes: &[u8]) -> Option<(ServerError, usize)> {
    let text = text_suffix(bytes);
    let starts = text.match_indices("Code: ").map(|(at, _)| &text[at..]);
    let mut errors = starts.filter_map(|text| Some((server_error(text.as_bytes())?, text.len())));
    errors.next().filter(|(error, _)| text.ends_with(")\n") && error.message.contains(" (version "))
}

/// The longest end of `bytes` that is text without control characters.
fn text_suffix(bytes: &[u8]) -> &str {
    let is_control = |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r' | b'\t');
    let start = bytes.iter().rposition(is_control).map_or(0, |at| at + 1);
    match bytes[start..].utf8_chunks().last() {
        Some(chunk) if chunk.invalid().is_empty() => chunk.valid(),
        _ => "",
    }
}

/// The text before `<length> <tag>\r\n__exception__\r\n`, as much of which as there is.
fn without_end<'b>(text: &'b [u8], tag: &str) -> &'b [u8] {
    match find(text, format!(" {tag}\r\n").as_bytes()) {
        None => text,
        Some(end) => {
            let digits = text[..end].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
            &text[..end - digits]
        }
    }
}

/// Reads a whole error text.
fn server_error(text: &[u8]) -> Option<ServerError> {
    let code = code_of(text)?;
    let message = String::from_utf8_lossy(text).trim_end().to_owned();
    Some(ServerError { code, name: name_of(&message).to_owned(), message })
}

/// The code of a text that begins as the server's do: `Code: 47. DB::Exception: ` or `Poco::Exception. Code: 1000, `.
fn code_of(text: &[u8]) -> Option<u32> {
    // The part that matters is ASCII and short.
    let start = &text[..text.len().min(100)];
    let start = match str::from_utf8(start) {
        Ok(start) => start,
        Err(error) => str::from_utf8(&start[..error.valid_up_to()]).ok()?,
    };
    let is_class = |class: &str| class.ends_with("xception") && !class.contains(|c: char| c.is_control());
    if let Some(after) = start.strip_prefix("Code: ") {
        let (code, after) = after.split_once(". ")?;
        let (class, _) = after.split_once(": ")?;
        return code.parse().ok().filter(|_| is_class(class) && !class.contains(' '));
    }
    let (class, after) = start.split_once(". Code: ")?;
    let (code, _) = after.split_once(',')?;
    code.parse().ok().filter(|_| is_class(class))
}

/// The last parenthesised upper-case word before the version and a stack trace; empty where the text was cut before it.
fn name_of(message: &str) -> &str {
    let message = message.split(", Stack trace").next().unwrap_or(message);
    let is_name = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    };
    let in_parentheses = message.rsplit('(').map_while(|part| Some(part.split_once(')')?.0).or(Some("")));
    in_parentheses.take(message.matches('(').count()).find(|word| is_name(word)).unwrap_or("")
}

/// What the last of the frames in `body` unpacks to, if `body` begins with a frame.
fn last_frame(body: &[u8]) -> Option<Vec<u8>> {
    let mut frames = Frames::new();
    let mut unpacked = Vec::new();
    // In small pieces, so that never more than a few frames are unpacked at once.
    for piece in body.chunks(64 << 10) {
        let outcome = frames.push(piece, &mut unpacked);
        unpacked.drain(..unpacked.len() - frames.last_frame_bytes());
        if outcome.is_err() {
            break;
        }
    }
    (!unpacked.is_empty()).then_some(unpacked)
}

/// The answer of something else that speaks HTTP: a proxy, a web server, the port of another protocol.
fn not_by_clickhouse(status: u16, body: &[u8]) -> Error {
    /// Enough for the sentence that says what it was.
    const SHOWN_CHARS: usize = 200;
    let text = String::from_utf8_lossy(&body[..body.len().min(4096)]);
    let words: Vec<&str> = text.split_whitespace().collect();
    let words = words.join(" ");
    let shown: String = words.chars().filter(|c| !c.is_control()).take(SHOWN_CHARS).collect();
    let says = if shown.is_empty() { "with an empty body".to_owned() } else { format!("and says: {shown}") };
    let what = format!(
        "the answer has HTTP status {status} but no ClickHouse error, {says}; check that the URL leads to ClickHouse's HTTP port"
    );
    // Gateways say so while what is behind them restarts. With 502 and 504 it may have received the call.
    let reach = if matches!(status, 400..=499 | 503) { Reach::Refused } else { Reach::Unanswered };
    Error::new(ErrorKind::Transport, what).retryable(matches!(status, 429 | 502 | 503 | 504)).with_reach(reach)
}

/// Where `needle` begins first.
fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAG: &str = "euxnyqcmkfgrsgvs";
    const TEXT: &str =
        "Code: 395. DB::Exception: boom: while (x). (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 26.7.2.1)";

    fn read(text: &str) -> Option<(u32, String)> {
        server_error(text.as_bytes()).map(|error| (error.code, error.name))
    }

    fn tagged(text: &str, tag: &str) -> Vec<u8> {
        format!("\r\n__exception__\r\n{tag}\r\n{text}\n{} {tag}\r\n__exception__\r\n", text.len() + 1).into_bytes()
    }

    #[test]
    fn all_forms_of_texts_are_read() {
        for (text, code, name) in [
            (TEXT, 395, "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO"),
            (
                "Code: 516. DB::Exception: u1: Authentication failed. (AUTHENTICATION_FAILED)\n",
                516,
                "AUTHENTICATION_FAILED",
            ),
            ("Code: 47. DB::Exception: cut in the mid", 47, ""),
            (
                "Code: 999. Coordination::Exception: Session expired. (KEEPER_EXCEPTION) (version 24.8.4.1)\n",
                999,
                "KEEPER_EXCEPTION",
            ),
            ("Poco::Exception. Code: 1000, e.code() = 0, HTML Form Exception: Field value too long\n", 1000, ""),
            ("std::exception. Code: 1001, type: std::out_of_range, e.what() = x (version 24.8.4.1)", 1001, ""),
            ("Unknown exception. Code: 1002, type: x", 1002, ""),
            (
                "Code: 279. DB::NetException: All tries failed: \n\nCode: 210. DB::NetException: refused. (NETWORK_ERROR) (version 1)\n\n. (ALL_CONNECTION_TRIES_FAILED) (version 26.7.2.1)",
                279,
                "ALL_CONNECTION_TRIES_FAILED",
            ),
            (
                "Code: 47. DB::Exception: x. (UNKNOWN_IDENTIFIER), Stack trace (when copying this message): 0. f(BOOL) @ 0x1 (version 26.7.2.1)",
                47,
                "UNKNOWN_IDENTIFIER",
            ),
            (
                "Code: 62. DB::Exception: Syntax error: failed at position 8 (`FROM`) (line 1, col 8): f(). (SYNTAX_ERROR)",
                62,
                "SYNTAX_ERROR",
            ),
        ] {
            assert_eq!(read(text), Some((code, name.to_owned())), "{text}");
        }
    }

    #[test]
    fn the_text_is_kept_whole_but_for_the_line_feed() {
        let message = server_error(format!("{TEXT}\n").as_bytes()).unwrap().message;
        assert_eq!(message, TEXT);
    }

    #[test]
    fn other_texts_are_no_errors_of_the_server() {
        for text in [
            "",
            "Code: ",
            "Code: 47",
            "Code: 47. ",
            "Code: 47. x",
            "Code: x. DB::Exception: y",
            "Code: 4294967296. DB::Exception: y",
            "Code: 47. An Exception: y",
            "code: 47. DB::Exception: y",
            "<html>Code: 47. DB::Exception: y",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(server_error(b"Code: 4\xff7. DB::Exception: x"), None);
    }

    #[test]
    fn each_layout_behind_rows_is_found() {
        for (rest, tag) in [
            (format!("{TEXT}\n").into_bytes(), None),
            (format!("__exception__\r\n{TEXT}\n").into_bytes(), None),
            (tagged(TEXT, TAG), Some(TAG)),
            (tagged(TEXT, TAG), None),
        ] {
            let found = server_error_in_rest(&rest, None, tag).unwrap();
            assert_eq!(found.message, TEXT);
            let behind = [b"\x02\x02\x06number\x06UInt64\0\0", &rest[..]].concat();
            if tag.is_some() || !rest.ends_with(b"__exception__\r\n") {
                assert_eq!(server_error_in_rest(&behind, None, tag).unwrap().message, TEXT);
            }
            let at = behind.len() - rest.len();
            assert_eq!(server_error_in_rest(&behind, Some(at), tag).unwrap().message, TEXT);
        }
    }

    #[test]
    fn a_text_that_was_cut_by_the_server_keeps_what_there_is() {
        let long = format!("Code: 395. DB::Exception: {}", "x".repeat(16_000));
        let found = server_error_in_rest(&tagged(&long, TAG), None, Some(TAG)).unwrap();
        assert_eq!((found.code, found.name.as_str(), found.message.as_str()), (395, "", long.as_str()));
    }

    #[test]
    fn rows_that_look_like_errors_are_none() {
        // Part of a block whose strings hold what the server writes, but not with this answer's tag.
        for text in [
            format!("{TEXT}\n").into_bytes(),
            tagged(TEXT, "aaaaaaaaaaaaaaaa"),
            format!("__exception__\r\n{TEXT}\n").into_bytes(),
        ] {
            let rest = [b"\x01\x02\x01s\x06String\x80\x01", &text[..]].concat();
            assert_eq!(server_error_in_rest(&rest, None, Some(TAG)), None);
            assert_eq!(server_error_in_rest(&rest, Some(rest.len() - text.len()), Some(TAG)), None);
        }
        // Without tags: the text must reach to the end, and be text up to it.
        for after in [&b"\x05"[..], b"more", b"\0\n", b"\xff)\n"] {
            let rest = [b"\x01\x02\x01s\x06String\x80\x01", TEXT.as_bytes(), after].concat();
            assert_eq!(server_error_in_rest(&rest, None, None), None, "{after:?}");
        }
    }

    #[test]
    fn many_texts_that_are_no_errors_cost_little() {
        let rest = ["x", &"Code: ".repeat(1 << 18), ")\n"].concat();
        assert_eq!(server_error_in_rest(rest.as_bytes(), Some(0), None), None);
        assert_eq!(server_error_in_rest(rest.as_bytes(), Some(rest.len()), Some(TAG)), None);
    }

    #[test]
    fn what_is_not_clickhouse_says_so_in_its_own_words() {
        let head = |status| Head { status, ..Head::default() };
        let error = refusal(&head(502), b"<html>\r\n<h1>502  Bad Gateway</h1>\0\n");
        assert_eq!(
            error.to_string(),
            "the answer has HTTP status 502 but no ClickHouse error, and says: <html> <h1>502 Bad Gateway</h1>; check that \
             the URL leads to ClickHouse's HTTP port"
        );
        assert!(error.kind() == ErrorKind::Transport && error.is_retryable());
        let port_9000 = b"Port 9000 is for clickhouse-client program\r\nYou must use port 8123 for HTTP.\r\n";
        let error = refusal(&head(400), port_9000);
        assert!(error.to_string().contains("You must use port 8123 for HTTP."), "{error}");
        assert!(!error.is_retryable());
        assert!(refusal(&head(404), b"").to_string().contains("with an empty body"));
        assert!(refusal(&head(500), &[0xff; 10_000]).to_string().len() < 1000);
    }

    #[test]
    fn retryable_codes_make_retryable_errors() {
        let head = Head { status: 500, query_id: Some("q".to_owned()), ..Head::default() };
        let error = refusal(
            &head,
            b"Code: 202. DB::Exception: Too many simultaneous queries. (TOO_MANY_SIMULTANEOUS_QUERIES)\n",
        );
        assert!(error.is_retryable());
        assert_eq!((error.code_name(), error.query_id()), (Some("TOO_MANY_SIMULTANEOUS_QUERIES"), Some("q")));
        assert!(!refusal(&head, b"Code: 60. DB::Exception: x. (UNKNOWN_TABLE)\n").is_retryable());
    }
}
