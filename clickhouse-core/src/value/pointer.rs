//! `Box<T>`, `Rc<T>`, `Arc<T>` and, for writing only, `&T`: as the value they point to.

use super::Shape;
use super::{BindError, CellError, ColumnValue, ReadValue, RowShape, WriteValue};
use crate::column::View;
use crate::types::DataType;
use std::rc::Rc;
use std::sync::Arc;

macro_rules! pointer {
    ($([$($lifetime:lifetime)?] $pointer:ty),+) => {
        $(
            impl<$($lifetime,)? T: ColumnValue> ColumnValue for $pointer {
                fn data_type() -> DataType {
                    T::data_type()
                }

                const SHAPE: Shape = T::SHAPE;
            }

            impl<$($lifetime,)? T: WriteValue> WriteValue for $pointer {
                type Builder = T::Builder;

                fn builder(data_type: &DataType) -> Result<Self::Builder, BindError> {
                    T::builder(data_type)
                }

                #[inline]
                fn write(&self, builder: &mut Self::Builder) -> Result<(), CellError> {
                    T::write(self, builder)
                }

                #[inline]
                fn write_each<'v>(
                    values: impl ExactSizeIterator<Item = &'v Self> + Clone,
                    builder: &mut Self::Builder,
                ) -> Result<(), CellError>
                where
                    Self: 'v,
                {
                    T::write_each(values.map(|value| &**value), builder)
                }
            }
        )+
    };
}

pointer!([] Box<T>, [] Rc<T>, [] Arc<T>, ['a] &'a T);

macro_rules! owning_pointer {
    ($($pointer:ident),+) => {
        $(
            impl<T: RowShape> RowShape for $pointer<T> {
                type Shape = T::Shape;
            }

            impl<'a, T: ReadValue<'a>> ReadValue<'a> for $pointer<T> {
                type Cursor = T::Cursor;

                fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
                    T::bind(view)
                }

                #[inline]
                fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
                    T::read(cursor, row).map($pointer::new)
                }

                #[inline]
                fn skip(cursor: &mut Self::Cursor, row: usize) {
                    T::skip(cursor, row);
                }
            }
        )+
    };
}

owning_pointer!(Box, Rc, Arc);
