//! The first and the last value of each type that has any, in every Rust type that it is written from: the real server
//! shows them as what they are, and gives them back; the next ones are refused. What falls between two values of a column
//! becomes what the server itself makes of it.

mod support;

use clickhouse_core::types::Decimal;
use clickhouse_core::value::{ReadValue, WriteValue};
use clickhouse_core::{Client, Row};
use std::fmt::Debug;
use std::time::{Duration as StdDuration, SystemTime};
use support::{Outcome, database};

#[derive(Row, Debug, Clone)]
struct Cell<T> {
    n: u32,
    x: T,
}

trait Kept: WriteValue + for<'a> ReadValue<'a> + Clone + PartialEq + Debug + Send + Sync + 'static {}

impl<T: WriteValue + for<'a> ReadValue<'a> + Clone + PartialEq + Debug + Send + Sync + 'static> Kept for T {}

/// A column of this type holds these values, which the server shows as these texts, and none of those beyond.
async fn holds<T: Kept>(client: &Client, data_type: &str, kept: &[(T, String)], beyond: &[T]) -> Outcome {
    let texts = shown(client, data_type, &kept.iter().map(|(value, _)| value.clone()).collect::<Vec<_>>()).await?;
    for ((value, expected), found) in kept.iter().zip(&texts) {
        assert_eq!(found, expected, "{data_type} of {value:?}");
    }
    let back = client.query_as::<Cell<T>>(format!("SELECT * FROM {} ORDER BY n", table_of(data_type))).await?;
    let back: Vec<_> = back.into_iter().map(|cell| cell.x).collect();
    assert_eq!(back, kept.iter().map(|(value, _)| value.clone()).collect::<Vec<_>>(), "{data_type}");
    for value in beyond {
        let cell = Cell { n: 0, x: value.clone() };
        let error = client
            .insert(table_of(data_type), &[cell])
            .await
            .map(drop)
            .expect_err(&format!("{data_type} of {value:?}"));
        let text = error.to_string();
        assert!(error.code().is_none() && text.contains("row 0, column `x`"), "{data_type} of {value:?}: {text}");
    }
    Ok(())
}

/// A table for each type: while a client knows a table, a server does not say that a Decimal has fewer digits than before.
fn table_of(data_type: &str) -> String {
    data_type.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_")
}

/// What the server shows of these values in a column of this type.
async fn shown<T: Kept>(client: &Client, data_type: &str, values: &[T]) -> Result<Vec<String>, clickhouse_core::Error> {
    let table = table_of(data_type);
    client.command(format!("CREATE OR REPLACE TABLE {table} (n UInt32, x {data_type}) ENGINE Memory")).await?;
    let cells: Vec<_> = (0..).zip(values).map(|(n, x)| Cell { n, x: x.clone() }).collect();
    client.insert(&table, &cells).await?;
    client.query_as::<String>(format!("SELECT toString(x) FROM {table} ORDER BY n")).await
}

fn texts<T: Clone>(values: &[(T, &str)]) -> Vec<(T, String)> {
    values.iter().map(|(value, text)| (value.clone(), (*text).to_owned())).collect()
}

