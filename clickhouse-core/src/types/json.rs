//! [`Json`]: a JSON object as text.

use std::fmt;

/// An object of a JSON column, as text.
///
/// ```
/// use clickhouse_core::types::Json;
///
/// let event: Json = r#"{"user": {"id": 7}, "tags": ["a", "b"]}"#.parse()?;
/// assert_eq!(event.get("user.id")?.and_then(|id| id.as_u64()), Some(7));
/// assert_eq!(event.paths()?.len(), 2);
/// # Ok::<(), clickhouse_core::value::JsonError>(())
/// ```
///
/// From a server it comes with its keys sorted and nothing but the object's own text. An object is what a JSON column
/// holds: other JSON values, such as arrays, are none. Two are equal if their texts are.
///
/// A query whose rows have one asks the server for texts; where it or its user may not be asked, paths and values are
/// put together here, and instants among them stand in UTC. Inserted texts are parsed by the server, which gives each path
/// a type; servers before 24.10 cannot, and take a [`Value`](enum@crate::Value).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Json {
    text: Box<str>,
}

impl Json {
    /// A text that was found to be an object, or comes from a server that says so.
    pub(crate) fn of_object(text: impl Into<Box<str>>) -> Self {
        Json { text: text.into() }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text, taken out.
    pub fn into_string(self) -> String {
        self.text.into()
    }
}

/// The object without members.
impl Default for Json {
    fn default() -> Self {
        Json::of_object("{}")
    }
}

impl AsRef<str> for Json {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Json").field(&format_args!("{}", self.text)).finish()
    }
}
