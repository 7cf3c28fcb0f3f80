//! [`Pretty`]: rows as an aligned table for people, as clickhouse-client's PrettyCompact has it.
//!
//! ```text
//!    ┌─name─┬─────total─┐
//! 1. │ a    │         5 │
//! 2. │ ᴺᵁᴸᴸ │ 120000000 │
//!    └──────┴───────────┘
//! ```
//!
//! Numbers stand to the right. A row by itself has its large numbers once more in words: `1.23 million`. What a terminal
//! would obey rather than show is escaped, and a table that is wider than asked for has its widest cells cut, then its
//! last columns left out; both are to be seen.

use super::{Kept, Rows};
use crate::types::DataType;
use crate::value::{ReadValue, Value};
use std::fmt::{self, Write};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// As many as clickhouse-client shows (`output_format_pretty_max_rows`).
const MAX_ROWS: usize = 1000;
/// The width where there is no terminal to ask.
const WIDTH: usize = 120;
/// A column is not cut below this.
const LEAST_COLUMN_WIDTH: usize = 8;
/// A cell's text is not kept beyond this, for no terminal is as wide.
const MAX_CELL_CHARS: usize = 10_000;
/// Numbers from here on are said in words (`output_format_pretty_single_large_number_tip_threshold`).
const LARGE: f64 = 1e6;

/// Rows as a table, see [`Rows::pretty`].
#[derive(Debug, Clone)]
pub struct Pretty<'a> {
    rows: &'a Rows,
    width: usize,
    max_rows: usize,
}

impl Rows {
    /// The rows as a table that is at most `width` columns of a terminal wide: 0 sets no limit.
    pub fn pretty(&self, width: usize) -> Pretty<'_> {
        let width = if width == 0 { usize::MAX } else { width };
        Pretty { rows: self, width, max_rows: MAX_ROWS }
    }
}

impl Pretty<'_> {
    /// The most rows to be shown; 1000 unless set. Those left out are counted below the table.
    #[must_use]
    pub fn max_rows(self, max_rows: usize) -> Self {
        Pretty { max_rows, ..self }
    }
}

/// As wide as the terminal, or 120 columns where there is none.
impl fmt::Display for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0));
        self.pretty(width).fmt(f)
    }
}

impl fmt::Display for Pretty<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.rows.len.min(self.max_rows);
        if shown > 0 && !self.rows.columns.is_empty() {
            Table::new(self.rows, shown, self.width).fmt(f)?;
            f.write_char('\n')?;
        }
        match self.rows.len {
            1 => f.write_str("1 row in set.")?,
            rows => write!(f, "{rows} rows in set.")?,
        }
        if shown < self.rows.len {
            write!(f, " Showed the first {shown}.")?;
        }
        f.write_char('\n')
    }
}

/// A table that fits.
struct Table<'a> {
    columns: Vec<TableColumn>,
    left_out: Vec<&'a str>,
    rows: usize,
    /// The width of the rows' numbers with point and space.
    margin: usize,
}

struct TableColumn {
    name: String,
    is_right: bool,
    cells: Vec<String>,
    /// The large number of a row by itself, in words.
    in_words: Option<String>,
    width: usize,
}

impl<'a> Table<'a> {
    fn new(rows: &'a Rows, shown: usize, width: usize) -> Self {
        let margin = shown.to_string().len() + 2;
        let available = width.saturating_sub(margin + 1);
        let mut columns = fitting(rows, shown, available);
        let left_out = rows.columns[columns.len()..].iter().map(|column| column.name.as_str()).collect();
        cut_widest(&mut columns, available);
        Table { columns, left_out, rows: shown, margin }
    }

