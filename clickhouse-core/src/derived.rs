//! What derived code names, under one path: the traits that it implements, the standard library's items that a user may
//! have shadowed, and the part of its work that does not differ from struct to struct.
//!
//! Not meant for users: this changes together with `clickhouse-derive`.

mod conversion;
mod flatten;
mod json;
mod nested;
#[cfg(feature = "http")]
mod param;
mod shape;
#[cfg(feature = "http")]
pub mod statement;

pub use conversion::{Absent, HasRead, HasWrite, IntoColumn, Module, Outcome, TryFromColumn, is_function, outcome};
pub use flatten::{FlatColumns, ReadFlat, WriteFlat, flattened};
#[cfg(not(feature = "serde_json"))]
pub use json::{AsJson, JsonText, NeedsFeatureSerdeJson};
pub use json::{Serialize, json_text};
pub use nested::{NestedColumns, ReadNested, WriteNested};
#[cfg(feature = "http")]
pub use param::{Fits, Param, member_name, param_type};
pub use shape::{IsRow, MaybeRow, Unless};

pub use crate::column::{ColumnBuilder, VariantBuilder, View};
pub use crate::ddl::ColumnKind;
pub use crate::row::{
    Elements, Field, Holds, NamedElements, ReadElements, ReadNamed, ResultColumns, Row, RowColumn, SchemaColumn,
    SchemaPart, TargetColumns, TupleBuilder, Wanted, WantedColumn, WriteElements, WriteRow, bind_elements,
    build_elements, insist_on_one_field,
};
pub use crate::types::{DataType, Declared, Kind, plain};
pub use crate::value::relation::reads_json_texts;
#[cfg(feature = "serde_json")]
pub use crate::value::{AsJson, JsonText};
pub use crate::value::{
    BindError, ByName, CellError, ColumnValue, EnumBuilder, EnumCursor, EnumValue, FieldShape, NULL_MEMBER,
    OTHER_MEMBER, OneColumn, ReadMembers, ReadValue, RowShape, Shape, VariantCursor, VariantNames, WriteMembers,
    WriteValue, members, read_member, relation, variant_builder, variant_type, write_member,
};
pub use std::clone::Clone;
pub use std::iter::{ExactSizeIterator, Extend, Iterator};
pub use std::marker::{PhantomData, Sized};
pub use std::option::Option::{self, None, Some};
pub use std::primitive::{bool, str, u8, usize};
pub use std::result::Result::{self, Err, Ok};
pub use std::string::String;
pub use std::vec::Vec;
pub use std::{include_bytes, option_env};

use crate::row::{missing_problems, part_problems};

/// What makes a derived value a parameter, where there are parameters.
#[cfg(feature = "http")]
#[doc(hidden)]
#[macro_export]
macro_rules! __as_parameter {
    ($($items:tt)*) => { $($items)* };
}

/// What makes a derived value a parameter: nothing, as there are none.
#[cfg(not(feature = "http"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __as_parameter {
    ($($items:tt)*) => {};
}

/// Who is shown each builder of a row.
pub type Visit<'v> = dyn FnMut(&mut dyn ColumnBuilder) + 'v;

/// An entry in a struct's table of fields.
pub const fn field(row: &'static str, field: &'static str, column: &'static str) -> Field {
    Field { row, field, column, declared: None, kind: None }
}

/// A struct's table of fields: the names of each and of its column.
pub const fn fields<const N: usize>(row: &'static str, names: &[(&'static str, &'static str); N]) -> [Field; N] {
    let mut fields = [field(row, "", ""); N];
    let mut place = 0;
    while place < N {
        fields[place] = field(row, names[place].0, names[place].1);
        place += 1;
    }
    fields
}

