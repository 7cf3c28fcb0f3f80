//! Tuples of one to sixteen elements as rows: columns by position; a derived struct among the elements takes the
//! columns that the others leave.

use super::{ReadPart, ReadRow, ResultColumns, rust_type_name};
use crate::column::for_each_tuple;
use crate::error::Problem;
use crate::value::CellError;

macro_rules! tuple_row {
    ($($part:ident $place:tt),+) => {
        #[allow(non_snake_case, reason = "the type parameters name the elements")]
        impl<'a, $($part: ReadPart<'a>),+> ReadRow<'a> for ($($part,)+) {
            type Cursor = ($($part::Cursor,)+);

            fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor> {
                let parts: &[bool] = &[$($part::IS_ROW),+];
                let left = width_of_row::<Self>(columns, parts)?;
                $(let $part = columns.next_part::<$part>(if $part::IS_ROW { left } else { 1 });)+
                Some(($($part?,)+))
            }

            #[inline]
            fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
                let ($($part,)+) = cursor;
                Ok(($(<$part as ReadPart<'a>>::read($part, row)?,)+))
            }
        }
    };
}

for_each_tuple!(tuple_row);

/// How many columns the one struct among the elements takes; 0 where there is none. `None` after recording a problem.
fn width_of_row<T>(columns: &mut ResultColumns<'_, '_>, parts: &[bool]) -> Option<usize> {
    let rows = parts.iter().filter(|is_row| **is_row).count();
    let values = parts.len() - rows;
    match rows {
        0 => columns.expect_width::<T>(values).then_some(0),
        1 if columns.len() >= values => Some(columns.len() - values),
        1 => {
            columns.expect_width::<T>(values + 1);
            None
        }
        _ => {
            let name = rust_type_name::<T>();
            let text =
                format!("`{name}` has {rows} structs, whose columns cannot be told apart; make one struct of them");
            columns.record(Problem { rust_type: Some(name), text, ..Problem::default() });
            None
        }
    }
}
