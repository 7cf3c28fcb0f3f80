//! Which form the states of a function have; of further functions `analysis` says it.
//!
//! | function | state |
//! |---|---|
//! | count | varint |
//! | sum of numbers; of Decimal | 8, 16 or 32 bytes, as the type of the sum; 16 bytes up to 38 digits |
//! | avg, sumCount | as sum, then a varint |
//! | avgWeighted | 8 bytes, then a varint if weights are UInt64 or less, else 8 bytes |
//! | sumKahan | two floats |
//! | varPop, varSamp, stddevPop, stddevSamp; skew.., kurt..; covar..; corr | 3; 4, 5; 4; 6 floats |
//! | groupBitAnd, groupBitOr, groupBitXor | a value |
//! | min, max, any, anyLast | a single value: 1 byte, then the value unless that is 0; of String: i32 size (-1: none), bytes |
//! | anyHeavy | a single value, u64 |
//! | argMin, argMax | two single values |
//! | uniq | 1 byte, varint, then as many hashes of 4 bytes |
//! | uniqExact | varint, then as many values, or hashes of 16 bytes of what is no number, and of several arguments |
//! | uniqCombined, uniqCombined64, uniqHLL12 | 1 byte: a varint and as many values or hashes, or registers |
//! | groupBitmap | 1 byte: a varint and as many values, or a varint and as many bytes |
//! | groupArray and its like, groupUniqArray | varint, then as many values; those that are no numbers each with a length |
//! | sumMap and its like, minMap, maxMap, of arrays | varint, then as many pairs of key and values |
//! | topK and its like | varint, then as many values with two varints each, and a varint and as many varints |
//! | entropy | varint, then as many values or hashes, with 8 bytes each |
//! | quantileExact and its like | varint, then as many values, with 8 bytes each where they are weighted |
//! | quantileTDigest, quantileBFloat16 | varint, then as many pairs |
//! | quantileTiming | 1 byte: a count and as many values of 2 bytes, or a histogram |
//! | quantile | u64 capacity, u64 count, text, then at most capacity and at most count values |
//! | of Nullable | 1 byte, then the state unless that is 0; no byte where the result is an array or a map |
//! | with If; OrNull, OrDefault; Array; ForEach; Map; Distinct; ArgMin, ArgMax; Resample; Tuple | the same; the same, 1 byte; the same; u64 and as many; varint and as many behind a key each; a varint and as many values; the same and a single value; so many; one of each element |
//! | quantiles and median in place of quantile | the same |
//!
//! Source: ClickHouse `src/AggregateFunctions/`, checked on 24.8, 25.8 and 26.7.

use super::analysis::of_analysis;
use super::binary::{binary, in_one, single};
use super::states::{State, is_cut, list, one_of, optional, sequence};
use crate::column::fixed_width;
use crate::types::{AggregateFunction, DataType};

/// What is known of the states of `function`.
pub(in crate::column) fn state_of(function: &AggregateFunction) -> Option<State> {
    let (name, parameters) = match function.function.split_once('(') {
        Some((name, rest)) => (name, rest.strip_suffix(')')?),
        None => (&*function.function, ""),
    };
    let arguments: Vec<&DataType> = function.arguments.iter().map(without_dictionary).collect();
    let state = of_any(name, parameters, &arguments)?;
    // In the form that has a number, which does not come over HTTP, they are whole.
    let has_wider_sums = function.version.is_some_and(|version| version > 0) && is_cut(&state);
    (!has_wider_sums).then_some(state)
}

fn without_dictionary(data_type: &DataType) -> &DataType {
    match data_type {
        DataType::LowCardinality(inner) => inner,
        other => other,
    }
}