    fn line(&self, f: &mut impl Write, ends: [char; 3], names: bool) -> fmt::Result {
        write!(f, "{:margin$}", "", margin = self.margin)?;
        for (place, column) in self.columns.iter().enumerate() {
            f.write_char(if place == 0 { ends[0] } else { ends[1] })?;
            let name = if names { cut(&column.name, column.width) } else { String::new() };
            let dashes = "─".repeat(column.width - name.width().min(column.width));
            let (before, after) = if column.is_right { (dashes.as_str(), "") } else { ("", dashes.as_str()) };
            write!(f, "─{before}{name}{after}─")?;
        }
        writeln!(f, "{}", ends[2])
    }

    fn row<'t>(&'t self, f: &mut impl Write, margin: &str, cell: impl Fn(&'t TableColumn) -> &'t str) -> fmt::Result {
        write!(f, "{margin:>width$}", width = self.margin)?;
        for column in &self.columns {
            let text = cut(cell(column), column.width);
            let spaces = " ".repeat(column.width - text.width().min(column.width));
            let (before, after) = if column.is_right { (spaces.as_str(), "") } else { ("", spaces.as_str()) };
            write!(f, "│ {before}{text}{after} ")?;
        }
        f.write_char('│')
    }
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.line(f, ['┌', '┬', '┐'], true)?;
        for row in 0..self.rows {
            self.row(f, &format!("{}. ", row + 1), |column| &column.cells[row])?;
            match self.columns.as_slice() {
                // As clickhouse-client has it for a number by itself.
                [TableColumn { in_words: Some(words), .. }] => writeln!(f, " -- {words}")?,
                _ => f.write_char('\n')?,
            }
        }
        if self.columns.len() > 1 && self.columns.iter().any(|column| column.in_words.is_some()) {
            self.row(f, "-- ", |column| column.in_words.as_deref().unwrap_or_default())?;
            f.write_char('\n')?;
        }
        self.line(f, ['└', '┴', '┘'], false)?;
        if !self.left_out.is_empty() {
            let names: Vec<_> = self.left_out.iter().take(1000).map(|name| escaped(name, 1000)).collect();
            let columns = if self.left_out.len() == 1 {
                "1 more column does".to_owned()
            } else {
                format!("{} more columns do", self.left_out.len())
            };
            writeln!(f, "{columns} not fit: {}", cut(&names.join(", "), 1000))?;
        }
        Ok(())
    }
}

impl TableColumn {
    /// The column with cells of at most so many letters.
    fn new(rows: &Rows, place: usize, shown: usize, most: usize) -> Self {
        let column = &rows.columns[place];
        let mut cells = Vec::with_capacity(shown);
        let mut in_words = None;
        for kept in &rows.blocks {
            let count = kept.block.row_count().min(shown - cells.len());
            values(rows, kept, place, count, |value| {
                if rows.len == 1 {
                    in_words = value.as_ref().ok().and_then(words);
                }
                cells.push(match value {
                    Ok(Value::Null) => "ᴺᵁᴸᴸ".to_owned(),
                    Ok(value) => escaped(&value.to_string(), most),
                    Err(error) => escaped(&error, most),
                });
            });
        }
        let name = escaped(&column.name, most);
        let is_alone = rows.columns.len() == 1;
        let widest = cells.iter().chain(in_words.iter().filter(|_| !is_alone)).map(|cell| cell.width()).max();
        let width = widest.unwrap_or(0).max(name.width());
        TableColumn { name, is_right: is_number(&column.data_type), cells, in_words, width }
    }
}

/// Hands the first `count` values of a block's column to `with`; what cannot be read as the text of why not.
fn values(rows: &Rows, kept: &Kept, place: usize, count: usize, mut with: impl FnMut(Result<Value, String>)) {
    let mut cursor = match rows.bind::<Value>(kept, place) {
        Ok(cursor) => cursor,
        Err(error) => return (0..count).for_each(|_| with(Err(error.to_string()))),
    };
    for row in 0..count {
        let value = Value::read(&mut cursor, row);
        with(value.map_err(|error| error.to_string()).map(|value| rows.shown(value)));
    }
}

