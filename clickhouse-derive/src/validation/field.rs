//! What makes a field: attributes that go together, each with an effect.

use crate::attributes::{Attribute, Name};
use crate::model::{FieldModel, Role};
use crate::refusals::Refusals;
use syn::spanned::Spanned;
use syn::{Ident, Type};

/// Attributes that do not go together: the first is refused, for the reason given.
const QUARRELS: &[(Name, Name, &str)] = &[
    (Name::Rename, Name::Skip, "`skip` leaves no column to rename"),
    (Name::SkipInsert, Name::Skip, "`skip` already is `skip_insert` and `skip_select`"),
    (Name::SkipSelect, Name::Skip, "`skip` already is `skip_insert` and `skip_select`"),
    (Name::Type, Name::Skip, "`skip` leaves no column that could have a type"),
    (Name::With, Name::Skip, "`skip` leaves no column to convert"),
    (Name::Json, Name::Skip, "`skip` leaves no column to convert"),
    (Name::Json, Name::Flatten, "a flattened struct is its columns, not JSON in one of them"),
    (Name::Json, Name::Nested, "nested structs are their columns, not JSON in one of them"),
    (Name::Json, Name::With, "`with` already converts the column"),
    (Name::TryFrom, Name::Json, "`json` already converts the column"),
    (Name::Into, Name::Json, "`json` already converts the column"),
    (Name::TryFrom, Name::Skip, "`skip` leaves no column to convert from"),
    (Name::Into, Name::Skip, "`skip` leaves no column to convert into"),
    (Name::Flatten, Name::Skip, "`skip` leaves no columns to flatten"),
    (Name::Nested, Name::Skip, "`skip` leaves no columns to nest"),
    (Name::Nested, Name::Flatten, "`flatten` is for one struct, `nested` for a list of them"),
    (
        Name::Rename,
        Name::Flatten,
        "a flattened struct has columns, not a name; write `flatten = \"prefix_\"` to rename them all",
    ),
    (
        Name::Default,
        Name::Flatten,
        "a flattened struct is read from its columns, whose fields have defaults of their own",
    ),
    (Name::With, Name::Flatten, "a flattened struct is its columns, which its own fields convert"),
    (Name::TryFrom, Name::Flatten, "a flattened struct is its columns, which its own fields convert"),
    (Name::Into, Name::Flatten, "a flattened struct is its columns, which its own fields convert"),
    (Name::Type, Name::Flatten, "a flattened struct has columns, whose types its own fields declare"),
    (Name::Type, Name::Nested, "nested structs have columns, whose types their own fields declare"),
    (Name::With, Name::Nested, "nested structs are their columns, which their own fields convert"),
    (Name::TryFrom, Name::Nested, "nested structs are their columns, which their own fields convert"),
    (Name::Into, Name::Nested, "nested structs are their columns, which their own fields convert"),
    (Name::TryFrom, Name::With, "`with` already converts the column"),
    (Name::Into, Name::With, "`with` already converts the column"),
    (Name::TryFrom, Name::SkipSelect, "`try_from` converts what is read, and `skip_select` reads nothing"),
    (Name::Into, Name::SkipInsert, "`into` converts what is inserted, and `skip_insert` inserts nothing"),
    (Name::Materialized, Name::Skip, "`skip` leaves no column that could be computed"),
    (Name::Alias, Name::Skip, "`skip` leaves no column that could be computed"),
    (Name::Ephemeral, Name::Skip, "`skip` leaves no column that could be inserted"),
    (Name::DefaultExpr, Name::Skip, "`skip` leaves no column that could have a DEFAULT"),
    (Name::SkipInsert, Name::Materialized, "a MATERIALIZED column is not inserted anyhow"),
    (Name::SkipInsert, Name::Alias, "an ALIAS column is not inserted anyhow"),
    (Name::SkipSelect, Name::Ephemeral, "an EPHEMERAL column cannot be read anyhow"),
    (Name::SkipSelect, Name::Materialized, "a MATERIALIZED column can only be read, and `skip_select` reads nothing"),
    (Name::SkipSelect, Name::Alias, "an ALIAS column can only be read, and `skip_select` reads nothing"),
    (Name::SkipInsert, Name::Ephemeral, "an EPHEMERAL column can only be inserted, and `skip_insert` inserts nothing"),
    (Name::Into, Name::Materialized, "`into` converts what is inserted, which a MATERIALIZED column is not"),
    (Name::Into, Name::Alias, "`into` converts what is inserted, which an ALIAS column is not"),
    (Name::TryFrom, Name::Ephemeral, "`try_from` converts what is read, which an EPHEMERAL column is not"),
    (Name::Alias, Name::Materialized, "a column is MATERIALIZED or an ALIAS"),
    (Name::Ephemeral, Name::Materialized, "a column is EPHEMERAL or MATERIALIZED"),
    (Name::Ephemeral, Name::Alias, "a column is EPHEMERAL or an ALIAS"),
    (Name::DefaultExpr, Name::Materialized, "a MATERIALIZED column has its expression already"),
    (Name::DefaultExpr, Name::Alias, "an ALIAS column has its expression already"),
    (Name::DefaultExpr, Name::Ephemeral, "an EPHEMERAL column has its DEFAULT behind it: `ephemeral = \"expression\"`"),
    (Name::Materialized, Name::Flatten, "a flattened struct has columns, whose expressions its own fields say"),
    (Name::Alias, Name::Flatten, "a flattened struct has columns, whose expressions its own fields say"),
    (Name::Ephemeral, Name::Flatten, "a flattened struct has columns, which its own fields make EPHEMERAL"),
    (Name::DefaultExpr, Name::Flatten, "a flattened struct has columns, whose expressions its own fields say"),
    (Name::Materialized, Name::Nested, "nested structs have columns, whose expressions their own fields say"),
    (Name::Alias, Name::Nested, "nested structs have columns, whose expressions their own fields say"),
    (Name::Ephemeral, Name::Nested, "nested structs have columns, which their own fields make EPHEMERAL"),
    (Name::DefaultExpr, Name::Nested, "nested structs have columns, whose expressions their own fields say"),
];

