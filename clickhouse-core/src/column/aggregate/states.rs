//! How far the state of an aggregate function reaches: a small grammar, of which `functions` makes the form of each.

use super::binary::pass_dynamic;
use crate::column::Layout;
use crate::types::DataType;
use crate::wire::{Step, Stop, Walk, put_text};
use std::sync::Arc;

/// The longest text or list that one state is believed to hold.
const MAX_STATE_ITEMS: usize = 1 << 32;

/// The most planes of a number: a Float64 has 64 before and after its point.
const MAX_PLANES: u32 = 64;

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
    /// These bytes and no others: the form of the state, which other servers may have another of.
    Mark(&'static [u8]),
    /// A varint, the first state, and the second as many times.
    Headed(Box<(State, State)>),
    /// A varint, and columns of these types with as many rows.
    Columns(Arc<[DataType]>),
    /// A u64 and another, and as many values of this width as the first says.
    Sampled(usize),
    /// Two varints, and as many values of this width as both say.
    Samples(usize),
    /// One byte, and as many values of this width unless those are more than the first number.
    UpTo(usize, usize),
    /// Two u32, and as many of what follows as both say, and one more.
    Planes(Box<State>),
    /// A type in binary, and a value of it.
    Dynamic,
    /// A varint, and as many paths with a value each: of its state where the path is one of these, else with a type.
    Json(Arc<[(Arc<str>, State)]>),
    /// A state that does not come whole: it can be passed, and is not to be read.
    Cut(Box<State>),
    /// A histogram of milliseconds: a u64, and the counts one by one or those that are not 0.
    Timings,
}

pub(super) fn sequence<const N: usize>(states: [State; N]) -> State {
    State::Sequence(Box::new(states))
}

pub(super) fn one_of<const N: usize>(states: [(u8, State); N]) -> State {
    State::OneOf(Box::new(states))
}

pub(super) fn list(item: State) -> State {
    State::List(Box::new(item))
}

pub(super) fn optional(state: State) -> State {
    State::Optional(Box::new(state))
}

/// What stands in place of a bucket after the last one.
const TIMINGS_END: u16 = 30_000;

/// Buckets of the histogram of milliseconds: each of the first 1024, and then each sixteenth up to 30 s.
const FINE_TIMINGS: usize = 1024;
const COARSE_TIMINGS: usize = (30_000 - 1024) / 16;

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
        State::Mark(mark) => {
            let at = walk.position();
            let found = walk.take(mark.len())?;
            match walk.bytes(&found) {
                found if found == *mark => Ok(()),
                found => {
                    walk.refuse_at(at, format!("a state in the form {found:02x?}, where only {mark:02x?} is known"))
                }
            }
        }
        State::Headed(parts) => {
            let count = walk.count("values of a state", MAX_STATE_ITEMS)?;
            pass(&parts.0, walk)?;
            items(&parts.1, count, walk)
        }
        State::Columns(columns) => {
            let count = walk.count("rows of a state", MAX_STATE_ITEMS)?;
            walk.apart(|walk| {
                for data_type in columns.iter() {
                    Layout::read_prefix(data_type, Some(walk))?.locate(count, walk)?;
                }
                Ok(())
            })
        }
        State::Sampled(width) => {
            let at = walk.position();
            let (count, _) = (walk.u64()?, walk.u64()?);
            walk.fixed(limited(count, at, walk)?, *width).map(drop)
        }
        State::Samples(width) => {
            let count = walk.count("values of a state", MAX_STATE_ITEMS)?;
            let count = count + walk.count("values of a state", MAX_STATE_ITEMS)?;
            walk.fixed(count, *width).map(drop)
        }
        State::UpTo(limit, width) => match usize::from(walk.u8()?) {
            count if count > *limit => Ok(()),
            count => walk.fixed(count, *width).map(drop),
        },
        State::Planes(plane) => {
            let at = walk.position();
            let mut next = || Ok(u32::from_le_bytes(walk.array()?));
            let (whole, fraction) = (next()?, next()?);
            if whole > MAX_PLANES || fraction > MAX_PLANES {
                return walk.refuse_at(at, format!("a state of {whole} and {fraction} planes"));
            }
            items(plane, (whole + fraction + 1) as usize, walk)
        }
        State::Dynamic => pass_dynamic(walk),
        State::Json(paths) => {
            for _ in 0..walk.count("paths of a state", MAX_STATE_ITEMS)? {
                let path = walk.text(MAX_STATE_ITEMS)?;
                let path = walk.bytes(&path);
                match paths.iter().find(|(known, _)| known.as_bytes() == path) {
                    Some((_, state)) => pass(state, walk)?,
                    None => pass_dynamic(walk)?,
                }
            }
            Ok(())
        }
        State::Cut(inner) => pass(inner, walk),
    }
}

/// Whether some of what the state holds has been cut off.
pub(super) fn is_cut(state: &State) -> bool {
    match state {
        State::Cut(_) => true,
        State::List(inner)
        | State::LongList(inner)
        | State::Optional(inner)
        | State::Unless(inner)
        | State::Repeated(_, inner)
        | State::Planes(inner) => is_cut(inner),
        State::Headed(parts) => is_cut(&parts.0) || is_cut(&parts.1),
        State::OneOf(states) => states.iter().any(|(_, state)| is_cut(state)),
        State::Sequence(states) => states.iter().any(is_cut),
        State::Json(paths) => paths.iter().any(|(_, state)| is_cut(state)),
        State::Varint
        | State::Fixed(_)
        | State::Text
        | State::SizedText
        | State::ShortList(_)
        | State::Reservoir(_)
        | State::Timings
        | State::Mark(_)
        | State::Sampled(_)
        | State::Columns(_)
        | State::Samples(_)
        | State::UpTo(..)
        | State::Dynamic => false,
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
    if count.saturating_mul(2) > (FINE_TIMINGS + COARSE_TIMINGS) as u64 {
        return walk.fixed(FINE_TIMINGS + COARSE_TIMINGS, 8).map(drop);
    }
    while u16::from_le_bytes(walk.array()?) != TIMINGS_END {
        walk.take(8)?;
    }
    Ok(())
}

/// Writes the state of no rows.
pub(super) fn put_nothing(state: &State, out: &mut Vec<u8>) {
    match state {
        State::Varint | State::Text | State::List(_) | State::Optional(_) | State::UpTo(..) | State::Dynamic => {
            out.push(0)
        }
        State::Samples(_) => out.extend([0; 2]),
        State::Columns(_) => out.push(0),
        State::Sampled(_) => out.extend([0; 16]),
        State::Mark(mark) => out.extend_from_slice(mark),
        State::Headed(parts) => {
            out.push(0);
            put_nothing(&parts.0, out);
        }
        State::Planes(plane) => {
            out.extend([0; 8]);
            put_nothing(plane, out);
        }
        State::Json(_) => out.push(0),
        State::Cut(inner) => put_nothing(inner, out),
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
            out.extend(TIMINGS_END.to_le_bytes());
        }
    }
}
