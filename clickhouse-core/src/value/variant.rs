//! Enums with data: Variant, each member a value of one of its types.
//!
//! Which member stands for which type is found once: the nearest one by its natural type. The order of the members does
//! not matter. Members are a list of types, `(First, (Second, ()))`, of which the derive writes down no more than that.

use super::{BindError, CellError, ReadValue, WriteValue};
use crate::column::{ColumnBuilder, VariantBuilder, VariantColumns, Variants, View, Wrapping};
use crate::types::DataType;

/// What a `#[derive(Variant)]` enum says of itself.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct VariantNames {
    /// The enum's name.
    pub name: &'static str,
    /// The names of the members in the order of the list.
    pub members: &'static [&'static str],
    /// The place in the list of the member that holds values of all other types.
    pub other: Option<usize>,
    /// Whether a member without data stands for values of all other types.
    pub forgets_others: bool,
    /// Whether a member without data stands for NULL.
    pub has_null: bool,
}

/// The Variant of these types, as a new table would have it.
#[doc(hidden)]
pub fn variant_type(types: impl IntoIterator<Item = DataType>) -> DataType {
    let plain = |data_type| match data_type {
        DataType::Nullable(inner) => *inner,
        data_type => data_type,
    };
    let mut types: Vec<_> = types.into_iter().map(plain).map(|one| (one.to_string(), one)).collect();
    types.sort_by(|left, right| left.0.cmp(&right.0));
    types.dedup_by(|left, right| left.0 == right.0);
    DataType::Variant(types.into_iter().map(|(_, data_type)| data_type).collect())
}

/// How far a member's natural type is from a type of the column that the member can hold: nearer members win.
fn distance(natural: &DataType, column: &DataType) -> u8 {
    use DataType as T;
    let same_kind = || std::mem::discriminant(natural) == std::mem::discriminant(column);
    match (natural, Wrapping::of(column).1) {
        (natural, column) if natural == column => 0,
        (T::Array(natural), T::Array(column)) => distance(natural, column),
        (T::Nullable(natural), T::Nullable(column)) => distance(natural, column),
        (T::Map(natural), T::Map(column)) => distance(&natural.0, &column.0).max(distance(&natural.1, &column.1)),
        (T::Tuple(natural), T::Tuple(column)) if natural.len() == column.len() => {
            let pairs = natural.iter().zip(column);
            pairs.map(|(natural, column)| distance(&natural.data_type, &column.data_type)).max().unwrap_or(0)
        }
        (T::Enum8(_) | T::Enum16(_), T::Enum8(_) | T::Enum16(_)) => 1,
        (T::Date | T::Date32, T::Date | T::Date32) => 1,
        (T::DateTime(_) | T::DateTime64(..), T::DateTime(_) | T::DateTime64(..)) => 1,
        _ if same_kind() => 1,
        _ => 2,
    }
}

/// The only one of `found` (a thing and its distance) that is nearest, or all the nearest ones.
fn nearest(found: &[(usize, u8)]) -> Vec<usize> {
    let least = found.iter().map(|(_, distance)| *distance).min();
    found.iter().filter(|(_, distance)| Some(*distance) == least).map(|(what, _)| *what).collect()
}

fn quoted(names: impl IntoIterator<Item = impl std::fmt::Display>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}

/// Members that can be read: a list of [`ReadValue`] types.
#[doc(hidden)]
pub trait ReadMembers<'a> {
    /// A list of the members' cursors, each in the place of the type that it reads.
    type Cursors: Default;

    /// Binds all members that can read `view`, the type with the given place; `found` gets the number of each and its
    /// distance.
    ///
    /// # Errors
    /// The bytes are no values of the type at all.
    fn bind(
        view: View<'a>,
        place: usize,
        member: usize,
        cursors: &mut Self::Cursors,
        found: &mut Vec<(usize, u8)>,
    ) -> Result<(), BindError>;

    /// Passes over one value of the member with this number.
    fn skip(cursors: &mut Self::Cursors, member: usize, cell: VariantCell);
}

impl<'a> ReadMembers<'a> for () {
    type Cursors = ();

    fn bind(_: View<'a>, _: usize, _: usize, (): &mut (), _: &mut Vec<(usize, u8)>) -> Result<(), BindError> {
        Ok(())
    }

    fn skip((): &mut (), _: usize, _: VariantCell) {}
}

impl<'a, T: ReadValue<'a>, R: ReadMembers<'a>> ReadMembers<'a> for (T, R) {
    type Cursors = (Vec<Option<T::Cursor>>, R::Cursors);

    fn bind(
        view: View<'a>,
        place: usize,
        member: usize,
        cursors: &mut Self::Cursors,
        found: &mut Vec<(usize, u8)>,
    ) -> Result<(), BindError> {
        match T::bind(view) {
            Ok(cursor) => {
                cursors.0.resize_with(place + 1, || None);
                cursors.0[place] = Some(cursor);
                found.push((member, distance(&T::data_type(), view.data_type())));
            }
            Err(error) if error.is_of_bytes() => return Err(error),
            Err(_) => {}
        }
        R::bind(view, place, member + 1, &mut cursors.1, found)
    }