/// The state over arguments of which some can be NULL: a byte says whether there was a row without NULL.
fn of_any(name: &str, parameters: &str, arguments: &[&DataType]) -> Option<State> {
    if name.contains("_respect_nulls") || name.starts_with("estimateCompressionRatio") {
        // NULL is a value to these.
        return of_plain(name, parameters, arguments);
    }
    let plain: Vec<&DataType> = arguments.iter().map(|argument| without_null(argument)).collect();
    let state = of_plain(name, parameters, &plain)?;
    // A condition is NULL where it does not hold.
    let condition = usize::from(name.ends_with("If") && name != "countIf");
    let nullable = arguments.iter().rev().skip(condition).any(|argument| matches!(argument, DataType::Nullable(_)));
    Some(if nullable && has_byte(name, arguments) { optional(state) } else { state })
}

/// Functions whose result is the same for no rows as for NULL in all of them.
const OF_NOTHING: [&str; 6] = ["count", "deltaSum", "uniq", "uniqExact", "uniqHLL12", "uniqUpTo"];

/// Functions whose result cannot be Nullable, or is.
const NEVER_NULLABLE: [&str; 6] = ["groupArray", "groupUniqArray", "topK", "approx_top", "histogram", "sumCount"];

/// Whether the states over NULL have the byte: not those of a single argument whose result cannot be Nullable in turn,
/// unless there is a result for no rows.
fn has_byte(name: &str, arguments: &[&DataType]) -> bool {
    let function = name.strip_suffix("If").unwrap_or(name);
    if name == "count" || name.ends_with("ForEach") {
        return false;
    }
    if arguments.len() - usize::from(function.len() < name.len()) != 1 {
        return true;
    }
    if let Some(inner) = function.strip_suffix("OrNull") {
        return OF_NOTHING.contains(&inner) || inner.starts_with("quantiles");
    }
    let cannot = NEVER_NULLABLE.iter().any(|function| name.starts_with(function))
        || name.starts_with("singleValueOrNull")
        || name.contains("Matrix")
        || matches!(arguments.first(), Some(DataType::Map(_)));
    !cannot
}

fn without_null(data_type: &DataType) -> &DataType {
    match data_type {
        DataType::Nullable(inner) => inner,
        other => other,
    }
}

/// The state over arguments that are never NULL.
fn of_plain(name: &str, parameters: &str, arguments: &[&DataType]) -> Option<State> {
    if let Some(state) = of_function(name, parameters, arguments) {
        return Some(state);
    }
    let inner = |ending: &str| name.strip_suffix(ending).filter(|inner| !inner.is_empty());
    let items = || {
        arguments
            .iter()
            .map(|argument| match argument {
                DataType::Array(item) => Some(without_dictionary(item)),
                _ => None,
            })
            .collect::<Option<Vec<_>>>()
    };
    if let Some(inner) = inner("OrNull").or(inner("OrDefault")) {
        return Some(sequence([of_plain(inner, parameters, arguments)?, State::Fixed(1)]));
    }
    if let (Some(inner), [arguments @ .., _]) = (inner("If"), arguments) {
        return of_plain(inner, parameters, arguments);
    }
    if let (Some(inner), [arguments @ .., value]) = (inner("ArgMin").or(inner("ArgMax")), arguments) {
        return Some(sequence([of_plain(inner, parameters, arguments)?, single(value)?]));
    }
    if let Some(inner) = inner("Array") {
        return of_any(inner, parameters, &items()?);
    }
    if let Some(inner) = inner("ForEach") {
        return Some(State::LongList(Box::new(of_any(inner, parameters, &items()?)?)));
    }
    if let (Some(inner), [DataType::Map(entry)]) = (inner("Map"), arguments) {
        let state = of_any(inner, parameters, &[without_dictionary(&entry.1)])?;
        return Some(list(sequence([binary(&entry.0)?, state])));
    }
    if let (Some(inner), [arguments @ .., _]) = (inner("Resample"), arguments) {
        let (parameters, count) = resampled(parameters)?;
        return Some(State::Repeated(count, Box::new(of_plain(inner, parameters, arguments)?)));
    }
    if let (Some(inner), [DataType::Tuple(elements)]) = (inner("Tuple"), arguments) {
        let states =
            elements.iter().map(|element| of_any(inner, parameters, &[without_dictionary(&element.data_type)]));
        return Some(State::Sequence(states.collect::<Option<_>>()?));
    }
    if let (Some(inner), [DataType::AggregateFunction(function)]) = (inner("Merge"), arguments) {
        return state_of(function).filter(|_| function.function.split('(').next() == Some(inner));
    }
    match (inner("Distinct"), arguments) {
        (Some(_), [argument]) if is_bare_number(argument) => Some(list(State::Fixed(fixed_width(argument)?))),
        (Some(_), _) => Some(list(State::Text)),
        _ => None,
    }
}