#[tokio::test]
async fn days_reach_from_end_to_end() -> Outcome {
    use chrono::NaiveDate;
    use time::macros::date;
    let (_database, client) = database().await?;
    let chrono = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let ends = texts(&[(date!(1970 - 01 - 01), "1970-01-01"), (date!(2149 - 06 - 06), "2149-06-06")]);
    holds(&client, "Date", &ends, &[date!(1969 - 12 - 31), date!(2149 - 06 - 07), time::Date::MIN, time::Date::MAX])
        .await?;
    let ends = texts(&[(date!(1900 - 01 - 01), "1900-01-01"), (date!(2299 - 12 - 31), "2299-12-31")]);
    holds(&client, "Date32", &ends, &[date!(1899 - 12 - 31), date!(2300 - 01 - 01), time::Date::MIN, time::Date::MAX])
        .await?;
    let ends = texts(&[(chrono(1970, 1, 1), "1970-01-01"), (chrono(2149, 6, 6), "2149-06-06")]);
    holds(&client, "Date", &ends, &[chrono(1969, 12, 31), chrono(2149, 6, 7), NaiveDate::MIN, NaiveDate::MAX]).await?;
    let ends = texts(&[(chrono(1900, 1, 1), "1900-01-01"), (chrono(2299, 12, 31), "2299-12-31")]);
    holds(&client, "Date32", &ends, &[chrono(1899, 12, 31), chrono(2300, 1, 1), NaiveDate::MIN, NaiveDate::MAX])
        .await?;
    Ok(())
}

type Utc = chrono::DateTime<chrono::Utc>;

fn chrono_of(nanoseconds: i128) -> Utc {
    let seconds = nanoseconds.div_euclid(1_000_000_000) as i64;
    Utc::from_timestamp(seconds, nanoseconds.rem_euclid(1_000_000_000) as u32).unwrap()
}

fn time_of(nanoseconds: i128) -> time::OffsetDateTime {
    time::OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).unwrap()
}

/// Nanoseconds of a tick of 10^-digits s.
fn tick(digits: u32) -> i128 {
    10i128.pow(9 - digits)
}

/// The first and the last tick of a DateTime64, as the server shows them.
fn ends_of_ticks(digits: u32) -> [(i128, String); 2] {
    let fraction =
        |digit: &str| if digits == 0 { String::new() } else { ".".to_owned() + &digit.repeat(digits as usize) };
    let first = (-62_135_596_800_000_000_000, format!("0001-01-01 00:00:00{}", fraction("0")));
    let last = (253_402_300_800_000_000_000 - tick(digits), format!("9999-12-31 23:59:59{}", fraction("9")));
    // Of 64 bits, more digits leave fewer years.
    match digits {
        8 => [first, (i128::from(i64::MAX) * 10, "4892-10-07 21:52:48.54775807".to_owned())],
        9 => [
            (i64::MIN.into(), "1677-09-21 00:12:43.145224192".to_owned()),
            (i64::MAX.into(), "2262-04-11 23:47:16.854775807".to_owned()),
        ],
        _ => [first, last],
    }
}

#[tokio::test]
async fn instants_reach_from_end_to_end() -> Outcome {
    let (_database, client) = database().await?;
    let second = tick(0);
    let ends = [(0, "1970-01-01 00:00:00".to_owned()), (u32::MAX.into(), "2106-02-07 06:28:15".to_owned())];
    let beyond = [-1, -second, (i128::from(u32::MAX) + 1) * second];
    let kept = ends.clone().map(|(seconds, text): (i128, _)| (time_of(seconds * second), text));
    holds(&client, "DateTime('UTC')", &kept, &beyond.map(time_of)).await?;
    let kept = ends.map(|(seconds, text): (i128, _)| (chrono_of(seconds * second), text));
    holds(&client, "DateTime('UTC')", &kept, &beyond.map(chrono_of)).await?;
    for digits in 0..=9 {
        let data_type = format!("DateTime64({digits}, 'UTC')");
        let ends = ends_of_ticks(digits);
        let beyond = [ends[0].0 - 1, ends[1].0 + tick(digits)];
        holds(&client, &data_type, &ends.clone().map(|(at, text)| (chrono_of(at), text)), &beyond.map(chrono_of))
            .await?;
        // The calendar of `time` ends where DateTime64 does.
        let beyond = beyond.into_iter().filter_map(|at| time::OffsetDateTime::from_unix_timestamp_nanos(at).ok());
        let kept = ends.map(|(at, text)| (time_of(at), text));
        holds(&client, &data_type, &kept, &beyond.collect::<Vec<_>>()).await?;
    }
    Ok(())
}

