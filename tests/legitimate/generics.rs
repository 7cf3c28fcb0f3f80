//! Structs with parameters: bounds, where-clauses, constants, associated types.

mod bounds {
    use clickhouse_core::Row;
    use clickhouse_core::value::{ColumnValue, ReadValue, WriteValue};
    #[derive(Row, Debug, Clone)]
    struct Sample<T: Clone + std::fmt::Debug>
    where
        T: PartialEq,
    {
        host: String,
        value: T,
    }
    async fn read<T>(client: &clickhouse_core::Client) -> Result<Vec<Sample<T>>, clickhouse_core::Error>
    where
        T: Clone + std::fmt::Debug + PartialEq + Send + 'static + ColumnValue + for<'a> ReadValue<'a>,
    {
        client.query_as::<Sample<T>>("SELECT 1").await
    }
    async fn write<T>(client: &clickhouse_core::Client, rows: &[Sample<T>]) -> Result<(), clickhouse_core::Error>
    where
        T: Clone + std::fmt::Debug + PartialEq + Send + Sync + 'static + WriteValue,
    {
        client.insert("t", rows).await.map(drop)
    }
    fn use_them(client: &clickhouse_core::Client, rows: &[Sample<u8>]) {
        drop(read::<f64>(client));
        drop(write(client, rows));
    }
}

mod generic_row {
    use clickhouse_core::row::{ReadRow, WriteRow};
    use clickhouse_core::{Client, Error, Row};
    async fn read<T: for<'a> ReadRow<'a> + Send + 'static>(client: &Client, sql: &str) -> Result<Vec<T>, Error> {
        client.query_as::<T>(sql).await
    }
    async fn write<T: WriteRow + Send + Sync + 'static>(client: &Client, table: &str, rows: &[T]) -> Result<(), Error>
    where
        T::Builders: Send,
    {
        client.insert(table, rows).await.map(drop)
    }
    #[derive(Row)]
    struct Visit {
        id: u64,
    }
    async fn both(client: &Client) -> Result<(), Error> {
        let visits: Vec<Visit> = read(client, "SELECT 1 AS id").await?;
        write(client, "visits", &visits).await
    }
}

mod generic_row_owned {
    use clickhouse_core::row::ReadRow;
    use clickhouse_core::{Client, Error, Row};
    struct Repository<T> {
        client: Client,
        table: String,
        of: std::marker::PhantomData<T>,
    }
    impl<T> Repository<T>
    where
        T: for<'a> ReadRow<'a> + Row + Send + 'static,
    {
        async fn all(&self) -> Result<Vec<T>, Error> {
            let columns =
                T::columns().iter().map(|column| format!("`{}`", column.column)).collect::<Vec<_>>().join(", ");
            self.client.query_as(format!("SELECT {columns} FROM {}", self.table)).await
        }
    }
    #[derive(Row)]
    struct Visit {
        id: u64,
    }
    async fn both(client: Client) -> Result<u64, Error> {
        let visits = Repository::<Visit> { client, table: "t".into(), of: std::marker::PhantomData };
        Ok(visits.all().await?[0].id)
    }
}

mod const_generics {
    use clickhouse_core::Row;
    use clickhouse_core::types::Decimal;
    #[derive(Row)]
    struct Digest<const N: usize, const M: usize> {
        hash: [u8; N],
        vector: [f32; M],
        both: Vec<[u8; N]>,
    }
    #[derive(Row)]
    struct Price<const P: u8, const S: u8> {
        price: Decimal<P, S>,
        option: Option<Decimal<P, S>>,
    }
    async fn read(client: &clickhouse_core::Client) -> Result<(), clickhouse_core::Error> {
        client.query_as::<Digest<16, 3>>("SELECT 1").await?;
        client.query_as::<Price<18, 4>>("SELECT 1").await?;
        Ok(())
    }
}

