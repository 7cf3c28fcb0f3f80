//! Builders that add a check to another one: what they gather, that one holds.

/// Hands on all that a [`ColumnBuilder`](crate::column::ColumnBuilder) does to the field `inner`.
macro_rules! builds_in {
    ($builder:ident, $inner:ident) => {
        impl crate::column::ColumnBuilder for $builder {
            fn len(&self) -> usize {
                self.$inner.len()
            }

            fn bytes(&self) -> usize {
                self.$inner.bytes()
            }

            fn reserve(&mut self, rows: usize) {
                self.$inner.reserve(rows);
            }

            fn push_null(&mut self) {
                self.$inner.push_null();
            }

            fn truncate(&mut self, len: usize) {
                self.$inner.truncate(len);
            }

            fn write_prefix(&self, out: &mut dyn crate::column::Sink) {
                self.$inner.write_prefix(out);
            }

            fn write_values(&mut self, out: &mut dyn crate::column::Sink) {
                self.$inner.write_values(out);
            }
        }
    };
}
pub(super) use builds_in;
