//! `with`, `try_from` and `into`.

use crate::support::{Outcome, database};
use crate::{inserted, read, refused, try_read};
use clickhouse_core::Row;
use clickhouse_core::row::RowWriter;
use std::fmt;
use std::time::Duration;

/// Seconds in a column, a duration in the struct.
mod seconds {
    use std::time::Duration;

    pub type Column = i64;

    pub fn read(seconds: i64) -> Result<Duration, String> {
        let seconds = u64::try_from(seconds).map_err(|_| format!("{seconds} s is no duration"))?;
        Ok(Duration::from_secs(seconds))
    }

    pub fn write(duration: &Duration) -> i64 {
        duration.as_secs().try_into().unwrap_or(i64::MAX)
    }
}

/// The same, and never an error; nor can all be written.
mod millis {
    use std::time::Duration;

    pub type Column = u32;

    pub fn read(millis: u32) -> Duration {
        Duration::from_millis(millis.into())
    }

    pub fn write(duration: &Duration) -> Result<u32, String> {
        u32::try_from(duration.as_millis()).map_err(|_| "longer than 49 days".to_owned())
    }
}

mod only_read {
    pub type Column = String;

    pub fn read(text: String) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }
}

mod only_written {
    pub type Column = String;

    pub fn write(words: &[String]) -> String {
        words.join(",")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Low,
    High,
}

#[derive(Debug)]
struct NoLevel(String);

impl fmt::Display for NoLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no level `{}`", self.0)
    }
}

impl TryFrom<&str> for Level {
    type Error = NoLevel;

    fn try_from(text: &str) -> Result<Self, NoLevel> {
        match text {
            "low" => Ok(Level::Low),
            "high" => Ok(Level::High),
            other => Err(NoLevel(other.to_owned())),
        }
    }
}

impl From<Level> for &'static str {
    fn from(level: Level) -> &'static str {
        match level {
            Level::Low => "low",
            Level::High => "high",
        }
    }
}

/// A text in lower case that borrows from its block.
#[derive(Debug, Clone, PartialEq)]
struct Lower<'a>(&'a str);

impl<'a> TryFrom<&'a str> for Lower<'a> {
    type Error = &'static str;

    fn try_from(text: &'a str) -> Result<Self, &'static str> {
        if text.chars().any(char::is_uppercase) { Err("upper case") } else { Ok(Lower(text)) }
    }
}

impl<'a> From<Lower<'a>> for String {
    fn from(lower: Lower<'a>) -> String {
        lower.0.to_owned()
    }
}

fn an_hour() -> Duration {
    Duration::from_secs(3600)
}

#[derive(Row, Debug, Clone, PartialEq)]
struct Job<'a> {
    id: u32,
    #[clickhouse(with = seconds)]
    ran: Duration,
    #[clickhouse(with = millis, default = an_hour)]
    waited: Duration,
    #[clickhouse(try_from = "&str", into = "&str")]
    level: Level,
    #[clickhouse(try_from = "&'a str", into = "String", rename = "nodeName")]
    node: Lower<'a>,
    #[clickhouse(try_from = "Vec<i64>", into = "Vec<i64>", default)]
    sizes: Sizes,
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Sizes(Vec<i64>);

impl From<Vec<i64>> for Sizes {
    fn from(sizes: Vec<i64>) -> Self {
        Sizes(sizes)
    }
}

impl From<Sizes> for Vec<i64> {
    fn from(sizes: Sizes) -> Self {
        sizes.0
    }
}

const JOB: &[(&str, &str)] = &[
    ("id", "UInt32"),
    ("ran", "Int64"),
    ("waited", "UInt32"),
    ("level", "LowCardinality(String)"),
    ("nodeName", "String"),
    ("sizes", "Array(Int64)"),
];

fn job(id: u32) -> Job<'static> {
    Job {
        id,
        ran: Duration::from_secs(90),
        waited: Duration::from_millis(1500),
        level: if id.is_multiple_of(2) { Level::Low } else { Level::High },
        node: Lower("n1"),
        sizes: Sizes(vec![1, -2]),
    }
}