mod const_generic_default {
    use clickhouse_core::Row;
    #[derive(Row)]
    struct Digest<T = u8, const N: usize = 16> {
        hash: [u8; N],
        value: T,
    }
    async fn read(client: &clickhouse_core::Client) -> Result<(), clickhouse_core::Error> {
        client.query_as::<Digest>("SELECT 1").await?;
        Ok(())
    }
}

mod const_expression {
    use clickhouse_core::Row;
    const WIDTH: usize = 8;
    #[derive(Row)]
    struct Digest {
        #[clickhouse(type = "FixedString(16)")]
        hash: [u8; WIDTH * 2],
        #[clickhouse(type = "Array(UInt8)")]
        other: Vec<u8>,
    }
}

mod qself_default_generic {
    use clickhouse_core::Row;
    use std::collections::HashMap;
    #[derive(Row)]
    struct Visit<K: std::hash::Hash + Eq, V, S: std::hash::BuildHasher + Default = std::hash::RandomState> {
        map: HashMap<K, V, S>,
    }
    async fn read(client: &clickhouse_core::Client) -> Result<Vec<Visit<String, u8>>, clickhouse_core::Error> {
        client.query_as("SELECT 1").await
    }
}

mod associated_const_generic {
    use clickhouse_core::Row;
    use std::fmt::Debug;
    trait Unit: Debug + Default {
        type Number: Debug;
    }
    #[derive(Row, Debug)]
    struct Measure<U: Unit>
    where
        U::Number: Clone,
    {
        value: U::Number,
        #[clickhouse(skip)]
        unit: U,
    }
    #[derive(Debug, Default)]
    struct Meter;
    impl Unit for Meter {
        type Number = f64;
    }
    async fn read(client: &clickhouse_core::Client) -> Result<Vec<Measure<Meter>>, clickhouse_core::Error> {
        client.query_as("SELECT 1 AS value").await
    }
    async fn write(client: &clickhouse_core::Client) -> Result<(), clickhouse_core::Error> {
        client.insert("t", &[Measure { value: 1.0, unit: Meter }]).await.map(drop)
    }
}

mod hrtb_where {
    use clickhouse_core::Row;
    #[derive(Row)]
    struct Visit<T>
    where
        for<'x> T: PartialEq<&'x str>,
        Vec<T>: Clone,
    {
        id: T,
        #[clickhouse(type = "UInt8")]
        n: u8,
    }
    async fn read(client: &clickhouse_core::Client) -> Result<Vec<Visit<String>>, clickhouse_core::Error> {
        client.query_as("SELECT 1").await
    }
}

mod generic_declared {
    use clickhouse_core::Row;
    #[derive(Row)]
    struct Visit<'a, T, const N: usize> {
        #[clickhouse(type = "Nullable(Float64)")]
        a: Option<T>,
        #[clickhouse(type = "FixedString(8)")]
        b: [u8; N],
        #[clickhouse(type = "String")]
        c: &'a str,
    }
    async fn read(client: &clickhouse_core::Client) -> Result<(), clickhouse_core::Error> {
        client.insert("t", &[Visit::<'_, f64, 8> { a: None, b: [0; 8], c: "" }]).await.map(drop)
    }
}

mod self_type {
    use clickhouse_core::{Row, Value};
    trait HasId {
        type Id;
        const SIZE: usize;
    }
    struct Users;
    impl HasId for Users {
        type Id = u64;
        const SIZE: usize = 4;
    }
    #[derive(Row)]
    struct Visit {
        id: <Users as HasId>::Id,
        #[clickhouse(type = "FixedString(4)")]
        code: [u8; <Users as HasId>::SIZE],
    }
    #[derive(Row)]
    struct Of<T: HasId> {
        id: T::Id,
        other: Vec<<T as HasId>::Id>,
    }
    #[derive(Value)]
    struct Tree {
        value: u8,
        #[clickhouse(skip)]
        children: Vec<Self>,
    }
    async fn read(client: &clickhouse_core::Client) -> Result<(), clickhouse_core::Error> {
        client.query_as::<Of<Users>>("SELECT 1").await?;
        Ok(())
    }
}
