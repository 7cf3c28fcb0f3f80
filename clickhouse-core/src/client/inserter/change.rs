//! Changes of a table that a block on its way survives: the server can convert its columns without any loss.
//!
//! Only where the same Rust values would have made both columns, and every value of the old type has its place in the new
//! one. Everything else goes back to the caller, who has the values.

use crate::client::sealed::Block;
use crate::error::{Error, ErrorKind, Mismatch};
use crate::row::{RowColumn, RowWriter, TargetColumn, WriteRow};
use crate::types::DataType;

/// What is left of a row type where its rows are bytes already.
#[derive(Clone, Copy)]
pub(super) struct RowType {
    /// The columns as it would have them.
    pub(super) natural: fn() -> Vec<RowColumn>,
    check: fn(&[TargetColumn]) -> Result<(), Mismatch>,
}

impl RowType {
    pub(super) fn of<T: WriteRow>() -> Self {
        RowType { natural: T::columns, check: |table| RowWriter::<T>::new(table).map(drop) }
    }

    /// Makes a block of such rows fit its table as it is now.
    ///
    /// # Errors
    /// The row type does not fit it any more ([`ErrorKind::Mismatch`]), or only these rows do not ([`ErrorKind::Schema`]).
    pub(super) fn fit(self, block: &mut Block, table: &[TargetColumn]) -> Result<(), Error> {
        (self.check)(table).map_err(Error::from_mismatch)?;
        block.is_converted = needs_conversion(&block.columns, table).map_err(|what| {
            let what = format!("{what}; they come back with this error, to be read and written again");
            Error::new(ErrorKind::Schema, what)
        })?;
        Ok(())
    }
}

/// Whether a block with these columns has its place in the table as it is now, and whether the server has to convert it.
///
/// # Errors
/// What has changed too much, as an error text.
pub(super) fn needs_conversion(block: &[(String, DataType)], table: &[TargetColumn]) -> Result<bool, String> {
    let mut needs_conversion = false;
    for (name, old) in block {
        let Some(now) = table.iter().find(|column| column.name == *name && !column.kind.is_computed()) else {
            return Err(format!("column `{name}` is no longer there to be inserted"));
        };
        if now.data_type == *old {
            continue;
        }
        if !keeps_all(old, &now.data_type) {
            return Err(format!("column `{name}` became {} while rows for {old} were on their way", now.data_type));
        }
        needs_conversion = true;
    }
    Ok(needs_conversion)
}

/// Whether every value of the type `old` is one of the type `new`.
fn keeps_all(old: &DataType, new: &DataType) -> bool {
    use DataType::{Array, Date, Date32, Enum8, Enum16, FixedString, LowCardinality, Nullable, String};
    match (old, new) {
        (old, new) if old == new => true,
        (LowCardinality(old), LowCardinality(new)) | (Nullable(old), Nullable(new)) | (Array(old), Array(new)) => {
            keeps_all(old, new)
        }
        (LowCardinality(old), new) => keeps_all(old, new),
        (old, LowCardinality(new)) | (old, Nullable(new)) => keeps_all(old, new),
        (FixedString(_), String) | (Date, Date32) => true,
        (Enum8(old), Enum8(new)) | (Enum16(old), Enum16(new)) => {
            old.iter().all(|member| new.iter().any(|kept| kept == member))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_changes_without_loss_are_left_to_the_server() {
        for (old, new, keeps) in [
            ("String", "LowCardinality(String)", true),
            ("LowCardinality(String)", "Nullable(String)", true),
            ("UInt8", "Nullable(UInt8)", true),
            ("Array(String)", "Array(LowCardinality(Nullable(String)))", true),
            ("Enum8('a' = 1)", "Enum8('a' = 1, 'b' = 2)", true),
            ("Date", "Date32", true),
            ("FixedString(2)", "String", true),
            ("Enum8('a' = 1)", "Enum8('a' = 2, 'b' = 1)", false),
            ("Nullable(UInt8)", "UInt8", false),
            ("UInt16", "UInt8", false),
            ("String", "FixedString(2)", false),
            ("Date32", "Date", false),
            ("String", "UInt8", false),
        ] {
            let parse = |text: &str| DataType::parse(text).unwrap();
            assert_eq!(keeps_all(&parse(old), &parse(new)), keeps, "{old} to {new}");
        }
    }

    #[test]
    fn what_changed_too_much_is_named() {
        let block = [("a".to_owned(), DataType::UInt8), ("b".to_owned(), DataType::String)];
        let table = |columns: &[(&str, DataType)]| -> Vec<TargetColumn> {
            columns.iter().map(|(name, data_type)| TargetColumn::new(*name, data_type.clone())).collect()
        };
        let now = table(&[("b", DataType::String), ("a", DataType::UInt8), ("c", DataType::UInt8)]);
        assert_eq!(needs_conversion(&block, &now), Ok(false));
        let now = table(&[("a", DataType::Nullable(DataType::UInt8.into())), ("b", DataType::String)]);
        assert_eq!(needs_conversion(&block, &now), Ok(true));
        let now = table(&[("a", DataType::String), ("b", DataType::String)]);
        let text = "column `a` became String while rows for UInt8 were on their way";
        assert_eq!(needs_conversion(&block, &now), Err(text.to_owned()));
        let text = "column `b` is no longer there to be inserted";
        assert_eq!(needs_conversion(&block, &now[..1].to_vec()[..0]), Err(text.replace("`b`", "`a`")));
    }
}
