//! One parameter of a statement: its type read, its value found, and the question to the compiler whether they fit.
//!
//! The question is asked of a trait that has no other use, so that its text can be ours.
//!
//! ```text
//! error[E0277]: parameter `min` is `Float64`, which `&str` cannot be
//!   | let statement = sql!("SELECT .. {min:Float64} ..", min = "1");
//!   |                                                          ^^^ expected `f64`
//! ```

use super::arguments::{Arguments, Given};
use super::marker::{Markers, expected};
use super::source::Source;
use crate::attributes::nearest;
use crate::prelude;
use crate::refusals::Refusals;
use crate::scan::Parameter;
use crate::types::{DataType, misspelt_name};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{BinOp, Expr, ExprBinary, ExprLit, ExprUnary, Lit, UnOp};

/// A parameter with all types it is said to have.
pub(crate) struct Value<'s> {
    name: &'s str,
    /// The text and the type, which is none for an Identifier.
    types: Vec<(&'s str, Option<DataType>)>,
    given: Given,
}

impl<'s> Value<'s> {
    /// The parameters of a statement, each once; what is wrong with their types and names is refused.
    pub(crate) fn all(
        parameters: &[Parameter<'s>],
        arguments: &Arguments,
        source: &Source,
        refusals: &mut Refusals,
    ) -> Vec<Value<'s>> {
        let mut values: Vec<Value<'s>> = Vec::new();
        for parameter in parameters {
            let Some(data_type) = read_type(parameter, source, refusals) else { continue };
            let known = values.iter_mut().find(|value| value.name == parameter.name);
            match known {
                Some(known) if known.types.iter().any(|(_, known)| *known == data_type) => {}
                Some(known) => known.types.push((parameter.data_type, data_type)),
                None => match arguments.value(parameter.name, source.place(parameter.start..parameter.end)) {
                    Ok(mut given) => {
                        if let Some(data_type) = &data_type {
                            given.expression = with_suffix(given.expression, data_type);
                        }
                        values.push(Value {
                            name: parameter.name,
                            types: vec![(parameter.data_type, data_type)],
                            given,
                        });
                    }
                    Err(error) => refusals.add(error),
                },
            }
        }
        values
    }

    /// The value borrowed.
    pub(crate) fn borrowed(&self) -> TokenStream {
        self.given.borrowed()
    }

    /// The name that the borrowed value has in the expansion.
    pub(crate) fn local(&self, place: usize) -> Ident {
        format_ident!("__value_{place}", span = self.given.span)
    }

