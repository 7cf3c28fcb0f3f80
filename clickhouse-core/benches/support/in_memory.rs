//! Work on one block of rows in memory: what the bench `rows` times and the bench `in_memory` counts.
//!
//! `copy` is a copy of the same bytes, which is as fast as memory goes; each other case stands beside it.

use super::{Narrow, NarrowBrief, Numbers, Owned, Telemetry, TelemetryBrief};
use clickhouse_core::block::{Block, BlockDecoder};
use clickhouse_core::column::Sink;
use clickhouse_core::compress::{FrameWriter, Frames, Method};
use clickhouse_core::row::{ReadRow, RowWriter, TargetColumn, WriteRow};
use std::hint::black_box;

/// One case: work that can be done again and again.
pub(crate) struct Work {
    /// Of the rows in the Native format, not compressed.
    pub(crate) bytes: usize,
    pub(crate) run: Box<dyn FnMut()>,
}

/// Makes a case ready for a block of so many rows.
type Prepare = fn(u64) -> Work;

/// Each case by its name.
pub(crate) const CASES: &[(&str, Prepare)] = &[
    ("narrow, copy", copy::<Narrow>),
    ("narrow, encode", encode::<Narrow>),
    ("narrow, encode one by one", encode_one_by_one::<Narrow>),
    ("narrow, decode owned", decode::<Narrow>),
    ("narrow, decode borrowed", |rows| decode_borrowed::<Narrow>(rows, read_narrow)),
    ("narrow, pack LZ4", pack::<Narrow>),
    ("narrow, unpack LZ4", unpack::<Narrow>),
    ("numbers, copy", copy::<Numbers>),
    ("numbers, encode", encode::<Numbers>),
    ("numbers, encode one by one", encode_one_by_one::<Numbers>),
    ("numbers, decode owned", decode::<Numbers>),
    ("numbers, pack LZ4", pack::<Numbers>),
    ("numbers, unpack LZ4", unpack::<Numbers>),
    ("telemetry, copy", copy::<Telemetry>),
    ("telemetry, encode", encode::<Telemetry>),
    ("telemetry, encode one by one", encode_one_by_one::<Telemetry>),
    ("telemetry, decode owned", decode::<Telemetry>),
    ("telemetry, decode borrowed", |rows| decode_borrowed::<Telemetry>(rows, read_telemetry)),
    ("telemetry, pack LZ4", pack::<Telemetry>),
    ("telemetry, unpack LZ4", unpack::<Telemetry>),
];

fn copy<T: Owned + WriteRow>(rows: u64) -> Work {
    let bytes = encoded::<T>(rows);
    Work { bytes: bytes.len(), run: Box::new(move || drop(black_box(black_box(&bytes).clone()))) }
}

/// A slice of rows, column by column, as an insert does it.
fn encode<T: Owned + WriteRow<Builders: 'static> + 'static>(rows: u64) -> Work {
    encode_by(rows, |writer, rows: &[T]| writer.push_each(rows).expect("the rows fit their columns"))
}

/// As they come to an inserter.
fn encode_one_by_one<T: Owned + WriteRow<Builders: 'static> + 'static>(rows: u64) -> Work {
    encode_by(rows, |writer, rows: &[T]| {
        rows.iter().for_each(|row| writer.push(row).expect("the rows fit their columns"))
    })
}

fn encode_by<T: Owned + WriteRow<Builders: 'static> + 'static>(rows: u64, push: fn(&mut RowWriter<T>, &[T])) -> Work {
    let bytes = encoded::<T>(rows).len();
    let rows: Vec<T> = (0..rows).map(T::make).collect();
    let mut writer = writer::<T>();
    let mut block = Vec::new();
    let run = move || {
        block.clear();
        push(&mut writer, black_box(&rows));
        writer.finish_block(&mut block);
        black_box(&block);
    };
    Work { bytes, run: Box::new(run) }
}

/// The rows are freed as well.
fn decode<T: Owned + WriteRow + for<'a> ReadRow<'a>>(rows: u64) -> Work {
    let bytes = encoded::<T>(rows);
    let mut decoder = BlockDecoder::new();
    let length = bytes.len();
    let run = move || {
        let block = decoded(&mut decoder, &bytes);
        let mut rows = Vec::new();
        block.rows::<T>().and_then(|read| read.append_to(&mut rows)).expect("the rows fit their struct");
        decoder.recycle(block);
        black_box(rows);
    };
    Work { bytes: length, run: Box::new(run) }
}

fn decode_borrowed<T: Owned + WriteRow>(rows: u64, read: fn(&Block)) -> Work {
    let bytes = encoded::<T>(rows);
    let mut decoder = BlockDecoder::new();
    let length = bytes.len();
    let run = move || {
        let block = decoded(&mut decoder, &bytes);
        read(&block);
        decoder.recycle(block);
    };
    Work { bytes: length, run: Box::new(run) }
}

fn read_narrow(block: &Block) {
    for row in block.rows::<NarrowBrief<'_>>().expect("the columns fit the struct") {
        black_box(row.expect("the rows fit their struct"));
    }
}

fn read_telemetry(block: &Block) {
    for row in block.rows::<TelemetryBrief<'_>>().expect("the columns fit the struct") {
        black_box(row.expect("the rows fit their struct"));
    }
}

fn pack<T: Owned + WriteRow>(rows: u64) -> Work {
    let bytes = encoded::<T>(rows);
    let mut frames = Vec::new();
    let length = bytes.len();
    let run = move || {
        frames.clear();
        packed(black_box(&bytes), &mut frames);
        black_box(&frames);
    };
    Work { bytes: length, run: Box::new(run) }
}

fn unpack<T: Owned + WriteRow>(rows: u64) -> Work {
    let bytes = encoded::<T>(rows);
    let mut frames = Vec::new();
    packed(&bytes, &mut frames);
    let (mut unpacker, mut unpacked) = (Frames::new(), Vec::new());
    let run = move || {
        unpacked.clear();
        unpacker.push(black_box(&frames), &mut unpacked).expect("the frames are whole");
        black_box(&unpacked);
    };
    Work { bytes: bytes.len(), run: Box::new(run) }
}

fn packed(bytes: &[u8], frames: &mut Vec<u8>) {
    let mut writer = FrameWriter::new(Method::Lz4, frames);
    writer.put(bytes);
    writer.finish();
}

fn writer<T: Owned + WriteRow>() -> RowWriter<T> {
    let columns: Vec<_> = T::COLUMNS
        .iter()
        .map(|(name, data_type)| TargetColumn::new(*name, data_type.parse().expect("the types are well written")))
        .collect();
    RowWriter::new(&columns).expect("the struct fits its columns")
}

/// A block of so many rows.
fn encoded<T: Owned + WriteRow>(rows: u64) -> Vec<u8> {
    let mut writer = writer::<T>();
    for number in 0..rows {
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
