//! Where a column's values come from, as the attributes of its field say it.

use crate::attributes::{Attributes, Name};
use crate::ddl::ColumnKind;
use proc_macro2::Span;

/// The attributes, with the kind of column that each makes.
const KINDS: [(Name, ColumnKind); 4] = [
    (Name::DefaultExpr, ColumnKind::Default),
    (Name::Materialized, ColumnKind::Materialized),
    (Name::Alias, ColumnKind::Alias),
    (Name::Ephemeral, ColumnKind::Ephemeral),
];

/// A column that is not plain.
pub(crate) struct Generated {
    pub(crate) kind: ColumnKind,
    /// Where this is said.
    pub(crate) span: Span,
}

impl Generated {
    /// What the attributes say; the first, where several do.
    pub(crate) fn of(attributes: &Attributes) -> Option<Generated> {
        KINDS.iter().find_map(|(name, kind)| {
            let span = attributes.get(*name)?.span;
            Some(Generated { kind: *kind, span })
        })
    }
}
