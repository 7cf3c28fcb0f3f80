//! Values for parameters that nobody gave, so that a query can be described without being run: the sample of a comment,
//! else the default of the parameter's type.
//!
//! ```text
//! -- table = events
//! SELECT count() FROM {table:Identifier} WHERE level = {level:UInt8}     table is `events`, level is 0
//! ```

use super::scan::Scan;
use super::{Param, Statement};
use crate::error::{Error, ErrorKind};
use crate::types::DataType;

impl Statement {
    /// Gives each parameter of `scan`, which is of this statement's SQL, a value if it has none.
    ///
    /// # Errors
    /// A parameter is a name, for which there is no default, or its type is not known.
    pub(crate) fn fill(&mut self, scan: &Scan<'_>) -> Result<(), Error> {
        for parameter in &scan.parameters {
            let name = parameter.name;
            if self.params.iter().any(|(given, _)| given == name) {
                continue;
            }
            let sample = scan.samples.iter().find(|(sampled, _)| *sampled == name);
            let value = match sample {
                Some((_, sample)) => unquoted(sample).to_param(),
                None if parameter.is_identifier() => {
                    let what = format!(
                        "the parameter `{name}` is a name, for which there is no default; give one with `.param(..)` \
                         or by a comment in the SQL: `-- {name} = events`"
                    );
                    return Err(Error::new(ErrorKind::Config, what));
                }
                None => {
                    let data_type = DataType::parse(parameter.data_type).map_err(|error| {
                        let what = format!("the type of the parameter `{name}` is not known: {error}");
                        Error::new(ErrorKind::Config, what)
                    })?;
                    default_text(&data_type, false)
                }
            };
            self.params.push((name.to_owned(), value));
        }
        Ok(())
    }
}

/// A sample without the quotes around it, if it is one text.
fn unquoted(sample: &str) -> &str {
    let inside = sample.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    inside.filter(|inside| !inside.contains('\'')).unwrap_or(sample)
}

/// A value of the type: 0, the empty text, the first member, NULL where nothing else is sure. `literal`: as it stands
/// inside an array, a tuple or a map.
fn default_text(data_type: &DataType, literal: bool) -> String {
    let text = |text: &str| if literal { format!("'{text}'") } else { text.to_owned() };
    match data_type {
        DataType::Bool
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32
        | DataType::UInt64
        | DataType::UInt128
        | DataType::UInt256
        | DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::Int128
        | DataType::Int256
        | DataType::BFloat16
        | DataType::Float32
        | DataType::Float64
        | DataType::Decimal(..)
        | DataType::Interval(_) => "0".to_owned(),
        DataType::String | DataType::FixedString(_) | DataType::AggregateFunction(_) => text(""),
        DataType::Uuid => text("00000000-0000-0000-0000-000000000000"),
        DataType::IPv4 => text("0.0.0.0"),
        DataType::IPv6 => text("::"),
        DataType::Date | DataType::Date32 => text("1970-01-01"),
        DataType::DateTime(_) | DataType::DateTime64(..) => text("1970-01-01 00:00:00"),
        DataType::Time | DataType::Time64(_) => text("00:00:00"),
        DataType::Enum8(members) | DataType::Enum16(members) => {
            let first = members.iter().next().map_or("", |(name, _)| name);
            if literal { first.with_literal() } else { first.to_param() }
        }
        DataType::Nothing
        | DataType::Nullable(_)
        | DataType::Variant(_)
        | DataType::Dynamic(_)
        | DataType::Geometry => if literal { "NULL" } else { "\\N" }.to_owned(),
        DataType::LowCardinality(inner) => default_text(inner, literal),
        DataType::SimpleAggregateFunction(function) => default_text(&function.data_type, literal),
        DataType::Array(_)
        | DataType::Nested(_)
        | DataType::Ring
        | DataType::LineString
        | DataType::MultiPoint
        | DataType::Polygon
        | DataType::MultiLineString
        | DataType::MultiPolygon => "[]".to_owned(),
        DataType::Tuple(elements) => {
            let values: Vec<_> = elements.iter().map(|element| default_text(&element.data_type, true)).collect();
            format!("({}{})", values.join(","), if values.len() == 1 { "," } else { "" })
        }
        DataType::Point => "(0,0)".to_owned(),
        DataType::Map(_) => "{}".to_owned(),
        DataType::Json(_) => text("{}"),
        DataType::QBit(bits) => {
            let zeros = vec!["0"; usize::try_from(bits.dimension).unwrap_or(0).min(MAX_QBIT_DEFAULT)];
            format!("[{}]", zeros.join(","))
        }
    }
}

/// A vector with more elements needs a sample: a text without bound is no default.
const MAX_QBIT_DEFAULT: usize = 4096;

trait WithLiteral {
    fn with_literal(&self) -> String;
}

impl WithLiteral for str {
    fn with_literal(&self) -> String {
        let mut out = String::new();
        self.write_literal(&mut out);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::super::scan::scan;
    use super::*;

    fn filled(sql: &str) -> Result<Vec<(String, String)>, String> {
        let mut statement = Statement::new(sql).param("given", 7);
        statement.fill(&scan(sql).unwrap()).map_err(|error| error.to_string())?;
        Ok(statement.params.split_off(1))
    }

    #[test]
    fn parameters_without_a_value_get_one() {
        let name_and = |value: &str| Ok(vec![("a".to_owned(), value.to_owned())]);
        assert_eq!(filled("SELECT {given:UInt8}, {a:UInt8}"), name_and("0"));
        assert_eq!(filled("-- a = 'it'\nSELECT {a:String}"), name_and("it"));
        assert_eq!(filled("-- a = ['x', 'y']\nSELECT {a:Array(String)}"), name_and("['x', 'y']"));
        assert_eq!(filled("SELECT {a:Tuple(Nullable(UInt8), Enum8('it\\'s' = 1))}"), name_and("(NULL,'it\\'s')"));
        assert_eq!(filled("SELECT {a:LowCardinality(Nullable(String))}"), name_and("\\N"));
        assert!(filled("SELECT {a:Identifier}").unwrap_err().contains("`-- a = events`"));
        assert!(filled("SELECT {a:Strin}").unwrap_err().contains("did you mean `String`?"));
    }
}
