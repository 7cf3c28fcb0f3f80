//! What a file's name tells of its bytes: the format and the compression.

use std::path::Path;

/// Formats by the ends of files' names.
const FORMATS: [(&str, &str); 13] = [
    ("csv", "CSV"),
    ("tsv", "TSV"),
    // Reads documents, arrays and lines. To JSONEachRow a document of the format JSON is one row of defaults.
    ("json", "JSON"),
    ("jsonl", "JSONEachRow"),
    ("ndjson", "JSONEachRow"),
    ("parquet", "Parquet"),
    ("native", "Native"),
    ("arrow", "Arrow"),
    ("feather", "Arrow"),
    ("avro", "Avro"),
    ("orc", "ORC"),
    ("msgpack", "MsgPack"),
    ("rowbinary", "RowBinary"),
];

/// Compressions by the ends of files' names, as the header `Content-Encoding` calls them.
const ENCODINGS: [(&str, &str); 9] = [
    ("gz", "gzip"),
    ("zst", "zstd"),
    ("lz4", "lz4"),
    ("br", "br"),
    ("xz", "xz"),
    ("bz2", "bz2"),
    ("snappy", "snappy"),
    ("sz", "snappy"),
    ("deflate", "deflate"),
];

fn by_end(table: &[(&str, &'static str)], end: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| known.eq_ignore_ascii_case(end)).map(|(_, name)| *name)
}

/// Format and compression as a file's name tells them.
pub(super) fn of_name(path: &Path) -> (Result<String, String>, Option<String>) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut ends = name.rsplit('.');
    let mut end = ends.next().unwrap_or_default();
    let encoding = by_end(&ENCODINGS, end);
    if encoding.is_some() {
        end = ends.next().unwrap_or_default();
    }
    let format = by_end(&FORMATS, end).map(str::to_owned).ok_or_else(|| {
        let known: Vec<_> = FORMATS.iter().map(|(end, _)| *end).collect();
        format!("the name `{name}` tells no format; say it with `format`, or end it in one of {}", known.join(", "))
    });
    (format, encoding.map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_tells_format_and_compression() {
        for (name, format, encoding) in [
            ("a.csv", Some("CSV"), None),
            ("dir.gz/a.b.TSV.GZ", Some("TSV"), Some("gzip")),
            ("a.jsonl.zst", Some("JSONEachRow"), Some("zstd")),
            ("a.parquet", Some("Parquet"), None),
            ("a.native.lz4", Some("Native"), Some("lz4")),
            ("a.csv.sz", Some("CSV"), Some("snappy")),
            ("a.gz", None, Some("gzip")),
            ("csv", Some("CSV"), None),
            ("a.xyz", None, None),
            ("", None, None),
        ] {
            let (told, packed) = of_name(Path::new(name));
            assert_eq!((told.ok().as_deref(), packed.as_deref()), (format, encoding), "{name}");
        }
    }
}
