//! Data types out of text.

/// Why a text is no data type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeError {}