/// What stands before the parameters begin, end and step of a Resample, and the number of its states.
fn resampled(parameters: &str) -> Option<(&str, usize)> {
    let mut numbers = parameters.rsplitn(4, ',');
    let mut next = || numbers.next()?.trim().parse::<u64>().ok();
    let (step, end, begin) = (next()?, next()?, next()?);
    let count = end.checked_sub(begin)?.checked_next_multiple_of(step)?.checked_div(step)?;
    let rest = numbers.next().unwrap_or_default();
    // As the server, which takes no more.
    usize::try_from(count).ok().filter(|count| (1..=1 << 20).contains(count)).map(|count| (rest, count))
}

/// The state of a function by itself.
fn of_function(name: &str, parameters: &str, arguments: &[&DataType]) -> Option<State> {
    match (name, arguments) {
        ("count", _) => Some(State::Varint),
        ("nothing", _) => Some(State::Fixed(1)),
        ("uniq", [_, ..]) => Some(sequence([State::Fixed(1), hashes(4)])),
        ("uniqExact", [argument]) if !is_hashed(argument) => fixed_width(argument).map(hashes),
        ("uniqExact", [_, ..]) => Some(hashes(16)),
        ("uniqCombined" | "uniqCombined64", [_, ..]) => combined(name, parameters, arguments),
        ("uniqHLL12", [_, ..]) => {
            let width = match arguments {
                [argument] if is_number(argument) || matches!(argument, DataType::Date32) => fixed_width(argument)?,
                _ => 8,
            };
            Some(one_of([(0, hashes(width)), (1, State::Fixed(registers(12, 32)))]))
        }
        ("groupBitmap", [argument]) => Some(one_of([(0, list_of(argument)?), (1, State::Text)])),
        ("argMin" | "argMax", [result, value]) => Some(sequence([single(result)?, single(value)?])),
        ("avgWeighted", [_, DataType::UInt8 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64]) => {
            Some(sequence([State::Fixed(8), State::Varint]))
        }
        ("avgWeighted", [_, _]) => Some(State::Fixed(16)),
        ("covarPop" | "covarSamp" | "corr", [left, right]) => {
            let floats = if name == "corr" { 6 } else { 4 };
            let are_single = [left, right].iter().all(|argument| matches!(argument, DataType::Float32));
            Some(State::Fixed(floats * if are_single { 4 } else { 8 }))
        }
        (
            "sumMap" | "sumMapFiltered" | "sumMapWithOverflow" | "sumMapFilteredWithOverflow" | "minMap" | "maxMap",
            [DataType::Array(key), values @ ..],
        ) => {
            let mut pair = vec![binary(without_dictionary(key))?];
            for value in values {
                let DataType::Array(value) = value else { return None };
                pair.push(match name {
                    "minMap" | "maxMap" => binary(value)?,
                    "sumMap" | "sumMapFiltered" => map_sum(value)?,
                    _ => State::Fixed(fixed_width(value)?),
                });
            }
            Some(list(in_one(pair)))
        }
        ("topK" | "approx_top_k" | "approx_top_count", [value]) | ("topKWeighted" | "approx_top_sum", [value, _]) => {
            let key = if is_number(value) { State::Fixed(fixed_width(value)?) } else { State::Text };
            Some(sequence([list(sequence([key, State::Varint, State::Varint])), list(State::Varint)]))
        }
        ("groupArrayInsertAt", [value, _]) => Some(list(State::Unless(Box::new(binary(value)?)))),
        ("entropy", [_, _, ..]) => Some(hashes(16 + 8)),
        ("deltaSum", [value]) => Some(State::Fixed(3 * fixed_width(value)? + 1)),
        ("deltaSumTimestamp", [value, time]) => {
            Some(State::Fixed(3 * fixed_width(value)? + 2 * fixed_width(time)? + 1))
        }
        (name, [argument, weight @ ..]) if weight.len() < 2 => {
            match ["quantiles", "quantile", "median"].into_iter().find_map(|word| name.strip_prefix(word)) {
                Some(kind) => quantile(kind, argument),
                None if weight.is_empty() => of_one(name, argument),
                None => None,
            }
        }
        _ => None,
    }
    .or_else(|| of_analysis(name, parameters, arguments))
}

