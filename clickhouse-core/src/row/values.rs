//! Rows of [`Value`]s for columns that are named when the program runs.

use super::{Row, RowColumn, TargetColumn, TargetColumns, WriteRow, nearest};
use crate::column::ColumnBuilder;
use crate::error::{Mismatch, Problem};
use crate::value::{CellError, Value, ValueBuilder, WriteValue};

/// A value for each of the columns that were chosen, in their order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ValueRow<'r>(pub(crate) &'r [Value]);

impl Row for ValueRow<'_> {
    const NAME: &'static str = "Vec<Value>";

    /// Nothing is known before the table is.
    fn columns() -> Vec<RowColumn> {
        Vec::new()
    }
}

impl WriteRow for ValueRow<'_> {
    type Builders = Vec<(String, ValueBuilder)>;

    fn builders(table: &mut TargetColumns<'_>) -> Option<Self::Builders> {
        table.each_as_value()
    }

    fn write(&self, builders: &mut Self::Builders) -> Result<(), CellError> {
        if self.0.len() != builders.len() {
            let text = format!("the row has {} values for {} columns", self.0.len(), builders.len());
            return Err(CellError::new(text));
        }
        for (value, (name, builder)) in self.0.iter().zip(builders) {
            value.write(builder).map_err(|error| error.in_column(name))?;
        }
        Ok(())
    }

    fn each_builder(builders: &mut Self::Builders, visit: &mut dyn FnMut(&mut dyn ColumnBuilder)) {
        builders.iter_mut().for_each(|(_, builder)| visit(builder));
    }
}

impl TargetColumns<'_> {
    /// Takes all columns, each with a builder for values of any type.
    fn each_as_value(&mut self) -> Option<Vec<(String, ValueBuilder)>> {
        let mut builders = Vec::with_capacity(self.columns.len());
        for (place, column) in self.columns.iter().enumerate() {
            self.taken.push(place);
            match Value::builder(&column.data_type) {
                Ok(builder) => builders.push((column.name.clone(), builder)),
                Err(refused) => self.problems.push(Problem {
                    column: Some(column.name.clone()),
                    column_type: Some(column.data_type.to_string()),
                    text: format!("column `{}` is {}: {refused}", column.name, column.data_type),
                    ..Problem::default()
                }),
            }
        }
        self.is_fine().then_some(builders)
    }
}

/// The columns of a table that are called `names`, in this order.
///
/// # Errors
/// A name is no column, one that the server computes, or is there twice; or there is none at all.
pub(crate) fn chosen_columns(columns: &[TargetColumn], names: &[String]) -> Result<Vec<TargetColumn>, Mismatch> {
    let mut chosen: Vec<TargetColumn> = Vec::with_capacity(names.len());
    let mut problems = Vec::new();
    let mut record = |name: &str, text: String| {
        problems.push(Problem { column: Some(name.to_owned()), text, ..Problem::default() });
    };
    for name in names {
        let is_chosen = |column: &TargetColumn| column.name == *name;
        match columns.iter().find(|column| is_chosen(column)) {
            _ if chosen.iter().any(is_chosen) => record(name, format!("the column `{name}` is named twice")),
            Some(column) if column.kind.is_computed() => {
                record(name, format!("column `{name}` is {}, computed by the server; leave it out", column.kind));
            }
            Some(column) => chosen.push(column.clone()),
            None => {
                let way_out = match nearest(name, columns.iter().map(|column| column.name.as_str())) {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => "add it with ALTER TABLE, or leave it out".to_owned(),
                };
                record(name, format!("the table has no column `{name}`; {way_out}"));
            }
        }
    }
    if names.is_empty() {
        record("", "no column is named, so that the values would have no place".to_owned());
    }
    if problems.is_empty() { Ok(chosen) } else { Err(Mismatch { problems }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ddl::ColumnKind;
    use crate::row::RowWriter;
    use crate::types::DataType;

    fn columns() -> Vec<TargetColumn> {
        vec![
            TargetColumn::new("key", DataType::UInt8),
            TargetColumn::new("value", DataType::String),
            TargetColumn::new("sum", DataType::UInt64).of_kind(ColumnKind::Materialized),
        ]
    }

    fn chosen(names: &[&str]) -> Result<Vec<String>, String> {
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        match chosen_columns(&columns(), &names) {
            Ok(columns) => Ok(columns.into_iter().map(|column| column.name).collect()),
            Err(mismatch) => Err(mismatch.to_string()),
        }
    }

    #[test]
    fn columns_are_chosen_in_any_order() {
        assert_eq!(chosen(&["value", "key"]).unwrap(), ["value", "key"]);
        assert_eq!(chosen(&["valeu"]).unwrap_err(), "the table has no column `valeu`; did you mean `value`?");
        assert!(chosen(&["key", "key"]).unwrap_err().contains("named twice"));
        assert!(chosen(&["sum"]).unwrap_err().contains("MATERIALIZED"));
        assert!(chosen(&["a", "b"]).unwrap_err().starts_with("2 problems"));
        assert!(chosen(&[]).unwrap_err().contains("no column is named"));
    }

    #[test]
    fn a_refused_row_leaves_nothing_behind() {
        let mut writer = RowWriter::<ValueRow<'_>>::new(&columns()[..2]).unwrap();
        let (good, late) = ([Value::from(1u8), "a".into()], [Value::from(2u8), Value::Null]);
        writer.push(&ValueRow(&good)).unwrap();
        let error = writer.push(&ValueRow(&late)).unwrap_err();
        assert_eq!(error.to_string(), "column `value`: NULL, and String has none; make the column Nullable");
        let error = writer.push(&ValueRow(&good[..1])).unwrap_err();
        assert_eq!(error.to_string(), "the row has 1 values for 2 columns");
        let mut block = Vec::new();
        writer.finish_block(&mut block);
        assert_eq!(block, b"\x02\x01\x03key\x05UInt8\x01\x05value\x06String\x01a");
    }
}
