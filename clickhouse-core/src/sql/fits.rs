//! [`Fits`]: which Rust types are values of which parameter types, for the compiler to decide.
//!
//! A parameter's type is a Rust type here, made of the markers in [`param_type`]: `{x:Array(UInt8)}` is
//! `ArrayParam<UInt8Param>`. LowCardinality and SimpleAggregateFunction leave no trace, as values are written alike.
//!
//! Values are texts on their way, so that all is fine which the text says exactly: an `i32` fits `Float64`. Numbers
//! must not lose anything, and 256 for UInt8 is 0 for the server (26.7), so that narrowing never fits.

use crate::types::{
    BFloat16, Blob, Int256, IntervalDay, IntervalHour, IntervalMicrosecond, IntervalMillisecond, IntervalMinute,
    IntervalMonth, IntervalNanosecond, IntervalQuarter, IntervalSecond, IntervalWeek, IntervalYear, UInt256,
};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::rc::Rc;
use std::sync::Arc;

/// A Rust type whose values are values of a parameter of the type `D`; what `sql!` asks.
///
/// A newtype with `#[derive(Value)]` fits where what is inside fits, a `#[derive(Enum)]` into String and every Enum with all
/// of its names. Any other [`Param`](super::Param) of your own says which parameters it is for:
///
/// ```
/// use clickhouse_core::sql;
/// use clickhouse_core::sql::{Fits, Param, param_type};
///
/// struct Celsius(f64);
///
/// impl Param for Celsius {
///     fn write_literal(&self, out: &mut String) {
///         (self.0 + 273.15).write_literal(out);
///     }
/// }
///
/// impl Fits<param_type::Float64Param> for Celsius {}
///
/// let least = Celsius(21.5);
/// let statement = sql!("SELECT * FROM readings WHERE kelvin >= {least:Float64}");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value of a parameter of the type `{D}`",
    label = "another type is expected"
)]
pub trait Fits<D> {
    /// Whether it fits to the last detail, which the two types cannot say: the digits of a Decimal.
    const HOLDS: bool = true;
}

/// The types of parameters, as Rust types without values. Their names are not those of the standard library's types, which
/// the compiler would then spell with their paths.
pub mod param_type {
    use std::marker::PhantomData;

    macro_rules! markers {
        ($($marker:ident),+) => {
            $(/// The type of this name.
            #[derive(Debug, Clone, Copy)]
            pub enum $marker {})+
        };
    }

    markers!(
        BoolParam,
        UInt8Param,
        UInt16Param,
        UInt32Param,
        UInt64Param,
        UInt128Param,
        UInt256Param,
        Int8Param,
        Int16Param,
        Int32Param,
        Int64Param,
        Int128Param,
        Int256Param
    );
    markers!(
        BFloat16Param,
        Float32Param,
        Float64Param,
        StringParam,
        UuidParam,
        IPv4Param,
        IPv6Param,
        DateParam,
        Date32Param,
        DateTimeParam,
        DateTime64Param,
        TimeParam,
        Time64Param
    );
    markers!(IntervalParam, JsonParam, IdentifierParam);

    /// A type for which any value may do: Variant, Dynamic and the like.
    #[derive(Debug, Clone, Copy)]
    pub enum AnyParam {}

    /// `FixedString(N)`.
    #[derive(Debug, Clone, Copy)]
    pub enum FixedStringParam<const N: usize> {}

    /// `Decimal(P, S)`.
    #[derive(Debug, Clone, Copy)]
    pub enum DecimalParam<const P: u8, const S: u8> {}

    /// Enum8 and Enum16 with the members that `M` [has](HasMember).
    #[derive(Debug, Clone, Copy)]
    pub struct EnumParam<M>(PhantomData<M>);

    /// Has a member whose name has this FNV-1a hash of 64 bits, as no Rust type can have a name in it.
    pub trait HasMember<const NAME: u64> {}

    /// `Nullable(D)`.
    #[derive(Debug, Clone, Copy)]
    pub struct NullableParam<D>(PhantomData<D>);

    /// `Array(D)`, and the geometries that are laid out as one.
    #[derive(Debug, Clone, Copy)]
    pub struct ArrayParam<D>(PhantomData<D>);

    /// `Map(K, V)`.
    #[derive(Debug, Clone, Copy)]
    pub struct MapParam<K, V>(PhantomData<(K, V)>);

    /// `Tuple(..)` with the Rust tuple of its elements.
    #[derive(Debug, Clone, Copy)]
    pub struct TupleParam<D>(PhantomData<D>);
}

use param_type as of;