#[test]
fn fields_are_converted_from_and_into_their_columns() {
    let columns = Job::columns();
    let told: Vec<_> = columns.iter().map(|column| format!("{} {}", column.column, column.data_type)).collect();
    let types = ["id UInt32", "ran Int64", "waited UInt32", "level String", "nodeName String", "sizes Array(Int64)"];
    assert_eq!(told, types);
    let rows = [job(1), job(2)];
    let block = inserted(JOB, &rows);
    assert_eq!(read::<Job<'_>>(&block), rows);
    let plain = read::<(u32, i64, u32, &str, &str, Vec<i64>)>(&block);
    assert_eq!(plain[0], (1, 90, 1500, "high", "n1", vec![1, -2]));
    let text = refused::<Job<'_>>(&[("id", "UInt32"), ("ran", "String")]);
    assert!(text.contains("column `ran` is String, but `Job::ran` is `i64` (Int64)"), "{text}");
}

#[test]
fn an_absent_column_is_the_fields_default_not_the_columns() {
    #[derive(Row)]
    struct Fewer {
        id: u32,
        ran: i64,
        level: &'static str,
        #[clickhouse(rename = "nodeName")]
        node: &'static str,
    }
    let block = inserted(
        &[("id", "UInt32"), ("ran", "Int64"), ("level", "String"), ("nodeName", "String")],
        &[Fewer { id: 1, ran: 0, level: "low", node: "" }],
    );
    let job = &read::<Job<'_>>(&block)[0];
    assert_eq!((job.waited, &job.sizes), (an_hour(), &Sizes::default()));
}

#[test]
fn what_a_conversion_says_comes_with_row_and_column() {
    #[derive(Row)]
    struct Plain {
        id: u32,
        ran: i64,
        level: &'static str,
        #[clickhouse(rename = "nodeName")]
        node: &'static str,
    }
    let columns = [("id", "UInt32"), ("ran", "Int64"), ("level", "String"), ("nodeName", "String")];
    let good = || Plain { id: 1, ran: 0, level: "low", node: "" };
    for (bad, said) in [
        (Plain { ran: -5, ..good() }, "row 1 of the block: column `ran`: -5 s is no duration"),
        (Plain { level: "mid", ..good() }, "row 1 of the block: column `level`: there is no level `mid`"),
        (Plain { node: "N", ..good() }, "row 1 of the block: column `nodeName`: upper case"),
    ] {
        assert_eq!(try_read::<Job<'_>>(&inserted(&columns, &[good(), bad])).unwrap_err(), said);
    }

    let mut writer = RowWriter::<Job<'_>>::new(&crate::table(JOB)).unwrap();
    let long = Job { waited: Duration::from_secs(1 << 40), ..job(3) };
    let (row, error) = writer.push_each(&[job(1), job(2), long]).unwrap_err();
    assert_eq!((row, error.to_string()), (2, "column `waited`: longer than 49 days".to_owned()));
    assert_eq!(writer.rows(), 2);
}

#[test]
fn one_way_is_enough_where_the_struct_goes_one_way() {
    #[derive(Row, Debug, PartialEq)]
    struct Read {
        #[clickhouse(with = only_read)]
        words: Vec<String>,
        #[clickhouse(try_from = "&str")]
        level: Level,
    }
    #[derive(Row)]
    struct Written {
        #[clickhouse(with = only_written)]
        words: Vec<String>,
        #[clickhouse(into = "&str")]
        level: Level,
    }
    let words = || vec!["a".to_owned(), "b".to_owned()];
    let columns = [("words", "String"), ("level", "Enum8('low' = 1, 'high' = 2)")];
    let block = inserted(&columns, &[Written { words: words(), level: Level::High }]);
    assert_eq!(read::<Read>(&block), [Read { words: words(), level: Level::High }]);
    assert_eq!(Read::columns()[0].data_type.to_string(), "String");
}

#[test]
fn conversions_of_generic_structs_need_what_they_use() {
    #[derive(Debug, Clone, PartialEq)]
    struct Tagged<T>(T);

    impl<T> From<T> for Tagged<T> {
        fn from(value: T) -> Self {
            Tagged(value)
        }
    }

    impl From<Tagged<u32>> for u32 {
        fn from(value: Tagged<u32>) -> u32 {
            value.0
        }
    }

    #[derive(Row, Debug, Clone, PartialEq)]
    struct Holder<'a, 'b, T> {
        #[clickhouse(try_from = "T", into = "T")]
        value: Tagged<T>,
        #[clickhouse(try_from = "&'a str")]
        one: Tagged<&'a str>,
        #[clickhouse(try_from = "&'b str")]
        two: Tagged<&'b str>,
        #[clickhouse(with = seconds)]
        ran: Duration,
    }

    #[derive(Row)]
    struct Plain<'a> {
        value: u32,
        one: &'a str,
        two: &'a str,
        ran: i64,
    }
    let columns = [("value", "UInt32"), ("one", "String"), ("two", "String"), ("ran", "Int64")];
    let block = inserted(&columns, &[Plain { value: 7, one: "1", two: "2", ran: 3 }]);
    let row = Holder { value: Tagged(7u32), one: Tagged("1"), two: Tagged("2"), ran: Duration::from_secs(3) };
    assert_eq!(read::<Holder<'_, '_, u32>>(&block), [row]);
}

#[test]
fn a_module_may_be_local_and_far_away() {
    mod local {
        pub type Column = u8;

        pub fn read(number: u8) -> char {
            char::from(number)
        }

        pub fn write(letter: &char) -> Result<u8, std::char::TryFromCharError> {
            u8::try_from(*letter)
        }
    }

    #[derive(Row, Debug, Clone, PartialEq)]
    struct Letter {
        #[clickhouse(with = local)]
        read: char,
        #[clickhouse(with = "local")]
        write: char,
        #[clickhouse(with = crate::conversions::seconds, default)]
        far: Duration,
    }
    let row = Letter { read: 'r', write: 'w', far: Duration::ZERO };
    let columns = [("read", "UInt8"), ("write", "UInt8"), ("far", "Int64")];
    assert_eq!(read::<Letter>(&inserted(&columns, std::slice::from_ref(&row))), [row]);
}

#[tokio::test]
async fn a_real_table_holds_what_was_converted() -> Outcome {
    let (_database, client) = database().await?;
    client
        .command(
            "CREATE TABLE jobs (id UInt32, ran Int64, waited UInt32, level Enum8('low' = -1, 'high' = 1), \
             nodeName LowCardinality(String), sizes Array(Int64)) ENGINE MergeTree ORDER BY id",
        )
        .await?;
    let rows = [job(1), job(2), job(3)];
    client.insert::<Job<'_>>("jobs", &rows).await?;
    let sums =
        client.query_as::<(i64, u64, i64)>("SELECT sum(ran), sum(waited), sum(arraySum(sizes)) FROM jobs").await?;
    assert_eq!(sums, [(270, 4500, -3)]);
    let mut blocks = client.query_as::<Job<'_>>("SELECT * FROM jobs ORDER BY id").blocks();
    let block = blocks.next().await?.expect("rows were inserted");
    assert_eq!(read::<Job<'_>>(&block), rows);

    client.command("INSERT INTO jobs VALUES (4, -1, 0, 'low', '', [])").await?;
    #[derive(Row, Debug)]
    #[clickhouse(partial)]
    #[allow(dead_code, reason = "its fields are only compared with columns")]
    struct Ran {
        id: u32,
        #[clickhouse(with = seconds)]
        ran: Duration,
    }
    let error = client.query_as::<Ran>("SELECT * FROM jobs WHERE id = 4").await.unwrap_err().to_string();
    assert!(error.ends_with("column `ran`: -1 s is no duration") && error.contains("row 0"), "{error}");
    let long = [Job { waited: Duration::from_secs(1 << 40), ..job(5) }];
    let error = client.insert::<Job<'_>>("jobs", &long).await.unwrap_err().to_string();
    assert!(error.contains("row 0") && error.ends_with("column `waited`: longer than 49 days"), "{error}");
    Ok(())
}
