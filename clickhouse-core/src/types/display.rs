//! Data types as text: canonical, on one line, as block headers and `system.columns.type` have them.

use super::DataType;
use std::fmt;

impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}