/// Each value with the types it fits, which it also fits where they are Nullable.
macro_rules! values {
    ($($value:ty => $($fits:ident),+;)+) => {
        $(
            $(impl Fits<of::$fits> for $value {})+
            impl Fits<of::AnyParam> for $value {}
            impl<D> Fits<of::NullableParam<D>> for $value
            where
                Self: Fits<D>,
            {
                const HOLDS: bool = <Self as Fits<D>>::HOLDS;
            }
        )+
    };
}

values! {
    u8 => UInt8Param, UInt16Param, UInt32Param, UInt64Param, UInt128Param, UInt256Param, Int16Param, Int32Param, Int64Param, Int128Param, Int256Param, IntervalParam, Float32Param, Float64Param;
    u16 => UInt16Param, UInt32Param, UInt64Param, UInt128Param, UInt256Param, Int32Param, Int64Param, Int128Param, Int256Param, IntervalParam, Float32Param, Float64Param;
    u32 => UInt32Param, UInt64Param, UInt128Param, UInt256Param, Int64Param, Int128Param, Int256Param, IntervalParam, Float64Param;
    u64 => UInt64Param, UInt128Param, UInt256Param, Int128Param, Int256Param;
    u128 => UInt128Param, UInt256Param, Int256Param;
    // As wide as anybody has them.
    usize => UInt64Param, UInt128Param, UInt256Param, Int128Param, Int256Param;
    UInt256 => UInt256Param;
    i8 => Int8Param, Int16Param, Int32Param, Int64Param, Int128Param, Int256Param, IntervalParam, Float32Param, Float64Param;
    i16 => Int16Param, Int32Param, Int64Param, Int128Param, Int256Param, IntervalParam, Float32Param, Float64Param;
    i32 => Int32Param, Int64Param, Int128Param, Int256Param, IntervalParam, Float64Param;
    i64 => Int64Param, Int128Param, Int256Param, IntervalParam;
    i128 => Int128Param, Int256Param;
    isize => Int64Param, Int128Param, Int256Param, IntervalParam;
    Int256 => Int256Param;
    BFloat16 => BFloat16Param, Float32Param, Float64Param;
    f32 => Float32Param, Float64Param;
    f64 => Float64Param;
    bool => BoolParam;
    Ipv4Addr => IPv4Param, IPv6Param;
    Ipv6Addr => IPv6Param;
    IpAddr => IPv6Param;
    std::time::SystemTime => DateTimeParam, DateTime64Param;
    std::time::Duration => TimeParam, Time64Param;
    // The unit is that of the parameter.
    IntervalNanosecond => IntervalParam;
    IntervalMicrosecond => IntervalParam;
    IntervalMillisecond => IntervalParam;
    IntervalSecond => IntervalParam;
    IntervalMinute => IntervalParam;
    IntervalHour => IntervalParam;
    IntervalDay => IntervalParam;
    IntervalWeek => IntervalParam;
    IntervalMonth => IntervalParam;
    IntervalQuarter => IntervalParam;
    IntervalYear => IntervalParam;
}

#[cfg(feature = "uuid")]
values! { uuid::Uuid => UuidParam; }

#[cfg(feature = "time")]
values! {
    time::Date => DateParam, Date32Param;
    time::OffsetDateTime => DateTimeParam, DateTime64Param;
    time::PrimitiveDateTime => DateTimeParam, DateTime64Param;
    time::Time => TimeParam, Time64Param;
    time::Duration => TimeParam, Time64Param;
}

#[cfg(feature = "chrono")]
values! {
    chrono::NaiveDate => DateParam, Date32Param;
    chrono::DateTime<chrono::Utc> => DateTimeParam, DateTime64Param;
    chrono::DateTime<chrono::FixedOffset> => DateTimeParam, DateTime64Param;
    chrono::NaiveDateTime => DateTimeParam, DateTime64Param;
    chrono::NaiveTime => TimeParam, Time64Param;
    chrono::TimeDelta => TimeParam, Time64Param;
}

values! { crate::types::Json => JsonParam; }

#[cfg(feature = "serde_json")]
values! { serde_json::Value => JsonParam; }

#[cfg(feature = "half")]
values! { half::bf16 => BFloat16Param, Float32Param, Float64Param; }

#[cfg(feature = "bytes")]
values! { bytes::Bytes => StringParam; }

#[cfg(feature = "bytes")]
impl<const N: usize> Fits<of::FixedStringParam<N>> for bytes::Bytes {}

/// Decimals whose digits only the value knows: the server refuses too many before the point, and cuts those after it.
#[cfg(any(feature = "bigdecimal", feature = "rust_decimal"))]
macro_rules! decimals {
    ($($decimal:ty),+) => {
        $(
            impl Fits<of::AnyParam> for $decimal {}
            impl<D> Fits<of::NullableParam<D>> for $decimal
            where
                Self: Fits<D>,
            {
                const HOLDS: bool = <Self as Fits<D>>::HOLDS;
            }
            impl<const P: u8, const S: u8> Fits<of::DecimalParam<P, S>> for $decimal {}
        )+
    };
}