/// Refuses what makes no sense on a field.
pub(super) fn check_field(field: &FieldModel, refusals: &mut Refusals) {
    for (useless, other, reason) in QUARRELS {
        if let Some((useless, other)) = field.attributes.get(*useless).zip(field.attributes.get(*other)) {
            let (word, other) = (useless.word(), other.word());
            refusals.refuse(useless.span, format!("{reason}; remove `{word}` or `{other}`"));
        }
    }
    if field.role == Role::Flattened {
        check_flattened(field, refusals);
    }
    if let Some(with) = field.attributes.get(Name::With) {
        check_module(field, with, refusals);
    }
}

fn check_flattened(field: &FieldModel, refusals: &mut Refusals) {
    let Some(name) = last_segment(&field.ty) else { return };
    if name == "Option" {
        let text = "a flattened struct is always there, as its columns are; make the struct's fields Options instead";
        refusals.refuse(field.ty.span(), text);
    } else if name == "Vec" && field.attributes.get(Name::Nested).is_none() {
        refusals.refuse(field.ty.span(), "`flatten` is for one struct; a list of structs is `#[clickhouse(nested)]`");
    }
}

/// The name of a type, without the path before it.
fn last_segment(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        Type::Group(group) => last_segment(&group.elem),
        _ => None,
    }
}

fn check_module(field: &FieldModel, with: &Attribute, refusals: &mut Refusals) {
    let Some(path) = field.attributes.path(Name::With) else { return };
    let is_plain = path.qself.is_none() && path.path.segments.iter().all(|segment| segment.arguments.is_none());
    if !is_plain {
        let text = "`with` takes a module, which has no parameters: `with = path::to::module`; a type converts by \
                    `try_from` and `into`";
        refusals.refuse(with.span, text);
    }
}