/// The same where each column has a type that is said.
pub const fn declared_fields<const N: usize>(
    row: &'static str,
    names: &[(&'static str, &'static str, &'static str); N],
) -> [Field; N] {
    let mut fields = [field(row, "", ""); N];
    let mut place = 0;
    while place < N {
        fields[place] = field(row, names[place].0, names[place].1).declared(names[place].2);
        place += 1;
    }
    fields
}

/// The columns of a row whose fields are all read and inserted, in columns of types that are said.
pub fn declared_columns(fields: &[Field]) -> Vec<RowColumn> {
    fields.iter().map(|field| column(field, declared_type(field))).collect()
}

/// The type that an attribute of `field` says.
pub fn declared_type(field: &Field) -> DataType {
    let declared = field.declared.unwrap_or_default();
    DataType::parse(declared).expect("the derive has read this text as a type")
}

/// What the relation of types answers: 1 for yes, 0 for no.
pub type Answer<const ANSWER: usize> = [(); ANSWER];

/// Whether values of this shape fit such a column, which is read or written or both. Also yes where only the members of an
/// Enum differ, which [`insist_on_members`] says.
pub const fn fits(shape: Shape, declared: &'static Declared, is_read: bool, is_written: bool) -> usize {
    let is_read = !is_read || relation::reads(&shape, declared);
    let is_written = !is_written
        || relation::writes(&shape, declared)
        || !members::differences(&shape, declared, false, true).is_empty();
    (is_read && is_written) as usize
}

/// Ends the compilation where the members of an Enum column and of the enum for it differ, between the texts `begin`
/// and `end`.
#[track_caller]
pub const fn insist_on_members(shape: Shape, declared: &'static Declared, ways: (bool, bool), begin: &str, end: &str) {
    let differences = members::differences(&shape, declared, ways.0, ways.1);
    if !differences.is_empty() {
        let mut text = members::Text::new();
        text.add(begin);
        text.add(differences.as_str());
        text.add(end);
        panic!("{}", text.as_str());
    }
}

/// Ends the compilation where the other struct in a field does not fit the columns of a table.
#[track_caller]
pub const fn insist_on_part(part: &SchemaPart, columns: &'static [SchemaColumn], table: &str) {
    let problems = part_problems(part, columns, table);
    assert!(!problems.are_there(), "{}", problems.text());
}

/// Ends the compilation where none of the other structs in fields has a column that needs a value.
#[track_caller]
pub const fn insist_on_all(parts: &'static [SchemaPart], columns: &'static [SchemaColumn], table: &str) {
    let problems = missing_problems(parts, columns, table);
    assert!(!problems.are_there(), "{}", problems.text());
}

/// The question whether values of this shape fit such a column both ways, as [`fits`] and [`insist`] ask it.
#[track_caller]
pub const fn ask(shape: Shape, declared: &'static Declared, text: &str) {
    insist(fits(shape, declared, true, true), text);
}

/// Ends the compilation with `text` unless the answer is yes.
#[track_caller]
pub const fn insist(answer: usize, text: &str) {
    assert!(answer == 1, "{}", text);
}

/// The column that `field` stands for.
pub fn column(field: &Field, data_type: DataType) -> RowColumn {
    RowColumn::new(field.column, field.field, data_type).of_kind(field.kind.unwrap_or(ColumnKind::Plain))
}

/// The columns of a row.
pub fn columns<const N: usize>(columns: [RowColumn; N]) -> Vec<RowColumn> {
    Vec::from(columns)
}

/// What a stub says if it ever runs, which it cannot: it stands beside an error of the compiler.
pub fn refused() -> CellError {
    CellError::new("the derive refused this type")
}

/// What the member marked `other` is refused with when it is inserted.
#[cold]
pub fn other_is_not_written() -> CellError {
    CellError::new(
        "the member marked `other` stands for types of the column that the enum does not name; it is not inserted",
    )
}

/// A row that is NULL where nothing stands for NULL, which the check of the column rules out.
#[cold]
pub fn no_member() -> CellError {
    CellError::new("the value is NULL or of a type without a member")
}

/// [`ColumnValue`] for a type with lifetimes; `TWIN` tells it from types that differ only in lifetimes.
pub trait TwinColumn<const TWIN: usize> {
    /// As [`ColumnValue::data_type`].
    fn data_type() -> DataType;
}

#[diagnostic::do_not_recommend]
impl<const TWIN: usize, T: ColumnValue> TwinColumn<TWIN> for T {
    fn data_type() -> DataType {
        <T as ColumnValue>::data_type()
    }
}

/// [`ReadValue`] for a field of a struct. `TWIN` tells types apart that differ only in lifetimes: the compiler takes a
/// bound on one for a bound on the other.
pub trait ReadField<'a, const TWIN: usize = 0>: Sized {
    /// As [`ColumnValue::SHAPE`].
    const SHAPE: Shape;

    /// As [`ReadValue::Cursor`].
    type Cursor: Send;

    /// Finds and checks the column of `field`.
    fn bind(columns: &mut ResultColumns<'_, 'a>, field: &Field) -> Option<Self::Cursor>;

    /// The same where the column may be absent, which is `Some(None)`.
    fn bind_or_default(columns: &mut ResultColumns<'_, 'a>, field: &Field) -> Option<Option<Self::Cursor>>;

    /// Checks the next element of a Tuple, which `field` stands for.
    fn bind_next(elements: &mut ResultColumns<'_, 'a>, field: &Field) -> Option<Self::Cursor>;

    /// As [`ReadValue::skip`].
    fn skip(cursor: &mut Self::Cursor, row: usize);

    /// Reads the value of `row`.
    ///
    /// # Errors
    /// As [`ReadValue::read`], with the column's name.
    fn read(cursor: &mut Self::Cursor, row: usize, field: &Field) -> Result<Self, CellError>;

    /// The same, or `default` where the column is absent.
    ///
    /// # Errors
    /// As [`ReadValue::read`], with the column's name.
    #[inline]
    fn read_or(
        cursor: &mut Option<Self::Cursor>,
        row: usize,
        field: &Field,
        default: impl FnOnce() -> Self,
    ) -> Result<Self, CellError> {
        match cursor {
            Some(cursor) => Self::read(cursor, row, field),
            None => Ok(default()),
        }
    }
}

impl<'a, const TWIN: usize, T: ReadValue<'a>> ReadField<'a, TWIN> for T {
    const SHAPE: Shape = <T as ColumnValue>::SHAPE;

    type Cursor = <T as ReadValue<'a>>::Cursor;

    fn bind(columns: &mut ResultColumns<'_, 'a>, field: &Field) -> Option<Self::Cursor> {
        columns.field::<T>(field)
    }

    fn bind_or_default(columns: &mut ResultColumns<'_, 'a>, field: &Field) -> Option<Option<Self::Cursor>> {
        columns.field_or_default::<T>(field)
    }

    fn bind_next(elements: &mut ResultColumns<'_, 'a>, field: &Field) -> Option<Self::Cursor> {
        elements.element::<T>(field)
    }

    #[inline]
    fn skip(cursor: &mut Self::Cursor, row: usize) {
        <T as ReadValue<'a>>::skip(cursor, row);
    }

    #[inline]
    fn read(cursor: &mut Self::Cursor, row: usize, field: &Field) -> Result<Self, CellError> {
        match <T as ReadValue<'a>>::read(cursor, row) {
            Ok(value) => Ok(value),
            Err(error) => Err(error.in_column(field.column)),
        }
    }
}

