//! `Box<T>`, `Rc<T>` and `Arc<T>` of a row: the row that they point to.

use super::{ReadNamed, ResultColumns, Row, RowColumn, TargetColumns, Wanted, WriteRow};
use crate::column::ColumnBuilder;
use crate::value::CellError;
use std::rc::Rc;
use std::sync::Arc;

macro_rules! pointer {
    ($($pointer:ident),+) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<T: Row> Row for $pointer<T> {
                const NAME: &'static str = T::NAME;

                fn columns() -> Vec<RowColumn> {
                    T::columns()
                }
            }

            #[diagnostic::do_not_recommend]
            impl<'a, T: ReadNamed<'a>> ReadNamed<'a> for $pointer<T> {
                const READS_JSON_TEXTS: bool = T::READS_JSON_TEXTS;

                const WANTED: Wanted = T::WANTED;

                type Cursor = T::Cursor;

                fn bind(columns: &mut ResultColumns<'_, 'a>) -> Option<Self::Cursor> {
                    T::bind(columns)
                }

                #[inline]
                fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
                    T::read(cursor, row).map($pointer::new)
                }
            }

            #[diagnostic::do_not_recommend]
            impl<T: WriteRow> WriteRow for $pointer<T> {
                type Builders = T::Builders;

                fn builders(table: &mut TargetColumns<'_>) -> Option<Self::Builders> {
                    T::builders(table)
                }

                #[inline]
                fn write(&self, builders: &mut Self::Builders) -> Result<(), CellError> {
                    T::write(self, builders)
                }

                fn each_builder(builders: &mut Self::Builders, visit: &mut dyn FnMut(&mut dyn ColumnBuilder)) {
                    T::each_builder(builders, visit);
                }
            }
        )+
    };
}

pointer!(Box, Rc, Arc);
