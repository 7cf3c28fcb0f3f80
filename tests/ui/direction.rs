//! Types of one direction are refused where the struct is used in the other one.

use clickhouse_core::Row;
use clickhouse_core::column::View;
use clickhouse_core::row::{ReadRow, WriteRow};
use clickhouse_core::types::DataType;
use clickhouse_core::value::{BindError, CellError, ColumnValue, ReadValue, WriteValue};

struct Version(u32);

impl ColumnValue for Version {
    fn data_type() -> DataType {
        DataType::UInt32
    }
}

impl<'a> ReadValue<'a> for Version {
    type Cursor = <u32 as ReadValue<'a>>::Cursor;

    fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
        <u32 as ReadValue<'a>>::bind(view)
    }

    fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
        <u32 as ReadValue<'a>>::read(cursor, row).map(Version)
    }
}

struct Ratio(f64);

impl ColumnValue for Ratio {
    fn data_type() -> DataType {
        DataType::Float64
    }
}

impl WriteValue for Ratio {
    type Builder = <f64 as WriteValue>::Builder;

    fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
        f64::builder(data_type)
    }

    fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
        self.0.write(builder)
    }
}

#[derive(Row)]
struct OnlyReadable {
    key: u32,
    version: Version,
}

#[derive(Row)]
struct OnlyInsertable<'a> {
    key: u32,
    host: &'a str,
    value: Ratio,
}

struct NoDefault;

#[derive(Row)]
struct NothingToSkipTo {
    key: u32,
    #[clickhouse(skip)]
    state: NoDefault,
}

fn query_as<T: for<'a> ReadRow<'a>>() -> Vec<T> {
    Vec::new()
}

fn blocks<'a, T: ReadRow<'a>>() -> Vec<T> {
    Vec::new()
}

fn insert<T: WriteRow>(_rows: &[T]) {}

fn main() {
    insert(&[OnlyReadable { key: 1, version: Version(1) }]);
    insert(&[OnlyInsertable { key: 1, host: "h", value: Ratio(0.5) }]);
    insert(&[NothingToSkipTo { key: 1, state: NoDefault }]);

    query_as::<OnlyReadable>();
    blocks::<OnlyInsertable<'_>>();
    blocks::<(OnlyInsertable<'_>, u32)>();
    query_as::<NothingToSkipTo>();
}
