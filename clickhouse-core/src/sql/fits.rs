//! [`Fits`]: which Rust types are values of which parameter types, for the compiler to decide.
//!
//! A parameter's type is a Rust type here, made of the markers in [`param_type`]: `{x:Array(UInt8)}` is
//! `Array<UInt8>`. LowCardinality and SimpleAggregateFunction leave no trace, as values are written alike.
//!
//! Values are texts on their way, so that all is fine which the text says exactly: an `i32` fits `Float64`. Numbers
//! must not lose anything, and 256 for UInt8 is 0 for the server (26.7), so that narrowing never fits.

use crate::types::{Blob, Int256, UInt256};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::rc::Rc;
use std::sync::Arc;

/// A Rust type whose values are values of a parameter of the type `D`; what `sql!` asks.
///
/// A [`Param`](super::Param) of your own says which parameters it is for:
///
/// ```
/// use clickhouse_core::sql;
/// use clickhouse_core::sql::{Fits, Param, param_type};
///
/// struct UserId(u64);
///
/// impl Param for UserId {
///     fn write_literal(&self, out: &mut String) {
///         self.0.write_literal(out);
///     }
/// }
///
/// impl Fits<param_type::UInt64> for UserId {}
///
/// let id = UserId(7);
/// let statement = sql!("SELECT * FROM users WHERE id = {id:UInt64}");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value of a parameter of the type `{D}`",
    label = "another type is expected"
)]
pub trait Fits<D> {
    /// Whether it fits to the last detail, which the two types cannot say: digits of a Decimal, members of an Enum.
    const HOLDS: bool = true;
}

/// The types of parameters, as Rust types without values. Enum, Date32 and the like are called as in ClickHouse.
pub mod param_type {
    use std::marker::PhantomData;

    macro_rules! markers {
        ($($marker:ident),+) => {
            $(#[doc = concat!("The type `", stringify!($marker), "` of a parameter.")]
            #[derive(Debug, Clone, Copy)]
            pub enum $marker {})+
        };
    }

    markers!(Bool, UInt8, UInt16, UInt32, UInt64, UInt128, UInt256, Int8, Int16, Int32, Int64, Int128, Int256);
    markers!(BFloat16, Float32, Float64, String, Uuid, IPv4, IPv6, Date, Date32, DateTime, DateTime64, Time, Time64);
    markers!(Interval, Json, Identifier);

    /// A type for which any value may do: Variant, Dynamic and the like.
    #[derive(Debug, Clone, Copy)]
    pub enum Any {}

    /// `FixedString(N)`.
    #[derive(Debug, Clone, Copy)]
    pub enum FixedString<const N: usize> {}

    /// `Decimal(P, S)`.
    #[derive(Debug, Clone, Copy)]
    pub enum Decimal<const P: u8, const S: u8> {}

    /// Enum8 and Enum16 with the members that `M` names.
    #[derive(Debug, Clone, Copy)]
    pub struct Enum<M>(PhantomData<M>);

    /// The names of an Enum's members.
    pub trait Members {
        /// Their names.
        const NAMES: &'static [&'static str];
    }

    /// `Nullable(D)`.
    #[derive(Debug, Clone, Copy)]
    pub struct Nullable<D>(PhantomData<D>);

    /// `Array(D)`, and the geometries that are laid out as one.
    #[derive(Debug, Clone, Copy)]
    pub struct Array<D>(PhantomData<D>);

    /// `Map(K, V)`.
    #[derive(Debug, Clone, Copy)]
    pub struct Map<K, V>(PhantomData<(K, V)>);

    /// `Tuple(..)` with the Rust tuple of its elements.
    #[derive(Debug, Clone, Copy)]
    pub struct Tuple<D>(PhantomData<D>);
}

use param_type as of;

/// Each value with the types it fits, which it also fits where they are Nullable.
macro_rules! values {
    ($($value:ty => $($fits:ident),+;)+) => {
        $(
            $(impl Fits<of::$fits> for $value {})+
            impl Fits<of::Any> for $value {}
            impl<D> Fits<of::Nullable<D>> for $value
            where
                Self: Fits<D>,
            {
                const HOLDS: bool = <Self as Fits<D>>::HOLDS;
            }
        )+
    };
}

