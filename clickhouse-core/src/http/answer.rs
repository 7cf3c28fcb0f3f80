//! [`NativeAnswer`]: the decoding of a query's body, from bytes as they come to blocks.

use super::Head;

/// The decoding of a query's body, from bytes as they come to blocks.
#[derive(Debug)]
pub(crate) struct NativeAnswer {}

impl NativeAnswer {
    /// A body whose head is `head`; `compressed` if the call asked for it.
    pub(crate) fn new(_head: &Head, _compressed: bool) -> NativeAnswer {
        NativeAnswer {}
    }
}
