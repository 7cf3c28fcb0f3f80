//! Which form the states of functions of statistics, sequences, time series and texts have.
//!
//! | function | state |
//! |---|---|
//! | any_respect_nulls, anyLast_respect_nulls | 1 byte: nothing yet, NULL, or a value |
//! | singleValueOrNull; argAndMin, argAndMax | as any; as argMin |
//! | varPopStable and its like; covar..Stable; corrStable | varint and 2; 3; 5 floats |
//! | covarPopMatrix, covarSampMatrix, corrMatrix | 4, 4, 6 floats for each pair of arguments |
//! | simpleLinearRegression; exponentialMovingAverage | 5; 2 words of 8 bytes |
//! | stochasticLinearRegression, stochasticLogisticRegression | bias, list of weights, u64, list of gradients, u64, none, one or two lists |
//! | meanZTest, studentTTestOneSample; studentTTest, welchTTest | 4; 6 floats |
//! | kolmogorovSmirnovTest, mannWhitneyUTest, rankCorr, largestTriangleThreeBuckets | two varints, as many floats as both |
//! | analysisOfVariance | three lists of 8 bytes each |
//! | cramersV, cramersVBiasCorrected, contingency, theilsU | u64, counts of the one, of the other, of both |
//! | categoricalInformationValue | two u64 for each argument |
//! | histogram | two floats, a list of pairs |
//! | boundingRatio | 1 byte, two points unless it is 1 |
//! | intervalLengthSum; maxIntersections and ..Position | 1 byte, u64 and as many pairs; varint and as many pairs |
//! | uniqUpTo(N) | 1 byte, as many values or hashes if they are no more than N |
//! | sparkbar | first and last of both, a list of pairs |
//! | retention; sequenceMatch, ..Count, ..MatchEvents; windowFunnel | u32; 1 byte, u64 and as many times with u64; with 1 byte, and 8 if each row counts once |
//! | sequenceNextNode | 1 byte, a list of text, u32, u64 and a byte |
//! | groupArrayIntersect; groupConcat; groupFormat | varint, list; text, list of ends if limited; columns, rows, the values of each column |
//! | groupNumericIndexedVector | two u32, bitmaps of as many bits, each behind a byte |
//! | quantileDeterministic; GK; DD; PrometheusHistogram | see [`quantile`] |
//! | timeSeries.. | u16, u64, then buckets |
//! | estimateCompressionRatio; distinctDynamicTypes; distinctJSONPaths; ..AndTypes | two varints; list of texts; the same; the same with lists of texts |
//! | MVTEncode | 00, varint, text |
//!
//! Source: the states of 26.7, 25.8 and 24.8 for no, one, some and many rows of each type of arguments.

use super::binary::{binary, single};
use super::functions::{hashes, is_bare_number, is_number, list_of};
use super::states::{State, list, one_of, optional, sequence};
use crate::column::fixed_width;
use crate::types::DataType;

const FLOAT_BYTES: usize = 8;
/// A place or a value and its change by one, of which the narrower takes as much.
const EDGE_BYTES: usize = 16;

fn long_list(item: State) -> State {
    State::LongList(Box::new(item))
}