values! {
    u8 => UInt8, UInt16, UInt32, UInt64, UInt128, UInt256, Int16, Int32, Int64, Int128, Int256, Interval, Float32, Float64;
    u16 => UInt16, UInt32, UInt64, UInt128, UInt256, Int32, Int64, Int128, Int256, Interval, Float32, Float64;
    u32 => UInt32, UInt64, UInt128, UInt256, Int64, Int128, Int256, Interval, Float64;
    u64 => UInt64, UInt128, UInt256, Int128, Int256;
    u128 => UInt128, UInt256, Int256;
    // As wide as anybody has them.
    usize => UInt64, UInt128, UInt256, Int128, Int256;
    UInt256 => UInt256;
    i8 => Int8, Int16, Int32, Int64, Int128, Int256, Interval, Float32, Float64;
    i16 => Int16, Int32, Int64, Int128, Int256, Interval, Float32, Float64;
    i32 => Int32, Int64, Int128, Int256, Interval, Float64;
    i64 => Int64, Int128, Int256, Interval;
    i128 => Int128, Int256;
    isize => Int64, Int128, Int256, Interval;
    Int256 => Int256;
    f32 => Float32, Float64;
    f64 => Float64;
    bool => Bool;
    Ipv4Addr => IPv4, IPv6;
    Ipv6Addr => IPv6;
    IpAddr => IPv6;
}

#[cfg(feature = "uuid")]
values! { uuid::Uuid => Uuid; }

#[cfg(feature = "time")]
values! {
    time::Date => Date, Date32;
    time::OffsetDateTime => DateTime, DateTime64;
    time::PrimitiveDateTime => DateTime, DateTime64;
}

macro_rules! texts {
    ($($text:ty),+) => {
        $(
            values! { $text => String, Json, Identifier; }
            impl<const N: usize> Fits<of::FixedString<N>> for $text {}
            impl<M> Fits<of::Enum<M>> for $text {}
        )+
    };
}

texts!(str, String, Cow<'_, str>, Box<str>, Arc<str>, Rc<str>);

values! {
    char => String;
    Blob => String;
}

impl<const N: usize> Fits<of::FixedString<N>> for Blob {}

impl<const P: u8, const S: u8, const INTO_P: u8, const INTO_S: u8> Fits<of::Decimal<INTO_P, INTO_S>>
    for crate::types::Decimal<P, S>
{
    const HOLDS: bool = S <= INTO_S && P - S <= INTO_P - INTO_S;
}

impl<D, const P: u8, const S: u8> Fits<of::Nullable<D>> for crate::types::Decimal<P, S>
where
    Self: Fits<D>,
{
    const HOLDS: bool = <Self as Fits<D>>::HOLDS;
}

impl<T: Fits<D> + ?Sized, D> Fits<D> for &T {
    const HOLDS: bool = T::HOLDS;
}

impl<T: Fits<D>, D> Fits<of::Nullable<D>> for Option<T> {
    const HOLDS: bool = T::HOLDS;
}

impl<T> Fits<of::Any> for Option<T> {}

macro_rules! lists {
    ($($list:ty $(, $size:ident)?);+) => {
        $(
            impl<T: Fits<D>, D $(, const $size: usize)?> Fits<of::Array<D>> for $list {
                const HOLDS: bool = T::HOLDS;
            }
            impl<T $(, const $size: usize)?> Fits<of::Any> for $list {}
        )+
    };
}

lists!([T]; Vec<T>; [T; N], N);

impl<K: Fits<KD>, V: Fits<VD>, KD, VD, S> Fits<of::Map<KD, VD>> for HashMap<K, V, S> {
    const HOLDS: bool = K::HOLDS && V::HOLDS;
}

impl<K: Fits<KD>, V: Fits<VD>, KD, VD> Fits<of::Map<KD, VD>> for BTreeMap<K, V> {
    const HOLDS: bool = K::HOLDS && V::HOLDS;
}

impl<K, V, S> Fits<of::Any> for HashMap<K, V, S> {}

impl<K, V> Fits<of::Any> for BTreeMap<K, V> {}

/// A tuple of values, by position, with the letter of each element's type behind that of its value.
macro_rules! tuples {
    ($(($($value:ident $of:ident),+))+) => {
        $(
            impl<$($value: Fits<$of>, $of),+> Fits<of::Tuple<($($of,)+)>> for ($($value,)+) {
                const HOLDS: bool = true $(&& $value::HOLDS)+;
            }

            impl<$($value),+> Fits<of::Any> for ($($value,)+) {}
        )+
    };
}

tuples! {
    (A A1)
    (A A1, B B1)
    (A A1, B B1, C C1)
    (A A1, B B1, C C1, D D1)
    (A A1, B B1, C C1, D D1, E E1)
    (A A1, B B1, C C1, D D1, E E1, F F1)
    (A A1, B B1, C C1, D D1, E E1, F F1, G G1)
    (A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1)
    (A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1, I I1)
    (A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1, I I1, J J1)
    (A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1, I I1, J J1, K K1)
    (A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1, I I1, J J1, K K1, L L1)
    (A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1, I I1, J J1, K K1, L L1, M M1)
    (A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1, I I1, J J1, K K1, L L1, M M1, N N1)
    (A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1, I I1, J J1, K K1, L L1, M M1, N N1, O O1)
    (A A1, B B1, C C1, D D1, E E1, F F1, G G1, H H1, I I1, J J1, K K1, L L1, M M1, N N1, O O1, P P1)
}
