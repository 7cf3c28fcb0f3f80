//! Settings that let a table have any type, as far as the server knows them.

use clickhouse_core::client::Command;
use clickhouse_core::{Client, Error};

const SETTINGS: &[&str] = &[
    "allow_experimental_bfloat16_type",
    "allow_experimental_dynamic_type",
    "allow_experimental_json_type",
    "allow_experimental_nullable_tuple_type",
    "allow_experimental_qbit_type",
    "allow_experimental_variant_type",
    "allow_suspicious_low_cardinality_types",
    "allow_suspicious_types_in_group_by",
    "allow_suspicious_variant_types",
    "enable_time_time64_type",
    "use_variant_as_common_type",
];

/// The settings of this server.
pub(crate) struct Allowed(Vec<String>);

impl Allowed {
    pub(crate) async fn of(client: &Client) -> Result<Self, Error> {
        let query = client.query_as::<String>("SELECT name FROM system.settings WHERE name IN {names:Array(String)}");
        query.param("names", SETTINGS.to_vec()).await.map(Allowed)
    }

    /// The statement, allowed to make columns of any type.
    pub(crate) fn command(&self, client: &Client, sql: impl Into<String>) -> Command {
        let command = client.command(sql.into()).setting("flatten_nested", 0);
        self.0.iter().fold(command, |command, setting| command.setting(setting, 1))
    }
}
