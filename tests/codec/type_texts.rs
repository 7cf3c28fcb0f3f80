//! Types as the server prints them.

use crate::files::CASES;
use clickhouse_core::types::DataType;

#[test]
fn every_declared_type_is_printed_as_the_server_prints_it() {
    let texts = CASES.iter().flat_map(|case| case.declared_texts());
    for text in texts {
        assert_eq!(DataType::parse(text).map(|data_type| data_type.to_string()).as_deref(), Ok(text));
    }
}
