//! What makes a field: attributes that go together, each with an effect.

use crate::attributes::{Attribute, Name};
use crate::model::FieldModel;
use crate::refusals::Refusals;

/// Attributes that do not go together: the first is refused, for the reason given.
const QUARRELS: &[(Name, Name, &str)] = &[
    (Name::Rename, Name::Skip, "`skip` leaves no column to rename"),
    (Name::SkipInsert, Name::Skip, "`skip` already is `skip_insert` and `skip_select`"),
    (Name::SkipSelect, Name::Skip, "`skip` already is `skip_insert` and `skip_select`"),
    (Name::Type, Name::Skip, "`skip` leaves no column that could have a type"),
    (Name::With, Name::Skip, "`skip` leaves no column to convert"),
    (Name::TryFrom, Name::Skip, "`skip` leaves no column to convert from"),
    (Name::Into, Name::Skip, "`skip` leaves no column to convert into"),
    (Name::TryFrom, Name::With, "`with` already converts the column"),
    (Name::Into, Name::With, "`with` already converts the column"),
    (Name::TryFrom, Name::SkipSelect, "`try_from` converts what is read, and `skip_select` reads nothing"),
    (Name::Into, Name::SkipInsert, "`into` converts what is inserted, and `skip_insert` inserts nothing"),
];

/// Refuses what makes no sense on a field.
pub(super) fn check_field(field: &FieldModel, refusals: &mut Refusals) {
    for (useless, other, reason) in QUARRELS {
        if let Some((useless, other)) = field.attributes.get(*useless).zip(field.attributes.get(*other)) {
            let (word, other) = (useless.word(), other.word());
            refusals.refuse(useless.span, format!("{reason}; remove `{word}` or `{other}`"));
        }
    }
    if let Some(with) = field.attributes.get(Name::With) {
        check_module(field, with, refusals);
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
