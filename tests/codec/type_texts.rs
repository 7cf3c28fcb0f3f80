//! Types as the server reads and prints them.

use crate::files::{self, CASES};
use clickhouse_core::types::DataType;

#[test]
fn every_declared_type_is_printed_as_the_server_prints_it() {
    let texts = CASES.iter().flat_map(|case| case.declared_texts());
    for text in texts {
        assert_eq!(DataType::parse(text).map(|data_type| data_type.to_string()).as_deref(), Ok(text));
    }
}

/// Texts that are read although 26.7 refuses them, or printed otherwise, each with the reason.
const OTHERWISE: &[(&str, &str)] = &[
    ("Tuple(1 UInt8)", "a name that is a number means nothing else either"),
    ("Tuple(`` UInt8)", "as above, for the empty name"),
    ("Tuple(é UInt8)", "letters of any language are letters"),
    ("Tuple(null UInt8)", "reserved since 26: older servers have it"),
    ("Variant(Nothing)", "a matter of what the type holds, not of its text"),
    ("JSON(select UInt8, SKIP select)", "as above"),
    ("Dynamic(MAX_TYPES=5)", "reading is lenient about case where nothing else can be meant"),
    ("AggregateFunction(sumMap, Array(UInt8), Array(UInt8))", "only the server knows the versions of states"),
    ("MultiPoint", "known since 26.9"),
    ("Nothing", "has no default value, by which the server was asked"),
];

#[test]
fn what_people_write_is_read_as_the_server_reads_it() {
    for (text, answer) in files::type_texts() {
        let found = DataType::parse(&text);
        let is_same = match &found {
            Ok(data_type) => data_type.to_string() == answer,
            Err(_) => answer.starts_with("code "),
        };
        let is_otherwise = OTHERWISE.iter().any(|(known, _)| *known == text);
        assert_ne!(is_same, is_otherwise, "{text}\n  found {found:?}\n  server {answer}");
    }
}

#[test]
fn what_was_printed_is_read_back() {
    for (text, _) in files::type_texts() {
        if let Ok(data_type) = DataType::parse(&text) {
            assert_eq!(DataType::parse(&data_type.to_string()).as_ref(), Ok(&data_type), "{text}");
        }
    }
}

#[test]
fn every_cut_and_every_changed_letter_gets_an_answer() {
    for (text, _) in files::type_texts().into_iter().filter(|(text, _)| text.len() < 100) {
        for (cut, letter) in text.char_indices() {
            let (head, tail) = (&text[..cut], &text[cut + letter.len_utf8()..]);
            for variant in
                [head.to_owned(), format!("{head}{tail}"), format!("{head}({tail}"), format!("{head}'{tail}")]
            {
                if let Err(error) = DataType::parse(&variant) {
                    assert!(error.position() <= variant.len(), "{variant}");
                }
            }
        }
    }
}

/// Tasks of an async runtime have stacks of 2 MiB, on some systems less; builds for tests take the most of it.
#[test]
fn no_type_is_too_deep_for_a_small_stack() {
    let work = || {
        for (open, inner, close) in [("Array(", "UInt8", ")"), ("Tuple(a ", "UInt8", ")"), ("JSON(a ", "UInt8", ")")] {
            let nested = |levels: usize| format!("{}{inner}{}", open.repeat(levels), close.repeat(levels));
            let deepest = DataType::parse(&nested(99)).unwrap();
            assert_eq!(deepest.clone().to_string(), nested(99));
            for levels in [100, 100_000] {
                let error = DataType::parse(&nested(levels)).unwrap_err().to_string();
                assert!(error.starts_with("types are nested deeper than 100 levels"), "{error}");
            }
        }
    };
    std::thread::Builder::new().stack_size(512 << 10).spawn(work).unwrap().join().unwrap();
}