/// What is known of the states of a function of one argument.
fn of_one(name: &str, argument: &DataType) -> Option<State> {
    match name {
        "sum" | "sumWithOverflow" => sum_width(name, argument).map(State::Fixed),
        "sumKahan" => Some(State::Fixed(16)),
        "avg" | "sumCount" => sum_width(name, argument).map(|width| sequence([State::Fixed(width), State::Varint])),
        "varPop" | "varSamp" | "stddevPop" | "stddevSamp" => moments(argument, 3),
        "skewPop" | "skewSamp" => moments(argument, 4),
        "kurtPop" | "kurtSamp" => moments(argument, 5),
        "groupBitAnd" | "groupBitOr" | "groupBitXor" => fixed_width(argument).map(State::Fixed),
        "min" | "max" | "any" | "anyLast" => single(argument),
        "anyHeavy" => Some(sequence([single(argument)?, State::Fixed(8)])),
        "entropy" if is_number(argument) || matches!(argument, DataType::Time) => {
            Some(hashes(fixed_width(argument)? + 8))
        }
        "entropy" => Some(hashes(16 + 8)),
        "groupArraySorted" if !is_number(argument) => Some(list(one_of([(1, binary(argument)?)]))),
        "groupArray" | "groupUniqArray" | "groupArraySorted" => list_of(argument),
        "groupArrayLast" => Some(sequence([list_of(argument)?, State::Fixed(8)])),
        "groupArraySample" => Some(sequence([list_of(argument)?, State::Fixed(8), State::Text])),
        "groupArrayMovingAvg" if !matches!(argument, DataType::Decimal(..)) => Some(hashes(8)),
        "groupArrayMovingSum" | "groupArrayMovingAvg" => Some(hashes(sum_width("sum", argument)?)),
        _ => None,
    }
}

fn quantile(kind: &str, argument: &DataType) -> Option<State> {
    let width = fixed_width(argument)?;
    match kind {
        "" => Some(State::Reservoir(width)),
        "Exact" | "ExactLow" | "ExactHigh" | "ExactExclusive" | "ExactInclusive" => Some(hashes(width)),
        "ExactWeighted" | "InterpolatedWeighted" | "ExactWeightedInterpolated" => Some(hashes(width + 8)),
        "TDigest" | "TDigestWeighted" => Some(hashes(8)),
        "BFloat16" | "BFloat16Weighted" => Some(hashes(10)),
        "Timing" | "TimingWeighted" => Some(one_of([
            (1, State::ShortList(2)),
            (2, State::LongList(Box::new(State::Fixed(2)))),
            (3, State::Timings),
        ])),
        _ => None,
    }
}

/// A varint and as many hashes, or values, of this width.
pub(super) fn hashes(width: usize) -> State {
    list(State::Fixed(width))
}

/// A varint and as many values, each with a length where they are no numbers.
pub(super) fn list_of(argument: &DataType) -> Option<State> {
    Some(match is_number(argument) {
        true => hashes(fixed_width(argument)?),
        false => list(State::Text),
    })
}