    fn skip(cursors: &mut Self::Cursors, member: usize, cell: VariantCell) {
        match member.checked_sub(1) {
            Some(member) => R::skip(&mut cursors.1, member, cell),
            None => {
                if let Some(Some(cursor)) = cursors.0.get_mut(cell.place) {
                    T::skip(cursor, cell.row);
                }
            }
        }
    }
}

/// Where a row's value is: which member holds it, and its row among the values of its type.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct VariantCell {
    /// The place of the member in the list, [`NULL_MEMBER`] or [`OTHER_MEMBER`].
    pub member: usize,
    place: usize,
    row: usize,
}

/// The member of a row that is NULL.
#[doc(hidden)]
pub const NULL_MEMBER: usize = usize::MAX;
/// The member of a row whose type no member of the list holds.
#[doc(hidden)]
pub const OTHER_MEMBER: usize = usize::MAX - 1;

/// A place in a Variant column.
#[doc(hidden)]
#[derive(Debug)]
pub struct VariantCursor<'a, C> {
    variants: Variants<'a>,
    /// By the place of a type: the member that holds its values, and the next of them.
    members: Vec<(usize, usize)>,
    /// The cursors of the members.
    pub cursors: C,
}

impl<'a, C: Default> VariantCursor<'a, C> {
    /// Finds the member for each type of the column, once per block.
    ///
    /// # Errors
    /// The column is no Variant, can be NULL, or has a type with no member or with several.
    pub fn bind<R: ReadMembers<'a, Cursors = C>>(view: View<'a>, names: &VariantNames) -> Result<Self, BindError> {
        let variants = match (view.data_type(), view.variants()) {
            (DataType::Variant(_), Some(variants)) => variants,
            _ => return Err(BindError::types()),
        };
        if view.accepts_null() && !names.has_null {
            return Err(BindError::explained(format!(
                "a Variant can be NULL: make it `Option<{}>`, or give the enum a member without data for NULL",
                names.name
            )));
        }
        let (mut cursors, mut members) = (C::default(), Vec::with_capacity(variants.columns().len()));
        for (place, column) in variants.columns().iter().enumerate() {
            let mut found = Vec::new();
            R::bind(*column, place, 0, &mut cursors, &mut found)?;
            let other = names.other.filter(|other| found.iter().any(|(member, _)| member == other));
            found.retain(|(member, _)| Some(*member) != other);
            let member = match *nearest(&found) {
                [member] => member,
                [] => match other {
                    Some(other) => other,
                    None if names.forgets_others => OTHER_MEMBER,
                    None => return Err(no_member(column.data_type(), names)),
                },
                ref several => {
                    let several = quoted(several.iter().filter_map(|at| names.members.get(*at)));
                    return Err(BindError::explained(format!(
                        "its {} could be read as {several} of `{}`; change one of them",
                        column.data_type(),
                        names.name
                    )));
                }
            };
            members.push((member, 0));
        }
        Ok(VariantCursor { variants, members, cursors })
    }

    /// The same where each member stands for the type with its place.
    pub(super) fn in_order<R: ReadMembers<'a, Cursors = C>>(view: View<'a>) -> Result<Self, BindError> {
        let variants = view.variants().ok_or_else(BindError::types)?;
        let (mut cursors, mut members, mut found) = (C::default(), Vec::new(), Vec::new());
        for (place, column) in variants.columns().iter().enumerate() {
            found.clear();
            R::bind(*column, place, 0, &mut cursors, &mut found)?;
            if !found.iter().any(|(member, _)| *member == place) {
                return Err(BindError::types());
            }
            members.push((place, 0));
        }
        Ok(VariantCursor { variants, members, cursors })
    }

    /// Where the value of `row` is. Each row is asked for once.
    #[inline]
    pub fn cell(&mut self, row: usize) -> VariantCell {
        let place = self.variants.place(row);
        match self.members.get_mut(place) {
            Some((member, next)) => {
                let row = *next;
                *next += 1;
                VariantCell { member: *member, place, row }
            }
            None => VariantCell { member: NULL_MEMBER, place, row },
        }
    }

    /// Passes over `row`.
    pub fn skip<R: ReadMembers<'a, Cursors = C>>(&mut self, row: usize) {
        let cell = self.cell(row);
        R::skip(&mut self.cursors, cell.member, cell);
    }
}

fn no_member(data_type: &DataType, names: &VariantNames) -> BindError {
    BindError::explained(format!(
        "no member of `{}` reads {data_type}; add one around `{}`, or mark a member `#[clickhouse(other)]`",
        names.name,
        super::rust_type_for(data_type)
    ))
}

/// Reads a member's value.
///
/// # Errors
/// As [`ReadValue::read`].
#[doc(hidden)]
#[inline]
pub fn read_member<'a, T: ReadValue<'a>>(cursors: &mut [Option<T::Cursor>], cell: VariantCell) -> Result<T, CellError> {
    match cursors.get_mut(cell.place) {
        Some(Some(cursor)) => T::read(cursor, cell.row),
        _ => Err(CellError::no_such_row()),
    }
}

