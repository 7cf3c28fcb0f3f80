//! Whether two columns hold the same values, however they store and show them.

use super::{DataType, EnumMembers, SimpleAggregateFunction, TupleElement};

impl DataType {
    /// Whether a column of this type holds the values of a column of type `other`: the types are equal but for
    /// dictionaries, time zones, numbers of Enum members, names of Tuple elements and functions that merge values.
    ///
    /// ```
    /// use clickhouse_core::types::DataType;
    ///
    /// let declared = DataType::parse("LowCardinality(String)")?;
    /// assert!(declared.has_values_of(&DataType::String));
    /// assert!(!declared.has_values_of(&DataType::parse("Nullable(String)")?));
    /// # Ok::<(), clickhouse_core::types::TypeError>(())
    /// ```
    pub fn has_values_of(&self, other: &DataType) -> bool {
        self == other || self.values() == other.values()
    }

    /// The simplest type with the same values.
    fn values(&self) -> DataType {
        use DataType as T;
        let elements = |elements: &[TupleElement]| -> Box<[TupleElement]> {
            let unnamed = |element: &TupleElement| TupleElement { name: None, data_type: element.data_type.values() };
            elements.iter().map(unnamed).collect()
        };
        match self {
            T::LowCardinality(inner) => inner.values(),
            T::SimpleAggregateFunction(function) => {
                let SimpleAggregateFunction { function: _, data_type } = &**function;
                data_type.values()
            }
            T::DateTime(_) => T::DateTime(None),
            T::DateTime64(digits, _) => T::DateTime64(*digits, None),
            // Which members there are is compared with the Rust type, by their names.
            T::Enum8(_) | T::Enum16(_) => T::Enum8(EnumMembers::new(Vec::new())),
            T::Nullable(inner) => T::Nullable(Box::new(inner.values())),
            T::Array(item) => T::Array(Box::new(item.values())),
            T::Map(entry) => T::Map(Box::new((entry.0.values(), entry.1.values()))),
            T::Tuple(named) => T::Tuple(elements(named)),
            T::Nested(named) => T::Array(Box::new(T::Tuple(elements(named)))),
            other => other.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changes_no_value_may_differ() {
        let same = |left, right| DataType::parse(left).unwrap().has_values_of(&DataType::parse(right).unwrap());
        for (left, right) in [
            ("LowCardinality(Nullable(String))", "Nullable(String)"),
            ("Array(LowCardinality(String))", "Array(String)"),
            ("DateTime('UTC')", "DateTime"),
            ("DateTime64(3, 'Asia/Tokyo')", "DateTime64(3)"),
            ("Enum8('a' = 1)", "Enum16('a' = 1, 'b' = 2)"),
            ("SimpleAggregateFunction(max, UInt64)", "UInt64"),
            ("Nested(a UInt8, b String)", "Array(Tuple(UInt8, String))"),
            ("Map(String, DateTime('UTC'))", "Map(LowCardinality(String), DateTime)"),
        ] {
            assert!(same(left, right) && same(right, left), "{left} and {right}");
        }
        for (left, right) in [
            ("UInt32", "UInt64"),
            ("DateTime64(3)", "DateTime64(6)"),
            ("DateTime", "DateTime64(0)"),
            ("String", "Nullable(String)"),
            ("FixedString(3)", "FixedString(4)"),
            ("Decimal(18, 4)", "Decimal(18, 5)"),
            ("Tuple(UInt8)", "Tuple(UInt8, UInt8)"),
        ] {
            assert!(!same(left, right), "{left} and {right}");
        }
    }
}