/// [`WriteValue`] for a field of a struct, with `TWIN` as in [`ReadField`].
pub trait WriteField<const TWIN: usize = 0> {
    /// As [`ColumnValue::SHAPE`].
    const SHAPE: Shape;

    /// As [`WriteValue::Builder`].
    type Builder: ColumnBuilder + Send;

    /// Finds and checks the column of `field`.
    fn builder(table: &mut TargetColumns<'_>, field: &Field) -> Option<Self::Builder>;

    /// Checks the next element of a Tuple, which `field` stands for.
    fn next_builder(elements: &mut TargetColumns<'_>, field: &Field) -> Option<Self::Builder>;

    /// Gathers this value.
    ///
    /// # Errors
    /// As [`WriteValue::write`], with the column's name.
    fn write(&self, builder: &mut Self::Builder, field: &Field) -> Result<(), CellError>;

    /// Gathers the values of several rows.
    ///
    /// # Errors
    /// As [`WriteValue::write_each`], with the column's name.
    fn write_each<'v>(
        values: impl ExactSizeIterator<Item = &'v Self> + Clone,
        builder: &mut Self::Builder,
        field: &Field,
    ) -> Result<(), CellError>
    where
        Self: 'v;
}

impl<const TWIN: usize, T: WriteValue> WriteField<TWIN> for T {
    const SHAPE: Shape = <T as ColumnValue>::SHAPE;

    type Builder = <T as WriteValue>::Builder;

    fn builder(table: &mut TargetColumns<'_>, field: &Field) -> Option<Self::Builder> {
        table.field::<T>(field)
    }

    fn next_builder(elements: &mut TargetColumns<'_>, field: &Field) -> Option<Self::Builder> {
        elements.element::<T>(field)
    }

    #[inline]
    fn write(&self, builder: &mut Self::Builder, field: &Field) -> Result<(), CellError> {
        match <T as WriteValue>::write(self, builder) {
            Ok(()) => Ok(()),
            Err(error) => Err(error.in_column(field.column)),
        }
    }

    #[inline]
    fn write_each<'v>(
        values: impl ExactSizeIterator<Item = &'v Self> + Clone,
        builder: &mut Self::Builder,
        field: &Field,
    ) -> Result<(), CellError>
    where
        Self: 'v,
    {
        match <T as WriteValue>::write_each(values, builder) {
            Ok(()) => Ok(()),
            Err(error) => Err(error.in_column(field.column)),
        }
    }
}

/// `Default` for a field that a result lacks, with `TWIN` as in [`ReadField`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no default, which a field reads as that is skipped or absent",
    label = "`Default` is not implemented for `{Self}`",
    note = "implement `Default`, or name a function: `#[clickhouse(default = path::to::function)]`"
)]
pub trait DefaultField<'a, const TWIN: usize = 0>: Sized {
    /// The value without a column.
    fn default_value() -> Self;
}

#[diagnostic::do_not_recommend]
impl<const TWIN: usize, T: Default> DefaultField<'_, TWIN> for T {
    #[inline]
    fn default_value() -> Self {
        T::default()
    }
}