/// Members that can be written: a list of [`WriteValue`] types.
#[doc(hidden)]
pub trait WriteMembers {
    /// A list of the members' columns.
    type Columns: VariantColumns + Send;

    /// Finds the type for each member from the one with this number on.
    ///
    /// # Errors
    /// There is none, or there are several.
    fn columns(types: &[DataType], member: usize, names: &VariantNames) -> Result<Self::Columns, BindError>;

    /// Columns where each member stands for the type with its place.
    ///
    /// # Errors
    /// A member does not write its type.
    fn in_order(types: &[DataType], place: u8) -> Result<Self::Columns, BindError>;
}

/// The end of a list of columns.
#[doc(hidden)]
#[derive(Debug)]
pub struct NoMember;

/// A member's column in a list of columns.
#[doc(hidden)]
#[derive(Debug)]
pub struct MemberColumns<B, R> {
    place: u8,
    column: B,
    /// The columns of the members after this one.
    pub rest: R,
}

impl VariantColumns for NoMember {
    fn at(&self, _: usize) -> Option<&dyn ColumnBuilder> {
        None
    }

    fn at_mut(&mut self, _: usize) -> Option<&mut dyn ColumnBuilder> {
        None
    }
}

impl<B: ColumnBuilder, R: VariantColumns> VariantColumns for MemberColumns<B, R> {
    fn at(&self, place: usize) -> Option<&dyn ColumnBuilder> {
        if place == usize::from(self.place) { Some(&self.column) } else { self.rest.at(place) }
    }

    fn at_mut(&mut self, place: usize) -> Option<&mut dyn ColumnBuilder> {
        if place == usize::from(self.place) { Some(&mut self.column) } else { self.rest.at_mut(place) }
    }
}

impl WriteMembers for () {
    type Columns = NoMember;

    fn columns(_: &[DataType], _: usize, _: &VariantNames) -> Result<NoMember, BindError> {
        Ok(NoMember)
    }

    fn in_order(_: &[DataType], _: u8) -> Result<NoMember, BindError> {
        Ok(NoMember)
    }
}

impl<T: WriteValue, R: WriteMembers> WriteMembers for (T, R) {
    type Columns = MemberColumns<T::Builder, R::Columns>;

    fn columns(types: &[DataType], member: usize, names: &VariantNames) -> Result<Self::Columns, BindError> {
        let rest = R::columns(types, member + 1, names)?;
        let (natural, name) = (T::data_type(), names.members.get(member).copied().unwrap_or_default());
        let accepted = types.iter().enumerate().filter(|(_, data_type)| T::builder(data_type).is_ok());
        let found: Vec<_> = accepted.map(|(place, data_type)| (place, distance(&natural, data_type))).collect();
        let place = match *nearest(&found) {
            [place] => place,
            [] => {
                return Err(BindError::explained(format!(
                    "the column has no type for `{}::{name}`, which is {natural}; add it with ALTER TABLE .. MODIFY \
                     COLUMN, or remove the member",
                    names.name
                )));
            }
            ref several => {
                let several = quoted(several.iter().filter_map(|place| types.get(*place)));
                return Err(BindError::explained(format!(
                    "`{}::{name}` could be any of {several}; change the member's type",
                    names.name
                )));
            }
        };
        if rest.at(place).is_some() {
            return Err(BindError::explained(format!(
                "`{}::{name}` and another member both are {}; change one of them",
                names.name, types[place]
            )));
        }
        let Ok(number) = u8::try_from(place) else {
            return Err(BindError::explained("a Variant has at most 255 types"));
        };
        Ok(MemberColumns { place: number, column: T::builder(&types[place])?, rest })
    }

    fn in_order(types: &[DataType], place: u8) -> Result<Self::Columns, BindError> {
        let data_type = types.get(usize::from(place)).ok_or_else(BindError::types)?;
        Ok(MemberColumns { place, column: T::builder(data_type)?, rest: R::in_order(types, place + 1)? })
    }
}

/// Checks that a column holds every member of the list, once per insert.
///
/// # Errors
/// The column is no Variant, or a member has no type among its types, or several.
#[doc(hidden)]
pub fn variant_builder<R: WriteMembers>(
    data_type: &DataType,
    names: &VariantNames,
) -> Result<VariantBuilder<R::Columns>, BindError> {
    match data_type {
        DataType::Variant(types) => Ok(VariantBuilder::new(types, R::columns(types, 0, names)?)),
        DataType::SimpleAggregateFunction(function) => variant_builder::<R>(&function.data_type, names),
        _ => Err(BindError::types()),
    }
}

/// Writes a member's value into the column that `pick` picks of the list.
///
/// # Errors
/// As [`WriteValue::write`].
#[doc(hidden)]
#[inline]
pub fn write_member<T: WriteValue, C: VariantColumns, R>(
    builder: &mut VariantBuilder<C>,
    value: &T,
    pick: impl Fn(&mut C) -> &mut MemberColumns<T::Builder, R>,
) -> Result<(), CellError> {
    let place = pick(builder.columns()).place;
    value.write(&mut pick(builder.value(place)).column)
}
