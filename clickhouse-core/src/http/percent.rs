//! Percent-encoding of URLs, both ways.
//!
//! ```text
//! a b/c   a%20b%2Fc
//! ключ    %D0%BA%D0%BB%D1%8E%D1%87
//! ```
//!
//! Knows no parameters. Source: RFC 3986, and the form encoding of query strings where `+` is a space.

use std::fmt::Write as _;

/// Appends `text` so that it stands for itself anywhere in a URL: all but RFC 3986's unreserved bytes are encoded.
pub(super) fn encode(out: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => {
                // Writing to a String cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
}

/// What is wrong with an encoded text. Says no part of the text, which may be a password.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Undecodable {
    /// A `%` without two hexadecimal digits after it.
    Percent,
    /// The decoded bytes are not UTF-8.
    Utf8,
}

/// The text that `encoded` stands for. `plus_is_space` holds in query strings only.
pub(super) fn decode(encoded: &str, plus_is_space: bool) -> Result<String, Undecodable> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit =
                    || rest.next().and_then(|digit| char::from(digit).to_digit(16)).ok_or(Undecodable::Percent);
                (digit()? * 16 + digit()?) as u8
            }
            b'+' if plus_is_space => b' ',
            _ => byte,
        });
    }
    String::from_utf8(bytes).map_err(|_| Undecodable::Utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_survives_both_ways() {
        for text in ["", "plain-._~", "a b+c%d&e=f/g?h#i", "ключ\t\n\r\0\"'\\", "\u{10ffff}"] {
            let mut encoded = String::new();
            encode(&mut encoded, text);
            assert!(encoded.bytes().all(|byte| byte.is_ascii_graphic()), "{encoded}");
            assert_eq!(decode(&encoded, true).as_deref(), Ok(text));
            assert_eq!(decode(&encoded, false).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_plus_is_a_space_in_query_strings_only() {
        assert_eq!(decode("a+b", true).as_deref(), Ok("a b"));
        assert_eq!(decode("a+b", false).as_deref(), Ok("a+b"));
    }

    #[test]
    fn half_an_encoded_byte_is_refused() {
        for encoded in ["%", "a%2", "%zz", "%+1", "100%"] {
            assert_eq!(decode(encoded, false), Err(Undecodable::Percent), "{encoded}");
        }
        assert_eq!(decode("%ff", false), Err(Undecodable::Utf8));
    }
}
