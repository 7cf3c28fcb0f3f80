//! "Did you mean": the type whose name is nearest to a word that names none.

/// Names that people mean. Aliases of other databases are read, but not proposed.
const NAMES: &[&str] = &[
    "AggregateFunction",
    "Array",
    "BFloat16",
    "Bool",
    "Date",
    "Date32",
    "DateTime",
    "DateTime64",
    "Decimal",
    "Decimal128",
    "Decimal256",
    "Decimal32",
    "Decimal64",
    "Dynamic",
    "Enum",
    "Enum16",
    "Enum8",
    "FixedString",
    "Float32",
    "Float64",
    "Geometry",
    "IPv4",
    "IPv6",
    "Int128",
    "Int16",
    "Int256",
    "Int32",
    "Int64",
    "Int8",
    "IntervalDay",
    "IntervalHour",
    "IntervalMicrosecond",
    "IntervalMillisecond",
    "IntervalMinute",
    "IntervalMonth",
    "IntervalNanosecond",
    "IntervalQuarter",
    "IntervalSecond",
    "IntervalWeek",
    "IntervalYear",
    "JSON",
    "LineString",
    "LowCardinality",
    "Map",
    "MultiLineString",
    "MultiPoint",
    "MultiPolygon",
    "Nested",
    "Nothing",
    "Nullable",
    "Point",
    "Polygon",
    "QBit",
    "Ring",
    "SimpleAggregateFunction",
    "String",
    "Time",
    "Time64",
    "Tuple",
    "UInt128",
    "UInt16",
    "UInt256",
    "UInt32",
    "UInt64",
    "UInt8",
    "UUID",
    "Variant",
];

/// Rust's names for what ClickHouse calls otherwise.
const RUST_NAMES: &[(&str, &str)] = &[
    ("BTreeMap", "Map"),
    ("HashMap", "Map"),
    ("Option", "Nullable"),
    ("OffsetDateTime", "DateTime64"),
    ("Vec", "Array"),
    ("f32", "Float32"),
    ("f64", "Float64"),
    ("i128", "Int128"),
    ("i16", "Int16"),
    ("i32", "Int32"),
    ("i64", "Int64"),
    ("i8", "Int8"),
    ("isize", "Int64"),
    ("str", "String"),
    ("u128", "UInt128"),
    ("u16", "UInt16"),
    ("u32", "UInt32"),
    ("u64", "UInt64"),
    ("u8", "UInt8"),
    ("usize", "UInt64"),
];

/// A word that no type could have, and no error text should.
const MAX_WORD_LETTERS: usize = 40;

/// What is to be said of a word that names no type.
pub(super) fn unknown(word: &str) -> String {
    let letters = word.chars().count();
    if letters > MAX_WORD_LETTERS {
        return format!("no type has a name of {letters} letters");
    }
    if let Some((_, name)) = RUST_NAMES.iter().find(|(rust_name, _)| *rust_name == word) {
        return format!("no type is called `{word}`; did you mean `{name}`?");
    }
    let limit = 1 + letters / 4;
    let near = NAMES.iter().map(|name| (distance(word, name), name)).filter(|(far, _)| *far <= limit);
    match near.min_by_key(|(far, _)| *far) {
        Some((_, name)) => format!("no type is called `{word}`; did you mean `{name}`?"),
        None => format!("no type is called `{word}`"),
    }
}

/// Letters to insert, remove or replace; a different case costs nothing.
pub(crate) fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().flat_map(char::to_lowercase).collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, letter) in left.chars().flat_map(char::to_lowercase).enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (place, other) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[place + 1];
            row[place + 1] = replaced.min(diagonal + 1).min(row[place] + 1);
        }
    }
    row[right.len()]
}

/// The one of `names` that `name` was probably meant to be.
pub(crate) fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let limit = 1 + name.chars().count() / 4;
    let near = names.map(|known| (distance(name, known), known)).filter(|(far, _)| *far <= limit);
    near.min().map(|found| found.1)
}