    /// The pair of name and text, as a block that has asked whether the value fits.
    pub(crate) fn pair(&self, place: usize) -> TokenStream {
        let (name, local) = (self.name, self.local(place));
        let questions = self.types.iter().map(|(text, data_type)| self.question(&local, text, data_type.as_ref()));
        quote!((#name, { #(#questions)* __ch::Param::to_param(#local) }))
    }

    fn question(&self, local: &Ident, text: &str, data_type: Option<&DataType>) -> TokenStream {
        let mut markers = Markers::default();
        let marker = match data_type {
            Some(data_type) => markers.of(data_type),
            None => quote!(__ch::param_type::IdentifierParam),
        };
        let expected = data_type.map_or_else(|| "&str".to_owned(), expected);
        let message = format!("parameter `{}` is `{}`, which `", escaped(self.name), escaped(text));
        let message = format!("{message}{{Self}}` cannot be");
        let or_enum = match data_type {
            Some(DataType::Enum8(_) | DataType::Enum16(_)) => ", or an enum with `#[derive(Enum)]` and no other names",
            _ => "",
        };
        let label = format!("expected `{}`{or_enum}", escaped(&expected));
        let items = markers.items;
        let details = markers.have_details.then(|| {
            let text =
                format!("parameter `{}` is `{text}`, which cannot hold every value of the type given", self.name);
            quote_spanned!(self.given.span=> __ch::same(#local, const { __ch::held::<_, #marker>(#text) });)
        });
        let fits = quote!(__ch::Param + __ch::Fits<#marker> + ?__ch::Sized);
        // With the user's own place, so that the error is one of the user's code, not of the macro's.
        let at = self.given.span;
        let question_name = format_ident!("__{}_is_{}", word(self.name), word(text));
        let question = if prelude::is_there(self.given.span) {
            // Asked of a trait's own function, which the compiler has least to say about.
            let ask = quote_spanned!(at=> #question_name::__fits(#local););
            quote! {
                #[diagnostic::on_unimplemented(message = #message, label = #label)]
                #[allow(non_camel_case_types)]
                trait #question_name {
                    fn __fits(&self) {}
                }
                #[diagnostic::do_not_recommend]
                impl<T: #fits> #question_name for T {}
                #ask
            }
        } else {
            let ask = quote_spanned!(at=> __fits(#local););
            quote! {
                fn __fits<T: #fits>(_: &T) {}
                #ask
            }
        };
        quote!({ #items #question #details })
    }
}

/// The type of a parameter: `None` inside for an Identifier, outside after a refusal.
fn read_type(parameter: &Parameter<'_>, source: &Source, refusals: &mut Refusals) -> Option<Option<DataType>> {
    if parameter.is_identifier() {
        return Some(None);
    }
    match DataType::parse(parameter.data_type) {
        Ok(data_type) => match misspelt_name(&data_type) {
            None => Some(Some(data_type)),
            Some(misspelt) => {
                let place = source.place(parameter.type_start..parameter.end - 1);
                refusals.refuse(place, format!("in `{{{}:{}}}`: {misspelt}", parameter.name, parameter.data_type));
                None
            }
        },
        Err(error) => {
            let place = source.place(parameter.type_start + error.position()..parameter.end - 1);
            let is_name = NAMED.iter().any(|named| parameter.data_type.eq_ignore_ascii_case(named));
            let error = match nearest(parameter.data_type, ["Identifier"].into_iter()) {
                _ if is_name => format!(
                    "no type is called `{}`; the name of a table or a column is an `Identifier`",
                    parameter.data_type
                ),
                Some(_) => format!("no type is called `{}`; did you mean `Identifier`?", parameter.data_type),
                None => error.to_string(),
            };
            refusals.refuse(place, format!("in `{{{}:{}}}`: {error}", parameter.name, parameter.data_type));
            None
        }
    }
}

/// What people take for the type of a parameter that is a name.
const NAMED: &[&str] = &["Table", "Column", "Database", "Name", "Ident"];

/// A number without a type of its own as one of the parameter's type, where only that fits: `7` for UInt64 as `7u64`.
fn with_suffix(expression: Expr, data_type: &DataType) -> Expr {
    let Some(suffix) = suffix(data_type) else { return expression };
    match expression {
        Expr::Unary(ExprUnary { attrs, op: UnOp::Neg(sign), expr }) => {
            Expr::Unary(ExprUnary { attrs, op: UnOp::Neg(sign), expr: Box::new(with_suffix(*expr, data_type)) })
        }
        Expr::Binary(ExprBinary { attrs, left, op, right }) if is_arithmetic(&op) => {
            let [left, right] = [left, right].map(|side| Box::new(with_suffix(*side, data_type)));
            Expr::Binary(ExprBinary { attrs, left, op, right })
        }
        Expr::Paren(mut inner) => {
            *inner.expr = with_suffix(*inner.expr, data_type);
            Expr::Paren(inner)
        }
        Expr::Lit(ExprLit { attrs, lit: Lit::Int(number) }) if number.suffix().is_empty() => {
            let lit = syn::LitInt::new(&format!("{}{suffix}", number.base10_digits()), number.span());
            Expr::Lit(ExprLit { attrs, lit: Lit::Int(lit) })
        }
        Expr::Lit(ExprLit { attrs, lit: Lit::Float(number) }) if number.suffix().is_empty() && suffix == "f32" => {
            let lit = syn::LitFloat::new(&format!("{}f32", number.base10_digits()), number.span());
            Expr::Lit(ExprLit { attrs, lit: Lit::Float(lit) })
        }
        other => other,
    }
}

/// Whether both sides have the type of the whole.
fn is_arithmetic(op: &BinOp) -> bool {
    matches!(op, BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_) | BinOp::Rem(_))
}

fn suffix(data_type: &DataType) -> Option<&'static str> {
    Some(match data_type {
        DataType::UInt8 => "u8",
        DataType::UInt16 => "u16",
        DataType::UInt32 => "u32",
        DataType::UInt64 => "u64",
        DataType::UInt128 | DataType::UInt256 => "u128",
        DataType::Int8 => "i8",
        DataType::Int16 => "i16",
        DataType::Int64 => "i64",
        DataType::Int128 | DataType::Int256 => "i128",
        DataType::Float32 => "f32",
        DataType::Nullable(inner) | DataType::LowCardinality(inner) => return suffix(inner),
        _ => return None,
    })
}

/// The text as a part of a name.
fn word(text: &str) -> String {
    text.chars()
        .filter(|letter| *letter != ')')
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' })
        .collect()
}

/// Braces mean something in these texts.
fn escaped(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}
