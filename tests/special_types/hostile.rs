//! Broken bytes are read or refused, whatever Rust type asks for them.

use crate::golden;
use clickhouse_core::block::BlockDecoder;
use clickhouse_core::row::ReadRow;
use clickhouse_core::types::{AggregateState, Dynamic, Geometry, Json};
use clickhouse_core::value::AsJson;
use serde_json::{Map, Value};

/// Reads what `bytes` have left of their rows.
fn read_or_refuse<T: for<'a> ReadRow<'a>>(bytes: Vec<u8>) -> usize {
    let mut decoder = BlockDecoder::new();
    *decoder.input() = bytes;
    let mut rows = 0;
    while let Ok(Some(block)) = decoder.next_block() {
        let Ok(read) = block.rows::<T>() else { break };
        rows += read.take_while(Result::is_ok).count();
    }
    rows
}

/// Changes each byte of a body in several ways, and cuts it off after each byte.
fn break_each_byte<T: for<'a> ReadRow<'a>>(name: &str) {
    let body = golden::file(&format!("{name}.native"));
    assert!(read_or_refuse::<T>(body.clone()) > 0, "{name} is not read at all");
    for at in 0..body.len() {
        for change in [0x01, 0x02, 0x10, 0x80, 0xff] {
            let mut broken = body.clone();
            broken[at] ^= change;
            read_or_refuse::<T>(broken);
        }
        read_or_refuse::<T>(body[..at].to_vec());
    }
}

#[test]
fn broken_dynamics_are_read_or_refused() {
    for name in ["dynamic_default", "dynamic_shared_default", "dynamic_flattened", "dynamic_shared_flattened.26.9"] {
        break_each_byte::<Option<Dynamic>>(name);
    }
}

#[test]
fn broken_objects_are_read_or_refused() {
    for name in ["json_default", "json_typed_default", "json_shared_default", "json_flattened", "json_string"] {
        break_each_byte::<Json>(name);
        break_each_byte::<AsJson<Map<String, Value>>>(name);
    }
    break_each_byte::<Option<Value>>("nullable_json_string");
}

#[test]
fn broken_shapes_and_states_are_read_or_refused() {
    break_each_byte::<Option<Geometry>>("geometry");
    type State = AggregateState;
    break_each_byte::<(State, State, State, State, State, State, State)>("aggregate_function_states");
}
