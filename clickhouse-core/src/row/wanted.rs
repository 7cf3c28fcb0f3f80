//! [`Wanted`]: the columns that a row type reads, as a constant, and what is wrong with those of a query, found by the
//! compiler. The relation of types is the one by which rows are read.
//!
//! ```text
//! (Top, u64)    Each [Named { host: String, value: f64 }, One u64]
//! ```

use crate::types::Declared;
use crate::value::{Shape, members, relation};

/// What a row type reads.
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    /// Nobody knows before the program runs: a row that a user has implemented.
    Unknown,
    /// One column of any name.
    One(Shape),
    /// Columns by their names.
    Named {
        /// The struct's name.
        row: &'static str,
        /// A column for each field.
        columns: &'static [WantedColumn],
        /// Whether columns without a field are fine.
        partial: bool,
    },
    /// Columns by their order.
    Each(&'static [Wanted]),
}

/// A column that a field of a struct reads.
#[derive(Debug, Clone, Copy)]
pub struct WantedColumn {
    /// The field's name.
    pub field: &'static str,
    /// The column's name in ClickHouse, unquoted; of a flattened field what the names of its columns begin with.
    pub column: &'static str,
    /// The field's type as it is written.
    pub rust_type: &'static str,
    /// What the field is to columns.
    pub holds: Holds,
    /// Whether the result may lack the column.
    pub is_optional: bool,
    /// Whether the field is read.
    pub select: bool,
    /// Whether the field is inserted.
    pub insert: bool,
}

/// What a field is to columns.
#[derive(Debug, Clone, Copy)]
pub enum Holds {
    /// A value of one, as it is read and as it is written.
    Value {
        /// The value that is read.
        reads: Shape,
        /// The value that is written.
        writes: Shape,
    },
    /// A row whose columns stand among the others.
    Flattened(Wanted),
    /// The columns of a Nested, or one with all of it. The types in a result are looked at when rows are read.
    Nested(Wanted),
}

impl Wanted {
    /// Whether any field that is a value is read from JSON columns that come as texts.
    pub const fn reads_json_texts(&self) -> bool {
        let Wanted::Named { columns, .. } = self else { return false };
        let mut place = 0;
        while place < columns.len() {
            if let Holds::Value { reads, .. } = &columns[place].holds
                && columns[place].select
                && relation::reads_json_texts(reads)
            {
                return true;
            }
            place += 1;
        }
        false
    }
}

impl WantedColumn {
    /// A column that is both read and inserted.
    pub const fn new(field: &'static str, column: &'static str, rust_type: &'static str, holds: Holds) -> Self {
        WantedColumn { field, column, rust_type, holds, is_optional: false, select: true, insert: true }
    }

    /// The same column, used in these ways only.
    #[must_use]
    pub const fn ways(self, select: bool, is_optional: bool, insert: bool) -> Self {
        WantedColumn { select, is_optional, insert, ..self }
    }
}

impl Holds {
    /// A value that is read as it is written.
    pub const fn value(shape: Shape) -> Holds {
        Holds::Value { reads: shape, writes: shape }
    }
}

/// A column that a query gives.
#[derive(Debug, Clone, Copy)]
pub struct QueryColumn {
    /// Its name.
    pub name: &'static str,
    /// Its type as the server prints it.
    pub data_type: &'static str,
    /// The same as a constant.
    pub declared: Declared,
    /// The Rust type that reads it.
    pub rust_type: &'static str,
}

/// Ask about the whole row.
pub const ALL: usize = usize::MAX;
/// Ask only whether the number of columns is right, because each part is asked about by its number.
pub const WIDTH: usize = usize::MAX - 1;

/// What is wrong, as a text that the compiler can write.
#[derive(Debug, Clone, Copy)]
pub struct Problems {
    bytes: [u8; MAX_TEXT_BYTES],
    length: usize,
    count: usize,
}

/// The compiler keeps texts of any length; this many bytes are some forty problems.
const MAX_TEXT_BYTES: usize = 8192;

/// What is wrong with a query's `columns` for the row type called `row`; `part` is [`ALL`], [`WIDTH`] or the number of
/// the element of a tuple to ask about.
pub const fn problems(wanted: &Wanted, columns: &'static [QueryColumn], part: usize, row: &str) -> Problems {
    let mut problems = Problems::new();
    match wanted {
        Wanted::Each(parts) => problems.of_parts(parts, columns, part, row),
        _ if part == WIDTH => {}
        Wanted::One(_) if columns.len() != 1 => problems.width(columns, 1, row),
        _ => problems.of_range(wanted, columns, (0, columns.len()), row, "read"),
    }
    problems
}

