//! Blocks of rows encoded and decoded in memory: `cargo bench -p clickhouse-core --bench rows`.
//!
//! Each case stands beside `copy`, a copy of the same bytes, which is as fast as memory goes.

mod support;

use clickhouse_core::block::{Block, BlockDecoder};
use clickhouse_core::row::{ReadRow, RowWriter, TargetColumn, WriteRow};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use support::{Narrow, NarrowBrief, Numbers, Owned, Telemetry, TelemetryBrief};

/// As many as the server puts into one block.
const ROWS: u64 = 65_409;

fn main() {
    divan::main();
}

#[divan::bench(types = [Narrow, Telemetry, Numbers])]
fn copy<T: Owned + WriteRow>(bencher: Bencher<'_, '_>) {
    let bytes = encoded::<T>();
    let bencher = bencher.counter(ItemsCount::new(ROWS)).counter(BytesCount::new(bytes.len()));
    bencher.bench_local(|| black_box(&bytes).clone());
}

#[divan::bench(types = [Narrow, Telemetry, Numbers])]
fn encode<T: Owned + WriteRow>(bencher: Bencher<'_, '_>) {
    let rows: Vec<T> = (0..ROWS).map(T::make).collect();
    let mut writer = writer::<T>();
    let mut bytes = Vec::new();
    let bencher = bencher.counter(ItemsCount::new(ROWS)).counter(BytesCount::new(encoded::<T>().len()));
    bencher.bench_local(|| {
        bytes.clear();
        for row in black_box(&rows) {
            writer.push(row).expect("the rows fit their columns");
        }
        writer.finish_block(&mut bytes);
        black_box(&bytes);
    });
}

#[divan::bench(types = [Narrow, Telemetry, Numbers])]
fn decode_owned<T: Owned + WriteRow + for<'a> ReadRow<'a>>(bencher: Bencher<'_, '_>) {
    let bytes = encoded::<T>();
    let bencher = bencher.counter(ItemsCount::new(ROWS)).counter(BytesCount::new(bytes.len()));
    let mut decoder = BlockDecoder::new();
    bencher.bench_local(|| {
        let block = decoded(&mut decoder, &bytes);
        let mut rows = Vec::new();
        block.rows::<T>().and_then(|read| read.append_to(&mut rows)).expect("the rows fit their struct");
        decoder.recycle(block);
        rows
    });
}

#[divan::bench]
fn decode_borrowed_narrow(bencher: Bencher<'_, '_>) {
    let bytes = encoded::<Narrow>();
    let bencher = bencher.counter(ItemsCount::new(ROWS)).counter(BytesCount::new(bytes.len()));
    let mut decoder = BlockDecoder::new();
    bencher.bench_local(|| {
        let block = decoded(&mut decoder, &bytes);
        for row in block.rows::<NarrowBrief<'_>>().expect("the columns fit the struct") {
            black_box(row.expect("the rows fit their struct"));
        }
        decoder.recycle(block);
    });
}

#[divan::bench]
fn decode_borrowed_telemetry(bencher: Bencher<'_, '_>) {
    let bytes = encoded::<Telemetry>();
    let bencher = bencher.counter(ItemsCount::new(ROWS)).counter(BytesCount::new(bytes.len()));
    let mut decoder = BlockDecoder::new();
    bencher.bench_local(|| {
        let block = decoded(&mut decoder, &bytes);
        for row in block.rows::<TelemetryBrief<'_>>().expect("the columns fit the struct") {
            black_box(row.expect("the rows fit their struct"));
        }
        decoder.recycle(block);
    });
}

fn writer<T: Owned + WriteRow>() -> RowWriter<T> {
    let columns: Vec<_> = T::COLUMNS
        .iter()
        .map(|(name, data_type)| TargetColumn::new(*name, data_type.parse().expect("the types are well written")))
        .collect();
    RowWriter::new(&columns).expect("the struct fits its columns")
}

/// A block of [`ROWS`] rows.
fn encoded<T: Owned + WriteRow>() -> Vec<u8> {
    let mut writer = writer::<T>();
    for number in 0..ROWS {
        writer.push(&T::make(number)).expect("the rows fit their columns");
    }
    let mut bytes = Vec::new();
    writer.finish_block(&mut bytes);
    bytes
}

fn decoded(decoder: &mut BlockDecoder, bytes: &[u8]) -> Block {
    decoder.input().extend_from_slice(black_box(bytes));
    decoder.next_block().expect("the bytes are a block").expect("the block is whole")
}
