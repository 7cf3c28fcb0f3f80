//! A parameter's type as the core's markers spell it, and as the Rust type that should have been given.

use crate::snapshot::hash;
use crate::types::DataType;
use crate::way_out::rust_type_for;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// A type made of markers, with the items it needs.
#[derive(Default)]
pub(crate) struct Markers {
    /// A struct for the members of each Enum.
    pub(crate) items: TokenStream,
    enums: usize,
    /// Whether two types say less than their constants.
    pub(crate) have_details: bool,
}

impl Markers {
    /// The type, with the core's items behind `__ch`.
    pub(crate) fn of(&mut self, data_type: &DataType) -> TokenStream {
        use DataType as T;
        let name = match data_type {
            T::Bool => "Bool",
            T::UInt8 => "UInt8",
            T::UInt16 => "UInt16",
            T::UInt32 => "UInt32",
            T::UInt64 => "UInt64",
            T::UInt128 => "UInt128",
            T::UInt256 => "UInt256",
            T::Int8 => "Int8",
            T::Int16 => "Int16",
            T::Int32 => "Int32",
            T::Int64 => "Int64",
            T::Int128 => "Int128",
            T::Int256 => "Int256",
            T::BFloat16 => "BFloat16",
            T::Float32 => "Float32",
            T::Float64 => "Float64",
            T::String => "String",
            T::Uuid => "Uuid",
            T::IPv4 => "IPv4",
            T::IPv6 => "IPv6",
            T::Date => "Date",
            T::Date32 => "Date32",
            T::DateTime(_) => "DateTime",
            T::DateTime64(..) => "DateTime64",
            T::Time => "Time",
            T::Time64(_) => "Time64",
            T::Interval(_) => "Interval",
            T::Json(_) => "Json",
            T::Nothing | T::Variant(_) | T::Dynamic(_) | T::Geometry | T::AggregateFunction(_) => "Any",
            T::LowCardinality(inner) => return self.of(inner),
            T::SimpleAggregateFunction(function) => return self.of(&function.data_type),
            T::FixedString(bytes) => return quote!(__ch::param_type::FixedStringParam<#bytes>),
            T::Decimal(precision, scale) => {
                self.have_details = true;
                return quote!(__ch::param_type::DecimalParam<#precision, #scale>);
            }
            T::Enum8(members) | T::Enum16(members) => {
                let names = members.iter().map(|(name, _)| hash(name));
                let members = format_ident!("__Members{}", self.enums);
                self.enums += 1;
                self.items.extend(quote! {
                    enum #members {}
                    #(impl __ch::param_type::HasMember<#names> for #members {})*
                });
                return quote!(__ch::param_type::EnumParam<#members>);
            }
            T::Nullable(inner) => {
                let inner = self.of(inner);
                return quote!(__ch::param_type::NullableParam<#inner>);
            }
            T::Array(item) => return self.array(item),
            T::Map(entry) => {
                let (key, value) = (self.of(&entry.0), self.of(&entry.1));
                return quote!(__ch::param_type::MapParam<#key, #value>);
            }
            T::Tuple(elements) => {
                let elements = elements.iter().map(|element| self.of(&element.data_type));
                return quote!(__ch::param_type::TupleParam<(#(#elements,)*)>);
            }
            T::Nested(elements) => return self.array(&T::Tuple(elements.clone())),
            T::QBit(bits) => return self.array(&bits.element),
            T::Point => {
                return quote!(
                    __ch::param_type::TupleParam<(__ch::param_type::Float64Param, __ch::param_type::Float64Param)>
                );
            }
            T::Ring | T::LineString | T::MultiPoint => return self.array(&T::Point),
            T::Polygon | T::MultiLineString => return self.array(&T::Ring),
            T::MultiPolygon => return self.array(&T::Polygon),
        };
        let name = format_ident!("{name}Param");
        quote!(__ch::param_type::#name)
    }

    fn array(&mut self, item: &DataType) -> TokenStream {
        let item = self.of(item);
        quote!(__ch::param_type::ArrayParam<#item>)
    }
}

/// The Rust type to give for a parameter: texts are borrowed, as nothing keeps them.
pub(crate) fn expected(data_type: &DataType) -> String {
    match data_type {
        DataType::String | DataType::FixedString(_) | DataType::Enum8(_) | DataType::Enum16(_) | DataType::Json(_) => {
            "&str".to_owned()
        }
        DataType::LowCardinality(inner) => expected(inner),
        DataType::Nullable(inner) => format!("Option<{}>", expected(inner)),
        other => rust_type_for(other),
    }
}