/// The state of a function by itself.
pub(super) fn of_analysis(name: &str, parameters: &str, arguments: &[&DataType]) -> Option<State> {
    match (name, arguments) {
        ("any_respect_nulls" | "anyLast_respect_nulls", [value]) => {
            Some(one_of([(1, State::Fixed(0)), (2, State::Fixed(0)), (3, binary(value)?)]))
        }
        ("singleValueOrNull", [value]) => single(value),
        ("argAndMin" | "argAndMax", [result, value]) => Some(sequence([single(result)?, single(value)?])),
        ("varPopStable" | "varSampStable" | "stddevPopStable" | "stddevSampStable", [_]) => Some(counted_floats(2)),
        ("covarPopStable" | "covarSampStable", [_, _]) => Some(counted_floats(3)),
        ("corrStable", [_, _]) => Some(counted_floats(5)),
        ("covarPopMatrix" | "covarSampMatrix", [_, ..]) => Some(floats(4 * pairs(arguments))),
        ("corrMatrix", [_, ..]) => Some(floats(6 * pairs(arguments))),
        ("simpleLinearRegression", [_, _]) => Some(floats(5)),
        ("exponentialMovingAverage", [_, _]) => Some(floats(2)),
        ("stochasticLinearRegression" | "stochasticLogisticRegression", [_, _, ..]) => stochastic(parameters),
        ("meanZTest" | "studentTTestOneSample", [_, _]) => Some(floats(4)),
        ("studentTTest" | "welchTTest", [_, _]) => Some(floats(6)),
        ("kolmogorovSmirnovTest" | "mannWhitneyUTest" | "rankCorr" | "largestTriangleThreeBuckets", [_, _]) => {
            Some(State::Samples(FLOAT_BYTES))
        }
        ("analysisOfVariance", [_, _]) => Some(sequence([hashes(8), hashes(8), hashes(8)])),
        ("cramersV" | "cramersVBiasCorrected" | "contingency" | "theilsU", [_, _]) => {
            Some(sequence([State::Fixed(8), hashes(16), hashes(16), hashes(24)]))
        }
        ("categoricalInformationValue", [_, ..]) => Some(State::Fixed(16 * arguments.len())),
        ("histogram", [_]) => Some(sequence([floats(2), hashes(2 * FLOAT_BYTES)])),
        ("boundingRatio", [_, _]) => Some(State::Unless(Box::new(floats(4)))),
        ("intervalLengthSum", [start, _]) => {
            Some(sequence([State::Fixed(1), long_list(State::Fixed(2 * fixed_width(start)?))]))
        }
        ("maxIntersections" | "maxIntersectionsPosition", [start, _]) if fixed_width(start)? <= 8 => {
            Some(hashes(EDGE_BYTES))
        }
        ("uniqUpTo", [_, ..]) => {
            let width = match arguments {
                [DataType::IPv4] => 8,
                [DataType::Uuid | DataType::Int128] => 16,
                [argument] if is_number(argument) || matches!(argument, DataType::Date32) => {
                    // Of more bytes it is a hash.
                    fixed_width(argument)?.min(8)
                }
                _ => 8,
            };
            let limit = if parameters.is_empty() { 5 } else { parameters.parse().ok()? };
            Some(State::UpTo(limit, width))
        }
        ("sparkbar", [place, value]) => {
            let (place, value) = (fixed_width(place)?, fixed_width(value)?);
            Some(sequence([State::Fixed(2 * place + 2 * value), hashes(place + value)]))
        }
        ("retention", [_, ..]) => Some(State::Fixed(4)),
        ("sequenceMatch" | "sequenceCount" | "sequenceMatchEvents", [time, _, ..]) => {
            Some(sequence([State::Fixed(1), long_list(State::Fixed(fixed_width(time)? + 8))]))
        }
        ("windowFunnel", [time, _, ..]) => {
            let row = if parameters.contains("'strict_once'") { 8 } else { 0 };
            Some(sequence([State::Fixed(1), long_list(State::Fixed(fixed_width(time)? + 1 + row))]))
        }
        ("sequenceNextNode", [_, _, ..]) => {
            Some(sequence([State::Fixed(1), list(sequence([State::Text, State::Fixed(4 + 8 + 1)]))]))
        }
        ("groupArrayIntersect", [DataType::Array(item)]) => {
            let items = if is_bare_number(item) { list_of(item)? } else { list(State::Text) };
            Some(sequence([State::Varint, items]))
        }
        ("groupConcat", [_, ..]) => Some(match parameters.ends_with(|last: char| last.is_ascii_digit()) {
            true => sequence([State::Text, list(sequence([State::Varint, State::Varint]))]),
            false => State::Text,
        }),
        ("groupFormat", [_, ..]) => Some(sequence([
            State::Varint,
            State::Columns(arguments.iter().map(|&argument| argument.clone()).collect()),
        ])),
        ("groupNumericIndexedVector", [index, _]) => {
            let bitmap = one_of([(0, list_of(index)?), (1, State::Text)]);
            Some(State::Planes(Box::new(State::Unless(Box::new(bitmap)))))
        }
        ("estimateCompressionRatio", [_]) => Some(sequence([State::Varint, State::Varint])),
        ("distinctDynamicTypes" | "distinctJSONPaths", [_]) => Some(list(State::Text)),
        ("distinctJSONPathsAndTypes", [_]) => Some(list(sequence([State::Text, list(State::Text)]))),
        ("MVTEncode", [_, ..]) => Some(sequence([State::Mark(&[0]), State::Varint, State::Text])),
        (name, [time, value, ..]) if name.starts_with("timeSeries") => time_series(name, time, value),
        (name, [argument, others @ ..]) => {
            let kind = name.strip_prefix("quantiles").or_else(|| name.strip_prefix("quantile"))?;
            quantile(kind, argument, others)
        }
        _ => None,
    }
}