impl Problems {
    pub(super) const fn new() -> Self {
        Problems { bytes: [0; MAX_TEXT_BYTES], length: 0, count: 0 }
    }

    /// Whether anything is wrong.
    pub const fn are_there(&self) -> bool {
        self.count > 0
    }

    /// One problem as it is, several one below the other.
    pub const fn text(&self) -> &str {
        let (written, _) = self.bytes.split_at(self.length);
        let (_, written) = written.split_at(if self.count == 1 { FIRST.len() } else { 0 });
        match std::str::from_utf8(written) {
            Ok(text) => text,
            Err(_) => "the query's columns do not fit the row",
        }
    }

    const fn of_parts(&mut self, parts: &'static [Wanted], columns: &'static [QueryColumn], part: usize, row: &str) {
        let mut rows = 0;
        let mut place = 0;
        while place < parts.len() {
            match parts[place] {
                Wanted::Unknown => return,
                Wanted::Named { .. } => rows += 1,
                Wanted::One(_) | Wanted::Each(_) => {}
            }
            place += 1;
        }
        let values = parts.len() - rows;
        let left = match rows {
            0 if values == columns.len() => 0,
            1 if values <= columns.len() => columns.len() - values,
            0 | 1 => {
                if part == ALL || part == WIDTH {
                    self.width(columns, parts.len(), row);
                }
                return;
            }
            _ => {
                if part == ALL || part == WIDTH {
                    self.begin();
                    self.push_all(&[
                        "`",
                        row,
                        "` has several structs, whose columns cannot be told apart; make one struct of them, \
                                     with `#[clickhouse(flatten)]` fields",
                    ]);
                }
                return;
            }
        };
        let (mut place, mut start) = (0, 0);
        while place < parts.len() {
            let end = start + if matches!(parts[place], Wanted::Named { .. }) { left } else { 1 };
            if part == ALL {
                self.of_range(&parts[place], columns, (start, end), "an element of the tuple", "read");
            } else if part == place {
                self.of_range(&parts[place], columns, (start, end), row, "write");
            }
            start = end;
            place += 1;
        }
    }

    /// What is wrong with the columns from `range.0` to before `range.1`.
    const fn of_range(
        &mut self,
        wanted: &Wanted,
        columns: &'static [QueryColumn],
        range: (usize, usize),
        row: &str,
        verb: &str,
    ) {
        match wanted {
            Wanted::One(shape) if range.0 < range.1 => {
                let column = &columns[range.0];
                let number = if columns.len() > 1 { range.0 + 1 } else { 0 };
                if relation::reads(shape, &column.declared) {
                    self.of_members(shape, number, column, &[", which `", row, "` cannot hold: "]);
                } else {
                    self.begin();
                    self.is(number, column, &[", which `", row, "` cannot hold; ", verb, " `", column.rust_type, "`"]);
                }
            }
            Wanted::Named { row, columns: fields, partial } => {
                self.of_fields(fields, row, None, columns, range);
                let mut place = range.0;
                while place < range.1 && !*partial {
                    let column = &columns[place];
                    if !has_field(fields, None, column.name) {
                        self.begin();
                        self.is(0, column, &[", and `", row, "` has no field for it; add `", column.name, ": "]);
                        self.push_all(&[column.rust_type, "`, or mark the struct `#[clickhouse(partial)]`"]);
                    }
                    place += 1;
                }
            }
            _ => {}
        }
    }

    const fn of_fields(
        &mut self,
        fields: &'static [WantedColumn],
        row: &str,
        prefix: Option<&Prefix<'_>>,
        columns: &'static [QueryColumn],
        range: (usize, usize),
    ) {
        let mut place = 0;
        while place < fields.len() {
            let field = &fields[place];
            place += 1;
            if !field.select {
                continue;
            }
            match &field.holds {
                Holds::Value { reads, .. } => self.of_field(field, reads, row, prefix, columns, range),
                Holds::Flattened(Wanted::Named { row, columns: inner, .. }) => {
                    let prefix = Prefix { before: prefix, text: field.column };
                    self.of_fields(inner, row, Some(&prefix), columns, range);
                }
                Holds::Flattened(_) | Holds::Nested(_) => {}
            }
        }
    }

