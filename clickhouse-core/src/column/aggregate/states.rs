//! How far the state of an aggregate function reaches: a small grammar, of which `functions` makes the form of each.

use crate::column::fixed_width;
use crate::types::DataType;
use crate::wire::{Step, Stop, Walk, put_text};

/// The longest text or list that one state is believed to hold.
const MAX_STATE_ITEMS: usize = 1 << 32;

/// What a reservoir that has seen nothing says of itself.
const RESERVOIR_CAPACITY: u64 = 8192;
const RESERVOIR_GENERATOR: &[u8] = b"6364136223846793005 0 123459";

/// How far one state reaches.
#[derive(Debug, Clone)]
pub(in crate::column) enum State {
    Varint,
    Fixed(usize),
    /// A varint, and as many bytes.
    Text,
    /// An i32, and as many bytes unless it is negative.
    SizedText,
    /// A varint, and as many of what follows.
    List(Box<State>),
    /// A u64, and as many of what follows.
    LongList(Box<State>),
    /// A u16, and as many values of this width.
    ShortList(usize),
    /// Values of this width out of more of them, with the generator that chose them.
    Reservoir(usize),
    /// One byte, and the state unless that is 0.
    Optional(Box<State>),
    /// One byte, and the state if that is 0.
    Unless(Box<State>),
    /// One byte, which says which of these follows.
    OneOf(Box<[(u8, State)]>),
    Sequence(Box<[State]>),
    Repeated(usize, Box<State>),
    /// A histogram of milliseconds: a u64, and the counts one by one or those that are not 0.
    Timings,
}

pub(super) fn sequence<const N: usize>(states: [State; N]) -> State {
    State::Sequence(Box::new(states))
}

pub(super) fn list(item: State) -> State {
    State::List(Box::new(item))
}

pub(super) fn optional(state: State) -> State {
    State::Optional(Box::new(state))
}

/// A value as RowBinary has it, if the form of that is known.
pub(super) fn binary(data_type: &DataType) -> Option<State> {
    Some(match data_type {
        DataType::String => State::Text,
        DataType::Nullable(inner) => State::Unless(Box::new(binary(inner)?)),
        DataType::LowCardinality(inner) => binary(inner)?,
        DataType::Array(item) => list(binary(item)?),
        DataType::Map(entry) => list(sequence([binary(&entry.0)?, binary(&entry.1)?])),
        DataType::Tuple(elements) if !elements.is_empty() => {
            State::Sequence(elements.iter().map(|element| binary(&element.data_type)).collect::<Option<_>>()?)
        }
        other => State::Fixed(fixed_width(other)?),
    })
}

/// Buckets of the histogram of milliseconds: each of the first 1024, and then each sixteenth up to 30 s.
const FINE_TIMINGS: u64 = 1024;
const COARSE_TIMINGS: u16 = (30_000 - 1024) / 16;

/// Passes one state.
pub(super) fn pass(state: &State, walk: &mut Walk<'_>) -> Step<()> {
    match state {
        State::Varint => walk.varint().map(drop),
        State::Fixed(width) => walk.take(*width).map(drop),
        State::Text => walk.text(MAX_STATE_ITEMS).map(drop),
        State::SizedText => {
            let size = i32::from_le_bytes(walk.array()?);
            walk.take(usize::try_from(size).unwrap_or(0)).map(drop)
        }
        State::List(item) => {
            let count = walk.count("values of a state", MAX_STATE_ITEMS)?;
            items(item, count, walk)
        }
        State::LongList(item) => {
            let at = walk.position();
            let count = walk.u64()?;
            items(item, limited(count, at, walk)?, walk)
        }
        State::ShortList(width) => {
            let count = u16::from_le_bytes(walk.array()?);
            walk.fixed(count.into(), *width).map(drop)
        }
        State::Reservoir(width) => {
            let (capacity, count) = (walk.u64()?, walk.u64()?);
            walk.text(MAX_STATE_ITEMS)?;
            let count = limited(capacity.min(count), walk.position(), walk)?;
            walk.fixed(count, *width).map(drop)
        }
        State::Optional(inner) => match walk.u8()? {
            0 => Ok(()),
            _ => pass(inner, walk),
        },
        State::Unless(inner) => match walk.u8()? {
            0 => pass(inner, walk),
            _ => Ok(()),
        },
        State::OneOf(states) => {
            let at = walk.position();
            let kind = walk.u8()?;
            match states.iter().find(|(known, _)| *known == kind) {
                Some((_, state)) => pass(state, walk),
                None => walk.refuse_at(at, format!("a state of kind {kind}, which is none of the function's")),
            }
        }
        State::Sequence(states) => states.iter().try_for_each(|state| pass(state, walk)),
        State::Repeated(count, state) => items(state, *count, walk),
        State::Timings => timings(walk),
    }
}

/// Passes `count` states of one form.
fn items(item: &State, count: usize, walk: &mut Walk<'_>) -> Step<()> {
    if let State::Fixed(width) = item {
        return walk.fixed(count, *width).map(drop);
    }
    for place in 0..count {
        match pass(item, walk) {
            Ok(()) => {}
            // Each of the others takes a byte at least: with fewer another try makes no sense.
            Err(Stop::Need(bytes)) => return Err(Stop::Need(bytes.max(count - place))),
            Err(stop) => return Err(stop),
        }
    }
    Ok(())
}

fn limited(count: u64, at: usize, walk: &Walk<'_>) -> Step<usize> {
    match usize::try_from(count) {
        Ok(count) if count <= MAX_STATE_ITEMS => Ok(count),
        _ => walk.refuse_at(at, format!("a state of {count} values is larger than any that is read")),
    }
}

fn timings(walk: &mut Walk<'_>) -> Step<()> {
    let count = walk.u64()?;
    if count.saturating_mul(2) > FINE_TIMINGS + u64::from(COARSE_TIMINGS) {
        return walk.fixed(usize::from(COARSE_TIMINGS) + 1024, 8).map(drop);
    }
    while u16::from_le_bytes(walk.array()?) != COARSE_TIMINGS {
        walk.take(8)?;
    }
    Ok(())
}

/// Writes the state of no rows.
pub(super) fn put_nothing(state: &State, out: &mut Vec<u8>) {
    match state {
        State::Varint | State::Text | State::List(_) | State::Optional(_) => out.push(0),
        State::Fixed(width) => out.resize(out.len() + width, 0),
        State::SizedText => out.extend((-1i32).to_le_bytes()),
        State::LongList(_) => out.extend([0; 8]),
        State::ShortList(_) => out.extend([0; 2]),
        State::Reservoir(_) => {
            out.extend(RESERVOIR_CAPACITY.to_le_bytes());
            out.extend([0; 8]);
            put_text(out, RESERVOIR_GENERATOR);
        }
        State::Unless(_) => out.push(1),
        State::OneOf(states) => {
            if let Some((kind, state)) = states.first() {
                out.push(*kind);
                put_nothing(state, out);
            }
        }
        State::Sequence(states) => states.iter().for_each(|state| put_nothing(state, out)),
        State::Repeated(count, state) => (0..*count).for_each(|_| put_nothing(state, out)),
        State::Timings => {
            out.extend([0; 8]);
            out.extend(COARSE_TIMINGS.to_le_bytes());
        }
    }
}