#[cfg(feature = "rust_decimal")]
decimals!(rust_decimal::Decimal);
#[cfg(feature = "bigdecimal")]
decimals!(bigdecimal::BigDecimal);

macro_rules! texts {
    ($($text:ty),+) => {
        $(
            values! { $text => StringParam, JsonParam, IdentifierParam; }
            impl<const N: usize> Fits<of::FixedStringParam<N>> for $text {}
            impl<M> Fits<of::EnumParam<M>> for $text {}
        )+
    };
}

texts!(str, String, Cow<'_, str>, Box<str>, Arc<str>, Rc<str>);

values! {
    char => StringParam;
    Blob => StringParam;
}

impl<const N: usize> Fits<of::FixedStringParam<N>> for Blob {}

impl<const P: u8, const S: u8, const INTO_P: u8, const INTO_S: u8> Fits<of::DecimalParam<INTO_P, INTO_S>>
    for crate::types::Decimal<P, S>
{
    const HOLDS: bool = S <= INTO_S && P - S <= INTO_P - INTO_S;
}

impl<D, const P: u8, const S: u8> Fits<of::NullableParam<D>> for crate::types::Decimal<P, S>
where
    Self: Fits<D>,
{
    const HOLDS: bool = <Self as Fits<D>>::HOLDS;
}

impl<T: Fits<D> + ?Sized, D> Fits<D> for &T {
    const HOLDS: bool = T::HOLDS;
}

impl<T: Fits<D> + ?Sized, D> Fits<D> for &mut T {
    const HOLDS: bool = T::HOLDS;
}

impl<T: Fits<D>, D> Fits<of::NullableParam<D>> for Option<T> {
    const HOLDS: bool = T::HOLDS;
}

impl<T> Fits<of::AnyParam> for Option<T> {}

macro_rules! lists {
    ($($list:ty $(, $size:ident)?);+) => {
        $(
            impl<T: Fits<D>, D $(, const $size: usize)?> Fits<of::ArrayParam<D>> for $list {
                const HOLDS: bool = T::HOLDS;
            }
            impl<T $(, const $size: usize)?> Fits<of::AnyParam> for $list {}
        )+
    };
}

lists!([T]; Vec<T>; Box<[T]>; VecDeque<T>; BTreeSet<T>; [T; N], N);

macro_rules! sets {
    ($($set:ident),+) => {
        $(
            impl<T: Fits<D>, D, S> Fits<of::ArrayParam<D>> for $set<T, S> {
                const HOLDS: bool = T::HOLDS;
            }
            impl<T, S> Fits<of::AnyParam> for $set<T, S> {}
        )+
    };
}

sets!(HashSet);
#[cfg(feature = "indexmap")]
use indexmap::{IndexMap, IndexSet};
#[cfg(feature = "indexmap")]
sets!(IndexSet);

macro_rules! pointers {
    ($($pointer:ty),+) => {
        $(impl<T: Fits<D>, D> Fits<D> for $pointer {
            const HOLDS: bool = T::HOLDS;
        })+
    };
}

pointers!(Box<T>, Rc<T>, Arc<T>);

#[cfg(feature = "indexmap")]
impl<K: Fits<KD>, V: Fits<VD>, KD, VD, S> Fits<of::MapParam<KD, VD>> for IndexMap<K, V, S> {
    const HOLDS: bool = K::HOLDS && V::HOLDS;
}

#[cfg(feature = "indexmap")]
impl<K, V, S> Fits<of::AnyParam> for IndexMap<K, V, S> {}

impl<K: Fits<KD>, V: Fits<VD>, KD, VD, S> Fits<of::MapParam<KD, VD>> for HashMap<K, V, S> {
    const HOLDS: bool = K::HOLDS && V::HOLDS;
}

impl<K: Fits<KD>, V: Fits<VD>, KD, VD> Fits<of::MapParam<KD, VD>> for BTreeMap<K, V> {
    const HOLDS: bool = K::HOLDS && V::HOLDS;
}

impl<K, V, S> Fits<of::AnyParam> for HashMap<K, V, S> {}

impl<K, V> Fits<of::AnyParam> for BTreeMap<K, V> {}

/// A tuple of values, by position, with the letter of each element's type behind that of its value.
macro_rules! tuples {
    ($(($($value:ident $of:ident),+))+) => {
        $(
            impl<$($value: Fits<$of>, $of),+> Fits<of::TupleParam<($($of,)+)>> for ($($value,)+) {
                const HOLDS: bool = true $(&& $value::HOLDS)+;
            }

            impl<$($value),+> Fits<of::AnyParam> for ($($value,)+) {}
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