    const fn of_field(
        &mut self,
        field: &WantedColumn,
        shape: &Shape,
        row: &str,
        prefix: Option<&Prefix<'_>>,
        columns: &'static [QueryColumn],
        range: (usize, usize),
    ) {
        let mut found = false;
        let mut place = range.0;
        while place < range.1 {
            let column = &columns[place];
            place += 1;
            if !is_called(column.name, prefix, field.column) {
                continue;
            }
            if found {
                self.begin();
                self.push_all(&["the query has two columns `", column.name, "`; rename one of them with AS"]);
                return;
            }
            found = true;
            if relation::reads(shape, &column.declared) {
                let field = &[", which `", row, "::", field.field, "` (`", field.rust_type, "`) cannot hold: "];
                self.of_members(shape, 0, column, field);
                continue;
            }
            self.begin();
            self.is(0, column, &[", which `", row, "::", field.field, "` (`", field.rust_type, "`) cannot hold; "]);
            if column.declared.accepts_null() && !matches!(shape, Shape::Nullable(_)) {
                self.push("the column can be NULL: ");
            }
            self.push_all(&["make the field `", column.rust_type, "`"]);
        }
        if !found && !field.is_optional {
            self.begin();
            self.push("the query has no column `");
            self.push_prefix(prefix);
            self.push_all(&[field.column, "` for `", row, "::", field.field, "`; "]);
            match nearest(field.column, columns, range) {
                Some(near) => {
                    self.push_all(&[
                        "did you mean `",
                        near,
                        "`? rename the field with `#[clickhouse(rename = \"",
                        near,
                    ]);
                    self.push("\")]` or the column with AS");
                }
                None => self.push("select it, or mark the field `#[clickhouse(default)]`"),
            }
        }
    }

    /// What the members of an Enum have no variant for.
    const fn of_members(&mut self, shape: &Shape, number: usize, column: &'static QueryColumn, field: &[&str]) {
        let differences = members::differences(shape, &column.declared, true, false);
        if !differences.is_empty() {
            self.begin();
            self.is(number, column, field);
            self.push(differences.as_str());
        }
    }

    pub(super) const fn push_prefix(&mut self, prefix: Option<&Prefix<'_>>) {
        if let Some(prefix) = prefix {
            self.push_prefix(prefix.before);
            self.push(prefix.text);
        }
    }

    const fn width(&mut self, columns: &'static [QueryColumn], wanted: usize, row: &str) {
        self.begin();
        self.push("the query has ");
        self.push_number(columns.len());
        self.push(if columns.len() == 1 { " column (" } else { " columns (" });
        let mut place = 0;
        while place < columns.len() {
            self.push_all(&[if place > 0 { ", `" } else { "`" }, columns[place].name, "` ", columns[place].data_type]);
            place += 1;
        }
        self.push_all(&["), and `", row, "` reads "]);
        self.push_number(wanted);
        self.push(" by position; read `");
        let mut place = 0;
        while place < columns.len() {
            self.push(if place > 0 {
                ", "
            } else if columns.len() > 1 {
                "("
            } else {
                ""
            });
            self.push(columns[place].rust_type);
            place += 1;
        }
        self.push(if columns.len() > 1 { ")`" } else { "`" });
    }

    /// Begins a further problem.
    pub(super) const fn begin(&mut self) {
        self.count += 1;
        self.push(FIRST);
    }

    /// The column, with its `number` unless that is 0, its type, and what follows.
    const fn is(&mut self, number: usize, column: &QueryColumn, rest: &[&str]) {
        self.push("column ");
        if number > 0 {
            self.push_number(number);
            self.push(" ");
        }
        self.push_all(&["`", column.name, "` is `", column.data_type, "`"]);
        self.push_all(rest);
    }

    const fn push_number(&mut self, number: usize) {
        if number >= 10 {
            self.push_number(number / 10);
        }
        let digits = "0123456789".as_bytes();
        self.push_byte(digits[number % 10]);
    }

    pub(super) const fn push_all(&mut self, texts: &[&str]) {
        let mut place = 0;
        while place < texts.len() {
            self.push(texts[place]);
            place += 1;
        }
    }

    /// Adds a text, or nothing of it if there is no room.
    pub(super) const fn push(&mut self, text: &str) {
        self.push_bytes(text.as_bytes());
    }

