//! Which shape a struct has that may derive `Row`, `Value` or both: that of a row, if it is one.

/// Tells of everything that it is no row; a struct that derives `Row` has a constant of its own, which comes first.
pub trait MaybeRow {
    /// Whether the struct is a row.
    const __IS_A_ROW: bool = false;
}

impl<T: ?Sized> MaybeRow for T {}

/// A struct that is a row or not.
#[derive(Debug, Clone, Copy)]
pub struct IsRow<const IS_ROW: bool>;

/// `Type` is `T`, unless the struct is a row.
pub trait Unless<T, Other> {
    /// `T` or `Other`.
    type Type;
}

impl<T, Other> Unless<T, Other> for IsRow<false> {
    type Type = T;
}

impl<T, Other> Unless<T, Other> for IsRow<true> {
    type Type = Other;
}
