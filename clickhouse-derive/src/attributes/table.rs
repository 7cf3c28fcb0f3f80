//! The one table of attributes: every word inside `#[clickhouse(..)]`, where it may stand, and what follows it.

use std::fmt;

/// An attribute that means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    Alias,
    Crate,
    Default,
    DefaultExpr,
    Ephemeral,
    Flatten,
    Into,
    Json,
    Materialized,
    Nested,
    Other,
    Partial,
    Rename,
    RenameAll,
    Schema,
    Skip,
    SkipInsert,
    SkipSelect,
    Table,
    TryFrom,
    Type,
    With,
}

/// What an attribute stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Struct,
    Field,
    Enum,
    Variant,
}

/// What follows the attribute's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Nothing: `skip`.
    Flag,
    /// A string: `rename = "name"`.
    Text(&'static str),
    /// A path: `crate = path`.
    Path(&'static str),
    /// A Rust type in a string: `try_from = "String"`.
    Type(&'static str),
    /// Nothing or a path: `default`, `default = path`.
    FlagOrPath(&'static str),
    /// Nothing or a string: `flatten`, `flatten = "prefix_"`.
    FlagOrText(&'static str),
}

/// An attribute as the table has it.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) word: &'static str,
    pub(crate) name: Name,
    pub(crate) places: &'static [Place],
    pub(crate) form: Form,
}

const fn known(word: &'static str, name: Name, places: &'static [Place], form: Form) -> Known {
    Known { word, name, places, form }
}

/// The attributes that are understood.
pub(crate) const KNOWN: &[Known] = &[
    known("alias", Name::Alias, &[Place::Field], Form::Text("alias = \"concat(host, ':', port)\"")),
    known("crate", Name::Crate, &[Place::Struct, Place::Enum], Form::Path("crate = path::to::clickhouse_core")),
    known("default", Name::Default, &[Place::Field], Form::FlagOrPath("default = path::to::function")),
    known("default_expr", Name::DefaultExpr, &[Place::Field], Form::Text("default_expr = \"now()\"")),
    known("ephemeral", Name::Ephemeral, &[Place::Field], Form::FlagOrText("ephemeral = \"''\"")),
    known("flatten", Name::Flatten, &[Place::Field], Form::FlagOrText("flatten = \"prefix_\"")),
    known("into", Name::Into, &[Place::Field, Place::Struct, Place::Enum], Form::Type("into = \"String\"")),
    known("json", Name::Json, &[Place::Field], Form::Flag),
    known("materialized", Name::Materialized, &[Place::Field], Form::Text("materialized = \"toDate(at)\"")),
    known("nested", Name::Nested, &[Place::Field], Form::Flag),
    known("other", Name::Other, &[Place::Variant], Form::Flag),
    known("partial", Name::Partial, &[Place::Struct], Form::Flag),
    known("rename", Name::Rename, &[Place::Field, Place::Variant], Form::Text("rename = \"name\"")),
    known("rename_all", Name::RenameAll, &[Place::Struct, Place::Enum], Form::Text("rename_all = \"camelCase\"")),
    known("schema", Name::Schema, &[Place::Struct], Form::Text("schema = \"path/to/schema.sql\"")),
    known("skip", Name::Skip, &[Place::Field], Form::Flag),
    known("skip_insert", Name::SkipInsert, &[Place::Field], Form::Flag),
    known("skip_select", Name::SkipSelect, &[Place::Field], Form::Flag),
    known("table", Name::Table, &[Place::Struct], Form::Text("table = \"metrics\"")),
    known("try_from", Name::TryFrom, &[Place::Field, Place::Struct, Place::Enum], Form::Type("try_from = \"String\"")),
    known("type", Name::Type, &[Place::Field], Form::Text("type = \"LowCardinality(String)\"")),
    known("with", Name::With, &[Place::Field], Form::Path("with = path::to::module")),
];

/// Attributes that are reserved: they will mean something, and must not be taken for a misspelling of another one.
pub(crate) const RESERVED: &[&str] = &[
    "codec",
    "comment",
    "engine",
    "index",
    "order_by",
    "partition_by",
    "primary_key",
    "projection",
    "sample_by",
    "settings",
    "ttl",
];

/// Words of other crates for the same thing.
pub(crate) const FOREIGN: &[(&str, &str)] = &[
    ("column", "rename"),
    ("deserialize_with", "with"),
    ("from", "try_from"),
    ("name", "rename"),
    ("skip_deserializing", "skip_select"),
    ("skip_serializing", "skip_insert"),
    ("rename_all_fields", "rename_all"),
    ("serialize_with", "with"),
];

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Place::Struct => "a struct",
            Place::Field => "a field",
            Place::Enum => "an enum",
            Place::Variant => "a variant",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_stands_in_two_tables() {
        let known = KNOWN.iter().map(|known| known.word);
        let foreign = FOREIGN.iter().map(|(word, _)| *word);
        let mut words: Vec<_> = known.chain(RESERVED.iter().copied()).chain(foreign).collect();
        let all = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), all);
        assert!(FOREIGN.iter().all(|(_, ours)| KNOWN.iter().any(|known| known.word == *ours)));
    }
}
