//! [`AggregateState`]: the state of an aggregate function, as bytes that only the function understands.

use super::Blob;
use std::fmt;
use std::ops::Deref;

/// A state of an AggregateFunction column: what `sumState(x)` and the like return, in the function's own form.
///
/// It is read, kept, and inserted again into a column of the very same function and arguments. The server merges states
/// and makes values of them:
///
/// ```no_run
/// # use clickhouse_core::{Client, Row, types::AggregateState};
/// #[derive(Row)]
/// struct Hour {
///     hour: u32,
///     #[clickhouse(rename = "visitors")] // AggregateFunction(uniqExact, UInt64)
///     visitors: AggregateState,
/// }
///
/// # async fn example(client: Client) -> Result<(), clickhouse_core::Error> {
/// let hours = client.query_as::<Hour>("SELECT hour, visitors FROM hours").await?;
/// client.insert("hours_elsewhere", &hours).await?;
/// let total = client.query_as::<u64>("SELECT uniqExactMerge(visitors) FROM hours_elsewhere").await?;
/// # Ok(())
/// # }
/// ```
///
/// States stand in a column without any length, so that only those can be read whose form is known. It is of the functions
/// of 26.7 with all combinators, over arguments that may be Nullable, except `uniqTheta`, which not every build has. Of any
/// other function a column is refused by name, and with it those behind it in the block, which cannot be found: name the
/// columns to be read, or leave it out by `SELECT * EXCEPT (x)`. `finalizeAggregation(x)` gives its value, `hex(x)` its bytes
/// as text.
///
/// Sums of a `sumMap` or `sumMapFiltered` of numbers below 64 bits (in arrays, not in a Map) come over HTTP as narrow as the
/// numbers, and what did not fit is lost: that column alone is refused.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AggregateState(Blob);

impl AggregateState {
    /// The bytes, taken out.
    pub fn into_vec(self) -> Vec<u8> {
        self.0.into_vec()
    }
}

impl Deref for AggregateState {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for AggregateState {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for AggregateState {
    fn from(bytes: Vec<u8>) -> Self {
        AggregateState(bytes.into())
    }
}

impl From<&[u8]> for AggregateState {
    fn from(bytes: &[u8]) -> Self {
        AggregateState(bytes.into())
    }
}

impl fmt::Debug for AggregateState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AggregateState").field(&self.0).finish()
    }
}
