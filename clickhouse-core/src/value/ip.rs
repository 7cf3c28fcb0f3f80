//! `Ipv4Addr` and `Ipv6Addr`: IPv4 as a little-endian u32, IPv6 in network order.

use super::Shape;
use super::fixed::{Fixed, FixedCursor};
use super::{BindError, CellError, ColumnValue, ReadValue, WriteValue, single_value};
use crate::column::{FixedBuilder, View, Wrapping};
use crate::types::{DataType, Kind};
use std::net::{Ipv4Addr, Ipv6Addr};

macro_rules! address {
    ($address:ident = $natural:ident, $width:literal, $decode:expr, $encode:expr) => {
        single_value!($address);

        impl ColumnValue for $address {
            fn data_type() -> DataType {
                DataType::$natural
            }

            const SHAPE: Shape = Shape::plain(&[Kind::$natural]);
        }

        impl<'a> ReadValue<'a> for $address {
            type Cursor = FixedCursor<'a, $address, $width>;

            fn bind(view: View<'a>) -> Result<Self::Cursor, BindError> {
                FixedCursor::bind(view, $decode, |view| match view.data_type() {
                    DataType::$natural => Some(Fixed::Wire(view.fixed()?)),
                    _ => None,
                })
            }

            #[inline]
            fn read(cursor: &mut Self::Cursor, row: usize) -> Result<Self, CellError> {
                cursor.read(row, $decode)
            }
        }

        impl WriteValue for $address {
            type Builder = FixedBuilder;

            fn builder(data_type: &DataType) -> Result<FixedBuilder, BindError> {
                match Wrapping::of(data_type) {
                    (wrapping, DataType::$natural) => Ok(FixedBuilder::new($width, wrapping)),
                    _ => Err(BindError::types()),
                }
            }

            #[inline]
            fn write(&self, builder: &mut FixedBuilder) -> Result<(), CellError> {
                let encode: fn(&$address) -> [u8; $width] = $encode;
                builder.push(encode(self));
                Ok(())
            }

            #[inline]
            fn write_each<'v>(
                values: impl ExactSizeIterator<Item = &'v Self> + Clone,
                builder: &mut FixedBuilder,
            ) -> Result<(), CellError>
            where
                Self: 'v,
            {
                let encode: fn(&$address) -> [u8; $width] = $encode;
                builder.push_each(values.map(encode));
                Ok(())
            }
        }
    };
}

address!(Ipv4Addr = IPv4, 4, |bytes| Ipv4Addr::from(u32::from_le_bytes(bytes)), |address| u32::from(*address)
    .to_le_bytes());
address!(Ipv6Addr = IPv6, 16, Ipv6Addr::from, Ipv6Addr::octets);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::{OneColumn, assert_round_trip, written};

    #[test]
    fn addresses_have_the_servers_bytes() {
        assert_eq!(written("IPv4", &[Ipv4Addr::new(1, 2, 3, 4)]), [4, 3, 2, 1]);
        assert_eq!(written("IPv6", &[Ipv6Addr::LOCALHOST]), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        assert_round_trip("IPv4", vec![Ipv4Addr::UNSPECIFIED, Ipv4Addr::BROADCAST]);
        assert_round_trip("Nullable(IPv6)", vec![Some(Ipv6Addr::LOCALHOST), None]);
        assert!(OneColumn::of_no_rows("IPv4").is_refused_by::<Ipv6Addr>());
    }
}
