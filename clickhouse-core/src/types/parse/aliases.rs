//! Names that match in any case: those of dates, decimals and enums, and the aliases of other databases.
//!
//! Source: `system.data_type_families` of 26.7 (`case_insensitive`, `alias_to`).

use super::near::unknown;
use super::{DataType, Parsed, Parser};

impl Parser<'_> {
    /// The type that `word`, which stood at `start`, names in whatever case, with what follows it.
    pub(super) fn in_any_case(&mut self, word: &str, start: usize) -> Parsed<DataType> {
        use DataType as T;
        let data_type = match word.to_ascii_uppercase().as_str() {
            "BOOL" | "BOOLEAN" => T::Bool,
            "DATE" => T::Date,
            "DATE32" => T::Date32,
            "DATETIME" | "TIMESTAMP" => return self.date_time(),
            "DATETIME32" => T::DateTime(self.zone()?),
            "DATETIME64" => return self.date_time_64(),
            "TIME" => return self.time(),
            "TIME64" => return self.time_64(),
            "DECIMAL" | "DEC" | "NUMERIC" | "FIXED" => return self.decimal(),
            "DECIMAL32" => return self.decimal_of(9),
            "DECIMAL64" => return self.decimal_of(18),
            "DECIMAL128" => return self.decimal_of(38),
            "DECIMAL256" => return self.decimal_of(76),
            "ENUM" => return self.enumeration(),
            "TINYINT" | "INT1" | "BYTE" => return self.signed(T::Int8, T::UInt8),
            "SMALLINT" => return self.signed(T::Int16, T::UInt16),
            "INT" | "INTEGER" | "MEDIUMINT" => return self.signed(T::Int32, T::UInt32),
            "BIGINT" => return self.signed(T::Int64, T::UInt64),
            "SIGNED" => T::Int64,
            "UNSIGNED" | "BIT" | "SET" => T::UInt64,
            "YEAR" => T::UInt16,
            "FLOAT" | "REAL" | "SINGLE" => T::Float32,
            "DOUBLE" => {
                self.tokens.words(&["PRECISION"]);
                T::Float64
            }
            "BINARY" => {
                if !self.tokens.words(&["LARGE", "OBJECT"]) && !self.tokens.words(&["VARYING"]) {
                    return self.fixed_string();
                }
                T::String
            }
            "NATIONAL" => {
                if !self.tokens.words(&["CHARACTER"]) && !self.tokens.words(&["CHAR"]) {
                    return self.tokens.refuse("CHAR or CHARACTER has to follow NATIONAL");
                }
                self.varying()
            }
            "CHAR" | "CHARACTER" | "NCHAR" => self.varying(),
            "TEXT" | "TINYTEXT" | "MEDIUMTEXT" | "LONGTEXT" | "VARCHAR" | "VARCHAR2" | "NVARCHAR" | "BLOB"
            | "TINYBLOB" | "MEDIUMBLOB" | "LONGBLOB" | "CLOB" | "BYTEA" | "VARBINARY" => T::String,
            "INET4" => T::IPv4,
            "INET6" => T::IPv6,
            "OBJECT" => {
                return self.tokens.refuse_at(start, "Object('json') was given up by ClickHouse; the type is JSON now");
            }
            _ => return self.tokens.refuse_at(start, unknown(word)),
        };
        self.ignored_length()?;
        Ok(data_type)
    }

    fn varying(&mut self) -> DataType {
        if !self.tokens.words(&["LARGE", "OBJECT"]) {
            self.tokens.words(&["VARYING"]);
        }
        DataType::String
    }

    fn signed(&mut self, signed: DataType, unsigned: DataType) -> Parsed<DataType> {
        self.ignored_length()?;
        if self.tokens.words(&["UNSIGNED"]) {
            return Ok(unsigned);
        }
        self.tokens.words(&["SIGNED"]);
        Ok(signed)
    }

    /// Passes the lengths in `VARCHAR(255)` and `DOUBLE(5, 2)`, which ClickHouse ignores.
    pub(super) fn ignored_length(&mut self) -> Parsed<()> {
        if !self.tokens.eat('(') || self.tokens.eat(')') {
            return Ok(());
        }
        self.tokens.number()?;
        while self.tokens.another() {
            self.tokens.number()?;
        }
        self.tokens.expect(')')
    }
}