    /// The same of bytes that are part of a text.
    pub(super) const fn push_bytes(&mut self, bytes: &[u8]) {
        let mut place = 0;
        while place < bytes.len() && self.length + bytes.len() - place <= MAX_TEXT_BYTES {
            self.push_byte(bytes[place]);
            place += 1;
        }
    }

    const fn push_byte(&mut self, byte: u8) {
        if self.length < MAX_TEXT_BYTES {
            self.bytes[self.length] = byte;
            self.length += 1;
        }
    }
}

/// What stands before each of several problems.
const FIRST: &str = "\n  ";

/// What the names of flattened columns begin with, from the outermost field inwards.
pub(super) struct Prefix<'p> {
    pub(super) before: Option<&'p Prefix<'p>>,
    pub(super) text: &'p str,
}

/// Whether one of the fields reads a column.
const fn has_field(fields: &[WantedColumn], prefix: Option<&Prefix<'_>>, column: &str) -> bool {
    let mut place = 0;
    while place < fields.len() {
        let field = &fields[place];
        let is_read = match &field.holds {
            Holds::Value { .. } => is_called(column, prefix, field.column),
            Holds::Nested(_) => match without_prefix(column.as_bytes(), prefix) {
                Some(name) => match without(name, field.column.as_bytes()) {
                    Some(rest) => matches!(rest, [] | [b'.', ..]),
                    None => false,
                },
                None => false,
            },
            Holds::Flattened(Wanted::Named { columns, .. }) => {
                has_field(columns, Some(&Prefix { before: prefix, text: field.column }), column)
            }
            // Nobody knows.
            Holds::Flattened(_) => true,
        };
        if is_read && field.select {
            return true;
        }
        place += 1;
    }
    false
}

/// Whether a column has this name behind a prefix.
pub(super) const fn is_called(column: &str, prefix: Option<&Prefix<'_>>, name: &str) -> bool {
    match without_prefix(column.as_bytes(), prefix) {
        Some(rest) => rest.len() == name.len() && without(rest, name.as_bytes()).is_some(),
        None => false,
    }
}

pub(super) const fn without_prefix<'n>(name: &'n [u8], prefix: Option<&Prefix<'_>>) -> Option<&'n [u8]> {
    match prefix {
        None => Some(name),
        Some(prefix) => match without_prefix(name, prefix.before) {
            Some(rest) => without(rest, prefix.text.as_bytes()),
            None => None,
        },
    }
}

/// What follows behind `beginning`.
pub(super) const fn without<'n>(name: &'n [u8], beginning: &[u8]) -> Option<&'n [u8]> {
    let mut place = 0;
    while place < beginning.len() {
        if place >= name.len() || name[place] != beginning[place] {
            return None;
        }
        place += 1;
    }
    Some(name.split_at(beginning.len()).1)
}

/// The column that `name` was probably meant to be.
const fn nearest(name: &str, columns: &'static [QueryColumn], range: (usize, usize)) -> Option<&'static str> {
    let (mut best, mut found) = (2 + name.len() / 4, None);
    let mut place = range.0;
    while place < range.1 {
        let far = distance(name.as_bytes(), columns[place].name.as_bytes());
        if far < best {
            (best, found) = (far, Some(columns[place].name));
        }
        place += 1;
    }
    found
}

/// Longer names are not compared: nobody mistypes a name that a query has made.
const MAX_COMPARED_BYTES: usize = 64;

/// Letters to insert, remove or replace; a different case costs nothing.
pub(super) const fn distance(left: &[u8], right: &[u8]) -> usize {
    if right.len() > MAX_COMPARED_BYTES {
        return usize::MAX;
    }
    let mut row = [0; MAX_COMPARED_BYTES + 1];
    let mut place = 0;
    while place <= right.len() {
        row[place] = place;
        place += 1;
    }
    let mut at = 0;
    while at < left.len() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        let mut place = 0;
        while place < right.len() {
            let replaced = diagonal + if left[at].eq_ignore_ascii_case(&right[place]) { 0 } else { 1 };
            diagonal = row[place + 1];
            let shorter = if row[place] < diagonal { row[place] } else { diagonal };
            row[place + 1] = if replaced <= shorter { replaced } else { shorter + 1 };
            place += 1;
        }
        at += 1;
    }
    row[right.len()]
}
