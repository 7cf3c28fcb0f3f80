//! Types without the versions of their states.
//!
//! A table's column says `AggregateFunction(1, maxMap, Array(UInt8), Array(UInt8))`. A block over HTTP says
//! `AggregateFunction(maxMap, Array(UInt8), Array(UInt8))`, and the states in it are in the first form, in both
//! directions: 26.7 reads what is sent with a version in that version's form, which is not the one it sends.

use super::{DataType, TupleElement};

impl DataType {
    /// The type as the header of a block has it.
    #[must_use]
    pub(crate) fn without_versions(mut self) -> DataType {
        forget_versions(&mut self);
        self
    }
}

fn forget_versions(data_type: &mut DataType) {
    match data_type {
        DataType::AggregateFunction(function) => {
            function.version = None;
            function.arguments.iter_mut().for_each(forget_versions);
        }
        DataType::Nullable(inner) | DataType::LowCardinality(inner) | DataType::Array(inner) => forget_versions(inner),
        DataType::Map(entry) => {
            forget_versions(&mut entry.0);
            forget_versions(&mut entry.1);
        }
        DataType::Tuple(elements) | DataType::Nested(elements) => {
            elements.iter_mut().for_each(|TupleElement { data_type, .. }| forget_versions(data_type));
        }
        DataType::Variant(types) => types.iter_mut().for_each(forget_versions),
        DataType::Json(json) => json.paths.iter_mut().for_each(|(_, data_type)| forget_versions(data_type)),
        DataType::SimpleAggregateFunction(function) => forget_versions(&mut function.data_type),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_left_out_wherever_they_stand() {
        for (declared, sent) in [
            (
                "AggregateFunction(1, maxMap, Array(UInt8), Array(UInt8))",
                "AggregateFunction(maxMap, Array(UInt8), Array(UInt8))",
            ),
            (
                "Array(Tuple(a AggregateFunction(1, sumMap, Array(UInt8), Array(UInt8)), b UInt8))",
                "Array(Tuple(a AggregateFunction(sumMap, Array(UInt8), Array(UInt8)), b UInt8))",
            ),
            ("Map(String, UInt8)", "Map(String, UInt8)"),
        ] {
            assert_eq!(DataType::parse(declared).unwrap().without_versions().to_string(), sent);
        }
    }
}
