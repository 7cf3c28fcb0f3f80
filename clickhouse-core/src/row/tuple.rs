//! Tuples of one to sixteen elements as rows: columns by position; a derived struct among the elements takes the
//! columns that the others leave.

use super::{ReadAs, ReadPart, ResultColumns, Wanted, rust_type_name};
use crate::error::Problem;
use crate::tuples::for_each_tuple;
use crate::value::{ByPosition, CellError, RowShape};

macro_rules! tuple_row {
    ($($part:ident $place:tt),+) => {
        impl<$($part),+> RowShape for ($($part,)+) {
            type Shape = ByPosition;
        }

        #[allow(non_snake_case, reason = "the type parameters name the elements")]
        impl<'a, $($part: RowShape<Shape: ReadPart<'a, $part>>),+> ReadAs<'a, ($($part,)+)> for ByPosition {
            const READS_JSON_TEXTS: bool = $(<$part::Shape as ReadPart<'a, $part>>::READS_JSON_TEXTS)||+;

            const WANTED: Wanted = Wanted::Each(&[$(<$part::Shape as ReadPart<'a, $part>>::WANTED),+]);

            type Cursor = ($(<$part::Shape as ReadPart<'a, $part>>::Cursor,)+);

            fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor> {
                let parts: &[bool] = &[$(<$part::Shape as ReadPart<'a, $part>>::IS_ROW),+];
                let left = width_of_row::<($($part,)+)>(columns, parts)?;
                $(let $part = columns.next_part::<$part, $part::Shape>(left);)+
                Some(($($part?,)+))
            }

            #[inline]
            fn read(cursor: &mut Self::Cursor, row: usize) -> Result<($($part,)+), CellError> {
                let ($($part,)+) = cursor;
                Ok(($(<$part::Shape as ReadPart<'a, $part>>::read($part, row)?,)+))
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
            let text = format!(
                "`{name}` has {rows} structs, whose columns cannot be told apart; make one struct of them, with `#[clickhouse(flatten)]` fields"
            );
            columns.record(Problem { rust_type: Some(name), text, ..Problem::default() });
            None
        }
    }
}