/// Sums of powers.
fn moments(argument: &DataType, count: usize) -> Option<State> {
    match argument {
        DataType::Float32 => Some(State::Fixed(4 * count)),
        _ => Some(State::Fixed(8 * count)),
    }
}

/// uniqCombined: a small set, a set, or registers.
fn combined(name: &str, parameters: &str, arguments: &[&DataType]) -> Option<State> {
    let precision: u32 = if parameters.is_empty() { 17 } else { parameters.parse().ok()? };
    let has_long_hashes = match arguments {
        _ if name == "uniqCombined64" => true,
        [argument] => matches!(argument, DataType::String | DataType::FixedString(_) | DataType::IPv6),
        _ => false,
    };
    let (width, bits) = if has_long_hashes { (8, 64) } else { (4, 32) };
    (12..=20)
        .contains(&precision)
        .then(|| one_of([(1, hashes(width)), (2, hashes(width)), (3, State::Fixed(registers(precision, bits)))]))
}

/// The bytes of a HyperLogLog of 2^precision registers over hashes of so many bits: the registers of 5 or 6 bits, how many
/// have each rank, how many are empty.
fn registers(precision: u32, bits: usize) -> usize {
    let register_bits = if bits == 32 { 5 } else { 6 };
    let ranks = bits + 1 - precision as usize;
    (register_bits << precision) / 8 + 4 * ranks + if precision < 16 { 6 } else { 8 }
}

/// Whether functions keep values of this type as numbers, and not as texts or hashes.
pub(super) fn is_number(data_type: &DataType) -> bool {
    use DataType as T;
    is_integer(data_type)
        || matches!(
            data_type,
            T::UInt128
                | T::UInt256
                | T::Int128
                | T::Int256
                | T::BFloat16
                | T::Float32
                | T::Float64
                | T::Bool
                | T::Date
                | T::DateTime(_)
                | T::IPv4
                | T::Enum8(_)
                | T::Enum16(_)
        )
}

/// The same of the functions that know numbers only.
pub(super) fn is_bare_number(data_type: &DataType) -> bool {
    is_number(data_type) && !matches!(data_type, DataType::Date | DataType::DateTime(_) | DataType::IPv4)
}

fn is_integer(data_type: &DataType) -> bool {
    use DataType as T;
    matches!(data_type, T::UInt8 | T::UInt16 | T::UInt32 | T::UInt64 | T::Int8 | T::Int16 | T::Int32 | T::Int64)
}

/// Whether uniqExact keeps a hash of 16 bytes instead of the value.
fn is_hashed(data_type: &DataType) -> bool {
    use DataType as T;
    !is_number(data_type) && !matches!(data_type, T::Date32 | T::Uuid | T::IPv6)
}

/// In the form that comes over HTTP, sums of a sumMap are as wide as the values, and those that do not fit have lost their
/// high bits.
fn map_sum(argument: &DataType) -> Option<State> {
    let width = fixed_width(argument)?;
    Some(match sum_width("sum", argument)? {
        whole if whole == width => State::Fixed(width),
        _ => State::Cut(Box::new(State::Fixed(width))),
    })
}

fn sum_width(function: &str, argument: &DataType) -> Option<usize> {
    use DataType as T;
    match argument {
        argument if function == "sumWithOverflow" => fixed_width(argument),
        T::Decimal(precision, _) => Some(if *precision <= 38 { 16 } else { 32 }),
        T::UInt128 | T::Int128 => Some(16),
        T::UInt256 | T::Int256 => Some(32),
        T::DateTime64(..) | T::Time64(_) if function == "avg" => Some(16),
        T::Date | T::Date32 | T::DateTime(_) | T::Time if function == "avg" => Some(8),
        T::Float32 | T::Float64 | T::BFloat16 | T::Enum8(_) | T::Enum16(_) | T::Bool => Some(8),
        argument => is_integer(argument).then_some(8),
    }
}