/// Where they have more digits than the column: rounded down, before 1970 and after, as the server reads their text. (A
/// CAST of a DateTime64 to fewer digits rounds towards 1970.)
#[tokio::test]
async fn instants_between_two_ticks_are_what_the_server_makes_of_them() -> Outcome {
    let (_database, client) = database().await?;
    for digits in 0..=9 {
        let half = tick(digits) / 2;
        let second = tick(0);
        let around = [0, tick(digits), second, 86_400 * second * 365, 3_155_760_000 * second];
        let mut at: Vec<i128> =
            around.iter().flat_map(|at| [*at, -*at]).flat_map(|at| [at - half, at - 1, at + 1, at + half]).collect();
        at.sort_unstable();
        let data_type = format!("DateTime64({digits}, 'UTC')");
        let list = at.iter().map(|at| format!("toInt64('{at}')")).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "SELECT toString(toDateTime64(toString(fromUnixTimestamp64Nano(arrayJoin([{list}]), 'UTC')), {digits}, 'UTC')) \
             SETTINGS max_threads = 1"
        );
        let expected = client.query_as::<String>(sql).await?;
        let of_time: Vec<_> = at.iter().map(|at| time_of(*at)).collect();
        assert_eq!(shown(&client, &data_type, &of_time).await?, expected, "{data_type}");
        let of_chrono: Vec<_> = at.iter().map(|at| chrono_of(*at)).collect();
        assert_eq!(shown(&client, &data_type, &of_chrono).await?, expected, "{data_type}");
        let span = |at: &i128| {
            StdDuration::new((at.unsigned_abs() / 1_000_000_000) as u64, (at.unsigned_abs() % 1_000_000_000) as u32)
        };
        let of_std = at.iter().map(|at| match at {
            0.. => SystemTime::UNIX_EPOCH + span(at),
            _ => SystemTime::UNIX_EPOCH - span(at),
        });
        assert_eq!(shown(&client, &data_type, &of_std.collect::<Vec<_>>()).await?, expected, "{data_type}");
    }
    Ok(())
}

#[tokio::test]
async fn times_reach_from_end_to_end() -> Outcome {
    let (_database, client) = database().await?;
    let time_of = |nanoseconds: i128| time::Duration::nanoseconds_i128(nanoseconds);
    let chrono_of = |nanoseconds: i128| chrono::TimeDelta::nanoseconds(nanoseconds as i64);
    let end = 3_600_000 * tick(0);
    let allowed =
        client.query_as::<u8>("SELECT value = '1' FROM system.settings WHERE name = 'enable_time_time64_type'");
    assert_eq!(allowed.fetch_one().await?, 1);
    let all =
        std::iter::once(("Time".to_owned(), 0)).chain((0..=9).map(|digits| (format!("Time64({digits})"), digits)));
    for (data_type, digits) in all {
        let fraction = if digits == 0 { String::new() } else { ".".to_owned() + &"9".repeat(digits as usize) };
        let ends = [
            (end - tick(digits), format!("999:59:59{fraction}")),
            (tick(digits) - end, format!("-999:59:59{fraction}")),
        ];
        let beyond = [end, -end, tick(digits) - end - 1];
        holds(&client, &data_type, &ends.clone().map(|(at, text)| (time_of(at), text)), &beyond.map(time_of)).await?;
        holds(&client, &data_type, &ends.map(|(at, text)| (chrono_of(at), text)), &beyond.map(chrono_of)).await?;
    }
    Ok(())
}

/// As many nines as the type has digits.
fn nines(precision: u8, scale: u8) -> String {
    let whole = "9".repeat((precision - scale).into());
    let whole = if whole.is_empty() { "0" } else { &whole };
    if scale == 0 { whole.to_owned() } else { format!("{whole}.{}", "9".repeat(scale.into())) }
}

