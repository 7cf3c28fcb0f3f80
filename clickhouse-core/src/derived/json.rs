//! Fields with `json`: any value of serde as the JSON of its column.

#[cfg(feature = "serde_json")]
pub use serde::Serialize;
#[cfg(feature = "serde_json")]
pub use with_serde::json_text;
#[cfg(not(feature = "serde_json"))]
pub use without_serde::{AsJson, JsonText, NeedsFeatureSerdeJson, Serialize, json_text};

#[cfg(feature = "serde_json")]
mod with_serde {
    use crate::row::Field;
    use crate::value::{CellError, JsonText};
    use serde::Serialize;

    /// The text of `value`, to be inserted.
    ///
    /// # Errors
    /// What serde says, with the column's name.
    pub fn json_text<T: Serialize>(value: &T, field: &Field) -> Result<JsonText, CellError> {
        JsonText::of(value).map_err(|error| error.in_column(field.column))
    }
}

/// Stands where JSON would: no column value, as the compiler says by its name.
#[cfg(not(feature = "serde_json"))]
mod without_serde {
    use crate::row::Field;
    use crate::value::CellError;

    /// What a field with `json` is as long as `features = ["serde_json"]` is missing from the dependency.
    #[derive(Debug)]
    pub struct NeedsFeatureSerdeJson<T>(pub T);

    /// A value of serde.
    pub type AsJson<T> = NeedsFeatureSerdeJson<T>;

    /// A text of serde.
    pub type JsonText = NeedsFeatureSerdeJson<()>;

    /// What serde would write.
    pub trait Serialize {}

    /// Never called.
    ///
    /// # Errors
    /// Always.
    pub fn json_text<T>(_: &T, _: &Field) -> Result<JsonText, CellError> {
        Err(CellError::no_such_row())
    }
}
