//! What makes derived values parameters of statements: a newtype is what is inside, an Enum its member's name.

pub use crate::sql::{Fits, Param, param_type};
use crate::value::EnumValue;

/// The name of the member that the value is; every value is one, as enums with a fallback are no parameters.
pub fn member_name<T: EnumValue>(value: &T) -> &'static str {
    value.place().and_then(|place| T::NAMES.get(place)).copied().unwrap_or_default()
}
