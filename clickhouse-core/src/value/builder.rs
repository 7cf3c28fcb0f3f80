//! Builders on top of others: what they gather, those hold.

/// Hands on all that a [`ColumnBuilder`](crate::column::ColumnBuilder) does: to a field, `builds_in!(DateBuilder, days)`, or
/// to what a variant holds, `builds_in!([] TextBuilder: Strings(inner), Fixed(inner))`.
macro_rules! builds_in {
    ($builder:ident, $inner:ident) => {
        impl $builder {
            fn inner(&self) -> &dyn crate::column::ColumnBuilder {
                &self.$inner
            }

            fn inner_mut(&mut self) -> &mut dyn crate::column::ColumnBuilder {
                &mut self.$inner
            }
        }

        builds_in!(@ [] $builder);
    };
    ([$($parameter:ident)?] $builder:ty: $($variant:ident($inner:ident $(, $other:tt)?)),+) => {
        impl<$($parameter: crate::column::ColumnBuilder)?> $builder {
            fn inner(&self) -> &dyn crate::column::ColumnBuilder {
                match self {
                    $(Self::$variant($inner $(, $other)?) => $inner,)+
                }
            }

            fn inner_mut(&mut self) -> &mut dyn crate::column::ColumnBuilder {
                match self {
                    $(Self::$variant($inner $(, $other)?) => $inner,)+
                }
            }
        }

        builds_in!(@ [$($parameter)?] $builder);
    };
    (@ [$($parameter:ident)?] $builder:ty) => {
        impl<$($parameter: crate::column::ColumnBuilder)?> crate::column::ColumnBuilder for $builder {
            fn len(&self) -> usize {
                self.inner().len()
            }

            fn bytes(&self) -> usize {
                self.inner().bytes()
            }

            fn reserve(&mut self, rows: usize) {
                self.inner_mut().reserve(rows);
            }

            fn push_null(&mut self) {
                self.inner_mut().push_null();
            }

            fn truncate(&mut self, len: usize) {
                self.inner_mut().truncate(len);
            }

            fn write_prefix(&self, out: &mut dyn crate::column::Sink) {
                self.inner().write_prefix(out);
            }

            fn write_values(&mut self, out: &mut dyn crate::column::Sink) {
                self.inner_mut().write_values(out);
            }
        }
    };
}
pub(super) use builds_in;