fn floats(count: usize) -> State {
    State::Fixed(count * FLOAT_BYTES)
}

fn counted_floats(count: usize) -> State {
    sequence([State::Varint, floats(count)])
}

/// The pairs of arguments, each with itself among them.
fn pairs(arguments: &[&DataType]) -> usize {
    arguments.len() * (arguments.len() + 1) / 2
}

/// The fourth parameter is the method, which keeps more than the gradients.
fn stochastic(parameters: &str) -> Option<State> {
    let kept = match parameters.split(',').nth(3).map(str::trim) {
        Some("'SGD'") => 0,
        Some("'Momentum'" | "'Nesterov'") => 1,
        None | Some("'Adam'") => 2,
        Some(_) => return None,
    };
    let mut states = vec![floats(1), hashes(8), State::Fixed(8), hashes(8), State::Fixed(8)];
    states.extend((0..kept).map(|_| hashes(8)));
    Some(State::Sequence(states.into()))
}

/// | kind | state |
/// |---|---|
/// | Deterministic | u64 and u64, then as many values as the first says, each with a hash of 4 bytes and as aligned as itself |
/// | GK | u64, float, u64; u64 and as many values with two u64 each |
/// | DD | base and offset; counts of positive, counts of negative values; count of zeros |
/// | PrometheusHistogram | varint, then as many bounds with a value of 8 bytes |
fn quantile(kind: &str, argument: &DataType, others: &[&DataType]) -> Option<State> {
    let width = fixed_width(argument)?;
    match (kind, others) {
        ("Deterministic", [_]) => {
            let pair = if width <= 4 { 8 } else { width + 8 };
            Some(State::Sampled(pair))
        }
        ("GK", []) => Some(sequence([State::Fixed(24), long_list(State::Fixed(width + 16))])),
        ("DD", []) => {
            // The bins one by one with their distances, or one after the other from the first on.
            let count = || State::Fixed(8);
            let counts = || {
                one_of([
                    (0x04, list(sequence([State::Varint, count()]))),
                    (0x0c, State::Headed(Box::new((sequence([State::Varint, State::Varint]), count())))),
                ])
            };
            Some(sequence([
                State::Mark(&[2]),
                floats(2),
                State::Mark(&[1]),
                counts(),
                State::Mark(&[3]),
                counts(),
                State::Mark(&[4]),
                count(),
            ]))
        }
        ("PrometheusHistogram", [_]) => Some(hashes(width + 8)),
        _ => None,
    }
}

/// Samples behind the number of their form, a u16; on a grid each bucket that has any stands behind its place. The forms
/// of 25.8 differ in their numbers, and in that a bucket of one sample has no byte that says so.
fn time_series(name: &str, time: &DataType, value: &DataType) -> Option<State> {
    let item = |data_type: &DataType| match data_type {
        DataType::Array(item) => fixed_width(item),
        other => fixed_width(other),
    };
    let width = item(time)? + item(value)?;
    let sample = || State::Fixed(width);
    let grid = |bucket| sequence([State::Mark(&[0]), State::Fixed(8), long_list(sequence([State::Fixed(8), bucket]))]);
    Some(match name {
        "timeSeriesGroupArray" => sequence([State::Mark(&[1, 0]), long_list(sample())]),
        "timeSeriesLastTwoSamples" => sequence([State::Mark(&[1, 0]), State::ShortList(width)]),
        "timeSeriesRateToGrid" | "timeSeriesDeltaToGrid" | "timeSeriesIncreaseToGrid" => {
            one_of([(3, grid(long_list(sample()))), (2, grid(long_list(sample())))])
        }
        "timeSeriesChangesToGrid"
        | "timeSeriesResetsToGrid"
        | "timeSeriesDerivToGrid"
        | "timeSeriesPredictLinearToGrid" => one_of([(2, grid(long_list(sample()))), (1, grid(long_list(sample())))]),
        "timeSeriesResampleToGridWithStaleness" => one_of([(3, grid(optional(sample()))), (2, grid(sample()))]),
        "timeSeriesInstantDeltaToGrid" | "timeSeriesInstantRateToGrid" => {
            one_of([(3, grid(State::ShortList(width))), (2, grid(State::ShortList(width)))])
        }
        _ => return None,
    })
}
