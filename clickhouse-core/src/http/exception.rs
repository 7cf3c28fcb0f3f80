//! The server's own error texts: in the bodies of refused calls, and behind the rows of answers that began well.
//!
//! Knows no blocks: it is given bytes that are known to be none. A text reads, in 24.8, 25.8 and 26.7 alike:
//!
//!     Code: 47. DB::Exception: Unknown expression .. (UNKNOWN_IDENTIFIER) (version 26.7.2.1)\n
//!     Poco::Exception. Code: 1000, e.code() = 0, HTML Form Exception: Field value too long\n
//!
//! Behind the rows of a body it stands as it is up to 24.x, after a marker from about 25.1 on, and since 25.11 between
//! markers with the tag of the answer's head, which no row can know:
//!
//!     \r\n__exception__\r\n<tag>\r\n<text>\n<length> <tag>\r\n__exception__\r\n
//!
//! Source: ClickHouse `src/Server/HTTP/WriteBufferFromHTTPServerResponse.cpp`; recorded answers in `tests/golden/http`.

use super::{Head, codes::is_retryable};
use crate::compress::Frames;
use crate::error::{Error, ErrorKind, ServerError};

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
    server_error_at(rest)
        .or_else(|| server_error_at(rest.get(frame_at?..)?))
        .or_else(|| server_error_behind_rows(rest, tag))
}

/// The text that `bytes` begin with, with or without its marker.
fn server_error_at(bytes: &[u8]) -> Option<ServerError> {
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
    // Gateways say so while what is behind them restarts.
    Error::new(ErrorKind::Transport, what).retryable(matches!(status, 429 | 502 | 503 | 504))
}

/// Where `needle` begins first.
fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