fn is_number(data_type: &DataType) -> bool {
    use DataType as T;
    match data_type {
        T::Nullable(inner) | T::LowCardinality(inner) => is_number(inner),
        T::SimpleAggregateFunction(function) => is_number(&function.data_type),
        T::UInt8 | T::UInt16 | T::UInt32 | T::UInt64 | T::UInt128 | T::UInt256 => true,
        T::Int8 | T::Int16 | T::Int32 | T::Int64 | T::Int128 | T::Int256 => true,
        T::BFloat16 | T::Float32 | T::Float64 | T::Decimal(..) | T::Interval(_) => true,
        _ => false,
    }
}

/// A large number in the words of `formatReadableQuantity`.
fn words(value: &Value) -> Option<String> {
    let number = match value.plain() {
        Value::Float32(_) | Value::Float64(_) => value.as_f64()?,
        Value::Decimal { .. } => value.to_string().parse().ok()?,
        other => other.as_i128()? as f64,
    };
    if number.abs() < LARGE || !number.is_finite() {
        return None;
    }
    let mut rest = number / 1e6;
    let units = ["million", "billion", "trillion", "quadrillion", "quintillion", "sextillion", "septillion"];
    for (place, unit) in units.iter().enumerate() {
        if rest.abs() < 1000.0 || place + 1 == units.len() {
            return Some(format!("{rest:.2} {unit}"));
        }
        rest /= 1000.0;
    }
    None
}

/// The columns that fit at their least width, the first one in any case. No cell is made of the others, of which there may
/// be thousands.
fn fitting(rows: &Rows, shown: usize, available: usize) -> Vec<TableColumn> {
    // More letters than can be shown; some take no room.
    let most = available.saturating_mul(4).clamp(1000, MAX_CELL_CHARS);
    let (mut columns, mut used) = (Vec::new(), 0usize);
    for place in 0..rows.columns.len() {
        let column = TableColumn::new(rows, place, shown, most);
        used = used.saturating_add(column.width.min(LEAST_COLUMN_WIDTH) + 3);
        if used > available && !columns.is_empty() {
            break;
        }
        columns.push(column);
    }
    columns
}

/// Cuts the widest columns to one width, the largest with which all fit.
fn cut_widest(columns: &mut [TableColumn], available: usize) {
    let total = |limit: usize| columns.iter().map(|column| column.width.min(limit) + 3).sum::<usize>();
    let widest = columns.iter().map(|column| column.width).max().unwrap_or(0);
    if total(widest) <= available {
        return;
    }
    let (mut fits, mut exceeds) = (1, widest);
    while fits + 1 < exceeds {
        let middle = (fits + exceeds) / 2;
        if total(middle) <= available { fits = middle } else { exceeds = middle }
    }
    columns.iter_mut().for_each(|column| column.width = column.width.min(fits));
}

/// `text` if it is at most `width` wide, else its beginning and `…`.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut left = width.saturating_sub(1);
    let fits = text.chars().take_while(|letter| {
        let width = letter.width().unwrap_or(0);
        let fits = width <= left;
        left = left.saturating_sub(width);
        fits
    });
    let mut cut: String = fits.collect();
    cut.push('…');
    cut
}

