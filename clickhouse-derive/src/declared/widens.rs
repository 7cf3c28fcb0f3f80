//! Whether a Rust type reads a column by its name, to say which way of use is in the way: that the field does not hold the
//! column's values, or the column not the field's.
//!
//! Names can mislead; the answer whether both fit is the compiler's alone.

use crate::types::DataType;
use crate::way_out::rust_type_for;
use quote::ToTokens;
use syn::{GenericArgument, PathArguments, PathSegment, Type};

/// Whether `ty` is the type for the column, or one of more values: a wider number, an Option.
pub(crate) fn widens(ty: &str, data_type: &DataType) -> bool {
    let parse = |text: &str| syn::parse_str::<Type>(text).ok();
    match (parse(ty), parse(&rust_type_for(data_type))) {
        (Some(ty), Some(column)) => reads(&ty, &column),
        _ => false,
    }
}

fn reads(ty: &Type, column: &Type) -> bool {
    match (ty, column) {
        (Type::Group(group), _) => reads(&group.elem, column),
        (Type::Paren(paren), _) => reads(&paren.elem, column),
        (Type::Reference(reference), _) => reads(&reference.elem, column),
        (Type::Array(array), Type::Array(other)) => {
            reads(&array.elem, &other.elem) && text(&array.len) == text(&other.len)
        }
        (Type::Tuple(tuple), Type::Tuple(other)) => {
            let mut pairs = tuple.elems.iter().zip(&other.elems);
            tuple.elems.len() == other.elems.len() && pairs.all(|(ty, column)| reads(ty, column))
        }
        (Type::Path(path), _) => {
            let Some(last) = path.path.segments.last() else { return false };
            let other = match column {
                Type::Path(column) => column.path.segments.last(),
                _ => None,
            };
            let is_option = other.is_some_and(|other| other.ident == "Option");
            match (last.ident.to_string().as_str(), arguments(last).as_slice(), other) {
                ("Box" | "Rc" | "Arc", [inner], _) => reads(inner, column),
                ("Option", [inner], _) if !is_option => reads(inner, column),
                (_, inner, Some(other)) if last.ident == other.ident => {
                    let others = arguments(other);
                    inner.len() == others.len()
                        && inner.iter().zip(others).all(|(ty, other)| reads(ty, other))
                        && has_numbers(&numbers(last), &numbers(other))
                }
                (name, [], Some(other)) => is_wider(name, &other.ident.to_string()),
                _ => false,
            }
        }
        _ => false,
    }
}

fn arguments(segment: &PathSegment) -> Vec<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return Vec::new() };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

/// The arguments that are no types, as those of `Decimal<18, 4>`.
fn numbers(segment: &PathSegment) -> Vec<String> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return Vec::new() };
    let numbers = arguments.args.iter().filter(|argument| matches!(argument, GenericArgument::Const(_)));
    numbers.map(text).collect()
}

/// Whether the numbers are the same, or a precision and a scale with room for the others.
fn has_numbers(numbers: &[String], others: &[String]) -> bool {
    let parsed =
        |numbers: &[String]| numbers.iter().map(|number| number.parse::<u8>().ok()).collect::<Option<Vec<_>>>();
    match (parsed(numbers).as_deref(), parsed(others).as_deref()) {
        (Some(&[precision, scale]), Some(&[other_precision, other_scale])) => {
            scale >= other_scale && precision.saturating_sub(scale) >= other_precision.saturating_sub(other_scale)
        }
        _ => numbers == others,
    }
}

fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}

fn is_wider(ty: &str, column: &str) -> bool {
    let number = |name: &str| Some((name.get(..1)?.to_owned(), name.get(1..)?.parse::<u32>().ok()?));
    if matches!((ty, column), ("str", "String")) {
        return true;
    }
    let (Some((ty, bits)), Some((column, column_bits))) = (number(ty), number(column)) else { return false };
    match (ty.as_str(), column.as_str()) {
        ("u", "u") | ("i", "i") | ("f", "f") => column_bits <= bits,
        ("i", "u") => column_bits < bits,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_more_values_than_the_column_are_known_by_name() {
        for (ty, column, reads) in [
            ("u32", "UInt8", true),
            ("i16", "UInt8", true),
            ("i8", "UInt8", false),
            ("u8", "UInt32", false),
            ("f64", "Float32", true),
            ("f32", "Float64", false),
            ("Option<String>", "String", true),
            ("std::option::Option<&'a str>", "String", true),
            ("Option<u8>", "Nullable(UInt8)", true),
            ("String", "Nullable(String)", false),
            ("Vec<Option<u64>>", "Array(UInt8)", true),
            ("Vec<u8>", "Array(UInt64)", false),
            ("(u8, u64)", "Tuple(UInt8, UInt8)", true),
            ("(u8,)", "Tuple(UInt8, UInt8)", false),
            ("HashMap<String, u64>", "Map(String, UInt8)", true),
            ("UserId", "UInt8", false),
            ("Box<Option<u64>>", "UInt8", true),
            ("[u8; 16]", "FixedString(20)", false),
            ("Option<[u8; 16]>", "FixedString(16)", true),
            ("Decimal<38, 4>", "Decimal(18, 4)", true),
            ("Decimal<18, 2>", "Decimal(18, 4)", false),
        ] {
            assert_eq!(widens(ty, &DataType::parse(column).unwrap()), reads, "{ty} {column}");
        }
    }
}
