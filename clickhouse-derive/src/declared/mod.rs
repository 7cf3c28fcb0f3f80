//! What a column is declared as, and what the compiler is told of it: the type as a constant, and the Rust type that
//! should have been written.

mod constant;
mod rust_type;
mod widens;

pub(crate) use constant::constant;
use rust_type::is_option;
pub(crate) use rust_type::{in_any_place, type_text};
pub(crate) use widens::widens;

use crate::ddl::Place;
use crate::refusals::Refusals;
use crate::types::{DataType, TupleElement, TypeError, misspelt_name};
use crate::way_out::rust_type_for;
use proc_macro2::{Literal, Span};
use syn::LitStr;

/// The type of a column, as an attribute says it.
pub(crate) struct Declared {
    pub(crate) data_type: DataType,
    /// Where this is said in the code.
    pub(crate) span: Span,
    /// Where this is said in the schema.
    place: Option<Place>,
}

impl Declared {
    /// The type that `type = ".."` says, or a refusal at the word that is wrong.
    pub(crate) fn read(text: &LitStr, refusals: &mut Refusals) -> Option<Declared> {
        match DataType::parse(&text.value()) {
            Ok(data_type) => {
                if let Some(misspelt) = misspelt_name(&data_type) {
                    refusals.refuse(text.span(), misspelt);
                    return None;
                }
                Some(Declared { data_type, span: text.span(), place: None })
            }
            Err(error) => {
                refusals.refuse(place_of(&error, text), error);
                None
            }
        }
    }

    /// The type that a schema file says.
    pub(crate) fn in_schema(data_type: DataType, place: &Place, span: Span) -> Declared {
        Declared { data_type, span, place: Some(place.clone()) }
    }

    /// Whether an Enum stands anywhere in the type.
    pub(crate) fn holds_members(&self) -> bool {
        holds_members(&self.data_type)
    }

    /// Where to look for the column.
    pub(crate) fn note(&self) -> Option<String> {
        self.place.as_ref().map(|place| format!("the column is declared in {place}"))
    }

    /// The type as error texts say it.
    fn shown(&self) -> String {
        shortened(&self.data_type.to_string())
    }

    /// What is wrong with a field of type `ty` that cannot be read from the column.
    pub(crate) fn is_not_read(&self, column: &str, ty: &str) -> String {
        format!("column `{column}` is `{}`, which `{}` cannot hold", self.shown(), ty)
    }

    /// What is wrong with a field of type `ty` whose values the column does not hold.
    pub(crate) fn is_not_written(&self, column: &str, ty: &str) -> String {
        format!("column `{column}` is `{}`, which cannot hold every `{}`", self.shown(), ty)
    }

    /// Whether `ty` is the type to write, whatever the path before its names.
    pub(crate) fn is_expected(&self, ty: &str) -> bool {
        let (ty, expected) = (without_paths(ty), without_paths(&rust_type_for(&self.data_type)));
        // Texts may be borrowed.
        ty == expected || expected == "String" && BORROWED_TEXTS.contains(&ty.as_str())
    }

    /// The type to write instead of `ty`.
    pub(crate) fn expected(&self, ty: &str) -> String {
        let expected = rust_type_for(&self.data_type);
        let fields = fields_of(&self.data_type).filter(|_| !ty.contains('('));
        if let DataType::Variant(members) = &self.data_type
            && !without_paths(ty).contains("Dynamic")
        {
            let members: Vec<_> = members.iter().map(|member| format!("`{}`", rust_type_for(member))).collect();
            return format!(
                "expected `{expected}`, or an enum with `#[derive(clickhouse_core::Variant)]` whose members hold {}, and one \
                 without data for NULL",
                members.join(", ")
            );
        }
        let why = match (self.data_type.accepts_null(), is_option(ty)) {
            (true, false) => ": the column can be NULL",
            (false, true) => ": the column cannot be NULL",
            _ if holds_members(&self.data_type) => ", or an enum with `#[derive(clickhouse_core::Enum)]` in its place",
            _ if self.data_type == DataType::String && ty.contains("u8") => ", or `types::Blob` for bytes",
            _ => match &fields {
                Some(fields) => {
                    &format!(", or a struct with `#[derive(clickhouse_core::Value)]` and the fields {fields}")
                }
                None => "",
            },
        };
        format!("expected `{expected}`{why}")
    }
}

const BORROWED_TEXTS: [&str; 4] = ["&str", "&'a str", "Cow<str>", "Cow<'a, str>"];

/// A type without the modules that its names are in.
fn without_paths(ty: &str) -> String {
    let mut text = String::with_capacity(ty.len());
    for part in ty.split_inclusive(|letter: char| !(letter.is_alphanumeric() || letter == '_')) {
        if part.ends_with(':') {
            continue;
        }
        text.push_str(part);
    }
    text
}

/// The fields of a struct for the Tuple with names that the column holds.
fn fields_of(data_type: &DataType) -> Option<String> {
    match data_type {
        DataType::Nullable(inner) | DataType::Array(inner) => fields_of(inner),
        DataType::Tuple(elements) | DataType::Nested(elements) => {
            let field = |element: &TupleElement| {
                Some(format!("`{}: {}`", element.name.as_ref()?, rust_type_for(&element.data_type)))
            };
            let fields: Vec<_> = elements.iter().map(field).collect::<Option<_>>()?;
            (1..=MAX_FIELDS).contains(&fields.len()).then(|| fields.join(", "))
        }
        _ => None,
    }
}

/// As many fields as one line should hold.
const MAX_FIELDS: usize = 8;

/// Whether an Enum stands anywhere in the type.
fn holds_members(data_type: &DataType) -> bool {
    match data_type {
        DataType::Enum8(_) | DataType::Enum16(_) => true,
        other => other.declared_parts().parts.iter().any(holds_members),
    }
}

/// Where in the literal the error is, as far as the compiler lets a macro point into a literal.
fn place_of(error: &TypeError, text: &LitStr) -> Span {
    let written: Literal = text.token();
    let is_plain = written.to_string().starts_with('"') && written.to_string().len() == text.value().len() + 2;
    let begin = error.position() + 1;
    is_plain.then(|| written.subspan(begin..text.value().len() + 1)).flatten().unwrap_or_else(|| text.span())
}

/// As much of a type as one line of an error text should hold.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}..", &text[..end]),
        None => text.to_owned(),
    }
}