async fn decimals_reach<T: Kept>(client: &Client, precision: u8, scale: u8, of: impl Fn(&str) -> T) -> Outcome {
    let nines = nines(precision, scale);
    let kept = [nines.clone(), format!("-{nines}"), "0".to_owned()].map(|text| (of(&text), text));
    let next = match precision == scale {
        true => "1".to_owned(),
        false => "1".to_owned() + &"0".repeat((precision - scale).into()),
    };
    holds(client, &format!("Decimal({precision}, {scale})"), &kept, &[of(&next), of(&format!("-{next}"))]).await
}

#[tokio::test]
async fn decimals_of_every_width_reach_from_end_to_end() -> Outcome {
    let (_database, client) = database().await?;
    macro_rules! each {
        ($($precision:literal, $scale:literal;)*) => {$(
            let digits = nines($precision, $scale);
            let of = |text: &str| text.parse::<Decimal<$precision, $scale>>();
            let kept = [of(&digits)?, of(&format!("-{digits}"))?];
            let texts = [digits.clone(), format!("-{digits}")];
            let data_type = concat!("Decimal(", $precision, ", ", $scale, ")");
            holds(&client, data_type, &[(kept[0], texts[0].clone()), (kept[1], texts[1].clone())], &[]).await?;
            // One more is none.
            assert!(of(&("1".to_owned() + &"0".repeat($precision - $scale + usize::from($precision == $scale)))).is_err());
            decimals_reach(&client, $precision, $scale, |text| text.parse::<bigdecimal::BigDecimal>().unwrap()).await?;
        )*};
    }
    each! {
        1, 0; 1, 1; 9, 0; 9, 4; 9, 9;
        10, 0; 10, 10; 18, 0; 18, 9; 18, 18;
        19, 0; 19, 19; 38, 0; 38, 20; 38, 38;
        39, 0; 39, 39; 76, 0; 76, 38; 76, 76;
    }
    for (precision, scale) in [(1, 0), (9, 0), (9, 9), (10, 5), (18, 18), (19, 0), (27, 0), (27, 13), (28, 28)] {
        decimals_reach(&client, precision, scale, |text| text.parse::<rust_decimal::Decimal>().unwrap()).await?;
    }
    let largest = rust_decimal::Decimal::MAX;
    holds(&client, "Decimal(29, 0)", &[(largest, largest.to_string()), (-largest, format!("-{largest}"))], &[]).await?;
    holds(&client, "Decimal(28, 0)", &texts(&[(1.into(), "1")]), &[largest, -largest]).await?;
    holds(&client, "Decimal(76, 47)", &[(largest, largest.to_string())], &[]).await?;
    holds(&client, "Decimal(76, 48)", &texts(&[(1.into(), "1")]), &[largest]).await?;
    Ok(())
}

#[tokio::test]
async fn the_rest_reaches_from_end_to_end() -> Outcome {
    use uuid::Uuid;
    let (_database, client) = database().await?;
    let ends = [Uuid::nil(), Uuid::max(), Uuid::from_u128(1), Uuid::from_u128(1 << 127), Uuid::from_u128(1 << 64)];
    holds(&client, "UUID", &ends.map(|uuid| (uuid, uuid.to_string())), &[]).await?;
    let bits =
        [0x0000, 0x8000, 0x0001, 0x8001, 0x0080, 0x7f7f, 0xff7f, 0x7f80, 0xff80, 0x3f80].map(half::bf16::from_bits);
    shown(&client, "BFloat16", &bits).await?;
    let found = client.query_as::<f32>("SELECT toFloat32(x) FROM BFloat16 ORDER BY n").await?;
    assert_eq!(
        found.iter().map(|float| float.to_bits()).collect::<Vec<_>>(),
        bits.map(|float| float.to_f32().to_bits())
    );
    assert_eq!(client.query_as::<half::bf16>("SELECT x FROM BFloat16 ORDER BY n").await?, bits);
    Ok(())
}