/// `text` without what a terminal would obey: control characters, ends of lines, and marks that turn the direction.
/// At most so many letters of it.
fn escaped(text: &str, most: usize) -> String {
    let mut out = String::with_capacity(text.len().min(most));
    for (place, letter) in text.chars().enumerate() {
        if place == most {
            out.push('…');
            break;
        }
        match letter {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0' => out.push_str("\\0"),
            letter if letter.is_control() && letter.is_ascii() => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\x{:02X}", u32::from(letter));
            }
            '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                out.extend(letter.escape_unicode());
            }
            letter if letter.is_control() => out.extend(letter.escape_unicode()),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockDecoder;

    fn rows(body: &[u8]) -> Rows {
        let mut decoder = BlockDecoder::new();
        decoder.input().extend_from_slice(body);
        Rows::from_blocks(std::iter::from_fn(|| decoder.next_block().unwrap())).unwrap()
    }

    #[test]
    fn numbers_stand_to_the_right_and_null_is_small() {
        let body = b"\x02\x02\x01n\x06UInt16\x05\x00\x2c\x01\x01s\x10Nullable(String)\x00\x01\x04caf\x65\x00";
        assert_eq!(
            rows(body).pretty(80).to_string(),
            "   ┌───n─┬─s────┐\n1. │   5 │ cafe │\n2. │ 300 │ ᴺᵁᴸᴸ │\n   └─────┴──────┘\n\n2 rows in set.\n"
        );
        assert_eq!(Rows::default().pretty(80).to_string(), "0 rows in set.\n");
        assert!(rows(body).pretty(80).max_rows(1).to_string().ends_with("2 rows in set. Showed the first 1.\n"));
    }

    #[test]
    fn a_large_number_by_itself_is_said_in_words() {
        let one = rows(b"\x01\x01\x01n\x06UInt32\x87\xd6\x12\x00").pretty(80).to_string();
        assert!(one.contains("1. │ 1234567 │ -- 1.23 million\n"), "{one}");
        let two = rows(b"\x02\x01\x01n\x06UInt32\x87\xd6\x12\x00\x01m\x05UInt8\x07").pretty(80).to_string();
        assert!(two.contains("1. │      1234567 │ 7 │\n-- │ 1.23 million │   │\n"), "{two}");
        assert_eq!(words(&Value::from(-12_345_678_901i64)).as_deref(), Some("-12.35 billion"));
        assert_eq!(words(&Value::from(999_999u32)), None);
        assert_eq!(words(&Value::from(f64::NAN)), None);
    }

    #[test]
    fn a_table_is_never_wider_than_asked_for() {
        let body = b"\x03\x01\x01a\x06String\x0a0123456789\x01b\x06String\x06\xe6\xbc\xa2\xe5\xad\x97\x01c\x06String\x0eabcdefghijklmn";
        for width in 12..60 {
            let table = rows(body).pretty(width).to_string();
            let lines = table.lines().take_while(|line| !line.is_empty() && !line.contains("not fit"));
            for line in lines {
                assert!(line.width() <= width, "{width}:\n{table}");
            }
        }
        let cut = rows(body).pretty(36).to_string();
        assert!(cut.contains("│ 01234567… │ 漢字 │ abcdefgh… │"), "{cut}");
        let few = rows(body).pretty(18).to_string();
        assert!(few.contains("2 more columns do not fit: b, c"), "{few}");
        assert!(rows(body).pretty(0).to_string().contains("│ 0123456789 │ 漢字 │ abcdefghijklmn │"));
    }

    #[test]
    fn of_thousands_of_columns_those_that_fit_are_shown() {
        let mut body = vec![0xd0, 0x0f, 1];
        for place in 0..2000 {
            let name = format!("c{place:04}");
            body.push(5);
            body.extend(name.as_bytes());
            body.extend(b"\x06String\xac\x02");
            body.extend("漢".repeat(100).as_bytes());
        }
        let table = rows(&body).pretty(80).to_string();
        assert!(table.contains("c0005─") && table.contains("1994 more columns do not fit: c0006, c0007"), "{table}");
        assert!(table.lines().take(3).all(|line| line.width() <= 80), "{table}");
        assert!(table.len() < 4000, "{}", table.len());
    }

    #[test]
    fn nothing_in_a_cell_reaches_the_terminal_as_a_command() {
        assert_eq!(escaped("a\x1b[2Jb\n\t\u{202e}\u{9b}", 100), "a\\x1B[2Jb\\n\\t\\u{202e}\\u{9b}");
        assert_eq!(escaped(&"x".repeat(20_000), MAX_CELL_CHARS).chars().count(), MAX_CELL_CHARS + 1);
    }
}
