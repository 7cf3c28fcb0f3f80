//! A data type as the constant that the core's relation of types asks.
//!
//! ```text
//! Nullable(Decimal(18, 4))
//!   __ch::Declared { kind: __ch::Kind::Nullable, numbers: (0, 0), names: &[],
//!       parts: &[__ch::Declared { kind: __ch::Kind::Decimal, numbers: (18, 4), names: &[], parts: &[] }] }
//! ```

use crate::types::DataType;
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

/// The expression of the constant, with the core's items behind `__ch`.
pub(crate) fn constant(data_type: &DataType) -> TokenStream {
    let parts = data_type.declared_parts();
    let kind = format_ident!("{}", format!("{:?}", parts.kind));
    if parts.numbers == (0, 0) && parts.parts.is_empty() && parts.names.is_empty() {
        return quote!(__ch::plain::#kind);
    }
    let (first, second) = (Literal::u64_unsuffixed(parts.numbers.0), Literal::u64_unsuffixed(parts.numbers.1));
    let inner = parts.parts.iter().map(constant);
    let names = &parts.names;
    quote! {
        __ch::Declared { kind: __ch::Kind::#kind, numbers: (#first, #second), names: &[#(#names),*], parts: &[#(#inner),*] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_has_all_that_the_type_has() {
        let constant = |text| constant(&DataType::parse(text).unwrap()).to_string().replace(' ', "");
        assert_eq!(constant("UInt8"), "__ch::plain::UInt8");
        assert_eq!(
            constant("Map(String, Enum8('a' = 1))"),
            "__ch::Declared{kind:__ch::Kind::Map,numbers:(0,0),names:&[],parts:&[\
             __ch::Declared{kind:__ch::Kind::Tuple,numbers:(0,0),names:&[],parts:&[\
             __ch::plain::String,\
             __ch::Declared{kind:__ch::Kind::Enum8,numbers:(0,0),names:&[\"a\"],parts:&[]}]}]}"
        );
        assert!(constant("Decimal(18, 4)").contains("Kind::Decimal,numbers:(18,4)"));
    }
}
