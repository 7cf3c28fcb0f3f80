//! A field of a struct, whether the struct is a row of columns or a value of elements.

use super::Generated;
use crate::attributes::{Attributes, Name, Place};
use crate::declared::Declared;
use crate::refusals::Refusals;
use crate::rename::RenameRule;
use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{ExprPath, Fields, Member, Type};

/// A field of the struct, a column or not.
pub(crate) struct FieldModel {
    pub(crate) member: Member,
    pub(crate) ty: Type,
    pub(crate) role: Role,
    /// The column's name, unquoted; of a flattened field what the names of its columns begin with.
    pub(crate) column: String,
    /// Where the column's name comes from: the field, or the text of its `rename`.
    pub(crate) column_span: Span,
    /// Whether inserts write the column.
    pub(crate) insert: bool,
    pub(crate) reading: Reading,
    /// Whether the column is the next one, whatever its name.
    pub(crate) by_position: bool,
    /// Whether the struct is in a column what this field is.
    pub(crate) is_whole: bool,
    pub(crate) conversion: Conversion,
    /// The column's type, if it is declared.
    pub(crate) declared: Option<Declared>,
    /// Where the column's values come from, if that is said.
    pub(crate) generated: Option<Generated>,
    pub(crate) attributes: Attributes,
}

/// What a field is to the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Nothing: there is no column.
    Skipped,
    /// A column.
    Column,
    /// The columns of another row.
    Flattened,
    /// A list of structs: the columns of a Nested, or one column of arrays of Tuples.
    Nested,
}

/// Where the field's value comes from when a row is read.
pub(crate) enum Reading {
    /// From the column, which the result must have.
    Column,
    /// From the column if the result has it.
    ColumnOr(DefaultValue),
    /// Never from the result.
    Always(DefaultValue),
}

/// What a field is when no column says it.
pub(crate) enum DefaultValue {
    /// `Default::default()` of the field's type.
    Type,
    /// What the function returns.
    Function(ExprPath),
}

/// What stands between the field's type and the column's.
pub(crate) enum Conversion {
    /// Nothing: the field's type is that of the column.
    None,
    /// The functions of a module, from and into the module's type `Column`.
    With(ExprPath),
    /// Serde, by way of JSON.
    Json,
    /// The standard library's traits, each for its way; the other way the field's type is that of the column.
    Types { try_from: Option<Box<Type>>, into: Option<Box<Type>> },
}

impl FieldModel {
    /// The models of all fields, whose columns are named by `rule`.
    pub(crate) fn all(fields: &Fields, rule: Option<RenameRule>, refusals: &mut Refusals) -> Vec<FieldModel> {
        fields.members().zip(fields).map(|(member, field)| FieldModel::new(member, field, rule, refusals)).collect()
    }

    fn new(member: Member, field: &syn::Field, rule: Option<RenameRule>, refusals: &mut Refusals) -> FieldModel {
        let attributes = Attributes::read(&field.attrs, Place::Field, refusals);
        let role = Role::of(&attributes);
        let plain = plain_name(&member);
        let name = attributes.text(if role == Role::Flattened { Name::Flatten } else { Name::Rename });
        let (column, column_span) = match (name, &member) {
            (Some(text), _) => (text.value(), text.span()),
            (None, _) if role == Role::Flattened => (String::new(), field.ty.span()),
            (None, Member::Named(name)) => {
                (rule.map_or_else(|| plain.clone(), |rule| rule.apply_to_field(&plain)), name.span())
            }
            (None, Member::Unnamed(_)) => (plain, field.ty.span()),
        };
        let generated = Generated::of(&attributes);
        let is_computed = generated.as_ref().is_some_and(|generated| generated.kind.is_computed());
        FieldModel {
            member,
            ty: field.ty.clone(),
            role,
            column,
            column_span,
            insert: role != Role::Skipped && !is_computed && !attributes.has(Name::SkipInsert),
            reading: Reading::of(&attributes),
            by_position: false,
            is_whole: false,
            conversion: Conversion::of(&attributes),
            declared: attributes.text(Name::Type).and_then(|text| Declared::read(text, refusals)),
            generated,
            attributes,
        }
    }

    /// The field's name as error texts say it, without `r#`.
    pub(crate) fn plain_name(&self) -> String {
        plain_name(&self.member)
    }

    /// Whether the field stands for columns at all.
    pub(crate) fn has_columns(&self) -> bool {
        self.role != Role::Skipped
    }

    /// Whether the field's value ever comes from a result.
    pub(crate) fn is_read(&self) -> bool {
        match self.reading {
            Reading::Column | Reading::ColumnOr(_) => true,
            Reading::Always(_) => false,
        }
    }
}

fn plain_name(member: &Member) -> String {
    match member {
        Member::Named(name) => name.unraw().to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}

impl Role {
    fn of(attributes: &Attributes) -> Role {
        if attributes.has(Name::Skip) {
            Role::Skipped
        } else if attributes.has(Name::Flatten) {
            Role::Flattened
        } else if attributes.has(Name::Nested) {
            Role::Nested
        } else {
            Role::Column
        }
    }
}

impl Reading {
    fn of(attributes: &Attributes) -> Reading {
        let default = match attributes.path(Name::Default) {
            Some(path) => DefaultValue::Function(path.clone()),
            None => DefaultValue::Type,
        };
        if [Name::Skip, Name::SkipSelect, Name::Ephemeral].iter().any(|name| attributes.has(*name)) {
            Reading::Always(default)
        } else if attributes.has(Name::Default) {
            Reading::ColumnOr(default)
        } else {
            Reading::Column
        }
    }
}

impl Conversion {
    fn of(attributes: &Attributes) -> Conversion {
        if let Some(module) = attributes.path(Name::With) {
            return Conversion::With(module.clone());
        }
        if attributes.has(Name::Json) {
            return Conversion::Json;
        }
        let [try_from, into] =
            [Name::TryFrom, Name::Into].map(|name| attributes.rust_type(name).cloned().map(Box::new));
        match (&try_from, &into) {
            (None, None) => Conversion::None,
            _ => Conversion::Types { try_from, into },
        }
    }
}
