//! Rows that borrow, and rows that only look as if they did.

mod lifetimes {
    use clickhouse_core::Row;
    use std::borrow::Cow;
    #[derive(Row, Clone, Copy)]
    struct Two<'a, 'b> {
        host: &'a str,
        path: &'b str,
        both: Option<&'a str>,
        raw: &'b [u8],
    }
    #[derive(Row, Clone)]
    struct Outlives<'a, 'b: 'a> {
        host: &'a str,
        path: Cow<'b, str>,
        list: Vec<&'a str>,
        pair: (&'a str, &'b str),
    }
    #[derive(Row)]
    struct Static {
        host: &'static str,
        id: u64,
    }
    async fn write(client: &clickhouse_core::Client, name: &str, other: &str) -> Result<(), clickhouse_core::Error> {
        let rows = [Two { host: name, path: other, both: None, raw: b"x" }];
        client.insert("t", &rows).await?;
        client.insert("t", &[Static { host: "a", id: 1 }]).await?;
        let mut blocks = client.query_as::<Outlives<'_, '_>>("SELECT 1").blocks();
        while let Some(block) = blocks.next().await? {
            for row in block.rows::<Outlives<'_, '_>>()? {
                println!("{}", row?.host);
            }
        }
        Ok(())
    }
}

mod lifetime_generic {
    use clickhouse_core::Row;
    use std::borrow::Cow;
    #[derive(Row)]
    struct Any<'a, T: ?Sized + ToOwned>
    where
        T::Owned: Clone,
    {
        id: u8,
        #[clickhouse(skip)]
        cache: Option<Cow<'a, T>>,
    }
    #[derive(Row)]
    struct Ref<'a, T> {
        id: u8,
        value: &'a T,
    }
    #[derive(Row)]
    struct With<'a, T: 'a + Copy> {
        value: T,
        text: &'a str,
    }
    async fn read(client: &clickhouse_core::Client) -> Result<(), clickhouse_core::Error> {
        client.insert("t", &[Ref { id: 1, value: &5u64 }]).await?;
        client.insert("t", &[With { value: 1u8, text: "a" }]).await?;
        client.query_as::<Any<'static, str>>("SELECT 1").await?;
        Ok(())
    }
}

mod dyn_and_fn_skipped {
    use clickhouse_core::Row;
    #[derive(Row)]
    struct Visit<'a, F: Fn() = fn()> {
        id: u64,
        #[clickhouse(skip)]
        f: Option<F>,
        #[clickhouse(skip)]
        g: Option<Box<dyn Fn(&str) -> &str + Send + 'a>>,
        #[clickhouse(skip)]
        h: Option<&'a (dyn std::fmt::Debug + Sync)>,
        #[clickhouse(skip, default = never)]
        i: std::sync::Mutex<u8>,
        #[clickhouse(skip)]
        p: std::marker::PhantomData<(&'a (), F)>,
        #[clickhouse(skip)]
        q: (),
    }
    fn never() -> std::sync::Mutex<u8> {
        std::sync::Mutex::new(1)
    }
    async fn read(client: &clickhouse_core::Client) -> Result<Vec<Visit<'static>>, clickhouse_core::Error> {
        client.query_as("SELECT 1").await
    }
}

mod spawned {
    use clickhouse_core::{Client, Error, Row};
    #[derive(Row)]
    struct Visit<'a> {
        host: &'a str,
        n: Option<&'a str>,
        list: Vec<&'a str>,
    }
    #[derive(Row)]
    struct Owned<T> {
        id: T,
    }
    fn is_send<T: Send>(t: T) -> T {
        t
    }
    fn go(client: Client) {
        drop(is_send({
            let client = client.clone();
            async move {
                let mut blocks = client.query_as::<Visit<'_>>("SELECT 1").blocks();
                while let Some(block) = blocks.next().await? {
                    for row in block.rows::<Visit<'_>>()? {
                        println!("{}", row?.host);
                    }
                }
                let hosts = vec![String::new()];
                let rows: Vec<_> = hosts.iter().map(|h| Visit { host: h, n: None, list: vec![h] }).collect();
                client.insert("t", &rows).await?;
                client.insert("t", &[Owned { id: 1u8 }]).await?;
                Ok::<(), Error>(())
            }
        }));
    }
}
